//! Puts around each member's type the states that it has on the wire: the project's heart.
//!
//! ```text
//! before  conditions: Vec<SegmentCondition>
//! after   #[wire(empty, keep)]
//!         conditions: Option<Option<Vec<SegmentCondition>>>
//! ```
//!
//! [`States`] says which of the five it is. The derives of the runtime take most of it from the
//! type: what may be absent is an `Option`, what may be null besides has another within. The words
//! say what the type does not. A schema's default plays no part: it is never sent.

use quote::{format_ident, quote};
use syn::{Field, parse_quote};

use super::{add_wire, fields, object};
use crate::api::{Api, Direction, Member, Omit, States, Type};
use crate::models::Model;

pub(super) fn run(model: &mut Model<'_>, _: &Api) {
    let direction = model.schema.direction;
    let Some((item, members)) = object(model) else { return };
    for (field, member) in fields(item, members) {
        state(field, member.presence.states(direction));
        for word in words(member, direction) {
            let word = format_ident!("{word}");
            add_wire(&mut field.attrs, &quote!(#word));
        }
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
}

/// What the derives have to know beside the type.
fn words(member: &Member, direction: Direction) -> Vec<&'static str> {
    let (presence, states) = (&member.presence, member.presence.states(direction));
    let mut words = match states {
        States::NullOrValue => vec!["required"],
        States::Value if matches!(member.ty, Type::Nullable(_)) => vec!["required"],
        States::Value | States::AbsentOrValue => vec![],
        States::AbsentNullOrValue if presence.null_clears == Some(true) => vec!["clear"],
        States::AbsentNullOrValue => vec![],
        States::AbsentEmptyOrValue => vec!["empty"],
    };
    if matches!(states, States::AbsentNullOrValue | States::AbsentEmptyOrValue) {
        match presence.omit {
            Some(Omit::Keep) => words.push("keep"),
            Some(Omit::Reset) => words.push("reset"),
            Some(Omit::Default) | None => {}
        }
    }
    if direction.request && member.read_only && !presence.required {
        words.push("read_only");
    }
    words
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
                    #[wire(required)]
                    pub rn: Option<String>,
                    pub o: Option<String>,
                    pub on: Option<Option<String>>,
                    pub list: Option<Vec<String>>,
                    #[wire(empty)]
                    pub cleared: Option<Option<Vec<String>>>,
                    #[wire(empty)]
                    pub map: Option<Option<BTreeMap<String, i64>>>,
                    #[wire(name = "type")]
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
                    #[wire(required)]
                    pub rn: Option<String>,
                    pub o: Option<String>,
                    pub on: Option<String>,
                    pub list: Option<Vec<String>>,
                    pub cleared: Option<Vec<String>>,
                    pub map: Option<BTreeMap<String, i64>>,
                    #[wire(name = "type")]
                    pub type_: Option<i64>,
                }
            "##]],
        );
    }
}
