//! Gives all JSON answers of an operation one schema, and all its JSON errors one.
//!
//! Several different ones become a union component, in the order of their statuses; one that is open
//! stands last, since it takes everything. Other media types are left alone.
//!
//! ```text
//! before  {"200": A, "201": B, "404": E, "default": E}
//! after   {"200": GetUserResponse, "201": GetUserResponse, "404": E, "default": E}
//!         GetUserResponse: {"anyOf": [A, B]}
//! ```

use serde_json::{Value, json};

use super::equality::canonical;
use super::names::{TypeNames, type_name};
use super::places::{operation_name, version_prefix};
use super::responses::{Outcome, is_json, outcome};
use super::shape::{MADE_NAME, is_open, set_about_place};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, reference_to, schemas_root};

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    let mut names = TypeNames::of(spec);
    let prefix = version_prefix(&spec.root);
    for operation in spec.operations() {
        let Some(node) = spec.get(&operation) else { continue };
        let name = operation_name(node, &prefix);
        for (wanted, suffix) in [(Outcome::Success, "Response"), (Outcome::Error, "Error")] {
            let bodies = json_bodies(spec, &operation, wanted);
            unify(spec, &bodies, &format!("{name}{suffix}"), &mut names);
        }
    }
}

/// The addresses of the schemas of all JSON bodies of this outcome, in the order of statuses.
fn json_bodies(spec: &Spec, operation: &Pointer, wanted: Outcome) -> Vec<Pointer> {
    let at = operation.child("responses");
    let Some(responses) = spec.object(&at) else { return Vec::new() };
    let mut statuses: Vec<&String> =
        responses.keys().filter(|status| outcome(status, responses) == Some(wanted)).collect();
    statuses.sort();
    let contents = statuses.into_iter().map(|status| at.child(status).child("content"));
    contents
        .flat_map(|at| {
            let media_types = spec.object(&at).into_iter().flatten();
            let json = media_types.filter(|(media_type, _)| is_json(media_type));
            json.map(|(media_type, _)| at.child(media_type).child("schema")).collect::<Vec<_>>()
        })
        .collect()
}

fn unify(spec: &mut Spec, bodies: &[Pointer], name: &str, names: &mut TypeNames) {
    let mut branches: Vec<(Pointer, Value)> = Vec::new();
    let mut known: Vec<Value> = Vec::new();
    let mut is_nullable = false;
    for at in bodies {
        let mut schema = spec.get(at).cloned().unwrap_or_else(|| json!({}));
        is_nullable |= take_nullable(&mut schema);
        let kind = canonical(&schema);
        if !known.contains(&kind) {
            known.push(kind);
            branches.push((at.clone(), schema));
        }
    }
    let mut shared = match branches.len() {
        0 => return,
        1 => branches.swap_remove(0).1,
        _ => make_union(spec, branches, name, names),
    };
    if is_nullable {
        set_about_place(&mut shared, "nullable", Value::Bool(true));
    }
    for at in bodies {
        let media = at.parent();
        if let Some(media) = media.and_then(|it| spec.object_mut(&it)) {
            media.insert("schema".to_owned(), shared.clone());
        }
    }
}

/// Takes `nullable` out of a schema; a wrapped reference that says nothing else is unwrapped.
fn take_nullable(schema: &mut Value) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    let nullable = members.shift_remove("nullable") == Some(Value::Bool(true));
    if members.len() == 1
        && let Some(Value::Array(only)) = members.get_mut("allOf")
        && let Some(reference) = only.pop()
    {
        *schema = reference;
    }
    nullable
}

/// Makes a component of the branches; gives the reference to it.
fn make_union(
    spec: &mut Spec,
    mut branches: Vec<(Pointer, Value)>,
    wanted: &str,
    names: &mut TypeNames,
) -> Value {
    let name = names.claim(&type_name(wanted));
    let at = schemas_root().child(&name);
    branches.sort_by_key(|(_, it)| it.as_object().is_some_and(is_open));
    let mut union = Vec::new();
    for (index, (from, mut schema)) in branches.into_iter().enumerate() {
        if let Some(members) = schema.as_object_mut()
            && members.get(MADE_NAME).is_some_and(|it| it == wanted)
        {
            members.shift_remove(MADE_NAME);
        }
        spec.moved(&from, at.child("anyOf").child(index));
        union.push(schema);
    }
    spec.insert_schema(&name, json!({ "anyOf": union }));
    reference_to(&name)
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "unify_responses";

    #[test]
    fn different_answers_become_a_union() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"operationId": "getA", "responses": {"202": {"content": {"application/json": {}}}, "201": {"content": {"application/x+json": {"schema": {"type": "object", "properties": {}, "x-made-name": "GetAResponse"}}}},
             "200": {"content": {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": true}}, "text/plain": {"schema": {}}}}, "404": {"content": {"application/json": {"schema": {"type": "string"}}}}}}}}, "components": {"schemas": {"A": {}}}}"##,
            expect![[r##"
                 {
                   "paths": {
                     "/a": {
                       "get": {
                         "operationId": "getA",
                         "responses": {
                           "202": {
                             "content": {
                               "application/json": {
                                 "schema": {"allOf":[{"$ref":"#/components/schemas/GetAResponse"}],"nullable":true}
                               }
                             }
                           },
                           "201": {
                             "content": {
                               "application/x+json": {
                                 "schema": {"allOf":[{"$ref":"#/components/schemas/GetAResponse"}],"nullable":true}
                               }
                             }
                           },
                           "200": {
                             "content": {
                               "application/json": {
                                 "schema": {"allOf":[{"$ref":"#/components/schemas/GetAResponse"}],"nullable":true}
                               },
                               "text/plain": {"schema":{}}
                             }
                           },
                           "404": {"content":{"application/json":{"schema":{"type":"string"}}}}
                         }
                       }
                     }
                   },
                   "components": {
                     "schemas": {
                       "A": {},
                       "GetAResponse": {"anyOf":[{"$ref":"#/components/schemas/A"},{"type":"object","properties":{}},{}]}
                     }
                   }
                 }
             "##]],
        );
    }

    #[test]
    fn an_open_answer_stands_last() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"operationId": "getA", "responses": {"200": {"content": {"application/json": {"schema": {"description": "d"}}}}, "201": {"content": {"application/json": {"schema": {"type": "string"}}}}}}}}}"#,
            expect![[r##"
            {
              "paths": {
                "/a": {
                  "get": {
                    "operationId": "getA",
                    "responses": {
                      "200": {
                        "content": {"application/json":{"schema":{"$ref":"#/components/schemas/GetAResponse"}}}
                      },
                      "201": {
                        "content": {"application/json":{"schema":{"$ref":"#/components/schemas/GetAResponse"}}}
                      }
                    }
                  }
                }
              },
              "components": {"schemas":{"GetAResponse":{"anyOf":[{"type":"string"},{"description":"d"}]}}}
            }
        "##]],
        );
    }

    #[test]
    fn equal_answers_share_their_schema() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"responses": {"400": {"content": {"application/json": {"schema": {"type": "string", "description": "d"}}}}, "default": {"content": {"application/json": {"schema": {"type": "string"}}}}, "200": {}}}}}}"#,
            expect![[r#"
            {
              "paths": {
                "/a": {
                  "get": {
                    "responses": {
                      "400": {"content":{"application/json":{"schema":{"type":"string","description":"d"}}}},
                      "default": {"content":{"application/json":{"schema":{"type":"string","description":"d"}}}},
                      "200": {}
                    }
                  }
                }
              }
            }
        "#]],
        );
    }

    #[test]
    fn one_answer_is_left_alone() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "string"}}}}, "204": {}, "301": {"content": {"text/html": {"schema": {}}}}}}}}}"#,
            expect![[r#"
            {
              "paths": {
                "/a": {
                  "get": {
                    "responses": {
                      "200": {"content":{"application/json":{"schema":{"type":"string"}}}},
                      "204": {},
                      "301": {"content":{"text/html":{"schema":{}}}}
                    }
                  }
                }
              }
            }
        "#]],
        );
    }
}
