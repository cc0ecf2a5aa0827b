//! For a pull request, or as the entry of a changelog.
//!
//! What a reader of the changelog wants comes first, under the headings of Keep a Changelog; the
//! places, Rust items and fingerprints are folded away below.

use std::fmt::{self, Write};

use super::{Change, Comparison, Group, one_line};
use crate::diff::Level;

/// The headings, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Breaking,
    Deprecated,
    Added,
    Changed,
    Documentation,
}

impl Kind {
    const ALL: [Self; 5] =
        [Self::Breaking, Self::Deprecated, Self::Added, Self::Changed, Self::Documentation];

    fn of(group: &Group<'_>) -> Self {
        let change = group.first;
        match group.level() {
            Level::WireBreaking => Self::Breaking,
            _ if group.breaks_code_alone() => Self::Breaking,
            _ if change.rule.id.ends_with("-deprecated") => Self::Deprecated,
            Level::Docs => Self::Documentation,
            Level::WireCompatible if change.at.old.is_none() => Self::Added,
            Level::Unknown | Level::WireCompatible => Self::Changed,
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking",
            Self::Deprecated => "Deprecated",
            Self::Added => "Added",
            Self::Changed => "Changed",
            Self::Documentation => "Documentation",
        }
    }
}

/// The report as Markdown of the kind that GitHub renders.
pub fn render(comparison: &Comparison<'_>) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(comparison, &mut text);
    text
}

fn write(comparison: &Comparison<'_>, out: &mut String) -> fmt::Result {
    let (old, new) = (code(comparison.old), code(comparison.new));
    writeln!(out, "**{}** (from {old} to {new})", comparison.summary())?;
    let groups = comparison.groups();
    for kind in Kind::ALL {
        let mut of_kind = groups.iter().filter(|it| Kind::of(it) == kind).peekable();
        if of_kind.peek().is_some() {
            writeln!(out, "\n### {}\n", kind.heading())?;
        }
        of_kind.try_for_each(|it| item(it, out))?;
    }
    if groups.is_empty() { Ok(()) } else { details(&groups, out) }
}

fn item(group: &Group<'_>, out: &mut String) -> fmt::Result {
    let change = group.first;
    write!(out, "- ")?;
    match (group.reach(), &change.operation) {
        (Some(reach), _) => write!(out, "Shared, {reach}: ")?,
        (None, Some(operation)) => write!(out, "{}: ", code(operation))?,
        (None, None) => write!(out, "The whole document: ")?,
    }
    write!(out, "{}", prose(&change.what))?;
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => write!(out, " ({} → {})", code(before), code(after))?,
        (Some(before), None) => write!(out, " (was {})", code(before))?,
        (None, Some(after)) => write!(out, " ({})", code(after))?,
        (None, None) => {}
    }
    if change.rule.level == Level::Unknown {
        write!(
            out,
            ". It cannot be told whether this breaks callers: {}",
            prose(change.rule.meaning)
        )?;
    }
    if group.breaks_code_alone() {
        write!(out, ". Calls are as before, but code that uses the client may not compile")?;
    }
    if let Some(reason) = group.approved {
        write!(out, ". *Approved: {}*", prose(reason))?;
    }
    writeln!(out)
}

fn details(groups: &[Group<'_>], out: &mut String) -> fmt::Result {
    writeln!(out, "\n<details>")?;
    writeln!(out, "<summary>Places, Rust items and fingerprints</summary>\n")?;
    writeln!(out, "| Level | Rule | Operation | Place | Rust | Fingerprint |")?;
    writeln!(out, "|---|---|---|---|---|---|")?;
    for group in groups {
        let (listed, left_out) = group.listed();
        listed.iter().try_for_each(|it| row(it, out))?;
        if left_out > 0 {
            let (level, rule) = (group.level(), cell(group.first.rule.id));
            writeln!(out, "| {level} | {rule} | and {left_out} more | | | |")?;
        }
    }
    writeln!(out, "\n</details>")
}

fn row(it: &Change, out: &mut String) -> fmt::Result {
    let spot = it.at.new.as_ref().or(it.at.old.as_ref()).map(|it| it.position());
    let place = [Some(it.path.clone()), spot].into_iter().flatten();
    let place: Vec<_> = place.filter(|it| !it.is_empty()).map(|it| cell(&it)).collect();
    let rust: Vec<_> = it.rust.iter().map(|it| cell(it)).collect();
    let operation = it.operation.as_deref().map(cell).unwrap_or_default();
    let (level, rule) = (it.rule.level, cell(it.rule.id));
    let (place, rust, fingerprint) = (place.join(" "), rust.join(" "), cell(&it.fingerprint));
    writeln!(out, "| {level} | {rule} | {operation} | {place} | {rust} | {fingerprint} |")
}

/// A code span within a table, where a bar ends the cell even in code.
fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// A code span that shows `text` as it is: its fence is longer than any run of backticks in it.
fn code(text: &str) -> String {
    let text = one_line(text);
    let runs = text.split(|it| it != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0) + 1);
    if text.starts_with('`') || text.ends_with('`') || text.is_empty() {
        format!("{fence} {text} {fence}")
    } else {
        format!("{fence}{text}{fence}")
    }
}

/// Running text, in which a pair of backticks makes code and nothing else makes anything.
fn prose(text: &str) -> String {
    let text = one_line(text);
    let mut parts: Vec<_> = text.split('`').collect();
    let unpaired = if parts.len() % 2 == 0 { parts.pop() } else { None };
    let parts = parts.iter().enumerate().map(|(index, part)| match index % 2 {
        0 => escape(part),
        _ if part.trim().is_empty() => format!("\\`{part}\\`"),
        _ => code(part),
    });
    let mut prose: String = parts.collect();
    if let Some(rest) = unpaired {
        prose.push_str("\\`");
        prose.push_str(&escape(rest));
    }
    prose
}

/// Text in which no punctuation has a meaning: CommonMark takes a backslash before any of it.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for it in text.chars() {
        if matches!(
            it,
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '!'
        ) {
            escaped.push('\\');
        }
        escaped.push(it);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use expect_test::{expect, expect_file};
    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::super::sample::{HOSTILE, Sample};
    use super::{code, prose, render};
    use crate::diff::report::one_line;

    #[test]
    fn markdown() {
        expect_file!["golden/report.md"].assert_eq(&render(&Sample::new().comparison()));
    }

    #[test]
    fn a_document_makes_no_markup() {
        let text = render(&Sample::new().comparison());
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
        {
            match event {
                Event::Html(html) => assert!(
                    ["<details>", "<summary>", "</details>"].iter().any(|it| html.starts_with(it)),
                    "{html}"
                ),
                Event::InlineHtml(html) => panic!("{html}"),
                Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Strikethrough) => {
                    panic!("{event:?}")
                }
                _ => {}
            }
        }
    }

    #[test]
    fn a_document_is_shown_as_it_is() {
        let shown = |markdown: &str| {
            let texts = Parser::new(markdown).filter_map(|it| match it {
                Event::Text(text) | Event::Code(text) => Some(text.into_string()),
                _ => None,
            });
            texts.collect::<String>()
        };
        assert_eq!(shown(&code(HOSTILE)), one_line(HOSTILE));
        assert_eq!(shown(&prose(HOSTILE)), one_line(HOSTILE));
        for text in ["`", "``", "a`b", "a ` `", "` `` ` x", "\\", "a\\*", "&amp; &lt;"] {
            assert_eq!(shown(&code(text)), text);
            assert_eq!(
                shown(&prose(&format!("x {text} x"))).replace('`', ""),
                one_line(&format!("x {text} x")).replace('`', "")
            );
        }
    }

    #[test]
    fn backticks_make_code_in_pairs() {
        expect![[r"the `limit` of `data[].a_b` is \*not\* a\_b \`c"]]
            .assert_eq(&prose("the `limit` of `data[].a_b` is *not* a_b `c"));
    }
}
