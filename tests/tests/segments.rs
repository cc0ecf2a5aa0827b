//! `PUT /segments/{segment_id}`, byte by byte: a segment's rules are kept, cleared or replaced, and
//! an id is one segment of the path or is refused.

use expect_test::{Expect, expect};
use qonversion::models::{
    Comparator, SegmentCondition, SegmentConditionMetric, UpdateSegmentRequest,
};
use qonversion_tests::server::{Answer, Server};
use qonversion_tests::wire::RawServer;
use serde_json::json;

const ANSWER: &str = concat!(
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 185\r\n\r\n",
    r#"{"object":"segment","id":"s","url":"/v4/segments/s","name":"n","is_system":false,"conditions":[],"#,
    r#""created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:05+00:00"}             "#,
);

async fn request(id: &str, body: &UpdateSegmentRequest) -> String {
    let server = RawServer::answering(ANSWER);
    let segment = server.client().segments().update(id, body).await;
    assert_eq!(segment.map(|it| it.name).map_err(|error| error.to_string()), Ok("n".to_owned()));
    server.request()
}

async fn check(body: UpdateSegmentRequest, request: Expect) {
    request.assert_eq(&self::request("premium-users", &body).await);
}

async fn sends_body(body: UpdateSegmentRequest, expected: &str) {
    let request = request("s", &body).await;
    assert_eq!(request.split_once("\n\n").map(|(_, body)| body), Some(expected));
}

fn update() -> UpdateSegmentRequest {
    UpdateSegmentRequest::new("Premium Users")
}

fn rule() -> SegmentCondition {
    SegmentCondition::new(SegmentConditionMetric::Environment, Comparator::Eq, "1")
}

#[tokio::test]
async fn an_untouched_update_keeps_the_rules() {
    check(
        update(),
        expect![[r#"
            PUT /v4/segments/premium-users HTTP/1.1
            accept-encoding: gzip
            accept: application/json
            authorization: Bearer sk_live_4711
            content-length: 24
            content-type: application/json
            host: 127.0.0.1:PORT
            user-agent: qonversion/0.1.0

            {"name":"Premium Users"}"#]],
    )
    .await;
}

#[tokio::test]
async fn cleared_rules_are_an_empty_array() {
    check(
        update().clear_conditions(),
        expect![[r#"
            PUT /v4/segments/premium-users HTTP/1.1
            accept-encoding: gzip
            accept: application/json
            authorization: Bearer sk_live_4711
            content-length: 40
            content-type: application/json
            host: 127.0.0.1:PORT
            user-agent: qonversion/0.1.0

            {"name":"Premium Users","conditions":[]}"#]],
    )
    .await;
}

#[tokio::test]
async fn new_rules_replace_the_old_ones() {
    check(update().conditions([rule(), rule().negate(true)]), expect![[r#"
        PUT /v4/segments/premium-users HTTP/1.1
        accept-encoding: gzip
        accept: application/json
        authorization: Bearer sk_live_4711
        content-length: 163
        content-type: application/json
        host: 127.0.0.1:PORT
        user-agent: qonversion/0.1.0

        {"name":"Premium Users","conditions":[{"metric":"environment","comparator":"eq","value":"1"},{"metric":"environment","comparator":"eq","value":"1","negate":true}]}"#]]).await;
}

#[tokio::test]
async fn the_public_field_has_the_same_three_states() {
    let with = |conditions| {
        let mut body = update();
        body.conditions = conditions;
        body
    };
    assert_eq!(with(None), update());
    assert_eq!(with(Some(None)), update().clear_conditions());
    assert_eq!(with(Some(Some(vec![rule()]))), update().conditions([rule()]));
    sends_body(with(None), r#"{"name":"Premium Users"}"#).await;
    sends_body(with(Some(None)), r#"{"name":"Premium Users","conditions":[]}"#).await;
}

#[tokio::test]
async fn no_rules_at_all_are_the_same_as_cleared_rules() {
    let empty = r#"{"name":"Premium Users","conditions":[]}"#;
    sends_body(update().conditions([]), empty).await;
    let mut body = update();
    body.conditions = Some(Some(Vec::new()));
    sends_body(body, empty).await;
}

#[tokio::test]
async fn the_last_word_counts() {
    sends_body(update().conditions([rule()]).keep_conditions(), r#"{"name":"Premium Users"}"#)
        .await;
    sends_body(
        update().clear_conditions().conditions([rule()]),
        r#"{"name":"Premium Users","conditions":[{"metric":"environment","comparator":"eq","value":"1"}]}"#,
    )
    .await;
}

#[test]
fn reading_back_what_was_written_gives_the_same_state() {
    for body in [update(), update().clear_conditions(), update().conditions([rule()])] {
        let text = serde_json::to_string(&body).expect("it can be written");
        assert_eq!(serde_json::from_str::<UpdateSegmentRequest>(&text).ok(), Some(body), "{text}");
    }
}

#[tokio::test]
async fn an_id_stays_one_segment_of_the_path() {
    for (id, path) in [
        ("premium users", "premium%20users"),
        ("a/b", "a%2Fb"),
        ("../users", "..%2Fusers"),
        ("a?b=c&d#e", "a%3Fb%3Dc%26d%23e"),
        ("100%", "100%25"),
        ("%2F", "%252F"),
        ("a:b;c+d", "a%3Ab%3Bc%2Bd"),
        ("é日🦀", "%C3%A9%E6%97%A5%F0%9F%A6%80"),
        ("a\\b\n", "a%5Cb%0A"),
        ("System", "System"),
        ("...", "..."),
    ] {
        let request = request(id, &update()).await;
        assert_eq!(
            request.lines().next(),
            Some(&*format!("PUT /v4/segments/{path} HTTP/1.1")),
            "{id}"
        );
    }
}

#[tokio::test]
async fn an_id_that_would_address_something_else_is_refused_and_nothing_is_sent() {
    let server = Server::start(Answer::json(200, &json!({}))).await;
    let client = server.client();
    let mut errors = Vec::new();
    for id in ["", ".", "..", "system"] {
        let calls = [
            client.segments().get(id).await.map(|_| ()),
            client.segments().update(id, &update()).await.map(|_| ()),
            client.segments().delete(id).await,
        ];
        errors.extend(calls.into_iter().filter_map(Result::err).map(|it| format!("{it}\n")));
    }
    expect![[r#"
        v4GetSegment: `segment_id` is empty
        v4UpdateSegment: `segment_id` is empty
        v4DeleteSegment: `segment_id` is empty
        v4GetSegment: `segment_id` must not be `.`, which stands for another path
        v4UpdateSegment: `segment_id` must not be `.`, which stands for another path
        v4DeleteSegment: `segment_id` must not be `.`, which stands for another path
        v4GetSegment: `segment_id` must not be `..`, which stands for another path
        v4UpdateSegment: `segment_id` must not be `..`, which stands for another path
        v4DeleteSegment: `segment_id` must not be `..`, which stands for another path
        v4GetSegment: `segment_id` must not be `system`, the name of another resource, at /segments/system
        v4UpdateSegment: `segment_id` must not be `system`, the name of another resource, at /segments/system
        v4DeleteSegment: `segment_id` must not be `system`, the name of another resource, at /segments/system
    "#]].assert_eq(&errors.concat());
    assert!(server.requests().is_empty());
}
