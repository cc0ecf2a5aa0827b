//! The contract of a document: what it promises on the wire, however it is spelt.
//!
//! Nothing is copied out of the document: an operation, a parameter and a schema are [`Part`]s and
//! [`Node`]s, which are addresses in it, and what they say is read when it is asked for. So a
//! document of any size costs what is looked at, and whatever is found has a place.

mod nullable;
mod parameters;
mod schema;
mod unions;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use indexmap::IndexMap;
use serde_json::{Map, Value};

pub(super) use self::parameters::Parameter;
pub(super) use self::schema::{Further, Node, Schema};
pub(super) use self::unions::{Branch, Union};
use crate::Inputs;
use crate::passes;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{METHODS, Spec};

/// What a document promises, in the form in which two of them are compared.
#[derive(Debug)]
pub struct Contract {
    spec: Spec,
    schemas: RefCell<HashMap<Node, Rc<Schema>>>,
}

impl Contract {
    /// Reads the document and its overlays as far as a comparison needs it.
    ///
    /// # Errors
    /// An overlay action that cannot be applied, or a document that is not of the form of OpenAPI.
    pub fn of(inputs: &Inputs) -> Result<Self, Report> {
        let (spec, report) = crate::effective(inputs)?;
        let (mut spec, mut report) = crate::select(spec, &inputs.selection, report)?;
        let shared = spec.get(&path_items()).cloned();
        passes::run_for_contract(&mut spec, &mut report);
        let (mut spec, _) = report.done(spec)?;
        keep_path_items(&mut spec, shared);
        Ok(Self { spec, schemas: RefCell::default() })
    }

    /// The document, in the form that [`passes::CONTRACT_PASSES`] give it.
    pub(super) fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The whole document.
    pub(super) fn root(&self) -> Part<'_> {
        Part { at: Pointer::root(), value: &self.spec.root }
    }

    /// What the schema `node` says, whatever it is made of.
    pub(super) fn schema(&self, node: &Node) -> Rc<Schema> {
        if let Some(schema) = self.schemas.borrow().get(node) {
            return Rc::clone(schema);
        }
        let schema = Rc::new(schema::read(&self.spec, node));
        self.schemas.borrow_mut().insert(node.clone(), Rc::clone(&schema));
        schema
    }

    /// All operations, by [what makes them the same](operation_key), in the document's order.
    pub(super) fn operations(&self) -> IndexMap<String, Operation<'_>> {
        let mut found = IndexMap::new();
        let paths = self.root().get("paths");
        for (path, item) in paths.iter().flat_map(Part::members) {
            for (method, part) in item.members() {
                if !METHODS.contains(&method.as_str()) {
                    continue;
                }
                let mut key = operation_key(&method, &path);
                if found.contains_key(&key) {
                    key = format!("{} {path}", method.to_uppercase());
                }
                let operation = Operation { method, path: path.clone(), part, item: item.clone() };
                found.insert(key, operation);
            }
        }
        found
    }
}

fn path_items() -> Pointer {
    Pointer::root().child("components").child("pathItems")
}

/// Puts back what webhooks and callbacks may still refer to.
fn keep_path_items(spec: &mut Spec, shared: Option<Value>) {
    let at = path_items();
    let components = at.parent().and_then(|it| it.resolve_mut(&mut spec.root));
    if let (Some(Value::Object(components)), Some(shared)) = (components, shared) {
        components.insert("pathItems".to_owned(), shared);
    }
}

/// `PUT /segments/{}`: the names of path parameters are not on the wire.
fn operation_key(method: &str, path: &str) -> String {
    let mut pieces = path.split('{');
    let mut key = format!("{} {}", method.to_uppercase(), pieces.next().unwrap_or_default());
    for piece in pieces {
        key.push_str("{}");
        key.push_str(piece.split_once('}').map_or("", |(_, rest)| rest));
    }
    key
}

/// One operation.
#[derive(Clone, Debug)]
pub(super) struct Operation<'a> {
    /// In lower case, as the document spells it.
    pub(super) method: String,
    /// The path template.
    pub(super) path: String,
    /// The operation itself.
    pub(super) part: Part<'a>,
    /// The path item that it stands in.
    pub(super) item: Part<'a>,
}

impl Operation<'_> {
    /// `PUT /segments/{segment_id}`
    pub(super) fn label(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.path)
    }

    /// Its first tag.
    pub(super) fn tag(&self) -> Option<String> {
        Some(self.part.get("tags")?.value.get(0)?.as_str()?.to_owned())
    }
}

/// A part of a document, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    /// Its address.
    pub(super) at: Pointer,
    /// What stands there.
    pub(super) value: &'a Value,
}

impl<'a> Part<'a> {
    /// The member `key` of an object.
    pub(super) fn get(&self, key: &str) -> Option<Self> {
        Some(Self { at: self.at.child(key), value: self.value.get(key)? })
    }

    /// The text of the member `key`.
    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key)?.as_str()
    }

    /// Whether the member `key` is `true`.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.value.get(key) == Some(&Value::Bool(true))
    }

    /// The members of an object.
    pub(super) fn members(&self) -> Vec<(String, Self)> {
        let members = self.value.as_object().into_iter().flatten();
        let part = |(key, value): (&String, &'a Value)| {
            (key.clone(), Self { at: self.at.child(key), value })
        };
        members.map(part).collect()
    }

    /// The members of the object under `key`.
    pub(super) fn members_of(&self, key: &str) -> Vec<(String, Self)> {
        self.get(key).iter().flat_map(Self::members).collect()
    }

    /// The items of the list under `key`.
    pub(super) fn items_of(&self, key: &str) -> Vec<Self> {
        let Some(list) = self.get(key) else { return Vec::new() };
        let items = list.value.as_array().into_iter().flatten();
        items.enumerate().map(|(i, value)| Self { at: list.at.child(i), value }).collect()
    }

    /// The schema under `schema`; any value where there is none.
    pub(super) fn schema(&self) -> Node {
        self.get("schema").map_or_else(Node::any, |it| Node::at(it.at))
    }

    /// The schema of a parameter or header, and the media type that it is written as, if any.
    pub(super) fn written_as(&self) -> (Option<String>, Node) {
        match self.members_of("content").into_iter().next() {
            Some((media_type, media)) => (Some(media_type), media.schema()),
            None => (None, self.schema()),
        }
    }

    /// The object itself.
    pub(super) fn object(&self) -> Option<&'a Map<String, Value>> {
        self.value.as_object()
    }
}

#[cfg(test)]
mod tests {
    use super::operation_key;

    #[test]
    fn names_of_path_parameters_do_not_matter() {
        assert_eq!(operation_key("get", "/a/{b}/c:{d}"), "GET /a/{}/c:{}");
        assert_eq!(operation_key("get", "/a/{b"), "GET /a/{}");
    }
}
