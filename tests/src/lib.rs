//! What the tests of the generated client stand on.
//!
//! The tests ask what a user of `qonversion` sees, and they take nothing for granted that the
//! generator says: the [`document`] is read here a second time, from plain JSON, and a [`schema`]
//! is judged by a JSON Schema validator. What goes over the wire is read off a socket, either as
//! HTTP ([`server`]) or byte by byte ([`wire`]), and [`faults`] breaks it.

pub mod calls;
pub mod canary;
pub mod document;
pub mod drive;
pub mod faults;
pub mod places;
pub mod respelling;
pub mod rust_types;
pub mod same;
pub mod schema;
pub mod server;
pub mod wire;

#[rustfmt::skip]
#[path = "generated/exercise.rs"]
pub mod exercise;

#[rustfmt::skip]
#[path = "../fixtures/small/generated/mod.rs"]
pub mod small;

#[rustfmt::skip]
#[path = "../fixtures/bodies/generated/mod.rs"]
pub mod bodies;

#[rustfmt::skip]
#[path = "../fixtures/parameters/generated/mod.rs"]
pub mod parameters;

#[rustfmt::skip]
#[path = "../fixtures/relative/generated/mod.rs"]
pub mod relative;

pub use drive::{Again, Between, Failure, Input, Outcome, again, finish, shown_only};

/// The credential of all tests. It must show nowhere but in the `Authorization` header.
pub const SECRET_KEY: &str = "sk_live_4711";

/// The README's Rust code, compiled as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
