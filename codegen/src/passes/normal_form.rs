//! Checks a document for the normal form that `mod.rs` describes, rule by rule, and the passes for
//! reaching it.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::equality::canonical;
use super::names::type_name;
use super::parts::{Kind, all, components, path_items};
use super::reduce_constraints::{CONSTRAINTS, decides_type};
use super::responses::{Outcome, outcome};
use super::shape::{MADE_NAME, is_bare_reference, needs_type, reference, union};
use crate::media::{Form, Way, chosen, is_json};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::source::Source;
use crate::spec::{Spec, reference_to, referenced, schemas_root};

/// What `spec` has that the normal form has not.
pub(super) fn violations(spec: &Spec) -> Vec<String> {
    let mut found = Violations(Vec::new());
    check_document(spec, &mut found);
    for (at, kind) in all(spec, [components(spec), path_items(spec)].concat()) {
        check_part(spec, &at, kind, &mut found);
    }
    for at in spec.operations() {
        check_parameters(spec, &at, &mut found);
        check_responses(spec, &at, &mut found);
        check_bodies(spec, &at, &mut found);
    }
    for at in spec.schemas() {
        let Some(schema) = spec.object(&at) else { continue };
        let is_component = at.parent() == Some(schemas_root());
        check_references(spec, &at, schema, &mut found);
        check_spelling(&at, schema, &mut found);
        check_enum(&at, schema, &mut found);
        check_names(spec, &at, schema, is_component, &mut found);
    }
    found.0
}

struct Violations(Vec<String>);

impl Violations {
    fn unless(&mut self, holds: bool, rule: &str, at: &Pointer) {
        if !holds {
            self.0.push(format!("{rule} at {at}"));
        }
    }
}

fn check_document(spec: &Spec, found: &mut Violations) {
    let root = Pointer::root();
    let has = |key: &str| spec.get(&root.child(key)).is_some();
    found.unless(spec.get(&root.child("openapi")).is_some_and(|it| it == "3.0.3"), "N2", &root);
    found.unless(!has("webhooks"), "N2", &root);
    let components = root.child("components");
    for (section, _) in spec.object(&components).into_iter().flatten() {
        let stays = section == "schemas" || section == "securitySchemes";
        found.unless(stays, "N13", &components.child(section));
    }
    let mut ids = HashSet::new();
    for at in spec.operations() {
        let id = spec.get(&at.child("operationId")).and_then(Value::as_str);
        found.unless(id.is_some_and(|it| ids.insert(it.to_owned())), "N4", &at);
        found.unless(spec.get(&at.child("callbacks")).is_none(), "N2", &at);
    }
    let reached = reached(spec);
    for (name, schema) in spec.object(&schemas_root()).into_iter().flatten() {
        let at = schemas_root().child(name);
        found.unless(type_name(name) == *name, "N8", &at);
        found.unless(reached.contains(name), "N13", &at);
        found.unless(schema.get("nullable").is_none(), "N14", &at);
        found.unless(schema.is_object(), "N2", &at);
    }
}

/// The components that something named in `paths` leads to, data included.
fn reached(spec: &Spec) -> HashSet<String> {
    let mut reached = HashSet::new();
    let mut left: Vec<&Value> = spec.get(&Pointer::root().child("paths")).into_iter().collect();
    while let Some(node) = left.pop() {
        let names = [referenced(node), node.as_str().and_then(mapped)];
        for name in names.into_iter().flatten() {
            if reached.insert(name.clone()) {
                left.extend(spec.get(&schemas_root().child(&name)));
            }
        }
        match node {
            Value::Object(members) => left.extend(members.values()),
            Value::Array(items) => left.extend(items),
            _ => {}
        }
    }
    reached
}

fn mapped(text: &str) -> Option<String> {
    Pointer::from_reference(text).filter(|it| it.parent() == Some(schemas_root()))?.last()
}

fn check_part(spec: &Spec, at: &Pointer, kind: Kind, found: &mut Violations) {
    let Some(part) = spec.get(at) else { return };
    found.unless(part.is_object(), "N2", at);
    if kind != Kind::Schema {
        found.unless(part.get("$ref").is_none(), "N1", at);
    }
    if kind == Kind::PathItem {
        found.unless(part.get("parameters").is_none(), "N3", at);
    }
}

fn check_parameters(spec: &Spec, operation: &Pointer, found: &mut Violations) {
    let at = operation.child("parameters");
    let parameters = spec.get(&at).and_then(Value::as_array);
    for (index, parameter) in parameters.into_iter().flatten().enumerate() {
        let at = at.child(index);
        let word = |key: &str| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = word("name").to_ascii_lowercase();
        let is_ignored = ["accept", "content-type", "authorization"].contains(&name.as_str());
        found.unless(!(word("in") == "header" && is_ignored), "N3", &at);
        let is_deep = word("in") == "query" && word("style") == "deepObject";
        found.unless(!is_deep || nests(spec, parameter.get("schema")), "N11", &at);
        if let Some(template) = parameter.get("x-query-template") {
            let gaps = template.as_str().map_or(0, |it| it.matches('<').count());
            found.unless(gaps == 1, "N11", &at);
            found.unless(parameter.get("style").is_none(), "N11", &at);
        }
    }
}

/// Whether a schema is a list, a union, or an object with such members or open ones.
fn nests(spec: &Spec, schema: Option<&Value>) -> bool {
    let Some(members) = schema.and_then(|it| shape_of(spec, it)) else { return false };
    let inner = members.get("properties").and_then(Value::as_object).into_iter().flatten();
    let mut inner = inner.map(|(_, it)| it).chain(members.get("additionalProperties"));
    let is_open =
        members.contains_key("properties") && members.contains_key("additionalProperties");
    let has_parts = |it: &Value| {
        shape_of(spec, it).is_some_and(|it| union(it).is_some() || is_list_or_object(it))
    };
    union(members).is_some()
        || members.get("type").is_some_and(|it| it == "array")
        || is_open
        || inner.any(has_parts)
}

fn is_list_or_object(members: &Map<String, Value>) -> bool {
    members.get("type").is_some_and(|it| it == "array" || it == "object")
}

/// The component that a schema refers to in the end, or the schema itself.
fn shape_of<'a>(spec: &'a Spec, mut schema: &'a Value) -> Option<&'a Map<String, Value>> {
    for _ in 0..100 {
        let next = reference(schema).and_then(|it| spec.get(&schemas_root().child(it)));
        let Some(next) = next else { break };
        schema = next;
    }
    schema.as_object()
}

fn check_responses(spec: &Spec, operation: &Pointer, found: &mut Violations) {
    let at = operation.child("responses");
    let Some(responses) = spec.object(&at) else { return };
    for wanted in [Outcome::Success, Outcome::Error] {
        let mut schemas = HashSet::new();
        for (_, response) in
            responses.iter().filter(|(it, _)| outcome(it, responses) == Some(wanted))
        {
            let content = response.get("content").and_then(Value::as_object).into_iter().flatten();
            let json = content.filter(|(media_type, _)| is_json(media_type));
            schemas.extend(json.filter_map(|(_, media)| media.get("schema")).map(Value::to_string));
        }
        let schemas = schemas.iter().filter_map(|it| serde_json::from_str(it).ok());
        let shapes: Vec<Value> = schemas.map(|it: Value| canonical(&it)).collect();
        let distinct: HashSet<String> = shapes.iter().map(Value::to_string).collect();
        found.unless(distinct.len() == shapes.len(), "N10", &at);
    }
}

fn check_bodies(spec: &Spec, operation: &Pointer, found: &mut Violations) {
    let request = operation.child("requestBody").child("content");
    found.unless(spec.object(&request).is_none_or(|it| it.len() <= 1), "N10", &request);
    check_content(spec, &request, Way::Request, found);
    let responses = operation.child("responses");
    for (status, _) in spec.object(&responses).into_iter().flatten() {
        let at = responses.child(status).child("content");
        check_content(spec, &at, Way::Answer, found);
    }
}

fn check_content(spec: &Spec, at: &Pointer, way: Way, found: &mut Violations) {
    let Some(content) = spec.object(at) else { return };
    let Some((name, form)) = chosen(content, way) else { return };
    let untyped = matches!(form, Form::Text | Form::Octets);
    for (other, media) in content {
        let is_typed = other == name && !untyped;
        found.unless(is_typed || media.get("schema").is_none(), "N10", &at.child(other));
    }
}

fn check_references(
    spec: &Spec,
    at: &Pointer,
    schema: &Map<String, Value>,
    found: &mut Violations,
) {
    let whole = Value::Object(schema.clone());
    if schema.contains_key("$ref") {
        found.unless(is_bare_reference(&whole), "N1", at);
        let target = referenced(&whole).map(|it| schemas_root().child(it));
        found.unless(target.is_some_and(|it| spec.get(&it).is_some()), "N1", at);
    }
    if schema.contains_key("allOf") {
        found.unless(reference(&whole).is_some(), "N6", at);
    }
    let mapping = schema.get("discriminator").and_then(|it| it.get("mapping"));
    for value in mapping.and_then(Value::as_object).into_iter().flat_map(|it| it.values()) {
        let name = value.as_str().and_then(mapped);
        let exists = name.is_some_and(|it| spec.get(&schemas_root().child(it)).is_some());
        found.unless(exists, "N8", at);
    }
    if let Some(discriminator) = schema.get("discriminator") {
        let (_, branches) = union(schema).unwrap_or(("", const { &Vec::new() }));
        let mapping = discriminator.get("mapping").map(Value::to_string).unwrap_or_default();
        let is_told = |branch: &Value| {
            reference(branch)
                .is_some_and(|it| mapping.contains(&reference_to(&it)["$ref"].to_string()))
        };
        found.unless(!branches.is_empty() && branches.iter().all(is_told), "N8", at);
    }
}

fn check_spelling(at: &Pointer, schema: &Map<String, Value>, found: &mut Violations) {
    let gone = ["const", "examples", "$defs", "patternProperties", "not", "if", "$schema"];
    for key in gone {
        found.unless(!schema.contains_key(key), "N2", &at.child(key));
    }
    let word = schema.get("type");
    found.unless(word.is_none_or(|it| it.is_string() && it != "null"), "N2", at);
    for key in CONSTRAINTS {
        found.unless(!schema.contains_key(key), "N9", &at.child(key));
    }
    found.unless(!schema.contains_key("format") || decides_type(schema), "N9", at);
    if let Some((key, branches)) = union(schema) {
        found.unless(branches.len() > 1, "N2", &at.child(key));
        found.unless(branches.iter().all(|it| it.get("nullable").is_none()), "N14", &at.child(key));
    }
    let listed = schema.get("properties").and_then(Value::as_object).map(Map::len);
    let is_spelt = match schema.get("additionalProperties") {
        Some(Value::Bool(true)) => listed.is_none(),
        Some(Value::Bool(false)) => listed == Some(0),
        _ => listed != Some(0),
    };
    found.unless(is_spelt, "N12", at);
}

fn check_enum(at: &Pointer, schema: &Map<String, Value>, found: &mut Violations) {
    let Some(values) = schema.get("enum").and_then(Value::as_array) else { return };
    let word = schema.get("type").and_then(Value::as_str);
    let fits = |it: &Value| match word {
        Some("string") => it.is_string(),
        Some("integer") => it.is_i64() || it.is_u64(),
        _ => false,
    };
    let distinct: HashSet<String> = values.iter().map(Value::to_string).collect();
    found.unless(!values.is_empty() && values.iter().all(fits), "N5", at);
    found.unless(distinct.len() == values.len(), "N5", at);
    for key in ["x-enum-varnames", "x-enum-descriptions"] {
        let count = schema.get(key).map(|it| it.as_array().map_or(0, Vec::len));
        found.unless(count.is_none_or(|it| it == values.len()), "N5", at);
    }
}

fn check_names(
    spec: &Spec,
    at: &Pointer,
    schema: &Map<String, Value>,
    is_component: bool,
    found: &mut Violations,
) {
    found.unless(is_component || !needs_type(schema), "N7", at);
    found.unless(!schema.contains_key(MADE_NAME), "N7", at);
    let alias = spec.get(at).and_then(reference);
    found.unless(!(is_component && alias == at.last()), "N1", at);
}

/// A small document with a bit of everything that the passes work on.
const MEDLEY: &str = include_str!("medley.yaml");

fn document() -> Spec {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/qonversion-v4/openapi.yaml");
    let text = std::fs::read_to_string(path).expect("the vendored document is there");
    Spec::new(Arc::new(
        Source::parse("openapi.yaml", &text).expect("the vendored document can be read"),
    ))
}

fn medley() -> Spec {
    Spec::new(Arc::new(Source::parse("medley.yaml", MEDLEY).expect("the medley can be read")))
}

#[test]
fn the_vendored_document_reaches_the_normal_form() {
    check_reaches(document());
}

#[test]
fn the_medley_reaches_the_normal_form() {
    check_reaches(medley());
}

fn check_reaches(mut spec: Spec) {
    let mut report = Report::new();
    super::run(&mut spec, &mut report);
    assert!(!report.has_errors(), "{report}");
    assert_eq!(violations(&spec), [""; 0]);
    check_stays(spec);
}

/// A document in the normal form is left as it is by all passes.
fn check_stays(mut spec: Spec) {
    let before = spec.root.clone();
    super::run(&mut spec, &mut Report::new());
    let change = difference(&before, &spec.root, &Pointer::root());
    assert_eq!(change, None, "changed in a second run");
}

/// Where two trees differ first, and how.
fn difference(a: &Value, b: &Value, at: &Pointer) -> Option<String> {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            a.iter().zip(b.values()).find_map(|((key, a), b)| difference(a, b, &at.child(key)))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(index, (a, b))| difference(a, b, &at.child(index)))
        }
        _ if a == b => None,
        _ => Some(format!("{a} became {b} at {at}")),
    }
}

#[test]
fn damaged_documents_are_reported_or_reach_the_normal_form() {
    let reached = damage(&medley(), 80) + damage(&document(), 3);
    assert!(reached > 75, "only {reached} damaged documents got through");
}

/// Damages a document in `rounds` ways; gives how many of them reached the normal form.
fn damage(document: &Spec, rounds: u64) -> usize {
    let mut reached = 0;
    for seed in 0..rounds {
        let mut damaged = document.clone();
        let mut random = Random(seed);
        for _ in 0..=random.below(2) {
            random.damage(&mut damaged.root);
        }
        let before = damaged.root.clone();
        let mut report = Report::new();
        super::run(&mut damaged, &mut report);
        if !report.has_errors() {
            reached += 1;
            assert_eq!(violations(&damaged), [""; 0], "seed {seed}, from {before:#}");
            check_stays(damaged);
        }
    }
    reached
}

/// A linear congruential generator: the same damage on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit.max(1)
    }

    /// Removes a node, puts another in its place, or adds a member of another.
    fn damage(&mut self, root: &mut Value) {
        let mut places = Vec::new();
        list_nodes(root, &Pointer::root(), &mut places);
        let place = places[self.below(places.len())].clone();
        let other = places[self.below(places.len())].clone();
        let (Some(parent), Some(key), Some(other_key)) =
            (place.parent(), place.last(), other.last())
        else {
            return;
        };
        let copy = other.resolve(root).cloned();
        let (key, value) = match self.below(12) {
            0 => (key, None),
            1 => (key, Some(Value::Null)),
            2 => (key, Some(Value::Bool(self.below(2) == 0))),
            3 => (key, Some(Value::Object(Map::new()))),
            4 => (key, Some(Value::from("x"))),
            5 => (key, Some(serde_json::json!({ "$ref": format!("#{}", other.as_str()) }))),
            6 => {
                let reference = serde_json::json!({ "$ref": format!("#{}", other.as_str()) });
                (key, Some(serde_json::json!({ "allOf": [copy, reference] })))
            }
            7 => (key, copy),
            _ => (other_key, copy),
        };
        put(parent.resolve_mut(root), &key, value);
    }
}

fn put(parent: Option<&mut Value>, key: &str, value: Option<Value>) {
    match (parent, value) {
        (Some(Value::Object(members)), Some(value)) => drop(members.insert(key.to_owned(), value)),
        (Some(Value::Object(members)), None) => drop(members.shift_remove(key)),
        (Some(Value::Array(items)), value) => {
            if let Some(index) = key.parse::<usize>().ok().filter(|it| *it < items.len()) {
                items.splice(index..=index, value);
            }
        }
        _ => {}
    }
}

fn list_nodes(node: &Value, at: &Pointer, found: &mut Vec<Pointer>) {
    found.push(at.clone());
    match node {
        Value::Object(members) => {
            for (key, inner) in members.iter().filter(|(key, _)| *key != "example") {
                list_nodes(inner, &at.child(key), found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                list_nodes(inner, &at.child(index), found);
            }
        }
        _ => {}
    }
}
