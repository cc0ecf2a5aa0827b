//! The client: where calls go, with which credential and within which limits.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::redirect::Policy;
use zeroize::Zeroizing;

use crate::request::header_value;
use crate::{InvalidInput, Operation, Request, Secret};

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const DEFAULT_MAX_BODY: usize = 64 * 1024 * 1024;
const DEFAULT_USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

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
    /// Without a slash at the end.
    base_url: String,
    headers: HeaderMap,
    timeout: Duration,
    max_body: usize,
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

    pub(crate) fn base_url(&self) -> &str {
        &self.0.base_url
    }

    /// User agent and credential.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.0.timeout
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
            .field("max_body", &self.0.max_body)
            .finish_non_exhaustive()
    }
}

/// The settings of a [`Client`].
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    base_url: String,
    credential: Credential,
    timeout: Duration,
    connect_timeout: Duration,
    user_agent: String,
    max_body: usize,
    plain_http_host: Option<String>,
    http: Option<reqwest::Client>,
}

enum Credential {
    Missing,
    Anonymous,
    Bearer(Secret),
}

impl ClientBuilder {
    fn new(base_url: String) -> Self {
        Self {
            base_url,
            credential: Credential::Missing,
            timeout: DEFAULT_TIMEOUT,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            user_agent: DEFAULT_USER_AGENT.to_owned(),
            max_body: DEFAULT_MAX_BODY,
            plain_http_host: None,
            http: None,
        }
    }

    /// Sends calls to another address than the one the builder began with.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Sends `Authorization: Bearer <token>` with each call.
    pub fn bearer(mut self, token: impl Into<Secret>) -> Self {
        self.credential = Credential::Bearer(token.into());
        self
    }

    /// Sends no credential. Without this, a client that was given none is not built.
    pub fn anonymous(mut self) -> Self {
        self.credential = Credential::Anonymous;
        self
    }

    /// How long a call may take, from connecting to the last byte of the answer. 30 seconds unless
    /// set; a single call can differ, see [`Call::timeout`](crate::Call::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long connecting may take. 10 seconds unless set. Not used with [`http_client`](Self::http_client).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The `User-Agent` header. This crate's name and version unless set.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// How long the body of an answer may be, in bytes. 64 MiB unless set. What goes beyond is not
    /// read: an answer that needs its body is then a decode error.
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
    /// its redirect policy too, so give it [`Policy::none`], or a redirected call is sent again elsewhere.
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
        let url = parse_base_url(&self.base_url, self.plain_http_host.as_deref())?;
        let headers = self.headers()?;
        let http = match self.http {
            Some(http) => http,
            None => build_http(&url, self.connect_timeout)?,
        };
        let base_url = url.as_str().trim_end_matches('/').to_owned();
        Ok(Client(Arc::new(Inner {
            http,
            base_url,
            headers,
            timeout: self.timeout,
            max_body: self.max_body,
        })))
    }

    fn headers(&self) -> Result<HeaderMap, InvalidInput> {
        let mut headers = HeaderMap::new();
        let user_agent = header_value(&self.user_agent)
            .ok_or_else(|| InvalidInput::new("user_agent", "is not a valid header value"))?;
        headers.insert(USER_AGENT, user_agent);
        if let Some(authorization) = authorization(&self.credential)? {
            headers.insert(AUTHORIZATION, authorization);
        }
        Ok(headers)
    }
}

impl fmt::Debug for ClientBuilder {
    /// Without the base URL, which may still hold a password here.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("max_body", &self.max_body)
            .finish_non_exhaustive()
    }
}

fn authorization(credential: &Credential) -> Result<Option<HeaderValue>, InvalidInput> {
    let token = match credential {
        Credential::Missing => {
            return Err(InvalidInput::new("bearer", "was not given; set the token"));
        }
        Credential::Anonymous => return Ok(None),
        Credential::Bearer(token) => token.expose(),
    };
    if token.is_empty() {
        return Err(InvalidInput::new("bearer", "is empty"));
    }
    if token.contains(char::is_whitespace) {
        return Err(InvalidInput::new(
            "bearer",
            "contains white space; look for a line end that was read with it",
        ));
    }
    let header = Zeroizing::new(format!("Bearer {token}"));
    let mut value = header_value(&header)
        .ok_or_else(|| InvalidInput::new("bearer", "has characters that a header cannot hold"))?;
    value.set_sensitive(true);
    Ok(Some(value))
}

fn parse_base_url(text: &str, plain_http_host: Option<&str>) -> Result<Url, InvalidInput> {
    let refuse = |reason: &'static str| Err(InvalidInput::new("base_url", reason));
    let url = Url::parse(text)
        .map_err(|error| InvalidInput::new("base_url", format!("is not a URL: {error}")))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) || is_host(&url, plain_http_host) => {}
        "http" => {
            return refuse("must begin with https://, or its host be named in `allow_plain_http`");
        }
        _ => return refuse("must begin with https://"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("must not hold a user name or password; give the credential by itself");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("must not have a query or fragment");
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let host = bare_host(url);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_host(url: &Url, host: Option<&str>) -> bool {
    host.is_some_and(|host| host.trim_matches(['[', ']']).eq_ignore_ascii_case(bare_host(url)))
}

/// The host, without the brackets around an IPv6 address.
fn bare_host(url: &Url) -> &str {
    url.host_str().unwrap_or_default().trim_matches(['[', ']'])
}

fn build_http(url: &Url, connect_timeout: Duration) -> Result<reqwest::Client, InvalidInput> {
    let mut builder =
        reqwest::Client::builder().connect_timeout(connect_timeout).redirect(Policy::none());
    if is_loopback(url) {
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
    fn the_base_url_is_an_address_with_at_most_a_path() {
        for good in ["https://a.example", "https://a.example/v4/", "https://a.example:8443/x/v4"] {
            builder(good).build().unwrap();
        }
        refused(builder("a.example/v4"), "`base_url` is not a URL: relative URL without a base");
        refused(builder("ftp://a.example"), "`base_url` must begin with https://");
        for extra in ["?", "?a=b", "#", "#top"] {
            let base_url = format!("https://a.example/v4{extra}");
            refused(builder(&base_url), "`base_url` must not have a query or fragment");
        }
        for user in ["user", "user:pass", ":pass"] {
            let message =
                "`base_url` must not hold a user name or password; give the credential by itself";
            refused(builder(&format!("https://{user}@a.example")), message);
        }
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
    fn plain_http_stays_on_the_machine_unless_allowed() {
        for loopback in
            ["http://localhost:1/v4", "http://127.0.0.1", "http://127.8.9.1", "http://[::1]:1"]
        {
            builder(loopback).build().unwrap();
        }
        let message =
            "`base_url` must begin with https://, or its host be named in `allow_plain_http`";
        for elsewhere in [
            "http://a.example",
            "http://128.0.0.1",
            "http://localhost.example",
            "http://[::2]",
            "http://0.0.0.0",
        ] {
            refused(builder(elsewhere), message);
        }
        builder("http://a.example").allow_plain_http("A.example").build().unwrap();
        builder("http://[fd00::1]").allow_plain_http("fd00::1").build().unwrap();
        refused(builder("http://b.example").allow_plain_http("a.example"), message);
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
