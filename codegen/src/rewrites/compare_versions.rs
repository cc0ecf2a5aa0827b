//! Makes the body of an update from two versions of what it updates.
//!
//! ```text
//! before  struct UpdateSegmentRequest { name: String, conditions: Option<Option<Vec<Condition>>> }
//! after   the same, and
//!         update! {
//!             UpdateSegmentRequest from Segment {
//!                 name: always required,
//!                 conditions: changed set_or_empty,
//!             }
//!             fixed { id, created_at }
//!         }
//! ```
//!
//! Which bodies and members these are stands in [`Api::updates`]; the two words of a member say when
//! it is sent and which states it has, and are those of the runtime's macro.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse_quote;

use crate::api::{Api, Presence, Schema, Sending, States, Update, UpdateMember};
use crate::models::Model;

pub(super) fn run(model: &mut Model<'_>, api: &Api) {
    let schema = model.schema;
    let updates = api.updates.iter().filter(|it| it.request == schema.name);
    model.impls.extend(updates.map(|it| invocation(it, schema)));
}

fn invocation(update: &Update, schema: &Schema) -> syn::Item {
    let (request, resource) =
        (format_ident!("{}", update.request), format_ident!("{}", update.resource));
    let members = update.members.iter().filter_map(|it| made(it, schema));
    let left = update.left.iter().map(|it| format_ident!("{it}"));
    let left = (!update.left.is_empty()).then(|| quote!(left { #(#left),* }));
    let fixed = update.fixed.iter().map(|(field, wire)| named(field, wire));
    let fixed = (!update.fixed.is_empty()).then(|| quote!(fixed { #(#fixed),* }));
    parse_quote! {
        openapi_exact_runtime::update! {
            #request from #resource { #(#members),* } #left #fixed
        }
    }
}

fn made(made: &UpdateMember, schema: &Schema) -> Option<TokenStream> {
    let presence = &schema.member(&made.wire)?.presence;
    let name = named(&made.field, &made.wire);
    let sending = match (made.sending, made.converted) {
        (Sending::Changed, false) => quote!(changed),
        (Sending::Changed, true) => quote!(changed_as),
        (Sending::Always, false) => quote!(always),
        (Sending::Always, true) => quote!(always_as),
    };
    let states = states(presence, presence.states(schema.direction));
    Some(quote!(#name: #sending #states))
}

fn states(presence: &Presence, states: States) -> TokenStream {
    match states {
        States::Value => quote!(required),
        States::NullOrValue => quote!(required_or_null),
        States::AbsentOrValue => quote!(set),
        States::AbsentNullOrValue if presence.null_clears == Some(true) => quote!(set_or_null),
        States::AbsentNullOrValue => quote!(set_not_null),
        States::AbsentEmptyOrValue => quote!(set_or_empty),
    }
}

/// A field, and its name on the wire where that is another.
fn named(field: &str, wire: &str) -> TokenStream {
    let name = format_ident!("{field}");
    if field == wire { quote!(#name) } else { quote!(#name = #wire) }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check;

    #[test]
    fn each_member_says_when_it_is_sent_and_which_states_it_has() {
        let schemas = r##"{
            "Read": {"type": "string", "enum": ["a", "b"]}, "Written": {"type": "string", "enum": ["a"]},
            "Request": {"type": "object", "required": ["r", "rn"], "properties": {
                "r": {"type": "string"}, "rn": {"type": "string", "nullable": true},
                "type": {"type": "integer", "x-presence": {"omit": "keep"}},
                "reset": {"type": "integer", "x-presence": {"omit": "reset"}},
                "said": {"type": "string", "nullable": true, "x-presence": {"null": "clear"}},
                "unsaid": {"type": "string", "nullable": true, "x-presence": {"omit": "keep"}},
                "list": {"type": "array", "items": {"type": "string"}, "x-presence": {"omit": "keep", "empty": "clear"}},
                "status": {"$ref": "#/components/schemas/Written"},
                "kept": {"allOf": [{"$ref": "#/components/schemas/Written"}], "x-presence": {"omit": "keep"}},
                "aside": {"type": "string", "x-presence": {"omit": "keep"}}
            }},
            "Answer": {"type": "object", "additionalProperties": {}, "properties": {
                "r": {"type": "string"}, "rn": {"type": "string"}, "type": {"type": "integer"}, "reset": {"type": "integer"},
                "said": {"type": "string"}, "unsaid": {"type": "string"}, "list": {"type": "array", "items": {"type": "string"}},
                "status": {"$ref": "#/components/schemas/Read"}, "kept": {"$ref": "#/components/schemas/Read"},
                "id": {"type": "string"}, "self": {"type": "string"}
            }}
        }"##;
        check(
            "compare_versions",
            "Request",
            schemas,
            expect![[r##"
            #[non_exhaustive]
            pub struct Request {
                pub r: String,
                pub rn: String,
                #[wire(name = "type")]
                pub type_: i64,
                pub reset: i64,
                pub said: String,
                pub unsaid: String,
                pub list: Vec<String>,
                pub status: Written,
                pub kept: Written,
                pub aside: String,
            }

            openapi_exact_runtime::update! {
                Request from Answer {
                    r: always required,
                    rn: always required_or_null,
                    type_ = "type": changed set,
                    reset: always set,
                    said: always set_or_null,
                    unsaid: changed set_not_null,
                    list: changed set_or_empty,
                    status: always_as set,
                    kept: changed_as set,
                }
                left { aside }
                fixed { id, self_ = "self", extra }
            }
        "##]],
        );
    }

    #[test]
    fn a_body_that_two_versions_do_not_make_is_left_alone() {
        let schemas = r#"{"Request": {"type": "object", "properties": {"a": {"type": "string"}}},
            "Answer": {"type": "object", "properties": {"a": {"type": "integer"}}}}"#;
        check(
            "compare_versions",
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
