//! What an answer is read as.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use crate::Download;
use crate::json::ReadError;
use crate::transport::Answer;

/// How an answer is read: as [`Json`], [`OptionalJson`], [`Text`], [`Octets`] or [`Empty`], or by its status, as
/// generated enums do. For [`Request::call`](crate::Request::call).
///
/// ```
/// use openapi_exact_runtime::{Read, Received, json::ReadError};
/// use serde_json::Value;
///
/// /// A job that is done, or one that goes on.
/// enum Job {
///     Ok(Value),
///     Accepted,
/// }
///
/// impl Read for Job {
///     type Output = Self;
///
///     fn read(mut answer: Received<'_>) -> Result<Self, ReadError> {
///         match answer.status() {
///             200 => answer.json().map(Self::Ok),
///             202 => Ok(Self::Accepted),
///             _ => Err(answer.undocumented()),
///         }
///     }
/// }
/// ```
pub trait Read {
    /// What the answer is read into.
    type Output;

    /// Reads an answer.
    ///
    /// # Errors
    ///
    /// Says what of the answer is not as documented.
    fn read(answer: Received<'_>) -> Result<Self::Output, ReadError>;

    /// Says of each success, by its status, whether its body is left to whoever called:
    /// [`Received::octets`] is how it is read. Without it, none is.
    const STREAMED: Option<fn(u16) -> bool> = None;
}

/// An answer that is to be read.
pub struct Received<'a>(pub(crate) &'a mut Answer);

impl Received<'_> {
    /// The status.
    pub fn status(&self) -> u16 {
        self.0.status.as_u16()
    }

    /// The body as JSON, whichever `+json` it is.
    ///
    /// # Errors
    ///
    /// Says that it is none, or where it is not what it is read as.
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, ReadError> {
        self.0.json()
    }

    /// The body as JSON, or `None` where there is no body.
    ///
    /// # Errors
    ///
    /// As those of [`json`](Self::json).
    pub fn optional_json<T: DeserializeOwned>(&mut self) -> Result<Option<T>, ReadError> {
        if self.0.is_empty() { Ok(None) } else { self.0.json().map(Some) }
    }

    /// The body as text.
    ///
    /// # Errors
    ///
    /// Says that it is not UTF-8, or that its media type is not one that the operation documents.
    pub fn text(&mut self) -> Result<String, ReadError> {
        self.0.text()
    }

    /// The body as it comes.
    ///
    /// # Errors
    ///
    /// Says that its media type is not one that the operation documents.
    pub fn octets(&mut self) -> Result<Download, ReadError> {
        self.0.octets()
    }

    /// Why an answer with this status is not read.
    pub fn undocumented(&self) -> ReadError {
        ReadError::new(format!("nothing is documented for status {}", self.status()))
    }
}

/// A body that is JSON.
pub struct Json<T>(PhantomData<T>);

impl<T: DeserializeOwned> Read for Json<T> {
    type Output = T;

    #[inline]
    fn read(mut answer: Received<'_>) -> Result<T, ReadError> {
        answer.json()
    }
}

/// A body that is JSON, or none.
pub struct OptionalJson<T>(PhantomData<T>);

impl<T: DeserializeOwned> Read for OptionalJson<T> {
    type Output = Option<T>;

    #[inline]
    fn read(mut answer: Received<'_>) -> Result<Option<T>, ReadError> {
        answer.optional_json()
    }
}

/// A body that is text, read as a `String`.
pub enum Text {}

impl Read for Text {
    type Output = String;

    fn read(mut answer: Received<'_>) -> Result<String, ReadError> {
        answer.text()
    }
}

/// A body of any bytes, read as a [`Download`].
pub enum Octets {}

impl Read for Octets {
    type Output = Download;

    fn read(mut answer: Received<'_>) -> Result<Download, ReadError> {
        answer.octets()
    }

    const STREAMED: Option<fn(u16) -> bool> = Some(|_| true);
}

/// No body. One that comes is ignored.
pub enum Empty {}

impl Read for Empty {
    type Output = ();

    fn read(_: Received<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}
