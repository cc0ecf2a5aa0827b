//! `oneOf` and `anyOf`: their branches, and the values of a discriminator that mean each.

use serde_json::{Map, Value};

use super::schema::Node;
use crate::pointer::Pointer;
use crate::spec::schemas_root;

/// One of several types.
#[derive(Debug)]
pub(in crate::diff) struct Union {
    /// Where its branches are listed.
    pub(in crate::diff) at: Pointer,
    pub(in crate::diff) branches: Vec<Branch>,
    /// The member whose value names the branch.
    pub(in crate::diff) discriminator: Option<String>,
    /// Whether exactly one branch must fit.
    pub(in crate::diff) exclusive: bool,
}

/// One type of a union.
#[derive(Clone, Debug)]
pub(in crate::diff) struct Branch {
    pub(in crate::diff) node: Node,
    /// The values of the discriminator that mean this branch.
    pub(in crate::diff) tags: Vec<String>,
}

/// The unions of a schema that have several branches besides null.
pub(super) fn read(at: &Pointer, schema: &Map<String, Value>) -> Vec<Union> {
    let unions = ["oneOf", "anyOf"].into_iter().filter_map(|key| {
        let branches = branches(at, schema, key);
        (branches.len() > 1).then(|| union(at.child(key), key, schema, branches))
    });
    unions.collect()
}

fn union(
    at: Pointer,
    key: &str,
    schema: &Map<String, Value>,
    branches: Vec<(Pointer, &Value)>,
) -> Union {
    let discriminator = schema.get("discriminator");
    let name = discriminator.and_then(|it| it.get("propertyName")?.as_str());
    let mapping = discriminator.and_then(|it| it.get("mapping")?.as_object());
    let branch = |(at, value): (Pointer, &Value)| Branch {
        tags: name.map(|it| tags(value, it, mapping)).unwrap_or_default(),
        node: Node::at(at),
    };
    Union {
        at,
        branches: branches.into_iter().map(branch).collect(),
        discriminator: name.map(str::to_owned),
        exclusive: key == "oneOf",
    }
}

/// The values that mean `branch`: those that are mapped to it, otherwise the name of its component,
/// or the one value that an inline branch's tag can have.
fn tags(branch: &Value, tag: &str, mapping: Option<&Map<String, Value>>) -> Vec<String> {
    let Some(target) = target(branch) else { return tag_value(branch, tag).into_iter().collect() };
    let is_target = |text: &str| {
        Pointer::from_reference(text).unwrap_or_else(|| schemas_root().child(text)) == target
    };
    let mapped = mapping.into_iter().flatten();
    let mut found: Vec<String> = mapped
        .filter(|(_, text)| text.as_str().is_some_and(is_target))
        .map(|(value, _)| value.clone())
        .collect();
    found.sort();
    if found.is_empty() { target.last().into_iter().collect() } else { found }
}

fn target(branch: &Value) -> Option<Pointer> {
    let reference = |it: &Value| Pointer::from_reference(it.get("$ref")?.as_str()?);
    reference(branch).or_else(|| match branch.get("allOf")?.as_array()?.as_slice() {
        [only] => reference(only),
        _ => None,
    })
}

fn tag_value(branch: &Value, tag: &str) -> Option<String> {
    let schema = branch.get("properties")?.get(tag)?;
    let listed = schema.get("enum").and_then(Value::as_array).map(Vec::as_slice);
    match (schema.get("const"), listed) {
        (Some(only), _) | (None, Some([only])) => only.as_str().map(str::to_owned),
        _ => None,
    }
}

/// The layers directly below a schema: what it refers to, the branches of its `allOf`, and those of
/// a union that has no other branch besides null.
pub(super) fn parts(at: &Pointer, schema: &Map<String, Value>) -> Vec<Pointer> {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let mut found: Vec<Pointer> = reference.and_then(Pointer::from_reference).into_iter().collect();
    let all = schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len);
    found.extend((0..all).map(|index| at.child("allOf").child(index)));
    for key in ["oneOf", "anyOf"] {
        if let [(only, _)] = branches(at, schema, key).as_slice() {
            found.push(only.clone());
        }
    }
    found
}

/// The branches of a union besides null.
pub(super) fn branches<'a>(
    at: &Pointer,
    schema: &'a Map<String, Value>,
    key: &str,
) -> Vec<(Pointer, &'a Value)> {
    let listed = schema.get(key).and_then(Value::as_array).into_iter().flatten();
    let placed = listed.enumerate().map(|(index, it)| (at.child(key).child(index), it));
    placed.filter(|(_, it)| !is_null(it)).collect()
}

/// Whether null is the only value of `branch`.
pub(super) fn is_null(branch: &Value) -> bool {
    let only_null = |it: &Value| it.as_array().is_some_and(|it| it.iter().all(Value::is_null));
    match (branch.get("type"), branch.get("const")) {
        (Some(Value::String(word)), _) if word == "null" => true,
        (Some(Value::Array(words)), _) if words.iter().all(|it| it == "null") => true,
        (_, Some(Value::Null)) => true,
        _ => branch.get("enum").is_some_and(|it| only_null(it) && it != &Value::Array(vec![])),
    }
}
