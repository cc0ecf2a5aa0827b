//! Errors in the middle of a list, and reading on after them.

use openapi_exact_runtime::{PageError, StatusCode};

use super::{Script, answer, drain, failure, last, more, page};

#[tokio::test]
async fn after_an_error_a_new_stream_gives_what_is_left() {
    let pages =
        [more(&["a", "b"], "b"), more(&["c"], "u-7"), failure(), more(&["d"], "d"), last(&["e"])];
    let script = Script::new(pages);
    let (items, error) = drain(script.list().limit(2).stream()).await;
    assert_eq!(items, ["a", "b", "c"]);
    let error = error.unwrap();
    assert_eq!(error.as_call().unwrap().status(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(error.to_string(), "listNames: 503 Service Unavailable");
    assert!(!format!("{error:?} {error}").contains("u-7"));
    let place = error.resume_from().unwrap();
    let (items, error) = drain(script.list().limit(2).stream().resume_from(place)).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, ["d", "e"]);
    let after = |cursor| format!("?limit=2&starting_after={cursor}");
    let queries = ["?limit=2".to_owned(), after("b"), after("u-7"), after("u-7"), after("d")];
    assert_eq!(script.queries(), queries);
}

#[tokio::test]
async fn an_error_on_the_first_page_leaves_no_place_but_the_one_the_call_names() {
    let script = Script::new([]);
    let place = |error: Option<PageError<_>>| error.unwrap().resume_from().map(str::to_owned);
    assert_eq!(place(drain(script.list().stream()).await.1), None);
    let stream = script.list().starting_after("a").stream();
    assert_eq!(place(drain(stream).await.1).as_deref(), Some("a"));
}

#[tokio::test]
async fn a_page_that_is_not_as_documented_is_an_error_at_its_place() {
    let script = Script::new([more(&["a"], "a"), page(r#"{"data": [1]}"#)]);
    let (items, error) = drain(script.list().stream()).await;
    assert_eq!(items, ["a"]);
    let error = error.unwrap();
    assert_eq!(error.resume_from(), Some("a"));
    assert!(error.to_string().contains("at `data[0]`"), "{error}");
}

#[tokio::test]
async fn resuming_replaces_the_place_and_lets_go_of_the_page_at_hand() {
    let script = Script::new([more(&["a", "b"], "b"), last(&["z"])]);
    let mut items = script.list().starting_after("0").stream();
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("a"));
    let (items, error) = drain(items.resume_from("y")).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, ["z"]);
    assert_eq!(script.queries(), ["?starting_after=0", "?starting_after=y"]);
}

#[tokio::test]
async fn pages_tell_where_the_next_one_begins() {
    let second = answer("200 OK", "X-Request-Id: r-2\r\n", r#"{"data": ["b"]}"#);
    let script = Script::new([more(&["a"], "u-1"), second]);
    let mut pages = script.list().pages();
    assert_eq!(pages.position(), None);
    assert_eq!(pages.next().await.unwrap().unwrap().data, ["a"]);
    assert_eq!(pages.position().as_deref(), Some("u-1"));
    let mut pages = script.list().pages().resume_from(pages.position().unwrap());
    assert_eq!(pages.position().as_deref(), Some("u-1"));
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(
        (page.headers()["x-request-id"].as_bytes(), page.data.as_slice()),
        (b"r-2".as_slice(), ["b".to_owned()].as_slice())
    );
    assert_eq!(pages.position(), None);
    assert!(pages.try_next().await.unwrap().is_none());
    assert!(!format!("{pages:?}").contains("u-1"));
}
