//! Values made of schemas: the least, all, and null wherever it may be.

use std::cell::Cell;

use openapi_exact::api::Direction;
use openapi_exact::pointer::Pointer;
use serde_json::{Map, Value, json};

use super::samples::left_out;

/// How much a made value holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// What is required.
    Least,
    /// All that there is, a few levels deep.
    All,
    /// The same, but null where that is allowed.
    Nulls,
}

pub(super) const FILLS: [Fill; 3] = [Fill::Least, Fill::All, Fill::Nulls];

/// From here on a value holds what is required alone, and from there on nothing is made.
const FULL_DEPTH: usize = 5;
const DEEPEST: usize = 24;

/// As many nodes has a value at most.
const NODES: usize = 3000;

/// As many branches of a union are tried.
const BRANCHES: usize = 16;

/// Makes values; whether they are valid is for a validator to say.
pub(super) struct Instances<'a> {
    pub(super) document: &'a Value,
    pub(super) direction: Direction,
}

/// One value on its way.
struct Making<'a> {
    of: &'a Instances<'a>,
    fill: Fill,
    /// Which branch the union at the top becomes.
    branch: usize,
    left: Cell<usize>,
}

impl Instances<'_> {
    /// A value for each branch, if it is a union; else one.
    pub(super) fn of(&self, schema: &Value, fill: Fill) -> Vec<Value> {
        let branches = self.branches(schema, 0).clamp(1, BRANCHES);
        let make =
            |branch| Making { of: self, fill, branch, left: Cell::new(NODES) }.value(schema, 0);
        (0..branches).filter_map(make).collect()
    }

    fn branches(&self, schema: &Value, depth: usize) -> usize {
        match self.target(schema) {
            Some(target) if depth < DEEPEST => self.branches(target, depth + 1),
            _ => ["oneOf", "anyOf"]
                .iter()
                .find_map(|it| schema.get(it)?.as_array())
                .map_or(1, Vec::len),
        }
    }

    fn target(&self, schema: &Value) -> Option<&Value> {
        Pointer::from_reference(schema.get("$ref")?.as_str()?)?.resolve(self.document)
    }
}

impl Making<'_> {
    fn value(&self, schema: &Value, depth: usize) -> Option<Value> {
        let left = self.left.get().checked_sub(1)?;
        self.left.set(left);
        if depth > DEEPEST {
            return None;
        }
        if let Some(target) = self.of.target(schema) {
            return self.value(target, depth);
        }
        if let Some(constant) = schema.get("const") {
            return Some(constant.clone());
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return values.iter().find(|it| !it.is_null()).or(values.first()).cloned();
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            return self.all_of(schema, parts, depth);
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(branches) = schema.get(key).and_then(Value::as_array) {
                return self.one_of(schema, branches, depth);
            }
        }
        self.of_type(schema, depth)
    }

    fn all_of(&self, schema: &Value, parts: &[Value], depth: usize) -> Option<Value> {
        let own = schema.get("properties").map(|_| self.object(schema, depth));
        let parts = parts.iter().map(|it| self.value(it, depth + 1));
        let mut merged = Map::new();
        let mut scalar = None;
        for part in parts.chain(own) {
            match part? {
                Value::Object(members) => merged.extend(members),
                other => scalar = Some(other),
            }
        }
        Some(if merged.is_empty() { scalar.unwrap_or_else(|| json!({})) } else { merged.into() })
    }

    fn one_of(&self, schema: &Value, branches: &[Value], depth: usize) -> Option<Value> {
        let is_null = |it: &&Value| it.get("type").is_some_and(|it| it == "null");
        let made = match depth {
            0 => branches.get(self.branch).map(|it| (it, self.value(it, 1))),
            _ => branches
                .iter()
                .filter(|it| !is_null(it))
                .map(|it| (it, self.value(it, depth + 1)))
                .find(|(_, made)| made.is_some()),
        };
        let (branch, made) = made?;
        match (made?, schema.get("properties")) {
            (Value::Object(mut members), own) => {
                if own.is_some() {
                    members.extend(self.object(schema, depth)?.as_object().cloned()?);
                }
                if let Some((name, tag)) = tag(schema, branch) {
                    members.insert(name, tag);
                }
                Some(members.into())
            }
            (other, _) => Some(other),
        }
    }

    fn of_type(&self, schema: &Value, depth: usize) -> Option<Value> {
        let (name, may_be_null) = match schema.get("type") {
            Some(Value::Array(names)) => {
                let name = names.iter().filter_map(Value::as_str).find(|it| *it != "null");
                (name, names.iter().any(|it| it == "null"))
            }
            name => (name.and_then(Value::as_str), false),
        };
        if may_be_null && self.fill == Fill::Nulls && depth > 0 {
            return Some(Value::Null);
        }
        match name {
            Some("object") => self.object(schema, depth),
            Some("array") => self.array(schema, depth),
            Some("string") => Some(string(schema).into()),
            Some("integer") => Some(integer(schema)),
            Some("number") => Some(number(schema)),
            Some("boolean") => Some(true.into()),
            Some("null") => Some(Value::Null),
            _ if schema.get("properties").is_some() => self.object(schema, depth),
            _ if schema.get("items").is_some() => self.array(schema, depth),
            _ => Some(json!({"any": ["JSON", 1, null]})),
        }
    }

    fn holds_all(&self, depth: usize) -> bool {
        self.fill != Fill::Least && depth < FULL_DEPTH
    }

    fn object(&self, schema: &Value, depth: usize) -> Option<Value> {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut members = Map::new();
        for (name, schema) in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            let is_required = required.contains(&name.as_str());
            if left_out(schema, self.of.direction) || !(is_required || self.holds_all(depth)) {
                continue;
            }
            match self.value(schema, depth + 1) {
                Some(value) => drop(members.insert(name.clone(), value)),
                None if is_required => return None,
                None => {}
            }
        }
        let further = schema.get("additionalProperties").filter(|_| self.holds_all(depth));
        let further = further.filter(|it| it.is_object());
        if let Some(value) = further.and_then(|it| self.value(it, depth + 1)) {
            members.insert("a further key".to_owned(), value);
        }
        Some(members.into())
    }

    fn array(&self, schema: &Value, depth: usize) -> Option<Value> {
        let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or_default();
        let count = if self.holds_all(depth) { least.max(1) } else { least };
        let any = json!({});
        let items = schema.get("items").unwrap_or(&any);
        let mut made = Vec::new();
        for _ in 0..count.min(NODES as u64) {
            match self.value(items, depth + 1) {
                Some(item) => made.push(item),
                None if least == 0 => break,
                None => return None,
            }
        }
        Some(made.into())
    }
}

/// The member that says which branch it is, and what it says.
fn tag(union: &Value, branch: &Value) -> Option<(String, Value)> {
    let discriminator = union.get("discriminator")?;
    let name = discriminator.get("propertyName")?.as_str()?;
    let reference = branch.get("$ref")?.as_str()?;
    let short = reference.rsplit('/').next()?;
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mapped = mapping.and_then(|it| {
        it.iter().find(|(_, target)| *target == reference || *target == short).map(|(key, _)| key)
    });
    let tag = mapped.map_or(short, String::as_str);
    Some((name.to_owned(), tag.into()))
}

fn string(schema: &Value) -> String {
    let sample = match schema.get("format").and_then(Value::as_str).unwrap_or_default() {
        "date-time" => "2026-04-20T12:00:00Z",
        "date" => "2026-04-20",
        "time" => "12:00:00Z",
        "duration" => "P3D",
        "uuid" => "0b7e2f6a-3c1d-4e5f-8a9b-0c1d2e3f4a5b",
        "email" | "idn-email" => "someone@example.com",
        "uri" | "url" | "uri-reference" | "iri" => "https://example.com/a?b=c",
        "hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "YWJj",
        "json-pointer" => "/a/b",
        "regex" => "^a$",
        _ => "a \"text\": 50 % \u{e9}",
    };
    let count = |key: &str| schema.get(key).and_then(Value::as_u64);
    let least = usize::try_from(count("minLength").unwrap_or_default()).unwrap_or_default();
    let most = count("maxLength").and_then(|it| usize::try_from(it).ok()).unwrap_or(usize::MAX);
    let padding = std::iter::repeat_n('x', least.min(4000));
    let length = sample.chars().count().max(least).min(most);
    sample.chars().chain(padding).take(length).collect()
}

/// The bounds of a number; those that are exclusive are moved by `step`.
fn bounds(schema: &Value, step: f64) -> (f64, f64) {
    let limit = |key: &str| schema.get(key).and_then(Value::as_f64);
    let low = limit("minimum").or_else(|| limit("exclusiveMinimum").map(|it| it + step));
    let high = limit("maximum").or_else(|| limit("exclusiveMaximum").map(|it| it - step));
    (low.unwrap_or(f64::NEG_INFINITY), high.unwrap_or(f64::INFINITY))
}

fn integer(schema: &Value) -> Value {
    let (low, high) = bounds(schema, 1.0);
    let unit =
        schema.get("multipleOf").and_then(Value::as_f64).filter(|it| *it >= 1.0).unwrap_or(1.0);
    let wanted = 7.0_f64.max(low).min(high);
    let value = (wanted / unit).ceil() * unit;
    // Saturates: what is out of range is found invalid.
    (value as i64).into()
}

fn number(schema: &Value) -> Value {
    let (low, high) = bounds(schema, 0.5);
    let unit = schema.get("multipleOf").and_then(Value::as_f64).filter(|it| *it > 0.0);
    let wanted = 12.5_f64.max(low).min(high);
    unit.map_or(wanted, |it| (wanted / it).ceil() * it).into()
}
