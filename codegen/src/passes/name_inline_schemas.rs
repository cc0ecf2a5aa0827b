//! Makes components of inline objects with `properties`, enums and unions, and refers to them.
//!
//! The name is the one that `hint_type_names` wrote beside the schema, or that its place suggests
//! now, or its `x-rust-name`. Two schemas that ask for one name share it if they are the same to a
//! Rust type. Otherwise a made name gets a number; a given one is an error.
//!
//! What a schema says about its place stays there, the description stands in both.
//!
//! ```text
//! before  {"User": {"properties": {"state": {"enum": ["on"], "default": "on"}}}}
//! after   {"User": {"properties": {"state": {"allOf": [{"$ref": "#/components/schemas/UserState"}],
//!          "default": "on"}}}, "UserState": {"enum": ["on"]}}
//! ```

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::equality::{canonical, names_agree};
use super::names::{TypeNames, type_name};
use super::places::{component_name, visit_inside, visit_operations};
use super::shape::{MADE_NAME, RUST_NAME, is_about_place, needs_type, refer};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, schemas_root};

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let names = TypeNames::of(spec);
    let mut root = std::mem::take(&mut spec.root);
    let schemas = take_schemas(&mut root);
    let mut namer = Namer { spec, report, names, schemas, asked: HashMap::new() };
    let keys: Vec<String> = namer.schemas.keys().cloned().collect();
    for key in keys {
        namer.name_within(&key);
    }
    visit_operations(&mut root, &mut |at, schema, name| namer.name(at, schema, name));
    let schemas = namer.schemas;
    spec.root = root;
    for (name, schema) in schemas {
        spec.insert_schema(&name, schema);
    }
}

fn take_schemas(root: &mut Value) -> Map<String, Value> {
    let schemas = root.get_mut("components").and_then(|it| it.get_mut("schemas"));
    schemas.and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default()
}

struct Namer<'a> {
    spec: &'a mut Spec,
    report: &'a mut Report,
    names: TypeNames,
    schemas: Map<String, Value>,
    /// Under each name that was asked for, the components that were made.
    asked: HashMap<String, Vec<Made>>,
}

/// A component that was made of an inline schema.
struct Made {
    name: String,
    canonical: Value,
    at: Pointer,
}

impl Namer<'_> {
    /// Names the inline schemas inside a component.
    fn name_within(&mut self, key: &str) {
        let Some(mut schema) = self.schemas.get_mut(key).map(Value::take) else { return };
        if let Some(members) = schema.as_object_mut() {
            members.shift_remove(MADE_NAME);
        }
        let name = component_name(key, &schema);
        let at = schemas_root().child(key);
        visit_inside(&mut schema, &at, &name, &mut |at, schema, name| self.name(at, schema, name));
        self.schemas.insert(key.to_owned(), schema);
    }

    fn name(&mut self, at: &Pointer, schema: &mut Value, wanted: &str) {
        let Some(members) = schema.as_object_mut() else { return };
        members.shift_remove(MADE_NAME);
        if !needs_type(members) {
            return;
        }
        let (place, mut shape) = split(std::mem::take(members));
        let is_given = shape.shift_remove(RUST_NAME).is_some();
        let shape = Value::Object(shape);
        let name = if is_given {
            self.given_name(at, wanted, &shape)
        } else {
            self.made_name(at, &type_name(wanted), &shape)
        };
        self.keep(at, &name, shape, &place);
        *schema = refer(&name, place);
    }
    /// The name that an overlay gives to `shape`, which must not be that of another schema.
    fn given_name(&mut self, at: &Pointer, name: &str, shape: &Value) -> String {
        if let Some(shared) = self.same(name, shape) {
            return shared;
        }
        let place = self.spec.place(&at.child(RUST_NAME));
        if type_name(name) != name {
            self.report
                .error(place, format!("`{name}` cannot be the name of a type"))
                .help(format!("use a name such as `{}`", type_name(name)));
        } else if self.schemas.contains_key(name) {
            let made = self.asked.get(name).and_then(|it| it.first());
            let other = made.map_or_else(|| schemas_root().child(name), |it| it.at.clone());
            self.report
                .error(place, format!("`{name}` is also the name of {other}, which is different"))
                .help("give each schema a name of its own, or make them the same");
        } else {
            self.remember(at, name, name, shape);
        }
        name.to_owned()
    }

    /// A name for `shape`: `wanted`, if nothing different is called that, otherwise with a number.
    fn made_name(&mut self, at: &Pointer, wanted: &str, shape: &Value) -> String {
        if let Some(shared) = self.same(wanted, shape) {
            return shared;
        }
        let name = self.names.claim(wanted);
        self.remember(at, wanted, &name, shape);
        name
    }

    fn remember(&mut self, at: &Pointer, wanted: &str, name: &str, shape: &Value) {
        let made = Made { name: name.to_owned(), canonical: canonical(shape), at: at.clone() };
        self.asked.entry(wanted.to_owned()).or_default().push(made);
    }

    /// The component that was asked for by the same name and is the same to a Rust type.
    fn same(&self, wanted: &str, shape: &Value) -> Option<String> {
        let own = canonical(shape);
        let agrees = |name: &str| self.schemas.get(name).is_some_and(|it| names_agree(it, shape));
        let made = self.asked.get(wanted).into_iter().flatten();
        let shared = made.filter(|it| it.canonical == own).find(|it| agrees(&it.name));
        if let Some(shared) = shared {
            return Some(shared.name.clone());
        }
        let component = self.schemas.get(wanted)?;
        (canonical(component) == own && agrees(wanted)).then(|| wanted.to_owned())
    }

    /// Puts `shape` among the components, unless it is there: then it only adds what is lacking.
    fn keep(&mut self, at: &Pointer, name: &str, shape: Value, place: &Map<String, Value>) {
        let description = place.get("description").cloned();
        let Some(component) = self.schemas.get_mut(name).and_then(Value::as_object_mut) else {
            let mut component = Map::new();
            component.extend(description.map(|it| ("description".to_owned(), it)));
            component.extend(shape.as_object().cloned().unwrap_or_default());
            self.schemas.insert(name.to_owned(), Value::Object(component));
            self.spec.moved(at, schemas_root().child(name));
            return;
        };
        if let Some(description) = description {
            component.entry("description").or_insert(description);
        }
        adopt_value_names(component, &shape);
    }
}

/// What `schema` says about its place, and what about its shape.
fn split(schema: Map<String, Value>) -> (Map<String, Value>, Map<String, Value>) {
    schema.into_iter().partition(|(key, _)| is_about_place(key))
}

/// Gives an enum without names for its values those of another with the same values.
fn adopt_value_names(schema: &mut Map<String, Value>, other: &Value) {
    for key in ["x-enum-varnames", "x-enum-descriptions"] {
        let (Some(names), false) = (other.get(key), schema.contains_key(key)) else { continue };
        let pairs =
            |it: &Value| Some((it.get("enum")?.as_array()?.clone(), names.as_array()?.clone()));
        let Some((values, names)) = pairs(other) else { continue };
        let name_of = |value: &Value| {
            let index = values.iter().position(|it| it == value)?;
            names.get(index).cloned()
        };
        let own = schema.get("enum").and_then(Value::as_array);
        let aligned: Option<Vec<Value>> = own.and_then(|it| it.iter().map(name_of).collect());
        schema.extend(aligned.map(|it| (key.to_owned(), Value::Array(it))));
    }
}
