//! Merges `allOf` into one schema. The only one left is the wrapped reference.
//!
//! Properties stand in the order of the branches, `required` is united, and of descriptions the
//! outermost counts. A property of several branches stands once if they agree; otherwise the later
//! one adds to the earlier. Branches that are references are merged as copies of what they refer
//! to, without its title, example, default and discriminator, which are not those of the whole.
//!
//! Where no value satisfies all branches, as with two types, the schema is read as any value. Each
//! branch of a union takes in what stands beside the union. If the branches only say what is
//! required, the union is dropped; two unions, or one beside something else than members, leave the
//! schema open.
//!
//! ```text
//! before  {"allOf": [{"$ref": "#/components/schemas/A"}, {"properties": {"b": {}}}]}
//! after   {"type": "object", "properties": {"a": {}, "b": {}}}
//! ```

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::equality::{canonical, names_agree};
use super::names::{Taken, camel, taken_types};
use super::parts::{Kind, all, components, path_items};
use super::references::{mapped_name, open_circles, reference_text};
use super::shape::{
    self, LIMITS, MADE_NAME, RUST_NAME, is_about_place, refer, reference, set_about_place, union,
};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, reference_to, schemas_root};

/// Components that merge each other are walked recursively; deeper chains of them are refused.
const MAX_DEPTH: usize = 256;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let roots = [components(spec), path_items(spec)].concat();
    let schemas: Vec<Pointer> = all(spec, roots)
        .into_iter()
        .filter(|(_, kind)| *kind == Kind::Schema)
        .map(|(at, _)| at)
        .collect();
    let names = taken_types(spec);
    let mut merger = Merger {
        spec,
        report,
        settled: HashSet::new(),
        begun: Vec::new(),
        depth: 0,
        contradicts: false,
        names,
    };
    for at in schemas {
        merger.settle(&at);
    }
    open_circles(spec, report);
}

struct Merger<'a> {
    spec: &'a mut Spec,
    report: &'a mut Report,
    /// Schemas that hold no `allOf` any more.
    settled: HashSet<Pointer>,
    /// Schemas being merged, each for the sake of the one before it. They are out of the tree.
    begun: Vec<Pointer>,
    /// How many schemas stand within each other, counting on through references that are merged.
    depth: usize,
    /// Whether no value satisfies what is being merged.
    contradicts: bool,
    names: Taken,
}

/// A schema to be merged with others.
struct Part {
    at: Pointer,
    schema: Map<String, Value>,
    origin: Origin,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A copy of a component.
    Component,
    /// A branch of the `allOf`, or what stands beside it.
    Inline,
}

impl Merger<'_> {
    /// Merges within the schema at `at`, once.
    fn settle(&mut self, at: &Pointer) {
        if !self.settled.insert(at.clone()) {
            return;
        }
        let Some(schema) = at.resolve_mut(&mut self.spec.root) else { return };
        let mut schema = schema.take();
        self.begun.push(at.clone());
        self.merge_within(at, &mut schema);
        self.begun.pop();
        if let Some(node) = at.resolve_mut(&mut self.spec.root) {
            *node = schema;
        }
    }

    fn merge_within(&mut self, at: &Pointer, schema: &mut Value) {
        let Some(members) = schema.as_object_mut() else { return };
        self.depth += 1;
        for (key, child) in members.iter_mut() {
            let at = at.child(key);
            match (key.as_str(), child) {
                ("items" | "additionalProperties", child) => self.merge_within(&at, child),
                ("properties", Value::Object(children)) => {
                    for (name, child) in children {
                        self.merge_within(&at.child(name), child);
                    }
                }
                ("allOf" | "oneOf" | "anyOf", Value::Array(children)) => {
                    for (index, child) in children.iter_mut().enumerate() {
                        self.merge_within(&at.child(index), child);
                    }
                }
                _ => {}
            }
        }
        if let Some(Value::Array(branches)) = members.shift_remove("allOf") {
            *schema = self.merge(at, branches, std::mem::take(members));
        } else {
            self.settle_union(at, members);
        }
        self.depth -= 1;
    }

    /// The schema that `branches` and what stands `beside` them make together.
    fn merge(&mut self, at: &Pointer, branches: Vec<Value>, beside: Map<String, Value>) -> Value {
        if let Some(wrapped) = self.wrap_lone_reference(at, &branches, &beside) {
            return wrapped;
        }
        let outer_is_nullable = is_nullable(&beside);
        let mut parts = Vec::new();
        for (index, branch) in branches.into_iter().enumerate() {
            let Some(part) = self.part(at.child("allOf").child(index), branch) else {
                let mut beside = beside;
                shape::open(&mut beside);
                return Value::Object(beside);
            };
            parts.push(part);
        }
        let all_are_nullable = !parts.is_empty() && parts.iter().all(|it| is_nullable(&it.schema));
        parts.push(Part { at: at.clone(), schema: beside, origin: Origin::Inline });
        let mut merged = Map::new();
        let outer = std::mem::take(&mut self.contradicts);
        for part in parts {
            self.add(at, &mut merged, part);
        }
        if std::mem::replace(&mut self.contradicts, outer) {
            shape::open(&mut merged);
        }
        if merged.get("type").is_some_and(|it| it != "object") {
            merged.shift_remove("required");
        }
        merged.shift_remove("nullable");
        if outer_is_nullable || all_are_nullable {
            merged.insert("nullable".to_owned(), Value::Bool(true));
        }
        self.settle_union(at, &mut merged);
        Value::Object(merged)
    }

    /// The wrapped reference that one reference and sayings about the place amount to. A type beside
    /// it that is not that of its target is a slip.
    fn wrap_lone_reference(
        &mut self,
        at: &Pointer,
        branches: &[Value],
        beside: &Map<String, Value>,
    ) -> Option<Value> {
        let mut references = branches.iter().filter_map(reference);
        let (Some(name), None) = (references.next(), references.next()) else { return None };
        let mut about_place = Map::new();
        let mut mistyped = None;
        let inline = branches.iter().filter_map(Value::as_object).chain([beside]);
        for (key, value) in inline.flatten() {
            let is_redundant = key == MADE_NAME || key == "type";
            if key == "type" && !self.has_type(&name, value) {
                mistyped = Some(value.clone());
            }
            if is_about_place(key) || key == "title" {
                about_place.insert(key.clone(), value.clone());
            } else if !(is_redundant || (key == "allOf" || key == "$ref")) {
                return None;
            }
        }
        if let Some(word) = mistyped {
            let message =
                format!("`type: {word}` stands beside a reference to `{name}`, which is not");
            self.report
                .warn(self.spec.place(at), message)
                .help("remove `type`: the schema that is referred to has one");
        }
        Some(refer(&name, about_place))
    }

    /// Whether the component `name` is of type `wanted`. One that is being merged is believed to be.
    fn has_type(&mut self, name: &str, wanted: &Value) -> bool {
        let at = self.component(name);
        let schema = at.as_ref().and_then(|at| self.spec.get(at));
        schema.is_none_or(|it| it.get("type") == Some(wanted))
    }

    fn part(&mut self, at: Pointer, branch: Value) -> Option<Part> {
        let Some(name) = reference(&branch) else {
            let Value::Object(schema) = branch else { return None };
            return Some(Part { at, schema, origin: Origin::Inline });
        };
        let component = self.component(&name);
        let Some((from, schema)) =
            component.and_then(|it| Some((it.clone(), self.spec.object(&it)?)))
        else {
            self.report
                .warn(
                    self.spec.place(&at),
                    format!("merging `{name}` leads in a circle, and is read as any value"),
                )
                .help("break the circle of `allOf`: a schema cannot consist of itself");
            return None;
        };
        let mut schema = schema.clone();
        if branch.get("nullable") == Some(&Value::Bool(true)) {
            schema.insert("nullable".to_owned(), Value::Bool(true));
        }
        Some(Part { at: from, schema, origin: Origin::Component })
    }

    /// The component `name`, or the one that it refers to, merged. Nothing if it is being merged.
    fn component(&mut self, name: &str) -> Option<Pointer> {
        let mut at = schemas_root().child(name);
        for _ in 0..MAX_DEPTH {
            if self.begun.contains(&at) || self.depth >= MAX_DEPTH {
                return None;
            }
            self.settle(&at);
            match self.spec.get(&at).and_then(reference) {
                Some(next) => at = schemas_root().child(next),
                None => return Some(at),
            }
        }
        None
    }

    fn add(&mut self, at: &Pointer, merged: &mut Map<String, Value>, part: Part) {
        for (key, value) in part.schema {
            let is_copy = part.origin == Origin::Component;
            match key.as_str() {
                "title" | "example" | "default" | "deprecated" | "readOnly" | "writeOnly"
                | "externalDocs" | "discriminator" | MADE_NAME | RUST_NAME
                    if is_copy => {}
                "description" if is_copy => drop(merged.entry(key).or_insert(value)),
                "properties" => self.add_properties(at, merged, value, &part.at),
                "required" => add_required(merged, value),
                "type" => self.add_type(merged, value, &part.at),
                "additionalProperties" => add_additional(merged, value),
                "enum" => self.add_enum(merged, value, &part.at),
                "items" => self.add_items(at, merged, value),
                LIMITS => add_limits(merged, value),
                "oneOf" | "anyOf" => add_union(merged, &key, value),
                _ => self.add_other(merged, key, value, &part.at),
            }
        }
    }

    fn add_properties(
        &mut self,
        at: &Pointer,
        merged: &mut Map<String, Value>,
        properties: Value,
        from: &Pointer,
    ) {
        let Value::Object(properties) = properties else { return };
        let mut all = match merged.get_mut("properties") {
            Some(Value::Object(all)) => std::mem::take(all),
            _ => Map::new(),
        };
        for (name, property) in properties {
            let (from, to) =
                (from.child("properties").child(&name), at.child("properties").child(&name));
            let joined = match all.get_mut(&name) {
                Some(before) => self.join(&to, before.take(), property, &from),
                None => {
                    if from != to {
                        self.spec.moved(&from, to);
                    }
                    property
                }
            };
            all.insert(name, joined);
        }
        merged.insert("properties".to_owned(), Value::Object(all));
    }

    /// The schema of a member that `before` and `after` both describe.
    fn join(&mut self, at: &Pointer, before: Value, after: Value, from: &Pointer) -> Value {
        if canonical(&before) == canonical(&after) && names_agree(&before, &after) {
            return with_place_of(before, &after);
        }
        let (left, right) = (reference(&before), reference(&after));
        if left.is_some() && left == right {
            return with_place_of(before, &after);
        }
        let name = at.last().unwrap_or_default();
        let message = format!("`{name}` is described twice within one `allOf`; the later one adds");
        self.report.note(self.spec.place(from), message);
        if left.is_some() && right.is_some() {
            return after;
        }
        self.merge(at, vec![before, after], Map::new())
    }

    fn add_type(&mut self, merged: &mut Map<String, Value>, name: Value, from: &Pointer) {
        let before = merged.get("type").and_then(Value::as_str).unwrap_or_default();
        match (before, name.as_str().unwrap_or_default()) {
            (before, after) if before == after => {}
            ("", _) | ("number", "integer") => drop(merged.insert("type".to_owned(), name)),
            ("integer", "number") => {}
            (before, after) => {
                self.contradicts = true;
                let message = format!(
                    "`allOf` joins the types `{before}` and `{after}`, and is read as any value"
                );
                self.report
                    .warn(self.spec.place(&from.child("type")), message)
                    .help("no value is of both types: use `anyOf`, or remove one of them");
            }
        }
    }

    fn add_enum(&mut self, merged: &mut Map<String, Value>, values: Value, from: &Pointer) {
        let Some(Value::Array(before)) = merged.get("enum") else {
            merged.insert("enum".to_owned(), values);
            return;
        };
        let after = values.as_array().map(Vec::as_slice).unwrap_or_default();
        let common: Vec<Value> = before.iter().filter(|it| after.contains(it)).cloned().collect();
        if common.is_empty() {
            for key in ["enum", "x-enum-varnames", "x-enum-descriptions"] {
                merged.shift_remove(key);
            }
            self.report
                .warn(
                    self.spec.place(&from.child("enum")),
                    "`allOf` joins enums without a common value, and they are left out",
                )
                .help("no value is in both enums: use `anyOf`, or remove one of them");
        } else if common.len() < before.len() {
            merged.shift_remove("x-enum-varnames");
            merged.shift_remove("x-enum-descriptions");
            merged.insert("enum".to_owned(), Value::Array(common));
        }
    }

    fn add_items(&mut self, at: &Pointer, merged: &mut Map<String, Value>, items: Value) {
        let at = at.child("items");
        let joined = match merged.get_mut("items") {
            Some(before) => self.join(&at, before.take(), items, &at),
            None => items,
        };
        merged.insert("items".to_owned(), joined);
    }

    fn add_other(
        &mut self,
        merged: &mut Map<String, Value>,
        key: String,
        value: Value,
        from: &Pointer,
    ) {
        let differs = merged.get(&key).is_some_and(|before| *before != value);
        if differs
            && !is_about_place(&key)
            && !matches!(key.as_str(), "title" | MADE_NAME | RUST_NAME)
        {
            let message = format!("`allOf` joins different `{key}`; the last one counts");
            self.report.note(self.spec.place(&from.child(&key)), message);
        }
        merged.insert(key, value);
    }

    /// Leaves a union only where nothing beside it speaks about the shape.
    fn settle_union(&mut self, at: &Pointer, schema: &mut Map<String, Value>) {
        let Some((key, _)) = union(schema) else { return };
        let place = at.child(key);
        if only_requires(schema.get(key)) {
            schema.shift_remove(key);
            schema.shift_remove("discriminator");
            let message = format!("`{key}` is left out: its branches only say what is required");
            self.report.note(self.spec.place(&place), message);
            return self.settle_union(at, schema);
        }
        push_type_down(schema, key);
        let says_more = |it: &String| {
            it != key
                && !is_about_place(it)
                && !matches!(it.as_str(), "title" | "discriminator" | MADE_NAME | RUST_NAME)
        };
        if !schema.keys().any(says_more) {
            return;
        }
        let beside = schema.iter().filter(|(key, _)| says_more(key));
        let beside: Map<String, Value> =
            beside.map(|(key, it)| (key.clone(), it.clone())).collect();
        if let Some(shared) = self.share_out(at, schema, key, &beside) {
            schema.retain(|it, _| it != key && !beside.contains_key(it));
            if !shared.contains_key(key) {
                schema.shift_remove("discriminator");
            }
            schema.extend(shared);
            return;
        }
        shape::open(schema);
        let message = format!("`{key}` stands beside other descriptions, and is read as any value");
        self.report
            .warn(self.spec.place(&place), message)
            .help("write out the branches of the union, each with what they have in common");
    }

    /// What a union and the members that stand `beside` it amount to: a union of branches that have
    /// these members, or the only branch that there is. A branch that is no object goes.
    fn share_out(
        &mut self,
        at: &Pointer,
        schema: &mut Map<String, Value>,
        key: &str,
        beside: &Map<String, Value>,
    ) -> Option<Map<String, Value>> {
        if union(beside).is_some() || beside.get("type")? != "object" {
            return None;
        }
        let at_union = at.child(key);
        let mut branches: Vec<(Pointer, Value, Map<String, Value>)> = Vec::new();
        for (index, branch) in schema.get(key)?.as_array()?.iter().enumerate() {
            let at = at_union.child(index);
            let part = self.part(at.clone(), branch.clone())?;
            if part.schema.get("type").is_none_or(|it| it == "object") {
                branches.push((at, branch.clone(), part.schema));
                continue;
            }
            self.report
                .warn(
                    self.spec.place(&at),
                    "the branch is left out, for the union is one of objects",
                )
                .help("remove the branch, or what stands beside the union");
        }
        if branches.len() < 2 {
            let (at, only, _) = branches.pop()?;
            let merged = self.merge(&at, vec![Value::Object(beside.clone()), only], Map::new());
            return merged.as_object().cloned();
        }
        let all_have = branches.iter().all(|(_, _, it)| has_all(it, beside));
        let outer = schema.get(MADE_NAME).and_then(Value::as_str).map(str::to_owned);
        let outer = outer.or_else(|| at.last()).unwrap_or_default();
        let mut shared = Vec::new();
        for (at, branch, _) in branches {
            let branch = match reference(&branch) {
                _ if all_have => branch,
                None => self.merge(&at, vec![Value::Object(beside.clone()), branch], Map::new()),
                Some(name) => {
                    let parts = vec![Value::Object(beside.clone()), branch];
                    let merged = self.merge(&at, parts, Map::new());
                    let made = self.names.claim(&format!("{outer}{}", camel(&name)));
                    self.spec.insert_schema(&made, merged);
                    self.spec.moved(&at, schemas_root().child(&made));
                    map_to(schema, &name, &made);
                    reference_to(&made)
                }
            };
            shared.push(branch);
        }
        Some(Map::from_iter([(key.to_owned(), Value::Array(shared))]))
    }
}

fn is_nullable(schema: &Map<String, Value>) -> bool {
    schema.get("nullable") == Some(&Value::Bool(true))
}

/// `schema` with what `other` says about the place.
fn with_place_of(mut schema: Value, other: &Value) -> Value {
    for (key, value) in other.as_object().into_iter().flatten() {
        if is_about_place(key) {
            set_about_place(&mut schema, key, value.clone());
        }
    }
    schema
}

fn add_required(merged: &mut Map<String, Value>, names: Value) {
    let all = merged.entry("required").or_insert_with(|| json!([]));
    let (Some(all), Value::Array(names)) = (all.as_array_mut(), names) else { return };
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
}

/// Of two sayings about further members, the first counts that is more than "any".
fn add_additional(merged: &mut Map<String, Value>, additional: Value) {
    let key = "additionalProperties";
    let says_any = |it: &Value| *it == Value::Bool(true) || *it == json!({});
    let replaces = merged.get(key).is_none_or(says_any) || additional == Value::Bool(false);
    if replaces {
        merged.insert(key.to_owned(), additional);
    }
}

fn add_limits(merged: &mut Map<String, Value>, limits: Value) {
    match (merged.get_mut(LIMITS), limits) {
        (Some(Value::Object(all)), Value::Object(limits)) => all.extend(limits),
        (_, limits) => drop(merged.insert(LIMITS.to_owned(), limits)),
    }
}

/// Two unions cannot be joined. The second goes under the other key, and both are judged as what
/// they are then: a union beside something else.
fn add_union(merged: &mut Map<String, Value>, key: &str, branches: Value) {
    let other = if key == "oneOf" { "anyOf" } else { "oneOf" };
    let key = if merged.contains_key(key) { other } else { key };
    merged.insert(key.to_owned(), branches);
}

/// Gives the `type` that stands beside a union to the branches that say none.
fn push_type_down(schema: &mut Map<String, Value>, key: &str) {
    let says_more = ["properties", "items", "additionalProperties", "enum", "required"];
    if says_more.iter().any(|it| schema.contains_key(*it)) {
        return;
    }
    let Some(name) = schema.shift_remove("type") else { return };
    let branches = schema.get_mut(key).and_then(Value::as_array_mut);
    for branch in branches.into_iter().flatten().filter_map(Value::as_object_mut) {
        let has_own = ["type", "$ref", "allOf", "oneOf", "anyOf"];
        if !has_own.iter().any(|it| branch.contains_key(*it)) {
            if name != "object" {
                branch.shift_remove("required");
            }
            branch.insert("type".to_owned(), name.clone());
        }
    }
}

/// Whether objects of `schema` have all members of `other`, and must have those that must be there.
fn has_all(schema: &Map<String, Value>, other: &Map<String, Value>) -> bool {
    let has = |name: &String| schema.get("properties").is_some_and(|it| it.get(name).is_some());
    let required = |it: &Map<String, Value>| {
        it.get("required").and_then(Value::as_array).cloned().unwrap_or_default()
    };
    let own = required(schema);
    let is_open = other.get("additionalProperties").is_some_and(|it| *it != false);
    let members = other.get("properties").and_then(Value::as_object).into_iter().flatten();
    !is_open
        && members.map(|(name, _)| name).all(has)
        && required(other).iter().all(|it| own.contains(it))
}

/// Lets the discriminator of `schema` lead to the component `made` where it led to `name`.
fn map_to(schema: &mut Map<String, Value>, name: &str, made: &str) {
    let Some(Value::Object(discriminator)) = schema.get_mut("discriminator") else { return };
    let mapping = discriminator.entry("mapping").or_insert_with(|| json!({}));
    let Some(mapping) = mapping.as_object_mut() else { return };
    let mut is_mapped = false;
    for target in mapping.values_mut() {
        if target.as_str().is_some_and(|it| mapped_name(it) == name) {
            *target = reference_text(made);
            is_mapped = true;
        }
    }
    if !is_mapped {
        mapping.entry(name).or_insert_with(|| reference_text(made));
    }
}

/// Whether the branches of a union restrict no more than which members must be there.
fn only_requires(branches: Option<&Value>) -> bool {
    let branches = branches.and_then(Value::as_array).into_iter().flatten();
    branches.filter_map(Value::as_object).flatten().all(|(key, value)| {
        is_about_place(key)
            || matches!(key.as_str(), "required" | "title" | MADE_NAME)
            || (key == "type" && value == "object")
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_schema};
    use expect_test::expect;

    const NAME: &str = "merge_all_of";

    #[test]
    fn branches_become_one_object() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"type": "object", "title": "A", "description": "a", "required": ["a"], "properties": {"a": {}}, "discriminator": {"propertyName": "a"}, "example": {}},
             "T": {"description": "t", "allOf": [{"$ref": "#/components/schemas/A"}, {"type": "object", "required": ["a", "b"], "properties": {"b": {}}}], "properties": {"c": {}}}}}}"##,
            expect![[r#"
                 {
                   "components": {
                     "schemas": {
                       "A": {
                         "type": "object",
                         "title": "A",
                         "description": "a",
                         "required": ["a"],
                         "properties": {"a":{}},
                         "discriminator": {"propertyName":"a"},
                         "example": {}
                       },
                       "T": {
                         "type": "object",
                         "description": "t",
                         "required": ["a","b"],
                         "properties": {"a":{},"b":{},"c":{}}
                       }
                     }
                   }
                 }
             "#]],
        );
    }

    #[test]
    fn a_description_of_its_own_wins_over_a_copied_one() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"description": "a", "properties": {"a": {}}}, "T": {"allOf": [{"description": "t", "properties": {"b": {}}}, {"$ref": "#/components/schemas/A"}]}}}}"##,
            expect![[r#"
            {
              "components": {
                "schemas": {
                  "A": {"description":"a","properties":{"a":{}}},
                  "T": {"description":"t","properties":{"b":{},"a":{}}}
                }
              }
            }
        "#]],
        );
    }

    #[test]
    fn a_lone_reference_stays_wrapped() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"type": "object"}, "T": {"properties": {"a": {"type": "object", "allOf": [{"$ref": "#/components/schemas/A"}, {"description": "d", "nullable": true}]}}}}}}"##,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "A": {"type":"object"},
                  "T": {
                    "properties": {
                      "a": {"allOf":[{"$ref":"#/components/schemas/A"}],"description":"d","nullable":true}
                    }
                  }
                }
              }
            }
        "##]],
        );
    }

    #[test]
    fn a_lone_branch_is_the_schema() {
        check_schema(
            NAME,
            r#"{"allOf": [{"type": "string", "default": "a", "nullable": true}], "description": "d"}"#,
            expect![[r#"
            {"type":"string","default":"a","description":"d","nullable":true}
        "#]],
        );
    }

    #[test]
    fn a_property_that_branches_share_stands_once() {
        check_schema(
            NAME,
            r#"{"allOf": [{"properties": {"a": {"type": "string"}}}, {"properties": {"a": {"type": "string", "description": "d"}}}]}"#,
            expect![[r#"
            {"properties":{"a":{"type":"string","description":"d"}}}
        "#]],
        );
    }

    #[test]
    fn a_later_branch_adds_to_a_property() {
        check_schema(
            NAME,
            r##"{"allOf": [{"properties": {"a": {"type": "number"}, "b": {"$ref": "#/components/schemas/B"}}},
             {"properties": {"a": {"type": "integer", "x-limits": {"maximum": 1}}, "b": {"$ref": "#/components/schemas/C"}}}]}"##,
            expect![[r##"
                 {
                   "properties": {"a":{"type":"integer","x-limits":{"maximum":1}},"b":{"$ref":"#/components/schemas/C"}}
                 }
                 note: `a` is described twice within one `allOf`; the later one adds
                  --> before:3:30
                   |
                 3 |              {"properties": {"a": {"type": "integer", "x-limits": {"maximum": 1}}, "b": {"$ref": "#/components/schemas/C"}}}]}
                   |                              ^
                   at: /components/schemas/T/allOf/1/properties/a
                   stage: merge_all_of

                 note: `b` is described twice within one `allOf`; the later one adds
                  --> before:3:84
                   |
                 3 |              {"properties": {"a": {"type": "integer", "x-limits": {"maximum": 1}}, "b": {"$ref": "#/components/schemas/C"}}}]}
                   |                                                                                    ^
                   at: /components/schemas/T/allOf/1/properties/b
                   stage: merge_all_of
             "##]],
        );
    }

    #[test]
    fn enums_are_narrowed() {
        check_schema(
            NAME,
            r#"{"allOf": [{"type": "string", "enum": ["a", "b", "c"], "x-enum-varnames": ["A", "B", "C"]}, {"enum": ["b", "c", "d"]}]}"#,
            expect![[r#"
            {"type":"string","enum":["b","c"]}
        "#]],
        );
    }

    #[test]
    fn only_objects_require_members() {
        check_schema(
            NAME,
            r#"{"allOf": [{"type": "string"}, {"required": ["a"]}]}"#,
            expect![[r#"
            {"type":"string"}
        "#]],
        );
    }

    #[test]
    fn types_must_agree() {
        check_schema(
            NAME,
            r#"{"allOf": [{"type": "object"}, {"type": "string"}]}"#,
            expect![[r#"
                {}
                warning: `allOf` joins the types `object` and `string`, and is read as any value
                 --> before:2:33
                  |
                2 | {"allOf": [{"type": "object"}, {"type": "string"}]}
                  |                                 ^
                  at: /components/schemas/T/allOf/1/type
                  stage: merge_all_of
                  help: no value is of both types: use `anyOf`, or remove one of them
            "#]],
        );
    }

    #[test]
    fn enums_must_agree() {
        check_schema(
            NAME,
            r#"{"allOf": [{"enum": ["a"]}, {"enum": ["b"]}]}"#,
            expect![[r#"
                {}
                warning: `allOf` joins enums without a common value, and they are left out
                 --> before:2:30
                  |
                2 | {"allOf": [{"enum": ["a"]}, {"enum": ["b"]}]}
                  |                              ^
                  at: /components/schemas/T/allOf/1/enum
                  stage: merge_all_of
                  help: no value is in both enums: use `anyOf`, or remove one of them
            "#]],
        );
    }

    #[test]
    fn the_first_description_of_other_members_counts() {
        check_schema(
            NAME,
            r#"{"allOf": [{"additionalProperties": true}, {"additionalProperties": {"type": "string"}}, {"additionalProperties": {"type": "integer"}}]}"#,
            expect![[r#"
            {"additionalProperties":{"type":"string"}}
        "#]],
        );
    }

    #[test]
    fn null_must_be_allowed_by_all() {
        check_schema(
            NAME,
            r#"{"allOf": [{"type": "object", "nullable": true, "properties": {"a": {"allOf": [{"type": "string", "nullable": true}, {"nullable": true}]}}}, {"type": "object"}]}"#,
            expect![[r#"
            {"type":"object","properties":{"a":{"type":"string","nullable":true}}}
        "#]],
        );
    }

    #[test]
    fn circles_are_reported() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"allOf": [{"$ref": "#/components/schemas/B"}, {"properties": {}}]}, "B": {"allOf": [{"$ref": "#/components/schemas/A"}, {"properties": {}}]}}}}"##,
            expect![[r##"
                {"components":{"schemas":{"A":{"properties":{}},"B":{}}}}
                warning: merging `A` leads in a circle, and is read as any value
                 --> before:1:119
                  |
                1 | {"components": {"schemas": {"A": {"allOf": [{"$ref": "#/components/schemas/B"}, {"properties": {}}]}, "B": {"allOf": [{"$ref": "#/components/schemas/A"}, {"prop
                  |                                                                                                                       ^
                  at: /components/schemas/B/allOf/0
                  stage: merge_all_of
                  help: break the circle of `allOf`: a schema cannot consist of itself
            "##]],
        );
    }

    #[test]
    fn a_schema_may_hold_itself() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"type": "object", "properties": {"a": {"type": "object", "allOf": [{"$ref": "#/components/schemas/A"}], "description": "d"}}}}}}"##,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "A": {
                    "type": "object",
                    "properties": {"a":{"allOf":[{"$ref":"#/components/schemas/A"}],"description":"d"}}
                  }
                }
              }
            }
        "##]],
        );
    }

    #[test]
    fn a_union_cannot_be_merged() {
        check_schema(
            NAME,
            r#"{"description": "d", "allOf": [{"properties": {"a": {}}}, {"oneOf": [{"type": "string"}, {"type": "integer"}]}]}"#,
            expect![[r#"
            {"description":"d"}
            warning: `oneOf` stands beside other descriptions, and is read as any value
             --> before:1:29
              |
            1 | {"components": {"schemas": {"T":
              |                             ^
              at: /components/schemas/T/oneOf
              stage: merge_all_of
              help: write out the branches of the union, each with what they have in common
        "#]],
        );
    }

    #[test]
    fn branches_take_in_the_members_beside_their_union() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"type": "object", "properties": {"a": {}}}, "B": {"type": "object", "properties": {"b": {}}},
             "T": {"type": "object", "properties": {"k": {"type": "string"}}, "oneOf": [{"$ref": "#/components/schemas/A"},
              {"$ref": "#/components/schemas/B"}, {"type": "object", "properties": {"c": {}}}, {"type": "string"}],
              "discriminator": {"propertyName": "k", "mapping": {"a": "A"}}}}}}"##,
            expect![[r##"
                {
                  "components": {
                    "schemas": {
                      "A": {"type":"object","properties":{"a":{}}},
                      "B": {"type":"object","properties":{"b":{}}},
                      "T": {
                        "discriminator": {
                          "propertyName": "k",
                          "mapping": {"a":"#/components/schemas/TA","B":"#/components/schemas/TB"}
                        },
                        "oneOf": [
                          {"$ref":"#/components/schemas/TA"},
                          {"$ref":"#/components/schemas/TB"},
                          {"type":"object","properties":{"k":{"type":"string"},"c":{}}}
                        ]
                      },
                      "TA": {"type":"object","properties":{"k":{"type":"string"},"a":{}}},
                      "TB": {"type":"object","properties":{"k":{"type":"string"},"b":{}}}
                    }
                  }
                }
                warning: the branch is left out, for the union is one of objects
                 --> before:3:96
                  |
                3 |               {"$ref": "#/components/schemas/B"}, {"type": "object", "properties": {"c": {}}}, {"type": "string"}],
                  |                                                                                                ^
                  at: /components/schemas/T/oneOf/3
                  stage: merge_all_of
                  help: remove the branch, or what stands beside the union
            "##]],
        );
    }

    #[test]
    fn a_branch_that_is_left_alone_is_no_union() {
        check_schema(
            NAME,
            r#"{"type": "object", "properties": {"a": {}}, "oneOf": [{"type": "string"}, {"type": "object", "properties": {"b": {}}}],
             "discriminator": {"propertyName": "a"}}"#,
            expect![[r#"
                {"type":"object","properties":{"a":{},"b":{}}}
                warning: the branch is left out, for the union is one of objects
                 --> before:2:55
                  |
                2 | {"type": "object", "properties": {"a": {}}, "oneOf": [{"type": "string"}, {"type": "object", "properties": {"b": {}}}],
                  |                                                       ^
                  at: /components/schemas/T/oneOf/0
                  stage: merge_all_of
                  help: remove the branch, or what stands beside the union
            "#]],
        );
    }

    #[test]
    fn branches_that_have_the_members_beside_their_union_stay() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"type": "object", "required": ["a"], "properties": {"a": {}}}, "B": {"type": "object", "required": ["a"], "properties": {"a": {}, "b": {}}},
             "T": {"type": "object", "required": ["a"], "properties": {"a": {}}, "additionalProperties": false,
              "oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}}}}"##,
            expect![[r##"
                {
                  "components": {
                    "schemas": {
                      "A": {"type":"object","required":["a"],"properties":{"a":{}}},
                      "B": {"type":"object","required":["a"],"properties":{"a":{},"b":{}}},
                      "T": {"oneOf":[{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"}]}
                    }
                  }
                }
            "##]],
        );
    }

    #[test]
    fn two_unions_cannot_be_merged() {
        check_schema(
            NAME,
            r#"{"allOf": [{"oneOf": [{"type": "string"}, {"type": "integer"}]}, {"oneOf": [{"type": "string"}, {"type": "boolean"}]}]}"#,
            expect![[r#"
            {}
            warning: `oneOf` stands beside other descriptions, and is read as any value
             --> before:1:29
              |
            1 | {"components": {"schemas": {"T":
              |                             ^
              at: /components/schemas/T/oneOf
              stage: merge_all_of
              help: write out the branches of the union, each with what they have in common
        "#]],
        );
    }

    #[test]
    fn a_union_of_requirements_is_dropped() {
        check_schema(
            NAME,
            r#"{"type": "object", "properties": {"a": {}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}"#,
            expect![[r#"
            {"type":"object","properties":{"a":{}}}
            note: `oneOf` is left out: its branches only say what is required
             --> before:2:45
              |
            2 | {"type": "object", "properties": {"a": {}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}
              |                                             ^
              at: /components/schemas/T/oneOf
              stage: merge_all_of
        "#]],
        );
    }

    #[test]
    fn branches_get_the_type_of_their_union() {
        check_schema(
            NAME,
            r#"{"type": "string", "anyOf": [{"enum": ["a"]}, {"type": "integer"}]}"#,
            expect![[r#"
            {"anyOf":[{"enum":["a"],"type":"string"},{"type":"integer"}]}
        "#]],
        );
    }

    #[test]
    fn a_branch_of_a_string_requires_no_members() {
        check_schema(
            NAME,
            r#"{"type": "string", "anyOf": [{"enum": ["a"]}, {"required": ["b"], "x-limits": {"maxLength": 1}, "default": "c", "enum": ["c"]}]}"#,
            expect![[r#"
            {
              "anyOf": [
                {"enum":["a"],"type":"string"},
                {"x-limits":{"maxLength":1},"default":"c","enum":["c"],"type":"string"}
              ]
            }
        "#]],
        );
    }

    #[test]
    fn a_schema_cannot_be_itself() {
        check(
            NAME,
            r##"{"components": {"schemas": {"A": {"type": "string", "allOf": [{"$ref": "#/components/schemas/A"}]}}}}"##,
            expect![[r##"
                {"components":{"schemas":{"A":{}}}}
                warning: `A` refers to itself, and is read as any value
                 --> before:1:29
                  |
                1 | {"components": {"schemas": {"A": {"type": "string", "allOf": [{"$ref": "#/components/schemas/A"}]}}}}
                  |                             ^
                  at: /components/schemas/A
                  stage: merge_all_of
                  help: give one of the schemas in the circle a type
            "##]],
        );
    }

    #[test]
    fn a_union_alone_is_left_alone() {
        check_schema(
            NAME,
            r#"{"description": "d", "oneOf": [{"type": "string"}, {"type": "integer"}], "x-y": 1}"#,
            expect![[r#"
            {"description":"d","oneOf":[{"type":"string"},{"type":"integer"}],"x-y":1}
        "#]],
        );
    }
}
