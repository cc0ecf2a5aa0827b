//! Extensions: what overlays, or the document itself, say beyond OpenAPI.

use serde_json::Value;

use super::contract::Part;
use super::rules::rules;
use super::scope::{Found, Pair, Path, Scope};
use crate::diff::Rule;
use crate::pointer::Pointer;

rules! {
    PRESENCE_CHANGED = "presence-changed", WireBreaking,
        "`x-presence`: the server makes something else of a member that is left out, null or empty.";
    PRESENCE_STATED = "presence-stated", Unknown,
        "`x-presence`: what the server makes of a member that is left out, null or empty is said now, and not whether it was so before.";
    PRESENCE_UNSTATED = "presence-unstated", Unknown,
        "`x-presence`: what the server makes of a member that is left out, null or empty is said no more.";
    SECRET_STATED = "secret-stated", Docs, "`x-secret`: the value is not to be shown; it is sent as before.";
    SECRET_UNSTATED = "secret-unstated", Docs, "`x-secret`: the value may be shown; it is sent as before.";
    PAGING_STATED = "paging-stated", WireCompatible, "`x-paging`: how the list is paged is said now.";
    PAGING_CHANGED = "paging-changed", WireBreaking,
        "`x-paging`: the list is paged in another way; who follows its pages as before stops early or goes round in circles.";
    PAGING_UNSTATED = "paging-unstated", Unknown, "`x-paging`: how the list is paged is said no more.";
    RETRY_FORBIDDEN = "retry-forbidden", WireBreaking,
        "`x-retry`: the operation must not be repeated by itself, which today's client may do.";
    RETRY_ALLOWED = "retry-allowed", WireCompatible, "`x-retry`: the operation may be repeated.";
    PARTIAL_SUCCESS_STATED = "partial-success-stated", Unknown,
        "`x-partial-success`: a success may hold refused items, and whether that was so before is not said.";
    PARTIAL_SUCCESS_CHANGED = "partial-success-changed", WireBreaking,
        "`x-partial-success`: refused items stand elsewhere in a success.";
    PARTIAL_SUCCESS_UNSTATED = "partial-success-unstated", WireCompatible,
        "`x-partial-success`: a success holds no refused items any more.";
    ERROR_PARTS_CHANGED = "error-parts-changed", Unknown,
        "`x-error`: kind, code or message of an error are looked for elsewhere, and whether errors themselves changed is not said.";
    BODY_BY_PATH_CHANGED = "body-by-path-changed", Unknown,
        "`x-body-by-path`: which body belongs to which path is said differently.";
    EXTENSION_CHANGED = "extension-changed", Unknown,
        "An extension whose meaning is not known to the comparison changed.";
}

/// Extensions that are compared elsewhere, or that name Rust items and say nothing of the wire.
const ELSEWHERE: [&str; 11] = [
    "x-enum-varnames",
    "x-enum-descriptions",
    "x-extensible-enum",
    "x-query-template",
    "x-rust-name",
    "x-credential",
    "x-reason",
    "x-source",
    "x-expect",
    "x-limits",
    "x-made-name",
];

/// The extensions of a schema.
pub(super) fn compare_schemas(scope: &mut Scope<'_>, pair: &Pair) {
    let (old, new) = (&pair.old.said, &pair.new.said);
    for key in extensions(old.keys(), new.keys()) {
        let places = (pair.old.place(&key), pair.new.place(&key));
        extension(scope, &pair.path, &key, (old.get(&key), new.get(&key)), places);
    }
}

/// The extensions of another part of the document.
pub(super) fn compare_parts(scope: &mut Scope<'_>, path: &Path, old: &Part<'_>, new: &Part<'_>) {
    let keys = |part: &Part<'_>| -> Vec<String> {
        part.object().into_iter().flat_map(|it| it.keys().cloned()).collect()
    };
    for key in extensions(keys(old).iter(), keys(new).iter()) {
        let (before, after) = (old.get(&key), new.get(&key));
        let values = (before.as_ref().map(|it| it.value), after.as_ref().map(|it| it.value));
        extension(scope, path, &key, values, (before.map(|it| it.at), after.map(|it| it.at)));
    }
}

fn extensions<'a>(
    old: impl Iterator<Item = &'a String>,
    new: impl Iterator<Item = &'a String>,
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for key in old.chain(new) {
        let counts = key.starts_with("x-") && !ELSEWHERE.contains(&key.as_str());
        if counts && !found.contains(key) {
            found.push(key.clone());
        }
    }
    found
}

fn extension(
    scope: &mut Scope<'_>,
    path: &Path,
    key: &str,
    (before, after): (Option<&Value>, Option<&Value>),
    (old, new): (Option<Pointer>, Option<Pointer>),
) {
    let is_same = before == after;
    if is_same || (key == "x-presence" && presence(before) == presence(after)) {
        return;
    }
    let verb = match (before, after) {
        (None, _) => "is stated now",
        (_, None) => "is stated no more",
        _ => "changed",
    };
    let text = |it: &Value| it.to_string();
    let found = Found::new(format!("`{key}` of {} {verb}", path.noun()))
        .at(before.and(old), after.and(new))
        .values(before.map(text), after.map(text));
    scope.report(rule(key, before, after), path, found);
}

fn rule(key: &str, before: Option<&Value>, after: Option<&Value>) -> &'static Rule {
    let [stated, changed, unstated]: [&'static Rule; 3] = match key {
        "x-presence" => match (presence(before).is_empty(), presence(after).is_empty()) {
            (true, _) => return &PRESENCE_STATED,
            (_, true) => return &PRESENCE_UNSTATED,
            _ => return presence_rule(before, after),
        },
        "x-secret" if after == Some(&Value::Bool(true)) => return &SECRET_STATED,
        "x-secret" => return &SECRET_UNSTATED,
        "x-paging" => [&PAGING_STATED, &PAGING_CHANGED, &PAGING_UNSTATED],
        "x-retry" => [&RETRY_FORBIDDEN, &RETRY_FORBIDDEN, &RETRY_ALLOWED],
        "x-partial-success" => {
            [&PARTIAL_SUCCESS_STATED, &PARTIAL_SUCCESS_CHANGED, &PARTIAL_SUCCESS_UNSTATED]
        }
        "x-error" => [&ERROR_PARTS_CHANGED; 3],
        "x-body-by-path" => [&BODY_BY_PATH_CHANGED; 3],
        _ => [&EXTENSION_CHANGED; 3],
    };
    match (before, after) {
        (None, _) => stated,
        (_, None) => unstated,
        _ => changed,
    }
}

/// What `x-presence` says of each state; `unspecified` is as good as nothing.
fn presence(value: Option<&Value>) -> Vec<(&String, &Value)> {
    let states = value.and_then(Value::as_object).into_iter().flatten();
    let mut states: Vec<_> = states.filter(|(_, meaning)| *meaning != "unspecified").collect();
    states.sort_by_key(|(state, _)| *state);
    states
}

/// A state that both speak of and that means something else is a change; one that only one of them
/// speaks of was stated or is stated no more.
fn presence_rule(before: Option<&Value>, after: Option<&Value>) -> &'static Rule {
    let (before, after) = (presence(before), presence(after));
    let mut both = before.iter().filter_map(|(state, meaning)| {
        after.iter().find(|(it, _)| it == state).map(|(_, other)| meaning != other)
    });
    if both.any(|differs| differs) {
        &PRESENCE_CHANGED
    } else if before.len() > after.len() {
        &PRESENCE_UNSTATED
    } else {
        &PRESENCE_STATED
    }
}
