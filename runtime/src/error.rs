//! What can go wrong with a call, by what a caller can do about it.
//!
//! Every error begins with the operation's id. `Display` and `Debug` show no header values, no
//! bodies and no parameter values; of an error that the API documents they show its code or kind,
//! and `Display` its message, cut off where it is long and without the credential. What else of the
//! request the server quotes in its message is shown.

mod excerpt;
mod invalid_input;
mod transport;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde_json::{Map, Value};

use excerpt::Excerpt;
pub use invalid_input::InvalidInput;
pub use transport::{TimeoutError, TransportError};

use crate::json::ReadError;
use crate::retry::is_transient;
use crate::transport::Answer;
use crate::{Date, DateTime, Operation};

/// Why a call failed. `E` is the error body that the API documents.
#[non_exhaustive]
pub enum Error<E> {
    /// The server answered with a status other than 2xx.
    Api(Box<ApiError<E>>),
    /// No answer came, or it broke off. The server may have done what it was asked.
    Transport(TransportError),
    /// The answer did not come in time. The server may have done what it was asked.
    Timeout(TimeoutError),
    /// The server answered with 2xx, but the body is not what is documented.
    Decode(Box<DecodeError>),
    /// The call was not sent, or not again, because something given to it cannot be sent.
    InvalidInput(InvalidInput),
}

impl<E> Error<E> {
    /// The status of the answer, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            Self::Transport(_) | Self::Timeout(_) | Self::InvalidInput(_) => None,
        }
    }

    /// The error that the server answered with, if it is one.
    pub fn as_api(&self) -> Option<&ApiError<E>> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The operation that was called.
    pub fn operation(&self) -> Option<&'static Operation> {
        match self {
            Self::Api(error) => Some(error.operation()),
            Self::Transport(error) => Some(error.operation()),
            Self::Timeout(error) => Some(error.operation()),
            Self::Decode(error) => Some(error.operation()),
            Self::InvalidInput(error) => error.operation(),
        }
    }

    /// Whether the time for the call, or for its last attempt, ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether the same call may succeed a little later: after a transport error, a timeout and the
    /// statuses 408, 429, 500, 502, 503 and 504.
    ///
    /// Whether it may be sent again is another question: the server may have done what it was
    /// asked. [`Operation::is_repeatable`] answers it, but for a POST whose idempotency key the caller
    /// did not give, since another call makes up another key.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Api(error) => is_transient(error.status()),
            Self::Transport(_) | Self::Timeout(_) => true,
            Self::Decode(_) | Self::InvalidInput(_) => false,
        }
    }

    /// How long the server asked to wait before another call, counted from when its answer came:
    /// the header `Retry-After`, in seconds or as a date.
    pub fn retry_after(&self) -> Option<Duration> {
        self.answer()?.retry_after
    }

    /// By what name the server's operator finds the call in the logs: the first of the headers
    /// `x-request-id`, `request-id`, `x-correlation-id`, `cf-ray` and `traceparent` that the answer
    /// has, as far as it is visible ASCII.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.answer()?.headers)
    }

    /// How often the call was sent; 0 where something given to it cannot be sent.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Api(error) => error.answer.attempts,
            Self::Decode(error) => error.answer.attempts,
            Self::Transport(error) => error.attempts(),
            Self::Timeout(error) => error.attempts(),
            Self::InvalidInput(error) => error.attempts(),
        }
    }

    fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Api(error) => Some(&error.answer),
            Self::Decode(error) => Some(&error.answer),
            Self::Transport(_) | Self::Timeout(_) | Self::InvalidInput(_) => None,
        }
    }
}

const REQUEST_ID_HEADERS: [&str; 5] =
    ["x-request-id", "request-id", "x-correlation-id", "cf-ray", "traceparent"];

pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID_HEADERS.iter().find_map(|name| headers.get(*name)?.to_str().ok())
}

/// ` (after 3 attempts)`, and nothing where there was one.
struct After(u32);

impl fmt::Display for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 | 1 => Ok(()),
            attempts => write!(f, " (after {attempts} attempts)"),
        }
    }
}

impl<E: ErrorBody> Error<E> {
    fn part(&self) -> &(dyn std::error::Error + '_) {
        match self {
            Self::Api(error) => error,
            Self::Transport(error) => error,
            Self::Timeout(error) => error,
            Self::Decode(error) => error,
            Self::InvalidInput(error) => error,
        }
    }
}

impl<E: ErrorBody> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.part(), f)
    }
}

impl<E: ErrorBody> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.part(), f)
    }
}

impl<E: ErrorBody> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.part().source()
    }
}

/// What is common to the error bodies of all APIs. Generated code implements it for the type that
/// the API documents; each part is `None` where the body has no such thing.
pub trait ErrorBody {
    /// The body that stands for this one, as in an enum of bodies: what is not said here is said there.
    fn inner(&self) -> Option<&dyn ErrorBody> {
        None
    }

    /// The class of the error, such as `invalid_request`.
    fn kind(&self) -> Option<&str> {
        self.inner()?.kind()
    }

    /// The error's stable code, for programs.
    fn code(&self) -> Option<&str> {
        self.inner()?.code()
    }

    /// The error's text, for people.
    fn message(&self) -> Option<&str> {
        self.inner()?.message()
    }

    /// What is wrong with single fields of the request, in the order of the body.
    fn details(&self) -> Vec<FieldError<'_>> {
        self.inner().map(|it| it.details()).unwrap_or_default()
    }
}

/// What is wrong with one field of a request, as the body of an error says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError<'a> {
    /// The field as the server names it.
    pub field: &'a str,
    /// What is wrong with it, for people. It may quote what was sent.
    pub message: &'a str,
}

impl<'a> FieldError<'a> {
    /// Of this field, with this text.
    pub const fn new(field: &'a str, message: &'a str) -> Self {
        Self { field, message }
    }
}

macro_rules! silent_bodies {
    ($($body:ty),*) => {$(
        impl ErrorBody for $body {}
    )*};
}

silent_bodies!(Value, (), bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, Date, DateTime);

impl<T> ErrorBody for Vec<T> {}

impl<T> ErrorBody for BTreeMap<String, T> {}

impl ErrorBody for Map<String, Value> {}

impl<T: ErrorBody> ErrorBody for Option<T> {
    fn inner(&self) -> Option<&dyn ErrorBody> {
        self.as_ref().map(|it| it as &dyn ErrorBody)
    }
}

/// An error that is text, is its own message.
impl ErrorBody for String {
    fn message(&self) -> Option<&str> {
        Some(self)
    }
}

/// An answer with a status other than 2xx.
///
/// Redirects are such answers too: they are not followed.
pub struct ApiError<E> {
    answer: Answer,
    body: Option<E>,
}

impl<E> ApiError<E> {
    pub(crate) fn new(answer: Answer, body: Option<E>) -> Self {
        Self { answer, body }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.answer.operation
    }

    /// The status, never 2xx.
    pub fn status(&self) -> StatusCode {
        self.answer.status
    }

    /// The headers as received.
    pub fn headers(&self) -> &HeaderMap {
        &self.answer.headers
    }

    /// The documented error, or `None` where the body is something else, as a proxy's HTML page is.
    pub fn body(&self) -> Option<&E> {
        self.body.as_ref()
    }

    /// The body as received, cut off at the limit of
    /// [`ClientBuilder::max_body`](crate::ClientBuilder::max_body).
    pub fn raw_body(&self) -> &[u8] {
        &self.answer.body
    }
}

impl<E> ApiError<E> {
    fn excerpt<'a>(&'a self, text: &'a str) -> Excerpt<'a> {
        Excerpt::new(text, self.answer.grant.secrets())
    }
}

impl<E: ErrorBody> ApiError<E> {
    /// The class of the error, if the body names one.
    pub fn kind(&self) -> Option<&str> {
        self.body.as_ref()?.kind()
    }

    /// The error's stable code, if the body has one.
    pub fn code(&self) -> Option<&str> {
        self.body.as_ref()?.code()
    }

    /// The error's text, if the body has one.
    pub fn message(&self) -> Option<&str> {
        self.body.as_ref()?.message()
    }

    /// What is wrong with single fields of the request; none where the body does not say.
    pub fn details(&self) -> Vec<FieldError<'_>> {
        self.body.as_ref().map(E::details).unwrap_or_default()
    }
}

/// `getSegment: 404 Not Found: not_found: no such segment`, as far as there is a code (or else a
/// kind) and a message; of each at most 300 characters, on one line, without the credential.
impl<E: ErrorBody> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation().id(), Status(self.status()))?;
        for part in [self.code().or(self.kind()), self.message()].into_iter().flatten() {
            write!(f, ": {}", self.excerpt(part))?;
        }
        write!(f, "{}", After(self.answer.attempts))
    }
}

impl<E: ErrorBody> fmt::Debug for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation().id())
            .field("status", &self.status())
            .field("attempts", &self.answer.attempts)
            .field("kind", &self.kind().map(|it| self.excerpt(it)))
            .field("code", &self.code().map(|it| self.excerpt(it)))
            .finish_non_exhaustive()
    }
}

impl<E: ErrorBody> std::error::Error for ApiError<E> {}

/// `404 Not Found`, and `599` alone where the number has no name.
struct Status(StatusCode);

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())?;
        match self.0.canonical_reason() {
            Some(reason) => write!(f, " {reason}"),
            None => Ok(()),
        }
    }
}

/// A 2xx answer whose body is not what is documented.
pub struct DecodeError {
    answer: Answer,
    source: ReadError,
}

impl DecodeError {
    pub(crate) fn new(answer: Answer, source: ReadError) -> Self {
        Self { answer, source }
    }

    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.answer.operation
    }

    /// The status, always 2xx.
    pub fn status(&self) -> StatusCode {
        self.answer.status
    }

    /// The headers as received.
    pub fn headers(&self) -> &HeaderMap {
        &self.answer.headers
    }

    /// The body as received, cut off at the limit of
    /// [`ClientBuilder::max_body`](crate::ClientBuilder::max_body).
    pub fn raw_body(&self) -> &[u8] {
        &self.answer.body
    }

    /// The place within the body, as in `conditions[0].comparator`; `None` if it is the body as a whole.
    pub fn path(&self) -> Option<&str> {
        self.source.path()
    }

    /// What is wrong, without the value at that place.
    pub fn reason(&self) -> &str {
        self.source.reason()
    }

    /// Line and column in the body, both from 1.
    pub fn position(&self) -> Option<(usize, usize)> {
        self.source.position()
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, status) = (self.operation().id(), Status(self.status()));
        let after = After(self.answer.attempts);
        write!(f, "{id}: {status}, but the body is not as documented: {}{after}", self.source)
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.operation().id())
            .field("status", &self.status())
            .field("attempts", &self.answer.attempts)
            .field("path", &self.path())
            .field("reason", &self.reason())
            .field("position", &self.position())
            .finish_non_exhaustive()
    }
}

/// The reason is part of the message already, so there is no source.
impl std::error::Error for DecodeError {}
