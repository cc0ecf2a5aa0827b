//! The members that an object takes besides those that it lists, and the items of lists.

use std::collections::BTreeSet;

use super::contract::{Further, Node};
use super::rules::families;
use super::scope::{Found, Pair, Path, Role, Scope, Task};

families! {
    FORBIDDEN = "further-members-forbidden",
        request: WireBreaking "The server refuses members that it does not list.",
        answer: WireCompatible "The server sends listed members only.";
    ALLOWED = "further-members-allowed",
        request: WireCompatible "The server takes members that it does not list.",
        answer: WireCompatible "The server may send members that are not listed, which today's client skips.";
}

pub(super) fn compare(scope: &mut Scope<'_>, pair: &Pair) {
    let is_object = |types: &BTreeSet<&str>| types.contains("object");
    if !is_object(&pair.old.types) || !is_object(&pair.new.types) {
        return;
    }
    let key = "additionalProperties";
    let (family, what) = match (&pair.old.further, &pair.new.further) {
        (Further::Forbidden, Further::Forbidden) => return,
        (_, Further::Forbidden) => (&FORBIDDEN, "takes no members besides the listed ones"),
        (Further::Forbidden, _) => (&ALLOWED, "takes members besides the listed ones"),
        (old, new) => {
            return values(scope, pair, pair.path.values(), (node(old), node(new)));
        }
    };
    let text = |it: &Further| if *it == Further::Forbidden { "forbidden" } else { "allowed" };
    let found = Found::new(format!("{} {what} now", pair.path.noun()))
        .keyword(pair, key)
        .became(text(&pair.old.further), text(&pair.new.further));
    scope.report_in(family, pair, found);
}

pub(super) fn compare_items(scope: &mut Scope<'_>, pair: &Pair) {
    let nodes = (pair.old.items.clone(), pair.new.items.clone());
    values(scope, pair, pair.path.items(), nodes);
}

fn node(further: &Further) -> Node {
    match further {
        Further::Of(node) => node.clone(),
        Further::Any | Further::Forbidden => Node::any(),
    }
}

fn values(scope: &mut Scope<'_>, pair: &Pair, path: Path, (old, new): (Node, Node)) {
    if old != Node::any() || new != Node::any() {
        scope.compare(Task { subject: pair.subject, path, old, new, role: Role::Whole });
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::schemas(
            "no further members",
            r#"{"type": "object"}"#,
            r#"{"type": "object", "additionalProperties": false}"#,
        ),
        Pair::schemas(
            "any further members in three spellings",
            r#"{"type": "object", "additionalProperties": true}"#,
            r#"{"type": "object", "additionalProperties": {}}"#,
        ),
        Pair::schemas(
            "another type of values",
            r#"{"additionalProperties": {"type": "string"}}"#,
            r#"{"additionalProperties": {"type": "boolean"}}"#,
        ),
        Pair::schemas(
            "another type of items",
            r#"{"items": {"type": "string"}}"#,
            r#"{"items": {"type": "array"}}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                no further members
                  -> wire-breaking request-parameter-further-members-forbidden: the query parameter p takes no members besides the listed ones now [allowed => forbidden]
                  -> wire-compatible response-header-further-members-forbidden: the header H of the answer 200 takes no members besides the listed ones now [allowed => forbidden]
                  -> wire-breaking request-property-further-members-forbidden: `x` in the request body takes no members besides the listed ones now [allowed => forbidden]
                  -> wire-compatible response-property-further-members-forbidden: `x` in the answer 200 takes no members besides the listed ones now [allowed => forbidden]
                  <- wire-compatible request-parameter-further-members-allowed: the query parameter p takes members besides the listed ones now [forbidden => allowed]
                  <- wire-compatible response-header-further-members-allowed: the header H of the answer 200 takes members besides the listed ones now [forbidden => allowed]
                  <- wire-compatible request-property-further-members-allowed: `x` in the request body takes members besides the listed ones now [forbidden => allowed]
                  <- wire-compatible response-property-further-members-allowed: `x` in the answer 200 takes members besides the listed ones now [forbidden => allowed]
                any further members in three spellings
                another type of values
                  -> wire-breaking request-parameter-type-specialized: `[*]` in the query parameter p became boolean from string [string => boolean]
                  -> wire-compatible response-header-type-specialized: `[*]` in the header H of the answer 200 became boolean from string [string => boolean]
                  -> wire-breaking request-property-type-changed: `x[*]` in the request body became boolean from string [string => boolean]
                  -> wire-breaking response-property-type-changed: `x[*]` in the answer 200 became boolean from string [string => boolean]
                  <- wire-compatible request-parameter-type-generalized: `[*]` in the query parameter p became string from boolean [boolean => string]
                  <- wire-breaking response-header-type-generalized: `[*]` in the header H of the answer 200 became string from boolean [boolean => string]
                  <- wire-breaking request-property-type-changed: `x[*]` in the request body became string from boolean [boolean => string]
                  <- wire-breaking response-property-type-changed: `x[*]` in the answer 200 became string from boolean [boolean => string]
                another type of items
                  -> wire-breaking request-parameter-type-changed: `[]` in the query parameter p became array from string [string => array]
                  -> wire-breaking response-header-type-changed: `[]` in the header H of the answer 200 became array from string [string => array]
                  -> wire-breaking request-property-type-changed: `x[]` in the request body became array from string [string => array]
                  -> wire-breaking response-property-type-changed: `x[]` in the answer 200 became array from string [string => array]
                  <- wire-breaking request-parameter-type-changed: `[]` in the query parameter p became string from array [array => string]
                  <- wire-breaking response-header-type-changed: `[]` in the header H of the answer 200 became string from array [array => string]
                  <- wire-breaking request-property-type-changed: `x[]` in the request body became string from array [array => string]
                  <- wire-breaking response-property-type-changed: `x[]` in the answer 200 became string from array [array => string]
            "#]],
        );
    }
}
