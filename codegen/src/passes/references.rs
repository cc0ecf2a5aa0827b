//! References: where they lead, and what to say when they lead nowhere.
//!
//! A reference that leads nowhere is a warning; who asked for its target does without.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};
use strsim::osa_distance;

use super::parts::Kind;
use super::shape::reference;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, reference_to, schemas_root};

/// Longer chains of references are taken for a cycle.
const MAX_CHAIN: usize = 32;

/// The address of the part that the reference at `at` leads to, over other references if need be.
/// Warns and gives nothing if it leads to no such part.
pub(super) fn follow(
    spec: &Spec,
    at: &Pointer,
    kind: Kind,
    report: &mut Report,
) -> Option<Pointer> {
    let mut here = at.clone();
    for _ in 0..MAX_CHAIN {
        let Some(reference) = spec.get(&here)?.get("$ref") else { return Some(here) };
        here = target(spec, &here.child("$ref"), reference, kind, report)?;
    }
    report
        .warn(spec.place(&at.child("$ref")), "the reference leads in a circle")
        .help("write the part out at one of the places that refer to it");
    None
}

/// The address that `reference`, which stands at `at`, spells; a warning if there is no object of
/// that kind.
pub(super) fn target(
    spec: &Spec,
    at: &Pointer,
    reference: &Value,
    kind: Kind,
    report: &mut Report,
) -> Option<Pointer> {
    let Some(reference) = reference.as_str() else {
        let help = "write it as a string, such as \"#/components/schemas/Name\"";
        report.warn(spec.place(at), "`$ref` is not a string").help(help);
        return None;
    };
    let Some(target) = Pointer::from_reference(reference) else {
        let message = format!("`{reference}` does not refer to a part of this document");
        let help = "bundle the document into one file, and refer to its parts as `#/components/..`";
        report.warn(spec.place(at), message).help(help);
        return None;
    };
    if !spec.get(&target).is_some_and(Value::is_object) {
        let help = nearest(spec, &target);
        report.warn(spec.place(at), format!("nothing stands at `{reference}`")).help(help);
        return None;
    }
    if Kind::at(&target).unwrap_or(Kind::Schema) != kind {
        let wanted = kind.section().unwrap_or_default();
        let message = format!("`{reference}` is not one of the `{wanted}`");
        report.warn(spec.place(at), message).help(format!("refer to `#/components/{wanted}/..`"));
        return None;
    }
    Some(target)
}

/// The text of a reference to the component `name`, as a mapping has it.
pub(super) fn reference_text(name: &str) -> Value {
    reference_to(name).get("$ref").cloned().unwrap_or_default()
}

/// The name of the component that a mapping means by `text`, which may be the bare name.
pub(super) fn mapped_name(text: &str) -> String {
    let target = Pointer::from_reference(text).and_then(|it| it.last());
    target.unwrap_or_else(|| text.to_owned())
}

/// What to do about a reference to `missing`: the name that its author may have meant.
fn nearest(spec: &Spec, missing: &Pointer) -> String {
    let wanted = missing.last().unwrap_or_default();
    let siblings = missing.parent().and_then(|it| spec.object(&it)).into_iter().flatten();
    let limit = 2.max(wanted.len() / 3);
    let first = |it: &str| it.chars().next().map(|it| it.to_ascii_lowercase());
    // Whoever refers to many parts that are not there still gets an answer soon.
    let is_alike =
        |name: &str| name.len().abs_diff(wanted.len()) <= limit && first(name) == first(&wanted);
    let best = siblings
        .filter(|(name, _)| is_alike(name))
        .map(|(name, _)| (osa_distance(&wanted.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance);
    match best {
        Some((_, name)) => format!("did you mean `{name}`? Otherwise add what is referred to"),
        None => "add what is referred to, or remove the reference".to_owned(),
    }
}

/// Opens components that are only references and lead to each other, never to a shape: one in each
/// circle is read as any value, and so are those that lead to it.
pub(super) fn open_circles(spec: &mut Spec, report: &mut Report) {
    let root = schemas_root();
    for name in circles(spec) {
        let at = root.child(&name);
        report
            .warn(spec.place(&at), format!("`{name}` refers to itself, and is read as any value"))
            .help("give one of the schemas in the circle a type");
        if let Some(schema) = at.resolve_mut(&mut spec.root) {
            *schema = Value::Object(Map::new());
        }
    }
}

/// One component of each circle.
fn circles(spec: &Spec) -> Vec<String> {
    let root = schemas_root();
    let schemas = spec.object(&root).into_iter().flatten();
    let next: HashMap<String, String> =
        schemas.filter_map(|(name, schema)| Some((name.clone(), reference(schema)?))).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    let mut found = Vec::new();
    for (name, _) in spec.object(&root).into_iter().flatten() {
        let mut walked: HashSet<&str> = HashSet::new();
        let mut here = name.as_str();
        while seen.insert(here) {
            walked.insert(here);
            let Some(target) = next.get(here) else { break };
            here = target;
        }
        if walked.contains(here) && next.contains_key(here) {
            found.push(here.to_owned());
        }
    }
    found
}
