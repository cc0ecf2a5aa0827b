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
