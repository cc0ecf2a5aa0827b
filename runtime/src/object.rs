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
use std::ops::AddAssign;

use serde_json::{Map, Value};

/// How many members were passed over, since nothing declares them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PassedOver {
    /// Those with a value.
    pub(crate) told: usize,
    /// Those that are null: little is lost with them.
    pub(crate) null: usize,
}

thread_local! {
    /// What this thread has passed over.
    static PASSED_OVER: Cell<PassedOver> = const { Cell::new(PassedOver { told: 0, null: 0 }) };
}

/// What `read` gives, and how many members it passed over, at any depth.
pub(crate) fn counting_passed_over<T>(read: impl FnOnce() -> T) -> (T, PassedOver) {
    let before = PASSED_OVER.take();
    let value = read();
    (value, PASSED_OVER.replace(before))
}

/// Counts members that were passed over.
pub(crate) fn pass_over(more: PassedOver) {
    let mut all = PASSED_OVER.get();
    all += more;
    PASSED_OVER.set(all);
}

impl AddAssign for PassedOver {
    fn add_assign(&mut self, other: Self) {
        self.told += other.told;
        self.null += other.null;
    }
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
