//! What generated code and its users see of the runtime, against servers on the loopback address.

mod generated;
mod links;
mod paging;
mod support;
mod wire;
