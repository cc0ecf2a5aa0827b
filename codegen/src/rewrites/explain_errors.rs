//! Lets the body of an error say its kind, code, message and details, where the document tells
//! which members these are.
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
use crate::api::{Api, ErrorDetails, Schema, Type};
use crate::emit::rust_type;
use crate::models::Model;
use crate::pointer::Pointer;

pub(super) fn run(model: &mut Model<'_>, api: &Api) {
    let is_foreign = matches!(model.item, crate::models::Definition::Item(syn::Item::Type(_)));
    if !model.schema.is_error || is_foreign {
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
    let details = parts.and_then(|it| details(api, model.schema, it.details.as_ref()?));
    let name = format_ident!("{}", model.schema.name);
    model.impls.push(parse_quote! {
        impl openapi_exact_runtime::ErrorBody for #name { #kind #code #message #details }
    });
}

/// The expression for the text at `pointer` in a value of `schema`.
fn text_at(api: &Api, schema: &Schema, pointer: &Pointer) -> Option<TokenStream> {
    let (value, member) = value_at(api, schema, pointer)?;
    api.is_text(member).then(|| quote!(Some(#value.as_str())))
}

fn details(api: &Api, schema: &Schema, details: &ErrorDetails) -> Option<TokenStream> {
    let item = api.detail(schema, details)?;
    let (list, _) = value_at(api, schema, &details.items)?;
    let field = format_ident!("{}", item.member(&details.field)?.field);
    let message = format_ident!("{}", item.member(&details.message)?.field);
    let item = rust_type(&Type::Named(item.name.clone()));
    Some(quote! {
        fn details(&self) -> Vec<openapi_exact_runtime::FieldError<'_>> {
            let items = || -> Option<&[#item]> { Some(#list.as_slice()) };
            let items = items().unwrap_or_default().iter();
            items.map(|it| openapi_exact_runtime::FieldError::new(it.#field.as_str(), it.#message.as_str())).collect()
        }
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check;

    #[test]
    fn the_parts_are_found_where_the_document_says() {
        let schemas = r##"{
            "Failure": {"type": "object", "required": ["error"], "x-error": {"kind": "/error/kind", "code": "/error/code", "details": {"items": "/error/details", "field": "/at", "message": "/text"}},
                "properties": {"error": {"$ref": "#/components/schemas/Info"}}},
            "Info": {"type": "object", "required": ["kind"],
                "properties": {"kind": {"$ref": "#/components/schemas/Kind"}, "code": {"type": "string"},
                "details": {"type": "array", "items": {"$ref": "#/components/schemas/Detail"}}}},
            "Detail": {"type": "object", "required": ["at", "text"], "properties": {"at": {"type": "string"}, "text": {"type": "string"}}},
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

                    fn details(&self) -> Vec<openapi_exact_runtime::FieldError<'_>> {
                        let items = || -> Option<&[Detail]> {
                            Some(self.error.details.as_ref()?.as_slice())
                        };
                        let items = items().unwrap_or_default().iter();
                        items
                            .map(|it| openapi_exact_runtime::FieldError::new(
                                it.at.as_str(),
                                it.text.as_str(),
                            ))
                            .collect()
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
