//! The derives of generated API clients, which `openapi-exact-runtime` gives to its users.
//!
//! What they expand to is made in `openapi-exact-expand`, as text, which the compiler reads faster
//! than tokens that are handed to it one by one. An error is reported at the derive.

use openapi_exact_expand::Derive;
use proc_macro::TokenStream;

/// Serde's `Serialize`, for the members that the type declares.
///
/// Absent members are left out: those whose type is `Option`, unless `#[wire(required)]` says that
/// `None` is `null`.
#[proc_macro_derive(Serialize, attributes(wire))]
pub fn serialize(item: TokenStream) -> TokenStream {
    expand(Derive::Serialize, item)
}

/// Serde's `Deserialize`, for the members that the type declares.
#[proc_macro_derive(Deserialize, attributes(wire))]
pub fn deserialize(item: TokenStream) -> TokenStream {
    expand(Derive::Deserialize, item)
}

/// `new` with all that is required, and a setter for each of the other members.
#[proc_macro_derive(Setters, attributes(wire))]
pub fn setters(item: TokenStream) -> TokenStream {
    expand(Derive::Setters, item)
}

/// A `Debug` that shows nothing of what is `#[wire(secret)]`.
#[proc_macro_derive(Redact, attributes(wire))]
pub fn redact(item: TokenStream) -> TokenStream {
    expand(Derive::Redact, item)
}

/// `From` each branch of a union whose type has a name and stands for that branch alone.
#[proc_macro_derive(FromBranches, attributes(wire))]
pub fn from_branches(item: TokenStream) -> TokenStream {
    expand(Derive::FromBranches, item)
}

fn expand(derive: Derive, item: TokenStream) -> TokenStream {
    let text = derive.expand(item.into()).unwrap_or_else(|error| error.to_compile_error());
    text.parse().unwrap_or_default()
}
