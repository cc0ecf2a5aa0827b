//! A call of an operation as the document has it: arguments for it, an answer to it, and whether
//! what was sent is what the document says.

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::document::{Operation, Parameter, list};
use crate::same::{Nulls, differences};
use crate::schema::{Direction, Fill, faults, sample};
use crate::server::{Answer, Request};
use crate::{Input, SECRET_KEY};

/// The headers of every call; the client puts nothing else in.
const HEADERS: [&str; 5] = ["accept", "accept-encoding", "authorization", "host", "user-agent"];

/// Arguments for the operation: the documented body or one that is made up, and for each parameter
/// a value that is awkward to write.
pub fn arguments(operation: &Operation, fill: Fill) -> Input {
    let parameters = operation.parameters.iter().filter(|it| it.required || fill == Fill::All);
    let input = parameters
        .fold(Input::default(), |input, it| input.with(&it.place, &it.name, argument(it)));
    Input { body: request_body(operation, fill), ..input }
}

fn request_body(operation: &Operation, fill: Fill) -> Option<Value> {
    let media = operation.body.as_ref()?;
    let example = media.example.clone().filter(|_| fill == Fill::All);
    Some(example.unwrap_or_else(|| sample(&media.schema, Direction::Request, fill)))
}

fn argument(parameter: &Parameter) -> Value {
    let value = match (parameter.style.as_deref(), parameter.schema["type"].as_str()) {
        (Some("deepObject"), _) => json!({"country": ["US", "G B"], "app version": ["1.0+2"]}),
        (_, Some("array")) => json!(["one & two", "three=3"]),
        _ => sample(&parameter.schema, Direction::Request, Fill::All),
    };
    let faults = faults(&parameter.schema, Direction::Request, &value);
    assert!(faults.is_empty(), "{}: {faults:?}", parameter.name);
    value
}

/// The body of the operation's answer: the documented one, or one that is made up.
pub fn answer_body(operation: &Operation, fill: Fill) -> Option<Value> {
    let media = operation.answer.as_ref()?;
    let example = media.example.clone().filter(|_| fill == Fill::All);
    Some(example.unwrap_or_else(|| sample(&media.schema, Direction::Answer, fill)))
}

/// The operation's answer with this body.
pub fn answer(operation: &Operation, body: Option<&Value>) -> Answer {
    match body {
        Some(body) => Answer::json(operation.status, body),
        None => Answer::empty(operation.status),
    }
}

/// How what was sent differs from what the document and the arguments ask for.
pub fn deviations(operation: &Operation, input: &Input, request: &Request) -> Vec<String> {
    let mut found = Vec::new();
    let mut expect = |what: &str, expected: &dyn std::fmt::Debug, sent: &dyn std::fmt::Debug| {
        let (expected, sent) = (format!("{expected:?}"), format!("{sent:?}"));
        if expected != sent {
            found.push(format!("{what}: {sent} was sent, {expected} is due"));
        }
    };
    expect("method", &operation.method, &request.method);
    expect("path", &segments(operation, input), &request.segments());
    expect("query", &pairs(operation, input), &sorted(request.pairs()));
    expect(
        "headers",
        &headers(operation, input),
        &request.headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
    );
    expect(
        "authorization",
        &Some(format!("Bearer {SECRET_KEY}")),
        &request.header("authorization"),
    );
    expect("accept", &Some("application/json"), &request.header("accept"));
    if let Some(body) = &input.body {
        expect("content-type", &Some("application/json"), &request.header("content-type"));
        found.extend(differences(body, &request.json(), Nulls::Kept));
    }
    for (name, value) in &input.header {
        let sent = request.header(&name.to_lowercase());
        if sent != value.as_str() {
            found.push(format!("{name}: {sent:?} was sent, {value} is due"));
        }
    }
    found
}

fn segments(operation: &Operation, input: &Input) -> Vec<String> {
    let template = format!("/v4{}", operation.path);
    let segments = template.split('/').map(|it| {
        match it.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
            Some(name) => text(&input.path[name]),
            None => percent_decode_str(it).decode_utf8_lossy().into_owned(),
        }
    });
    segments.collect()
}

fn pairs(operation: &Operation, input: &Input) -> Vec<(String, String)> {
    let parameters = operation.parameters.iter().filter(|it| it.place == "query");
    let given = parameters.filter_map(|it| Some((it.name.as_str(), input.query.get(&it.name)?)));
    sorted(given.flat_map(|(name, value)| pairs_of(name, value)).collect())
}

/// As `style: form` with `explode` writes them, and a `filter` by its own rule.
fn pairs_of(name: &str, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Array(values) => values.iter().map(|it| (name.to_owned(), text(it))).collect(),
        Value::Object(lists) => lists
            .iter()
            .flat_map(|(key, values)| {
                list(values).iter().map(move |it| (format!("{name}[{key}][]"), text(it)))
            })
            .collect(),
        _ => vec![(name.to_owned(), text(value))],
    }
}

/// By name; the values of one name stay in their order.
fn sorted(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
    pairs
}

/// Without a body there is no type of one; a method that can have a body says that it is empty. Where
/// the operation documents an idempotency key there is one, whether the caller gave it or not.
fn headers(operation: &Operation, input: &Input) -> Vec<String> {
    let content_type = input.body.as_ref().map(|_| "content-type");
    let content_length =
        matches!(&*operation.method, "POST" | "PUT" | "PATCH").then_some("content-length");
    let own = HEADERS.into_iter().chain(content_type).chain(content_length).map(str::to_owned);
    let key = "idempotency-key";
    let keys = operation.parameters.iter().map(|it| it.name.to_lowercase()).filter(|it| it == key);
    let given = input.header.keys().map(|it| it.to_lowercase());
    let mut names: Vec<_> = own.chain(given).chain(keys).collect();
    names.sort();
    names.dedup();
    names
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
