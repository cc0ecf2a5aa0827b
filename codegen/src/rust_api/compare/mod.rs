//! What changed between two listings of public items, and how far that moves the version.
//!
//! The rules are those for a crate of version 1 or later in the chapter [SemVer
//! Compatibility](https://doc.rust-lang.org/cargo/reference/semver.html) of the Cargo reference;
//! where it leaves a choice, those of the lints of
//! [cargo-semver-checks](https://github.com/obi1kenobi/cargo-semver-checks). Each rule names its
//! source. Three things no list of items shows: whether types are still `Send` and `Sync`, whether
//! an implementation that is new meets one that a user's crate may not have beside it, and whether
//! a new method hides one of a trait that a user has in scope. The reference calls the latter two
//! minor.

mod attributes;
mod functions;
mod presence;
mod types;

#[cfg(test)]
mod testing;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::item::{Item, Key, Kind};
use super::{RustApi, Step};

/// One change of one public item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RustChange {
    /// The path of the item: `qonversion::models::Segment::name`. For an implementation it is that
    /// of the type.
    pub item: String,
    /// What happened to it, as a sentence goes on after its name: "returns `u8` instead of `i8`".
    pub what: String,
    /// The line of the older listing; nothing for an item that was added.
    pub before: Option<String>,
    /// The line of the newer listing; nothing for an item that was removed.
    pub after: Option<String>,
    /// How far it moves the version.
    pub step: Step,
}

impl RustChange {
    /// Whether it is a change of the item at `path`, or adds or removes the type that the item is
    /// part of: the fields, variants and methods of such a type have no changes of their own.
    pub fn concerns(&self, path: &str) -> bool {
        let is_whole = self.before.is_none() || self.after.is_none();
        let rest = path.strip_prefix(&self.item);
        rest.is_some_and(|rest| rest.is_empty() || is_whole && rest.starts_with("::"))
    }
}

/// `major: a::get returns ...`
impl fmt::Display for RustChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.step, self.item, self.what)
    }
}

/// Every change from `old` to `new`, by the paths of the items. A type that was added or removed
/// goes with all its parts; the items of a module are told one by one.
pub fn compare(old: &RustApi, new: &RustApi) -> Vec<RustChange> {
    let [old, new] = [old, new].map(Index::of);
    let keys: BTreeSet<&Key<'_>> = old.0.keys().chain(new.0.keys()).collect();
    let mut changes = Vec::new();
    for key in keys {
        match (old.0.get(key), new.0.get(key)) {
            (Some(before), Some(after)) => changes.extend(changed(before, after)),
            (Some(before), None) if !goes_with_its_type(before, &old, &new) => {
                changes.push(presence::removed(before));
            }
            (None, Some(after)) if !goes_with_its_type(after, &new, &old) => {
                changes.push(presence::added(after, old.owner(after)));
            }
            _ => {}
        }
    }
    changes
}

/// What is said of a change besides the item.
type Finding = (Step, String);

/// A part of an item that is another one now, which is major: users rely on it.
fn instead(verb: &str, old: &str, new: &str) -> Option<Finding> {
    let quoted = |it: &str| match it.trim() {
        "" => "nothing".to_owned(),
        it => format!("`{it}`"),
    };
    let what = || format!("{verb} {} instead of {}", quoted(new), quoted(old));
    (old != new).then(|| (Step::Major, what()))
}

/// The items of a listing by what they are called.
struct Index<'a>(BTreeMap<Key<'a>, &'a Item>);

impl<'a> Index<'a> {
    fn of(api: &'a RustApi) -> Self {
        Self(api.items().iter().map(|it| (it.key(), it)).collect())
    }

    /// The type or module that an item of either listing is part of.
    fn owner(&self, item: &Item) -> Option<&'a Item> {
        self.0.get(&Item::type_key(item.owner())).copied()
    }
}

/// Whether an item is part of a type, and that type is listed on this side only.
fn goes_with_its_type(item: &Item, here: &Index<'_>, there: &Index<'_>) -> bool {
    let is_in_type = here.owner(item).is_some_and(|it| !matches!(it.kind, Kind::Module));
    is_in_type && there.owner(item).is_none()
}

fn changed(before: &Item, after: &Item) -> Vec<RustChange> {
    let mut findings = types::changes(before, after);
    if let (Kind::Function(old), Kind::Function(new)) = (&before.kind, &after.kind) {
        findings.extend(functions::changes(old, new));
    }
    findings.extend(attributes::changes(before, after));
    if before.docs != after.docs {
        findings.push((Step::Patch, "is documented otherwise".to_owned()));
    }
    let change = |(step, what)| RustChange {
        item: after.path.clone(),
        what,
        before: Some(before.to_string()),
        after: Some(after.to_string()),
        step,
    };
    findings.into_iter().map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::testing::check;
    use super::*;
    use crate::rust_api::testing::list;
    use expect_test::expect;

    #[test]
    fn the_same_items_in_another_order_are_no_change() {
        check(
            "pub struct A { pub b: u8, pub c: u8 } pub fn d() {}",
            "pub fn d() {} pub struct A { pub c: u8, pub b: u8 }",
            expect![[""]],
        );
    }

    #[test]
    fn where_an_item_is_declared_is_no_change() {
        check(
            "pub mod models { mod a { pub struct A; } pub use a::*; pub fn f(it: A) {} }",
            "mod b { use std::fmt; pub struct A; }
             pub mod models { pub use crate::b::A; pub fn f(it: crate::b::A) {} }",
            expect![[""]],
        );
    }

    #[test]
    fn documentation_is_a_patch() {
        check(
            "/** A. */ pub struct A { /** B. */ pub b: u8 }",
            "/** A. */ pub struct A { /** C. */ pub b: u8 }",
            expect![[r#"
                patch: a::A::b is documented otherwise
            "#]],
        );
    }

    #[test]
    fn changes_of_one_item_are_told_one_by_one() {
        check(
            "pub fn a(id: u8) -> u8 { 1 }",
            "/** B. */ #[deprecated] pub fn a(id: u16) -> u16 { 1 }",
            expect![[r#"
                major: a::a takes `id: u16` instead of `id: u8`
                major: a::a returns `u16` instead of `u8`
                minor: a::a is `#[deprecated]` now
                patch: a::a is documented otherwise
            "#]],
        );
    }

    #[test]
    fn a_change_shows_both_lines() {
        let [old, new] = ["pub fn a() {}", "pub fn a() -> u8 { 1 }"].map(|it| list(it).unwrap());
        let changes = compare(&old, &new);
        let change = RustChange {
            item: "a::a".to_owned(),
            what: "returns `u8` instead of `()`".to_owned(),
            before: Some("fn a::a()".to_owned()),
            after: Some("fn a::a() -> u8".to_owned()),
            step: Step::Major,
        };
        assert_eq!(changes, [change]);
    }

    #[test]
    fn parts_of_a_type_come_and_go_with_it() {
        let [old, new] =
            ["pub struct A { pub b: u8 }", "pub struct Ab;"].map(|it| list(it).unwrap());
        let changes = compare(&old, &new);
        let removed = changes.iter().find(|it| it.after.is_none()).unwrap();
        assert!(removed.concerns("a::A") && removed.concerns("a::A::b"));
        assert!(!removed.concerns("a::Ab"));
        let [old, new] = ["pub struct A;", "/** A. */ pub struct A;"].map(|it| list(it).unwrap());
        assert!(!compare(&old, &new).iter().any(|it| it.concerns("a::A::b")));
    }
}
