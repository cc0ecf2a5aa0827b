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
    for at in spec.schemas() {
        let Some(schema) = spec.object_mut(&at) else { continue };
        reduce(schema);
    }
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
