//! The words of a document: descriptions, summaries, titles, examples.

use serde_json::Value;

use super::contract::Part;
use super::rules::rules;
use super::scope::{Found, Pair, Path, Scope};
use crate::diff::Rule;

rules! {
    DESCRIPTION = "description-changed", Docs, "The description says something else.";
    SUMMARY = "summary-changed", Docs, "The one-line summary says something else.";
    TITLE = "title-changed", Docs, "The title is another.";
    EXAMPLE = "example-changed", Docs, "The example is another.";
    EXTERNAL_DOCS = "external-docs-changed", Docs, "The link to further documentation changed.";
    VALUE_DESCRIPTIONS = "enum-descriptions-changed", Docs,
        "What the values of a list mean is described differently.";
    XML = "xml-changed", Unknown,
        "How the value is written as XML changed, which is not compared further.";
}

/// The keys that hold words, and their rules.
const WORDS: [(&str, &Rule); 8] = [
    ("description", &DESCRIPTION),
    ("summary", &SUMMARY),
    ("title", &TITLE),
    ("example", &EXAMPLE),
    ("examples", &EXAMPLE),
    ("externalDocs", &EXTERNAL_DOCS),
    ("x-enum-descriptions", &VALUE_DESCRIPTIONS),
    ("xml", &XML),
];

/// The words of a schema.
pub(super) fn compare(scope: &mut Scope<'_>, pair: &Pair) {
    for (key, rule) in WORDS {
        let (before, after) = (pair.old.said.get(key), pair.new.said.get(key));
        if let Some(found) = changed(&pair.path, key, before, after) {
            scope.report(rule, &pair.path, found.keyword(pair, key));
        }
    }
}

/// The words of another part of the document.
pub(super) fn compare_parts(scope: &mut Scope<'_>, path: &Path, old: &Part<'_>, new: &Part<'_>) {
    for (key, rule) in WORDS {
        let (before, after) = (old.get(key), new.get(key));
        let values = (before.as_ref().map(|it| it.value), after.as_ref().map(|it| it.value));
        if let Some(found) = changed(path, key, values.0, values.1) {
            scope.report(rule, path, found.at(before.map(|it| it.at), after.map(|it| it.at)));
        }
    }
}

fn changed(path: &Path, key: &str, old: Option<&Value>, new: Option<&Value>) -> Option<Found> {
    if old == new {
        return None;
    }
    let verb = match (old, new) {
        (None, _) => "is new",
        (_, None) => "is gone",
        _ => "changed",
    };
    let text = |it: &Value| it.as_str().map_or_else(|| it.to_string(), str::to_owned);
    let what = format!("the `{key}` of {} {verb}", path.noun());
    Some(Found::new(what).values(old.map(text), new.map(text)))
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::operations(
            "an operation",
            r#"{"summary": "a", "description": "a", "externalDocs": {"url": "a"}}"#,
            r#"{"summary": "b", "description": "b", "externalDocs": {"url": "b"}}"#,
        ),
        Pair::operations(
            "a schema",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "string", "title": "a", "example": "a"}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "string", "title": "b", "example": "b"}}}}}"#,
        ),
        Pair::operations(
            "the values of a list",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"enum": ["a"], "x-enum-descriptions": ["a"]}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"enum": ["a"], "x-enum-descriptions": ["b"]}}}}}"#,
        ),
        Pair::operations(
            "XML",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "string"}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "string", "xml": {"name": "a"}}}}}}"#,
        ),
        Pair::operations(
            "the description that stands outermost counts",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"allOf": [{"type": "string", "description": "a"}], "description": "b"}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "string", "description": "b"}}}}}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
            an operation
              -> docs description-changed: the `description` of the operation changed [a => b]
              -> docs summary-changed: the `summary` of the operation changed [a => b]
              -> docs external-docs-changed: the `externalDocs` of the operation changed [{"url":"a"} => {"url":"b"}]
              <- docs description-changed: the `description` of the operation changed [b => a]
              <- docs summary-changed: the `summary` of the operation changed [b => a]
              <- docs external-docs-changed: the `externalDocs` of the operation changed [{"url":"b"} => {"url":"a"}]
            a schema
              -> docs title-changed: the `title` of the request body changed [a => b]
              -> docs example-changed: the `example` of the request body changed [a => b]
              <- docs title-changed: the `title` of the request body changed [b => a]
              <- docs example-changed: the `example` of the request body changed [b => a]
            the values of a list
              -> docs enum-descriptions-changed: the `x-enum-descriptions` of the request body changed [["a"] => ["b"]]
              <- docs enum-descriptions-changed: the `x-enum-descriptions` of the request body changed [["b"] => ["a"]]
            XML
              -> unknown xml-changed: the `xml` of the request body is new [- => {"name":"a"}]
              <- unknown xml-changed: the `xml` of the request body is gone [{"name":"a"} => -]
            the description that stands outermost counts
        "#]],
        );
    }
}
