//! What calls give, and how they fail: `answers.rs`, with an enum for each set of answers that
//! depends on the status.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::gate::Gate;
use super::print::file;
use super::{Chunk, docs, qualified_type};
use crate::api::{Answer, Api, ByStatus, Operation, Status, StatusVariant};

/// What a call gives, how it fails, and what ends the request.
pub(super) fn finish(api: &Api, operation: &Operation) -> (TokenStream, TokenStream, TokenStream) {
    let failure = match &operation.error {
        Answer::Empty => &api.error,
        error => error,
    };
    let error = if *failure == api.error { quote!(ErrorBody) } else { output(api, failure) };
    let finish = match (&operation.answer, failure) {
        (Answer::Empty, Answer::Empty | Answer::Json(_)) => quote!(.empty()),
        (Answer::Json(_), Answer::Empty | Answer::Json(_)) => quote!(.json()),
        (Answer::OptionalJson(_), Answer::Empty | Answer::Json(_)) => quote!(.optional_json()),
        (answer, failure) => {
            let (answer, failure) = (reader(api, answer), failure_reader(api, failure));
            quote!(.call::<#answer, #failure>())
        }
    };
    (output(api, &operation.answer), error, finish)
}

/// The type of what is read, as the modules of the tags spell it.
pub(super) fn output(api: &Api, answer: &Answer) -> TokenStream {
    match answer {
        Answer::Empty => quote!(()),
        Answer::Json(ty) => qualified_type(ty),
        Answer::OptionalJson(ty) => {
            let ty = qualified_type(ty);
            quote!(Option<#ty>)
        }
        Answer::Text => quote!(String),
        Answer::Octets => quote!(openapi_exact_runtime::Download),
        Answer::ByStatus(index) => path(api, *index),
    }
}

/// What the runtime reads it with.
fn reader(api: &Api, answer: &Answer) -> TokenStream {
    let runtime = quote!(openapi_exact_runtime);
    match answer {
        Answer::Empty => quote!(#runtime::Empty),
        Answer::Json(ty) => {
            let ty = qualified_type(ty);
            quote!(#runtime::Json<#ty>)
        }
        Answer::OptionalJson(ty) => {
            let ty = qualified_type(ty);
            quote!(#runtime::OptionalJson<#ty>)
        }
        Answer::Text => quote!(#runtime::Text),
        Answer::Octets => quote!(#runtime::Octets),
        Answer::ByStatus(index) => path(api, *index),
    }
}

/// Without a documented error, its body is any JSON.
fn failure_reader(api: &Api, failure: &Answer) -> TokenStream {
    match failure {
        Answer::Empty => quote!(openapi_exact_runtime::Json<ErrorBody>),
        failure => reader(api, failure),
    }
}

fn path(api: &Api, index: usize) -> TokenStream {
    let name = format_ident!("{}", api.by_status[index].name);
    quote!(answers::#name)
}

/// `answers.rs`, if any answer depends on the status.
pub(super) fn file_of(api: &Api) -> Option<(String, String)> {
    let enums: Vec<&ByStatus> = api.by_status.iter().collect();
    if enums.is_empty() {
        return None;
    }
    let mut chunks: Vec<Chunk> = Vec::new();
    if enums.iter().flat_map(|it| &it.variants).any(|it| names_model(&it.content)) {
        chunks.push(Chunk::Item(parse_quote!(
            use super::models;
        )));
    }
    for found in enums {
        let gate = if found.common { Gate::Always } else { Gate::Any(found.tags.clone()) };
        let items = items(api, found).into_iter().map(Chunk::Item);
        chunks.extend(items.map(|it| it.gated(gate.attribute(api))));
    }
    let about = "Answers, and bodies of errors, that differ by their status.".to_owned();
    Some(("answers.rs".to_owned(), file(&[about], chunks)))
}

fn names_model(content: &Answer) -> bool {
    match content {
        Answer::Json(ty) | Answer::OptionalJson(ty) => {
            let mut names = Vec::new();
            ty.collect_names(&mut names);
            !names.is_empty()
        }
        _ => false,
    }
}

fn items(api: &Api, found: &ByStatus) -> Vec<Item> {
    let name = format_ident!("{}", found.name);
    let about = docs::attributes(&[about(found)]);
    let is_streamed = found.variants.iter().any(|it| it.content == Answer::Octets);
    let derives = match is_streamed {
        true => quote!(#[derive(Debug)]),
        false => quote!(#[derive(Clone, Debug, PartialEq)]),
    };
    let variants = found.variants.iter().map(|it| variant(api, it));
    let arms = found.variants.iter().map(arm);
    let is_open = found.variants.iter().any(|it| it.status == Status::Default);
    let other = (!is_open).then(|| quote!(_ => Err(answer.undocumented())));
    let streamed = is_streamed.then(|| streamed(found));
    let mut items: Vec<Item> = vec![
        parse_quote! {
            #(#about)*
            #derives
            #[non_exhaustive]
            pub enum #name { #(#variants),* }
        },
        parse_quote! {
            impl openapi_exact_runtime::Read for #name {
                type Output = Self;

                #streamed

                fn read(
                    mut answer: openapi_exact_runtime::Received<'_>,
                ) -> Result<Self, openapi_exact_runtime::json::ReadError> {
                    match answer.status() {
                        #(#arms,)*
                        #other
                    }
                }
            }
        },
    ];
    items.extend((!is_streamed).then(|| written(found)));
    if found.is_error {
        let bodies = found.variants.iter().map(|it| {
            let variant = format_ident!("{}", it.name);
            quote!(Self::#variant(it) => Some(it))
        });
        items.push(parse_quote! {
            impl openapi_exact_runtime::ErrorBody for #name {
                fn inner(&self) -> Option<&dyn openapi_exact_runtime::ErrorBody> {
                    match self { #(#bodies),* }
                }
            }
        });
    }
    items
}

/// Of many operations, the first are enough.
fn about(found: &ByStatus) -> String {
    const NAMED: usize = 3;
    let named: Vec<String> = found
        .operations
        .iter()
        .take(NAMED)
        .map(|it| format!("`{}`", it.replace('`', "'")))
        .collect();
    let rest = found.operations.len().saturating_sub(NAMED);
    let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    let kind = if found.is_error { "The bodies of errors of" } else { "The answers of" };
    format!("{kind} {}{rest}, by status.", named.join(", "))
}

/// An answer is written as its body is.
fn written(found: &ByStatus) -> Item {
    let name = format_ident!("{}", found.name);
    let arms = found.variants.iter().map(|it| {
        let variant = format_ident!("{}", it.name);
        match &it.content {
            Answer::Empty => quote!(Self::#variant => rt::Serializer::serialize_unit(serializer)),
            _ => quote!(Self::#variant(it) => rt::Serialize::serialize(it, serializer)),
        }
    });
    parse_quote! {
        #[cfg(feature = "full-serde")]
        impl openapi_exact_runtime::__private::Serialize for #name {
            fn serialize<S: openapi_exact_runtime::__private::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                use openapi_exact_runtime::__private as rt;
                match self { #(#arms),* }
            }
        }
    }
}

fn variant(api: &Api, it: &StatusVariant) -> TokenStream {
    let name = format_ident!("{}", it.name);
    let about = format!(" Status `{}`.", it.status.text());
    let content = match &it.content {
        Answer::Empty => quote!(),
        content => {
            let content = output(api, content);
            quote!((#content))
        }
    };
    quote!(#[doc = #about] #name #content)
}

/// How the answer with this status is read. The arms before it are more particular.
fn arm(it: &StatusVariant) -> TokenStream {
    let (name, status) = (format_ident!("{}", it.name), pattern(it.status));
    let read = match &it.content {
        Answer::Empty | Answer::ByStatus(_) => return quote!(#status => Ok(Self::#name)),
        Answer::Json(_) => quote!(json),
        Answer::OptionalJson(_) => quote!(optional_json),
        Answer::Text => quote!(text),
        Answer::Octets => quote!(octets),
    };
    quote!(#status => answer.#read().map(Self::#name))
}

/// A class as a guard, since codes before it are in its range.
fn pattern(status: Status) -> TokenStream {
    match status {
        Status::Code(code) => number(code),
        Status::Class(class) => {
            let class = number(class);
            quote!(status if status / 100 == #class)
        }
        Status::Default => quote!(_),
    }
}

fn number(number: u16) -> TokenStream {
    let number = proc_macro2::Literal::u16_unsuffixed(number);
    quote!(#number)
}

/// Which statuses come as bytes: a list, where they are codes, and otherwise in the order in which
/// they are looked at.
fn streamed(found: &ByStatus) -> TokenStream {
    let is_streamed = |it: &StatusVariant| it.content == Answer::Octets;
    let codes: Option<Vec<TokenStream>> = found
        .variants
        .iter()
        .filter(|it| is_streamed(it))
        .map(|it| match it.status {
            Status::Code(code) => Some(number(code)),
            Status::Class(_) | Status::Default => None,
        })
        .collect();
    let is_one = match codes {
        Some(codes) => quote!(matches!(status, #(#codes)|*)),
        None => {
            let arms = found.variants.iter().map(|it| {
                let (status, is_streamed) = (pattern(it.status), is_streamed(it));
                quote!(#status => #is_streamed)
            });
            let is_open = found.variants.iter().any(|it| it.status == Status::Default);
            let other = (!is_open).then(|| quote!(_ => false));
            quote!(match status { #(#arms,)* #other })
        }
    };
    quote! {
        const STREAMED: Option<fn(u16) -> bool> = Some(|status| #is_one);
    }
}
