//! The media types that a body can have, and their schemas.

use super::contract::Part;
use super::rules::{Subject, rules};
use super::same::same;
use super::scope::{Found, Path, Role, Scope, Task};
use super::walk::joined;
use super::{annotations, descriptions};
use crate::diff::Rule;

rules! {
    REQUEST_ADDED = "request-body-media-type-added", WireCompatible,
        "The server takes the body as one more media type.";
    REQUEST_REMOVED = "request-body-media-type-removed", WireBreaking,
        "The server refuses the body as a media type that it took.";
    ANSWER_ADDED = "response-media-type-added", WireCompatible,
        "The server can answer with one more media type, to who asks for it.";
    ANSWER_REMOVED = "response-media-type-removed", WireBreaking,
        "The server does not answer with a media type that today's client reads.";
    ENCODING_CHANGED = "media-type-encoding-changed", Unknown,
        "How the parts of a form are written changed, which is not compared further.";
}

/// The bodies under `content`, by media type.
pub(super) fn compare(
    scope: &mut Scope<'_>,
    subject: Subject,
    root: &str,
    (old, new): (&Part<'_>, &Part<'_>),
) {
    let (olds, news) = (content(old), content(new));
    for (media_type, before, after) in joined(&olds, &news) {
        let path = Path::new(title(root, &media_type));
        match (before, after) {
            (Some(before), Some(after)) => both(scope, subject, path, &before, &after),
            (None, Some(after)) => {
                let found = Found::new(format!("{} can be {media_type}", Path::new(root).noun()))
                    .added(&after)
                    .values(None, Some(media_type));
                scope.report(added(subject), &path, found);
            }
            (Some(before), None) => {
                let noun = Path::new(root).noun();
                let found = Found::new(format!("{noun} can be {media_type} no more"))
                    .removed(&before)
                    .values(Some(media_type), None);
                scope.report(removed(subject), &path, found);
            }
            (None, None) => {}
        }
    }
}

/// The media types in lower case and without blanks.
fn content<'a>(part: &Part<'a>) -> Vec<(String, Part<'a>)> {
    let members = part.members_of("content").into_iter();
    members.map(|(name, it)| (name.to_lowercase().replace(' ', ""), it)).collect()
}

/// JSON goes without saying.
fn title(root: &str, media_type: &str) -> String {
    match media_type {
        "application/json" => root.to_owned(),
        other => format!("{root} as {other}"),
    }
}

fn added(subject: Subject) -> &'static Rule {
    if subject.is_request() { &REQUEST_ADDED } else { &ANSWER_ADDED }
}

fn removed(subject: Subject) -> &'static Rule {
    if subject.is_request() { &REQUEST_REMOVED } else { &ANSWER_REMOVED }
}

fn both(scope: &mut Scope<'_>, subject: Subject, path: Path, old: &Part<'_>, new: &Part<'_>) {
    descriptions::compare_parts(scope, &path, old, new);
    annotations::compare_parts(scope, &path, old, new);
    let (before, after) = (old.at.child("encoding"), new.at.child("encoding"));
    if !same((scope.old, &before), (scope.new, &after)) {
        let found = Found::new(format!("the encoding of {} changed", path.noun())).parts(old, new);
        scope.report(&ENCODING_CHANGED, &path, found);
    }
    let (old, new) = (old.schema(), new.schema());
    scope.compare(Task { subject, path, old, new, role: Role::Whole });
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::operations(
            "a media type of a body",
            r#"{"requestBody": {"content": {"application/json": {}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {}, "text/csv": {}}}}"#,
        ),
        Pair::operations(
            "a media type of an answer",
            r#"{"responses": {"200": {"content": {"application/json": {}}}}}"#,
            r#"{"responses": {"200": {"content": {"Application/JSON": {}, "text/csv": {}}}}}"#,
        ),
        Pair::operations(
            "the parts of a form",
            r#"{"requestBody": {"content": {"multipart/form-data": {}}}}"#,
            r#"{"requestBody": {"content": {"multipart/form-data": {"encoding": {"a": {"contentType": "text/csv"}}}}}}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
            a media type of a body
              -> wire-compatible request-body-media-type-added: the request body can be text/csv [- => text/csv]
              <- wire-breaking request-body-media-type-removed: the request body can be text/csv no more [text/csv => -]
            a media type of an answer
              -> wire-compatible response-media-type-added: the answer 200 can be text/csv [- => text/csv]
              <- wire-breaking response-media-type-removed: the answer 200 can be text/csv no more [text/csv => -]
            the parts of a form
              -> unknown media-type-encoding-changed: the encoding of the request body as multipart/form-data changed [- => -]
              <- unknown media-type-encoding-changed: the encoding of the request body as multipart/form-data changed [- => -]
        "#]],
        );
    }
}
