//! Reads the schemas.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::{Map, Value};

use super::build::{Reader, flag, strings, text};
use super::direction::{Direction, References, references};
use super::media::{responses, typed};
use super::several::can_be_several;
use super::{
    Api, Branch, Member, Parts, Presence, Schema, Shape, Type, Union, Variant, errors, names,
};
use crate::media::{Form, Way, form, is_structured};
use crate::passes::Taken;
use crate::pointer::Pointer;
use crate::spec::{component_at, referenced, schemas_root};

/// Where an operation has a schema.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Request,
    Answer,
    Parameter,
}

/// The schemas of an operation.
fn schemas_of(operation: &Value) -> impl Iterator<Item = (Place, &Value)> {
    let body = operation.get("requestBody").and_then(|it| typed(it, Way::Request));
    let answers = responses(operation).filter_map(|(_, it)| typed(it, Way::Answer));
    let parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let parameters = parameters.filter_map(|parameter| {
        let content = || parameter.get("content")?.as_object()?.values().next()?.get("schema");
        parameter.get("schema").or_else(content)
    });
    let body = body.into_iter().map(|it| (Place::Request, it));
    let answers = answers.map(|it| (Place::Answer, it));
    body.chain(answers).chain(parameters.map(|it| (Place::Parameter, it)))
}

impl Reader<'_> {
    pub(super) fn schemas(&mut self, api: &mut Api) {
        let components = self.spec.object(&schemas_root()).cloned().unwrap_or_default();
        let reach = self.reach(api);
        let errors = self.error_names(api);
        let endless = endless(&components);
        for (name, value) in &components {
            let at = schemas_root().child(name);
            let reached = reach.get(name.as_str()).cloned().unwrap_or_default();
            let schema = Schema {
                name: name.clone(),
                written_at: self.spec.written_at(&at),
                docs: text(Some(value), "description"),
                direction: reached.direction,
                tags: reached.tags.into_iter().collect(),
                common: false,
                secret: self.is_secret(value),
                is_error: errors.contains(name),
                error: value
                    .get("x-error")
                    .and_then(|it| self.reported(&at, "x-error", errors::read(it))),
                limits: limits(value),
                shape: self.shape(&at, value, reached.direction, api.parts.get(name), &endless),
                at,
            };
            api.schemas.insert(name.clone(), schema);
        }
    }

    /// The schemas that are bodies of errors, under all of their names.
    fn error_names(&self, api: &Api) -> BTreeSet<String> {
        let types = api.operations.iter().flat_map(|it| api.types_of(&it.error));
        let mut found = BTreeSet::new();
        let mut left: Vec<String> = types.filter_map(Type::body_name).collect();
        while let Some(name) = left.pop() {
            if found.insert(name.clone()) {
                let schema = self.spec.get(&schemas_root().child(&name));
                left.extend(schema.and_then(target));
            }
        }
        found
    }

    /// Each schema with the tags that lead to it. What the operations of a tag have in common is
    /// followed once.
    fn reach(&self, api: &Api) -> BTreeMap<String, Reach> {
        let mut starts: BTreeMap<(usize, Place), BTreeSet<String>> = BTreeMap::new();
        for operation in &api.operations {
            let Some(value) = self.spec.get(&operation.at) else { continue };
            for (place, schema) in schemas_of(value) {
                starts.entry((operation.tag, place)).or_default().extend(references(schema));
            }
        }
        let references = References::of(&self.spec.root);
        let mut reach: BTreeMap<String, Reach> = BTreeMap::new();
        for ((tag, place), names) in starts {
            for name in references.reachable(names) {
                let is_request = match place {
                    Place::Request => true,
                    Place::Answer => false,
                    // What has no parts is written without being read as a request's body is.
                    Place::Parameter => {
                        self.spec.get(&schemas_root().child(&name)).is_some_and(has_parts)
                    }
                };
                let entry = reach.entry(name).or_default();
                entry.tags.insert(tag);
                entry.direction.request |= is_request;
                entry.direction.answer |= place == Place::Answer;
            }
        }
        reach
    }

    fn shape(
        &mut self,
        at: &Pointer,
        value: &Value,
        direction: Direction,
        parts: Option<&Parts>,
        endless: &HashSet<String>,
    ) -> Shape {
        if let Some(values) = value.get("enum").and_then(Value::as_array) {
            return self.enumeration(value, values);
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(branches) = value.get(key).and_then(Value::as_array) {
                return Shape::Union(self.union(at, key, value, branches));
            }
        }
        match value.get("properties").and_then(Value::as_object) {
            Some(properties) => Shape::Object {
                members: self.members(at, value, properties, direction, parts),
                further: value
                    .get("additionalProperties")
                    .filter(|it| it.is_object())
                    .map(|it| Type::Map(Box::new(self.inner_type_of(it)))),
            },
            None => Shape::Alias(self.alias(at, value, endless)),
        }
    }

    /// Another name for a type: open where the names lead back to themselves.
    fn alias(&mut self, at: &Pointer, value: &Value, endless: &HashSet<String>) -> Type {
        if target(value).is_some_and(|it| endless.contains(&it)) {
            self.report
                .warn(
                    self.spec.place(at),
                    "the reference leads back to itself, and is read as any value",
                )
                .help("say what the schema is");
            return Type::Any;
        }
        self.type_of(value)
    }

    fn enumeration(&self, value: &Value, values: &[Value]) -> Shape {
        let names = strings(value.get("x-enum-varnames"));
        let docs = strings(value.get("x-enum-descriptions"));
        let integers: Option<Vec<i64>> = values.iter().map(Value::as_i64).collect();
        match integers {
            Some(integers) => {
                let rule = |it: &i64| format!("Value{}", it.to_string().replace('-', "Minus"));
                Shape::IntegerEnum(variants(integers, &names, &docs, rule))
            }
            None => {
                let strings = values.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                Shape::StringEnum(variants(strings, &names, &docs, |it| names::camel(it)))
            }
        }
    }

    fn union(&mut self, at: &Pointer, key: &str, value: &Value, branches: &[Value]) -> Union {
        let discriminator = value.get("discriminator");
        let values = discriminator.map(discriminator_values).unwrap_or_default();
        let types: Vec<Type> = branches.iter().map(|it| self.type_of(it)).collect();
        let tags_of = |ty: &Type| match ty {
            Type::Named(name) => values.get(name).unwrap_or(&vec![name.clone()]).clone(),
            _ => Vec::new(),
        };
        let long = types.iter().enumerate().map(|(index, ty)| branch_name(ty, &tags_of(ty), index));
        let short = names::without_common_words(long.collect());
        let mut taken: Taken = ["Unknown", "Several"].into_iter().collect();
        let named = types.iter().zip(short).map(|(ty, short)| Branch {
            name: taken.claim(&short),
            ty: ty.clone(),
            boxed: false,
            tags: tags_of(ty),
        });
        let found = named.collect();
        let several =
            key == "anyOf" && discriminator.is_none() && can_be_several(self.spec, branches);
        if several {
            let name = at.last().unwrap_or_default();
            let message =
                format!("a value that is several of `{name}` at once is kept as any value");
            self.report
                .note(self.spec.place(&at.child(key)), message)
                .help("merge the branches with an overlay action if that is what they are for");
        }
        Union { discriminator: text(discriminator, "propertyName"), branches: found, several }
    }

    fn members(
        &mut self,
        at: &Pointer,
        value: &Value,
        properties: &Map<String, Value>,
        direction: Direction,
        parts: Option<&Parts>,
    ) -> Vec<Member> {
        let required: BTreeSet<String> = strings(value.get("required")).into_iter().collect();
        let mut members: Vec<Member> = Vec::new();
        let mut taken: Taken = ["extra"].into_iter().collect();
        for (wire, schema) in properties {
            let at = at.child("properties").child(wire);
            let mut presence = Presence {
                required: required.contains(wire) && !is_one_sided(schema, direction),
                nullable: self.is_nullable(schema),
                ..Presence::default()
            };
            let read = schema.get("x-presence").map(|it| presence.read_extension(it));
            if let Some(read) = read {
                let read = read.map_err(|message| format!("{message}; {PRESENCE_WORDS}"));
                self.reported(&at, "x-presence", read);
            }
            let field =
                names::snake(&text(Some(schema), "x-rust-name").unwrap_or_else(|| wire.clone()));
            members.push(Member {
                field: taken.claim(&field),
                ty: match parts {
                    Some(parts) => self.part_type(schema, parts.get(wire)),
                    None => self.type_of(schema),
                },
                boxed: false,
                secret: flag(schema, "writeOnly") || self.is_secret(schema),
                read_only: flag(schema, "readOnly"),
                deprecated: flag(schema, "deprecated"),
                docs: text(Some(schema), "description"),
                limits: limits(schema),
                default: schema.get("default").cloned(),
                wire: wire.clone(),
                presence,
            });
        }
        members
    }

    /// Whether a value, or what is in a list or map of values, may not be shown. A schema that is
    /// referred to hides itself, unless it is an enum.
    fn is_secret(&self, schema: &Value) -> bool {
        let target = target(schema).and_then(|name| self.spec.get(&schemas_root().child(name)));
        let enumeration = target.filter(|it| it.get("enum").is_some());
        let inner = ["items", "additionalProperties"].iter().filter_map(|it| schema.get(it));
        flag(schema, "x-secret")
            || text(Some(schema), "format").as_deref() == Some("password")
            || inner.chain(enumeration).any(|it| self.is_secret(it))
    }

    /// A member may be null by itself or because the schema that it refers to may be.
    fn is_nullable(&self, schema: &Value) -> bool {
        let target = target(schema).and_then(|name| self.spec.get(&schemas_root().child(name)));
        flag(schema, "nullable") || target.is_some_and(|it| flag(it, "nullable"))
    }

    /// The type of a list's items or a map's values.
    pub(super) fn inner_type_of(&self, schema: &Value) -> Type {
        match self.type_of(schema) {
            Type::Any => Type::Any,
            ty if self.is_nullable(schema) => Type::Nullable(Box::new(ty)),
            ty => ty,
        }
    }

    /// The type of a part: a file, or some of them, where it is bytes.
    fn part_type(&self, schema: &Value, media_type: Option<&String>) -> Type {
        let behind = target(schema).and_then(|it| self.spec.get(&schemas_root().child(it)));
        let schema_of_value = behind.unwrap_or(schema);
        if is_file(schema_of_value, media_type) {
            return Type::Upload;
        }
        match (self.type_of(schema), schema_of_value.get("items")) {
            (Type::List(_), Some(items)) if behind.is_none() => {
                match self.part_type(items, media_type) {
                    Type::Upload => Type::List(Box::new(Type::Upload)),
                    _ => self.type_of(schema),
                }
            }
            (ty, _) => ty,
        }
    }

    pub(super) fn type_of(&self, schema: &Value) -> Type {
        if let Some(name) = target(schema) {
            return Type::Named(name);
        }
        let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
        match schema.get("type").and_then(Value::as_str).unwrap_or_default() {
            "string" => match format {
                "date-time" => Type::DateTime,
                "date" => Type::Date,
                _ => Type::String,
            },
            "boolean" => Type::Bool,
            "integer" => Type::Integer(integer(format)),
            "number" => Type::Float(if format == "float" { "f32" } else { "f64" }),
            "array" => {
                let items = schema.get("items").unwrap_or(&Value::Null);
                Type::List(Box::new(self.inner_type_of(items)))
            }
            "object" => match schema.get("additionalProperties") {
                Some(values @ Value::Object(_)) => Type::Map(Box::new(self.inner_type_of(values))),
                _ => Type::Map(Box::new(Type::Any)),
            },
            _ => Type::Any,
        }
    }
}

/// Whether a member belongs to the other direction than one in which its schema goes: a request need
/// not have what only the server sets, nor an answer what only a client does.
fn is_one_sided(schema: &Value, direction: Direction) -> bool {
    (flag(schema, "readOnly") && direction.request)
        || (flag(schema, "writeOnly") && direction.answer)
}

const PRESENCE_WORDS: &str =
    "say `omit: keep|reset|default`, `null: clear|unspecified`, `empty: clear`";

#[derive(Clone, Default)]
struct Reach {
    direction: Direction,
    tags: BTreeSet<usize>,
}

/// Whether a part is sent as a file: bytes by its format or media type, and anything that has the
/// media type of bytes.
fn is_file(schema: &Value, media_type: Option<&String>) -> bool {
    let word = |key: &str| schema.get(key).and_then(Value::as_str);
    let limit = |key: &str| schema.get("x-limits").and_then(|it| it.get(key)?.as_str());
    let is_bytes = |it: &str| form(it, &Value::Null, Way::Request) == Form::Octets;
    match word("type") {
        Some("string") => {
            let by_schema =
                limit("contentMediaType").filter(|_| limit("contentEncoding").is_none());
            word("format") == Some("binary") || by_schema.is_some_and(is_bytes)
        }
        Some(_) => false,
        None => !is_structured(schema) && media_type.is_some_and(|it| is_bytes(it)),
    }
}

/// Whether a schema is a struct or an enum of several types.
pub(super) fn has_parts(schema: &Value) -> bool {
    ["oneOf", "anyOf", "properties"].iter().any(|it| schema.get(it).is_some())
}

/// The schemas from which names lead to names without an end.
fn endless(schemas: &Map<String, Value>) -> HashSet<String> {
    let mut ends: HashMap<String, bool> = HashMap::new();
    for name in schemas.keys() {
        let (mut walked, mut next) = (Vec::new(), Some(name.clone()));
        let has_end = loop {
            let Some(here) = next else { break true };
            if let Some(known) = ends.get(&here) {
                break *known;
            }
            next = schemas.get(&here).and_then(target);
            // Until more is known, it leads back to itself.
            ends.insert(here.clone(), false);
            walked.push(here);
        };
        ends.extend(walked.into_iter().map(|it| (it, has_end)));
    }
    ends.into_iter().filter(|(_, has_end)| !has_end).map(|(name, _)| name).collect()
}

/// The component that a schema is, alone or with siblings around the reference.
pub(super) fn target(schema: &Value) -> Option<String> {
    referenced(schema).or_else(|| match schema.get("allOf")?.as_array()?.as_slice() {
        [only] => referenced(only),
        _ => None,
    })
}

fn integer(format: &str) -> &'static str {
    match format {
        "int8" => "i8",
        "int16" => "i16",
        "int32" => "i32",
        "uint8" => "u8",
        "uint16" => "u16",
        "uint32" => "u32",
        "uint64" => "u64",
        _ => "i64",
    }
}

/// The values that mean each schema that the mapping names.
fn discriminator_values(discriminator: &Value) -> HashMap<String, Vec<String>> {
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mut values: HashMap<String, Vec<String>> = HashMap::new();
    for (value, target) in mapping.into_iter().flatten() {
        let name = component_at(target).or_else(|| target.as_str().map(str::to_owned));
        values.entry(name.unwrap_or_default()).or_default().push(value.clone());
    }
    values
}

fn branch_name(ty: &Type, tags: &[String], index: usize) -> String {
    match ty {
        Type::Named(name) => match tags {
            [only] if only != name => names::camel(only),
            _ => name.clone(),
        },
        Type::String => "String".to_owned(),
        Type::Bool => "Bool".to_owned(),
        Type::Integer(_) => "Integer".to_owned(),
        Type::Float(_) => "Number".to_owned(),
        Type::DateTime => "DateTime".to_owned(),
        Type::Date => "Date".to_owned(),
        Type::List(_) => "List".to_owned(),
        Type::Map(_) => "Object".to_owned(),
        Type::Nullable(inner) => branch_name(inner, tags, index),
        Type::Any | Type::Upload => format!("Branch{}", index + 1),
    }
}

fn variants<T>(
    values: Vec<T>,
    varnames: &[String],
    docs: &[String],
    rule: impl Fn(&T) -> String,
) -> Vec<Variant<T>> {
    let mut found: Vec<Variant<T>> = Vec::new();
    let mut taken: Taken = ["Unknown"].into_iter().collect();
    for (index, value) in values.into_iter().enumerate() {
        let name = varnames.get(index).map(|it| names::camel(it)).unwrap_or_else(|| rule(&value));
        let name = taken.claim(&name);
        let docs = docs.get(index).filter(|it| !it.is_empty()).cloned();
        found.push(Variant { name, value, docs });
    }
    found
}

/// `x-limits` in words.
pub(super) fn limits(schema: &Value) -> Vec<String> {
    let Some(limits) = schema.get("x-limits").and_then(Value::as_object) else { return Vec::new() };
    let show = |key: &str| {
        limits.get(key).map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
    };
    let range = |low: &str, high: &str, unit: &str| match (show(low), show(high)) {
        (Some(low), Some(high)) => Some(format!("{low} to {high}{unit}.")),
        (Some(low), None) => Some(format!("At least {low}{unit}.")),
        (None, Some(high)) => Some(format!("At most {high}{unit}.")),
        (None, None) => None,
    };
    [
        range("minimum", "maximum", ""),
        show("exclusiveMinimum").map(|it| format!("More than {it}.")),
        show("exclusiveMaximum").map(|it| format!("Less than {it}.")),
        show("multipleOf").map(|it| format!("A multiple of {it}.")),
        range("minLength", "maxLength", " characters"),
        range("minItems", "maxItems", " items"),
        range("minProperties", "maxProperties", " members"),
        show("uniqueItems").map(|_| "No item twice.".to_owned()),
        show("pattern").map(|it| format!("Matches `{it}`.")),
        show("format").map(|it| format!("Format: `{it}`.")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::api::{Shape, build};
    use crate::report::Report;
    use crate::source::Source;
    use crate::spec::Spec;

    /// The members of `T` that are required, where a request or an answer reaches it.
    fn required(operation: &str) -> Vec<String> {
        let text = format!(
            r##"{{"paths": {{"/a": {{"put": {{"operationId": "a", {operation}}}}}}}, "components": {{"schemas": {{"T": {{
            "type": "object", "required": ["id", "password", "name"], "properties": {{
                "id": {{"type": "string", "readOnly": true}}, "password": {{"type": "string", "writeOnly": true}},
                "name": {{"type": "string"}}}}}}}}}}}}"##
        );
        let spec = Spec::new(Arc::new(Source::parse("api.json", &text).unwrap()));
        let api = build(&spec, &mut Report::new());
        let Shape::Object { members, .. } = &api.schemas["T"].shape else { panic!("no object") };
        members.iter().filter(|it| it.presence.required).map(|it| it.wire.clone()).collect()
    }

    #[test]
    fn what_only_one_side_sets_is_not_required_of_the_other() {
        let json = r##"{"content": {"application/json": {"schema": {"$ref": "#/components/schemas/T"}}}}"##;
        let request = format!(r#""requestBody": {json}"#);
        let answer = format!(r#""responses": {{"200": {json}}}"#);
        assert_eq!(required(&request), ["password", "name"]);
        assert_eq!(required(&answer), ["id", "name"]);
        assert_eq!(required(&format!("{request}, {answer}")), ["name"]);
    }
}
