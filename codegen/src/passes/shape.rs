//! What a schema says about its shape, and what about the place where it stands.

use serde_json::{Map, Value, json};

use crate::spec::{reference_to, referenced};

/// The key under which a schema carries the name that its first place suggested for its type.
pub(super) const MADE_NAME: &str = "x-made-name";

/// The key under which an overlay gives a type its name.
pub(super) const RUST_NAME: &str = "x-rust-name";

/// The key that takes in the constraints that no Rust type expresses.
pub(super) const LIMITS: &str = "x-limits";

/// Whether `key` of a schema speaks about the member, parameter or item that has the schema: two
/// places that differ in nothing else have the same type.
pub(super) fn is_about_place(key: &str) -> bool {
    match key {
        "description" | "default" | "example" | "nullable" | "readOnly" | "writeOnly"
        | "deprecated" | "externalDocs" | "xml" => true,
        MADE_NAME | RUST_NAME => false,
        "x-enum-varnames" | "x-enum-descriptions" | "x-extensible-enum" => false,
        _ => key.starts_with("x-"),
    }
}

/// The component that `schema` refers to, alone or as `{"allOf": [{"$ref": ..}], ..}` with nothing
/// beside it that changes the shape.
pub(super) fn reference(schema: &Value) -> Option<String> {
    if let Some(name) = referenced(schema) {
        return Some(name);
    }
    let members = schema.as_object()?;
    let [only] = members.get("allOf")?.as_array()?.as_slice() else { return None };
    let rest = members.keys().filter(|key| *key != "allOf");
    (rest.clone().all(|key| is_about_place(key) || key == "title") && is_bare_reference(only))
        .then(|| referenced(only))
        .flatten()
}

/// Whether `schema` is `{"$ref": ..}` and nothing else.
pub(super) fn is_bare_reference(schema: &Value) -> bool {
    schema.as_object().is_some_and(|it| it.len() == 1) && referenced(schema).is_some()
}

/// A reference to `name` with what the place says besides.
pub(super) fn refer(name: &str, beside: Map<String, Value>) -> Value {
    if beside.is_empty() {
        return reference_to(name);
    }
    let mut wrapped = Map::new();
    wrapped.insert("allOf".to_owned(), json!([reference_to(name)]));
    wrapped.extend(beside);
    Value::Object(wrapped)
}

/// Sets `key` of `schema`; a bare reference is wrapped first, for it can have no siblings.
pub(super) fn set_about_place(schema: &mut Value, key: &str, value: Value) {
    if is_bare_reference(schema) {
        *schema = json!({ "allOf": [schema.take()] });
    }
    if let Some(members) = schema.as_object_mut() {
        members.insert(key.to_owned(), value);
    }
}

/// Whether the values of `schema` need a Rust type that only they have.
pub(super) fn needs_type(schema: &Map<String, Value>) -> bool {
    let branches = |key| schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
    schema.contains_key("properties")
        || schema.contains_key("enum")
        || branches("oneOf") > 1
        || branches("anyOf") > 1
}

/// The branches of a union, and the key that they stand under.
pub(super) fn union(schema: &Map<String, Value>) -> Option<(&'static str, &Vec<Value>)> {
    ["oneOf", "anyOf"].into_iter().find_map(|key| Some((key, schema.get(key)?.as_array()?)))
}

/// Leaves of `schema` only what does not restrict its values.
pub(super) fn open(schema: &mut Map<String, Value>) {
    schema.retain(|key, _| is_about_place(key) || key == "title");
}
