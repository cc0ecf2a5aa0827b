//! References: where they lead, and what to say when they lead nowhere.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use strsim::osa_distance;

use super::parts::Kind;
use super::shape::reference;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, schemas_root};

/// Longer chains of references are taken for a cycle.
const MAX_CHAIN: usize = 32;

/// The address of the part that the reference at `at` leads to, over other references if need be.
/// Reports an error and gives nothing if it leads to no such part.
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
        .error(spec.place(&at.child("$ref")), "the reference leads in a circle")
        .help("write the part out at one of the places that refer to it");
    None
}

/// The address that `reference`, which stands at `at`, spells; an error if there is no object of
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
        report.error(spec.place(at), "`$ref` is not a string").help(help);
        return None;
    };
    let Some(target) = Pointer::from_reference(reference) else {
        let message = format!("`{reference}` does not refer to a part of this document");
        let help = "bundle the document into one file, and refer to its parts as `#/components/..`";
        report.error(spec.place(at), message).help(help);
        return None;
    };
    if !spec.get(&target).is_some_and(Value::is_object) {
        let help = nearest(spec, &target);
        report.error(spec.place(at), format!("nothing stands at `{reference}`")).help(help);
        return None;
    }
    if Kind::at(&target).unwrap_or(Kind::Schema) != kind {
        let wanted = kind.section().unwrap_or_default();
        let message = format!("`{reference}` is not one of the `{wanted}`");
        report.error(spec.place(at), message).help(format!("refer to `#/components/{wanted}/..`"));
        return None;
    }
    Some(target)
}

/// What to do about a reference to `missing`: the name that its author may have meant.
fn nearest(spec: &Spec, missing: &Pointer) -> String {
    let wanted = missing.last().unwrap_or_default();
    let siblings = missing.parent().and_then(|it| spec.object(&it)).into_iter().flatten();
    let best = siblings
        .map(|(name, _)| (osa_distance(&wanted.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= 2.max(wanted.len() / 3))
        .min_by_key(|(distance, _)| *distance);
    match best {
        Some((_, name)) => format!("did you mean `{name}`? Otherwise add what is referred to"),
        None => "add what is referred to, or remove the reference".to_owned(),
    }
}

/// Reports components that are only references and lead to each other, never to a shape.
pub(super) fn report_circles(spec: &Spec, report: &mut Report) {
    let root = schemas_root();
    let schemas = spec.object(&root).into_iter().flatten();
    let next: HashMap<String, String> =
        schemas.filter_map(|(name, schema)| Some((name.clone(), reference(schema)?))).collect();
    let mut seen: HashSet<&str> = HashSet::new();
    for (name, _) in spec.object(&root).into_iter().flatten() {
        let mut walked: HashSet<&str> = HashSet::new();
        let mut here = name.as_str();
        while seen.insert(here) {
            walked.insert(here);
            let Some(target) = next.get(here) else { break };
            here = target;
        }
        if walked.contains(here) && next.contains_key(here) {
            report
                .error(spec.place(&root.child(here)), format!("`{here}` refers to itself"))
                .help("give one of the schemas in the circle a type");
        }
    }
}
