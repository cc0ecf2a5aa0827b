//! Bodies of every media type and answers by status, over real sockets: the client of
//! `fixtures/bodies`, which this crate compiles as `bodies`.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use openapi_exact_runtime::reqwest::header::CONTENT_TYPE;
use openapi_exact_runtime::{Multipart, RetryPolicy, Upload};
use qonversion_tests::bodies::answers::{
    Error404Or422, GetJobAnswer, StartJobAnswer, StartJobError,
};
use qonversion_tests::bodies::models::{
    Charge, ChargeCard, FilePatch, Owner, UploadPurpose, UploadSchema as UploadFile,
};
use qonversion_tests::bodies::{Client, DownloadError, Error};
use qonversion_tests::server::{Answer, Request, Server};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

fn client(base_url: String) -> Client {
    let policy = RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO);
    let builder = Client::builder().base_url(base_url).retry(policy);
    builder.configure(|it| it.anonymous()).build().expect("it can be built")
}

async fn serving(answer: Answer) -> (Server, Client) {
    let server = Server::start(answer).await;
    let client = client(server.base_url());
    (server, client)
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
}

/// The parts of a multipart body: their heads without line ends, and their contents.
fn parts(request: &Request) -> Vec<(String, String)> {
    let content_type = header(request, "content-type").expect("there is one");
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").expect("it is one");
    let text = String::from_utf8_lossy(&request.body).into_owned();
    let text = text.strip_suffix(&format!("--{boundary}--\r\n")).expect("it has an end");
    let between = format!("--{boundary}\r\n");
    let parts = text.split(&between).skip(1);
    let parts = parts.map(|it| it.strip_suffix("\r\n").expect("a line ends it"));
    let parts = parts.map(|it| it.split_once("\r\n\r\n").expect("it has a head"));
    parts.map(|(head, content)| (head.replace("\r\n", " | "), content.to_owned())).collect()
}

fn part(disposition: &str, content_type: &str, content: &str) -> (String, String) {
    let head =
        format!("Content-Disposition: form-data; {disposition} | Content-Type: {content_type}");
    (head, content.to_owned())
}

#[tokio::test]
async fn parts_are_files_text_and_json() {
    let (server, client) =
        serving(Answer::text(201, "application/vnd.files+json", r#"{"id":"f"}"#)).await;
    let body = UploadFile::new(
        Upload::from("a\r\nb").file_name("ä.txt").content_type("text/plain"),
        UploadPurpose::Avatar,
    )
    .thumbnail(vec![1, 2])
    .pages(["p", "q"].map(Upload::from))
    .owner(Owner::new().name("o"))
    .tags(["x", "y"])
    .labels(["x", "y"])
    .null_size();
    let file = client.files().upload(&body).await.expect("it is taken");
    assert_eq!(file.id, "f");
    let request = server.request();
    let text = "text/plain; charset=utf-8";
    assert_eq!(
        parts(&request),
        [
            part(r#"name="file"; filename="ä.txt""#, "text/plain", "a\r\nb"),
            part(r#"name="purpose""#, text, "avatar"),
            part(r#"name="thumbnail"; filename="file""#, "image/png", "\u{1}\u{2}"),
            part(r#"name="pages"; filename="file""#, "application/octet-stream", "p"),
            part(r#"name="pages"; filename="file""#, "application/octet-stream", "q"),
            part(r#"name="owner""#, "application/json", r#"{"name":"o"}"#),
            part(r#"name="tags""#, text, "x"),
            part(r#"name="tags""#, text, "y"),
            part(r#"name="labels""#, "application/json", r#"["x","y"]"#),
            part(r#"name="size""#, text, ""),
        ]
    );
    assert_eq!(header(&request, "content-length"), Some(&*request.body.len().to_string()));
    let accept = "application/vnd.files+json, application/problem+json";
    assert_eq!(header(&request, "accept"), Some(accept));
}

#[tokio::test]
async fn parts_that_are_not_described_are_put_together_by_hand() {
    let (server, client) = serving(Answer::empty(204)).await;
    let body = Multipart::new().value("a", &1).file("b", &Upload::reader(&b"streamed"[..]));
    client.files().make_bundle(&body).await.expect("it is taken");
    let file = part(r#"name="b"; filename="file""#, "application/octet-stream", "streamed");
    let request = server.request();
    assert_eq!(parts(&request), [part(r#"name="a""#, "text/plain; charset=utf-8", "1"), file]);
    assert_eq!(header(&request, "content-length"), None);
}

#[tokio::test]
async fn a_body_goes_under_its_own_media_type() {
    let (server, client) = serving(Answer::json(200, &json!({"id": "f"}))).await;
    let files = client.files();
    files.patch("f", Some(&FilePatch::new().null_name())).await.expect("it is taken");
    files.patch("f", None).await.expect("it is taken");
    let [with, without] = &server.requests()[..] else { panic!("two requests") };
    assert_eq!(header(with, "content-type"), Some("application/merge-patch+json"));
    assert_eq!(with.text(), r#"{"name":null}"#);
    assert_eq!((header(without, "content-type"), &*without.text()), (None, ""));
}

#[tokio::test]
async fn bytes_go_as_they_are() {
    let (server, client) = serving(Answer::empty(204)).await;
    let files = client.files();
    files.write_content("f", vec![0, 255]).await.expect("it is taken");
    let video = Upload::from("v").content_type("video/mp4");
    files.write_content("f", video).await.expect("it is taken");
    files.append_content("f", Some("text".into())).await.expect("it is taken");
    files.append_content("f", None).await.expect("it is taken");
    let sent = server.requests();
    let sent: Vec<_> = sent.iter().map(|it| (header(it, "content-type"), &it.body[..])).collect();
    let octets = Some("application/octet-stream");
    let video = (Some("video/mp4"), &b"v"[..]);
    assert_eq!(sent, [(octets, &[0, 255][..]), video, (octets, b"text"), (None, b"")]);
}

#[tokio::test]
async fn text_goes_both_ways() {
    let answer = Answer::text(200, "text/markdown; charset=utf-8", "ä");
    let (server, client) = serving(answer).await;
    assert_eq!(client.files().write_note("f", "ö").await.expect("it is text"), "ä");
    let request = server.request();
    assert_eq!((header(&request, "content-type"), &*request.text()), (Some("text/markdown"), "ö"));
    assert_eq!(header(&request, "accept"), Some("text/markdown, text/plain"));
}

#[tokio::test]
async fn an_error_that_is_text_is_its_message() {
    let (_server, client) = serving(Answer::text(409, "text/plain", "too late")).await;
    let error = client.files().write_note("f", "").await.expect_err("it is refused");
    assert_eq!(error.to_string(), "writeNote: 409 Conflict: too late");
    assert_eq!(error.as_api().and_then(|it| it.body()).map(String::as_str), Some("too late"));
}

#[tokio::test]
async fn an_answer_of_another_media_type_is_no_text() {
    let (_server, client) = serving(Answer::text(200, "text/html", "<p>Log in</p>")).await;
    let error = client.files().write_note("f", "").await.expect_err("it is not what is due");
    let told = "writeNote: 200 OK, but the body is not as documented: content type is \
                `text/html`, not one that is documented";
    assert_eq!(error.to_string(), told);
    let error = client.files().read_content("f").await.expect_err("it is not what is due");
    assert!(matches!(error, Error::Decode(_)), "{error}");
}

#[tokio::test]
async fn a_form_is_written_as_the_document_says() {
    let (server, client) = serving(Answer::json(200, &json!({"ticket": 1}))).await;
    let body = Charge::new(5)
        .null_currency()
        .card(ChargeCard::new().number("4 2").owner(Owner::new().name("ö&")))
        .expand(["a", "b"])
        .ids([1, 2])
        .rows([Owner::new().name("r"), Owner::new()]);
    client.forms().charge(&body).await.expect("it is taken");
    let request = server.request();
    assert_eq!(header(&request, "content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(
        request.text(),
        "amount=5&currency=&card%5Bnumber%5D=4%202&card%5Bowner%5D%5Bname%5D=%C3%B6%26\
         &expand%5B%5D=a&expand%5B%5D=b&ids=1%7C2&rows=%7B%22name%22%3A%22r%22%7D&rows=%7B%7D"
    );
}

#[tokio::test]
async fn a_form_without_styles_repeats_lists_and_writes_objects_as_json() {
    let (server, client) = serving(Answer::json(200, &json!(["a"]))).await;
    let body = Charge::new(5).card(ChargeCard::new().number("4")).ids([1, 2]);
    assert_eq!(client.forms().search(Some(&body)).await.expect("it is taken"), ["a"]);
    client.forms().search(None).await.expect("it is taken");
    let [with, without] = &server.requests()[..] else { panic!("two requests") };
    assert_eq!(with.text(), "amount=5&card=%7B%22number%22%3A%224%22%7D&ids=1&ids=2");
    assert_eq!((header(without, "content-type"), &*without.text()), (None, ""));
}

async fn start(answer: Answer) -> Result<StartJobAnswer, Error<StartJobError>> {
    let (_server, client) = serving(answer).await;
    client.jobs().start(&FilePatch::new()).retry(RetryPolicy::never()).await
}

#[tokio::test]
async fn each_success_is_read_by_its_status() {
    let body = json!({"id": "f", "ticket": 1});
    let read = start(Answer::json(200, &body)).await;
    assert!(matches!(&read, Ok(StartJobAnswer::Ok(file)) if file.id == "f"), "{read:?}");
    let read = start(Answer::json(202, &body)).await;
    assert!(matches!(&read, Ok(StartJobAnswer::Accepted(it)) if it.ticket == 1), "{read:?}");
    let read = start(Answer::empty(204)).await;
    assert!(matches!(read, Ok(StartJobAnswer::NoContent)), "{read:?}");
    let read = start(Answer::json(207, &json!(["a"]))).await;
    assert!(matches!(&read, Ok(StartJobAnswer::Success(it)) if it == &["a"]), "{read:?}");
    let read = start(Answer::json(202, &json!({"id": "f"}))).await;
    assert!(matches!(&read, Err(Error::Decode(it)) if it.status() == 202), "{read:?}");
}

async fn failure(answer: Answer) -> (String, Option<StartJobError>) {
    let error = start(answer).await.expect_err("it is an error");
    let body = error.as_api().and_then(|it| it.body().cloned());
    (error.to_string(), body)
}

#[tokio::test]
async fn each_error_is_read_by_its_status() {
    let body = json!({"title": "t", "code": "c", "trace": "x"});
    let problem = |status| Answer::text(status, "application/problem+json", &body.to_string());
    let (text, read) = failure(problem(422)).await;
    assert!(matches!(read, Some(StartJobError::UnprocessableEntity(it)) if it.code == "c"));
    assert_eq!(text, "startJob: 422 Unprocessable Entity: c");
    let (text, read) = failure(problem(404)).await;
    assert!(matches!(read, Some(StartJobError::ClientError(it)) if it.title == "t"));
    assert_eq!(text, "startJob: 404 Not Found: t");
    let (text, read) = failure(Answer::text(503, "text/plain", "later")).await;
    assert!(matches!(read, Some(StartJobError::ServiceUnavailable(it)) if it == "later"));
    assert_eq!(text, "startJob: 503 Service Unavailable: later");
    let (text, read) = failure(problem(500)).await;
    assert!(matches!(read, Some(StartJobError::Default(it)) if it.trace == "x"));
    assert_eq!(text, "startJob: 500 Internal Server Error");
    assert_eq!(failure(Answer::text(404, "text/html", "<p>")).await.1, None);
    assert_eq!(failure(Answer::json(422, &json!({}))).await.1, None);
}

#[tokio::test]
async fn operations_with_the_same_errors_share_their_type() {
    let (_server, client) = serving(Answer::json(422, &json!({"code": "c"}))).await;
    let of_one = client.jobs().cancel("j").await.expect_err("it is an error");
    let of_other = client.jobs().get("j").await.expect_err("it is an error");
    for error in [&of_one, &of_other] {
        let body = error.as_api().and_then(|it| it.body());
        assert!(matches!(body, Some(Error404Or422::UnprocessableEntity(it)) if it.code == "c"));
    }
}

#[tokio::test]
async fn an_answer_to_head_has_no_body() {
    let (_server, client) = serving(Answer::json(200, &json!({"id": "f"}))).await;
    let answer = client.files().check("f").send().await.expect("it is there");
    assert_eq!(
        answer.headers().get(CONTENT_TYPE).map(|it| it.as_bytes()),
        Some(&b"application/json"[..])
    );
}

#[tokio::test]
async fn bytes_come_beside_json() {
    let (_server, client) = serving(Answer::bytes(200, "application/zip", &[0, 255])).await;
    let Ok(GetJobAnswer::Ok(download)) = client.jobs().get("j").await else { panic!("bytes") };
    assert_eq!(download.content_type(), Some("application/zip"));
    assert_eq!(download.bytes().await.expect("they come").as_ref(), [0, 255]);
    let (_server, client) = serving(Answer::json(202, &json!({"ticket": 7}))).await;
    let read = client.jobs().get("j").await.expect("it is a ticket");
    assert!(matches!(&read, GetJobAnswer::Accepted(it) if it.ticket == 7), "{read:?}");
}

/// A stream whose chunks a test gives when it likes.
struct Given(mpsc::UnboundedReceiver<io::Result<Vec<u8>>>);

impl futures_core::Stream for Given {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

async fn listen() -> (TcpListener, Client) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a port");
    let address = listener.local_addr().expect("it has one");
    (listener, client(format!("http://{address}")))
}

/// Reads until `end` has come; gives all that came.
async fn read_to(socket: &mut TcpStream, end: &str) -> String {
    let mut came = Vec::new();
    while !String::from_utf8_lossy(&came).ends_with(end) {
        let byte = socket.read_u8().await.expect("more comes");
        came.push(byte);
    }
    String::from_utf8_lossy(&came).into_owned()
}

const NO_CONTENT: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

#[tokio::test]
async fn a_stream_goes_up_while_it_is_made() {
    let (listener, client) = listen().await;
    let (chunks, given) = mpsc::unbounded_channel();
    let call = client.files().write_content("f", Upload::stream(Given(given)));
    let call = tokio::spawn(async move { call.await });
    let (mut socket, _) = listener.accept().await.expect("it connects");
    let head = read_to(&mut socket, "\r\n\r\n").await;
    assert!(head.to_lowercase().contains("transfer-encoding: chunked"), "{head}");
    chunks.send(Ok(b"first".to_vec())).expect("it is read");
    assert_eq!(read_to(&mut socket, "first\r\n").await, "5\r\nfirst\r\n");
    // Only now is there more.
    chunks.send(Ok(b"second".to_vec())).expect("it is read");
    drop(chunks);
    assert_eq!(read_to(&mut socket, "0\r\n\r\n").await, "6\r\nsecond\r\n0\r\n\r\n");
    socket.write_all(NO_CONTENT).await.expect("it is heard");
    call.await.expect("it ends").expect("it is taken");
}

#[tokio::test]
async fn a_file_in_parts_goes_up_while_it_is_made_under_its_length() {
    let (listener, client) = listen().await;
    let (chunks, given) = mpsc::unbounded_channel();
    let file = Upload::stream(Given(given)).length(4);
    let body = UploadFile::new(file, UploadPurpose::Backup);
    let call = client.files().upload(&body);
    let call = tokio::spawn(async move { call.await });
    let (mut socket, _) = listener.accept().await.expect("it connects");
    let head = read_to(&mut socket, "\r\n\r\n").await.to_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|it| it.split("\r\n").next());
    let length: usize = length.and_then(|it| it.parse().ok()).expect("it has a length");
    let mut came = read_to(&mut socket, "\r\n\r\n").await;
    chunks.send(Ok(b"ab".to_vec())).expect("it is read");
    came += &read_to(&mut socket, "ab").await;
    chunks.send(Ok(b"cd".to_vec())).expect("it is read");
    drop(chunks);
    came += &read_to(&mut socket, "--\r\n").await;
    assert!(came.contains("octet-stream\r\n\r\nabcd\r\n--"), "{came}");
    assert!(came.contains("\r\n\r\nbackup\r\n--"), "{came}");
    assert_eq!(came.len(), length);
    socket
        .write_all(b"HTTP/1.1 201 Created\r\ncontent-length: 10\r\n\r\n{\"id\":\"f\"}")
        .await
        .expect("it is heard");
    assert_eq!(call.await.expect("it ends").expect("it is taken").id, "f");
}

#[tokio::test]
async fn a_stream_of_another_length_ends_the_call() {
    for (chunk, length) in [("abc", 4), ("abc", 2)] {
        let (server, client) = serving(Answer::empty(204)).await;
        let body = Upload::reader(chunk.as_bytes()).length(length);
        let error = client.files().write_content("f", body).await.expect_err("it is cut");
        assert!(matches!(error, Error::Transport(_)), "{error}");
        assert_eq!(server.requests().len(), 0, "{length}");
    }
}

/// How often a PUT that is answered with 503 is sent with this body.
async fn attempts(body: Upload) -> usize {
    let (server, client) = serving(Answer::empty(503)).await;
    client.files().write_content("f", body).await.expect_err("it is refused");
    let requests = server.requests();
    assert!(requests.iter().all(|it| it.body == b"abc"), "{requests:?}");
    requests.len()
}

#[tokio::test]
async fn only_what_can_be_read_again_is_sent_again() {
    assert_eq!(attempts(Upload::from("abc")).await, 3);
    assert_eq!(attempts(Upload::reader(&b"abc"[..])).await, 1);
    let reopened = || {
        let (chunks, given) = mpsc::unbounded_channel();
        chunks.send(Ok(b"abc".to_vec())).expect("it is read");
        Given(given)
    };
    assert_eq!(attempts(Upload::reopened(reopened)).await, 3);
}

#[tokio::test]
async fn a_stream_is_sent_once() {
    let (server, client) = serving(Answer::empty(204)).await;
    let body = Upload::reader(&b"abc"[..]);
    client.files().write_content("f", body.clone()).await.expect("it is taken");
    let error = client.files().write_content("f", body).await.expect_err("it is gone");
    assert_eq!(error.to_string(), "writeContent: `body` is a stream that was read before");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_answer_comes_down_while_it_is_made() {
    let (listener, client) = listen().await;
    let call = client.files().read_content("f");
    let call = tokio::spawn(async move { call.await });
    let (mut socket, _) = listener.accept().await.expect("it connects");
    let head = read_to(&mut socket, "\r\n\r\n").await;
    assert!(head.contains("accept: application/pdf, image/*, application/problem+json"), "{head}");
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 6\r\n\r\n";
    socket.write_all(head).await.expect("it is heard");
    let mut download = call.await.expect("it ends").expect("it begins");
    assert_eq!(download.content_length(), Some(6));
    for chunk in ["abc", "def"] {
        socket.write_all(chunk.as_bytes()).await.expect("it is heard");
        let came = download.chunk().await.expect("it goes on").expect("there is more");
        assert_eq!(came, chunk);
    }
    assert_eq!(download.chunk().await.expect("it ends"), None);
}

/// A download of which `begin` has come, under these settings, and the socket that it comes from.
async fn begun(begin: &str, timeout: Duration) -> (TcpStream, qonversion_tests::bodies::Download) {
    let (listener, client) = listen().await;
    let call = client.files().read_content("f").timeout(timeout);
    let call = tokio::spawn(async move { call.await });
    let (mut socket, _) = listener.accept().await.expect("it connects");
    read_to(&mut socket, "\r\n\r\n").await;
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 6\r\n\r\n";
    socket.write_all(format!("{head}{begin}").as_bytes()).await.expect("it is heard");
    (socket, call.await.expect("it ends").expect("it begins"))
}

#[tokio::test]
async fn a_download_that_breaks_off_is_no_end() {
    let (socket, download) = begun("abc", Duration::from_secs(30)).await;
    drop(socket);
    let error = download.bytes().await.expect_err("it breaks off");
    assert!(matches!(error, DownloadError::Transport(_)), "{error}");
    assert_eq!(error.to_string(), "readContent: the exchange with the server broke off");
}

#[tokio::test]
async fn each_chunk_of_a_download_has_its_time() {
    let (_socket, mut download) = begun("abc", Duration::from_millis(300)).await;
    assert_eq!(download.chunk().await.expect("it came").as_deref(), Some(&b"abc"[..]));
    let error = download.chunk().await.expect_err("nothing comes");
    assert!(matches!(error, DownloadError::Timeout(_)), "{error}");
    assert!(matches!(download.chunk().await, Ok(None)));
}

#[tokio::test]
async fn a_download_that_does_not_begin_is_late() {
    let (listener, client) = listen().await;
    let call = client.files().read_content("f").timeout(Duration::from_millis(200));
    let error = call.await.expect_err("nothing comes");
    assert!(error.is_timeout(), "{error}");
    drop(listener);
}

#[tokio::test]
async fn a_download_is_as_long_as_it_likes_but_not_as_a_whole() {
    let server = Server::start(Answer::bytes(200, "application/pdf", &[7; 100_000])).await;
    let builder = Client::builder().base_url(server.base_url());
    let client =
        builder.configure(|it| it.anonymous().max_body(1000)).build().expect("it can be built");
    let mut download = client.files().read_content("f").await.expect("it begins");
    let mut length = 0;
    while let Some(chunk) = download.chunk().await.expect("it goes on") {
        length += chunk.len();
    }
    assert_eq!(length, 100_000);
    let download = client.files().read_content("f").await.expect("it begins");
    let error = download.bytes().await.expect_err("it is too long");
    assert!(matches!(error, DownloadError::TooLong { limit: 1000 }), "{error}");
}

#[tokio::test]
async fn an_error_where_bytes_are_due_is_read_as_ever() {
    let problem = Answer::text(404, "application/problem+json", r#"{"title":"no such file"}"#);
    let (_server, client) = serving(problem).await;
    let error = client.files().read_content("f").await.expect_err("it is an error");
    assert_eq!(error.to_string(), "readContent: 404 Not Found: no such file");
}
