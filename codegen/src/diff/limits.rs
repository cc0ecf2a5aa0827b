//! Limits: lengths, ranges, counts and patterns.

use serde_json::Value;

use super::rules::families;
use super::scope::{Found, Pair, Scope};

families! {
    LIMIT_TIGHTENED = "limit-tightened",
        request: WireBreaking "The server refuses values that it took.",
        answer: WireCompatible "The server sends values within narrower limits.";
    LIMIT_LOOSENED = "limit-loosened",
        request: WireCompatible "The server takes values beyond the former limit.",
        answer: Unknown "The server may send values beyond the former limit, and whether clients rely on it cannot be told.";
    LIMIT_CHANGED = "limit-changed",
        request: Unknown "The limit allows other values than before, and whether these include today's cannot be told.",
        answer: Unknown "The limit allows other values than before, and whether clients rely on it cannot be told.";
}

/// Which values a limit allows, compared with another.
enum Shift {
    Tighter,
    Looser,
    Other,
}

pub(super) fn compare(scope: &mut Scope<'_>, pair: &Pair) {
    let (old, new) = (&pair.old.limits, &pair.new.limits);
    let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
    for key in keys {
        let (before, after) = (old.get(key), new.get(key));
        if before == after {
            continue;
        }
        let (family, verb) = match shift(key, before, after) {
            Shift::Tighter => (&LIMIT_TIGHTENED, "was tightened"),
            Shift::Looser => (&LIMIT_LOOSENED, "was loosened"),
            Shift::Other => (&LIMIT_CHANGED, "changed"),
        };
        let text = |it: Option<&Value>| it.map(|it| format!("{key}: {it}"));
        let found = Found::new(format!("the limit `{key}` of {} {verb}", pair.path.noun()))
            .keyword(pair, key)
            .values(text(before), text(after));
        scope.report_in(family, pair, found);
    }
}

fn shift(key: &str, before: Option<&Value>, after: Option<&Value>) -> Shift {
    match (before, after) {
        (None, _) => Shift::Tighter,
        (_, None) => Shift::Looser,
        (Some(before), Some(after)) => match (before.as_f64(), after.as_f64()) {
            (Some(before), Some(after)) => shift_of_numbers(key, before, after),
            _ => Shift::Other,
        },
    }
}

fn shift_of_numbers(key: &str, before: f64, after: f64) -> Shift {
    let by = |tighter: bool| if tighter { Shift::Tighter } else { Shift::Looser };
    match key {
        "multipleOf" if after % before == 0.0 => Shift::Tighter,
        "multipleOf" if before % after == 0.0 => Shift::Looser,
        "multipleOf" => Shift::Other,
        _ if key.starts_with("max") || key == "exclusiveMaximum" => by(after < before),
        _ => by(after > before),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::schemas(
            "a shorter text",
            r#"{"type": "string", "maxLength": 9}"#,
            r#"{"type": "string", "maxLength": 8}"#,
        ),
        Pair::schemas(
            "a longer text",
            r#"{"type": "string", "minLength": 1}"#,
            r#"{"type": "string", "minLength": 2}"#,
        ),
        Pair::schemas(
            "a new limit",
            r#"{"type": "array"}"#,
            r#"{"type": "array", "uniqueItems": true}"#,
        ),
        Pair::schemas(
            "another pattern",
            r#"{"type": "string", "pattern": "a"}"#,
            r#"{"type": "string", "pattern": "b"}"#,
        ),
        Pair::schemas(
            "a multiple of a multiple",
            r#"{"type": "integer", "multipleOf": 2}"#,
            r#"{"type": "integer", "multipleOf": 4}"#,
        ),
        Pair::schemas(
            "another multiple",
            r#"{"type": "integer", "multipleOf": 2}"#,
            r#"{"type": "integer", "multipleOf": 3}"#,
        ),
        Pair::schemas(
            "an exclusive bound in two spellings",
            r#"{"type": "number", "minimum": 0, "exclusiveMinimum": true}"#,
            r#"{"type": "number", "exclusiveMinimum": 0}"#,
        ),
        Pair::schemas(
            "an exclusive bound of an integer",
            r#"{"type": "integer", "exclusiveMaximum": 10}"#,
            r#"{"type": "integer", "maximum": 9}"#,
        ),
        Pair::schemas(
            "a limit that limits nothing",
            r#"{"type": "string", "minLength": 0, "maxItems": 3}"#,
            r#"{"type": "string"}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                a shorter text
                  -> wire-breaking request-parameter-limit-tightened: the limit `maxLength` of the query parameter p was tightened [maxLength: 9 => maxLength: 8]
                  -> wire-compatible response-header-limit-tightened: the limit `maxLength` of the header H of the answer 200 was tightened [maxLength: 9 => maxLength: 8]
                  -> wire-breaking request-property-limit-tightened: the limit `maxLength` of `x` in the request body was tightened [maxLength: 9 => maxLength: 8]
                  -> wire-compatible response-property-limit-tightened: the limit `maxLength` of `x` in the answer 200 was tightened [maxLength: 9 => maxLength: 8]
                  <- wire-compatible request-parameter-limit-loosened: the limit `maxLength` of the query parameter p was loosened [maxLength: 8 => maxLength: 9]
                  <- unknown response-header-limit-loosened: the limit `maxLength` of the header H of the answer 200 was loosened [maxLength: 8 => maxLength: 9]
                  <- wire-compatible request-property-limit-loosened: the limit `maxLength` of `x` in the request body was loosened [maxLength: 8 => maxLength: 9]
                  <- unknown response-property-limit-loosened: the limit `maxLength` of `x` in the answer 200 was loosened [maxLength: 8 => maxLength: 9]
                a longer text
                  -> wire-breaking request-parameter-limit-tightened: the limit `minLength` of the query parameter p was tightened [minLength: 1 => minLength: 2]
                  -> wire-compatible response-header-limit-tightened: the limit `minLength` of the header H of the answer 200 was tightened [minLength: 1 => minLength: 2]
                  -> wire-breaking request-property-limit-tightened: the limit `minLength` of `x` in the request body was tightened [minLength: 1 => minLength: 2]
                  -> wire-compatible response-property-limit-tightened: the limit `minLength` of `x` in the answer 200 was tightened [minLength: 1 => minLength: 2]
                  <- wire-compatible request-parameter-limit-loosened: the limit `minLength` of the query parameter p was loosened [minLength: 2 => minLength: 1]
                  <- unknown response-header-limit-loosened: the limit `minLength` of the header H of the answer 200 was loosened [minLength: 2 => minLength: 1]
                  <- wire-compatible request-property-limit-loosened: the limit `minLength` of `x` in the request body was loosened [minLength: 2 => minLength: 1]
                  <- unknown response-property-limit-loosened: the limit `minLength` of `x` in the answer 200 was loosened [minLength: 2 => minLength: 1]
                a new limit
                  -> wire-breaking request-parameter-limit-tightened: the limit `uniqueItems` of the query parameter p was tightened [- => uniqueItems: true]
                  -> wire-compatible response-header-limit-tightened: the limit `uniqueItems` of the header H of the answer 200 was tightened [- => uniqueItems: true]
                  -> wire-breaking request-property-limit-tightened: the limit `uniqueItems` of `x` in the request body was tightened [- => uniqueItems: true]
                  -> wire-compatible response-property-limit-tightened: the limit `uniqueItems` of `x` in the answer 200 was tightened [- => uniqueItems: true]
                  <- wire-compatible request-parameter-limit-loosened: the limit `uniqueItems` of the query parameter p was loosened [uniqueItems: true => -]
                  <- unknown response-header-limit-loosened: the limit `uniqueItems` of the header H of the answer 200 was loosened [uniqueItems: true => -]
                  <- wire-compatible request-property-limit-loosened: the limit `uniqueItems` of `x` in the request body was loosened [uniqueItems: true => -]
                  <- unknown response-property-limit-loosened: the limit `uniqueItems` of `x` in the answer 200 was loosened [uniqueItems: true => -]
                another pattern
                  -> unknown request-parameter-limit-changed: the limit `pattern` of the query parameter p changed [pattern: "a" => pattern: "b"]
                  -> unknown response-header-limit-changed: the limit `pattern` of the header H of the answer 200 changed [pattern: "a" => pattern: "b"]
                  -> unknown request-property-limit-changed: the limit `pattern` of `x` in the request body changed [pattern: "a" => pattern: "b"]
                  -> unknown response-property-limit-changed: the limit `pattern` of `x` in the answer 200 changed [pattern: "a" => pattern: "b"]
                  <- unknown request-parameter-limit-changed: the limit `pattern` of the query parameter p changed [pattern: "b" => pattern: "a"]
                  <- unknown response-header-limit-changed: the limit `pattern` of the header H of the answer 200 changed [pattern: "b" => pattern: "a"]
                  <- unknown request-property-limit-changed: the limit `pattern` of `x` in the request body changed [pattern: "b" => pattern: "a"]
                  <- unknown response-property-limit-changed: the limit `pattern` of `x` in the answer 200 changed [pattern: "b" => pattern: "a"]
                a multiple of a multiple
                  -> wire-breaking request-parameter-limit-tightened: the limit `multipleOf` of the query parameter p was tightened [multipleOf: 2 => multipleOf: 4]
                  -> wire-compatible response-header-limit-tightened: the limit `multipleOf` of the header H of the answer 200 was tightened [multipleOf: 2 => multipleOf: 4]
                  -> wire-breaking request-property-limit-tightened: the limit `multipleOf` of `x` in the request body was tightened [multipleOf: 2 => multipleOf: 4]
                  -> wire-compatible response-property-limit-tightened: the limit `multipleOf` of `x` in the answer 200 was tightened [multipleOf: 2 => multipleOf: 4]
                  <- wire-compatible request-parameter-limit-loosened: the limit `multipleOf` of the query parameter p was loosened [multipleOf: 4 => multipleOf: 2]
                  <- unknown response-header-limit-loosened: the limit `multipleOf` of the header H of the answer 200 was loosened [multipleOf: 4 => multipleOf: 2]
                  <- wire-compatible request-property-limit-loosened: the limit `multipleOf` of `x` in the request body was loosened [multipleOf: 4 => multipleOf: 2]
                  <- unknown response-property-limit-loosened: the limit `multipleOf` of `x` in the answer 200 was loosened [multipleOf: 4 => multipleOf: 2]
                another multiple
                  -> unknown request-parameter-limit-changed: the limit `multipleOf` of the query parameter p changed [multipleOf: 2 => multipleOf: 3]
                  -> unknown response-header-limit-changed: the limit `multipleOf` of the header H of the answer 200 changed [multipleOf: 2 => multipleOf: 3]
                  -> unknown request-property-limit-changed: the limit `multipleOf` of `x` in the request body changed [multipleOf: 2 => multipleOf: 3]
                  -> unknown response-property-limit-changed: the limit `multipleOf` of `x` in the answer 200 changed [multipleOf: 2 => multipleOf: 3]
                  <- unknown request-parameter-limit-changed: the limit `multipleOf` of the query parameter p changed [multipleOf: 3 => multipleOf: 2]
                  <- unknown response-header-limit-changed: the limit `multipleOf` of the header H of the answer 200 changed [multipleOf: 3 => multipleOf: 2]
                  <- unknown request-property-limit-changed: the limit `multipleOf` of `x` in the request body changed [multipleOf: 3 => multipleOf: 2]
                  <- unknown response-property-limit-changed: the limit `multipleOf` of `x` in the answer 200 changed [multipleOf: 3 => multipleOf: 2]
                an exclusive bound in two spellings
                an exclusive bound of an integer
                a limit that limits nothing
            "#]],
        );
    }
}
