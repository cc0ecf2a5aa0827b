//! The span of a call: what stands in it, and what must not.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::Once;

use openapi_exact_runtime::{Call, Client, Method, Operation, RetryPolicy};
use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::set_global_default;
use tracing::{Event, Metadata, Subscriber};

use crate::support::{KEY, Play, Server};
use crate::wire::Failure;

const SEARCH: Operation =
    Operation::new("searchSegment", Method::Post, "/segments/{segment_id}/search", "Segments")
        .idempotency_header("Idempotency-Key");

thread_local! {
    static COLLECTED: RefCell<Collected> = RefCell::default();
}

/// Collects in each test's thread for itself. It is the subscriber of all threads, because which
/// spans are of interest is decided once, by whichever thread comes first.
struct Collector;

/// The fields of the spans of this crate, and all text of all spans and events of any crate.
#[derive(Default)]
struct Collected {
    ids: u64,
    calls: BTreeMap<u64, BTreeMap<String, String>>,
    text: String,
}

struct Fields<'a>(&'a mut Vec<(String, String)>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push((field.name().to_owned(), format!("{value:?}")));
    }
}

impl Collected {
    fn add(&mut self, id: Option<u64>, record: impl FnOnce(&mut Fields<'_>)) {
        let mut fields = Vec::new();
        record(&mut Fields(&mut fields));
        self.text += &format!("{fields:?}\n");
        if let Some(call) = id.and_then(|id| self.calls.get_mut(&id)) {
            call.extend(fields);
        }
    }
}

impl Subscriber for Collector {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        COLLECTED.with_borrow_mut(|collected| {
            collected.ids += 1;
            let id = collected.ids;
            if span.metadata().target() == "openapi_exact_runtime" {
                collected.calls.insert(id, BTreeMap::new());
            }
            collected.add(Some(id), |fields| span.record(fields));
            Id::from_u64(id)
        })
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        COLLECTED.with_borrow_mut(|collected| {
            collected.add(Some(id.into_u64()), |fields| values.record(fields));
        });
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        COLLECTED.with_borrow_mut(|collected| collected.add(None, |fields| event.record(fields)));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The HTTP client below writes to `log`.
impl log::Log for Collector {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("log {}: {}\n", record.target(), record.args());
        COLLECTED.with_borrow_mut(|collected| collected.text += &line);
    }

    fn flush(&self) {}
}

/// Begins to collect what happens in this thread.
fn collect() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        set_global_default(Collector).unwrap();
        log::set_logger(&Collector).unwrap();
        log::set_max_level(log::LevelFilter::Trace);
    });
    COLLECTED.take();
}

/// The fields of the one call that was made, but for its duration, which is checked.
#[track_caller]
fn collected_call() -> Vec<String> {
    let (calls, text) =
        COLLECTED.with_borrow(|collected| (collected.calls.clone(), collected.text.clone()));
    assert!(!text.contains("4711") && !text.contains(KEY), "{text}");
    assert_eq!(calls.len(), 1, "{calls:?}");
    let mut call = calls.into_values().next().unwrap();
    let duration = call.remove("http.client.request.duration").unwrap();
    assert!((0.0..60.0).contains(&duration.parse::<f64>().unwrap()), "{duration}");
    call.into_iter().map(|(name, value)| format!("{name}={value}")).collect()
}

const ALWAYS: [&str; 6] = [
    r#"http.request.method=POST"#,
    r#"openapi.operation_id="searchSegment""#,
    r#"otel.kind="client""#,
    r#"otel.name=POST /segments/{segment_id}/search"#,
    r#"server.address="127.0.0.1""#,
    r#"url.template="/segments/{segment_id}/search""#,
];

#[track_caller]
fn assert_call(result: &[&str]) {
    let mut expected = [&ALWAYS, result].concat();
    expected.sort_unstable();
    assert_eq!(collected_call(), expected);
}

fn search(client: &Client) -> Call<Value, Failure> {
    client
        .request(&SEARCH)
        .path("segment_id", "id-4711")
        .query("q", "query-4711")
        .header("Idempotency-Key", "header-4711")
        .body("body-4711")
        .json()
}

#[tokio::test]
async fn a_call_is_one_span_without_ids_and_secrets() {
    collect();
    let answer = Play::with_header("200 OK", "X-Secret: header-4711", r#"["answer-4711"]"#);
    let server = Server::playing([Play::json("503 Busy", "{}"), answer]);
    search(&server.client()).retry(RetryPolicy::default().jitter(|| 0.0)).await.unwrap();
    server.requests(2);
    assert_call(&["http.request.resend_count=1", "http.response.status_code=200"]);
    let is_heard = COLLECTED.with_borrow(|collected| collected.text.contains("log reqwest"));
    assert!(is_heard, "the HTTP client writes no log that could be checked");
}

#[tokio::test]
async fn a_refusal_is_told_by_its_status() {
    collect();
    search(&Server::json("404 Not Found", "{}").client()).await.unwrap_err();
    let result =
        ["error.type=\"404\"", "http.response.status_code=404", "otel.status_code=\"ERROR\""];
    assert_call(&result);
}

#[tokio::test]
async fn what_fails_otherwise_is_told_by_a_word() {
    let failing = |play| Server::repeating(play).client();
    let short = std::time::Duration::from_millis(50);
    for (call, result) in [
        (search(&failing(Play::Answer(Vec::new()))), &["error.type=\"transport\""][..]),
        (search(&failing(Play::Stall)).timeout(short), &["error.type=\"timeout\""]),
        (
            search(&failing(Play::json("200 OK", "{"))),
            &["error.type=\"decode\"", "http.response.status_code=200"],
        ),
        (
            search(&failing(Play::json("200 OK", "{}"))).header("a b", ""),
            &["error.type=\"invalid_input\""],
        ),
    ] {
        collect();
        call.await.unwrap_err();
        assert_call(&[result, &["otel.status_code=\"ERROR\""]].concat());
    }
}
