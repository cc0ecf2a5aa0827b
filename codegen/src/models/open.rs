//! Enums and unions that keep what they do not know.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, ItemEnum, parse_quote};

use super::Definition;
use crate::api::{Schema, Type, Union, Variant};
use crate::emit::{docs, held_type, rust_type};

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

/// An enum of the union's branches that serializes as its branch does.
pub(super) fn union(schema: &Schema, union: &Union) -> (Definition, Vec<Item>) {
    let name = format_ident!("{}", schema.name);
    let variants = union.branches.iter().map(|branch| {
        let variant = format_ident!("{}", branch.name);
        let ty = held_type(&branch.ty, branch.boxed);
        let docs = docs::attributes(&docs::branch(branch, union.discriminator.as_deref()));
        quote!(#(#docs)* #variant(#ty))
    });
    let (unknown, read) = match &union.discriminator {
        Some(member) => (unknown_branch(member), read_by_tag(member, union)),
        None => (TokenStream::new(), read_by_shape(union)),
    };
    let item: Item = parse_quote! {
        #[allow(clippy::large_enum_variant)]
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum #name { #(#variants,)* #unknown }
    };
    let mut impls: Vec<Item> = vec![parse_quote! {
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #read
            }
        }
    }];
    impls.extend(conversions(&name, union));
    (Definition::Item(item), impls)
}

fn unknown_branch(member: &str) -> TokenStream {
    let doc = format!(" A `{member}` that this version does not know, kept as it came.");
    quote!(#[doc = #doc] Unknown(serde_json::Value),)
}

fn read_by_tag(member: &str, union: &Union) -> TokenStream {
    let arms = union.branches.iter().map(|branch| {
        let (tags, variant) = (&branch.tags, format_ident!("{}", branch.name));
        quote!(#(Some(#tags))|* => tagged.decode().map(Self::#variant))
    });
    quote! {
        let (tag, tagged) = openapi_exact_runtime::Tagged::read(deserializer, #member)?;
        match tag.as_deref() {
            #(#arms,)*
            _ => Ok(Self::Unknown(tagged.into_value())),
        }
    }
}

fn read_by_shape(union: &Union) -> TokenStream {
    let branches = union.branches.iter().map(|branch| {
        let (members, variant) = (&branch.members, format_ident!("{}", branch.name));
        quote!(.branch(&[#(#members),*], Self::#variant))
    });
    quote!(openapi_exact_runtime::Union::read(deserializer)? #(#branches)* .finish())
}

/// `From` each branch whose type stands for it alone.
fn conversions(name: &syn::Ident, union: &Union) -> Vec<Item> {
    let unique = |ty: &Type| union.branches.iter().filter(|it| it.ty == *ty).count() == 1;
    let named = |ty: &Type| matches!(ty, Type::Named(_));
    let branches = union.branches.iter().filter(|it| named(&it.ty) && unique(&it.ty));
    branches
        .map(|branch| {
            let (variant, ty) = (format_ident!("{}", branch.name), rust_type(&branch.ty));
            let value = if branch.boxed { quote!(Box::new(branch)) } else { quote!(branch) };
            parse_quote! {
                impl From<#ty> for #name {
                    fn from(branch: #ty) -> Self {
                        Self::#variant(#value)
                    }
                }
            }
        })
        .collect()
}
