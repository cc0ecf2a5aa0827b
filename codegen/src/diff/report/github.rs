//! For GitHub Actions: workflow commands, which become annotations of the changed lines.
//!
//! GitHub shows ten errors, ten warnings and ten notices of a step, so what one place makes in
//! several operations is one annotation, and the gravest changes come first.

use std::cmp::Reverse;

use super::{Comparison, Group, visible};
use crate::diff::Level;

/// The report as workflow commands, and the verdict as a line of the log.
pub fn render(comparison: &Comparison<'_>) -> String {
    let mut groups = comparison.groups();
    groups.sort_by_key(|it| (it.approved.is_some(), Reverse(it.level())));
    let mut text = format!("{}\n", message(&comparison.summary()));
    for group in &groups {
        text.push_str(&command(group));
        text.push('\n');
    }
    text
}

fn command(group: &Group<'_>) -> String {
    let name = match (group.approved, group.level()) {
        (None, Level::WireBreaking) => "error",
        (None, Level::Unknown) => "warning",
        (None, _) if group.breaks_code_alone() => "warning",
        _ => "notice",
    };
    let title = format!("{}: {}", group.level(), group.first.rule.id);
    let mut properties = vec![format!("title={}", property(&title))];
    // An annotation stands in a file of the checkout: what is gone has no line there.
    if let Some(spot) = &group.first.at.new {
        let line = spot.line.map(|line| format!("line={line}"));
        properties.splice(0..0, line);
        properties.insert(0, format!("file={}", property(&spot.file)));
    }
    format!("::{name} {}::{}", properties.join(","), message(&body(group)))
}

fn body(group: &Group<'_>) -> String {
    let change = group.first;
    let mut lines = vec![match (group.reach(), &change.operation) {
        (Some(reach), _) => format!("{} ({reach})", change.what),
        (None, Some(operation)) => format!("{operation}: {}", change.what),
        (None, None) => change.what.clone(),
    }];
    if group.breaks_code_alone() {
        lines.push("code that uses the client may not compile".to_owned());
    }
    for (label, value) in [("before", &change.before), ("after", &change.after)] {
        lines.extend(value.as_ref().map(|it| format!("{label}: {it}")));
    }
    if let (None, Some(old)) = (&change.at.new, &change.at.old) {
        lines.push(format!("was at {}", old.position()));
    }
    lines.extend(group.approved.map(|it| format!("approved: {it}")));
    lines.push(format!("fingerprint: {}", change.fingerprint));
    lines.join("\n")
}

/// What follows the second `::`. A carriage return, which would have to be `%0D`, is not left.
fn message(text: &str) -> String {
    visible(text).replace('%', "%25").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::super::sample::Sample;
    use super::{message, property, render};

    #[test]
    fn github() {
        expect_file!["golden/report.github.txt"].assert_eq(&render(&Sample::new().comparison()));
    }

    #[test]
    fn what_ends_a_value_is_escaped() {
        assert_eq!(message("50%0A,\r\n::error::x"), "50%250A,\\u{d}%0A::error::x");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
    }

    #[test]
    fn a_document_cannot_give_commands() {
        let text = render(&Sample::new().comparison());
        let is_ours = |it: &str| {
            ["::error ", "::warning ", "::notice ", "major: "].iter().any(|own| it.starts_with(own))
        };
        assert_eq!(text.split(['\r', '\n']).filter(|it| !it.is_empty() && !is_ours(it)).count(), 0);
        assert!(text.contains("%0A# %250A::error::|"));
    }
}
