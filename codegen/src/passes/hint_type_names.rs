//! Writes beside every inline schema the name that its place suggests for its type.
//!
//! Later passes copy schemas: out of shared responses, into merged objects. All copies of one
//! schema bear the name of the place where it stood, and so become one type again.
//! `name_inline_schemas` takes the names away. How places suggest names is said in `places.rs`.
//!
//! ```text
//! before  {"User": {"properties": {"state": {"enum": ["on", "off"]}}}}
//! after   {"User": {"properties": {"state": {"enum": ["on", "off"], "x-made-name": "UserState"}}}}
//! ```

use serde_json::Value;

use super::places::{component_name, visit_inside, visit_operations, visit_shared};
use super::shape::{MADE_NAME, RUST_NAME, reference};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, schemas_root};

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    let root = schemas_root();
    for (key, schema) in spec.object_mut(&root).into_iter().flatten() {
        let name = component_name(key, schema);
        visit_inside(schema, &root.child(key), &name, &mut hint);
    }
    visit_shared(&mut spec.root, &mut hint);
    visit_operations(&mut spec.root, &mut hint);
}

fn hint(_: &Pointer, schema: &mut Value, name: &str) {
    let is_reference = reference(schema).is_some();
    let Some(members) = schema.as_object_mut() else { return };
    let may_need_type = ["properties", "enum", "allOf", "oneOf", "anyOf"]
        .iter()
        .any(|key| members.contains_key(*key));
    if may_need_type && !is_reference && !members.contains_key(RUST_NAME) {
        members.insert(MADE_NAME.to_owned(), Value::from(name));
    }
}
