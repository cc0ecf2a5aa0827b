//! When a call is sent again, and how long to wait before that.
//!
//! The backoff is computed here and not by a library: what the common ones call jitter adds up to
//! another delay on top of the whole one, while full jitter spreads clients that failed together
//! over the whole delay; and they have no place for a `Retry-After` or a source of randomness that a
//! test can hold still.

mod retry_after;
mod schedule;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::StatusCode;

pub(crate) use retry_after::retry_after;
pub(crate) use schedule::{Limit, Schedule};

/// When a call is repeated and how long is waited before that.
///
/// A call is repeated after a connection error, a timeout, an answer that broke off, and the
/// statuses 408, 429, 500, 502, 503 and 504, if its operation [may be
/// repeated](crate::Operation::is_repeatable). It is not after an answer that was complete but is
/// not as documented.
///
/// The wait is what `Retry-After` says, in seconds or as a date. Otherwise it is drawn at random
/// between nothing and a bound that doubles with each attempt ("full jitter"). All waits count
/// against the [timeout](crate::ClientBuilder::timeout) of the call, and none is begun that would go
/// beyond it. What the last attempt gave is what the call gives.
///
/// What the HTTP client below does unseen is no attempt: a request of which nothing was processed goes
/// out on another connection, whatever its method. That is so where a kept connection turns out to be
/// closed before the first byte is written, and where an HTTP/2 server says that it refused the stream
/// or went away without looking at it. A connection that breaks once a byte is written is an attempt
/// that failed, since nobody can tell what the server read.
///
/// ```
/// use std::time::Duration;
/// use openapi_exact_runtime::{Client, RetryPolicy};
///
/// let patient = RetryPolicy::default().max_attempts(5).attempt_timeout(Duration::from_secs(5));
/// let client = Client::builder("https://api.example.com").bearer("sk_123").retry(patient).build()?;
/// # Ok::<(), openapi_exact_runtime::InvalidInput>(())
/// ```
#[derive(Clone)]
pub struct RetryPolicy {
    max_attempts: u32,
    base: Duration,
    cap: Duration,
    max_retry_after: Duration,
    attempt_timeout: Option<Duration>,
    jitter: Arc<dyn Fn() -> f64 + Send + Sync>,
    wall_clock: Arc<dyn Fn() -> SystemTime + Send + Sync>,
}

impl RetryPolicy {
    /// Sends each call once.
    pub fn never() -> Self {
        Self::default().max_attempts(1)
    }

    /// How often a call is sent at most, the first time included. 3 unless set; 0 is as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The bound of the wait after the first attempt, which doubles with each further one, and what
    /// it does not grow beyond. 250 milliseconds and 20 seconds unless set.
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.base = base;
        self.cap = cap;
        self
    }

    /// How long a wait the server may ask for by `Retry-After`. If it asks for more, its answer is
    /// given at once. 60 seconds unless set.
    pub fn max_retry_after(mut self, longest: Duration) -> Self {
        self.max_retry_after = longest;
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the answer. As long as
    /// the call unless set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Where the randomness of waits comes from: a function that gives the part of its bound that a
    /// wait is to be, from 0 to 1. Pseudorandom numbers unless set; tests set it.
    pub fn jitter(mut self, jitter: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.jitter = Arc::new(jitter);
        self
    }

    /// What time it is where `Retry-After` is a date. [`SystemTime::now`] unless set; tests set it.
    pub fn wall_clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.wall_clock = Arc::new(now);
        self
    }

    pub(crate) fn now(&self) -> SystemTime {
        (self.wall_clock)()
    }

    /// The wait after the attempt of this number, from 1.
    fn backoff_after(&self, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1);
        let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
        let bound = self.base.saturating_mul(factor).min(self.cap);
        let part = (self.jitter)().clamp(0.0, 1.0);
        // A NaN comes through the clamp and is refused here.
        Duration::try_from_secs_f64(bound.as_secs_f64() * part)
            .map_or(bound, |wait| wait.min(bound))
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base: Duration::from_millis(250),
            cap: Duration::from_secs(20),
            max_retry_after: Duration::from_secs(60),
            attempt_timeout: None,
            jitter: Arc::new(fastrand::f64),
            wall_clock: Arc::new(SystemTime::now),
        }
    }
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("max_attempts", &self.max_attempts)
            .field("base", &self.base)
            .field("cap", &self.cap)
            .field("max_retry_after", &self.max_retry_after)
            .field("attempt_timeout", &self.attempt_timeout)
            .finish_non_exhaustive()
    }
}

/// Whether an answer of this status says that the same call may succeed a little later.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn policy(part: f64) -> RetryPolicy {
        RetryPolicy::default().backoff(SECOND, 20 * SECOND).jitter(move || part)
    }

    #[test]
    fn the_bound_doubles_up_to_the_cap() {
        let bounds: Vec<_> =
            (1..=7).map(|attempt| policy(1.0).backoff_after(attempt).as_secs()).collect();
        assert_eq!(bounds, [1, 2, 4, 8, 16, 20, 20]);
        for many in [32, 33, u32::MAX] {
            assert_eq!(policy(1.0).backoff_after(many), 20 * SECOND);
        }
        let endless = policy(1.0).backoff(Duration::MAX, Duration::MAX);
        assert_eq!(endless.backoff_after(2), Duration::MAX);
    }

    #[test]
    fn jitter_takes_a_part_of_the_bound() {
        assert_eq!(policy(0.0).backoff_after(3), Duration::ZERO);
        assert_eq!(policy(0.25).backoff_after(3), SECOND);
        for beyond in [1.5, f64::INFINITY, f64::NAN] {
            assert_eq!(policy(beyond).backoff_after(3), 4 * SECOND, "{beyond}");
        }
        assert_eq!(policy(-1.0).backoff_after(3), Duration::ZERO);
    }

    #[test]
    fn waits_differ_unless_the_jitter_is_set() {
        let policy = RetryPolicy::default();
        let waits: Vec<_> = (0..20).map(|_| policy.backoff_after(1)).collect();
        assert!(waits.iter().all(|wait| *wait < Duration::from_millis(250)), "{waits:?}");
        assert!(waits.iter().any(|wait| *wait != waits[0]), "{waits:?}");
    }

    #[test]
    fn only_some_statuses_pass_by_themselves() {
        let transient: Vec<_> =
            (100..600).filter(|code| StatusCode::from_u16(*code).is_ok_and(is_transient)).collect();
        assert_eq!(transient, [408, 429, 500, 502, 503, 504]);
    }
}
