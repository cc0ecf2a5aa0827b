//! Writes the first of a schema's `examples` as its `example`.
//!
//! OpenAPI 3.1 gives a schema a list of examples, 3.0 one. The `examples` of parameters and media
//! types are another thing, and are left alone.
//!
//! ```text
//! before  {"type": "string", "examples": ["a", "b"]}
//! after   {"type": "string", "example": "a"}
//! ```

use serde_json::Value;

use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    for at in spec.schemas() {
        let Some(schema) = spec.object_mut(&at) else { continue };
        let Some(examples) = schema.shift_remove("examples") else { continue };
        let (first, others) = match examples {
            Value::Array(mut examples) if !examples.is_empty() => {
                let first = examples.remove(0);
                (Some(first), !examples.is_empty())
            }
            Value::Array(_) => (None, false),
            _ => (None, true),
        };
        if let Some(first) = first {
            schema.entry("example").or_insert(first);
        }
        if others {
            report.note(spec.place(&at.child("examples")), "of `examples` only the first is kept");
        }
    }
}
