//! Keywords that narrow values in ways which are not compared one by one: `not`, `if`,
//! `patternProperties` and any that is not known.

use super::contract::{Contract, Schema};
use super::rules::rules;
use super::same::same;
use super::scope::{Found, Pair, Scope};
use crate::pointer::Pointer;

rules! {
    CHANGED = "schema-keyword-changed", Unknown,
        "A keyword whose effect on values is not worked out, such as `not`, `if` or `patternProperties`, says something else; whether today's values still fit cannot be told.";
}

pub(super) fn compare(scope: &mut Scope<'_>, pair: &Pair) {
    let (old, new) = (&pair.old.opaque, &pair.new.opaque);
    let none = Vec::new();
    for key in old.keys().chain(new.keys().filter(|it| !old.contains_key(*it))) {
        let (before, after) = (old.get(key).unwrap_or(&none), new.get(key).unwrap_or(&none));
        if are_same(scope, before, after) {
            continue;
        }
        let place = |it: &[Pointer]| it.first().cloned();
        let found = Found::new(format!("`{key}` of {} changed", pair.path.noun()))
            .at(place(before), place(after))
            .values(text(scope.old, before, key), text(scope.new, after, key));
        scope.report(&CHANGED, &pair.path, found);
    }
    further_unions(scope, pair);
}

/// Of several unions that hold at once, the first is compared branch by branch.
fn further_unions(scope: &mut Scope<'_>, pair: &Pair) {
    let rest = |schema: &Schema| -> Vec<Pointer> {
        schema.unions.iter().skip(1).map(|it| it.at.clone()).collect()
    };
    let (before, after) = (rest(&pair.old), rest(&pair.new));
    if !are_same(scope, &before, &after) {
        let what = format!("a second union of {} changed", pair.path.noun());
        let found = Found::new(what).at(before.first().cloned(), after.first().cloned());
        scope.report(&CHANGED, &pair.path, found);
    }
}

fn are_same(scope: &Scope<'_>, old: &[Pointer], new: &[Pointer]) -> bool {
    let mut pairs = old.iter().zip(new);
    old.len() == new.len() && pairs.all(|(a, b)| same((scope.old, a), (scope.new, b)))
}

/// The keyword as it is written; only its name where it is long.
fn text(contract: &Contract, at: &[Pointer], key: &str) -> Option<String> {
    let value = contract.spec().get(at.first()?)?.to_string();
    Some(if value.len() > 200 { key.to_owned() } else { format!("{key}: {value}") })
}
