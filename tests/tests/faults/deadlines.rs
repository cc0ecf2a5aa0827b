//! Answers that come late or never, and deadlines.

use std::time::Duration;

use qonversion_tests::faults::{Ending, FaultServer, Script, policy};
use qonversion_tests::server::Answer;
use tokio::time::{Instant, sleep, timeout};

use crate::{get, segment, sent, told, unavailable};

const SECOND: Duration = Duration::from_secs(1);

/// Asserts that a call with the settings that everyone has ends at its deadline.
async fn ends_at_the_deadline(script: Script) {
    let server = FaultServer::playing(script);
    let begun = Instant::now();
    let error = get(&server).await.expect_err("the answer never comes");
    assert_eq!(begun.elapsed().as_secs(), 30);
    let message = "too late, attempts: 1, may pass: v4GetSegment: no complete answer within 30s";
    assert_eq!(told(&error), message);
    assert!(error.is_timeout() && error.status().is_none());
    sent(&server, 1);
    let log = server.log_when(|log| !log.endings().is_empty()).await;
    assert_eq!(log.endings(), [Ending::Client]);
}

/// Asserts that an attempt with a limit of its own leaves time for a second one.
async fn ends_at_the_limit_of_an_attempt(script: Script) {
    let server = FaultServer::playing(script.answer(segment()));
    let begun = Instant::now();
    let response = get(&server).retry(policy().attempt_timeout(5 * SECOND)).send().await;
    let response = response.expect("the second attempt is answered");
    assert_eq!((&*response.name, response.attempts()), ("Premium", 2));
    assert_eq!(begun.elapsed().as_millis(), 5250, "the limit, and the wait after it");
    sent(&server, 2);
    assert_eq!(server.log().connections(), [0, 1], "no attempt waits behind a late answer");
}

#[tokio::test(start_paused = true)]
async fn slow_headers() {
    ends_at_the_deadline(Script::new().stall()).await;
    ends_at_the_deadline(Script::new().stall_after("HTTP/1.1 200 OK\r\nContent-Ty")).await;
    ends_at_the_limit_of_an_attempt(Script::new().stall()).await;
}

#[tokio::test(start_paused = true)]
async fn slow_body() {
    ends_at_the_deadline(Script::new().stall_after(segment().cut(0))).await;
    ends_at_the_deadline(Script::new().stall_after(segment().cut(20))).await;
    ends_at_the_limit_of_an_attempt(Script::new().stall_after(segment().cut(20))).await;
}

/// The body of a refusal is waited for as any other.
#[tokio::test(start_paused = true)]
async fn slow_body_of_an_error() {
    ends_at_the_deadline(Script::new().stall_after(unavailable().cut(5))).await;
}

#[tokio::test(start_paused = true)]
async fn every_attempt_slow() {
    let server = FaultServer::playing(Script::new().stall().from_then_on());
    let call = get(&server).retry(policy().attempt_timeout(2 * SECOND));
    let message = "too late, attempts: 3, may pass: \
                   v4GetSegment: no complete answer within 2s (after 3 attempts)";
    assert_eq!(told(&call.await.expect_err("no answer comes")), message);
    sent(&server, 3);
    assert_eq!(server.waits(), [SECOND / 4, SECOND / 2]);
}

#[tokio::test(start_paused = true)]
async fn no_time_at_all() {
    let server = FaultServer::playing(Script::new().stall().from_then_on());
    let error = get(&server).timeout(Duration::ZERO).await.expect_err("no answer comes");
    let message = "too late, attempts: 1, may pass: v4GetSegment: no complete answer within 0ns";
    assert_eq!(told(&error), message);
}

/// What the first attempt and the wait took is no longer there for the second one.
#[tokio::test(start_paused = true)]
async fn deadline_in_the_middle_of_a_later_attempt() {
    let busy = Answer::empty(503).header("Retry-After", "7");
    let server = FaultServer::playing(Script::new().answer(busy).stall());
    let begun = Instant::now();
    let error = get(&server).timeout(10 * SECOND).await.expect_err("no answer comes");
    assert_eq!((begun.elapsed().as_secs(), server.waits().as_slice()), (10, &[7 * SECOND][..]));
    let message = "too late, attempts: 2, may pass: \
                   v4GetSegment: no complete answer within 10s (after 2 attempts)";
    assert_eq!(told(&error), message);
    sent(&server, 2);
}

/// The wait would go beyond the deadline, so it is not begun: the caller gets the refusal at once,
/// with how long the server asked to wait, and not a timeout at the deadline.
#[tokio::test(start_paused = true)]
async fn deadline_in_the_middle_of_a_wait() {
    let busy = Answer::empty(429).header("Retry-After", "30");
    let server = FaultServer::playing(Script::new().answer(busy).answer(segment()));
    let begun = Instant::now();
    let error = get(&server).timeout(20 * SECOND).await.expect_err("the server refused");
    assert_eq!(begun.elapsed(), Duration::ZERO);
    let message = "refused, attempts: 1, may pass: v4GetSegment: 429 Too Many Requests";
    assert_eq!(told(&error), message);
    assert_eq!(error.retry_after(), Some(30 * SECOND));
    sent(&server, 1);
}

/// The same where nobody asked for the wait but the backoff.
#[tokio::test(start_paused = true)]
async fn deadline_in_the_middle_of_a_backoff() {
    let server = FaultServer::playing(Script::new().answer(unavailable()).from_then_on());
    let begun = Instant::now();
    let error = get(&server).timeout(SECOND / 2).await.expect_err("the server refused");
    assert_eq!(begun.elapsed(), SECOND / 4, "the second wait is not begun");
    let message = "refused, attempts: 2, may pass: v4GetSegment: 503 Service Unavailable: \
                   busy: Try again later. (after 2 attempts)";
    assert_eq!(told(&error), message);
    sent(&server, 2);
}

#[tokio::test(start_paused = true)]
async fn dropped_in_the_middle_of_a_wait() {
    let busy = Answer::empty(429).header("Retry-After", "20");
    let server = FaultServer::playing(Script::new().answer(busy).answer(segment()));
    let call = timeout(10 * SECOND, get(&server).into_future()).await;
    assert!(call.is_err(), "the call ended by itself");
    sleep(60 * SECOND).await;
    // Another call comes after whatever would still have been sent.
    get(&server).await.expect("the segment is answered");
    sent(&server, 2);
}
