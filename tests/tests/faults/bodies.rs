//! Answers whose body is not what is due.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use qonversion::{Error, models};
use qonversion_tests::faults::{Ending, FaultServer, Script};
use qonversion_tests::server::Answer;
use serde_json::json;

use crate::{ID, fails, recovers, segment, segment_named};

/// A success that is not as documented is not asked for again.
async fn does_not_fit(answer: Answer, reason: &str) {
    let message = format!(
        "not as documented, attempts: 1, stays: \
         v4GetSegment: 200 OK, but the body is not as documented: {reason}"
    );
    let (_, error) = fails(Script::new().answer(answer), &message).await;
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
}

#[tokio::test(start_paused = true)]
async fn truncated_json() {
    let answer = Answer::text(200, "application/json", r#"{"object": "segment", "name": "Pre"#);
    let reason = "at `name`: EOF while parsing a string, line 1 column 34";
    does_not_fit(answer, reason).await;
}

#[tokio::test(start_paused = true)]
async fn more_than_one_json_value() {
    let twice = format!("{} {{}}", segment_named("Premium"));
    let reason = format!("trailing characters, line 1 column {}", twice.len() - 1);
    does_not_fit(Answer::text(200, "application/json", &twice), &reason).await;
}

#[tokio::test(start_paused = true)]
async fn invalid_utf_8() {
    let answer = Answer::bytes(200, "application/json", b"{\"name\": \"\xff\"}");
    does_not_fit(answer, "byte 10 is not UTF-8").await;
}

#[tokio::test(start_paused = true)]
async fn empty_200_where_a_body_is_due() {
    let reason = "empty, but a JSON body is due";
    does_not_fit(Answer::empty(200), reason).await;
    does_not_fit(Answer::text(200, "application/json", " \r\n"), reason).await;
    does_not_fit(compressed(b""), reason).await;
}

#[tokio::test(start_paused = true)]
async fn wrong_content_type() {
    let text = segment_named("Premium").to_string();
    let answer = Answer::text(200, "text/plain; charset=utf-8", &text);
    does_not_fit(answer, "content type is `text/plain`, not JSON").await;
    let answer = Answer::text(200, "text/html", "<html>Log in to this network</html>");
    does_not_fit(answer, "content type is `text/html`, not JSON").await;
}

#[tokio::test(start_paused = true)]
async fn no_content_type() {
    let body = segment_named("Premium").to_string();
    let text = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let server = FaultServer::playing(Script::new().close_after(text));
    assert_eq!(crate::get(&server).await.expect("it is JSON all the same").name, "Premium");
}

/// HTTP has no body with this status. What comes all the same looks like the answer to the next
/// call, and must not be taken for it.
#[tokio::test(start_paused = true)]
async fn body_with_a_204() {
    let forged = Answer::json(200, &segment_named("forged")).into_bytes();
    let deleted = Answer::bytes(204, "application/json", &forged);
    let server = FaultServer::playing(Script::new().answer(deleted).answer(segment()));
    let client = server.client();
    let response = client.segments().delete(ID).send().await.expect("it is deleted");
    assert_eq!((response.status().as_u16(), response.attempts()), (204, 1));
    let segment = client.segments().get(ID).await.expect("the segment is answered");
    assert_eq!(segment.name, "Premium");
    assert_eq!(server.log().connections(), [0, 1], "the connection is not used again");
    let methods: Vec<_> = server.requests().into_iter().map(|it| it.method).collect();
    assert_eq!(methods, ["DELETE", "GET"]);
}

#[tokio::test(start_paused = true)]
async fn body_with_a_204_where_a_body_is_due() {
    let body = segment_named("Premium").to_string();
    let answer = Answer::bytes(204, "application/json", body.as_bytes());
    let message = "not as documented, attempts: 1, stays: v4GetSegment: 204 No Content, \
                   but the body is not as documented: empty, but a JSON body is due";
    fails(Script::new().answer(answer), message).await;
}

/// What follows an answer looks like the one to the next call, as above.
#[tokio::test(start_paused = true)]
async fn body_longer_than_announced() {
    let forged = Answer::json(200, &segment_named("forged")).into_bytes();
    let script = Script::new().send([segment().into_bytes(), forged].concat());
    let server = FaultServer::playing(script.answer(segment()));
    let client = server.client();
    for _ in 0..2 {
        assert_eq!(client.segments().get(ID).await.expect("it is answered").name, "Premium");
    }
    let log = server.log_when(|log| !log.endings().is_empty()).await;
    assert_eq!((log.connections(), log.endings()[0]), (&[0, 1][..], Ending::Client));
}

/// Proxies answer by pages of their own. They are asked again, and shown to who wants to see them.
#[tokio::test(start_paused = true)]
async fn html_error_page_with_502() {
    let page = "<html><body>Bad Gateway</body></html>";
    let script = Script::new().answer(Answer::text(502, "text/html", page)).from_then_on();
    let message =
        "refused, attempts: 3, may pass: v4GetSegment: 502 Bad Gateway (after 3 attempts)";
    let (_, error) = fails(script, message).await;
    let api = error.as_api().expect("it is a refusal");
    assert_eq!((api.raw_body(), api.status().as_u16()), (page.as_bytes(), 502));
    assert!(api.body().is_none() && api.code().is_none());
}

/// A member is missing, of another type, or null.
#[tokio::test(start_paused = true)]
async fn json_of_another_shape() {
    let mut other = segment_named("Premium");
    other["conditions"] = json!([{"field": "country", "comparator": 4711, "value": "US"}]);
    let reason = "at `conditions[0].comparator`: invalid type: integer, expected a string, line 1 \
                  column ";
    let column = other.to_string().find("4711").expect("it is there") + "4711".len();
    does_not_fit(Answer::json(200, &other), &format!("{reason}{column}")).await;
    let server = FaultServer::playing(Script::new().answer(Answer::json(200, &json!({}))));
    let call = server.client().segments().get(ID);
    let error: Error = call.await.expect_err("nothing is in it");
    assert!(error.to_string().contains("missing field `object`"), "{error}");
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(body).and_then(|()| encoder.finish());
    written.expect("memory takes it all")
}

fn compressed(body: &[u8]) -> Answer {
    Answer::bytes(200, "application/json", body).header("content-encoding", "gzip")
}

#[tokio::test(start_paused = true)]
async fn broken_compression() {
    let whole = gzip(segment_named("Premium").to_string().as_bytes());
    let mut damaged = whole.clone();
    damaged[20] ^= 0xff;
    for body in [&b"not gzip at all"[..], &damaged, &whole[..whole.len() - 9]] {
        does_not_fit(compressed(body), "cannot be decompressed").await;
    }
    let server = FaultServer::playing(Script::new().answer(compressed(&whole)));
    let segment: models::Segment = crate::get(&server).await.expect("unbroken, it is read");
    assert_eq!(segment.name, "Premium");
}

/// A connection that breaks in a compressed body is no broken compression.
#[tokio::test(start_paused = true)]
async fn reset_in_the_middle_of_a_compressed_answer() {
    let whole = gzip(segment_named("Premium").to_string().as_bytes());
    recovers(Script::new().reset_after(compressed(&whole).cut(20))).await;
    recovers(Script::new().close_after(compressed(&whole).cut(20))).await;
    let chunked =
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n";
    let part = [chunked.as_bytes(), &whole[..20]].concat();
    recovers(Script::new().close_after(part)).await;
}
