//! When two schemas are the same to a Rust type.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::shape::{LIMITS, MADE_NAME};

/// `schema` without what makes no difference to a type: descriptions, defaults, examples, limits,
/// what an overlay says about presence, and the order of enum values and required names. Two
/// schemas are the same if this is.
pub(super) fn canonical(schema: &Value) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    let mut result = Map::new();
    for (key, value) in members {
        let value = match key.as_str() {
            "description"
            | "default"
            | "example"
            | "externalDocs"
            | "title"
            | "x-presence"
            | "x-enum-varnames"
            | "x-enum-descriptions"
            | LIMITS
            | MADE_NAME => continue,
            "properties" => map_members(value),
            "items" | "additionalProperties" => canonical(value),
            "allOf" | "oneOf" | "anyOf" => map_items(value),
            "enum" | "required" => sorted(value),
            _ => value.clone(),
        };
        result.insert(key.clone(), value);
    }
    Value::Object(result)
}

fn map_members(value: &Value) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    members.iter().map(|(name, inner)| (name.clone(), canonical(inner))).collect()
}

fn map_items(value: &Value) -> Value {
    let Value::Array(items) = value else { return value.clone() };
    items.iter().map(canonical).collect()
}

fn sorted(value: &Value) -> Value {
    let Value::Array(items) = value else { return value.clone() };
    let items: BTreeMap<String, &Value> = items.iter().map(|it| (it.to_string(), it)).collect();
    items.into_values().cloned().collect()
}

/// Whether two enums of the same values give each value the same name, as far as both name any.
pub(super) fn names_agree(a: &Value, b: &Value) -> bool {
    match (names(a), names(b)) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// The name of each value.
fn names(schema: &Value) -> Option<BTreeMap<String, &Value>> {
    let values = schema.get("enum")?.as_array()?;
    let names = schema.get("x-enum-varnames")?.as_array()?;
    Some(values.iter().map(Value::to_string).zip(names).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_makes_no_type_makes_no_difference() {
        let a = json!({"type": "object", "description": "A", "required": ["x", "y"], "properties":
            {"description": {"enum": ["a", "b"], "default": "a"}, "y": {"x-limits": {"minimum": 1}}}});
        let b = json!({"properties": {"y": {}, "description": {"enum": ["b", "a"]}},
            "type": "object", "required": ["y", "x"]});
        assert_eq!(canonical(&a), canonical(&b));
    }

    #[test]
    fn a_property_may_be_called_description() {
        let a = json!({"properties": {"description": {"type": "string"}}});
        let b = json!({"properties": {}});
        assert_ne!(canonical(&a), canonical(&b));
    }

    #[test]
    fn names_of_values_are_compared_value_by_value() {
        let a = json!({"enum": [1, 2], "x-enum-varnames": ["One", "Two"]});
        let b = json!({"enum": [2, 1], "x-enum-varnames": ["Two", "One"]});
        let c = json!({"enum": [1, 2], "x-enum-varnames": ["Uno", "Two"]});
        assert!(names_agree(&a, &b));
        assert!(!names_agree(&a, &c));
        assert!(names_agree(&a, &json!({"enum": [1, 2]})));
    }
}
