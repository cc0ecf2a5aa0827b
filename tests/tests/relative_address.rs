//! A document that does not say where its server is, and has operations that need no credential:
//! its client as it is committed in `fixtures/relative/generated`, which this crate compiles as
//! `relative`.

use qonversion_tests::relative::Client;
use qonversion_tests::server::{Answer, Server};

#[tokio::test]
async fn the_address_is_given_and_the_credential_where_it_is_needed() {
    let server = Server::start(Answer::empty(204)).await;
    let client = Client::builder(server.base_url()).build().expect("it can be built");
    client.default().get_open().send().await.expect("it is answered");
    let refused = client.default().get_closed().send().await.unwrap_err();
    assert_eq!(refused.to_string(), "getClosed: `bearer` was not given; set the token");
    let client = Client::builder(server.base_url()).secret("s_4711").build();
    let client = client.expect("it can be built");
    client.default().get_open().send().await.expect("it is answered");
    client.default().get_closed().send().await.expect("it is answered");
    let requests = server.requests();
    let sent: Vec<_> =
        requests.iter().map(|it| (it.path.as_str(), it.header("authorization"))).collect();
    let closed = ("/v4/closed", Some("Bearer s_4711"));
    assert_eq!(sent, [("/v4/open", None), ("/v4/open", None), closed]);
}

#[test]
fn an_address_must_be_whole() {
    let error = Client::builder("/v1").build().unwrap_err();
    assert_eq!(error.to_string(), "`base_url` is not a URL: relative URL without a base");
    let error = Client::from_env("https://relative.example/v1").unwrap_err();
    assert_eq!(error.to_string(), "`RELATIVE_API_SECRET` is not set in the environment");
}
