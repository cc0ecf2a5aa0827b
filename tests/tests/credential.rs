//! The secret key: which environment it is for, when it is refused, and where it is never sent.

use openapi_exact_runtime::reqwest;
use qonversion::{Client, KeyEnvironment};
use qonversion_tests::SECRET_KEY;
use qonversion_tests::server::{Answer, Server};

#[test]
fn the_key_says_its_environment() {
    let environment = |key: &str| {
        let client = Client::builder().secret_key(key).build().expect("it is a key");
        client.environment()
    };
    assert_eq!(environment("sk_4711"), Some(KeyEnvironment::Production));
    assert_eq!(environment("test_sk_4711"), Some(KeyEnvironment::Sandbox));
    for neither in ["pk_4711", "test_4711", "SK_4711", "-sk_4711"] {
        assert_eq!(environment(neither), None, "{neither}");
    }
}

#[test]
fn the_key_that_is_sent_counts_however_it_was_given() {
    let builder = || Client::builder().secret_key("sk_4711");
    let other = builder().configure(|it| it.bearer("test_sk_4711")).build().expect("it is a key");
    assert_eq!(other.environment(), Some(KeyEnvironment::Sandbox));
    let none = builder().configure(|it| it.anonymous()).build().expect("it needs no key");
    assert_eq!(none.environment(), None);
}

#[test]
fn a_key_that_is_none_is_refused() {
    let refused = |key: &str| Client::builder().secret_key(key).build().is_err();
    assert!(Client::builder().build().is_err());
    for key in ["", " ", "sk_4711\n", "sk 4711", "sk_\0", "sk_é"] {
        assert!(refused(key), "{key:?}");
    }
}

#[test]
fn the_key_goes_over_plain_http_only_where_that_is_allowed_by_name() {
    let build = |base_url: &str, allowed: Option<&str>| {
        let builder = Client::builder().secret_key(SECRET_KEY).base_url(base_url);
        let allow = |host: &str| builder.configure(|it| it.allow_plain_http(host)).build();
        allowed.map_or_else(
            || Client::builder().secret_key(SECRET_KEY).base_url(base_url).build(),
            allow,
        )
    };
    for base_url in ["http://a.example/v4", "http://10.0.0.1", "http://localhost.example"] {
        assert!(build(base_url, None).is_err(), "{base_url}");
        assert!(build(base_url, Some("b.example")).is_err(), "{base_url}");
    }
    assert!(build("http://a.example/v4", Some("a.example")).is_ok());
    assert!(build("http://127.0.0.1:1/v4", None).is_ok());
}

/// Two servers, the first of which sends everybody to the second.
async fn redirecting(status: u16) -> (Server, Server) {
    let elsewhere = Server::start(Answer::json(200, &serde_json::json!({}))).await;
    let location = format!("{}/elsewhere", elsewhere.base_url());
    let server = Server::start(Answer::empty(status).header("location", &location)).await;
    (server, elsewhere)
}

#[tokio::test]
async fn no_redirect_is_followed() {
    for status in [301, 302, 303, 307, 308] {
        let (server, elsewhere) = redirecting(status).await;
        let error = server.client().segments().get("s").await.expect_err("it is a redirect");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
        assert_eq!((server.requests().len(), elsewhere.requests().len()), (1, 0));
    }
}

#[tokio::test]
async fn an_http_client_that_follows_redirects_does_not_take_the_key_elsewhere() {
    for status in [301, 302, 303, 307, 308] {
        let (server, elsewhere) = redirecting(status).await;
        let http = reqwest::Client::builder().no_proxy().build().expect("it can be built");
        let builder = Client::builder().secret_key(SECRET_KEY).base_url(server.base_url());
        let client = builder.configure(|it| it.http_client(http)).build().expect("it can be built");
        // What comes of it does not matter: the answer is no segment.
        let _ = client.segments().get("s").await;
        assert_eq!(
            server.request().header("authorization"),
            Some(format!("Bearer {SECRET_KEY}").as_str())
        );
        let sent = elsewhere.request();
        assert_eq!((sent.path.as_str(), sent.header("authorization")), ("/v4/elsewhere", None));
        assert!(!format!("{sent:?}").contains(SECRET_KEY), "{sent:?}");
    }
}
