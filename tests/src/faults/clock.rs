//! The clock of a test: it stands still while an attempt is under way, and jumps over every wait.
//!
//! A paused Tokio clock jumps to the next timer as soon as no task has anything to do. While an
//! answer is on its way through a real socket that is always so, and every call would time out at
//! once. So each attempt stops the jumps, until its outcome is there or the server has stalled.

use std::future::pending;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use openapi_exact_runtime::{Attempt, Middleware, Outcome};
use tokio::sync::watch;
use tokio::task::{AbortHandle, spawn, spawn_blocking, yield_now};
use tokio::time::Instant;

/// So often tasks take turns with the sockets before the clock goes on: what the server sent before
/// it stalled is then read.
const TURNS: usize = 64;

#[derive(Clone, Debug)]
pub(super) struct Clock {
    stalls: watch::Receiver<usize>,
    attempts: Arc<Mutex<Attempts>>,
}

#[derive(Debug, Default)]
struct Attempts {
    begun: Vec<Instant>,
    ended: Vec<Instant>,
    /// One for each attempt under way. The clock goes on when all are aborted.
    holds: Vec<AbortHandle>,
}

impl Clock {
    pub(super) fn new(stalls: watch::Receiver<usize>) -> Self {
        Self { stalls, attempts: Arc::default() }
    }

    /// The time between the end of each attempt and the beginning of the next one, where one call
    /// is made after the other.
    pub(super) fn waits(&self) -> Vec<Duration> {
        let attempts = self.attempts();
        let next = attempts.begun.iter().skip(1);
        attempts.ended.iter().zip(next).map(|(ended, begun)| *begun - *ended).collect()
    }

    fn attempts(&self) -> MutexGuard<'_, Attempts> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Middleware for Clock {
    fn on_request(&self, _: &mut Attempt<'_>) {
        let mut attempts = self.attempts();
        attempts.begun.push(Instant::now());
        let so_far = *self.stalls.borrow();
        let hold = spawn(hold_beyond(so_far, self.stalls.clone(), stop()));
        attempts.holds.push(hold.abort_handle());
    }

    fn on_response(&self, _: &Outcome<'_>) {
        let mut attempts = self.attempts();
        attempts.ended.push(Instant::now());
        if let Some(hold) = attempts.holds.pop() {
            hold.abort();
        }
    }
}

/// Stops the clock until what this gives is dropped: it does not jump while blocking work is done.
fn stop() -> Sender<()> {
    let (sender, receiver) = channel();
    spawn_blocking(move || receiver.recv());
    sender
}

/// Keeps the clock stopped until the server stalls once more.
async fn hold_beyond(so_far: usize, mut stalls: watch::Receiver<usize>, stopped: Sender<()>) {
    if stalls.wait_for(|stalls| *stalls > so_far).await.is_err() {
        // Where connections are refused, nothing ever stalls.
        return pending().await;
    }
    for _ in 0..TURNS {
        yield_now().await;
    }
    drop(stopped);
}
