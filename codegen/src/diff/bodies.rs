//! The bodies of requests.

use super::contract::Part;
use super::rules::{Subject, rules};
use super::scope::{Found, Path, Scope};
use super::{annotations, descriptions, media};

rules! {
    ADDED_REQUIRED = "request-body-added-required", WireBreaking,
        "The server wants a body that today's client does not send.";
    ADDED_OPTIONAL = "request-body-added-optional", WireCompatible, "The server takes a body.";
    REMOVED = "request-body-removed", WireBreaking,
        "The server ignores or refuses the body that today's client sends.";
    BECAME_REQUIRED = "request-body-became-required", WireBreaking,
        "The server wants a body that could be left out.";
    BECAME_OPTIONAL = "request-body-became-optional", WireCompatible,
        "The body may be left out.";
}

/// What paths call it.
const ROOT: &str = "request body";

pub(super) fn compare(scope: &mut Scope<'_>, old: &Part<'_>, new: &Part<'_>) {
    let path = Path::new(ROOT);
    match (old.get("requestBody"), new.get("requestBody")) {
        (Some(old), Some(new)) => both(scope, &path, &old, &new),
        (None, Some(new)) => {
            let is_required = new.flag("required");
            let rule = if is_required { &ADDED_REQUIRED } else { &ADDED_OPTIONAL };
            let found = Found::new(format!("the {ROOT} is new, and {}", presence(&new)))
                .added(&new)
                .values(None, Some(presence(&new).to_owned()));
            scope.report(rule, &path, found);
        }
        (Some(old), None) => {
            let found = Found::new(format!("the {ROOT} is gone"))
                .removed(&old)
                .values(Some(presence(&old).to_owned()), None);
            scope.report(&REMOVED, &path, found);
        }
        (None, None) => {}
    }
}

fn both(scope: &mut Scope<'_>, path: &Path, old: &Part<'_>, new: &Part<'_>) {
    if old.flag("required") != new.flag("required") {
        let rule = if new.flag("required") { &BECAME_REQUIRED } else { &BECAME_OPTIONAL };
        let found = Found::new(format!("the {ROOT} became {}", presence(new)))
            .parts(old, new)
            .became(presence(old), presence(new));
        scope.report(rule, path, found);
    }
    descriptions::compare_parts(scope, path, old, new);
    annotations::compare_parts(scope, path, old, new);
    media::compare(scope, Subject::Request, ROOT, (old, new));
}

fn presence(body: &Part<'_>) -> &'static str {
    if body.flag("required") { "required" } else { "optional" }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::operations("a body", "{}", r#"{"requestBody": {"content": {}}}"#),
        Pair::operations(
            "a required body",
            "{}",
            r#"{"requestBody": {"required": true, "content": {}}}"#,
        ),
        Pair::operations(
            "a body becomes required",
            r#"{"requestBody": {"content": {}}}"#,
            r#"{"requestBody": {"required": true, "content": {}}}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
            a body
              -> wire-compatible request-body-added-optional: the request body is new, and optional [- => optional]
              <- wire-breaking request-body-removed: the request body is gone [optional => -]
            a required body
              -> wire-breaking request-body-added-required: the request body is new, and required [- => required]
              <- wire-breaking request-body-removed: the request body is gone [required => -]
            a body becomes required
              -> wire-breaking request-body-became-required: the request body became required [optional => required]
              <- wire-compatible request-body-became-optional: the request body became optional [required => optional]
        "#]],
        );
    }
}
