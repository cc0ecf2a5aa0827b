//! What is told of a server that sends more than its description says.

use std::sync::{Arc, Mutex};

use openapi_exact_runtime::{Call, Drift, Method, Operation, StatusCode, Undocumented};
use serde_json::Value;

use crate::support::{KEY, Server};

openapi_exact_runtime::string_enum! {
    /// How it is going.
    enum Status { Draft = "draft" }
}

#[derive(Debug, serde::Deserialize)]
struct Screen {
    #[expect(dead_code, reason = "only read")]
    status: Status,
}

static GET: Operation =
    Operation::new("getScreen", Method::Get, "/screens/{id}", "Screens").statuses(&[200, 404, 5]);

/// Everything that was told while the server gave each of the answers.
async fn told(answers: &[(&str, &str, &str)]) -> Vec<Drift> {
    let told = Arc::new(Mutex::new(Vec::new()));
    for (status, content_type, body) in answers {
        let server = Server::typed(status, content_type, body.as_bytes());
        let client = server.builder().on_drift({
            let told = Arc::clone(&told);
            move |drift| told.lock().unwrap().push(drift.clone())
        });
        let client = client.build().unwrap();
        for _ in 0..2 {
            let call: Call<Screen, Value> = client.request(&GET).path("id", "user_4711").json();
            let _ = call.await;
        }
    }
    Arc::into_inner(told).unwrap().into_inner().unwrap()
}

#[track_caller]
fn one(told: &[Drift]) -> &Undocumented {
    match told {
        [drift] => {
            assert_eq!(drift.operation_id(), "getScreen");
            drift.undocumented()
        }
        other => panic!("{other:?}"),
    }
}

const JSON: &str = "application/json";

#[tokio::test]
async fn each_unknown_member_and_value_is_told_once() {
    let told = told(&[("200 OK", JSON, r#"{"status": "secret", "owner": "user_4711"}"#)]).await;
    let mut sentences: Vec<_> = told.iter().map(Drift::to_string).collect();
    sentences.sort();
    assert_eq!(
        sentences,
        [
            "getScreen: a value of `status` is not documented",
            "getScreen: member `owner` is not documented",
        ]
    );
    let shown = format!("{told:?}");
    assert!(
        !shown.contains("4711") && !shown.contains("secret") && !shown.contains(KEY),
        "{shown}"
    );
}

#[tokio::test]
async fn an_unknown_status_is_told() {
    let told = told(&[("418 I'm a teapot", JSON, "{}")]).await;
    assert_eq!(*one(&told), Undocumented::Status(StatusCode::IM_A_TEAPOT));
}

#[tokio::test]
async fn an_unknown_media_type_is_told_even_of_an_error() {
    let told = told(&[("502 Bad Gateway", "Text/HTML; charset=utf-8", "<html>")]).await;
    assert_eq!(*one(&told), Undocumented::MediaType("text/html".to_owned()));
}

#[tokio::test]
async fn what_is_documented_is_not_told() {
    let told = told(&[
        ("200 OK", "application/json; charset=utf-8", r#"{"status": "draft"}"#),
        ("404 Not Found", JSON, r#"{"error": {"any": "thing"}}"#),
        ("503 Service Unavailable", JSON, "{}"),
        ("404 Not Found", "text/html", ""),
    ])
    .await;
    assert_eq!(told, []);
}
