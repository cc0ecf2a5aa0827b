//! Lists, page after page, and answers that took only part of a request. What servers do wrong with
//! lists is tested among the faults.

use qonversion::models::{SetUserPropertiesRequest, UserPropertyInput};
use qonversion::{Error, PageError, Partial};
use qonversion_tests::calls::arguments;
use qonversion_tests::document::{DOCUMENT, Operation};
use qonversion_tests::exercise::call;
use qonversion_tests::schema::Fill;
use qonversion_tests::server::{Answer, Server};
use serde_json::{Value, json};

fn page(ids: &[&str], more: bool, cursor: Value) -> Answer {
    let segment = |id: &&str| {
        json!({
            "object": "segment", "id": id, "url": format!("/v4/segments/{id}"), "name": id,
            "is_system": false, "conditions": [],
            "created_at": "2026-04-20T12:00:00Z", "updated_at": "2026-04-20T12:00:00Z",
        })
    };
    let data: Vec<Value> = ids.iter().map(segment).collect();
    let page = json!({
        "object": "list", "url": "/v4/segments", "data": data, "has_more": more,
        "next_cursor": cursor,
    });
    Answer::json(200, &page)
}

#[tokio::test]
async fn a_stream_follows_the_cursor_and_stops_where_no_more_follows() {
    let server = Server::serving(|request| match request.query.as_str() {
        "limit=2" => page(&["a", "b"], true, json!("b")),
        // A stray cursor on the last page is not followed.
        _ => page(&["c"], false, json!("c")),
    })
    .await;
    let mut segments = server.client().segments().list().limit(2).stream();
    let mut ids = Vec::new();
    while let Some(segment) = segments.try_next().await.expect("the pages are good") {
        ids.push(segment.id);
    }
    assert_eq!(ids, ["a", "b", "c"]);
    let sent: Vec<String> = server.requests().into_iter().map(|it| it.query).collect();
    assert_eq!(sent, ["limit=2", "limit=2&starting_after=b"]);
}

#[tokio::test]
async fn a_list_that_is_not_paged_is_asked_for_once() {
    let server = Server::serving(|_| page(&["all"], true, json!("all"))).await;
    let mut segments = server.client().segments().list_system().stream();
    let mut count = 0;
    while segments.try_next().await.expect("the page is good").is_some() {
        count += 1;
    }
    assert_eq!((count, server.requests().len()), (1, 1));
}

/// The operations whose list takes a page size of a documented range, and that range.
fn page_sizes() -> Vec<(Operation, i64, i64)> {
    let operations = DOCUMENT.operations().into_iter().filter_map(|operation| {
        let limit = &operation.parameters.iter().find(|it| it.name == "limit")?.schema;
        let (min, max) = (limit["minimum"].as_i64()?, limit["maximum"].as_i64()?);
        Some((operation, min, max))
    });
    operations.collect()
}

#[tokio::test]
async fn a_page_size_that_is_not_documented_is_refused_before_anything_is_sent() {
    let server = Server::serving(|_| page(&[], false, Value::Null)).await;
    let client = server.client();
    let sizes = page_sizes();
    for (operation, min, max) in &sizes {
        let message = format!("{}: `limit` must be from {min} to {max}", operation.id);
        for size in [min - 1, max + 1, i64::MIN, i64::MAX] {
            let input = arguments(operation, Fill::Required).with("query", "limit", size);
            let failure = call(&client, &operation.id, &input).await.expect_err("it is refused");
            assert_eq!(failure.message(), message);
        }
    }
    let mut streamed = client.segments().list().limit(101).stream();
    assert!(matches!(
        streamed.try_next().await,
        Err(PageError::Call { error: Error::InvalidInput(error), .. }) if error.parameter() == "limit"
    ));
    assert_eq!(server.requests().len(), 0);
    assert_eq!(sizes.len(), 9);
}

#[tokio::test]
async fn the_least_and_the_greatest_page_size_are_sent() {
    let server = Server::serving(|_| page(&[], false, Value::Null)).await;
    for size in [1, 100] {
        server.client().segments().list().limit(size).await.expect("it is a page size");
    }
    let sent: Vec<String> = server.requests().into_iter().map(|it| it.query).collect();
    assert_eq!(sent, ["limit=1", "limit=100"]);
}

#[tokio::test]
async fn refused_items_can_be_made_an_error() {
    let server = Server::serving(|_| {
        Answer::json(
            200,
            &json!({
                "object": "user_properties_set_result", "url": "/v4/users/u/properties",
                "saved_properties": [], "property_errors": [{"key": "bad key", "error": "no"}],
            }),
        )
    })
    .await;
    let body = SetUserPropertiesRequest::new([UserPropertyInput::new("bad key", "v")]);
    let client = server.client();
    let answer = client.user_properties().set("u", &body).await.expect("it is a success");
    let incomplete = answer.into_complete().expect_err("an item was refused");
    assert_eq!(incomplete.refused()[0].key, "bad key");
}
