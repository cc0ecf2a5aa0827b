//! Types, and items that are another kind of thing than before.

use super::presence::is_constructible;
use super::{Finding, Item, Kind, Step, instead};
use crate::rust_api::item::Form;

pub(super) fn changes(before: &Item, after: &Item) -> Vec<Finding> {
    let findings = match (&before.kind, &after.kind) {
        // What a function is made of has a file of its own.
        (Kind::Function(_), Kind::Function(_)) | (Kind::Module, Kind::Module) => [None, None],
        (Kind::Struct { generics: a, form: old }, Kind::Struct { generics: b, form: new }) => {
            [instead("has the parameters", a, b), form(before, *old, *new)]
        }
        (Kind::Enum { generics: old }, Kind::Enum { generics: new }) => {
            [instead("has the parameters", old, new), None]
        }
        (Kind::Alias { generics: a, ty: old }, Kind::Alias { generics: b, ty: new }) => {
            [instead("has the parameters", a, b), instead("stands for", old, new)]
        }
        (Kind::Import { of: old }, Kind::Import { of: new }) => {
            [instead("stands for", old, new), None]
        }
        (Kind::Constant { ty: old }, Kind::Constant { ty: new })
        | (Kind::Static { ty: old }, Kind::Static { ty: new })
        | (Kind::Field { ty: old }, Kind::Field { ty: new }) => {
            [instead("is of type", old, new), None]
        }
        (Kind::Variant { fields: old }, Kind::Variant { fields: new }) => {
            [instead("holds", old, new), None]
        }
        (Kind::Impl { name, members: old }, Kind::Impl { members: new, .. }) => {
            let verb = format!("implements `{name}` with");
            [instead(&verb, &old.join("; "), &new.join("; ")), None]
        }
        _ => {
            let what = format!("is {}, not {}", after.kind.noun(), before.kind.noun());
            [Some((Step::Major, what)), None]
        }
    };
    findings.into_iter().flatten().collect()
}

/// How a struct is written matters to who can write it out or take it apart (reference:
/// `struct-add-private-field-when-public`, `struct-private-fields-with-private`; lints:
/// `constructible_struct_adds_private_field`, `struct_with_pub_fields_changed_type`).
fn form(before: &Item, old: Form, new: Form) -> Option<Finding> {
    let (what, step) = match (old, new) {
        _ if old == new => return None,
        (Form::Named { private: false }, Form::Named { private: true })
        | (Form::Tuple { private: false }, Form::Tuple { private: true }) => {
            let breaks = is_constructible(before);
            ("has private fields now", if breaks { Step::Major } else { Step::Minor })
        }
        (Form::Named { private: true }, Form::Named { private: false })
        | (Form::Tuple { private: true }, Form::Tuple { private: false }) => {
            ("has no private fields any more", Step::Minor)
        }
        (Form::Opaque, _) => ("shows what it is made of", Step::Minor),
        (_, Form::Opaque) => {
            let breaks = is_constructible(before);
            ("does not show what it is made of", if breaks { Step::Major } else { Step::Minor })
        }
        _ => ("is another kind of struct", Step::Major),
    };
    Some((step, what.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::rust_api::compare::testing::check;
    use expect_test::expect;

    #[test]
    fn another_type_is_major() {
        check(
            "pub struct A { pub b: u8 }",
            "pub struct A { pub b: Option<u8> }",
            expect![[r#"
            major: a::A::b is of type `Option<u8>` instead of `u8`
        "#]],
        );
        check(
            "pub const A: u8 = 1;",
            "pub const A: u16 = 1;",
            expect![[r#"
            major: a::A is of type `u16` instead of `u8`
        "#]],
        );
        check(
            "pub static A: u8 = 1;",
            "pub static A: u16 = 1;",
            expect![[r#"
            major: a::A is of type `u16` instead of `u8`
        "#]],
        );
        check(
            "pub type A = u8;",
            "pub type A<T> = Option<T>;",
            expect![[r#"
                major: a::A has the parameters `<T>` instead of nothing
                major: a::A stands for `Option<T>` instead of `u8`
            "#]],
        );
        check(
            "pub enum A { B(u8), C }",
            "pub enum A { B { b: u8 }, C(u8) }",
            expect![[r#"
                major: a::A::B holds `{ b: u8 }` instead of `(u8)`
                major: a::A::C holds `(u8)` instead of nothing
            "#]],
        );
        check(
            "pub use a::B;",
            "pub use b::B;",
            expect![[r#"
            major: a::B stands for `b::B` instead of `a::B`
        "#]],
        );
        check(
            "pub struct A<'a>(&'a u8);",
            "pub struct A(u8);",
            expect![[r#"
                major: a::A has the parameters nothing instead of `<'a>`
            "#]],
        );
        check(
            "pub enum A<T> { B(T) }",
            "pub enum A<T, E> { B(T), }",
            expect![[r#"
            major: a::A has the parameters `<T, E>` instead of `<T>`
        "#]],
        );
    }

    #[test]
    fn another_type_of_the_same_name_is_major() {
        check(
            "use a::T; pub const A: T = 1;",
            "use b::T; pub const A: T = 1;",
            expect![[r#"
            major: a::A is of type `b::T` instead of `a::T`
        "#]],
        );
    }

    #[test]
    fn an_associated_type_binds() {
        check(
            "pub struct A; impl r::Page for A { type Item = u8; }",
            "pub struct A; impl r::Page for A { type Item = u16; }",
            expect![[r#"
                major: a::A implements `r::Page` with `type Item = u16` instead of `type Item = u8`
            "#]],
        );
    }

    #[test]
    fn another_kind_of_thing_is_major() {
        check(
            "pub struct A { pub b: u8 }",
            "pub enum A { B }",
            expect![[r#"
                major: a::A is an enum, not a struct
                major: a::A::B is new: a variant
                major: a::A::b is gone: it was a field
            "#]],
        );
        check(
            "pub struct A;",
            "pub type A = u8;",
            expect![[r#"
                major: a::A is a type alias, not a struct
            "#]],
        );
        check(
            "pub const A: u8 = 1;",
            "pub static A: u8 = 1;",
            expect![[r#"
                major: a::A is a static, not a constant
            "#]],
        );
        check(
            "pub use a::B;",
            "pub struct B;",
            expect![[r#"
                minor: a::B is new: a struct
                major: a::B is gone: it was an item of another crate
            "#]],
        );
    }

    #[test]
    fn how_a_struct_is_written_matters_to_who_can_write_it_out() {
        check(
            "pub struct A { pub a: u8 }",
            "pub struct A { pub a: u8, b: u8 }",
            expect![[r#"
            major: a::A has private fields now
        "#]],
        );
        check(
            "pub struct A { pub a: u8, b: u8 }",
            "pub struct A { pub a: u8 }",
            expect![[r#"
            minor: a::A has no private fields any more
        "#]],
        );
        check(
            "#[non_exhaustive] pub struct A { pub a: u8 }",
            "#[non_exhaustive] pub struct A { pub a: u8, b: u8 }",
            expect![[r#"
                minor: a::A has private fields now
            "#]],
        );
        check("pub struct A { a: u8 }", "pub struct A(u8);", expect![[""]]);
        check(
            "pub struct A { pub a: u8 }",
            "pub struct A(u8);",
            expect![[r#"
                major: a::A does not show what it is made of
                major: a::A::a is gone: it was a field
            "#]],
        );
        check(
            "pub struct A(u8);",
            "pub struct A(pub u8);",
            expect![[r#"
                minor: a::A shows what it is made of
                minor: a::A::0 is new: a field
            "#]],
        );
        check(
            "pub struct A;",
            "pub struct A {}",
            expect![[r#"
            major: a::A is another kind of struct
        "#]],
        );
    }
}
