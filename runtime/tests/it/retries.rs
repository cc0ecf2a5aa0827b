//! When a call is repeated, when not, and with what. How long the waits are is tested where they are
//! computed; here they are as short as the test can tell from none.

use std::time::{Duration, Instant, SystemTime};

use openapi_exact_runtime::{Call, Client, Error, Method, Operation, RetryPolicy, StatusCode};
use serde_json::Value;

use crate::support::{Play, Server};
use crate::wire::{Failure, SEGMENT, UPDATE, segment, shown};

const CREATE: Operation = Operation::new("createSegment", Method::Post, "/segments", "Segments");
const CREATE_BY_KEY: Operation = CREATE.idempotency_header("Idempotency-Key");
const ROTATE_KEY: Operation =
    Operation::new("rotateKey", Method::Put, "/key", "Keys").never_repeated();

/// Long enough to be told from no wait at all.
const WAIT: Duration = Duration::from_millis(200);

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

fn limited(retry_after: &str) -> Play {
    let header = format!("X-Request-Id: r-1\r\nRetry-After: {retry_after}");
    Play::with_header("429 Too Many Requests", &header, "")
}

fn key(request: &str) -> &str {
    let mut keys = request.lines().filter_map(|line| line.strip_prefix("idempotency-key: "));
    let key = keys.next().unwrap();
    assert_eq!(keys.next(), None);
    key
}

#[tokio::test]
async fn busy_and_then_fine() {
    let server = Server::playing([busy(), busy(), fine()]);
    let response = segment(&client(&server)).send().await.unwrap();
    assert_eq!((response.status(), response.attempts()), (StatusCode::OK, 3));
    let requests = server.requests(3);
    assert!(requests.iter().all(|it| it == &requests[0]), "{requests:?}");
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
async fn a_put_is_repeated_with_its_body() {
    let server = Server::playing([busy(), fine()]);
    let client = client(&server);
    let put: Call<Value, Failure> =
        client.request(&UPDATE).path("segment_id", "a").body(&[1, 2]).json();
    put.await.unwrap();
    for request in server.requests(2) {
        assert!(request.starts_with("PUT /v4/segments/a ") && request.ends_with("\n\n[1,2]"));
    }
}

#[tokio::test]
async fn a_post_is_not_repeated() {
    for play in [busy(), limited("0"), Play::Reset(Vec::new()), Play::Answer(Vec::new())] {
        let server = Server::repeating(play);
        let error = call(&client(&server), &CREATE).await.unwrap_err();
        assert_eq!(error.attempts(), 1);
        let requests = server.requests(1);
        assert!(!requests[0].contains("idempotency-key"), "{requests:?}");
    }
}

#[tokio::test]
async fn a_post_that_timed_out_is_not_repeated() {
    let server = Server::silent();
    let client = server.builder().retry(policy().attempt_timeout(WAIT)).build().unwrap();
    assert!(call(&client, &CREATE).await.unwrap_err().is_timeout());
    server.requests(1);
}

#[tokio::test]
async fn a_post_with_a_key_is_repeated_with_the_same_one() {
    let server = Server::playing([busy(), Play::Reset(Vec::new()), fine(), fine()]);
    let client = client(&server);
    assert_eq!(call(&client, &CREATE_BY_KEY).send().await.unwrap().attempts(), 3);
    call(&client, &CREATE_BY_KEY).await.unwrap();
    let requests = server.requests(4);
    let keys: Vec<_> = requests.iter().map(|it| key(it)).collect();
    assert_eq!(keys[0].len(), "00000000-0000-4000-8000-000000000000".len());
    assert_eq!((keys[1], keys[2]), (keys[0], keys[0]));
    assert_ne!(keys[3], keys[0], "another call has another key");
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
    for play in [busy(), limited("0"), Play::Reset(Vec::new()), Play::Answer(Vec::new())] {
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
async fn retry_after_in_seconds() {
    let server = Server::playing([limited("1"), fine()]);
    let begun = Instant::now();
    segment(&client(&server)).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(1), "{:?}", begun.elapsed());
    server.requests(2);
}

#[tokio::test]
async fn retry_after_as_a_date() {
    let server = Server::playing([limited("Sun, 06 Nov 1994 08:49:37 GMT"), fine()]);
    let date = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    let policy = policy().wall_clock(move || date - WAIT);
    let begun = Instant::now();
    segment(&client(&server)).retry(policy).await.unwrap();
    assert!(begun.elapsed() >= WAIT, "{:?}", begun.elapsed());
    server.requests(2);
}

#[tokio::test]
async fn retry_after_that_is_nonsense() {
    for nonsense in ["soon", "-1", "1.5", "\u{fc}"] {
        let server = Server::playing([limited(nonsense), fine()]);
        let policy = policy().backoff(WAIT, WAIT).jitter(|| 1.0);
        let begun = Instant::now();
        segment(&client(&server)).retry(policy).await.unwrap();
        assert!(begun.elapsed() >= WAIT, "the backoff takes its place");
        server.requests(2);
    }
}

#[tokio::test]
async fn retry_after_beyond_the_cap() {
    for (asked, message) in [
        ("61", Some(Duration::from_secs(61))),
        ("99999999999999999999999", Some(Duration::from_secs(u64::MAX))),
    ] {
        let server = Server::repeating(limited(asked));
        let client = client(&server);
        let error = segment(&client).timeout(Duration::MAX).await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::TOO_MANY_REQUESTS));
        assert_eq!((error.attempts(), error.retry_after()), (1, message));
        assert_eq!(error.request_id(), Some("r-1"));
        server.requests(1);
    }
}

/// The deadline would come in the middle of the wait, so that is not begun.
#[tokio::test]
async fn a_deadline_in_the_middle_of_a_wait() {
    let server = Server::repeating(limited("30"));
    let begun = Instant::now();
    let error = segment(&client(&server)).timeout(Duration::from_secs(20)).await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(10), "it waited");
    assert_eq!(error.to_string(), "getSegment: 429 Too Many Requests");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    server.requests(1);
}

/// What the first attempts and the waits took is no longer there for the last one.
#[tokio::test]
async fn the_deadline_is_one_for_all_attempts() {
    let server = Server::playing([busy(), Play::Stall(Vec::new())]);
    let (timeout, wait) = (Duration::from_secs(1), Duration::from_millis(900));
    let policy = policy().backoff(wait, wait).jitter(|| 1.0);
    let call = segment(&client(&server)).retry(policy).timeout(timeout);
    let begun = Instant::now();
    let error = call.await.unwrap_err();
    assert!(begun.elapsed() < timeout + wait, "the second attempt had all the time again");
    let message = "getSegment: no complete answer within 1s (after 2 attempts)";
    assert_eq!(error.to_string(), message);
    server.requests(2);
}

#[tokio::test]
async fn a_call_dropped_in_a_wait_is_not_sent_again() {
    let server = Server::repeating(limited("1"));
    let client = client(&server);
    let call = tokio::time::timeout(WAIT, segment(&client).into_future()).await;
    assert!(call.is_err(), "the call ended by itself");
    tokio::time::sleep(Duration::from_millis(1200)).await;
    server.requests(1);
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
