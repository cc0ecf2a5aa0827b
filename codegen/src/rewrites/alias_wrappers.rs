//! Turns a struct that only wraps a type into another name for it.
//!
//! ```text
//! before  struct Card(pub Vec<Row>);
//! after   type Card = Vec<Row>;
//! ```
//!
//! A wrapper stays where an alias cannot be: around something secret, whose `Debug` is its own,
//! and around itself.

use std::collections::HashSet;

use syn::{Fields, Item, ItemStruct, parse_quote};

use crate::api::{Api, Shape, Type};
use crate::models::{Definition, Model};

pub(super) fn run(model: &mut Model<'_>, api: &Api) {
    let Shape::Alias(ty) = &model.schema.shape else { return };
    let Definition::Item(Item::Struct(item)) = &mut model.item else { return };
    let Some(inner) = wrapped(item) else { return };
    let name = item.ident.clone();
    if !model.schema.secret && !reaches(api, ty, &model.schema.name) {
        model.item = Definition::Item(parse_quote!(pub type #name = #inner;));
        return;
    }
    *item = parse_quote! {
        pub struct #name(#[doc = " The value itself."] pub #inner);
    };
    model.impls.push(parse_quote! {
        impl From<#inner> for #name {
            fn from(inner: #inner) -> Self {
                Self(inner)
            }
        }
    });
}

fn wrapped(item: &ItemStruct) -> Option<syn::Type> {
    match &item.fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
            Some(fields.unnamed.first()?.ty.clone())
        }
        _ => None,
    }
}

/// Whether a chain of aliases leads from `ty` to `name`: such a type has no end.
fn reaches<'a>(api: &'a Api, mut ty: &'a Type, name: &str) -> bool {
    let mut seen = HashSet::new();
    loop {
        ty = match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => inner,
            Type::Named(named) if named == name => return true,
            Type::Named(named) if seen.insert(named) => {
                match api.schemas.get(named).map(|it| &it.shape) {
                    Some(Shape::Alias(inner)) => inner,
                    _ => return false,
                }
            }
            _ => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check;

    #[test]
    fn a_wrapper_is_an_alias() {
        let schemas = r#"{"Request": {"type": "array", "items": {"type": "string"}}}"#;
        check(
            "alias_wrappers",
            "Request",
            schemas,
            expect![[r#"
            pub type Request = Vec<String>;
        "#]],
        );
    }

    #[test]
    fn a_secret_keeps_its_wrapper() {
        let schemas = r#"{"Request": {"type": "object", "x-secret": true}}"#;
        check(
            "alias_wrappers",
            "Request",
            schemas,
            expect![[r#"
            pub struct Request(
                /// The value itself.
                pub serde_json::Map<String, serde_json::Value>,
            );

            impl From<serde_json::Map<String, serde_json::Value>> for Request {
                fn from(inner: serde_json::Map<String, serde_json::Value>) -> Self {
                    Self(inner)
                }
            }
        "#]],
        );
    }

    #[test]
    fn a_type_without_an_end_keeps_its_wrapper() {
        let schemas = r##"{"Request": {"type": "array", "items": {"$ref": "#/components/schemas/Inner"}},
            "Inner": {"type": "array", "items": {"$ref": "#/components/schemas/Request"}}}"##;
        check(
            "alias_wrappers",
            "Request",
            schemas,
            expect![[r#"
            pub struct Request(
                /// The value itself.
                pub Vec<Inner>,
            );

            impl From<Vec<Inner>> for Request {
                fn from(inner: Vec<Inner>) -> Self {
                    Self(inner)
                }
            }
        "#]],
        );
    }

    #[test]
    fn a_struct_is_left_alone() {
        let schemas = r#"{"Request": {"type": "object", "properties": {"a": {"type": "string"}}}}"#;
        check(
            "alias_wrappers",
            "Request",
            schemas,
            expect![[r#"
            #[non_exhaustive]
            pub struct Request {
                pub a: String,
            }
        "#]],
        );
    }
}
