//! What generated code and its users see of the runtime, against servers on the loopback address.

#[cfg(feature = "blocking")]
mod blocking;
mod derives;
#[cfg(feature = "drift")]
mod drift;
mod generated;
mod links;
mod middleware;
mod paging;
mod retries;
mod support;
#[cfg(feature = "tracing")]
mod tracing;
mod updates;
mod wire;
