//! Accepts OpenAPI 3, and marks the document as 3.0.3, as which the later passes spell it.
//!
//! A version later than 3.1 is read as far as it says what 3.1 says. A document without `paths` gets
//! an empty one.
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
    let Some(version) = document.get("openapi").and_then(version) else {
        return refuse_version(spec, report);
    };
    if !["3.0", "3.1"].contains(&version.as_str()) {
        let message = format!("the document is OpenAPI {version}, and is read as 3.1");
        let help = "what is new since then is left out";
        report.warn(spec.place(&root.child("openapi")), message).help(help);
    }
    if let Some(document) = spec.object_mut(&root) {
        document.insert("openapi".to_owned(), Value::from(NORMAL));
        document.entry("paths").or_insert_with(|| Value::Object(Map::new()));
        document.shift_remove("jsonSchemaDialect");
    }
}

/// `3.1` of `"3.1.0"`, and of the number 3.1; nothing if it is no version 3.
fn version(value: &Value) -> Option<String> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut numbers = text.trim().splitn(3, '.').map(|it| it.parse::<u32>().ok());
    let (major, minor) = (numbers.next()??, numbers.next().unwrap_or(Some(0))?);
    (major == 3).then(|| format!("{major}.{minor}"))
}

fn refuse_version(spec: &Spec, report: &mut Report) {
    let at = Pointer::root().child("openapi");
    let message = match spec.get(&at) {
        None => "the document has no `openapi` version".to_owned(),
        Some(version) => format!("`openapi` is {version}, which is no version 3"),
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
    fn later_versions_are_read_as_3_1() {
        check(
            NAME,
            "openapi: 3.2.0\npaths: {}",
            expect![[r#"
                {"openapi":"3.0.3","paths":{}}
                warning: the document is OpenAPI 3.2, and is read as 3.1
                 --> before:1:1
                  |
                1 | openapi: 3.2.0
                  | ^
                  at: /openapi
                  stage: check_version
                  help: what is new since then is left out
            "#]],
        );
    }

    #[test]
    fn a_version_may_be_a_number() {
        check(
            NAME,
            "openapi: 3.0\npaths: {}",
            expect![[r#"
                {"openapi":"3.0.3","paths":{}}
            "#]],
        );
    }

    #[test]
    fn other_versions_are_refused() {
        check(
            NAME,
            "openapi: 4.0.0\npaths: {}",
            expect![[r#"
            {"openapi":"4.0.0","paths":{}}
            error: `openapi` is "4.0.0", which is no version 3
             --> before:1:1
              |
            1 | openapi: 4.0.0
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
    fn paths_may_be_missing() {
        check(
            NAME,
            "openapi: 3.0.3",
            expect![[r#"
                {"openapi":"3.0.3","paths":{}}
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
