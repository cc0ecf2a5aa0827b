//! From findings to changes: where each is written, and the fingerprint by which it is known.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::contract::{Contract, Operation};
use super::scope::{Finding, Scope};
use super::{At, Change, Rule, Spot};
use crate::pointer::Pointer;
use crate::rust_api::RustChange;
use crate::spec::Spec;

/// Makes changes of findings.
pub(super) struct Finisher<'a> {
    old: Spots<'a>,
    new: Spots<'a>,
    taken: HashSet<String>,
    pub(super) changes: Vec<Change>,
}

impl<'a> Finisher<'a> {
    pub(super) fn new(old: &'a Contract, new: &'a Contract) -> Self {
        Self {
            old: Spots { spec: old.spec(), known: HashMap::new() },
            new: Spots { spec: new.spec(), known: HashMap::new() },
            taken: HashSet::new(),
            changes: Vec::new(),
        }
    }

    /// Takes over what was found in an operation, which comes with its key, or in the whole
    /// document. A change of one place is told once, however many ways lead to it.
    pub(super) fn add(&mut self, of: Option<(&String, &Operation<'_>)>, scope: Scope<'_>) {
        let key = of.map(|(key, _)| key.as_str()).unwrap_or_default();
        let mut told = HashSet::new();
        for Finding { rule, path, change } in scope.findings {
            let old = change.old.map(|it| self.old.find(&it));
            let new = change.new.map(|it| self.new.find(&it));
            let causes = [&old, &new].map(|it| it.as_ref().map(|it| it.cause.clone()));
            if !told.insert((rule.id, causes, change.before.clone(), change.after.clone())) {
                continue;
            }
            let values = [change.before.as_deref(), change.after.as_deref()];
            let fingerprint = self.fingerprint([rule.id, key, &path], values);
            let cause = new.as_ref().or(old.as_ref()).map(|it| it.cause.clone());
            self.changes.push(Change {
                rule,
                operation: of.map(|(_, it)| it.label()),
                tag: of.and_then(|(_, it)| it.tag()),
                path,
                cause: cause.unwrap_or_default(),
                at: At { old: old.and_then(|it| it.spot), new: new.and_then(|it| it.spot) },
                what: change.what,
                before: change.before,
                after: change.after,
                rust: Vec::new(),
                step: rule.level.step(),
                fingerprint,
            });
        }
    }

    /// What is said twice in the very same words is told apart by counting.
    fn fingerprint(&mut self, texts: [&str; 3], values: [Option<&str>; 2]) -> String {
        let mut count: u32 = 0;
        loop {
            let fingerprint = digest(texts, values, count);
            if self.taken.insert(fingerprint.clone()) {
                return fingerprint;
            }
            count += 1;
        }
    }
}

/// The change of an item of the client that nothing in the contract explains.
pub(super) fn rust_change(rule: &'static Rule, item: &RustChange, what: String, at: At) -> Change {
    let values = [item.before.as_deref(), item.after.as_deref()];
    let spot = at.new.as_ref().or(at.old.as_ref());
    Change {
        rule,
        operation: None,
        tag: None,
        cause: spot.map(|it| it.pointer.clone()).unwrap_or_default(),
        fingerprint: digest([rule.id, "", &item.item], values, 0),
        at,
        what,
        before: item.before.clone(),
        after: item.after.clone(),
        rust: vec![item.item.clone()],
        step: item.step,
        path: item.item.clone(),
    }
}

/// Where a node of a document is written.
pub(super) fn spot(spec: &Spec, at: &Pointer) -> Option<Spot> {
    spec.origin_of(at).map(|(source, pointer)| Spot {
        file: source.name().to_owned(),
        line: source.locate(&pointer).map(|it| it.line),
        pointer,
    })
}

/// 16 hexadecimal digits of the hash of all texts. Each has its length before it, so that none runs
/// into the next.
fn digest(texts: [&str; 3], values: [Option<&str>; 2], count: u32) -> String {
    let mut hash = Sha256::new();
    for text in texts.into_iter().map(Some).chain(values) {
        let length = text.map_or(u64::MAX, |it| it.len() as u64);
        hash.update(length.to_le_bytes());
        hash.update(text.unwrap_or_default());
    }
    hash.update(count.to_le_bytes());
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Where the nodes of a contract are written.
struct Spots<'a> {
    spec: &'a Spec,
    known: HashMap<Pointer, Found>,
}

#[derive(Clone)]
struct Found {
    /// The address that all operations share which reach the place.
    cause: Pointer,
    spot: Option<Spot>,
}

impl Spots<'_> {
    fn find(&mut self, at: &Pointer) -> Found {
        if let Some(found) = self.known.get(at) {
            return found.clone();
        }
        let spot = spot(self.spec, at);
        let cause = self.spec.written_at(at).unwrap_or_else(|| at.clone());
        let found = Found { cause, spot };
        self.known.insert(at.clone(), found.clone());
        found
    }
}
