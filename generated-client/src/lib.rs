//! Client of the Qonversion v4 REST API: users, entitlements, segments, experiments, screens,
//! analytics and the rest, 112 operations.
//!
//! Request bodies say exactly what you mean. `PUT /segments/{segment_id}` keeps the rules of a
//! segment when `conditions` is left out, clears them on `[]` and replaces them on a list, so the
//! field is `Option<Option<Vec<SegmentCondition>>>` and all three states reach the wire:
//!
#![cfg_attr(feature = "segments", doc = "```no_run")]
#![cfg_attr(not(feature = "segments"), doc = "```ignore")]
//! use qonversion::models::{Comparator, SegmentCondition, UpdateSegmentRequest};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = qonversion::Client::from_env()?; // QONVERSION_SECRET_KEY
//!
//! let rename = UpdateSegmentRequest::new("Premium users"); // the rules stay
//! let clear = UpdateSegmentRequest::new("Premium users").clear_conditions();
//! let replace = UpdateSegmentRequest::new("Premium users")
//!     .conditions([SegmentCondition::new("country".into(), Comparator::Eq, "US")]);
//!
//! for request in [rename, clear, replace] {
//!     let segment = client.segments().update("premium-users", &request).await?;
//!     println!("{}: {} rules", segment.name, segment.conditions.len());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - Every operation is a method on the handle of its tag, `client.segments().update(..)`. It takes
//!   what is required; what is optional is set on what it returns; awaiting that sends it, and
//!   `.send()` gives status and headers beside the body.
//! - [`Update::between`] makes the body of an update from two versions of what was read.
//! - Lists give `.stream()` of items and `.pages()`, page after page.
//! - Calls are repeated where that is safe, see [`RetryPolicy`]; a POST only with the idempotency key
//!   that the API documents for it.
//! - Enums keep values that this version does not know, in both directions.
//! - A schema's default is never sent: what you leave out is left out.
//! - [`Error`] tells the API's refusal, transport, timeout, an answer that is not as documented,
//!   and input that was refused before anything was sent.
//! - [`Client::environment`] tells production from the sandbox, by the key.
//! - Keys and other secrets never show in `Debug`, errors or logs.
//!
//! # Features
//!
//! | Feature | Default | Gives |
//! |---|---|---|
//! | `rustls` | yes | TLS; without it bring an HTTP client of your own through [`ClientBuilder::configure`] |
//! | `native-tls` | no | TLS by the library of the operating system |
//! | `blocking` | no | `wait` and `send_wait` on every call, for programs without `async` |
//! | `tracing` | no | one span per call, named by OpenTelemetry's conventions |
//! | `drift` | no | through `configure(\|it\| it.on_drift(..))`, a callback that hears what the server sends beyond its description |
//! | `full-serde` | no | `Serialize` on answers, to cache them, and `Deserialize` on requests, to test them |
//! | `all-tags` | yes | the features of all tags |
//! | `segments`, `user-properties`, ... | by `all-tags` | the operations of one tag and their types: the module's name with `-` for `_` |
//!
//! What is left out is not compiled. A program that needs segments alone asks for
//! `default-features = false, features = ["rustls", "segments"]`; a type that several tags use is
//! there with each of them, so no tag needs another. [`Client`], [`Error`] and [`OPERATIONS`] are
//! always there, the last with the operations of the tags that are.

// docs.rs, whose compiler takes it, then says with each item which feature it needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[rustfmt::skip]
mod generated;

pub use generated::*;
#[cfg(feature = "drift")]
pub use openapi_exact_runtime::{Drift, Undocumented};
