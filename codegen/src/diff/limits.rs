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
