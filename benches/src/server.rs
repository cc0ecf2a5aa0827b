//! A server on the loopback address, on a thread of its own.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::thread;

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::{MethodRouter, any};
use tokio::runtime::Builder;

use crate::rows::{self, ROWS};

/// Starts a server that runs as long as the program does, and gives the base address of its API.
///
/// # Errors
/// If there is no port or no thread.
pub fn start() -> io::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    thread::Builder::new().name("server".to_owned()).spawn(move || {
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, router()).await
        })
    })?;
    Ok(base_url(address))
}

fn base_url(address: SocketAddr) -> String {
    format!("http://{address}/v4")
}

fn router() -> Router {
    Router::new()
        .route("/v4/segments/{id}", always(rows::segment()))
        .route("/v4/users/{id}/purchases", always(rows::purchases(ROWS)))
        .route("/v4/customers", always(rows::customers(ROWS)))
}

/// Reads each request to its end, and answers it with this body.
fn always(body: Vec<u8>) -> MethodRouter {
    let body = Bytes::from(body);
    any(async move |_request: Bytes| ([(CONTENT_TYPE, "application/json")], body.clone()))
}
