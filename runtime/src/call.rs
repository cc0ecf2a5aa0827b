//! A call that is ready to be sent, and the macro for generated types that wrap one.

use std::fmt;
use std::ops::RangeInclusive;
use std::pin::Pin;
use std::time::Duration;

use serde::Serialize;

use crate::error::{ApiError, DecodeError};
use crate::json::ReadError;
use crate::trace::CallSpan;
use crate::{Error, ParameterValue, Read, Received, Request, Response, RetryPolicy, Style};

/// The future of an awaited call.
pub type CallFuture<T, E> = Pin<Box<dyn Future<Output = Result<T, Error<E>>> + Send>>;

/// Headers that the client writes itself; others would break the exchange or leak the credential.
const OWN_HEADERS: [&str; 9] = [
    "accept",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// A call that answers `T`, or an error whose body is `E`.
///
/// Awaiting it sends it, and again as its [`RetryPolicy`] says. It borrows nothing, so it can be
/// spawned and kept. Dropping what is awaited ends the exchange with the server; the server may have
/// done what it was asked.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T, E> {
    request: Request,
    decode: fn(Received<'_>) -> Result<T, ReadError>,
    decode_error: fn(Received<'_>) -> Result<E, ReadError>,
}

impl<T, E> Call<T, E> {
    pub(crate) fn new<R, F>(request: Request) -> Self
    where
        R: Read<Output = T>,
        F: Read<Output = E>,
    {
        Self { request, decode: R::read, decode_error: F::read }
    }

    /// Sends the call and gives the answer with its status and headers. Awaiting the call gives
    /// the body alone.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send(mut self) -> Result<Response<T>, Error<E>> {
        self.run().await
    }

    /// Sends the call from where it stands: a future that takes it by value holds it twice.
    async fn run(&mut self) -> Result<Response<T>, Error<E>> {
        let span = CallSpan::open(self.request.client(), self.request.operation());
        let result = span.around(self.exchange()).await;
        span.close(&result);
        result
    }

    async fn exchange(&mut self) -> Result<Response<T>, Error<E>> {
        let mut answer = self.request.send().await?;
        if !answer.status.is_success() {
            let body = (self.decode_error)(Received(&mut answer)).ok();
            return Err(Error::Api(Box::new(ApiError::new(answer, body))));
        }
        match (self.decode)(Received(&mut answer)) {
            Ok(body) => Ok(Response::new(answer, body)),
            Err(source) => Err(Error::Decode(Box::new(DecodeError::new(answer, source)))),
        }
    }

    /// Sends the call and blocks the thread until the answer is there. Gives what
    /// [`send`](Self::send) gives.
    ///
    /// The exchange runs on one thread of this crate's own, which all calls share.
    ///
    /// # Errors
    ///
    /// See [`Error`]. Where a Tokio runtime is at hand (in `async` code and in `spawn_blocking`)
    /// that is [`Error::InvalidInput`]: await the call, or give it to `Handle::block_on`.
    #[cfg(feature = "blocking")]
    pub fn send_wait(self) -> Result<Response<T>, Error<E>> {
        let operation = self.request.operation();
        crate::blocking::wait(operation, self.send()).map_err(Error::InvalidInput)?
    }

    /// Sends the call and blocks the thread until the answer is there. Gives what awaiting the
    /// call gives.
    ///
    /// # Errors
    ///
    /// The same as those of [`send_wait`](Self::send_wait).
    #[cfg(feature = "blocking")]
    pub fn wait(self) -> Result<T, Error<E>> {
        self.send_wait().map(Response::into_inner)
    }

    /// How long the call may take, with all its attempts and the waiting between them.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.map(|request| request.set_timeout(timeout))
    }

    /// When the call is repeated, in place of what
    /// [`ClientBuilder::retry`](crate::ClientBuilder::retry) says.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.map(|request| request.set_retry(policy))
    }

    /// Sends one more header, in place of an earlier value. The value must be visible ASCII. Those
    /// that the client writes itself, such as `Authorization`, are refused.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.map(|mut request| {
            if OWN_HEADERS.iter().any(|own| name.eq_ignore_ascii_case(own)) {
                request.refuse(name.to_owned(), "is written by the client itself");
            }
            request.header(name, value)
        })
    }

    /// Sets a header that the operation documents, see [`Request::header`].
    pub fn set_header(self, name: &'static str, value: impl ParameterValue) -> Self {
        self.map(|request| request.header(name, value))
    }

    /// Sets a header that is written by a style, see [`Request::styled_header`].
    pub fn styled_header<V: Serialize + ?Sized>(
        self,
        name: &'static str,
        style: Style,
        value: &V,
    ) -> Self {
        self.map(|request| request.styled_header(name, style, value))
    }

    /// Sets a cookie, see [`Request::cookie`].
    pub fn set_cookie(self, name: &'static str, value: impl ParameterValue) -> Self {
        self.map(|request| request.cookie(name, value))
    }

    /// Sets cookies that are written by a style, see [`Request::styled_cookie`].
    pub fn styled_cookie<V: Serialize + ?Sized>(
        self,
        name: &'static str,
        style: Style,
        value: &V,
    ) -> Self {
        self.map(|request| request.styled_cookie(name, style, value))
    }

    /// Sets a query parameter that is written by a style, see [`Request::styled_query`].
    pub fn styled_query<V: Serialize + ?Sized>(
        self,
        name: &'static str,
        style: Style,
        value: &V,
    ) -> Self {
        self.map(|request| request.styled_query(name, style, value))
    }

    /// Sets a query parameter, see [`Request::set_query`].
    pub fn set_query(self, name: &'static str, value: impl ParameterValue) -> Self {
        self.map(|request| request.set_query(name, value))
    }

    /// Sets a query parameter to a number of a range, see [`Request::set_query_within`].
    pub fn set_query_within<V>(
        self,
        name: &'static str,
        value: V,
        range: RangeInclusive<u64>,
    ) -> Self
    where
        V: ParameterValue + TryInto<u64> + Copy,
    {
        self.map(|request| request.set_query_within(name, value, range))
    }

    /// Sets a query parameter of several values, see [`Request::set_query_list`].
    pub fn set_query_list<V: ParameterValue>(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.map(|request| request.set_query_list(name, values))
    }

    /// Sets a query parameter with a key in its name, see [`Request::query_template`].
    pub fn query_template<V: ParameterValue>(
        self,
        before: &'static str,
        after: &'static str,
        key: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.map(|request| request.query_template(before, after, key, values))
    }

    pub(crate) fn request(&self) -> &Request {
        &self.request
    }

    pub(crate) fn request_mut(&mut self) -> &mut Request {
        &mut self.request
    }

    /// The same call once more, changed.
    pub(crate) fn again(&self, change: impl FnOnce(Request) -> Request) -> Self {
        Self { request: change(self.request.clone()), ..*self }
    }

    #[cfg(test)]
    pub(crate) fn into_request(self) -> Request {
        self.request
    }

    fn map(self, change: impl FnOnce(Request) -> Request) -> Self {
        Self { request: change(self.request), ..self }
    }
}

impl<T: 'static, E: 'static> IntoFuture for Call<T, E> {
    type Output = Result<T, Error<E>>;
    type IntoFuture = CallFuture<T, E>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move { self.run().await.map(Response::into_inner) })
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.request).finish()
    }
}

/// Gives a generated tuple struct around a [`Call`] what every call has: awaiting it, `send`,
/// `timeout`, `retry` and `header`, and with the feature `blocking`, `wait` and `send_wait`.
///
/// ```
/// use openapi_exact_runtime::{Call, call};
/// use serde_json::Value;
///
/// /// Lists the segments.
/// #[must_use = "a call does nothing until it is awaited"]
/// pub struct ListSegments(Call<Value, Value>);
///
/// impl ListSegments {
///     /// How many segments a page holds.
///     pub fn limit(self, limit: u32) -> Self {
///         Self(self.0.set_query_within("limit", limit, 1..=100))
///     }
/// }
///
/// call!(ListSegments, Value, Value);
/// ```
#[macro_export]
macro_rules! call {
    ($call:ident, $output:ty, $error:ty $(,)?) => {
        impl $call {
            /// Sends the call and gives the answer with its status and headers. Awaiting the call
            /// gives the body alone.
            ///
            /// # Errors
            ///
            /// If no answer came, the server refused, or its answer is not as documented.
            pub async fn send(
                self,
            ) -> ::std::result::Result<$crate::Response<$output>, $crate::Error<$error>> {
                self.0.send().await
            }

            /// How long the call may take, with all its attempts and the waiting between them.
            #[inline]
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self(self.0.timeout(timeout))
            }

            /// When the call is repeated, in place of what the client's settings say.
            #[inline]
            pub fn retry(self, policy: $crate::RetryPolicy) -> Self {
                Self(self.0.retry(policy))
            }

            /// Sends one more header, in place of an earlier value. The value must be visible
            /// ASCII. Those that the client writes itself, such as `Authorization`, are refused.
            #[inline]
            pub fn header(self, name: &str, value: &str) -> Self {
                Self(self.0.header(name, value))
            }
        }

        $crate::__call_blocking!($call, $output, $error);

        impl ::std::future::IntoFuture for $call {
            type Output = ::std::result::Result<$output, $crate::Error<$error>>;
            type IntoFuture = $crate::CallFuture<$output, $error>;

            // Inlined so that only those calls are compiled that are awaited.
            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                ::std::future::IntoFuture::into_future(self.0)
            }
        }
    };
}

/// A `cfg` within [`call!`] would ask for the features of the crate that uses it.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! __call_blocking {
    ($call:ident, $output:ty, $error:ty) => {
        impl $call {
            /// Sends the call and blocks the thread until the answer, with its status and headers,
            /// is there.
            ///
            /// # Errors
            ///
            /// As those of `send`. In `async` code it is refused: await the call there.
            #[inline]
            pub fn send_wait(
                self,
            ) -> ::std::result::Result<$crate::Response<$output>, $crate::Error<$error>> {
                self.0.send_wait()
            }

            /// Sends the call and blocks the thread until the body of the answer is there.
            ///
            /// # Errors
            ///
            /// As those of `send`. In `async` code it is refused: await the call there.
            #[inline]
            pub fn wait(self) -> ::std::result::Result<$output, $crate::Error<$error>> {
                self.0.wait()
            }
        }
    };
}

#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __call_blocking {
    ($($call:tt)*) => {};
}
