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

use super::places::{
    component_name, unversioned, version_prefix, visit_inside, visit_operations, visit_shared,
};
use super::shape::{MADE_NAME, RUST_NAME, reference};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, schemas_root};

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    let root = schemas_root();
    let prefix = version_prefix(&spec.root);
    for (key, schema) in spec.object_mut(&root).into_iter().flatten() {
        let name = component_name(unversioned(key, &prefix), schema);
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

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_schema};
    use expect_test::expect;

    const NAME: &str = "hint_type_names";

    #[test]
    fn names_follow_places() {
        check(
            NAME,
            r#"{"components": {"schemas": {"user": {"properties": {"state": {"enum": ["on"]}, "tags": {"items": {"properties": {}}},
             "map": {"additionalProperties": {"oneOf": [{"properties": {}}, {"title": "Box", "properties": {}}]}}, "plain": {"type": "string"}}}}}}"#,
            expect![[r#"
                 {
                   "components": {
                     "schemas": {
                       "user": {
                         "properties": {
                           "state": {"enum":["on"],"x-made-name":"UserState"},
                           "tags": {"items":{"properties":{},"x-made-name":"UserTagsItem"}},
                           "map": {
                             "additionalProperties": {
                               "oneOf": [
                                 {"properties":{},"x-made-name":"UserMapValue1"},
                                 {"title":"Box","properties":{},"x-made-name":"UserMapValueBox"}
                               ],
                               "x-made-name": "UserMapValue"
                             }
                           },
                           "plain": {"type":"string"}
                         }
                       }
                     }
                   }
                 }
             "#]],
        );
    }

    #[test]
    fn branches_of_all_of_are_named_as_the_whole() {
        check_schema(
            NAME,
            r##"{"allOf": [{"$ref": "#/components/schemas/A"}, {"properties": {"a": {"allOf": [{"properties": {"b": {"enum": [1]}}}]}}}]}"##,
            expect![[r##"
            {
              "allOf": [
                {"$ref":"#/components/schemas/A"},
                {
                  "properties": {
                    "a": {
                      "allOf": [{"properties":{"b":{"enum":[1],"x-made-name":"TAB"}}}],
                      "x-made-name": "TA"
                    }
                  }
                }
              ]
            }
        "##]],
        );
    }

    #[test]
    fn tags_tell_branches() {
        check_schema(
            NAME,
            r#"{"oneOf": [{"properties": {"kind": {"enum": ["cat"]}}}, {"properties": {}}], "discriminator": {"propertyName": "kind"}}"#,
            expect![[r#"
            {
              "oneOf": [
                {"properties":{"kind":{"enum":["cat"],"x-made-name":"TCatKind"}},"x-made-name":"TCat"},
                {"properties":{},"x-made-name":"T2"}
              ],
              "discriminator": {"propertyName":"kind"}
            }
        "#]],
        );
    }

    #[test]
    fn given_names_are_passed_on() {
        check_schema(
            NAME,
            r#"{"properties": {"a": {"x-rust-name": "Home", "properties": {"b": {"enum": [1]}}}}}"#,
            expect![[r#"
            {
              "properties": {"a":{"x-rust-name":"Home","properties":{"b":{"enum":[1],"x-made-name":"HomeB"}}}}
            }
        "#]],
        );
    }

    #[test]
    fn operations_name_what_they_hold() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"operationId": "v4GetA", "parameters": [{"name": "sort", "in": "query", "schema": {"enum": [1]}}],
             "requestBody": {"content": {"a/b": {"schema": {"properties": {}}}}},
             "responses": {"200": {"headers": {"X-Rate": {"schema": {"enum": [1]}}}, "content": {"a/b": {"schema": {"properties": {}}}}}, "4XX": {"content": {"a/b": {"schema": {"properties": {}}}}}}}}}}"#,
            expect![[r#"
                 {
                   "paths": {
                     "/a": {
                       "get": {
                         "operationId": "v4GetA",
                         "parameters": [{"name":"sort","in":"query","schema":{"enum":[1],"x-made-name":"GetASort"}}],
                         "requestBody": {"content":{"a/b":{"schema":{"properties":{},"x-made-name":"GetARequest"}}}},
                         "responses": {
                           "200": {
                             "headers": {"X-Rate":{"schema":{"enum":[1],"x-made-name":"GetAXRate"}}},
                             "content": {"a/b":{"schema":{"properties":{},"x-made-name":"GetAResponse"}}}
                           },
                           "4XX": {"content":{"a/b":{"schema":{"properties":{},"x-made-name":"GetAError"}}}}
                         }
                       }
                     }
                   }
                 }
             "#]],
        );
    }

    #[test]
    fn shared_parts_name_what_they_hold() {
        check(
            NAME,
            r#"{"components": {"responses": {"NotFound": {"content": {"a/b": {"schema": {"properties": {}}}}}}, "parameters": {"sort": {"schema": {"enum": [1]}}},
             "requestBodies": {"UserRequest": {"content": {"a/b": {"schema": {"properties": {}}}}}}}}"#,
            expect![[r#"
                 {
                   "components": {
                     "responses": {
                       "NotFound": {"content":{"a/b":{"schema":{"properties":{},"x-made-name":"NotFoundResponse"}}}}
                     },
                     "parameters": {"sort":{"schema":{"enum":[1],"x-made-name":"Sort"}}},
                     "requestBodies": {
                       "UserRequest": {"content":{"a/b":{"schema":{"properties":{},"x-made-name":"UserRequest"}}}}
                     }
                   }
                 }
             "#]],
        );
    }

    #[test]
    fn wrapped_references_need_no_name() {
        check_schema(
            NAME,
            r##"{"properties": {"a": {"allOf": [{"$ref": "#/components/schemas/A"}], "description": "d"}}}"##,
            expect![[r##"
            {"properties":{"a":{"allOf":[{"$ref":"#/components/schemas/A"}],"description":"d"}}}
        "##]],
        );
    }
}
