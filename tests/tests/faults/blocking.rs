//! The same calls without `async`. Here the clock runs, so waits and limits are short.

use std::time::Duration;

use qonversion::Client;
use qonversion::models::CreateProductRequest;
use qonversion_tests::faults::{FaultServer, Script, policy};
use qonversion_tests::server::Answer;

use crate::{ID, segment, sent, told, unavailable};

fn client(server: &FaultServer) -> Client {
    server.client_with(|builder| builder.retry(policy().jitter(|| 0.0)))
}

#[test]
fn blocking_reset_and_unavailable() {
    let script = Script::new().reset().answer(unavailable()).answer(segment());
    let server = FaultServer::playing(script);
    let response = client(&server).segments().get(ID).send_wait();
    let response = response.expect("the third attempt is answered");
    assert_eq!((&*response.name, response.attempts()), ("Premium", 3));
    sent(&server, 3);
}

/// This one does take time. On a machine with much else to do, it may be over before the request is
/// sent.
#[test]
fn blocking_deadline() {
    for script in [Script::new().stall(), Script::new().stall_after(segment().cut(20))] {
        let server = FaultServer::playing(script);
        let call = client(&server).segments().get(ID).timeout(Duration::from_millis(500));
        let message =
            "too late, attempts: 1, may pass: v4GetSegment: no complete answer within 500ms";
        assert_eq!(told(&call.wait().expect_err("no answer comes")), message);
        assert!(server.requests().len() <= 1, "{:#?}", server.requests());
    }
}

#[test]
fn blocking_deadline_in_the_middle_of_a_wait() {
    let busy = Answer::empty(429).header("Retry-After", "30");
    let server = FaultServer::playing(Script::new().answer(busy).answer(segment()));
    let error = client(&server).segments().get(ID).wait().expect_err("the server refused");
    let message = "refused, attempts: 1, may pass: v4GetSegment: 429 Too Many Requests";
    assert_eq!(told(&error), message);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    sent(&server, 1);
}

#[test]
fn blocking_post_that_must_not_be_repeated() {
    let server = FaultServer::playing(Script::new().reset().answer(segment()));
    let call = client(&server).products().create(&CreateProductRequest::new("p"));
    let message = "broken off, attempts: 1, may pass: \
                   v4CreateProduct: the exchange with the server broke off";
    assert_eq!(told(&call.wait().expect_err("the connection was reset")), message);
    assert_eq!(sent(&server, 1).header("idempotency-key"), None);
}
