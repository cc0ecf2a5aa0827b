//! Makes references of inline objects, enums and unions that are copies of a component, word for
//! word.
//!
//! A document that was bundled, or written by a server's framework, repeats at each place what
//! another one refers to. The types are the same, and so are their names.
//!
//! A copy says everything that the component says, descriptions included, at whatever depth either
//! of them refers instead of repeating. Two components that are the same have no copies: it would
//! have to be guessed which of them is meant.
//!
//! ```text
//! before  {"User": {"properties": {"id": {"type": "string"}}}}, {"schema": {"properties": {"id": {"type": "string"}}}}
//! after   {"User": {"properties": {"id": {"type": "string"}}}}, {"schema": {"$ref": "#/components/schemas/User"}}
//! ```

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value};

use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, reference_to, referenced, schemas_root};

/// Over how many references schemas are compared. Beyond, a reference is known by its name alone.
const MAX_REFERENCES: usize = 64;

pub(super) fn run(spec: &mut Spec, _: &mut Report) {
    let root = schemas_root();
    let schemas = spec.object(&root).cloned().unwrap_or_default();
    let mut words = Words { schemas: &schemas, known: HashMap::new() };
    let originals = originals(&mut words);
    let mut replaced = Pointer::root();
    for at in spec.schemas() {
        if is_within(&at, &replaced) || at.parent().as_ref() == Some(&root) {
            continue;
        }
        let Some(schema) = at.resolve_mut(&mut spec.root) else { continue };
        if !is_telling(schema) {
            continue;
        }
        if let Some(Some(name)) = originals.get(&words.of(schema, 0)) {
            *schema = reference_to(name);
            replaced = at;
        }
    }
}

/// Whether `at` stood in what was replaced. An outer schema comes right before the inner ones.
fn is_within(at: &Pointer, replaced: &Pointer) -> bool {
    let rest = at.as_str().strip_prefix(replaced.as_str());
    *replaced != Pointer::root() && rest.is_some_and(|it| it.starts_with('/'))
}

/// Whether the schema says enough to be told from others: members, several values or branches.
fn is_telling(schema: &Value) -> bool {
    let members = schema.get("properties").and_then(Value::as_object);
    let several =
        |key: &str| schema.get(key).and_then(Value::as_array).is_some_and(|it| it.len() > 1);
    members.is_some_and(|it| !it.is_empty())
        || ["enum", "x-extensible-enum", "allOf", "oneOf", "anyOf"].into_iter().any(several)
}

/// By their words the components that may have copies, and nothing where several are the same.
fn originals(words: &mut Words<'_>) -> HashMap<u64, Option<String>> {
    let mut originals = HashMap::new();
    for (name, schema) in words.schemas.iter().filter(|(_, schema)| is_telling(schema)) {
        let original = originals.entry(words.of(schema, 0));
        original.and_modify(|it| *it = None).or_insert_with(|| Some(name.clone()));
    }
    originals
}

/// What schemas say, as a hash that is the same whether they repeat a component or refer to it.
struct Words<'a> {
    schemas: &'a Map<String, Value>,
    /// Of components, by name. One that is being read is known by its name.
    known: HashMap<&'a str, u64>,
}

impl<'a> Words<'a> {
    fn of(&mut self, value: &Value, references: usize) -> u64 {
        if let Some(name) = referenced(value)
            && let Some((name, schema)) = self.schemas.get_key_value(&name)
        {
            return self.of_component(name, schema, references);
        }
        match value {
            Value::Object(members) => {
                let mut words: Vec<(&str, u64)> = members
                    .iter()
                    .map(|(key, inner)| (key.as_str(), self.of(inner, references)))
                    .collect();
                words.sort_unstable();
                hash(words)
            }
            Value::Array(items) => {
                hash(items.iter().map(|it| self.of(it, references)).collect::<Vec<_>>())
            }
            scalar => hash(scalar.to_string()),
        }
    }

    fn of_component(&mut self, name: &'a str, schema: &'a Value, references: usize) -> u64 {
        if let Some(words) = self.known.get(name) {
            return *words;
        }
        let unread = hash(("component", name));
        if references == MAX_REFERENCES {
            return unread;
        }
        self.known.insert(name, unread);
        let words = self.of(schema, references + 1);
        self.known.insert(name, words);
        words
    }
}

fn hash(words: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "recognize_components";

    #[test]
    fn a_copy_becomes_a_reference() {
        check(
            NAME,
            r##"{"components": {"schemas": {"User": {"type": "object", "properties": {"id": {"type": "string"}}},
             "Users": {"items": {"properties": {"id": {"type": "string"}}, "type": "object"}},
             "Owner": {"description": "Another.", "properties": {"id": {"type": "string"}}, "type": "object"}}}}"##,
            expect![[r##"
                {
                  "components": {
                    "schemas": {
                      "User": {"type":"object","properties":{"id":{"type":"string"}}},
                      "Users": {"items":{"$ref":"#/components/schemas/User"}},
                      "Owner": {"description":"Another.","properties":{"id":{"type":"string"}},"type":"object"}
                    }
                  }
                }
            "##]],
        );
    }

    #[test]
    fn a_copy_may_repeat_what_the_component_refers_to() {
        check(
            NAME,
            r##"{"components": {"schemas": {"Name": {"properties": {"a": {}}}, "User": {"properties": {"name": {"$ref": "#/components/schemas/Name"}}},
             "Users": {"items": {"properties": {"name": {"properties": {"a": {}}}}}}}}}"##,
            expect![[r##"
                {
                  "components": {
                    "schemas": {
                      "Name": {"properties":{"a":{}}},
                      "User": {"properties":{"name":{"$ref":"#/components/schemas/Name"}}},
                      "Users": {"items":{"$ref":"#/components/schemas/User"}}
                    }
                  }
                }
            "##]],
        );
    }

    #[test]
    fn a_copy_of_two_components_is_left_alone() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"properties": {"a": {}}}, "B": {"properties": {"a": {}}}, "C": {"items": {"properties": {"a": {}}}}}}}"##,
            expect![[r#"
                {
                  "components": {
                    "schemas": {
                      "A": {"properties":{"a":{}}},
                      "B": {"properties":{"a":{}}},
                      "C": {"items":{"properties":{"a":{}}}}
                    }
                  }
                }
            "#]],
        );
    }

    #[test]
    fn a_component_that_holds_itself_ends() {
        check(
            NAME,
            r##"{"components": {"schemas": {"Tree": {"properties": {"next": {"$ref": "#/components/schemas/Tree"}, "copy": {"properties": {"next": {"$ref": "#/components/schemas/Tree"}}}}}}}}"##,
            expect![[r##"
                {
                  "components": {
                    "schemas": {
                      "Tree": {
                        "properties": {
                          "next": {"$ref":"#/components/schemas/Tree"},
                          "copy": {"properties":{"next":{"$ref":"#/components/schemas/Tree"}}}
                        }
                      }
                    }
                  }
                }
            "##]],
        );
    }

    #[test]
    fn a_long_chain_of_references_ends() {
        let link = |it: usize| {
            format!(
                r##""C{it}": {{"properties": {{"next": {{"$ref": "#/components/schemas/C{}"}}}}}}"##,
                it + 1
            )
        };
        let chain: Vec<String> = (0..20_000).map(link).collect();
        let text = format!(r#"{{"components": {{"schemas": {{{}}}}}}}"#, chain.join(","));
        super::super::testing::run(NAME, &text);
    }
}
