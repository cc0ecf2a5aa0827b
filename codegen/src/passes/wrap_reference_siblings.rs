//! Moves a reference that does not stand alone into an `allOf`.
//!
//! In OpenAPI 3.0 what stands beside `$ref` is ignored, in 3.1 it counts. Documents of both mean it
//! to count.
//!
//! ```text
//! before  {"$ref": "#/components/schemas/A", "description": ".."}
//! after   {"allOf": [{"$ref": "#/components/schemas/A"}], "description": ".."}
//! ```

use serde_json::{Map, Value, json};

use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    for at in spec.schemas() {
        let Some(schema) = spec.object_mut(&at) else { continue };
        if schema.len() > 1 && schema.contains_key("$ref") {
            wrap(schema);
            spec.moved(&at.child("$ref"), at.child("allOf").child(0).child("$ref"));
        }
    }
}

fn wrap(schema: &mut Map<String, Value>) {
    let reference = schema.shift_remove("$ref");
    let mut branches = vec![json!({ "$ref": reference })];
    if let Some(Value::Array(others)) = schema.get_mut("allOf") {
        branches.append(others);
    }
    schema.shift_insert(0, "allOf".to_owned(), Value::Array(branches));
}
