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
