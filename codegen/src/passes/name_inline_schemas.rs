//! Makes components of inline objects with `properties`, enums and unions, and refers to them.
//!
//! The name is the one that `hint_type_names` wrote beside the schema, or that its place suggests
//! now, or its `x-rust-name`. Two schemas that ask for one name share it if they are the same to a
//! Rust type. Otherwise a made name gets a number; a given one is an error.
//!
//! What a schema says about its place stays there, the description stands in both. Of those that are
//! the same and have other names, `equal_types` makes one at the end.
//!
//! ```text
//! before  {"User": {"properties": {"state": {"enum": ["on"], "default": "on"}}}}
//! after   {"User": {"properties": {"state": {"allOf": [{"$ref": "#/components/schemas/UserState"}],
//!          "default": "on"}}}, "UserState": {"enum": ["on"]}}
//! ```

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::equal_types;
use super::equality::{canonical, names_agree};
use super::names::{Taken, taken_types, type_name};
use super::places::{component_name, visit_inside, visit_operations};
use super::shape::{MADE_NAME, RUST_NAME, is_about_place, needs_type, refer};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, schemas_root};

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let names = taken_types(spec);
    let mut root = std::mem::take(&mut spec.root);
    let schemas = take_schemas(&mut root);
    let mut namer = Namer { spec, report, names, schemas, asked: HashMap::new(), made: Vec::new() };
    let keys: Vec<String> = namer.schemas.keys().cloned().collect();
    for key in keys {
        namer.name_within(&key);
    }
    visit_operations(&mut root, &mut |at, schema, name| namer.name(at, schema, name));
    let (schemas, made) = (namer.schemas, namer.made);
    spec.root = root;
    for (name, schema) in schemas {
        spec.insert_schema(&name, schema);
    }
    equal_types::share(spec, &made);
}

fn take_schemas(root: &mut Value) -> Map<String, Value> {
    let schemas = root.get_mut("components").and_then(|it| it.get_mut("schemas"));
    schemas.and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default()
}

struct Namer<'a> {
    spec: &'a mut Spec,
    report: &'a mut Report,
    names: Taken,
    schemas: Map<String, Value>,
    /// Under each name that was asked for, the components that were made.
    asked: HashMap<String, Vec<Made>>,
    /// Those of which no overlay says what they are called.
    made: Vec<equal_types::Made>,
}

/// A component that was made of an inline schema.
struct Made {
    name: String,
    canonical: Value,
    at: Pointer,
}

impl Namer<'_> {
    /// Names the inline schemas inside a component.
    fn name_within(&mut self, key: &str) {
        let Some(mut schema) = self.schemas.get_mut(key).map(Value::take) else { return };
        if let Some(members) = schema.as_object_mut() {
            members.shift_remove(MADE_NAME);
        }
        let name = component_name(key, &schema);
        let at = schemas_root().child(key);
        visit_inside(&mut schema, &at, &name, &mut |at, schema, name| self.name(at, schema, name));
        self.schemas.insert(key.to_owned(), schema);
    }

    fn name(&mut self, at: &Pointer, schema: &mut Value, wanted: &str) {
        let Some(members) = schema.as_object_mut() else { return };
        members.shift_remove(MADE_NAME);
        if !needs_type(members) {
            return;
        }
        let (place, mut shape) = split(std::mem::take(members));
        let is_given = shape.shift_remove(RUST_NAME).is_some();
        let shape = Value::Object(shape);
        let canonical = canonical(&shape);
        let name = if is_given {
            self.given_name(at, wanted, &shape, canonical)
        } else {
            self.made_name(at, &type_name(wanted), &shape, canonical)
        };
        self.keep(at, &name, shape, &place);
        *schema = refer(&name, place);
    }

    /// The name that an overlay gives to `shape`, which must not be that of another schema.
    fn given_name(&mut self, at: &Pointer, name: &str, shape: &Value, canonical: Value) -> String {
        if let Some(shared) = self.same(name, shape, &canonical) {
            return shared;
        }
        let place = self.spec.place(&at.child(RUST_NAME));
        if type_name(name) != name {
            self.report
                .error(place, format!("`{name}` cannot be the name of a type"))
                .help(format!("use a name such as `{}`", type_name(name)));
        } else if self.schemas.contains_key(name) {
            let made = self.asked.get(name).and_then(|it| it.first());
            let other = made.map_or_else(|| schemas_root().child(name), |it| it.at.clone());
            self.report
                .error(place, format!("`{name}` is also the name of {other}, which is different"))
                .help("give each schema a name of its own, or make them the same");
        } else {
            self.remember(at, name, name, canonical);
        }
        name.to_owned()
    }

    /// A name for `shape`: `wanted`, if nothing different is called that, otherwise with a number.
    fn made_name(&mut self, at: &Pointer, wanted: &str, shape: &Value, canonical: Value) -> String {
        if let Some(shared) = self.same(wanted, shape, &canonical) {
            return shared;
        }
        let name = self.names.claim(wanted);
        self.remember(at, wanted, &name, canonical);
        self.made.push(equal_types::Made { name: name.clone(), wanted: wanted.to_owned() });
        name
    }

    fn remember(&mut self, at: &Pointer, wanted: &str, name: &str, canonical: Value) {
        let made = Made { name: name.to_owned(), canonical, at: at.clone() };
        self.asked.entry(wanted.to_owned()).or_default().push(made);
    }

    /// The component that was asked for by the same name and is the same to a Rust type.
    fn same(&self, wanted: &str, shape: &Value, own: &Value) -> Option<String> {
        let agrees = |name: &str| self.schemas.get(name).is_some_and(|it| names_agree(it, shape));
        let made = self.asked.get(wanted).into_iter().flatten();
        let shared = made.filter(|it| it.canonical == *own).find(|it| agrees(&it.name));
        if let Some(shared) = shared {
            return Some(shared.name.clone());
        }
        let component = self.schemas.get(wanted)?;
        (canonical(component) == *own && agrees(wanted)).then(|| wanted.to_owned())
    }

    /// Puts `shape` among the components, unless it is there: then it only adds what is lacking.
    fn keep(&mut self, at: &Pointer, name: &str, shape: Value, place: &Map<String, Value>) {
        let description = place.get("description").cloned();
        let Some(component) = self.schemas.get_mut(name).and_then(Value::as_object_mut) else {
            let mut component = Map::new();
            component.extend(description.map(|it| ("description".to_owned(), it)));
            if let Value::Object(shape) = shape {
                component.extend(shape);
            }
            self.schemas.insert(name.to_owned(), Value::Object(component));
            self.spec.moved(at, schemas_root().child(name));
            return;
        };
        if let Some(description) = description {
            component.entry("description").or_insert(description);
        }
        adopt_value_names(component, &shape);
    }
}

/// What `schema` says about its place, and what about its shape.
fn split(schema: Map<String, Value>) -> (Map<String, Value>, Map<String, Value>) {
    schema.into_iter().partition(|(key, _)| is_about_place(key))
}

/// Gives an enum without names for its values those of another with the same values.
fn adopt_value_names(schema: &mut Map<String, Value>, other: &Value) {
    for key in ["x-enum-varnames", "x-enum-descriptions"] {
        let (Some(names), false) = (other.get(key), schema.contains_key(key)) else { continue };
        let pairs =
            |it: &Value| Some((it.get("enum")?.as_array()?.clone(), names.as_array()?.clone()));
        let Some((values, names)) = pairs(other) else { continue };
        let name_of = |value: &Value| {
            let index = values.iter().position(|it| it == value)?;
            names.get(index).cloned()
        };
        let own = schema.get("enum").and_then(Value::as_array);
        let aligned: Option<Vec<Value>> = own.and_then(|it| it.iter().map(name_of).collect());
        schema.extend(aligned.map(|it| (key.to_owned(), Value::Array(it))));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_schema};
    use expect_test::expect;

    const NAME: &str = "name_inline_schemas";

    #[test]
    fn inline_types_become_components() {
        check(
            NAME,
            r#"{"components": {"schemas": {"User": {"type": "object", "properties": {"state": {"type": "string", "enum": ["on"], "default": "on", "description": "d", "nullable": true},
             "home": {"type": "object", "properties": {"kind": {"enum": [1]}}}, "name": {"type": "string", "x-made-name": "N"}}}}},
             "paths": {"/a": {"get": {"operationId": "getA", "responses": {"200": {"content": {"a/b": {"schema": {"items": {"oneOf": [{"type": "string"}, {"type": "integer"}]}}}}}}}}}}"#,
            expect![[r##"
                 {
                   "components": {
                     "schemas": {
                       "User": {
                         "type": "object",
                         "properties": {
                           "state": {
                             "allOf": [{"$ref":"#/components/schemas/UserState"}],
                             "default": "on",
                             "description": "d",
                             "nullable": true
                           },
                           "home": {"$ref":"#/components/schemas/UserHome"},
                           "name": {"type":"string"}
                         }
                       },
                       "UserState": {"description":"d","type":"string","enum":["on"]},
                       "UserHomeKind": {"enum":[1]},
                       "UserHome": {"type":"object","properties":{"kind":{"$ref":"#/components/schemas/UserHomeKind"}}},
                       "GetAResponseItem": {"oneOf":[{"type":"string"},{"type":"integer"}]}
                     }
                   },
                   "paths": {
                     "/a": {
                       "get": {
                         "operationId": "getA",
                         "responses": {
                           "200": {
                             "content": {"a/b":{"schema":{"items":{"$ref":"#/components/schemas/GetAResponseItem"}}}}
                           }
                         }
                       }
                     }
                   }
                 }
             "##]],
        );
    }

    #[test]
    fn equal_schemas_of_one_name_are_one_type() {
        check(
            NAME,
            r#"{"components": {"schemas": {"A": {"properties": {"a": {"enum": ["x", "y"], "x-made-name": "N", "description": "first"}, "b": {"enum": ["y", "x"], "x-made-name": "N", "x-enum-varnames": ["Y", "X"], "description": "second"}}}}}}"#,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "A": {
                    "properties": {
                      "a": {"allOf":[{"$ref":"#/components/schemas/N"}],"description":"first"},
                      "b": {"allOf":[{"$ref":"#/components/schemas/N"}],"description":"second"}
                    }
                  },
                  "N": {"description":"first","enum":["x","y"],"x-enum-varnames":["X","Y"]}
                }
              }
            }
        "##]],
        );
    }

    #[test]
    fn a_description_is_taken_from_the_first_that_has_one() {
        check(
            NAME,
            r#"{"components": {"schemas": {"A": {"properties": {"a": {"enum": ["x"], "x-made-name": "N"}, "b": {"enum": ["x"], "x-made-name": "N", "description": "d"}}}}}}"#,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "A": {
                    "properties": {
                      "a": {"$ref":"#/components/schemas/N"},
                      "b": {"allOf":[{"$ref":"#/components/schemas/N"}],"description":"d"}
                    }
                  },
                  "N": {"enum":["x"],"description":"d"}
                }
              }
            }
        "##]],
        );
    }

    #[test]
    fn different_schemas_of_one_name_get_numbers() {
        check(
            NAME,
            r#"{"components": {"schemas": {"A": {"properties": {"a": {"enum": ["x"], "x-made-name": "N"}, "b": {"enum": ["y"], "x-made-name": "N"}, "c": {"enum": ["y"], "x-made-name": "N"}}}}}}"#,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "A": {
                    "properties": {
                      "a": {"$ref":"#/components/schemas/N"},
                      "b": {"$ref":"#/components/schemas/N2"},
                      "c": {"$ref":"#/components/schemas/N2"}
                    }
                  },
                  "N": {"enum":["x"]},
                  "N2": {"enum":["y"]}
                }
              }
            }
        "##]],
        );
    }

    #[test]
    fn names_of_values_must_agree() {
        check(
            NAME,
            r#"{"components": {"schemas": {"A": {"properties": {"a": {"enum": [1], "x-enum-varnames": ["One"], "x-made-name": "N"}, "b": {"enum": [1], "x-enum-varnames": ["Uno"], "x-made-name": "N"}}}}}}"#,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "A": {
                    "properties": {"a":{"$ref":"#/components/schemas/N"},"b":{"$ref":"#/components/schemas/N2"}}
                  },
                  "N": {"enum":[1],"x-enum-varnames":["One"]},
                  "N2": {"enum":[1],"x-enum-varnames":["Uno"]}
                }
              }
            }
        "##]],
        );
    }

    #[test]
    fn a_component_of_that_name_is_shared_if_equal() {
        check(
            NAME,
            r#"{"components": {"schemas": {"UserState": {"enum": [1], "type": "integer", "description": "d"}, "User": {"properties": {"state": {"type": "integer", "enum": [1]}, "other": {"enum": [2], "x-made-name": "UserState"}}}}}}"#,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "UserState": {"enum":[1],"type":"integer","description":"d"},
                  "User": {
                    "properties": {
                      "state": {"$ref":"#/components/schemas/UserState"},
                      "other": {"$ref":"#/components/schemas/UserState2"}
                    }
                  },
                  "UserState2": {"enum":[2]}
                }
              }
            }
        "##]],
        );
    }

    #[test]
    fn given_names_are_shared_by_equal_schemas() {
        check(
            NAME,
            r#"{"components": {"schemas": {"A": {"properties": {"b": {"enum": [2], "x-made-name": "Home"}, "c": {"enum": [1], "x-rust-name": "Home"}, "d": {"enum": [1], "x-rust-name": "Home", "default": 1}}}}}}"#,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "A": {
                    "properties": {
                      "b": {"$ref":"#/components/schemas/Home2"},
                      "c": {"$ref":"#/components/schemas/Home"},
                      "d": {"allOf":[{"$ref":"#/components/schemas/Home"}],"default":1}
                    }
                  },
                  "Home2": {"enum":[2]},
                  "Home": {"enum":[1]}
                }
              }
            }
        "##]],
        );
    }

    #[test]
    fn given_names_of_different_schemas_are_an_error() {
        check(
            NAME,
            r#"{"components": {"schemas": {"A": {"properties": {"b": {"enum": [2], "x-rust-name": "Home"}, "c": {"enum": [1], "x-rust-name": "Home"}, "d": {"enum": [1], "x-rust-name": "A"}, "e": {"enum": [1], "x-rust-name": "e f"}}}}}}"#,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "A": {
                    "properties": {
                      "b": {"$ref":"#/components/schemas/Home"},
                      "c": {"$ref":"#/components/schemas/Home"},
                      "d": {"$ref":"#/components/schemas/A"},
                      "e": {"$ref":"#/components/schemas/e f"}
                    }
                  },
                  "Home": {"enum":[2]},
                  "e f": {"enum":[1]}
                }
              }
            }
            error: `Home` is also the name of /components/schemas/A/properties/b, which is different
             --> before:1:112
              |
            1 | {"components": {"schemas": {"A": {"properties": {"b": {"enum": [2], "x-rust-name": "Home"}, "c": {"enum": [1], "x-rust-name": "Home"}, "d": {"enum": [1], "x-rus
              |                                                                                                                ^
              at: /components/schemas/A/properties/c/x-rust-name
              stage: name_inline_schemas
              help: give each schema a name of its own, or make them the same

            error: `A` is also the name of /components/schemas/A, which is different
             --> before:1:155
              |
            1 | {"components": {"schemas": {"A": {"properties": {"b": {"enum": [2], "x-rust-name": "Home"}, "c": {"enum": [1], "x-rust-name": "Home"}, "d": {"enum": [1], "x-rus
              |                                                                                                                                                           ^
              at: /components/schemas/A/properties/d/x-rust-name
              stage: name_inline_schemas
              help: give each schema a name of its own, or make them the same

            error: `e f` cannot be the name of a type
             --> before:1:136
              |
            1 | {"components": {"schemas": {"A": {"properties": {"b": {"enum": [2], "x-rust-name": "Home"}, "c": {"enum": [1], "x-rust-name": "Home"}, "d": {"enum": [1], "x-rus
              |                                                                                                                                        ^
              at: /components/schemas/A/properties/e/x-rust-name
              stage: name_inline_schemas
              help: use a name such as `Ef`
        "##]],
        );
    }

    #[test]
    fn data_is_left_alone() {
        check_schema(
            NAME,
            r#"{"properties": {"a": {"type": "object", "default": {"properties": {"enum": [1]}}}}}"#,
            expect![[r#"
            {"properties":{"a":{"type":"object","default":{"properties":{"enum":[1]}}}}}
        "#]],
        );
    }
}
