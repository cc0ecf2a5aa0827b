//! Which way each schema goes over the wire.

use std::collections::{BTreeSet, HashMap};

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

/// Which components each component refers to.
pub(super) struct References<'a>(HashMap<&'a str, Vec<String>>);

impl<'a> References<'a> {
    /// Those of a document.
    pub(super) fn of(root: &'a Value) -> Self {
        let components = root.pointer("/components/schemas").and_then(Value::as_object);
        let components = components.into_iter().flatten();
        Self(components.map(|(name, schema)| (name.as_str(), references(schema))).collect())
    }

    /// The names of all components that `names` lead to, themselves included.
    pub(super) fn reachable(&self, names: impl IntoIterator<Item = String>) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open: Vec<String> = names.into_iter().collect();
        while let Some(name) = open.pop() {
            if let Some(further) = self.0.get(name.as_str()) {
                open.extend(further.iter().filter(|it| !found.contains(*it)).cloned());
            }
            found.insert(name);
        }
        found
    }
}

/// The schemas that a schema refers to itself.
pub(super) fn references(schema: &Value) -> Vec<String> {
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
