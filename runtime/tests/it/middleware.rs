//! What a middleware sees and may change.

use std::sync::{Arc, Mutex};

use openapi_exact_runtime::{
    Attempt, Call, Client, Error, Method, Middleware, Operation, Outcome, RetryPolicy,
    TransportError,
};
use serde_json::Value;

use crate::support::{KEY, Play, Server};
use crate::wire::{Failure, SEGMENT, segment, shown};

type Log = Arc<Mutex<Vec<String>>>;

/// Writes down what it sees, under a name.
struct Recorder(&'static str, Log);

impl Recorder {
    fn log(&self, line: String) {
        self.1.lock().unwrap().push(format!("{}: {line}", self.0));
    }
}

impl Middleware for Recorder {
    fn on_request(&self, attempt: &mut Attempt<'_>) {
        let operation = attempt.operation();
        let body = String::from_utf8_lossy(attempt.body()).into_owned();
        let header = attempt.headers().get("x-signature").is_some();
        let (number, url) = (attempt.number(), attempt.url().path());
        self.log(format!(
            "{number} {} {} {url} {body:?} signed={header}",
            operation.method(),
            operation.path(),
        ));
        let shown = format!("{attempt:?} {:?}", attempt.headers());
        assert!(!shown.contains(KEY) && !shown.contains("4711"), "{shown}");
    }

    fn on_response(&self, outcome: &Outcome<'_>) {
        let status = outcome.status().map(|it| it.as_u16());
        let header = outcome.headers().and_then(|it| it.get("content-type"));
        let failure = outcome.failure().map(ToString::to_string);
        let body = outcome.body().map(<[u8]>::len);
        let number = outcome.number();
        self.log(format!("{number} {status:?} {header:?} {body:?} {failure:?}"));
        assert!(!format!("{outcome:?}").contains("json"), "{outcome:?}");
        assert!(outcome.elapsed() > std::time::Duration::ZERO);
    }
}

/// Signs, and marks the body, as a proof of what is changed.
struct Signer;

impl Middleware for Signer {
    fn on_request(&self, attempt: &mut Attempt<'_>) {
        let signature = format!("s{}", attempt.body().len());
        attempt.headers_mut().insert("x-signature", signature.parse().unwrap());
        attempt.url_mut().query_pairs_mut().append_pair("attempt", "1");
        if !attempt.body().is_empty() {
            let signed = [attempt.body(), b"\n"].concat();
            attempt.set_body(signed);
        }
    }
}

fn client(server: &Server, middleware: impl Middleware + 'static) -> Client {
    server.builder().middleware(middleware).build().unwrap()
}

#[tokio::test]
async fn each_attempt_is_seen_in_order() {
    let log = Log::default();
    let server = Server::playing([
        Play::json("503 Service Unavailable", "{}"),
        Play::Answer(Vec::new()),
        Play::json("200 OK", SEGMENT),
    ]);
    let client = server
        .builder()
        .retry(RetryPolicy::default().jitter(|| 0.0))
        .middleware(Recorder("a", log.clone()))
        .middleware(Signer)
        .middleware(Recorder("b", log.clone()))
        .build()
        .unwrap();
    segment(&client).await.unwrap();
    let length = SEGMENT.len();
    let sent = |name, number, signed| {
        format!(
            "{name}: {number} GET /segments/{{segment_id}} /v4/segments/u%204711 \"\" signed={signed}"
        )
    };
    let json = "Some(\"application/json\")";
    let broken = "getSegment: the exchange with the server broke off (after 2 attempts)";
    let both = |number, rest: &str| [format!("a: {number} {rest}"), format!("b: {number} {rest}")];
    let expected = [
        [sent("a", 1, false), sent("b", 1, true)],
        both(1, &format!("Some(503) {json} Some(2) None")),
        [sent("a", 2, false), sent("b", 2, true)],
        both(2, &format!("None None None Some({broken:?})")),
        [sent("a", 3, false), sent("b", 3, true)],
        both(3, &format!("Some(200) {json} Some({length}) None")),
    ];
    assert_eq!(*log.lock().unwrap(), expected.concat());
}

#[tokio::test]
async fn what_is_changed_is_sent_and_does_not_add_up() {
    const UPDATE: Operation = Operation::new("update", Method::Put, "/segments", "Segments");
    let server = Server::playing([Play::json("503 Busy", "{}"), Play::json("200 OK", SEGMENT)]);
    let client = client(&server, Signer);
    let call: Call<Value, Failure> = client.request(&UPDATE).body(&[1]).json();
    call.retry(RetryPolicy::default().jitter(|| 0.0)).await.unwrap();
    for request in server.requests(2) {
        assert!(request.starts_with("PUT /v4/segments?attempt=1 HTTP/1.1\n"), "{request}");
        assert!(request.contains("x-signature: s3\n") && request.contains("content-length: 4\n"));
        assert!(request.ends_with("\n\n[1]\n"), "{request}");
    }
}

struct SetBody(&'static [u8]);

impl Middleware for SetBody {
    fn on_request(&self, attempt: &mut Attempt<'_>) {
        attempt.set_body(self.0.to_vec());
    }
}

#[tokio::test]
async fn a_body_set_by_hand_has_one_length() {
    const POST: Operation = Operation::new("post", Method::Post, "/segments", "Segments");
    for (body, length) in [(&b"abc"[..], "content-length: 3\n"), (b"", "content-length: 0\n")] {
        let server = Server::json("200 OK", "");
        client(&server, SetBody(body)).request(&POST).empty::<Failure>().await.unwrap();
        let request = server.request();
        assert_eq!(request.matches("content-length").count(), 1, "{request}");
        assert!(request.contains(length), "{request}");
    }
}

struct Astray;

impl Middleware for Astray {
    fn on_request(&self, attempt: &mut Attempt<'_>) {
        attempt.url_mut().set_port(Some(9)).unwrap();
    }
}

#[tokio::test]
async fn a_call_does_not_leave_its_origin() {
    let server = Server::json("200 OK", SEGMENT);
    let error = segment(&client(&server, Astray)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "getSegment: `middleware` must not send the call to another scheme, host or port than \
         the client's"
    );
    assert_eq!(error.attempts(), 0);
    server.assert_untouched();
}

/// Signs as long as it has keys.
struct OneKey;

impl Middleware for OneKey {
    fn on_request(&self, attempt: &mut Attempt<'_>) {
        if attempt.number() > 1 {
            attempt.refuse("has no key left; give it another one");
            attempt.refuse("is not heard");
        }
    }
}

#[tokio::test]
async fn a_refused_attempt_ends_the_call() {
    let server = Server::repeating(Play::Answer(Vec::new()));
    let call = segment(&client(&server, OneKey));
    let error = call.retry(RetryPolicy::default().jitter(|| 0.0)).await.unwrap_err();
    shown(&error);
    assert_eq!(error.to_string(), "getSegment: `middleware` has no key left; give it another one");
    assert!(matches!(&error, Error::InvalidInput(_)) && error.attempts() == 1);
    server.requests(1);
}

struct Downcast(Arc<Mutex<Option<bool>>>);

impl Middleware for Downcast {
    fn on_response(&self, outcome: &Outcome<'_>) {
        let failure = outcome.failure().and_then(|it| it.downcast_ref::<TransportError>());
        *self.0.lock().unwrap() = failure.map(TransportError::is_connect);
    }
}

#[tokio::test]
async fn a_failure_is_told_by_its_type() {
    let seen = Arc::default();
    let builder = Client::builder("http://127.0.0.1:1/v4").bearer(KEY);
    let builder = builder.retry(RetryPolicy::never()).middleware(Downcast(Arc::clone(&seen)));
    segment(&builder.build().unwrap()).await.unwrap_err();
    assert_eq!(*seen.lock().unwrap(), Some(true));
}
