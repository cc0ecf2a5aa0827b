//! Where a list that is paged by cursor ends, and what ends it with an error.

use openapi_exact_runtime::{PageError, Paging};

use super::{Script, drain, last, more, page, refused, restarted};

#[tokio::test]
async fn pages_follow_the_cursor_and_keep_the_rest_of_the_query() {
    let script = Script::new([more(&["a", "b"], "b &"), more(&["c", "d"], "d"), last(&["e"])]);
    let (items, error) = drain(script.list().limit(2).stream()).await;
    assert!(error.is_none());
    assert_eq!(items, ["a", "b", "c", "d", "e"]);
    let queries = ["?limit=2", "?limit=2&starting_after=b%20%26", "?limit=2&starting_after=d"];
    assert_eq!(script.queries(), queries);
}

/// The page is the last one.
async fn ends(body: &str) {
    let script = Script::new([page(body)]);
    let (items, error) = drain(script.list().stream()).await;
    assert!(error.is_none(), "{body}: {error:?}");
    assert_eq!((items.as_slice(), script.queries().len()), (["a".to_owned()].as_slice(), 1));
}

#[tokio::test]
async fn the_list_ends_where_none_follows_whatever_the_cursor_is() {
    ends(r#"{"data": ["a"], "has_more": false, "next_cursor": "stray"}"#).await;
    ends(r#"{"data": ["a"], "has_more": false}"#).await;
}

#[tokio::test]
async fn the_list_ends_without_a_cursor() {
    for more in [r#""has_more": true, "#, ""] {
        for cursor in ["", r#", "next_cursor": null"#, r#", "next_cursor": """#] {
            ends(&format!(r#"{{{more}"data": ["a"]{cursor}}}"#)).await;
        }
    }
}

#[tokio::test]
async fn a_cursor_is_enough_for_another_page() {
    let first = page(r#"{"data": ["a"], "next_cursor": "a"}"#);
    let script = Script::new([first, page(r#"{"data": ["b"]}"#)]);
    let (items, error) = drain(script.list().stream()).await;
    assert!(error.is_none());
    assert_eq!(items, ["a", "b"]);
}

#[tokio::test]
async fn an_empty_page_is_no_end() {
    let script = Script::new([more(&[], "a"), more(&["b"], "b"), more(&[], "c"), last(&["d"])]);
    let (items, error) = drain(script.list().stream()).await;
    assert!(error.is_none());
    assert_eq!(items, ["b", "d"]);
    assert!(drain(Script::new([last(&[])]).list().stream()).await.0.is_empty());
}

#[track_caller]
fn repeats(error: Option<PageError<serde_json::Value>>, expected: &str) {
    let error = error.unwrap();
    assert_eq!((error.resume_from(), error.operation().unwrap().id()), (None, "listNames"));
    assert_eq!(
        error.to_string(),
        "listNames: the server gave a cursor for the second time, so the list would not end; \
         read it from the beginning"
    );
    assert_eq!(format!("{error:?}"), "RepeatedCursor { operation: \"listNames\", .. }");
    assert!(matches!(error, PageError::RepeatedCursor { cursor, .. } if cursor == expected));
}

#[tokio::test]
async fn a_cursor_that_came_before_is_an_error_after_the_items_of_its_page() {
    let pages = [more(&["a"], "u-1"), more(&["b"], "u-2"), more(&["c"], "u-1")];
    let script = Script::new(pages);
    let (items, error) = drain(script.list().stream()).await;
    repeats(error, "u-1");
    assert_eq!((items.len(), script.queries().len()), (3, 3));
}

#[tokio::test]
async fn the_cursor_that_the_call_begins_with_counts_as_seen() {
    let script = Script::new([more(&["b"], "u-1")]);
    let (items, error) = drain(script.list().starting_after("u-1").stream()).await;
    repeats(error, "u-1");
    assert_eq!(items, ["b"]);
    assert_eq!(script.queries(), ["?starting_after=u-1"]);
}

#[tokio::test]
async fn a_list_that_begins_anew_is_an_error_before_items_come_twice() {
    let script = Script::new([more(&["a"], "u-1"), restarted(&more(&["a"], "u-2"))]);
    let (items, error) = drain(script.list().stream()).await;
    assert_eq!(items, ["a"]);
    let error = error.unwrap();
    assert_eq!((error.resume_from(), error.operation().unwrap().id()), (None, "listNames"));
    assert_eq!(
        error.to_string(),
        "listNames: the item behind the cursor is gone, and the list began anew; \
         read it from the beginning, or set `accept_restart`"
    );
    assert_eq!(format!("{error:?}"), "Restarted { operation: \"listNames\", .. }");
    assert!(matches!(error, PageError::Restarted { cursor, .. } if cursor == "u-1"));
}

#[tokio::test]
async fn only_a_cursor_can_be_answered_by_a_new_beginning() {
    let other_value = more(&["b"], "b").replacen("\r\n\r\n", "\r\nX-Restarted: false\r\n\r\n", 1);
    let script = Script::new([restarted(&more(&["a"], "a")), other_value, last(&["c"])]);
    let (items, error) = drain(script.list().stream()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, ["a", "b", "c"]);
}

#[tokio::test]
async fn the_header_means_nothing_where_it_is_not_documented() {
    let script = Script::new([more(&["a"], "a"), restarted(&last(&["b"]))]);
    let (items, error) = drain(script.call().stream(Paging::cursor("starting_after"))).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, ["a", "b"]);
}

/// `b` is deleted after the second page, and the list comes again without it.
#[tokio::test]
async fn a_new_beginning_that_is_accepted_goes_through_the_whole_list() {
    let script = Script::new([
        more(&["a"], "a"),
        more(&["b"], "b"),
        restarted(&more(&["a"], "a")),
        more(&["c"], "c"),
        last(&["d"]),
    ]);
    let (items, error) = drain(script.list().stream().accept_restart()).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, ["a", "b", "a", "c", "d"]);
}

#[tokio::test]
async fn a_list_that_always_begins_anew_ends() {
    let script = Script::endless(|_| restarted(&more(&["a"], "u-1")));
    let (items, error) = drain(script.list().stream().accept_restart()).await;
    repeats(error, "u-1");
    assert_eq!((items.len(), script.queries().len()), (2, 2));
}

/// Of two cursors that lead back to the first page, each is followed once.
#[tokio::test]
async fn new_beginnings_by_turns_end() {
    let script = Script::endless(|turn| match turn {
        0 => more(&["a"], "u-0"),
        turn => restarted(&more(&["a"], &format!("u-{}", turn % 2))),
    });
    let (_, error) = drain(script.list().stream().accept_restart()).await;
    repeats(error, "u-0");
    assert_eq!(script.queries(), ["", "?starting_after=u-0", "?starting_after=u-1"]);
}

#[tokio::test]
async fn a_page_size_that_is_not_documented_is_refused() {
    let script = Script::new([last(&["a"]), last(&["b"])]);
    let message = "listNames: `limit` must be from 1 to 100";
    for size in [0, 101, -1, i64::MIN] {
        let (items, error) = drain(script.list().limit(size).stream()).await;
        refused(error, message);
        assert!(items.is_empty());
        assert_eq!(script.list().limit(size).await.err().unwrap().to_string(), message);
    }
    assert!(script.queries().is_empty());
    for size in [1, 100] {
        assert!(drain(script.list().limit(size).stream()).await.1.is_none());
    }
}

#[tokio::test]
async fn an_empty_cursor_to_begin_with_is_refused() {
    let script = Script::new([]);
    let message = "listNames: `starting_after` is empty; leave it out to begin with the first page";
    refused(drain(script.list().starting_after("").stream()).await.1, message);
    refused(drain(script.list().stream().resume_from("")).await.1, message);
    assert!(script.queries().is_empty());
}
