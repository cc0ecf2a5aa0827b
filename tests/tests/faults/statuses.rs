//! Statuses that nobody documented, and those that pass.

use std::time::Duration;

use qonversion_tests::faults::{FaultServer, Script};
use qonversion_tests::server::Answer;

use crate::{ID, fails, get, segment, segment_named, sent, told, unavailable};

#[tokio::test(start_paused = true)]
async fn unavailable_and_then_fine() {
    let script = Script::new().answer(unavailable()).answer(unavailable()).answer(segment());
    let server = FaultServer::playing(script);
    let response = get(&server).send().await.expect("the third attempt is answered");
    assert_eq!((&*response.name, response.attempts()), ("Premium", 3));
    sent(&server, 3);
    assert_eq!(server.log().connections(), [0, 0, 0], "the connection is as good as before");
    assert_eq!(server.waits(), [Duration::from_millis(250), Duration::from_millis(500)]);
}

#[tokio::test(start_paused = true)]
async fn unavailable_for_good() {
    let message = "refused, attempts: 3, may pass: v4GetSegment: 503 Service Unavailable: \
                   busy: Try again later. (after 3 attempts)";
    let script = Script::new().answer(unavailable()).from_then_on();
    let (_, error) = fails(script, message).await;
    let api = error.as_api().expect("it is a refusal");
    assert_eq!(
        (api.status().as_u16(), api.code(), api.kind()),
        (503, Some("busy"), Some("internal"))
    );
}

/// The caller gets what the last attempt gave.
#[tokio::test(start_paused = true)]
async fn unavailable_and_then_gone() {
    let gone = Answer::text(404, "application/json", "{}");
    let message = "refused, attempts: 2, stays: v4GetSegment: 404 Not Found (after 2 attempts)";
    fails(Script::new().answer(unavailable()).answer(gone), message).await;
}

#[tokio::test(start_paused = true)]
async fn unknown_status() {
    for (status, name) in
        [(599, "599"), (999, "999"), (418, "418 I'm a teapot"), (300, "300 Multiple Choices")]
    {
        let script = Script::new().answer(Answer::text(status, "application/json", "{}"));
        let message = format!("refused, attempts: 1, stays: v4GetSegment: {name}");
        let (_, error) = fails(script, &message).await;
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
    }
}

/// What is within 2xx is a success by whatever number.
#[tokio::test(start_paused = true)]
async fn unknown_success() {
    let answer = Answer::json(299, &segment_named("Premium"));
    let server = FaultServer::playing(Script::new().answer(answer));
    let response = get(&server).send().await.expect("it is a success");
    assert_eq!((response.status().as_u16(), &*response.name), (299, "Premium"));
    sent(&server, 1);
}

/// Nobody follows: the key would go along, to whoever is there.
#[tokio::test(start_paused = true)]
async fn redirect_to_another_origin() {
    let elsewhere = FaultServer::playing(Script::new().answer(segment()).from_then_on());
    let location = format!("http://{}/v4/segments/s", elsewhere.address());
    for (status, name) in [
        (301, "301 Moved Permanently"),
        (302, "302 Found"),
        (303, "303 See Other"),
        (307, "307 Temporary Redirect"),
        (308, "308 Permanent Redirect"),
    ] {
        let script = Script::new().answer(Answer::empty(status).header("Location", &location));
        let message = format!("refused, attempts: 1, stays: v4GetSegment: {name}");
        let (_, error) = fails(script, &message).await;
        let headers = error.as_api().expect("it is a refusal").headers();
        assert_eq!(headers["location"].as_bytes(), location.as_bytes());
    }
    // A call that is meant for the other server is the only one that it was sent.
    get(&elsewhere).await.expect("it is answered");
    sent(&elsewhere, 1);
}

/// The same server is no exception: the address was not the one that was asked for.
#[tokio::test(start_paused = true)]
async fn redirect_to_the_same_origin() {
    let moved = Answer::empty(307).header("Location", "/v4/segments/other");
    let server = FaultServer::playing(Script::new().answer(moved).answer(segment()));
    let call = server.client().segments().delete(ID);
    let error = call.await.expect_err("it was not deleted");
    let message = "refused, attempts: 1, stays: v4DeleteSegment: 307 Temporary Redirect";
    assert_eq!(told(&error), message);
    sent(&server, 1);
}
