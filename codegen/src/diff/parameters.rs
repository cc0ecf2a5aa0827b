//! Parameters, in the path, the query, headers and cookies.

use std::collections::BTreeSet;

use super::contract::{Operation, Parameter};
use super::deprecation::{self, Deprecated};
use super::rules::{Subject, rules};
use super::scope::{Found, Path, Role, Scope, Task};
use super::walk::joined;
use super::{annotations, descriptions};

rules! {
    NEW_REQUIRED = "new-required-request-parameter", WireBreaking,
        "The server wants a parameter that today's client does not send.";
    NEW_OPTIONAL = "new-optional-request-parameter", WireCompatible,
        "The server takes one more parameter.";
    REMOVED = "request-parameter-removed", WireBreaking,
        "The server ignores or refuses a parameter that today's client sends.";
    BECAME_REQUIRED = "request-parameter-became-required", WireBreaking,
        "The server wants a parameter that could be left out.";
    BECAME_OPTIONAL = "request-parameter-became-optional", WireCompatible,
        "The parameter may be left out.";
    RENAMED = "request-path-parameter-renamed", Docs,
        "A path parameter has another name. Only its value is on the wire; the Rust argument moves.";
    STYLE_CHANGED = "request-parameter-style-changed", WireBreaking,
        "Lists or objects are written in another way, which the server reads as another value.";
    MEDIA_TYPE_CHANGED = "request-parameter-media-type-changed", WireBreaking,
        "The parameter's value is written as another media type.";
    TEMPLATE_CHANGED = "request-parameter-query-template-changed", WireBreaking,
        "`x-query-template`: the parameter's names in the query are made in another way.";
    RESERVED_CHANGED = "request-parameter-reserved-characters-changed", Unknown,
        "`allowReserved`: whether reserved characters are escaped changed, and whether the server reads both is not said.";
    EMPTY_FORBIDDEN = "request-parameter-empty-value-forbidden", WireBreaking,
        "`allowEmptyValue`: the server refuses the parameter without a value.";
    EMPTY_ALLOWED = "request-parameter-empty-value-allowed", WireCompatible,
        "`allowEmptyValue`: the server takes the parameter without a value.";
}

pub(super) fn compare<'a>(scope: &mut Scope<'a>, old: &Operation<'a>, new: &Operation<'a>) {
    let olds: Vec<_> = scope.old.parameters(old).into_iter().collect();
    let news: Vec<_> = scope.new.parameters(new).into_iter().collect();
    for (_, before, after) in joined(&olds, &news) {
        match (before, after) {
            (Some(before), Some(after)) => both(scope, &before, &after),
            (None, Some(after)) => added(scope, &after),
            (Some(before), None) => removed(scope, &before),
            (None, None) => {}
        }
    }
}

fn added(scope: &mut Scope<'_>, it: &Parameter<'_>) {
    let rule = if it.required { &NEW_REQUIRED } else { &NEW_OPTIONAL };
    let what = format!("the {} is new, and {}", it.label(), presence(it));
    let found = Found::new(what).added(&it.part).values(None, Some(presence(it).to_owned()));
    scope.report(rule, &path(it), found);
}

fn removed(scope: &mut Scope<'_>, it: &Parameter<'_>) {
    let found = Found::new(format!("the {} is gone", it.label()))
        .removed(&it.part)
        .values(Some(presence(it).to_owned()), None);
    scope.report(&REMOVED, &path(it), found);
}

fn both(scope: &mut Scope<'_>, old: &Parameter<'_>, new: &Parameter<'_>) {
    let path = path(new);
    let parts = (&old.part, &new.part);
    named(scope, &path, old, new);
    required(scope, &path, old, new);
    written(scope, &path, old, new);
    flags(scope, &path, old, new);
    deprecation::compare(scope, Deprecated::Parameter, &path, parts);
    descriptions::compare_parts(scope, &path, parts.0, parts.1);
    annotations::compare_parts(scope, &path, parts.0, parts.1);
    scope.compare(Task {
        subject: Subject::Parameter,
        path,
        old: old.node.clone(),
        new: new.node.clone(),
        role: Role::Whole,
    });
}

fn named(scope: &mut Scope<'_>, path: &Path, old: &Parameter<'_>, new: &Parameter<'_>) {
    if old.name != new.name && new.place == "path" {
        let what = format!("the path parameter {} is called {} now", old.name, new.name);
        let found =
            Found::new(what).parts(&old.part, &new.part).became(old.name.clone(), new.name.clone());
        scope.report(&RENAMED, path, found);
    }
}

fn required(scope: &mut Scope<'_>, path: &Path, old: &Parameter<'_>, new: &Parameter<'_>) {
    if old.required == new.required {
        return;
    }
    let rule = if new.required { &BECAME_REQUIRED } else { &BECAME_OPTIONAL };
    let found = Found::new(format!("the {} became {}", new.label(), presence(new)))
        .parts(&old.part, &new.part)
        .became(presence(old), presence(new));
    scope.report(rule, path, found);
}

/// How the value, and the name, are written.
fn written(scope: &mut Scope<'_>, path: &Path, old: &Parameter<'_>, new: &Parameter<'_>) {
    let matters = |scope: &Scope<'_>| {
        let is_list = |types: &BTreeSet<&str>| {
            types.is_empty() || types.contains("array") || types.contains("object")
        };
        is_list(&scope.old.schema(&old.node).types) || is_list(&scope.new.schema(&new.node).types)
    };
    let style = |it: &Parameter<'_>| it.style.clone();
    let base = |style: &str| style.split(',').next().unwrap_or_default().to_owned();
    let said = [
        (&STYLE_CHANGED, "style", Some(style(old)), Some(style(new))),
        (&MEDIA_TYPE_CHANGED, "media type", old.media_type.clone(), new.media_type.clone()),
        (&TEMPLATE_CHANGED, "query template", old.template.clone(), new.template.clone()),
    ];
    for (rule, word, before, after) in said {
        let is_style = word == "style";
        if before == after || (is_style && base(&old.style) == base(&new.style) && !matters(scope))
        {
            continue;
        }
        let found = Found::new(format!("the {word} of the {} changed", new.label()))
            .parts(&old.part, &new.part)
            .values(before, after);
        scope.report(rule, path, found);
    }
}

fn flags(scope: &mut Scope<'_>, path: &Path, old: &Parameter<'_>, new: &Parameter<'_>) {
    for key in ["allowReserved", "allowEmptyValue"] {
        let (before, after) = (old.part.flag(key), new.part.flag(key));
        if before == after {
            continue;
        }
        let rule = match (key, after) {
            ("allowReserved", _) => &RESERVED_CHANGED,
            (_, true) => &EMPTY_ALLOWED,
            (_, false) => &EMPTY_FORBIDDEN,
        };
        let found = Found::new(format!("`{key}` of the {} became {after}", new.label()))
            .parts(&old.part, &new.part)
            .became(before.to_string(), after.to_string());
        scope.report(rule, path, found);
    }
}

fn path(parameter: &Parameter<'_>) -> Path {
    Path::new(parameter.label())
}

fn presence(parameter: &Parameter<'_>) -> &'static str {
    if parameter.required { "required" } else { "optional" }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::operations(
            "a parameter",
            r#"{"parameters": []}"#,
            r#"{"parameters": [{"name": "p", "in": "query"}]}"#,
        ),
        Pair::operations(
            "a required parameter",
            r#"{"parameters": []}"#,
            r#"{"parameters": [{"name": "p", "in": "cookie", "required": true}]}"#,
        ),
        Pair::operations(
            "it becomes required",
            r#"{"parameters": [{"name": "p", "in": "header"}]}"#,
            r#"{"parameters": [{"name": "P", "in": "header", "required": true}]}"#,
        ),
        Pair::documents(
            "a path parameter with another name",
            r#""paths": {"/a/{b}": {"get": {"parameters": [{"name": "b", "in": "path"}]}}}"#,
            r#""paths": {"/a/{c}": {"get": {"parameters": [{"name": "c", "in": "path", "required": true}]}}}"#,
        ),
        Pair::operations(
            "another style",
            r#"{"parameters": [{"name": "p", "in": "query", "schema": {"type": "array"}}]}"#,
            r#"{"parameters": [{"name": "p", "in": "query", "explode": false, "schema": {"type": "array"}}]}"#,
        ),
        Pair::operations(
            "the style that goes without saying",
            r#"{"parameters": [{"name": "p", "in": "query", "schema": {"type": "array"}}]}"#,
            r#"{"parameters": [{"name": "p", "in": "query", "style": "form", "explode": true, "schema": {"type": "array"}}]}"#,
        ),
        Pair::operations(
            "a style that makes no difference",
            r#"{"parameters": [{"name": "p", "in": "query", "schema": {"type": "string"}}]}"#,
            r#"{"parameters": [{"name": "p", "in": "query", "explode": false, "schema": {"type": "string"}}]}"#,
        ),
        Pair::operations(
            "a media type",
            r#"{"parameters": [{"name": "p", "in": "query", "content": {"application/json": {}}}]}"#,
            r#"{"parameters": [{"name": "p", "in": "query", "content": {"text/plain": {}}}]}"#,
        ),
        Pair::operations(
            "names made from keys",
            r#"{"parameters": [{"name": "p", "in": "query", "x-query-template": "p[<key>]"}]}"#,
            r#"{"parameters": [{"name": "p", "in": "query", "x-query-template": "p.<key>"}]}"#,
        ),
        Pair::operations(
            "reserved characters",
            r#"{"parameters": [{"name": "p", "in": "query"}]}"#,
            r#"{"parameters": [{"name": "p", "in": "query", "allowReserved": true}]}"#,
        ),
        Pair::operations(
            "no value",
            r#"{"parameters": [{"name": "p", "in": "query"}]}"#,
            r#"{"parameters": [{"name": "p", "in": "query", "allowEmptyValue": true}]}"#,
        ),
        Pair::operations(
            "a deep object is its members",
            r#"{"parameters": [{"name": "f", "in": "query", "style": "deepObject", "schema": {"properties": {"a": {"type": "string"}}}}]}"#,
            r#"{"parameters": [{"name": "f[a]", "in": "query", "schema": {"type": "string"}}]}"#,
        ),
        Pair::operations(
            "two new members of a deep object",
            r#"{"parameters": [{"name": "f", "in": "query", "style": "deepObject", "schema": {"properties": {"a": {"type": "string"}}}}]}"#,
            r#"{"parameters": [{"name": "f", "in": "query", "style": "deepObject", "schema": {"properties": {"a": {"type": "string"}, "b": {}, "c": {}}}}]}"#,
        ),
        Pair::documents(
            "a parameter of the path item",
            r#""paths": {"/a": {"get": {"parameters": [{"name": "p", "in": "query"}]}}}"#,
            r#""paths": {"/a": {"parameters": [{"name": "p", "in": "query"}], "get": {}}}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                a parameter
                  -> wire-compatible new-optional-request-parameter: the query parameter p is new, and optional [- => optional]
                  <- wire-breaking request-parameter-removed: the query parameter p is gone [optional => -]
                a required parameter
                  -> wire-breaking new-required-request-parameter: the cookie parameter p is new, and required [- => required]
                  <- wire-breaking request-parameter-removed: the cookie parameter p is gone [required => -]
                it becomes required
                  -> wire-breaking request-parameter-became-required: the header parameter P became required [optional => required]
                  <- wire-compatible request-parameter-became-optional: the header parameter p became optional [required => optional]
                a path parameter with another name
                  -> docs request-path-parameter-renamed: the path parameter b is called c now [b => c]
                  <- docs request-path-parameter-renamed: the path parameter c is called b now [c => b]
                another style
                  -> wire-breaking request-parameter-style-changed: the style of the query parameter p changed [form, one pair for each value => form]
                  <- wire-breaking request-parameter-style-changed: the style of the query parameter p changed [form => form, one pair for each value]
                the style that goes without saying
                a style that makes no difference
                a media type
                  -> wire-breaking request-parameter-media-type-changed: the media type of the query parameter p changed [application/json => text/plain]
                  <- wire-breaking request-parameter-media-type-changed: the media type of the query parameter p changed [text/plain => application/json]
                names made from keys
                  -> wire-breaking request-parameter-query-template-changed: the query template of the query parameter p changed [p[<key>] => p.<key>]
                  <- wire-breaking request-parameter-query-template-changed: the query template of the query parameter p changed [p.<key> => p[<key>]]
                reserved characters
                  -> unknown request-parameter-reserved-characters-changed: `allowReserved` of the query parameter p became true [false => true]
                  <- unknown request-parameter-reserved-characters-changed: `allowReserved` of the query parameter p became false [true => false]
                no value
                  -> wire-compatible request-parameter-empty-value-allowed: `allowEmptyValue` of the query parameter p became true [false => true]
                  <- wire-breaking request-parameter-empty-value-forbidden: `allowEmptyValue` of the query parameter p became false [true => false]
                a deep object is its members
                two new members of a deep object
                  -> wire-compatible new-optional-request-parameter: the query parameter f[b] is new, and optional [- => optional]
                  -> wire-compatible new-optional-request-parameter: the query parameter f[c] is new, and optional [- => optional]
                  <- wire-breaking request-parameter-removed: the query parameter f[b] is gone [optional => -]
                  <- wire-breaking request-parameter-removed: the query parameter f[c] is gone [optional => -]
                a parameter of the path item
            "#]],
        );
    }
}
