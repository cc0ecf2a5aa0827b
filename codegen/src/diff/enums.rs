//! Listed values: closed sets, and open ones, of which `x-extensible-enum` lists what is known.

use serde_json::Value;

use super::contract::Schema;
use super::rules::{Family, families};
use super::scope::{Found, Pair, Scope};
use crate::pointer::Pointer;

families! {
    ENUM_VALUE_ADDED = "enum-value-added",
        request: WireCompatible "The server takes one more value.",
        answer: WireBreaking "The server may send a value that a closed list did not have; only a list that is documented as open, by `x-extensible-enum`, foretells that.";
    ENUM_VALUE_REMOVED = "enum-value-removed",
        request: WireBreaking "The server refuses a value that it took.",
        answer: WireCompatible "The server does not send one of the values any more.";
    KNOWN_VALUE_ADDED = "known-value-added",
        request: WireCompatible "An open list names one more value that the server takes.",
        answer: WireCompatible "An open list names one more value; clients of such a list are prepared for values that they do not know.";
    KNOWN_VALUE_REMOVED = "known-value-removed",
        request: Unknown "An open list names a value no more, and whether the server still takes it is not said.",
        answer: WireCompatible "An open list names a value no more.";
    BECAME_ENUM = "became-enum",
        request: WireBreaking "The server takes listed values only, where it took any of the type.",
        answer: WireCompatible "The server sends listed values only.";
    ENUM_DROPPED = "enum-dropped",
        request: WireCompatible "The server takes any value of the type, where it took listed ones only.",
        answer: WireBreaking "The server may send any value of the type, where it sent listed ones only.";
    KNOWN_VALUES_STATED = "known-values-stated",
        request: WireCompatible "The values that are known are listed; others stay possible.",
        answer: WireCompatible "The values that are known are listed; others stay possible.";
    KNOWN_VALUES_UNSTATED = "known-values-unstated",
        request: WireCompatible "The values that are known are listed no more; any is possible, as before.",
        answer: WireCompatible "The values that are known are listed no more; any is possible, as before.";
    ENUM_OPENED = "enum-opened",
        request: WireCompatible "A closed list became an open one: the server may take other values too.",
        answer: WireBreaking "A closed list became an open one: the server may send values that today's client does not know.";
    ENUM_CLOSED = "enum-closed",
        request: WireBreaking "An open list became a closed one: the server refuses other values.",
        answer: WireCompatible "An open list became a closed one: the server sends no other values.";
}

pub(super) fn compare(scope: &mut Scope<'_>, pair: &Pair) {
    match (&pair.old.values, &pair.new.values) {
        (None, None) => {}
        (None, Some(values)) => {
            let family = if pair.new.open { &KNOWN_VALUES_STATED } else { &BECAME_ENUM };
            listed(scope, pair, family, None, Some(values));
        }
        (Some(values), None) => {
            let family = if pair.old.open { &KNOWN_VALUES_UNSTATED } else { &ENUM_DROPPED };
            listed(scope, pair, family, Some(values), None);
        }
        (Some(old), Some(new)) => {
            openness(scope, pair);
            values(scope, pair, old, new);
        }
    }
}

fn listed(
    scope: &mut Scope<'_>,
    pair: &Pair,
    family: &'static Family,
    old: Option<&Vec<Value>>,
    new: Option<&Vec<Value>>,
) {
    let verb = if new.is_some() { "lists its values now" } else { "lists its values no more" };
    let text = |it: &Vec<Value>| Value::from(it.clone()).to_string();
    let found = Found::new(format!("{} {verb}", pair.path.noun()))
        .at(place(&pair.old), place(&pair.new))
        .values(old.map(text), new.map(text));
    scope.report_in(family, pair, found);
}

fn openness(scope: &mut Scope<'_>, pair: &Pair) {
    let (family, what) = match (pair.old.open, pair.new.open) {
        (false, true) => (&ENUM_OPENED, "open: other values than the listed ones may come"),
        (true, false) => (&ENUM_CLOSED, "closed: no other values than the listed ones may come"),
        _ => return,
    };
    let text = |open| if open { "open list" } else { "closed list" };
    let found = Found::new(format!("the values of {} became {what}", pair.path.noun()))
        .at(place(&pair.old), place(&pair.new))
        .became(text(pair.old.open), text(pair.new.open));
    scope.report_in(family, pair, found);
}

fn values(scope: &mut Scope<'_>, pair: &Pair, old: &[Value], new: &[Value]) {
    let (old_at, new_at) = (place(&pair.old), place(&pair.new));
    for value in new.iter().filter(|it| !old.contains(it)) {
        let family = if pair.old.open { &KNOWN_VALUE_ADDED } else { &ENUM_VALUE_ADDED };
        let found = Found::new(format!("{} has the new value {value}", pair.path.noun()))
            .at(old_at.clone(), new_at.clone())
            .values(None, Some(value.to_string()));
        scope.report_in(family, pair, found);
    }
    for value in old.iter().filter(|it| !new.contains(it)) {
        let family = if pair.new.open { &KNOWN_VALUE_REMOVED } else { &ENUM_VALUE_REMOVED };
        let found = Found::new(format!("{} has the value {value} no more", pair.path.noun()))
            .at(old_at.clone(), new_at.clone())
            .values(Some(value.to_string()), None);
        scope.report_in(family, pair, found);
    }
}

fn place(schema: &Schema) -> Option<Pointer> {
    let keys = ["enum", "const", "x-extensible-enum"];
    let key = keys.into_iter().find(|it| schema.has(it)).unwrap_or("enum");
    schema.place(key)
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::schemas("one more value", r#"{"enum": ["a"]}"#, r#"{"enum": ["b", "a"]}"#),
        Pair::schemas(
            "one more known value",
            r#"{"type": "string", "x-extensible-enum": ["a"]}"#,
            r#"{"type": "string", "x-extensible-enum": ["a", "b"]}"#,
        ),
        Pair::schemas(
            "a list of values",
            r#"{"type": "string"}"#,
            r#"{"type": "string", "enum": ["a"]}"#,
        ),
        Pair::schemas(
            "a list of known values",
            r#"{"type": "string"}"#,
            r#"{"type": "string", "x-extensible-enum": ["a"]}"#,
        ),
        Pair::schemas(
            "an open list",
            r#"{"enum": ["a"]}"#,
            r#"{"type": "string", "x-extensible-enum": ["a"]}"#,
        ),
        Pair::schemas(
            "a constant is a list of one, in any order",
            r#"{"const": "a"}"#,
            r#"{"enum": ["a", "a"]}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                one more value
                  -> wire-compatible request-parameter-enum-value-added: the query parameter p has the new value "b" [- => "b"]
                  -> wire-breaking response-header-enum-value-added: the header H of the answer 200 has the new value "b" [- => "b"]
                  -> wire-compatible request-property-enum-value-added: `x` in the request body has the new value "b" [- => "b"]
                  -> wire-breaking response-property-enum-value-added: `x` in the answer 200 has the new value "b" [- => "b"]
                  <- wire-breaking request-parameter-enum-value-removed: the query parameter p has the value "b" no more ["b" => -]
                  <- wire-compatible response-header-enum-value-removed: the header H of the answer 200 has the value "b" no more ["b" => -]
                  <- wire-breaking request-property-enum-value-removed: `x` in the request body has the value "b" no more ["b" => -]
                  <- wire-compatible response-property-enum-value-removed: `x` in the answer 200 has the value "b" no more ["b" => -]
                one more known value
                  -> wire-compatible request-parameter-known-value-added: the query parameter p has the new value "b" [- => "b"]
                  -> wire-compatible response-header-known-value-added: the header H of the answer 200 has the new value "b" [- => "b"]
                  -> wire-compatible request-property-known-value-added: `x` in the request body has the new value "b" [- => "b"]
                  -> wire-compatible response-property-known-value-added: `x` in the answer 200 has the new value "b" [- => "b"]
                  <- unknown request-parameter-known-value-removed: the query parameter p has the value "b" no more ["b" => -]
                  <- wire-compatible response-header-known-value-removed: the header H of the answer 200 has the value "b" no more ["b" => -]
                  <- unknown request-property-known-value-removed: `x` in the request body has the value "b" no more ["b" => -]
                  <- wire-compatible response-property-known-value-removed: `x` in the answer 200 has the value "b" no more ["b" => -]
                a list of values
                  -> wire-breaking request-parameter-became-enum: the query parameter p lists its values now [- => ["a"]]
                  -> wire-compatible response-header-became-enum: the header H of the answer 200 lists its values now [- => ["a"]]
                  -> wire-breaking request-property-became-enum: `x` in the request body lists its values now [- => ["a"]]
                  -> wire-compatible response-property-became-enum: `x` in the answer 200 lists its values now [- => ["a"]]
                  <- wire-compatible request-parameter-enum-dropped: the query parameter p lists its values no more [["a"] => -]
                  <- wire-breaking response-header-enum-dropped: the header H of the answer 200 lists its values no more [["a"] => -]
                  <- wire-compatible request-property-enum-dropped: `x` in the request body lists its values no more [["a"] => -]
                  <- wire-breaking response-property-enum-dropped: `x` in the answer 200 lists its values no more [["a"] => -]
                a list of known values
                  -> wire-compatible request-parameter-known-values-stated: the query parameter p lists its values now [- => ["a"]]
                  -> wire-compatible response-header-known-values-stated: the header H of the answer 200 lists its values now [- => ["a"]]
                  -> wire-compatible request-property-known-values-stated: `x` in the request body lists its values now [- => ["a"]]
                  -> wire-compatible response-property-known-values-stated: `x` in the answer 200 lists its values now [- => ["a"]]
                  <- wire-compatible request-parameter-known-values-unstated: the query parameter p lists its values no more [["a"] => -]
                  <- wire-compatible response-header-known-values-unstated: the header H of the answer 200 lists its values no more [["a"] => -]
                  <- wire-compatible request-property-known-values-unstated: `x` in the request body lists its values no more [["a"] => -]
                  <- wire-compatible response-property-known-values-unstated: `x` in the answer 200 lists its values no more [["a"] => -]
                an open list
                  -> wire-compatible request-parameter-enum-opened: the values of the query parameter p became open: other values than the listed ones may come [closed list => open list]
                  -> wire-breaking response-header-enum-opened: the values of the header H of the answer 200 became open: other values than the listed ones may come [closed list => open list]
                  -> wire-compatible request-property-enum-opened: the values of `x` in the request body became open: other values than the listed ones may come [closed list => open list]
                  -> wire-breaking response-property-enum-opened: the values of `x` in the answer 200 became open: other values than the listed ones may come [closed list => open list]
                  <- wire-breaking request-parameter-enum-closed: the values of the query parameter p became closed: no other values than the listed ones may come [open list => closed list]
                  <- wire-compatible response-header-enum-closed: the values of the header H of the answer 200 became closed: no other values than the listed ones may come [open list => closed list]
                  <- wire-breaking request-property-enum-closed: the values of `x` in the request body became closed: no other values than the listed ones may come [open list => closed list]
                  <- wire-compatible response-property-enum-closed: the values of `x` in the answer 200 became closed: no other values than the listed ones may come [open list => closed list]
                a constant is a list of one, in any order
            "#]],
        );
    }
}
