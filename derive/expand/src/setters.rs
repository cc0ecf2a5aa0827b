//! `new` with what is required, and a setter for each state of the rest.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::item::{Field, Type};
use crate::write::plain;

/// Functions that every type with setters has, and those that derives give it.
const TAKEN: [&str; 4] = ["new", "extra", "clone", "default"];

const INTO: &str = "::core::convert::Into";
const SOME: &str = "::core::option::Option::Some";
const NONE: &str = "::core::option::Option::None";
const BOX: &str = "::std::boxed::Box::new";

pub(crate) fn object(name: &str, fields: &[Field]) -> String {
    let mut functions = constructor(fields);
    let mut taken: BTreeSet<String> = TAKEN.into_iter().map(str::to_owned).collect();
    let mut claim = |name: &str| {
        let name = unique(name, |it| taken.contains(it));
        taken.insert(plain(&name).to_owned());
        name
    };
    // A state yields to all members that are called like it.
    let optional = fields.iter().filter(|it| !it.wire.is("read_only") && !it.wire.is("extra"));
    let optional = optional.filter_map(|it| Some((it, it.optional()?, claim(&it.name))));
    for (field, value, name) in optional.collect::<Vec<_>>() {
        setter(field, &value, &name, &mut functions);
        for (verb, doc, state) in states(field, &value) {
            let name = claim(&format!("{verb}_{}", plain(&field.name).trim_end_matches('_')));
            function(&mut functions, &doc, &format!("{name}(mut self)"), &field.name, &state);
        }
    }
    for extra in fields.iter().filter(|it| it.wire.is("extra")) {
        functions += &extra_setter(extra);
    }
    format!("#[automatically_derived] impl {name} {{ {functions} }}\n")
}

fn is_required(field: &Field) -> bool {
    field.optional().is_none() && !field.wire.is("extra")
}

fn constructor(fields: &[Field]) -> String {
    if !fields.iter().any(is_required) {
        return "/// With nothing set: everything is left out.\n\
                #[inline] pub fn new() -> Self { ::core::default::Default::default() } "
            .to_owned();
    }
    let (mut arguments, mut values) = (String::new(), String::new());
    for field in fields {
        let name = &field.name;
        // Writing to a string does not fail.
        if field.wire.is("extra") {
            let _ = write!(values, "{name}: ::core::default::Default::default(), ");
        } else if is_required(field) {
            let (ty, value) = taken(&field.ty, name);
            let _ = write!(arguments, "{name}: {ty}, ");
            let _ = write!(values, "{name}: {value}, ");
        } else {
            let _ = write!(values, "{name}: {NONE}, ");
        }
    }
    format!(
        "/// With what is required; all else is left out.\n\
         #[inline] pub fn new({arguments}) -> Self {{ Self {{ {values} }} }} "
    )
}

/// How a function takes a value of a type, and the expression that makes the value of it.
fn taken(ty: &Type, name: &str) -> (String, String) {
    if let Some(items) = ty.inside("Vec") {
        let (items, converted) = match is_converted(&items) {
            true => (format!("impl {INTO}<{items}>"), format!(".map({INTO}::into)")),
            false => (items.to_string(), String::new()),
        };
        let ty = format!("impl ::core::iter::IntoIterator<Item = {items}>");
        let items = format!("::core::iter::IntoIterator::into_iter({name}){converted}");
        return (ty, format!("{items}.collect()"));
    }
    if let Some(values) = ty.map_values() {
        let ty =
            format!("impl ::core::iter::IntoIterator<Item = (::std::string::String, {values})>");
        return (ty, format!("::core::iter::IntoIterator::into_iter({name}).collect()"));
    }
    if let Some(inner) = ty.inside("Box") {
        let (ty, value) = taken(&inner, name);
        return (ty, format!("{BOX}({value})"));
    }
    if let Some(inner) = ty.inside("Option").and_then(|it| it.inside("Box")) {
        let ty = format!("::core::option::Option<{inner}>");
        return (ty, format!("{name}.map({BOX})"));
    }
    match is_converted(ty) {
        true => (format!("impl {INTO}<{ty}>"), format!("{INTO}::into({name})")),
        false => (ty.to_string(), name.to_owned()),
    }
}

fn is_converted(ty: &Type) -> bool {
    ["String", "Secret", "Upload"].iter().any(|it| ty.is(it))
}

fn setter(field: &Field, value: &Type, setter: &str, functions: &mut String) {
    let name = &field.name;
    let with_null = value.inside("Option");
    let (ty, expression) = taken(with_null.as_ref().unwrap_or(value), name);
    let expression = match with_null {
        Some(_) => format!("{SOME}({SOME}({expression}))"),
        None => format!("{SOME}({expression})"),
    };
    let doc = format!("Sets `{}`.", field.wire_name());
    function(functions, &doc, &format!("{setter}(mut self, {name}: {ty})"), name, &expression);
}

fn function(functions: &mut String, doc: &str, head: &str, field: &str, value: &str) {
    // Writing to a string does not fail.
    let _ = write!(
        functions,
        "#[doc = {:?}] #[inline] #[must_use] pub fn {head} -> Self {{ self.{field} = {value}; self }} ",
        format!(" {doc}")
    );
}

/// The states other than a value: verb, what it makes the server do, and the state.
fn states(field: &Field, value: &Type) -> Vec<(&'static str, String, String)> {
    let Some(inner) = value.inside("Option") else { return Vec::new() };
    let (wire, flags) = (field.wire_name(), &field.wire);
    let mut states = Vec::new();
    let omitted = [("keep", "the server keeps what it has"), ("reset", "the server resets it")];
    for (verb, effect) in omitted.into_iter().filter(|(verb, _)| flags.is(verb)) {
        states.push((verb, format!("Leaves `{wire}` out: {effect}."), NONE.to_owned()));
    }
    let (verb, doc) = if flags.is("empty") {
        let empty = if inner.inside("Vec").is_some() { "[]" } else { "{}" };
        ("clear", format!("Sends `{wire}` as `{empty}`: the server removes everything."))
    } else if flags.is("clear") {
        ("clear", format!("Sends `{wire}` as `null`: the server removes the value."))
    } else {
        ("null", format!("Sends `{wire}` as `null`."))
    };
    states.push((verb, doc, format!("{SOME}({NONE})")));
    states
}

fn extra_setter(field: &Field) -> String {
    let name = &field.name;
    let value = field.ty.map_values().map(|it| it.to_string()).unwrap_or_default();
    format!(
        "/// Sets a member that the document does not name.\n\
         #[inline] #[must_use] pub fn extra(mut self, name: impl {INTO}<::std::string::String>, \
         value: impl {INTO}<{value}>) -> Self \
         {{ self.{name}.insert({INTO}::into(name), {INTO}::into(value)); self }} "
    )
}

/// `name`, or with a number behind it, such that `taken` does not hold it.
fn unique(name: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(plain(name)) {
        return name.to_owned();
    }
    let name = plain(name);
    (2..).map(|number| format!("{name}{number}")).find(|it| !taken(it)).unwrap_or_default()
}
