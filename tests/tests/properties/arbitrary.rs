//! Values that a schema allows, at random.
//!
//! Patterns, lengths and limits of numbers are the server's to check, so they are not kept to.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::{BoxedStrategy, Just, Strategy, any};
use proptest::sample::select;
use proptest::strategy::Union;
use serde_json::{Map, Value, json};

use qonversion_tests::document::{EFFECTIVE, list};

/// Any text, control characters and all.
pub(crate) fn text() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..8).prop_map(String::from_iter)
}

/// A body of the schema, as a client may send it: each optional member absent or there, each
/// nullable one null or not.
pub(crate) fn body(schema: &'static Value) -> BoxedStrategy<Value> {
    let schema = EFFECTIVE.resolve(schema);
    let value = value(schema);
    if schema["nullable"] == true {
        Union::new([Just(Value::Null).boxed(), value]).boxed()
    } else {
        value
    }
}

fn value(schema: &'static Value) -> BoxedStrategy<Value> {
    if let Some(values) = schema["enum"].as_array() {
        return select(values.clone()).boxed();
    }
    for key in ["anyOf", "oneOf"] {
        if schema.get(key).is_some() {
            return Union::new(list(&schema[key]).iter().map(body)).boxed();
        }
    }
    if schema.get("allOf").is_some() {
        let parts: Vec<_> = list(&schema["allOf"]).iter().map(body).collect();
        return parts.prop_map(merged).boxed();
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("object"), _) => object(schema),
        (Some("array"), _) => {
            let least = schema["minItems"].as_u64().unwrap_or(0).try_into().unwrap_or(0);
            vec(body(&schema["items"]), least..least + 3).prop_map(Value::from).boxed()
        }
        (Some("string"), Some("date-time")) => date_time().boxed(),
        (Some("string"), _) => text().prop_map(Value::from).boxed(),
        (Some("integer"), Some("int16")) => any::<i16>().prop_map(Value::from).boxed(),
        (Some("integer"), _) => any::<i64>().prop_map(Value::from).boxed(),
        // Eighths are the same in binary and in decimal.
        (Some("number"), _) => any::<i32>().prop_map(|it| json!(f64::from(it) / 8.0)).boxed(),
        (Some("boolean"), _) => any::<bool>().prop_map(Value::from).boxed(),
        _ => any_json().boxed(),
    }
}

fn merged(parts: Vec<Value>) -> Value {
    let parts = parts.into_iter().filter_map(|it| it.as_object().cloned());
    parts.flatten().collect::<Map<_, _>>().into()
}

fn object(schema: &'static Value) -> BoxedStrategy<Value> {
    let required = list(&schema["required"]);
    let declared = schema["properties"].as_object().into_iter().flatten();
    let ours = declared.filter(|(_, it)| EFFECTIVE.resolve(it)["readOnly"] != true);
    let members: Vec<BoxedStrategy<Option<(String, Value)>>> = ours
        .map(|(name, member)| {
            let member = body(member).prop_map(move |it| (name.clone(), it));
            if required.iter().any(|it| it == name.as_str()) {
                member.prop_map(Some).boxed()
            } else {
                option::of(member).boxed()
            }
        })
        .collect();
    let names = schema["properties"].as_object();
    let is_new = move |name: &String| names.is_none_or(|it| !it.contains_key(name));
    (members, more(&schema["additionalProperties"]))
        .prop_map(move |(members, more)| {
            let more = more.into_iter().filter(|(name, _)| is_new(name));
            members.into_iter().flatten().chain(more).collect::<Map<_, _>>().into()
        })
        .boxed()
}

/// Members that an open object or a map has beside those that it declares.
fn more(schema: &'static Value) -> BoxedStrategy<Vec<(String, Value)>> {
    let value = match schema {
        Value::Object(_) => body(schema),
        Value::Bool(true) => any_json().boxed(),
        _ => return Just(Vec::new()).boxed(),
    };
    btree_map(text(), value, 0..3).prop_map(Vec::from_iter).boxed()
}

fn date_time() -> impl Strategy<Value = Value> {
    let parts = (0..4_102_444_800_i64, select(vec![0, 120_000_000, 123_456_789]), -840..=840_i32);
    parts.prop_filter_map("a time that there is", |(seconds, nanoseconds, minutes)| {
        let offset = FixedOffset::east_opt(minutes * 60)?;
        let time = DateTime::from_timestamp(seconds, nanoseconds)?.with_timezone(&offset);
        Some(time.to_rfc3339_opts(SecondsFormat::AutoSi, true).into())
    })
}

/// Any JSON but null, which a schema has to allow.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = Union::new([
        any::<bool>().prop_map(Value::from).boxed(),
        any::<i64>().prop_map(Value::from).boxed(),
        text().prop_map(Value::from).boxed(),
    ]);
    leaf.prop_recursive(2, 8, 3, |inner| {
        let nullable = Union::new([Just(Value::Null).boxed(), inner.boxed()]);
        Union::new([
            vec(nullable.clone(), 0..3).prop_map(Value::from).boxed(),
            btree_map(text(), nullable, 0..3).prop_map(|it| Map::from_iter(it).into()).boxed(),
        ])
    })
}
