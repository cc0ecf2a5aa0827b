//! Signatures that changed.

use std::collections::BTreeSet;

use super::{Finding, Step, instead};
use crate::rust_api::item::{Argument, Signature};

pub(super) fn changes(old: &Signature, new: &Signature) -> Vec<Finding> {
    let mut findings = qualifiers(old, new);
    let [old_self, new_self] = [old, new].map(|it| it.receiver.as_deref().unwrap_or_default());
    findings.extend(instead("is called on", old_self, new_self));
    // Lint: `function_requires_different_generic_type_params`. The reference lets bounds be
    // loosened (`generic-bounds-loosen`), which text cannot tell from tightened.
    findings.extend(instead("has the parameters", &old.generics, &new.generics));
    findings.extend(instead("has the bounds", &old.bounds, &new.bounds));
    findings.extend(arguments(&old.arguments, &new.arguments));
    let [old_output, new_output] = [old, new].map(|it| it.output.as_deref().unwrap_or("()"));
    findings.extend(instead("returns", old_output, new_output));
    findings
}

/// Functions may become safe and usable in constants (reference: `fn-unsafe-safe`; lints:
/// `function_unsafe_added`, `function_const_removed`). `async` changes what a call gives.
fn qualifiers(old: &Signature, new: &Signature) -> Vec<Finding> {
    let rules = [
        ("const", Step::Minor, Step::Major),
        ("async", Step::Major, Step::Major),
        ("unsafe", Step::Major, Step::Minor),
    ];
    let has = |it: &Signature, word: &str| it.qualifiers.split(' ').any(|it| it == word);
    let findings =
        rules.iter().filter_map(|(word, gained, lost)| match (has(old, word), has(new, word)) {
            (false, true) => Some((*gained, format!("is `{word}` now"))),
            (true, false) => Some((*lost, format!("is not `{word}` any more"))),
            _ => None,
        });
    findings.collect()
}

/// Arguments are bound by place, so one more or fewer is major (reference: `fn-change-arity`;
/// lint: `method_parameter_count_changed`). Their names bind nobody, but names that changed places
/// tell that values now mean something else.
fn arguments(old: &[Argument], new: &[Argument]) -> Vec<Finding> {
    if old.len() != new.len() {
        let what = format!("takes `({})` instead of `({})`", list(new), list(old));
        return vec![(Step::Major, what)];
    }
    let [old_names, new_names] = [old, new].map(|it| it.iter().map(|it| &it.name));
    let is_moved = !old_names.clone().eq(new_names.clone())
        && old_names.collect::<BTreeSet<_>>() == new_names.collect();
    if is_moved {
        let what =
            format!("takes its arguments in the order `({})`, not `({})`", list(new), list(old));
        return vec![(Step::Major, what)];
    }
    old.iter().zip(new).flat_map(|(old, new)| argument(old, new)).collect()
}

fn list(arguments: &[Argument]) -> String {
    arguments.iter().map(|it| format!("{}: {}", it.name, it.ty)).collect::<Vec<_>>().join(", ")
}

fn argument(old: &Argument, new: &Argument) -> Option<Finding> {
    if old.ty != new.ty {
        let step = if is_widened(&old.ty, &new.ty) { Step::Minor } else { Step::Major };
        let what =
            format!("takes `{}: {}` instead of `{}: {}`", new.name, new.ty, old.name, old.ty);
        return Some((step, what));
    }
    (old.name != new.name)
        .then(|| (Step::Patch, format!("calls its argument `{}`, not `{}`", new.name, old.name)))
}

/// Whether every expression of the old type is taken as it was (reference:
/// `fn-generalize-compatible`, where inference may break). `&str` to `impl Into<String>` is not
/// among them: a reference to a type that only dereferences to `str` was taken, and is not.
fn is_widened(old: &str, new: &str) -> bool {
    let item = old.strip_prefix("Vec<").and_then(|it| it.strip_suffix('>'));
    let is_reference = old.starts_with('&');
    new == format!("impl Into<{old}>") && !is_reference
        || item.is_some_and(|it| new == format!("impl IntoIterator<Item = {it}>"))
}

#[cfg(test)]
mod tests {
    use crate::rust_api::compare::testing::check;
    use expect_test::expect;

    #[test]
    fn arguments_are_bound_by_place() {
        check(
            "pub fn a(b: u8) {}",
            "pub fn a(b: u8, c: u8) {}",
            expect![[r#"
            major: a::a takes `(b: u8, c: u8)` instead of `(b: u8)`
        "#]],
        );
        check(
            "pub fn a(b: u8) {}",
            "pub fn a() {}",
            expect![[r#"
            major: a::a takes `()` instead of `(b: u8)`
        "#]],
        );
        check(
            "pub fn a(b: u8) {}",
            "pub fn a(b: u16) {}",
            expect![[r#"
            major: a::a takes `b: u16` instead of `b: u8`
        "#]],
        );
        check(
            "pub fn a(b: &str) {}",
            "pub fn a(c: &str) {}",
            expect![[r#"
            patch: a::a calls its argument `c`, not `b`
        "#]],
        );
        check(
            "pub fn a(b: u8, c: u8) {}",
            "pub fn a(c: u8, b: u8) {}",
            expect![[r#"
            major: a::a takes its arguments in the order `(c: u8, b: u8)`, not `(b: u8, c: u8)`
        "#]],
        );
    }

    #[test]
    fn a_constructor_that_asks_for_more_is_major() {
        check(
            "pub struct A { b: u8 } impl A { pub fn new(b: u8) -> Self { loop {} } }",
            "pub struct A { b: u8 } impl A { pub fn new(b: u8, c: u8) -> Self { loop {} } }",
            expect![[r#"
                major: a::A::new takes `(b: u8, c: u8)` instead of `(b: u8)`
            "#]],
        );
    }

    #[test]
    fn what_takes_all_that_it_took_is_minor() {
        check(
            "pub fn a(b: String) {}",
            "pub fn a(b: impl Into<String>) {}",
            expect![[r#"
            minor: a::a takes `b: impl Into<String>` instead of `b: String`
        "#]],
        );
        check(
            "pub fn a(b: Vec<u8>) {}",
            "pub fn a(b: impl IntoIterator<Item = u8>) {}",
            expect![[r#"
                minor: a::a takes `b: impl IntoIterator<Item = u8>` instead of `b: Vec<u8>`
            "#]],
        );
        check(
            "pub fn a(b: &str) {}",
            "pub fn a(b: impl Into<String>) {}",
            expect![[r#"
            major: a::a takes `b: impl Into<String>` instead of `b: &str`
        "#]],
        );
        check(
            "pub fn a(b: &str) {}",
            "pub fn a(b: impl Into<&str>) {}",
            expect![[r#"
            major: a::a takes `b: impl Into<&str>` instead of `b: &str`
        "#]],
        );
        check(
            "pub fn a(b: impl Into<String>) {}",
            "pub fn a(b: String) {}",
            expect![[r#"
            major: a::a takes `b: String` instead of `b: impl Into<String>`
        "#]],
        );
    }

    #[test]
    fn the_rest_of_a_signature_binds() {
        check(
            "pub fn a() -> u8 { 1 }",
            "pub fn a() {}",
            expect![[r#"
            major: a::a returns `()` instead of `u8`
        "#]],
        );
        check(
            "pub fn a() {}",
            "pub fn a<T: Clone>() {}",
            expect![[r#"
                major: a::a has the parameters `<T: Clone>` instead of nothing
            "#]],
        );
        check(
            "pub struct A(u8); impl A { pub fn b(&self) {} pub fn c(self) {} pub fn d() {} }",
            "pub struct A(u8); impl A { pub fn b(self) {} pub fn c(mut self) {} pub fn d(&self) {} }",
            expect![[r#"
                major: a::A::b is called on `self` instead of `&self`
                major: a::A::d is called on `&self` instead of nothing
            "#]],
        );
    }

    #[test]
    fn qualifiers_are_promises_or_demands() {
        check(
            "pub fn a() {}",
            "pub const fn a() {}",
            expect![[r#"
            minor: a::a is `const` now
        "#]],
        );
        check(
            "pub const fn a() {}",
            "pub fn a() {}",
            expect![[r#"
            major: a::a is not `const` any more
        "#]],
        );
        check(
            "pub fn a() {}",
            "pub unsafe fn a() {}",
            expect![[r#"
            major: a::a is `unsafe` now
        "#]],
        );
        check(
            "pub unsafe fn a() {}",
            "pub fn a() {}",
            expect![[r#"
            minor: a::a is not `unsafe` any more
        "#]],
        );
        check(
            "pub fn a() {}",
            "pub async fn a() {}",
            expect![[r#"
            major: a::a is `async` now
        "#]],
        );
        check(
            "pub async fn a() {}",
            "pub fn a() {}",
            expect![[r#"
            major: a::a is not `async` any more
        "#]],
        );
    }
}
