//! Puts around each member's type the states that it has on the wire: the project's heart.
//!
//! ```text
//! before  conditions: Vec<SegmentCondition>
//! after   #[serde(default, skip_serializing_if = "Option::is_none", with = "..::empty_clears")]
//!         conditions: Option<Option<Vec<SegmentCondition>>>
//! ```
//!
//! [`States`] says which of the five it is. A schema's default plays no part: it is never sent.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Field, Meta, parse_quote};

use super::{fields, object};
use crate::api::{Api, States};
use crate::models::Model;

pub(super) fn run(model: &mut Model<'_>, _: &Api) {
    let direction = model.schema.direction;
    let Some((item, members)) = object(model) else { return };
    for (field, member) in fields(item, members) {
        state(field, member.presence.states(direction));
    }
}

fn state(field: &mut Field, states: States) {
    let ty = field.ty.clone();
    match states {
        States::Value => {}
        States::NullOrValue | States::AbsentOrValue => field.ty = parse_quote!(Option<#ty>),
        States::AbsentNullOrValue | States::AbsentEmptyOrValue => {
            field.ty = parse_quote!(Option<Option<#ty>>);
        }
    }
    if let Some(serde) = arguments(states) {
        add_arguments(&mut field.attrs, serde);
    }
}

/// What serde has to know beside the type.
fn arguments(states: States) -> Option<TokenStream> {
    let some = "openapi_exact_runtime::presence::some";
    let empty_clears = "openapi_exact_runtime::presence::empty_clears";
    match states {
        States::Value | States::NullOrValue => None,
        States::AbsentOrValue => Some(quote!(skip_serializing_if = "Option::is_none")),
        States::AbsentNullOrValue => {
            Some(quote!(default, skip_serializing_if = "Option::is_none", deserialize_with = #some))
        }
        States::AbsentEmptyOrValue => {
            Some(quote!(default, skip_serializing_if = "Option::is_none", with = #empty_clears))
        }
    }
}

/// Into the `#[serde(..)]` that is there, or into one of its own.
fn add_arguments(attributes: &mut Vec<Attribute>, arguments: TokenStream) {
    let serde = attributes.iter_mut().find(|it| it.path().is_ident("serde"));
    match serde.map(|it| &mut it.meta) {
        Some(Meta::List(list)) => {
            let present = &list.tokens;
            list.tokens = quote!(#present, #arguments);
        }
        _ => attributes.push(parse_quote!(#[serde(#arguments)])),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use crate::rewrites::testing::check;

    const MEMBERS: &str = r#"
        "type": "object", "required": ["r", "rn"],
        "properties": {
            "r": {"type": "string"}, "rn": {"type": "string", "nullable": true},
            "o": {"type": "string"}, "on": {"type": "string", "nullable": true},
            "list": {"type": "array", "items": {"type": "string"}},
            "cleared": {"type": "array", "items": {"type": "string"}, "x-presence": {"empty": "clear"}},
            "map": {"type": "object", "additionalProperties": {"type": "integer"}, "x-presence": {"empty": "clear"}},
            "type": {"type": "integer", "default": 5}
        }"#;

    #[test]
    fn a_request_has_every_state_of_the_table() {
        check(
            "state_presence",
            "Request",
            &format!(r#"{{"Request": {{{MEMBERS}}}}}"#),
            expect![[r##"
            #[non_exhaustive]
            pub struct Request {
                pub r: String,
                pub rn: Option<String>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub o: Option<String>,
                #[serde(
                    default,
                    skip_serializing_if = "Option::is_none",
                    deserialize_with = "openapi_exact_runtime::presence::some"
                )]
                pub on: Option<Option<String>>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub list: Option<Vec<String>>,
                #[serde(
                    default,
                    skip_serializing_if = "Option::is_none",
                    with = "openapi_exact_runtime::presence::empty_clears"
                )]
                pub cleared: Option<Option<Vec<String>>>,
                #[serde(
                    default,
                    skip_serializing_if = "Option::is_none",
                    with = "openapi_exact_runtime::presence::empty_clears"
                )]
                pub map: Option<Option<BTreeMap<String, i64>>>,
                #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
                pub type_: Option<i64>,
            }
        "##]],
        );
    }

    #[test]
    fn in_an_answer_null_reads_as_absent() {
        check(
            "state_presence",
            "Answer",
            &format!(r#"{{"Answer": {{{MEMBERS}}}}}"#),
            expect![[r##"
            #[non_exhaustive]
            pub struct Answer {
                pub r: String,
                pub rn: Option<String>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub o: Option<String>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub on: Option<String>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub list: Option<Vec<String>>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub cleared: Option<Vec<String>>,
                #[serde(skip_serializing_if = "Option::is_none")]
                pub map: Option<BTreeMap<String, i64>>,
                #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
                pub type_: Option<i64>,
            }
        "##]],
        );
    }
}
