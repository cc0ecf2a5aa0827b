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
        let found = Found::new(sentence(pair, key, after))
            .at(place(before), place(after))
            .values(text(scope.old, before, key), text(scope.new, after, key));
        scope.report(&CHANGED, &pair.path, found);
    }
    further_unions(scope, pair);
}

fn sentence(pair: &Pair, key: &str, after: &[Pointer]) -> String {
    let noun = pair.path.noun();
    match (key, after.is_empty()) {
        ("false", true) => format!("{noun} takes values now"),
        ("false", false) => format!("{noun} takes no value any more"),
        _ => format!("`{key}` of {noun} changed"),
    }
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

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::schemas(
            "a keyword of validators",
            r#"{"type": "string", "not": {"const": "a"}}"#,
            r#"{"type": "string", "not": {"const": "b"}}"#,
        ),
        Pair::schemas(
            "the same keyword with other words",
            r#"{"type": "string", "not": {"const": "a", "description": "a"}}"#,
            r#"{"type": "string", "not": {"description": "b", "const": "a"}}"#,
        ),
        Pair::schemas(
            "patterns of names",
            r#"{"type": "object"}"#,
            r#"{"type": "object", "patternProperties": {"^a": {"type": "string"}}}"#,
        ),
        Pair::schemas("a schema that takes nothing", "{}", "false"),
        Pair::schemas(
            "a second union",
            r#"{"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "anyOf": [{"required": ["c"]}, {"required": ["d"]}]}"#,
            r#"{"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "anyOf": [{"required": ["c"]}, {"required": ["e"]}]}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                a keyword of validators
                  -> unknown schema-keyword-changed: `not` of the query parameter p changed [not: {"const":"a"} => not: {"const":"b"}]
                  -> unknown schema-keyword-changed: `not` of the header H of the answer 200 changed [not: {"const":"a"} => not: {"const":"b"}]
                  -> unknown schema-keyword-changed: `not` of `x` in the request body changed [not: {"const":"a"} => not: {"const":"b"}]
                  -> unknown schema-keyword-changed: `not` of `x` in the answer 200 changed [not: {"const":"a"} => not: {"const":"b"}]
                  <- unknown schema-keyword-changed: `not` of the query parameter p changed [not: {"const":"b"} => not: {"const":"a"}]
                  <- unknown schema-keyword-changed: `not` of the header H of the answer 200 changed [not: {"const":"b"} => not: {"const":"a"}]
                  <- unknown schema-keyword-changed: `not` of `x` in the request body changed [not: {"const":"b"} => not: {"const":"a"}]
                  <- unknown schema-keyword-changed: `not` of `x` in the answer 200 changed [not: {"const":"b"} => not: {"const":"a"}]
                the same keyword with other words
                patterns of names
                  -> unknown schema-keyword-changed: `patternProperties` of the query parameter p changed [- => patternProperties: {"^a":{"type":"string"}}]
                  -> unknown schema-keyword-changed: `patternProperties` of the header H of the answer 200 changed [- => patternProperties: {"^a":{"type":"string"}}]
                  -> unknown schema-keyword-changed: `patternProperties` of `x` in the request body changed [- => patternProperties: {"^a":{"type":"string"}}]
                  -> unknown schema-keyword-changed: `patternProperties` of `x` in the answer 200 changed [- => patternProperties: {"^a":{"type":"string"}}]
                  <- unknown schema-keyword-changed: `patternProperties` of the query parameter p changed [patternProperties: {"^a":{"type":"string"}} => -]
                  <- unknown schema-keyword-changed: `patternProperties` of the header H of the answer 200 changed [patternProperties: {"^a":{"type":"string"}} => -]
                  <- unknown schema-keyword-changed: `patternProperties` of `x` in the request body changed [patternProperties: {"^a":{"type":"string"}} => -]
                  <- unknown schema-keyword-changed: `patternProperties` of `x` in the answer 200 changed [patternProperties: {"^a":{"type":"string"}} => -]
                a schema that takes nothing
                  -> unknown schema-keyword-changed: the query parameter p takes no value any more [- => false: false]
                  -> unknown schema-keyword-changed: the header H of the answer 200 takes no value any more [- => false: false]
                  -> unknown schema-keyword-changed: `x` in the request body takes no value any more [- => false: false]
                  -> unknown schema-keyword-changed: `x` in the answer 200 takes no value any more [- => false: false]
                  <- unknown schema-keyword-changed: the query parameter p takes values now [false: false => -]
                  <- unknown schema-keyword-changed: the header H of the answer 200 takes values now [false: false => -]
                  <- unknown schema-keyword-changed: `x` in the request body takes values now [false: false => -]
                  <- unknown schema-keyword-changed: `x` in the answer 200 takes values now [false: false => -]
                a second union
                  -> unknown schema-keyword-changed: a second union of the query parameter p changed [- => -]
                  -> unknown schema-keyword-changed: a second union of the header H of the answer 200 changed [- => -]
                  -> unknown schema-keyword-changed: a second union of `x` in the request body changed [- => -]
                  -> unknown schema-keyword-changed: a second union of `x` in the answer 200 changed [- => -]
                  <- unknown schema-keyword-changed: a second union of the query parameter p changed [- => -]
                  <- unknown schema-keyword-changed: a second union of the header H of the answer 200 changed [- => -]
                  <- unknown schema-keyword-changed: a second union of `x` in the request body changed [- => -]
                  <- unknown schema-keyword-changed: a second union of `x` in the answer 200 changed [- => -]
            "#]],
        );
    }
}
