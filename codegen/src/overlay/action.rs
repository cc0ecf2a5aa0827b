//! Reads an overlay into actions; says everything that is wrong with its form.

use serde_json::{Map, Value};

use super::query::Query;
use super::{hint, kind};
use crate::pointer::Pointer;
use crate::report::{Place, Report};
use crate::source::Source;
use crate::spec::EXTENSIONS;

const OVERLAY_FIELDS: &[&str] = &["overlay", "info", "extends", "actions"];
const INFO_FIELDS: &[&str] = &["title", "version", "description"];
const ACTION_FIELDS: &[&str] = &["target", "description", "update", "copy", "remove"];

/// The specification that an overlay is written to. Patch versions mean the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// 1.0: no `copy`, no update of primitives.
    V1_0,
    /// 1.1.
    V1_1,
}

/// One action.
#[derive(Debug)]
pub(super) struct Action<'a> {
    source: &'a Source,
    /// Its address in the overlay.
    pub(super) at: Pointer,
    pub(super) version: Version,
    pub(super) target: Query<'a>,
    /// `x-expect`.
    pub(super) expect: Option<&'a Value>,
    pub(super) change: Change<'a>,
}

/// What an action does to its targets.
#[derive(Debug)]
pub(super) enum Change<'a> {
    /// Merges a value into them.
    Update(&'a Value),
    /// Merges the one node that a path selects into them.
    Copy(Query<'a>),
    /// Removes them.
    Remove,
}

impl Action<'_> {
    /// Where findings about a field of this action belong; about all of it if it has no such
    /// field.
    pub(super) fn place(&self, field: &str) -> Place {
        let at = self.at.child(field);
        self.place_of(if at.resolve(self.source.value()).is_some() { at } else { self.at.clone() })
    }

    /// Where findings about a node of the overlay belong.
    pub(super) fn place_of(&self, pointer: Pointer) -> Place {
        place(self.source, pointer)
    }

    /// What people call this action.
    pub(super) fn name(&self) -> String {
        match self.source.locate(&self.at) {
            Some(at) => format!("the action at {}:{}", at.file, at.line),
            None => format!("the action {} of {}", self.at, self.source.name()),
        }
    }
}

/// The actions that can be run.
pub(super) fn read<'a>(source: &'a Source, report: &mut Report) -> Vec<Action<'a>> {
    Reader { source, report }.overlay()
}

fn place(source: &Source, pointer: Pointer) -> Place {
    let location = source.locate(&pointer);
    Place { pointer, location }
}

struct Reader<'a, 'r> {
    source: &'a Source,
    report: &'r mut Report,
}

impl<'a> Reader<'a, '_> {
    fn overlay(&mut self) -> Vec<Action<'a>> {
        let root = Pointer::root();
        let Some(overlay) = self.object(self.source.value(), &root, "an overlay") else {
            return Vec::new();
        };
        self.known_fields(overlay, &root, "an overlay", OVERLAY_FIELDS);
        let version = self.version(overlay, &root);
        self.info(overlay, &root);
        self.text(overlay, &root, "extends");
        let Some(actions) = self.required(overlay, &root, "actions") else { return Vec::new() };
        let at = root.child("actions");
        let Value::Array(actions) = actions else {
            self.wrong_type(&at, "actions", "an array", actions);
            return Vec::new();
        };
        if actions.is_empty() {
            self.error(at.clone(), "`actions` is empty", "give an action, or delete the overlay");
        }
        let numbered = actions.iter().enumerate();
        numbered.filter_map(|(i, node)| self.action(node, at.child(i), version)).collect()
    }

    /// An overlay of unknown version is read as the newest, so that the rest is checked too.
    fn version(&mut self, overlay: &'a Map<String, Value>, root: &Pointer) -> Version {
        let Some(text) = self.required_text(overlay, root, "overlay") else {
            return Version::V1_1;
        };
        let parts: Vec<Option<u32>> = text.split('.').map(|it| it.parse().ok()).collect();
        match parts[..] {
            [Some(1), Some(0), Some(_)] => Version::V1_0,
            [Some(1), Some(1), Some(_)] => Version::V1_1,
            _ => {
                let message = format!("`overlay` names the unknown version `{text}`");
                self.error(root.child("overlay"), message, "1.0.x and 1.1.x are known");
                Version::V1_1
            }
        }
    }

    fn info(&mut self, overlay: &'a Map<String, Value>, root: &Pointer) {
        let Some(info) = self.required(overlay, root, "info") else { return };
        let at = root.child("info");
        let Some(info) = self.object(info, &at, "`info`") else { return };
        self.known_fields(info, &at, "`info`", INFO_FIELDS);
        self.required_text(info, &at, "title");
        self.required_text(info, &at, "version");
        self.text(info, &at, "description");
    }

    fn action(&mut self, node: &'a Value, at: Pointer, version: Version) -> Option<Action<'a>> {
        let action = self.object(node, &at, "an action")?;
        self.known_fields(action, &at, "an action", ACTION_FIELDS);
        self.misspelt_extensions(node, &at);
        self.text(action, &at, "description");
        let target = self.required_text(action, &at, "target");
        let target = target.and_then(|text| self.query(text, at.child("target")));
        let change = self.change(action, &at, version);
        let expect = action.get("x-expect");
        Some(Action { source: self.source, at, version, target: target?, expect, change: change? })
    }

    fn change(
        &mut self,
        action: &'a Map<String, Value>,
        at: &Pointer,
        version: Version,
    ) -> Option<Change<'a>> {
        let removes = self.removes(action, at)?;
        let copy = match action.get("copy") {
            Some(_) if version == Version::V1_0 => {
                let message = "`copy` is not a field of Overlay 1.0";
                self.error(at.child("copy"), message, "declare `overlay: 1.1.0`");
                return None;
            }
            Some(_) => {
                let text = self.text(action, at, "copy")?;
                Some(self.query(text, at.child("copy"))?)
            }
            None => None,
        };
        match (removes, action.get("update"), copy) {
            (true, ..) => {
                for field in ["update", "copy"].into_iter().filter(|it| action.contains_key(*it)) {
                    let message = format!("`{field}` has no effect beside `remove: true`");
                    let place = place(self.source, at.child(field));
                    self.report.warn(place, message).help("delete one of the two");
                }
                Some(Change::Remove)
            }
            (false, Some(value), None) => Some(Change::Update(value)),
            (false, None, Some(query)) => Some(Change::Copy(query)),
            (false, Some(_), Some(_)) => {
                let message = "`update` and `copy` exclude each other";
                self.error(at.child("copy"), message, "write an action for each");
                None
            }
            (false, None, None) => {
                let message = "the action does nothing";
                self.error(at.clone(), message, "give it `update`, `copy` or `remove: true`");
                None
            }
        }
    }
    /// Nothing if `remove` is not a boolean.
    fn removes(&mut self, action: &'a Map<String, Value>, at: &Pointer) -> Option<bool> {
        match action.get("remove") {
            None => Some(false),
            Some(Value::Bool(removes)) => Some(*removes),
            Some(other) => {
                self.wrong_type(&at.child("remove"), "remove", "a boolean", other);
                None
            }
        }
    }

    fn query(&mut self, text: &'a str, at: Pointer) -> Option<Query<'a>> {
        match Query::parse(text) {
            Ok(query) => Some(query),
            Err(message) => {
                let help = "write the path as RFC 9535 has it; a name that is more than letters, \
                            digits and `_` stands in brackets: `['x-name']`";
                self.error(at, message, help);
                None
            }
        }
    }

    fn object(
        &mut self,
        node: &'a Value,
        at: &Pointer,
        what: &str,
    ) -> Option<&'a Map<String, Value>> {
        if !node.is_object() {
            let message = format!("{what} must be an object, this is {}", kind(node));
            self.error(at.clone(), message, "see the Overlay Specification for its fields");
        }
        node.as_object()
    }

    /// Any `x-` field is allowed, so a misspelt one would do nothing and nobody would know.
    fn misspelt_extensions(&mut self, node: &Value, at: &Pointer) {
        match node {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.misspelt_extensions(item, &at.child(index));
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    self.misspelt_extension(name, at);
                    self.misspelt_extensions(member, &at.child(name));
                }
            }
            _ => {}
        }
    }

    fn misspelt_extension(&mut self, name: &str, at: &Pointer) {
        if !name.starts_with("x-") || EXTENSIONS.contains(&name) {
            return;
        }
        if let Some(meant) = hint::similar(name, &EXTENSIONS) {
            let message = format!("nothing reads the extension `{name}`");
            self.error(at.child(name), message, &format!("did you mean `{meant}`?"));
        }
    }

    fn known_fields(
        &mut self,
        object: &'a Map<String, Value>,
        at: &Pointer,
        what: &str,
        known: &[&str],
    ) {
        let unknown = object.keys().filter(|it| !it.starts_with("x-"));
        for name in unknown.filter(|it| !known.contains(&it.as_str())) {
            let message = format!("{what} has no field `{name}`");
            let help = match hint::similar(name, known) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("the fields are {}, and any `x-...`", known.join(", ")),
            };
            self.error(at.child(name), message, &help);
        }
    }

    fn required(
        &mut self,
        object: &'a Map<String, Value>,
        at: &Pointer,
        field: &str,
    ) -> Option<&'a Value> {
        let value = object.get(field);
        if value.is_none() {
            let message = format!("`{field}` is missing");
            self.error(at.clone(), message, "the Overlay Specification requires it");
        }
        value
    }

    fn required_text(
        &mut self,
        object: &'a Map<String, Value>,
        at: &Pointer,
        field: &str,
    ) -> Option<&'a str> {
        self.required(object, at, field)?;
        self.text(object, at, field)
    }

    /// The field if it is there; says so if it is no string.
    fn text(
        &mut self,
        object: &'a Map<String, Value>,
        at: &Pointer,
        field: &str,
    ) -> Option<&'a str> {
        let value = object.get(field)?;
        if !value.is_string() {
            self.wrong_type(&at.child(field), field, "a string", value);
        }
        value.as_str()
    }

    fn wrong_type(&mut self, at: &Pointer, field: &str, wanted: &str, value: &Value) {
        let message = format!("`{field}` must be {wanted}, this is {}", kind(value));
        let help = match value {
            Value::Bool(_) | Value::Number(_) if wanted == "a string" => "quote it".to_owned(),
            _ => format!("write {wanted}"),
        };
        self.error(at.clone(), message, &help);
    }

    fn error(&mut self, at: Pointer, message: impl Into<String>, help: &str) {
        self.report.error(place(self.source, at), message).help(help);
    }
}
