//! What changed between two documents: on the wire, in the Rust API, and so in the version.
//!
//! Two documents are compared in canonical form, operation by operation, so that names of
//! components, the order of keys and the ways to spell one thing are no change. Each change has a
//! rule, which has an id and a level; the Rust items that it moves; and a fingerprint, by which it
//! can be approved.

use std::fmt;

use crate::pointer::Pointer;
use crate::rust_api::Step;

/// Everything that differs between two documents.
#[derive(Debug, Default)]
pub struct Diff {
    /// The step in the version of the client that follows: the greatest that any change asks for.
    pub semver: Step,
    /// The changes, by operation in the document's order, those of the whole document first.
    pub changes: Vec<Change>,
}

/// What a change means for who is already calling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The words changed, and nothing on the wire.
    Docs,
    /// Yesterday's client works as before.
    WireCompatible,
    /// The contract does not tell: the rule says why.
    Unknown,
    /// Yesterday's client fails or is misunderstood.
    WireBreaking,
}

/// A kind of change.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its stable id, in oasdiff's manner: `request-property-became-required`.
    pub id: &'static str,
    /// What it means for who is already calling.
    pub level: Level,
    /// What happened, and why it has this level: one sentence for the list of rules.
    pub meaning: &'static str,
}

/// One change, in one operation.
///
/// What changes in a schema that several operations share is one change in each of them, all with
/// the same [`cause`](Self::cause).
#[derive(Clone, Debug)]
pub struct Change {
    /// What kind of change it is.
    pub rule: &'static Rule,
    /// `PUT /segments/{segment_id}`; nothing for what concerns the whole document.
    pub operation: Option<String>,
    /// The tag of the operation, as the document has it.
    pub tag: Option<String>,
    /// Where in the operation, in words that no renamed component changes:
    /// `request body, conditions[].value`.
    pub path: String,
    /// What made it, the same for all operations that one place of the document reaches: a pointer
    /// into the newer document, or into the older one for what is gone.
    pub cause: Pointer,
    /// Where it is written.
    pub at: At,
    /// The change in one sentence.
    pub what: String,
    /// What stood there, as short as it can be said: `optional`, `string`, `["a", "b"]`.
    pub before: Option<String>,
    /// What stands there now.
    pub after: Option<String>,
    /// The Rust items that it moves: `qonversion::models::UpdateSegmentRequest::conditions`.
    pub rust: Vec<String>,
    /// The same for the same change, whatever lines and components it moves through: 16
    /// hexadecimal digits.
    pub fingerprint: String,
}

/// Where a change is written in the two documents.
#[derive(Clone, Debug, Default)]
pub struct At {
    /// In the older one, if it was there.
    pub old: Option<Spot>,
    /// In the newer one, if it is there.
    pub new: Option<Spot>,
}

/// A place in a document or overlay as it is written.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The file.
    pub file: String,
    /// The pointer in it.
    pub pointer: Pointer,
    /// The line, counted from 1.
    pub line: Option<usize>,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Docs => "docs",
            Self::WireCompatible => "wire-compatible",
            Self::Unknown => "unknown",
            Self::WireBreaking => "wire-breaking",
        })
    }
}
