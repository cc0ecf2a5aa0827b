//! Drops keywords that only a validator can use, and spells those of OpenAPI 3.1 that describe
//! members and items in the words of 3.0.
//!
//! `patternProperties` with one pattern becomes `additionalProperties`; several patterns, and
//! `prefixItems`, become members and items of any kind. Each loss is a note.
//!
//! ```text
//! before  {"type": "object", "patternProperties": {"^x": {"type": "string"}}, "not": {..}}
//! after   {"type": "object", "additionalProperties": {"type": "string"}}
//! ```

use serde_json::{Map, Value, json};

use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// Keywords that say nothing about values.
const SILENT: [&str; 6] =
    ["$schema", "$id", "$anchor", "$dynamicAnchor", "$vocabulary", "$comment"];

/// Keywords that only a validator can use.
const VALIDATORS: [&str; 16] = [
    "not",
    "if",
    "then",
    "else",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
    "$dynamicRef",
    "$recursiveRef",
];

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let lowered = ["patternProperties", "prefixItems"];
    let is_dropped =
        |key: &str| SILENT.contains(&key) || VALIDATORS.contains(&key) || lowered.contains(&key);
    for at in spec.schemas_that(|it| it.keys().any(|key| is_dropped(key))) {
        let Some(schema) = spec.object_mut(&at) else { continue };
        schema.retain(|key, _| !SILENT.contains(&key.as_str()));
        let present: Vec<&str> =
            VALIDATORS.into_iter().filter(|key| schema.shift_remove(*key).is_some()).collect();
        for key in present {
            report
                .note(spec.place(&at.child(key)), format!("`{key}` is left out: no type says it"));
        }
        lower_patterns(spec, &at, report);
        lower_tuple(spec, &at, report);
    }
}

fn lower_patterns(spec: &mut Spec, at: &Pointer, report: &mut Report) {
    let key = "patternProperties";
    let Some(schema) = spec.object_mut(at) else { return };
    let Some(Value::Object(patterns)) = schema.shift_remove(key) else { return };
    let is_closed = schema.get("additionalProperties").is_none_or(Value::is_boolean);
    let mut schemas = patterns.into_iter();
    let inner = match (schemas.next(), schemas.next()) {
        (Some((pattern, inner)), None) if is_closed => {
            spec.moved(&at.child(key).child(pattern), at.child("additionalProperties"));
            inner
        }
        _ => Value::Object(Map::new()),
    };
    if let Some(schema) = spec.object_mut(at) {
        schema.insert("additionalProperties".to_owned(), inner);
    }
    let message = "`patternProperties` is read as `additionalProperties`: names of any pattern";
    report.note(spec.place(&at.child(key)), message);
}

fn lower_tuple(spec: &mut Spec, at: &Pointer, report: &mut Report) {
    let key = "prefixItems";
    let Some(schema) = spec.object_mut(at) else { return };
    if schema.shift_remove(key).is_some() {
        schema.insert("items".to_owned(), json!({}));
        let message = "`prefixItems` is left out: the items are read as any value";
        report.note(spec.place(&at.child(key)), message);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_schema;
    use expect_test::expect;

    const NAME: &str = "drop_validators";

    #[test]
    fn validators_are_dropped_with_a_note() {
        check_schema(
            NAME,
            r#"{"$comment": "c", "not": {"type": "null"}, "if": {}, "then": {}, "type": "string"}"#,
            expect![[r#"
            {"type":"string"}
            note: `not` is left out: no type says it
             --> before:2:19
              |
            2 | {"$comment": "c", "not": {"type": "null"}, "if": {}, "then": {}, "type": "string"}
              |                   ^
              at: /components/schemas/T/not
              stage: drop_validators

            note: `if` is left out: no type says it
             --> before:2:44
              |
            2 | {"$comment": "c", "not": {"type": "null"}, "if": {}, "then": {}, "type": "string"}
              |                                            ^
              at: /components/schemas/T/if
              stage: drop_validators

            note: `then` is left out: no type says it
             --> before:2:54
              |
            2 | {"$comment": "c", "not": {"type": "null"}, "if": {}, "then": {}, "type": "string"}
              |                                                      ^
              at: /components/schemas/T/then
              stage: drop_validators
        "#]],
        );
    }

    #[test]
    fn one_pattern_describes_all_other_members() {
        check_schema(
            NAME,
            r#"{"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": false}"#,
            expect![[r#"
            {"additionalProperties":{"type":"string"}}
            note: `patternProperties` is read as `additionalProperties`: names of any pattern
             --> before:2:2
              |
            2 | {"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": false}
              |  ^
              at: /components/schemas/T/patternProperties
              stage: drop_validators
        "#]],
        );
    }

    #[test]
    fn several_patterns_leave_members_open() {
        check_schema(
            NAME,
            r#"{"patternProperties": {"^x": {"type": "string"}, "^y": {}}}"#,
            expect![[r#"
            {"additionalProperties":{}}
            note: `patternProperties` is read as `additionalProperties`: names of any pattern
             --> before:2:2
              |
            2 | {"patternProperties": {"^x": {"type": "string"}, "^y": {}}}
              |  ^
              at: /components/schemas/T/patternProperties
              stage: drop_validators
        "#]],
        );
    }

    #[test]
    fn a_pattern_beside_other_members_leaves_them_open() {
        check_schema(
            NAME,
            r#"{"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": {"type": "integer"}}"#,
            expect![[r#"
            {"additionalProperties":{}}
            note: `patternProperties` is read as `additionalProperties`: names of any pattern
             --> before:2:2
              |
            2 | {"patternProperties": {"^x": {"type": "string"}}, "additionalProperties": {"type": "integer"}}
              |  ^
              at: /components/schemas/T/patternProperties
              stage: drop_validators
        "#]],
        );
    }

    #[test]
    fn tuples_are_lists_of_anything() {
        check_schema(
            NAME,
            r#"{"type": "array", "prefixItems": [{"type": "string"}], "items": false}"#,
            expect![[r#"
            {"type":"array","items":{}}
            note: `prefixItems` is left out: the items are read as any value
             --> before:2:19
              |
            2 | {"type": "array", "prefixItems": [{"type": "string"}], "items": false}
              |                   ^
              at: /components/schemas/T/prefixItems
              stage: drop_validators
        "#]],
        );
    }

    #[test]
    fn properties_may_have_such_names() {
        check_schema(
            NAME,
            r#"{"properties": {"not": {}, "if": {}, "patternProperties": {}}}"#,
            expect![[r#"
            {"properties":{"not":{},"if":{},"patternProperties":{}}}
        "#]],
        );
    }
}
