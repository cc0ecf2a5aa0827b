//! The exchange with the server, from a finished request to an answer whose body is read.

mod body;

use std::error::Error as _;
#[cfg(feature = "drift")]
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout};

use crate::client::Grant;
use crate::download::Head;
#[cfg(feature = "drift")]
use crate::drift::Observer;
use crate::error::{Error, InvalidInput, TimeoutError, TransportError};
use crate::json::{self, ReadError};
use crate::middleware::{self, Outcome};
use crate::retry::{Limit, Schedule, retry_after};
use crate::{Download, Operation, Request};
pub(crate) use body::Body;

/// Why there is no answer. Not generic, so that this module is compiled once.
pub(crate) enum Failure {
    InvalidInput(InvalidInput),
    Timeout(TimeoutError),
    Transport(TransportError),
}

impl Failure {
    pub(crate) fn as_error(&self) -> &(dyn std::error::Error + 'static) {
        match self {
            Self::InvalidInput(error) => error,
            Self::Timeout(error) => error,
            Self::Transport(error) => error,
        }
    }

    fn after(self, attempts: u32) -> Self {
        match self {
            Self::InvalidInput(error) => Self::InvalidInput(error.after(attempts)),
            Self::Timeout(error) => Self::Timeout(error.after(attempts)),
            Self::Transport(error) => Self::Transport(error.after(attempts)),
        }
    }
}

impl From<InvalidInput> for Failure {
    fn from(error: InvalidInput) -> Self {
        Self::InvalidInput(error)
    }
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::InvalidInput(error) => Self::InvalidInput(error),
            Failure::Timeout(error) => Self::Timeout(error),
            Failure::Transport(error) => Self::Transport(error),
        }
    }
}

/// What the server answered, whatever it means.
pub(crate) struct Answer {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// How long the server asked to wait, counted from when its answer came.
    pub(crate) retry_after: Option<Duration>,
    /// How often the call was sent until this answer, from 1.
    pub(crate) attempts: u32,
    /// What the call proved itself with, so that an error can hide it where the server quotes it.
    pub(crate) grant: Grant,
    flaw: Option<Flaw>,
    /// The body, where it is left to whoever called.
    rest: Option<Download>,
    #[cfg(feature = "drift")]
    observer: Option<Arc<Observer>>,
}

/// Why a body is not all that the server sent.
#[derive(Clone, Copy)]
enum Flaw {
    /// It went beyond this limit, in bytes.
    TooLong(usize),
    /// Its compression is broken.
    Compression,
}

impl Answer {
    #[cfg(test)]
    pub(crate) fn empty(operation: &'static Operation, status: StatusCode) -> Self {
        Self {
            operation,
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
            retry_after: None,
            attempts: 1,
            grant: Grant::default(),
            flaw: None,
            rest: None,
            #[cfg(feature = "drift")]
            observer: None,
        }
    }

    /// No body at all, or only white space.
    pub(crate) fn is_empty(&self) -> bool {
        self.flaw.is_none() && self.body.trim_ascii().is_empty()
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, ReadError> {
        let text = self.json_text()?;
        let body = json::from_slice(text)?;
        #[cfg(feature = "drift")]
        if let Some(observer) = &self.observer {
            observer.read::<T>(self.operation, text);
        }
        Ok(body)
    }

    /// The media type of the body, if the server names one.
    pub(crate) fn media_type(&self) -> Option<&[u8]> {
        self.headers.get(CONTENT_TYPE).map(|value| media_type(value.as_bytes()))
    }

    /// The body as text of a media type that is documented.
    pub(crate) fn text(&self) -> Result<String, ReadError> {
        self.whole()?;
        self.documented_type()?;
        json::text(&self.body).map(str::to_owned)
    }

    /// The body as it comes, or as it came.
    pub(crate) fn octets(&mut self) -> Result<Download, ReadError> {
        self.documented_type()?;
        self.rest.take().ok_or_else(|| ReadError::new("it was read before"))
    }

    /// That the body is all that the server sent.
    fn whole(&self) -> Result<(), ReadError> {
        match self.flaw {
            Some(Flaw::TooLong(limit)) => {
                Err(ReadError::new(format!("longer than the limit of {limit} bytes")))
            }
            Some(Flaw::Compression) => Err(ReadError::new("cannot be decompressed")),
            None => Ok(()),
        }
    }

    /// That the media type is one that the operation documents. What says of itself that it is some
    /// bytes, or says nothing, may be any.
    fn documented_type(&self) -> Result<(), ReadError> {
        let Some(media_type) = self.media_type() else { return Ok(()) };
        let media_type = String::from_utf8_lossy(media_type).to_ascii_lowercase();
        let is_any = media_type.is_empty() || media_type == "application/octet-stream";
        if is_any || self.operation.documents_media_type(&media_type) {
            return Ok(());
        }
        Err(self.not_of_type("one that is documented"))
    }

    fn json_text(&self) -> Result<&[u8], ReadError> {
        self.whole()?;
        if self.is_empty() {
            return Err(ReadError::new("empty, but a JSON body is due"));
        }
        match self.media_type() {
            Some(media_type) if !is_json(media_type) => Err(self.not_of_type("JSON")),
            _ => Ok(&self.body),
        }
    }

    fn not_of_type(&self, due: &str) -> ReadError {
        let media_type = self.media_type().unwrap_or_default();
        let is = |common: &&str| media_type.eq_ignore_ascii_case(common.as_bytes());
        ReadError::new(match COMMON_TYPES.into_iter().find(is) {
            Some(common) => format!("content type is `{common}`, not {due}"),
            None => format!("content type is not {due}"),
        })
    }
}

/// The types of what proxies and wrong addresses answer with. Any other is whatever the server wrote
/// into its header, and headers are not shown.
const COMMON_TYPES: [&str; 9] = [
    "application/json",
    "application/octet-stream",
    "application/x-ndjson",
    "application/xml",
    "text/csv",
    "text/event-stream",
    "text/html",
    "text/plain",
    "text/xml",
];

/// `Text/HTML` of `Text/HTML; charset=utf-8`; the parameters of a media type are free text.
fn media_type(content_type: &[u8]) -> &[u8] {
    content_type.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii()
}

fn is_json(media_type: &[u8]) -> bool {
    let is = |name: &[u8]| media_type.eq_ignore_ascii_case(name);
    let suffix = media_type.rsplit(|byte| *byte == b'+').next().unwrap_or_default();
    is(b"application/json")
        || is(b"text/json")
        || (suffix.len() < media_type.len() && suffix.eq_ignore_ascii_case(b"json"))
}

/// Sends a request as often as its policy says, and gives what the last attempt gave.
pub(crate) async fn exchange(request: &Request) -> Result<Answer, Failure> {
    let mut schedule = Schedule::new(request.policy(), request.operation(), request.timeout());
    let mut is_renewed = false;
    loop {
        let number = schedule.next_attempt();
        let outcome = attempt(request, number, schedule.limit()).await;
        if !request.is_repeatable() {
            return outcome;
        }
        if !is_renewed && is_token_refused(request, &outcome).await {
            is_renewed = true;
            continue;
        }
        let Some(wait) = schedule.wait_after(&outcome) else {
            return outcome;
        };
        drop(outcome);
        sleep(wait).await;
    }
}

/// Whether the server refused a token for which another one can be asked. It did nothing then, so
/// whatever the call is, it can be sent again.
async fn is_token_refused(request: &Request, outcome: &Result<Answer, Failure>) -> bool {
    match outcome {
        Ok(answer) if answer.status == StatusCode::UNAUTHORIZED => {
            request.client().forget(&answer.grant).await
        }
        _ => false,
    }
}

async fn attempt(request: &Request, number: u32, limit: Limit) -> Result<Answer, Failure> {
    let (operation, client) = (request.operation(), request.client());
    let unsent = |error: InvalidInput| Failure::from(error).after(number.saturating_sub(1));
    let grant = client.grant(operation, limit.timeout).await.map_err(unsent)?;
    let mut http = request.to_http(&grant).map_err(unsent)?;
    middleware::prepare(client.middleware(), operation, number, &mut http).map_err(unsent)?;
    if request.may_stream() {
        // What watches over the whole body as well; here the time counts until the answer begins.
        *http.timeout_mut() = Some(NO_LIMIT);
    } else if client.http_timeout() != Some(limit.timeout) {
        *http.timeout_mut() = Some(limit.timeout);
    }

    // Nobody else asks for the time, which is not free to read.
    let begun = (!client.middleware().is_empty()).then(Instant::now);
    let answer = receive(request, number, client.http().execute(http));
    let answer =
        if request.may_stream() { timeout(limit.timeout, answer).await } else { Ok(answer.await) };
    let outcome = match answer {
        Ok(Ok(answer)) => Ok(Answer { grant, ..answer }),
        Ok(Err(error)) => Err(failure(operation, &limit, error).after(number)),
        Err(_) => {
            let error = TimeoutError::new(operation, limit.setting, None);
            Err(Failure::Timeout(error).after(number))
        }
    };
    if let Some(begun) = begun {
        let result = outcome.as_ref();
        let told = Outcome { operation, number, elapsed: begun.elapsed(), result };
        client.middleware().iter().for_each(|it| it.on_response(&told));
    }
    outcome
}

fn failure(operation: &'static Operation, limit: &Limit, error: reqwest::Error) -> Failure {
    if error.is_builder() {
        let reason = "and query make an address that cannot be sent, such as one too long";
        return Failure::InvalidInput(InvalidInput::new("path", reason).of(operation));
    }
    if error.is_timeout() {
        return Failure::Timeout(TimeoutError::new(operation, limit.setting, Some(error)));
    }
    Failure::Transport(TransportError::new(operation, error))
}

/// Longer than any exchange lasts: the HTTP client has no way to say that there is no limit.
const NO_LIMIT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Waits for the answer and reads it, up to the client's limit, unless it is to be streamed.
async fn receive(
    request: &Request,
    attempts: u32,
    response: impl Future<Output = reqwest::Result<reqwest::Response>>,
) -> reqwest::Result<Answer> {
    let mut response = response.await?;
    let retry_after = retry_after(response.headers(), || request.policy().now());
    let (operation, status) = (request.operation(), response.status());
    let streams = status.is_success() && request.streams(status.as_u16());
    let (body, flaw) = match streams {
        true => (Bytes::new(), None),
        false => read_body(&mut response, request.client().max_body()).await?,
    };
    let length = response.content_length();
    let headers = std::mem::take(response.headers_mut());
    let rest = streams.then(|| {
        let media_type = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let head = Head {
            operation,
            media_type: media_type.map(str::to_owned),
            length,
            attempts,
            patience: request.timeout(),
            max_body: request.client().max_body(),
        };
        Download::new(head, response.into())
    });
    let answer = Answer {
        operation,
        status,
        headers,
        body,
        retry_after,
        attempts,
        grant: Grant::default(),
        flaw,
        rest,
        #[cfg(feature = "drift")]
        observer: request.client().observer().cloned(),
    };
    #[cfg(feature = "drift")]
    if let Some(observer) = &answer.observer {
        observer.see(&answer);
    }
    Ok(answer)
}

/// Reads a body piece by piece, decompressed. The pieces are small whatever they are decompressed
/// from, so what is held is never much beyond the limit.
async fn read_body(
    response: &mut reqwest::Response,
    limit: usize,
) -> reqwest::Result<(Bytes, Option<Flaw>)> {
    let announced = usize::try_from(response.content_length().unwrap_or_default());
    let Some(announced) = announced.ok().filter(|length| *length <= limit) else {
        return Ok((Bytes::new(), Some(Flaw::TooLong(limit))));
    };
    let mut body = Body::of(announced);
    loop {
        let mut chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => return Ok((body.into_bytes(), None)),
            Err(error) if is_compression(&error) => {
                return Ok((body.into_bytes(), Some(Flaw::Compression)));
            }
            Err(error) => return Err(error),
        };
        let room = limit.saturating_sub(body.len());
        let too_long = chunk.len() > room;
        chunk.truncate(room);
        body.push(chunk);
        if too_long {
            return Ok((body.into_bytes(), Some(Flaw::TooLong(limit))));
        }
    }
}

/// Whether the body came as it was sent, and what was sent is broken.
///
/// The decompressor's IO error stands right below one of the HTTP client. Errors of the connection
/// have one of the protocol in between.
fn is_compression(error: &reqwest::Error) -> bool {
    let mut below = error.source();
    while let Some(error) = below.and_then(|it| it.downcast_ref::<reqwest::Error>()) {
        below = error.source();
    }
    below.is_some_and(|it| it.is::<std::io::Error>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content_type: &str, expected: bool) {
        assert_eq!(is_json(media_type(content_type.as_bytes())), expected, "{content_type}");
    }

    #[test]
    fn json_is_told_from_other_media_types() {
        check("application/json", true);
        check("Application/JSON ; charset=utf-8", true);
        check("application/problem+json", true);
        check("text/html; charset=utf-8", false);
        check("application/jsonl", false);
        check("", false);
    }
}
