//! Reads the normalized document into an [`Api`].

use indexmap::IndexMap;
use serde_json::Value;

use super::direction::References;
use super::operations::RESERVED_TYPES;
use super::{Answer, Api, Operation, Tag, UNTAGGED, boxes, names};
use crate::file_set::is_device;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// Reads the normalized document.
pub fn build(spec: &Spec, report: &mut Report) -> Api {
    report.enter("api");
    let mut reader = Reader { spec, report };
    let mut api = reader.info();
    reader.operations(&mut api);
    reader.schemas(&mut api);
    boxes::mark(&mut api);
    reader.agreement(&api);
    if !reader.report.has_errors() {
        api.updates = reader.updates(&api);
    }
    api.error = shared_error(&api.operations);
    mark_common(&mut api, spec);
    api
}

/// Marks the types that the shared error body is made of.
fn mark_common(api: &mut Api, spec: &Spec) {
    let error = api.error.clone();
    let mut names: Vec<String> = Vec::new();
    for ty in api.types_of(&error) {
        ty.collect_names(&mut names);
    }
    for name in References::of(&spec.root).reachable(names) {
        if let Some(schema) = api.schemas.get_mut(&name) {
            schema.common = true;
        }
    }
    if let Answer::ByStatus(index) = error
        && let Some(found) = api.by_status.get_mut(index)
    {
        found.common = true;
    }
}

/// The error of all operations that document one, if it is the same for all.
fn shared_error(operations: &[Operation]) -> Answer {
    let mut errors = operations.iter().map(|it| &it.error).filter(|it| **it != Answer::Empty);
    let first = errors.next().cloned().unwrap_or_default();
    if errors.all(|it| *it == first) { first } else { Answer::Empty }
}

/// What reads the document: the tree, and where findings go.
pub(super) struct Reader<'a> {
    pub(super) spec: &'a Spec,
    pub(super) report: &'a mut Report,
}

impl Reader<'_> {
    fn info(&mut self) -> Api {
        let root = &self.spec.root;
        let (title, description) =
            (text(root.get("info"), "title"), text(root.get("info"), "description"));
        Api {
            title: title.unwrap_or_else(|| "API".to_owned()),
            version: text(root.get("info"), "version").unwrap_or_default(),
            description,
            servers: self.servers(),
            credentials: self.credentials(),
            ..Api::default()
        }
    }

    /// The tags in use: those that the document lists in its order, then the others.
    pub(super) fn tags(&mut self, operations: &[Pointer]) -> Vec<Tag> {
        let used: Vec<String> =
            operations.iter().filter_map(|at| self.spec.get(at)).map(first_tag).collect();
        let listed = self.spec.root.get("tags").and_then(Value::as_array);
        let listed: IndexMap<String, Option<String>> = listed
            .into_iter()
            .flatten()
            .filter_map(|it| Some((text(Some(it), "name")?, text(Some(it), "description"))))
            .collect();
        let order = listed.keys().filter(|name| used.contains(name)).chain(&used);
        let mut tags: IndexMap<String, Tag> = IndexMap::new();
        for name in order {
            if tags.contains_key(name) {
                continue;
            }
            let taken = |it: &str| {
                RESERVED_MODULES.contains(&it)
                    || is_device(it)
                    || tags.values().any(|tag| tag.module == it)
            };
            let module = names::unique(file_stem(name), taken);
            let tag = Tag {
                name: name.clone(),
                handle: handle(&module),
                module,
                feature: None,
                description: listed.get(name).cloned().flatten(),
            };
            tags.insert(name.clone(), tag);
        }
        tags.into_values().collect()
    }
}

/// Modules and items of the generated crate that are not tags; `shared` is a file of the types. Then
/// what a module or method of that name would hide or replace: files that Cargo takes for a crate,
/// crates that generated code names, methods that a client has by itself.
const RESERVED_MODULES: [&str; 20] = [
    "models",
    "answers",
    "shared",
    "client",
    "builder",
    "from_env",
    "request",
    "follow",
    "environment",
    "lib",
    "main",
    "build",
    "generated",
    "std",
    "core",
    "alloc",
    "serde",
    "serde_json",
    "openapi_exact_runtime",
    "clone",
];

/// How long the name of a tag's file may become: a sentence can stand where a tag should.
const LONGEST_STEM: usize = 64;

/// The module of a tag, which is also the name of its file.
fn file_stem(tag: &str) -> String {
    let name = names::snake(tag);
    match name.char_indices().nth(LONGEST_STEM) {
        Some((end, _)) => names::snake(&name[..end]),
        None => name,
    }
}

/// The type of a tag's handle. One that the tag's module would confuse with what it uses is told
/// apart by a word.
fn handle(module: &str) -> String {
    let name = names::camel(module);
    if RESERVED_TYPES.contains(&name.as_str()) { format!("{name}Handle") } else { name }
}

pub(super) fn first_tag(operation: &Value) -> String {
    let tag = operation.get("tags").and_then(|it| it.get(0)).and_then(Value::as_str);
    tag.unwrap_or(UNTAGGED).to_owned()
}

pub(super) fn text(value: Option<&Value>, key: &str) -> Option<String> {
    value?.get(key)?.as_str().map(str::to_owned)
}

pub(super) fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

pub(super) fn strings(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.map(|it| it.as_str().unwrap_or_default().to_owned()).collect()
}
