//! What differs between two documents, told to people and to programs.
//!
//! A [`Comparison`] is rendered by one module per format. All that people read groups what one
//! place of the document makes in several operations; [`json`] alone has an entry per operation.
//! Whatever stands in a document may stand in a report, so every format escapes for itself.

pub mod github;
pub mod html;
pub mod json;
pub mod markdown;
pub mod text;

#[cfg(test)]
mod sample;

use std::collections::BTreeMap;
use std::fmt::Write;

use indexmap::{IndexMap, IndexSet};

use super::{Change, Diff, Level, Spot};
use crate::rust_api::Step;

/// All levels, the gravest first.
const LEVELS: [Level; 4] =
    [Level::WireBreaking, Level::Unknown, Level::WireCompatible, Level::Docs];

/// So many operations of one change are listed where a list is read from top to bottom; a change of
/// what all errors share reaches every operation. JSON and HTML have them all.
const LISTED: usize = 12;

/// Two documents, what differs, and what of it is approved.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    /// What people call the older document: `HEAD~3`, or a path.
    pub old: &'a str,
    /// What people call the newer one.
    pub new: &'a str,
    /// What differs.
    pub diff: &'a Diff,
    /// Why a change is known and wanted, by its fingerprint.
    pub approved: &'a BTreeMap<String, String>,
}

/// How grave a change must be to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// Yesterday's client fails or is misunderstood.
    Breaking,
    /// That, or nobody can tell, or code that uses the client may no longer compile.
    Source,
    /// Anything at all, the words of the documentation too.
    Any,
}

impl<'a> Comparison<'a> {
    /// Whether a change that is not approved is as grave as `threshold`.
    pub fn reaches(&self, threshold: Threshold) -> bool {
        let counts = |change: &Change| match threshold {
            Threshold::Breaking => change.rule.level == Level::WireBreaking,
            Threshold::Source => change.rule.level >= Level::Unknown || change.step == Step::Major,
            Threshold::Any => true,
        };
        self.diff.changes.iter().any(|it| self.reason(it).is_none() && counts(it))
    }

    /// The verdict in one line: `major: 3 wire-breaking, 1 docs; 1 of them approved`.
    pub fn summary(&self) -> String {
        let groups = self.groups();
        if groups.is_empty() {
            return "none: no change".to_owned();
        }
        let levels: Vec<_> = LEVELS
            .into_iter()
            .map(|level| (level, groups.iter().filter(|it| it.level() == level).count()))
            .filter(|&(_, count)| count > 0)
            .map(|(level, count)| format!("{count} {level}"))
            .collect();
        let mut summary = format!("{}: {}", self.diff.semver, levels.join(", "));
        match groups.iter().filter(|it| it.approved.is_some()).count() {
            0 => {}
            approved => {
                // Writing to a string cannot fail.
                let _ = write!(summary, "; {approved} of them approved");
            }
        }
        summary
    }

    /// Why `change` is approved, if it is.
    fn reason(&self, change: &Change) -> Option<&'a str> {
        self.approved.get(&change.fingerprint).map(String::as_str)
    }

    /// The changes, those in operations together that have one cause.
    fn groups(&self) -> Vec<Group<'a>> {
        let mut groups: IndexMap<_, Vec<&'a Change>> = IndexMap::new();
        for change in &self.diff.changes {
            let effect = (change.rule.id, &change.before, &change.after);
            let alone = change.operation.is_none().then_some(&change.fingerprint);
            let key = (&change.cause, effect, alone, self.reason(change));
            groups.entry(key).or_default().push(change);
        }
        groups
            .into_iter()
            .filter_map(|((.., approved), changes)| {
                Some(Group { first: changes.first()?, approved, changes })
            })
            .collect()
    }

    /// The groups by where they belong, the gravest of each first.
    fn sections(&self) -> Vec<Section<'a>> {
        let mut sections: IndexMap<Scope<'a>, Vec<Group<'a>>> =
            [(Scope::Document, vec![]), (Scope::Shared, vec![])].into();
        for group in self.groups() {
            sections.entry(group.scope()).or_default().push(group);
        }
        sections
            .into_iter()
            .filter(|(_, groups)| !groups.is_empty())
            .map(|(scope, mut groups)| {
                groups.sort_by_key(|it| std::cmp::Reverse(it.level()));
                Section { scope, groups }
            })
            .collect()
    }
}

/// What belongs together under one heading.
#[derive(Debug)]
struct Section<'a> {
    scope: Scope<'a>,
    groups: Vec<Group<'a>>,
}

/// How far changes reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Scope<'a> {
    /// They concern the document as a whole.
    Document,
    /// They stand in one place that several operations use.
    Shared,
    /// They concern one operation.
    Operation(&'a str),
}

impl Scope<'_> {
    fn heading(&self) -> &str {
        match self {
            Self::Document => "The whole document",
            Self::Shared => "Shared by several operations",
            Self::Operation(operation) => operation,
        }
    }
}

/// What one place of the document makes: the same change, in one operation or in several.
#[derive(Debug)]
struct Group<'a> {
    first: &'a Change,
    /// All of them, with the first.
    changes: Vec<&'a Change>,
    /// Why they are approved: all are, and for one reason, or none is.
    approved: Option<&'a str>,
}

impl<'a> Group<'a> {
    fn level(&self) -> Level {
        self.first.rule.level
    }

    /// The greatest step in the version that any of them asks for.
    fn step(&self) -> Step {
        self.changes.iter().map(|it| it.step).max().unwrap_or_default()
    }

    /// Whether code that uses the client may no longer compile, though every call is as before.
    fn breaks_code_alone(&self) -> bool {
        self.level() != Level::WireBreaking && self.step() == Step::Major
    }

    fn operations(&self) -> IndexSet<&'a str> {
        self.changes.iter().filter_map(|it| it.operation.as_deref()).collect()
    }

    fn tags(&self) -> IndexSet<&'a str> {
        self.changes.iter().filter_map(|it| it.tag.as_deref()).collect()
    }

    fn rust(&self) -> IndexSet<&'a str> {
        self.changes.iter().flat_map(|it| &it.rust).map(String::as_str).collect()
    }

    fn scope(&self) -> Scope<'a> {
        let operations = self.operations();
        match operations.first() {
            None => Scope::Document,
            Some(only) if operations.len() == 1 => Scope::Operation(only),
            Some(_) => Scope::Shared,
        }
    }

    /// Those to be listed, and how many are left out.
    fn listed(&self) -> (&[&'a Change], usize) {
        let (listed, rest) = self.changes.split_at(self.changes.len().min(LISTED));
        (listed, rest.len())
    }

    /// `reaches 7 operations`, unless it is a matter of one.
    fn reach(&self) -> Option<String> {
        match self.operations().len() {
            0 | 1 => None,
            several => Some(format!("reaches {several} operations")),
        }
    }
}

impl Spot {
    /// `openapi.yaml:12`
    fn position(&self) -> String {
        match self.line {
            Some(line) => format!("{}:{line}", self.file),
            None => self.file.clone(),
        }
    }
}

/// The text in one line and [`visible`], for formats where a line break means something.
fn one_line(text: &str) -> String {
    visible(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The text with what nobody sees spelled out: a document could hide behind it what it says, or
/// give commands to a terminal.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for it in text.chars() {
        if it.is_control() && !matches!(it, '\n' | '\t') || turns_direction(it) {
            shown.extend(it.escape_unicode());
        } else {
            shown.push(it);
        }
    }
    shown
}

/// The controls of the Unicode bidirectional algorithm.
fn turns_direction(it: char) -> bool {
    matches!(it,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::sample::Sample;
    use super::{Comparison, Level, Scope, Threshold, json, markdown, one_line, text, visible};
    use crate::diff::{Change, Diff};
    use crate::rust_api::Step;

    /// Of the thresholds breaking, source and any, those that `keep` alone reaches.
    fn reached(keep: fn(&Change) -> bool) -> [bool; 3] {
        let mut sample = Sample::new();
        sample.approved.clear();
        sample.diff.changes.retain(keep);
        assert!(!sample.diff.changes.is_empty());
        thresholds(&sample)
    }

    fn thresholds(sample: &Sample) -> [bool; 3] {
        [Threshold::Breaking, Threshold::Source, Threshold::Any]
            .map(|it| sample.comparison().reaches(it))
    }

    #[test]
    fn thresholds_are_what_they_say() {
        let docs = reached(|it| it.rule.level == Level::Docs);
        assert_eq!(docs, [false, false, true]);
        let renamed = reached(|it| it.rule.id == "rust-item-removed");
        assert_eq!(renamed, [false, true, true]);
        let unknown = reached(|it| it.rule.level == Level::Unknown);
        assert_eq!(unknown, [false, true, true]);
        let breaking = reached(|it| it.rule.level == Level::WireBreaking);
        assert_eq!(breaking, [true, true, true]);
    }

    #[test]
    fn what_is_approved_does_not_count() {
        let mut sample = Sample::new();
        assert_eq!(thresholds(&sample), [true, true, true]);
        let all = sample.diff.changes.iter().map(|it| (it.fingerprint.clone(), String::new()));
        sample.approved = all.collect();
        assert_eq!(thresholds(&sample), [false, false, false]);
    }

    #[test]
    fn what_nobody_sees_is_spelled_out() {
        assert_eq!(
            visible("a\u{1b}[31m\u{202e}b\n\r\u{7}\u{9b}"),
            "a\\u{1b}[31m\\u{202e}b\n\\u{d}\\u{7}\\u{9b}"
        );
        assert_eq!(one_line(" a\r\n\tb\u{2028}c "), "a b c");
        assert_eq!(visible("\u{e9}\u{5d0}\u{1f600}"), "\u{e9}\u{5d0}\u{1f600}");
    }

    #[test]
    fn nothing_reaches_no_threshold() {
        let (diff, approved) = (Diff::default(), [].into());
        let nothing = Comparison { old: "a", new: "b", diff: &diff, approved: &approved };
        assert!(!nothing.reaches(Threshold::Any));
        assert_eq!(nothing.summary(), "none: no change");
    }

    #[test]
    fn the_summary_counts_causes() {
        let mut sample = Sample::new();
        expect!["major: 4 wire-breaking, 2 unknown, 5 wire-compatible, 4 docs; 2 of them approved"]
            .assert_eq(&sample.comparison().summary());
        sample.diff.semver = Step::Minor;
        sample.diff.changes.truncate(1);
        expect!["minor: 1 wire-compatible"].assert_eq(&sample.comparison().summary());
    }

    #[test]
    fn one_cause_is_one_group_if_it_does_the_same_to_all() {
        let mut sample = Sample::new();
        let shared = |sample: &Sample| {
            let sections = sample.comparison().sections();
            let sizes = sections
                .iter()
                .filter(|it| it.scope == Scope::Shared)
                .flat_map(|it| it.groups.iter().map(|it| it.changes.len()));
            sizes.collect::<Vec<_>>()
        };
        assert_eq!(shared(&sample), [7, 2]);
        let one = sample.diff.changes.iter_mut().find(|it| it.cause.as_str().ends_with("/Money"));
        one.unwrap().after = Some("another".to_owned());
        assert_eq!(shared(&sample), [6, 2]);
    }

    #[test]
    fn long_lists_are_cut() {
        let mut sample = Sample::new();
        let shared = sample.diff.changes.iter().find(|it| it.cause.as_str().ends_with("/Money"));
        let shared = shared.unwrap().clone();
        let operations = (0..112).map(|index| Some(format!("GET /{index}")));
        sample.diff.changes =
            operations.map(|operation| Change { operation, ..shared.clone() }).collect();
        for report in [
            text::render(&sample.comparison(), &text::Styles::plain()),
            markdown::render(&sample.comparison()),
        ] {
            assert_eq!(report.matches(&shared.fingerprint).count(), 12, "{report}");
            assert!(report.contains("and 100 more") && report.contains("reaches 112 operations"));
        }
        let json = json::render(&sample.comparison());
        assert_eq!(json.matches(&shared.fingerprint).count(), 112);
    }

    #[test]
    fn what_concerns_no_operation_stands_alone() {
        let mut sample = Sample::new();
        sample.diff.changes.retain(|it| it.rule.id == "rust-item-removed");
        let mut twin = sample.diff.changes[0].clone();
        twin.fingerprint = "0123456789abcdef".to_owned();
        sample.diff.changes.push(twin);
        assert_eq!(sample.comparison().groups().len(), 2);
    }
}
