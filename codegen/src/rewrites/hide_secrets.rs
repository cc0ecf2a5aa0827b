//! Makes secrets show nothing of themselves.
//!
//! ```text
//! before  secret_key: String, config: StoreConfig          (both are secret)
//! after   secret_key: Secret, #[wire(secret)] config: StoreConfig
//! ```
//!
//! The runtime's `Redact`, which `derive_by_direction` derives for all that has something to hide,
//! shows `config` as `<redacted>`, and of a schema that is secret as a whole its name alone.

use quote::quote;
use syn::visit_mut::VisitMut;
use syn::{Item, parse_quote};

use super::{add_wire, fields, object};
use crate::api::Api;
use crate::models::{Definition, Model};

pub(super) fn run(model: &mut Model<'_>, _: &Api) {
    let is_secret = model.schema.secret;
    if let Definition::Item(Item::Enum(item)) = &mut model.item
        && is_secret
    {
        add_wire(&mut item.attrs, &quote!(secret));
    }
    let Some((item, members)) = object(model) else { return };
    for (field, member) in fields(item, members) {
        if member.is_secret_text() {
            HideStrings.visit_type_mut(&mut field.ty);
        } else if member.secret && !is_secret {
            add_wire(&mut field.attrs, &quote!(secret));
        }
    }
    if is_secret {
        add_wire(&mut item.attrs, &quote!(secret));
    }
}

/// `String` -> `Secret`, wherever it stands in a type.
struct HideStrings;

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
                #[wire(secret)]
                pub pin: i64,
                pub keys: Vec<Secret>,
                #[wire(secret)]
                pub by_name: BTreeMap<String, String>,
                #[wire(secret)]
                pub level: Level,
                pub given: Secret,
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
                #[wire(secret)]
                pub struct Request {
                    pub a: String,
                }
            "##]],
        );
    }

    #[test]
    fn of_a_secret_union_nothing_is_shown() {
        let schemas = r##"{"Request": {"x-secret": true, "oneOf": [{"type": "string"}, {"type": "integer"}]}}"##;
        check(
            "hide_secrets",
            "Request",
            schemas,
            expect![[r#"
            #[derive(FromBranches)]
            #[allow(clippy::large_enum_variant)]
            #[non_exhaustive]
            #[wire(secret)]
            pub enum Request {
                /// String.
                String(String),
                /// Integer.
                Integer(i64),
            }
        "#]],
        );
    }
}
