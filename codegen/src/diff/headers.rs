//! The headers of answers.

use super::contract::Part;
use super::deprecation::{self, Deprecated};
use super::rules::{Subject, rules};
use super::scope::{Found, Path, Role, Scope, Task};
use super::walk::joined;
use super::{annotations, descriptions};

rules! {
    ADDED = "response-header-added", WireCompatible,
        "The server sends one more header, which today's client skips.";
    REQUIRED_REMOVED = "required-response-header-removed", WireBreaking,
        "The server does not send a header that today's client relies on.";
    OPTIONAL_REMOVED = "optional-response-header-removed", WireBreaking,
        "The server never sends a header that today's client may look for.";
    BECAME_OPTIONAL = "response-header-became-optional", WireBreaking,
        "The server may leave out a header that today's client relies on.";
    STYLE_CHANGED = "response-header-style-changed", WireBreaking,
        "Lists or objects are written in another way, which today's client reads as another value.";
    BECAME_REQUIRED = "response-header-became-required", WireCompatible,
        "The server always sends a header that could be missing.";
}

pub(super) fn compare(scope: &mut Scope<'_>, answer: &Path, old: &Part<'_>, new: &Part<'_>) {
    for (_, before, after) in joined(&headers(old), &headers(new)) {
        let name = |it: &Part<'_>| it.at.last().unwrap_or_default();
        let path = |it: &Part<'_>| Path::header(answer, &name(it));
        match (before, after) {
            (Some(before), Some(after)) => both(scope, path(&after), &before, &after),
            (None, Some(after)) => {
                let what = format!("{} has the new header {}", answer.noun(), name(&after));
                scope.report(&ADDED, &path(&after), Found::new(what).added(&after));
            }
            (Some(before), None) => {
                let is_required = before.flag("required");
                let rule = if is_required { &REQUIRED_REMOVED } else { &OPTIONAL_REMOVED };
                let what = format!("{} has the header {} no more", answer.noun(), name(&before));
                scope.report(rule, &path(&before), Found::new(what).removed(&before));
            }
            (None, None) => {}
        }
    }
}

/// Headers go by their name in any case.
fn headers<'a>(answer: &Part<'a>) -> Vec<(String, Part<'a>)> {
    let headers = answer.members_of("headers").into_iter();
    headers.map(|(name, it)| (name.to_lowercase(), it)).collect()
}

fn both(scope: &mut Scope<'_>, path: Path, old: &Part<'_>, new: &Part<'_>) {
    let presence = |it: &Part<'_>| if it.flag("required") { "required" } else { "optional" };
    if old.flag("required") != new.flag("required") {
        let rule = if new.flag("required") { &BECAME_REQUIRED } else { &BECAME_OPTIONAL };
        let found = Found::new(format!("{} became {}", path.noun(), presence(new)))
            .parts(old, new)
            .became(presence(old), presence(new));
        scope.report(rule, &path, found);
    }
    deprecation::compare(scope, Deprecated::Header, &path, (old, new));
    descriptions::compare_parts(scope, &path, old, new);
    annotations::compare_parts(scope, &path, old, new);
    let (before, after) = (style(old), style(new));
    if before != after {
        let found = Found::new(format!("the style of {} changed", path.noun())).parts(old, new);
        scope.report(&STYLE_CHANGED, &path, found.became(before, after));
    }
    let (old, new) = (old.written_as().1, new.written_as().1);
    scope.compare(Task { subject: Subject::Header, path, old, new, role: Role::Whole });
}

/// How the value is written: as a media type, or in the one style that headers have.
fn style(header: &Part<'_>) -> String {
    match header.written_as() {
        (Some(media_type), _) => media_type,
        (None, _) if header.flag("explode") => "simple, with names".to_owned(),
        (None, _) => "simple".to_owned(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::operations(
            "a header",
            r#"{"responses": {"200": {}}}"#,
            r#"{"responses": {"200": {"headers": {"H": {}}}}}"#,
        ),
        Pair::operations(
            "a required header",
            r#"{"responses": {"200": {}}}"#,
            r#"{"responses": {"200": {"headers": {"H": {"required": true}}}}}"#,
        ),
        Pair::operations(
            "a header becomes required, in whatever case",
            r#"{"responses": {"200": {"headers": {"h": {}}}}}"#,
            r#"{"responses": {"200": {"headers": {"H": {"required": true}}}}}"#,
        ),
        Pair::operations(
            "a media type",
            r#"{"responses": {"200": {"headers": {"H": {}}}}}"#,
            r#"{"responses": {"200": {"headers": {"H": {"content": {"application/json": {}}}}}}}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                a header
                  -> wire-compatible response-header-added: the answer 200 has the new header H [- => -]
                  <- wire-breaking optional-response-header-removed: the answer 200 has the header H no more [- => -]
                a required header
                  -> wire-compatible response-header-added: the answer 200 has the new header H [- => -]
                  <- wire-breaking required-response-header-removed: the answer 200 has the header H no more [- => -]
                a header becomes required, in whatever case
                  -> wire-compatible response-header-became-required: the header H of the answer 200 became required [optional => required]
                  <- wire-breaking response-header-became-optional: the header h of the answer 200 became optional [required => optional]
                a media type
                  -> wire-breaking response-header-style-changed: the style of the header H of the answer 200 changed [simple => application/json]
                  <- wire-breaking response-header-style-changed: the style of the header H of the answer 200 changed [application/json => simple]
            "#]],
        );
    }
}
