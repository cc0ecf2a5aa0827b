//! Derives what the wire needs: `Serialize` where a request carries the type, `Deserialize` where
//! an answer does. The other of the two comes with the feature `full-serde`.
//!
//! ```text
//! before  struct Segment { .. }                            (an answer)
//! after   #[derive(Clone, Debug, PartialEq, serde::Deserialize)]
//!         #[cfg_attr(feature = "full-serde", derive(serde::Serialize))]
//!         struct Segment { .. }
//! ```
//!
//! A union has its own `Deserialize`, which gets the same condition.

use syn::{Attribute, Item, parse_quote};

use crate::api::{Api, Direction, Shape};
use crate::models::{Definition, Model};

pub(super) fn run(model: &mut Model<'_>, _: &Api) {
    let direction = model.schema.direction;
    let is_union = matches!(model.schema.shape, Shape::Union(_));
    let attributes = match &mut model.item {
        Definition::Item(Item::Struct(item)) => &mut item.attrs,
        Definition::Item(Item::Enum(item)) => &mut item.attrs,
        _ => return,
    };
    let mut derives: Vec<syn::Path> = vec![parse_quote!(Clone)];
    if !model.schema.hides_in_debug() {
        derives.push(parse_quote!(Debug));
    }
    derives.push(parse_quote!(PartialEq));
    derives.extend(take_derives(attributes));
    let (always, on_demand) = traits(direction, is_union);
    derives.extend(always);
    let mut before: Vec<Attribute> = vec![parse_quote!(#[derive(#(#derives),*)])];
    before
        .extend(on_demand.map(|it| parse_quote!(#[cfg_attr(feature = "full-serde", derive(#it))])));
    attributes.splice(0..0, before);
    if is_union {
        condition_serde(model, direction);
    }
}

/// The traits that an earlier rewrite asked for: one list is derived, not two.
fn take_derives(attributes: &mut Vec<Attribute>) -> Vec<syn::Path> {
    let (derives, others): (Vec<_>, Vec<_>) =
        std::mem::take(attributes).into_iter().partition(|it| it.path().is_ident("derive"));
    *attributes = others;
    derives.iter().filter_map(|it| it.parse_args::<syn::Path>().ok()).collect()
}

/// What is derived always, and what on demand.
fn traits(direction: Direction, is_union: bool) -> (Vec<syn::Path>, Option<syn::Path>) {
    let serialize: syn::Path = parse_quote!(serde::Serialize);
    let deserialize: Option<syn::Path> = (!is_union).then(|| parse_quote!(serde::Deserialize));
    match (direction.request, direction.answer) {
        (true, false) => (vec![serialize], deserialize),
        (false, true) => (deserialize.into_iter().collect(), Some(serialize)),
        _ => (std::iter::once(serialize).chain(deserialize).collect(), None),
    }
}

fn condition_serde(model: &mut Model<'_>, direction: Direction) {
    if direction.request && !direction.answer {
        let reads = model.impls.iter_mut().filter_map(|item| match item {
            Item::Impl(item) if implements(item, "Deserialize") => Some(item),
            _ => None,
        });
        reads.for_each(|item| item.attrs.push(parse_quote!(#[cfg(feature = "full-serde")])));
    }
    let Definition::Item(Item::Enum(item)) = &mut model.item else { return };
    if direction.answer && !direction.request {
        for attribute in item.attrs.iter_mut().filter(|it| it.path().is_ident("serde")) {
            *attribute = parse_quote!(#[cfg_attr(feature = "full-serde", serde(untagged))]);
        }
    }
}

fn implements(item: &syn::ItemImpl, name: &str) -> bool {
    let path = item.trait_.as_ref().map(|it| &it.0);
    path.and_then(|it| it.segments.last()).is_some_and(|it| it.ident == name)
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check;

    const OBJECT: &str = r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#;
    const UNION: &str = r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "string"}]}"##;

    #[test]
    fn a_request_is_written() {
        check(
            "derive_by_direction",
            "Request",
            &format!(r#"{{"Request": {OBJECT}}}"#),
            expect![[r##"
            #[derive(Clone, Debug, PartialEq, serde::Serialize)]
            #[cfg_attr(feature = "full-serde", derive(serde::Deserialize))]
            #[non_exhaustive]
            pub struct Request {
                pub a: String,
            }
        "##]],
        );
    }

    #[test]
    fn an_answer_is_read() {
        check(
            "derive_by_direction",
            "Answer",
            &format!(r#"{{"Answer": {OBJECT}}}"#),
            expect![[r##"
            #[derive(Clone, Debug, PartialEq, serde::Deserialize)]
            #[cfg_attr(feature = "full-serde", derive(serde::Serialize))]
            #[non_exhaustive]
            pub struct Answer {
                pub a: String,
            }
        "##]],
        );
    }

    #[test]
    fn what_goes_both_ways_is_both() {
        let schemas = format!(
            r##"{{"Both": {OBJECT}, "Request": {{"type": "array", "items": {{"$ref": "#/components/schemas/Both"}}}},
                "Answer": {{"$ref": "#/components/schemas/Both"}}}}"##
        );
        check(
            "derive_by_direction",
            "Both",
            &schemas,
            expect![[r#"
            #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
            #[non_exhaustive]
            pub struct Both {
                pub a: String,
            }
        "#]],
        );
    }

    #[test]
    fn a_unions_own_impl_follows_its_direction() {
        check(
            "derive_by_direction",
            "Request",
            &format!(r#"{{"A": {OBJECT}, "Request": {UNION}}}"#),
            expect![[r##"
                #[derive(Clone, Debug, PartialEq, serde::Serialize)]
                #[allow(clippy::large_enum_variant)]
                #[serde(untagged)]
                #[non_exhaustive]
                pub enum Request {
                    /// A.
                    A(A),
                    /// String.
                    String(String),
                }

                #[cfg(feature = "full-serde")]
                impl<'de> serde::Deserialize<'de> for Request {
                    fn deserialize<D: serde::Deserializer<'de>>(
                        deserializer: D,
                    ) -> Result<Self, D::Error> {
                        openapi_exact_runtime::Union::read(deserializer)?
                            .branch(&["a"], Self::A)
                            .branch(&[], Self::String)
                            .finish()
                    }
                }

                impl From<A> for Request {
                    fn from(branch: A) -> Self {
                        Self::A(branch)
                    }
                }
            "##]],
        );
        check(
            "derive_by_direction",
            "Answer",
            &format!(r#"{{"A": {OBJECT}, "Answer": {UNION}}}"#),
            expect![[r##"
                #[derive(Clone, Debug, PartialEq)]
                #[cfg_attr(feature = "full-serde", derive(serde::Serialize))]
                #[allow(clippy::large_enum_variant)]
                #[cfg_attr(feature = "full-serde", serde(untagged))]
                #[non_exhaustive]
                pub enum Answer {
                    /// A.
                    A(A),
                    /// String.
                    String(String),
                }

                impl<'de> serde::Deserialize<'de> for Answer {
                    fn deserialize<D: serde::Deserializer<'de>>(
                        deserializer: D,
                    ) -> Result<Self, D::Error> {
                        openapi_exact_runtime::Union::read(deserializer)?
                            .branch(&["a"], Self::A)
                            .branch(&[], Self::String)
                            .finish()
                    }
                }

                impl From<A> for Answer {
                    fn from(branch: A) -> Self {
                        Self::A(branch)
                    }
                }
            "##]],
        );
    }
}
