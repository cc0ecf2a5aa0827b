//! A real HTTP server on the loopback address that keeps what it is sent.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Response, Uri};
use percent_encoding::percent_decode_str;
use qonversion::{Client, RetryPolicy};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::SECRET_KEY;

/// Answers every request the same way and keeps all of them. It ends when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    task: JoinHandle<()>,
}

/// What a server answers.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What a client sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method, in upper case.
    pub method: String,
    /// The path as it was sent, still percent-encoded.
    pub path: String,
    /// The query as it was sent, still percent-encoded and without its question mark.
    pub query: String,
    /// The headers, by their names in lower case, in the order of the names.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// An answer of JSON.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, "application/json", &body.to_string())
    }

    /// An answer of some media type.
    pub fn text(status: u16, content_type: &str, body: &str) -> Self {
        Self::bytes(status, content_type, body.as_bytes())
    }

    /// An answer of some media type that need not be text.
    pub fn bytes(status: u16, content_type: &str, body: &[u8]) -> Self {
        Self { status, body: body.to_vec(), ..Self::default() }.header("content-type", content_type)
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The answer as it goes over the wire, with the length of its body announced.
    pub fn into_bytes(self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} \r\n", self.status);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("content-length: {}\r\n\r\n", self.body.len());
        [head.as_bytes(), &self.body].concat()
    }

    /// The same without the end of its body, of which so many bytes are left.
    pub fn cut(self, left: usize) -> Vec<u8> {
        let missing = self.body.len().saturating_sub(left);
        let mut bytes = self.into_bytes();
        bytes.truncate(bytes.len() - missing);
        bytes
    }

    fn into_http(self) -> Response<Body> {
        let mut response = Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        response.body(Body::from(self.body)).unwrap_or_else(|error| panic!("no answer: {error}"))
    }
}

impl Server {
    /// Starts a server. It needs a Tokio runtime.
    pub async fn start(answer: Answer) -> Self {
        Self::serving(move |_| answer.clone()).await
    }

    /// Answers each request as `answer` says.
    ///
    /// # Panics
    /// If there is no port.
    pub async fn serving(
        answer: impl Fn(&Request) -> Answer + Clone + Send + Sync + 'static,
    ) -> Self {
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        let router = Router::new().fallback(async move |method, uri, headers, body| {
            let request = request(method, uri, headers, body);
            let answer = answer(&request);
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(request);
            answer.into_http()
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.unwrap_or_else(|error| panic!("no port: {error}"));
        let address = listener.local_addr().unwrap_or_else(|error| panic!("no address: {error}"));
        let task = tokio::spawn(async move {
            axum::serve(listener, router)
                .await
                .unwrap_or_else(|error| panic!("the server broke down: {error}"));
        });
        Self { address, requests, task }
    }

    /// A client of this server.
    pub fn client(&self) -> Client {
        client(self.address)
    }

    /// Where the client of any document finds it.
    pub fn base_url(&self) -> String {
        format!("http://{}/v4", self.address)
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The one request that was sent.
    ///
    /// # Panics
    /// If there was none, or another.
    pub fn request(&self) -> Request {
        match <[Request; 1]>::try_from(self.requests()) {
            Ok([only]) => only,
            Err(requests) => panic!("{} requests, not one", requests.len()),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A client of the server at `address`.
pub(crate) fn client(address: SocketAddr) -> Client {
    let builder = Client::builder()
        .secret_key(SECRET_KEY)
        .base_url(format!("http://{address}/v4"))
        .retry(RetryPolicy::never());
    builder.build().unwrap_or_else(|error| panic!("no client: {error}"))
}

fn request(method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Request {
    let mut headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| {
            (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    headers.sort();
    Request {
        method: method.to_string(),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers,
        body: body.to_vec(),
    }
}

impl Request {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The decoded names and values of the query, in its order.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let pairs = self.query.split('&').filter(|it| !it.is_empty());
        let pairs = pairs.map(|it| it.split_once('=').unwrap_or((it, "")));
        pairs.map(|(name, value)| (decode(name), decode(value))).collect()
    }

    /// The decoded segments of the path.
    pub fn segments(&self) -> Vec<String> {
        self.path.split('/').map(decode).collect()
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// If it is not JSON.
    pub fn json(&self) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
