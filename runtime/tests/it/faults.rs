//! What becomes of a call at each fault of the server or of the way to it: how often it is sent, with
//! what, and what the caller gets.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use openapi_exact_runtime::{Call, Client, ClientBuilder, Error, Method, Operation, RetryPolicy};

use crate::support::{KEY, Play, Server};
use crate::wire::{Failure, SEGMENT, Segment, segment, shown};

/// Longer than anything that is meant to come in time.
const SHORT: Duration = Duration::from_millis(300);

/// A client that sends a call up to three times, without waiting in between.
fn client(server: &Server) -> Client {
    repeating(server.builder())
}

fn repeating(builder: ClientBuilder) -> Client {
    builder.retry(RetryPolicy::default().jitter(|| 0.0)).build().unwrap()
}

/// Asserts that the call was sent so often, and the same each time.
#[track_caller]
fn assert_sent(server: &Server, count: usize) {
    let requests = server.requests(count);
    let authorization = format!("authorization: Bearer {KEY}\n");
    assert!(requests.iter().all(|it| it == &requests[0] && it.contains(&authorization)));
    assert!(requests[0].starts_with("GET /v4/segments/u%204711 HTTP/1.1\n"), "{}", requests[0]);
}

/// Asserts that the call ends with this error after three attempts, or fewer.
async fn fails(server: &Server, attempts: u32, message: &str) -> Error<Failure> {
    let error = segment(&client(server)).await.unwrap_err();
    shown(&error);
    assert_eq!((error.to_string().as_str(), error.attempts()), (message, attempts));
    assert_sent(server, attempts as usize);
    error
}

/// Asserts that the second attempt gives what the first one could not.
async fn recovers_from(fault: Play) {
    let server = Server::playing([fault, Play::json("200 OK", SEGMENT)]);
    let response = segment(&client(&server)).send().await.unwrap();
    assert_eq!((response.name.as_str(), response.attempts()), ("Premium", 2));
    assert_sent(&server, 2);
}

fn partly(body: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n";
    format!("{head}{body}").into()
}

#[tokio::test]
async fn connection_refused() {
    let client = repeating(Client::builder("http://127.0.0.1:1/v4").bearer(KEY));
    let error = segment(&client).await.unwrap_err();
    shown(&error);
    let message = "getSegment: cannot connect to the server (after 3 attempts)";
    assert_eq!((error.to_string().as_str(), error.attempts()), (message, 3));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn reset_before_the_answer() {
    recovers_from(Play::Reset(Vec::new())).await;
    let server = Server::repeating(Play::Reset(Vec::new()));
    let message = "getSegment: the exchange with the server broke off (after 3 attempts)";
    assert!(fails(&server, 3, message).await.is_retryable());
}

#[tokio::test]
async fn closed_before_the_answer() {
    recovers_from(Play::Answer(Vec::new())).await;
}

#[tokio::test]
async fn reset_in_the_middle_of_the_answer() {
    recovers_from(Play::Reset(partly("{"))).await;
    let server = Server::repeating(Play::Reset(partly("{")));
    let message = "getSegment: the exchange with the server broke off (after 3 attempts)";
    fails(&server, 3, message).await;
}

#[tokio::test]
async fn closed_in_the_middle_of_the_answer() {
    recovers_from(Play::Answer(partly("{"))).await;
}

fn keep_alive() -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{SEGMENT}", SEGMENT.len()).into()
}

/// The connection that the first call leaves open is closed before the second one.
#[tokio::test]
async fn closed_between_two_calls() {
    let server = Server::answering(keep_alive());
    let client = client(&server);
    for _ in 0..10 {
        segment(&client).await.unwrap();
    }
    assert_sent(&server, 10);
}

/// The second call goes out on the connection of the first one, just when the server closes it.
#[tokio::test]
async fn closed_as_the_next_call_comes() {
    let server = Server::playing([Play::AnswerOnce(keep_alive()), Play::json("200 OK", SEGMENT)]);
    let client = client(&server);
    assert_eq!(segment(&client).send().await.unwrap().attempts(), 1);
    assert_eq!(segment(&client).send().await.unwrap().attempts(), 2);
    assert_sent(&server, 3);
}

#[tokio::test]
async fn slow_head() {
    let server = Server::silent();
    let policy = RetryPolicy::default().jitter(|| 0.0).max_attempts(2).attempt_timeout(SHORT);
    let error = segment(&server.client()).retry(policy).await.unwrap_err();
    shown(&error);
    assert_eq!(error.to_string(), "getSegment: no complete answer within 300ms (after 2 attempts)");
    assert!(error.is_timeout() && error.is_retryable());
    assert_sent(&server, 2);
}

#[tokio::test]
async fn slow_head_once() {
    let server = Server::playing([Play::Stall(Vec::new()), Play::json("200 OK", SEGMENT)]);
    let policy = RetryPolicy::default().jitter(|| 0.0).attempt_timeout(SHORT);
    let response = segment(&server.client()).retry(policy).send().await.unwrap();
    assert_eq!(response.attempts(), 2);
    assert_sent(&server, 2);
}

#[tokio::test]
async fn slow_body() {
    let server = Server::playing([Play::Stall(partly("{")), Play::json("200 OK", SEGMENT)]);
    let policy = RetryPolicy::default().jitter(|| 0.0).attempt_timeout(SHORT);
    let response = segment(&server.client()).retry(policy).send().await.unwrap();
    assert_eq!(response.attempts(), 2);
    assert_sent(&server, 2);
}

#[tokio::test]
async fn slow_body_until_the_deadline() {
    let server = Server::stalling(&String::from_utf8(partly("{")).unwrap());
    let error = segment(&client(&server)).timeout(SHORT).await.unwrap_err();
    assert_eq!(error.to_string(), "getSegment: no complete answer within 300ms");
    assert_sent(&server, 1);
}

#[tokio::test]
async fn truncated_json() {
    let server = Server::json("200 OK", r#"{"name": "Pre"#);
    let message = "getSegment: 200 OK, but the body is not as documented: at `name`: \
                   EOF while parsing a string, line 1 column 13";
    assert!(!fails(&server, 1, message).await.is_retryable());
}

#[tokio::test]
async fn invalid_utf_8() {
    let server = Server::typed("200 OK", "application/json", b"{\"name\": \"\xff\"}");
    let message = "getSegment: 200 OK, but the body is not as documented: byte 10 is not UTF-8";
    fails(&server, 1, message).await;
}

#[tokio::test]
async fn html_of_a_proxy() {
    let server = Server::typed("502 Bad Gateway", "text/html", b"<html>");
    let error = fails(&server, 3, "getSegment: 502 Bad Gateway (after 3 attempts)").await;
    assert_eq!(error.as_api().unwrap().raw_body(), b"<html>");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn success_without_a_body() {
    let server = Server::json("200 OK", "");
    let message = "getSegment: 200 OK, but the body is not as documented: \
                   empty, but a JSON body is due";
    fails(&server, 1, message).await;
}

/// HTTP says that there is none, so what follows is no part of the answer.
#[tokio::test]
async fn no_content_with_a_body() {
    let server = Server::json("204 No Content", SEGMENT);
    let message = "getSegment: 204 No Content, but the body is not as documented: \
                   empty, but a JSON body is due";
    fails(&server, 1, message).await;
}

#[tokio::test]
async fn another_content_type() {
    let server = Server::typed("200 OK", "text/plain", SEGMENT.as_bytes());
    let message = "getSegment: 200 OK, but the body is not as documented: \
                   content type is `text/plain`, not JSON";
    fails(&server, 1, message).await;
}

#[tokio::test]
async fn unknown_status() {
    let error = fails(&Server::json("599 What", "{}"), 1, "getSegment: 599").await;
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn redirect_to_another_origin() {
    let elsewhere = Server::json("200 OK", SEGMENT);
    let location = format!("Location: http://{}/v4/segments/a", elsewhere.address());
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"] {
        let server = Server::repeating(Play::with_header(status, &location, ""));
        fails(&server, 1, &format!("getSegment: {status}")).await;
    }
    elsewhere.assert_untouched();
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn compressed(status: &str, body: &[u8]) -> Server {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Encoding: gzip\r\nContent-Length: {length}\r\n\r\n");
    Server::answering([head.as_bytes(), body].concat())
}

#[tokio::test]
async fn compressed_answer() {
    let server = compressed("200 OK", &gzip(SEGMENT.as_bytes()));
    assert_eq!(segment(&client(&server)).await.unwrap().name, "Premium");
    assert!(server.request().contains("accept-encoding: gzip\n"));
}

#[tokio::test]
async fn gzip_bomb() {
    const LIMIT: usize = 100_000;
    let bomb = gzip(&vec![b' '; 8 << 20]);
    assert!(bomb.len() < LIMIT, "only what it becomes goes beyond the limit");
    let server = compressed("200 OK", &bomb);
    let client = repeating(server.builder().max_body(LIMIT));
    let error = segment(&client).await.unwrap_err();
    let message = "getSegment: 200 OK, but the body is not as documented: \
                   longer than the limit of 100000 bytes";
    assert_eq!(error.to_string(), message);
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert_eq!(error.raw_body().len(), LIMIT);
    assert_sent(&server, 1);
}

#[tokio::test]
async fn broken_compression() {
    let whole = gzip(SEGMENT.as_bytes());
    let mut damaged = whole.clone();
    damaged[20] ^= 0xff;
    let message = "getSegment: 200 OK, but the body is not as documented: cannot be decompressed";
    for body in [&b"not gzip at all"[..], &damaged, &whole[..whole.len() - 9]] {
        fails(&compressed("200 OK", body), 1, message).await;
    }
}

/// A connection that breaks in a compressed body is no broken compression.
#[tokio::test]
async fn reset_in_the_middle_of_a_compressed_answer() {
    let mut part =
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 999\r\n\r\n".to_vec();
    part.extend(&gzip(SEGMENT.as_bytes())[..20]);
    recovers_from(Play::Reset(part.clone())).await;
    recovers_from(Play::Answer(part)).await;
}

/// The same where the end of the body is marked and not announced.
#[tokio::test]
async fn closed_in_the_middle_of_a_chunk() {
    for encoding in ["", "Content-Encoding: gzip\r\n"] {
        let head = format!("HTTP/1.1 200 OK\r\n{encoding}Transfer-Encoding: chunked\r\n\r\nff\r\n");
        let part = [head.as_bytes(), &gzip(SEGMENT.as_bytes())[..20]].concat();
        recovers_from(Play::Answer(part)).await;
    }
}

#[tokio::test]
async fn longer_than_the_limit() {
    let server = Server::json("200 OK", SEGMENT);
    let error = segment(&repeating(server.builder().max_body(10))).await.unwrap_err();
    let message = "getSegment: 200 OK, but the body is not as documented: \
                   longer than the limit of 10 bytes";
    assert_eq!(error.to_string(), message);
    assert_sent(&server, 1);
}

/// The server announces a long body and sends none of it: there is nothing to wait for.
#[tokio::test]
async fn announced_beyond_the_limit() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n";
    let server = Server::stalling(head);
    let begun = Instant::now();
    let error = segment(&client(&server)).await.unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(10), "it waited for the body");
    let message = "getSegment: 200 OK, but the body is not as documented: \
                   longer than the limit of 67108864 bytes";
    assert_eq!(error.to_string(), message);
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert!(error.raw_body().is_empty());
}

/// The answer to HEAD announces the body that GET would have.
#[tokio::test]
async fn head_announces_a_body_that_does_not_come() {
    const HEAD: Operation = Operation::new("headSegment", Method::Head, "/segments", "Segments");
    let server = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    let client = repeating(server.builder().max_body(10));
    let call: Call<Option<Segment>, Failure> = client.request(&HEAD).optional_json();
    assert_eq!(call.await.unwrap(), None);
}

/// What is no longer wanted is given up: the server sees the connection close, and no second attempt.
#[tokio::test]
async fn dropped_in_the_middle() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let seen = tokio::task::spawn_blocking(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = Vec::new();
        stream.read_to_end(&mut request).map(|_| request)
    });
    let base_url = format!("http://{address}/v4");
    let client = repeating(Client::builder(&base_url).bearer(KEY));
    let call = tokio::time::timeout(SHORT, segment(&client).into_future()).await;
    assert!(call.is_err(), "the call ended by itself");
    let request = seen.await.unwrap().unwrap();
    assert_eq!(request.windows(4).filter(|it| it == b"GET ").count(), 1);
}
