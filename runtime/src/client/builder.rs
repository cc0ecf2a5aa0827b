//! The settings of a client, and their checks.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::redirect::Policy;

use super::credential::{Credential, Prepared};
use super::security::{DEFAULT_SCHEME, DEFAULT_SECURITY, choose};
use super::{Client, Inner, OwnServers, base_url};
#[cfg(feature = "drift")]
use crate::drift::{Drift, Observer};
use crate::operation::Security;
use crate::request::header_value;
use crate::{InvalidInput, Middleware, RetryPolicy, Secret, Server};

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const DEFAULT_MAX_BODY: usize = 64 * 1024 * 1024;
const DEFAULT_USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// The settings of a [`Client`].
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    base: Base,
    security: Security,
    credentials: Credentials,
    need: Need,
    timeout: Duration,
    connect_timeout: Duration,
    retry: RetryPolicy,
    middleware: Vec<Box<dyn Middleware>>,
    user_agent: String,
    max_body: usize,
    plain_http_host: Option<String>,
    http: Option<reqwest::Client>,
    #[cfg(feature = "drift")]
    observer: Option<Arc<Observer>>,
}

/// Where calls go.
enum Base {
    /// To the address that the builder began with.
    Documented(String),
    /// To one that takes the place of all others.
    Given(String),
    Server(Server),
}

impl Base {
    fn url(&self) -> Result<Cow<'_, str>, InvalidInput> {
        match self {
            Self::Documented(url) | Self::Given(url) => Ok(Cow::Borrowed(url)),
            Self::Server(server) => server.url().map(Cow::Owned),
        }
    }
}

enum Credentials {
    Anonymous,
    Given(Vec<(&'static str, Credential)>),
}

/// Whether a client that was given no credential is built.
enum Need {
    Credential,
    Nothing,
}

impl ClientBuilder {
    pub(super) fn new(base_url: String) -> Self {
        Self {
            base: Base::Documented(base_url),
            security: DEFAULT_SECURITY,
            credentials: Credentials::Given(Vec::new()),
            need: Need::Credential,
            timeout: DEFAULT_TIMEOUT,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            retry: RetryPolicy::default(),
            middleware: Vec::new(),
            user_agent: DEFAULT_USER_AGENT.to_owned(),
            max_body: DEFAULT_MAX_BODY,
            plain_http_host: None,
            http: None,
            #[cfg(feature = "drift")]
            observer: None,
        }
    }

    /// Sends calls to another address than the one the builder began with. All calls go there, those
    /// of operations with a [server](crate::Operation::server) of their own as well.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base = Base::Given(base_url.into());
        self
    }

    /// Sends calls to an address that the API description names. Operations with a
    /// [server](crate::Operation::server) of their own keep it.
    pub fn server(mut self, server: Server) -> Self {
        self.base = Base::Server(server);
        self
    }

    /// Sends `Authorization: Bearer <token>` with each call: the credential of the scheme `bearer`,
    /// which is what operations need unless they or [`security`](Self::security) say otherwise.
    pub fn bearer(self, token: impl Into<Secret>) -> Self {
        self.credential(DEFAULT_SCHEME, Credential::bearer(token))
    }

    /// Gives the credential of a security scheme, in place of an earlier one. Each call sends those
    /// that its operation needs, and no others.
    pub fn credential(mut self, scheme: &'static str, credential: Credential) -> Self {
        let mut given = match self.credentials {
            Credentials::Given(given) => given,
            Credentials::Anonymous => Vec::new(),
        };
        given.retain(|(other, _)| *other != scheme);
        given.push((scheme, credential));
        self.credentials = Credentials::Given(given);
        self
    }

    /// Sends no credential. Without this, a client that was given none is not built.
    pub fn anonymous(mut self) -> Self {
        self.credentials = Credentials::Anonymous;
        self
    }

    /// What operations need that do not say so themselves, as
    /// [`Operation::security`](crate::Operation::security) has it. The scheme `bearer` unless set.
    pub fn security(mut self, alternatives: Security) -> Self {
        self.security = alternatives;
        self
    }

    /// Builds a client without a credential as well: some operations need none. Calls of the others
    /// are refused.
    pub fn credential_optional(mut self) -> Self {
        self.need = Need::Nothing;
        self
    }

    /// How long a call may take, with all its attempts and the waiting between them, to the last
    /// byte of the answer. 30 seconds unless set; a single call can differ, see
    /// [`Call::timeout`](crate::Call::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long connecting may take. 10 seconds unless set. Not used with [`http_client`](Self::http_client).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// When calls are repeated. [`RetryPolicy::default`] unless set; a single call can differ, see
    /// [`Call::retry`](crate::Call::retry).
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Lets this see and change each attempt, after those given before.
    pub fn middleware(mut self, middleware: impl Middleware + 'static) -> Self {
        self.middleware.push(Box::new(middleware));
        self
    }

    /// Calls this with each thing that a server sends and the API description does not know:
    /// unknown members and enum values, undocumented statuses and media types. Each is told once in
    /// the life of the client and its clones, as long as they are not thousands.
    ///
    /// It is called on the thread of the call, between awaits, so it must not block. Every answer
    /// is read twice. A callback given before is replaced.
    #[cfg(feature = "drift")]
    pub fn on_drift(mut self, tell: impl Fn(&Drift) + Send + Sync + 'static) -> Self {
        self.observer = Some(Observer::new(tell));
        self
    }

    /// The `User-Agent` header. This crate's name and version unless set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// How long the body of an answer may be, in bytes after decompression. 64 MiB unless set. What
    /// goes beyond is not read, and nothing is where `Content-Length` says so in advance: an answer
    /// that needs its body is then a decode error.
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Allows `http://` to this one host, which sees the credential and all bodies unencrypted, as
    /// does everyone in between. Loopback addresses need no leave.
    pub fn allow_plain_http(mut self, host: impl Into<String>) -> Self {
        self.plain_http_host = Some(host.into());
        self
    }

    /// Sends calls through this HTTP client. Its proxies, connect timeout and default headers apply;
    /// its retries come on top of those of this crate;
    /// its redirect policy too, so give it [`Policy::none`], or a redirected call is sent again
    /// elsewhere, without the credential but with its body. With `connection_verbose` it logs every
    /// byte, the credential included.
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Checks the settings and builds the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// If the base URL is not a plain `https://` address with at most a path (for `http://` see
    /// [`allow_plain_http`](Self::allow_plain_http)), if there is no credential or one that cannot
    /// be a header value, and if the HTTP client cannot be set up. The error does not show the
    /// base URL or the credential.
    pub fn build(self) -> Result<Client, InvalidInput> {
        let url = base_url::parse(&self.base.url()?, self.plain_http_host.as_deref())?;
        let headers = self.headers()?;
        let credentials = prepare(self.credentials, self.security, &self.need)?;
        let (http, http_timeout) = match self.http {
            Some(http) => (http, None),
            None => (build_http(&url, self.connect_timeout, self.timeout)?, Some(self.timeout)),
        };
        let base_url = url.as_str().trim_end_matches('/').to_owned();
        let is_given = matches!(self.base, Base::Given(_));
        Ok(Client(Arc::new(Inner {
            http,
            http_timeout,
            base_url,
            own_servers: if is_given { OwnServers::Overridden } else { OwnServers::Used },
            plain_http_host: self.plain_http_host,
            headers,
            security: self.security,
            credentials,
            timeout: self.timeout,
            retry: self.retry,
            max_body: self.max_body,
            middleware: self.middleware,
            #[cfg(feature = "drift")]
            observer: self.observer,
        })))
    }

    fn headers(&self) -> Result<HeaderMap, InvalidInput> {
        let mut headers = HeaderMap::new();
        let user_agent = header_value(&self.user_agent)
            .ok_or_else(|| InvalidInput::new("user_agent", "is not a valid header value"))?;
        headers.insert(USER_AGENT, user_agent);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Ok(headers)
    }
}

impl fmt::Debug for ClientBuilder {
    /// Without the base URL, which may still hold a password here.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("retry", &self.retry)
            .field("max_body", &self.max_body)
            .finish_non_exhaustive()
    }
}

/// Credentials by their schemes; `None` for a client that shall send none.
fn prepare(
    credentials: Credentials,
    security: Security,
    need: &Need,
) -> Result<Option<Vec<(&'static str, Prepared)>>, InvalidInput> {
    let Credentials::Given(given) = credentials else { return Ok(None) };
    let mut prepared = Vec::with_capacity(given.len());
    for (scheme, credential) in given {
        prepared.push((scheme, credential.prepare(scheme)?));
    }
    if prepared.is_empty()
        && let Need::Credential = need
    {
        choose(security, |_| false)?;
    }
    Ok(Some(prepared))
}

fn build_http(
    url: &Url,
    connect_timeout: Duration,
    timeout: Duration,
) -> Result<reqwest::Client, InvalidInput> {
    let mut builder = reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        .timeout(timeout)
        .redirect(Policy::none());
    if base_url::is_loopback(url) {
        // Plain HTTP is allowed here because it stays on the machine; through a proxy it would not.
        builder = builder.no_proxy();
    }
    builder
        .build()
        .map_err(|error| InvalidInput::new("http_client", format!("cannot be set up: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder(base_url: &str) -> ClientBuilder {
        Client::builder(base_url).bearer("sk_live")
    }

    #[track_caller]
    fn refused(builder: ClientBuilder, message: &str) {
        let error = builder.build().unwrap_err();
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn a_slash_at_the_end_of_the_base_url_makes_no_difference() {
        assert_eq!(
            builder("https://a.example/v4/").build().unwrap().base_url(),
            "https://a.example/v4"
        );
        assert_eq!(builder("https://a.example").build().unwrap().base_url(), "https://a.example");
    }

    #[test]
    fn a_credential_must_be_given_and_fit_a_header() {
        let builder = || Client::builder("https://a.example");
        refused(builder(), "`bearer` was not given; set the token");
        refused(builder().bearer(""), "`bearer` is empty");
        for space in ["sk\n", " sk", "s k", "sk\u{a0}"] {
            let message =
                "`bearer` contains white space; look for a line end that was read with it";
            refused(builder().bearer(space), message);
        }
        for beyond in ["sk\u{0}", "sk\u{e9}"] {
            refused(builder().bearer(beyond), "`bearer` has characters that a header cannot hold");
        }
        builder().anonymous().build().unwrap();
    }

    #[test]
    fn settings_are_checked_with_a_given_http_client_as_well() {
        let builder = Client::builder("https://a.example").http_client(reqwest::Client::new());
        refused(
            builder.bearer("sk").user_agent("a\nb"),
            "`user_agent` is not a valid header value",
        );
    }

    #[test]
    fn debug_shows_no_credential() {
        let builder = Client::builder("https://user:sk_live@a.example").bearer("sk_live");
        assert!(!format!("{builder:?} {builder:#?}").contains("sk_live"));
        let client = builder.base_url("https://a.example/v4").build().unwrap();
        assert!(!format!("{client:?} {:?}", client.headers()).contains("sk_live"));
        assert!(format!("{client:?}").contains("https://a.example/v4"));
    }
}
