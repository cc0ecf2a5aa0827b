//! Moves constraints that no Rust type expresses into `x-limits`.
//!
//! The server checks them; a type that did so too would refuse what a newer server allows.
//! A `format` that decides the type stays: date-time, date, binary, byte and password of strings,
//! the widths of integers, float and double of numbers.
//!
//! ```text
//! before  {"type": "string", "maxLength": 64, "format": "uri"}
//! after   {"type": "string", "x-limits": {"maxLength": 64, "format": "uri"}}
//! ```

use serde_json::{Map, Value};

use super::shape::LIMITS;
use crate::report::Report;
use crate::spec::Spec;

/// Keywords that constrain values and do not decide their type.
pub(super) const CONSTRAINTS: [&str; 15] = [
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "contentEncoding",
    "contentMediaType",
];

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    spec.edit_schemas(&mut reduce);
}

fn reduce(schema: &mut Map<String, Value>) {
    let mut limits = match schema.get(LIMITS) {
        Some(Value::Object(limits)) => limits.clone(),
        _ => Map::new(),
    };
    let before = limits.len();
    let moves =
        |key: &str| CONSTRAINTS.contains(&key) || (key == "format" && !decides_type(schema));
    let keys: Vec<String> = schema.keys().filter(|key| moves(key)).cloned().collect();
    for key in keys {
        if let Some(value) = schema.shift_remove(&key) {
            limits.insert(key, value);
        }
    }
    if limits.len() > before {
        schema.insert(LIMITS.to_owned(), Value::Object(limits));
    }
}

/// Whether the `format` of `schema` says what type its values have.
pub(super) fn decides_type(schema: &Map<String, Value>) -> bool {
    let word = |key: &str| schema.get(key).and_then(Value::as_str).unwrap_or_default();
    match (word("type"), word("format")) {
        ("string", "date-time" | "date" | "binary" | "byte" | "password") => {
            !schema.contains_key("enum")
        }
        ("integer", "int8" | "int16" | "int32" | "int64") => true,
        ("integer", "uint8" | "uint16" | "uint32" | "uint64") => true,
        ("number", "float" | "double") => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_schema};
    use expect_test::expect;

    const NAME: &str = "reduce_constraints";

    #[test]
    fn constraints_move() {
        check_schema(
            NAME,
            r#"{"type": "string", "maxLength": 64, "format": "uri", "x-limits": {"note": 1}}"#,
            expect![[r#"
            {"type":"string","x-limits":{"note":1,"maxLength":64,"format":"uri"}}
        "#]],
        );
    }

    #[test]
    fn formats_that_decide_the_type_stay() {
        check_schema(
            NAME,
            r#"{"properties": {"a": {"type": "string", "format": "date-time"}, "b": {"type": "integer", "format": "uint8"}, "c": {"type": "number", "format": "double", "minimum": 0}}}"#,
            expect![[r#"
            {
              "properties": {
                "a": {"type":"string","format":"date-time"},
                "b": {"type":"integer","format":"uint8"},
                "c": {"type":"number","format":"double","x-limits":{"minimum":0}}
              }
            }
        "#]],
        );
    }

    #[test]
    fn formats_of_other_types_move() {
        check_schema(
            NAME,
            r#"{"properties": {"a": {"type": "integer", "format": "date"}, "b": {"format": "int32"}, "c": {"type": "string", "enum": ["a"], "format": "date"}}}"#,
            expect![[r#"
            {
              "properties": {
                "a": {"type":"integer","x-limits":{"format":"date"}},
                "b": {"x-limits":{"format":"int32"}},
                "c": {"type":"string","enum":["a"],"x-limits":{"format":"date"}}
              }
            }
        "#]],
        );
    }

    #[test]
    fn data_is_left_alone() {
        check_schema(
            NAME,
            r#"{"default": {"maxLength": 1}, "properties": {"maxLength": {}, "format": {}}}"#,
            expect![[r#"
            {"default":{"maxLength":1},"properties":{"maxLength":{},"format":{}}}
        "#]],
        );
    }

    #[test]
    fn parameters_are_reduced_too() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"parameters": [{"schema": {"minItems": 1}}]}}}}"#,
            expect![[r#"
            {"paths":{"/a":{"get":{"parameters":[{"schema":{"x-limits":{"minItems":1}}}]}}}}
        "#]],
        );
    }
}
