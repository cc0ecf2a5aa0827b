//! Gives a body that is sent in parts its files, and writes the parts.
//!
//! ```text
//! before  struct CreateFile { file: String, purpose: String }          (`file` is binary)
//! after   struct CreateFile { file: openapi_exact_runtime::Upload, purpose: String }
//!         impl ToMultipart for CreateFile { fn to_multipart(&self) -> Multipart { .. } }
//! ```

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::parse_quote;

use super::{fields, object};
use crate::api::{Api, Member, Parts, Shape, States, Type};
use crate::models::Model;

pub(super) fn run(model: &mut Model<'_>, api: &Api) {
    let Some(parts) = api.parts.get(&model.schema.name) else { return };
    let schema = model.schema;
    let is_open = matches!(schema.shape, Shape::Object { open: true, .. });
    let Some((item, members)) = object(model) else { return };
    for (field, _) in fields(item, members).filter(|(_, it)| is_file(&it.ty)) {
        FilesForStrings.visit_type_mut(&mut field.ty);
    }
    let name = item.ident.clone();
    let steps = members.iter().map(|member| {
        let states = member.presence.states(schema.direction);
        step(member, states, parts)
    });
    let parts = quote!(openapi_exact_runtime::Multipart::new() #(#steps)*);
    let form = match is_open {
        true => quote!(self.extra.iter().fold(#parts, |form, (name, it)| form.value(name, it))),
        false => parts,
    };
    model.impls.push(parse_quote! {
        impl openapi_exact_runtime::ToMultipart for #name {
            fn to_multipart(&self) -> openapi_exact_runtime::Multipart {
                #form
            }
        }
    });
}

fn is_file(ty: &Type) -> bool {
    match ty {
        Type::Upload => true,
        Type::List(items) => is_file(items),
        _ => false,
    }
}

fn step(member: &Member, states: States, parts: &Parts) -> TokenStream {
    let (wire, field) = (&member.wire, format_ident!("{}", member.field));
    let media_type = parts.get(wire);
    let (kind, plain) = match &member.ty {
        Type::Upload => ("file", "file_as"),
        Type::List(items) if **items == Type::Upload => ("files", "files_as"),
        _ => ("value", "value_as"),
    };
    let method = format_ident!("{}", if media_type.is_some() { plain } else { kind });
    let media_type = media_type.into_iter();
    let add = |value: TokenStream| quote!(.#method(#wire, #(#media_type,)* #value));
    let is_value = kind == "value";
    match states {
        States::Value => add(quote!(&self.#field)),
        // A file that is null is none.
        States::NullOrValue if is_value => add(quote!(&self.#field)),
        States::NullOrValue | States::AbsentOrValue => {
            let add = add(quote!(it));
            quote!(.optional(self.#field.as_ref(), |form, it| form #add))
        }
        States::AbsentNullOrValue if is_value => {
            let add = add(quote!(it));
            quote!(.optional(self.#field.as_ref(), |form, it| form #add))
        }
        States::AbsentNullOrValue | States::AbsentEmptyOrValue => {
            let add = add(quote!(it));
            quote!(.optional(self.#field.as_ref().and_then(Option::as_ref), |form, it| form #add))
        }
    }
}

/// `String` -> `Upload`, wherever it stands in a type.
struct FilesForStrings;

impl VisitMut for FilesForStrings {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        match ty {
            syn::Type::Path(path) if path.path.is_ident("String") => {
                *ty = parse_quote!(openapi_exact_runtime::Upload);
            }
            _ => syn::visit_mut::visit_type_mut(self, ty),
        }
    }
}
