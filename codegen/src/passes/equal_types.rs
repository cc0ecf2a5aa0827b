//! Makes one component of several that were made of inline schemas, where these are the same word
//! for word and their places are called the same.
//!
//! A document without components for its small objects repeats them: an address in every request
//! that takes one. Their types are the same to whoever uses them, and one type is less to read and
//! to compile.
//!
//! Two are the same if they differ in nothing but their own description, the last word of their
//! names is the same, or for enums the last two, and both are sent, or received, or both: what may be
//! absent has other types in what is sent. The name is what their names end in alike. What a whole
//! operation takes or gives is its own, and a component that the document names, or an overlay, is
//! never one of them.
//!
//! ```text
//! before  CreateUserRequestAddress and UpdateUserRequestAddress, which are the same
//! after   UserRequestAddress
//! ```

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::names::{Taken, taken_types, type_name};
use crate::pointer::Pointer;
use crate::spec::{Spec, component_at, referenced, schemas_root};

/// A component that was made of an inline schema.
pub(super) struct Made {
    /// Its name.
    pub(super) name: String,
    /// The name that its place suggested, which others may have been given.
    pub(super) wanted: String,
}

/// Shares what is the same among `made`, which is in the order in which the components were made.
pub(super) fn share(spec: &mut Spec, made: &[Made]) {
    let shared = groups(spec, made);
    if shared.is_empty() {
        return;
    }
    let mut names = taken_types(spec);
    let mut renamed = HashMap::new();
    for group in &shared {
        let name = common_name(group, &mut names);
        renamed.extend(group.iter().map(|it| (it.name.as_str(), name.clone())));
    }
    spec.edit_schemas(&mut |schema| redirect(schema, &renamed));
    rename(spec, &shared, &renamed);
}

/// Those that are the same, where several are. Which are the same depends on whether the components
/// that they refer to are, so it is asked again until nothing more is found.
fn groups<'a>(spec: &Spec, made: &'a [Made]) -> Vec<Vec<&'a Made>> {
    let directions = Directions::of(spec);
    let schemas = spec.object(&schemas_root());
    let candidates = made.iter().filter_map(|it| {
        let schema = schemas?.get(&it.name)?;
        Some((it, ending(&it.wanted, schema)?, Words::of(schema), directions.at(&it.name)))
    });
    let candidates: Vec<_> = candidates.collect();
    let mut first: HashMap<&str, &str> = HashMap::new();
    loop {
        let mut groups: IndexMap<_, Vec<&Made>> = IndexMap::new();
        for (it, ending, words, directions) in &candidates {
            let same = |it: &String| {
                first.get(it.as_str()).copied().map_or_else(|| it.clone(), str::to_owned)
            };
            let references: Vec<String> = words.references.iter().map(same).collect();
            groups.entry((&words.text, references, ending, directions)).or_default().push(it);
        }
        let several = || groups.values().filter(|it| it.len() > 1);
        let known = first.len();
        for group in several() {
            first.extend(group.iter().map(|it| (it.name.as_str(), group[0].name.as_str())));
        }
        if first.len() == known {
            return several().cloned().collect();
        }
    }
}

/// The words that the names of types have to have in common to be one. Enums are too small to be
/// told by the last of them, which often is `Type` or `Status`.
fn ending<'a>(wanted: &'a str, schema: &Value) -> Option<Vec<&'a str>> {
    let words = words_of(wanted);
    let count = if schema.get("enum").is_some() { 2 } else { 1 };
    let ending = words.get(words.len().checked_sub(count)?..)?.to_vec();
    let is_whole = ending.last().is_some_and(|it| SIDES.contains(it));
    (!is_whole && !SIDES.contains(&ending[0])).then_some(ending)
}

/// The words for the sides of an operation, before which its name stands.
const SIDES: [&str; 2] = ["Request", "Response"];

/// What a schema says but for its own description.
struct Words {
    /// All of it but the names of components.
    text: String,
    /// The components that it refers to.
    references: Vec<String>,
}

impl Words {
    fn of(schema: &Value) -> Self {
        let mut references = Vec::new();
        let members = schema.as_object().into_iter().flatten();
        let told = members.filter(|(key, _)| *key != "description");
        let shape: Map<String, Value> =
            told.map(|(key, value)| (key.clone(), without_names(value, &mut references))).collect();
        Self { text: Value::Object(shape).to_string(), references }
    }
}

/// The same without the names that references have, which are added to `references`.
fn without_names(value: &Value, references: &mut Vec<String>) -> Value {
    if let Some(name) = referenced(value) {
        references.push(name);
        return json!({ "$ref": null });
    }
    match value {
        Value::Object(members) => {
            let members = members.iter();
            members.map(|(key, it)| (key.clone(), without_names(it, references))).collect()
        }
        Value::Array(items) => items.iter().map(|it| without_names(it, references)).collect(),
        scalar => scalar.clone(),
    }
}

/// The name of what `group` becomes: the words that all their names end in, without the word for
/// the side of the operation before them if that is free, or else the shortest of their names.
fn common_name(group: &[&Made], names: &mut Taken) -> String {
    let wanted: Vec<Vec<&str>> = group.iter().map(|it| words_of(&it.wanted)).collect();
    let same = |at: usize| {
        let mut last =
            wanted.iter().map(|it| it.len().checked_sub(at + 1).and_then(|at| it.get(at)));
        let first = last.next().flatten();
        first.is_some() && last.all(|it| it == first)
    };
    let count = (0..).take_while(|at| same(*at)).count();
    let ending = &wanted[0][wanted[0].len() - count..];
    let bare = match ending {
        [side, bare @ ..] if SIDES.contains(side) => bare,
        ending => ending,
    };
    let mut candidates = [bare.concat(), ending.concat()].into_iter();
    let mut is_free = |it: &String| *it == group[0].name || type_name(it) == *it && names.take(it);
    let free = candidates.find(|it| is_free(it));
    let shortest = group.iter().map(|it| &it.name).min_by_key(|it| it.len());
    free.or_else(|| shortest.cloned()).unwrap_or_default()
}

/// `["User", "Address"]` of `UserAddress`.
fn words_of(name: &str) -> Vec<&str> {
    let starts = name.char_indices().filter(|(at, char)| *at > 0 && char.is_uppercase());
    let starts: Vec<usize> = std::iter::once(0).chain(starts.map(|(at, _)| at)).collect();
    let ends = starts.iter().skip(1).copied().chain([name.len()]);
    starts.iter().zip(ends).map(|(start, end)| &name[*start..end]).collect()
}

/// Lets a schema refer to components by their new names.
fn redirect(schema: &mut Map<String, Value>, renamed: &HashMap<&str, String>) {
    let new = |reference: &str| {
        let name = Pointer::from_reference(reference)?.last()?;
        let new = renamed.get(name.as_str())?;
        Some(Value::String(format!("#{}", schemas_root().child(new))))
    };
    if let Some(reference) = schema.get_mut("$ref")
        && let Some(new) = reference.as_str().and_then(new)
    {
        *reference = new;
    }
    let mapping = schema.get_mut("discriminator").and_then(|it| it.get_mut("mapping"));
    for reference in
        mapping.and_then(Value::as_object_mut).into_iter().flat_map(|it| it.values_mut())
    {
        if let Some(new) = reference.as_str().and_then(new) {
            *reference = new;
        }
    }
}

/// Keeps the first of each group, under its new name and in its place.
fn rename(spec: &mut Spec, groups: &[Vec<&Made>], renamed: &HashMap<&str, String>) {
    let root = schemas_root();
    let firsts: HashMap<&str, &String> =
        groups.iter().map(|it| (it[0].name.as_str(), &renamed[it[0].name.as_str()])).collect();
    let moves = firsts.iter().map(|(old, new)| (root.child(old), root.child(new)));
    spec.moved_together(moves.collect());
    let Some(schemas) = spec.object_mut(&root) else { return };
    *schemas = std::mem::take(schemas)
        .into_iter()
        .filter_map(|(name, schema)| match firsts.get(name.as_str()) {
            Some(new) => Some(((*new).clone(), schema)),
            None => (!renamed.contains_key(name.as_str())).then_some((name, schema)),
        })
        .collect();
}

/// Which components operations send, and which they receive.
struct Directions {
    sent: HashSet<String>,
    received: HashSet<String>,
}

impl Directions {
    fn of(spec: &Spec) -> Self {
        let root = schemas_root();
        let (mut sent, mut received) = (Vec::new(), Vec::new());
        let mut within: HashMap<String, Vec<String>> = HashMap::new();
        for (at, schema) in spec.schemas_at() {
            let Some(name) = schema.get("$ref").and_then(component_at) else { continue };
            let owner = at
                .rebase(&root, &Pointer::root())
                .and_then(|it| Some(it.tokens().next()?.into_owned()));
            match owner {
                Some(owner) => within.entry(owner).or_default().push(name),
                // /paths/{path}/{method}/responses
                None if at.tokens().nth(3).is_some_and(|it| it == "responses") => {
                    received.push(name)
                }
                None => sent.push(name),
            }
        }
        Self { sent: reached(sent, &within), received: reached(received, &within) }
    }

    fn at(&self, name: &str) -> (bool, bool) {
        (self.sent.contains(name), self.received.contains(name))
    }
}

fn reached(mut left: Vec<String>, within: &HashMap<String, Vec<String>>) -> HashSet<String> {
    let mut reached = HashSet::new();
    while let Some(name) = left.pop() {
        left.extend(
            within.get(&name).into_iter().flatten().filter(|it| !reached.contains(*it)).cloned(),
        );
        reached.insert(name);
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use serde_json::json;

    /// The operations `createUser` and `updateUser`, which take and give an object with one member.
    #[track_caller]
    fn check_members(sent: [&str; 2], received: [&str; 2], expected: Expect) {
        let operation = |id: &str, sent: &str, received: &str| {
            let schema = |members: &str| {
                format!(
                    r#"{{"content": {{"a/json": {{"schema": {{"properties": {{{members}}}}}}}}}}}"#
                )
            };
            format!(
                r#"{{"operationId": "{id}", "requestBody": {}, "responses": {{"200": {}}}}}"#,
                schema(sent),
                schema(received),
            )
        };
        let text = format!(
            r##"{{"components": {{"schemas": {{"Address": {{"type": "boolean"}}}}}}, "paths": {{"/a": {{"post": {}, "put": {}}}}}}}"##,
            operation("createUser", sent[0], received[0]),
            operation("updateUser", sent[1], received[1]),
        );
        let (spec, report) = super::super::testing::run("name_inline_schemas", &text);
        let names = spec.object(&schemas_root()).into_iter().flatten();
        let names = names.map(|(name, it)| format!("{name} {it}\n"));
        expected.assert_eq(&format!("{}{report}", names.collect::<String>()));
    }

    const ADDRESS: &str = r#""address": {"properties": {"kind": {"enum": ["a", "b"]}}}"#;
    const NONE: &str = r#""id": {"type": "string"}"#;

    #[test]
    fn what_is_sent_twice_is_one_type() {
        check_members(
            [ADDRESS, ADDRESS],
            [NONE, NONE],
            expect![[r##"
            Address {"type":"boolean"}
            UserRequestAddressKind {"enum":["a","b"]}
            UserRequestAddress {"properties":{"kind":{"$ref":"#/components/schemas/UserRequestAddressKind"}}}
            UpdateUserRequest {"properties":{"address":{"$ref":"#/components/schemas/UserRequestAddress"}}}
            UpdateUserResponse {"properties":{"id":{"type":"string"}}}
            CreateUserRequest {"properties":{"address":{"$ref":"#/components/schemas/UserRequestAddress"}}}
            CreateUserResponse {"properties":{"id":{"type":"string"}}}
        "##]],
        );
    }

    #[test]
    fn what_is_sent_is_another_type_than_what_is_received() {
        check_members(
            [ADDRESS, NONE],
            [ADDRESS, NONE],
            expect![[r##"
            Address {"type":"boolean"}
            UpdateUserRequest {"properties":{"id":{"type":"string"}}}
            UpdateUserResponse {"properties":{"id":{"type":"string"}}}
            CreateUserRequestAddressKind {"enum":["a","b"]}
            CreateUserRequestAddress {"properties":{"kind":{"$ref":"#/components/schemas/CreateUserRequestAddressKind"}}}
            CreateUserRequest {"properties":{"address":{"$ref":"#/components/schemas/CreateUserRequestAddress"}}}
            CreateUserResponseAddressKind {"enum":["a","b"]}
            CreateUserResponseAddress {"properties":{"kind":{"$ref":"#/components/schemas/CreateUserResponseAddressKind"}}}
            CreateUserResponse {"properties":{"address":{"$ref":"#/components/schemas/CreateUserResponseAddress"}}}
        "##]],
        );
    }

    #[test]
    fn another_word_is_another_type() {
        let other = r#""address": {"properties": {"kind": {"enum": ["a", "c"]}}}"#;
        check_members(
            [ADDRESS, other],
            [NONE, NONE],
            expect![[r##"
            Address {"type":"boolean"}
            UpdateUserRequestAddressKind {"enum":["a","c"]}
            UpdateUserRequestAddress {"properties":{"kind":{"$ref":"#/components/schemas/UpdateUserRequestAddressKind"}}}
            UpdateUserRequest {"properties":{"address":{"$ref":"#/components/schemas/UpdateUserRequestAddress"}}}
            UpdateUserResponse {"properties":{"id":{"type":"string"}}}
            CreateUserRequestAddressKind {"enum":["a","b"]}
            CreateUserRequestAddress {"properties":{"kind":{"$ref":"#/components/schemas/CreateUserRequestAddressKind"}}}
            CreateUserRequest {"properties":{"address":{"$ref":"#/components/schemas/CreateUserRequestAddress"}}}
            CreateUserResponse {"properties":{"id":{"type":"string"}}}
        "##]],
        );
        let described =
            r#""address": {"properties": {"kind": {"enum": ["a", "b"], "description": "d"}}}"#;
        check_members(
            [ADDRESS, described],
            [NONE, NONE],
            expect![[r##"
            Address {"type":"boolean"}
            UserRequestAddressKind {"description":"d","enum":["a","b"]}
            UpdateUserRequestAddress {"properties":{"kind":{"allOf":[{"$ref":"#/components/schemas/UserRequestAddressKind"}],"description":"d"}}}
            UpdateUserRequest {"properties":{"address":{"$ref":"#/components/schemas/UpdateUserRequestAddress"}}}
            UpdateUserResponse {"properties":{"id":{"type":"string"}}}
            CreateUserRequestAddress {"properties":{"kind":{"$ref":"#/components/schemas/UserRequestAddressKind"}}}
            CreateUserRequest {"properties":{"address":{"$ref":"#/components/schemas/CreateUserRequestAddress"}}}
            CreateUserResponse {"properties":{"id":{"type":"string"}}}
        "##]],
        );
    }

    #[test]
    fn another_place_is_another_type() {
        let home = r#""home": {"properties": {"kind": {"enum": ["a", "b"]}}}"#;
        check_members(
            [ADDRESS, home],
            [NONE, NONE],
            expect![[r##"
            Address {"type":"boolean"}
            UpdateUserRequestHomeKind {"enum":["a","b"]}
            UpdateUserRequestHome {"properties":{"kind":{"$ref":"#/components/schemas/UpdateUserRequestHomeKind"}}}
            UpdateUserRequest {"properties":{"home":{"$ref":"#/components/schemas/UpdateUserRequestHome"}}}
            UpdateUserResponse {"properties":{"id":{"type":"string"}}}
            CreateUserRequestAddressKind {"enum":["a","b"]}
            CreateUserRequestAddress {"properties":{"kind":{"$ref":"#/components/schemas/CreateUserRequestAddressKind"}}}
            CreateUserRequest {"properties":{"address":{"$ref":"#/components/schemas/CreateUserRequestAddress"}}}
            CreateUserResponse {"properties":{"id":{"type":"string"}}}
        "##]],
        );
        let home = r#""home_address": {"properties": {"kind": {"enum": ["a", "b"]}}}"#;
        check_members(
            [ADDRESS, home],
            [NONE, NONE],
            expect![[r##"
            Address {"type":"boolean"}
            AddressKind {"enum":["a","b"]}
            CreateUserRequestAddress {"properties":{"kind":{"$ref":"#/components/schemas/AddressKind"}}}
            UpdateUserRequest {"properties":{"home_address":{"$ref":"#/components/schemas/CreateUserRequestAddress"}}}
            UpdateUserResponse {"properties":{"id":{"type":"string"}}}
            CreateUserRequest {"properties":{"address":{"$ref":"#/components/schemas/CreateUserRequestAddress"}}}
            CreateUserResponse {"properties":{"id":{"type":"string"}}}
        "##]],
        );
    }

    #[test]
    fn what_a_whole_operation_takes_is_its_own() {
        check_members(
            [NONE, NONE],
            [NONE, NONE],
            expect![[r#"
            Address {"type":"boolean"}
            UpdateUserRequest {"properties":{"id":{"type":"string"}}}
            UpdateUserResponse {"properties":{"id":{"type":"string"}}}
            CreateUserRequest {"properties":{"id":{"type":"string"}}}
            CreateUserResponse {"properties":{"id":{"type":"string"}}}
        "#]],
        );
    }

    #[test]
    fn a_name_that_was_given_stays() {
        let given =
            r#""address": {"x-rust-name": "Given", "properties": {"at": {"type": "string"}}}"#;
        let made = r#""address": {"properties": {"at": {"type": "string"}}}"#;
        check_members(
            [given, made],
            [NONE, NONE],
            expect![[r##"
            Address {"type":"boolean"}
            UpdateUserRequestAddress {"properties":{"at":{"type":"string"}}}
            UpdateUserRequest {"properties":{"address":{"$ref":"#/components/schemas/UpdateUserRequestAddress"}}}
            UpdateUserResponse {"properties":{"id":{"type":"string"}}}
            Given {"properties":{"at":{"type":"string"}}}
            CreateUserRequest {"properties":{"address":{"$ref":"#/components/schemas/Given"}}}
            CreateUserResponse {"properties":{"id":{"type":"string"}}}
        "##]],
        );
    }

    #[test]
    fn a_tag_leads_to_the_type_that_is_left() {
        let reference = |name: &str| format!("#/components/schemas/{name}");
        let mut schema = Map::from_iter([(
            "discriminator".to_owned(),
            json!({ "mapping": { "a": reference("Old"), "b": reference("Other") } }),
        )]);
        redirect(&mut schema, &HashMap::from([("Old", "New".to_owned())]));
        let mapping = json!({ "a": reference("New"), "b": reference("Other") });
        assert_eq!(schema["discriminator"]["mapping"], mapping);
    }

    #[test]
    fn words_begin_with_capital_letters() {
        assert_eq!(words_of("UserHomeAddress2"), ["User", "Home", "Address2"]);
        assert_eq!(words_of("user"), ["user"]);
        assert_eq!(words_of(""), [""]);
    }
}
