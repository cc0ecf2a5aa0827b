//! What a schema says: one set of sayings, whichever keywords and branches it is spread over.
//!
//! A reference, the branches of an `allOf` and a union of one branch are layers of one schema. The
//! outermost layer counts where sayings are about the place (description, default); where they are
//! about values, all layers hold at once.
//!
//! ```text
//! {"type": ["string", "null"]}        {"type": "string", "nullable": true}
//! {"const": 1}                        {"enum": [1]}
//! {"type": ["string", "integer"]}     {"anyOf": [{"type": "string"}, {"type": "integer"}]}
//! {"minimum": 0, "exclusiveMinimum": true}    {"exclusiveMinimum": 0}
//! {"allOf": [A, B]}                   the members of both
//! ```

use std::collections::{BTreeMap, BTreeSet, HashSet};

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::nullable::is_nullable;
use super::unions::{self, Branch, Union};
use crate::pointer::Pointer;
use crate::spec::Spec;

/// The words of `type` besides null, narrow before wide.
const TYPES: [&str; 6] = ["boolean", "integer", "number", "string", "array", "object"];

/// What is compared as a limit: keywords that narrow the values of a type.
const LIMITS: [&str; 14] = [
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
];

/// Keywords that are read elsewhere, or say nothing about values.
const SILENT: [&str; 15] = [
    "$ref",
    "$schema",
    "$id",
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$vocabulary",
    "allOf",
    "oneOf",
    "anyOf",
    "nullable",
    "discriminator",
    "exclusiveMinimum",
    "exclusiveMaximum",
];

/// Keywords that are about the place: of several layers the outermost counts.
const SAYINGS: [&str; 10] = [
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
];

/// A schema: the places that make it up together. None at all is any value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(in crate::diff) struct Node {
    places: Vec<Pointer>,
    /// Of the values described there, only those of this type.
    only: Option<&'static str>,
}

impl Node {
    /// Any value.
    pub(in crate::diff) fn any() -> Self {
        Self::default()
    }

    /// The schema at `at`.
    pub(in crate::diff) fn at(at: Pointer) -> Self {
        Self { places: vec![at], only: None }
    }

    /// Where it stands, if anywhere.
    pub(in crate::diff) fn place(&self) -> Option<&Pointer> {
        self.places.first()
    }

    fn only(&self, name: &'static str) -> Self {
        Self { places: self.places.clone(), only: Some(name) }
    }

    fn add(&mut self, at: Pointer) {
        self.places.push(at);
    }
}

/// What a schema says.
#[derive(Debug, Default)]
pub(in crate::diff) struct Schema {
    /// The addresses of its layers, the outermost first.
    layers: Vec<Pointer>,
    /// The types that its values may have, besides null; none for any.
    pub(in crate::diff) types: BTreeSet<&'static str>,
    /// Whether null is one of its values, where it has types.
    pub(in crate::diff) nullable: bool,
    pub(in crate::diff) format: Option<String>,
    /// Its listed values, besides null.
    pub(in crate::diff) values: Option<Vec<Value>>,
    /// Whether there may be other values than the listed ones.
    pub(in crate::diff) open: bool,
    pub(in crate::diff) limits: BTreeMap<&'static str, Value>,
    pub(in crate::diff) members: IndexMap<String, Node>,
    pub(in crate::diff) required: BTreeSet<String>,
    pub(in crate::diff) further: Further,
    pub(in crate::diff) items: Node,
    pub(in crate::diff) unions: Vec<Union>,
    /// Keywords that narrow values in ways that are not compared one by one, and where they stand.
    pub(in crate::diff) opaque: BTreeMap<String, Vec<Pointer>>,
    /// What is about the place, extensions included.
    pub(in crate::diff) said: IndexMap<String, Value>,
    /// Where each keyword stands first.
    places: IndexMap<String, Pointer>,
}

/// The members of an object besides those that it lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::diff) enum Further {
    /// Anything.
    #[default]
    Any,
    /// None.
    Forbidden,
    /// Values of this schema.
    Of(Node),
}

impl Schema {
    /// Where `keyword` stands, otherwise the schema itself.
    pub(in crate::diff) fn place(&self, keyword: &str) -> Option<Pointer> {
        self.places.get(keyword).or(self.layers.first()).cloned()
    }

    /// Whether one of its layers has `keyword`.
    pub(in crate::diff) fn has(&self, keyword: &str) -> bool {
        self.places.contains_key(keyword)
    }

    /// Whether it takes any value.
    pub(in crate::diff) fn is_any(&self) -> bool {
        self.types.is_empty() && self.unions.is_empty() && self.values.is_none()
    }

    /// Whether it says `true` under `key`.
    pub(in crate::diff) fn flag(&self, key: &str) -> bool {
        self.said.get(key) == Some(&Value::Bool(true))
    }

    /// Its type in a word or two.
    pub(in crate::diff) fn describe(&self) -> String {
        let types = self.types.iter().copied().collect::<Vec<_>>().join(" or ");
        let one_of = |it: &Union| format!("one of {} types", it.branches.len());
        match (self.unions.first(), types.is_empty()) {
            (Some(union), true) => one_of(union),
            (Some(union), false) => format!("{types}, {}", one_of(union)),
            (None, true) => "any value".to_owned(),
            (None, false) => types,
        }
    }

    fn add(&mut self, at: &Pointer, members: &Map<String, Value>) {
        for (key, value) in members {
            self.places.entry(key.clone()).or_insert_with(|| at.child(key));
            self.add_keyword(at, key, value);
        }
        self.add_bounds(members);
        self.unions.extend(unions::read(at, members));
    }

    fn add_keyword(&mut self, at: &Pointer, key: &str, value: &Value) {
        match key {
            "type" => self.add_types(value),
            "enum" => self.add_values(value.as_array().cloned().unwrap_or_default()),
            "const" => self.add_values(vec![value.clone()]),
            "x-extensible-enum" => self.add_known_values(value),
            "format" => {
                self.format = self.format.take().or_else(|| value.as_str().map(str::to_owned));
            }
            "properties" => {
                for name in value.as_object().into_iter().flat_map(Map::keys) {
                    let node = self.members.entry(name.clone()).or_default();
                    node.add(at.child(key).child(name));
                }
            }
            "required" => {
                let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                self.required.extend(names.map(str::to_owned));
            }
            "additionalProperties" => self.add_further(at.child(key), value),
            "items" => self.items.add(at.child(key)),
            _ if SAYINGS.contains(&key) || key.starts_with("x-") => {
                self.said.entry(key.to_owned()).or_insert_with(|| value.clone());
            }
            _ if SILENT.contains(&key) => {}
            _ => match LIMITS.into_iter().find(|it| *it == key) {
                Some(key) => tighten(&mut self.limits, key, value.clone()),
                None => self.opaque.entry(key.to_owned()).or_default().push(at.child(key)),
            },
        }
    }

    fn add_types(&mut self, value: &Value) {
        let words = match value {
            Value::Array(words) => words.as_slice(),
            word => std::slice::from_ref(word),
        };
        let is_listed = |it: &&str| words.iter().any(|word| word == it);
        let mut types: BTreeSet<&'static str> = TYPES.into_iter().filter(is_listed).collect();
        if types.contains("number") {
            types.remove("integer");
        }
        let both: BTreeSet<&'static str> =
            types.iter().copied().filter_map(|it| common_type(&self.types, it)).collect();
        self.types = if both.is_empty() { types } else { both };
    }

    fn add_values(&mut self, values: Vec<Value>) {
        let mut kept: Vec<Value> = Vec::new();
        for value in values {
            let is_common = self.values.as_ref().is_none_or(|it| it.contains(&value));
            if !value.is_null() && is_common && !kept.contains(&value) {
                kept.push(value);
            }
        }
        self.values = Some(kept);
    }

    fn add_known_values(&mut self, value: &Value) {
        self.open = true;
        if self.values.is_none() {
            self.add_values(value.as_array().cloned().unwrap_or_default());
        }
    }

    fn add_further(&mut self, at: Pointer, value: &Value) {
        let says_nothing = value.as_object().is_some_and(Map::is_empty);
        match (&mut self.further, value) {
            (_, Value::Bool(true)) => {}
            (further, Value::Bool(false)) => *further = Further::Forbidden,
            _ if says_nothing => {}
            (Further::Of(node), _) => node.add(at),
            (further @ Further::Any, _) => *further = Further::Of(Node::at(at)),
            (Further::Forbidden, _) => {}
        }
    }

    /// Before OpenAPI 3.1 `exclusiveMinimum: true` makes `minimum` exclusive; since then it is the
    /// bound itself.
    fn add_bounds(&mut self, members: &Map<String, Value>) {
        for (inclusive, exclusive) in
            [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")]
        {
            let bound = match members.get(exclusive) {
                Some(Value::Bool(true)) => {
                    self.limits.remove(inclusive);
                    members.get(inclusive)
                }
                Some(Value::Bool(false)) | None => None,
                bound => bound,
            };
            if let Some(bound) = bound {
                tighten(&mut self.limits, exclusive, bound.clone());
            }
        }
    }

    /// What follows once all layers are read.
    fn settle(&mut self, node: &Node) {
        self.imply_type();
        if self.types.len() >= TYPES.len() - 1 {
            self.types.clear();
        }
        if self.types.len() > 1 && self.values.is_none() && node.only.is_none() {
            self.split(node);
        }
        if let Some(only) = node.only {
            self.keep_type(only);
        }
        if !self.types.is_empty() {
            self.drop_foreign();
        }
        self.spell_limits();
        for name in &self.required {
            self.members.entry(name.clone()).or_default();
        }
    }

    fn imply_type(&mut self) {
        if !self.types.is_empty() {
            return;
        }
        if let Some(values) = &self.values {
            self.types = values.iter().map(type_of).collect();
        } else if !self.members.is_empty() || self.further != Further::Any {
            self.types.insert("object");
        } else if self.items != Node::any() {
            self.types.insert("array");
        }
    }

    /// A list of types is a union of them.
    fn split(&mut self, node: &Node) {
        let types = TYPES.into_iter().filter(|it| self.types.contains(it));
        let branches = types.map(|it| Branch { node: node.only(it), tags: Vec::new() }).collect();
        let at = self.place("type").unwrap_or_default();
        self.unions.push(Union { at, branches, discriminator: None, exclusive: false });
        self.types.clear();
        self.format = None;
        self.limits.clear();
        self.members.clear();
        self.required.clear();
        self.further = Further::Any;
        self.items = Node::any();
    }

    fn keep_type(&mut self, only: &'static str) {
        self.types = BTreeSet::from([only]);
        self.nullable = false;
        self.unions.clear();
        self.opaque.clear();
        self.said.clear();
    }

    /// Keywords say nothing about values of other types.
    fn drop_foreign(&mut self) {
        let types = &self.types;
        self.limits.retain(|key, _| types.iter().any(|it| constrains(key, it)));
        if !types.iter().any(|it| ["string", "integer", "number"].contains(it)) {
            self.format = None;
        }
        if !types.contains("object") {
            self.members.clear();
            self.required.clear();
            self.further = Further::Any;
        }
        if !types.contains("array") {
            self.items = Node::any();
        }
    }

    /// Drops limits that limit nothing, and gives integers inclusive bounds.
    fn spell_limits(&mut self) {
        self.limits.retain(|key, value| {
            !(*value == Value::Bool(false) || (key.starts_with("min") && is_zero_count(key, value)))
        });
        if !(self.types.len() == 1 && self.types.contains("integer")) {
            return;
        }
        for (exclusive, inclusive, step) in
            [("exclusiveMinimum", "minimum", 1), ("exclusiveMaximum", "maximum", -1)]
        {
            let bound = self.limits.get(exclusive).and_then(Value::as_i64);
            if let Some(bound) = bound.and_then(|it| it.checked_add(step)) {
                self.limits.remove(exclusive);
                tighten(&mut self.limits, inclusive, Value::from(bound));
            }
        }
    }
}

/// Reads the schema `node`.
pub(super) fn read(spec: &Spec, node: &Node) -> Schema {
    let layers = layers(spec, node);
    let mut schema = Schema::default();
    for at in &layers {
        match spec.get(at) {
            Some(Value::Object(members)) => schema.add(at, members),
            Some(_) => schema.opaque.entry("false".to_owned()).or_default().push(at.clone()),
            None => {}
        }
    }
    schema.layers = layers;
    schema.nullable = is_nullable(spec, &node.places);
    schema.settle(node);
    schema
}

/// The places that say something of `node`, the outermost first. `true` says nothing.
fn layers(spec: &Spec, node: &Node) -> Vec<Pointer> {
    let mut left: Vec<Pointer> = node.places.iter().rev().cloned().collect();
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    while let Some(at) = left.pop() {
        if !seen.insert(at.clone()) {
            continue;
        }
        match spec.get(&at) {
            Some(Value::Object(members)) => {
                left.extend(unions::parts(&at, members).into_iter().rev());
                found.push(at);
            }
            Some(Value::Bool(false)) => found.push(at),
            _ => {}
        }
    }
    found
}

/// What values of `name` and of one of `types` have in common.
fn common_type(types: &BTreeSet<&'static str>, name: &'static str) -> Option<&'static str> {
    let narrower = if name == "number" { "integer" } else { name };
    let wider = if name == "integer" { "number" } else { name };
    match (types.contains(name), types.contains(narrower), types.contains(wider)) {
        (true, ..) => Some(name),
        (_, true, _) => Some(narrower),
        (_, _, true) => Some(name),
        _ => None,
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Number(it) if it.is_i64() || it.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) | Value::Null => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a limit narrows the values of a type.
fn constrains(key: &str, name: &str) -> bool {
    match key {
        "minLength" | "maxLength" | "pattern" | "contentEncoding" => name == "string",
        "minItems" | "maxItems" | "uniqueItems" => name == "array",
        "minProperties" | "maxProperties" => name == "object",
        _ => matches!(name, "integer" | "number"),
    }
}

/// Keeps the narrower of two limits.
fn tighten(limits: &mut BTreeMap<&'static str, Value>, key: &'static str, value: Value) {
    let number = |it: &Value| it.as_f64().unwrap_or_default();
    let is_narrower = limits.get(key).is_none_or(|before| {
        let is_upper = key.starts_with("max") || key == "exclusiveMaximum";
        if is_upper { number(&value) < number(before) } else { number(&value) > number(before) }
    });
    if is_narrower {
        limits.insert(key, value);
    }
}

fn is_zero_count(key: &str, value: &Value) -> bool {
    key != "minimum" && value.as_f64() == Some(0.0)
}

#[cfg(test)]
mod tests {
    use crate::diff::contract::Node;
    use crate::diff::testing::read;
    use crate::pointer::Pointer;

    /// What two schemas say besides their addresses.
    fn said(schema: &str) -> String {
        let contract = read(&format!(
            r#"{{"openapi": "3.1.0", "components": {{"schemas": {{"T": {schema}}}}}}}"#
        ));
        let at = Pointer::parse("/components/schemas/T").unwrap();
        let it = contract.schema(&Node::at(at));
        let members: Vec<&String> = it.members.keys().collect();
        format!(
            "{:?} {:?} {:?} {:?} {:?} {members:?} {:?}",
            it.types, it.format, it.values, it.limits, it.said, it.required
        )
    }

    #[test]
    fn of_limits_that_hold_at_once_the_narrower_counts() {
        assert_eq!(
            said(
                r#"{"allOf": [{"maxLength": 9}, {"maxLength": 5, "minLength": 1}], "type": "string", "minLength": 2}"#
            ),
            said(r#"{"type": "string", "minLength": 2, "maxLength": 5}"#),
        );
    }

    #[test]
    fn of_values_that_hold_at_once_the_common_ones_count() {
        assert_eq!(
            said(r#"{"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]}"#),
            said(r#"{"const": "b"}"#),
        );
    }

    #[test]
    fn what_stands_outermost_is_said_of_the_place() {
        assert_eq!(
            said(r#"{"allOf": [{"description": "in", "default": "a"}], "description": "out"}"#),
            said(r#"{"description": "out", "default": "a"}"#),
        );
    }

    #[test]
    fn keywords_of_other_types_say_nothing() {
        assert_eq!(
            said(r#"{"type": "string", "minimum": 1, "required": ["a"], "items": {}}"#),
            said(r#"{"type": "string"}"#),
        );
    }

    #[test]
    fn a_required_name_is_a_member() {
        assert_eq!(
            said(r#"{"type": "object", "required": ["a"]}"#),
            said(r#"{"properties": {"a": true}, "required": ["a"]}"#),
        );
    }
}
