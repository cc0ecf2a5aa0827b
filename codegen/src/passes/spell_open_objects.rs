//! Says in one way which members an object takes besides those that it lists.
//!
//! `true` becomes the schema `{}`, so that there is a type for them. `false` goes where members are
//! listed: an answer may always have members that are not known yet, and a request has only those
//! that it lists.
//!
//! ```text
//! before  {"type": "object", "properties": {..}, "additionalProperties": true}
//! after   {"type": "object", "properties": {..}, "additionalProperties": {}}
//!
//! before  {"type": "object", "additionalProperties": false}
//! after   {"type": "object", "properties": {}, "additionalProperties": false}
//!
//! before  {"type": "object", "properties": {}}
//! after   {"type": "object"}
//! ```
//!
//! Of the last nothing is known, and a struct without members would lose what is there.

use serde_json::{Map, Value};

use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    spec.edit_schemas(&mut spell);
}

fn spell(schema: &mut Map<String, Value>) {
    let key = "additionalProperties";
    let lists_none = schema.get("properties").and_then(Value::as_object).is_some_and(Map::is_empty);
    if lists_none && schema.get(key) != Some(&Value::Bool(false)) {
        schema.shift_remove("properties");
    }
    let nothing = || Value::Object(Map::new());
    match schema.get(key) {
        Some(Value::Bool(true)) if schema.contains_key("properties") => {
            schema.insert(key.to_owned(), nothing());
        }
        Some(Value::Bool(false)) if schema.contains_key("properties") && !lists_none => {
            schema.shift_remove(key);
        }
        Some(Value::Bool(false)) => {
            schema.entry("properties").or_insert_with(nothing);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_schema;
    use expect_test::expect;

    const NAME: &str = "spell_open_objects";

    #[test]
    fn an_object_that_lists_no_members_is_open() {
        check_schema(
            NAME,
            r#"{"type": "object", "properties": {}}"#,
            expect![[r#"
            {"type":"object"}
        "#]],
        );
        check_schema(
            NAME,
            r#"{"type": "object", "properties": {}, "additionalProperties": {"type": "string"}}"#,
            expect![[r#"
                {"type":"object","additionalProperties":{"type":"string"}}
            "#]],
        );
        check_schema(
            NAME,
            r#"{"type": "object", "properties": {}, "additionalProperties": false}"#,
            expect![[r#"
                {"type":"object","properties":{},"additionalProperties":false}
            "#]],
        );
    }

    #[test]
    fn any_further_members_have_a_schema() {
        check_schema(
            NAME,
            r#"{"type": "object", "properties": {"a": {"type": "object", "additionalProperties": true}}, "additionalProperties": true}"#,
            expect![[r#"
            {
              "type": "object",
              "properties": {"a":{"type":"object","additionalProperties":true}},
              "additionalProperties": {}
            }
        "#]],
        );
    }

    #[test]
    fn forbidden_members_are_not_mentioned() {
        check_schema(
            NAME,
            r#"{"type": "object", "properties": {"a": {"type": "object", "additionalProperties": false}}, "additionalProperties": false}"#,
            expect![[r#"
                {
                  "type": "object",
                  "properties": {"a":{"type":"object","additionalProperties":false,"properties":{}}}
                }
            "#]],
        );
    }
}
