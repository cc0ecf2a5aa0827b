//! Reads OpenAPI documents and writes their clients.
//!
//! The generator, [`openapi_exact`], is a function from texts to texts. Here is what touches the
//! disk, for everybody who calls it: [`Client`] reads a document with its overlays and the files that
//! it refers to, and writes what is made of them,
//!
//! - as code that is checked in, [`Client::write_to`], from an xtask of your own;
//! - as a file for `include!`, [`Client::compile`], from a build script;
//! - as a crate, [`Client::write_package`], which is what `cargo xtask generate` does.
//!
//! The macro `client!` of `openapi-exact-macros` is the fourth way.
//!
//! Directories are replaced whole or not at all ([`tree`]), and none that has a file which was not
//! generated.

mod client;
mod error;
mod mark;
mod package;
pub mod read;
pub mod tree;

pub use client::{Client, Written};
pub use error::Error;
pub use package::{ALL_TAGS, Package, Runtime, tag_features};
