//! The one way in which rewrites are tested: a document's schemas, the rewrites up to the one
//! under test, the items as text.

use std::sync::Arc;

use expect_test::Expect;

use super::{REWRITES, Rewrite};
use crate::models::Definition;
use crate::report::Report;
use crate::source::Source;
use crate::spec::Spec;
use crate::{api, emit, models};

/// A document with the request body `Request` and the answer `Answer`.
const FRAME: &str = r##"{
    "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
    "paths": {"/a": {"put": {"operationId": "a",
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Request"}}}},
        "responses": {
            "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Answer"}}}},
            "4XX": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}}}
        }}}}
}"##;

/// Runs the rewrite `name`, and prints what `shown` has become.
pub(super) fn check(name: &str, shown: &str, schemas: &str, expected: Expect) {
    check_operation(name, shown, schemas, "{}", expected);
}

/// Prints what `shown` is before all rewrites.
pub(crate) fn check_unchanged(shown: &str, schemas: &str, expected: Expect) {
    print(None, shown, schemas, "{}", expected);
}

/// Does the same with more members in the operation.
pub(super) fn check_operation(
    name: &str,
    shown: &str,
    schemas: &str,
    operation: &str,
    expected: Expect,
) {
    let rewrite = REWRITES.iter().find(|it| it.name == name).expect("the rewrite is in the list");
    print(Some(rewrite), shown, schemas, operation, expected);
}

fn print(
    under_test: Option<&Rewrite>,
    shown: &str,
    schemas: &str,
    operation: &str,
    expected: Expect,
) {
    let mut document: serde_json::Value = serde_json::from_str(FRAME).unwrap();
    let operation: serde_json::Map<_, _> = serde_json::from_str(operation).unwrap();
    document["paths"]["/a"]["put"].as_object_mut().unwrap().extend(operation);
    document["components"]["schemas"] = serde_json::from_str(schemas).unwrap();
    let source = Source::parse("test.json", &document.to_string()).unwrap();
    let spec = Spec::new(Arc::new(source));
    let mut report = Report::new();
    let api = api::build(&spec, &mut report);
    let mut models = models::generate(&api, &spec, &mut report);
    assert!(!report.has_errors(), "{report}");
    let mut text = String::new();
    for model in models.iter_mut().filter(|it| it.schema.name == shown) {
        if let Some(rewrite) = under_test {
            (rewrite.run)(model, &api);
        }
        let impls = std::mem::take(&mut model.impls);
        let item = match &model.item {
            Definition::Item(item) => emit::Chunk::Item(item.clone()),
            Definition::Macro(name, item) => emit::Chunk::Macro(name, item.clone()),
        };
        let chunks = std::iter::once(item).chain(impls.into_iter().map(emit::Chunk::Item));
        text.push_str(&emit::text_of(chunks));
    }
    expected.assert_eq(&text);
}
