//! A client made by the build script `build.rs`, in the directory of the build.
//!
//! `cargo run --package example-build-script`

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::error::Error;

use notes::Client;
use notes::models::Changes;

#[path = "../../server.rs"]
mod server;

include!(concat!(env!("OUT_DIR"), "/notes.rs"));

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", clear_tags().await?);
    Ok(())
}

/// Removes the tags of a note; gives what the server received.
async fn clear_tags() -> Result<String, Box<dyn Error>> {
    let (address, request) = server::answering(r#"{"id":"n1","title":"Milk","tags":[]}"#)?;
    let client = Client::builder().token("secret").base_url(address).build()?;
    let note = client.notes().update("n1", &Changes::new().clear_tags()).await?;
    assert_eq!((note.title.as_str(), note.tags.len()), ("Milk", 0));
    Ok(request.join().map_err(|_| "the server failed")??)
}

#[tokio::test]
async fn an_empty_list_reaches_the_server() {
    let received = clear_tags().await.expect("the server answers");
    assert_eq!(received, r#"PATCH /v1/notes/n1 {"tags":[]}"#);
}
