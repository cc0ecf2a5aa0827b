//! That no answer came: the exchange failed or took too long.

use std::fmt;
use std::time::Duration;

use super::After;
use crate::Operation;

/// No answer came, or it broke off.
///
/// [`source`](std::error::Error::source) tells more; it does not hold the address that was called,
/// in which ids stand.
pub struct TransportError {
    operation: &'static Operation,
    attempts: u32,
    source: reqwest::Error,
}

impl TransportError {
    pub(crate) fn new(operation: &'static Operation, source: reqwest::Error) -> Self {
        Self { operation, attempts: 1, source: source.without_url() }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// How often the call was sent, from 1.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn after(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// Whether there was no connection, so that the server cannot have seen the call.
    pub fn is_connect(&self) -> bool {
        self.source.is_connect()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_connect() {
            "cannot connect to the server"
        } else {
            "the exchange with the server broke off"
        };
        write!(f, "{}: {what}{}", self.operation.id(), After(self.attempts))
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("operation", &self.operation.id())
            .field("attempts", &self.attempts)
            .field("source", &self.source)
            .finish()
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// The answer did not come in time.
pub struct TimeoutError {
    operation: &'static Operation,
    limit: Duration,
    attempts: u32,
    source: Option<reqwest::Error>,
}

impl TimeoutError {
    /// Of a limit that the HTTP client below watches over, or if there is no `source`, that this
    /// crate does.
    pub(crate) fn new(
        operation: &'static Operation,
        limit: Duration,
        source: Option<reqwest::Error>,
    ) -> Self {
        let source = source.map(reqwest::Error::without_url);
        Self { operation, limit, attempts: 1, source }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// How often the call was sent, from 1.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn after(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// Whether the time ran out before there was a connection, so that the server cannot have seen the call.
    pub fn is_connect(&self) -> bool {
        self.source.as_ref().is_some_and(reqwest::Error::is_connect)
    }
}

impl fmt::Display for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, after) = (self.operation.id(), After(self.attempts));
        if self.is_connect() {
            return write!(f, "{id}: no connection in time{after}");
        }
        write!(f, "{id}: no complete answer within {:?}{after}", self.limit)
    }
}

impl fmt::Debug for TimeoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("TimeoutError");
        shown
            .field("operation", &self.operation.id())
            .field("attempts", &self.attempts)
            .field("limit", &self.limit);
        if let Some(source) = &self.source {
            shown.field("source", source);
        }
        shown.finish()
    }
}

impl std::error::Error for TimeoutError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.source.as_ref()?;
        Some(source)
    }
}
