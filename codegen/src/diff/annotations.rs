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
        if key == "x-presence" && !pair.subject.is_request() {
            continue;
        }
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

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::operations(
            "presence",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"type": "string", "x-presence": {"omit": "keep"}}}}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"type": "string", "x-presence": {"omit": "reset"}}}}}}}}"#,
        ),
        Pair::operations(
            "presence that was not said",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"type": "string"}}}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"type": "string", "x-presence": {"omit": "keep"}}}}}}}}"#,
        ),
        Pair::operations(
            "presence of one more state",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"type": "string", "x-presence": {"omit": "keep"}}}}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"type": "string", "x-presence": {"omit": "keep", "null": "clear"}}}}}}}}"#,
        ),
        Pair::operations(
            "presence that says nothing",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"type": "string"}}}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"type": "string", "x-presence": {"null": "unspecified"}}}}}}}}"#,
        ),
        Pair::operations(
            "a secret",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"type": "string"}}}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"type": "string", "x-secret": true}}}}}}}"#,
        ),
        Pair::operations("paging", "{}", r#"{"x-paging": {"style": "none"}}"#),
        Pair::operations(
            "another paging",
            r#"{"x-paging": {"style": "none"}}"#,
            r#"{"x-paging": {"style": "page"}}"#,
        ),
        Pair::operations("retries", "{}", r#"{"x-retry": "never"}"#),
        Pair::operations("partial success", "{}", r#"{"x-partial-success": {"refused": "/a"}}"#),
        Pair::operations(
            "another partial success",
            r#"{"x-partial-success": {"refused": "/b"}}"#,
            r#"{"x-partial-success": {"refused": "/a"}}"#,
        ),
        Pair::operations(
            "the parts of errors",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"x-error": {"kind": "/a"}}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"x-error": {"kind": "/b"}}}}}}"#,
        ),
        Pair::operations(
            "the body by the path",
            "{}",
            r#"{"x-body-by-path": {"parameter": "id", "mapping": {}}}"#,
        ),
        Pair::operations("an extension that nobody knows", "{}", r#"{"x-note": 1}"#),
        Pair::operations(
            "names of Rust items are not on the wire",
            "{}",
            r#"{"x-rust-name": "a"}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
            presence
              -> wire-breaking presence-changed: `x-presence` of `a` in the request body changed [{"omit":"keep"} => {"omit":"reset"}]
              <- wire-breaking presence-changed: `x-presence` of `a` in the request body changed [{"omit":"reset"} => {"omit":"keep"}]
            presence that was not said
              -> unknown presence-stated: `x-presence` of `a` in the request body is stated now [- => {"omit":"keep"}]
              <- unknown presence-unstated: `x-presence` of `a` in the request body is stated no more [{"omit":"keep"} => -]
            presence of one more state
              -> unknown presence-stated: `x-presence` of `a` in the request body changed [{"omit":"keep"} => {"omit":"keep","null":"clear"}]
              <- unknown presence-unstated: `x-presence` of `a` in the request body changed [{"omit":"keep","null":"clear"} => {"omit":"keep"}]
            presence that says nothing
            a secret
              -> docs secret-stated: `x-secret` of `a` in the request body is stated now [- => true]
              <- docs secret-unstated: `x-secret` of `a` in the request body is stated no more [true => -]
            paging
              -> wire-compatible paging-stated: `x-paging` of the operation is stated now [- => {"style":"none"}]
              <- unknown paging-unstated: `x-paging` of the operation is stated no more [{"style":"none"} => -]
            another paging
              -> wire-breaking paging-changed: `x-paging` of the operation changed [{"style":"none"} => {"style":"page"}]
              <- wire-breaking paging-changed: `x-paging` of the operation changed [{"style":"page"} => {"style":"none"}]
            retries
              -> wire-breaking retry-forbidden: `x-retry` of the operation is stated now [- => "never"]
              <- wire-compatible retry-allowed: `x-retry` of the operation is stated no more ["never" => -]
            partial success
              -> unknown partial-success-stated: `x-partial-success` of the operation is stated now [- => {"refused":"/a"}]
              <- wire-compatible partial-success-unstated: `x-partial-success` of the operation is stated no more [{"refused":"/a"} => -]
            another partial success
              -> wire-breaking partial-success-changed: `x-partial-success` of the operation changed [{"refused":"/b"} => {"refused":"/a"}]
              <- wire-breaking partial-success-changed: `x-partial-success` of the operation changed [{"refused":"/a"} => {"refused":"/b"}]
            the parts of errors
              -> unknown error-parts-changed: `x-error` of the request body changed [{"kind":"/a"} => {"kind":"/b"}]
              <- unknown error-parts-changed: `x-error` of the request body changed [{"kind":"/b"} => {"kind":"/a"}]
            the body by the path
              -> unknown body-by-path-changed: `x-body-by-path` of the operation is stated now [- => {"parameter":"id","mapping":{}}]
              <- unknown body-by-path-changed: `x-body-by-path` of the operation is stated no more [{"parameter":"id","mapping":{}} => -]
            an extension that nobody knows
              -> unknown extension-changed: `x-note` of the operation is stated now [- => 1]
              <- unknown extension-changed: `x-note` of the operation is stated no more [1 => -]
            names of Rust items are not on the wire
        "#]],
        );
    }
}
