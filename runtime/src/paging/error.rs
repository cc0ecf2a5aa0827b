//! Why a list is not read on.

use std::fmt;

use crate::{Error, ErrorBody, Operation};

/// Why a list is not read on. What was given before it stays good, and the stream has ended.
///
/// Like those of [`Error`], the messages show no cursor, which may be the id of a person; it is in
/// the error itself.
///
/// To read on later, give [`resume_from`](Self::resume_from) to the stream of a new call with the
/// same parameters, page size included. As long as the list itself does not change, it gives what
/// comes after the items given so far, none twice and none left out.
///
/// ```
/// # use openapi_exact_runtime::{Items, Page, PageError};
/// # use serde_json::Value;
/// # fn use_up<T>(_: T) {}
/// # async fn example<P: Page + 'static>(list: impl Fn() -> Items<P, Value>) -> Result<(), PageError<Value>> {
/// let mut items = list();
/// let broken_off = loop {
///     match items.try_next().await {
///         Ok(Some(item)) => use_up(item),
///         Ok(None) => return Ok(()),
///         Err(error) => break error,
///     }
/// };
/// let Some(place) = broken_off.resume_from() else { return Err(broken_off) };
/// let mut rest = list().resume_from(place);
/// while let Some(item) = rest.try_next().await? {
///     use_up(item);
/// }
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
pub enum PageError<E> {
    /// The call for a page failed, or was refused.
    Call {
        /// Why.
        error: Error<E>,
        /// The place of that page: a cursor, or the number of the page. `None` if it is where the
        /// list begins.
        resume_from: Option<String>,
    },
    /// The item behind the cursor is gone, and the server began anew with the first page. It was
    /// not given, since its items may have been before.
    /// [`accept_restart`](crate::Items::accept_restart) goes on instead.
    Restarted {
        /// The operation that was called.
        operation: &'static Operation,
        /// The cursor whose item is gone.
        cursor: String,
    },
    /// The server gave a cursor that it gave before, or that the stream began with, so that the
    /// list would not end.
    RepeatedCursor {
        /// The operation that was called.
        operation: &'static Operation,
        /// The cursor that came twice.
        cursor: String,
    },
}

impl<E> PageError<E> {
    /// Where a new stream goes on. `None` if it has to begin anew: no page was given yet, or the
    /// cursors lead no further.
    pub fn resume_from(&self) -> Option<&str> {
        match self {
            Self::Call { resume_from, .. } => resume_from.as_deref(),
            Self::Restarted { .. } | Self::RepeatedCursor { .. } => None,
        }
    }

    /// The error of the call, if it is one.
    pub fn as_call(&self) -> Option<&Error<E>> {
        match self {
            Self::Call { error, .. } => Some(error),
            Self::Restarted { .. } | Self::RepeatedCursor { .. } => None,
        }
    }

    /// The operation that was called.
    pub fn operation(&self) -> Option<&'static Operation> {
        match self {
            Self::Call { error, .. } => error.operation(),
            Self::Restarted { operation, .. } | Self::RepeatedCursor { operation, .. } => {
                Some(operation)
            }
        }
    }
}

impl<E: ErrorBody> fmt::Display for PageError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call { error, .. } => error.fmt(f),
            Self::Restarted { operation, .. } => write!(
                f,
                "{}: the item behind the cursor is gone, and the list began anew; \
                 read it from the beginning, or set `accept_restart`",
                operation.id()
            ),
            Self::RepeatedCursor { operation, .. } => write!(
                f,
                "{}: the server gave a cursor for the second time, so the list would not end; \
                 read it from the beginning",
                operation.id()
            ),
        }
    }
}

impl<E: ErrorBody> fmt::Debug for PageError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, operation) = match self {
            Self::Call { error, .. } => {
                return f.debug_struct("Call").field("error", error).finish_non_exhaustive();
            }
            Self::Restarted { operation, .. } => ("Restarted", operation),
            Self::RepeatedCursor { operation, .. } => ("RepeatedCursor", operation),
        };
        f.debug_struct(name).field("operation", &operation.id()).finish_non_exhaustive()
    }
}

/// A failed call shows as its own error does, and has the same source.
impl<E: ErrorBody> std::error::Error for PageError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.as_call()?.source()
    }
}
