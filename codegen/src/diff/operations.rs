//! Operations: which there are, and what they say of themselves.

use super::annotations;
use super::contract::{Contract, Operation, Part};
use super::deprecation::{self, Deprecated};
use super::descriptions;
use super::rules::rules;
use super::same::same;
use super::scope::{Found, Path, Scope};
use super::walk::joined_under;

rules! {
    ADDED = "api-added", WireCompatible, "There is one more operation.";
    REMOVED = "api-removed-without-deprecation", WireBreaking,
        "The operation is gone, and nothing foretold it.";
    REMOVED_WITH_DEPRECATION = "api-removed-with-deprecation", WireBreaking,
        "The operation is gone, as its deprecation foretold; who still calls it fails.";
    ID_CHANGED = "api-operation-id-changed", Docs,
        "The `operationId` is another. It is not on the wire; the Rust method may be named after it.";
    TAGS_CHANGED = "api-tags-changed", Docs,
        "The operation stands under other tags. They are not on the wire; the Rust method moves with the first.";
    CALLBACKS_CHANGED = "api-callbacks-changed", Unknown,
        "The requests that the server makes for this operation changed; they are not part of a client, and are not compared further.";
}

/// An operation that only the newer document has.
pub(super) fn added<'a>(
    contracts: (&'a Contract, &'a Contract),
    operation: &Operation<'a>,
) -> Scope<'a> {
    let mut scope = Scope::new(contracts.0, contracts.1);
    let found = Found::new(format!("`{}` is new", operation.label())).added(&operation.part);
    scope.report(&ADDED, &path(), found);
    scope
}

/// An operation that only the older document has.
pub(super) fn removed<'a>(
    contracts: (&'a Contract, &'a Contract),
    operation: &Operation<'a>,
) -> Scope<'a> {
    let mut scope = Scope::new(contracts.0, contracts.1);
    let is_foretold = operation.part.flag("deprecated");
    let rule = if is_foretold { &REMOVED_WITH_DEPRECATION } else { &REMOVED };
    let found = Found::new(format!("`{}` is gone", operation.label())).removed(&operation.part);
    scope.report(rule, &path(), found);
    scope
}

pub(super) fn compare<'a>(scope: &mut Scope<'a>, old: &Operation<'a>, new: &Operation<'a>) {
    let path = path();
    let parts = (&old.part, &new.part);
    descriptions::compare_parts(scope, &path, parts.0, parts.1);
    deprecation::compare(scope, Deprecated::Operation, &path, parts);
    annotations::compare_parts(scope, &path, parts.0, parts.1);
    annotations::compare_parts(scope, &path, &old.item, &new.item);
    descriptions::compare_parts(scope, &path, &old.item, &new.item);
    compare_id(scope, old, new);
    compare_tags(scope, old, new);
    compare_callbacks(scope, old, new);
}

fn path() -> Path {
    Path::new("operation")
}

fn compare_id<'a>(scope: &mut Scope<'a>, old: &Operation<'a>, new: &Operation<'a>) {
    let key = "operationId";
    let (before, after) = (old.part.text(key), new.part.text(key));
    if before == after {
        return;
    }
    let text = |it: Option<&str>| it.map(str::to_owned);
    let shown = |it: Option<&str>| it.map_or_else(|| "none".to_owned(), |it| format!("`{it}`"));
    let what = format!("the `{key}` became {} from {}", shown(after), shown(before));
    let places = (old.part.get(key), new.part.get(key));
    let found = Found::new(what)
        .at(places.0.map(|it| it.at), places.1.map(|it| it.at))
        .values(text(before), text(after));
    scope.report(&ID_CHANGED, &path(), found);
}

fn compare_tags<'a>(scope: &mut Scope<'a>, old: &Operation<'a>, new: &Operation<'a>) {
    let (before, after) = (old.part.get("tags"), new.part.get("tags"));
    if before.as_ref().map(|it| it.value) == after.as_ref().map(|it| it.value) {
        return;
    }
    let text = |it: &Part<'_>| it.value.to_string();
    let values = (before.as_ref().map(text), after.as_ref().map(text));
    let found = Found::new("the tags changed")
        .at(before.map(|it| it.at), after.map(|it| it.at))
        .values(values.0, values.1);
    scope.report(&TAGS_CHANGED, &path(), found);
}

fn compare_callbacks<'a>(scope: &mut Scope<'a>, old: &Operation<'a>, new: &Operation<'a>) {
    for (name, before, after) in joined_under(&old.part, &new.part, "callbacks") {
        let (before, after) = (before.map(|it| it.at), after.map(|it| it.at));
        let is_same = match (&before, &after) {
            (Some(before), Some(after)) => same((scope.old, before), (scope.new, after)),
            _ => false,
        };
        if !is_same {
            let path = Path::new(format!("callback {name}"));
            let found = Found::new(format!("the callback `{name}` changed")).at(before, after);
            scope.report(&CALLBACKS_CHANGED, &path, found);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::documents("an operation", r#""paths": {}"#, r#""paths": {"/a": {"get": {}}}"#),
        Pair::documents(
            "a deprecated operation",
            r#""paths": {}"#,
            r#""paths": {"/a": {"get": {"deprecated": true}}}"#,
        ),
        Pair::operations(
            "its id and tags",
            r#"{"operationId": "a", "tags": ["a"]}"#,
            r#"{"operationId": "b"}"#,
        ),
        Pair::operations(
            "what the server calls back",
            r#"{"callbacks": {"c": {"u": {"post": {"description": "a"}}}}}"#,
            r#"{"callbacks": {"c": {"u": {"put": {"description": "b"}}}}}"#,
        ),
        Pair::documents(
            "the names of path parameters are not on the wire",
            r#""paths": {"/a/{b}": {"get": {}}}"#,
            r#""paths": {"/a/{c}": {"get": {}}}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
            an operation
              -> wire-compatible api-added: `GET /a` is new [- => -]
              <- wire-breaking api-removed-without-deprecation: `GET /a` is gone [- => -]
            a deprecated operation
              -> wire-compatible api-added: `GET /a` is new [- => -]
              <- wire-breaking api-removed-with-deprecation: `GET /a` is gone [- => -]
            its id and tags
              -> docs api-operation-id-changed: the `operationId` became `b` from `a` [a => b]
              -> docs api-tags-changed: the tags changed [["a"] => -]
              <- docs api-operation-id-changed: the `operationId` became `a` from `b` [b => a]
              <- docs api-tags-changed: the tags changed [- => ["a"]]
            what the server calls back
              -> unknown api-callbacks-changed: the callback `c` changed [- => -]
              <- unknown api-callbacks-changed: the callback `c` changed [- => -]
            the names of path parameters are not on the wire
        "#]],
        );
    }
}
