//! What the benchmarks measure: the same calls by two clients, on one server.
//!
//! [`by_hand`] is what one writes without a generator, with care. [`Subject`] puts both clients
//! behind one face. The [`server`] runs on a thread of its own, so that what a bench counts on its
//! own thread is the client's alone.

pub mod by_hand;

pub mod rows;
pub mod server;
mod subject;
mod work;

pub use subject::Subject;
pub use work::{CONCURRENT, Work};

/// Both clients, of the server at `base_url`: the generated one and the one written by hand.
///
/// # Errors
/// If one of them cannot be set up.
pub fn clients(
    base_url: &str,
) -> Result<(qonversion::Client, by_hand::Client), Box<dyn std::error::Error>> {
    let token = "sk_4711";
    let generated = qonversion::Client::builder().secret_key(token).base_url(base_url).build()?;
    Ok((generated, by_hand::Client::new(base_url, token)?))
}
