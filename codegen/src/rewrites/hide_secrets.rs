//! Makes secrets show nothing of themselves.
//!
//! ```text
//! before  secret_key: String, config: StoreConfig          (both are secret)
//! after   secret_key: Secret, config: StoreConfig
//!         impl Debug, which shows `config` as `<redacted>`
//! ```
//!
//! Of a schema that is secret as a whole, `Debug` prints its name alone; `derive_by_direction`
//! derives it for all that have nothing to hide.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::visit_mut::VisitMut;
use syn::{ItemStruct, parse_quote};

use super::{fields, object};
use crate::api::{Api, Member};
use crate::models::{Definition, Model};

pub(super) fn run(model: &mut Model<'_>, _: &Api) {
    let schema = model.schema;
    let text = &schema.name;
    let mut shown = quote!(f.debug_tuple(#text).field(&openapi_exact_runtime::Redacted).finish());
    if let Some((item, members)) = object(model) {
        for (field, member) in fields(item, members) {
            if member.is_secret_text() {
                HideStrings.visit_type_mut(&mut field.ty);
            }
        }
        if !schema.secret {
            let fields = fields_shown(item, members);
            shown = quote!(f.debug_struct(#text) #fields .finish());
        }
    }
    let is_alias =
        matches!(model.item, Definition::Item(syn::Item::Type(_)) | Definition::Macro(..));
    if schema.hides_in_debug() && !is_alias {
        let name = format_ident!("{text}");
        model.impls.push(parse_quote! {
            impl std::fmt::Debug for #name {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    #shown
                }
            }
        });
    }
}

/// The fields as a derived `Debug` shows them, but for those that are secret and of a type that
/// does not hide itself.
fn fields_shown(item: &ItemStruct, members: &[Member]) -> TokenStream {
    let is_hidden = |field: &str| {
        members.iter().any(|it| it.field == field && it.secret && !it.is_secret_text())
    };
    let shown = item.fields.iter().filter_map(|it| it.ident.as_ref()).map(|field| {
        let text = field.to_string();
        let value = match is_hidden(&text) {
            true => quote!(&openapi_exact_runtime::Redacted),
            false => quote!(&self.#field),
        };
        quote!(.field(#text, #value))
    });
    quote!(#(#shown)*)
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
    fn what_is_no_text_is_hidden_by_what_holds_it() {
        let schemas = r##"{"Request": {"type": "object", "required": ["plain"], "properties": {
            "plain": {"type": "integer"}, "pin": {"type": "integer", "x-secret": true},
            "keys": {"type": "array", "items": {"type": "string", "format": "password"}},
            "by_name": {"type": "object", "additionalProperties": {"type": "string", "x-secret": true}},
            "level": {"$ref": "#/components/schemas/Level"}, "given": {"type": "string", "writeOnly": true}}},
            "Level": {"type": "string", "enum": ["a"], "x-secret": true}
        }"##;
        check(
            "hide_secrets",
            "Request",
            schemas,
            expect![[r##"
            #[non_exhaustive]
            pub struct Request {
                pub plain: i64,
                pub pin: i64,
                pub keys: Vec<Secret>,
                pub by_name: BTreeMap<String, String>,
                pub level: Level,
                pub given: Secret,
            }

            impl std::fmt::Debug for Request {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.debug_struct("Request")
                        .field("plain", &self.plain)
                        .field("pin", &openapi_exact_runtime::Redacted)
                        .field("keys", &self.keys)
                        .field("by_name", &openapi_exact_runtime::Redacted)
                        .field("level", &openapi_exact_runtime::Redacted)
                        .field("given", &self.given)
                        .finish()
                }
            }
        "##]],
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
