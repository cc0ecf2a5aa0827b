//! `approved.toml`: changes that are known and wanted.
//!
//! ```toml
//! [[approved]]
//! fingerprint = "3f2a9c41d07e5b86"
//! change = "PUT /segments/{segment_id}: `conditions` became required"
//! reason = "agreed with the vendor, released with 2.0"
//! ```
//!
//! An approval is held to the text: each must still match a change, so that the file never says
//! more than there is.

use std::collections::BTreeMap;
use std::ops::Range;

use openapi_exact::diff::Diff;
use openapi_exact::pointer::Pointer;
use openapi_exact::report::{Location, Place, Report};
use serde::Deserialize;
use toml::Spanned;

/// The approvals of one file.
#[derive(Debug, Default)]
pub(super) struct Approvals {
    by_fingerprint: BTreeMap<String, Approval>,
}

#[derive(Debug)]
struct Approval {
    place: Place,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    approved: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    fingerprint: Spanned<String>,
    reason: Spanned<String>,
    /// For who reads the file; the fingerprint alone says nothing.
    change: Spanned<String>,
}

impl Approvals {
    /// Reads `text`; errors call it `name`.
    ///
    /// # Errors
    /// If it is not TOML, has other members than it should, says nothing where a reason or change
    /// should stand, or approves one change twice.
    pub(super) fn read(name: &str, text: &str) -> Result<Self, Report> {
        let mut reader = Reader { name, text, report: Report::new() };
        reader.report.enter("approvals");
        let approvals = match toml::from_str(text) {
            Ok(file) => reader.approvals(file),
            Err(error) => {
                let place = reader.place(Pointer::root(), error.span().unwrap_or_default());
                let help = "an `[[approved]]` has `fingerprint`, `change` and `reason`";
                reader.report.error(place, error.message().trim()).help(help);
                Self::default()
            }
        };
        Ok(reader.report.done(approvals)?.0)
    }

    /// The reasons by fingerprint.
    pub(super) fn reasons(&self) -> BTreeMap<String, String> {
        self.by_fingerprint.iter().map(|(key, it)| (key.clone(), it.reason.clone())).collect()
    }

    /// Makes sure that each approval is of a change in `diff`.
    ///
    /// # Errors
    /// If some are not: all of these.
    pub(super) fn check(&self, diff: &Diff) -> Result<(), Report> {
        let mut report = Report::new();
        report.enter("approvals");
        for (fingerprint, approval) in &self.by_fingerprint {
            if diff.changes.iter().all(|it| it.fingerprint != *fingerprint) {
                let message = format!("no change has the fingerprint `{fingerprint}`");
                let help = "remove the approval, or compare with the revision that it was made for";
                report.error(approval.place.clone(), message).help(help);
            }
        }
        report.done(()).map(|_| ())
    }
}

struct Reader<'a> {
    name: &'a str,
    text: &'a str,
    report: Report,
}

impl Reader<'_> {
    fn approvals(&mut self, file: File) -> Approvals {
        let mut approvals = Approvals::default();
        for (index, entry) in file.approved.into_iter().enumerate() {
            let at = Pointer::root().child("approved").child(index);
            self.require(&at, "reason", &entry.reason);
            self.require(&at, "change", &entry.change);
            let place = self.place(at.child("fingerprint"), entry.fingerprint.span());
            let approval = Approval { place: place.clone(), reason: entry.reason.into_inner() };
            let fingerprint = entry.fingerprint.into_inner();
            if approvals.by_fingerprint.insert(fingerprint.clone(), approval).is_some() {
                let message = format!("`{fingerprint}` is approved twice");
                self.report.error(place, message).help("remove one of the two");
            }
        }
        approvals
    }

    fn require(&mut self, at: &Pointer, member: &str, value: &Spanned<String>) {
        if value.get_ref().trim().is_empty() {
            let place = self.place(at.child(member), value.span());
            let help = "say it in words that still help in a year";
            self.report.error(place, format!("`{member}` says nothing")).help(help);
        }
    }

    fn place(&self, pointer: Pointer, span: Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let start = before.rfind('\n').map_or(0, |it| it + 1);
        let line = before.matches('\n').count();
        let indent = before.get(start..).unwrap_or_default().chars().count();
        let location = Location {
            file: self.name.to_owned(),
            line: line + 1,
            column: indent + 1,
            indent,
            text: self.text.lines().nth(line).unwrap_or_default().to_owned(),
        };
        Place { pointer, location: Some(location) }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use openapi_exact::diff::Diff;

    use super::Approvals;

    fn check(text: &str, expected: Expect) {
        let seen = match Approvals::read("approved.toml", text) {
            Ok(approvals) => match approvals.check(&Diff::default()) {
                Ok(()) => format!("{:?}\n", approvals.reasons()),
                Err(report) => report.to_string(),
            },
            Err(report) => report.to_string(),
        };
        expected.assert_eq(&seen);
    }

    #[test]
    fn nothing_is_approved_in_an_empty_file() {
        check(
            "# nothing yet\n",
            expect![[r#"
            {}
        "#]],
        );
    }

    #[test]
    fn each_matches_a_change() {
        check(
            "\n[[approved]]\nfingerprint = \"3f2a9c41d07e5b86\"\nchange = \"c\"\nreason = \"r\"\n",
            expect![[r#"
                error: no change has the fingerprint `3f2a9c41d07e5b86`
                 --> approved.toml:3:15
                  |
                3 | fingerprint = "3f2a9c41d07e5b86"
                  |               ^
                  at: /approved/0/fingerprint
                  stage: approvals
                  help: remove the approval, or compare with the revision that it was made for
            "#]],
        );
    }

    #[test]
    fn each_says_why_and_what() {
        check(
            "[[approved]]\nfingerprint = \"a\"\nchange = \"c\"\n",
            expect![[r#"
            error: missing field `reason`
             --> approved.toml:1:1
              |
            1 | [[approved]]
              | ^
              at: (the whole document)
              stage: approvals
              help: an `[[approved]]` has `fingerprint`, `change` and `reason`
        "#]],
        );
        check(
            "[[approved]]\nfingerprint = \"a\"\nreason = \" \"\nchange = \"\"\n",
            expect![[r#"
            error: `reason` says nothing
             --> approved.toml:3:10
              |
            3 | reason = " "
              |          ^
              at: /approved/0/reason
              stage: approvals
              help: say it in words that still help in a year

            error: `change` says nothing
             --> approved.toml:4:10
              |
            4 | change = ""
              |          ^
              at: /approved/0/change
              stage: approvals
              help: say it in words that still help in a year
        "#]],
        );
    }

    #[test]
    fn members_are_few() {
        check(
            "[[approved]]\nfingerprint = \"a\"\nchange = \"c\"\nreason = \"r\"\nuntil = 2027\n",
            expect![[r#"
                error: unknown field `until`, expected one of `fingerprint`, `reason`, `change`
                 --> approved.toml:5:1
                  |
                5 | until = 2027
                  | ^
                  at: (the whole document)
                  stage: approvals
                  help: an `[[approved]]` has `fingerprint`, `change` and `reason`
            "#]],
        );
        check(
            "[[aproved]]\nfingerprint = \"a\"\n",
            expect![[r#"
            error: unknown field `aproved`, expected `approved`
             --> approved.toml:1:3
              |
            1 | [[aproved]]
              |   ^
              at: (the whole document)
              stage: approvals
              help: an `[[approved]]` has `fingerprint`, `change` and `reason`
        "#]],
        );
        check(
            "approved = [",
            expect![[r#"
            error: unclosed array, expected `]`
             --> approved.toml:1:13
              |
            1 | approved = [
              |             ^
              at: (the whole document)
              stage: approvals
              help: an `[[approved]]` has `fingerprint`, `change` and `reason`
        "#]],
        );
    }

    #[test]
    fn one_change_is_approved_once() {
        let one = "[[approved]]\nfingerprint = \"a\"\nchange = \"c\"\nreason = \"r\"\n";
        check(
            &format!("{one}\n{one}"),
            expect![[r#"
            error: `a` is approved twice
             --> approved.toml:7:15
              |
            7 | fingerprint = "a"
              |               ^
              at: /approved/1/fingerprint
              stage: approvals
              help: remove one of the two
        "#]],
        );
    }
}
