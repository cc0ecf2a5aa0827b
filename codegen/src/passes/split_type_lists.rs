//! Turns a list of types into one type, or into an `anyOf` of several, and null into `nullable`.
//!
//! A keyword goes to the branches whose type it constrains. Beside an `enum` or another union the
//! list adds nothing, and is dropped.
//!
//! ```text
//! before  {"type": ["string", "null"], "maxLength": 3}
//! after   {"type": "string", "nullable": true, "maxLength": 3}
//!
//! before  {"type": ["string", "array"], "maxLength": 3, "items": {"type": "string"}}
//! after   {"anyOf": [{"type": "string", "maxLength": 3},
//!                    {"type": "array", "items": {"type": "string"}}]}
//! ```

use serde_json::{Map, Value, json};

use crate::report::Report;
use crate::spec::Spec;

/// How many types there are besides null.
const ALL_TYPES: usize = 6;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let is_split =
        |it: &Map<String, Value>| it.get("type").is_some_and(|it| it.is_array() || it == "null");
    for at in spec.schemas_that(is_split).iter().rev() {
        let Some(schema) = spec.object_mut(at) else { continue };
        let mut types: Vec<String> = match schema.get("type") {
            Some(Value::String(word)) if word == "null" => vec![word.clone()],
            Some(Value::Array(words)) => {
                words.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            _ => continue,
        };
        let listed = types.len();
        types.retain(|it| it != "null");
        if types.len() < listed {
            schema.insert("nullable".to_owned(), Value::Bool(true));
        }
        let is_only_null = types.is_empty();
        write_types(schema, types);
        if is_only_null {
            let message = "a value that is always null is read as any value or null";
            report.note(spec.place(&at.child("type")), message);
        }
    }
}

fn write_types(schema: &mut Map<String, Value>, mut types: Vec<String>) {
    types.sort_by_key(|it| rank(it));
    types.dedup();
    if types.iter().any(|it| it == "number") {
        types.retain(|it| it != "integer");
    }
    let says_more = ["enum", "allOf", "oneOf", "anyOf", "$ref"];
    match &types[..] {
        [only] => drop(schema.insert("type".to_owned(), Value::from(only.as_str()))),
        [] => drop(schema.shift_remove("type")),
        several
            if several.len() + 1 >= ALL_TYPES
                || says_more.iter().any(|key| schema.contains_key(*key)) =>
        {
            schema.shift_remove("type");
        }
        several => split(schema, several),
    }
}

/// The order of branches: a narrow type stands before one that takes its values too.
fn rank(name: &str) -> usize {
    let order = ["boolean", "integer", "number", "string", "array", "object"];
    order.iter().position(|it| *it == name).unwrap_or(order.len())
}

fn split(schema: &mut Map<String, Value>, types: &[String]) {
    let mut branches: Vec<Value> = Vec::new();
    for name in types {
        let mut branch = Map::new();
        branch.insert("type".to_owned(), Value::from(name.as_str()));
        for (key, value) in schema.iter().filter(|(key, _)| constrains(key, name)) {
            branch.insert(key.clone(), value.clone());
        }
        branches.push(Value::Object(branch));
    }
    schema.retain(|key, _| key != "type" && !types.iter().any(|name| constrains(key, name)));
    schema.insert("anyOf".to_owned(), json!(branches));
}

fn constrains(key: &str, type_name: &str) -> bool {
    match key {
        "minLength" | "maxLength" | "pattern" | "contentEncoding" | "contentMediaType" => {
            type_name == "string"
        }
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            matches!(type_name, "integer" | "number")
        }
        "format" => matches!(type_name, "string" | "integer" | "number"),
        "items" | "minItems" | "maxItems" | "uniqueItems" => type_name == "array",
        "properties" | "required" | "additionalProperties" | "minProperties" | "maxProperties" => {
            type_name == "object"
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_schema;
    use expect_test::expect;

    const NAME: &str = "split_type_lists";

    #[test]
    fn null_becomes_nullable() {
        check_schema(
            NAME,
            r#"{"type": ["string", "null"], "maxLength": 3}"#,
            expect![[r#"
            {"type":"string","maxLength":3,"nullable":true}
        "#]],
        );
    }

    #[test]
    fn several_types_are_a_union() {
        check_schema(
            NAME,
            r#"{"type": ["array", "null", "string"], "description": "d", "maxLength": 3, "items": {}, "default": "a"}"#,
            expect![[r#"
            {
              "description": "d",
              "default": "a",
              "nullable": true,
              "anyOf": [{"type":"string","maxLength":3},{"type":"array","items":{}}]
            }
        "#]],
        );
    }

    #[test]
    fn integers_are_numbers() {
        check_schema(
            NAME,
            r#"{"type": ["integer", "number"], "minimum": 1}"#,
            expect![[r#"
            {"type":"number","minimum":1}
        "#]],
        );
    }

    #[test]
    fn all_types_are_any_value() {
        check_schema(
            NAME,
            r#"{"type": ["object", "array", "string", "number", "boolean", "null"]}"#,
            expect![[r#"
            {"nullable":true}
        "#]],
        );
    }

    #[test]
    fn an_enum_says_its_types_itself() {
        check_schema(
            NAME,
            r#"{"type": ["string", "integer"], "enum": ["a", 1]}"#,
            expect![[r#"
            {"enum":["a",1]}
        "#]],
        );
    }

    #[test]
    fn only_null_is_any_value_or_null() {
        check_schema(
            NAME,
            r#"{"type": "null"}"#,
            expect![[r#"
            {"nullable":true}
            note: a value that is always null is read as any value or null
             --> before:2:2
              |
            2 | {"type": "null"}
              |  ^
              at: /components/schemas/T/type
              stage: split_type_lists
        "#]],
        );
    }

    #[test]
    fn one_type_is_left_alone() {
        check_schema(
            NAME,
            r#"{"type": "string", "example": {"type": ["string", "null"]}, "properties": {"type": {}}}"#,
            expect![[r#"
            {"type":"string","example":{"type":["string","null"]},"properties":{"type":{}}}
        "#]],
        );
    }
}
