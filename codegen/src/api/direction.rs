//! Which way each schema goes over the wire.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::spec::referenced;

/// The ways in which a schema goes over the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Direction {
    /// A request body reaches it.
    pub request: bool,
    /// The body of an answer reaches it.
    pub answer: bool,
}

/// The names of all schemas that `start` reaches, `start`'s own references included.
pub(super) fn reachable(root: &Value, start: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = references(start);
    while let Some(name) = open.pop() {
        if !found.insert(name.clone()) {
            continue;
        }
        if let Some(schema) = root.pointer("/components/schemas").and_then(|it| it.get(&name)) {
            open.extend(references(schema));
        }
    }
    found
}

/// The schemas that a schema refers to itself.
fn references(schema: &Value) -> Vec<String> {
    let mut found: Vec<String> = referenced(schema).into_iter().collect();
    for key in ["items", "additionalProperties"] {
        found.extend(schema.get(key).into_iter().flat_map(references));
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        let branches = schema.get(key).and_then(Value::as_array);
        found.extend(branches.into_iter().flatten().flat_map(references));
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    found.extend(properties.into_iter().flat_map(|it| it.values()).flat_map(references));
    found
}
