//! Makes an answer that can hold refused items hard to overlook.
//!
//! ```text
//! before  struct SetResult { property_errors: Vec<PropertyError> }
//! after   #[must_use = ".."]
//!         struct SetResult { property_errors: Vec<PropertyError> }
//!         impl Partial for SetResult { type Refused = PropertyError; .. }
//! ```
//!
//! Which member it is is what `x-partial-success` says of the operations that answer with it.

use quote::{format_ident, quote};
use syn::parse_quote;

use super::{object, value_at};
use crate::api::{Answer, Api, Operation, Schema, Type};
use crate::emit::rust_type;
use crate::models::Model;
use crate::pointer::Pointer;

pub(super) fn run(model: &mut Model<'_>, api: &Api) {
    let schema = model.schema;
    let Some(pointer) = api.operations.iter().find_map(|it| refused_of(it, schema)) else { return };
    let Some((value, member)) = value_at(api, schema, pointer) else { return };
    let Type::List(item) = &member.ty else { return };
    let (name, item) = (format_ident!("{}", schema.name), rust_type(item));
    let is_certain = !value.to_string().contains('?');
    let body = if is_certain {
        quote!(&#value)
    } else {
        quote! {
            let refused = || -> Option<&[#item]> { Some(&#value) };
            refused().unwrap_or_default()
        }
    };
    if let Some((item, _)) = object(model) {
        item.attrs
            .push(parse_quote!(#[must_use = "items may have been refused: see `into_complete`"]));
    }
    model.impls.push(parse_quote! {
        impl openapi_exact_runtime::Partial for #name {
            type Refused = #item;
            fn refused(&self) -> &[#item] { #body }
        }
    });
}

fn refused_of<'a>(operation: &'a Operation, schema: &Schema) -> Option<&'a Pointer> {
    let Answer::Json(Type::Named(name)) = &operation.answer else { return None };
    (*name == schema.name).then_some(operation.refused.as_ref()?)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check_operation;

    #[test]
    fn refused_items_are_found_where_the_document_says() {
        let schemas = r##"{"Answer": {"type": "object", "properties": {"data": {"$ref": "#/components/schemas/Data"}}},
            "Data": {"type": "object", "required": ["refused"], "properties": {"refused": {"type": "array", "items": {"type": "string"}}}}}"##;
        let partial = r#"{"x-partial-success": {"refused": "/data/refused"}}"#;
        check_operation(
            "show_refusals",
            "Answer",
            schemas,
            partial,
            expect![[r##"
                #[non_exhaustive]
                #[must_use = "items may have been refused: see `into_complete`"]
                pub struct Answer {
                    pub data: Data,
                }

                impl openapi_exact_runtime::Partial for Answer {
                    type Refused = String;

                    fn refused(&self) -> &[String] {
                        let refused = || -> Option<&[String]> { Some(&self.data.as_ref()?.refused) };
                        refused().unwrap_or_default()
                    }
                }
            "##]],
        );
    }

    #[test]
    fn a_required_list_is_given_as_it_is() {
        let schemas = r#"{"Answer": {"type": "object", "required": ["refused"], "properties": {"refused": {"type": "array", "items": {"type": "string"}}}}}"#;
        let partial = r#"{"x-partial-success": {"refused": "/refused"}}"#;
        check_operation(
            "show_refusals",
            "Answer",
            schemas,
            partial,
            expect![[r##"
            #[non_exhaustive]
            #[must_use = "items may have been refused: see `into_complete`"]
            pub struct Answer {
                pub refused: Vec<String>,
            }

            impl openapi_exact_runtime::Partial for Answer {
                type Refused = String;

                fn refused(&self) -> &[String] {
                    &self.refused
                }
            }
        "##]],
        );
    }
}
