//! Gives a body that is sent in parts its files, and writes the parts.
//!
//! ```text
//! before  struct CreateFile { file: String, purpose: String }          (`file` is binary)
//! after   struct CreateFile { file: Upload, purpose: String }
//!         impl ToMultipart for CreateFile { fn to_multipart(&self) -> Multipart { .. } }
//! ```

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse_quote;
use syn::visit_mut::VisitMut;

use super::{fields, object};
use crate::api::{Api, Member, Parts, Shape, States, Type};
use crate::models::Model;

pub(super) fn run(model: &mut Model<'_>, api: &Api) {
    let Some(parts) = api.parts.get(&model.schema.name) else { return };
    let schema = model.schema;
    let is_open = matches!(schema.shape, Shape::Object { further: Some(_), .. });
    let Some((item, members)) = object(model) else { return };
    for (field, _) in fields(item, members).filter(|(_, it)| is_file(&it.ty)) {
        FilesForStrings.visit_type_mut(&mut field.ty);
    }
    let name = item.ident.clone();
    let steps = members.iter().map(|member| {
        let states = member.presence.states(schema.direction);
        step(member, states, parts)
    });
    let parts = quote!(openapi_exact_runtime::Multipart::new() #(#steps)*);
    let form = match is_open {
        true => quote!(self.extra.iter().fold(#parts, |form, (name, it)| form.value(name, it))),
        false => parts,
    };
    model.impls.push(parse_quote! {
        impl openapi_exact_runtime::ToMultipart for #name {
            fn to_multipart(&self) -> openapi_exact_runtime::Multipart {
                #form
            }
        }
    });
}

fn is_file(ty: &Type) -> bool {
    match ty {
        Type::Upload => true,
        Type::List(items) => is_file(items),
        _ => false,
    }
}

fn step(member: &Member, states: States, parts: &Parts) -> TokenStream {
    let (wire, field) = (&member.wire, format_ident!("{}", member.field));
    let media_type = parts.get(wire);
    let (kind, plain) = match &member.ty {
        Type::Upload => ("file", "file_as"),
        Type::List(items) if **items == Type::Upload => ("files", "files_as"),
        _ => ("value", "value_as"),
    };
    let method = format_ident!("{}", if media_type.is_some() { plain } else { kind });
    let media_type = media_type.into_iter();
    let add = |value: TokenStream| quote!(.#method(#wire, #(#media_type,)* #value));
    let is_value = kind == "value";
    match states {
        States::Value => add(quote!(&self.#field)),
        // A file that is null is none.
        States::NullOrValue if is_value => add(quote!(&self.#field)),
        States::NullOrValue | States::AbsentOrValue => {
            let add = add(quote!(it));
            quote!(.optional(self.#field.as_ref(), |form, it| form #add))
        }
        States::AbsentNullOrValue if is_value => {
            let add = add(quote!(it));
            quote!(.optional(self.#field.as_ref(), |form, it| form #add))
        }
        States::AbsentNullOrValue | States::AbsentEmptyOrValue => {
            let add = add(quote!(it));
            quote!(.optional(self.#field.as_ref().and_then(Option::as_ref), |form, it| form #add))
        }
    }
}

/// `String` -> `Upload`, wherever it stands in a type.
struct FilesForStrings;

impl VisitMut for FilesForStrings {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        match ty {
            syn::Type::Path(path) if path.path.is_ident("String") => {
                *ty = parse_quote!(Upload);
            }
            _ => syn::visit_mut::visit_type_mut(self, ty),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check_operation;

    #[test]
    fn files_and_values_are_parts() {
        let request = r##"{"requestBody": {"content": {"multipart/form-data": {"schema": {"$ref": "#/components/schemas/Request"},
            "encoding": {"logo": {"contentType": "image/png"}, "tags": {"contentType": "application/json"}}}}}}"##;
        let schemas = r#"{"Request": {"type": "object", "required": ["file", "name"], "additionalProperties": {}, "properties": {
            "file": {"type": "string", "format": "binary"}, "name": {"type": "string", "nullable": true},
            "logo": {"type": "string", "format": "binary", "nullable": true},
            "more": {"type": "array", "items": {"type": "string", "format": "binary"}},
            "tags": {"type": "array", "items": {"type": "string"}}, "size": {"type": "integer", "nullable": true}}}}"#;
        check_operation(
            "write_parts",
            "Request",
            schemas,
            request,
            expect![[r##"
                #[non_exhaustive]
                pub struct Request {
                    pub file: Upload,
                    pub name: String,
                    pub logo: Upload,
                    pub more: Vec<Upload>,
                    pub tags: Vec<String>,
                    pub size: i64,
                    /// Members that the document does not name.
                    #[wire(extra)]
                    pub extra: serde_json::Map<String, serde_json::Value>,
                }

                impl openapi_exact_runtime::ToMultipart for Request {
                    fn to_multipart(&self) -> openapi_exact_runtime::Multipart {
                        self.extra
                            .iter()
                            .fold(
                                openapi_exact_runtime::Multipart::new()
                                    .file("file", &self.file)
                                    .value("name", &self.name)
                                    .optional(
                                        self.logo.as_ref().and_then(Option::as_ref),
                                        |form, it| form.file_as("logo", "image/png", it),
                                    )
                                    .optional(self.more.as_ref(), |form, it| form.files("more", it))
                                    .optional(
                                        self.tags.as_ref(),
                                        |form, it| form.value_as("tags", "application/json", it),
                                    )
                                    .optional(self.size.as_ref(), |form, it| form.value("size", it)),
                                |form, (name, it)| form.value(name, it),
                            )
                    }
                }
            "##]],
        );
    }

    #[test]
    fn what_is_sent_as_json_has_no_parts() {
        let schemas = r#"{"Request": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}}"#;
        check_operation(
            "write_parts",
            "Request",
            schemas,
            "{}",
            expect![[r#"
            #[non_exhaustive]
            pub struct Request {
                pub file: String,
            }
        "#]],
        );
    }
}
