//! Whether two parts that are not compared one by one say the same: references are followed, and
//! what names, words and key order change is no difference.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::contract::Contract;
use crate::pointer::Pointer;

/// Keys that say nothing about values.
const WORDS: [&str; 7] =
    ["description", "summary", "title", "example", "examples", "externalDocs", "$comment"];

/// Whether the nodes at two addresses say the same.
pub(super) fn same(old: (&Contract, &Pointer), new: (&Contract, &Pointer)) -> bool {
    let mut comparison = Comparison { old: old.0, new: new.0, begun: HashSet::new() };
    let mut left = vec![(old.1.clone(), new.1.clone())];
    while let Some((old, new)) = left.pop() {
        if !comparison.step(old, new, &mut left) {
            return false;
        }
    }
    true
}

struct Comparison<'a> {
    old: &'a Contract,
    new: &'a Contract,
    /// Pairs that are the same if nothing speaks against it: schemas may hold themselves.
    begun: HashSet<(Pointer, Pointer)>,
}

impl Comparison<'_> {
    /// Compares two nodes as far as they go themselves, and leaves what they hold for later.
    fn step(&mut self, old: Pointer, new: Pointer, left: &mut Vec<(Pointer, Pointer)>) -> bool {
        let (old, new) = (follow(self.old, old), follow(self.new, new));
        if !self.begun.insert((old.clone(), new.clone())) {
            return true;
        }
        match (self.old.spec().get(&old), self.new.spec().get(&new)) {
            (Some(Value::Object(a)), Some(Value::Object(b))) => {
                let (a, b) = (keys(a), keys(b));
                left.extend(a.iter().map(|key| (old.child(key), new.child(key))));
                a == b
            }
            (Some(Value::Array(a)), Some(Value::Array(b))) => {
                left.extend((0..a.len()).map(|index| (old.child(index), new.child(index))));
                a.len() == b.len()
            }
            (a, b) => a == b,
        }
    }
}

/// The keys that count, in one order. A member may be called `description`: its value is a schema.
fn keys(members: &Map<String, Value>) -> Vec<&String> {
    let is_word = |key: &str, value: &Value| WORDS.contains(&key) && !value.is_object();
    let counting = members.iter().filter(|(key, value)| !is_word(key, value));
    let mut keys: Vec<&String> = counting.map(|(key, _)| key).collect();
    keys.sort();
    keys
}

/// Where the reference at `at` leads in the end.
fn follow(contract: &Contract, at: Pointer) -> Pointer {
    let mut seen = HashSet::new();
    let mut here = at;
    while seen.insert(here.clone()) {
        let reference = contract.spec().get(&here).and_then(|it| it.get("$ref")?.as_str());
        let Some(target) = reference.and_then(Pointer::from_reference) else { break };
        if contract.spec().get(&target).is_none() {
            break;
        }
        here = target;
    }
    here
}

#[cfg(test)]
mod tests {
    use super::same;
    use crate::diff::testing::read;
    use crate::pointer::Pointer;

    fn check(old: &str, new: &str) -> bool {
        let document = |it: &str| {
            read(&format!(
                r##"{{"openapi": "3.1.0", "x-it": {it}, "components": {{"schemas": {{
                "List": {{"properties": {{"next": {{"$ref": "#/components/schemas/List"}}}}}},
                "Other": {{"properties": {{"next": {{"$ref": "#/components/schemas/Other"}}}}}}}}}}}}"##
            ))
        };
        let at = Pointer::parse("/x-it").unwrap();
        same((&document(old), &at), (&document(new), &at))
    }

    #[test]
    fn the_order_of_keys_and_the_names_of_components_do_not_count() {
        assert!(check(r#"{"a": 1, "b": [2]}"#, r#"{"b": [2], "a": 1}"#));
        assert!(check(
            r##"{"$ref": "#/components/schemas/List"}"##,
            r##"{"$ref": "#/components/schemas/Other"}"##
        ));
    }

    #[test]
    fn words_do_not_count_but_members_that_are_called_like_them() {
        assert!(check(r#"{"description": "a"}"#, r#"{"description": "b"}"#));
        assert!(!check(
            r#"{"properties": {"description": {"type": "string"}}}"#,
            r#"{"properties": {"description": {"type": "array"}}}"#
        ));
    }

    #[test]
    fn the_order_and_number_of_items_count() {
        assert!(!check("[1, 2]", "[2, 1]"));
        assert!(!check("[1]", "[1, 2]"));
    }

    #[test]
    fn a_reference_that_leads_nowhere_is_compared_as_it_is_written() {
        assert!(!check(r##"{"$ref": "#/x/a"}"##, r##"{"$ref": "#/x/b"}"##));
        assert!(check(r##"{"$ref": "#/x/a"}"##, r##"{"$ref": "#/x/a"}"##));
    }
}
