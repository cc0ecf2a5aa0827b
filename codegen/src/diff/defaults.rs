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
    let found =
        Found::new(what).keyword(pair, "default").values(before.map(text), after.map(text));
    scope.report(rule, &pair.path, found);
}
