//! The lines of types.

use super::{Wire, limits, one_of, with_remarks};
use crate::api::{Api, Branch, Direction, Member, Omit, Presence, Schema, Shape, Type, Union};

/// By name; first the type, then its parts.
pub(super) fn lines(api: &Api) -> Vec<String> {
    let mut schemas: Vec<_> = api.schemas.values().collect();
    schemas.sort_by_key(|it| &it.name);
    schemas.into_iter().flat_map(of).collect()
}

fn of(schema: &Schema) -> Vec<String> {
    let name = &schema.name;
    let (kind, mut parts) = match &schema.shape {
        Shape::Object { members, further } => {
            let kind = match further {
                None => "object".to_owned(),
                Some(Type::Map(values)) if **values != Type::Any => {
                    format!("object open to {}", Wire(values))
                }
                Some(_) => "open object".to_owned(),
            };
            (kind, members.iter().map(|it| member(name, it)).collect())
        }
        Shape::StringEnum(variants) => {
            let values = variants.iter().map(|it| format!("{name} = {:?}", it.value));
            ("string, open enum".to_owned(), values.collect())
        }
        Shape::IntegerEnum(variants) => {
            let values = variants.iter().map(|it| format!("{name} = {}", it.value));
            ("integer, open enum".to_owned(), values.collect())
        }
        Shape::Union(union) => {
            let kind = match &union.discriminator {
                Some(member) => format!("union by {member}"),
                None if union.several => "union, several at once".to_owned(),
                None => "union".to_owned(),
            };
            (kind, union.branches.iter().map(|it| branch(name, union, it)).collect())
        }
        Shape::Alias(ty) => (Wire(ty).to_string(), Vec::<String>::new()),
    };
    parts.sort();
    let remarks = [
        Some(direction(schema.direction).to_owned()),
        schema.secret.then(|| "secret".to_owned()),
        limits(&schema.limits),
    ];
    [with_remarks(format!("{name}: {kind}"), &remarks)].into_iter().chain(parts).collect()
}

fn direction(direction: Direction) -> &'static str {
    match (direction.request, direction.answer) {
        (true, true) => "sent and answered",
        (true, false) => "sent",
        (false, _) => "answered",
    }
}

fn branch(name: &str, union: &Union, branch: &Branch) -> String {
    let line = format!("{name} | {}", Wire(&branch.ty));
    match &union.discriminator {
        Some(member) => format!("{line} where {member} is {}", one_of(&branch.tags)),
        None => line,
    }
}

fn member(name: &str, it: &Member) -> String {
    let remarks = [
        Some(states(&it.presence, &it.ty)),
        it.default.as_ref().map(|it| format!("default {it}")),
        it.read_only.then(|| "read only".to_owned()),
        it.secret.then(|| "secret".to_owned()),
        it.deprecated.then(|| "deprecated".to_owned()),
        limits(&it.limits),
    ];
    with_remarks(format!("{name}.{}: {}", it.wire, Wire(&it.ty)), &remarks)
}

/// Which states a member has on the wire, and what the server makes of them as far as it is said.
fn states(presence: &Presence, ty: &Type) -> String {
    let empty = if matches!(ty, Type::Map(_)) { "{}" } else { "[]" };
    let states = [
        (!presence.required).then_some("absent"),
        presence.nullable.then_some("null"),
        presence.empty_clears.then_some(empty),
        Some("value"),
    ];
    let omit = presence.omit.map(|it| match it {
        Omit::Keep => "omit: keep",
        Omit::Reset => "omit: reset",
        Omit::Default => "omit: default",
    });
    let meanings = [
        omit,
        (presence.null_clears == Some(true)).then_some("null: clear"),
        presence.empty_clears.then_some("empty: clear"),
    ];
    let [states, meanings] =
        [(&states[..], " | "), (&meanings[..], ", ")].map(|(words, separator)| {
            words.iter().flatten().copied().collect::<Vec<_>>().join(separator)
        });
    if meanings.is_empty() { states } else { format!("{states} ({meanings})") }
}
