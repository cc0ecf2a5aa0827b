//! Writes the first of a schema's `examples` as its `example`.
//!
//! OpenAPI 3.1 gives a schema a list of examples, 3.0 one. The `examples` of parameters and media
//! types are another thing, and are left alone.
//!
//! ```text
//! before  {"type": "string", "examples": ["a", "b"]}
//! after   {"type": "string", "example": "a"}
//! ```

use serde_json::Value;

use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    for at in spec.schemas_that(|it| it.contains_key("examples")) {
        let Some(schema) = spec.object_mut(&at) else { continue };
        let Some(examples) = schema.shift_remove("examples") else { continue };
        let Value::Array(mut examples) = examples else {
            let message = "`examples` is left out, for it is not a list";
            report.note(spec.place(&at.child("examples")), message);
            continue;
        };
        if examples.is_empty() {
            continue;
        }
        schema.entry("example").or_insert(examples.remove(0));
        if !examples.is_empty() {
            report.note(spec.place(&at.child("examples")), "of `examples` only the first is kept");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_schema};
    use expect_test::expect;

    const NAME: &str = "keep_one_example";

    #[test]
    fn the_first_is_kept() {
        check_schema(
            NAME,
            r#"{"examples": ["a", "b"], "properties": {"examples": {"examples": ["c"]}}}"#,
            expect![[r#"
            {"properties":{"examples":{"example":"c"}},"example":"a"}
            note: of `examples` only the first is kept
             --> before:2:2
              |
            2 | {"examples": ["a", "b"], "properties": {"examples": {"examples": ["c"]}}}
              |  ^
              at: /components/schemas/T/examples
              stage: keep_one_example
        "#]],
        );
    }

    #[test]
    fn a_given_example_wins() {
        check_schema(
            NAME,
            r#"{"examples": ["a"], "example": "b"}"#,
            expect![[r#"
            {"example":"b"}
        "#]],
        );
    }

    #[test]
    fn what_is_no_list_is_dropped_with_a_note() {
        check_schema(
            NAME,
            r#"{"examples": {"a": {"value": 1}}}"#,
            expect![[r#"
            {}
            note: `examples` is left out, for it is not a list
             --> before:2:2
              |
            2 | {"examples": {"a": {"value": 1}}}
              |  ^
              at: /components/schemas/T/examples
              stage: keep_one_example
        "#]],
        );
    }

    #[test]
    fn examples_of_media_types_are_left_alone() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"requestBody": {"content": {"a/b": {"schema": {}, "examples": {"x": {}}}}}}}}}"#,
            expect![[r#"
            {
              "paths": {"/a":{"get":{"requestBody":{"content":{"a/b":{"schema":{},"examples":{"x":{}}}}}}}}
            }
        "#]],
        );
    }
}
