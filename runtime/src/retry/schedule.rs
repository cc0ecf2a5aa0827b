//! The attempts of one call: how long each may take, and whether another one follows.

use std::time::Duration;

use tokio::time::Instant;

use super::{RetryPolicy, is_transient};
use crate::Operation;
use crate::transport::{Answer, Failure};

/// The attempts of one call, made and to come. The time runs from when it is made.
pub(crate) struct Schedule<'a> {
    policy: &'a RetryPolicy,
    operation: &'static Operation,
    timeout: Duration,
    begun: Instant,
    attempts: u32,
}

/// What limits one attempt.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    /// How long the attempt may take.
    pub(crate) timeout: Duration,
    /// The setting that says so, for the error: the rest of a call's time is no one's setting.
    pub(crate) setting: Duration,
}

impl<'a> Schedule<'a> {
    pub(crate) fn new(
        policy: &'a RetryPolicy,
        operation: &'static Operation,
        timeout: Duration,
    ) -> Self {
        Self { policy, operation, timeout, begun: Instant::now(), attempts: 0 }
    }

    /// Counts one more attempt, from 1.
    pub(crate) fn next_attempt(&mut self) -> u32 {
        self.attempts = self.attempts.saturating_add(1);
        self.attempts
    }

    pub(crate) fn limit(&self) -> Limit {
        // The first attempt begins with the call and has all its time.
        let remaining = if self.attempts > 1 { self.remaining() } else { self.timeout };
        match self.policy.attempt_timeout {
            Some(timeout) if timeout < remaining => Limit { timeout, setting: timeout },
            _ => Limit { timeout: remaining, setting: self.timeout },
        }
    }

    /// How long to wait before the next attempt; `None` where this outcome is the last.
    pub(crate) fn wait_after(&self, outcome: &Result<Answer, Failure>) -> Option<Duration> {
        if !self.operation.is_repeatable() || self.attempts >= self.policy.max_attempts {
            return None;
        }
        let asked_for = match outcome {
            Ok(answer) if is_transient(answer.status) => answer.retry_after,
            Err(Failure::Transport(_) | Failure::Timeout(_)) => None,
            Ok(_) | Err(Failure::InvalidInput(_)) => return None,
        };
        let wait = match asked_for {
            Some(wait) if wait > self.policy.max_retry_after => return None,
            Some(wait) => wait,
            None => self.policy.backoff_after(self.attempts),
        };
        (wait < self.remaining()).then_some(wait)
    }

    fn remaining(&self) -> Duration {
        self.timeout.saturating_sub(self.begun.elapsed())
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use tokio::time::advance;

    use super::*;
    use crate::{InvalidInput, Method};

    const GET: Operation = Operation::new("getA", Method::Get, "/a", "A");
    const POST: Operation = Operation::new("postA", Method::Post, "/a", "A");
    const SECOND: Duration = Duration::from_secs(1);

    fn policy() -> RetryPolicy {
        RetryPolicy::default().backoff(SECOND, 20 * SECOND).jitter(|| 1.0)
    }

    fn answer(status: u16, retry_after: Option<Duration>) -> Result<Answer, Failure> {
        let status = StatusCode::from_u16(status).unwrap();
        let mut answer = Answer::empty(&GET, status);
        answer.retry_after = retry_after;
        Ok(answer)
    }

    #[tokio::test(start_paused = true)]
    async fn waits_grow_until_the_attempts_are_used_up() {
        let policy = policy().max_attempts(4);
        let mut schedule = Schedule::new(&policy, &GET, Duration::MAX);
        let waits: Vec<_> = (1..=5)
            .map(|number| {
                assert_eq!(schedule.next_attempt(), number);
                schedule.wait_after(&answer(503, None)).map(|wait| wait.as_secs())
            })
            .collect();
        assert_eq!(waits, [Some(1), Some(2), Some(4), None, None]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_the_server_asks_for_wins_up_to_the_cap() {
        let policy = policy().max_retry_after(60 * SECOND);
        let mut schedule = Schedule::new(&policy, &GET, Duration::MAX);
        schedule.next_attempt();
        for (asked, wait) in [(0, Some(0)), (7, Some(7)), (60, Some(60)), (61, None)] {
            let outcome = answer(429, Some(asked * SECOND));
            assert_eq!(schedule.wait_after(&outcome).map(|wait| wait.as_secs()), wait, "{asked}");
        }
        assert_eq!(schedule.wait_after(&answer(404, Some(SECOND))), None);
    }

    #[tokio::test(start_paused = true)]
    async fn no_wait_is_begun_that_the_deadline_would_end() {
        let policy = policy();
        let mut schedule = Schedule::new(&policy, &GET, 10 * SECOND);
        schedule.next_attempt();
        let wait = |schedule: &Schedule<'_>, asked: Duration| {
            schedule.wait_after(&answer(503, Some(asked)))
        };
        assert_eq!(wait(&schedule, 10 * SECOND), None);
        assert!(wait(&schedule, 9 * SECOND).is_some());
        advance(2 * SECOND).await;
        assert_eq!(wait(&schedule, 8 * SECOND), None);
        assert!(wait(&schedule, 7 * SECOND).is_some());
        advance(20 * SECOND).await;
        assert_eq!(wait(&schedule, Duration::ZERO), None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_attempt_has_its_own_limit_within_that_of_the_call() {
        let policy = policy().attempt_timeout(4 * SECOND);
        let mut schedule = Schedule::new(&policy, &GET, 10 * SECOND);
        schedule.next_attempt();
        assert_eq!(schedule.limit(), Limit { timeout: 4 * SECOND, setting: 4 * SECOND });
        advance(7 * SECOND).await;
        schedule.next_attempt();
        assert_eq!(schedule.limit(), Limit { timeout: 3 * SECOND, setting: 10 * SECOND });
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_not_be_repeated_is_not() {
        let policy = policy();
        let once = RetryPolicy::never();
        let input = || Err(Failure::InvalidInput(InvalidInput::new("a", "is empty")));
        for (policy, operation, outcome) in [
            (&policy, &POST, answer(503, None)),
            (&once, &GET, answer(503, None)),
            (&policy, &GET, answer(200, None)),
            (&policy, &GET, answer(501, None)),
            (&policy, &GET, input()),
        ] {
            let mut schedule = Schedule::new(policy, operation, Duration::MAX);
            schedule.next_attempt();
            assert_eq!(schedule.wait_after(&outcome), None);
        }
    }
}
