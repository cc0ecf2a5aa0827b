//! For a terminal: the verdict, then the changes by what they reach.

use std::fmt::{self, Write};

use anstyle::{AnsiColor, Style};

use super::{Change, Comparison, Group, Section, one_line};
use crate::diff::Level;
use crate::rust_api::Step;

/// How the parts of the text look.
#[derive(Clone, Copy, Debug, Default)]
pub struct Styles {
    heading: Style,
    aside: Style,
    bad: Style,
    doubtful: Style,
    good: Style,
}

impl Styles {
    /// For a file, or for who does not want colour.
    pub fn plain() -> Self {
        Self::default()
    }

    /// For a terminal: the sixteen colours that its user has chosen.
    pub fn coloured() -> Self {
        let colour = |it: AnsiColor| it.on_default().bold();
        Self {
            heading: Style::new().bold().underline(),
            aside: Style::new().dimmed(),
            bad: colour(AnsiColor::Red),
            doubtful: colour(AnsiColor::Yellow),
            good: colour(AnsiColor::Green),
        }
    }

    fn level(&self, level: Level) -> Style {
        match level {
            Level::WireBreaking => self.bad,
            Level::Unknown => self.doubtful,
            Level::WireCompatible => self.good,
            Level::Docs => self.aside,
        }
    }

    fn step(&self, step: Step) -> Style {
        match step {
            Step::Major => self.bad,
            Step::Minor => self.good,
            Step::Patch | Step::None => self.aside,
        }
    }
}

/// The report as text.
pub fn render(comparison: &Comparison<'_>, styles: &Styles) -> String {
    let mut printer = Printer { styles, text: String::new() };
    // Writing to a string cannot fail.
    let _ = printer.comparison(comparison);
    printer.text
}

struct Printer<'a> {
    styles: &'a Styles,
    text: String,
}

impl Printer<'_> {
    fn comparison(&mut self, it: &Comparison<'_>) -> fmt::Result {
        let style = self.styles.step(it.diff.semver);
        writeln!(self.text, "{style}{}{style:#}", it.summary())?;
        let style = self.styles.aside;
        let (old, new) = (one_line(it.old), one_line(it.new));
        writeln!(self.text, "{style}from {old} to {new}{style:#}")?;
        it.sections().iter().try_for_each(|section| self.section(section))
    }

    fn section(&mut self, section: &Section<'_>) -> fmt::Result {
        let style = self.styles.heading;
        writeln!(self.text, "\n{style}{}{style:#}", one_line(section.scope.heading()))?;
        section.groups.iter().try_for_each(|group| self.group(group))
    }

    fn group(&mut self, group: &Group<'_>) -> fmt::Result {
        let Change { rule, what, before, after, at, .. } = group.first;
        let style = self.styles.level(rule.level);
        writeln!(self.text, "\n  {style}{}{style:#} {}", rule.level, rule.id)?;
        if group.breaks_code_alone() {
            let style = self.styles.bad;
            writeln!(self.text, "    {style}code that uses the client may not compile{style:#}")?;
        }
        writeln!(self.text, "    {}", one_line(what))?;
        for (sign, value) in [('-', before), ('+', after)] {
            if let Some(value) = value {
                writeln!(self.text, "    {sign} {}", one_line(value))?;
            }
        }
        if let Some(reason) = group.approved {
            writeln!(self.text, "    approved: {}", one_line(reason))?;
        }
        for (name, spot) in [("was", &at.old), ("now", &at.new)] {
            if let Some(spot) = spot {
                self.fact(name, &spot.position())?;
            }
        }
        for item in group.rust() {
            self.fact("rust", item)?;
        }
        self.places(group)
    }

    /// Where the change shows, each with the fingerprint to approve it by.
    fn places(&mut self, group: &Group<'_>) -> fmt::Result {
        let Some(reach) = group.reach() else {
            return group.changes.iter().try_for_each(|it| {
                if !it.path.is_empty() {
                    self.fact("in", &it.path)?;
                }
                self.fact("fingerprint", &it.fingerprint)
            });
        };
        writeln!(self.text, "    {reach}")?;
        let (listed, left_out) = group.listed();
        let names = listed.iter().map(|it| one_line(it.operation.as_deref().unwrap_or_default()));
        let width = names.clone().map(|it| it.chars().count()).max().unwrap_or_default();
        let style = self.styles.aside;
        for (it, name) in listed.iter().zip(names) {
            let (fingerprint, path) = (&it.fingerprint, one_line(&it.path));
            writeln!(self.text, "    {style}  {fingerprint}  {name:width$}  {path}{style:#}")?;
        }
        match left_out {
            0 => Ok(()),
            more => writeln!(
                self.text,
                "    {style}  and {more} more: `--format json` lists them{style:#}"
            ),
        }
    }

    fn fact(&mut self, name: &str, value: &str) -> fmt::Result {
        let style = self.styles.aside;
        writeln!(self.text, "    {style}{name:11}  {}{style:#}", one_line(value))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::super::sample::Sample;
    use super::{Styles, render};

    #[test]
    fn text() {
        let text = render(&Sample::new().comparison(), &Styles::plain());
        expect_file!["golden/report.txt"].assert_eq(&text);
    }

    #[test]
    fn nothing_in_a_document_reaches_the_terminal_as_a_command() {
        let text = render(&Sample::new().comparison(), &Styles::plain());
        assert!(text.contains("alert(1)"));
        assert!(text.chars().all(|it| it == '\n' || !it.is_control()));
    }

    #[test]
    fn colour_changes_nothing_but_the_colour() {
        let sample = Sample::new();
        let coloured = render(&sample.comparison(), &Styles::coloured());
        assert!(coloured.starts_with("\u{1b}[1m\u{1b}[31mmajor: "), "{coloured:?}");
        let mut plain = String::new();
        for part in coloured.split('\u{1b}') {
            let after = part.split_once('m').map_or(part, |(_, after)| after);
            plain.push_str(if plain.is_empty() && part.is_empty() { "" } else { after });
        }
        assert_eq!(plain, render(&sample.comparison(), &Styles::plain()));
    }
}
