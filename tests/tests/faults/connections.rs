//! Connections that are refused, reset, closed or broken.

use std::future::pending;
use std::time::Duration;

use openapi_exact_runtime::reqwest;
use openapi_exact_runtime::reqwest::dns::{Name, Resolve, Resolving};
use qonversion::models::CreateProductRequest;
use qonversion::{Client, Error};
use qonversion_tests::SECRET_KEY;
use qonversion_tests::faults::{Ending, FaultServer, Script};
use qonversion_tests::server::Answer;
use tokio::time::Instant;

use crate::{fails, get, recovers, segment, sent, spawned, told};

/// What three attempts without an answer come to.
const BROKEN_OFF: &str = "broken off, attempts: 3, may pass: \
                          v4GetSegment: the exchange with the server broke off (after 3 attempts)";

/// The waits between three attempts, each as long as it may be.
const BACKOFF: [Duration; 2] = [Duration::from_millis(250), Duration::from_millis(500)];

fn product() -> Answer {
    let product = serde_json::json!({
        "object": "product", "id": "p", "url": "/v4/products/p",
        "created_at": "2026-04-20T12:00:00Z", "updated_at": "2026-04-20T12:00:00Z",
    });
    Answer::json(201, &product)
}

#[tokio::test(start_paused = true)]
async fn connection_refused() {
    let server = FaultServer::refusing();
    let error = get(&server).await.expect_err("there is no connection");
    let message = "broken off, attempts: 3, may pass: \
                   v4GetSegment: cannot connect to the server (after 3 attempts)";
    assert_eq!(told(&error), message);
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert!(error.is_connect(), "the server cannot have seen the call");
    assert_eq!(server.waits(), BACKOFF);
}

/// A name server that never answers.
struct Silence;

impl Resolve for Silence {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(pending())
    }
}

#[tokio::test(start_paused = true)]
async fn connection_that_never_comes_about() {
    let http = reqwest::Client::builder().connect_timeout(Duration::from_secs(10));
    let http = http.no_proxy().dns_resolver(Silence).build().expect("it is an HTTP client");
    let client = Client::builder()
        .secret_key(SECRET_KEY)
        .base_url("http://localhost/v4")
        .configure(|builder| builder.http_client(http));
    let client = client.build().expect("it is a client");
    let begun = Instant::now();
    let create = client.products().create(&CreateProductRequest::new("p"));
    let error = create.await.expect_err("there is no connection");
    assert_eq!(begun.elapsed().as_secs(), 10);
    let message = "too late, attempts: 1, may pass: v4CreateProduct: no connection in time";
    assert_eq!(told(&error), message);
    let Error::Timeout(error) = error else { panic!("{error:?}") };
    assert!(error.is_connect(), "the server cannot have seen the call");
}

#[tokio::test(start_paused = true)]
async fn reset_before_the_answer() {
    recovers(Script::new().reset()).await;
    let (server, error) = fails(Script::new().reset().from_then_on(), BROKEN_OFF).await;
    assert!(matches!(error, Error::Transport(error) if !error.is_connect()));
    assert_eq!(server.log().connections(), [0, 1, 2]);
    assert_eq!(server.waits(), BACKOFF);
}

#[tokio::test(start_paused = true)]
async fn closed_before_the_answer() {
    recovers(Script::new().close()).await;
    fails(Script::new().close().from_then_on(), BROKEN_OFF).await;
}

#[tokio::test(start_paused = true)]
async fn reset_in_the_middle_of_the_head() {
    recovers(Script::new().reset_after("HTTP/1.1 200 OK\r\nContent-Ty")).await;
}

#[tokio::test(start_paused = true)]
async fn closed_in_the_middle_of_the_head() {
    recovers(Script::new().close_after("HTTP/1.1 200 OK\r\nContent-Ty")).await;
}

#[tokio::test(start_paused = true)]
async fn reset_in_the_middle_of_the_answer() {
    recovers(Script::new().reset_after(segment().cut(20))).await;
    fails(Script::new().reset_after(segment().cut(20)).from_then_on(), BROKEN_OFF).await;
}

#[tokio::test(start_paused = true)]
async fn closed_in_the_middle_of_the_answer() {
    recovers(Script::new().close_after(segment().cut(20))).await;
    fails(Script::new().close_after(segment().cut(20)).from_then_on(), BROKEN_OFF).await;
}

/// Even where what came so far is JSON by itself: it was not all.
#[tokio::test(start_paused = true)]
async fn closed_before_the_last_chunk() {
    let chunk = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n";
    recovers(Script::new().close_after(chunk)).await;
}

#[tokio::test(start_paused = true)]
async fn answer_that_is_not_http() {
    for answer in [
        "SSH-2.0-OpenSSH_9.6\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    ] {
        fails(Script::new().close_after(answer).from_then_on(), BROKEN_OFF).await;
    }
}

/// What comes before the answer is not taken for it.
#[tokio::test(start_paused = true)]
async fn early_hints_before_the_answer() {
    let hints = b"HTTP/1.1 103 Early Hints\r\nLink: </v4/a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n";
    let answer = [hints.as_slice(), &segment().into_bytes()].concat();
    let server = FaultServer::playing(Script::new().send(answer));
    let response = get(&server).send().await.expect("the segment is answered");
    assert_eq!((response.status().as_u16(), response.attempts()), (200, 1));
    sent(&server, 1);
}

/// Half of the calls are reset, and each gets an answer in the end.
#[tokio::test(start_paused = true)]
async fn resets_among_calls_at_once() {
    let script = (0..20).fold(Script::new(), |script, _| script.answer(segment()).reset());
    let server = FaultServer::playing(script.answer(segment()).from_then_on());
    let client = server.client();
    let calls: Vec<_> = (0..40).map(|_| tokio::spawn(client.segments().get("s").send())).collect();
    let mut repeated = 0;
    for call in calls {
        let answer = call.await.expect("it does not panic");
        repeated += answer.expect("the segment is answered").attempts() - 1;
    }
    assert_eq!(repeated, 20);
    sent(&server, 60);
}

/// The connection of the first call is gone before the second one, which takes another. Nothing was
/// sent on the old one, so that this is safe for a POST too.
#[tokio::test(start_paused = true)]
async fn connection_closed_between_keep_alive_calls() {
    let script = Script::new().answer(segment()).answer_and_close(segment());
    let server = FaultServer::playing(script.answer(product()));
    let client = server.client();
    for _ in 0..2 {
        client.segments().get("s").await.expect("the segment is answered");
    }
    server.log_when(|log| log.endings() == [Ending::Server]).await;

    let create = client.products().create(&CreateProductRequest::new("p"));
    let response = create.send().await.expect("the product is answered");
    assert_eq!((&*response.id, response.attempts()), ("p", 1));
    assert_eq!(server.log().connections(), [0, 0, 1], "connections are kept and not trusted");
}

/// The server takes the second call on the connection of the first one, and closes it: what it did
/// with the call is not known, so only what may be repeated is.
#[tokio::test(start_paused = true)]
async fn connection_closed_as_the_next_call_comes() {
    let script = || Script::new().answer(segment()).close();
    let server = FaultServer::playing(script().answer(segment()));
    let client = server.client();
    client.segments().get("s").await.expect("the segment is answered");
    let response = client.segments().get("s").send().await.expect("the segment is answered");
    assert_eq!(response.attempts(), 2);
    sent(&server, 3);
    assert_eq!(server.log().connections(), [0, 0, 1]);

    let server = FaultServer::playing(script().answer(product()));
    let client = server.client();
    client.segments().get("s").await.expect("the segment is answered");
    let create = client.products().create(&CreateProductRequest::new("p"));
    let message = "broken off, attempts: 1, may pass: \
                   v4CreateProduct: the exchange with the server broke off";
    assert_eq!(told(&create.await.expect_err("the connection broke")), message);
    assert_eq!(server.log().connections(), [0, 0]);
}

/// What is no longer wanted is given up: the server sees the connection close, and nothing more.
#[tokio::test(start_paused = true)]
async fn dropped_in_the_middle_of_a_call() {
    for part in [Vec::new(), segment().cut(20)] {
        let server = FaultServer::playing(Script::new().stall_after(part).answer(segment()));
        let call = spawned(get(&server));
        server.log_when(|log| log.stalls() == 1).await;
        call.abort();
        assert!(call.await.is_err_and(|error| error.is_cancelled()), "it ended by itself");
        let log = server.log_when(|log| !log.endings().is_empty()).await;
        assert_eq!(log.endings(), [Ending::Client]);
        sent(&server, 1);
    }
}

/// The same client goes on after a call that was given up, on a connection of its own.
#[tokio::test(start_paused = true)]
async fn dropped_call_does_not_harm_the_next_one() {
    let server =
        FaultServer::playing(Script::new().stall_after(segment().cut(20)).answer(segment()));
    let client = server.client();
    let call = spawned(client.segments().get("s"));
    server.log_when(|log| log.stalls() == 1).await;
    call.abort();
    server.log_when(|log| log.endings() == [Ending::Client]).await;
    let response = client.segments().get("s").send().await.expect("the segment is answered");
    assert_eq!((&*response.name, response.attempts()), ("Premium", 1));
    sent(&server, 2);
    assert_eq!(server.log().connections(), [0, 1]);
}
