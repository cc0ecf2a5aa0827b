//! Defaults: what the server takes for a value that is left out.

use serde_json::Value;

use super::rules::rules;
use super::scope::{Found, Pair, Scope};

rules! {
    ADDED = "request-default-value-added", Unknown,
        "The document now says what a value that is left out counts as, and not whether that was so before.";
    CHANGED = "request-default-value-changed", WireBreaking,
        "A value that is left out counts as another one than before.";
    REMOVED = "request-default-value-removed", Unknown,
        "The document no longer says what a value that is left out counts as.";
    IN_ANSWER = "response-default-value-changed", Docs,
        "What an answer leaves out is documented differently; the server sends the same.";
}

pub(super) fn compare(scope: &mut Scope<'_>, pair: &Pair) {
    let (before, after) = (pair.old.said.get("default"), pair.new.said.get("default"));
    if before == after {
        return;
    }
    let rule = match (before, after) {
        _ if !pair.subject.is_request() => &IN_ANSWER,
        (None, _) => &ADDED,
        (_, None) => &REMOVED,
        (Some(_), Some(_)) => &CHANGED,
    };
    let text = |it: &Value| it.to_string();
    let shown = |it: Option<&Value>| it.map_or_else(|| "unstated".to_owned(), text);
    let noun = pair.path.noun();
    let what = format!("the default of {noun} became {} from {}", shown(after), shown(before));
    let found = Found::new(what).keyword(pair, "default").values(before.map(text), after.map(text));
    scope.report(rule, &pair.path, found);
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::schemas(
            "another default",
            r#"{"type": "string", "default": "a"}"#,
            r#"{"type": "string", "default": "b"}"#,
        ),
        Pair::schemas(
            "a default",
            r#"{"type": "string"}"#,
            r#"{"type": "string", "default": "b"}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                another default
                  -> wire-breaking request-default-value-changed: the default of the query parameter p became "b" from "a" ["a" => "b"]
                  -> docs response-default-value-changed: the default of the header H of the answer 200 became "b" from "a" ["a" => "b"]
                  -> wire-breaking request-default-value-changed: the default of `x` in the request body became "b" from "a" ["a" => "b"]
                  -> docs response-default-value-changed: the default of `x` in the answer 200 became "b" from "a" ["a" => "b"]
                  <- wire-breaking request-default-value-changed: the default of the query parameter p became "a" from "b" ["b" => "a"]
                  <- docs response-default-value-changed: the default of the header H of the answer 200 became "a" from "b" ["b" => "a"]
                  <- wire-breaking request-default-value-changed: the default of `x` in the request body became "a" from "b" ["b" => "a"]
                  <- docs response-default-value-changed: the default of `x` in the answer 200 became "a" from "b" ["b" => "a"]
                a default
                  -> unknown request-default-value-added: the default of the query parameter p became "b" from unstated [- => "b"]
                  -> docs response-default-value-changed: the default of the header H of the answer 200 became "b" from unstated [- => "b"]
                  -> unknown request-default-value-added: the default of `x` in the request body became "b" from unstated [- => "b"]
                  -> docs response-default-value-changed: the default of `x` in the answer 200 became "b" from unstated [- => "b"]
                  <- unknown request-default-value-removed: the default of the query parameter p became unstated from "b" ["b" => -]
                  <- docs response-default-value-changed: the default of the header H of the answer 200 became unstated from "b" ["b" => -]
                  <- unknown request-default-value-removed: the default of `x` in the request body became unstated from "b" ["b" => -]
                  <- docs response-default-value-changed: the default of `x` in the answer 200 became unstated from "b" ["b" => -]
            "#]],
        );
    }
}
