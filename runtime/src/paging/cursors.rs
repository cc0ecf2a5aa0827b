//! The cursors of one stream, so that none is followed twice.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// Remembers cursors by a hash of 64 bits, which is all that grows with the length of a list.
///
/// The hash is keyed anew for each stream, so that no server can aim at it. Two of a million cursors
/// share a hash in fewer than 3 of 100 million streams; such a stream ends with an error, and none
/// ever goes round in circles.
#[derive(Default)]
pub(super) struct Cursors {
    key: RandomState,
    seen: HashSet<u64>,
    lost: HashSet<u64>,
}

impl Cursors {
    /// Whether the cursor is new.
    pub(super) fn insert(&mut self, cursor: &str) -> bool {
        self.seen.insert(self.key.hash_one(cursor))
    }

    /// The list began anew in answer to this cursor. The others come again and are followed again,
    /// but this one never: each new beginning takes a cursor away, so that they come to an end.
    pub(super) fn restart(&mut self, cursor: &str) {
        self.lost.insert(self.key.hash_one(cursor));
        self.seen.clone_from(&self.lost);
    }
}
