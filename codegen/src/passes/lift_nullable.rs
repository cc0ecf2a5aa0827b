//! Moves `nullable` from component schemas to the places that refer to them, and from branches to
//! their unions.
//!
//! A named type is then never null itself: null is a matter of the member that has the type.
//!
//! ```text
//! before  {"A": {"type": "object", "nullable": true}, "B": {"items": {"$ref": ".."}}}
//! after   {"A": {"type": "object"}, "B": {"items": {"allOf": [{"$ref": ".."}], "nullable": true}}}
//! ```

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::shape::{is_bare_reference, reference, set_about_place};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, schemas_root};

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    let nullable = nullable_components(spec);
    let schemas = spec.schemas();
    for at in schemas.iter().rev() {
        let Some(schema) = at.resolve_mut(&mut spec.root) else { continue };
        if reference(schema).is_some_and(|it| nullable.contains(&it)) && !stands_in_wrapper(at) {
            set_about_place(schema, "nullable", Value::Bool(true));
        }
        let Some(members) = schema.as_object_mut() else { continue };
        lift_from_branches(members);
        let is_component = at.parent().is_some_and(|it| it == schemas_root());
        if is_component && members.shift_remove("nullable").is_some() {
            unwrap(schema);
        }
    }
}

/// The components that null is a value of.
fn nullable_components(spec: &Spec) -> HashSet<String> {
    let schemas = spec.object(&schemas_root()).into_iter().flatten();
    let mut referrers: HashMap<String, Vec<&String>> = HashMap::new();
    let mut found = HashSet::new();
    let mut left = Vec::new();
    for (name, schema) in schemas {
        for reference in references_for_null(schema) {
            referrers.entry(reference).or_default().push(name);
        }
        if takes_null(schema) {
            left.push(name);
        }
    }
    while let Some(name) = left.pop() {
        if found.insert(name.clone()) {
            left.extend(referrers.get(name).into_iter().flatten());
        }
    }
    found
}

/// Whether null is a value of `schema`, as far as can be said without following references.
fn takes_null(schema: &Value) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true)) || branches(schema).any(takes_null)
}

/// The components that make null a value of `schema` if it is one of theirs.
fn references_for_null(schema: &Value) -> Vec<String> {
    match reference(schema) {
        Some(name) => vec![name],
        None => branches(schema).flat_map(references_for_null).collect(),
    }
}

fn branches(schema: &Value) -> impl Iterator<Item = &Value> {
    let unions = ["oneOf", "anyOf"].into_iter().filter_map(|key| schema.get(key)?.as_array());
    unions.flatten()
}

/// Whether the schema at `at` is the reference in `{"allOf": [{"$ref": ..}]}`.
fn stands_in_wrapper(at: &Pointer) -> bool {
    at.parent().and_then(|it| it.last()).is_some_and(|it| it == "allOf")
}

fn lift_from_branches(schema: &mut Map<String, Value>) {
    let mut lifted = false;
    for key in ["oneOf", "anyOf"] {
        for branch in schema.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
            let nullable = branch.as_object_mut().and_then(|it| it.shift_remove("nullable"));
            lifted |= nullable == Some(Value::Bool(true));
            unwrap(branch);
        }
    }
    if lifted {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
}

/// `{"allOf": [{"$ref": ..}]}` is the reference itself.
fn unwrap(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else { return };
    let lone = match members.get_mut("allOf").and_then(Value::as_array_mut).map(Vec::as_mut_slice) {
        Some([only]) if is_bare_reference(only) => only.take(),
        _ => return,
    };
    if members.len() == 1 {
        *schema = lone;
    } else {
        members.insert("allOf".to_owned(), json!([lone]));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_schema};
    use expect_test::expect;

    const NAME: &str = "lift_nullable";

    #[test]
    fn who_refers_may_be_null() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"type": "object", "nullable": true}, "B": {"items": {"$ref": "#/components/schemas/A"}}, "C": {"$ref": "#/components/schemas/A"},
             "D": {"properties": {"c": {"allOf": [{"$ref": "#/components/schemas/C"}], "description": "d"}}}}}}"##,
            expect![[r##"
                 {
                   "components": {
                     "schemas": {
                       "A": {"type":"object"},
                       "B": {"items":{"allOf":[{"$ref":"#/components/schemas/A"}],"nullable":true}},
                       "C": {"$ref":"#/components/schemas/A"},
                       "D": {
                         "properties": {
                           "c": {"allOf":[{"$ref":"#/components/schemas/C"}],"description":"d","nullable":true}
                         }
                       }
                     }
                   }
                 }
             "##]],
        );
    }

    #[test]
    fn a_union_may_be_null() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"nullable": true}, "U": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "string"}]},
             "B": {"items": {"anyOf": [{"type": "string", "nullable": true}, {"$ref": "#/components/schemas/U"}]}}}}}"##,
            expect![[r##"
                 {
                   "components": {
                     "schemas": {
                       "A": {},
                       "U": {"oneOf":[{"$ref":"#/components/schemas/A"},{"type":"string"}]},
                       "B": {
                         "items": {"anyOf":[{"type":"string"},{"$ref":"#/components/schemas/U"}],"nullable":true}
                       }
                     }
                   }
                 }
             "##]],
        );
    }

    #[test]
    fn an_inline_branch_may_be_null() {
        check(
            NAME,
            r##"{"components": {"schemas": {"U": {"oneOf": [{"type": "string", "nullable": true}, {"type": "integer"}]}, "B": {"items": {"$ref": "#/components/schemas/U"}}}}}"##,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "U": {"oneOf":[{"type":"string"},{"type":"integer"}]},
                  "B": {"items":{"allOf":[{"$ref":"#/components/schemas/U"}],"nullable":true}}
                }
              }
            }
        "##]],
        );
    }

    #[test]
    fn inline_schemas_are_left_alone() {
        check_schema(
            NAME,
            r#"{"properties": {"nullable": {"type": "string", "nullable": true}}}"#,
            expect![[r#"
            {"properties":{"nullable":{"type":"string","nullable":true}}}
        "#]],
        );
    }
}
