//! Writes the document's prose on types and members, one line an attribute.
//!
//! ```text
//! before  pub conditions: Option<Option<Vec<SegmentCondition>>>
//! after   /// The whole rule set the segment shall have from now on.
//!         ///
//!         /// - `None`: left out: the server keeps what it has.
//!         /// ...
//!         pub conditions: Option<Option<Vec<SegmentCondition>>>
//! ```

use syn::{Attribute, Item};

use super::{fields, object};
use crate::api::Api;
use crate::emit::docs;
use crate::models::{Definition, Model};

pub(super) fn run(model: &mut Model<'_>, _: &Api) {
    let schema = model.schema;
    if let Some((item, members)) = object(model) {
        for (field, member) in fields(item, members) {
            prepend(&mut field.attrs, &docs::member(member, schema.direction));
        }
    }
    let about = docs::schema(schema);
    match &mut model.item {
        Definition::Item(Item::Struct(item)) => prepend(&mut item.attrs, &about),
        Definition::Item(Item::Enum(item)) => prepend(&mut item.attrs, &about),
        Definition::Item(Item::Type(item)) => prepend(&mut item.attrs, &about),
        Definition::Item(_) => {}
        Definition::Macro(_, item) => prepend(&mut item.attrs, &about),
    }
}

fn prepend(attributes: &mut Vec<Attribute>, paragraphs: &[String]) {
    attributes.splice(0..0, docs::attributes(paragraphs));
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check;

    #[test]
    fn prose_limits_and_states_are_told() {
        let schemas = r#"{"Request": {"type": "object", "description": "A request. See <b> and [x].", "properties": {
            "limited": {"type": "string", "description": "Its name.", "x-limits": {"minLength": 1, "maxLength": 64, "pattern": "^[a-z]+$"}},
            "counted": {"type": "integer", "default": 20, "x-limits": {"minimum": 1}},
            "kept": {"type": "string", "nullable": true, "x-presence": {"omit": "keep"}},
            "cleared": {"type": "array", "items": {"type": "string"}, "x-presence": {"omit": "keep", "empty": "clear"}},
            "bare": {"type": "string"}
        }}}"#;
        check(
            "write_docs",
            "Request",
            schemas,
            expect![[r#"
            /// A request. See \<b\> and \[x\].
            ///
            /// `#/components/schemas/Request`
            #[non_exhaustive]
            pub struct Request {
                /// Its name. 1 to 64 characters. Matches `^[a-z]+$`.
                pub limited: String,
                /// At least 1. Left out, the server takes `20`.
                pub counted: i64,
                /// - `None` leaves it out: the server keeps what it has.
                /// - `Some(None)` sends `null`: what the server makes of it is not documented.
                /// - `Some(Some(value))` sends the value.
                pub kept: String,
                /// - `None` leaves it out: the server keeps what it has.
                /// - `Some(None)` sends `[]`: the server removes everything.
                /// - `Some(Some(value))` sends the value, which replaces what the server has.
                pub cleared: Vec<String>,
                /// `bare`
                pub bare: String,
            }
        "#]],
        );
    }
}
