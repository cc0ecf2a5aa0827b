//! Makes a component of every schema that is referred to where it stands. A schema whose reference
//! leads nowhere, or only to itself, is read as any value.
//!
//! `$defs` are dropped afterwards: what somebody refers to is a component by then.
//!
//! ```text
//! before  {"A": {"properties": {"b": {"type": "object"}}},
//!          "C": {"$ref": "#/components/schemas/A/properties/b"}}
//! after   {"A": {"properties": {"b": {"$ref": "#/components/schemas/AB"}}},
//!          "C": {"$ref": "#/components/schemas/AB"}, "AB": {"type": "object"}}
//! ```

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::names::{camel, taken_types, type_name};
use super::parts::Kind;
use super::references::{open_circles, target};
use super::shape::{MADE_NAME, RUST_NAME};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, reference_to, schemas_root};

/// Which schema refers to which.
type Targets = IndexMap<Pointer, Pointer>;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let schemas = spec.schemas();
    let known: HashSet<&Pointer> = schemas.iter().collect();
    let mut referring = Vec::new();
    let mut dangling = Vec::new();
    let mut targets = Targets::new();
    for at in &schemas {
        let Some(reference) = spec.object(at).and_then(|it| it.get("$ref")) else { continue };
        let place = at.child("$ref");
        let Some(target) = target(spec, &place, reference, Kind::Schema, report) else {
            dangling.push(at);
            continue;
        };
        if known.contains(&target) {
            targets.insert(at.clone(), target);
            referring.push(at);
        } else {
            dangling.push(at);
            report
                .warn(spec.place(&place), format!("no schema stands at {target}"))
                .help("refer to a schema, best to one in `#/components/schemas`");
        }
    }
    for at in dangling {
        if let Some(schema) = spec.object_mut(at) {
            schema.shift_remove("$ref");
        }
    }
    let inline = redirect(spec, &referring, &targets);
    make_components(spec, inline);
    drop_definitions(spec);
    open_circles(spec, report);
}

/// Writes all references as references to components; gives the targets that have yet to become
/// such, with their names. A component that is only a reference gets what that leads to in the end.
fn redirect(spec: &mut Spec, referring: &[&Pointer], targets: &Targets) -> Vec<(Pointer, String)> {
    let mut names = taken_types(spec);
    let mut inline: Vec<(Pointer, String)> = Vec::new();
    let mut made: HashMap<&Pointer, String> = HashMap::new();
    let (first, last) = (ends(targets, |it| component(it).is_some()), ends(targets, |_| false));
    for at in referring {
        let ends = if component(at).is_some() { &last } else { &first };
        let Some(target) = ends.get(at).copied() else { continue };
        let name = component(target).or_else(|| made.get(target).cloned()).unwrap_or_else(|| {
            let node = spec.get(target).unwrap_or(&Value::Null);
            let name = names.claim(&target_name(node, target));
            inline.push((target.clone(), name.clone()));
            made.insert(target, name.clone());
            name
        });
        if let Some(schema) = at.resolve_mut(&mut spec.root) {
            *schema = reference_to(&name);
        }
    }
    inline
}

/// Where each reference leads to, at the latest at an end. In a circle that is any of its schemas.
fn ends(targets: &Targets, is_end: impl Fn(&Pointer) -> bool) -> HashMap<&Pointer, &Pointer> {
    let mut ends: HashMap<&Pointer, &Pointer> = HashMap::new();
    for at in targets.keys() {
        let (mut walked, mut here) = (Vec::new(), at);
        let end = loop {
            if let Some(known) = ends.get(here) {
                break *known;
            }
            let Some(next) = targets.get(here) else { break here };
            // What leads back here ends here.
            ends.insert(here, here);
            walked.push(here);
            if is_end(next) {
                break next;
            }
            here = next;
        };
        ends.extend(walked.into_iter().map(|it| (it, end)));
    }
    ends
}

/// Moves schemas into `components`, inner ones first.
fn make_components(spec: &mut Spec, mut inline: Vec<(Pointer, String)>) {
    inline.sort_by_key(|(target, _)| std::cmp::Reverse(target.tokens().count()));
    for (target, name) in inline {
        let Some(schema) = target.resolve_mut(&mut spec.root) else { continue };
        let schema = std::mem::replace(schema, reference_to(&name));
        spec.insert_schema(&name, schema);
        spec.moved(&target, schemas_root().child(name));
    }
}

/// The name of the component schema at `at`.
fn component(at: &Pointer) -> Option<String> {
    (at.parent()? == schemas_root()).then(|| at.last()).flatten()
}

/// What `node`, which stands at `at`, is to be called as a component.
pub(crate) fn target_name(node: &Value, at: &Pointer) -> String {
    let given = [RUST_NAME, MADE_NAME].into_iter().find_map(|key| node.get(key)?.as_str());
    if let Some(name) = given {
        return type_name(name);
    }
    let tokens: Vec<_> = at.tokens().collect();
    let words = match &tokens[..] {
        [.., holder, name] if holder == "$defs" => camel(name),
        [first, section, rest @ ..] if first == "components" => words(section, rest),
        all => words("", all),
    };
    type_name(&words)
}

fn words(section: &str, tokens: &[Cow<'_, str>]) -> String {
    let structure = ["properties", "allOf", "oneOf", "anyOf", "content", "schema", "paths"];
    let named = tokens.iter().filter(|it| !structure.contains(&it.as_ref()));
    let words: String = named
        .map(|token| match token.as_ref() {
            "items" => "Item".to_owned(),
            "additionalProperties" => "Value".to_owned(),
            media_type if media_type.contains('/') && !media_type.starts_with('/') => String::new(),
            name => camel(name),
        })
        .collect();
    if section == "responses" { format!("{words}Response") } else { words }
}

fn drop_definitions(spec: &mut Spec) {
    spec.edit_schemas(&mut |schema| drop(schema.shift_remove("$defs")));
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_schema};
    use expect_test::expect;

    const NAME: &str = "name_reference_targets";

    #[test]
    fn targets_become_components() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"properties": {"b": {"type": "object", "properties": {"c": {"type": "string"}}}}},
             "C": {"$ref": "#/components/schemas/A/properties/b"}, "D": {"items": {"$ref": "#/components/schemas/A/properties/b/properties/c"}}}}}"##,
            expect![[r##"
                 {
                   "components": {
                     "schemas": {
                       "A": {"properties":{"b":{"$ref":"#/components/schemas/Ab"}}},
                       "C": {"$ref":"#/components/schemas/Ab"},
                       "D": {"items":{"$ref":"#/components/schemas/Abc"}},
                       "Abc": {"type":"string"},
                       "Ab": {"type":"object","properties":{"c":{"$ref":"#/components/schemas/Abc"}}}
                     }
                   }
                 }
             "##]],
        );
    }

    #[test]
    fn references_are_followed_to_their_end() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"properties": {"b": {"$ref": "#/components/schemas/C"}}}, "C": {}, "D": {"items": {"$ref": "#/components/schemas/A/properties/b"}}}}}"##,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "A": {"properties":{"b":{"$ref":"#/components/schemas/C"}}},
                  "C": {},
                  "D": {"items":{"$ref":"#/components/schemas/C"}}
                }
              }
            }
        "##]],
        );
    }

    #[test]
    fn a_target_may_refer_to_itself() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"properties": {"b": {"items": {"$ref": "#/components/schemas/A/properties/b"}}}}}}}"##,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "A": {"properties":{"b":{"$ref":"#/components/schemas/Ab"}}},
                  "Ab": {"items":{"$ref":"#/components/schemas/Ab"}}
                }
              }
            }
        "##]],
        );
    }

    #[test]
    fn definitions_are_hoisted() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"items": {"$ref": "#/components/schemas/A/$defs/b%20c"}, "$defs": {"b c": {"type": "string"}, "d": {}}}}}}"##,
            expect![[r##"
            {
              "components": {"schemas":{"A":{"items":{"$ref":"#/components/schemas/Bc"}},"Bc":{"type":"string"}}}
            }
        "##]],
        );
    }

    #[test]
    fn suggested_names_are_taken() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"properties": {"b": {"enum": [1], "x-made-name": "Suggested"}}}, "C": {"items": {"$ref": "#/components/schemas/A/properties/b"}}}}}"##,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "A": {"properties":{"b":{"$ref":"#/components/schemas/Suggested"}}},
                  "C": {"items":{"$ref":"#/components/schemas/Suggested"}},
                  "Suggested": {"enum":[1],"x-made-name":"Suggested"}
                }
              }
            }
        "##]],
        );
    }

    #[test]
    fn dangling_references_are_reported() {
        check(
            NAME,
            r##"{"components": {"schemas": {"User": {"items": {"$ref": "#/components/schemas/Usr"}}, "B": {"items": {"$ref": "#/definitions/B"}}}}}"##,
            expect![[r##"
                {"components":{"schemas":{"User":{"items":{}},"B":{"items":{}}}}}
                warning: nothing stands at `#/components/schemas/Usr`
                 --> before:1:48
                  |
                1 | {"components": {"schemas": {"User": {"items": {"$ref": "#/components/schemas/Usr"}}, "B": {"items": {"$ref": "#/definitions/B"}}}}}
                  |                                                ^
                  at: /components/schemas/User/items/$ref
                  stage: name_reference_targets
                  help: did you mean `User`? Otherwise add what is referred to

                warning: nothing stands at `#/definitions/B`
                 --> before:1:102
                  |
                1 | {"components": {"schemas": {"User": {"items": {"$ref": "#/components/schemas/Usr"}}, "B": {"items": {"$ref": "#/definitions/B"}}}}}
                  |                                                                                                      ^
                  at: /components/schemas/B/items/$ref
                  stage: name_reference_targets
                  help: add what is referred to, or remove the reference
            "##]],
        );
    }

    #[test]
    fn only_schemas_can_be_referred_to() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"example": {"b": {}}}, "B": {"items": {"$ref": "#/components/schemas/A/example/b"}}}}}"##,
            expect![[r##"
                {"components":{"schemas":{"A":{"example":{"b":{}}},"B":{"items":{}}}}}
                warning: no schema stands at /components/schemas/A/example/b
                 --> before:1:74
                  |
                1 | {"components": {"schemas": {"A": {"example": {"b": {}}}, "B": {"items": {"$ref": "#/components/schemas/A/example/b"}}}}}
                  |                                                                          ^
                  at: /components/schemas/B/items/$ref
                  stage: name_reference_targets
                  help: refer to a schema, best to one in `#/components/schemas`
            "##]],
        );
    }

    #[test]
    fn other_files_are_reported() {
        check(
            NAME,
            r#"{"components": {"schemas": {"A": {"items": {"$ref": "https://example.com/a.yaml#/A"}}}}}"#,
            expect![[r#"
                {"components":{"schemas":{"A":{"items":{}}}}}
                warning: `https://example.com/a.yaml#/A` does not refer to a part of this document
                 --> before:1:45
                  |
                1 | {"components": {"schemas": {"A": {"items": {"$ref": "https://example.com/a.yaml#/A"}}}}}
                  |                                             ^
                  at: /components/schemas/A/items/$ref
                  stage: name_reference_targets
                  help: bundle the document into one file, and refer to its parts as `#/components/..`
            "#]],
        );
    }

    #[test]
    fn a_chain_of_components_is_one_step() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/C"}, "C": {"$ref": "#/components/schemas/D/items"},
             "D": {"items": {"type": "object"}}, "E": {"items": {"$ref": "#/components/schemas/A"}}}}}"##,
            expect![[r##"
                {
                  "components": {
                    "schemas": {
                      "A": {"$ref":"#/components/schemas/DItem"},
                      "B": {"$ref":"#/components/schemas/DItem"},
                      "C": {"$ref":"#/components/schemas/DItem"},
                      "D": {"items":{"$ref":"#/components/schemas/DItem"}},
                      "E": {"items":{"$ref":"#/components/schemas/A"}},
                      "DItem": {"type":"object"}
                    }
                  }
                }
            "##]],
        );
    }

    #[test]
    fn circles_are_reported() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"allOf": [{"$ref": "#/components/schemas/A"}], "description": "d"}, "C": {"$ref": "#/components/schemas/A"}}}}"##,
            expect![[r##"
                {
                  "components": {
                    "schemas": {
                      "A": {},
                      "B": {"allOf":[{"$ref":"#/components/schemas/A"}],"description":"d"},
                      "C": {"$ref":"#/components/schemas/B"}
                    }
                  }
                }
                warning: `A` refers to itself, and is read as any value
                 --> before:1:29
                  |
                1 | {"components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"allOf": [{"$ref": "#/components/schemas/A"}], "description": "d"}, "C": {"$ref": "#/
                  |                             ^
                  at: /components/schemas/A
                  stage: name_reference_targets
                  help: give one of the schemas in the circle a type
            "##]],
        );
    }

    #[test]
    fn a_property_may_be_called_ref() {
        check_schema(
            NAME,
            r##"{"properties": {"$ref": {"type": "string"}}, "example": {"$ref": "#/x"}}"##,
            expect![[r##"
            {"properties":{"$ref":{"type":"string"}},"example":{"$ref":"#/x"}}
        "##]],
        );
    }
}
