//! What changed between two documents: on the wire, in the Rust API, and so in the version.
//!
//! Two documents are compared in canonical form, operation by operation, so that names of
//! components, the order of keys and the ways to spell one thing are no change. Each change has a
//! rule, which has an id and a level; the Rust items that it moves; and a fingerprint, by which it
//! can be approved.
//!
//! ```text
//! document, overlays -> Contract     addresses in the document, read when asked   contract/
//! two of them        -> findings     one file for each kind of change, with its rules
//! findings           -> changes      where they are written, and their fingerprints   finish.rs
//! changes, RustApi   -> Diff         which Rust items each moves, and the version that follows
//! ```
//!
//! To add a kind of change: declare its rule in the file of its kind, report it there, and add a
//! pair of documents to `tests.rs`, which fails for a rule that no pair shows.

pub mod report;

mod annotations;
mod answers;
mod bodies;
mod contract;
mod defaults;
mod deprecation;
mod descriptions;
mod document;
mod enums;
mod finish;
mod further;
mod headers;
mod join;
mod keywords;
mod limits;
mod media;
mod nullability;
mod operations;
mod parameters;
mod properties;
mod rules;
mod rust_names;
mod same;
mod scope;
mod security;
mod servers;
mod types;
mod unions;
mod walk;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::fmt;

pub use contract::Contract;
pub use rules::table;

use crate::Inputs;
use crate::pointer::Pointer;
use crate::report::Report;
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
    /// How far it alone moves the version of the client.
    pub step: Step,
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

impl Level {
    /// The step in the version that follows from a change of this level by itself. What cannot be
    /// told asks for no more than an addition: who reads the report may ask for more.
    pub fn step(self) -> Step {
        match self {
            Self::Docs => Step::Patch,
            Self::WireCompatible | Self::Unknown => Step::Minor,
            Self::WireBreaking => Step::Major,
        }
    }
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

/// All rules, by id.
pub fn rules() -> Vec<&'static Rule> {
    let plain = [
        annotations::RULES,
        answers::RULES,
        bodies::RULES,
        defaults::RULES,
        deprecation::RULES,
        descriptions::RULES,
        document::RULES,
        headers::RULES,
        join::RULES,
        keywords::RULES,
        media::RULES,
        operations::RULES,
        parameters::RULES,
        properties::RULES,
        security::RULES,
        servers::RULES,
        unions::RULES,
    ];
    let families = [
        deprecation::FAMILIES,
        enums::FAMILIES,
        further::FAMILIES,
        limits::FAMILIES,
        nullability::FAMILIES,
        types::FAMILIES,
        unions::FAMILIES,
    ];
    let of_families = families.into_iter().flatten().flat_map(|it| it.rules());
    let mut rules: Vec<&'static Rule> =
        plain.into_iter().flatten().copied().chain(of_families).collect();
    rules.sort_by_key(|it| it.id);
    rules
}

/// What differs between two contracts: first in the whole document, then by operation in the order
/// of the newer document, then in the operations that are gone.
///
/// A change in a schema that an operation reaches on several ways is told once for the operation, at
/// the place that is the fewest steps away. The Rust items are left empty.
pub fn contract(old: &Contract, new: &Contract) -> Vec<Change> {
    let mut finisher = finish::Finisher::new(old, new);
    finisher.add(None, walk::document(old, new));
    let (before, after) = (old.operations(), new.operations());
    for (key, operation) in &after {
        let scope = match before.get(key) {
            Some(older) => walk::operation((old, new), older, operation),
            None => operations::added((old, new), operation),
        };
        finisher.add(Some((key, operation)), scope);
    }
    for (key, operation) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
        finisher.add(Some((key, operation)), operations::removed((old, new), operation));
    }
    finisher.changes
}

/// What differs between two documents, with the Rust items that each change moves.
///
/// # Errors
/// Whatever keeps one of the two from becoming a client; each finding says which of the two it
/// belongs to. [`compare_contracts`] asks less of the documents.
pub fn compare(old: &Inputs, new: &Inputs) -> Result<Diff, Report> {
    let mut diff = compare_contracts(old, new)?;
    let old = join::Side::of(old).map_err(|report| of_side("older", report))?;
    let new = join::Side::of(new).map_err(|report| of_side("newer", report))?;
    join::join(&mut diff, &old, &new);
    Ok(diff)
}

/// What differs between two documents on the wire, whether or not they become clients.
///
/// # Errors
/// Whatever keeps one of the two from being read; each finding says which of the two it belongs to.
pub fn compare_contracts(old: &Inputs, new: &Inputs) -> Result<Diff, Report> {
    let old = Contract::of(old).map_err(|report| of_side("older", report))?;
    let new = Contract::of(new).map_err(|report| of_side("newer", report))?;
    let changes = contract(&old, &new);
    let semver = changes.iter().map(|it| it.rule.level.step()).max().unwrap_or_default();
    Ok(Diff { semver, changes })
}

fn of_side(side: &str, report: Report) -> Report {
    report.prefixed(&format!("in the {side} document: "))
}
