//! Attributes that users feel.

use super::presence::is_constructible;
use super::{Finding, Item, Kind, Step};

pub(super) fn changes(before: &Item, after: &Item) -> Vec<Finding> {
    let (old, new) = (&before.attributes, &after.attributes);
    let mut findings = Vec::new();
    findings.extend(conditions(before, after));
    findings.extend(exhaustiveness(before, after));
    findings.extend(lint("deprecated", &old.deprecated, &new.deprecated));
    findings.extend(lint("must_use", &old.must_use, &new.must_use));
    findings
}

/// A user may have just the features that the item did not ask for (reference: `item-remove`, on
/// `cfg`). An item that asks for less is there for more users.
fn conditions(before: &Item, after: &Item) -> Option<Finding> {
    let [old, new] = [before, after].map(|it| &it.attributes.cfg);
    if old == new {
        return None;
    }
    let implied = new.iter().all(|new| old.iter().any(|old| new.follows_from(old)));
    let step = if implied { Step::Minor } else { Step::Major };
    let [old, new] = [old, new].map(|it| {
        let all: Vec<_> = it.iter().map(|it| format!("`{it}`")).collect();
        if all.is_empty() { "always".to_owned() } else { format!("with {}", all.join(" and ")) }
    });
    let verb = match &after.kind {
        Kind::Impl { name, .. } => format!("implements `{name}`"),
        _ => "is there".to_owned(),
    };
    Some((step, format!("{verb} {new} instead of {old}")))
}

/// Reference: `attr-adding-non-exhaustive`; lints: `enum_marked_non_exhaustive`,
/// `struct_marked_non_exhaustive`.
fn exhaustiveness(before: &Item, after: &Item) -> Option<Finding> {
    match (before.attributes.non_exhaustive, after.attributes.non_exhaustive) {
        (false, true) => {
            let breaks = !matches!(before.kind, Kind::Struct { .. }) || is_constructible(before);
            let step = if breaks { Step::Major } else { Step::Minor };
            Some((step, "may grow from now on: it is `#[non_exhaustive]`".to_owned()))
        }
        (true, false) => Some((Step::Minor, "is not `#[non_exhaustive]` any more".to_owned())),
        _ => None,
    }
}

/// A warning more is minor (reference: `new-lints`; lints: `function_must_use_added`,
/// `function_marked_deprecated`), a warning less or another text a patch.
fn lint(name: &str, old: &Option<String>, new: &Option<String>) -> Option<Finding> {
    match (old, new) {
        (None, Some(_)) => Some((Step::Minor, format!("is `#[{name}]` now"))),
        (Some(_), None) => Some((Step::Patch, format!("is not `#[{name}]` any more"))),
        (old, new) if old != new => {
            Some((Step::Patch, format!("is `#[{name}]` for another reason")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::rust_api::compare::testing::check;
    use expect_test::expect;

    #[test]
    fn what_asks_for_a_feature_more_is_major() {
        check(
            "pub struct A;",
            r#"#[cfg(feature = "a")] pub struct A;"#,
            expect![[r#"
                major: a::A is there with `feature = "a"` instead of always
            "#]],
        );
        check(
            r#"#[cfg(feature = "a")] pub struct A;"#,
            "pub struct A;",
            expect![[r#"
                minor: a::A is there always instead of with `feature = "a"`
            "#]],
        );
        check(
            r#"#[cfg(feature = "a")] pub struct A;"#,
            r#"#[cfg(feature = "b")] pub struct A;"#,
            expect![[r#"
                major: a::A is there with `feature = "b"` instead of with `feature = "a"`
            "#]],
        );
        check(
            r#"#[cfg(feature = "a")] pub struct A;"#,
            r#"#[cfg(any(feature = "b", feature = "a"))] pub struct A;"#,
            expect![[r#"
                minor: a::A is there with `any(feature = "a", feature = "b")` instead of with `feature = "a"`
            "#]],
        );
        check(
            r#"#[cfg(any(feature = "b", feature = "a"))] pub struct A;"#,
            r#"#[cfg(feature = "a")] pub struct A;"#,
            expect![[r#"
                major: a::A is there with `feature = "a"` instead of with `any(feature = "a", feature = "b")`
            "#]],
        );
    }

    #[test]
    fn only_the_outermost_item_is_told_of_its_condition() {
        check(
            "pub mod a { #[derive(Clone)] pub struct A { pub b: u8 } }",
            r#"#[cfg(feature = "a")] pub mod a { #[derive(Clone)] pub struct A { pub b: u8 } }"#,
            expect![[r#"
                major: a::a is there with `feature = "a"` instead of always
            "#]],
        );
    }

    #[test]
    fn a_trait_may_ask_for_a_feature_of_its_own() {
        check(
            "#[derive(serde::Serialize)] pub struct A;",
            r#"#[cfg_attr(feature = "full-serde", derive(serde::Serialize))] pub struct A;"#,
            expect![[r#"
                major: a::A implements `serde::Serialize` with `feature = "full-serde"` instead of always
            "#]],
        );
    }

    #[test]
    fn a_type_that_may_grow_cannot_be_written_out() {
        check(
            "pub enum A { B }",
            "#[non_exhaustive] pub enum A { B }",
            expect![[r#"
            major: a::A may grow from now on: it is `#[non_exhaustive]`
        "#]],
        );
        check(
            "#[non_exhaustive] pub enum A { B }",
            "pub enum A { B }",
            expect![[r#"
            minor: a::A is not `#[non_exhaustive]` any more
        "#]],
        );
        check(
            "pub struct A {}",
            "#[non_exhaustive] pub struct A {}",
            expect![[r#"
            major: a::A may grow from now on: it is `#[non_exhaustive]`
        "#]],
        );
        check(
            "pub struct A(u8);",
            "#[non_exhaustive] pub struct A(u8);",
            expect![[r#"
            minor: a::A may grow from now on: it is `#[non_exhaustive]`
        "#]],
        );
    }

    #[test]
    fn warnings_may_be_added() {
        check(
            "pub fn a() {}",
            "#[deprecated] #[must_use] pub fn a() {}",
            expect![[r#"
            minor: a::a is `#[deprecated]` now
            minor: a::a is `#[must_use]` now
        "#]],
        );
        check(
            "#[deprecated] #[must_use] pub fn a() {}",
            "pub fn a() {}",
            expect![[r#"
            patch: a::a is not `#[deprecated]` any more
            patch: a::a is not `#[must_use]` any more
        "#]],
        );
        check(
            r#"#[deprecated(note = "a")] pub fn a() {}"#,
            r#"#[deprecated(note = "b")] pub fn a() {}"#,
            expect![[r#"
                patch: a::a is `#[deprecated]` for another reason
            "#]],
        );
    }
}
