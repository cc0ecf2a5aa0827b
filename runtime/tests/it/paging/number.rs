//! Lists that are paged by number, and those that are not paged.

use openapi_exact_runtime::{Items, Paging};
use serde_json::Value;

use super::{NameList, Script, drain, failure, last, more, refused, restarted};

const NUMBERED: Paging = Paging::number("page").restarted("X-Restarted");

fn stream(script: &Script) -> Items<NameList, Value> {
    script.call().stream(NUMBERED)
}

#[tokio::test]
async fn pages_are_counted_from_one_and_cursors_are_ignored() {
    let pages = [more(&["a"], "x"), restarted(&more(&["b"], "x")), last(&["c"])];
    let script = Script::new(pages);
    let (items, error) = drain(stream(&script)).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, ["a", "b", "c"]);
    assert_eq!(script.queries(), ["?page=1", "?page=2", "?page=3"]);
}

#[tokio::test]
async fn an_empty_page_ends_the_list() {
    let script = Script::new([more(&["a"], "x"), more(&[], "y")]);
    let (items, error) = drain(stream(&script)).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((items.len(), script.queries().len()), (1, 2));
}

#[tokio::test]
async fn counting_goes_on_from_the_page_of_the_call() {
    let script = Script::new([more(&["c"], "x"), failure(), last(&["d"])]);
    let call = script.call().set_query("page", 3).set_query("limit", 1);
    let (items, error) = drain(call.stream(NUMBERED)).await;
    assert_eq!(items, ["c"]);
    let place = error.as_ref().unwrap().resume_from().unwrap();
    assert_eq!(place, "4");
    let (items, error) = drain(stream(&script).resume_from(place)).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, ["d"]);
    assert_eq!(script.queries(), ["?limit=1&page=3", "?limit=1&page=4", "?page=4"]);
}

#[tokio::test]
async fn what_is_no_page_number_is_refused() {
    let script = Script::new([]);
    let message = "listNames: `page` is not the number of a page, counted from 1";
    for place in ["0", "-1", "", "a", "1.5", "18446744073709551616"] {
        refused(drain(stream(&script).resume_from(place)).await.1, message);
        let call = script.call().set_query("page", place);
        refused(drain(call.stream(NUMBERED)).await.1, message);
    }
    assert!(script.queries().is_empty());
}

#[tokio::test]
async fn counting_ends_with_the_numbers() {
    let script = Script::new([more(&["a"], "x")]);
    let (items, error) = drain(stream(&script).resume_from(u64::MAX.to_string())).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, ["a"]);
}

#[tokio::test]
async fn a_list_that_is_not_paged_takes_one_call() {
    let script = Script::new([restarted(&more(&["a", "b"], "b"))]);
    let (items, error) = drain(script.call().stream(Paging::single())).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(items, ["a", "b"]);
    assert_eq!(script.queries(), [""]);
}

#[tokio::test]
async fn a_list_that_is_not_paged_has_no_place_to_resume_from() {
    let script = Script::new([]);
    let (_, error) = drain(script.call().stream(Paging::single()).resume_from("b")).await;
    refused(error, "listNames: `resume_from` has no use, since the list comes in one page");
    assert!(script.queries().is_empty());
}
