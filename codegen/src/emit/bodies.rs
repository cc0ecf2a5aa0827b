//! How a method takes the body of its request, and how it sends it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::qualified_type;
use crate::api::{Body, BodyForm, Encoding, FormStyle, Operation, names};
use crate::media::JSON;

/// The name of the argument: that of no parameter.
pub(super) fn name(operation: &Operation) -> Ident {
    let parameters = operation.path_parameters.iter().chain(&operation.parameters);
    let taken: Vec<&str> = parameters.map(|it| it.name.as_str()).collect();
    format_ident!("{}", names::unique("body".to_owned(), |it| taken.contains(&it)))
}

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
            let style = match &encoding.style {
                Some(it) => style(it),
                None => quote!(None),
            };
            let others = encoding.others.iter().map(|(member, own)| {
                let own = own.as_ref().map(style_of).unwrap_or_else(|| quote!(None));
                quote!((#member, #own))
            });
            quote!(.form_with(#style, &[#(#others),*], #name))
        }
        BodyForm::Parts(_) | BodyForm::OpenParts => quote!(.multipart(#name)),
        BodyForm::Text => quote!(.text(#media_type, #name)),
        BodyForm::Octets => quote!(.octets(#media_type, #name)),
    }
}

fn style_of(form: &FormStyle) -> TokenStream {
    let style = style(form);
    quote!(Some(#style))
}

/// As the runtime spells it, whose constants are exploded where OpenAPI's defaults are.
fn style(form: &FormStyle) -> TokenStream {
    let (name, exploded) = match form.style.as_str() {
        "spaceDelimited" => ("SPACE_DELIMITED", false),
        "pipeDelimited" => ("PIPE_DELIMITED", false),
        "deepObject" => ("DEEP_OBJECT", true),
        _ => ("FORM", true),
    };
    let name = format_ident!("{name}");
    let parts = match (form.explode, exploded) {
        (true, false) => quote!(.exploded()),
        (false, true) => quote!(.joined()),
        _ => quote!(),
    };
    let reserved = form.allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(openapi_exact_runtime::Style::#name #parts #reserved)
}
