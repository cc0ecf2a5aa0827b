//! How a method takes the body of its request, and how it sends it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use super::parameters::style_value;
use super::qualified_type;
use crate::api::style::Style;
use crate::api::{Body, BodyForm, Encoding, Placement};
use crate::media::JSON;

/// The type of the argument.
pub(super) fn argument(body: &Body) -> TokenStream {
    let referred = match &body.form {
        BodyForm::Json(ty) | BodyForm::Pairs(ty, _) | BodyForm::Parts(ty) => qualified_type(ty),
        BodyForm::OpenParts => quote!(openapi_exact_runtime::Multipart),
        BodyForm::Text => quote!(str),
        BodyForm::Octets => {
            let upload = quote!(openapi_exact_runtime::Upload);
            return if body.required {
                quote!(impl Into<#upload>)
            } else {
                quote!(Option<#upload>)
            };
        }
    };
    if body.required { quote!(&#referred) } else { quote!(Option<&#referred>) }
}

/// The step of the request that takes it.
pub(super) fn step(body: &Body, name: &Ident) -> TokenStream {
    let step = given(body, name);
    if body.required { step } else { quote!(.optional(#name, |it, #name| it #step)) }
}

fn given(body: &Body, name: &Ident) -> TokenStream {
    let media_type = &body.media_type;
    match &body.form {
        BodyForm::Json(_) if media_type == JSON => quote!(.body(#name)),
        BodyForm::Json(_) => quote!(.json_as(#media_type, #name)),
        BodyForm::Pairs(_, encoding) if *encoding == Encoding::default() => quote!(.form(#name)),
        BodyForm::Pairs(_, encoding) => {
            let style_of = |it: &Option<Style>| it.map(|it| style_value(it, &Placement::Query));
            let style = style_of(&encoding.style).unwrap_or_else(|| quote!(None));
            let others = encoding.others.iter().map(|(member, own)| match style_of(own) {
                Some(own) => quote!((#member, Some(#own))),
                None => quote!((#member, None)),
            });
            quote!(.form_with(#style, &[#(#others),*], #name))
        }
        BodyForm::Parts(_) | BodyForm::OpenParts => quote!(.multipart(#name)),
        BodyForm::Text => quote!(.text(#media_type, #name)),
        BodyForm::Octets => quote!(.octets(#media_type, #name)),
    }
}
