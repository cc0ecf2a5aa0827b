//! Whether null is a value of a schema, in any of the ways in which documents say so.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::unions::{is_null, parts};
use crate::pointer::Pointer;
use crate::spec::Spec;

/// Longer chains of references are taken for circles, which add no value.
const MAX_DEPTH: usize = 64;

/// What a schema says of null.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Null {
    Allowed,
    Forbidden,
    /// Neither, as `{"description": ".."}` does.
    Unsaid,
}

/// Whether null is a value of the schema that `places` make up together.
pub(super) fn is_nullable(spec: &Spec, places: &[Pointer]) -> bool {
    let mut reader = Reader { spec, known: HashMap::new() };
    reader.all(places, 0) == Null::Allowed
}

struct Reader<'a> {
    spec: &'a Spec,
    /// What has been read already. A schema that is being read adds nothing to itself.
    known: HashMap<Pointer, Null>,
}

impl Reader<'_> {
    /// What schemas that hold at once say: null if none of them forbids it.
    fn all(&mut self, places: &[Pointer], depth: usize) -> Null {
        let mut found = Null::Unsaid;
        for at in places {
            match self.of(at, depth) {
                Null::Forbidden => return Null::Forbidden,
                Null::Allowed => found = Null::Allowed,
                Null::Unsaid => {}
            }
        }
        found
    }

    fn of(&mut self, at: &Pointer, depth: usize) -> Null {
        let Some(Value::Object(schema)) = self.spec.get(at) else { return Null::Unsaid };
        if depth > MAX_DEPTH {
            return Null::Unsaid;
        }
        if let Some(known) = self.known.get(at) {
            return *known;
        }
        self.known.insert(at.clone(), Null::Unsaid);
        let found = if says_null(schema) || self.a_branch_allows(at, schema, depth) {
            Null::Allowed
        } else {
            match self.all(&parts(at, schema), depth + 1) {
                Null::Unsaid if says_values(schema) => Null::Forbidden,
                inner => inner,
            }
        };
        self.known.insert(at.clone(), found);
        found
    }

    fn a_branch_allows(&mut self, at: &Pointer, schema: &Map<String, Value>, depth: usize) -> bool {
        ["oneOf", "anyOf"].into_iter().any(|key| {
            let count = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
            let mut branches = (0..count).map(|index| at.child(key).child(index));
            branches.any(|it| self.of(&it, depth + 1) == Null::Allowed)
        })
    }
}

/// A `nullable` beside an `allOf` or a reference counts for the whole, as its authors mean it.
fn says_null(schema: &Map<String, Value>) -> bool {
    let lists_null = |key: &str, null: &Value| {
        schema.get(key).and_then(Value::as_array).is_some_and(|it| it.contains(null))
    };
    let is_null_branch = |key: &str| {
        schema.get(key).and_then(Value::as_array).is_some_and(|it| it.iter().any(is_null))
    };
    schema.get("nullable") == Some(&Value::Bool(true))
        || schema.get("type").is_some_and(|it| it == "null")
        || schema.get("const") == Some(&Value::Null)
        || lists_null("type", &Value::from("null"))
        || lists_null("enum", &Value::Null)
        || is_null_branch("oneOf")
        || is_null_branch("anyOf")
}

fn says_values(schema: &Map<String, Value>) -> bool {
    let keys = ["type", "enum", "const", "oneOf", "anyOf", "properties", "items"];
    keys.iter().any(|it| schema.contains_key(*it))
}

#[cfg(test)]
mod tests {
    use crate::diff::contract::Node;
    use crate::diff::testing::read;
    use crate::pointer::Pointer;

    /// Whether null is a value of a schema beside `Null` and `Text`.
    fn is_nullable(schema: &str) -> bool {
        let contract = read(&format!(
            r##"{{"openapi": "3.1.0", "components": {{"schemas": {{"T": {schema},
            "Null": {{"type": ["string", "null"]}}, "Text": {{"type": "string"}},
            "Circle": {{"anyOf": [{{"$ref": "#/components/schemas/Circle"}}, {{"type": "string"}}]}}}}}}}}"##
        ));
        let at = Pointer::parse("/components/schemas/T").unwrap();
        contract.schema(&Node::at(at)).nullable
    }

    #[test]
    fn null_is_said_in_many_ways() {
        for schema in [
            r#"{"type": "string", "nullable": true}"#,
            r#"{"type": ["string", "null"]}"#,
            r#"{"enum": ["a", null]}"#,
            r#"{"const": null}"#,
            r#"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#,
            r##"{"anyOf": [{"type": "integer"}, {"$ref": "#/components/schemas/Null"}]}"##,
            r##"{"$ref": "#/components/schemas/Null"}"##,
            r##"{"allOf": [{"$ref": "#/components/schemas/Text"}], "nullable": true}"##,
            r##"{"allOf": [{"$ref": "#/components/schemas/Null"}, {"description": "d"}]}"##,
        ] {
            assert!(is_nullable(schema), "{schema}");
        }
    }

    #[test]
    fn null_is_not_guessed() {
        for schema in [
            r#"{"type": "string"}"#,
            r#"{"enum": ["a"]}"#,
            r##"{"$ref": "#/components/schemas/Text"}"##,
            r##"{"allOf": [{"$ref": "#/components/schemas/Null"}, {"type": "string"}]}"##,
            r##"{"$ref": "#/components/schemas/Circle"}"##,
        ] {
            assert!(!is_nullable(schema), "{schema}");
        }
    }
}
