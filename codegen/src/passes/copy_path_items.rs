//! Replaces a path item that is a reference by what it refers to.
//!
//! ```text
//! before  paths: {/a: {$ref: '#/components/pathItems/A', summary: S}}
//! after   paths: {/a: {get: {..}, summary: S}}
//! ```
//!
//! What stands beside the reference wins. `components.pathItems` is dropped afterwards, and so is
//! every member of `paths` that is an extension.

use serde_json::{Map, Value};

use super::parts::Kind;
use super::references::{Chain, follow};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let paths = Pointer::root().child("paths");
    let is_extension = |key: &String| key.starts_with("x-");
    if let Some(items) = spec.object_mut(&paths) {
        items.retain(|key, _| !is_extension(key));
    }
    let items = spec.object(&paths).into_iter().flatten();
    let referring: Vec<Pointer> = items
        .filter(|(_, item)| item.get("$ref").is_some())
        .map(|(path, _)| paths.child(path))
        .collect();
    for at in referring {
        if let Some((target, _)) = follow(spec, &at, Kind::PathItem, Chain::new(), report) {
            copy(spec, &at, &target);
        }
    }
    if let Some(components) = spec.object_mut(&Pointer::root().child("components")) {
        components.shift_remove("pathItems");
    }
}

fn copy(spec: &mut Spec, at: &Pointer, target: &Pointer) {
    let mut item: Map<String, Value> = spec.object(target).cloned().unwrap_or_default();
    let beside = spec.object(at).cloned().unwrap_or_default();
    for key in item.keys().filter(|key| !beside.contains_key(*key)).cloned().collect::<Vec<_>>() {
        spec.moved(&target.child(&key), at.child(&key));
    }
    item.extend(beside);
    item.shift_remove("$ref");
    if let Some(node) = at.resolve_mut(&mut spec.root) {
        *node = Value::Object(item);
    }
}
