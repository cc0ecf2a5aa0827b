//! When pages are called for, and that none of their items is lost.

use std::future::poll_fn;
use std::io::Write;
use std::pin::Pin;
use std::time::Duration;

use futures_core::Stream;
use openapi_exact_runtime::{Items, Pages};
use serde_json::Value;

use super::{ListNames, NameList, Script, call, drain, last, more};
use crate::support::{Server, read_request};

#[tokio::test]
async fn only_the_pages_asked_for_are_called_for() {
    let script = Script::endless(|turn| more(&["a", "b"], &turn.to_string()));
    let mut items = script.list().stream();
    assert_eq!(script.queries().len(), 0);
    for (taken, calls) in [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)] {
        assert!(items.try_next().await.unwrap().is_some());
        assert_eq!(script.queries().len(), calls, "for {taken} items");
        assert_eq!(items.size_hint(), (taken % 2, None));
    }
    drop(items);
    let mut pages = script.list().pages();
    for calls in 4..=6 {
        assert!(pages.try_next().await.unwrap().is_some());
        assert_eq!(script.queries().len(), calls);
    }
}

#[tokio::test]
async fn a_call_under_way_goes_on_when_the_next_item_is_asked_for_again() {
    let script = Script::endless(|_| {
        std::thread::sleep(Duration::from_millis(300));
        last(&["a"])
    });
    let mut items = script.list().stream();
    let waited = tokio::time::timeout(Duration::from_millis(50), items.next()).await;
    assert!(waited.is_err(), "{waited:?}");
    assert_eq!(items.try_next().await.unwrap().as_deref(), Some("a"));
    assert_eq!(script.queries().len(), 1);
}

#[tokio::test]
async fn items_and_pages_are_streams_that_can_be_spawned() {
    fn is_stream<S: Stream + Send + Unpin + 'static>(stream: S) -> S {
        stream
    }
    let script = Script::new([more(&["a"], "a"), last(&["b"]), last(&["c"])]);
    let mut items: Items<NameList, Value> = is_stream(script.list().stream());
    let task = tokio::spawn(async move {
        let mut given = Vec::new();
        while let Some(item) = poll_fn(|context| Pin::new(&mut items).poll_next(context)).await {
            given.push(item.unwrap());
        }
        given
    });
    assert_eq!(task.await.unwrap(), ["a", "b"]);
    let mut pages: Pages<NameList, Value> = is_stream(script.list().pages());
    let page = poll_fn(|context| Pin::new(&mut pages).poll_next(context)).await;
    assert_eq!(page.unwrap().unwrap().data, ["c"]);
}

#[tokio::test]
async fn each_page_is_sent_with_the_headers_and_timeout_of_the_call() {
    let mut turn = 0;
    let server = Server::serving(move |mut stream| {
        let request = read_request(&mut stream);
        turn += 1;
        if turn == 3 {
            std::thread::sleep(Duration::from_millis(600));
        }
        let _ = stream.write_all(more(&["a"], &turn.to_string()).as_bytes());
        request
    });
    let list = ListNames(call(&server.client())).header("X-Trace", "t");
    let mut items = list.timeout(Duration::from_millis(300)).stream();
    for _ in 0..2 {
        items.try_next().await.unwrap();
        assert!(server.request().contains("x-trace: t\n"));
    }
    let error = items.try_next().await.unwrap_err();
    assert!(error.as_call().unwrap().is_timeout(), "{error:?}");
}

/// Knuth's 64-bit generator, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    /// Cuts the items into pages of 0 to 4, at least one.
    fn split(&mut self, items: &[String]) -> Vec<Vec<String>> {
        let mut pages = Vec::new();
        let mut rest = items;
        while !rest.is_empty() {
            let (page, after) = rest.split_at(self.below(5).min(rest.len()));
            pages.push(page.to_vec());
            rest = after;
        }
        if pages.is_empty() || self.below(3) == 0 {
            pages.push(Vec::new());
        }
        pages
    }
}

#[tokio::test]
async fn items_come_as_they_are_in_the_list_however_it_is_cut() {
    for seed in 0..60 {
        let mut random = Random(seed);
        let list: Vec<String> = (0..random.below(30)).map(|item| item.to_string()).collect();
        let pages = random.split(&list);
        let count = pages.len();
        let answers = pages.into_iter().enumerate().map(|(number, page)| {
            let page: Vec<&str> = page.iter().map(String::as_str).collect();
            if number + 1 == count { last(&page) } else { more(&page, &format!("c{number}")) }
        });
        let script = Script::new(answers);
        let (items, error) = drain(script.list().stream()).await;
        assert!(error.is_none(), "seed {seed}: {error:?}");
        assert_eq!(items, list, "seed {seed}");
        assert_eq!(script.queries().len(), count, "seed {seed}");
    }
}
