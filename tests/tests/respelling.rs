//! The vendor's own file spells the same contract differently: names of components begin with `V4`,
//! bodies are written out. The Rust API is the same, as far as the contract is.

use std::sync::Arc;

use expect_test::expect;
use openapi_exact::rust_api::{RustApi, RustChange, Step, compare};
use openapi_exact::source::Source;
use openapi_exact::{Inputs, generate};
use qonversion_tests::document::EFFECTIVE;
use qonversion_tests::respelling::{inlined, renamed};
use serde_json::Value;

/// The client of the document after its overlay, whose actions name components as ours does.
fn rust_api(document: &Value) -> RustApi {
    let source = Source::parse("respelt", &document.to_string());
    let inputs = Inputs {
        crate_name: "qonversion".to_owned(),
        ..Inputs::new(Arc::new(source.unwrap_or_else(|report| panic!("{report}"))))
    };
    let generated = generate(&inputs).unwrap_or_else(|report| panic!("{report}"));
    RustApi::of(&generated.client, "qonversion").unwrap_or_else(|error| panic!("{error}"))
}

/// What code that uses our client would miss in that of the respelt document.
fn changes(respelt: &Value) -> Vec<RustChange> {
    let mut changes = compare(&rust_api(EFFECTIVE.root()), &rust_api(respelt));
    changes.retain(|it| it.step == Step::Major);
    changes
}

/// The components that are in the document and not in the respelt one.
fn gone(respelt: &Value, prefix: &str) -> Vec<&'static str> {
    let ours = EFFECTIVE.schemas().keys().map(String::as_str);
    let is_kept =
        |it: &&str| respelt["components"]["schemas"].get(format!("{prefix}{it}")).is_some();
    ours.filter(|it| !is_kept(it)).collect()
}

/// Whether a change is of a type that has its name from a component that is gone.
fn is_of_one(change: &RustChange, gone: &[&str]) -> bool {
    let words = format!("{} {}", change.item, change.what);
    let mut names = words.split(|it: char| !it.is_alphanumeric());
    names.any(|name| gone.iter().any(|it| name.starts_with(it)))
}

#[track_caller]
fn check(prefix: &str) {
    let document = renamed(EFFECTIVE.root().clone(), prefix);
    assert_eq!(changes(&document), []);
    let document = inlined(document);
    let gone = gone(&document, prefix);
    let unexplained = changes(&document).into_iter().filter(|it| !is_of_one(it, &gone));
    let unexplained: String = unexplained.map(|it| format!("{}: {}\n", it.item, it.what)).collect();
    expect![[""]].assert_eq(&unexplained);
}

/// Bodies that are written out have the types that they repeat. Where no component is left that
/// they repeat, the document no longer has the name, and the type is called after its operation.
#[test]
fn bodies_may_be_written_out() {
    check("");
}

#[test]
fn names_may_begin_with_the_version() {
    check("V4");
}
