//! Schemas of the document: values judged by them, and values made from them.

use jsonschema::{Draft, Validator};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::document::{DOCUMENT, Document, list, schema_name};

/// Which way a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the server.
    Request,
    /// From the server.
    Answer,
}

/// How much a made value holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// What is required.
    Required,
    /// All that is allowed.
    All,
}

/// What of a value is not as the schema says: a pointer into the value, and why.
pub fn faults(schema: &Value, direction: Direction, value: &Value) -> Vec<String> {
    let validator = validator(schema, direction);
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// A JSON Schema validator for a schema of OpenAPI 3.0.
///
/// # Panics
/// If the schema is not one.
pub fn validator(schema: &Value, direction: Direction) -> Validator {
    let reachable = reachable(&DOCUMENT, schema).into_iter();
    let components: Map<_, _> = reachable
        .map(|name| (name.to_owned(), json_schema(DOCUMENT.schema(name), direction)))
        .collect();
    let root = json!({
        "allOf": [json_schema(schema, direction)],
        "components": {"schemas": components},
    });
    let options =
        jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    options.build(&root).unwrap_or_else(|error| panic!("{schema}: {error}"))
}

/// A schema of OpenAPI 3.0 in the words of JSON Schema: `nullable` becomes a type, and what the
/// other side alone may set becomes a member that must not be there.
fn json_schema(schema: &Value, direction: Direction) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    if let Some(reference) = members.get("$ref") {
        return json!({"$ref": reference});
    }
    let not_ours = match direction {
        Direction::Request => "readOnly",
        Direction::Answer => "writeOnly",
    };
    if members.get(not_ours) == Some(&Value::Bool(true)) {
        return Value::Bool(false);
    }
    let mut converted = Map::new();
    for (keyword, value) in members {
        let value = match keyword.as_str() {
            "properties" => each_member(value, direction),
            "items" | "additionalProperties" | "not" => json_schema(value, direction),
            "allOf" | "anyOf" | "oneOf" => {
                list(value).iter().map(|it| json_schema(it, direction)).collect()
            }
            "type" if members.get("nullable") == Some(&Value::Bool(true)) => json!([value, "null"]),
            "nullable" | "example" | "discriminator" | "readOnly" | "writeOnly" => continue,
            _ => value.clone(),
        };
        converted.insert(keyword.clone(), value);
    }
    converted.into()
}

fn each_member(properties: &Value, direction: Direction) -> Value {
    let members = properties.as_object().into_iter().flatten();
    members
        .map(|(name, schema)| (name.clone(), json_schema(schema, direction)))
        .collect::<Map<_, _>>()
        .into()
}

/// What is tried, for schemas with a pattern, a format or a limit.
const STRINGS: [&str; 5] =
    ["a plain text: 50%", "sample-1", "2026-04-20T12:00:00Z", "09:30", "USD"];
const INTEGERS: [i64; 2] = [7, 1];
const NUMBERS: [f64; 2] = [12.5, 0.5];

/// A value that fits the schema.
///
/// # Panics
/// If none is found.
pub fn sample(schema: &Value, direction: Direction, fill: Fill) -> Value {
    let value = Sampler { document: &DOCUMENT, direction, fill }.value(schema);
    let faults = faults(schema, direction, &value);
    assert!(faults.is_empty(), "no sample for {schema}: {faults:?}");
    value
}

struct Sampler<'a> {
    document: &'a Document,
    direction: Direction,
    fill: Fill,
}

impl Sampler<'_> {
    fn value(&self, schema: &Value) -> Value {
        let schema = self.document.resolve(schema);
        if let Some(values) = schema.get("enum") {
            return list(values).first().cloned().unwrap_or_default();
        }
        if let Some(parts) = schema.get("allOf") {
            let parts = list(parts).iter().map(|it| self.value(it));
            return parts
                .filter_map(|it| it.as_object().cloned())
                .flatten()
                .collect::<Map<_, _>>()
                .into();
        }
        if let Some(first) = ["anyOf", "oneOf"].iter().find_map(|it| schema.get(it)?.get(0)) {
            // The least value of a branch does not say which branch it is.
            let fill = if self.direction == Direction::Request { Fill::All } else { self.fill };
            return Sampler { fill, ..*self }.value(first);
        }
        match schema["type"].as_str() {
            Some("object") => self.object(schema),
            Some("array") => self.array(schema),
            Some("string") => self.first(schema, &STRINGS),
            Some("integer") => self.first(schema, &INTEGERS),
            Some("number") => self.first(schema, &NUMBERS),
            Some("boolean") => json!(true),
            _ => json!({"any": ["JSON", 1, null]}),
        }
    }

    fn object(&self, schema: &Value) -> Value {
        let required = list(&schema["required"]);
        let members = schema["properties"].as_object().into_iter().flatten();
        let mut object: Map<_, _> = members
            .filter(|(name, _)| {
                self.fill == Fill::All || required.iter().any(|it| it == name.as_str())
            })
            .filter(|(_, schema)| json_schema(schema, self.direction) != false)
            .map(|(name, schema)| (name.clone(), self.value(schema)))
            .collect();
        let more = &schema["additionalProperties"];
        if self.fill == Fill::All && more.is_object() {
            object.insert("key of a map".to_owned(), self.value(more));
        }
        if self.fill == Fill::All && more == true {
            object.insert("member of an open object".to_owned(), json!({"any": null}));
        }
        object.into()
    }

    fn array(&self, schema: &Value) -> Value {
        match (self.fill, schema.get("minItems")) {
            (Fill::Required, None) => json!([]),
            _ => json!([self.value(&schema["items"])]),
        }
    }

    fn first<T: Serialize>(&self, schema: &Value, candidates: &[T]) -> Value {
        let validator = validator(schema, self.direction);
        candidates.iter().map(|it| json!(it)).find(|it| validator.is_valid(it)).unwrap_or_default()
    }
}

/// The schemas that a schema leads to, itself included, by name.
pub fn reachable<'a>(document: &'a Document, schema: &'a Value) -> Vec<&'a str> {
    let mut found = Vec::new();
    reach(document, schema, &mut found);
    found
}

fn reach<'a>(document: &'a Document, value: &'a Value, found: &mut Vec<&'a str>) {
    if let Some(name) = schema_name(value) {
        if !found.contains(&name) {
            found.push(name);
            reach(document, document.schema(name), found);
        }
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|it| reach(document, it, found)),
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "example" | "discriminator"))
            .for_each(|(_, it)| reach(document, it, found)),
        _ => {}
    }
}
