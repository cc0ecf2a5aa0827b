//! Keeps, clears and replaces the rules of a segment against a server on loopback, and prints the
//! body that each of the three puts on the wire.
//!
//! `cargo run --package qonversion --example segments`

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::error::Error;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use qonversion::Client;
use qonversion::models::{Comparator, SegmentCondition, UpdateSegmentRequest};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base_url = format!("http://{}/v4", listener.local_addr()?);
    thread::spawn(move || listener.incoming().flatten().try_for_each(answer));

    let client = Client::builder().secret_key("test_sk_example").base_url(base_url).build()?;
    let country = SegmentCondition::new("country".into(), Comparator::Eq, "US");
    let update = || UpdateSegmentRequest::new("Premium users");
    let requests = [
        ("keep", update().keep_conditions()),
        ("clear", update().clear_conditions()),
        ("replace", update().conditions([country])),
    ];
    for (name, request) in requests {
        println!("{name}:");
        let segment = client.segments().update("premium-users", &request).await?;
        println!("  answer: {} rules", segment.conditions.len());
    }
    Ok(())
}

/// Prints a request's first line and body, and answers with a segment.
fn answer(mut stream: TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    println!("  {}", line.trim_end());
    let mut length = 0;
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line)?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    println!("  {}", String::from_utf8_lossy(&body));

    let segment = r#"{"object":"segment","id":"premium-users","url":"/v4/segments/premium-users","name":"Premium users","is_system":false,"conditions":[],"created_at":"2026-04-20T12:00:00Z","updated_at":"2026-04-20T12:00:00Z"}"#;
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{segment}",
        segment.len()
    )
}
