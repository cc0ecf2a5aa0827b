//! What all operations of a generated API client have in common, written by hand.
//!
//! Generated code says what differs: one constant per operation, one thin method, plain types for
//! bodies. Everything a call does stands here, and knows HTTP and OpenAPI but no particular API.
//!
//! ```text
//! Operation   a constant: id, method, path template, reserved words
//!    | Client::request
//! Request     path, query, headers, body; keeps the first problem, sends nothing
//!    | Request::json, optional_json, empty, call
//! Call        owned and ready; .await sends it, again where that helps and harms nobody
//!    | Middleware, once per attempt
//! Response    status, headers, decoded body
//!  | Error    Api, Transport, Timeout, Decode, InvalidInput
//! ```
//!
//! ```no_run
//! use openapi_exact_runtime::{Client, Method, Operation, Secret};
//! use serde_json::Value;
//!
//! const GET: Operation = Operation::new("getSegment", Method::Get, "/segments/{segment_id}", "Segments")
//!     .reserved(&[("segment_id", &["system"])]);
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder("https://api.example.com/v4").bearer(Secret::from("sk_123")).build()?;
//! let segment = client.request(&GET).path("segment_id", "premium users").json::<Value, Value>().await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`Call::stream`] and [`Call::pages`] read a list to its end, one page at a time; [`paged!`] gives
//! them to generated calls. [`Client::follow`] reads what a link of an answer leads to, and
//! [`Partial`] tells an answer that took only some of what was sent, and [`Update`] makes the body of
//! an update from two versions of what it updates.
//!
//! What generated types need stands beside that: the derives [`Serialize`] and [`Deserialize`] for
//! members that can be absent, cleared or set, [`Setters`] to set them, [`string_enum!`] and
//! [`integer_enum!`] for enums that outlive this version,
//! [`Union`] and [`Tagged`] for values of several types, [`Secret`] and [`Redacted`] for what must
//! not show in logs, [`json`] for the wire format itself.
//!
//! Redirects are not followed, [`RetryPolicy`] says when a call is repeated, and what an error shows
//! is safe to log, but for the message that the server itself wrote: it is without the credential,
//! but may quote something else that was sent.
//!
//! # Features
//!
//! | Feature | Default | Gives |
//! |---|---|---|
//! | `rustls` | yes | TLS written in Rust |
//! | `native-tls` | no | TLS by the library of the operating system |
//! | `blocking` | no | `Call::wait` and `Call::send_wait`, which block the thread |
//! | `drift` | no | [`ClientBuilder::on_drift`], which hears of what a server sends beyond its description |
//! | `tracing` | no | a span per call, by OpenTelemetry's names, without ids, queries, headers and bodies |

// The derives name the crate, also in its own tests.
#[cfg(test)]
extern crate self as openapi_exact_runtime;

#[cfg(feature = "blocking")]
mod blocking;
mod call;
mod client;
mod date_time;
mod download;
mod drift;
mod error;
pub mod json;
mod link;
mod middleware;
mod multipart;
mod object;
mod open_enum;
mod operation;
mod outgoing;
mod paging;
mod parameter;
mod partial;
mod read;
mod request;
mod response;
mod retry;
mod secret;
mod server;
mod style;
mod trace;
mod transport;
mod union;
mod update;
mod upload;

pub use call::{Call, CallFuture};
pub use client::{Client, ClientBuilder, Credential, Token, TokenFuture, TokenProvider};
pub use date_time::{Date, DateTime};
pub use download::{Download, DownloadError};
#[cfg(feature = "drift")]
pub use drift::{Drift, Undocumented};
pub use error::{
    ApiError, DecodeError, Error, ErrorBody, FieldError, InvalidInput, TimeoutError, TransportError,
};
pub use middleware::{Attempt, Middleware, Outcome};
pub use multipart::{Multipart, ToMultipart};
pub use open_enum::UnknownValue;
pub use operation::{Method, NamedOperation, Operation, Security};
pub use paging::{Items, Page, PageError, Pages, Paging};
pub use parameter::{AsJson, ParameterResult, ParameterValue};
pub use partial::{Incomplete, Partial};
pub use read::{Empty, Json, Octets, OptionalJson, Read, Received, Text};
pub use request::Request;
pub use response::Response;
pub use retry::RetryPolicy;
pub use secret::{Redacted, Secret};
pub use server::Server;
pub use style::Style;
pub use union::{Tagged, Union};
pub use update::{Changes, Update, UpdateError};
pub use upload::Upload;

pub use openapi_exact_derive::{Deserialize, FromBranches, Redact, Serialize, Setters};

/// The HTTP client below, for [`ClientBuilder::http_client`].
pub use reqwest;
pub use reqwest::{StatusCode, header::HeaderMap};

/// What the macros of this crate expand to. Not for use by hand, and free to change.
#[doc(hidden)]
pub mod __private {
    pub use std::borrow::Cow;

    pub use serde::de::MapAccess;
    pub use serde::{self, Deserialize, Deserializer, Serialize, Serializer};

    pub use crate::object::{Members, Object, ObjectWriter, OpenObjectWriter, read};
    pub use crate::open_enum::{OpenEnum, from_owned, from_ref, integer, string};
    pub use crate::update::diff::Diff;
    pub use crate::{Redacted, Tagged, Union};
}
