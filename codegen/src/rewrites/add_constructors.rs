//! Gives what a request carries a `new` with all that is required and a setter for the rest.
//!
//! ```text
//! before  struct Update { name: String, #[wire(empty, keep)] conditions: Option<Option<Vec<Condition>>> }
//! after   the same with #[derive(Setters)], which makes of it
//!         impl Update {
//!             fn new(name: impl Into<String>) -> Self
//!             fn conditions(self, conditions: impl IntoIterator<Item = Condition>) -> Self
//!             fn keep_conditions(self) -> Self
//!             fn clear_conditions(self) -> Self
//!         }
//! ```
//!
//! What only the server sets gets no setter. Where nothing is required, `Default` is derived too.

use syn::parse_quote;

use super::object;
use crate::api::Api;
use crate::models::Model;

pub(super) fn run(model: &mut Model<'_>, _: &Api) {
    if !model.schema.direction.request {
        return;
    }
    let Some((item, members)) = object(model) else { return };
    if members.iter().all(|it| !it.presence.required) {
        item.attrs.push(parse_quote!(#[derive(Default)]));
    }
    item.attrs.push(parse_quote!(#[derive(Setters)]));
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check;

    #[test]
    fn what_is_sent_has_setters() {
        let schemas = r#"{"Request": {"type": "object", "required": ["on"], "properties": {
            "on": {"type": "boolean"}, "off": {"type": "boolean"}}}}"#;
        check(
            "add_constructors",
            "Request",
            schemas,
            expect![[r#"
            #[non_exhaustive]
            #[derive(Setters)]
            pub struct Request {
                pub on: bool,
                pub off: bool,
            }
        "#]],
        );
    }

    #[test]
    fn what_requires_nothing_has_a_default() {
        let schemas =
            r#"{"Request": {"type": "object", "properties": {"on": {"type": "boolean"}}}}"#;
        check(
            "add_constructors",
            "Request",
            schemas,
            expect![[r#"
            #[non_exhaustive]
            #[derive(Default)]
            #[derive(Setters)]
            pub struct Request {
                pub on: bool,
            }
        "#]],
        );
    }

    #[test]
    fn an_answer_is_left_alone() {
        let schemas =
            r#"{"Answer": {"type": "object", "properties": {"on": {"type": "boolean"}}}}"#;
        check(
            "add_constructors",
            "Answer",
            schemas,
            expect![[r#"
            #[non_exhaustive]
            pub struct Answer {
                pub on: bool,
            }
        "#]],
        );
    }
}
