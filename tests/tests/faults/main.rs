//! What becomes of a call at each fault of the server or of the way to it: how often it was sent and
//! with what, and what the caller got.
//!
//! The clock is paused, see [`qonversion_tests::faults`]: nothing here takes time, and waits are
//! asserted to the millisecond.

mod blocking;
mod bodies;
mod connections;
mod deadlines;
mod limits;
mod lists;
mod repeating;
mod retry_after;
mod statuses;

use std::error::Error as _;
use std::future::IntoFuture;

use qonversion::{Call, Error, models};
use qonversion_tests::SECRET_KEY;
use qonversion_tests::faults::{FaultServer, Script};
use qonversion_tests::server::{Answer, Request};
use serde_json::{Value, json};

/// An id that must not show, as that of a person must not.
const ID: &str = "p-4711";

/// The call of most tests: one that may be repeated.
fn get(server: &FaultServer) -> Call<models::Segment> {
    server.client().segments().get(ID)
}

fn segment() -> Answer {
    Answer::json(200, &segment_named("Premium"))
}

fn segment_named(name: &str) -> Value {
    json!({
        "object": "segment", "id": name, "url": "/v4/segments/s", "name": name,
        "is_system": false, "conditions": [],
        "created_at": "2026-04-20T12:00:00Z", "updated_at": "2026-04-20T12:00:00Z",
    })
}

/// A 503 with the documented error.
fn unavailable() -> Answer {
    let message = "Try again later.";
    Answer::json(503, &json!({"error": {"type": "internal", "code": "busy", "message": message}}))
}

/// Asserts that one call was sent so often, the same each time and with the credential, and gives
/// what was sent.
#[track_caller]
fn sent(server: &FaultServer, count: usize) -> Request {
    let requests = server.requests();
    assert_eq!(requests.len(), count, "{requests:#?}");
    let first = requests.first().expect("the call was sent").clone();
    assert!(requests.iter().all(|it| *it == first), "{requests:#?}");
    let credentials = first.headers.iter().filter(|(name, _)| name == "authorization");
    let credentials: Vec<_> = credentials.map(|(_, value)| value.as_str()).collect();
    assert_eq!(credentials, [format!("Bearer {SECRET_KEY}")]);
    first
}

/// What a caller is told of an error, and that it holds neither the key nor the id.
#[track_caller]
fn told(error: &Error) -> String {
    let kind = match error {
        Error::Api(_) => "refused",
        Error::Transport(_) => "broken off",
        Error::Timeout(_) => "too late",
        Error::Decode(_) => "not as documented",
        Error::InvalidInput(_) => "not sent",
        _ => "unknown",
    };
    let again = if error.is_retryable() { "may pass" } else { "stays" };
    let mut shown = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        shown += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    assert!(!shown.contains(SECRET_KEY) && !shown.contains(ID), "{shown}");
    format!("{kind}, attempts: {}, {again}: {error}", error.attempts())
}

/// Asserts what a call comes to that may be repeated, where the server plays this.
async fn fails(script: Script, message: &str) -> (FaultServer, Error) {
    let server = FaultServer::playing(script);
    let error = get(&server).await.expect_err("the server is at fault");
    assert_eq!(told(&error), message);
    let request = sent(&server, error.attempts() as usize);
    assert_eq!((&*request.method, &*request.path), ("GET", "/v4/segments/p-4711"));
    (server, error)
}

/// Asserts that the second attempt, on a connection of its own, gives what the first one could not.
async fn recovers(script: Script) {
    let server = FaultServer::playing(script.answer(segment()));
    let response = get(&server).send().await.expect("the second attempt is answered");
    assert_eq!((&*response.name, response.attempts()), ("Premium", 2));
    sent(&server, 2);
    assert_eq!(server.log().connections(), [0, 1]);
}

/// A call that goes on while the test does something else.
fn spawned<T: Send + 'static>(call: Call<T>) -> tokio::task::JoinHandle<Result<T, Error>> {
    tokio::spawn(call.into_future())
}
