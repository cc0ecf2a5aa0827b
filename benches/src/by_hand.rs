//! A client of four calls, written by hand with reqwest and serde.
//!
//! It has what such a client should have: one pool of connections, percent-encoded ids, timeouts,
//! types for all that is read, and errors that keep the status and body of a refusal. It has what
//! the generated one has on the wire, header for header, and its types have the same members. It
//! repeats nothing, and an answer that does not fit names line and column but no path.

pub mod models;

use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;

use models::{CustomerList, PurchaseList, Segment, UpdateSegment};

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The client. Clones share its connections.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    base_url: String,
}

/// Why a call failed.
#[derive(Debug)]
pub enum Error {
    /// The body cannot be written as JSON.
    Encode(serde_json::Error),
    /// The server refused; its body says why.
    Api {
        /// The status, not 2xx.
        status: StatusCode,
        /// The body, as it came.
        body: Vec<u8>,
    },
    /// No answer came.
    Transport(reqwest::Error),
    /// The answer is not what was expected.
    Decode(serde_json::Error),
}

impl Client {
    /// A client of the server at `base_url`.
    ///
    /// # Errors
    /// If the token cannot stand in a header, or the HTTP client cannot be set up.
    pub fn new(base_url: &str, token: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let mut authorization = HeaderValue::from_str(&format!("Bearer {token}"))?;
        authorization.set_sensitive(true);
        let headers = HeaderMap::from_iter([
            (ACCEPT, HeaderValue::from_static("application/json")),
            (AUTHORIZATION, authorization),
        ]);
        let http = reqwest::Client::builder()
            .user_agent(concat!("qonversion/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .timeout(Duration::from_secs(30))
            .connect_timeout(Duration::from_secs(10))
            .redirect(Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { http, base_url: base_url.to_owned() })
    }

    /// `GET /segments/{segment_id}`
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn segment(&self, id: &str) -> Result<Segment, Error> {
        let url = format!("{}/segments/{}", self.base_url, utf8_percent_encode(id, SEGMENT));
        send(self.http.get(url)).await
    }

    /// `PUT /segments/{segment_id}`
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn update_segment(&self, id: &str, body: &UpdateSegment) -> Result<Segment, Error> {
        let url = format!("{}/segments/{}", self.base_url, utf8_percent_encode(id, SEGMENT));
        let body = serde_json::to_vec(body).map_err(Error::Encode)?;
        send(self.http.put(url).header(CONTENT_TYPE, "application/json").body(body)).await
    }

    /// `GET /users/{user_id}/purchases`
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn purchases(&self, user: &str) -> Result<PurchaseList, Error> {
        let url =
            format!("{}/users/{}/purchases", self.base_url, utf8_percent_encode(user, SEGMENT));
        send(self.http.get(url)).await
    }

    /// `GET /customers`
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn customers(&self) -> Result<CustomerList, Error> {
        send(self.http.get(format!("{}/customers", self.base_url))).await
    }
}

async fn send<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Error> {
    let response = request.send().await.map_err(Error::Transport)?;
    let status = response.status();
    let body = response.bytes().await.map_err(Error::Transport)?;
    if !status.is_success() {
        return Err(Error::Api { status, body: body.into() });
    }
    serde_json::from_slice(&body).map_err(Error::Decode)
}
