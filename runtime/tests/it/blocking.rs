//! Calls without `async`.

use openapi_exact_runtime::{Call, Client, Error, Method, Operation, call};
use serde_json::Value;

use crate::support::Server;

struct ListSegments(Call<Vec<String>, Value>);

call!(ListSegments, Vec<String>, Value);

fn list_segments(client: &Client) -> ListSegments {
    const LIST: Operation = Operation::new("listSegments", Method::Get, "/segments", "Segments");
    ListSegments(client.request(&LIST).json())
}

#[test]
fn a_call_can_be_waited_for() {
    let server = Server::json("200 OK", r#"["a"]"#);
    let client = server.client();
    assert_eq!(list_segments(&client).wait().unwrap(), ["a"]);
    assert_eq!(list_segments(&client).send_wait().unwrap().status().as_u16(), 200);
    server.requests(2);
}

#[test]
fn several_threads_wait_at_once() {
    let server = Server::json("200 OK", "[]");
    let client = server.client();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| list_segments(&client).wait().unwrap());
        }
    });
    server.requests(8);
}

/// A runtime that a call was awaited on may be gone, with its connections.
#[test]
fn a_client_outlives_the_runtime_it_was_used_on() {
    let server = Server::json("200 OK", "[]");
    let client = server.client();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(list_segments(&client).into_future()).unwrap();
    drop(runtime);
    list_segments(&client).wait().unwrap();
}

#[track_caller]
fn refused(error: Error<Value>) {
    assert_eq!(
        error.to_string(),
        "listSegments: `wait` blocks, but was called from within an async runtime; \
         await the call instead"
    );
}

#[tokio::test]
async fn waiting_within_a_runtime_is_refused() {
    let server = Server::json("200 OK", "[]");
    let client = server.client();
    refused(list_segments(&client).wait().unwrap_err());
    refused(list_segments(&client).send_wait().unwrap_err());
    server.assert_untouched();
    assert!(list_segments(&client).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn waiting_on_a_worker_is_refused() {
    let client = Server::json("200 OK", "[]").client();
    let error = tokio::spawn(async move { list_segments(&client).wait().unwrap_err() }).await;
    refused(error.unwrap());
}
