//! What goes over the wire and what comes of an answer, against a real socket.

use std::error::Error as _;
use std::time::Duration;

use openapi_exact_runtime::{
    Call, Client, Error, ErrorBody, Method, Operation, Request, RetryPolicy, StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::support::{KEY, Server};

pub(crate) const GET: Operation =
    Operation::new("getSegment", Method::Get, "/segments/{segment_id}", "Segments")
        .reserved(&[("segment_id", &["system"])]);
const UPDATE: Operation =
    Operation::new("updateSegment", Method::Put, "/segments/{segment_id}", "Segments");
const PUBLISH: Operation =
    Operation::new("publishScreen", Method::Post, "/screens/{screen_id}/publish", "Screens");

#[derive(Serialize, Deserialize, Debug, PartialEq)]
pub(crate) struct Segment {
    pub(crate) name: String,
    pub(crate) share: f64,
}

#[derive(Deserialize)]
pub(crate) struct Failure {
    code: String,
    message: String,
}

impl ErrorBody for Failure {
    fn code(&self) -> Option<&str> {
        Some(&self.code)
    }

    fn message(&self) -> Option<&str> {
        Some(&self.message)
    }
}

fn get(client: &Client) -> Request {
    client.request(&GET).path("segment_id", "u 4711")
}

pub(crate) fn segment(client: &Client) -> Call<Segment, Failure> {
    get(client).json()
}

/// The error of a GET that a server answers like this.
async fn error_of(server: &Server) -> Error<Failure> {
    segment(&server.client()).await.unwrap_err()
}

/// All that a program may log of an error: neither the key nor the id that was called with.
pub(crate) fn shown(error: &Error<Failure>) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(cause) = source {
        text += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    assert!(
        !text.contains(KEY) && !text.contains("u 4711") && !text.contains("u%204711"),
        "{text}"
    );
    text
}

pub(crate) const SEGMENT: &str = r#"{"name": "Premium", "share": 50, "added_later": [1]}"#;

#[tokio::test]
async fn a_get_is_these_bytes() {
    let server = Server::json("200 OK", SEGMENT);
    let call: Call<Segment, Failure> = get(&server.client()).query("filter[type]", "x y").json();
    let segment = call.header("X-Trace", "t-1").await.unwrap();
    assert_eq!(segment, Segment { name: "Premium".to_owned(), share: 50.0 });
    let request = server.request();
    let (line, headers) = request.split_once('\n').unwrap();
    assert_eq!(line, "GET /v4/segments/u%204711?filter%5Btype%5D=x%20y HTTP/1.1");
    let mut headers: Vec<_> = headers.trim_end().lines().collect();
    headers.sort_unstable();
    let host = format!("host: {}", server.address());
    let expected = [
        "accept-encoding: gzip",
        "accept: application/json",
        "authorization: Bearer sk_live_4711",
        &host,
        "user-agent: test/1",
        "x-trace: t-1",
    ];
    assert_eq!(headers, expected);
}

#[tokio::test]
async fn a_put_carries_compact_json() {
    let server = Server::json("200 OK", SEGMENT);
    let body = Segment { name: "é".to_owned(), share: 50.0 };
    let request = server.client().request(&UPDATE).path("segment_id", "a").body(&body);
    request.json::<Value, Failure>().set_header("Idempotency-Key", "k-1").await.unwrap();
    let request = server.request();
    assert!(request.starts_with("PUT /v4/segments/a HTTP/1.1\n"), "{request}");
    for header in
        ["content-type: application/json\n", "content-length: 24\n", "idempotency-key: k-1\n"]
    {
        assert_eq!(request.matches(header).count(), 1, "{request}");
    }
    assert!(request.ends_with("\n\n{\"name\":\"é\",\"share\":50}"), "{request}");
}

#[tokio::test]
async fn a_post_without_a_body_says_so() {
    let server = Server::answering("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    let call = server.client().request(&PUBLISH).path("screen_id", "a").empty::<Failure>();
    assert_eq!(call.send().await.unwrap().status(), StatusCode::ACCEPTED);
    let request = server.request();
    assert!(
        request.contains("content-length: 0\n") && !request.contains("content-type"),
        "{request}"
    );
}

#[tokio::test]
async fn status_and_headers_come_with_the_body() {
    let server =
        Server::answering(format!("HTTP/1.1 201 Created\r\nX-Request-Id: r-1\r\n\r\n{SEGMENT}"));
    let response = segment(&server.client()).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    assert_eq!(response.headers()["x-request-id"], "r-1");
    assert_eq!((response.name.as_str(), response.body().share), ("Premium", 50.0));
    assert!(!format!("{response:?}").contains("r-1"));
    assert_eq!(response.into_inner().name, "Premium");
}

#[tokio::test]
async fn an_answer_without_a_body_fits_where_none_is_due() {
    let server = Server::answering("HTTP/1.1 204 No Content\r\n\r\n");
    get(&server.client()).empty::<Failure>().await.unwrap();
    assert_eq!(get(&server.client()).optional_json::<Segment, Failure>().await.unwrap(), None);
    let error = error_of(&server).await;
    assert!(matches!(error, Error::Decode(_)));
    assert_eq!(
        error.to_string(),
        "getSegment: 204 No Content, but the body is not as documented: empty, but a JSON body is due"
    );
}

#[tokio::test]
async fn a_body_that_is_not_due_is_ignored() {
    let server = Server::typed("200 OK", "text/html", b"<html>");
    get(&server.client()).empty::<Failure>().await.unwrap();
}

#[tokio::test]
async fn an_optional_body_is_read_where_there_is_one() {
    let server = Server::json("200 OK", SEGMENT);
    let segment = get(&server.client()).optional_json::<Segment, Failure>().await.unwrap();
    assert_eq!(segment.unwrap().name, "Premium");
}

#[tokio::test]
async fn a_documented_error_is_typed() {
    let server =
        Server::json("404 Not Found", r#"{"code": "not_found", "message": "no such segment"}"#);
    let error = error_of(&server).await;
    assert_eq!(error.to_string(), "getSegment: 404 Not Found: not_found: no such segment");
    assert!(shown(&error).contains("not_found"));
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.operation().unwrap().id(), "getSegment");
    let api = error.as_api().unwrap();
    assert_eq!((api.kind(), api.code()), (None, Some("not_found")));
    assert_eq!(api.body().unwrap().message, "no such segment");
    assert!(api.raw_body().starts_with(b"{\"code\""));
}

#[tokio::test]
async fn a_credential_that_the_server_quotes_is_not_shown() {
    let quoting = format!(r#"{{"code": "{KEY}", "message": "no key {KEY}\n{}"}}"#, "a".repeat(999));
    let error = error_of(&Server::json("401 Unauthorized", &quoting)).await;
    let expected = format!(
        "getSegment: 401 Unauthorized: <redacted>: no key <redacted>\\n{}…",
        "a".repeat(300 - "no key <redacted>\n".len())
    );
    assert_eq!(error.to_string(), expected);
    shown(&error);
    assert!(error.as_api().unwrap().message().unwrap().contains(KEY));
}

#[tokio::test]
async fn an_error_that_is_not_documented_keeps_its_body() {
    let page = b"<html>{\"code\": \"a\", \"message\": \"sk_live\"}";
    let server = Server::typed("502 Bad Gateway", "text/html", page);
    let error = error_of(&server).await;
    assert_eq!(error.to_string(), "getSegment: 502 Bad Gateway");
    assert!(!shown(&error).contains("html"));
    let api = error.as_api().unwrap();
    assert!(api.body().is_none());
    assert_eq!(api.raw_body(), page);
    assert_eq!(api.headers()["content-type"], "text/html");
}

#[track_caller]
fn decode_error(error: &Error<Failure>, reason: &str) {
    assert!(!shown(error).contains("sk_other"), "the body shows");
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert_eq!(error.reason(), reason);
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_told_by_its_path() {
    let server = Server::json("200 OK", r#"{"name": "n", "share": "sk_other"}"#);
    let error = error_of(&server).await;
    decode_error(&error, "invalid type: string, expected f64");
    let Error::Decode(error) = error else { unreachable!() };
    assert_eq!((error.path(), error.position()), (Some("share"), Some((1, 33))));
    assert!(error.raw_body().ends_with(b"\"sk_other\"}"));
}

#[tokio::test]
async fn a_body_that_is_not_json_is_a_decode_error() {
    let broken: [(&[u8], &str); 4] = [
        (br#"{"name": "sk_other"#, "EOF while parsing a string"),
        (br#"{"name": "sk_other", "share": 1} x"#, "trailing characters"),
        (b"{\"name\": \"\xff\"}", "byte 10 is not UTF-8"),
        (b" \n", "empty, but a JSON body is due"),
    ];
    for (body, reason) in broken {
        decode_error(&error_of(&Server::typed("200 OK", "application/json", body)).await, reason);
    }
}

#[tokio::test]
async fn a_body_of_another_type_is_not_read() {
    let server = Server::typed("200 OK", "text/html; charset=utf-8", SEGMENT.as_bytes());
    decode_error(&error_of(&server).await, "content type is `text/html`, not JSON");
    let server = Server::typed("200 OK", "text/sk_other", SEGMENT.as_bytes());
    decode_error(&error_of(&server).await, "content type is not JSON");
}

#[tokio::test]
async fn a_longer_body_than_allowed_is_cut_off() {
    let limited =
        |server: &Server, limit| segment(&server.builder().max_body(limit).build().unwrap());
    let server = Server::json("200 OK", SEGMENT);
    limited(&server, SEGMENT.len()).await.unwrap();
    let error = limited(&server, SEGMENT.len() - 1).await.unwrap_err();
    decode_error(&error, &format!("longer than the limit of {} bytes", SEGMENT.len() - 1));

    let endless = format!("HTTP/1.1 503 Service Unavailable\r\n\r\n{}", "a".repeat(1 << 20));
    let error = limited(&Server::answering(endless), 10).await.unwrap_err();
    let api = error.as_api().unwrap();
    assert_eq!((api.status().as_u16(), api.raw_body()), (503, b"aaaaaaaaaa".as_slice()));
}

#[tokio::test]
async fn an_answer_that_does_not_come_is_a_timeout() {
    let server = Server::silent();
    let limit = Duration::from_millis(50);
    let error = segment(&server.client()).timeout(limit).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "getSegment: no complete answer within 50ms");
    shown(&error);
    let client = server.builder().timeout(limit).build().unwrap();
    assert!(segment(&client).await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_call_may_take_for_ever() {
    let server = Server::json("200 OK", SEGMENT);
    segment(&server.client()).timeout(Duration::MAX).await.unwrap();
}

#[tokio::test]
async fn a_refused_connection_is_a_transport_error() {
    // Port 1, since a port that was free a moment ago may be another test's by now.
    let builder = Client::builder("http://127.0.0.1:1/v4").bearer(KEY);
    let client = builder.retry(RetryPolicy::never()).build().unwrap();
    let error = segment(&client).await.unwrap_err();
    shown(&error);
    assert_eq!(error.to_string(), "getSegment: cannot connect to the server");
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert!(error.is_connect());
}

#[tokio::test]
async fn what_cannot_be_sent_does_not_reach_the_server() {
    let server = Server::json("200 OK", SEGMENT);
    let client = server.client();
    for id in ["", ".", "..", "system"] {
        let call: Call<Segment, Failure> = client.request(&GET).path("segment_id", id).json();
        let error = call.await.unwrap_err();
        assert!(
            matches!(&error, Error::InvalidInput(error) if error.parameter() == "segment_id"),
            "{error}"
        );
    }
    let error = get(&client).body(&f64::NAN).json::<Segment, Failure>().await.unwrap_err();
    assert!(matches!(&error, Error::InvalidInput(error) if error.parameter() == "body"), "{error}");
    let long = "a".repeat(1 << 16);
    let error = get(&client).query("q", long).json::<Segment, Failure>().await.unwrap_err();
    assert!(
        matches!(&error, Error::InvalidInput(error) if error.parameter() == "path"),
        "{error:?}"
    );
    server.assert_untouched();
}

/// A caller's own HTTP client is used: its default header arrives.
#[tokio::test]
async fn calls_go_through_the_given_http_client() {
    use openapi_exact_runtime::reqwest::{self, header};

    let server = Server::json("200 OK", SEGMENT);
    let headers =
        header::HeaderMap::from_iter([(header::FROM, header::HeaderValue::from_static("me"))]);
    let http = reqwest::Client::builder().no_proxy().default_headers(headers).build().unwrap();
    segment(&server.builder().http_client(http).build().unwrap()).await.unwrap();
    let request = server.request();
    assert!(
        request.contains("from: me\n") && request.contains("user-agent: test/1\n"),
        "{request}"
    );
}

/// The answer to HEAD announces the body that GET would have.
#[tokio::test]
async fn head_announces_a_body_that_does_not_come() {
    const HEAD: Operation = Operation::new("headSegment", Method::Head, "/segments", "Segments");
    let server = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    let client = server.builder().max_body(10).build().unwrap();
    let call: Call<Option<Segment>, Failure> = client.request(&HEAD).optional_json();
    assert_eq!(call.await.unwrap(), None);
}

/// What the given HTTP client has for a timeout would end every call at once.
#[tokio::test]
async fn the_timeout_holds_in_place_of_that_of_the_given_http_client() {
    use openapi_exact_runtime::reqwest;

    let server = Server::json("200 OK", SEGMENT);
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::ZERO).build().unwrap();
    segment(&server.builder().http_client(http).build().unwrap()).await.unwrap();
}
