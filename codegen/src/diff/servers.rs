//! Servers: the base addresses of the document, and those of single operations.

use super::contract::{Operation, Part};
use super::descriptions;
use super::rules::rules;
use super::scope::{Found, Path, Scope};
use super::walk::joined;

rules! {
    ADDED = "server-added", WireCompatible, "The API can be called at one more address.";
    REMOVED = "server-removed", WireBreaking,
        "The API is not at an address any more at which today's client may call it.";
    DEFAULT_CHANGED = "server-default-changed", Unknown,
        "Another of the addresses stands first, which clients call by default; whether it answers the same is not said.";
    VARIABLES_CHANGED = "server-variables-changed", Unknown,
        "The gaps of an address are filled in other ways, which is not compared further.";
}

/// The servers of the whole document.
pub(super) fn compare_document(scope: &mut Scope<'_>) {
    let (old, new) = (scope.old.root(), scope.new.root());
    compare_lists(scope, &servers(&old), &servers(&new));
}

/// The servers of an operation that has its own.
pub(super) fn compare<'a>(scope: &mut Scope<'a>, old: &Operation<'a>, new: &Operation<'a>) {
    let (before, after) = (own(old), own(new));
    match (before, after) {
        (None, None) => {}
        (before, after) => {
            let before = before.unwrap_or_else(|| servers(&scope.old.root()));
            let after = after.unwrap_or_else(|| servers(&scope.new.root()));
            compare_lists(scope, &before, &after);
        }
    }
}

type Servers<'a> = Vec<(String, Part<'a>)>;

fn own<'a>(operation: &Operation<'a>) -> Option<Servers<'a>> {
    let holder =
        [&operation.part, &operation.item].into_iter().find(|it| it.get("servers").is_some());
    holder.map(servers)
}

/// Where the document came from: the address of a document that lists none.
const HERE: &str = "/";

/// Servers by their addresses, without a `/` at the end.
fn servers<'a>(holder: &Part<'a>) -> Servers<'a> {
    let listed = holder.items_of("servers").into_iter();
    let found: Servers<'_> = listed
        .filter_map(|it| Some((it.text("url")?.trim_end_matches('/').to_owned(), it)))
        .collect();
    match found.is_empty() {
        true => vec![(HERE.to_owned(), holder.clone())],
        false => found,
    }
}

fn compare_lists(scope: &mut Scope<'_>, old: &Servers<'_>, new: &Servers<'_>) {
    for (url, before, after) in joined(old, new) {
        let path = Path::new(format!("server {url}"));
        match (before, after) {
            (Some(before), Some(after)) => both(scope, &path, &before, &after),
            (None, Some(after)) => {
                let found = Found::new(format!("the server {url} is new")).added(&after);
                scope.report(&ADDED, &path, found.values(None, Some(url)));
            }
            (Some(before), None) => {
                let found = Found::new(format!("the server {url} is gone")).removed(&before);
                scope.report(&REMOVED, &path, found.values(Some(url), None));
            }
            (None, None) => {}
        }
    }
    compare_first(scope, old, new);
}

fn both(scope: &mut Scope<'_>, path: &Path, old: &Part<'_>, new: &Part<'_>) {
    descriptions::compare_parts(scope, path, old, new);
    let text = |it: &Part<'_>| it.get("variables").map(|it| it.value.to_string());
    let (before, after) = (text(old), text(new));
    if before != after {
        let found = Found::new(format!("the variables of {} changed", path.noun()));
        scope.report(&VARIABLES_CHANGED, path, found.parts(old, new).values(before, after));
    }
}

/// Clients call the first address by default.
fn compare_first(scope: &mut Scope<'_>, old: &Servers<'_>, new: &Servers<'_>) {
    let (Some((before, from)), Some((after, to))) = (old.first(), new.first()) else { return };
    let both_stay = new.iter().any(|(it, _)| it == before);
    if before != after && both_stay {
        let found = Found::new(format!("the server {after} stands first now"))
            .parts(from, to)
            .became(before.clone(), after.clone());
        scope.report(&DEFAULT_CHANGED, &Path::new("servers"), found);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::documents(
            "a server",
            r#""servers": [{"url": "https://a/"}], "paths": {}"#,
            r#""servers": [{"url": "https://a"}, {"url": "https://b"}], "paths": {}"#,
        ),
        Pair::documents(
            "another server first",
            r#""servers": [{"url": "https://a"}, {"url": "https://b"}], "paths": {}"#,
            r#""servers": [{"url": "https://b"}, {"url": "https://a"}], "paths": {}"#,
        ),
        Pair::documents(
            "variables",
            r#""servers": [{"url": "https://{a}"}], "paths": {}"#,
            r#""servers": [{"url": "https://{a}", "variables": {"a": {"default": "b"}}}], "paths": {}"#,
        ),
        Pair::operations(
            "the server of an operation",
            "{}",
            r#"{"servers": [{"url": "https://c"}]}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                a server
                  -> wire-compatible server-added: the server https://b is new [- => https://b]
                  <- wire-breaking server-removed: the server https://b is gone [https://b => -]
                another server first
                  -> unknown server-default-changed: the server https://b stands first now [https://a => https://b]
                  <- unknown server-default-changed: the server https://a stands first now [https://b => https://a]
                variables
                  -> unknown server-variables-changed: the variables of the server https://{a} changed [- => {"a":{"default":"b"}}]
                  <- unknown server-variables-changed: the variables of the server https://{a} changed [{"a":{"default":"b"}} => -]
                the server of an operation
                  -> wire-compatible server-added: the server https://c is new [- => https://c]
                  -> wire-breaking server-removed: the server / is gone [/ => -]
                  <- wire-compatible server-added: the server / is new [- => /]
                  <- wire-breaking server-removed: the server https://c is gone [https://c => -]
            "#]],
        );
    }
}
