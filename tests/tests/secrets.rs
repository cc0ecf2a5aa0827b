//! No secret shows: in no `Debug`, and in no error, its sources included. What is a secret, and what
//! is not, stands in ARCHITECTURE.md.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use qonversion::models::*;
use qonversion::{Client, Error, PageError, Partial, RetryPolicy, Secret};
use qonversion_tests::calls::{answer, answer_body, arguments};
use qonversion_tests::canary::{CANARY, Plant};
use qonversion_tests::document::{DOCUMENT, EFFECTIVE, Operation, list};
use qonversion_tests::drive::{shown, shown_error};
use qonversion_tests::exercise::{call, round_trip};
use qonversion_tests::schema::{Direction, Fill, reachable, sample};
use qonversion_tests::server::{Answer, Server};
use qonversion_tests::{Failure, Input, SECRET_KEY};
use serde_json::{Value, json};

#[track_caller]
fn assert_hidden(about: &str, text: &str) {
    assert!(!text.is_empty(), "{about} shows nothing at all");
    for secret in [CANARY, SECRET_KEY] {
        assert!(!text.contains(secret), "{about}: {text}");
    }
}

// ---- Types: every schema, with a canary in every secret place -------------------------------------

/// The schemas that go one way: to the server, or back.
fn reached(direction: Direction) -> BTreeSet<&'static str> {
    let operations: &'static [Operation] = EFFECTIVE.operations().leak();
    let media = operations.iter().filter_map(|it| match direction {
        Direction::Request => it.body.as_ref(),
        Direction::Answer => it.answer.as_ref(),
    });
    let reached = media.flat_map(|it| reachable(&EFFECTIVE, &it.schema));
    let errors =
        (direction == Direction::Answer).then_some(["ErrorEnvelope", "Error", "ErrorDetail"]);
    reached.chain(errors.into_iter().flatten()).collect()
}

/// A value of each branch of the schema, or of the schema itself, with what it is of.
fn samples(schema: &'static Value, direction: Direction) -> Vec<(&'static Value, Value)> {
    let branches: Vec<&Value> =
        ["anyOf", "oneOf"].iter().flat_map(|it| list(&schema[*it])).collect();
    let branches = if branches.is_empty() { vec![schema] } else { branches };
    let sample = |it| (it, sample(EFFECTIVE.resolve(it), direction, Fill::All));
    branches.into_iter().map(sample).collect()
}

/// Calls `check` with all samples of all schemas, in both directions: the name of the schema, that
/// of its type, how many canaries there are, and the sample.
fn planted(plant: Plant, mut check: impl FnMut(&str, &str, usize, &Value)) {
    for direction in [Direction::Request, Direction::Answer] {
        for name in reached(direction) {
            let schema = EFFECTIVE.schema(name);
            let rust_name = schema["x-rust-name"].as_str().unwrap_or(name);
            for (of, mut value) in samples(schema, direction) {
                let canaries = plant.into(of, &mut value);
                check(name, rust_name, canaries, &value);
            }
        }
    }
}

#[test]
fn what_document_and_overlay_call_secret_is_hidden_and_yet_sent() {
    let (mut types, mut with_secrets) = (0, BTreeSet::new());
    planted(Plant::Secrets, |name, rust_name, canaries, value| {
        let again = round_trip(rust_name, value.to_string().as_bytes());
        let again = again.unwrap_or_else(|failure| panic!("{name}: {failure:?}: {value}"));
        assert_hidden(name, &again.shown);
        let json = String::from_utf8_lossy(&again.json);
        assert_eq!(json.matches(CANARY).count(), canaries, "{name}: {json}");
        types += 1;
        if canaries > 0 {
            assert!(again.shown.contains("<redacted>"), "{name}: {}", again.shown);
            with_secrets.insert(name.to_owned());
        }
    });
    let expected = [
        "Export",
        "ExportList",
        "ProjectSettings",
        "RegeneratedProjectSecret",
        "UpdateAppleStoreConfigRequest",
        "UpdateGoogleStoreConfigRequest",
        "UpdateStoreConfigRequest",
    ];
    assert_eq!(with_secrets.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    assert!(types >= 150, "{types}");
}

/// Calls `check` with the value once for each of its leaves, which is then of another type.
fn with_each_leaf_wrong(value: &Value, mut check: impl FnMut(&str, &Value)) {
    let mut pointers = Vec::new();
    leaves("", value, &mut pointers);
    for pointer in pointers {
        let mut wrong = value.clone();
        let Some(leaf) = wrong.pointer_mut(&pointer) else { continue };
        *leaf = match leaf {
            Value::String(_) => json!({(CANARY): CANARY}),
            _ => json!(CANARY),
        };
        check(&pointer, &wrong);
    }
}

fn leaves(at: &str, value: &Value, found: &mut Vec<String>) {
    let escaped = |key: &str| key.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(key, value)| leaves(&format!("{at}/{}", escaped(key)), value, found)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| leaves(&format!("{at}/{index}"), value, found)),
        _ => found.push(at.to_owned()),
    }
}

#[test]
fn an_error_of_decoding_shows_the_place_and_no_value() {
    let (mut errors, mut in_maps) = (0, 0);
    let mut check = |name: &str, pointer: &str, text: &str| {
        let Err(failure) = round_trip(name, text.as_bytes()) else { return };
        let Failure::Input(shown) = failure else { panic!("{name}: {failure:?}") };
        assert_hidden(&format!("{name} {pointer}"), &shown);
        errors += 1;
        in_maps += usize::from(shown.contains("[…]"));
    };
    planted(Plant::Texts, |_, name, _, value| {
        with_each_leaf_wrong(value, |pointer, wrong| check(name, pointer, &wrong.to_string()));
        let text = value.to_string();
        for end in [text.len() - 1, text.len() / 2] {
            check(name, "cut off", &String::from_utf8_lossy(&text.as_bytes()[..end]));
        }
        check(name, "no JSON", CANARY);
        check(name, "a text", &format!("\"{CANARY}\""));
        check(name, "a key", &format!("{{\"{CANARY}\": {CANARY}}}"));
    });
    assert!(errors > 1000 && in_maps > 20, "{errors} errors, {in_maps} in maps");
}

// ---- Calls: every operation, with a canary in all that is sent and answered ------------------------

/// Arguments that hold the canary wherever they may be any text.
fn canary_arguments(operation: &Operation) -> Input {
    let mut input = arguments(operation, Fill::All);
    for parameter in &operation.parameters {
        let place = match parameter.place.as_str() {
            "path" => &mut input.path,
            "query" => &mut input.query,
            _ => &mut input.header,
        };
        if let Some(value) = place.get_mut(&parameter.name) {
            Plant::Texts.into(&parameter.schema, value);
        }
    }
    if let (Some(media), Some(body)) = (&operation.body, &mut input.body) {
        Plant::Texts.into(&media.schema, body);
    }
    input
}

/// Answers that make calls fail in all ways that an answer can.
fn failing_answers(operation: &Operation) -> Vec<Answer> {
    let refusal = json!({"error": {
        "type": "request", "code": "invalid_data", "message": format!("no key {SECRET_KEY}"),
        "details": [{"field": CANARY, "message": CANARY}],
    }});
    let mut body = answer_body(operation, Fill::All).unwrap_or_default();
    if let Some(media) = &operation.answer {
        Plant::Texts.into(&media.schema, &mut body);
    }
    let mut cut = body.to_string();
    cut.pop();
    let json = "application/json";
    let answers = [
        Answer::json(400, &refusal),
        Answer::json(401, &json!({"error": CANARY, (CANARY): SECRET_KEY})),
        Answer::text(502, "text/html", &format!("<html>{CANARY}")),
        Answer::empty(307).header("location", &format!("http://{CANARY}.example/{CANARY}")),
        Answer::text(operation.status, json, &cut),
        Answer::text(operation.status, json, &format!("{{\"{CANARY}\": {CANARY}}}")),
        Answer::text(operation.status, &format!("text/{CANARY}"), &body.to_string()),
    ];
    answers.into_iter().map(|it| it.header("set-cookie", CANARY).header("x-any", CANARY)).collect()
}

fn check_failure(operation: &Operation, failure: &Failure) {
    let Failure::Call(message, debug) = failure else { panic!("{}: {failure:?}", operation.id) };
    assert!(message.starts_with(&operation.id), "{message}");
    assert_hidden(&operation.id, &format!("{message}\n{debug}"));
}

#[tokio::test]
async fn a_refused_call_shows_nothing_of_what_was_sent_and_answered() {
    let mut failed = 0;
    for operation in DOCUMENT.operations() {
        let input = canary_arguments(&operation);
        let answers = Arc::new(Mutex::new(failing_answers(&operation)));
        let count = answers.lock().expect("nobody panics").len();
        let next = Arc::clone(&answers);
        let server = Server::serving(move |_| {
            next.lock().ok().and_then(|mut it| it.pop()).unwrap_or_else(|| Answer::empty(500))
        })
        .await;
        let client = server.client();
        for _ in 0..count {
            // Where no body is due, one that is broken is none of the caller's business.
            let Err(failure) = call(&client, &operation.id, &input).await else { continue };
            check_failure(&operation, &failure);
            failed += 1;
        }
        assert!(answers.lock().expect("nobody panics").is_empty());
    }
    assert!(failed >= 112 * 4 + 90 * 3, "{failed}");
}

#[tokio::test]
async fn an_answer_shows_none_of_its_secrets() {
    let mut with_secrets = Vec::new();
    for operation in DOCUMENT.operations() {
        let Some(media) = &operation.answer else { continue };
        let mut body = answer_body(&operation, Fill::All).unwrap_or_default();
        if Plant::Secrets.into(&media.schema, &mut body) == 0 {
            continue;
        }
        let served = answer(&operation, Some(&body)).header("x-any", CANARY);
        let server = Server::start(served).await;
        let outcome = call(&server.client(), &operation.id, &canary_arguments(&operation)).await;
        let outcome = outcome.unwrap_or_else(|failure| panic!("{}: {failure:?}", operation.id));
        assert!(outcome.body.contains(CANARY), "{}", operation.id);
        assert_hidden(&operation.id, &outcome.shown);
        with_secrets.push(operation.id);
    }
    let expected = [
        "v4CreateExport",
        "v4ListExports",
        "v4GetExport",
        "v4GetProjectSettings",
        "v4UpdateProjectSettings",
        "v4RegenerateProjectSecretKey",
    ];
    assert_eq!(with_secrets, expected);
}

/// Port 1, since a port that was free a moment ago may be another test's by now.
fn client_of_nobody() -> Client {
    let builder = Client::builder().secret_key(SECRET_KEY).base_url("http://127.0.0.1:1/v4");
    builder.retry(RetryPolicy::never()).build().expect("it can be built")
}

#[tokio::test]
async fn a_call_that_reaches_no_one_shows_neither_address_nor_what_was_sent() {
    let client = client_of_nobody();
    for operation in DOCUMENT.operations() {
        let failure = call(&client, &operation.id, &canary_arguments(&operation)).await;
        check_failure(&operation, &failure.expect_err("nobody listens"));
    }
}

#[tokio::test]
async fn a_call_that_takes_too_long_shows_neither_address_nor_what_was_sent() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let builder = Client::builder().secret_key(SECRET_KEY).base_url(format!("http://{address}/v4"));
    let client = builder.retry(RetryPolicy::never()).build().expect("it can be built");
    let call = client.users().get(CANARY).timeout(Duration::from_millis(20));
    let error = call.header("x-own", CANARY).await.expect_err("nobody answers");
    assert!(matches!(error, Error::Timeout(_)), "{error}");
    assert_hidden("timeout", &shown_error(&error));
}

// ---- Everything else that a program holds ------------------------------------------------------------

#[tokio::test]
async fn a_client_and_what_is_made_of_it_hide_the_credential_and_what_is_sent() {
    let builder = Client::builder().secret_key(SECRET_KEY);
    assert_hidden("builder", &shown(&builder));
    assert_hidden("runtime builder", &shown(&Secret::from(SECRET_KEY)));
    let client = builder.build().expect("it can be built");
    assert_hidden("client", &shown(&client));
    assert_hidden("environment", &shown(&client.environment()));
    assert_hidden("handle", &shown(&client.segments()));
    assert_hidden("retry policy", &shown(&RetryPolicy::default()));

    let get = client.users().get(CANARY).header("x-own", CANARY);
    assert_hidden("call", &shown(&get));
    let list = || client.segments().list().starting_after(CANARY).header("x-own", CANARY);
    assert_hidden("call with setters", &shown(&list()));
    assert_hidden("items", &shown(&list().stream()));
    assert_hidden("items", &shown(&list().stream().resume_from(CANARY)));
    assert_hidden("pages", &shown(&list().pages()));
    let body = UpdateAppleStoreConfigRequest::new().shared_secret(CANARY).into();
    let request = client.request(&qonversion::users::GET).path("user_id", CANARY);
    let request =
        request.query("q", CANARY).header("x-own", CANARY).body::<UpdateStoreConfigRequest>(&body);
    assert_hidden("request", &shown(&request));
    assert_hidden("link", &shown(&client.follow(&format!("/v4/{CANARY}"))));
    assert_hidden("body", &shown(&body));
}

#[test]
fn settings_that_are_refused_are_not_shown() {
    let key = |key: String| Client::builder().secret_key(key);
    let base = |url: String| Client::builder().secret_key(SECRET_KEY).base_url(url);
    let builders = [
        key(format!("{CANARY}\n")),
        key(format!("{CANARY}\0")),
        key(format!("{CANARY}é")),
        base(format!("https://user:{CANARY}@a.example")),
        base(format!("https://{CANARY}@a.example")),
        base(format!("https://a.example/?key={CANARY}")),
        base(format!("https://a.example/#{CANARY}")),
        base(format!("http://user:{CANARY}@a.example")),
        base(format!("{CANARY}://a.example")),
        base(format!("https://[{CANARY}]")),
        base(CANARY.to_owned()),
        key(SECRET_KEY.to_owned()).configure(|it| it.user_agent(format!("{CANARY}\n"))),
    ];
    for builder in builders {
        assert_hidden("builder", &shown(&builder));
        let error = builder.build().expect_err("it cannot be a setting");
        assert_hidden("setting", &shown_error(&error));
    }
}

#[tokio::test]
async fn input_that_is_refused_is_not_shown() {
    let client = client_of_nobody();
    let line_end = format!("{CANARY}\n");
    let list = || client.segments().list();
    let errors: [Error; 6] = [
        list().header("x-own", &line_end).await.expect_err("a line end"),
        list().header(&format!("a {CANARY}é"), "b").await.expect_err("no header name"),
        client.follow(&format!("https://{CANARY}.example")).empty().await.expect_err("elsewhere"),
        client.follow(&format!("/v4/{CANARY}/..")).empty().await.expect_err("upwards"),
        client.follow(&format!("/{CANARY}")).empty().await.expect_err("outside"),
        client.users().get(&CANARY.repeat(10_000)).await.expect_err("too long"),
    ];
    for error in errors {
        assert!(matches!(error, Error::InvalidInput(_)), "{error:?}");
        assert_hidden("input", &shown_error(&error));
    }
}

#[tokio::test]
async fn a_list_that_breaks_off_hides_its_cursor() {
    let page = |more: bool| {
        let page = json!({
            "object": "list", "url": "/v4/segments", "data": [], "has_more": more, "next_cursor": CANARY,
        });
        Answer::json(200, &page).header("X-Qon-Pagination-Restarted", "true")
    };
    let server = Server::start(page(true)).await;
    let client = server.client();
    let mut lists: Vec<PageError> = Vec::new();
    lists.push(client.segments().list().stream().try_next().await.expect_err("it goes round"));
    let call = client.offerings().list().starting_after(CANARY);
    lists.push(call.stream().try_next().await.expect_err("it began anew"));
    let call = client_of_nobody().segments().list().starting_after(CANARY);
    lists.push(call.stream().try_next().await.expect_err("nobody listens"));
    let kinds = lists.iter().map(|it| match it {
        PageError::RepeatedCursor { .. } => "repeated",
        PageError::Restarted { .. } => "restarted",
        PageError::Call { .. } => "call",
        _ => "other",
    });
    assert_eq!(kinds.collect::<Vec<_>>(), ["repeated", "restarted", "call"]);
    for error in &lists {
        assert_hidden("list", &shown_error(error));
    }
}

#[test]
fn an_incomplete_answer_hides_what_was_refused() {
    let answer: UserPropertiesSetResult = serde_json::from_value(json!({
        "object": "user_properties_set_result", "url": CANARY, "saved_properties": [],
        "property_errors": [{"key": CANARY, "error": CANARY}],
    }))
    .expect("it is one");
    let incomplete = answer.into_complete().expect_err("an item was refused");
    assert_hidden("incomplete", &shown_error(&incomplete));
}
