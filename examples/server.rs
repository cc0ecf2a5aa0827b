//! A server for one call: it tells what came.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

/// A call's method, path and body, once it came.
pub(crate) type Request = JoinHandle<io::Result<String>>;

/// Answers one call with `body`, as JSON, at the address that it gives.
pub(crate) fn answering(body: &'static str) -> io::Result<(String, Request)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = format!("http://{}/v1", listener.local_addr()?);
    Ok((address, thread::spawn(move || answer(&listener, body))))
}

fn answer(listener: &TcpListener, body: &str) -> io::Result<String> {
    let (mut stream, _) = listener.accept()?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let (mut length, mut line) = (0, String::new());
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line)?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut received = vec![0; length];
    reader.read_exact(&mut received)?;
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let call = first.trim_end().trim_end_matches(" HTTP/1.1");
    Ok(format!("{call} {}", String::from_utf8_lossy(&received)))
}
