//! Moves a reference that does not stand alone into an `allOf`.
//!
//! In OpenAPI 3.0 what stands beside `$ref` is ignored, in 3.1 it counts. Documents of both mean it
//! to count.
//!
//! ```text
//! before  {"$ref": "#/components/schemas/A", "description": ".."}
//! after   {"allOf": [{"$ref": "#/components/schemas/A"}], "description": ".."}
//! ```

use serde_json::{Map, Value, json};

use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    for at in spec.schemas_that(|it| it.len() > 1 && it.contains_key("$ref")) {
        let Some(schema) = spec.object_mut(&at) else { continue };
        wrap(schema);
        spec.moved(&at.child("$ref"), at.child("allOf").child(0).child("$ref"));
    }
}

fn wrap(schema: &mut Map<String, Value>) {
    let reference = schema.shift_remove("$ref");
    let mut branches = vec![json!({ "$ref": reference })];
    if let Some(Value::Array(others)) = schema.get_mut("allOf") {
        branches.append(others);
    }
    schema.shift_insert(0, "allOf".to_owned(), Value::Array(branches));
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_schema;
    use expect_test::expect;

    const NAME: &str = "wrap_reference_siblings";

    #[test]
    fn siblings_count() {
        check_schema(
            NAME,
            r##"{"description": "d", "$ref": "#/components/schemas/A", "allOf": [{"type": "object"}]}"##,
            expect![[r##"
            {"allOf":[{"$ref":"#/components/schemas/A"},{"type":"object"}],"description":"d"}
        "##]],
        );
    }

    #[test]
    fn a_lone_reference_is_left_alone() {
        check_schema(
            NAME,
            r##"{"items": {"$ref": "#/components/schemas/A"}}"##,
            expect![[r##"
            {"items":{"$ref":"#/components/schemas/A"}}
        "##]],
        );
    }

    #[test]
    fn a_property_may_be_called_ref() {
        check_schema(
            NAME,
            r#"{"properties": {"$ref": {"type": "string"}, "a": {}}}"#,
            expect![[r#"
            {"properties":{"$ref":{"type":"string"},"a":{}}}
        "#]],
        );
    }
}
