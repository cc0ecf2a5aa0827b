//! `#[cfg(feature = "...")]`: what is compiled with which tags.

use std::collections::BTreeSet;

use quote::quote;
use syn::{Attribute, parse_quote};

use crate::api::{Api, Schema, Tag};

/// When something is compiled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gate {
    /// Whatever the tags.
    Always,
    /// With any of these tags, which are indices into [`Api::tags`].
    Any(BTreeSet<usize>),
}

impl Gate {
    /// For what belongs to one tag.
    pub(super) fn tag(index: usize) -> Self {
        Self::Any(BTreeSet::from([index]))
    }

    /// For a type that no tag has for itself.
    pub(super) fn shared(api: &Api, schema: &Schema) -> Self {
        let used_by_all = schema.tags.is_empty() || schema.tags.len() == api.tags.len();
        let has_features = api.tags.iter().all(|it| it.feature.is_some());
        match schema.common || used_by_all || !has_features {
            true => Self::Always,
            false => Self::Any(schema.tags.iter().copied().collect()),
        }
    }

    /// For what is needed wherever this or `other` is.
    pub(super) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Any(these), Self::Any(those)) => Self::Any(&these | &those),
            _ => Self::Always,
        }
    }

    /// The attribute; none where there is nothing to ask, as in a client without features.
    pub(super) fn attribute(&self, api: &Api) -> Option<Attribute> {
        let Self::Any(tags) = self else { return None };
        let tags = tags.iter().filter_map(|it| api.tags.get(*it));
        let features: Option<Vec<&str>> = tags.map(|it: &Tag| it.feature.as_deref()).collect();
        match &features?[..] {
            [only] => Some(parse_quote!(#[cfg(feature = #only)])),
            several => {
                let several = several.iter().map(|it| quote!(feature = #it));
                Some(parse_quote!(#[cfg(any(#(#several),*))]))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};

    use crate::api::Features;
    use crate::emit::BANNER;
    use crate::file_set::FileSet;
    use crate::source::Source;
    use crate::{Inputs, generate};

    /// Three tags. All answer with `Problem`, the error; two share `Page`, which has a time, two
    /// others `Level`; only one uses `Text`.
    const DOCUMENT: &str = r##"{
        "openapi": "3.0.3", "info": {"title": "T", "version": "1"},
        "paths": {
            "/a": {"get": {"operationId": "getA", "tags": ["User Notes"], "responses": {
                "200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}},
                "4XX": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}}}},
            "/b": {"get": {"operationId": "getB", "tags": ["Pages"],
                "parameters": [{"name": "level", "in": "query", "schema": {"$ref": "#/components/schemas/Level"}}],
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}}}},
            "/c": {"get": {"operationId": "getC", "tags": ["Others"],
                "parameters": [{"name": "level", "in": "query", "schema": {"$ref": "#/components/schemas/Level"}}],
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Text"}}}}}}}
        },
        "components": {"schemas": {
            "Page": {"type": "object", "required": ["at"], "properties": {"at": {"type": "string", "format": "date-time"}}},
            "Level": {"type": "string", "enum": ["low"]},
            "Text": {"type": "object", "properties": {"level": {"$ref": "#/components/schemas/Level"}}},
            "Problem": {"type": "object", "required": ["code"], "x-error": {"code": "/code"},
                "properties": {"code": {"type": "string"}}}
        }}
    }"##;

    fn files(document: &str, features: Features) -> FileSet {
        let inputs = Inputs {
            crate_name: "client".to_owned(),
            features,
            ..Inputs::new(Arc::new(Source::parse("api.json", document).unwrap()))
        };
        generate(&inputs).unwrap_or_else(|report| panic!("{report}")).client
    }

    fn per_tag() -> Features {
        Features::PerTag { taken: vec![] }
    }

    fn check(file: &str, expected: Expect) {
        let files = files(DOCUMENT, per_tag());
        let text = files.get(file).unwrap();
        expected.assert_eq(text.trim_start_matches(BANNER));
    }

    #[test]
    fn the_module_and_the_operations_of_a_tag_need_its_feature() {
        check(
            "mod.rs",
            expect![[r#"

                //! T: the client, its operations and its types.

                mod client;
                pub mod models;
                #[cfg(feature = "user-notes")]
                pub mod user_notes;
                #[cfg(feature = "pages")]
                pub mod pages;
                #[cfg(feature = "others")]
                pub mod others;
                pub use client::{Client, ClientBuilder};
                pub use openapi_exact_runtime::{
                    ApiError, Changes, Date, DateTime, DecodeError, FieldError, HeaderMap, Incomplete,
                    InvalidInput, Items, Method, Operation, Page, Pages, Paging, Partial, Request,
                    Response, RetryPolicy, Secret, StatusCode, TimeoutError, TransportError,
                    UnknownValue, Update, UpdateError,
                };

                /// The body of an error, as most operations document it.
                pub type ErrorBody = models::Problem;

                /// What can go wrong with a call.
                pub type Error<E = ErrorBody> = openapi_exact_runtime::Error<E>;

                /// What can go wrong with the pages of a list.
                pub type PageError<E = ErrorBody> = openapi_exact_runtime::PageError<E>;

                /// A call that awaiting sends.
                pub type Call<T, E = ErrorBody> = openapi_exact_runtime::Call<T, E>;

                /// All operations, in the document's order.
                pub static OPERATIONS: &[&Operation] = &[
                    #[cfg(feature = "user-notes")]
                    &user_notes::GET_A,
                    #[cfg(feature = "pages")]
                    &pages::GET_B,
                    #[cfg(feature = "others")]
                    &others::GET_C,
                ];
            "#]],
        );
    }

    #[test]
    fn shared_types_need_a_feature_that_uses_them_and_the_error_body_none() {
        check(
            "models/shared.rs",
            expect![[r#"

                //! Types that operations under several tags use.

                use openapi_exact_runtime::Deserialize;
                #[cfg(any(feature = "user-notes", feature = "pages"))]
                use openapi_exact_runtime::DateTime;

                #[cfg(any(feature = "user-notes", feature = "pages"))]
                /// `#/components/schemas/Page`
                #[derive(Clone, Debug, PartialEq, Deserialize)]
                #[cfg_attr(feature = "full-serde", derive(openapi_exact_runtime::Serialize))]
                #[non_exhaustive]
                pub struct Page {
                    /// `at`
                    pub at: DateTime,
                }

                #[cfg(any(feature = "pages", feature = "others"))]
                openapi_exact_runtime::string_enum! {
                    /// `#/components/schemas/Level`
                    pub enum Level {
                        /// `low`
                        Low = "low",
                    }
                }

                /// `#/components/schemas/Problem`
                #[derive(Clone, Debug, PartialEq, Deserialize)]
                #[cfg_attr(feature = "full-serde", derive(openapi_exact_runtime::Serialize))]
                #[non_exhaustive]
                pub struct Problem {
                    /// `code`
                    pub code: String,
                }

                impl openapi_exact_runtime::ErrorBody for Problem {
                    fn code(&self) -> Option<&str> {
                        Some(self.code.as_str())
                    }
                }
            "#]],
        );
    }

    #[test]
    fn types_of_one_tag_need_its_feature_but_not_in_their_file() {
        check(
            "models.rs",
            expect![[r#"

            //! The types of the API.

            #[cfg(feature = "others")]
            mod others;
            #[cfg(feature = "others")]
            pub use others::*;
            mod shared;
            pub use shared::*;
        "#]],
        );
        check(
            "models/others.rs",
            expect![[r#"

                //! Types of the operations under Others.

                use openapi_exact_runtime::Deserialize;
                use super::Level;

                /// `#/components/schemas/Text`
                #[derive(Clone, Debug, PartialEq, Deserialize)]
                #[cfg_attr(feature = "full-serde", derive(openapi_exact_runtime::Serialize))]
                #[non_exhaustive]
                pub struct Text {
                    /// `level`
                    pub level: Option<Level>,
                }
            "#]],
        );
    }

    #[test]
    fn a_client_without_features_asks_for_none() {
        for (path, text) in files(DOCUMENT, Features::None).iter() {
            assert!(!text.contains("cfg(feature"), "{path}: {text}");
        }
    }

    #[test]
    fn a_tag_called_shared_does_not_gate_what_is_shared() {
        let files = files(&DOCUMENT.replace("Others", "Shared"), per_tag());
        let modules = files.get("models.rs").unwrap();
        assert!(modules.contains("\nmod shared;\n"), "{modules}");
        assert!(modules.contains("#[cfg(feature = \"shared2\")]\nmod shared2;\n"), "{modules}");
    }
}
