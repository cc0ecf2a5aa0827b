//! Which Rust items a place of the document becomes.

use std::collections::{BTreeSet, HashMap};

use heck::ToShoutySnakeCase;

use crate::api::{Api, Body, Operation, Parameter, Placement, Schema, Shape, Type};
use crate::pointer::Pointer;
use crate::spec::Spec;

/// A place as it is written: the file, and the pointer in it.
type Place = (String, Pointer);

/// The Rust items of a client, by where in the document they come from.
#[derive(Debug, Default)]
pub(super) struct RustNames {
    items: HashMap<Place, Vec<Entry>>,
    /// Where each item stands in the normalized document.
    places: HashMap<String, Pointer>,
}

/// What a place becomes.
#[derive(Clone, Debug)]
struct Entry {
    /// `qonversion::models::Segment::name`
    item: String,
    /// The operation whose item it is, as `PUT /segments/{segment_id}`.
    operation: Option<String>,
    /// The types that it is made of, in turn.
    types: Vec<Type>,
    /// Items that come and go with it, without being parts of it.
    beside: Vec<String>,
}

impl Entry {
    fn of_model(item: String, types: Vec<Type>) -> Self {
        Self { item, operation: None, types, beside: Vec::new() }
    }
}

impl RustNames {
    /// The items of the client that `api`, made of `spec`, becomes.
    pub(super) fn of(spec: &Spec, api: &Api, crate_name: &str) -> Self {
        let mut names = Self::default();
        for schema in api.schemas.values() {
            names.add_schema(spec, schema, crate_name);
        }
        for operation in &api.operations {
            names.add_operation(spec, api, operation, crate_name);
        }
        for server in &api.servers {
            let item = format!("{crate_name}::Server::{}", server.name);
            let beside = vec![
                format!("{crate_name}::Server"),
                format!("{crate_name}::ClientBuilder::server"),
            ];
            names.add(spec, &server.at, Entry { beside, ..Entry::of_model(item, Vec::new()) });
        }
        names
    }

    fn add_schema(&mut self, spec: &Spec, schema: &Schema, crate_name: &str) {
        let item = format!("{crate_name}::models::{}", schema.name);
        let types = parts(&schema.shape);
        self.add(spec, &schema.at, Entry::of_model(item.clone(), types));
        if let Shape::Object { members, further } = &schema.shape {
            for member in members {
                let at = schema.at.child("properties").child(&member.wire);
                let item = format!("{item}::{}", member.field);
                self.add(spec, &at, Entry::of_model(item, vec![member.ty.clone()]));
            }
            if let Some(further) = further {
                let at = schema.at.child("additionalProperties");
                let item = format!("{item}::extra");
                self.add(spec, &at, Entry::of_model(item, vec![further.clone()]));
            }
        }
    }

    fn add_operation(&mut self, spec: &Spec, api: &Api, operation: &Operation, crate_name: &str) {
        let Some(tag) = api.tags.get(operation.tag) else { return };
        let module = format!("{crate_name}::{}", tag.module);
        let label = format!("{} {}", operation.method.to_uppercase(), operation.path);
        let method = format!("{module}::{}::{}", tag.handle, operation.name);
        let entry = |item: String, types| Entry {
            item,
            types,
            operation: Some(label.clone()),
            beside: Vec::new(),
        };
        let beside = vec![
            format!("{crate_name}::Client::{}", tag.module),
            format!("{module}::{}", tag.handle),
            format!("{module}::{}", operation.name.to_shouty_snake_case()),
            module.clone(),
        ];
        let made = Entry { beside, ..entry(method, operation_types(api, operation)) };
        self.add(spec, &operation.at, made);
        let call = format!("{module}::{}", operation.call);
        self.add(spec, &operation.at, entry(call.clone(), Vec::new()));
        let listed = spec.get(&operation.at.child("parameters")).and_then(|it| it.as_array());
        for (index, value) in listed.into_iter().flatten().enumerate() {
            let wire = value.get("name").and_then(|it| it.as_str()).unwrap_or_default();
            let is_meant = |it: &&Parameter| it.wire == wire && it.place != Placement::Path;
            let Some(parameter) = operation.parameters.iter().find(is_meant) else { continue };
            let at = operation.at.child("parameters").child(index);
            let setter = format!("{call}::{}", parameter.name);
            self.add(spec, &at, entry(setter, vec![parameter.ty.clone()]));
        }
    }

    fn add(&mut self, spec: &Spec, at: &Pointer, entry: Entry) {
        self.places.entry(entry.item.clone()).or_insert_with(|| at.clone());
        if let Some((source, pointer)) = spec.origin_of(at) {
            let place = (source.name().to_owned(), pointer);
            self.items.entry(place).or_default().push(entry);
        }
    }

    /// The items that the place at `pointer`, or the nearest place around it, becomes in an
    /// operation.
    pub(super) fn at(&self, file: &str, pointer: &Pointer, operation: &str) -> Vec<String> {
        let entries = self.entries(file, pointer, operation);
        entries.into_iter().map(|it| it.item.clone()).collect()
    }

    /// The types that these items are made of, in turn.
    pub(super) fn types_at(
        &self,
        file: &str,
        pointer: &Pointer,
        operation: &str,
        api: &Api,
    ) -> BTreeSet<String> {
        let entries = self.entries(file, pointer, operation);
        reachable(api, entries.into_iter().flat_map(|it| it.types.clone()).collect())
    }

    /// What comes and goes with these items.
    pub(super) fn beside(&self, file: &str, pointer: &Pointer, operation: &str) -> Vec<String> {
        let entries = self.entries(file, pointer, operation);
        entries.into_iter().flat_map(|it| it.beside.clone()).collect()
    }

    /// Where an item, or what it belongs to, stands in the normalized document.
    pub(super) fn place_of(&self, item: &str) -> Option<&Pointer> {
        let mut name = item;
        loop {
            if let Some(at) = self.places.get(name) {
                return Some(at);
            }
            name = name.rsplit_once("::")?.0;
        }
    }

    fn entries(&self, file: &str, pointer: &Pointer, operation: &str) -> Vec<&Entry> {
        let mut here = Some(pointer.clone());
        while let Some(at) = here {
            here = at.parent();
            let Some(entries) = self.items.get(&(file.to_owned(), at)) else { continue };
            let is_of = |it: &&Entry| it.operation.as_deref().is_none_or(|it| it == operation);
            let found: Vec<&Entry> = entries.iter().filter(is_of).collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }
}

fn operation_types(api: &Api, operation: &Operation) -> Vec<Type> {
    let parameters = operation.path_parameters.iter().chain(&operation.parameters);
    let mut types: Vec<Type> = parameters.map(|it| it.ty.clone()).collect();
    types.extend(operation.body.as_ref().and_then(Body::ty).cloned());
    let answers = [&operation.error, &operation.answer];
    types.extend(answers.into_iter().flat_map(|it| api.types_of(it)).cloned());
    types
}

/// The types that a named type holds.
fn parts(shape: &Shape) -> Vec<Type> {
    match shape {
        Shape::Object { members, further } => {
            members.iter().map(|it| &it.ty).chain(further).cloned().collect()
        }
        Shape::Union(union) => union.branches.iter().map(|it| it.ty.clone()).collect(),
        Shape::Alias(ty) => vec![ty.clone()],
        Shape::StringEnum(_) | Shape::IntegerEnum(_) => Vec::new(),
    }
}

/// The names of all types that `types` lead to.
fn reachable(api: &Api, types: Vec<Type>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut left = types;
    while let Some(ty) = left.pop() {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => left.push(*inner),
            Type::Named(name) => {
                if let Some(schema) = api.schemas.get(&name)
                    && found.insert(name)
                {
                    left.extend(parts(&schema.shape));
                }
            }
            _ => {}
        }
    }
    found
}
