//! A server on the loopback address that plays one answer and keeps what it was sent.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use openapi_exact_runtime::{Client, ClientBuilder};

/// The credential of all tests. It must show nowhere.
pub(crate) const KEY: &str = "sk_live_4711";

/// Long enough that no test waits for it unless something is broken.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Server {
    address: SocketAddr,
    requests: Receiver<String>,
}

impl Server {
    /// Gives each connection this answer, and closes it.
    pub(crate) fn answering(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |mut stream| {
            let request = read_request(&mut stream);
            // The client may be gone already, as where it refuses a long body.
            let _ = stream.write_all(&answer);
            request
        })
    }

    /// Gives each connection this status line, content type and body.
    pub(crate) fn json(status: &str, body: &str) -> Self {
        Self::typed(status, "application/json", body.as_bytes())
    }

    pub(crate) fn typed(status: &str, content_type: &str, body: &[u8]) -> Self {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
        );
        Self::answering([head.as_bytes(), body].concat())
    }

    /// Takes requests and never answers.
    pub(crate) fn silent() -> Self {
        Self::stalling("")
    }

    /// Begins each answer with this and leaves it at that. The connections stay open as long as
    /// the test runs.
    pub(crate) fn stalling(beginning: &str) -> Self {
        let beginning = beginning.to_owned();
        let mut open = Vec::new();
        Self::start(move |mut stream| {
            let request = read_request(&mut stream);
            stream.write_all(beginning.as_bytes()).unwrap();
            open.push(stream);
            request
        })
    }

    pub(crate) fn start(mut serve: impl FnMut(TcpStream) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                if sender.send(serve(stream.unwrap())).is_err() {
                    break;
                }
            }
        });
        Self { address, requests }
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder(&format!("http://{}/v4", self.address)).bearer(KEY).user_agent("test/1")
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The next request, as it came, with its lines ended by `\n`.
    pub(crate) fn request(&self) -> String {
        self.requests.recv_timeout(PATIENCE).unwrap().replace("\r\n", "\n")
    }

    /// Asserts that nothing came: a request sent now is the first one.
    pub(crate) fn assert_untouched(&self) {
        let mut probe = TcpStream::connect(self.address).unwrap();
        probe.write_all(b"PROBE / HTTP/1.1\r\n\r\n").unwrap();
        assert!(self.request().starts_with("PROBE"), "the server was sent a request");
    }
}

/// Reads the head and as much of a body as its `content-length` says.
pub(crate) fn read_request(stream: &mut TcpStream) -> String {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while !is_complete(&bytes) {
        match stream.read(&mut buffer).unwrap() {
            0 => break,
            read => bytes.extend_from_slice(&buffer[..read]),
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn is_complete(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head
        .split_once("content-length: ")
        .map(|(_, rest)| rest.lines().next().unwrap().parse::<usize>());
    body.len() >= length.map_or(0, Result::unwrap)
}
