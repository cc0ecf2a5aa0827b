//! Reading and writing the members of an object.
//!
//! What the derives [`Serialize`](crate::Serialize) and [`Deserialize`](crate::Deserialize) expand
//! to calls these, a line for each member: all that does not depend on a member's type is here.

mod read;
mod write;

pub use read::{Members, Object, read};
pub use write::{ObjectWriter, OpenObjectWriter};

pub(crate) use read::declared_members;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A map that keeps the members that a document does not name.
pub trait Extra {
    /// What is known of their values.
    type Value;

    /// Keeps one; the last of several with one name counts.
    fn keep(&mut self, name: String, value: Self::Value);
}

impl Extra for Map<String, Value> {
    type Value = Value;

    fn keep(&mut self, name: String, value: Value) {
        self.insert(name, value);
    }
}

impl<V> Extra for BTreeMap<String, V> {
    type Value = V;

    fn keep(&mut self, name: String, value: V) {
        self.insert(name, value);
    }
}
