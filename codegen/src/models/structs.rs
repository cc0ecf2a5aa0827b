//! Structs with a field for each member, and wrappers for what is another name for a type, from the
//! type engine's types.
//!
//! Both say shapes only: what a member's absence, null and emptiness mean is put around the types of
//! the fields by the [rewrites](crate::rewrites).

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use crate::api::{Member, Schema};

/// A struct whose fields stand in the document's order, under the names that the API settled. Where
/// `types` has one more than there are members, it is that of the map of all further members.
///
/// ```text
/// #[non_exhaustive]
/// pub struct Note { #[wire(name = "type")] pub type_: String }
/// ```
pub(super) fn object(schema: &Schema, members: &[Member], types: Vec<syn::Type>) -> Item {
    let name = format_ident!("{}", schema.name);
    let mut types = types.into_iter();
    let fields: Vec<TokenStream> =
        members.iter().zip(&mut types).map(|(member, ty)| field(member, ty)).collect();
    let extra = types.next().map(|map| {
        quote! {
            #[doc = " Members that the document does not name."]
            #[wire(extra)]
            pub extra: #map,
        }
    });
    parse_quote! {
        #[non_exhaustive]
        pub struct #name { #(#fields,)* #extra }
    }
}

fn field(member: &Member, ty: syn::Type) -> TokenStream {
    let (name, wire) = (format_ident!("{}", member.field), &member.wire);
    let ty = if member.boxed { quote!(Box<#ty>) } else { quote!(#ty) };
    let rename = (member.field != *wire).then(|| quote!(#[wire(name = #wire)]));
    quote!(#rename pub #name: #ty)
}

/// `pub struct Notes(pub Vec<Note>);`
pub(super) fn wrapper(schema: &Schema, ty: syn::Type) -> Item {
    let name = format_ident!("{}", schema.name);
    parse_quote!(pub struct #name(pub #ty);)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check_unchanged;

    #[test]
    fn fields_stand_in_the_documents_order_under_rust_names() {
        check_unchanged(
            "Request",
            r#"{"Request": {
                "type": "object", "additionalProperties": {}, "required": ["type", "self"],
                "properties": {"type": {"type": "string"}, "camelCase": {"type": "string"}, "self": {"type": "boolean"},
                               "a": {"type": "integer", "x-rust-name": "first"}, "extra": {"type": "string"}}
            }}"#,
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

    #[test]
    fn members_without_names_have_the_type_that_is_said_of_them() {
        check_unchanged(
            "Request",
            r##"{"Request": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Request"}, "properties": {
                "id": {"type": "integer", "format": "int32"}
            }}}"##,
            expect![[r#"
                #[non_exhaustive]
                pub struct Request {
                    pub id: i32,
                    /// Members that the document does not name.
                    #[wire(extra)]
                    pub extra: BTreeMap<String, Request>,
                }
            "#]],
        );
        check_unchanged(
            "Request",
            r#"{"Request": {"type": "object", "additionalProperties": {"type": "integer", "nullable": true}, "properties": {
                "id": {"type": "integer", "format": "int32"}
            }}}"#,
            expect![[r#"
                #[non_exhaustive]
                pub struct Request {
                    pub id: i32,
                    /// Members that the document does not name.
                    #[wire(extra)]
                    pub extra: BTreeMap<String, Option<i64>>,
                }
            "#]],
        );
    }

    #[test]
    fn what_holds_itself_is_boxed() {
        check_unchanged(
            "Request",
            r##"{"Request": {"type": "object", "properties": {
                "parent": {"$ref": "#/components/schemas/Request"},
                "list": {"type": "array", "items": {"$ref": "#/components/schemas/Request"}}
            }}}"##,
            expect![[r#"
                #[non_exhaustive]
                pub struct Request {
                    pub parent: Box<Request>,
                    pub list: Vec<Request>,
                }
            "#]],
        );
    }
}
