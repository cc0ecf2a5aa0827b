//! Refusals that say when to come again, or try to.

use std::time::{Duration, SystemTime};

use qonversion_tests::faults::{FaultServer, Script, policy};
use qonversion_tests::server::Answer;

use crate::{fails, get, segment, sent};

const SECOND: Duration = Duration::from_secs(1);

/// Sun, 06 Nov 1994 08:49:37 GMT
const NOW: Duration = Duration::from_secs(784_111_777);

/// The wait after one attempt that the client chooses by itself.
const BACKOFF: Duration = Duration::from_millis(250);

fn too_many(retry_after: &str) -> Answer {
    Answer::empty(429).header("Retry-After", retry_after)
}

/// Asserts how long the client waits before the second attempt, which is answered.
async fn waits(retry_after: &str, wait: Duration) {
    let server =
        FaultServer::playing(Script::new().answer(too_many(retry_after)).answer(segment()));
    let now = SystemTime::UNIX_EPOCH + NOW;
    let call = get(&server).retry(policy().wall_clock(move || now));
    let response = call.send().await.expect("the second attempt is answered");
    assert_eq!((&*response.name, response.attempts()), ("Premium", 2), "{retry_after}");
    assert_eq!(server.waits(), [wait], "{retry_after}");
    sent(&server, 2);
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_with_seconds() {
    waits("0", Duration::ZERO).await;
    waits("1", SECOND).await;
    waits("29", 29 * SECOND).await;
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_with_a_date() {
    waits("Sun, 06 Nov 1994 08:49:57 GMT", 20 * SECOND).await;
    waits("Sunday, 06-Nov-94 08:49:57 GMT", 20 * SECOND).await;
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_with_a_date_that_is_past() {
    waits("Sun, 06 Nov 1994 08:49:36 GMT", Duration::ZERO).await;
    waits("Thu, 01 Jan 1970 00:00:00 GMT", Duration::ZERO).await;
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_with_nonsense() {
    for nonsense in ["soon", "", "1.5", "1 second", "0x10", "Sun, 99 Nov 1994 08:49:37 GMT"] {
        waits(nonsense, BACKOFF).await;
    }
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_with_a_negative_number() {
    waits("-30", BACKOFF).await;
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_without_a_word() {
    let server = FaultServer::playing(Script::new().answer(Answer::empty(429)).answer(segment()));
    assert_eq!(get(&server).send().await.expect("it is answered").attempts(), 2);
    assert_eq!(server.waits(), [BACKOFF]);
    sent(&server, 2);
}

/// A wait of more than a minute is nothing to sit out: the caller is told instead, whatever time it
/// has.
#[tokio::test(start_paused = true)]
async fn too_many_requests_with_a_huge_number() {
    let seconds = [("61", 61), ("86400", 86_400), ("99999999999999999999999", u64::MAX)];
    for (retry_after, expected) in seconds {
        let script = Script::new().answer(too_many(retry_after)).answer(segment());
        let server = FaultServer::playing(script);
        let call = get(&server).timeout(Duration::from_secs(1_000_000));
        let error = call.await.expect_err("the server refused");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(expected)));
        assert_eq!((error.attempts(), error.is_retryable()), (1, true));
        sent(&server, 1);
    }
}

/// The default deadline is 30 seconds, so a wait of 30 cannot be followed by a call.
#[tokio::test(start_paused = true)]
async fn too_many_requests_until_after_the_deadline() {
    let message = "refused, attempts: 1, may pass: v4GetSegment: 429 Too Many Requests";
    let script = Script::new().answer(too_many("30")).answer(segment());
    let (server, error) = fails(script, message).await;
    assert_eq!(error.retry_after(), Some(30 * SECOND));
    assert!(server.waits().is_empty());
}

/// The header counts with every status that passes, and with no other.
#[tokio::test(start_paused = true)]
async fn unavailable_with_seconds() {
    let busy = Answer::empty(503).header("Retry-After", "3");
    let server = FaultServer::playing(Script::new().answer(busy).answer(segment()));
    get(&server).await.expect("the second attempt is answered");
    assert_eq!(server.waits(), [3 * SECOND]);
    sent(&server, 2);

    let gone = Answer::empty(404).header("Retry-After", "3");
    let message = "refused, attempts: 1, stays: v4GetSegment: 404 Not Found";
    let (_, error) = fails(Script::new().answer(gone), message).await;
    assert_eq!(error.retry_after(), Some(3 * SECOND));
}
