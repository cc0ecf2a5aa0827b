//! Tells what schemas that extend a base have from it, and what the base stands for where it is
//! referred to: one of them.
//!
//! A base is a component that others have in their `allOf`, and that either has a `discriminator` or
//! is a union of some of them. Its members become a component of their own, which the others extend.
//! The base itself becomes the union of them all and, unless it was a union before, of its own
//! members alone. What tells them is the base's `mapping`, the one value that the member can have,
//! what `x-ms-discriminator-value` says, or else the name.
//!
//! ```text
//! before  {"Pet": {"properties": {"kind": {}}, "discriminator": {"propertyName": "kind"}},
//!          "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {..}]}}
//! after   {"Pet": {"oneOf": [{"$ref": ".../Cat"}, {"$ref": ".../PetBase"}], "discriminator": {..}},
//!          "Cat": {"allOf": [{"$ref": "#/components/schemas/PetBase"}, {..}]},
//!          "PetBase": {"properties": {"kind": {}}}}
//! ```

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::names::taken_types;
use super::references::{mapped_name, reference_text};
use super::shape::{is_about_place, union};
use crate::report::Report;
use crate::spec::{Spec, reference_to, referenced, schemas_root};

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    let family = Family::of(spec);
    let bases = family.bases();
    if bases.is_empty() {
        return;
    }
    let mut names = taken_types(spec);
    let made: HashMap<&str, String> =
        bases.iter().map(|it| (*it, names.claim(&format!("{it}Base")))).collect();
    for (base, own) in &made {
        for heir in family.children.get(*base).into_iter().flatten() {
            extend(spec, heir, base, own);
        }
    }
    for base in bases {
        split(spec, base, &family, &made);
    }
}

/// The components as they are at first, and which have which others in their `allOf`.
struct Family {
    schemas: Map<String, Value>,
    children: HashMap<String, Vec<String>>,
}

impl Family {
    fn of(spec: &Spec) -> Self {
        let schemas = spec.object(&schemas_root()).cloned().unwrap_or_default();
        let mut children: HashMap<String, Vec<String>> = HashMap::new();
        for (name, schema) in &schemas {
            let branches = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
            for parent in branches.filter_map(referenced).filter(|it| it != name) {
                children.entry(parent).or_default().push(name.clone());
            }
        }
        Self { schemas, children }
    }

    fn bases(&self) -> Vec<&str> {
        let names = self.schemas.keys().map(String::as_str);
        names.filter(|it| self.is_base(it)).collect()
    }

    fn is_base(&self, name: &str) -> bool {
        if !self.children.contains_key(name) {
            return false;
        }
        match self.union(name) {
            Some(branches) => {
                let heirs = self.heirs(name);
                branches.iter().filter_map(referenced).any(|it| heirs.contains(&it))
            }
            None => self.schemas.get(name).is_some_and(|it| it.get("discriminator").is_some()),
        }
    }

    /// The branches of a component that is a union.
    fn union(&self, name: &str) -> Option<&Vec<Value>> {
        union(self.schemas.get(name)?.as_object()?).map(|(_, branches)| branches)
    }

    /// All that extend `base`, directly or through others.
    fn heirs(&self, base: &str) -> Vec<String> {
        let mut heirs: Vec<String> = Vec::new();
        let mut seen: HashSet<&str> = HashSet::from([base]);
        let mut left: Vec<&String> = self.children.get(base).into_iter().flatten().rev().collect();
        while let Some(name) = left.pop() {
            if seen.insert(name) {
                heirs.push(name.clone());
                left.extend(self.children.get(name).into_iter().flatten().rev());
            }
        }
        heirs
    }
}

fn split(spec: &mut Spec, base: &str, family: &Family, made: &HashMap<&str, String>) {
    let at = schemas_root().child(base);
    let Some(own) = made.get(base) else { return };
    let Some(mut members) = spec.object(&at).cloned() else { return };
    let mut whole: Map<String, Value> = members
        .iter()
        .filter(|(key, _)| is_about_place(key) || *key == "title")
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    members.shift_remove("nullable");
    let discriminator = members.shift_remove("discriminator");
    let listed = union(&members).map(|(key, branches)| (key, branches.clone()));
    let heirs = family.heirs(base);
    match listed {
        Some((key, branches)) => {
            members.shift_remove(key);
            let extended = branches.into_iter().map(|it| extending(it, own, &heirs));
            whole.insert(key.to_owned(), extended.collect());
            whole.extend(discriminator.map(|it| ("discriminator".to_owned(), it)));
        }
        None => {
            let discriminator = discriminator.unwrap_or_default();
            let concrete = |name: &String| made.get(name.as_str()).unwrap_or(name).clone();
            let heirs: Vec<&String> =
                heirs.iter().filter(|it| family.union(it).is_none()).collect();
            let branches = heirs.iter().map(|it| concrete(it)).chain([own.clone()]);
            whole.insert("oneOf".to_owned(), branches.map(|it| reference_to(&it)).collect());
            let told = told(family, &discriminator, base, own, &heirs, concrete);
            whole.insert("discriminator".to_owned(), told);
        }
    }
    spec.insert_schema(base, Value::Object(whole));
    spec.insert_schema(own, Value::Object(members));
    spec.moved(&at, schemas_root().child(own));
}

/// A branch of a base: one that does not extend the base by itself does so here.
fn extending(branch: Value, own: &str, heirs: &[String]) -> Value {
    match referenced(&branch) {
        Some(name) if heirs.contains(&name) => branch,
        _ => json!({ "allOf": [reference_to(own), branch] }),
    }
}

/// The discriminator with a value for each heir and for the base itself.
fn told(
    family: &Family,
    discriminator: &Value,
    base: &str,
    own: &str,
    heirs: &[&String],
    concrete: impl Fn(&String) -> String,
) -> Value {
    let tag = discriminator.get("propertyName").and_then(Value::as_str).unwrap_or_default();
    let mut mapping = Map::new();
    let mut mapped = HashSet::new();
    let given = discriminator.get("mapping").and_then(Value::as_object);
    for (value, target) in given.into_iter().flatten() {
        let name = target.as_str().map(mapped_name).unwrap_or_default();
        if name == base {
            mapping.insert(value.clone(), reference_text(own));
        } else if heirs.contains(&&name) {
            mapping.insert(value.clone(), reference_text(&concrete(&name)));
        }
        mapped.insert(name);
    }
    for heir in heirs.iter().filter(|it| !mapped.contains(it.as_str())) {
        let value = value_of(family.schemas.get(*heir), heir, tag);
        mapping.entry(value).or_insert_with(|| reference_text(&concrete(heir)));
    }
    if !mapped.contains(base) {
        mapping.entry(base).or_insert_with(|| reference_text(own));
    }
    json!({ "propertyName": tag, "mapping": mapping })
}

/// The value of the member `tag` that means the component `name`.
fn value_of(schema: Option<&Value>, name: &str, tag: &str) -> String {
    let parts = schema.and_then(|it| it.get("allOf")?.as_array()).into_iter().flatten();
    let only = |part: &Value| {
        let values = part.get("properties")?.get(tag)?.get("enum")?.as_array()?;
        let [only] = values.as_slice() else { return None };
        only.as_str().map(str::to_owned)
    };
    let said = || schema?.get("x-ms-discriminator-value")?.as_str().map(str::to_owned);
    let value = schema.into_iter().chain(parts).find_map(only).or_else(said);
    value.unwrap_or_else(|| name.to_owned())
}

/// Lets `heir` extend the members of `base`.
fn extend(spec: &mut Spec, heir: &str, base: &str, own: &str) {
    let Some(schema) = spec.object_mut(&schemas_root().child(heir)) else { return };
    let branches = schema.get_mut("allOf").and_then(Value::as_array_mut);
    for branch in branches.into_iter().flatten() {
        if referenced(branch).is_some_and(|it| it == base) {
            *branch = reference_to(own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "split_bases";

    #[test]
    fn a_base_with_a_discriminator_is_the_union_of_its_heirs() {
        check(
            NAME,
            r##"{"components": {"schemas": {
             "Pet": {"description": "d", "properties": {"kind": {"type": "string"}},
                     "discriminator": {"propertyName": "kind", "mapping": {"pet": "Pet", "dog": "#/components/schemas/Dog"}}},
             "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"kind": {"enum": ["cat"]}}}]},
             "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}]},
             "Pug": {"x-ms-discriminator-value": "p", "allOf": [{"$ref": "#/components/schemas/Dog"}]},
             "Rat": {"allOf": [{"$ref": "#/components/schemas/Pet"}]}}}}"##,
            expect![[r##"
                {
                  "components": {
                    "schemas": {
                      "Pet": {
                        "description": "d",
                        "oneOf": [
                          {"$ref":"#/components/schemas/Cat"},
                          {"$ref":"#/components/schemas/Dog"},
                          {"$ref":"#/components/schemas/Pug"},
                          {"$ref":"#/components/schemas/Rat"},
                          {"$ref":"#/components/schemas/PetBase"}
                        ],
                        "discriminator": {
                          "propertyName": "kind",
                          "mapping": {
                            "pet": "#/components/schemas/PetBase",
                            "dog": "#/components/schemas/Dog",
                            "cat": "#/components/schemas/Cat",
                            "p": "#/components/schemas/Pug",
                            "Rat": "#/components/schemas/Rat"
                          }
                        }
                      },
                      "Cat": {
                        "allOf": [{"$ref":"#/components/schemas/PetBase"},{"properties":{"kind":{"enum":["cat"]}}}]
                      },
                      "Dog": {"allOf":[{"$ref":"#/components/schemas/PetBase"}]},
                      "Pug": {"x-ms-discriminator-value":"p","allOf":[{"$ref":"#/components/schemas/Dog"}]},
                      "Rat": {"allOf":[{"$ref":"#/components/schemas/PetBase"}]},
                      "PetBase": {"description":"d","properties":{"kind":{"type":"string"}}}
                    }
                  }
                }
            "##]],
        );
    }

    #[test]
    fn heirs_do_not_extend_the_union_that_they_are_branches_of() {
        check(
            NAME,
            r##"{"components": {"schemas": {
             "Pet": {"properties": {"kind": {}}, "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]},
             "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}]}, "Dog": {"properties": {"a": {}}}}}}"##,
            expect![[r##"
                {
                  "components": {
                    "schemas": {
                      "Pet": {
                        "oneOf": [
                          {"$ref":"#/components/schemas/Cat"},
                          {
                            "allOf": [{"$ref":"#/components/schemas/PetBase"},{"$ref":"#/components/schemas/Dog"}]
                          }
                        ]
                      },
                      "Cat": {"allOf":[{"$ref":"#/components/schemas/PetBase"}]},
                      "Dog": {"properties":{"a":{}}},
                      "PetBase": {"properties":{"kind":{}}}
                    }
                  }
                }
            "##]],
        );
    }

    #[test]
    fn what_nobody_extends_is_left_alone() {
        check(
            NAME,
            r##"{"components": {"schemas": {
             "A": {"properties": {"kind": {}}, "discriminator": {"propertyName": "kind"}},
             "B": {"properties": {"kind": {}}}, "C": {"allOf": [{"$ref": "#/components/schemas/B"}]},
             "D": {"allOf": [{"$ref": "#/components/schemas/D"}], "discriminator": {"propertyName": "kind"}}}}}"##,
            expect![[r##"
                {
                  "components": {
                    "schemas": {
                      "A": {"properties":{"kind":{}},"discriminator":{"propertyName":"kind"}},
                      "B": {"properties":{"kind":{}}},
                      "C": {"allOf":[{"$ref":"#/components/schemas/B"}]},
                      "D": {
                        "allOf": [{"$ref":"#/components/schemas/D"}],
                        "discriminator": {"propertyName":"kind"}
                      }
                    }
                  }
                }
            "##]],
        );
    }
}
