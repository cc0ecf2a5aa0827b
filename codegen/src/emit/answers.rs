//! What calls give, and how they fail.

use proc_macro2::TokenStream;
use quote::quote;

use super::qualified_type;
use crate::api::{Answer, Api, Operation, Type};

/// What the call gives, how it fails, and what ends the request.
pub(super) fn finish(api: &Api, operation: &Operation) -> (TokenStream, TokenStream, TokenStream) {
    let (answer, finish) = match &operation.answer {
        Answer::Empty => (quote!(()), quote!(.empty())),
        Answer::Json(ty) => (qualified_type(ty), quote!(.json())),
        Answer::OptionalJson(ty) => {
            let ty = qualified_type(ty);
            (quote!(Option<#ty>), quote!(.optional_json()))
        }
    };
    let error = match &operation.error {
        Some(error) if api.error.as_ref() != Some(error) => qualified_type(error),
        _ => quote!(ErrorBody),
    };
    (answer, error, finish)
}

pub(super) fn answer_type(answer: &Answer) -> Option<&Type> {
    match answer {
        Answer::Empty => None,
        Answer::Json(ty) | Answer::OptionalJson(ty) => Some(ty),
    }
}
