//! The client: where calls go, with which credential and within which limits.

mod base_url;
mod builder;
mod credential;
mod security;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderMap;

pub use builder::ClientBuilder;
use credential::Prepared;
pub use credential::{Credential, Token, TokenFuture, TokenProvider};
pub(crate) use credential::{Grant, Part};
use security::choose;

#[cfg(feature = "drift")]
use crate::drift::Observer;
use crate::operation::Security;
use crate::{InvalidInput, Middleware, Operation, Request, RetryPolicy};

/// What stands before the token in the header.
const BEARER: &str = "Bearer ";

/// Sends calls to one API with the credentials that its operations need.
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
    own_servers: OwnServers,
    plain_http_host: Option<String>,
    headers: HeaderMap,
    security: Security,
    /// By their schemes; `None` where none shall be sent.
    credentials: Option<Vec<(&'static str, Prepared)>>,
    timeout: Duration,
    retry: RetryPolicy,
    max_body: usize,
    middleware: Vec<Box<dyn Middleware>>,
    #[cfg(feature = "drift")]
    observer: Option<Arc<Observer>>,
}

/// What becomes of the servers that operations have of their own.
enum OwnServers {
    Used,
    /// All calls go to an address that the user gave.
    Overridden,
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

    /// What the beginning of the bearer token stands for: the value beside the longest prefix that
    /// it begins with. `None` if it begins with none of them, and without such a token.
    ///
    /// ```
    /// use openapi_exact_runtime::Client;
    ///
    /// let client = Client::builder("https://api.example.com").bearer("test_123").build()?;
    /// let is_live = client.by_credential_prefix(&[("live_", true), ("test_", false)]);
    /// assert_eq!(is_live, Some(false));
    /// # Ok::<(), openapi_exact_runtime::InvalidInput>(())
    /// ```
    pub fn by_credential_prefix<T: Copy>(&self, prefixes: &[(&str, T)]) -> Option<T> {
        let credential = self.credential()?;
        let fitting = prefixes.iter().filter(|(prefix, _)| credential.starts_with(prefix));
        fitting.max_by_key(|(prefix, _)| prefix.len()).map(|(_, meaning)| *meaning)
    }

    /// The first bearer token that does not change. It must show nowhere.
    fn credential(&self) -> Option<&str> {
        self.0.credentials.iter().flatten().find_map(|(_, it)| it.bearer_token())
    }

    /// What an attempt proves itself with, for which it may have to ask.
    pub(crate) async fn grant(
        &self,
        operation: &'static Operation,
        limit: Duration,
    ) -> Result<Grant, InvalidInput> {
        let mut grant = Grant::default();
        let Some(credentials) = &self.0.credentials else { return Ok(grant) };
        let find = |scheme: &str| credentials.iter().find(|(given, _)| *given == scheme);
        let alternatives = operation.own_security().unwrap_or(self.0.security);
        let chosen = choose(alternatives, |scheme| find(scheme).is_some());
        for scheme in chosen.map_err(|error| error.of(operation))? {
            if let Some((_, credential)) = find(scheme) {
                let part = credential.part(limit).await;
                grant.add(part.map_err(|error| error.of(operation))?);
            }
        }
        Ok(grant)
    }

    /// Forgets tokens that the server refused. Gives whether another one can be asked for.
    pub(crate) async fn forget(&self, refused: &Grant) -> bool {
        let mut is_forgotten = false;
        for part in refused.parts() {
            for (_, credential) in self.0.credentials.iter().flatten() {
                is_forgotten |= credential.forget(part).await;
            }
        }
        is_forgotten
    }

    /// The address before an operation's path, without a slash at the end.
    ///
    /// A credential that goes with it is meant for all addresses of the API description, and for
    /// the one that the user gave.
    pub(crate) fn address_of(
        &self,
        operation: &'static Operation,
    ) -> Result<Cow<'_, str>, InvalidInput> {
        let server = match (&self.0.own_servers, operation.own_server()) {
            (OwnServers::Used, Some(server)) => server,
            _ => return Ok(Cow::Borrowed(self.base_url())),
        };
        let absolute = Url::parse(self.base_url()).and_then(|base| base.join(server));
        let checked = match &absolute {
            Ok(url) => base_url::parse(url.as_str(), self.0.plain_http_host.as_deref()),
            Err(_) => Err(InvalidInput::new("server", "of the operation is no address")),
        };
        let url = checked.map_err(|error| error.of(operation))?;
        Ok(Cow::Owned(url.as_str().trim_end_matches('/').to_owned()))
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

    /// What each call sends: user agent and accepted media type.
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

    #[cfg(feature = "drift")]
    pub(crate) fn observer(&self) -> Option<&Arc<Observer>> {
        self.0.observer.as_ref()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_of_the_credential_counts() {
        let kind = |key: &str| {
            let client = Client::builder("https://a.example").bearer(key).build().unwrap();
            client.by_credential_prefix(&[("sk_", 1), ("sk_test_", 2), ("test_", 3), ("test_", 3)])
        };
        for (key, expected) in [
            ("sk_live", Some(1)),
            ("sk_", Some(1)),
            ("sk_test_1", Some(2)),
            ("sk_test", Some(1)),
            ("test_sk_", Some(3)),
            ("SK_live", None),
            ("pk_sk_", None),
            ("s", None),
        ] {
            assert_eq!(kind(key), expected, "{key}");
        }
    }

    #[test]
    fn without_a_credential_there_is_no_kind_of_it() {
        let client = Client::builder("https://a.example").anonymous().build().unwrap();
        assert_eq!(client.by_credential_prefix(&[("", ())]), None);
    }
}
