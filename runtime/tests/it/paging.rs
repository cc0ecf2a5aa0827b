//! Lists, against a server that plays their pages one after the other.

mod cursor;
mod number;
mod resume;
mod stream;

use std::sync::{Arc, Mutex};

use openapi_exact_runtime::{
    Call, Client, Error, Items, Method, Operation, Page, PageError, Paging, call, paged,
};
use serde::Deserialize;
use serde_json::Value;

use crate::support::{Server, read_request};

const LIST: Operation = Operation::new("listNames", Method::Get, "/names", "Names");
const PAGING: Paging = Paging::cursor("starting_after").restarted("X-Restarted");

#[derive(Deserialize)]
struct NameList {
    #[serde(default)]
    data: Vec<String>,
    has_more: Option<bool>,
    next_cursor: Option<String>,
}

impl Page for NameList {
    type Item = String;

    fn items(&self) -> &[String] {
        &self.data
    }

    fn into_items(self) -> Vec<String> {
        self.data
    }

    fn has_more(&self) -> Option<bool> {
        self.has_more
    }

    fn cursor(&self) -> Option<&str> {
        self.next_cursor.as_deref()
    }
}

#[must_use = "a call does nothing until it is awaited"]
struct ListNames(Call<NameList, Value>);

impl ListNames {
    fn limit(self, limit: i64) -> Self {
        Self(self.0.set_query_within("limit", limit, 1..=100))
    }

    fn starting_after(self, starting_after: &str) -> Self {
        Self(self.0.set_query("starting_after", starting_after))
    }
}

call!(ListNames, NameList, Value);
paged!(ListNames, NameList, Value, PAGING);

fn call(client: &Client) -> Call<NameList, Value> {
    client.request(&LIST).json()
}

/// A server that plays answers in turn, and keeps the targets it was asked for.
struct Script {
    server: Server,
    targets: Arc<Mutex<Vec<String>>>,
}

impl Script {
    /// One answer each; what is asked for beyond them fails.
    fn new(answers: impl IntoIterator<Item = String>) -> Self {
        let answers: Vec<_> = answers.into_iter().collect();
        Self::endless(move |turn| answers.get(turn).cloned().unwrap_or_else(failure))
    }

    /// The answer to each request by its number, from 0.
    fn endless(answer: impl Fn(usize) -> String + Send + 'static) -> Self {
        let targets = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&targets);
        let server = Server::serving(move |mut stream| {
            let request = read_request(&mut stream);
            let turn = {
                let mut kept = kept.lock().unwrap();
                let target = request.split(' ').nth(1).unwrap_or_default();
                kept.push(target.trim_start_matches("/v4/names").to_owned());
                kept.len() - 1
            };
            // The client may be gone already.
            let _ = std::io::Write::write_all(&mut stream, answer(turn).as_bytes());
            request
        });
        Self { server, targets }
    }

    fn list(&self) -> ListNames {
        ListNames(call(&self.server.client()))
    }

    fn call(&self) -> Call<NameList, Value> {
        call(&self.server.client())
    }

    /// The queries so far.
    fn queries(&self) -> Vec<String> {
        self.targets.lock().unwrap().clone()
    }
}

fn answer(status: &str, header: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         Connection: close\r\n{header}\r\n{body}"
    )
}

fn page(body: &str) -> String {
    answer("200 OK", "", body)
}

/// A page of these items, after which the one at `cursor` comes.
fn more(items: &[&str], cursor: &str) -> String {
    let body = serde_json::json!({"data": items, "has_more": true, "next_cursor": cursor});
    page(&body.to_string())
}

fn last(items: &[&str]) -> String {
    page(&serde_json::json!({"data": items, "has_more": false}).to_string())
}

/// A page with the header that says that the list began anew.
fn restarted(page: &str) -> String {
    page.replacen("\r\n\r\n", "\r\nx-restarted: true\r\n\r\n", 1)
}

fn failure() -> String {
    answer("503 Service Unavailable", "", "{}")
}

/// What a stream gives up to its end, or to an error.
async fn drain(mut items: Items<NameList, Value>) -> (Vec<String>, Option<PageError<Value>>) {
    let mut given = Vec::new();
    loop {
        assert!(given.len() < 1000, "the stream does not end");
        match items.next().await {
            Some(Ok(item)) => given.push(item),
            Some(Err(error)) => {
                assert!(items.next().await.is_none(), "a stream ends with its error");
                return (given, Some(error));
            }
            None => return (given, None),
        }
    }
}

#[track_caller]
fn refused(error: Option<PageError<Value>>, message: &str) {
    let Some(PageError::Call { error: Error::InvalidInput(error), resume_from: None }) = error
    else {
        panic!("{error:?}");
    };
    assert_eq!(error.to_string(), message);
}
