//! The public API of a generated client: what a user's code can name, and what a change of it asks
//! of the version.
//!
//! [`RustApi::of`] reads generated files as the compiler would: it follows modules and re-exports,
//! resolves names, and expands the runtime's macros in meaning. Every item is listed under each
//! path that a user can write, so two listings tell what a user gains and loses. [`compare`] does
//! that, by the rules for a crate of version 1 or later.
//!
//! ```
//! use openapi_exact::file_set::FileSet;
//! use openapi_exact::rust_api::{RustApi, Step, compare};
//!
//! let list = |text: &str| {
//!     let mut files = FileSet::new();
//!     files.insert("mod.rs", text.to_owned()).unwrap();
//!     RustApi::of(&files, "my_api").unwrap()
//! };
//! let old = list("pub fn get(id: &str) -> u8 { 1 }");
//! let new = list("pub fn get(id: &str) -> u16 { 1 }");
//! assert_eq!(old.lines(), ["fn my_api::get(id: &str) -> u8"]);
//! assert_eq!(compare(&old, &new)[0].step, Step::Major);
//! ```

mod attributes;
mod compare;
mod error;
mod expand;
mod item;
mod list;
mod modules;
mod names;
mod publish;
mod signature;
mod tokens;

#[cfg(test)]
mod testing;

use std::fmt;

pub use attributes::{Attributes, Cfg};
pub use compare::{RustChange, compare};
pub use error::Error;
pub use item::{Argument, Form, Item, Kind, Signature};

use crate::file_set::FileSet;

/// How far a change moves the version of a 1.x crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Not at all: nothing changed.
    #[default]
    None,
    /// The last number: behaviour or documentation, and no public item.
    Patch,
    /// The middle number: items were added or deprecated.
    Minor,
    /// The first number: code that compiled, or worked, may no longer.
    Major,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}

/// The public items of a crate, by path.
#[derive(Clone, Debug, Default)]
pub struct RustApi {
    items: Vec<Item>,
}

impl RustApi {
    /// Lists the public items of the crate whose files these are. Its root is `lib.rs`, or where
    /// there is none `mod.rs`; `crate_name` is its name as `use` spells it.
    ///
    /// # Errors
    /// A file that is missing or not Rust, and whatever a listing would have to pass over in
    /// silence: macros that are not the runtime's, kinds of items that no generated code has.
    pub fn of(files: &FileSet, crate_name: &str) -> Result<Self, Error> {
        let modules = modules::load(files)?;
        let mut items = list::items(&modules, crate_name)?;
        items.sort_by_cached_key(Item::order);
        Ok(Self { items })
    }

    /// The items, by path.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The listing as text, a line per item, by path. Traits that a type implements under the same
    /// condition, and that have no associated types, share a line: `impl Clone + Debug for ...`.
    pub fn lines(&self) -> Vec<String> {
        let groups = self.items.chunk_by(|one, other| one.shares_a_line_with(other));
        groups.filter_map(item::line).collect()
    }
}
