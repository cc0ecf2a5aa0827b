//! Writes the schemas `true` and `false` of OpenAPI 3.1 as objects.
//!
//! `true` allows everything, and so does `{}`. `false` allows nothing, which no type says; it is
//! read as `{}` too, with a warning. `additionalProperties` may be a boolean in 3.0 as well and is
//! left alone.
//!
//! ```text
//! before  {"type": "array", "items": true}
//! after   {"type": "array", "items": {}}
//! ```

use serde_json::{Map, Value};

use super::parts::{Kind, all, components, path_items};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let roots = [components(spec), path_items(spec)].concat();
    for (at, kind) in all(spec, roots) {
        if kind == Kind::Schema {
            spell(spec, &at, report);
        }
    }
    for at in spec.schemas_that(has_boolean) {
        for inner in inner_schemas(spec, &at) {
            spell(spec, &inner, report);
        }
    }
}

fn spell(spec: &mut Spec, at: &Pointer, report: &mut Report) {
    let Some(schema) = at.resolve_mut(&mut spec.root) else { return };
    let Value::Bool(allows_all) = *schema else { return };
    *schema = Value::Object(Map::new());
    if !allows_all {
        let message = "the schema `false`, which no value satisfies, is read as any value";
        report.warn(spec.place(at), message).help("remove what has this schema");
    }
}

/// Whether a boolean stands where schemas can.
fn has_boolean(schema: &Map<String, Value>) -> bool {
    schema.values().any(|it| match it {
        Value::Object(members) => members.values().any(Value::is_boolean),
        Value::Array(items) => items.iter().any(Value::is_boolean),
        other => other.is_boolean(),
    })
}

/// Where `at` holds schemas that may be booleans in 3.1 but not in 3.0.
fn inner_schemas(spec: &Spec, at: &Pointer) -> Vec<Pointer> {
    let mut found = Vec::new();
    for (key, value) in spec.object(at).into_iter().flatten() {
        let at = at.child(key);
        match (key.as_str(), value) {
            ("items" | "not", Value::Bool(_)) => found.push(at),
            ("properties" | "patternProperties" | "$defs", Value::Object(members)) => {
                let booleans = members.iter().filter(|(_, it)| it.is_boolean());
                found.extend(booleans.map(|(name, _)| at.child(name)));
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(items)) => {
                let booleans = items.iter().enumerate().filter(|(_, it)| it.is_boolean());
                found.extend(booleans.map(|(index, _)| at.child(index)));
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_schema};
    use expect_test::expect;

    const NAME: &str = "spell_boolean_schemas";

    #[test]
    fn true_is_anything() {
        check_schema(
            NAME,
            r#"{"items": true, "properties": {"a": true}, "anyOf": [true, {"not": true}]}"#,
            expect![[r#"
            {"items":{},"properties":{"a":{}},"anyOf":[{},{"not":{}}]}
        "#]],
        );
    }

    #[test]
    fn false_is_anything_with_a_warning() {
        check_schema(
            NAME,
            r#"{"properties": {"a": false}}"#,
            expect![[r#"
            {"properties":{"a":{}}}
            warning: the schema `false`, which no value satisfies, is read as any value
             --> before:2:17
              |
            2 | {"properties": {"a": false}}
              |                 ^
              at: /components/schemas/T/properties/a
              stage: spell_boolean_schemas
              help: remove what has this schema
        "#]],
        );
    }

    #[test]
    fn additional_properties_may_be_booleans() {
        check_schema(
            NAME,
            r#"{"additionalProperties": false}"#,
            expect![[r#"
            {"additionalProperties":false}
        "#]],
        );
    }

    #[test]
    fn parameters_and_components_are_spelt_too() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"parameters": [{"schema": true}]}}}, "components": {"schemas": {"A": true}}}"#,
            expect![[r#"
            {"paths":{"/a":{"get":{"parameters":[{"schema":{}}]}}},"components":{"schemas":{"A":{}}}}
        "#]],
        );
    }

    #[test]
    fn data_is_left_alone() {
        check_schema(
            NAME,
            r#"{"example": {"items": true}, "default": {"items": true}, "enum": [{"items": true}]}"#,
            expect![[r#"
            {"example":{"items":true},"default":{"items":true},"enum":[{"items":true}]}
        "#]],
        );
    }
}
