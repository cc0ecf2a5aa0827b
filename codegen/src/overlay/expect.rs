//! `x-expect`: what an action takes for granted of every node it changes.
//!
//! ```text
//! x-expect  {"type": "string"}
//! holds     {"type": "string", "format": "date"}
//! does not  {"type": ["string", "null"]}
//! ```
//!
//! An object is contained if each of its members is; anything else is contained if it is equal.

use serde_json::Value;

use super::action::Action;
use super::shown;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// Whether every target contains what the action expects; says where one does not.
pub(super) fn hold(
    action: &Action<'_>,
    targets: &[Pointer],
    spec: &Spec,
    report: &mut Report,
) -> bool {
    let Some(expected) = action.expect else { return true };
    let mut surprises = Vec::new();
    for target in targets {
        compare(expected, spec.get(target), target.clone(), &mut surprises);
    }
    for it in &surprises {
        let found = it.found.map_or_else(|| "nothing".to_owned(), shown);
        let message = format!("`x-expect` wants {}, the document has {found}", shown(it.expected));
        let help = format!("see what changed, then mend or delete {}", action.name());
        report.error(spec.place(&it.at), message).help(help);
    }
    surprises.is_empty()
}

struct Surprise<'a> {
    at: Pointer,
    expected: &'a Value,
    found: Option<&'a Value>,
}

fn compare<'a>(
    expected: &'a Value,
    found: Option<&'a Value>,
    at: Pointer,
    surprises: &mut Vec<Surprise<'a>>,
) {
    match (expected, found) {
        (Value::Object(wanted), Some(Value::Object(members))) => {
            for (name, value) in wanted {
                compare(value, members.get(name), at.child(name), surprises);
            }
        }
        (expected, Some(found)) if expected == found => {}
        _ => surprises.push(Surprise { at, expected, found }),
    }
}
