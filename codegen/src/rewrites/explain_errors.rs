//! Lets the body of an error say its kind, code and message, where the document tells which
//! members these are.
//!
//! ```text
//! before  struct ErrorEnvelope { error: ErrorInfo }
//! after   the same, and
//!         impl ErrorBody for ErrorEnvelope { fn code(&self) -> Option<&str> { Some(self.error.code.as_str()) } }
//! ```

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse_quote;

use super::value_at;
use crate::api::{Api, Schema, Shape, Type};
use crate::models::Model;
use crate::pointer::Pointer;

pub(super) fn run(model: &mut Model<'_>, api: &Api) {
    let ty = Type::Named(model.schema.name.clone());
    let is_error_body = api.operations.iter().any(|it| it.error.as_ref() == Some(&ty));
    let is_foreign = matches!(model.item, crate::models::Definition::Item(syn::Item::Type(_)));
    if !is_error_body || is_foreign {
        return;
    }
    let parts = model.schema.error.as_ref();
    let part = |name: &str, pointer: Option<&Pointer>| {
        let value = text_at(api, model.schema, pointer?)?;
        let name = format_ident!("{name}");
        Some(quote! { fn #name(&self) -> Option<&str> { #value } })
    };
    let kind = part("kind", parts.and_then(|it| it.kind.as_ref()));
    let code = part("code", parts.and_then(|it| it.code.as_ref()));
    let message = part("message", parts.and_then(|it| it.message.as_ref()));
    let name = format_ident!("{}", model.schema.name);
    model.impls.push(parse_quote! {
        impl openapi_exact_runtime::ErrorBody for #name { #kind #code #message }
    });
}

/// The expression for the text at `pointer` in a value of `schema`.
fn text_at(api: &Api, schema: &Schema, pointer: &Pointer) -> Option<TokenStream> {
    let (value, member) = value_at(api, schema, pointer)?;
    let is_text = match &member.ty {
        Type::String => !member.secret,
        ty => api.named(ty).is_some_and(|it| matches!(it.shape, Shape::StringEnum(_))),
    };
    is_text.then(|| quote!(Some(#value.as_str())))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check;

    #[test]
    fn the_parts_are_found_where_the_document_says() {
        let schemas = r##"{
            "Failure": {"type": "object", "required": ["error"], "x-error": {"kind": "/error/kind", "code": "/error/code", "message": "/none"},
                "properties": {"error": {"$ref": "#/components/schemas/Info"}}},
            "Info": {"type": "object", "required": ["kind"],
                "properties": {"kind": {"$ref": "#/components/schemas/Kind"}, "code": {"type": "string"}}},
            "Kind": {"type": "string", "enum": ["a"]}
        }"##;
        check(
            "explain_errors",
            "Failure",
            schemas,
            expect![[r#"
            #[non_exhaustive]
            pub struct Failure {
                pub error: Info,
            }

            impl openapi_exact_runtime::ErrorBody for Failure {
                fn kind(&self) -> Option<&str> {
                    Some(self.error.kind.as_str())
                }

                fn code(&self) -> Option<&str> {
                    Some(self.error.code.as_ref()?.as_str())
                }
            }
        "#]],
        );
    }

    #[test]
    fn without_pointers_it_says_nothing_but_is_an_error_body() {
        let schemas =
            r#"{"Failure": {"type": "object", "properties": {"code": {"type": "string"}}}}"#;
        check(
            "explain_errors",
            "Failure",
            schemas,
            expect![[r#"
            #[non_exhaustive]
            pub struct Failure {
                pub code: String,
            }

            impl openapi_exact_runtime::ErrorBody for Failure {}
        "#]],
        );
    }
}
