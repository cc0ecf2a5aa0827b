//! Writes `const` as an `enum` of one value.
//!
//! ```text
//! before  {"const": "list"}
//! after   {"enum": ["list"]}
//! ```

use serde_json::json;

use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    for at in spec.schemas() {
        let Some(schema) = spec.object_mut(&at) else { continue };
        if let Some(value) = schema.shift_remove("const") {
            schema.shift_remove("x-enum-varnames");
            schema.shift_remove("x-enum-descriptions");
            schema.insert("enum".to_owned(), json!([value]));
        }
    }
}
