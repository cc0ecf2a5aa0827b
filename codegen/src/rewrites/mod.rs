//! Rewrites of the models' items: what makes them exact on the wire and good in the hand.
//!
//! Each does one thing to one [`Model`] and leaves alone what its header does not name.

mod add_constructors;
mod alias_wrappers;
mod compare_versions;
mod derive_by_direction;
mod explain_errors;
mod hide_secrets;
mod page_lists;
mod show_refusals;
mod state_presence;
mod write_docs;
mod write_parts;

#[cfg(test)]
pub(crate) mod testing;

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::api::{Api, Member, Schema, States};
use crate::models::Model;
use crate::pointer::Pointer;

/// A rewrite and its name.
struct Rewrite {
    #[cfg_attr(not(test), expect(dead_code, reason = "names are for the tests"))]
    name: &'static str,
    run: fn(&mut Model<'_>, &Api),
}

macro_rules! rewrites {
    ($($name:ident),* $(,)?) => {
        &[$(Rewrite { name: stringify!($name), run: $name::run }),*]
    };
}

/// In the order in which they run.
const REWRITES: &[Rewrite] = rewrites![
    alias_wrappers,
    write_parts,
    state_presence,
    hide_secrets,
    add_constructors,
    explain_errors,
    page_lists,
    show_refusals,
    compare_versions,
    derive_by_direction,
    write_docs,
];

/// Runs all rewrites over all models.
pub fn run(models: &mut [Model<'_>], api: &Api) {
    for model in models {
        for rewrite in REWRITES {
            (rewrite.run)(model, api);
        }
    }
}

/// The struct of an object schema and its members, if that is what the model is.
fn object<'a, 'm>(model: &'m mut Model<'a>) -> Option<(&'m mut syn::ItemStruct, &'a [Member])> {
    let crate::api::Shape::Object { members, .. } = &model.schema.shape else { return None };
    match &mut model.item {
        crate::models::Definition::Item(syn::Item::Struct(item)) => Some((item, members)),
        _ => None,
    }
}

/// The field of each member, in order.
fn fields<'m, 'a>(
    item: &'m mut syn::ItemStruct,
    members: &'a [Member],
) -> impl Iterator<Item = (&'m mut syn::Field, &'a Member)> {
    let members: HashMap<&str, &Member> =
        members.iter().map(|it| (it.field.as_str(), it)).collect();
    item.fields.iter_mut().filter_map(move |field| {
        let member = *members.get(field.ident.as_ref()?.to_string().as_str())?;
        Some((field, member))
    })
}

/// Says something of a field to the derives of the runtime, in the `#[wire(..)]` that is there or in
/// one of its own.
fn add_wire(attributes: &mut Vec<syn::Attribute>, words: &TokenStream) {
    let wire = attributes.iter_mut().find(|it| it.path().is_ident("wire"));
    match wire.map(|it| &mut it.meta) {
        Some(syn::Meta::List(list)) => {
            let present = &list.tokens;
            list.tokens = quote!(#present, #words);
        }
        _ => attributes.push(syn::parse_quote!(#[wire(#words)])),
    }
}

/// The expression for what stands at `pointer` in `self`, a value of `schema`, and its member. It
/// ends the function with `None` where something on the way is left out.
fn value_at<'a>(
    api: &'a Api,
    schema: &'a Schema,
    pointer: &Pointer,
) -> Option<(TokenStream, &'a Member)> {
    let mut value = quote!(self);
    let mut holder = Some(schema);
    let mut last = None;
    for token in pointer.tokens() {
        let schema = holder.take()?;
        let member = schema.member(&token)?;
        let field = format_ident!("{}", member.field);
        value = match member.presence.states(schema.direction) {
            States::Value => quote!(#value.#field),
            States::NullOrValue | States::AbsentOrValue => quote!(#value.#field.as_ref()?),
            States::AbsentNullOrValue | States::AbsentEmptyOrValue => {
                quote!(#value.#field.as_ref()?.as_ref()?)
            }
        };
        holder = api.named(&member.ty);
        last = Some(member);
    }
    Some((value, last?))
}
