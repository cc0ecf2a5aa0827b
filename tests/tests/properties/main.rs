//! What holds for all bodies and for all ids, tried with random ones.
//!
//! A failure names the smallest input that it found. Nothing is written beside the sources: put that
//! input into a test of its own.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, Strategy, TestCaseError};
use proptest::sample::select;
use proptest::strategy::Union;
use proptest::test_runner::TestRunner;
use proptest::{prop_assert, prop_assert_eq};
use qonversion::{Client, Error};
use qonversion_tests::document::{EFFECTIVE, Operation};
use qonversion_tests::exercise::round_trip;
use qonversion_tests::same::{Nulls, differences};
use qonversion_tests::schema::reachable;
use qonversion_tests::server::{Answer, Request, Server};
use serde_json::Value;
use tokio::runtime::Runtime;

mod arbitrary;

#[track_caller]
fn for_all<S: Strategy>(
    cases: u32,
    strategy: &S,
    test: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    if let Err(failure) = TestRunner::new(config).run(strategy, test) {
        panic!("{failure}");
    }
}

// ---- Bodies ---------------------------------------------------------------------------------------

/// The names of all schemas that a request reaches.
fn request_schemas() -> BTreeSet<&'static str> {
    let operations: &'static [Operation] = EFFECTIVE.operations().leak();
    let bodies = operations.iter().filter_map(|it| it.body.as_ref());
    bodies.flat_map(|it| reachable(&EFFECTIVE, &it.schema)).collect()
}

/// How often a member was null, a list or map empty, and something there at all.
#[derive(Debug, Default)]
struct Seen {
    nulls: usize,
    empty: usize,
    values: usize,
}

impl Seen {
    fn count(&mut self, value: &Value) {
        match value {
            Value::Null => self.nulls += 1,
            Value::Array(items) if items.is_empty() => self.empty += 1,
            Value::Object(members) if members.is_empty() => self.empty += 1,
            Value::Array(items) => items.iter().for_each(|it| self.count(it)),
            Value::Object(members) => members.values().for_each(|it| self.count(it)),
            _ => self.values += 1,
        }
    }
}

#[test]
fn every_body_is_written_as_it_was_read() {
    let seen = RefCell::new(Seen::default());
    let names = request_schemas();
    for name in &names {
        let schema = EFFECTIVE.schema(name);
        let rust_name = schema["x-rust-name"].as_str().unwrap_or(name);
        for_all(48, &arbitrary::body(schema), |body| {
            seen.borrow_mut().count(&body);
            let again = round_trip(rust_name, body.to_string().as_bytes());
            let again = again.map_err(|it| TestCaseError::fail(format!("{name}: {it:?}")))?;
            let written: Value = serde_json::from_slice(&again.json)
                .map_err(|error| TestCaseError::fail(format!("{name}: {error}")))?;
            let differences = differences(&body, &written, Nulls::Kept);
            prop_assert!(differences.is_empty(), "{name}: {differences:?}");
            Ok(())
        });
    }
    let seen = seen.into_inner();
    assert!(names.len() >= 50, "{}", names.len());
    assert!(seen.nulls > 100 && seen.empty > 100 && seen.values > 1000, "{seen:?}");
}

// ---- Paths and queries ----------------------------------------------------------------------------

/// A text, often one that means something in an address.
fn awkward() -> impl Strategy<Value = String> {
    let marks = [
        "/",
        "\\",
        "..",
        ".",
        "%",
        "%2F",
        "%2e%2e",
        "%00",
        "?",
        "#",
        ";",
        ":",
        "@",
        "&",
        "=",
        "+",
        " ",
        "\t",
        "\r\n",
        "\0",
        "[]",
        "{user_id}",
        "//a.example",
        "é",
        "e\u{301}",
        "\u{202e}",
        "💥",
        "system",
        "summary",
    ];
    let marks = vec(select(marks.to_vec()), 0..4).prop_map(|it| it.concat());
    Union::new([marks.boxed(), arbitrary::text().boxed()])
}

/// A server that takes everything, and a runtime to reach it.
struct Exchange {
    runtime: Runtime,
    server: Server,
    client: Client,
}

impl Exchange {
    fn new() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let server = runtime.block_on(Server::start(Answer::json(200, &serde_json::json!({}))));
        let client = server.client();
        Self { runtime, server, client }
    }

    /// What a call has sent, if anything, and its error, if it was refused.
    fn send<T>(&self, call: impl Future<Output = Result<T, Error>>) -> (Option<Request>, String) {
        let before = self.server.requests().len();
        let refusal = match self.runtime.block_on(call) {
            Err(Error::InvalidInput(error)) => error.parameter().to_owned(),
            _ => String::new(),
        };
        (self.server.requests().into_iter().nth(before), refusal)
    }
}

/// Whether an id would lead elsewhere, so that it has to be refused.
fn leads_elsewhere(id: &str, words: &[&str]) -> bool {
    matches!(id, "" | "." | "..") || words.contains(&id)
}

#[test]
fn an_id_is_one_segment_and_the_same_for_the_server_or_it_is_refused() {
    let exchange = Exchange::new();
    for_all(256, &(awkward(), awkward()), |(experiment, user)| {
        let (sent, refusal) = exchange
            .send(exchange.client.experiments().detach_user(&experiment, &user).into_future());
        let wrong = [("experiment_id", &experiment), ("user_id", &user)]
            .into_iter()
            .find(|(_, id)| leads_elsewhere(id, &[]));
        prop_assert_eq!(refusal, wrong.map_or("", |(name, _)| name));
        prop_assert_eq!(sent.is_none(), wrong.is_some());
        if let Some(sent) = sent {
            let segments = sent.segments();
            let expected = ["", "v4", "experiments", &experiment, "users", &user];
            prop_assert_eq!(segments, expected);
            prop_assert_eq!((sent.method.as_str(), sent.query.as_str()), ("DELETE", ""));
        }
        Ok(())
    });
}

#[test]
fn an_id_never_makes_another_operation_of_a_call() {
    let exchange = Exchange::new();
    for_all(256, &awkward(), |id| {
        let (sent, refusal) = exchange.send(exchange.client.segments().delete(&id).into_future());
        let expected = if leads_elsewhere(&id, &["system"]) { "segment_id" } else { "" };
        prop_assert_eq!(refusal, expected);
        let segments = sent.map(|it| it.segments());
        let expected =
            expected.is_empty().then(|| ["", "v4", "segments", &id].map(str::to_owned).to_vec());
        prop_assert_eq!(segments, expected);
        Ok(())
    });
}

#[test]
fn names_and_values_of_a_query_are_the_same_for_the_server() {
    let exchange = Exchange::new();
    let values = vec(awkward(), 1..4);
    for_all(256, &(awkward(), values, awkward()), |(key, values, cursor)| {
        let cohorts = exchange.client.analytics().get_cohorts();
        let (sent, refusal) = exchange.send(cohorts.filter(&key, values.clone()).into_future());
        prop_assert_eq!(refusal.is_empty(), !key.is_empty(), "{}", refusal);
        prop_assert_eq!(sent.is_some(), !key.is_empty());
        if let Some(sent) = sent {
            let expected: Vec<_> =
                values.iter().map(|it| (format!("filter[{key}][]"), it.clone())).collect();
            prop_assert_eq!(sent.pairs(), expected);
        }
        let list = exchange.client.segments().list().starting_after(&cursor);
        let (sent, _) = exchange.send(list.into_future());
        let expected = vec![("starting_after".to_owned(), cursor)];
        prop_assert_eq!(
            sent.map(|it| (it.path.clone(), it.pairs())),
            Some(("/v4/segments".to_owned(), expected))
        );
        Ok(())
    });
}
