//! The items that are written for operations, tags and the client, and how files are printed.

mod answers;
mod bodies;
mod clauses;
mod client;
pub(crate) mod docs;
mod exercise;
mod gate;
mod models;
mod operations;
mod parameters;
mod print;
mod quickstart;
mod root;

pub use exercise::exercise;
#[cfg(test)]
pub(crate) use print::text_of;
pub use print::{BANNER, Chunk};
pub use quickstart::quickstart;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::About;
use crate::api::{Api, Type};
use crate::models::Model;

/// All files of the client's `generated` folder.
pub fn files(api: &Api, models: Vec<Model<'_>>) -> Vec<(String, String)> {
    let mut files = vec![root::text(api), client::text(api)];
    files.extend(answers::file_of(api));
    files.extend(operations::files(api));
    files.extend(models::files(api, models));
    files
}

/// What to say about the client.
pub fn about(api: &Api) -> About {
    let on_one_line = |it: &str| docs::prose(&it.split_whitespace().collect::<Vec<_>>().join(" "));
    About {
        title: on_one_line(&api.title),
        version: on_one_line(&api.version),
        description: api.description.as_deref().map(docs::prose).unwrap_or_default(),
        quickstart: quickstart(api),
    }
}

/// A type as the modules of `models` spell it, which import what they name.
pub(crate) fn rust_type(ty: &Type) -> TokenStream {
    spell(ty, &TokenStream::new(), &TokenStream::new(), &TokenStream::new())
}

/// The type of what holds a value of `ty`.
pub(crate) fn held_type(ty: &Type, boxed: bool) -> TokenStream {
    let ty = rust_type(ty);
    if boxed { quote!(Box<#ty>) } else { ty }
}

/// A type where the models are imported and nothing else is.
fn type_beside_models(ty: &Type) -> TokenStream {
    let runtime = quote!(openapi_exact_runtime::);
    spell(ty, &TokenStream::new(), &runtime, &quote!(std::collections::))
}

/// A type as the modules of the tags spell it: no name of the document can hide another there.
fn qualified_type(ty: &Type) -> TokenStream {
    let (models, runtime) = (quote!(models::), quote!(openapi_exact_runtime::));
    spell(ty, &models, &runtime, &quote!(std::collections::))
}

fn spell(
    ty: &Type,
    models: &TokenStream,
    runtime: &TokenStream,
    maps: &TokenStream,
) -> TokenStream {
    let spell = |ty| spell(ty, models, runtime, maps);
    match ty {
        Type::String => quote!(String),
        Type::Bool => quote!(bool),
        Type::Integer(name) | Type::Float(name) => {
            let name = format_ident!("{name}");
            quote!(#name)
        }
        Type::DateTime => quote!(#runtime DateTime),
        Type::Date => quote!(#runtime Date),
        Type::Any => quote!(serde_json::Value),
        Type::Upload => quote!(openapi_exact_runtime::Upload),
        Type::Named(name) => {
            let name = format_ident!("{name}");
            quote!(#models #name)
        }
        Type::List(items) => {
            let items = spell(items);
            quote!(Vec<#items>)
        }
        Type::Map(values) if **values == Type::Any => {
            quote!(serde_json::Map<String, serde_json::Value>)
        }
        Type::Map(values) => {
            let values = spell(values);
            quote!(#maps BTreeMap<String, #values>)
        }
        Type::Nullable(inner) => {
            let inner = spell(inner);
            quote!(Option<#inner>)
        }
    }
}
