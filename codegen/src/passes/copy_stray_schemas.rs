//! Copies schemas that are referred to, but stand where OpenAPI has none, into `components`.
//!
//! ```text
//! before  {"schema": {"$ref": "#/definitions/User"}}
//! after   {"schema": {"$ref": "#/components/schemas/User"}}, and `User` in `components`
//! ```

use std::collections::HashMap;

use serde_json::Value;

use super::names::{Taken, taken_types};
use super::parts::Kind;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, reference_to, schemas_root};

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let mut names = taken_types(spec);
    let mut copies: HashMap<Pointer, String> = HashMap::new();
    loop {
        let strays = strays(spec);
        if strays.is_empty() {
            return;
        }
        for (at, target) in strays {
            let name = match copies.get(&target) {
                Some(name) => name.clone(),
                None => {
                    let name = copy(spec, &target, &mut names, report);
                    copies.entry(target).or_insert(name).clone()
                }
            };
            if let Some(schema) = spec.object_mut(&at) {
                let reference = reference_to(&name).get("$ref").cloned().unwrap_or_default();
                schema.insert("$ref".to_owned(), reference);
            }
        }
    }
}

/// The schemas that refer to what stands at no place of a schema or another part, and to what.
fn strays(spec: &Spec) -> Vec<(Pointer, Pointer)> {
    let target = |at: &Pointer| {
        let target = Pointer::from_reference(spec.object(at)?.get("$ref")?.as_str()?)?;
        let is_stray = Kind::at(&target).is_none() && target != Pointer::root();
        (is_stray && spec.get(&target).is_some_and(Value::is_object)).then_some(target)
    };
    let referring = spec.schemas_that(|it| it.contains_key("$ref"));
    referring.into_iter().filter_map(|at| target(&at).map(|target| (at, target))).collect()
}

fn copy(spec: &mut Spec, from: &Pointer, names: &mut Taken, report: &mut Report) -> String {
    let name = names.claim(&from.last().unwrap_or_default());
    let schema = spec.get(from).cloned().unwrap_or_default();
    report
        .note(spec.place(from), format!("{from} is read as if it stood in `components/schemas`"))
        .help("move it there");
    spec.insert_schema(&name, schema);
    spec.moved(from, schemas_root().child(&name));
    name
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "copy_stray_schemas";

    #[test]
    fn definitions_become_components() {
        check(
            NAME,
            r##"{"definitions": {"A": {"properties": {"b": {"$ref": "#/definitions/B"}}}, "B": {"type": "string"}},
             "paths": {"/a": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/definitions/A"}}}}}}}}}"##,
            expect![[r##"
                {
                  "definitions": {"A":{"properties":{"b":{"$ref":"#/definitions/B"}}},"B":{"type":"string"}},
                  "paths": {
                    "/a": {
                      "get": {
                        "responses": {
                          "200": {"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}
                        }
                      }
                    }
                  },
                  "components": {
                    "schemas": {"A":{"properties":{"b":{"$ref":"#/components/schemas/B"}}},"B":{"type":"string"}}
                  }
                }
                note: /definitions/A is read as if it stood in `components/schemas`
                 --> before:1:18
                  |
                1 | {"definitions": {"A": {"properties": {"b": {"$ref": "#/definitions/B"}}}, "B": {"type": "string"}},
                  |                  ^
                  at: /definitions/A
                  stage: copy_stray_schemas
                  help: move it there

                note: /definitions/B is read as if it stood in `components/schemas`
                 --> before:1:75
                  |
                1 | {"definitions": {"A": {"properties": {"b": {"$ref": "#/definitions/B"}}}, "B": {"type": "string"}},
                  |                                                                           ^
                  at: /definitions/B
                  stage: copy_stray_schemas
                  help: move it there
            "##]],
        );
    }

    #[test]
    fn names_of_components_are_not_taken() {
        check(
            NAME,
            r##"{"definitions": {"A": {"type": "string"}}, "components": {"schemas": {"A": {"items": {"$ref": "#/definitions/A"}},
             "B": {"$ref": "#/components/schemas/A"}, "C": {"$ref": "#"}, "D": {"$ref": "#/nowhere"}}}}"##,
            expect![[r##"
                {
                  "definitions": {"A":{"type":"string"}},
                  "components": {
                    "schemas": {
                      "A": {"items":{"$ref":"#/components/schemas/A2"}},
                      "B": {"$ref":"#/components/schemas/A"},
                      "C": {"$ref":"#"},
                      "D": {"$ref":"#/nowhere"},
                      "A2": {"type":"string"}
                    }
                  }
                }
                note: /definitions/A is read as if it stood in `components/schemas`
                 --> before:1:18
                  |
                1 | {"definitions": {"A": {"type": "string"}}, "components": {"schemas": {"A": {"items": {"$ref": "#/definitions/A"}},
                  |                  ^
                  at: /definitions/A
                  stage: copy_stray_schemas
                  help: move it there
            "##]],
        );
    }
}
