//! What the tests of all passes share: run one pass on a small document and print the result.

use std::sync::Arc;

use expect_test::Expect;
use serde_json::Value;

use super::SPEC_PASSES;
use crate::report::Report;
use crate::source::Source;
use crate::spec::Spec;

/// Results that fit this many columns stand on one line.
const WIDTH: usize = 90;

/// Runs the listed pass `name` on the document `before`, checks that a second run changes nothing,
/// and compares the tree and the report.
pub(super) fn check(name: &str, before: &str, expected: Expect) {
    let (spec, report) = run(name, before);
    expected.assert_eq(&format!("{}\n{report}", print(&spec.root)));
}

/// The same for a single schema, which stands as component `T` of a document.
pub(super) fn check_schema(name: &str, schema: &str, expected: Expect) {
    let before = format!("{{\"components\": {{\"schemas\": {{\"T\":\n{schema}\n}}}}}}");
    let (spec, report) = run(name, &before);
    let after = spec.root.pointer("/components/schemas/T").expect("T is still there");
    expected.assert_eq(&format!("{}\n{report}", print(after)));
}

pub(super) fn run(name: &str, before: &str) -> (Spec, Report) {
    let pass = SPEC_PASSES.iter().find(|it| it.name == name).expect("the pass is listed");
    let source = Source::parse("before", before).unwrap_or_else(|report| panic!("{report}"));
    let mut spec = Spec::new(Arc::new(source));
    let mut report = Report::new();
    report.enter(pass.name);
    (pass.run)(&mut spec, &mut report);
    if !report.has_errors() {
        let after = spec.root.clone();
        (pass.run)(&mut spec, &mut Report::new());
        assert_eq!(print(&spec.root), print(&after), "the second run changed something");
    }
    (spec, report)
}

fn print(value: &Value) -> String {
    let mut text = String::new();
    print_at(value, 0, &mut text);
    text
}

fn print_at(value: &Value, depth: usize, text: &mut String) {
    let line = value.to_string();
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(members) if line.len() + indent.len() > WIDTH => {
            text.push('{');
            for (index, (key, value)) in members.iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                text.push_str(&format!("{comma}\n{indent}  {}: ", Value::from(key.as_str())));
                print_at(value, depth + 1, text);
            }
            text.push_str(&format!("\n{indent}}}"));
        }
        Value::Array(items) if line.len() + indent.len() > WIDTH => {
            text.push('[');
            for (index, value) in items.iter().enumerate() {
                let comma = if index == 0 { "" } else { "," };
                text.push_str(&format!("{comma}\n{indent}  "));
                print_at(value, depth + 1, text);
            }
            text.push_str(&format!("\n{indent}]"));
        }
        _ => text.push_str(&line),
    }
}
