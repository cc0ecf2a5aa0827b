//! Applies overlays to a document: Overlay Specification 1.0 and 1.1, strictly.
//!
//! ```text
//! overlay.yaml --action.rs--> actions, each in turn:
//!     its targets      query.rs, or what stands nearest instead: hint.rs
//!     its assumptions  expect.rs
//!     its change       merge.rs
//! ```
//!
//! An overlay holds facts about one document, and documents move. So what the specification lets
//! pass is an error here: a target that matches nothing, a change that changes nothing, a field
//! nobody reads. Beyond the specification, an action may say what it takes for granted:
//!
//! ```yaml
//! - target: $.components.schemas.Pet.properties.age
//!   x-expect: { type: string }       # every match contains this, or the action is refused
//!   update: { pattern: "^[0-9]+$" }
//! ```
//!
//! An action is applied whole or not at all. After one that is refused, the others still run, so
//! that one run shows everything there is to mend.

mod action;
mod expect;
mod hint;
mod merge;
mod query;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::Value;

use self::action::{Action, Change, Version};
use self::merge::{Merged, Refusal};
use self::query::Query;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::source::Source;
use crate::spec::Spec;

/// So many addresses stand in a message; of the others it gives the number.
const LISTED: usize = 5;

/// Applies `overlays` in their order, and the actions of each in theirs.
///
/// Every node that comes from an overlay is known to `spec` as such afterwards, so that later
/// findings about it point there. Whatever is wrong goes to `report`, all of it at once; the
/// document is then the one without the refused actions.
pub fn apply(spec: &mut Spec, overlays: &[Arc<Source>], report: &mut Report) {
    report.enter("overlay");
    for overlay in overlays {
        let number = spec.add_source(Arc::clone(overlay));
        for action in action::read(overlay, report) {
            run(&action, number, spec, report);
        }
    }
}

fn run(action: &Action<'_>, number: usize, spec: &mut Spec, report: &mut Report) {
    let targets = action.target.nodes(&spec.root);
    if targets.is_empty() {
        report
            .error(action.place("target"), "the target matches nothing")
            .help(hint::nearest(&action.target, &spec.root));
        return;
    }
    if !expect::hold(action, &targets, spec, report) {
        return;
    }
    match &action.change {
        Change::Remove => remove(action, &targets, spec, report),
        Change::Update(value) => {
            let from = action.at.child("update");
            for (to, from) in put(action, &targets, value, &from, &mut spec.root, report) {
                spec.placed(to, number, from);
            }
        }
        Change::Copy(query) => {
            let Some((from, value)) = copied(action, query, &spec.root, report) else { return };
            for (to, from) in put(action, &targets, &value, &from, &mut spec.root, report) {
                spec.moved(&from, to);
            }
        }
    }
}

/// The one node that `copy` selects.
fn copied(
    action: &Action<'_>,
    query: &Query<'_>,
    root: &Value,
    report: &mut Report,
) -> Option<(Pointer, Value)> {
    let found = query.nodes(root);
    match &found[..] {
        [only] => return Some((only.clone(), only.resolve(root)?.clone())),
        [] => report
            .error(action.place("copy"), "there is nothing to copy: the path matches nothing")
            .help(hint::nearest(query, root)),
        several => report
            .error(
                action.place("copy"),
                format!("`copy` takes one node, and {} match: {}", several.len(), list(several)),
            )
            .help("narrow the path to one of them"),
    };
    None
}

/// Merges `value` into all targets; gives the address of each node that is new, and the one that
/// it has in the text or tree it came from. Nothing is new if the action is refused.
fn put(
    action: &Action<'_>,
    targets: &[Pointer],
    value: &Value,
    from: &Pointer,
    root: &mut Value,
    report: &mut Report,
) -> Vec<(Pointer, Pointer)> {
    if !is_defined(action, targets, value, root, report) {
        return Vec::new();
    }
    match merge::into_all(root, targets, value, from) {
        Ok(merged) => {
            review(action, targets, &merged, report);
            merged.placed
        }
        Err(refusals) => {
            refusals.iter().for_each(|it| refuse(action, it, report));
            Vec::new()
        }
    }
}

/// Whether the specification, in the overlay's version of it, says what this merge means.
fn is_defined(
    action: &Action<'_>,
    targets: &[Pointer],
    value: &Value,
    root: &Value,
    report: &mut Report,
) -> bool {
    let nodes: Vec<&Value> = targets.iter().filter_map(|it| it.resolve(root)).collect();
    let Some(first) = nodes.first() else { return false };
    let odd_one = nodes.iter().zip(targets).find(|(it, _)| shape(it) != shape(first));
    if let (Some((odd, at)), Some(start)) = (odd_one, targets.first()) {
        let message = format!(
            "the target matches unlike nodes: {} at {start}, {} at {at}",
            kind(first),
            kind(odd),
        );
        let help = "write an action for each: all must be objects, or arrays, or primitives";
        report.error(action.place("target"), message).help(help);
        return false;
    }
    if action.version == Version::V1_1 {
        return true;
    }
    let (message, help) = match (shape(first), shape(value)) {
        (Shape::Primitive, _) => (
            "Overlay 1.0 updates objects and arrays only",
            "declare `overlay: 1.1.0`, or target the object that holds the value",
        ),
        (Shape::Array, Shape::Array) => (
            "Overlay 1.0 does not say whether an array is appended as one item or item by item",
            "declare `overlay: 1.1.0`, where its items are appended, or append one item",
        ),
        _ => return true,
    };
    report.error(action.place("update"), message).help(help);
    false
}

/// A merge that went well may still have had nothing to do.
fn review(action: &Action<'_>, targets: &[Pointer], merged: &Merged, report: &mut Report) {
    if merged.unchanged.len() == targets.len() {
        report
            .error(action.place(""), "obsolete: the document already says so")
            .help("delete this action");
    } else if !merged.unchanged.is_empty() {
        let message = format!(
            "{} of {} matches already say so: {}",
            merged.unchanged.len(),
            targets.len(),
            list(&merged.unchanged),
        );
        report.warn(action.place(""), message).help("narrow the target to the others");
    }
    if !merged.repeated.is_empty() {
        let message = format!("the items appended now stand twice: {}", list(&merged.repeated));
        let help = "delete this action, or narrow its target: the array held them already";
        report.warn(action.place(""), message).help(help);
    }
}

fn refuse(action: &Action<'_>, refusal: &Refusal, report: &mut Report) {
    match refusal {
        Refusal::Incompatible { at, from, found, given } => {
            let place = match action.change {
                Change::Update(_) => action.place_of(from.clone()),
                _ => action.place("copy"),
            };
            report
                .error(place, format!("cannot merge {given} into {found} at {at}"))
                .help("an action of its own can remove the node first, and this one add it anew");
        }
        Refusal::TooDeep { at } => {
            let message = format!(
                "the result is nested more than {} levels at {at}",
                crate::source::MAX_DEPTH
            );
            report.error(action.place(""), message).help("name inner parts and refer to them");
        }
    }
}

fn remove(action: &Action<'_>, targets: &[Pointer], spec: &mut Spec, report: &mut Report) {
    if targets.iter().any(|it| it.parent().is_none()) {
        report
            .error(action.place("target"), "the whole document cannot be removed")
            .help("target the members that are to go: `$.name`");
        return;
    }
    for (from, to) in merge::remove_all(&mut spec.root, targets) {
        spec.moved(&from, to);
    }
}

fn list(pointers: &[Pointer]) -> String {
    let shown: Vec<_> = pointers.iter().take(LISTED).map(Pointer::to_string).collect();
    match pointers.len().saturating_sub(LISTED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// What decides how a node is merged.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Object,
    Array,
    Primitive,
}

fn shape(value: &Value) -> Shape {
    match value {
        Value::Object(_) => Shape::Object,
        Value::Array(_) => Shape::Array,
        _ => Shape::Primitive,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A value as a message shows it: JSON, shortened.
fn shown(value: &Value) -> String {
    shortened(&value.to_string())
}

fn shortened(text: &str) -> String {
    const LENGTH: usize = 80;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or(text)),
        None => text.to_owned(),
    }
}
