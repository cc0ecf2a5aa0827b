//! Puts the fields into the document's order, under the names that the API settled, and lets
//! the struct grow: its attributes are `#[non_exhaustive]` alone.
//!
//! ```text
//! before  struct S { a: A, #[serde(rename = "type")] type_: T }   (the engine sorts by name)
//! after   struct S { #[wire(name = "type")] type_: T, a: A }      (`type` stands first in the document)
//! ```

use quote::format_ident;
use syn::{Attribute, Field, Fields, parse_quote};

use super::object;
use crate::api::{Api, Member};
use crate::models::Model;

pub(super) fn run(model: &mut Model<'_>, _: &Api) {
    let Some((item, members)) = object(model) else { return };
    let Fields::Named(fields) = &mut item.fields else { return };
    let mut engine: Vec<Field> = std::mem::take(&mut fields.named).into_iter().collect();
    for member in members {
        let Some(at) = engine.iter().position(|it| wire_name(it).as_ref() == Some(&member.wire))
        else {
            continue;
        };
        fields.named.push(named(engine.remove(at), member));
    }
    fields.named.extend(engine.into_iter().map(named_extra));
    item.attrs = vec![parse_quote!(#[non_exhaustive])];
}

fn named(mut field: Field, member: &Member) -> Field {
    field.attrs = rename(member).into_iter().collect();
    field.ident = Some(format_ident!("{}", member.field));
    field
}

/// The engine's field for the members that the schema does not name.
fn named_extra(mut field: Field) -> Field {
    field.attrs = vec![
        parse_quote!(#[doc = " Members that the document does not name."]),
        parse_quote!(#[wire(extra)]),
    ];
    field.ident = Some(format_ident!("extra"));
    field
}

fn rename(member: &Member) -> Option<Attribute> {
    let wire = &member.wire;
    (member.field != *wire).then(|| parse_quote!(#[wire(name = #wire)]))
}

/// The name that the engine's field has on the wire.
fn wire_name(field: &Field) -> Option<String> {
    let mut renamed = None;
    for attribute in field.attrs.iter().filter(|it| it.path().is_ident("serde")) {
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("flatten") {
                renamed = Some(String::new());
            }
            if let Ok(value) = meta.value() {
                let text: syn::LitStr = value.parse()?;
                if meta.path.is_ident("rename") {
                    renamed = Some(text.value());
                }
            }
            Ok(())
        });
    }
    renamed.or_else(|| {
        field.ident.as_ref().map(|it| it.to_string().trim_start_matches("r#").to_owned())
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check;

    const SCHEMAS: &str = r#"{"Request": {
        "type": "object", "additionalProperties": {}, "required": ["type", "self"],
        "properties": {"type": {"type": "string"}, "camelCase": {"type": "string"}, "self": {"type": "boolean"},
                       "a": {"type": "integer", "x-rust-name": "first"}, "extra": {"type": "string"}}
    }}"#;

    #[test]
    fn fields_stand_in_the_documents_order_under_rust_names() {
        check(
            "name_members",
            "Request",
            SCHEMAS,
            expect![[r##"
            #[non_exhaustive]
            pub struct Request {
                #[wire(name = "type")]
                pub type_: String,
                #[wire(name = "camelCase")]
                pub camel_case: String,
                #[wire(name = "self")]
                pub self_: bool,
                #[wire(name = "a")]
                pub first: i64,
                #[wire(name = "extra")]
                pub extra2: String,
                /// Members that the document does not name.
                #[wire(extra)]
                pub extra: serde_json::Map<String, serde_json::Value>,
            }
        "##]],
        );
    }
}
