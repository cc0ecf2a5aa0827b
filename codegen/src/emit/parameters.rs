//! How operations take their parameters: arguments for what is required, setters for the rest.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{Ident, ImplItemFn, parse_quote};

use super::{docs, qualified_type};
use crate::api::{Operation, Parameter, Placement, Type};

pub(super) fn required_argument(ty: &Type) -> TokenStream {
    match ty {
        Type::String => quote!(&str),
        Type::List(items) if **items == Type::String => {
            quote!(impl IntoIterator<Item = impl Into<String>>)
        }
        Type::List(items) => {
            let items = qualified_type(items);
            quote!(impl IntoIterator<Item = #items>)
        }
        ty => qualified_type(ty),
    }
}

pub(super) fn required_step(
    operation: &Operation,
    parameter: &Parameter,
    name: &Ident,
) -> TokenStream {
    let wire = &parameter.wire;
    match (&parameter.place, &parameter.ty) {
        (Placement::Path, _) => quote!(.path(#wire, #name)),
        (Placement::Header, _) => quote!(.header(#wire, #name)),
        (Placement::Query, Type::List(items)) if **items == Type::String => {
            quote!(.required_query_list(#wire, #name.into_iter().map(Into::<String>::into)))
        }
        (Placement::Query, Type::List(_)) => quote!(.required_query_list(#wire, #name)),
        (Placement::Query, _) => match page_size(operation, parameter) {
            Some(range) => quote!(.set_query_within(#wire, #name, #range)),
            None => quote!(.set_query(#wire, #name)),
        },
        (Placement::QueryTemplate(..), _) => quote!(),
    }
}

/// The range of a page size, and nothing for another parameter: limits are the server's to check,
/// but a page size goes with every page of a list.
fn page_size(operation: &Operation, parameter: &Parameter) -> Option<TokenStream> {
    let (name, range) = operation.paging.as_ref()?.limit.as_ref()?;
    let (min, max) =
        (Literal::u64_unsuffixed(*range.start()), Literal::u64_unsuffixed(*range.end()));
    (*name == parameter.wire).then(|| quote!(#min..=#max))
}

pub(super) fn setter(operation: &Operation, parameter: &Parameter) -> ImplItemFn {
    let name = format_ident!("{}", parameter.name);
    let docs = docs::attributes(&docs::parameter(parameter));
    let wire = &parameter.wire;
    let (arguments, step) = match (&parameter.place, &parameter.ty) {
        (Placement::QueryTemplate(before, after, key), _) => {
            let key = format_ident!("{key}");
            (
                quote!(#key: &str, values: impl IntoIterator<Item = impl Into<String>>),
                quote!(query_template(#before, #after, #key, values.into_iter().map(Into::<String>::into))),
            )
        }
        (Placement::Header, Type::String) => {
            (quote!(#name: impl Into<String>), quote!(set_header(#wire, #name.into())))
        }
        (Placement::Header, ty) => {
            let ty = qualified_type(ty);
            (quote!(#name: #ty), quote!(set_header(#wire, #name)))
        }
        (_, Type::List(items)) => {
            let (ty, values) = match &**items {
                Type::String => (
                    quote!(impl IntoIterator<Item = impl Into<String>>),
                    quote!(#name.into_iter().map(Into::<String>::into)),
                ),
                items => {
                    let items = qualified_type(items);
                    (quote!(impl IntoIterator<Item = #items>), quote!(#name))
                }
            };
            (quote!(#name: #ty), quote!(set_query_list(#wire, #values)))
        }
        (_, Type::String) => {
            (quote!(#name: impl Into<String>), quote!(set_query(#wire, #name.into())))
        }
        (_, ty) => {
            let ty = qualified_type(ty);
            let step = match page_size(operation, parameter) {
                Some(range) => quote!(set_query_within(#wire, #name, #range)),
                None => quote!(set_query(#wire, #name)),
            };
            (quote!(#name: #ty), step)
        }
    };
    parse_quote! {
        #(#docs)*
        #[inline]
        pub fn #name(self, #arguments) -> Self {
            Self(self.0.#step)
        }
    }
}
