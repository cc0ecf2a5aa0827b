//! `mod.rs`: what the crate is made of, and the table of all operations.

use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::gate::Gate;
use super::print::file;
use super::{Chunk, answers, client, docs};
use crate::api::{Answer, Api, BodyForm};

pub(super) fn text(api: &Api) -> (String, String) {
    let mut items: Vec<Item> = vec![
        parse_quote!(
            mod client;
        ),
        parse_quote!(
            pub mod models;
        ),
    ];
    for (index, tag) in api.tags.iter().enumerate() {
        let (gate, module) = (Gate::tag(index).attribute(api), format_ident!("{}", tag.module));
        items.push(parse_quote!(#gate pub mod #module;));
    }
    let environment = client::with_environments(api).map(|_| quote!(, KeyEnvironment));
    if !api.by_status.is_empty() {
        items.insert(
            0,
            parse_quote!(
                pub mod answers;
            ),
        );
    }
    let server = client::offers_servers(api).then(|| quote!(, Server));
    items.push(parse_quote!(pub use client::{Client, ClientBuilder #environment #server};));
    if client::asks_for_tokens(api) {
        items.push(parse_quote!(
            pub use openapi_exact_runtime::{Token, TokenFuture, TokenProvider};
        ));
    }
    items.push(runtime());
    items.extend(streams(api));
    items.extend(aliases(api));
    items.push(table(api));
    let about = format!("{}: the client, its operations and its types.", docs::prose(&api.title));
    ("mod.rs".to_owned(), file(&[about], items.into_iter().map(Chunk::Item).collect()))
}

/// What users name of the runtime, whichever calls they make.
fn runtime() -> Item {
    parse_quote! {
        pub use openapi_exact_runtime::{
            ApiError, Changes, Date, DateTime, DecodeError, FieldError, HeaderMap, Incomplete,
            InvalidInput, Items, Method, Operation, Page, Pages, Paging, Partial, Request, Response,
            RetryPolicy, Secret, StatusCode, TimeoutError, TransportError, UnknownValue, Update,
            UpdateError,
        };
    }
}

/// What users name of the runtime where files or bytes go over the wire.
fn streams(api: &Api) -> Option<Item> {
    let uploads = api.operations.iter().filter_map(|it| it.body.as_ref());
    let uploads = uploads.map(|it| &it.form);
    let sends = uploads.clone().any(|it| matches!(it, BodyForm::Octets | BodyForm::Parts(_)));
    let parts = uploads.clone().any(|it| matches!(it, BodyForm::OpenParts));
    let in_enums = api.by_status.iter().flat_map(|it| &it.variants).map(|it| &it.content);
    let mut answers = api.operations.iter().map(|it| &it.answer).chain(in_enums);
    let receives = answers.any(|it| *it == Answer::Octets);
    let mut names: Vec<&str> = Vec::new();
    names.extend(receives.then_some(["Download", "DownloadError"]).into_iter().flatten());
    names.extend(parts.then_some("Multipart"));
    names.extend((sends || parts).then_some("Upload"));
    let names: Vec<_> = names.into_iter().map(|it| format_ident!("{it}")).collect();
    (!names.is_empty()).then(|| parse_quote!(pub use openapi_exact_runtime::{#(#names),*};))
}

/// The runtime's types with the API's error body filled in.
fn aliases(api: &Api) -> Vec<Item> {
    let body = match &api.error {
        Answer::Empty => quote!(serde_json::Value),
        error => answers::output(api, error),
    };
    vec![
        parse_quote! {
            #[doc = " The body of an error, as most operations document it."]
            pub type ErrorBody = #body;
        },
        parse_quote! {
            #[doc = " What can go wrong with a call."]
            pub type Error<E = ErrorBody> = openapi_exact_runtime::Error<E>;
        },
        parse_quote! {
            #[doc = " What can go wrong with the pages of a list."]
            pub type PageError<E = ErrorBody> = openapi_exact_runtime::PageError<E>;
        },
        parse_quote! {
            #[doc = " A call that awaiting sends."]
            pub type Call<T, E = ErrorBody> = openapi_exact_runtime::Call<T, E>;
        },
    ]
}

fn table(api: &Api) -> Item {
    let entries = api.operations.iter().map(|operation| {
        let module = format_ident!("{}", api.tags[operation.tag].module);
        let constant = super::operations::constant(operation);
        let gate = Gate::tag(operation.tag).attribute(api);
        quote!(#gate &#module::#constant)
    });
    parse_quote! {
        #[doc = " All operations, in the document's order."]
        pub static OPERATIONS: &[&Operation] = &[#(#entries),*];
    }
}
