//! Derives what the wire needs: `Serialize` where a request carries the type, `Deserialize` where
//! an answer does. The other of the two comes with the feature `full-serde`.
//!
//! ```text
//! before  struct Segment { .. }                            (an answer)
//! after   #[derive(Clone, Debug, PartialEq, Deserialize)]
//!         #[cfg_attr(feature = "full-serde", derive(openapi_exact_runtime::Serialize))]
//!         struct Segment { .. }
//! ```
//!
//! Both are the runtime's, which implement serde's traits in less code. What is derived always is
//! imported; what is not has its path, since no import would be used without the feature.

use syn::{Attribute, Item, parse_quote};

use crate::api::{Api, Direction};
use crate::models::{Definition, Model};

pub(super) fn run(model: &mut Model<'_>, _: &Api) {
    let direction = model.schema.direction;
    let attributes = match &mut model.item {
        Definition::Item(Item::Struct(item)) => &mut item.attrs,
        Definition::Item(Item::Enum(item)) => &mut item.attrs,
        _ => return,
    };
    let debug = if model.schema.hides_in_debug() { "Redact" } else { "Debug" };
    let mut derives: Vec<syn::Path> = vec![parse_quote!(Clone), path(debug), path("PartialEq")];
    derives.extend(take_derives(attributes));
    let (always, on_demand) = traits(direction);
    derives.extend(always.iter().map(|it| path(it)));
    let mut before: Vec<Attribute> = vec![parse_quote!(#[derive(#(#derives),*)])];
    before.extend(on_demand.map(|it| {
        let it = path(it);
        parse_quote!(#[cfg_attr(feature = "full-serde", derive(openapi_exact_runtime::#it))])
    }));
    attributes.splice(0..0, before);
}

fn path(name: &str) -> syn::Path {
    quote::format_ident!("{name}").into()
}

/// The traits that an earlier rewrite asked for: one list is derived, not two.
fn take_derives(attributes: &mut Vec<Attribute>) -> Vec<syn::Path> {
    let (derives, others): (Vec<_>, Vec<_>) =
        std::mem::take(attributes).into_iter().partition(|it| it.path().is_ident("derive"));
    *attributes = others;
    derives.iter().filter_map(|it| it.parse_args::<syn::Path>().ok()).collect()
}

/// What is derived always, and what on demand.
fn traits(direction: Direction) -> (&'static [&'static str], Option<&'static str>) {
    match (direction.request, direction.answer) {
        (true, false) => (&["Serialize"], Some("Deserialize")),
        (false, true) => (&["Deserialize"], Some("Serialize")),
        _ => (&["Serialize", "Deserialize"], None),
    }
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
                #[derive(Clone, Debug, PartialEq, Serialize)]
                #[cfg_attr(feature = "full-serde", derive(openapi_exact_runtime::Deserialize))]
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
                #[derive(Clone, Debug, PartialEq, Deserialize)]
                #[cfg_attr(feature = "full-serde", derive(openapi_exact_runtime::Serialize))]
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
                #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
                #[derive(Clone, Debug, PartialEq, FromBranches, Serialize)]
                #[cfg_attr(feature = "full-serde", derive(openapi_exact_runtime::Deserialize))]
                #[allow(clippy::large_enum_variant)]
                #[non_exhaustive]
                pub enum Request {
                    /// A.
                    A(A),
                    /// String.
                    String(String),
                }
            "##]],
        );
        check(
            "derive_by_direction",
            "Answer",
            &format!(r#"{{"A": {OBJECT}, "Answer": {UNION}}}"#),
            expect![[r##"
                #[derive(Clone, Debug, PartialEq, FromBranches, Deserialize)]
                #[cfg_attr(feature = "full-serde", derive(openapi_exact_runtime::Serialize))]
                #[allow(clippy::large_enum_variant)]
                #[non_exhaustive]
                pub enum Answer {
                    /// A.
                    A(A),
                    /// String.
                    String(String),
                }
            "##]],
        );
    }
}
