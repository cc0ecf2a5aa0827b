//! Unions: which branch of one is which of the other, and which came or went.
//!
//! Branches are matched by the values of the discriminator, otherwise by what they say: their type,
//! the values of members that can have only one, the names of members. Names of components and the
//! order of branches do not count.

use std::collections::HashSet;
use std::rc::Rc;

use serde_json::Value;

use super::contract::{Branch, Contract, Node, Schema, Union};
use super::rules::{families, rules};
use super::scope::{Found, Pair, Role, Scope, Task};
use super::types::Relation;

rules! {
    KIND_CHANGED = "union-kind-changed", Unknown,
        "`anyOf` became `oneOf` or the other way round: whether a value may fit several branches is another rule now, and whether any value does cannot be told.";
}

families! {
    BRANCH_ADDED = "one-of-added",
        request: WireCompatible "The server takes one more kind of value.",
        answer: WireBreaking "The server may send a kind of value that today's client does not know.";
    BRANCH_REMOVED = "one-of-removed",
        request: WireBreaking "The server refuses a kind of value that it took.",
        answer: WireCompatible "The server sends one kind of value less.";
    DISCRIMINATOR_CHANGED = "discriminator-changed",
        request: WireBreaking "Another member, or no member, tells the server which kind a value is.",
        answer: WireBreaking "Another member, or no member, tells which kind a value is.";
    TAGS_CHANGED = "discriminator-value-changed",
        request: WireBreaking "Another value of the discriminator means this kind.",
        answer: WireBreaking "Another value of the discriminator means this kind.";
}

/// A branch, read.
struct Read {
    branch: Branch,
    schema: Rc<Schema>,
    /// What is special about it: the value of its tag, otherwise its type.
    base: String,
    /// The same, made unique by counting.
    label: String,
}

/// Compares the unions of two schemas. What is beside them can be compared if both have one or
/// neither has.
pub(super) fn compare(scope: &mut Scope<'_>, task: &Task, pair: &Pair) -> Relation {
    let (old, new) = (pair.old.unions.first(), pair.new.unions.first());
    let is_beside_types = pair.old.types == pair.new.types && !pair.old.types.is_empty();
    let is_any = pair.old.is_any() || pair.new.is_any();
    let Some(either) = new.or(old).filter(|_| !is_any) else { return Relation::Kin };
    if is_beside_types && (old.is_none() || new.is_none()) {
        return Relation::Kin;
    }
    let before = read(scope.old, old, &task.old, either);
    let after = read(scope.new, new, &task.new, either);
    let matched = matched(scope, &before, &after);
    if matched.is_empty() && (old.is_none() || new.is_none()) {
        return Relation::Kin;
    }
    if let (Some(old), Some(new)) = (old, new) {
        told_apart(scope, pair, old, new);
    }
    let role = if old.is_some() && new.is_some() { Role::Branch } else { Role::Joined };
    for (one, other) in &matched {
        branch(scope, pair, &before[*one], &after[*other], role);
    }
    came_and_went(scope, pair, (&before, &after), &matched);
    if role == Role::Branch { Relation::Kin } else { Relation::Foreign }
}

/// The branches of a schema: without a union it is the only one itself.
fn read(contract: &Contract, union: Option<&Union>, node: &Node, like: &Union) -> Vec<Read> {
    let lone = [Branch { node: node.clone(), tags: Vec::new() }];
    let branches = union.map_or(lone.as_slice(), |it| it.branches.as_slice());
    let mut found: Vec<Read> = Vec::new();
    for branch in branches {
        let schema = contract.schema(&branch.node);
        let base = match (&like.discriminator, branch.tags.as_slice()) {
            (Some(name), [_, ..]) => format!("{name}: {}", branch.tags.join(" or ")),
            _ => only_value(contract, &schema).unwrap_or_else(|| schema.describe()),
        };
        let alike = found.iter().filter(|it| it.base == base).count();
        let label = if alike == 0 { base.clone() } else { format!("{base} {}", alike + 1) };
        found.push(Read { branch: branch.clone(), schema, base, label });
    }
    found
}

/// `kind: cat`, if a member can have one value only.
fn only_value(contract: &Contract, schema: &Schema) -> Option<String> {
    schema.members.iter().find_map(|(name, node)| match contract.schema(node).values.as_deref() {
        Some([Value::String(only)]) => Some(format!("{name}: {only}")),
        _ => None,
    })
}

/// Which branch of one is which of the other: the likest first, and of equals those that stand at
/// the same place.
fn matched(scope: &Scope<'_>, old: &[Read], new: &[Read]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (i, one) in old.iter().enumerate() {
        for (j, other) in new.iter().enumerate() {
            let likeness = likeness(scope, one, other);
            if likeness > 0 {
                pairs.push((std::cmp::Reverse(likeness), i.abs_diff(j), i, j));
            }
        }
    }
    pairs.sort();
    let (mut olds, mut news) = (HashSet::new(), HashSet::new());
    let mut found = Vec::new();
    for (_, _, i, j) in pairs {
        if !olds.contains(&i) && !news.contains(&j) {
            olds.insert(i);
            news.insert(j);
            found.push((i, j));
        }
    }
    found.sort_by_key(|(_, j)| *j);
    found
}

/// How much two branches are alike, in points; 0 if they cannot be the same.
fn likeness(scope: &Scope<'_>, old: &Read, new: &Read) -> usize {
    let (tags, others) = (&old.branch.tags, &new.branch.tags);
    if tags.iter().any(|it| others.contains(it)) {
        return 10_000;
    }
    let (a, b) = (&*old.schema, &*new.schema);
    let is_typed = |it: &Schema| !it.types.is_empty();
    if is_typed(a) && is_typed(b) && a.types.is_disjoint(&b.types) {
        return 0;
    }
    if contradict(scope, a, b) {
        return 0;
    }
    let common = a.members.keys().filter(|it| b.members.contains_key(*it)).count();
    let all = a.members.len() + b.members.len() - common;
    let share = (common * 1_000).checked_div(all).unwrap_or(1_000);
    let has_members = !a.members.is_empty() && !b.members.is_empty();
    if has_members && common == 0 || (!tags.is_empty() && !others.is_empty() && share < 500) {
        return 0;
    }
    let values = usize::from(a.values == b.values && a.format == b.format);
    let items = scope.old.schema(&a.items).describe() == scope.new.schema(&b.items).describe();
    1 + share + 10 * values + 10 * usize::from(items)
}

/// Whether a member that can have only one value has another one in the other branch.
fn contradict(scope: &Scope<'_>, old: &Schema, new: &Schema) -> bool {
    let only = |contract: &Contract, node: &Node| -> Option<Value> {
        match contract.schema(node).values.as_deref() {
            Some([only]) => Some(only.clone()),
            _ => None,
        }
    };
    old.members.iter().any(|(name, node)| {
        let other = new.members.get(name).and_then(|it| only(scope.new, it));
        other.is_some_and(|it| only(scope.old, node).is_some_and(|value| value != it))
    })
}

fn told_apart(scope: &mut Scope<'_>, pair: &Pair, old: &Union, new: &Union) {
    let places = |it: Found| it.at(Some(old.at.clone()), Some(new.at.clone()));
    if old.discriminator != new.discriminator {
        let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "none".to_owned());
        let (before, after) = (text(&old.discriminator), text(&new.discriminator));
        let what =
            format!("the discriminator of {} became {after} from {before}", pair.path.noun());
        let found = places(Found::new(what)).became(before, after);
        scope.report_in(&DISCRIMINATOR_CHANGED, pair, found);
    } else if old.exclusive != new.exclusive && old.discriminator.is_none() {
        let word = |exclusive| if exclusive { "oneOf" } else { "anyOf" };
        let (before, after) = (word(old.exclusive), word(new.exclusive));
        if are_disjoint(scope, old, new) {
            return;
        }
        let what = format!("the union of {} became `{after}`", pair.path.noun());
        let found = places(Found::new(what)).became(before, after);
        scope.report(&KIND_CHANGED, &pair.path, found);
    }
}

/// Whether no value fits two branches, for each has another type.
fn are_disjoint(scope: &Scope<'_>, old: &Union, new: &Union) -> bool {
    let distinct = |contract: &Contract, union: &Union| {
        let mut seen = HashSet::new();
        union.branches.iter().all(|it| {
            let schema = contract.schema(&it.node);
            let types = schema.types.iter().map(|it| if *it == "integer" { "number" } else { *it });
            !schema.types.is_empty()
                && types.collect::<Vec<_>>().into_iter().all(|it| seen.insert(it))
        })
    };
    distinct(scope.old, old) && distinct(scope.new, new)
}

/// A branch that both have.
fn branch(scope: &mut Scope<'_>, pair: &Pair, old: &Read, new: &Read, role: Role) {
    let path = match role {
        Role::Branch => pair.path.branch(&new.label),
        Role::Whole | Role::Joined => pair.path.clone(),
    };
    let (before, after) = (&old.branch.tags, &new.branch.tags);
    if role == Role::Branch && before != after && !before.is_empty() && !after.is_empty() {
        let (before, after) = (before.join(" or "), after.join(" or "));
        let what = format!("a branch of {} is meant by {after}, not by {before}", pair.path.noun());
        let found = Found::new(what)
            .at(old.branch.node.place().cloned(), new.branch.node.place().cloned())
            .became(before, after);
        scope.report(TAGS_CHANGED.rule(pair.subject), &path, found);
    }
    scope.compare(Task {
        subject: pair.subject,
        path,
        old: old.branch.node.clone(),
        new: new.branch.node.clone(),
        role,
    });
}

fn came_and_went(
    scope: &mut Scope<'_>,
    pair: &Pair,
    (old, new): (&[Read], &[Read]),
    matched: &[(usize, usize)],
) {
    let is_new = |index: &usize| !matched.iter().any(|(_, it)| it == index);
    for it in new.iter().enumerate().filter(|(index, _)| is_new(index)).map(|(_, it)| it) {
        let what = format!("{} may be of one more kind: {}", pair.path.noun(), it.label);
        let found = Found::new(what)
            .at(None, it.branch.node.place().cloned())
            .values(None, Some(it.label.clone()));
        scope.report_in(&BRANCH_ADDED, pair, found);
    }
    let is_gone = |index: &usize| !matched.iter().any(|(it, _)| it == index);
    for it in old.iter().enumerate().filter(|(index, _)| is_gone(index)).map(|(_, it)| it) {
        let what = format!("{} is of one kind less: {}", pair.path.noun(), it.label);
        let found = Found::new(what)
            .at(it.branch.node.place().cloned(), None)
            .values(Some(it.label.clone()), None);
        scope.report_in(&BRANCH_REMOVED, pair, found);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::schemas(
            "one more branch",
            r#"{"oneOf": [{"type": "string"}, {"type": "boolean"}]}"#,
            r#"{"oneOf": [{"type": "boolean"}, {"type": "array"}, {"type": "string"}]}"#,
        ),
        Pair::schemas(
            "a type becomes a union",
            r#"{"type": "boolean"}"#,
            r#"{"oneOf": [{"type": "boolean"}, {"type": "array"}]}"#,
        ),
        Pair::schemas(
            "another discriminator",
            r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "kind"}}"##,
            r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "sort"}}"##,
        ),
        Pair::schemas(
            "another value of the discriminator",
            r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "kind", "mapping": {"cat": "Cat"}}}"##,
            r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "kind", "mapping": {"tom": "Cat"}}}"##,
        ),
        Pair::schemas(
            "anyOf and oneOf of objects",
            r#"{"anyOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]}"#,
            r#"{"oneOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]}"#,
        ),
        Pair::schemas(
            "a list of types is a union",
            r#"{"type": ["string", "integer"], "maxLength": 3}"#,
            r#"{"oneOf": [{"type": "integer"}, {"type": "string", "maxLength": 3}]}"#,
        ),
        Pair::schemas(
            "a change in a branch",
            r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"properties": {"kind": {"const": "dog"}, "tail": {}}}]}"##,
            r##"{"oneOf": [{"properties": {"kind": {"const": "dog"}, "tail": {"type": "boolean"}}}, {"$ref": "#/components/schemas/Cat"}]}"##,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                one more branch
                  -> wire-compatible request-parameter-one-of-added: the query parameter p may be of one more kind: array [- => array]
                  -> wire-breaking response-header-one-of-added: the header H of the answer 200 may be of one more kind: array [- => array]
                  -> wire-compatible request-property-one-of-added: `x` in the request body may be of one more kind: array [- => array]
                  -> wire-breaking response-property-one-of-added: `x` in the answer 200 may be of one more kind: array [- => array]
                  <- wire-breaking request-parameter-one-of-removed: the query parameter p is of one kind less: array [array => -]
                  <- wire-compatible response-header-one-of-removed: the header H of the answer 200 is of one kind less: array [array => -]
                  <- wire-breaking request-property-one-of-removed: `x` in the request body is of one kind less: array [array => -]
                  <- wire-compatible response-property-one-of-removed: `x` in the answer 200 is of one kind less: array [array => -]
                a type becomes a union
                  -> wire-compatible request-parameter-one-of-added: the query parameter p may be of one more kind: array [- => array]
                  -> wire-breaking response-header-one-of-added: the header H of the answer 200 may be of one more kind: array [- => array]
                  -> wire-compatible request-property-one-of-added: `x` in the request body may be of one more kind: array [- => array]
                  -> wire-breaking response-property-one-of-added: `x` in the answer 200 may be of one more kind: array [- => array]
                  <- wire-breaking request-parameter-one-of-removed: the query parameter p is of one kind less: array [array => -]
                  <- wire-compatible response-header-one-of-removed: the header H of the answer 200 is of one kind less: array [array => -]
                  <- wire-breaking request-property-one-of-removed: `x` in the request body is of one kind less: array [array => -]
                  <- wire-compatible response-property-one-of-removed: `x` in the answer 200 is of one kind less: array [array => -]
                another discriminator
                  -> wire-breaking request-parameter-discriminator-changed: the discriminator of the query parameter p became sort from kind [kind => sort]
                  -> wire-breaking response-header-discriminator-changed: the discriminator of the header H of the answer 200 became sort from kind [kind => sort]
                  -> wire-breaking request-property-discriminator-changed: the discriminator of `x` in the request body became sort from kind [kind => sort]
                  -> wire-breaking response-property-discriminator-changed: the discriminator of `x` in the answer 200 became sort from kind [kind => sort]
                  <- wire-breaking request-parameter-discriminator-changed: the discriminator of the query parameter p became kind from sort [sort => kind]
                  <- wire-breaking response-header-discriminator-changed: the discriminator of the header H of the answer 200 became kind from sort [sort => kind]
                  <- wire-breaking request-property-discriminator-changed: the discriminator of `x` in the request body became kind from sort [sort => kind]
                  <- wire-breaking response-property-discriminator-changed: the discriminator of `x` in the answer 200 became kind from sort [sort => kind]
                another value of the discriminator
                  -> wire-breaking request-parameter-discriminator-value-changed: a branch of the query parameter p is meant by tom, not by cat [cat => tom]
                  -> wire-breaking response-header-discriminator-value-changed: a branch of the header H of the answer 200 is meant by tom, not by cat [cat => tom]
                  -> wire-breaking request-property-discriminator-value-changed: a branch of `x` in the request body is meant by tom, not by cat [cat => tom]
                  -> wire-breaking response-property-discriminator-value-changed: a branch of `x` in the answer 200 is meant by tom, not by cat [cat => tom]
                  <- wire-breaking request-parameter-discriminator-value-changed: a branch of the query parameter p is meant by cat, not by tom [tom => cat]
                  <- wire-breaking response-header-discriminator-value-changed: a branch of the header H of the answer 200 is meant by cat, not by tom [tom => cat]
                  <- wire-breaking request-property-discriminator-value-changed: a branch of `x` in the request body is meant by cat, not by tom [tom => cat]
                  <- wire-breaking response-property-discriminator-value-changed: a branch of `x` in the answer 200 is meant by cat, not by tom [tom => cat]
                anyOf and oneOf of objects
                  -> unknown union-kind-changed: the union of the query parameter p became `oneOf` [anyOf => oneOf]
                  -> unknown union-kind-changed: the union of the header H of the answer 200 became `oneOf` [anyOf => oneOf]
                  -> unknown union-kind-changed: the union of `x` in the request body became `oneOf` [anyOf => oneOf]
                  -> unknown union-kind-changed: the union of `x` in the answer 200 became `oneOf` [anyOf => oneOf]
                  <- unknown union-kind-changed: the union of the query parameter p became `anyOf` [oneOf => anyOf]
                  <- unknown union-kind-changed: the union of the header H of the answer 200 became `anyOf` [oneOf => anyOf]
                  <- unknown union-kind-changed: the union of `x` in the request body became `anyOf` [oneOf => anyOf]
                  <- unknown union-kind-changed: the union of `x` in the answer 200 became `anyOf` [oneOf => anyOf]
                a list of types is a union
                a change in a branch
                  -> wire-breaking request-parameter-type-specialized: `{kind: dog}.tail` in the query parameter p became boolean from any value [any value => boolean]
                  -> wire-compatible response-header-type-specialized: `{kind: dog}.tail` in the header H of the answer 200 became boolean from any value [any value => boolean]
                  -> wire-breaking request-property-type-specialized: `x{kind: dog}.tail` in the request body became boolean from any value [any value => boolean]
                  -> wire-compatible response-property-type-specialized: `x{kind: dog}.tail` in the answer 200 became boolean from any value [any value => boolean]
                  <- wire-compatible request-parameter-type-generalized: `{kind: dog}.tail` in the query parameter p became any value from boolean [boolean => any value]
                  <- wire-breaking response-header-type-generalized: `{kind: dog}.tail` in the header H of the answer 200 became any value from boolean [boolean => any value]
                  <- wire-compatible request-property-type-generalized: `x{kind: dog}.tail` in the request body became any value from boolean [boolean => any value]
                  <- wire-breaking response-property-type-generalized: `x{kind: dog}.tail` in the answer 200 became any value from boolean [boolean => any value]
            "#]],
        );
    }
}
