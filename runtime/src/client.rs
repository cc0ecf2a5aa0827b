//! The client: where calls go, with which credential and within which limits.

mod base_url;
mod builder;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;

pub use builder::ClientBuilder;

use crate::{Middleware, Operation, Request, RetryPolicy};

/// Sends calls to one API with one credential.
///
/// Cheap to clone: clones share connections and settings. Calls need a Tokio runtime with IO and
/// time enabled. `Debug` does not show the credential.
///
/// ```
/// use openapi_exact_runtime::{Client, Secret};
///
/// let client = Client::builder("https://api.example.com/v4").bearer(Secret::from("sk_123")).build()?;
/// # Ok::<(), openapi_exact_runtime::InvalidInput>(())
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    /// The timeout that `http` is known to put on a request by itself. To put one on each request
    /// takes three allocations.
    http_timeout: Option<Duration>,
    /// Without a slash at the end.
    base_url: String,
    headers: HeaderMap,
    timeout: Duration,
    retry: RetryPolicy,
    max_body: usize,
    middleware: Vec<Box<dyn Middleware>>,
}

impl Client {
    /// Begins a client for the API at `base_url`, which includes the path before all operations
    /// (`https://api.example.com/v4`).
    pub fn builder(base_url: &str) -> ClientBuilder {
        ClientBuilder::new(base_url.to_owned())
    }

    /// Begins a call. Generated code goes on with the operation's parameters.
    pub fn request(&self, operation: &'static Operation) -> Request {
        Request::new(self.clone(), operation)
    }

    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    pub(crate) fn http_timeout(&self) -> Option<Duration> {
        self.0.http_timeout
    }

    pub(crate) fn base_url(&self) -> &str {
        &self.0.base_url
    }

    /// What each call sends: user agent, accepted media type and credential.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.0.timeout
    }

    pub(crate) fn retry(&self) -> &RetryPolicy {
        &self.0.retry
    }

    pub(crate) fn middleware(&self) -> &[Box<dyn Middleware>] {
        &self.0.middleware
    }

    pub(crate) fn max_body(&self) -> usize {
        self.0.max_body
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.0.base_url)
            .field("timeout", &self.0.timeout)
            .field("retry", &self.0.retry)
            .field("max_body", &self.0.max_body)
            .finish_non_exhaustive()
    }
}
