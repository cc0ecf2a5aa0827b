//! JSON for each type of a client: the document's own examples, and what is made of the schemas.
//!
//! Only what a JSON Schema validator finds valid is a sample. What a document's example has beyond
//! its schema is given to the client, but not expected back.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use jsonschema::{Draft, Registry, Validator};
use openapi_exact::Named;
use openapi_exact::api::Direction;
use openapi_exact::pointer::Pointer;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value, json};

use super::instances::{FILLS, Instances};

/// What the document is called where references lead to it.
const DOCUMENT: &str = "urn:document";

/// JSON that a type must keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sample {
    /// The Rust type.
    #[serde(rename = "type")]
    pub(super) ty: String,
    /// Its schema.
    pub(super) schema: String,
    /// Whether it stands in the document.
    pub(super) is_example: bool,
    /// What is read.
    pub(super) json: Value,
    /// What has to come back.
    pub(super) expected: Value,
}

/// The samples of a document.
#[derive(Debug, Default)]
pub(super) struct Set {
    pub(super) samples: Vec<Sample>,
    /// How many examples break the schema beside them.
    pub(super) invalid: u64,
    /// How many types have no sample.
    pub(super) without: u64,
}

/// The samples of all types that the document describes.
pub(super) fn of(document: &Value, named: &[Named]) -> Set {
    let all_schemas = ByDirection::new(document);
    let mut examples = examples(document);
    let mut set = Set::default();
    for named in named {
        let Some(at) = &named.written_at else { continue };
        if is_part_of_union(document, at) {
            set.without += 1;
            continue;
        }
        let before = set.samples.len();
        let schemas = all_schemas.get(named.direction);
        if let (Some(schema), Some(validator)) =
            (at.resolve(&schemas.document), schemas.validator(at))
        {
            let candidates = examples.remove(at.as_str()).unwrap_or_default();
            let (valid, invalid): (Vec<_>, Vec<_>) =
                candidates.into_iter().partition(|it| validator.is_valid(it));
            set.invalid += invalid.len() as u64;
            let instances = Instances { document: &schemas.document, direction: named.direction };
            let made = FILLS.iter().flat_map(|fill| instances.of(schema, *fill));
            let made = made.filter(|it| validator.is_valid(it));
            let all = valid.into_iter().map(|it| (true, it)).chain(made.map(|it| (false, it)));
            // Where a type may be null there is an option around it, which is no type of ours.
            for (is_example, json) in all.filter(|(_, it)| !it.is_null()) {
                let expected =
                    Documented { document: &schemas.document, direction: named.direction }.part(
                        &[schema],
                        &json,
                        0,
                    );
                let sample = Sample {
                    ty: named.name.clone(),
                    schema: at.as_str().to_owned(),
                    is_example,
                    json,
                    expected,
                };
                if !set.samples[before..].iter().any(|it| it.json == sample.json) {
                    set.samples.push(sample);
                }
            }
        }
        set.without += u64::from(set.samples.len() == before);
    }
    set
}

/// The schemas of a document in the words of JSON Schema.
pub(super) struct Schemas {
    document: Value,
    registry: Option<Registry<'static>>,
}

/// Whether a schema is a branch of a union that says something for all its branches: what it says
/// alone is not all that its type holds.
fn is_part_of_union(document: &Value, at: &Pointer) -> bool {
    let holder =
        at.parent().filter(|it| it.last().is_some_and(|it| it == "oneOf" || it == "anyOf"));
    let holder = holder.and_then(|it| it.parent()).and_then(|it| it.resolve(document));
    holder.is_some_and(|it| it.get("properties").is_some() || it.get("allOf").is_some())
}

/// The schemas of a document for each way, made when they are first asked for.
struct ByDirection<'a> {
    document: &'a Value,
    sent: OnceCell<Schemas>,
    received: OnceCell<Schemas>,
    both: OnceCell<Schemas>,
}

impl<'a> ByDirection<'a> {
    fn new(document: &'a Value) -> Self {
        let (sent, received, both) = Default::default();
        Self { document, sent, received, both }
    }

    fn get(&self, direction: Direction) -> &Schemas {
        let cell = match (direction.request, direction.answer) {
            (true, false) => &self.sent,
            (false, true) => &self.received,
            _ => &self.both,
        };
        cell.get_or_init(|| Schemas::new(self.document, direction))
    }
}

impl Schemas {
    /// What goes one of these ways need not have what is of the other way alone.
    pub(super) fn new(document: &Value, direction: Direction) -> Self {
        let parts = ["components", "paths"].into_iter();
        let parts = parts.filter_map(|it| Some((it.to_owned(), document.get(it)?.clone())));
        let mut converted = Value::Object(parts.collect());
        convert(&mut converted, document, direction);
        let registry = Registry::new().add(DOCUMENT, converted.clone()).ok();
        let registry = registry.and_then(|it| it.prepare().ok());
        Self { document: converted, registry }
    }

    /// None if the schema is not one.
    pub(super) fn validator(&self, at: &Pointer) -> Option<Validator> {
        let reference = json!({"$ref": format!("{DOCUMENT}#{}", encoded(at.as_str()))});
        let options = jsonschema::options().with_draft(Draft::Draft202012);
        let options = options.should_validate_formats(true);
        options.with_registry(self.registry.as_ref()?).build(&reference).ok()
    }
}

/// A pointer as the fragment of a reference.
fn encoded(pointer: &str) -> String {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=:@".contains(&it);
    let bytes = pointer.bytes();
    bytes
        .map(|it| if plain(it) { char::from(it).to_string() } else { format!("%{it:02X}") })
        .collect()
}

/// Spells OpenAPI 3.0's own words as JSON Schema does, and takes out references that lead nowhere.
fn convert(node: &mut Value, document: &Value, direction: Direction) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(|it| convert(it, document, direction)),
        Value::Object(members) => {
            convert_schema(members, document, direction);
            members.values_mut().for_each(|it| convert(it, document, direction));
        }
        _ => {}
    }
}

fn convert_schema(schema: &mut Map<String, Value>, document: &Value, direction: Direction) {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = Pointer::from_reference(reference);
        if target.and_then(|it| it.resolve(document).map(drop)).is_none() {
            schema.remove("$ref");
        }
    }
    for (flag, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        match schema.get(flag) {
            Some(Value::Bool(true)) => {
                let limit = schema.remove(limit);
                schema.remove(flag);
                limit.map(|it| schema.insert(flag.to_owned(), it));
            }
            Some(Value::Bool(false)) => drop(schema.remove(flag)),
            _ => {}
        }
    }
    forgive_one_way_members(schema, direction);
    imply_type(schema);
    // The validator's dialect is not the document's to choose.
    ["$schema", "$id", "id", "$anchor"].iter().for_each(|it| {
        if schema.get(*it).is_some_and(Value::is_string) {
            schema.remove(*it);
        }
    });
    if schema.get("nullable") == Some(&Value::Bool(true)) {
        make_nullable(schema);
    }
}

/// What lists members is an object, and what tells items a list, whether it says so or not.
fn imply_type(schema: &mut Map<String, Value>) {
    let says = |key: &str| schema.get(key).is_some_and(Value::is_object);
    let implied = match (says("properties"), says("items")) {
        (true, _) => "object",
        (false, true) => "array",
        _ => return,
    };
    let is_said = ["type", "allOf", "oneOf", "anyOf"].iter().any(|it| schema.contains_key(*it));
    if !is_said {
        schema.insert("type".to_owned(), implied.into());
    }
}

/// What only one side sends is not required of the other.
fn forgive_one_way_members(schema: &mut Map<String, Value>, direction: Direction) {
    let properties = schema.get("properties").cloned().unwrap_or_default();
    let one_way = |name: &Value| {
        let property = name.as_str().and_then(|it| properties.get(it));
        [("readOnly", direction.request), ("writeOnly", direction.answer)]
            .into_iter()
            .filter(|(_, goes_the_other_way)| *goes_the_other_way)
            .any(|(key, _)| property.and_then(|it| it.get(key)) == Some(&Value::Bool(true)))
    };
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|it| !one_way(it));
    }
}

fn make_nullable(schema: &mut Map<String, Value>) {
    schema.remove("nullable");
    if let Some(Value::String(name)) = schema.get("type") {
        let types = json!([name, "null"]);
        schema.insert("type".to_owned(), types);
        if let Some(Value::Array(values)) = schema.get_mut("enum")
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
        return;
    }
    let of_type = std::mem::take(schema);
    schema.insert("anyOf".to_owned(), json!([of_type, {"type": "null"}]));
}

/// The examples of each schema, by its pointer: beside it, in it, and its default.
fn examples(document: &Value) -> BTreeMap<String, Vec<Value>> {
    let mut found = BTreeMap::new();
    collect(document, &Pointer::root(), document, &mut found);
    found
}

fn collect(node: &Value, at: &Pointer, document: &Value, found: &mut BTreeMap<String, Vec<Value>>) {
    match node {
        Value::Object(members) => {
            let own = at.as_str().starts_with("/components/schemas/") || is_schema_place(at);
            if own {
                add(at.as_str(), members, document, found);
                found
                    .entry(at.as_str().to_owned())
                    .or_default()
                    .extend(members.get("default").cloned());
            } else if let Some(schema) = members.get("schema") {
                let reference = schema.get("$ref").and_then(Value::as_str);
                let target = reference.and_then(Pointer::from_reference);
                let target = target.unwrap_or_else(|| at.child("schema"));
                add(target.as_str(), members, document, found);
            }
            for (name, inner) in members {
                if !["example", "examples", "default", "enum"].contains(&name.as_str())
                    || at.last().as_deref() == Some("properties")
                {
                    collect(inner, &at.child(name), document, found);
                }
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, it)| collect(it, &at.child(i), document, found));
        }
        _ => {}
    }
}

fn is_schema_place(at: &Pointer) -> bool {
    let places = ["schema", "items", "additionalProperties", "not"];
    let lists = ["properties", "allOf", "oneOf", "anyOf"];
    let parent = at.parent().and_then(|it| it.last());
    at.last().is_some_and(|it| places.contains(&it.as_str()))
        || parent.is_some_and(|it| lists.contains(&it.as_str()))
}

/// What `holder`, a schema or what has one, gives as examples.
fn add(
    schema: &str,
    holder: &Map<String, Value>,
    document: &Value,
    found: &mut BTreeMap<String, Vec<Value>>,
) {
    let list = found.entry(schema.to_owned()).or_default();
    list.extend(holder.get("example").cloned());
    match holder.get("examples") {
        Some(Value::Array(examples)) => list.extend(examples.iter().cloned()),
        Some(Value::Object(examples)) => {
            let resolved = examples.values().filter_map(|it| match it.get("$ref") {
                Some(reference) => Pointer::from_reference(reference.as_str()?)?.resolve(document),
                None => Some(it),
            });
            list.extend(resolved.filter_map(|it| it.get("value").cloned()));
        }
        _ => {}
    }
}

/// The part of a value that its schema speaks of, for one direction.
struct Documented<'a> {
    document: &'a Value,
    direction: Direction,
}

/// What several schemas say together of the value at one place.
#[derive(Default)]
struct Said<'a> {
    properties: BTreeMap<&'a str, Vec<&'a Value>>,
    /// Of members without a name, or all of them if there are no others.
    further: Vec<&'a Value>,
    items: Vec<&'a Value>,
    /// Whether a number has the digits of 32 bits alone.
    is_single_precision: bool,
}

/// The number that is left of one in 32 bits.
fn single(number: &Number) -> Value {
    let single = number.as_f64().map(|it| it as f32);
    let written = single.and_then(|it| it.to_string().parse::<f64>().ok());
    written.map_or_else(|| Value::Number(number.clone()), Value::from)
}

/// References may lead in circles.
const DEEPEST: usize = 64;

impl<'a> Documented<'a> {
    fn part(&self, schemas: &[&'a Value], value: &Value, depth: usize) -> Value {
        if depth > DEEPEST {
            return value.clone();
        }
        let mut said = Said::default();
        schemas.iter().for_each(|it| self.gather(it, &mut said, 0));
        match value {
            Value::Array(items) => {
                items.iter().map(|it| self.part(&said.items, it, depth + 1)).collect()
            }
            Value::Object(members) if !said.properties.is_empty() => {
                let kept = members.iter().filter_map(|(name, value)| {
                    let schemas = match said.properties.get(name.as_str()) {
                        Some(schemas) if schemas.iter().all(|it| self.is_left_out(it)) => {
                            return None;
                        }
                        Some(schemas) => schemas,
                        None if said.further.is_empty() => return None,
                        None => &said.further,
                    };
                    Some((name.clone(), self.part(schemas, value, depth + 1)))
                });
                Value::Object(kept.collect())
            }
            Value::Object(members) => {
                let all = members.iter();
                all.map(|(name, it)| (name.clone(), self.part(&said.further, it, depth + 1)))
                    .collect()
            }
            Value::Number(number) if said.is_single_precision => single(number),
            other => other.clone(),
        }
    }

    fn gather(&self, schema: &'a Value, said: &mut Said<'a>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let target = schema.get("$ref").and_then(Value::as_str).and_then(Pointer::from_reference);
        if let Some(target) = target.and_then(|it| it.resolve(self.document)) {
            self.gather(target, said, depth + 1);
        }
        for (name, it) in schema.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            said.properties.entry(name).or_default().push(it);
        }
        for key in ["additionalProperties", "unevaluatedProperties"] {
            said.further.extend(schema.get(key).filter(|it| **it != Value::Bool(false)));
        }
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        said.further.extend(patterns.into_iter().flat_map(|it| it.values()));
        said.items.extend(schema.get("items"));
        said.is_single_precision |= schema.get("format").is_some_and(|it| it == "float");
        for key in ["allOf", "oneOf", "anyOf"] {
            let parts = schema.get(key).and_then(Value::as_array).into_iter().flatten();
            parts.for_each(|it| self.gather(it, said, depth + 1));
        }
    }

    /// Whether only the other side sends it.
    fn is_left_out(&self, schema: &Value) -> bool {
        left_out(schema, self.direction)
    }
}

/// Whether the member with this schema is no part of what goes this way.
pub(super) fn left_out(schema: &Value, direction: Direction) -> bool {
    let says = |key: &str| schema.get(key) == Some(&Value::Bool(true));
    (says("readOnly") && !direction.answer) || (says("writeOnly") && !direction.request)
}
