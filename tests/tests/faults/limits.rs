//! Bodies that are longer than anyone would keep.

use flate2::{Compress, Compression, FlushCompress, Status};
use qonversion::{Client, Error};
use qonversion_tests::faults::{Ending, FaultServer, Script};
use qonversion_tests::server::Answer;

use crate::{ID, fails, sent, told};

const MIB: usize = 1 << 20;

/// What the system holds back for a client that no longer reads, generously.
const BUFFERED: usize = 64 * MIB;

const BEYOND: &str = "not as documented, attempts: 1, stays: v4GetSegment: 200 OK, \
                      but the body is not as documented: longer than the limit of 1048576 bytes";

fn client(server: &FaultServer) -> Client {
    server.client_with(|builder| builder.configure(|builder| builder.max_body(MIB)))
}

/// Asserts that the client keeps as much as it may and closes the connection on the rest.
async fn is_cut_off(script: Script) -> (FaultServer, Error) {
    let server = FaultServer::playing(script);
    let error = client(&server).segments().get(ID).await.expect_err("it is too long");
    sent(&server, 1);
    let log = server.log_when(|log| !log.endings().is_empty()).await;
    assert_eq!(log.endings(), [Ending::Client]);
    assert!(log.flood() < BUFFERED, "{} bytes were read", log.flood());
    (server, error)
}

#[track_caller]
fn kept(error: &Error) -> usize {
    assert_eq!(told(error), BEYOND);
    let Error::Decode(error) = error else { panic!("{error:?}") };
    error.raw_body().len()
}

#[tokio::test(start_paused = true)]
async fn body_over_the_limit() {
    let endless = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
    let (_, error) = is_cut_off(Script::new().flood(endless, vec![b' '; MIB])).await;
    assert_eq!(kept(&error), MIB);
}

/// A gzip stream of 256 MiB of white space: one compressed piece of it, over and over.
fn bomb() -> Vec<u8> {
    let mut piece = Vec::with_capacity(MIB);
    let mut deflate = Compress::new(Compression::best(), false);
    let blank = vec![b' '; MIB];
    let written = deflate.compress_vec(&blank, &mut piece, FlushCompress::Full);
    assert_eq!((written.ok(), deflate.total_in()), (Some(Status::Ok), MIB as u64));
    let head = b"\x1f\x8b\x08\0\0\0\0\0\0\xff";
    [head.as_slice(), &piece.repeat(256)].concat()
}

/// By its length it is within the limit. Of what it becomes, no more is made than is kept.
#[tokio::test(start_paused = true)]
async fn gzip_bomb() {
    let bomb = bomb();
    assert!(bomb.len() < MIB, "{} bytes", bomb.len());
    let answer = Answer::bytes(200, "application/json", &bomb).header("content-encoding", "gzip");
    let (_, error) = is_cut_off(Script::new().send(answer.cut(bomb.len() - 1))).await;
    assert_eq!(kept(&error), MIB);
}

/// With the limit that everyone has: the server announces a long body and sends none of it.
#[tokio::test(start_paused = true)]
async fn body_announced_beyond_the_limit() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n";
    let message = "not as documented, attempts: 1, stays: v4GetSegment: 200 OK, but the body is \
                   not as documented: longer than the limit of 67108864 bytes";
    let (server, error) = fails(Script::new().send(head), message).await;
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert!(error.raw_body().is_empty());
    let log = server.log_when(|log| !log.endings().is_empty()).await;
    assert_eq!(log.endings(), [Ending::Client], "nothing is waited for");
}

/// An error page is cut off as well, and stays the refusal that it is.
#[tokio::test(start_paused = true)]
async fn error_page_over_the_limit() {
    let endless = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n";
    let (_, error) = is_cut_off(Script::new().flood(endless, vec![b'<'; MIB])).await;
    assert_eq!(told(&error), "refused, attempts: 1, stays: v4GetSegment: 404 Not Found");
    assert_eq!(error.as_api().map(|it| it.raw_body().len()), Some(MIB));
}

#[tokio::test(start_paused = true)]
async fn endless_headers() {
    let head = "HTTP/1.1 200 OK\r\n";
    let script = Script::new().flood(head, format!("X-Filler: {}\r\n", "x".repeat(1000)));
    let server = FaultServer::playing(script.from_then_on());
    let error = client(&server).segments().get(ID).await.expect_err("the head is too long");
    let message = "broken off, attempts: 3, may pass: \
                   v4GetSegment: the exchange with the server broke off (after 3 attempts)";
    assert_eq!(told(&error), message);
    let log = server.log_when(|log| log.endings().len() == 3).await;
    assert_eq!(log.endings(), [Ending::Client; 3]);
    assert!(log.flood() < BUFFERED, "{} bytes were read", log.flood());
}
