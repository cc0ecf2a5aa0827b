//! The Rust items that each change moves, and what moves without one.
//!
//! A change names the items that its place becomes. What really differs between the two clients is
//! laid to the changes that name it most closely: a field to the change in its member, a
//! constructor to those in the members of its type. What nothing in the contract explains, such as
//! a name that an overlay gives, is a change of its own.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::rules::rules;
use super::rust_names::RustNames;
use super::{At, Change, Diff, Spot, finish};
use crate::api::Api;
use crate::report::Report;
use crate::rust_api::{self, RustApi, RustChange, Step};
use crate::spec::Spec;
use crate::{Guards, Inputs};

rules! {
    ITEM_ADDED = "rust-item-added", WireCompatible,
        "The client has one more item, which no change of the contract explains; the wire is the same.";
    ITEM_REMOVED = "rust-item-removed", WireCompatible,
        "The client has an item no more, which no change of the contract explains; the wire is the same.";
    ITEM_CHANGED = "rust-item-changed", WireCompatible,
        "An item of the client changed, which no change of the contract explains; the wire is the same.";
}

/// One of the two clients.
pub(super) struct Side {
    api: Api,
    names: RustNames,
    crate_name: String,
    spec: Spec,
    rust: RustApi,
    /// The paths of all public items.
    listed: HashSet<String>,
}

impl Side {
    /// Generates a client in memory.
    pub(super) fn of(inputs: &Inputs) -> Result<Self, Report> {
        let (run, Guards { rust_api: rust, .. }) = crate::run_with_guards(inputs)?;
        Ok(Self {
            listed: rust.items().iter().map(|it| it.path.clone()).collect(),
            rust,
            names: RustNames::of(&run.spec, &run.api, &inputs.crate_name),
            api: run.api,
            crate_name: inputs.crate_name.clone(),
            spec: run.spec,
        })
    }

    /// What stands beside the items of a new or vanished place.
    fn beside(&self, spot: Option<&Spot>, operation: &str) -> Vec<String> {
        spot.map(|it| self.names.beside(&it.file, &it.pointer, operation)).unwrap_or_default()
    }

    fn lists(&self, item: &str) -> bool {
        self.listed.contains(item)
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

/// What a change may explain.
struct Claim {
    /// The items that its place becomes, and those that it turned out to move.
    direct: BTreeSet<String>,
    /// What they belong to, and types that come and go with them, with all their parts.
    wholes: BTreeSet<String>,
    /// Single items that come and go with them.
    singles: BTreeSet<String>,
    /// What the items that it turned out to move ask of the version.
    step: Step,
}

/// Lists the items of each change, and adds a change for each item that none explains.
pub(super) fn join(diff: &mut Diff, old: &Side, new: &Side) {
    let moves = rust_api::compare(&old.rust, &new.rust);
    let is_more_than_docs = |it: &&RustChange| it.step > Step::Patch;
    let moving: HashSet<&str> =
        moves.iter().filter(is_more_than_docs).map(|it| it.item.as_str()).collect();
    let mut claims: Vec<Claim> =
        diff.changes.iter().map(|it| claim(it, old, new, &moving)).collect();
    let mut unexplained: BTreeMap<&str, Vec<&RustChange>> = BTreeMap::new();
    for moved in &moves {
        diff.semver = diff.semver.max(moved.step);
        let closest = claims.iter().filter_map(|it| closeness(it, &moved.item)).max();
        for claim in &mut claims {
            if closest.is_some() && closeness(claim, &moved.item) == closest {
                claim.direct.insert(moved.item.clone());
                claim.step = claim.step.max(moved.step);
            }
        }
        if closest.is_none() {
            unexplained.entry(&moved.item).or_default().push(moved);
        }
    }
    for (change, claim) in diff.changes.iter_mut().zip(claims) {
        change.step = change.step.max(claim.step);
        let is_listed = |it: &String| old.lists(it) || new.lists(it);
        change.rust = claim.direct.into_iter().filter(is_listed).collect();
    }
    let own = unexplained.into_values().filter_map(|it| unexplained_change(&it, old, new));
    let of_document = diff.changes.iter().take_while(|it| it.operation.is_none()).count();
    diff.changes.splice(of_document..of_document, own);
}

/// All that happened to one item.
fn unexplained_change(moves: &[&RustChange], old: &Side, new: &Side) -> Option<Change> {
    let first = moves.first()?;
    let said: Vec<&str> = moves.iter().map(|it| it.what.as_str()).collect();
    let rule = match (&first.before, &first.after) {
        (None, _) => &ITEM_ADDED,
        (_, None) => &ITEM_REMOVED,
        _ => &ITEM_CHANGED,
    };
    let spot = |side: &Side| finish::spot(&side.spec, side.names.place_of(&first.item)?);
    let what = format!("`{}` {}", first.item, said.join(", and "));
    let at = At { old: spot(old), new: spot(new) };
    let step = moves.iter().map(|it| it.step).max()?;
    Some(Change { step, ..finish::rust_change(rule, first, what, at) })
}

fn claim(change: &Change, old: &Side, new: &Side, moving: &HashSet<&str>) -> Claim {
    let operation = change.operation.as_deref().unwrap_or_default();
    let (before, after) = (change.at.old.as_ref(), change.at.new.as_ref());
    let mut direct: BTreeSet<String> = old.items(before, operation).into_iter().collect();
    direct.extend(new.items(after, operation));
    let moved = direct.iter().filter(|it| moving.contains(it.as_str()));
    let mut wholes: BTreeSet<String> = moved.filter_map(|it| owner(it)).collect();
    let mut singles = BTreeSet::new();
    let sides = [(old, before, after.is_none()), (new, after, before.is_none())];
    for (side, spot, is_alone) in sides {
        if is_alone {
            wholes.extend(side.types(spot, operation));
            singles.extend(side.beside(spot, operation));
        }
    }
    Claim { direct, wholes, singles, step: Step::None }
}

/// The type of a field: an item inside `models::Segment`, not inside a module.
fn owner(item: &str) -> Option<String> {
    let (owner, _) = item.rsplit_once("::")?;
    let name = owner.rsplit("::").next()?;
    name.starts_with(|it: char| it.is_uppercase()).then(|| owner.to_owned())
}

/// How closely a claim names `item`: the length of the longest path in it that is `item`, holds it,
/// or is the field that it sets.
fn closeness(claim: &Claim, item: &str) -> Option<usize> {
    let holds = |it: &&String| {
        item.strip_prefix(it.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    let names = |it: &&String| holds(it) || sets(item, it);
    let direct = claim.direct.iter().filter(names);
    let wholes = claim.wholes.iter().filter(holds);
    let singles = claim.singles.iter().filter(|it| *it == item);
    direct.chain(wholes).chain(singles).map(String::len).max()
}

/// Whether `item` is a method for one state of a field, as `Update::clear_conditions` is.
fn sets(item: &str, field: &str) -> bool {
    let (Some((owner, method)), Some((of, field))) =
        (item.rsplit_once("::"), field.rsplit_once("::"))
    else {
        return false;
    };
    owner == of && method.strip_suffix(field).is_some_and(|it| it.ends_with('_'))
}
