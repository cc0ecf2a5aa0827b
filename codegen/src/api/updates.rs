//! Which bodies follow from two versions of what they update.
//!
//! A PUT or PATCH makes of a resource what its body says. Where a GET of the same path or the update
//! itself answers with the resource, and the body's members are members of it, two versions of the
//! resource say what the body has to hold. A POST is left alone: it may add to what a GET of its path
//! reads, and what it answers with may be what it made.
//!
//! Nothing is guessed. A member's counterpart in the resource has the same name and the same type,
//! or both are open enums of the same kind. A member without one can only be left out; where the
//! document does not say that this keeps its value, no body is made.

use super::build::Reader;
use super::{Answer, Api, Body, Member, Omit, Operation, Schema, Shape, Type};

/// A body that follows from two versions of what it updates.
#[derive(Debug, PartialEq, Eq)]
pub struct Update {
    /// The schema of the body.
    pub request: String,
    /// The schema of the resource.
    pub resource: String,
    /// The members that both have, in the body's order.
    pub members: Vec<UpdateMember>,
    /// The fields of the body that are left out, whatever the resource holds.
    pub left: Vec<String>,
    /// The fields of the resource that the body has no place for, and their names on the wire.
    pub fixed: Vec<(String, String)>,
}

/// A member of a body that is made from its counterpart in the resource.
#[derive(Debug, PartialEq, Eq)]
pub struct UpdateMember {
    /// Its name on the wire, in both.
    pub wire: String,
    /// The name of the field, in both.
    pub field: String,
    /// When it is sent.
    pub sending: Sending,
    /// Whether body and resource have it in two enums.
    pub converted: bool,
}

/// When a member of a body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// If it changed: leaving it out keeps its value.
    Changed,
    /// Always: it is required, or nothing says that leaving it out keeps its value.
    Always,
}

impl Reader<'_> {
    pub(super) fn updates(&mut self, api: &Api) -> Vec<Update> {
        let mut found: Vec<Update> = Vec::new();
        for operation in &api.operations {
            let body = operation.body.as_ref().and_then(Body::json);
            let (Some(body), "put" | "patch") = (body, &*operation.method) else {
                continue;
            };
            match updates(api, operation, body) {
                Ok(updates) => {
                    for update in updates {
                        if !found.contains(&update) {
                            found.push(update);
                        }
                    }
                }
                Err(reason) => {
                    let place = self.spec.place(&operation.at);
                    let message = format!("two versions do not make the body: {reason}");
                    self.report.note(place, message).help(HELP);
                }
            }
        }
        found
    }
}

const HELP: &str =
    "complete the answer or the member's `x-presence` in an overlay, if that is known";

/// The updates of one operation, or why it has none.
fn updates(api: &Api, operation: &Operation, body: &Type) -> Result<Vec<Update>, String> {
    let request = schema(api, body).ok_or("the body is no named object")?;
    let mut reason =
        Err("neither a GET of its path nor the update answers with an object".to_owned());
    let mut found = Vec::new();
    for resource in answers(api, operation).filter_map(|it| schema(api, it)) {
        match update(api, request, resource) {
            Ok(update) => found.push(update),
            Err(other) => reason = Err(other),
        }
    }
    if found.is_empty() { reason } else { Ok(found) }
}

/// What a GET of the operation's path answers with, then what the operation itself does.
fn answers<'a>(api: &'a Api, operation: &'a Operation) -> impl Iterator<Item = &'a Type> {
    let is_read = |it: &&Operation| it.method == "get" && it.path == operation.path;
    let read = api.operations.iter().find(is_read);
    read.into_iter().chain([operation]).filter_map(|it| match &it.answer {
        Answer::Json(ty) | Answer::OptionalJson(ty) => Some(ty),
        _ => None,
    })
}

/// The schema that a type names, or that its other names lead to.
fn schema<'a>(api: &'a Api, ty: &Type) -> Option<&'a Schema> {
    let schema = api.named(ty)?;
    match &schema.shape {
        Shape::Alias(ty @ Type::Named(_)) => self::schema(api, ty),
        _ => Some(schema),
    }
}

fn update(api: &Api, request: &Schema, resource: &Schema) -> Result<Update, String> {
    let Shape::Object { members: wanted, further: wanted_further } = &request.shape else {
        return Err(format!("`{}` is no object with named members", request.name));
    };
    let Shape::Object { members: given, further: given_further } = &resource.shape else {
        return Err(format!("`{}` is no object with named members", resource.name));
    };
    let (mut members, mut left): (Vec<UpdateMember>, Vec<String>) = (Vec::new(), Vec::new());
    for member in wanted {
        match counterpart(api, member, resource) {
            Some(it) => members.push(it),
            None if can_be_left(member) => left.push(member.field.clone()),
            None => return Err(unknown(member, resource)),
        }
    }
    if members.is_empty() {
        return Err(format!("`{}` has none of the body's members", resource.name));
    }
    left.extend(wanted_further.as_ref().map(|_| EXTRA.to_owned()));
    let others = given.iter().filter(|it| !members.iter().any(|made| made.wire == it.wire));
    let others = others.map(|it| (it.field.clone(), it.wire.clone()));
    let extra = given_further.as_ref().map(|_| (EXTRA.to_owned(), EXTRA.to_owned()));
    let fixed = others.chain(extra).collect();
    let (request, resource) = (request.name.clone(), resource.name.clone());
    Ok(Update { request, resource, members, left, fixed })
}

/// The field that keeps the members that the document does not name.
const EXTRA: &str = "extra";

fn counterpart(api: &Api, member: &Member, resource: &Schema) -> Option<UpdateMember> {
    let other = resource.member(&member.wire)?;
    let is_ours = member.presence.required || !member.read_only;
    let is_same = member.ty == other.ty && member.boxed == other.boxed;
    if !is_ours || member.field != other.field || member.secret != other.secret {
        return None;
    }
    if !is_same && !are_enums(api.named(&member.ty)?, api.named(&other.ty)?) {
        return None;
    }
    let keeps = !member.presence.required && member.presence.omit == Some(Omit::Keep);
    Some(UpdateMember {
        wire: member.wire.clone(),
        field: member.field.clone(),
        sending: if keeps { Sending::Changed } else { Sending::Always },
        converted: !is_same,
    })
}

/// Whether both are enums over the same kind of values.
fn are_enums(one: &Schema, other: &Schema) -> bool {
    matches!(
        (&one.shape, &other.shape),
        (Shape::StringEnum(_), Shape::StringEnum(_))
            | (Shape::IntegerEnum(_), Shape::IntegerEnum(_))
    )
}

/// Whether a body without the member leaves its value as it is.
fn can_be_left(member: &Member) -> bool {
    let is_the_servers = member.read_only || member.presence.omit == Some(Omit::Keep);
    !member.presence.required && is_the_servers
}

fn unknown(member: &Member, resource: &Schema) -> String {
    let (wire, name) = (&member.wire, &resource.name);
    let missing = match resource.member(wire) {
        Some(_) => format!("`{wire}` has another type in `{name}`"),
        None => format!("`{name}` has no `{wire}`"),
    };
    match member.presence.required {
        true => format!("{missing}, and the body cannot do without"),
        false => format!("{missing}, and nothing says that leaving it out keeps its value"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::report::{Report, Severity};
    use crate::source::Source;
    use crate::spec::Spec;

    /// The updates of a document, and the notes on what is none. `method` takes `Body` and answers
    /// with `Own`, a GET of its path answers with `Read`.
    fn updates(method: &str, schemas: &str) -> (Vec<Update>, Vec<String>) {
        let json = |name: &str| {
            format!(
                r##"{{"content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/{name}"}}}}}}}}"##
            )
        };
        let (body, own, read) = (json("Body"), json("Own"), json("Read"));
        let text = format!(
            r##"{{"paths": {{"/a": {{
            "{method}": {{"operationId": "update", "requestBody": {body}, "responses": {{"200": {own}}}}},
            "get": {{"operationId": "get", "responses": {{"200": {read}}}}}}}}},
            "components": {{"schemas": {{{schemas}}}}}}}"##
        );
        let spec = Spec::new(Arc::new(Source::parse("api.json", &text).unwrap()));
        let mut report = Report::new();
        let api = crate::api::build(&spec, &mut report);
        assert_eq!(report.count(Severity::Note), report.diagnostics().len(), "{report}");
        (api.updates, report.diagnostics().iter().map(|it| it.message.clone()).collect())
    }

    fn object(name: &str, properties: &str) -> String {
        format!(r#""{name}": {{"type": "object", "properties": {{{properties}}}}}"#)
    }

    /// The same object read and answered.
    fn pair(body: &str, resource: &str) -> (Vec<Update>, Vec<String>) {
        let read = object("Read", resource);
        let own = r##""Own": {"$ref": "#/components/schemas/Read"}"##;
        updates("patch", &format!("{},{read},{own}", object("Body", body)))
    }

    #[track_caller]
    fn refused(body: &str, resource: &str, reason: &str) {
        let (updates, notes) = pair(body, resource);
        assert_eq!(updates, []);
        assert_eq!(notes, [format!("two versions do not make the body: {reason}")]);
    }

    const NAME: &str = r#""name": {"type": "string"}"#;
    const KEPT: &str = r#""name": {"type": "string", "x-presence": {"omit": "keep"}}"#;

    #[test]
    fn what_the_path_and_the_update_answer_with_are_both_resources() {
        let schemas = [object("Body", NAME), object("Own", NAME), object("Read", NAME)].join(",");
        for method in ["put", "patch"] {
            let (found, notes) = updates(method, &schemas);
            let names: Vec<&str> = found.iter().map(|it| &*it.resource).collect();
            assert_eq!((names, notes), (vec!["Read", "Own"], vec![]));
        }
    }

    #[test]
    fn one_suitable_resource_is_enough() {
        let own = object("Own", r#""name": {"type": "integer"}"#);
        let schemas = [object("Body", NAME), own, object("Read", NAME)].join(",");
        let (found, notes) = updates("put", &schemas);
        assert_eq!((found.len(), notes), (1, vec![]));
    }

    #[test]
    fn a_post_is_left_alone() {
        let schemas = [object("Body", NAME), object("Own", NAME), object("Read", NAME)].join(",");
        assert_eq!(updates("post", &schemas), (vec![], vec![]));
    }

    #[test]
    fn a_member_is_left_out_only_where_that_keeps_it() {
        let sending = |body: &str| {
            let (updates, _) = pair(body, NAME);
            updates.iter().flat_map(|it| &it.members).map(|it| it.sending).collect::<Vec<_>>()
        };
        let said = |omit: &str| {
            format!(r#""name": {{"type": "string", "x-presence": {{"omit": "{omit}"}}}}"#)
        };
        assert_eq!(sending(&said("keep")), [Sending::Changed]);
        assert_eq!(sending(&said("reset")), [Sending::Always]);
        assert_eq!(sending(&said("default")), [Sending::Always]);
        assert_eq!(sending(NAME), [Sending::Always]);
    }

    #[test]
    fn what_has_no_counterpart_is_left_or_fixed() {
        let body = format!(
            r#"{NAME}, "kept": {{"type": "string", "x-presence": {{"omit": "keep"}}}}, "theirs": {{"type": "string", "readOnly": true}}"#
        );
        let resource = format!(
            r#"{NAME}, "kept": {{"type": "integer"}}, "theirs": {{"type": "string"}}, "self": {{"type": "string"}}"#
        );
        let (updates, notes) = pair(&body, &resource);
        let [update] = &updates[..] else { panic!("{notes:?}") };
        assert_eq!(update.left, ["kept", "theirs"]);
        let fixed: Vec<_> = update.fixed.iter().map(|(it, wire)| (&**it, &**wire)).collect();
        assert_eq!(fixed, [("kept", "kept"), ("theirs", "theirs"), ("self_", "self")]);
    }

    #[test]
    fn open_objects_keep_their_undocumented_members() {
        let open = |name: &str| {
            format!(
                r#""{name}": {{"type": "object", "additionalProperties": {{}}, "properties": {{{NAME}}}}}"#
            )
        };
        let (updates, _) =
            updates("put", &[open("Body"), open("Own"), object("Read", NAME)].join(","));
        let extra = ("extra".to_owned(), "extra".to_owned());
        let found: Vec<_> = updates.into_iter().map(|it| (it.left, it.fixed)).collect();
        assert_eq!(
            found,
            [(vec!["extra".to_owned()], vec![]), (vec!["extra".to_owned()], vec![extra])]
        );
    }

    #[test]
    fn what_is_not_certain_is_no_update() {
        let (number, id) = (r#""name": {"type": "integer"}"#, r#""id": {"type": "string"}"#);
        let unsaid = "and nothing says that leaving it out keeps its value";
        refused(NAME, number, &format!("`name` has another type in `Read`, {unsaid}"));
        refused(NAME, id, &format!("`Read` has no `name`, {unsaid}"));
        refused(KEPT, id, "`Read` has none of the body's members");
        let secret = r#""name": {"type": "string", "x-secret": true}"#;
        refused(NAME, secret, &format!("`name` has another type in `Read`, {unsaid}"));
        let renamed = r#""name": {"type": "string", "x-rust-name": "title"}"#;
        refused(NAME, renamed, &format!("`name` has another type in `Read`, {unsaid}"));
    }

    #[test]
    fn a_body_that_has_to_hold_what_is_not_known_is_no_update() {
        let body = r#""Body": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}"#;
        let (own, read) = (r#""Own": {"type": "string"}"#, object("Read", ""));
        let (found, notes) = updates("put", &format!("{body},{own},{read}"));
        assert_eq!(found, []);
        assert_eq!(
            notes,
            ["two versions do not make the body: `Own` is no object with named members"]
        );
        let (found, notes) = updates("put", &format!("{body},{},{read}", object("Own", "")));
        assert_eq!(found, []);
        assert_eq!(
            notes,
            [
                "two versions do not make the body: `Own` has no `name`, and the body cannot do without"
            ]
        );
    }

    #[test]
    fn values_go_from_one_enum_to_another_of_the_same_kind() {
        let of = |name: &str, values: &str, ty: &str| {
            format!(r#""{name}": {{"type": "{ty}", "enum": [{values}]}}"#)
        };
        let reference =
            |name: &str| format!(r##""name": {{"$ref": "#/components/schemas/{name}"}}"##);
        let run = |one: String, other: String| {
            let schemas = [
                one,
                other,
                object("Body", &reference("One")),
                object("Own", &reference("Other")),
                object("Read", &reference("Other")),
            ];
            updates("put", &schemas.join(",")).0
        };
        let strings = run(of("One", r#""a""#, "string"), of("Other", r#""a", "b""#, "string"));
        assert!(
            strings.len() == 2 && strings.iter().flat_map(|it| &it.members).all(|it| it.converted)
        );
        let mixed = run(of("One", r#""1""#, "string"), of("Other", "1", "integer"));
        assert_eq!(mixed, []);
    }
}
