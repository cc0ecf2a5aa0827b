//! A text that must not show, and values that hold it.

use serde_json::{Map, Value, json};

use crate::document::{EFFECTIVE, list};

/// Stands wherever a secret does.
pub const CANARY: &str = "canary-0815";

/// Which texts of a value give way to the canary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plant {
    /// Those that the document or its overlay calls secret: `x-secret`, `format: password`,
    /// `writeOnly`, and all that is in a schema that is called so.
    Secrets,
    /// All that may be any text, and the keys of maps.
    Texts,
}

impl Plant {
    /// Puts the canary into a value of the schema. Gives in how many places it is.
    pub fn into(self, schema: &Value, value: &mut Value) -> usize {
        let schema = EFFECTIVE.resolve(schema);
        let marks = ["x-secret", "writeOnly"].iter().any(|it| schema[*it] == true);
        if marks || schema["format"] == "password" {
            return fill(value);
        }
        let branches = ["allOf", "anyOf", "oneOf"].into_iter().flat_map(|it| list(&schema[it]));
        let in_branches: usize = branches.map(|it| self.into(it, value)).sum();
        in_branches
            + match value {
                Value::Object(members) => self.into_members(schema, members),
                Value::Array(items) => {
                    items.iter_mut().map(|it| self.into(&schema["items"], it)).sum()
                }
                Value::String(text) if self == Self::Texts && is_free(schema) => {
                    *text = CANARY.to_owned();
                    1
                }
                _ => 0,
            }
    }

    fn into_members(self, schema: &Value, members: &mut Map<String, Value>) -> usize {
        let declared = |name: &str| schema["properties"].get(name);
        let more = &schema["additionalProperties"];
        let mut planted = 0;
        for (name, value) in members.iter_mut() {
            planted += self.into(declared(name).unwrap_or(more), value);
        }
        if self == Self::Texts && more.is_object() {
            let key = members.keys().find(|it| declared(it).is_none()).cloned();
            if let Some(value) = key.and_then(|it| members.shift_remove(&it)) {
                members.insert(CANARY.to_owned(), value);
                planted += 1;
            }
        }
        planted
    }
}

/// Whether a string of the schema may be any text, as far as a client looks at it.
fn is_free(schema: &Value) -> bool {
    schema["type"] == "string" && schema.get("enum").is_none() && schema.get("format").is_none()
}

/// Puts the canary in place of all texts, and into the object itself: what is secret as a whole may
/// have members that nobody knows.
fn fill(value: &mut Value) -> usize {
    match value {
        Value::String(text) => {
            *text = CANARY.to_owned();
            1
        }
        Value::Array(items) => items.iter_mut().map(fill).sum(),
        Value::Object(members) => {
            let inside: usize = members.values_mut().map(fill).sum();
            members.insert("a member of no known name".to_owned(), json!(CANARY));
            inside + 1
        }
        _ => 0,
    }
}
