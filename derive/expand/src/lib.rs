//! What the derives of generated API clients expand to, as text.
//!
//! The derives of serde and the like are most of what it takes to check a generated client, and
//! that is the size of their expansions. These are small: names in a table, a line for each member,
//! and all else in functions of the runtime. They are a crate of their own since the generator
//! lists what a user of its types can call, and so expands them too.
//!
//! ```text
//! before  #[derive(openapi_exact_runtime::Serialize)]
//!         pub struct Update { pub name: String, pub size: Option<u8> }
//! after   impl Serialize for Update {
//!             fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
//!                 let mut it = ObjectWriter::begin(serializer, "Update", 1 + self.size.is_some() as usize);
//!                 it.member("name", &self.name);
//!                 it.optional("size", &self.size);
//!                 it.end()
//!             }
//!         }
//! ```
//!
//! # Attributes
//!
//! | On | `#[wire(..)]` | Meaning |
//! |---|---|---|
//! | a member | `name = "type"` | its name on the wire, where that is not the field's |
//! | | `required` | an `Option` that is never left out: `None` is `null` |
//! | | `empty` | of `Option<Option<C>>`, `Some(None)` is the empty list or map, which clears it |
//! | | `keep`, `reset` | what the server does where the member is left out; makes a setter for that |
//! | | `clear` | `null` removes the value; the setter for it is called so |
//! | | `read_only` | the server sets it: there is no setter |
//! | | `secret` | [`Derive::Redact`] does not show it |
//! | | `extra` | the members that the document does not name |
//! | a struct, a union | `secret` | [`Derive::Redact`] shows nothing of it |
//! | a union | `tag = "kind"` | the member that says which branch it is |
//! | a branch | `"a"`, `"b"` | the values of that member that mean the branch |
//! | | `ambiguous` | another branch holds the same type, by another name: no `From` |
//! | | `several` | it holds what is several of the others at once, as it came; not shown |

mod item;
mod read;
mod redact;
mod setters;
mod union;
mod write;

#[cfg(test)]
mod tests;

use std::fmt;

use item::{Item, Shape};
use proc_macro2::TokenStream;

/// One of the derives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derive {
    /// Serde's `Serialize`.
    Serialize,
    /// Serde's `Deserialize`.
    Deserialize,
    /// `new`, and functions that set what is not required.
    Setters,
    /// A `Debug` that hides what is secret.
    Redact,
    /// `From` the types of a union's branches.
    FromBranches,
}

impl Derive {
    /// Those that there are.
    pub const ALL: [Self; 5] =
        [Self::Serialize, Self::Deserialize, Self::Setters, Self::Redact, Self::FromBranches];

    /// The name that is derived.
    pub fn name(self) -> &'static str {
        match self {
            Self::Serialize => "Serialize",
            Self::Deserialize => "Deserialize",
            Self::Setters => "Setters",
            Self::Redact => "Redact",
            Self::FromBranches => "FromBranches",
        }
    }

    /// The Rust code that the derive makes of a struct or an enum.
    ///
    /// # Errors
    ///
    /// If the item has a form that no generated type has.
    pub fn expand(self, item: TokenStream) -> Result<String, Error> {
        let item = Item::parse(item)?;
        match (self, &item.shape) {
            (Self::Serialize, Shape::Object(fields)) => Ok(write::object(&item.name, fields)),
            (Self::Serialize, Shape::Wrapper(_)) => Ok(write::wrapper(&item.name)),
            (Self::Serialize, Shape::Union(branches)) => Ok(union::write(&item.name, branches)),
            (Self::Deserialize, Shape::Object(fields)) => Ok(read::object(&item.name, fields)),
            (Self::Deserialize, Shape::Wrapper(inner)) => Ok(read::wrapper(&item.name, inner)),
            (Self::Deserialize, Shape::Union(branches)) => union::read(&item, branches),
            (Self::Setters, Shape::Object(fields)) => Ok(setters::object(&item.name, fields)),
            (Self::Redact, Shape::Object(fields)) => Ok(redact::object(&item, fields)),
            (Self::Redact, Shape::Wrapper(_)) => Ok(redact::whole(&item.name)),
            (Self::Redact, Shape::Union(branches)) => Ok(redact::union(&item, branches)),
            (Self::FromBranches, Shape::Union(branches)) => {
                Ok(union::conversions(&item.name, branches))
            }
            (Self::Setters | Self::FromBranches, _) => {
                let kind = if self == Self::FromBranches {
                    "an enum"
                } else {
                    "a struct with named fields"
                };
                Err(Error::new(format!("`{}` is for {kind}", self.name())))
            }
        }
    }
}

/// Why an item has no expansion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(String);

impl Error {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// Code at which the compiler stops with the message.
    pub fn to_compile_error(&self) -> String {
        format!("::core::compile_error! {{ {:?} }}", self.0)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// Where the functions and traits are that expansions use.
const RUNTIME: &str = "::openapi_exact_runtime::__private";

/// An implementation: no type of a generated client has parameters.
fn implement(generics: &str, of: &str, name: &str, body: &str) -> String {
    format!("#[automatically_derived] impl{generics} {of} for {name} {{ {body} }}\n")
}
