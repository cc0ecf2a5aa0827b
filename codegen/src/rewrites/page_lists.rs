//! Lets the pages of a list say what their items are and whether another follows.
//!
//! ```text
//! before  struct SegmentList { data: Vec<Segment>, has_more: bool, next_cursor: Option<String> }
//! after   the same, and
//!         impl Page for SegmentList { type Item = Segment; .. }
//! ```
//!
//! Which members these are is what `x-paging` says of the operations that answer with the list.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse_quote;

use crate::api::{Answer, Api, Member, Operation, PageParts, Schema, States, Type};
use crate::emit::rust_type;
use crate::models::Model;

pub(super) fn run(model: &mut Model<'_>, api: &Api) {
    let schema = model.schema;
    let Some(parts) = api.operations.iter().find_map(|it| parts_of(it, schema)) else { return };
    let Some((items, item)) = schema.list_member(&parts.items) else { return };
    let (name, item) = (format_ident!("{}", schema.name), rust_type(item));
    let field = format_ident!("{}", items.field);
    let (borrowed, owned) = match items.presence.states(schema.direction) {
        States::Value => (quote!(&self.#field), quote!(self.#field)),
        _ => (
            quote!(self.#field.as_deref().unwrap_or_default()),
            quote!(self.#field.unwrap_or_default()),
        ),
    };
    let more =
        parts.more.as_deref().and_then(|it| schema.member(it)).map(|it| has_more(it, schema));
    let cursor =
        parts.cursor.as_deref().and_then(|it| schema.member(it)).map(|it| cursor(it, schema));
    model.impls.push(parse_quote! {
        impl openapi_exact_runtime::Page for #name {
            type Item = #item;
            fn items(&self) -> &[#item] { #borrowed }
            fn into_items(self) -> Vec<#item> { #owned }
            #more
            #cursor
        }
    });
}

fn parts_of<'a>(operation: &'a Operation, schema: &Schema) -> Option<&'a PageParts> {
    let Answer::Json(Type::Named(name)) = &operation.answer else { return None };
    (*name == schema.name).then_some(&operation.paging.as_ref()?.parts)
}

fn has_more(member: &Member, schema: &Schema) -> TokenStream {
    let field = format_ident!("{}", member.field);
    let value = match member.presence.states(schema.direction) {
        States::Value => quote!(Some(self.#field)),
        _ => quote!(self.#field),
    };
    quote!(fn has_more(&self) -> Option<bool> { #value })
}

fn cursor(member: &Member, schema: &Schema) -> TokenStream {
    let field = format_ident!("{}", member.field);
    let value = match member.presence.states(schema.direction) {
        States::Value => quote!(Some(&self.#field)),
        _ => quote!(self.#field.as_deref()),
    };
    quote!(fn cursor(&self) -> Option<&str> { #value })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check_operation;

    const LIST: &str = r##""Answer": {"type": "object", "required": ["data", "has_more"], "properties": {
        "data": {"type": "array", "items": {"type": "string"}}, "has_more": {"type": "boolean"},
        "next_cursor": {"type": "string", "nullable": true}}}"##;

    #[test]
    fn a_list_is_a_page() {
        check_operation(
            "page_lists",
            "Answer",
            &format!("{{{LIST}}}"),
            r#"{
            "parameters": [{"name": "after", "in": "query", "schema": {"type": "string"}}],
            "x-paging": {"style": "cursor", "parameter": "after", "items": "/data", "cursor": "/next_cursor", "more": "/has_more"}
        }"#,
            expect![[r#"
            #[non_exhaustive]
            pub struct Answer {
                pub data: Vec<String>,
                pub has_more: bool,
                pub next_cursor: String,
            }

            impl openapi_exact_runtime::Page for Answer {
                type Item = String;

                fn items(&self) -> &[String] {
                    &self.data
                }

                fn into_items(self) -> Vec<String> {
                    self.data
                }

                fn has_more(&self) -> Option<bool> {
                    Some(self.has_more)
                }

                fn cursor(&self) -> Option<&str> {
                    self.next_cursor.as_deref()
                }
            }
        "#]],
        );
    }

    #[test]
    fn what_is_left_out_of_a_page_is_no_error() {
        let schemas = r#"{"Answer": {"type": "object", "properties": {"data": {"type": "array", "items": {"type": "string"}}}}}"#;
        let paging = r#"{"x-paging": {"style": "none", "items": "/data"}}"#;
        check_operation(
            "page_lists",
            "Answer",
            schemas,
            paging,
            expect![[r#"
            #[non_exhaustive]
            pub struct Answer {
                pub data: Vec<String>,
            }

            impl openapi_exact_runtime::Page for Answer {
                type Item = String;

                fn items(&self) -> &[String] {
                    self.data.as_deref().unwrap_or_default()
                }

                fn into_items(self) -> Vec<String> {
                    self.data.unwrap_or_default()
                }
            }
        "#]],
        );
    }

    #[test]
    fn an_answer_that_is_not_paged_is_left_alone() {
        check_operation(
            "page_lists",
            "Answer",
            &format!("{{{LIST}}}"),
            "{}",
            expect![[r#"
            #[non_exhaustive]
            pub struct Answer {
                pub data: Vec<String>,
                pub has_more: bool,
                pub next_cursor: String,
            }
        "#]],
        );
    }
}
