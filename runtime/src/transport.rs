//! One exchange with the server, from a finished request to an answer whose body is read.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;

use crate::error::{Error, InvalidInput, TimeoutError, TransportError};
use crate::json::{self, ReadError};
use crate::{Client, Operation};

/// Why there is no answer. Not generic, so that this module is compiled once.
pub(crate) enum Failure {
    InvalidInput(InvalidInput),
    Timeout(TimeoutError),
    Transport(TransportError),
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
    pub(crate) body: Vec<u8>,
    /// The limit that the body went beyond and at which it was cut off.
    cut_off_at: Option<usize>,
}

impl Answer {
    /// No body at all, or only white space.
    pub(crate) fn is_empty(&self) -> bool {
        self.cut_off_at.is_none() && self.body.trim_ascii().is_empty()
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, ReadError> {
        json::from_slice(self.json_text()?)
    }

    fn json_text(&self) -> Result<&[u8], ReadError> {
        if let Some(limit) = self.cut_off_at {
            return Err(ReadError::new(format!("longer than the limit of {limit} bytes")));
        }
        if self.is_empty() {
            return Err(ReadError::new("empty, but a JSON body is due"));
        }
        match self.headers.get(CONTENT_TYPE).map(|value| media_type(value.as_bytes())) {
            Some(media_type) if !is_json(&media_type) => {
                Err(ReadError::new(format!("content type is `{media_type}`, not JSON")))
            }
            _ => Ok(&self.body),
        }
    }
}

/// `text/html` of `Text/HTML; charset=utf-8`; the parameters of a media type are free text.
fn media_type(content_type: &[u8]) -> String {
    let essence = content_type.split(|byte| *byte == b';').next().unwrap_or_default();
    String::from_utf8_lossy(essence.trim_ascii()).to_ascii_lowercase()
}

fn is_json(media_type: &str) -> bool {
    matches!(media_type, "application/json" | "text/json") || media_type.ends_with("+json")
}

/// Sends a request once and reads the answer, up to the client's limit.
pub(crate) async fn exchange(
    client: &Client,
    operation: &'static Operation,
    request: reqwest::Request,
) -> Result<Answer, Failure> {
    let limit = request.timeout().copied().unwrap_or(Duration::MAX);
    let fail = |error: reqwest::Error| {
        if error.is_builder() {
            return Failure::InvalidInput(
                InvalidInput::new(
                    "path",
                    "and query make an address that cannot be sent, such as one too long",
                )
                .of(operation),
            );
        }
        if error.is_timeout() {
            return Failure::Timeout(TimeoutError::new(operation, limit, error));
        }
        Failure::Transport(TransportError::new(operation, error))
    };
    let mut response = client.http().execute(request).await.map_err(fail)?;
    let mut answer = Answer {
        operation,
        status: response.status(),
        headers: std::mem::take(response.headers_mut()),
        body: Vec::new(),
        cut_off_at: None,
    };
    while let Some(chunk) = response.chunk().await.map_err(fail)? {
        let room = client.max_body().saturating_sub(answer.body.len());
        answer.body.extend_from_slice(chunk.get(..room).unwrap_or(&chunk));
        if chunk.len() > room {
            answer.cut_off_at = Some(client.max_body());
            break;
        }
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content_type: &str, expected: bool) {
        assert_eq!(is_json(&media_type(content_type.as_bytes())), expected, "{content_type}");
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
