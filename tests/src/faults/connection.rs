//! One connection of a fault server.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use socket2::SockRef;

use super::script::Then;
use super::{Ending, Stage};
use crate::server::Request;

/// Long enough that no test waits for it unless something is broken.
const PATIENCE: Duration = Duration::from_secs(30);

/// A flood ends after so many bytes, or one of a client that swallows all would never end.
const FLOOD: usize = 256 << 20;

/// Plays the script with the requests of a connection until it ends.
pub(super) fn serve(stream: TcpStream, number: usize, stage: &Stage) {
    let ending = play(stream, number, stage);
    stage.log.send_modify(|log| log.ended(number, ending));
}

fn play(mut stream: TcpStream, number: usize, stage: &Stage) -> Ending {
    let patience = Some(PATIENCE);
    let set = stream.set_read_timeout(patience).and_then(|()| stream.set_write_timeout(patience));
    set.unwrap_or_else(|error| panic!("no timeout: {error}"));
    loop {
        let request = match read_request(&mut stream) {
            Ok(Some(request)) => request,
            Ok(None) => return Ending::Client,
            Err(error) => return ending_of(&error),
        };
        let act = stage.take(number, request);
        if let Err(error) = stream.write_all(&act.bytes) {
            return ending_of(&error);
        }
        match act.then {
            Then::Keep => {}
            Then::Close => return close(&mut stream),
            Then::Reset => return reset(&stream),
            Then::Stall => {
                stage.stalled();
                return closed_by_client(&mut stream);
            }
            Then::Flood(piece) => return flood(&mut stream, &piece, stage),
        }
    }
}

/// A read or write fails where the client is gone, and where it takes too long.
fn ending_of(error: &std::io::Error) -> Ending {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => Ending::Never,
        _ => Ending::Client,
    }
}

/// Closes the connection and waits until the client has taken note, which is when it closes its
/// half. With a request of its client unread, the system would make a reset of it.
fn close(stream: &mut TcpStream) -> Ending {
    // The client may be gone already.
    let _ = stream.shutdown(Shutdown::Write);
    match closed_by_client(stream) {
        Ending::Client => Ending::Server,
        other => other,
    }
}

fn reset(stream: &TcpStream) -> Ending {
    let set = SockRef::from(stream).set_linger(Some(Duration::ZERO));
    set.unwrap_or_else(|error| panic!("no reset: {error}"));
    Ending::Server
}

fn closed_by_client(stream: &mut TcpStream) -> Ending {
    loop {
        match stream.read(&mut [0; 1024]) {
            Ok(0) => return Ending::Client,
            Ok(_) => {}
            Err(error) => return ending_of(&error),
        }
    }
}

fn flood(stream: &mut TcpStream, piece: &[u8], stage: &Stage) -> Ending {
    let mut sent = 0;
    let ending = loop {
        if sent >= FLOOD {
            break Ending::Never;
        }
        match stream.write(piece) {
            Ok(written) => sent += written,
            Err(error) => break ending_of(&error),
        }
    };
    stage.log.send_modify(|log| log.flood = sent);
    ending
}

/// The next request; `None` where the client closed the connection instead.
fn read_request(stream: &mut TcpStream) -> std::io::Result<Option<Request>> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        if let Some(request) = parse(&bytes) {
            return Ok(Some(request));
        }
        match stream.read(&mut buffer)? {
            0 => return Ok(None),
            read => bytes.extend_from_slice(&buffer[..read]),
        }
    }
}

/// A request, if it is complete.
fn parse(bytes: &[u8]) -> Option<Request> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?, first.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers: Vec<_> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    headers.sort();
    let mut request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: Vec::new(),
    };
    let length = request.header("content-length").map_or(Some(0), |length| length.parse().ok())?;
    let body = bytes.get(end + 4..end + 4 + length)?;
    request.body = body.to_vec();
    Some(request)
}
