//! Lets the pages of a list say what their items are and whether another follows.
//!
//! ```text
//! before  struct SegmentList { data: Vec<Segment>, has_more: bool, next_cursor: Option<String> }
//! after   the same, and
//!         impl Page for SegmentList { type Item = Segment; .. }
//! ```
//!
//! Which members these are is what `x-paging` says of the operations that answer with the list.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse_quote;

use crate::api::{Answer, Api, Member, Operation, PageParts, Schema, States, Type};
use crate::emit::rust_type;
use crate::models::Model;

pub(super) fn run(model: &mut Model<'_>, api: &Api) {
    let schema = model.schema;
    let Some(parts) = api.operations.iter().find_map(|it| parts_of(it, schema)) else { return };
    let Some((items, item)) = schema.list_member(&parts.items) else { return };
    let (name, item) = (format_ident!("{}", schema.name), rust_type(item));
    let field = format_ident!("{}", items.field);
    let (borrowed, owned) = match items.presence.states(schema.direction) {
        States::Value => (quote!(&self.#field), quote!(self.#field)),
        _ => (
            quote!(self.#field.as_deref().unwrap_or_default()),
            quote!(self.#field.unwrap_or_default()),
        ),
    };
    let more = parts.more.as_deref().and_then(|it| schema.member(it)).map(|it| has_more(it, schema));
    let cursor = parts.cursor.as_deref().and_then(|it| schema.member(it)).map(|it| cursor(it, schema));
    model.impls.push(parse_quote! {
        impl openapi_exact_runtime::Page for #name {
            type Item = #item;
            fn items(&self) -> &[#item] { #borrowed }
            fn into_items(self) -> Vec<#item> { #owned }
            #more
            #cursor
        }
    });
}

fn parts_of<'a>(operation: &'a Operation, schema: &Schema) -> Option<&'a PageParts> {
    let Answer::Json(Type::Named(name)) = &operation.answer else { return None };
    (*name == schema.name).then_some(&operation.paging.as_ref()?.parts)
}

fn has_more(member: &Member, schema: &Schema) -> TokenStream {
    let field = format_ident!("{}", member.field);
    let value = match member.presence.states(schema.direction) {
        States::Value => quote!(Some(self.#field)),
        _ => quote!(self.#field),
    };
    quote!(fn has_more(&self) -> Option<bool> { #value })
}

fn cursor(member: &Member, schema: &Schema) -> TokenStream {
    let field = format_ident!("{}", member.field);
    let value = match member.presence.states(schema.direction) {
        States::Value => quote!(Some(&self.#field)),
        _ => quote!(self.#field.as_deref()),
    };
    quote!(fn cursor(&self) -> Option<&str> { #value })
}
