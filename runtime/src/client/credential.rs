//! What a client proves itself with: one credential per scheme of the API description.

use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};
use zeroize::Zeroizing;

use super::BEARER;
use crate::request::header_value;
use crate::{InvalidInput, Secret};

const BASIC: &str = "Basic ";

/// A credential for one of the security schemes of an API, for
/// [`ClientBuilder::credential`](crate::ClientBuilder::credential). `Debug` does not show it.
pub struct Credential(Kind);

enum Kind {
    Bearer(Secret),
    Basic { user: Secret, password: Secret },
    Header(&'static str, Secret),
    Query(&'static str, Secret),
    Cookie(&'static str, Secret),
    Provider(Box<dyn TokenProvider>),
}

impl Credential {
    /// `Authorization: Bearer <token>`.
    pub fn bearer(token: impl Into<Secret>) -> Self {
        Self(Kind::Bearer(token.into()))
    }

    /// `Authorization: Basic <user:password in base64>`, both in UTF-8. A user with a colon in it is
    /// refused: nobody could tell where it ends.
    pub fn basic(user: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        Self(Kind::Basic { user: user.into(), password: password.into() })
    }

    /// A header of this name with this value as it is.
    pub fn header(name: &'static str, value: impl Into<Secret>) -> Self {
        Self(Kind::Header(name, value.into()))
    }

    /// A pair of this name in the query. Addresses are what logs and proxies keep, so a header is
    /// better where the server takes both.
    pub fn query(name: &'static str, value: impl Into<Secret>) -> Self {
        Self(Kind::Query(name, value.into()))
    }

    /// A cookie of this name.
    pub fn cookie(name: &'static str, value: impl Into<Secret>) -> Self {
        Self(Kind::Cookie(name, value.into()))
    }

    /// `Authorization: Bearer <token>`, with a token that is asked for when it is needed.
    pub fn provider(provider: impl TokenProvider + 'static) -> Self {
        Self(Kind::Provider(Box::new(provider)))
    }

    /// Checks that it can be sent. The error names the scheme and shows nothing of the credential.
    pub(super) fn prepare(self, scheme: &'static str) -> Result<Prepared, InvalidInput> {
        let refuse = |reason: &'static str| InvalidInput::new(scheme, reason);
        Ok(match self.0 {
            Kind::Bearer(token) => {
                Prepared::Fixed(Part::Header(AUTHORIZATION, bearer(&token).map_err(refuse)?))
            }
            Kind::Basic { user, password } => Prepared::Fixed(Part::Header(
                AUTHORIZATION,
                basic(&user, &password).map_err(refuse)?,
            )),
            Kind::Header(name, value) => {
                let name = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| refuse("has a name that no header can have"))?;
                not_empty(&value).map_err(refuse)?;
                Prepared::Fixed(Part::Header(name, sensitive(value.expose()).map_err(refuse)?))
            }
            Kind::Query(name, value) => {
                not_empty(&value).map_err(refuse)?;
                Prepared::Fixed(Part::Query(name, value))
            }
            Kind::Cookie(name, value) => {
                not_empty(&value).map_err(refuse)?;
                Prepared::Fixed(Part::Cookie(name, value))
            }
            Kind::Provider(provider) => {
                Prepared::Asked(Asked { provider, scheme, token: Mutex::new(None) })
            }
        })
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").finish_non_exhaustive()
    }
}

fn not_empty(value: &Secret) -> Result<(), &'static str> {
    if value.expose().is_empty() { Err("is empty") } else { Ok(()) }
}

fn bearer(token: &Secret) -> Result<HeaderValue, &'static str> {
    not_empty(token)?;
    if token.expose().contains(char::is_whitespace) {
        return Err("contains white space; look for a line end that was read with it");
    }
    sensitive(&Zeroizing::new(format!("{BEARER}{}", token.expose())))
}

fn basic(user: &Secret, password: &Secret) -> Result<HeaderValue, &'static str> {
    if user.expose().contains(':') {
        return Err("has a user with a colon in it, which ends the user");
    }
    let both = Zeroizing::new(format!("{}:{}", user.expose(), password.expose()));
    let encoded = Zeroizing::new(BASE64_STANDARD.encode(both.as_bytes()));
    sensitive(&Zeroizing::new(format!("{BASIC}{}", *encoded)))
}

fn sensitive(text: &str) -> Result<HeaderValue, &'static str> {
    let mut value = header_value(text).ok_or("has characters that a header cannot hold")?;
    value.set_sensitive(true);
    Ok(value)
}

/// A token, and how long it is good for.
///
/// ```
/// use std::time::Duration;
/// use openapi_exact_runtime::{Secret, Token};
///
/// let token = Token::from(Secret::from("ey..")).valid_for(Duration::from_secs(3600));
/// ```
#[derive(Clone, Debug)]
pub struct Token {
    secret: Secret,
    valid_for: Option<Duration>,
}

impl Token {
    /// Asks for another one after this time. Unless said, it is used until the server refuses it.
    pub fn valid_for(self, time: Duration) -> Self {
        Self { valid_for: Some(time), ..self }
    }
}

impl From<Secret> for Token {
    fn from(secret: Secret) -> Self {
        Self { secret, valid_for: None }
    }
}

impl From<String> for Token {
    fn from(text: String) -> Self {
        Secret::from(text).into()
    }
}

impl From<&str> for Token {
    fn from(text: &str) -> Self {
        Secret::from(text).into()
    }
}

/// The token that a [`TokenProvider`] gives, or why there is none.
pub type TokenFuture<'a> = Pin<Box<dyn Future<Output = Result<Token, String>> + Send + 'a>>;

/// Gives the access token of an OAuth 2 flow or of OpenID Connect.
///
/// It is asked when a call needs a token and there is none, or none that is still
/// [valid](Token::valid_for), and by one call at a time. A call that the server refuses with 401
/// asks once more and is sent again. The text of an error is shown, so it must hold no secret.
///
/// An async closure is one, and so is a [`Secret`], which is a token that does not change.
///
/// ```
/// use openapi_exact_runtime::{Client, Credential, Token};
///
/// async fn refresh() -> Result<Token, std::io::Error> {
///     // Ask the authorization server.
///     Ok(Token::from("ey.."))
/// }
///
/// let client = Client::builder("https://api.example.com")
///     .security(&[&["oauth"]])
///     .credential("oauth", Credential::provider(refresh))
///     .build()?;
/// # Ok::<(), openapi_exact_runtime::InvalidInput>(())
/// ```
pub trait TokenProvider: Send + Sync {
    /// A new token.
    fn token(&self) -> TokenFuture<'_>;
}

impl<F, A, T, E> TokenProvider for F
where
    F: Fn() -> A + Send + Sync,
    A: Future<Output = Result<T, E>> + Send,
    T: Into<Token>,
    E: fmt::Display,
{
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            let asked = self().await;
            asked.map(T::into).map_err(|error| error.to_string())
        })
    }
}

impl TokenProvider for Secret {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(std::future::ready(Ok(self.clone().into())))
    }
}

/// A credential that was found fit to be sent.
pub(super) enum Prepared {
    Fixed(Part),
    Asked(Asked),
}

impl Prepared {
    pub(super) async fn part(&self, limit: Duration) -> Result<Part, InvalidInput> {
        match self {
            Self::Fixed(part) => Ok(part.clone()),
            Self::Asked(asked) => asked.part(limit).await,
        }
    }

    /// The bearer token, where it is fixed.
    pub(super) fn bearer_token(&self) -> Option<&str> {
        match self {
            Self::Fixed(Part::Header(name, value)) if *name == AUTHORIZATION => bearer_token(value),
            _ => None,
        }
    }

    /// Forgets a token that the server refused, unless there is another by now. Gives whether it
    /// was one of this credential's.
    pub(super) async fn forget(&self, refused: &Part) -> bool {
        match (self, refused) {
            (Self::Asked(asked), Part::Token(scheme, value)) if asked.scheme == *scheme => {
                asked.forget(value).await;
                true
            }
            _ => false,
        }
    }
}

/// The token in a value of the header `Authorization`.
fn bearer_token(authorization: &HeaderValue) -> Option<&str> {
    authorization.to_str().ok()?.strip_prefix(BEARER)
}

pub(super) struct Asked {
    provider: Box<dyn TokenProvider>,
    scheme: &'static str,
    token: Mutex<Option<Cached>>,
}

struct Cached {
    value: HeaderValue,
    until: Option<Instant>,
}

impl Asked {
    async fn part(&self, limit: Duration) -> Result<Part, InvalidInput> {
        let refuse = |reason| InvalidInput::new(self.scheme, reason);
        let asked = timeout(limit, async {
            let mut cached = self.token.lock().await;
            if let Some(cached) = &*cached
                && cached.until.is_none_or(|until| Instant::now() < until)
            {
                return Ok(cached.value.clone());
            }
            let token = self.provider.token().await.map_err(|it| format!("gave no token: {it}"))?;
            let value = bearer(&token.secret)?;
            // A time that no clock can hold is as good as none.
            let until = token.valid_for.and_then(|time| Instant::now().checked_add(time));
            *cached = Some(Cached { value: value.clone(), until });
            Ok::<_, String>(value)
        });
        let value = asked.await.map_err(|_| refuse("gave no token in time".to_owned()))?;
        Ok(Part::Token(self.scheme, value.map_err(refuse)?))
    }

    async fn forget(&self, refused: &HeaderValue) {
        let mut cached = self.token.lock().await;
        if cached.as_ref().is_some_and(|it| it.value == *refused) {
            *cached = None;
        }
    }
}

/// What one credential adds to a request.
#[derive(Clone)]
pub(crate) enum Part {
    Header(HeaderName, HeaderValue),
    Query(&'static str, Secret),
    Cookie(&'static str, Secret),
    /// The value of `Authorization`, of the provider for this scheme.
    Token(&'static str, HeaderValue),
}

impl Part {
    /// The texts that must not show where a server quotes them.
    fn secrets(&self) -> Vec<String> {
        match self {
            Self::Query(_, secret) | Self::Cookie(_, secret) => vec![secret.expose().to_owned()],
            Self::Header(_, value) | Self::Token(_, value) => {
                let text = value.to_str().unwrap_or_default();
                match text.strip_prefix(BASIC) {
                    Some(encoded) => [Some(encoded.to_owned()), password(encoded)]
                        .into_iter()
                        .flatten()
                        .collect(),
                    None => vec![text.strip_prefix(BEARER).unwrap_or(text).to_owned()],
                }
            }
        }
    }
}

fn password(encoded: &str) -> Option<String> {
    let both = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    Some(both.split_once(':')?.1.to_owned())
}

/// What one attempt proves itself with. It must show nowhere.
#[derive(Clone, Default)]
pub(crate) struct Grant {
    /// One is what most calls have, and costs no list.
    first: Option<Part>,
    more: Vec<Part>,
}

impl Grant {
    pub(super) fn add(&mut self, part: Part) {
        match &self.first {
            None => self.first = Some(part),
            Some(_) => self.more.push(part),
        }
    }

    pub(crate) fn parts(&self) -> impl Iterator<Item = &Part> {
        self.first.iter().chain(&self.more)
    }

    /// The texts that an error must not show.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self.parts().flat_map(Part::secrets).collect();
        secrets.retain(|it| !it.is_empty());
        secrets
    }
}
