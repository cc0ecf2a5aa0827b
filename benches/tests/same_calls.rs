//! The comparison is fair: both clients send the same and read the same.

use std::fmt::Debug;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, Uri};
use openapi_exact_runtime::json;
use qonversion_benches::by_hand::Client as ByHand;
use qonversion_benches::{Subject, clients, rows};
use serde::de::DeserializeOwned;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A server that answers all the same, and what it was sent: method, target, headers, body.
async fn serve(answer: Vec<u8>) -> (String, UnboundedReceiver<String>) {
    let (sender, receiver) = unbounded_channel();
    let answer = Bytes::from(answer);
    let keep = async move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
        let mut headers: Vec<_> = headers.iter().map(|it| format!("{it:?}")).collect();
        headers.sort();
        sender.send(format!("{method} {uri} {headers:#?} {body:?}")).unwrap();
        ([(CONTENT_TYPE, "application/json")], answer.clone())
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}/v4", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(keep)).await });
    (base_url, receiver)
}

macro_rules! same_call {
    ($test:ident, $call:ident, $answer:expr) => {
        #[tokio::test]
        async fn $test() {
            let (base_url, mut sent) = serve($answer).await;
            let (generated, by_hand) = clients(&base_url).unwrap();
            Subject::$call(&generated).await;
            let ours = sent.recv().await.unwrap();
            Subject::$call(&by_hand).await;
            let theirs = sent.recv().await.unwrap();
            assert_eq!(ours, theirs);
        }
    };
}

same_call!(a_get_is_the_same, get_segment, rows::segment());
same_call!(a_put_is_the_same, update_segment, rows::segment());
same_call!(a_list_of_purchases_is_the_same, list_purchases, rows::purchases(3));
same_call!(a_list_of_customers_is_the_same, list_customers, rows::customers(3));

/// What each client read, but for the names of its types.
#[track_caller]
fn same_values<O, T>(body: &[u8])
where
    O: DeserializeOwned + Debug,
    T: DeserializeOwned + Debug,
{
    let ours: O = json::from_slice(body).unwrap();
    let theirs: T = serde_json::from_slice(body).unwrap();
    assert_eq!(members(&ours), members(&theirs));
}

/// A derived `Debug` without the names before braces.
fn members(value: &impl Debug) -> String {
    let text = format!("{value:?}");
    text.split(" {").map(|part| part.trim_end_matches(char::is_alphanumeric)).collect()
}

type Generated = qonversion::Client;

#[test]
fn lists_are_read_alike() {
    same_values::<<Generated as Subject>::Purchases, <ByHand as Subject>::Purchases>(
        &rows::purchases(3),
    );
    same_values::<<Generated as Subject>::Customers, <ByHand as Subject>::Customers>(
        &rows::customers(3),
    );
    same_values::<<Generated as Subject>::Segments, <ByHand as Subject>::Segments>(
        &rows::segments(3),
    );
}

#[test]
fn bodies_are_written_alike() {
    let ours = json::to_vec(&Generated::update(3)).unwrap();
    assert_eq!(ours, serde_json::to_vec(&<ByHand as Subject>::update(3)).unwrap());
}
