//! Finds the unions of which a value can be several branches at once.
//!
//! `anyOf` allows that. A variant holds one branch, so the members of the others need a place where
//! they are kept.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::schemas::target;
use crate::spec::{Spec, schemas_root};

type Members = Map<String, Value>;

/// Of more branches not all pairs are looked at.
const MANY: usize = 100;

/// Whether two branches can both hold of an object, each with a member that the other lacks.
pub(super) fn can_be_several(spec: &Spec, branches: &[Value]) -> bool {
    let objects: Vec<_> = branches.iter().filter_map(|it| members(spec, it)).collect();
    let lacks = |a: &Members, b: &Members| b.keys().any(|it| !a.contains_key(it));
    let is_it = |one: &Members, other: &Members| {
        lacks(one, other) && lacks(other, one) && !are_apart(spec, one, other)
    };
    let of_one = |(at, one): (usize, &&Members)| objects[..at].iter().any(|it| is_it(one, it));
    objects.len() > MANY || objects.iter().enumerate().any(of_one)
}

/// Whether there is a member of both with no value in common.
fn are_apart(spec: &Spec, one: &Members, other: &Members) -> bool {
    one.iter().any(|(name, schema)| {
        let values = |schema| resolved(spec, schema)?.get("enum")?.as_array();
        let values = (values(schema), other.get(name).and_then(values));
        matches!(values, (Some(one), Some(other)) if !one.iter().any(|it| other.contains(it)))
    })
}

fn members<'a>(spec: &'a Spec, schema: &'a Value) -> Option<&'a Members> {
    resolved(spec, schema)?.get("properties")?.as_object()
}

/// The schema behind all references; nothing where they lead back to themselves.
fn resolved<'a>(spec: &'a Spec, mut schema: &'a Value) -> Option<&'a Value> {
    let mut seen = BTreeSet::new();
    while let Some(name) = target(schema) {
        schema = spec.get(&schemas_root().child(&name))?;
        if !seen.insert(name) {
            return None;
        }
    }
    Some(schema)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use crate::api::Shape;
    use crate::api::testing::read;

    fn is_open(schemas: Value) -> (bool, String) {
        let (api, messages) = read(json!({}), schemas);
        let Shape::Union(union) = &api.schemas["T"].shape else { panic!("no union") };
        (union.several, messages)
    }

    fn union(key: &str, a: Value, b: Value) -> Value {
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        json!({
            "A": {"type": "object", "properties": a}, "B": {"type": "object", "properties": b}, "Other": reference("B"),
            "T": {key: [reference("A"), {"type": "string"}, reference("Other")]}
        })
    }

    #[test]
    fn each_with_a_member_that_the_other_lacks() {
        let (next, prev) = (json!({"next": {}, "first": {}}), json!({"prev": {}, "first": {}}));
        let (several, messages) = is_open(union("anyOf", next.clone(), prev.clone()));
        assert!(several);
        assert_eq!(messages, "a value that is several of `T` at once is kept as any value");
        assert_eq!(is_open(union("oneOf", next, prev)), (false, String::new()));
    }

    #[test]
    fn what_one_has_alone_is_in_that_one() {
        assert!(!is_open(union("anyOf", json!({"a": {}, "b": {}}), json!({"b": {}}))).0);
    }

    #[test]
    fn values_of_a_member_keep_branches_apart() {
        let branch = |values: Value, member: &str| json!({"kind": {"enum": values}, member: {}});
        let is_open = |a, b| is_open(union("anyOf", branch(a, "a"), branch(b, "b"))).0;
        assert!(!is_open(json!(["a"]), json!(["b"])));
        assert!(is_open(json!(["a", "b"]), json!(["b"])));
    }

    #[test]
    fn of_many_branches_it_is_taken_for_granted() {
        let branch = |at: usize| json!({"$ref": format!("#/components/schemas/A{at}")});
        let schema = |at: usize| {
            let members = json!({"kind": {"enum": [format!("a{at}")]}, format!("m{at}"): {}});
            (format!("A{at}"), json!({"type": "object", "properties": members}))
        };
        let is_open = |count: usize| {
            let mut schemas: Map<_, _> = (0..count).map(schema).collect();
            let branches: Vec<_> = (0..count).map(branch).collect();
            schemas.insert("T".to_owned(), json!({"anyOf": branches}));
            is_open(schemas.into()).0
        };
        assert_eq!((is_open(100), is_open(101)), (false, true));
    }
}
