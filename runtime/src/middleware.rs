//! What programs hang into each attempt of a call: metrics, signatures, recordings.

use std::fmt;
use std::time::Duration;

use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderValue};
use reqwest::{StatusCode, Url};

use crate::transport::{Answer, Failure};
use crate::{InvalidInput, Operation};

/// Sees each attempt of each call of a client, and may change what is sent.
///
/// Several are called in the order in which
/// [`ClientBuilder::middleware`](crate::ClientBuilder::middleware) was given them, before an attempt
/// as after it. They run between awaits on the thread of the call, so they must not block.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use openapi_exact_runtime::{Attempt, Client, HeaderMap, Middleware, Outcome};
///
/// /// Counts what failed, and tells the server which attempt it sees.
/// #[derive(Default)]
/// struct Failures(AtomicU64);
///
/// impl Middleware for Failures {
///     fn on_request(&self, attempt: &mut Attempt<'_>) {
///         let number = attempt.number().into();
///         attempt.headers_mut().insert("x-attempt", number);
///     }
///
///     fn on_response(&self, outcome: &Outcome<'_>) {
///         if !outcome.status().is_some_and(|status| status.is_success()) {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
///
/// let client = Client::builder("https://api.example.com")
///     .bearer("sk_123")
///     .middleware(Failures::default())
///     .build()?;
/// # Ok::<(), openapi_exact_runtime::InvalidInput>(())
/// ```
pub trait Middleware: Send + Sync {
    /// Called before each attempt.
    fn on_request(&self, attempt: &mut Attempt<'_>) {
        let _ = attempt;
    }

    /// Called after each attempt that was sent, once its answer is read or it failed. It is not
    /// called if the call is dropped before.
    fn on_response(&self, outcome: &Outcome<'_>) {
        let _ = outcome;
    }
}

/// One attempt of a call, about to be sent. What is changed is changed for this attempt alone.
///
/// `Debug` shows neither the URL, in which ids stand, nor a header or the body.
pub struct Attempt<'a> {
    operation: &'static Operation,
    number: u32,
    request: &'a mut reqwest::Request,
    refusal: Option<String>,
}

impl Attempt<'_> {
    /// The operation that is called, with method and path template.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Which attempt of its call this is, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The address, as it will be sent.
    pub fn url(&self) -> &Url {
        self.request.url()
    }

    /// The address, to be changed. The attempt is refused if scheme, host or port differ after that,
    /// because the credential is meant for this one.
    pub fn url_mut(&mut self) -> &mut Url {
        self.request.url_mut()
    }

    /// The headers, but for those that the HTTP client adds: `Host`, `Accept-Encoding`, and the
    /// `Content-Length` of a body. The credential is among them, marked as sensitive, so that its
    /// `Debug` does not show it.
    pub fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// The headers, to be changed.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.request.headers_mut()
    }

    /// The body, empty if there is none, and if it is sent in pieces: a stream, or one of parts.
    pub fn body(&self) -> &[u8] {
        self.request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default()
    }

    /// Sends another body. `Content-Type` stays as it is.
    pub fn set_body(&mut self, body: Vec<u8>) {
        let headers = self.request.headers_mut();
        headers.remove(CONTENT_LENGTH);
        if body.is_empty() && self.operation.method().takes_body() {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *self.request.body_mut() = (!body.is_empty()).then(|| body.into());
    }

    /// Ends the call with [`Error::InvalidInput`](crate::Error::InvalidInput) instead of sending this
    /// attempt. The reason is shown in the error, after the word `middleware`; it should say what
    /// to do and must hold no secret. The first one counts.
    pub fn refuse(&mut self, reason: impl Into<String>) {
        self.refusal.get_or_insert_with(|| reason.into());
    }
}

impl fmt::Debug for Attempt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("operation", &self.operation.id())
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

/// What became of one attempt: an answer, whatever it means, or a failure.
///
/// `Debug` shows neither headers nor the body.
pub struct Outcome<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) number: u32,
    pub(crate) elapsed: Duration,
    pub(crate) result: Result<&'a Answer, &'a Failure>,
}

impl Outcome<'_> {
    /// The operation that was called.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Which attempt of its call this was, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How long the attempt took, from connecting to the last byte of the answer.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// The status, if an answer came.
    pub fn status(&self) -> Option<StatusCode> {
        self.result.ok().map(|answer| answer.status)
    }

    /// The headers as received, if an answer came.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.result.ok().map(|answer| &answer.headers)
    }

    /// The body as received and decompressed, up to the limit of
    /// [`ClientBuilder::max_body`](crate::ClientBuilder::max_body), if an answer came.
    pub fn body(&self) -> Option<&[u8]> {
        self.result.ok().map(|answer| &*answer.body)
    }

    /// Why no answer came: a [`TransportError`](crate::TransportError), a
    /// [`TimeoutError`](crate::TimeoutError) or an [`InvalidInput`].
    pub fn failure(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.result.err().map(Failure::as_error)
    }
}

impl fmt::Debug for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome")
            .field("operation", &self.operation.id())
            .field("number", &self.number)
            .field("elapsed", &self.elapsed)
            .field("status", &self.status())
            .field("failure", &self.failure())
            .finish_non_exhaustive()
    }
}

/// Lets each middleware change the request of an attempt.
pub(crate) fn prepare(
    middleware: &[Box<dyn Middleware>],
    operation: &'static Operation,
    number: u32,
    request: &mut reqwest::Request,
) -> Result<(), InvalidInput> {
    if middleware.is_empty() {
        return Ok(());
    }
    let origin = request.url().origin();
    let mut attempt = Attempt { operation, number, request, refusal: None };
    for it in middleware {
        it.on_request(&mut attempt);
    }
    let refusal = attempt.refusal.take();
    if let Some(reason) = refusal {
        return Err(InvalidInput::new("middleware", reason).of(operation));
    }
    if attempt.url().origin() != origin {
        let reason = "must not send the call to another scheme, host or port than the client's";
        return Err(InvalidInput::new("middleware", reason).of(operation));
    }
    Ok(())
}
