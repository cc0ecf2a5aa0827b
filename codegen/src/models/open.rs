//! Enums and unions that keep what they do not know.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, ItemEnum, parse_quote};

use super::Definition;
use crate::api::{Api, Schema, Type, Union, Variant};
use crate::emit::{docs, held_type};

/// `pub enum Comparator { Eq = "eq" }`: `string_enum!` makes the rest of it.
pub(super) fn string_enum(name: &str, variants: &[Variant<String>]) -> ItemEnum {
    enumeration(name, variants, |value| quote!(#value))
}

/// `pub enum Environment { Sandbox = 0 }`: `integer_enum!` makes the rest of it.
pub(super) fn integer_enum(name: &str, variants: &[Variant<i64>]) -> ItemEnum {
    enumeration(name, variants, |value| {
        let literal = proc_macro2::Literal::u64_unsuffixed(value.unsigned_abs());
        if *value < 0 { quote!(-#literal) } else { quote!(#literal) }
    })
}

fn enumeration<T: ToString>(
    name: &str,
    variants: &[Variant<T>],
    literal: impl Fn(&T) -> TokenStream,
) -> ItemEnum {
    let name = format_ident!("{name}");
    let variants = variants.iter().map(|variant| {
        let docs = docs::attributes(&docs::variant(variant));
        let name = format_ident!("{}", variant.name);
        let value = literal(&variant.value);
        quote!(#(#docs)* #name = #value)
    });
    parse_quote!(pub enum #name { #(#variants,)* })
}

/// An enum of the union's branches that serializes as its branch does: the runtime's derives make
/// the rest of it.
pub(super) fn union(api: &Api, schema: &Schema, union: &Union) -> Definition {
    let name = format_ident!("{}", schema.name);
    let mut holders: HashMap<&Type, usize> = HashMap::new();
    for branch in &union.branches {
        *holders.entry(api.aliased(&branch.ty)).or_default() += 1;
    }
    let variants = union.branches.iter().map(|branch| {
        let variant = format_ident!("{}", branch.name);
        let ty = held_type(&branch.ty, branch.boxed);
        let docs = docs::attributes(&docs::branch(branch, union.discriminator.as_deref()));
        let tags = &branch.tags;
        let is_tagged = union.discriminator.is_some() && !tags.is_empty();
        let tags = is_tagged.then(|| quote!(#(#tags),*));
        let ambiguous = (holders[api.aliased(&branch.ty)] > 1).then(|| quote!(ambiguous));
        let words: Vec<TokenStream> = tags.into_iter().chain(ambiguous).collect();
        let wire = (!words.is_empty()).then(|| quote!(#[wire(#(#words),*)]));
        quote!(#(#docs)* #wire #variant(#ty))
    });
    let tag = union.discriminator.as_ref().map(|member| quote!(#[wire(tag = #member)]));
    let unknown = union.discriminator.as_deref().map(unknown_branch);
    let several = union.several.then(several_branch);
    let item: Item = parse_quote! {
        #[derive(FromBranches)]
        #[allow(clippy::large_enum_variant)]
        #tag
        #[non_exhaustive]
        pub enum #name { #(#variants,)* #unknown #several }
    };
    Definition::Item(item)
}

fn several_branch() -> TokenStream {
    let about = "Several of these at once, kept as it came. `Debug` shows nothing of it.";
    let about = docs::line(about);
    quote!(#about #[wire(several)] Several(serde_json::Value),)
}

fn unknown_branch(member: &str) -> TokenStream {
    let member = member.replace('`', "'");
    let about = format!("A `{member}` that this version does not know, kept as it came.");
    let about = docs::line(&about);
    quote!(#about Unknown(serde_json::Value),)
}
