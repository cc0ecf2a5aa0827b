//! `exercise.rs` for the tests of the generated crate: every operation by its id, every type and
//! update by its name, driven by JSON.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use super::parameters::is_borrowed;
use super::print::file;
use super::{Chunk, type_beside_models};
use crate::api::{Answer, Api, Body, BodyForm, Operation, Parameter, Placement, Update};

/// The file, for the crate `crate_name`. What it names of its parent module (`Again`, `Between`,
/// `Input`, `Outcome`, `Failure`, `finish`, `again`) is written by hand beside it.
pub fn exercise(api: &Api, crate_name: &str) -> (String, String) {
    let client = format_ident!("{crate_name}");
    let operations = api.operations.iter().map(|it| operation(api, it));
    let names = api.schemas.keys();
    let types = api.schemas.keys().map(|it| format_ident!("{it}"));
    let updates = api.updates.iter().map(update);
    let items: Vec<Item> = vec![
        parse_quote!(use #client::Client;),
        parse_quote!(use #client::models::*;),
        parse_quote!(
            use serde_json::Value;
        ),
        parse_quote!(
            use super::{Again, Between, Failure, Input, Outcome, again, finish};
        ),
        parse_quote! {
            #[doc = " Calls the operation with the id `operation`."]
            pub async fn call(client: &Client, operation: &str, input: &Input) -> Result<Outcome, Failure> {
                match operation {
                    #(#operations)*
                    other => Err(Failure::Unknown(other.to_owned())),
                }
            }
        },
        parse_quote! {
            #[doc = " Reads `json` as the type `schema` and writes it again."]
            pub fn round_trip(schema: &str, json: &[u8]) -> Result<Again, Failure> {
                match schema {
                    #(#names => again::<#types>(json),)*
                    other => Err(Failure::Unknown(other.to_owned())),
                }
            }
        },
        parse_quote! {
            #[doc = " The `request` between two versions of the type `resource`."]
            pub fn between(request: &str, resource: &str, old: &Value, new: &Value) -> Result<Between, Failure> {
                match (request, resource) {
                    #(#updates)*
                    _ => Err(Failure::Unknown(format!("{request} from {resource}"))),
                }
            }
        },
    ];
    let about =
        "Every operation by its id, every type and update by its name, driven by JSON.".to_owned();
    ("exercise.rs".to_owned(), file(&[about], items.into_iter().map(Chunk::Item).collect()))
}

/// Boxed, because the stack of a debug build holds the futures of all operations side by side.
fn operation(api: &Api, operation: &Operation) -> TokenStream {
    let id = &operation.id;
    let handle = format_ident!("{}", api.tags[operation.tag].module);
    let method = format_ident!("{}", operation.name);
    let (required, optional): (Vec<_>, Vec<_>) =
        operation.parameters.iter().partition(|it| it.required);
    let arguments = operation.path_parameters.iter().chain(required).map(argument);
    let body = operation.body.as_ref().map(body);
    let call = quote!(client.#handle().#method(#(#arguments,)* #body));
    let finish =
        if is_json(api, &operation.answer) { quote!(finish) } else { quote!(super::shown_only) };
    if optional.is_empty() {
        return quote!(#id => #finish(Box::pin(#call.send()).await),);
    }
    let setters = optional.into_iter().map(setter);
    quote! {
        #id => {
            let mut call = #call;
            #(#setters)*
            #finish(Box::pin(call.send()).await)
        }
    }
}

/// The body, made of JSON: text and bytes of a string, parts of an object.
fn body(body: &Body) -> TokenStream {
    let read = |ty: TokenStream| match body.required {
        true => quote!(input.body::<#ty>()?),
        false => quote!(input.optional_body::<#ty>()?),
    };
    match (&body.form, body.required) {
        (BodyForm::Json(ty) | BodyForm::Pairs(ty, _) | BodyForm::Parts(ty), required) => {
            let value = read(type_beside_models(ty));
            if required { quote!(&#value) } else { quote!(#value.as_ref()) }
        }
        (BodyForm::OpenParts, true) => quote!(&input.parts()?),
        (BodyForm::OpenParts, false) => quote!(Some(&input.parts()?)),
        (BodyForm::Text, true) => quote!(&input.body::<String>()?),
        (BodyForm::Text, false) => quote!(input.optional_body::<String>()?.as_deref()),
        (BodyForm::Octets, _) => read(quote!(openapi_exact_runtime::Upload)),
    }
}

/// Whether an answer can be written as JSON again.
fn is_json(api: &Api, answer: &Answer) -> bool {
    match answer {
        Answer::Octets => false,
        Answer::ByStatus(index) => {
            api.by_status[*index].variants.iter().all(|it| is_json(api, &it.content))
        }
        _ => true,
    }
}

fn update(update: &Update) -> TokenStream {
    let (request, resource) = (&update.request, &update.resource);
    let (body, from) = (format_ident!("{request}"), format_ident!("{resource}"));
    quote!((#request, #resource) => Between::new::<#body, #from>(old, new),)
}

fn argument(parameter: &Parameter) -> TokenStream {
    let (place, wire, ty) = (place(parameter), &parameter.wire, type_beside_models(&parameter.ty));
    let borrow = is_borrowed(parameter).then(|| quote!(&));
    quote!(#borrow input.get::<#ty>(#place, #wire)?)
}

fn setter(parameter: &Parameter) -> TokenStream {
    let (place, wire) = (place(parameter), &parameter.wire);
    let name = format_ident!("{}", parameter.name);
    if let Placement::QueryTemplate(..) = parameter.place {
        return quote! {
            for (key, values) in input.keyed(#wire)? {
                call = call.#name(&key, values);
            }
        };
    }
    let ty = type_beside_models(&parameter.ty);
    quote! {
        if let Some(value) = input.find::<#ty>(#place, #wire)? {
            call = call.#name(value);
        }
    }
}

fn place(parameter: &Parameter) -> &'static str {
    match parameter.place {
        Placement::Path => "path",
        Placement::Header => "header",
        Placement::Cookie => "cookie",
        Placement::Query | Placement::QueryTemplate(..) => "query",
    }
}
