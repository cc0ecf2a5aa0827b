//! What may be repeated, what must not be, and by what the server tells the two apart.

use std::future::IntoFuture;
use std::time::Duration;

use qonversion::models::{
    CreateProductRequest, CreateUserRequest, UpdateOfferingRequest, UpdateSegmentRequest,
    UserEnvironment,
};
use qonversion::{Client, Error};
use qonversion_tests::faults::{FaultServer, Script, policy};
use qonversion_tests::server::{Answer, Request};
use serde_json::json;

use crate::{ID, segment, sent, told, unavailable};

/// All that may happen to a call of which one cannot know what the server made of it.
fn faults() -> [Script; 6] {
    [
        Script::new().answer(unavailable()),
        Script::new().answer(Answer::empty(429).header("Retry-After", "0")),
        Script::new().reset(),
        Script::new().close(),
        Script::new().reset_after(segment().cut(20)),
        Script::new().stall(),
    ]
}

/// Leaves time for another attempt after one that stalls.
fn client(server: &FaultServer) -> Client {
    let policy = policy().attempt_timeout(Duration::from_secs(5));
    server.client_with(|builder| builder.retry(policy))
}

/// Asserts that this call is sent once at whatever fault, and without a key.
async fn is_sent_once<T, F>(call: impl Fn(&Client) -> F)
where
    F: IntoFuture<Output = Result<T, Error>>,
{
    for fault in faults() {
        let server = FaultServer::playing(fault.answer(segment()));
        let error = call(&client(&server)).await.err().expect("the server is at fault");
        assert_eq!(error.attempts(), 1, "{}", told(&error));
        assert!(error.is_retryable(), "whether it may pass is another question");
        let request = sent(&server, 1);
        assert_eq!((&*request.method, request.header("idempotency-key")), ("POST", None));
    }
}

/// Asserts that this call is sent again after every fault, the same to the byte.
async fn is_sent_again<T, F>(call: impl Fn(&Client) -> F, answer: fn() -> Answer) -> Vec<Request>
where
    F: IntoFuture<Output = Result<T, Error>>,
{
    let mut requests = Vec::new();
    for fault in faults() {
        let server = FaultServer::playing(fault.answer(answer()));
        call(&client(&server)).await.expect("the second attempt is answered");
        requests.push(sent(&server, 2));
    }
    requests
}

fn user() -> Answer {
    let user = json!({
        "object": "user", "id": "u", "url": "/v4/users/u", "environment": "prod",
        "created_at": "2026-04-20T12:00:00Z",
    });
    Answer::json(201, &user)
}

fn offering() -> Answer {
    let offering = json!({
        "object": "offering", "id": "o", "url": "/v4/offerings/o", "tag": 0, "product_ids": [],
        "created_at": "2026-04-20T12:00:00Z", "updated_at": "2026-04-20T12:00:00Z",
    });
    Answer::json(200, &offering)
}

#[tokio::test(start_paused = true)]
async fn post_that_must_not_be_repeated() {
    is_sent_once(|client| client.products().create(&CreateProductRequest::new("p"))).await;
}

/// A second call would make the key worthless that the first one gave.
#[tokio::test(start_paused = true)]
async fn secret_that_must_not_be_regenerated_twice() {
    is_sent_once(|client| client.project_settings().regenerate_secret_key()).await;
}

#[tokio::test(start_paused = true)]
async fn post_with_a_key_of_its_own() {
    let body = CreateUserRequest::new(UserEnvironment::Prod);
    let requests = is_sent_again(|client| client.users().create(&body), user).await;
    let keys: std::collections::HashSet<_> =
        requests.iter().map(|it| it.header("idempotency-key").expect("it has a key")).collect();
    assert_eq!(keys.len(), requests.len(), "each call has another key: {keys:?}");
    assert!(keys.iter().all(|key| key.len() == "00000000-0000-4000-8000-000000000000".len()));
}

#[tokio::test(start_paused = true)]
async fn post_with_the_key_of_the_caller() {
    let body = CreateUserRequest::new(UserEnvironment::Prod);
    let call = |client: &Client| client.users().create(&body).idempotency_key("mine");
    for request in is_sent_again(call, user).await {
        assert_eq!(request.header("idempotency-key"), Some("mine"));
    }
}

#[tokio::test(start_paused = true)]
async fn put_is_repeated_with_its_body() {
    let body = UpdateSegmentRequest::new("Premium").clear_conditions();
    for request in is_sent_again(|client| client.segments().update(ID, &body), segment).await {
        assert_eq!((&*request.method, request.header("idempotency-key")), ("PUT", None));
        assert_eq!(request.json(), json!({"name": "Premium", "conditions": []}));
    }
}

#[tokio::test(start_paused = true)]
async fn patch_is_repeated_with_its_body() {
    let body = UpdateOfferingRequest::new().clear_product_ids();
    for request in is_sent_again(|client| client.offerings().update(ID, &body), offering).await {
        assert_eq!((&*request.method, request.text().as_str()), ("PATCH", r#"{"product_ids":[]}"#));
    }
}

/// The first attempt may have deleted it. The caller is told that it is gone, and after how many
/// attempts.
#[tokio::test(start_paused = true)]
async fn delete_that_is_gone_at_the_second_attempt() {
    let call = |client: &Client| client.segments().delete(ID);
    for request in is_sent_again(call, || Answer::empty(204)).await {
        assert_eq!((&*request.method, request.body.len()), ("DELETE", 0));
    }
    let script = Script::new().reset().answer(Answer::empty(404));
    let server = FaultServer::playing(script);
    let error = call(&client(&server)).await.expect_err("it is gone");
    let message = "refused, attempts: 2, stays: v4DeleteSegment: 404 Not Found (after 2 attempts)";
    assert_eq!(told(&error), message);
    sent(&server, 2);
}

/// A connection that never was cannot have brought anything to the server. The rule stays the same:
/// who wants another attempt sees [`is_connect`](qonversion::TransportError::is_connect).
#[tokio::test(start_paused = true)]
async fn post_to_a_server_that_refuses_connections() {
    let server = FaultServer::refusing();
    let call = server.client().products().create(&CreateProductRequest::new("p"));
    let error = call.await.expect_err("there is no connection");
    let message =
        "broken off, attempts: 1, may pass: v4CreateProduct: cannot connect to the server";
    assert_eq!(told(&error), message);
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert!(error.is_connect());
}
