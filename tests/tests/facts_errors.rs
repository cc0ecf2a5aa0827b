//! What the documentation says of errors, and what a caller has to branch on.

use qonversion::models::{ErrorCode, ErrorType};
use qonversion::{Client, Error};
use qonversion_tests::server::{Answer, Server};
use serde_json::{Value, json};

async fn error(answer: Answer) -> Error {
    let server = Server::start(answer).await;
    let client: Client = server.client();
    client.segments().get("s").await.expect_err("the server refused")
}

fn envelope(kind: &str, code: &str, details: Option<Value>) -> Value {
    let mut error = json!({"type": kind, "code": code, "message": "Text for people."});
    if let Some(details) = details {
        error["details"] = details;
    }
    json!({"error": error})
}

#[tokio::test]
async fn an_error_has_its_kind_code_and_text() {
    let error = error(Answer::json(401, &envelope("request", "control_unauthorized", None))).await;
    assert_eq!(
        error.to_string(),
        "v4GetSegment: 401 Unauthorized: control_unauthorized: Text for people."
    );
    let api = error.as_api().expect("it is an error of the API");
    assert_eq!(
        (api.kind(), api.code(), api.status().as_u16()),
        (Some("request"), Some("control_unauthorized"), 401)
    );
    let info = &api.body().expect("it has the documented body").error;
    assert_eq!((&info.type_, &info.code), (&ErrorType::Request, &ErrorCode::ControlUnauthorized));
    assert_eq!(info.details, None);
}

#[tokio::test]
async fn an_error_about_fields_names_them() {
    let details = json!([
        {"field": "name", "message": "must not be empty"}, {"field": "", "message": "odd"},
    ]);
    let error = error(Answer::json(400, &envelope("request", "invalid_data", Some(details)))).await;
    let api = error.as_api().expect("it is an error of the API");
    let details: Vec<_> = api.details().iter().map(|it| (it.field, it.message)).collect();
    assert_eq!(details, [("name", "must not be empty"), ("", "odd")]);
}

#[tokio::test]
async fn an_error_that_is_not_about_fields_has_no_details() {
    let unauthorized = envelope("request", "control_unauthorized", None);
    for answer in [Answer::json(401, &unauthorized), Answer::text(502, "text/html", "<html>")] {
        let error = error(answer).await;
        assert_eq!(error.as_api().map(|it| it.details().len()), Some(0));
    }
}

#[tokio::test]
async fn an_error_names_the_call_for_whoever_asks_the_vendor() {
    let answer = || Answer::json(404, &envelope("resource", "not_found", None));
    let named = error(answer().header("X-Request-Id", "r-1")).await;
    assert_eq!(named.request_id(), Some("r-1"));
    assert_eq!(named.operation().map(|it| it.id()), Some("v4GetSegment"));
    assert_eq!(error(answer()).await.request_id(), None);
}

#[tokio::test]
async fn kinds_and_codes_newer_than_the_client_are_kept() {
    let error = error(Answer::json(422, &envelope("cosmic", "sun_flare", None))).await;
    let api = error.as_api().expect("it is an error of the API");
    assert_eq!((api.kind(), api.code()), (Some("cosmic"), Some("sun_flare")));
    let info = &api.body().expect("it has the documented body").error;
    assert!(!info.type_.is_known() && !info.code.is_known());
}

#[tokio::test]
async fn an_error_of_a_proxy_is_an_error_of_the_call() {
    let error = error(Answer::text(502, "text/html", "<html>Bad Gateway</html>")).await;
    assert_eq!(error.to_string(), "v4GetSegment: 502 Bad Gateway");
    let api = error.as_api().expect("it is an error of the API");
    assert!(api.body().is_none() && api.code().is_none());
    assert_eq!(api.raw_body(), b"<html>Bad Gateway</html>");
}

#[tokio::test]
async fn too_many_calls_may_come_with_a_time_to_wait_or_without() {
    let answer = || Answer::json(429, &envelope("request", "rate_limited", None));
    for (answer, wait) in [(answer().header("Retry-After", "30"), Some("30")), (answer(), None)] {
        let error = error(answer).await;
        let api = error.as_api().expect("it is an error of the API");
        assert_eq!(api.headers().get("retry-after").and_then(|it| it.to_str().ok()), wait);
        assert_eq!(api.status().as_u16(), 429);
    }
}

#[tokio::test]
async fn an_answer_that_is_not_as_documented_names_the_place() {
    let server =
        Server::start(Answer::json(200, &json!({"object": "user", "id": "u", "url": 4711}))).await;
    let error = server.client().users().get("u").await.expect_err("the answer does not fit");
    let text = error.to_string();
    assert!(matches!(error, Error::Decode(_)), "{text}");
    assert!(text.contains("`url`") && !text.contains("4711"), "{text}");
}

#[tokio::test]
async fn an_answer_with_nothing_in_it_is_not_a_value() {
    for answer in [Answer::empty(200), Answer::text(200, "text/html", "<html></html>")] {
        let error = error(answer).await;
        assert!(matches!(error, Error::Decode(_)), "{error}");
    }
}
