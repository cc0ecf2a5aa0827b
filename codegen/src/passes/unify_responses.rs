//! Gives the JSON answers of an operation that are the same to Rust one schema, and its JSON errors
//! as well, so that they are one type.
//!
//! Different ones that stand inline are named by their status, where all would be named by their
//! operation.
//!
//! ```text
//! before  {"200": A, "201": A with a description, "404": E, "422": {"properties": {..}}}
//! after   {"200": A, "201": A, "404": E, "422": {"properties": {..}, "x-made-name":
//!          "GetUserUnprocessableEntityError"}}
//! ```

use serde_json::{Value, json};

use super::equality::canonical;
use super::places::{operation_name, version_prefix};
use super::responses::{Outcome, outcome, reason};
use super::shape::{MADE_NAME, RUST_NAME, needs_type, set_about_place};
use crate::media::is_json;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    let prefix = version_prefix(&spec.root);
    for operation in spec.operations() {
        let Some(node) = spec.get(&operation) else { continue };
        let name = operation_name(node, &prefix);
        for (wanted, suffix) in [(Outcome::Success, "Response"), (Outcome::Error, "Error")] {
            let bodies = json_bodies(spec, &operation, wanted);
            unify(spec, &bodies, &name, suffix);
        }
    }
}

/// The statuses and the addresses of the schemas of all JSON bodies of this outcome, in the order of
/// statuses.
fn json_bodies(spec: &Spec, operation: &Pointer, wanted: Outcome) -> Vec<(String, Pointer)> {
    let at = operation.child("responses");
    let Some(responses) = spec.object(&at) else { return Vec::new() };
    let mut statuses: Vec<&String> =
        responses.keys().filter(|status| outcome(status, responses) == Some(wanted)).collect();
    statuses.sort();
    let bodies = statuses.into_iter().flat_map(|status| {
        let at = at.child(status).child("content");
        let media_types = spec.object(&at).into_iter().flatten();
        let json = media_types.filter(|(name, it)| is_json(name) && it.get("schema").is_some());
        json.map(|(name, _)| (status.clone(), at.child(name).child("schema"))).collect::<Vec<_>>()
    });
    bodies.collect()
}

/// Bodies that are the same: their schema, whether one of them may be null, and where they stand.
struct Group {
    canonical: Value,
    schema: Value,
    is_nullable: bool,
    status: String,
    places: Vec<Pointer>,
}

fn unify(spec: &mut Spec, bodies: &[(String, Pointer)], name: &str, suffix: &str) {
    let mut groups: Vec<Group> = Vec::new();
    for (status, at) in bodies {
        let mut schema = spec.get(at).cloned().unwrap_or_else(|| json!({}));
        let is_nullable = take_nullable(&mut schema);
        let canonical = canonical(&schema);
        match groups.iter_mut().find(|it| it.canonical == canonical) {
            Some(group) => {
                group.is_nullable |= is_nullable;
                group.places.push(at.clone());
            }
            None => groups.push(Group {
                canonical,
                schema,
                is_nullable,
                status: status.clone(),
                places: vec![at.clone()],
            }),
        }
    }
    let several = groups.len() > 1;
    for mut group in groups {
        if several {
            name_by_status(&mut group, name, suffix);
        }
        share(spec, group);
    }
}

/// Asks for a name that tells an inline schema from those of other statuses.
fn name_by_status(group: &mut Group, name: &str, suffix: &str) {
    let Some(schema) = group.schema.as_object_mut() else { return };
    let hinted = schema.get(MADE_NAME).and_then(Value::as_str);
    let is_by_operation = hinted.is_none_or(|it| it == format!("{name}{suffix}"));
    if needs_type(schema) && is_by_operation && !schema.contains_key(RUST_NAME) {
        let reason = reason(&group.status);
        let reason = reason.strip_suffix(suffix).unwrap_or(&reason);
        let wanted = format!("{name}{reason}{suffix}");
        schema.insert(MADE_NAME.to_owned(), Value::String(wanted));
    }
}

fn share(spec: &mut Spec, group: Group) {
    let mut schema = group.schema;
    if group.is_nullable {
        set_about_place(&mut schema, "nullable", Value::Bool(true));
    }
    for at in group.places {
        let media = at.parent();
        if let Some(media) = media.and_then(|it| spec.object_mut(&it)) {
            media.insert("schema".to_owned(), schema.clone());
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

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "unify_responses";

    #[test]
    fn different_answers_stay_and_are_named_by_their_status() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"operationId": "getA", "responses": {
             "201": {"content": {"application/x+json": {"schema": {"type": "object", "properties": {}, "x-made-name": "GetAResponse"}}}},
             "200": {"content": {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": true}}}},
             "202": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}, "text/plain": {}}},
             "4XX": {"content": {"application/json": {"schema": {"enum": ["a"]}}}},
             "default": {"content": {"application/json": {"schema": {"enum": ["b"], "x-rust-name": "B"}}}}}}}},
             "components": {"schemas": {"A": {}}}}"##,
            expect![[r##"
                {
                  "paths": {
                    "/a": {
                      "get": {
                        "operationId": "getA",
                        "responses": {
                          "201": {
                            "content": {
                              "application/x+json": {
                                "schema": {"type":"object","properties":{},"x-made-name":"GetACreatedResponse"}
                              }
                            }
                          },
                          "200": {
                            "content": {
                              "application/json": {"schema":{"allOf":[{"$ref":"#/components/schemas/A"}],"nullable":true}}
                            }
                          },
                          "202": {
                            "content": {
                              "application/json": {"schema":{"allOf":[{"$ref":"#/components/schemas/A"}],"nullable":true}},
                              "text/plain": {}
                            }
                          },
                          "4XX": {
                            "content": {"application/json":{"schema":{"enum":["a"],"x-made-name":"GetAClientError"}}}
                          },
                          "default": {"content":{"application/json":{"schema":{"enum":["b"],"x-rust-name":"B"}}}}
                        }
                      }
                    }
                  },
                  "components": {"schemas":{"A":{}}}
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
