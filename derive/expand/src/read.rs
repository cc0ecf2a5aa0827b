//! `Deserialize`: the names in a table, a variable for each member, and one loop.

use std::fmt::Write;

use crate::item::{Field, Type};
use crate::write::plain;
use crate::{RUNTIME, implement};

pub(crate) fn object(name: &str, fields: &[Field]) -> String {
    let names: Vec<String> =
        declared(fields).map(|(_, it)| format!("{:?}", it.wire_name())).collect();
    let body = format!(
        "const NAME: &'static str = {:?}; \
         const MEMBERS: &'static [&'static str] = &[{}]; \
         fn read<A: {RUNTIME}::MapAccess<'de>>(mut it: {RUNTIME}::Members<'de, A>) \
         -> ::core::result::Result<Self, A::Error> {{ {} }}",
        plain(name),
        names.join(", "),
        read(fields),
    );
    let object = implement("<'de>", &format!("{RUNTIME}::Object<'de>"), name, &body);
    object + &deserialize(name, &format!("{RUNTIME}::read(deserializer)"))
}

/// A struct around one value is read as that value.
pub(crate) fn wrapper(name: &str, inner: &Type) -> String {
    let value = format!("<{inner} as {RUNTIME}::Deserialize>::deserialize(deserializer)");
    deserialize(name, &format!("{value}.map(Self)"))
}

pub(crate) fn deserialize(name: &str, body: &str) -> String {
    let function = format!(
        "fn deserialize<D: {RUNTIME}::Deserializer<'de>>(deserializer: D) \
         -> ::core::result::Result<Self, D::Error> {{ {body} }}"
    );
    implement("<'de>", &format!("{RUNTIME}::Deserialize<'de>"), name, &function)
}

/// The members that have a name, by their place in the table.
fn declared(fields: &[Field]) -> impl Iterator<Item = (usize, &Field)> {
    fields.iter().filter(|it| !it.wire.is("extra")).enumerate()
}

/// What is required is kept in an `Option`, all else in the form that the field has.
fn read(fields: &[Field]) -> String {
    let (mut variables, mut arms) = (String::new(), String::new());
    for (at, field) in declared(fields) {
        let ty = &field.ty;
        let (declared, function) = match (field.optional(), ty.inside("Option")) {
            (Some(_), _) if field.wire.is("empty") => (ty.to_string(), "empty_clears"),
            // `null` is a value of the inner one.
            (Some(inner), _) if inner.inside("Option").is_some() => (ty.to_string(), "value"),
            (_, Some(_)) => (ty.to_string(), "optional"),
            (_, None) => (format!("::core::option::Option<{ty}>"), "value"),
        };
        // Writing to a string does not fail.
        let _ = write!(variables, "let mut a{at}: {declared} = ::core::option::Option::None; ");
        let _ = write!(arms, "{at} => it.{function}(&mut a{at}), ");
    }
    let other = match fields.iter().find(|it| it.wire.is("extra")) {
        None => "it.skip()",
        Some(extra) => {
            let ty = &extra.ty;
            let _ =
                write!(variables, "let mut extra: {ty} = ::core::default::Default::default(); ");
            "it.extra(&mut extra)"
        }
    };
    format!(
        "{variables} while let ::core::option::Option::Some(at) = it.next_member() \
         {{ match at {{ {arms} _ => {other}, }} }} {}",
        finish(fields)
    )
}

fn finish(fields: &[Field]) -> String {
    let required: Vec<usize> = declared(fields)
        .filter(|(_, it)| it.ty.inside("Option").is_none())
        .map(|it| it.0)
        .collect();
    let patterns: String =
        required.iter().map(|at| format!(", ::core::option::Option::Some(a{at})")).collect();
    let values: String = required.iter().map(|at| format!(", a{at}")).collect();
    let mut members = String::new();
    for (at, field) in declared(fields) {
        let _ = write!(members, "{}: a{at}, ", field.name);
    }
    for extra in fields.iter().filter(|it| it.wire.is("extra")) {
        let _ = write!(members, "{}: extra, ", extra.name);
    }
    format!(
        "let (true{patterns},) = (it.are_read(){values},) else \
         {{ return ::core::result::Result::Err(it.error(&{required:?})) }}; \
         ::core::result::Result::Ok(Self {{ {members} }})"
    )
}
