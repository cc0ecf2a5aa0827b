//! A server that shows every byte of one request.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use qonversion::Client;

/// Takes one request, gives it the bytes of an answer, and ends.
#[derive(Debug)]
pub struct RawServer {
    address: SocketAddr,
    exchange: JoinHandle<String>,
}

impl RawServer {
    /// Starts a server that answers with these bytes.
    pub fn answering(answer: &str) -> Self {
        let answer = answer.to_owned();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let listener = listener.unwrap_or_else(|error| panic!("no port: {error}"));
        let address = listener.local_addr().unwrap_or_else(|error| panic!("no address: {error}"));
        let exchange = thread::spawn(move || {
            let accepted =
                listener.accept().unwrap_or_else(|error| panic!("no connection: {error}"));
            exchange(accepted.0, &answer)
        });
        Self { address, exchange }
    }

    /// A client of this server.
    pub fn client(&self) -> Client {
        crate::server::client(self.address)
    }

    /// The request: its first line, its headers in the order of their names, an empty line and the
    /// body. The port, which is another each time, is `PORT`.
    ///
    /// # Panics
    /// If the request was not one of HTTP/1.1.
    pub fn request(self) -> String {
        let request = self.exchange.join().unwrap_or_else(|_| panic!("the server broke down"));
        request.replace(&self.address.to_string(), "127.0.0.1:PORT")
    }
}

fn exchange(stream: TcpStream, answer: &str) -> String {
    let mut stream = BufReader::new(stream);
    let request = read(&mut stream).unwrap_or_else(|error| panic!("no request: {error}"));
    let written = stream.get_mut().write_all(answer.as_bytes());
    written.unwrap_or_else(|error| panic!("no answer: {error}"));
    request
}

fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut text = String::new();
    stream.read_line(&mut text)?;
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line)?;
        if line.trim_end().is_empty() {
            break;
        }
        headers.push(line.replace("\r\n", "\n"));
    }
    let length =
        headers.iter().find_map(|it| it.strip_prefix("content-length: ")?.trim_end().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body)?;
    headers.sort();
    text = text.replace("\r\n", "\n");
    let _ = write!(text, "{}\n{}", headers.concat(), String::from_utf8_lossy(&body));
    Ok(text)
}
