//! References: where they lead, and what to say when they lead nowhere.

use serde_json::Value;

use super::parts::Kind;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// Longer chains of references are taken for a cycle.
const MAX_CHAIN: usize = 32;

/// How many references led here. A part that is copied passes this on to the references in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chain(usize);

impl Chain {
    /// A reference that stands in the document itself.
    pub(super) fn new() -> Self {
        Self(0)
    }

    /// One reference further, unless that is too far.
    fn next(self) -> Option<Self> {
        (self.0 < MAX_CHAIN).then_some(Self(self.0 + 1))
    }
}

/// The address of the part that the reference at `at` leads to, over other references if need be,
/// and how many references that took. Reports an error if it leads to no such part.
pub(super) fn follow(
    spec: &Spec,
    at: &Pointer,
    kind: Kind,
    chain: Chain,
    report: &mut Report,
) -> Option<(Pointer, Chain)> {
    let mut chain = chain;
    let mut here = at.clone();
    while let Some(reference) = spec.get(&here)?.get("$ref") {
        let Some(next) = chain.next() else {
            report
                .error(spec.place(&at.child("$ref")), "the reference leads in a circle")
                .help("write the part out at one of the places that refer to it");
            return None;
        };
        chain = next;
        here = target(spec, &here.child("$ref"), reference, kind, report)?;
    }
    Some((here, chain))
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
    if let Some(section) = component_section(&target)
        && Some(section.as_str()) != kind.section()
    {
        let wanted = kind.section().unwrap_or_default();
        let message = format!("`{reference}` is not one of the `{wanted}`");
        report.error(spec.place(at), message).help(format!("refer to `#/components/{wanted}/..`"));
        return None;
    }
    Some(target)
}

/// The section of `components` that `target` is a member of.
fn component_section(target: &Pointer) -> Option<String> {
    let tokens: Vec<String> = target.tokens().collect();
    match &tokens[..] {
        [components, section, _] if components == "components" => Some(section.clone()),
        _ => None,
    }
}

/// What to do about a reference to `missing`: the name that its author may have meant.
fn nearest(spec: &Spec, missing: &Pointer) -> String {
    let wanted = missing.last().unwrap_or_default();
    let siblings = missing.parent().and_then(|it| spec.object(&it)).into_iter().flatten();
    let best = siblings
        .map(|(name, _)| (distance(&wanted.to_lowercase(), &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= 2.max(wanted.len() / 3))
        .min_by_key(|(distance, _)| *distance);
    match best {
        Some((_, name)) => format!("did you mean `{name}`? Otherwise add what is referred to"),
        None => "add what is referred to, or remove the reference".to_owned(),
    }
}

/// How many letters have to be added, removed or replaced to make `b` of `a`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (cell, right) in row.iter_mut().zip(std::iter::once(None).chain(b.iter().map(Some))) {
            let cost = match right {
                None => i + 1,
                Some(right) => {
                    (diagonal + usize::from(left != *right)).min(before + 1).min(*cell + 1)
                }
            };
            diagonal = *cell;
            *cell = cost;
            before = cost;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distance_counts_letters_to_change() {
        assert_eq!(distance("user", "user"), 0);
        assert_eq!(distance("usr", "user"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
