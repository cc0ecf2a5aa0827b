//! Replaces references to parameters, request bodies, responses, headers, examples and links by
//! copies of what they refer to.
//!
//! A `description` or `summary` beside the reference replaces that of the copy. Where a reference leads
//! nowhere, a response or request body has no content, and another part is left out.
//!
//! ```text
//! before  {"responses": {"404": {"$ref": "#/components/responses/NotFound"}}}
//! after   {"responses": {"404": {"description": "..", "content": {..}}}}
//! ```

use serde_json::Value;

use super::parts::{Kind, path_items, remove};
use super::references::follow;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let mut left: Vec<(Pointer, Kind)> = path_items(spec).into_iter().rev().collect();
    let mut dangling = Vec::new();
    while let Some((at, kind)) = left.pop() {
        if kind == Kind::Schema {
            continue;
        }
        if spec.object(&at).is_some_and(|it| it.contains_key("$ref")) {
            match follow(spec, &at, kind, report) {
                Some(target) => copy(spec, &at, &target),
                None => dangling.push((at.clone(), kind)),
            }
        }
        let inner = spec.get(&at).map(|node| kind.inner(node, &at)).unwrap_or_default();
        left.extend(inner.into_iter().rev());
    }
    for (at, kind) in dangling.into_iter().rev() {
        match (kind, spec.object_mut(&at)) {
            (Kind::Response | Kind::RequestBody, Some(part)) => drop(part.shift_remove("$ref")),
            _ => remove(spec, &at),
        }
    }
}

fn copy(spec: &mut Spec, at: &Pointer, target: &Pointer) {
    let Some(Value::Object(mut part)) = spec.get(target).cloned() else { return };
    for key in ["summary", "description"] {
        if let Some(text) = spec.object(at).and_then(|it| it.get(key)) {
            part.insert(key.to_owned(), text.clone());
        }
    }
    if let Some(node) = at.resolve_mut(&mut spec.root) {
        *node = Value::Object(part);
    }
    spec.moved(target, at.clone());
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "copy_shared_parts";

    #[test]
    fn references_become_copies() {
        check(
            NAME,
            r##"{"paths": {"/a": {"parameters": [{"$ref": "#/components/parameters/p"}], "get": {"responses": {"404": {"$ref": "#/components/responses/NotFound", "description": "Mine"}}}}},
             "components": {"parameters": {"p": {"name": "p", "in": "query"}}, "headers": {"H": {"schema": {}}},
             "responses": {"NotFound": {"description": "Theirs", "headers": {"h": {"$ref": "#/components/headers/H"}}}}}}"##,
            expect![[r##"
                 {
                   "paths": {
                     "/a": {
                       "parameters": [{"name":"p","in":"query"}],
                       "get": {"responses":{"404":{"description":"Mine","headers":{"h":{"schema":{}}}}}}
                     }
                   },
                   "components": {
                     "parameters": {"p":{"name":"p","in":"query"}},
                     "headers": {"H":{"schema":{}}},
                     "responses": {
                       "NotFound": {"description":"Theirs","headers":{"h":{"$ref":"#/components/headers/H"}}}
                     }
                   }
                 }
             "##]],
        );
    }

    #[test]
    fn references_to_schemas_are_left_alone() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"parameters": [{"schema": {"$ref": "#/components/schemas/A"}}]}}}}"##,
            expect![[r##"
            {"paths":{"/a":{"get":{"parameters":[{"schema":{"$ref":"#/components/schemas/A"}}]}}}}
        "##]],
        );
    }

    #[test]
    fn a_slip_of_the_pen_is_pointed_out() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"responses": {"404": {"$ref": "#/components/responses/NotFond"}}}}},
             "components": {"responses": {"NotFound": {}}}}"##,
            expect![[r##"
                {
                  "paths": {"/a":{"get":{"responses":{"404":{}}}}},
                  "components": {"responses":{"NotFound":{}}}
                }
                warning: nothing stands at `#/components/responses/NotFond`
                 --> before:1:49
                  |
                1 | {"paths": {"/a": {"get": {"responses": {"404": {"$ref": "#/components/responses/NotFond"}}}}},
                  |                                                 ^
                  at: /paths/~1a/get/responses/404/$ref
                  stage: copy_shared_parts
                  help: did you mean `NotFound`? Otherwise add what is referred to
            "##]],
        );
    }

    #[test]
    fn another_kind_of_part_is_refused() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"responses": {"404": {"$ref": "#/components/schemas/A"}}}}},
             "components": {"schemas": {"A": {}}}}"##,
            expect![[r##"
                {"paths":{"/a":{"get":{"responses":{"404":{}}}}},"components":{"schemas":{"A":{}}}}
                warning: `#/components/schemas/A` is not one of the `responses`
                 --> before:1:49
                  |
                1 | {"paths": {"/a": {"get": {"responses": {"404": {"$ref": "#/components/schemas/A"}}}}},
                  |                                                 ^
                  at: /paths/~1a/get/responses/404/$ref
                  stage: copy_shared_parts
                  help: refer to `#/components/responses/..`
            "##]],
        );
    }

    #[test]
    fn parts_of_operations_can_be_referred_to() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"parameters": [{"name": "p"}, {"$ref": "#/paths/~1a/get/parameters/0"}]}, "put": {"parameters": [{"$ref": "#/paths/~1a/get"}]}}}}"##,
            expect![[r##"
                {
                  "paths": {"/a":{"get":{"parameters":[{"name":"p"},{"name":"p"}]},"put":{"parameters":[]}}}
                }
                warning: `#/paths/~1a/get` is not one of the `parameters`
                 --> before:1:125
                  |
                1 | {"paths": {"/a": {"get": {"parameters": [{"name": "p"}, {"$ref": "#/paths/~1a/get/parameters/0"}]}, "put": {"parameters": [{"$ref": "#/paths/~1a/get"}]}}}}
                  |                                                                                                                             ^
                  at: /paths/~1a/put/parameters/0/$ref
                  stage: copy_shared_parts
                  help: refer to `#/components/parameters/..`
            "##]],
        );
    }

    #[test]
    fn circles_are_reported() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"responses": {"404": {"$ref": "#/components/responses/A"}}}}},
             "components": {"responses": {"A": {"$ref": "#/components/responses/B"}, "B": {"$ref": "#/components/responses/A"}}}}"##,
            expect![[r##"
                {
                  "paths": {"/a":{"get":{"responses":{"404":{}}}}},
                  "components": {
                    "responses": {"A":{"$ref":"#/components/responses/B"},"B":{"$ref":"#/components/responses/A"}}
                  }
                }
                warning: the reference leads in a circle
                 --> before:1:49
                  |
                1 | {"paths": {"/a": {"get": {"responses": {"404": {"$ref": "#/components/responses/A"}}}}},
                  |                                                 ^
                  at: /paths/~1a/get/responses/404/$ref
                  stage: copy_shared_parts
                  help: write the part out at one of the places that refer to it
            "##]],
        );
    }

    #[test]
    fn examples_are_data() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"requestBody": {"content": {"a/b": {"example": {"$ref": "#/x"}, "examples": {"e": {"value": {"$ref": "#/x"}}}}}}}}}}"##,
            expect![[r##"
            {
              "paths": {
                "/a": {
                  "get": {
                    "requestBody": {
                      "content": {"a/b":{"example":{"$ref":"#/x"},"examples":{"e":{"value":{"$ref":"#/x"}}}}}
                    }
                  }
                }
              }
            }
        "##]],
        );
    }
}
