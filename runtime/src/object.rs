//! Reading and writing the members of an object.
//!
//! What the derives [`Serialize`](crate::Serialize) and [`Deserialize`](crate::Deserialize) expand
//! to calls these, a line for each member: all that does not depend on a member's type is here.

mod read;
mod write;

pub use read::{Members, Object, read};
pub use write::{ObjectWriter, OpenObjectWriter};

pub(crate) use read::declared_members;

use std::cell::Cell;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

thread_local! {
    /// How many members this thread has passed over, since nothing declares them.
    static PASSED_OVER: Cell<usize> = const { Cell::new(0) };
}

/// What `read` gives, and how many members it passed over, at any depth.
pub(crate) fn counting_passed_over<T>(read: impl FnOnce() -> T) -> (T, usize) {
    let before = PASSED_OVER.replace(0);
    let value = read();
    (value, PASSED_OVER.replace(before))
}

/// Counts members that were passed over.
pub(crate) fn pass_over(count: usize) {
    PASSED_OVER.set(PASSED_OVER.get() + count);
}

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
