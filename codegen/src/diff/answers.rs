//! Answers by status: their bodies, headers and links.

use super::contract::Part;
use super::rules::{Subject, rules};
use super::same::same;
use super::scope::{Found, Path, Scope};
use super::walk::joined_under;
use super::{annotations, descriptions, headers, media};

rules! {
    SUCCESS_ADDED = "response-success-status-added", Unknown,
        "The server may answer with another success; whether it does so in place of one that today's client reads is not said.";
    SUCCESS_REMOVED = "response-success-status-removed", WireBreaking,
        "The server does not answer with a success that today's client reads.";
    OTHER_ADDED = "response-non-success-status-added", WireCompatible,
        "One more failure is documented.";
    OTHER_REMOVED = "response-non-success-status-removed", WireCompatible,
        "One failure is documented no more.";
    BODY_ADDED = "response-body-added", WireCompatible,
        "The answer has a body, which today's client skips.";
    BODY_REMOVED = "response-body-removed", WireBreaking,
        "The answer has no body, where today's client reads one.";
    LINKS_CHANGED = "response-links-changed", Docs,
        "What the answer says of operations that may follow changed.";
}

pub(super) fn compare(scope: &mut Scope<'_>, old: &Part<'_>, new: &Part<'_>) {
    for (status, before, after) in joined_under(old, new, "responses") {
        if status.starts_with("x-") {
            continue;
        }
        let path = Path::new(root(&status));
        match (before, after) {
            (Some(before), Some(after)) => both(scope, &path, &before, &after),
            (None, Some(after)) => {
                let covering = covering(old, &status);
                if !(covering.is_some() && is_success(&status)) {
                    let rule = if is_success(&status) { &SUCCESS_ADDED } else { &OTHER_ADDED };
                    let found = Found::new(format!("the answer {status} is new")).added(&after);
                    scope.report(rule, &path, found);
                }
                if let Some(covering) = covering {
                    both(scope, &path, &covering, &after);
                }
            }
            (Some(before), None) => {
                let covering = covering(new, &status);
                if !(covering.is_some() && is_success(&status)) {
                    let rule = if is_success(&status) { &SUCCESS_REMOVED } else { &OTHER_REMOVED };
                    let found = Found::new(format!("the answer {status} is gone")).removed(&before);
                    scope.report(rule, &path, found);
                }
                if let Some(covering) = covering {
                    both(scope, &path, &before, &covering);
                }
            }
            (None, None) => {}
        }
    }
}

fn root(status: &str) -> String {
    format!("answer {status}")
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

/// The answer that stands for a status which is not listed: that of its range, or for a failure
/// `default`.
fn covering<'a>(operation: &Part<'a>, status: &str) -> Option<Part<'a>> {
    let responses = operation.get("responses")?;
    let class = status.get(..1).filter(|_| status != "default")?;
    let other = if is_success(status) { None } else { responses.get("default") };
    let ranges = [format!("{class}XX"), format!("{class}xx")];
    ranges.iter().filter(|it| *it != status).find_map(|it| responses.get(it)).or(other)
}

fn both(scope: &mut Scope<'_>, path: &Path, old: &Part<'_>, new: &Part<'_>) {
    descriptions::compare_parts(scope, path, old, new);
    annotations::compare_parts(scope, path, old, new);
    headers::compare(scope, path, old, new);
    if !same((scope.old, &old.at.child("links")), (scope.new, &new.at.child("links"))) {
        let found = Found::new(format!("the links of {} changed", path.noun())).parts(old, new);
        scope.report(&LINKS_CHANGED, path, found);
    }
    let has_body = |it: &Part<'_>| !it.members_of("content").is_empty();
    match (has_body(old), has_body(new)) {
        (false, true) => {
            let found = Found::new(format!("{} has a body now", path.noun()));
            scope.report(&BODY_ADDED, path, found.parts(old, new).became("no body", "body"));
        }
        (true, false) => {
            let found = Found::new(format!("{} has no body any more", path.noun()));
            scope.report(&BODY_REMOVED, path, found.parts(old, new).became("body", "no body"));
        }
        _ => media::compare(scope, Subject::Answer, &path.to_string(), (old, new)),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::operations(
            "a success",
            r#"{"responses": {"200": {}}}"#,
            r#"{"responses": {"200": {}, "201": {}}}"#,
        ),
        Pair::operations(
            "a failure",
            r#"{"responses": {"200": {}}}"#,
            r#"{"responses": {"200": {}, "404": {}}}"#,
        ),
        Pair::operations(
            "a failure that its range stood for",
            r#"{"responses": {"4XX": {"content": {"application/json": {"schema": {"type": "string"}}}}}}"#,
            r#"{"responses": {"4XX": {"content": {"application/json": {"schema": {"type": "string"}}}}, "404": {"content": {"application/json": {"schema": {"type": "object"}}}}}}"#,
        ),
        Pair::operations(
            "a body",
            r#"{"responses": {"200": {}}}"#,
            r#"{"responses": {"200": {"content": {"application/json": {}}}}}"#,
        ),
        Pair::operations(
            "links",
            r#"{"responses": {"200": {}}}"#,
            r#"{"responses": {"200": {"links": {"a": {"operationId": "b"}}}}}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
            a success
              -> unknown response-success-status-added: the answer 201 is new [- => -]
              <- wire-breaking response-success-status-removed: the answer 201 is gone [- => -]
            a failure
              -> wire-compatible response-non-success-status-added: the answer 404 is new [- => -]
              <- wire-compatible response-non-success-status-removed: the answer 404 is gone [- => -]
            a failure that its range stood for
              -> wire-compatible response-non-success-status-added: the answer 404 is new [- => -]
              -> wire-breaking response-property-type-changed: the answer 404 became object from string [string => object]
              <- wire-compatible response-non-success-status-removed: the answer 404 is gone [- => -]
              <- wire-breaking response-property-type-changed: the answer 404 became string from object [object => string]
            a body
              -> wire-compatible response-body-added: the answer 200 has a body now [no body => body]
              <- wire-breaking response-body-removed: the answer 200 has no body any more [body => no body]
            links
              -> docs response-links-changed: the links of the answer 200 changed [- => -]
              <- docs response-links-changed: the links of the answer 200 changed [- => -]
        "#]],
        );
    }
}
