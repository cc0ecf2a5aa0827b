//! Security: the credentials that an operation wants.
//!
//! A scheme goes by what it puts on the wire, so that one which is merely called something else is
//! the same.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::contract::{Contract, Operation, Part};
use super::rules::rules;
use super::scope::{Found, Path, Scope};
use super::walk::joined;
use super::{Rule, annotations, descriptions};
use crate::pointer::Pointer;

rules! {
    BECAME_REQUIRED = "api-security-became-required", WireBreaking,
        "The server wants a credential, where it wanted none.";
    BECAME_OPTIONAL = "api-security-became-optional", WireCompatible,
        "The server wants no credential any more.";
    ADDED = "api-security-added", WireCompatible,
        "The server takes another credential in place of those that it took.";
    REMOVED = "api-security-removed", WireBreaking,
        "The server does not take a credential that it took.";
    SCOPE_ADDED = "api-security-scope-added", WireBreaking,
        "The credential must have one more scope.";
    SCOPE_REMOVED = "api-security-scope-removed", WireCompatible,
        "The credential needs one scope less.";
    SCHEME_CHANGED = "security-scheme-changed", Unknown,
        "How a credential is come by changed, which is not compared further.";
}

/// One way to be let in: what is sent, and the scopes that it must have. Empty is no credential.
type Way = BTreeMap<String, BTreeSet<String>>;

pub(super) fn compare<'a>(scope: &mut Scope<'a>, old: &Operation<'a>, new: &Operation<'a>) {
    let (old_at, old) = ways(scope.old, old);
    let (new_at, new) = ways(scope.new, new);
    let is_open = |it: &[Way]| it.is_empty() || it.contains(&Way::new());
    let path = Path::new("security");
    let report = |scope: &mut Scope<'a>, rule, found: Found| {
        scope.report(rule, &path, found.at(Some(old_at.clone()), Some(new_at.clone())));
    };
    let text = |it: &[Way]| it.iter().map(describe).collect::<Vec<_>>().join(", or ");
    match (is_open(&old), is_open(&new)) {
        (true, false) => {
            let found = Found::new(format!("a credential is required now: {}", text(&new)));
            return report(scope, &BECAME_REQUIRED, found.became("none", text(&new)));
        }
        (false, true) => {
            let found = Found::new("no credential is required any more");
            return report(scope, &BECAME_OPTIONAL, found.became(text(&old), "none"));
        }
        _ => {}
    }
    let names = |it: &Way| it.keys().cloned().collect::<BTreeSet<_>>();
    let is_named = |list: &[Way], it: &Way| list.iter().any(|other| names(other) == names(it));
    for it in new.iter().filter(|it| !it.is_empty() && !is_named(&old, it)) {
        let found = Found::new(format!("{} is taken now", describe(it)));
        report(scope, &ADDED, found.values(None, Some(describe(it))));
    }
    for it in old.iter().filter(|it| !it.is_empty() && !is_named(&new, it)) {
        let found = Found::new(format!("{} is taken no more", describe(it)));
        report(scope, &REMOVED, found.values(Some(describe(it)), None));
    }
    for after in &new {
        let Some(before) = old.iter().find(|it| names(it) == names(after)) else { continue };
        for (rule, found) in scopes(before, after) {
            report(scope, rule, found);
        }
    }
}

fn scopes(before: &Way, after: &Way) -> Vec<(&'static Rule, Found)> {
    let mut found: Vec<(&'static Rule, Found)> = Vec::new();
    for (scheme, wanted) in after {
        let had = before.get(scheme).cloned().unwrap_or_default();
        for it in wanted.difference(&had) {
            let what = format!("{scheme} must have the scope {it}");
            found.push((&SCOPE_ADDED, Found::new(what).values(None, Some(it.clone()))));
        }
        for it in had.difference(wanted) {
            let what = format!("{scheme} needs the scope {it} no more");
            found.push((&SCOPE_REMOVED, Found::new(what).values(Some(it.clone()), None)));
        }
    }
    found
}

fn describe(way: &Way) -> String {
    way.keys().cloned().collect::<Vec<_>>().join(" with ")
}

/// The ways to be let in to an operation, and where they are listed.
fn ways(contract: &Contract, operation: &Operation<'_>) -> (Pointer, Vec<Way>) {
    let own = operation.part.get("security");
    let Some(listed) = own.or_else(|| contract.root().get("security")) else {
        return (operation.part.at.clone(), Vec::new());
    };
    let ways = listed.value.as_array().into_iter().flatten();
    let ways = ways.map(|it| {
        it.as_object().into_iter().flatten().map(|(name, scopes)| {
            let scopes = scopes.as_array().into_iter().flatten().filter_map(Value::as_str);
            (scheme(contract, name), scopes.map(str::to_owned).collect())
        })
    });
    let ways = ways.map(Iterator::collect).collect();
    (listed.at, ways)
}

/// What a scheme puts on the wire; with its name where several put the same.
fn scheme(contract: &Contract, name: &str) -> String {
    let schemes = schemes(contract);
    let Some(scheme) = schemes.as_ref().and_then(|it| it.get(name)) else {
        return name.to_owned();
    };
    let sent = sent(name, &scheme);
    let others = schemes.iter().flat_map(Part::members).filter(|(other, _)| other != name);
    let is_shared = others.into_iter().any(|(other, it)| self::sent(&other, &it) == sent);
    if is_shared { format!("{sent} ({name})") } else { sent }
}

fn sent(name: &str, scheme: &Part<'_>) -> String {
    let text = |key: &str| scheme.text(key).unwrap_or_default();
    match text("type") {
        "apiKey" => format!("the {} {}", text("in"), text("name")),
        "http" => format!("a {} credential", text("scheme").to_lowercase()),
        "oauth2" => "an OAuth 2 token".to_owned(),
        "openIdConnect" => format!("an OpenID Connect token of {}", text("openIdConnectUrl")),
        "mutualTLS" => "a client certificate".to_owned(),
        _ => name.to_owned(),
    }
}

fn schemes(contract: &Contract) -> Option<Part<'_>> {
    contract.root().get("components")?.get("securitySchemes")
}

/// What the schemes say of how credentials are come by, by what they put on the wire.
pub(super) fn compare_schemes(scope: &mut Scope<'_>) {
    let listed = |contract| -> Vec<(String, Part<'_>)> {
        let schemes = schemes(contract).into_iter().flat_map(|it| it.members());
        schemes.map(|(name, it)| (scheme(contract, &name), it)).collect()
    };
    for (name, before, after) in joined(&listed(scope.old), &listed(scope.new)) {
        let (Some(before), Some(after)) = (before, after) else { continue };
        let path = Path::new(format!("security scheme, {name}"));
        descriptions::compare_parts(scope, &path, &before, &after);
        annotations::compare_parts(scope, &path, &before, &after);
        for key in ["flows", "bearerFormat"] {
            let text = |it: &Part<'_>| it.get(key).map(|it| it.value.to_string());
            let (was, is) = (text(&before), text(&after));
            if was != is {
                let found = Found::new(format!("`{key}` of {name} changed"));
                scope.report(&SCHEME_CHANGED, &path, found.parts(&before, &after).values(was, is));
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::documents(
            "a credential is required",
            r#""security": [], "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "K"}, "b": {"type": "http", "scheme": "Bearer"}}}, "paths": {"/a": {"get": {}}}"#,
            r#""security": [{"k": []}], "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "K"}, "b": {"type": "http", "scheme": "Bearer"}}}, "paths": {"/a": {"get": {}}}"#,
        ),
        Pair::documents(
            "another credential",
            r#""security": [{"k": []}], "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "K"}, "b": {"type": "http", "scheme": "Bearer"}}}, "paths": {"/a": {"get": {}}}"#,
            r#""security": [{"k": []}, {"b": []}], "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "K"}, "b": {"type": "http", "scheme": "Bearer"}}}, "paths": {"/a": {"get": {}}}"#,
        ),
        Pair::documents(
            "a scope",
            r#""security": [{"b": ["x"]}], "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "K"}, "b": {"type": "http", "scheme": "Bearer"}}}, "paths": {"/a": {"get": {}}}"#,
            r#""security": [{"b": ["x", "y"]}], "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "K"}, "b": {"type": "http", "scheme": "Bearer"}}}, "paths": {"/a": {"get": {}}}"#,
        ),
        Pair::documents(
            "another name of the scheme",
            r#""security": [{"k": []}], "components": {"securitySchemes": {"k": {"type": "apiKey", "in": "header", "name": "K"}}}, "paths": {"/a": {"get": {}}}"#,
            r#""security": [{"key": []}], "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "K"}}}, "paths": {"/a": {"get": {}}}"#,
        ),
        Pair::documents(
            "how it is come by",
            r#""security": [{"o": []}], "components": {"securitySchemes": {"o": {"type": "oauth2", "flows": {}}}}, "paths": {"/a": {"get": {}}}"#,
            r#""security": [{"o": []}], "components": {"securitySchemes": {"o": {"type": "oauth2", "flows": {"implicit": {}}}}}, "paths": {"/a": {"get": {}}}"#,
        ),
        Pair::documents(
            "another of two schemes that send the same",
            r#""security": [{"a": []}], "components": {"securitySchemes": {"a": {"type": "oauth2", "flows": {}}, "b": {"type": "oauth2", "flows": {"x": {}}}}}, "paths": {"/a": {"get": {}}}"#,
            r#""security": [{"b": []}], "components": {"securitySchemes": {"a": {"type": "oauth2", "flows": {}}, "b": {"type": "oauth2", "flows": {"x": {}}}}}, "paths": {"/a": {"get": {}}}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                a credential is required
                  -> wire-breaking api-security-became-required: a credential is required now: the header K [none => the header K]
                  <- wire-compatible api-security-became-optional: no credential is required any more [the header K => none]
                another credential
                  -> wire-compatible api-security-added: a bearer credential is taken now [- => a bearer credential]
                  <- wire-breaking api-security-removed: a bearer credential is taken no more [a bearer credential => -]
                a scope
                  -> wire-breaking api-security-scope-added: a bearer credential must have the scope y [- => y]
                  <- wire-compatible api-security-scope-removed: a bearer credential needs the scope y no more [y => -]
                another name of the scheme
                how it is come by
                  -> unknown security-scheme-changed: `flows` of an OAuth 2 token changed [{} => {"implicit":{}}]
                  <- unknown security-scheme-changed: `flows` of an OAuth 2 token changed [{"implicit":{}} => {}]
                another of two schemes that send the same
                  -> wire-compatible api-security-added: an OAuth 2 token (b) is taken now [- => an OAuth 2 token (b)]
                  -> wire-breaking api-security-removed: an OAuth 2 token (a) is taken no more [an OAuth 2 token (a) => -]
                  <- wire-compatible api-security-added: an OAuth 2 token (a) is taken now [- => an OAuth 2 token (a)]
                  <- wire-breaking api-security-removed: an OAuth 2 token (b) is taken no more [an OAuth 2 token (b) => -]
            "#]],
        );
    }
}
