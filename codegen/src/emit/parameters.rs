//! How operations take their parameters: arguments for what is required, setters for the rest.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{Ident, ImplItemFn, parse_quote};

use super::{docs, qualified_type};
use crate::api::style::{Lists, Style, StyleKind};
use crate::api::{Operation, Parameter, Placement, Type, Writing};

pub(super) fn required_argument(parameter: &Parameter) -> TokenStream {
    match &parameter.ty {
        Type::String => quote!(&str),
        Type::List(items) => list_argument(items),
        ty => {
            let borrow = is_borrowed(parameter).then(|| quote!(&));
            let ty = qualified_type(ty);
            quote!(#borrow #ty)
        }
    }
}

/// Whether a method takes a required parameter by reference.
pub(super) fn is_borrowed(parameter: &Parameter) -> bool {
    match (&parameter.ty, parameter.writing) {
        (Type::String, _) => true,
        (Type::Named(_) | Type::Map(_) | Type::Any, writing) => writing != Writing::Plain,
        _ => false,
    }
}

fn list_argument(items: &Type) -> TokenStream {
    match items {
        Type::String => quote!(impl IntoIterator<Item = impl Into<String>>),
        items => {
            let items = qualified_type(items);
            quote!(impl IntoIterator<Item = #items>)
        }
    }
}

/// The list as an iterator over what can be written.
fn list_values(items: &Type, name: &Ident) -> TokenStream {
    match items {
        Type::String => quote!(#name.into_iter().map(Into::<String>::into)),
        _ => quote!(#name),
    }
}

pub(super) fn required_step(
    operation: &Operation,
    parameter: &Parameter,
    name: &Ident,
) -> TokenStream {
    let wire = &parameter.wire;
    match (parameter.writing, &parameter.place, &parameter.ty) {
        (Writing::Styled(style), place, _) => {
            let method = format_ident!("styled_{}", place_word(place));
            let style = style_value(style, place);
            let value = reference(parameter, name, is_borrowed(parameter));
            quote!(.#method(#wire, #style, #value))
        }
        (Writing::Json, place, _) => {
            let method = match place {
                Placement::Query | Placement::QueryTemplate(..) => format_ident!("set_query"),
                place => format_ident!("{}", place_word(place)),
            };
            let value = reference(parameter, name, is_borrowed(parameter));
            quote!(.#method(#wire, openapi_exact_runtime::AsJson(#value)))
        }
        (Writing::Plain, Placement::Path, _) => quote!(.path(#wire, #name)),
        (Writing::Plain, Placement::Header, _) => quote!(.header(#wire, #name)),
        (Writing::Plain, Placement::Cookie, _) => quote!(.cookie(#wire, #name)),
        (Writing::Plain, Placement::Query, Type::List(items)) => {
            let values = list_values(items, name);
            quote!(.required_query_list(#wire, #values))
        }
        (Writing::Plain, Placement::Query, _) => match page_size(operation, parameter) {
            Some(range) => quote!(.set_query_within(#wire, #name, #range)),
            None => quote!(.set_query(#wire, #name)),
        },
        (Writing::Plain, Placement::QueryTemplate(..), _) => quote!(),
    }
}

/// A reference to the value of an argument, to be written by a style or as JSON.
fn reference(parameter: &Parameter, name: &Ident, is_borrowed: bool) -> TokenStream {
    match &parameter.ty {
        Type::List(items) if **items == Type::String => {
            quote!(&#name.into_iter().map(Into::<String>::into).collect::<Vec<_>>())
        }
        Type::List(_) => quote!(&#name.into_iter().collect::<Vec<_>>()),
        _ if is_borrowed => quote!(#name),
        Type::String => quote!(&Into::<String>::into(#name)),
        _ => quote!(&#name),
    }
}

fn place_word(place: &Placement) -> &'static str {
    match place {
        Placement::Path => "path",
        Placement::Query | Placement::QueryTemplate(..) => "query",
        Placement::Header => "header",
        Placement::Cookie => "cookie",
    }
}

/// A style as the runtime spells it, with what differs from its usual form.
fn style_value(style: Style, place: &Placement) -> TokenStream {
    let name = match style.kind {
        StyleKind::Form => quote!(FORM),
        StyleKind::SpaceDelimited => quote!(SPACE_DELIMITED),
        StyleKind::PipeDelimited => quote!(PIPE_DELIMITED),
        StyleKind::DeepObject => quote!(DEEP_OBJECT),
        StyleKind::Simple => quote!(SIMPLE),
        StyleKind::Label => quote!(LABEL),
        StyleKind::Matrix => quote!(MATRIX),
    };
    let parts = match (style.kind, style.explode) {
        (StyleKind::DeepObject, _) | (StyleKind::Form, true) => quote!(),
        (StyleKind::Form, false) => quote!(.joined()),
        (_, true) => quote!(.exploded()),
        (_, false) => quote!(),
    };
    let lists = match (style.kind, style.lists) {
        (StyleKind::DeepObject, Lists::Indices) => quote!(.indexed()),
        (StyleKind::DeepObject, Lists::Repeated) => quote!(.repeated()),
        _ => quote!(),
    };
    let reserved =
        (*place == Placement::Query && style.allow_reserved).then(|| quote!(.allow_reserved()));
    quote!(openapi_exact_runtime::Style::#name #parts #lists #reserved)
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
    let (arguments, step) = match &parameter.place {
        Placement::QueryTemplate(before, after, key) => {
            let key = format_ident!("{key}");
            (
                quote!(#key: &str, values: impl IntoIterator<Item = impl Into<String>>),
                quote!(query_template(#before, #after, #key, values.into_iter().map(Into::<String>::into))),
            )
        }
        place => {
            let ty = match &parameter.ty {
                Type::String => quote!(impl Into<String>),
                Type::List(items) => list_argument(items),
                ty => qualified_type(ty),
            };
            (quote!(#name: #ty), optional_step(operation, parameter, place, &name))
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

fn optional_step(
    operation: &Operation,
    parameter: &Parameter,
    place: &Placement,
    name: &Ident,
) -> TokenStream {
    let wire = &parameter.wire;
    let set = format_ident!("set_{}", place_word(place));
    match (parameter.writing, &parameter.ty) {
        (Writing::Styled(style), _) => {
            let method = format_ident!("styled_{}", place_word(place));
            let style = style_value(style, place);
            let value = reference(parameter, name, false);
            quote!(#method(#wire, #style, #value))
        }
        (Writing::Json, _) => {
            let value = reference(parameter, name, false);
            quote!(#set(#wire, openapi_exact_runtime::AsJson(#value)))
        }
        (Writing::Plain, Type::List(items)) => {
            let values = list_values(items, name);
            quote!(set_query_list(#wire, #values))
        }
        (Writing::Plain, Type::String) => quote!(#set(#wire, #name.into())),
        (Writing::Plain, _) => match page_size(operation, parameter) {
            Some(range) => quote!(set_query_within(#wire, #name, #range)),
            None => quote!(#set(#wire, #name)),
        },
    }
}
