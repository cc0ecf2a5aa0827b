//! Writes out what a `discriminator` leaves unsaid: a value for every branch, each with a reference.
//!
//! Without a mapping the value is the name of the branch's schema, which `name_components` is about
//! to change. An inline branch has no name; its value is the only one that its tag can have, and it
//! becomes a component. A discriminator that cannot tell all branches, or that stands without a
//! union, is dropped: without it the branches are tried one after the other.
//!
//! ```text
//! before  {"oneOf": [{"$ref": "#/components/schemas/cat"}, ..], "discriminator": {"propertyName": "k"}}
//! after   {.., "discriminator": {"propertyName": "k",
//!          "mapping": {"cat": "#/components/schemas/cat", ..}}}
//! ```

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::names::{Taken, taken_types, type_name};
use super::parts::Kind;
use super::references::{reference_text, target};
use super::shape::{MADE_NAME, reference, union};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, reference_to, schemas_root};

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let mut names = taken_types(spec);
    for at in spec.schemas_that(|it| it.contains_key("discriminator")) {
        let Some(schema) = spec.object(&at) else { continue };
        let Some((key, branches)) = union(schema) else {
            drop_discriminator(spec, &at, "there is no union", report);
            continue;
        };
        let branches: Vec<Pointer> =
            (0..branches.len()).map(|index| at.child(key).child(index)).collect();
        let mut mapping = given_mapping(spec, &at, report);
        if map_all(spec, &at, &branches, &mut mapping, &mut names) {
            let at = at.child("discriminator");
            if let Some(discriminator) = spec.object_mut(&at) {
                discriminator.insert("mapping".to_owned(), Value::Object(mapping));
            }
        } else {
            drop_discriminator(spec, &at, "it does not tell all branches", report);
        }
    }
}

fn drop_discriminator(spec: &mut Spec, at: &Pointer, reason: &str, report: &mut Report) {
    if let Some(schema) = spec.object_mut(at) {
        schema.shift_remove("discriminator");
    }
    report
        .note(
            spec.place(&at.child("discriminator")),
            format!("`discriminator` is left out: {reason}"),
        )
        .help("list the schemas that it tells apart in `oneOf`, and a value for each in `mapping`");
}

/// The mapping as it is written, with all values spelt as references.
fn given_mapping(spec: &Spec, at: &Pointer, report: &mut Report) -> Map<String, Value> {
    let at = at.child("discriminator").child("mapping");
    let mut mapping = Map::new();
    for (value, text) in spec.object(&at).into_iter().flatten() {
        if let Some(name) = component(spec, &at.child(value), text, report) {
            mapping.insert(value.clone(), reference_text(&name));
        }
    }
    mapping
}

/// Finds a value for every branch that the mapping does not name; says whether there is one.
fn map_all(
    spec: &mut Spec,
    at: &Pointer,
    branches: &[Pointer],
    mapping: &mut Map<String, Value>,
    names: &mut Taken,
) -> bool {
    let tag = spec.get(&at.child("discriminator").child("propertyName"));
    let tag = tag.and_then(Value::as_str).unwrap_or_default().to_owned();
    let mapped: HashSet<String> = mapping.values().map(Value::to_string).collect();
    let mut inline = Vec::new();
    for at in branches {
        let Some(branch) = spec.get(at) else { continue };
        let value = match reference(branch) {
            Some(name) if mapped.contains(&reference_text(&name).to_string()) => continue,
            Some(name) => {
                let reference = reference_text(&name);
                (name, reference)
            }
            None => {
                let Some(value) = tag_value(branch, &tag) else { return false };
                inline.push((at.clone(), value.clone()));
                (value, Value::Null)
            }
        };
        if mapping.insert(value.0, value.1).is_some() {
            return false;
        }
    }
    for (at, value) in inline {
        mapping.insert(value, make_component(spec, &at, names));
    }
    true
}

/// The one value that the tag of an inline branch can have.
fn tag_value(branch: &Value, tag: &str) -> Option<String> {
    let values = branch.get("properties")?.get(tag)?.get("enum")?.as_array()?;
    let [only] = values.as_slice() else { return None };
    only.as_str().map(str::to_owned)
}

fn make_component(spec: &mut Spec, at: &Pointer, names: &mut Taken) -> Value {
    let wanted = spec.get(at).and_then(|it| it.get(MADE_NAME)).and_then(Value::as_str);
    let name = names.claim(&type_name(wanted.unwrap_or_default()));
    if let Some(branch) = at.resolve_mut(&mut spec.root) {
        let schema = std::mem::replace(branch, reference_to(&name));
        spec.insert_schema(&name, schema);
        spec.moved(at, schemas_root().child(&name));
    }
    reference_text(&name)
}

/// The component that a mapping means: it may give the bare name.
fn component(spec: &Spec, at: &Pointer, text: &Value, report: &mut Report) -> Option<String> {
    if let Some(name) = text.as_str()
        && spec.get(&schemas_root().child(name)).is_some()
    {
        return Some(name.to_owned());
    }
    let target = target(spec, at, text, Kind::Schema, report)?;
    if target.parent() == Some(schemas_root()) {
        return target.last();
    }
    report
        .warn(spec.place(at), "a discriminator can only tell component schemas apart")
        .help("make the schema a component, and refer to it");
    None
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_schema};
    use expect_test::expect;

    const NAME: &str = "spell_discriminators";

    #[test]
    fn every_branch_gets_a_value() {
        check(
            NAME,
            r##"{"components": {"schemas": {"cat": {}, "dog": {}, "T": {"oneOf": [{"$ref": "#/components/schemas/cat"}, {"$ref": "#/components/schemas/dog"},
             {"properties": {"k": {"enum": ["fish"]}}, "x-made-name": "TFish"}], "discriminator": {"propertyName": "k", "mapping": {"miau": "cat"}}}}}}"##,
            expect![[r##"
                 {
                   "components": {
                     "schemas": {
                       "cat": {},
                       "dog": {},
                       "T": {
                         "oneOf": [
                           {"$ref":"#/components/schemas/cat"},
                           {"$ref":"#/components/schemas/dog"},
                           {"$ref":"#/components/schemas/TFish"}
                         ],
                         "discriminator": {
                           "propertyName": "k",
                           "mapping": {
                             "miau": "#/components/schemas/cat",
                             "dog": "#/components/schemas/dog",
                             "fish": "#/components/schemas/TFish"
                           }
                         }
                       },
                       "TFish": {"properties":{"k":{"enum":["fish"]}},"x-made-name":"TFish"}
                     }
                   }
                 }
             "##]],
        );
    }

    #[test]
    fn without_a_union_it_is_dropped() {
        check_schema(
            NAME,
            r#"{"properties": {"k": {}}, "discriminator": {"propertyName": "k"}}"#,
            expect![[r#"
            {"properties":{"k":{}}}
            note: `discriminator` is left out: there is no union
             --> before:2:27
              |
            2 | {"properties": {"k": {}}, "discriminator": {"propertyName": "k"}}
              |                           ^
              at: /components/schemas/T/discriminator
              stage: spell_discriminators
              help: list the schemas that it tells apart in `oneOf`, and a value for each in `mapping`
        "#]],
        );
    }

    #[test]
    fn a_branch_without_a_value_makes_it_useless() {
        check_schema(
            NAME,
            r#"{"oneOf": [{"type": "object"}, {"type": "string"}], "discriminator": {"propertyName": "k"}}"#,
            expect![[r#"
            {"oneOf":[{"type":"object"},{"type":"string"}]}
            note: `discriminator` is left out: it does not tell all branches
             --> before:2:53
              |
            2 | {"oneOf": [{"type": "object"}, {"type": "string"}], "discriminator": {"propertyName": "k"}}
              |                                                     ^
              at: /components/schemas/T/discriminator
              stage: spell_discriminators
              help: list the schemas that it tells apart in `oneOf`, and a value for each in `mapping`
        "#]],
        );
    }

    #[test]
    fn a_dangling_value_is_reported() {
        check(
            NAME,
            r##"{"components": {"schemas": {"cat": {}, "T": {"oneOf": [{"$ref": "#/components/schemas/cat"}, {"$ref": "#/components/schemas/cat"}],
             "discriminator": {"propertyName": "k", "mapping": {"a": "#/components/schemas/cats"}}}}}}"##,
            expect![[r##"
                {
                  "components": {
                    "schemas": {
                      "cat": {},
                      "T": {"oneOf":[{"$ref":"#/components/schemas/cat"},{"$ref":"#/components/schemas/cat"}]}
                    }
                  }
                }
                warning: nothing stands at `#/components/schemas/cats`
                 --> before:2:65
                  |
                2 |              "discriminator": {"propertyName": "k", "mapping": {"a": "#/components/schemas/cats"}}}}}}
                  |                                                                 ^
                  at: /components/schemas/T/discriminator/mapping/a
                  stage: spell_discriminators
                  help: did you mean `cat`? Otherwise add what is referred to

                note: `discriminator` is left out: it does not tell all branches
                 --> before:2:14
                  |
                2 |              "discriminator": {"propertyName": "k", "mapping": {"a": "#/components/schemas/cats"}}}}}}
                  |              ^
                  at: /components/schemas/T/discriminator
                  stage: spell_discriminators
                  help: list the schemas that it tells apart in `oneOf`, and a value for each in `mapping`
            "##]],
        );
    }
}
