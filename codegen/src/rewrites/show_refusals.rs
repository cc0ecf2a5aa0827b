//! Makes an answer that can hold refused items hard to overlook.
//!
//! ```text
//! before  struct SetResult { property_errors: Vec<PropertyError> }
//! after   #[must_use = ".."]
//!         struct SetResult { property_errors: Vec<PropertyError> }
//!         impl Partial for SetResult { type Refused = PropertyError; .. }
//! ```
//!
//! Which member it is is what `x-partial-success` says of the operations that answer with it.

use quote::{format_ident, quote};
use syn::parse_quote;

use super::object;
use crate::api::{Answer, Api, Operation, Schema, States, Type};
use crate::emit::rust_type;
use crate::models::Model;

pub(super) fn run(model: &mut Model<'_>, api: &Api) {
    let schema = model.schema;
    let Some(refused) = api.operations.iter().find_map(|it| refused_of(it, schema)) else { return };
    let Some((member, item)) = schema.list_member(refused) else { return };
    let (name, item) = (format_ident!("{}", schema.name), rust_type(item));
    let field = format_ident!("{}", member.field);
    let value = match member.presence.states(schema.direction) {
        States::Value => quote!(&self.#field),
        _ => quote!(self.#field.as_deref().unwrap_or_default()),
    };
    let advice = format!("items may have been refused: see `{}`, or `Partial::into_complete`", member.field);
    if let Some((item, _)) = object(model) {
        item.attrs.push(parse_quote!(#[must_use = #advice]));
    }
    model.impls.push(parse_quote! {
        impl openapi_exact_runtime::Partial for #name {
            type Refused = #item;
            fn refused(&self) -> &[#item] { #value }
        }
    });
}

fn refused_of<'a>(operation: &'a Operation, schema: &Schema) -> Option<&'a str> {
    let Answer::Json(Type::Named(name)) = &operation.answer else { return None };
    (*name == schema.name).then_some(operation.refused.as_deref()?)
}
