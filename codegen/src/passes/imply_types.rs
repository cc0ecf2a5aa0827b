//! Makes `type` say what other keywords imply, and drops keywords that the type gives no meaning.
//!
//! `properties` and `additionalProperties` imply an object, `items` an array. JSON Schema ignores
//! them on values of another type; each such loss is a warning, for it is mostly a slip.
//!
//! ```text
//! before  {"properties": {"a": {}}}
//! after   {"properties": {"a": {}}, "type": "object"}
//! ```

use serde_json::{Map, Value};

use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// The keywords that speak about objects, and about arrays.
const KEYWORDS: [(&str, &[&str]); 2] =
    [("object", &["properties", "additionalProperties", "required"]), ("array", &["items"])];

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    for at in spec.schemas() {
        let Some(schema) = spec.object_mut(&at) else { continue };
        if !schema.contains_key("type")
            && let Some(implied) = implied_type(schema)
        {
            schema.insert("type".to_owned(), Value::from(implied));
        }
        let Some(name) = schema.get("type").and_then(Value::as_str).map(str::to_owned) else {
            continue;
        };
        for (wanted, keywords) in KEYWORDS.into_iter().filter(|(wanted, _)| *wanted != name) {
            drop_keywords(spec, &at, keywords, &name, wanted, report);
        }
    }
}

fn implied_type(schema: &Map<String, Value>) -> Option<&'static str> {
    ["properties", "additionalProperties", "items"].into_iter().find_map(|key| {
        let implied = if key == "items" { "array" } else { "object" };
        schema.contains_key(key).then_some(implied)
    })
}

fn drop_keywords(
    spec: &mut Spec,
    at: &Pointer,
    keywords: &[&str],
    name: &str,
    wanted: &str,
    report: &mut Report,
) {
    for key in keywords {
        let dropped = spec.object_mut(at).and_then(|it| it.shift_remove(*key));
        if dropped.is_some() {
            let message = format!("`{key}` is left out, for the type is `{name}`");
            report
                .warn(spec.place(&at.child(key)), message)
                .help(format!("make the type `{wanted}`, or remove `{key}`"));
        }
    }
}
