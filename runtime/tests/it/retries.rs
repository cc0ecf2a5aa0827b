//! The settings of retries, and what operations say of them. What becomes of a call at each fault, and
//! how long it waits, is tested with the generated client.

use openapi_exact_runtime::{Call, Client, Error, Method, Operation, RetryPolicy};
use serde_json::Value;

use crate::support::{Play, Server};
use crate::wire::{Failure, SEGMENT, segment, shown};

const CREATE_BY_KEY: Operation =
    Operation::new("createSegment", Method::Post, "/segments", "Segments")
        .idempotency_header("Idempotency-Key");
const ROTATE_KEY: Operation =
    Operation::new("rotateKey", Method::Put, "/key", "Keys").never_repeated();

/// Without waits, unless the server asks for one.
fn policy() -> RetryPolicy {
    RetryPolicy::default().jitter(|| 0.0)
}

fn client(server: &Server) -> Client {
    server.builder().retry(policy()).build().unwrap()
}

fn call(client: &Client, operation: &'static Operation) -> Call<Value, Failure> {
    client.request(operation).body(&serde_json::json!({"name": "n"})).json()
}

fn busy() -> Play {
    Play::json("503 Service Unavailable", r#"{"code": "busy", "message": "try later"}"#)
}

fn fine() -> Play {
    Play::json("200 OK", SEGMENT)
}

fn limited() -> Play {
    Play::with_header("429 Too Many Requests", "Retry-After: 0", "")
}

fn key(request: &str) -> &str {
    let mut keys = request.lines().filter_map(|line| line.strip_prefix("idempotency-key: "));
    let key = keys.next().unwrap();
    assert_eq!(keys.next(), None);
    key
}

#[tokio::test]
async fn every_passing_status_is_repeated_and_no_other() {
    for (status, count) in [
        ("408 Request Timeout", 3),
        ("429 Too Many Requests", 3),
        ("500 Internal Server Error", 3),
        ("502 Bad Gateway", 3),
        ("503 Service Unavailable", 3),
        ("504 Gateway Timeout", 3),
        ("400 Bad Request", 1),
        ("404 Not Found", 1),
        ("409 Conflict", 1),
        ("501 Not Implemented", 1),
    ] {
        let server = Server::json(status, "{}");
        let error = segment(&client(&server)).await.unwrap_err();
        assert_eq!(error.attempts(), count, "{status}");
        assert_eq!(error.is_retryable(), count == 3, "{status}");
        server.requests(count as usize);
    }
}

#[tokio::test]
async fn the_error_is_that_of_the_last_attempt() {
    let gone = r#"{"code": "not_found", "message": "no such segment"}"#;
    let server = Server::playing([busy(), Play::json("404 Not Found", gone)]);
    let error = segment(&client(&server)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "getSegment: 404 Not Found: not_found: no such segment (after 2 attempts)"
    );
    assert!(shown(&error).contains("attempts: 2"));
    assert_eq!((error.attempts(), error.as_api().unwrap().code()), (2, Some("not_found")));

    let server = Server::playing([busy(), Play::json("200 OK", "[]")]);
    let error = segment(&client(&server)).await.unwrap_err();
    assert!(matches!(&error, Error::Decode(_)) && error.attempts() == 2, "{error:?}");
}

#[tokio::test]
async fn the_key_of_the_caller_is_kept() {
    let server = Server::playing([busy(), fine(), busy(), fine()]);
    let client = client(&server);
    call(&client, &CREATE_BY_KEY).set_header("Idempotency-Key", "mine").await.unwrap();
    call(&client, &CREATE_BY_KEY).header("idempotency-key", "mine").await.unwrap();
    for request in server.requests(4) {
        assert_eq!(key(&request), "mine");
    }
}

#[tokio::test]
async fn never_repeated_is_never_repeated() {
    for play in [busy(), limited(), Play::Reset, Play::Answer(Vec::new())] {
        let server = Server::repeating(play);
        let client = client(&server);
        assert_eq!(call(&client, &ROTATE_KEY).await.unwrap_err().attempts(), 1);
        server.requests(1);
    }
}

#[tokio::test]
async fn retries_are_off_with_one_setting() {
    let server = Server::repeating(busy());
    let client = server.builder().retry(RetryPolicy::never()).build().unwrap();
    assert_eq!(
        segment(&client).await.unwrap_err().to_string(),
        "getSegment: 503 Service Unavailable: busy: try later"
    );
    server.requests(1);
}

#[tokio::test]
async fn a_call_can_differ_from_its_client() {
    let server = Server::repeating(busy());
    let client = server.builder().retry(RetryPolicy::never()).build().unwrap();
    let error = segment(&client).retry(policy().max_attempts(5)).await.unwrap_err();
    assert_eq!(error.attempts(), 5);
    server.requests(5);
}

#[tokio::test]
async fn the_name_of_a_call_in_the_logs_is_in_the_first_header_that_has_one() {
    for (headers, id) in [
        ("Traceparent: t\r\nCF-Ray: c\r\nX-Request-Id: x", Some("x")),
        ("Traceparent: t\r\nCF-Ray: c\r\nX-Correlation-Id: o", Some("o")),
        ("CF-Ray: c\r\nRequest-Id: r", Some("r")),
        ("Traceparent: t\r\nX-Request-Id: \u{fc}", Some("t")),
        ("X-Other: o", None),
    ] {
        let server = Server::repeating(Play::with_header("404 Not Found", headers, ""));
        assert_eq!(segment(&server.client()).await.unwrap_err().request_id(), id, "{headers}");
        let server = Server::repeating(Play::with_header("200 OK", headers, SEGMENT));
        assert_eq!(segment(&server.client()).send().await.unwrap().request_id(), id, "{headers}");
    }
}
