//! Puts a document and the files that it refers to into one tree.
//!
//! What stands in another file becomes a component, once, whoever refers to it:
//!
//! ```text
//! before  paths: {/a: {get: {.. {$ref: './schemas/user.yaml'} ..}}}
//! after   paths: {/a: {get: {.. {$ref: '#/components/schemas/User'} ..}}}
//!         components: {schemas: {User: {..}}}
//! ```
//!
//! A component that is nothing but a reference takes in what it refers to, under its own name. What
//! `components` cannot hold, such as an operation, is put where it is referred to; so is what stands
//! for `paths`, `components`, or one of its sections as a whole.
//!
//! A reference that leads to no such part, out of the document's folder or to another machine is a
//! warning. The schema is open JSON then, and what else refers is left out.
//!
//! References within the document itself are not looked at, nor is data that looks like one.

mod leave_out;
mod names;
mod resolve;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::{Map, Value};

use self::names::Names;
use crate::document::{Document, is_reference};
use crate::passes::parts::{COMPONENTS, Kind, all, path_items};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::source::Source;
use crate::spec::Spec;

/// Longer chains of references are taken for a circle.
const MAX_CHAIN: usize = 32;

/// The document in one tree.
pub(crate) fn run(document: &Document, report: &mut Report) -> Spec {
    report.enter("bundle");
    let spec = Spec::new(Arc::clone(document.root()));
    if !refers_elsewhere(&spec.root) {
        return spec;
    }
    let mut bundle = Bundle::new(document, spec, report);
    bundle.place_wholes();
    bundle.place_components();
    bundle.follow_all();
    bundle.finish()
}

fn refers_elsewhere(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(key, value)| match value {
            Value::String(text) if key == "$ref" => !text.starts_with('#'),
            Value::Object(mapping) if key == "mapping" => mapping
                .values()
                .any(|it| it.as_str().is_some_and(|it| is_reference(it) && !it.starts_with('#'))),
            _ => refers_elsewhere(value),
        }),
        Value::Array(items) => items.iter().any(refers_elsewhere),
        _ => false,
    }
}

/// A part of one of the files.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Part {
    /// The path of the file from the document's folder.
    file: String,
    at: Pointer,
}

struct Bundle<'a> {
    document: &'a Document,
    spec: Spec,
    report: &'a mut Report,
    /// The numbers that the tree has for the files in it.
    sources: HashMap<String, usize>,
    /// The names of the components that parts of other files have become, by section.
    placed: HashMap<(&'static str, Part), String>,
    names: Names,
    /// What has yet to be looked through.
    left: Vec<(Pointer, Kind)>,
    /// Items of lists that are to go once nobody needs their numbers.
    gone: BTreeSet<Pointer>,
    /// Files that were told of as broken.
    told: BTreeSet<String>,
}

impl<'a> Bundle<'a> {
    fn new(document: &'a Document, spec: Spec, report: &'a mut Report) -> Self {
        Self {
            document,
            spec,
            report,
            sources: HashMap::new(),
            placed: HashMap::new(),
            names: Names::default(),
            left: Vec::new(),
            gone: BTreeSet::new(),
            told: BTreeSet::new(),
        }
    }

    /// Puts in what stands for a member of the document or a section of `components` as a whole.
    fn place_wholes(&mut self) {
        let root = Pointer::root();
        let components = root.child("components");
        for at in members(&self.spec, &root) {
            self.place_whole(&at);
        }
        for at in members(&self.spec, &components) {
            self.place_whole(&at);
        }
    }

    fn place_whole(&mut self, at: &Pointer) {
        if !self.leads_elsewhere(at) {
            return;
        }
        match self.resolve(at, "$ref") {
            Ok(part) => self.put(at, &part),
            Err(problem) => self.leave_out(at, None, &problem),
        }
    }

    /// Takes down which parts are components already, and puts parts into the place of those
    /// components that are nothing but a reference to them.
    fn place_components(&mut self) {
        for kind in COMPONENTS {
            let Some(section) = kind.section() else { continue };
            let at = Pointer::root().child("components").child(section);
            for at in members(&self.spec, &at) {
                self.place_component(&at, section);
            }
        }
        // No part refers to these but by name.
        for at in members(&self.spec, &Pointer::root().child("components").child("securitySchemes"))
        {
            self.place_whole(&at);
        }
    }

    fn place_component(&mut self, at: &Pointer, section: &'static str) {
        let name = at.last().unwrap_or_default();
        self.names.take(section, &name);
        let part = self.part_at(at);
        if part.file != self.document.path() {
            self.placed.insert((section, part), name.clone());
        }
        let is_alone = self.spec.object(at).is_some_and(|it| it.len() == 1);
        if !is_alone || !self.leads_elsewhere(at) {
            return;
        }
        // What leads nowhere is told of when all references are followed.
        let Ok(part) = self.resolve(at, "$ref") else { return };
        if part.file == self.document.path() || self.placed.contains_key(&(section, part.clone())) {
            return;
        }
        self.put(at, &part);
        self.placed.insert((section, part), name);
    }

    fn follow_all(&mut self) {
        let sections = COMPONENTS.into_iter().filter_map(|kind| Some((kind.section()?, kind)));
        let components = Pointer::root().child("components");
        let mut roots = path_items(&self.spec);
        for (section, kind) in sections {
            roots.extend(members(&self.spec, &components.child(section)).map(|at| (at, kind)));
        }
        self.left = roots.into_iter().rev().collect();
        while let Some((at, kind)) = self.left.pop() {
            for (at, kind) in self.referring(&at, kind) {
                self.follow(&at, kind);
            }
        }
    }

    /// What may refer, in the part at `at`.
    fn referring(&self, at: &Pointer, kind: Kind) -> Vec<(Pointer, Kind)> {
        let parts = all(&self.spec, vec![(at.clone(), kind)]).into_iter();
        let parts = parts.flat_map(|(at, kind)| match kind {
            Kind::Schema => self.spec.schemas_in(&at).into_iter().map(|it| (it, kind)).collect(),
            _ => vec![(at, kind)],
        });
        let refers = |node: &Map<String, Value>| {
            node.contains_key("$ref") || node.contains_key("discriminator")
        };
        parts.filter(|(at, _)| self.spec.object(at).is_some_and(refers)).collect()
    }

    fn follow(&mut self, at: &Pointer, kind: Kind) {
        if kind == Kind::Schema {
            self.follow_mapping(at);
        }
        if !self.leads_elsewhere(at) {
            return;
        }
        match (self.resolve(at, "$ref"), kind.section()) {
            (Ok(part), Some(section)) => {
                let reference = self.component(part, kind, section);
                self.set(&at.child("$ref"), reference);
            }
            (Ok(part), None) => {
                self.put(at, &part);
                self.left.push((at.clone(), kind));
            }
            (Err(problem), _) => self.leave_out(at, Some(kind), &problem),
        }
    }

    /// The values of a discriminator's `mapping` are names or references.
    fn follow_mapping(&mut self, at: &Pointer) {
        let at = at.child("discriminator").child("mapping");
        for at in members(&self.spec, &at) {
            let text = self.spec.get(&at).and_then(Value::as_str);
            let (Some(name), Some(mapping)) = (at.last(), at.parent()) else { continue };
            if !text.is_some_and(is_reference) || !self.leads_elsewhere_by(&mapping, &name) {
                continue;
            }
            match self.resolve(&mapping, &name) {
                Ok(part) => {
                    let reference = self.component(part, Kind::Schema, "schemas");
                    self.set(&at, reference);
                }
                Err(problem) => self.leave_out_value(&at, &problem),
            }
        }
    }

    /// A reference to what `part` is in the tree, where it becomes a component unless it is one.
    fn component(&mut self, part: Part, kind: Kind, section: &'static str) -> String {
        if part.file == self.document.path() {
            return format!("#{}", part.at.as_str());
        }
        let sections = Pointer::root().child("components").child(section);
        if let Some(name) = self.placed.get(&(section, part.clone())) {
            return format!("#{}", sections.child(name).as_str());
        }
        let name = self.names.claim(section, &part);
        let at = sections.child(&name);
        self.make_room(section, &name);
        self.put(&at, &part);
        self.placed.insert((section, part), name);
        self.left.push((at.clone(), kind));
        format!("#{}", at.as_str())
    }

    /// An empty component, to be filled.
    fn make_room(&mut self, section: &str, name: &str) {
        let mut node = &mut self.spec.root;
        for key in ["components", section] {
            let Some(members) = node.as_object_mut() else { return };
            node = members.entry(key).or_insert_with(|| Value::Object(Map::new()));
        }
        if let Some(section) = node.as_object_mut() {
            section.insert(name.to_owned(), Value::Null);
        }
    }

    /// Puts `part` at `at`. What stood beside a reference there stays, and wins.
    fn put(&mut self, at: &Pointer, part: &Part) {
        let Some(value) = self.value(part).cloned() else { return };
        let source = self.source(&part.file);
        let Some(node) = at.resolve_mut(&mut self.spec.root) else { return };
        let beside = std::mem::replace(node, value);
        let mut kept = Vec::new();
        if let (Value::Object(node), Value::Object(beside)) = (node, beside) {
            for (key, value) in beside.into_iter().filter(|(key, _)| key != "$ref") {
                kept.push(at.child(&key));
                node.insert(key, value);
            }
        }
        let moves = kept.into_iter().map(|it| (it.clone(), it)).collect();
        self.spec.moved_together(moves);
        self.spec.placed(at.clone(), source, part.at.clone());
    }

    /// The number of a file in the tree.
    fn source(&mut self, file: &str) -> usize {
        if file == self.document.path() {
            return 0;
        }
        if let Some(number) = self.sources.get(file) {
            return *number;
        }
        let Some(source) = self.read(file) else { return 0 };
        let number = self.spec.add_source(source);
        self.sources.insert(file.to_owned(), number);
        number
    }

    fn read(&self, file: &str) -> Option<Arc<Source>> {
        self.document.sources().find(|it| self.document.path_of(it) == file).cloned()
    }

    fn set(&mut self, at: &Pointer, text: String) {
        if let Some(node) = at.resolve_mut(&mut self.spec.root) {
            *node = Value::String(text);
        }
    }

    /// The part that the node at `at` came from.
    fn part_at(&self, at: &Pointer) -> Part {
        match self.spec.origin_of(at) {
            Some((source, at)) => Part { file: self.document.path_of(source).to_owned(), at },
            None => Part { file: self.document.path().to_owned(), at: at.clone() },
        }
    }

    fn leads_elsewhere(&self, at: &Pointer) -> bool {
        self.leads_elsewhere_by(at, "$ref")
    }

    /// Whether `key` of the node at `at` is a reference, and none within the document itself.
    fn leads_elsewhere_by(&self, at: &Pointer, key: &str) -> bool {
        let Some(text) = self.spec.get(at).and_then(|it| it.get(key)).and_then(Value::as_str)
        else {
            return false;
        };
        !text.starts_with('#') || self.part_at(&at.child(key)).file != self.document.path()
    }

    fn finish(mut self) -> Spec {
        self.remove_gone();
        self.spec
    }
}

/// The addresses of the members of an object.
fn members(spec: &Spec, at: &Pointer) -> impl Iterator<Item = Pointer> + use<> {
    let names = spec.object(at).into_iter().flatten().map(|(name, _)| at.child(name));
    names.collect::<Vec<_>>().into_iter()
}
