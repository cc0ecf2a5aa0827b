//! Links of answers, followed.

use openapi_exact_runtime::{Error, ErrorBody, StatusCode};
use serde_json::Value;

use crate::support::{KEY, Server};

#[tokio::test]
async fn a_link_is_read_below_the_base_address_with_the_credential() {
    let server = Server::json("200 OK", r#"{"name": "n"}"#);
    let request = server.client().follow("/v4/offerings/a%20b c/parts").set_query("lang", "en");
    let body: Value = request.json::<Value, Value>().await.unwrap();
    assert_eq!(body["name"], "n");
    let request = server.request();
    assert!(
        request.starts_with("GET /v4/offerings/a%20b%20c/parts?lang=en HTTP/1.1\n"),
        "{request}"
    );
    assert!(request.contains(&format!("authorization: Bearer {KEY}\n")), "{request}");
}

#[tokio::test]
async fn a_link_that_leads_elsewhere_sends_nothing() {
    let elsewhere = Server::json("200 OK", "{}");
    let server = Server::json("200 OK", "{}");
    let host = elsewhere.address();
    let links = [
        format!("http://{host}/v4/a"),
        format!("//{host}/v4/a"),
        format!("/\\{host}/v4/a"),
        format!("@{host}/v4/a"),
        format!("/\t/{host}/v4/a"),
        "/v4/../v3/a".to_owned(),
        "/v4/%2e%2e/v3/a".to_owned(),
        "/v3/a".to_owned(),
    ];
    for link in links {
        let error = server.client().follow(&link).empty::<Value>().await.unwrap_err();
        assert!(
            matches!(&error, Error::InvalidInput(error) if error.parameter() == "link"),
            "{link}: {error}"
        );
    }
    elsewhere.assert_untouched();
    server.assert_untouched();
}

#[derive(serde::Deserialize)]
struct Failure {
    code: String,
}

impl ErrorBody for Failure {
    fn code(&self) -> Option<&str> {
        Some(&self.code)
    }
}

#[tokio::test]
async fn an_error_of_a_link_is_typed() {
    let server = Server::json("404 Not Found", r#"{"code": "gone"}"#);
    let error = server.client().follow("/v4/a").json::<Value, Failure>().await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.to_string(), "follow: 404 Not Found: gone");
}
