//! Removes from `components` the schemas that no operation reaches, and everything that has been
//! copied to where it was referred to. Security schemes stay.
//!
//! ```text
//! before  {"schemas": {"Used": {}, "Unused": {}}, "responses": {..}, "securitySchemes": {..}}
//! after   {"schemas": {"Used": {}}, "securitySchemes": {..}}
//! ```

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, component_at, schemas_root};

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let components = Pointer::root().child("components");
    if let Some(components) = spec.object_mut(&components) {
        components.retain(|section, _| section == "schemas" || section == "securitySchemes");
    }
    let reached = reached(spec);
    let root = schemas_root();
    let schemas = spec.object(&root).into_iter().flatten();
    let unreached: Vec<String> =
        schemas.map(|(name, _)| name.clone()).filter(|name| !reached.contains(name)).collect();
    if let Some(first) = unreached.first() {
        let message = format!("no operation uses {}", list(&unreached));
        report.note(spec.place(&root.child(first)), message);
    }
    if let Some(schemas) = spec.object_mut(&root) {
        schemas.retain(|name, _| reached.contains(name));
    }
}

fn list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
    quoted.join(", ")
}

/// The component schemas that operations lead to.
fn reached(spec: &Spec) -> HashSet<String> {
    let root = schemas_root();
    let mut references: HashMap<Option<String>, Vec<String>> = HashMap::new();
    for (at, schema) in spec.schemas_at() {
        let owner = at
            .rebase(&root, &Pointer::root())
            .and_then(|it| Some(it.tokens().next()?.into_owned()));
        let found = references.entry(owner).or_default();
        found.extend(schema.get("$ref").and_then(component_at));
        let mapping = schema.get("discriminator").and_then(|it| it.get("mapping"));
        for value in mapping.and_then(Value::as_object).into_iter().flat_map(|it| it.values()) {
            found.extend(value.as_str().and_then(Pointer::from_reference).and_then(|it| it.last()));
        }
    }
    let mut reached = HashSet::new();
    let mut left: Vec<&String> = references.get(&None).into_iter().flatten().collect();
    while let Some(name) = left.pop() {
        if reached.insert(name.clone()) {
            left.extend(references.get(&Some(name.clone())).into_iter().flatten());
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "prune_unreachable";

    #[test]
    fn what_is_not_reached_goes() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"requestBody": {"content": {"a/b": {"schema": {"$ref": "#/components/schemas/A"}, "example": {"$ref": "#/components/schemas/D"}}}}}}},
             "components": {"responses": {"R": {"content": {"a/b": {"schema": {"$ref": "#/components/schemas/C"}}}}}, "securitySchemes": {"s": {}},
             "schemas": {"A": {"items": {"allOf": [{"$ref": "#/components/schemas/B"}]}}, "B": {"items": {"$ref": "#/components/schemas/A"}}, "C": {}, "D": {"$ref": "#/components/schemas/C"}}}}"##,
            expect![[r##"
                 {
                   "paths": {
                     "/a": {
                       "get": {
                         "requestBody": {
                           "content": {
                             "a/b": {
                               "schema": {"$ref":"#/components/schemas/A"},
                               "example": {"$ref":"#/components/schemas/D"}
                             }
                           }
                         }
                       }
                     }
                   },
                   "components": {
                     "securitySchemes": {"s":{}},
                     "schemas": {
                       "A": {"items":{"allOf":[{"$ref":"#/components/schemas/B"}]}},
                       "B": {"items":{"$ref":"#/components/schemas/A"}}
                     }
                   }
                 }
                 note: no operation uses `C`, `D`
                  --> before:3:143
                   |
                 3 |              "schemas": {"A": {"items": {"allOf": [{"$ref": "#/components/schemas/B"}]}}, "B": {"items": {"$ref": "#/components/schemas/A"}}, "C": {}, "D": {"$r
                   |                                                                                                                                               ^
                   at: /components/schemas/C
                   stage: prune_unreachable
             "##]],
        );
    }

    #[test]
    fn a_document_without_components_is_left_alone() {
        check(
            NAME,
            r#"{"paths": {}}"#,
            expect![[r#"
            {"paths":{}}
        "#]],
        );
    }
}
