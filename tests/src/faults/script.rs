//! What a fault server does with the requests it takes, one after the other.

use std::collections::VecDeque;

use crate::server::Answer;

/// One act for each request, whatever connection it comes on. A request beyond the last act finds
/// its connection closed.
///
/// ```
/// use qonversion_tests::faults::Script;
/// use qonversion_tests::server::Answer;
///
/// let script = Script::new().reset().answer(Answer::empty(503)).stall_after("HTTP/1.1 200");
/// ```
#[derive(Debug, Default)]
#[must_use = "a script does nothing until it is played"]
pub struct Script {
    acts: VecDeque<Act>,
    again: Option<Act>,
}

/// What is sent, and what becomes of the connection after that.
#[derive(Clone, Debug)]
pub(super) struct Act {
    pub(super) bytes: Vec<u8>,
    pub(super) then: Then,
}

#[derive(Clone, Debug)]
pub(super) enum Then {
    /// The connection takes the next request.
    Keep,
    /// The connection is closed in good order.
    Close,
    /// The connection is reset.
    Reset,
    /// The connection stays open and nothing more is sent, until the client closes it.
    Stall,
    /// This is sent over and over again, until the client closes the connection.
    Flood(Vec<u8>),
}

impl Script {
    /// Without an act.
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers, and keeps the connection for the next request.
    pub fn answer(self, answer: Answer) -> Self {
        self.act(answer.into_bytes(), Then::Keep)
    }

    /// Sends these bytes, which may be no answer, and keeps the connection for the next request.
    pub fn send(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.act(bytes, Then::Keep)
    }

    /// Answers, and closes the connection without having said so.
    pub fn answer_and_close(self, answer: Answer) -> Self {
        self.act(answer.into_bytes(), Then::Close)
    }

    /// Closes the connection without an answer.
    pub fn close(self) -> Self {
        self.close_after("")
    }

    /// Closes the connection after this part of an answer.
    pub fn close_after(self, part: impl Into<Vec<u8>>) -> Self {
        self.act(part, Then::Close)
    }

    /// Resets the connection without an answer.
    pub fn reset(self) -> Self {
        self.reset_after("")
    }

    /// Resets the connection after this part of an answer.
    pub fn reset_after(self, part: impl Into<Vec<u8>>) -> Self {
        self.act(part, Then::Reset)
    }

    /// Takes the request and does nothing more. The clock goes on while the client waits.
    pub fn stall(self) -> Self {
        self.stall_after("")
    }

    /// Begins an answer and leaves it at that. The clock goes on while the client waits.
    pub fn stall_after(self, part: impl Into<Vec<u8>>) -> Self {
        self.act(part, Then::Stall)
    }

    /// Begins an answer and never ends it: the piece is sent until the client has enough.
    pub fn flood(self, beginning: impl Into<Vec<u8>>, piece: impl Into<Vec<u8>>) -> Self {
        self.act(beginning, Then::Flood(piece.into()))
    }

    /// Does the last act with all requests that follow.
    pub fn from_then_on(mut self) -> Self {
        self.again = self.acts.back().cloned();
        self
    }

    fn act(mut self, bytes: impl Into<Vec<u8>>, then: Then) -> Self {
        self.acts.push_back(Act { bytes: bytes.into(), then });
        self
    }

    pub(super) fn next_act(&mut self) -> Act {
        let act = self.acts.pop_front().or_else(|| self.again.clone());
        act.unwrap_or(Act { bytes: Vec::new(), then: Then::Close })
    }
}
