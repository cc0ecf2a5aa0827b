//! Accepts OpenAPI 3.0 and 3.1, and marks the document as 3.0.3, as which the later passes spell it.
//!
//! A 3.1 document may lack `paths`; it gets none.
//!
//! ```text
//! before  {"openapi": "3.1.0", "jsonSchemaDialect": "..", "webhooks": {}}
//! after   {"openapi": "3.0.3", "webhooks": {}, "paths": {}}
//! ```

use serde_json::{Map, Value};

use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// The version that the normal form is written in.
const NORMAL: &str = "3.0.3";

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let root = Pointer::root();
    let Some(document) = spec.object(&root) else {
        report
            .error(spec.place(&root), "the document is not an object")
            .help("give an OpenAPI document of version 3.0 or 3.1");
        return;
    };
    if document.contains_key("swagger") {
        report
            .error(spec.place(&root.child("swagger")), "this is a Swagger 2.0 document")
            .help("convert it to OpenAPI 3.0 first, for example with swagger2openapi");
        return;
    }
    let version = document.get("openapi").and_then(Value::as_str).unwrap_or_default();
    let is_3_1 = version.starts_with("3.1.");
    if !is_3_1 && !version.starts_with("3.0.") {
        return refuse_version(spec, report);
    }
    if !document.contains_key("paths") && !is_3_1 {
        report
            .error(spec.place(&root), "the document has no `paths`")
            .help("add `paths`; without operations there is no client to make");
        return;
    }
    if let Some(document) = spec.object_mut(&root) {
        document.insert("openapi".to_owned(), Value::from(NORMAL));
        document.entry("paths").or_insert_with(|| Value::Object(Map::new()));
        document.shift_remove("jsonSchemaDialect");
    }
}

fn refuse_version(spec: &Spec, report: &mut Report) {
    let at = Pointer::root().child("openapi");
    let message = match spec.get(&at) {
        None => "the document has no `openapi` version".to_owned(),
        Some(version) => format!("`openapi` is {version}, which is neither 3.0 nor 3.1"),
    };
    let help = "give the version of the format as a string, such as \"3.0.3\" or \"3.1.0\"";
    report.error(spec.place(&at), message).help(help);
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "check_version";

    #[test]
    fn version_3_1_is_marked_as_3_0() {
        check(
            NAME,
            r#"{"openapi": "3.1.0", "jsonSchemaDialect": "x", "webhooks": {}}"#,
            expect![[r#"
            {"openapi":"3.0.3","webhooks":{},"paths":{}}
        "#]],
        );
    }

    #[test]
    fn swagger_is_refused() {
        check(
            NAME,
            r#"{"swagger": "2.0", "paths": {}}"#,
            expect![[r#"
            {"swagger":"2.0","paths":{}}
            error: this is a Swagger 2.0 document
             --> before:1:2
              |
            1 | {"swagger": "2.0", "paths": {}}
              |  ^
              at: /swagger
              stage: check_version
              help: convert it to OpenAPI 3.0 first, for example with swagger2openapi
        "#]],
        );
    }

    #[test]
    fn other_versions_are_refused() {
        check(
            NAME,
            "openapi: 3.2.0\npaths: {}",
            expect![[r#"
            {"openapi":"3.2.0","paths":{}}
            error: `openapi` is "3.2.0", which is neither 3.0 nor 3.1
             --> before:1:1
              |
            1 | openapi: 3.2.0
              | ^
              at: /openapi
              stage: check_version
              help: give the version of the format as a string, such as "3.0.3" or "3.1.0"
        "#]],
        );
    }

    #[test]
    fn a_version_must_be_a_string() {
        check(
            NAME,
            "openapi: 3.0\npaths: {}",
            expect![[r#"
            {"openapi":3.0,"paths":{}}
            error: `openapi` is 3.0, which is neither 3.0 nor 3.1
             --> before:1:1
              |
            1 | openapi: 3.0
              | ^
              at: /openapi
              stage: check_version
              help: give the version of the format as a string, such as "3.0.3" or "3.1.0"
        "#]],
        );
    }

    #[test]
    fn a_version_must_be_there() {
        check(
            NAME,
            "paths: {}",
            expect![[r#"
            {"paths":{}}
            error: the document has no `openapi` version
             --> before:1:1
              |
            1 | paths: {}
              | ^
              at: /openapi
              stage: check_version
              help: give the version of the format as a string, such as "3.0.3" or "3.1.0"
        "#]],
        );
    }

    #[test]
    fn paths_must_be_there_in_3_0() {
        check(
            NAME,
            "openapi: 3.0.3",
            expect![[r#"
            {"openapi":"3.0.3"}
            error: the document has no `paths`
             --> before:1:1
              |
            1 | openapi: 3.0.3
              | ^
              at: (the whole document)
              stage: check_version
              help: add `paths`; without operations there is no client to make
        "#]],
        );
    }

    #[test]
    fn a_document_is_an_object() {
        check(
            NAME,
            r#"[1]"#,
            expect![[r#"
            [1]
            error: the document is not an object
             --> before:1:1
              |
            1 | [1]
              | ^
              at: (the whole document)
              stage: check_version
              help: give an OpenAPI document of version 3.0 or 3.1
        "#]],
        );
    }
}
