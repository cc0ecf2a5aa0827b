//! Items that came or went.

use super::{Item, Kind, RustChange, Step};
use crate::rust_api::item::Form;

/// An item that is gone: major, whatever it is (reference: `item-remove`; lints:
/// `struct_missing`, `enum_variant_missing`, `derive_trait_impl_removed` and the like). One that
/// was renamed is one that is gone and one that came.
pub(super) fn removed(item: &Item) -> RustChange {
    let what = match &item.kind {
        Kind::Impl { name, .. } => format!("no longer implements `{name}`"),
        kind => format!("is gone: it was {}", kind.noun()),
    };
    RustChange {
        item: item.path.clone(),
        what,
        before: Some(item.to_string()),
        after: None,
        step: Step::Major,
    }
}

/// An item that is new: minor (reference: `item-new`, `impl-item-new`), unless users may have
/// written out all parts of its `owner`, which is given as it was.
pub(super) fn added(item: &Item, owner: Option<&Item>) -> RustChange {
    let breaks = match &item.kind {
        Kind::Field { .. } => owner.is_some_and(is_constructible),
        Kind::Variant { .. } => owner.is_some_and(|it| !it.attributes.non_exhaustive),
        _ => false,
    };
    let what = match &item.kind {
        Kind::Impl { name, .. } => format!("implements `{name}`"),
        kind => format!("is new: {}", kind.noun()),
    };
    RustChange {
        item: item.path.clone(),
        what,
        before: None,
        after: Some(item.to_string()),
        step: if breaks { Step::Major } else { Step::Minor },
    }
}

/// Whether users can write a struct out, so that one more field breaks them (reference:
/// `struct-add-public-field-when-no-private`; lint: `constructible_struct_adds_field`).
pub(super) fn is_constructible(item: &Item) -> bool {
    let is_open = match &item.kind {
        Kind::Struct { form, .. } => matches!(
            form,
            Form::Named { private: false } | Form::Tuple { private: false } | Form::Unit
        ),
        _ => false,
    };
    is_open && !item.attributes.non_exhaustive
}

#[cfg(test)]
mod tests {
    use crate::rust_api::compare::testing::check;
    use expect_test::expect;

    #[test]
    fn items_that_are_gone_are_major() {
        check(
            "pub mod m { pub struct A { pub b: u8 } impl A { pub fn c(&self) {} } }
             pub enum E { One, Two } pub use other::D; #[derive(Clone, Copy)] pub struct F;
             #[non_exhaustive] pub struct G { pub a: u8 } impl G { pub const C: u8 = 1; }",
            "#[derive(Clone)] pub struct F; pub enum E { Two }
             #[non_exhaustive] pub struct G {}",
            expect![[r#"
                major: a::D is gone: it was an item of another crate
                major: a::E::One is gone: it was a variant
                major: a::F no longer implements `Copy`
                major: a::G::C is gone: it was a constant
                major: a::G::a is gone: it was a field
                major: a::m is gone: it was a module
                major: a::m::A is gone: it was a struct
            "#]],
        );
    }

    #[test]
    fn items_that_are_new_are_minor() {
        check(
            "pub struct F; #[non_exhaustive] pub struct G { pub a: u8 }",
            "pub mod m { pub struct A { pub b: u8 } impl A { pub fn c(&self) {} } }
             pub use other::D; #[derive(Clone, Copy)] pub struct F;
             #[non_exhaustive] pub struct G { pub a: u8, pub b: u8 } impl G { pub fn c() {} }",
            expect![[r#"
                minor: a::D is new: an item of another crate
                minor: a::F implements `Clone`
                minor: a::F implements `Copy`
                minor: a::G::b is new: a field
                minor: a::G::c is new: a function
                minor: a::m is new: a module
                minor: a::m::A is new: a struct
            "#]],
        );
    }

    #[test]
    fn a_variant_more_breaks_a_match_without_a_wildcard() {
        check(
            "pub enum E { A }",
            "pub enum E { A, B }",
            expect![[r#"
                major: a::E::B is new: a variant
            "#]],
        );
        check(
            "#[non_exhaustive] pub enum E { A }",
            "#[non_exhaustive] pub enum E { A, B }",
            expect![[r#"
                minor: a::E::B is new: a variant
            "#]],
        );
        check(
            r#"r::string_enum! { pub enum E { A = "a", B = "b" } }"#,
            r#"r::string_enum! { pub enum E { A = "a", C = "b" } }"#,
            expect![[r#"
                major: a::E::B is gone: it was a variant
                minor: a::E::C is new: a variant
            "#]],
        );
    }

    #[test]
    fn a_field_more_breaks_who_writes_the_struct_out() {
        check(
            "pub struct A { pub a: u8 }",
            "pub struct A { pub a: u8, pub b: u8 }",
            expect![[r#"
                major: a::A::b is new: a field
            "#]],
        );
        check(
            "pub struct A(pub u8);",
            "pub struct A(pub u8, pub u8);",
            expect![[r#"
                major: a::A::1 is new: a field
            "#]],
        );
        check(
            "pub struct A { pub a: u8, c: u8 }",
            "pub struct A { pub a: u8, pub b: u8, c: u8 }",
            expect![[r#"
                minor: a::A::b is new: a field
            "#]],
        );
    }

    #[test]
    fn a_struct_of_the_generator_may_grow() {
        check(
            "#[non_exhaustive] pub struct A { pub a: u8 }
             impl A { pub fn new(a: u8) -> Self { loop {} } }",
            "#[non_exhaustive] pub struct A { pub a: u8, pub b: Option<u8> }
             impl A { pub fn new(a: u8) -> Self { loop {} } #[must_use] pub fn b(self, b: u8) -> Self { self } }",
            expect![[r#"
                minor: a::A::b is new: a field
                minor: a::A::b is new: a function
            "#]],
        );
    }
}
