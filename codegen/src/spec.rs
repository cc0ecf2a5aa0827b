//! The document as the stages change it: a tree, and where each of its nodes came from.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::pointer::Pointer;
use crate::report::Place;
use crate::source::Source;

/// The methods that a path item can hold, in the order in which OpenAPI lists them.
pub const METHODS: [&str; 8] =
    ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A document tree that remembers the text of every node.
#[derive(Debug, Clone)]
pub struct Spec {
    /// The tree.
    pub root: Value,
    sources: Vec<Arc<Source>>,
    /// Nodes that came from elsewhere than their own address in the first source.
    origins: HashMap<Pointer, (usize, Pointer)>,
}

impl Spec {
    /// The document as it was read.
    pub fn new(source: Arc<Source>) -> Self {
        Self { root: source.value().clone(), sources: vec![source], origins: HashMap::new() }
    }

    /// Takes a further text whose nodes will be put into the tree; gives its number for
    /// [`placed`](Self::placed).
    pub fn add_source(&mut self, source: Arc<Source>) -> usize {
        self.sources.push(source);
        self.sources.len() - 1
    }

    /// Remembers that the node at `at` was put there from another text.
    pub fn placed(&mut self, at: Pointer, source: usize, pointer: Pointer) {
        self.origins.insert(at, (source, pointer));
    }

    /// Remembers that the node now at `to` stood, or still stands, at `from`.
    pub fn moved(&mut self, from: &Pointer, to: Pointer) {
        let origin = self.origin(from);
        self.origins.insert(to, origin);
    }

    /// The node at `pointer`.
    pub fn get(&self, pointer: &Pointer) -> Option<&Value> {
        pointer.resolve(&self.root)
    }

    /// The object at `pointer`.
    pub fn object(&self, pointer: &Pointer) -> Option<&Map<String, Value>> {
        self.get(pointer)?.as_object()
    }

    /// The object at `pointer`, to be changed.
    pub fn object_mut(&mut self, pointer: &Pointer) -> Option<&mut Map<String, Value>> {
        pointer.resolve_mut(&mut self.root)?.as_object_mut()
    }

    /// Where a finding about the node at `pointer` belongs.
    pub fn place(&self, pointer: &Pointer) -> Place {
        let (source, at) = self.origin(pointer);
        let location = self.sources.get(source).and_then(|it| it.locate(&at));
        Place { pointer: pointer.clone(), location }
    }

    /// Where the node at `pointer` stands in the document as it was written, if it does.
    pub fn written_at(&self, pointer: &Pointer) -> Option<Pointer> {
        let (source, at) = self.origin(pointer);
        (source == 0).then_some(at)
    }

    /// The text that the node at `pointer` came from, and its address there.
    pub fn origin_of(&self, pointer: &Pointer) -> Option<(&Source, Pointer)> {
        let (source, at) = self.origin(pointer);
        self.sources.get(source).map(|it| (it.as_ref(), at))
    }

    /// The nearest ancestor with a known origin decides; without one it is the first source.
    fn origin(&self, pointer: &Pointer) -> (usize, Pointer) {
        let mut ancestor = Some(pointer.clone());
        while let Some(at) = ancestor {
            if let Some((source, origin)) = self.origins.get(&at) {
                let pointer = pointer.rebase(&at, origin).unwrap_or_else(|| origin.clone());
                return (*source, pointer);
            }
            ancestor = at.parent();
        }
        (0, pointer.clone())
    }

    /// The addresses of all operations, in the order of the document.
    pub fn operations(&self) -> Vec<Pointer> {
        let paths = Pointer::root().child("paths");
        let items = self.object(&paths).into_iter().flatten();
        let operations = items.flat_map(|(path, item)| {
            let at = paths.child(path);
            let members = item.as_object().into_iter().flatten();
            let operations = members.filter(|(name, it)| is_method(name) && it.is_object());
            operations.map(move |(method, _)| at.child(method))
        });
        operations.collect()
    }

    /// The addresses of all schemas, each before the schemas inside it.
    ///
    /// A schema is what stands in a schema's place: in `components/schemas`, as the `schema` of a
    /// parameter, header or media type, and wherever a schema holds others. Examples, defaults,
    /// enum values and extensions are data, whatever they look like.
    pub fn schemas(&self) -> Vec<Pointer> {
        self.schemas_that(|_| true)
    }

    /// [All schemas](Self::schemas) with their addresses.
    pub fn schemas_at(&self) -> Vec<(Pointer, &Map<String, Value>)> {
        let mut found = Vec::new();
        self.visit_schemas(&mut |at, schema| found.push((at.clone(), schema)));
        found
    }

    /// The addresses of those of [all schemas](Self::schemas) that are wanted.
    pub fn schemas_that(&self, is_wanted: impl Fn(&Map<String, Value>) -> bool) -> Vec<Pointer> {
        let mut found = Vec::new();
        self.visit_schemas(&mut |at, schema| {
            if is_wanted(schema) {
                found.push(at.clone());
            }
        });
        found
    }

    /// Does something with each of [all schemas](Self::schemas).
    pub(crate) fn visit_schemas<'a>(&'a self, visit: &mut Visit<'_, 'a>) {
        let mut at = Pointer::root();
        if let Some(components) = self.root.get("components") {
            at.within("components", |at| {
                visit_each(components, "schemas", at, visit, visit_schema);
                for section in HOLDERS {
                    visit_each(components, section, at, visit, visit_holder);
                }
            });
        }
        visit_each(&self.root, "paths", &mut at, visit, visit_path_item);
    }

    /// Changes each of [all schemas](Self::schemas) by itself, after the schemas inside it.
    pub fn edit_schemas(&mut self, edit: &mut dyn FnMut(&mut Map<String, Value>)) {
        let mut components = self.root.get_mut("components");
        edit_each(components.as_mut().and_then(|it| it.get_mut("schemas")), edit, edit_schema);
        for section in HOLDERS {
            edit_each(components.as_mut().and_then(|it| it.get_mut(section)), edit, edit_holder);
        }
        edit_each(self.root.get_mut("paths"), edit, edit_path_item);
    }

    /// The address of the schema at `at` and those of all schemas inside it.
    pub(crate) fn schemas_in(&self, at: &Pointer) -> Vec<Pointer> {
        let mut found = Vec::new();
        if let Some(schema) = self.get(at) {
            visit_schema(schema, &mut at.clone(), &mut |at, _| found.push(at.clone()));
        }
        found
    }

    /// Adds the component schema `name`, or puts `schema` in its place.
    pub fn insert_schema(&mut self, name: &str, schema: Value) {
        let empty = || Value::Object(Map::new());
        let Some(root) = self.root.as_object_mut() else { return };
        let components = root.entry("components").or_insert_with(empty).as_object_mut();
        let schemas = components.map(|it| it.entry("schemas").or_insert_with(empty));
        if let Some(schemas) = schemas.and_then(Value::as_object_mut) {
            schemas.insert(name.to_owned(), schema);
        }
    }

    /// Remembers moves that happened at once: a node may stand where another stood before.
    pub fn moved_together(&mut self, moves: Vec<(Pointer, Pointer)>) {
        let origins: Vec<_> = moves.iter().map(|(from, _)| self.origin(from)).collect();
        self.origins.extend(moves.into_iter().map(|(_, to)| to).zip(origins));
    }
}

fn is_method(name: &str) -> bool {
    METHODS.contains(&name)
}

/// The extensions that the generator reads, for the sake of whoever misspells one.
pub const EXTENSIONS: [&str; 17] = [
    "x-body-by-path",
    "x-credential",
    "x-enum-descriptions",
    "x-enum-varnames",
    "x-error",
    "x-expect",
    "x-extensible-enum",
    "x-limits",
    "x-paging",
    "x-partial-success",
    "x-presence",
    "x-query-template",
    "x-reason",
    "x-retry",
    "x-rust-name",
    "x-secret",
    "x-source",
];

/// `/components/schemas`
pub fn schemas_root() -> Pointer {
    Pointer::root().child("components").child("schemas")
}

/// The name in `#/components/schemas/{name}`, if that is what `schema` refers to.
pub fn referenced(schema: &Value) -> Option<String> {
    schema.get("$ref").and_then(component_at)
}

/// The name in `#/components/schemas/{name}`, if `reference` is that.
pub(crate) fn component_at(reference: &Value) -> Option<String> {
    let name = reference.as_str()?.strip_prefix("#/components/schemas/")?;
    let pointer = Pointer::from_reference(&format!("#/{name}"))?;
    let mut tokens = pointer.tokens();
    let name = tokens.next()?.into_owned();
    tokens.next().is_none().then_some(name)
}

/// A reference to a component schema.
pub fn reference_to(name: &str) -> Value {
    let pointer = schemas_root().child(name);
    serde_json::json!({ "$ref": format!("#{}", pointer.as_str()) })
}

/// The sections of `components` whose members hold schemas.
const HOLDERS: [&str; 4] = ["parameters", "headers", "requestBodies", "responses"];

/// Where a schema holds one schema.
const ONE: [&str; 3] = ["items", "additionalProperties", "not"];

/// Where a schema holds several, in an object or an array.
const SEVERAL: [&str; 6] = ["properties", "patternProperties", "$defs", "allOf", "oneOf", "anyOf"];

/// What is done with each schema and its address.
type Visit<'v, 'a> = dyn FnMut(&Pointer, &'a Map<String, Value>) + 'v;

fn visit_path_item<'a>(item: &'a Value, at: &mut Pointer, visit: &mut Visit<'_, 'a>) {
    visit_each(item, "parameters", at, visit, visit_holder);
    for method in METHODS {
        let Some(operation) = item.get(method) else { continue };
        at.within(method, |at| {
            visit_each(operation, "parameters", at, visit, visit_holder);
            if let Some(body) = operation.get("requestBody") {
                at.within("requestBody", |at| visit_holder(body, at, visit));
            }
            visit_each(operation, "responses", at, visit, visit_holder);
        });
    }
}

/// A parameter, header, request body or response: it holds schemas, but is none.
fn visit_holder<'a>(holder: &'a Value, at: &mut Pointer, visit: &mut Visit<'_, 'a>) {
    if let Some(schema) = holder.get("schema") {
        at.within("schema", |at| visit_schema(schema, at, visit));
    }
    visit_each(holder, "content", at, visit, visit_holder);
    visit_each(holder, "headers", at, visit, visit_holder);
}

fn visit_schema<'a>(schema: &'a Value, at: &mut Pointer, visit: &mut Visit<'_, 'a>) {
    let Some(members) = schema.as_object() else { return };
    visit(at, members);
    for key in ONE {
        if let Some(inner) = members.get(key) {
            at.within(key, |at| visit_schema(inner, at, visit));
        }
    }
    for key in SEVERAL {
        visit_each(schema, key, at, visit, visit_schema);
    }
}

/// Every member of the object, or item of the array, under a key.
fn visit_each<'a>(
    node: &'a Value,
    key: &str,
    at: &mut Pointer,
    visit: &mut Visit<'_, 'a>,
    visit_one: fn(&'a Value, &mut Pointer, &mut Visit<'_, 'a>),
) {
    let Some(inner) = node.get(key) else { return };
    at.within(key, |at| match inner {
        Value::Object(members) => {
            for (name, inner) in members {
                at.within(name, |at| visit_one(inner, at, visit));
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                at.within(index, |at| visit_one(inner, at, visit));
            }
        }
        _ => {}
    });
}

type Edit<'a> = dyn FnMut(&mut Map<String, Value>) + 'a;

fn edit_path_item(item: &mut Value, edit: &mut Edit<'_>) {
    edit_each(item.get_mut("parameters"), edit, edit_holder);
    for method in METHODS {
        let Some(operation) = item.get_mut(method) else { continue };
        edit_each(operation.get_mut("parameters"), edit, edit_holder);
        if let Some(body) = operation.get_mut("requestBody") {
            edit_holder(body, edit);
        }
        edit_each(operation.get_mut("responses"), edit, edit_holder);
    }
}

fn edit_holder(holder: &mut Value, edit: &mut Edit<'_>) {
    if let Some(schema) = holder.get_mut("schema") {
        edit_schema(schema, edit);
    }
    edit_each(holder.get_mut("content"), edit, edit_holder);
    edit_each(holder.get_mut("headers"), edit, edit_holder);
}

fn edit_schema(schema: &mut Value, edit: &mut Edit<'_>) {
    let Some(members) = schema.as_object_mut() else { return };
    for key in ONE {
        if let Some(inner) = members.get_mut(key) {
            edit_schema(inner, edit);
        }
    }
    for key in SEVERAL {
        edit_each(members.get_mut(key), edit, edit_schema);
    }
    edit(members);
}

fn edit_each(
    node: Option<&mut Value>,
    edit: &mut Edit<'_>,
    edit_one: fn(&mut Value, &mut Edit<'_>),
) {
    match node {
        Some(Value::Object(members)) => members.values_mut().for_each(|it| edit_one(it, edit)),
        Some(Value::Array(items)) => items.iter_mut().for_each(|it| edit_one(it, edit)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(text: &str) -> Spec {
        Spec::new(Arc::new(Source::parse("api.yaml", text).unwrap()))
    }

    #[test]
    fn schemas_are_found_where_schemas_stand_and_nowhere_else() {
        let spec = spec(
            "components:\n  schemas:\n    A:\n      properties:\n        type: {type: string}\n      \
             example: {properties: {x: {type: string}}}\npaths:\n  /a:\n    get:\n      parameters:\n      \
             - {name: q, in: query, schema: {type: array, items: {type: string}}}\n",
        );
        let found: Vec<_> = spec.schemas().iter().map(|it| it.as_str().to_owned()).collect();
        assert_eq!(
            found,
            [
                "/components/schemas/A",
                "/components/schemas/A/properties/type",
                "/paths/~1a/get/parameters/0/schema",
                "/paths/~1a/get/parameters/0/schema/items",
            ]
        );
    }

    #[test]
    fn those_that_are_edited_are_those_that_are_found() {
        let schema = r#"{"items": {"not": {"anyOf": [{}]}}, "properties": {"a": {"allOf": [{}]}},
            "example": {"properties": {"b": {}}}, "additionalProperties": {"$defs": {"c": {}}}}"#;
        let holder =
            format!(r#"{{"schema": {schema}, "content": {{"a/b": {{"schema": {schema}}}}}}}"#);
        let item = format!(
            r#"{{"parameters": [{holder}], "get": {{"parameters": [{holder}], "requestBody": {holder},
            "responses": {{"200": {{"headers": {{"a": {holder}}}}}}}}}}}"#
        );
        let mut spec = spec(&format!(
            r#"{{"paths": {{"/a": {item}}}, "components": {{"schemas": {{"A": {schema}}}, "headers": {{"h": {holder}}}}}}}"#
        ));
        let found = spec.schemas();
        let mut edited = 0;
        spec.edit_schemas(&mut |it| {
            it.insert("seen".to_owned(), Value::Null);
            edited += 1;
        });
        assert_eq!(edited, found.len());
        assert!(spec.schemas_at().iter().all(|(_, it)| it.contains_key("seen")));
    }

    #[test]
    fn a_moved_node_keeps_its_line() {
        let mut spec = spec("a:\n  b:\n    c: 1\n");
        let at = |text| Pointer::parse(text).unwrap();
        spec.moved(&at("/a/b"), at("/components/schemas/B"));
        let place = spec.place(&at("/components/schemas/B/c"));
        assert_eq!(place.location.map(|it| it.line), Some(3));
    }
}
