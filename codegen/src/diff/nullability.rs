//! Whether null is a value.

use super::rules::families;
use super::scope::{Found, Pair, Scope};

families! {
    BECAME_NULLABLE = "became-nullable",
        request: WireCompatible "The server takes null as well.",
        answer: WireBreaking "The server may send null, for which today's client is not prepared.";
    BECAME_NOT_NULLABLE = "became-not-nullable",
        request: WireBreaking "The server refuses null, which it took.",
        answer: WireCompatible "The server never sends null any more.";
}

pub(super) fn compare(scope: &mut Scope<'_>, pair: &Pair) {
    let (family, what) = match (pair.old.nullable, pair.new.nullable) {
        _ if pair.old.is_any() || pair.new.is_any() => return,
        (false, true) => (&BECAME_NULLABLE, "may be null now"),
        (true, false) => (&BECAME_NOT_NULLABLE, "may not be null any more"),
        _ => return,
    };
    let text = |nullable| if nullable { "nullable" } else { "not nullable" };
    let found = Found::new(format!("{} {what}", pair.path.noun()))
        .keyword(pair, "nullable")
        .became(text(pair.old.nullable), text(pair.new.nullable));
    scope.report_in(family, pair, found);
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::schemas("null as a type", r#"{"type": "string"}"#, r#"{"type": ["string", "null"]}"#),
        Pair::schemas(
            "null beside a reference",
            r##"{"$ref": "#/components/schemas/Text"}"##,
            r##"{"$ref": "#/components/schemas/Text", "nullable": true}"##,
        ),
        Pair::schemas(
            "the same null in four spellings",
            r#"{"type": "string", "nullable": true}"#,
            r##"{"anyOf": [{"$ref": "#/components/schemas/Text"}, {"type": "null"}]}"##,
        ),
        Pair::schemas(
            "null in a list of values",
            r#"{"enum": ["a", null]}"#,
            r#"{"type": ["string", "null"], "enum": ["a"]}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                null as a type
                  -> wire-compatible request-parameter-became-nullable: the query parameter p may be null now [not nullable => nullable]
                  -> wire-breaking response-header-became-nullable: the header H of the answer 200 may be null now [not nullable => nullable]
                  -> wire-compatible request-property-became-nullable: `x` in the request body may be null now [not nullable => nullable]
                  -> wire-breaking response-property-became-nullable: `x` in the answer 200 may be null now [not nullable => nullable]
                  <- wire-breaking request-parameter-became-not-nullable: the query parameter p may not be null any more [nullable => not nullable]
                  <- wire-compatible response-header-became-not-nullable: the header H of the answer 200 may not be null any more [nullable => not nullable]
                  <- wire-breaking request-property-became-not-nullable: `x` in the request body may not be null any more [nullable => not nullable]
                  <- wire-compatible response-property-became-not-nullable: `x` in the answer 200 may not be null any more [nullable => not nullable]
                null beside a reference
                  -> wire-compatible request-parameter-became-nullable: the query parameter p may be null now [not nullable => nullable]
                  -> wire-breaking response-header-became-nullable: the header H of the answer 200 may be null now [not nullable => nullable]
                  -> wire-compatible request-property-became-nullable: `x` in the request body may be null now [not nullable => nullable]
                  -> wire-breaking response-property-became-nullable: `x` in the answer 200 may be null now [not nullable => nullable]
                  <- wire-breaking request-parameter-became-not-nullable: the query parameter p may not be null any more [nullable => not nullable]
                  <- wire-compatible response-header-became-not-nullable: the header H of the answer 200 may not be null any more [nullable => not nullable]
                  <- wire-breaking request-property-became-not-nullable: `x` in the request body may not be null any more [nullable => not nullable]
                  <- wire-compatible response-property-became-not-nullable: `x` in the answer 200 may not be null any more [nullable => not nullable]
                the same null in four spellings
                null in a list of values
            "#]],
        );
    }
}
