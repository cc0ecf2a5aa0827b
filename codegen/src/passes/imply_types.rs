//! Makes `type` say what other keywords imply, and drops keywords that the type gives no meaning.
//!
//! `properties` and `additionalProperties` imply an object, `items` an array. JSON Schema ignores
//! them on values of another type; each such loss is a warning, for it is mostly a slip.
//!
//! ```text
//! before  {"properties": {"a": {}}}
//! after   {"properties": {"a": {}}, "type": "object"}
//! ```

use serde_json::{Map, Value};

use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// The keywords that speak about objects, and about arrays.
const KEYWORDS: [(&str, &[&str]); 2] =
    [("object", &["properties", "additionalProperties", "required"]), ("array", &["items"])];

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let keys = KEYWORDS.iter().flat_map(|(_, keys)| *keys);
    for at in spec.schemas_that(|it| keys.clone().any(|key| it.contains_key(*key))) {
        let Some(schema) = spec.object_mut(&at) else { continue };
        if !schema.contains_key("type")
            && let Some(implied) = implied_type(schema)
        {
            schema.insert("type".to_owned(), Value::from(implied));
        }
        let Some(name) = schema.get("type").and_then(Value::as_str).map(str::to_owned) else {
            continue;
        };
        for (wanted, keywords) in KEYWORDS.into_iter().filter(|(wanted, _)| *wanted != name) {
            drop_keywords(spec, &at, keywords, &name, wanted, report);
        }
    }
}

fn implied_type(schema: &Map<String, Value>) -> Option<&'static str> {
    ["properties", "additionalProperties", "items"].into_iter().find_map(|key| {
        let implied = if key == "items" { "array" } else { "object" };
        schema.contains_key(key).then_some(implied)
    })
}

fn drop_keywords(
    spec: &mut Spec,
    at: &Pointer,
    keywords: &[&str],
    name: &str,
    wanted: &str,
    report: &mut Report,
) {
    for key in keywords {
        let dropped = spec.object_mut(at).and_then(|it| it.shift_remove(*key));
        if dropped.is_some() {
            let message = format!("`{key}` is left out, for the type is `{name}`");
            report
                .warn(spec.place(&at.child(key)), message)
                .help(format!("make the type `{wanted}`, or remove `{key}`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_schema;
    use expect_test::expect;

    const NAME: &str = "imply_types";

    #[test]
    fn members_and_items_imply_a_type() {
        check_schema(
            NAME,
            r#"{"properties": {"a": {"items": {}}, "b": {"additionalProperties": false}, "c": {"required": ["d"]}}}"#,
            expect![[r#"
            {
              "properties": {
                "a": {"items":{},"type":"array"},
                "b": {"additionalProperties":false,"type":"object"},
                "c": {"required":["d"]}
              },
              "type": "object"
            }
        "#]],
        );
    }

    #[test]
    fn keywords_of_other_types_are_dropped() {
        check_schema(
            NAME,
            r#"{"type": "string", "items": {}, "properties": {"a": {}}, "required": ["a"]}"#,
            expect![[r#"
            {"type":"string"}
            warning: `properties` is left out, for the type is `string`
             --> before:2:33
              |
            2 | {"type": "string", "items": {}, "properties": {"a": {}}, "required": ["a"]}
              |                                 ^
              at: /components/schemas/T/properties
              stage: imply_types
              help: make the type `object`, or remove `properties`

            warning: `required` is left out, for the type is `string`
             --> before:2:58
              |
            2 | {"type": "string", "items": {}, "properties": {"a": {}}, "required": ["a"]}
              |                                                          ^
              at: /components/schemas/T/required
              stage: imply_types
              help: make the type `object`, or remove `required`

            warning: `items` is left out, for the type is `string`
             --> before:2:20
              |
            2 | {"type": "string", "items": {}, "properties": {"a": {}}, "required": ["a"]}
              |                    ^
              at: /components/schemas/T/items
              stage: imply_types
              help: make the type `array`, or remove `items`
        "#]],
        );
    }

    #[test]
    fn an_object_wins_over_an_array() {
        check_schema(
            NAME,
            r#"{"items": {}, "properties": {}}"#,
            expect![[r#"
            {"properties":{},"type":"object"}
            warning: `items` is left out, for the type is `object`
             --> before:2:2
              |
            2 | {"items": {}, "properties": {}}
              |  ^
              at: /components/schemas/T/items
              stage: imply_types
              help: make the type `array`, or remove `items`
        "#]],
        );
    }
}
