//! Reports what a server sends that the API description does not know.
//!
//! The answer is read once more, by a deserializer that keeps the path and notes what the type
//! leaves unread. So the report knows exactly what the types know, and costs nothing where no
//! client asks for it.

#[cfg(feature = "drift")]
mod observer;
#[cfg(not(feature = "drift"))]
mod unwatched;
#[cfg(feature = "drift")]
mod watched;

#[cfg(feature = "drift")]
pub(crate) use observer::Observer;
#[cfg(feature = "drift")]
pub use observer::{Drift, Undocumented};
#[cfg(not(feature = "drift"))]
pub(crate) use unwatched::{Findings, Reader, aside, keep, unknown_member, unknown_value};
#[cfg(feature = "drift")]
pub(crate) use watched::{Findings, Reader, aside, keep, unknown_member, unknown_value};
