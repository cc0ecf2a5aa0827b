//! [`client!`]: a client of an OpenAPI document, made while the crate that uses it is compiled.

mod arguments;
mod expand;

use proc_macro::TokenStream;

/// Makes the client of a document, right where this stands: `Client`, `Error`, `models`, and a module
/// for each tag.
///
/// ```text
/// mod notes {
///     openapi_exact::client! { document = "openapi/notes.yaml", overlay = ["openapi/fixes.yaml"] }
/// }
/// ```
///
/// The path is so short where `Cargo.toml` gives the crate that name:
/// `openapi_exact = { package = "openapi-exact-macros", version = "0.1" }`.
///
/// | Argument | Meaning |
/// |---|---|
/// | `document = "..."` | the document, YAML or JSON; it comes first. Paths count from `Cargo.toml` |
/// | `overlay = ["..."]` | its overlays, in the order in which they are applied |
/// | `tag = ["..."]` | the tags whose operations are wanted; with neither tag nor operation, all are |
/// | `operation = ["..."]` | operations that are wanted: an `operationId`, or `GET /users/{id}` |
///
/// The crate is compiled anew when the document, an overlay, or a file that the document refers to
/// changes. What is wrong with them is an error of the compiler with file, line and column in its text;
/// the generator's warnings go to stderr.
///
/// The code stands on `openapi-exact-runtime`, `serde` with its derives, and `serde_json`, on which the
/// crate has to depend. It has no features: answers are `Deserialize`, requests `Serialize`.
#[proc_macro]
pub fn client(input: TokenStream) -> TokenStream {
    expand::client(input.into()).unwrap_or_else(|error| error.to_compile_error()).into()
}
