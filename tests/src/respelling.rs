//! The document, respelt as its vendor's own file may spell it: the same contract under other names
//! of components, written out where ours refers.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::document::reference;

const SCHEMAS: &str = "#/components/schemas/";

/// The document with `prefix` before the name of every component schema.
pub fn renamed(mut document: Value, prefix: &str) -> Value {
    if let Some(schemas) =
        document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
    {
        *schemas = std::mem::take(schemas)
            .into_iter()
            .map(|(name, schema)| (format!("{prefix}{name}"), schema))
            .collect();
    }
    each_string(&mut document, &mut |text| {
        if let Some(name) = text.strip_prefix(SCHEMAS) {
            *text = format!("{SCHEMAS}{prefix}{name}");
        }
    });
    document
}

/// The document with the bodies of every second operation, answers included, written out with all
/// that they refer to; without the components that nothing refers to any more.
pub fn inlined(mut document: Value) -> Value {
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    let operations = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    let operations = operations
        .flat_map(|(_, item)| item.as_object_mut().into_iter().flatten())
        .filter(|(_, it)| it.get("operationId").is_some());
    for (_, operation) in operations.step_by(2) {
        for part in ["requestBody", "responses"] {
            if let Some(part) = operation.get_mut(part) {
                write_out(part, &schemas, &mut Vec::new());
            }
        }
    }
    prune(&mut document);
    document
}

/// Puts in place of each reference what it leads to, but for what holds itself.
fn write_out(value: &mut Value, schemas: &Value, open: &mut Vec<String>) {
    let name = reference(value).and_then(|it| it.strip_prefix(SCHEMAS)).map(str::to_owned);
    let Some(name) = name else {
        for inner in children(value) {
            write_out(inner, schemas, open);
        }
        return;
    };
    if open.contains(&name) {
        return;
    }
    if let Some(schema) = schemas.get(&name) {
        *value = schema.clone();
        open.push(name);
        for inner in children(value) {
            write_out(inner, schemas, open);
        }
        open.pop();
    }
}

fn prune(document: &mut Value) {
    let mut reached = BTreeSet::new();
    let mut rest = document.clone();
    let schemas = rest.pointer_mut("/components/schemas").map(Value::take).unwrap_or_default();
    reach(&mut rest, &schemas, &mut reached);
    if let Some(kept) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        kept.retain(|name, _| reached.contains(name));
    }
}

fn reach(value: &mut Value, schemas: &Value, reached: &mut BTreeSet<String>) {
    each_string(value, &mut |text| {
        let Some(name) = text.strip_prefix(SCHEMAS) else { return };
        if reached.insert(name.to_owned()) {
            reach(&mut schemas.get(name).cloned().unwrap_or_default(), schemas, reached);
        }
    });
}

fn each_string(value: &mut Value, visit: &mut dyn FnMut(&mut String)) {
    if let Value::String(text) = value {
        visit(text);
    }
    for inner in children(value) {
        each_string(inner, visit);
    }
}

fn children(value: &mut Value) -> Box<dyn Iterator<Item = &mut Value> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter_mut()),
        Value::Object(members) => Box::new(Map::values_mut(members)),
        _ => Box::new(std::iter::empty()),
    }
}
