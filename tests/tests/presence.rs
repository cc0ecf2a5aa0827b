//! Every optional or nullable member of every request body, in each state that the document allows:
//! absent, null, empty, a value. What is meant is what is sent, what is not allowed cannot be said,
//! and nothing is sent that was not asked for.

use std::collections::{BTreeMap, BTreeSet};

use qonversion_tests::calls::{answer, answer_body, arguments};
use qonversion_tests::document::{DOCUMENT, EFFECTIVE, Operation, list};
use qonversion_tests::exercise::{call, round_trip};
use qonversion_tests::places;
use qonversion_tests::rust_types::{Struct, structs};
use qonversion_tests::schema::{Direction, Fill, faults, reachable, sample};
use qonversion_tests::server::Server;
use serde_json::{Map, Value, json};

/// An object schema that a request reaches.
struct Body {
    name: &'static str,
    schema: &'static Value,
    members: Vec<Member>,
}

struct Member {
    name: &'static str,
    schema: &'static Value,
    required: bool,
    nullable: bool,
    /// Whether an empty list or map means something of its own.
    empty_clears: bool,
}

fn bodies() -> Vec<Body> {
    let operations = EFFECTIVE.operations();
    let reached: BTreeSet<String> = operations
        .iter()
        .filter_map(|it| it.body.as_ref())
        .flat_map(|it| {
            reachable(&EFFECTIVE, &it.schema).into_iter().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let schemas = EFFECTIVE.schemas().iter().filter(|(name, _)| reached.contains(*name));
    let objects = schemas.filter(|(_, schema)| schema["type"] == "object");
    objects.map(|(name, schema)| Body { name, schema, members: members(schema) }).collect()
}

fn members(schema: &'static Value) -> Vec<Member> {
    let required = list(&schema["required"]);
    let members = schema["properties"].as_object().into_iter().flatten();
    let ours = members.filter(|(_, schema)| schema["readOnly"] != true);
    ours.map(|(name, schema)| Member {
        name,
        schema,
        required: required.iter().any(|it| it == name.as_str()),
        nullable: schema["nullable"] == true,
        empty_clears: schema["x-presence"]["empty"] == "clear",
    })
    .collect()
}

impl Body {
    /// What is required, and nothing else.
    fn least(&self) -> Map<String, Value> {
        match sample(self.schema, Direction::Request, Fill::Required) {
            Value::Object(members) => members,
            other => panic!("{}: {other} is no object", self.name),
        }
    }

    /// Its bodies that differ from the least one in one member, and which member and state it is.
    fn cases(&self) -> Vec<(String, Value)> {
        let states = self.members.iter().flat_map(|member| {
            member.states().into_iter().map(move |(state, value)| (member.name, state, value))
        });
        let bodies = states.map(|(name, state, value)| {
            let mut body = self.least();
            match value {
                Some(value) => body.insert(name.to_owned(), value),
                None => body.shift_remove(name),
            };
            (format!("{}.{name} {state}", self.name), body.into())
        });
        bodies.collect()
    }
}

impl Member {
    /// The states that the document allows, beside those of a plain required member.
    fn states(&self) -> Vec<(&'static str, Option<Value>)> {
        if self.required && !self.nullable {
            return Vec::new();
        }
        let empty = match self.schema["type"].as_str() {
            Some("array") => Some(json!([])),
            Some("object") => Some(json!({})),
            _ => None,
        };
        let allowed = |it: &Value| faults(self.schema, Direction::Request, it).is_empty();
        let value = sample(self.schema, Direction::Request, Fill::All);
        let states = [
            ("absent", (!self.required).then_some(None)),
            ("null", self.nullable.then_some(Some(Value::Null))),
            ("empty", empty.filter(allowed).map(Some)),
            ("value", Some(Some(value))),
        ];
        states.into_iter().filter_map(|(name, state)| Some((name, state?))).collect()
    }

    /// How many options the field's type must have around it, so that it has these states and no
    /// others.
    fn options(&self) -> usize {
        match (self.required, self.nullable, self.empty_clears) {
            (true, false, _) => 0,
            (true, true, _) => 1,
            (false, false, false) => 1,
            (false, true, _) | (false, false, true) => 2,
        }
    }
}

fn operation_of<'a>(operations: &'a [Operation], body: &Body) -> Option<&'a Operation> {
    operations
        .iter()
        .find(|it| it.body.as_ref().is_some_and(|it| it.schema_name() == Some(body.name)))
}

/// What the client makes of a body: on the wire, where an operation takes it; else as JSON.
async fn written(operation: Option<&Operation>, schema: &str, body: &Value) -> Value {
    let Some(operation) = operation else {
        let again = round_trip(rust_name(schema), body.to_string().as_bytes());
        let again = again.unwrap_or_else(|failure| panic!("{schema}: {failure:?}"));
        return serde_json::from_slice(&again.json).expect("it is JSON");
    };
    let answered = answer_body(operation, Fill::Required);
    let server = Server::start(answer(operation, answered.as_ref())).await;
    let input = arguments(operation, Fill::Required).with_body(body.clone());
    let outcome = call(&server.client(), &operation.id, &input).await;
    outcome.unwrap_or_else(|failure| panic!("{}: {failure:?}", operation.id));
    server.request().json()
}

fn rust_name(schema: &str) -> &str {
    EFFECTIVE.schema(schema)["x-rust-name"].as_str().unwrap_or(schema)
}

#[tokio::test]
async fn every_state_of_every_member_is_sent_as_it_is_meant() {
    let operations = DOCUMENT.operations();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for body in bodies() {
        for (case, meant) in body.cases() {
            let schema = DOCUMENT.schema(body.name);
            assert_eq!(faults(schema, Direction::Request, &meant), [""; 0], "{case}");
            assert_eq!(
                written(operation_of(&operations, &body), body.name, &meant).await,
                meant,
                "{case}"
            );
            let state = case.rsplit(' ').next().unwrap_or_default();
            *counts.entry(state.to_owned()).or_default() += 1;
        }
    }
    let at_least = [("absent", 50), ("null", 15), ("empty", 8), ("value", 50)];
    assert!(at_least.iter().all(|(state, least)| counts[*state] >= *least), "{counts:?}");
}

#[tokio::test]
async fn an_untouched_body_holds_what_is_required_and_no_default() {
    let operations = DOCUMENT.operations();
    let (mut all, mut with_default) = (0, 0);
    for body in bodies() {
        let least = Value::Object(body.least());
        assert_eq!(
            written(operation_of(&operations, &body), body.name, &least).await,
            least,
            "{}",
            body.name
        );
        all += 1;
        with_default += body.members.iter().filter(|it| it.schema.get("default").is_some()).count();
    }
    assert!(all >= 45 && with_default >= 1, "{all} bodies, {with_default} defaults");
}

#[test]
fn the_types_of_fields_have_the_documented_states_and_no_others() {
    let structs = generated_structs();
    let (mut count, mut found) = (0, Vec::new());
    for body in bodies().iter().filter(|it| !it.members.is_empty()) {
        let generated = &structs[rust_name(body.name)];
        for member in &body.members {
            count += 1;
            let Some(field) = generated.fields.get(member.name) else {
                found.push(format!("{}.{} has no field", body.name, member.name));
                continue;
            };
            if field.options != member.options() {
                found.push(format!(
                    "{}.{} has {} options around {}",
                    body.name, member.name, field.options, field.ty
                ));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(count >= 100, "{count}");
}

#[test]
fn new_sets_nothing_but_what_it_is_given() {
    let structs = generated_structs();
    let mut count = 0;
    for body in bodies() {
        let Some(generated) = structs.get(rust_name(body.name)) else { continue };
        for field in generated.fields.values().filter(|it| it.options > 0) {
            let made = generated.new.get(&field.name).map(String::as_str);
            count += usize::from(made.is_some());
            assert!(
                matches!(made, None | Some("::core::option::Option::None")),
                "{}.{}: {made:?}",
                body.name,
                field.name
            );
        }
    }
    assert!(count >= 15, "{count}");
}

fn generated_structs() -> BTreeMap<String, Struct> {
    let files = places::files(&format!("{}/models", places::CLIENT)).into_values();
    let structs = files.flat_map(|bytes| {
        let text = String::from_utf8(bytes).expect("it is UTF-8");
        structs(&syn::parse_file(&text).expect("it is Rust"))
    });
    structs.collect()
}
