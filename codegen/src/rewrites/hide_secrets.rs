//! Makes secrets show nothing of themselves.
//!
//! ```text
//! before  secret_key: String
//! after   secret_key: Secret
//! ```
//!
//! Of a schema that is secret as a whole, `Debug` is written to print its name alone;
//! `derive_by_direction` derives it for all others.

use syn::parse_quote;
use syn::visit_mut::VisitMut;

use super::{fields, object};
use crate::api::Api;
use crate::models::{Definition, Model};

pub(super) fn run(model: &mut Model<'_>, _: &Api) {
    if let Some((item, members)) = object(model) {
        for (field, member) in fields(item, members) {
            if member.secret {
                HideStrings.visit_type_mut(&mut field.ty);
            }
        }
    }
    let is_alias =
        matches!(model.item, Definition::Item(syn::Item::Type(_)) | Definition::Macro(..));
    if model.schema.secret && !is_alias {
        let name = quote::format_ident!("{}", model.schema.name);
        let text = &model.schema.name;
        model.impls.push(parse_quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_tuple(#text).field(&openapi_exact_runtime::Redacted).finish()
                }
            }
        });
    }
}

/// `String` -> `Secret`, wherever it stands in a type.
pub(super) struct HideStrings;

impl VisitMut for HideStrings {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        let string: syn::Type = parse_quote!(String);
        if quote::quote!(#ty).to_string() == quote::quote!(#string).to_string() {
            *ty = parse_quote!(Secret);
        } else {
            syn::visit_mut::visit_type_mut(self, ty);
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check;

    #[test]
    fn strings_that_are_secret_become_secrets() {
        let schemas = r#"{"Request": {"type": "object", "properties": {
            "key": {"type": "string", "x-secret": true}, "password": {"type": "string", "format": "password"},
            "keys": {"type": "array", "items": {"type": "string"}, "x-secret": true}, "name": {"type": "string"}
        }}}"#;
        check(
            "hide_secrets",
            "Request",
            schemas,
            expect![[r#"
            #[non_exhaustive]
            pub struct Request {
                pub key: Secret,
                pub password: Secret,
                pub keys: Vec<Secret>,
                pub name: String,
            }
        "#]],
        );
    }

    #[test]
    fn of_a_secret_schema_nothing_is_shown() {
        let schemas = r#"{"Request": {"type": "object", "x-secret": true, "properties": {"a": {"type": "string"}}}}"#;
        check(
            "hide_secrets",
            "Request",
            schemas,
            expect![[r##"
            #[non_exhaustive]
            pub struct Request {
                pub a: String,
            }

            impl std::fmt::Debug for Request {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_tuple("Request").field(&openapi_exact_runtime::Redacted).finish()
                }
            }
        "##]],
        );
    }
}
