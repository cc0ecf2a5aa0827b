//! A server on the loopback address that plays its part and keeps what it was sent.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use openapi_exact_runtime::{Client, ClientBuilder, RetryPolicy};
use socket2::SockRef;

/// The credential of all tests. It must show nowhere.
pub(crate) const KEY: &str = "sk_live_4711";

/// Long enough that no test waits for it unless something is broken.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a server does with one connection, after it has read a request.
#[derive(Clone)]
pub(crate) enum Play {
    /// Sends this and closes the connection in good order.
    Answer(Vec<u8>),
    /// Resets the connection.
    Reset,
    /// Sends nothing. The connection stays open as long as the test runs.
    Stall,
}

impl Play {
    /// An answer of this status line, content type JSON and body.
    pub(crate) fn json(status: &str, body: &str) -> Self {
        Self::with_header(status, "Content-Type: application/json", body)
    }

    /// An answer of this status line, header and body. It says that the connection closes, so that
    /// the next call does not try its luck on it.
    pub(crate) fn with_header(status: &str, header: &str, body: &str) -> Self {
        let length = body.len();
        Self::Answer(
            format!("HTTP/1.1 {status}\r\n{header}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}")
                .into(),
        )
    }
}

pub(crate) struct Server {
    address: SocketAddr,
    requests: Receiver<String>,
}

impl Server {
    /// Gives each connection this answer, and closes it.
    pub(crate) fn answering(answer: impl Into<Vec<u8>>) -> Self {
        Self::repeating(Play::Answer(answer.into()))
    }

    /// Does the same with each connection.
    pub(crate) fn repeating(play: Play) -> Self {
        Self::start(std::iter::repeat(play))
    }

    /// Does one thing after the other, and then answers nothing any more.
    pub(crate) fn playing(plays: impl IntoIterator<Item = Play>) -> Self {
        Self::start(plays.into_iter().collect::<Vec<_>>().into_iter())
    }

    /// Gives each connection this status line, content type and body.
    pub(crate) fn json(status: &str, body: &str) -> Self {
        Self::typed(status, "application/json", body.as_bytes())
    }

    pub(crate) fn typed(status: &str, content_type: &str, body: &[u8]) -> Self {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nConnection: close\r\n\
             Content-Length: {length}\r\n\r\n"
        );
        Self::answering([head.as_bytes(), body].concat())
    }

    /// Takes requests and never answers.
    pub(crate) fn silent() -> Self {
        Self::repeating(Play::Stall)
    }

    fn start(mut plays: impl Iterator<Item = Play> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = channel();
        thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                let play = plays.next().unwrap_or(Play::Answer(Vec::new()));
                open.extend(serve(stream.unwrap(), play, &sender));
            }
        });
        Self { address, requests }
    }

    /// Lets the test serve each connection; it gives back the request that it read.
    pub(crate) fn serving(mut serve: impl FnMut(TcpStream) -> String + Send + 'static) -> Self {
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

    /// A client that sends each call once.
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder(&format!("http://{}/v4", self.address))
            .bearer(KEY)
            .user_agent("test/1")
            .retry(RetryPolicy::never())
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

    /// Asserts that so many requests came and no more, and gives them.
    pub(crate) fn requests(&self, count: usize) -> Vec<String> {
        let requests = (0..count).map(|_| self.request()).collect();
        self.assert_untouched();
        requests
    }

    /// Asserts that nothing came: a request sent now is the first one.
    pub(crate) fn assert_untouched(&self) {
        let mut probe = TcpStream::connect(self.address).unwrap();
        probe.write_all(b"PROBE / HTTP/1.1\r\n\r\n").unwrap();
        assert!(self.request().starts_with("PROBE"), "the server was sent a request");
    }
}

/// Plays a part, and gives back a connection that is to stay open.
fn serve(mut stream: TcpStream, play: Play, requests: &Sender<String>) -> Option<TcpStream> {
    // Nobody listens any more where the test is over.
    let _ = requests.send(read_request(&mut stream));
    match play {
        // The client may be gone already, as where it refuses a long body.
        Play::Answer(answer) => {
            let _ = stream.write_all(&answer);
            None
        }
        Play::Reset => {
            SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
            None
        }
        Play::Stall => Some(stream),
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
