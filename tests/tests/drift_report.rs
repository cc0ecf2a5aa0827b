//! What the comparison of two documents finds is what the reports say, in the form they promise.

use std::collections::BTreeMap;
use std::sync::Arc;

use openapi_exact::Inputs;
use openapi_exact::diff::report::{Comparison, Threshold, github, html, json, markdown, text};
use openapi_exact::diff::{self, Diff};
use openapi_exact::rust_api::Step;
use openapi_exact::source::Source;
use qonversion_tests::places;
use serde_json::Value;

const OLD: &str = include_str!("../fixtures/diff/old.yaml");
const NEW: &str = include_str!("../fixtures/diff/new.yaml");

fn compare(old: &str, new: &str) -> Diff {
    let inputs = |name: &str, text: &str| {
        let document = Source::parse(name, text).unwrap_or_else(|report| panic!("{report}"));
        Inputs { crate_name: "api".to_owned(), ..Inputs::new(Arc::new(document)) }
    };
    diff::compare(&inputs("old.yaml", old), &inputs("new.yaml", new))
        .unwrap_or_else(|report| panic!("{report}"))
}

/// Only a name of the client is another: no call is, and no code that uses it compiles.
fn renamed() -> Diff {
    let name = "operationId: createNote\n      x-rust-name: make";
    compare(OLD, &OLD.replace("operationId: createNote", name))
}

#[test]
fn json_is_as_its_schema_says() {
    let schema: Value = places::text("docs/drift.schema.json").parse().expect("it is JSON");
    let schema = jsonschema::validator_for(&schema).expect("it is a schema");
    for diff in [compare(OLD, NEW), compare(NEW, OLD), renamed(), Diff::default()] {
        let approved = BTreeMap::new();
        let comparison = Comparison { old: "old", new: "new", diff: &diff, approved: &approved };
        let report: Value = json::render(&comparison).parse().expect("it is JSON");
        let problems: Vec<String> =
            schema.iter_errors(&report).map(|it| format!("{}: {it}", it.instance_path())).collect();
        assert_eq!(problems, [""; 0]);
        assert_eq!(report["changes"].as_array().map(Vec::len), Some(diff.changes.len()));
    }
}

#[test]
fn every_change_is_in_every_report() {
    let (diff, approved) = (compare(OLD, NEW), BTreeMap::new());
    let comparison = Comparison { old: "old", new: "new", diff: &diff, approved: &approved };
    let reports = [
        text::render(&comparison, &text::Styles::plain()),
        json::render(&comparison),
        markdown::render(&comparison),
        html::render(&comparison).expect("it can be written"),
        github::render(&comparison),
    ];
    assert!(diff.changes.len() > 30);
    for change in &diff.changes {
        for report in &reports {
            assert!(report.contains(change.rule.id), "{}: {report}", change.rule.id);
        }
    }
}

#[test]
fn the_verdict_is_the_greatest_that_a_change_asks_for() {
    for diff in [compare(OLD, NEW), compare(NEW, OLD), renamed(), compare(OLD, OLD)] {
        let greatest = diff.changes.iter().map(|it| it.step).max().unwrap_or_default();
        assert_eq!(diff.semver, greatest);
    }
}

#[test]
fn code_that_no_longer_compiles_is_a_matter_of_source() {
    let (diff, approved) = (renamed(), BTreeMap::new());
    let comparison = Comparison { old: "old", new: "new", diff: &diff, approved: &approved };
    assert_eq!(diff.semver, Step::Major);
    assert!(comparison.reaches(Threshold::Source));
    assert!(!comparison.reaches(Threshold::Breaking));
}
