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
use super::{Answer, Api, Member, Omit, Operation, Schema, Shape, Type};

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
            let (Some(body), "put" | "patch") = (&operation.body, &*operation.method) else {
                continue;
            };
            match updates(api, operation, &body.ty) {
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
    let request = api.named(body).ok_or("the body is no named object")?;
    let mut resources: Vec<&Schema> = Vec::new();
    for resource in answers(api, operation).filter_map(|it| api.named(it)) {
        if !resources.iter().any(|it| it.name == resource.name) {
            resources.push(resource);
        }
    }
    let mut reason =
        Err("neither a GET of its path nor the update answers with an object".to_owned());
    let mut found = Vec::new();
    for resource in resources {
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
        Answer::Empty => None,
    })
}

fn update(api: &Api, request: &Schema, resource: &Schema) -> Result<Update, String> {
    let Shape::Object { members: wanted, open: is_request_open } = &request.shape else {
        return Err(format!("`{}` is no object with named members", request.name));
    };
    let Shape::Object { members: given, open: is_resource_open } = &resource.shape else {
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
    left.extend(is_request_open.then(|| EXTRA.to_owned()));
    let others = given.iter().filter(|it| !members.iter().any(|made| made.wire == it.wire));
    let others = others.map(|it| (it.field.clone(), it.wire.clone()));
    let extra = is_resource_open.then(|| (EXTRA.to_owned(), EXTRA.to_owned()));
    let fixed = others.chain(extra).collect();
    let (request, resource) = (request.name.clone(), resource.name.clone());
    Ok(Update { request, resource, members, left, fixed })
}

/// The field that keeps the members that the document does not name.
const EXTRA: &str = "extra";

fn counterpart(api: &Api, member: &Member, resource: &Schema) -> Option<UpdateMember> {
    let other = resource.member(&member.wire)?;
    let is_ours = member.presence.required || !member.read_only;
    let is_same = member.ty == other.ty;
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
