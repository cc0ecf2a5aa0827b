//! Faults of lists, and faults in the middle of them.

use std::time::Duration;

use qonversion::models::Segment;
use qonversion::{Items, PageError, models};
use qonversion_tests::faults::{Ending, FaultServer, Script};
use qonversion_tests::server::Answer;
use serde_json::{Value, json};

use crate::{segment_named, told, unavailable};

/// The header by which the server says that the list began anew.
const RESTARTED: &str = "X-Qon-Pagination-Restarted";

fn page(names: &[&str], more: bool, cursor: Value) -> Answer {
    let data: Vec<Value> = names.iter().map(|name| segment_named(name)).collect();
    let page = json!({
        "object": "list", "url": "/v4/segments", "data": data, "has_more": more,
        "next_cursor": cursor,
    });
    Answer::json(200, &page)
}

fn offerings(ids: &[&str], more: bool) -> Answer {
    let offering = |id: &&str| {
        json!({
            "object": "offering", "id": id, "url": format!("/v4/offerings/{id}"), "tag": 0,
            "product_ids": [], "created_at": "2026-04-20T12:00:00Z",
            "updated_at": "2026-04-20T12:00:00Z",
        })
    };
    let data: Vec<Value> = ids.iter().map(offering).collect();
    let page = json!({
        "object": "list", "url": "/v4/offerings", "data": data, "has_more": more,
        "next_cursor": ids.last(),
    });
    Answer::json(200, &page)
}

fn segments(server: &FaultServer) -> Items<models::SegmentList, qonversion::ErrorBody> {
    server.client().segments().list().limit(2).stream()
}

/// The names of the items up to the end or an error.
async fn drained(
    mut items: Items<models::SegmentList, qonversion::ErrorBody>,
) -> (Vec<String>, Option<PageError>) {
    let mut names = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(Segment { name, .. })) => names.push(name),
            Ok(None) => return (names, None),
            Err(error) => {
                assert!(items.next().await.is_none(), "a stream ends with its error");
                return (names, Some(error));
            }
        }
    }
}

fn queries(server: &FaultServer) -> Vec<String> {
    server.requests().into_iter().map(|it| it.query).collect()
}

/// A list without an end is read as far as someone asks, and no further.
#[tokio::test(start_paused = true)]
async fn endless_has_more() {
    let names: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    let script = names.chunks(2).fold(Script::new(), |script, pair| {
        script.answer(page(&[&pair[0], &pair[1]], true, json!(pair[1])))
    });
    let server = FaultServer::playing(script);
    let mut items = segments(&server);
    assert!(server.requests().is_empty(), "nothing is read before it is asked for");
    for (taken, pages) in [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)] {
        let item = items.try_next().await.expect("the page is good").expect("there is more");
        assert_eq!((item.name, server.requests().len()), ((taken - 1).to_string(), pages));
    }
    drop(items);
    let queries = queries(&server);
    assert_eq!(queries, ["limit=2", "limit=2&starting_after=1", "limit=2&starting_after=3"]);
}

#[tokio::test(start_paused = true)]
async fn repeated_cursor() {
    let script = Script::new()
        .answer(page(&["a"], true, json!("x-1")))
        .answer(page(&["b"], true, json!("x-2")))
        .answer(page(&["c"], true, json!("x-1")));
    let server = FaultServer::playing(script);
    let (names, error) = drained(segments(&server)).await;
    assert_eq!((names.join(" ").as_str(), server.requests().len()), ("a b c", 3));
    let error = error.expect("the list would not end");
    let message = "v4ListSegments: the server gave a cursor for the second time, so the list would \
                   not end; read it from the beginning";
    assert_eq!((error.to_string().as_str(), error.resume_from()), (message, None));
    assert!(matches!(error, PageError::RepeatedCursor { cursor, .. } if cursor == "x-1"));
}

/// `b` is deleted while the list is read; the server begins anew instead of refusing.
#[tokio::test(start_paused = true)]
async fn restart_header() {
    let script = || {
        Script::new()
            .answer(offerings(&["a", "b"], true))
            .answer(offerings(&["a", "c"], false).header(RESTARTED, "true"))
    };
    let server = FaultServer::playing(script());
    let mut items = server.client().offerings().list().stream();
    for id in ["a", "b"] {
        let offering = items.try_next().await.expect("the page is good").expect("there is more");
        assert_eq!(offering.id, id);
    }
    let error = items.try_next().await.expect_err("items would come twice");
    let message = "v4ListOfferings: the item behind the cursor is gone, and the list began anew; \
                   read it from the beginning, or set `accept_restart`";
    assert_eq!(error.to_string(), message);
    assert!(matches!(error, PageError::Restarted { cursor, .. } if cursor == "b"));
    assert_eq!(queries(&server), ["", "starting_after=b"]);

    let server = FaultServer::playing(script());
    let mut items = server.client().offerings().list().stream().accept_restart();
    let mut ids = Vec::new();
    while let Some(offering) = items.try_next().await.expect("the pages are good") {
        ids.push(offering.id);
    }
    assert_eq!(ids, ["a", "b", "a", "c"]);
    assert_eq!(queries(&server), ["", "starting_after=b"]);
}

/// A fault that passes is not seen by who reads the list, but as a wait.
#[tokio::test(start_paused = true)]
async fn unavailable_in_the_middle_of_a_list() {
    let script = Script::new()
        .answer(page(&["a", "b"], true, json!("b")))
        .answer(unavailable())
        .reset()
        .answer(page(&["c"], false, Value::Null));
    let server = FaultServer::playing(script);
    let (names, error) = drained(segments(&server)).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(names, ["a", "b", "c"]);
    let second = "limit=2&starting_after=b";
    assert_eq!(queries(&server), ["limit=2", second, second, second]);
}

/// A fault that does not pass ends the stream, and another one goes on from there.
#[tokio::test(start_paused = true)]
async fn reset_in_the_middle_of_a_list() {
    let second = page(&["c"], false, Value::Null);
    let script = Script::new()
        .answer(page(&["a", "b"], true, json!("b")))
        .reset_after(second.clone().cut(20))
        .close()
        .reset()
        .answer(second);
    let server = FaultServer::playing(script);
    let (names, error) = drained(segments(&server)).await;
    assert_eq!(names, ["a", "b"]);
    let error = error.expect("the page broke off three times");
    let message = "broken off, attempts: 3, may pass: \
                   v4ListSegments: the exchange with the server broke off (after 3 attempts)";
    assert_eq!(error.as_call().map(told).as_deref(), Some(message));

    let place = error.resume_from().expect("there is a place to go on from");
    let (names, error) = drained(segments(&server).resume_from(place)).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(names, ["c"]);
    let queries = queries(&server);
    assert!(queries[1..].iter().all(|it| it == "limit=2&starting_after=b"), "{queries:?}");
    assert_eq!(queries.len(), 5);
}

/// The deadline is that of a page, not of the list.
#[tokio::test(start_paused = true)]
async fn slow_page() {
    let script = Script::new().answer(page(&["a"], true, json!("a"))).stall();
    let server = FaultServer::playing(script);
    let mut items = segments(&server);
    assert!(items.try_next().await.expect("the page is good").is_some());
    tokio::time::sleep(Duration::from_secs(60)).await;
    let error = items.try_next().await.expect_err("the page never comes");
    let message = "too late, attempts: 1, may pass: v4ListSegments: no complete answer within 30s";
    assert_eq!(error.as_call().map(told).as_deref(), Some(message));
    assert_eq!(error.resume_from(), Some("a"));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn dropped_in_the_middle_of_a_list() {
    let script = Script::new().answer(page(&["a"], true, json!("a"))).stall();
    let server = FaultServer::playing(script);
    let mut items = segments(&server);
    assert!(items.try_next().await.expect("the page is good").is_some());
    let reading = tokio::spawn(async move { items.try_next().await.map(drop) });
    server.log_when(|log| log.stalls() == 1).await;
    reading.abort();
    assert!(reading.await.is_err_and(|error| error.is_cancelled()), "it ended by itself");
    let log = server.log_when(|log| !log.endings().is_empty()).await;
    assert_eq!((log.endings(), log.requests().len()), (&[Ending::Client][..], 2));
}
