//! `Debug` as the standard derive has it, but for what is secret.

use std::fmt::Write;

use crate::item::{Branch, Field, Item};
use crate::write::plain;
use crate::{RUNTIME, implement};

pub(crate) fn object(item: &Item, fields: &[Field]) -> String {
    if item.wire.is("secret") {
        return whole(&item.name);
    }
    let mut lines = String::new();
    for field in fields {
        let value = match field.wire.is("secret") {
            true => format!("{RUNTIME}::Redacted"),
            false => format!("self.{}", field.name),
        };
        // Writing to a string does not fail.
        let _ = write!(lines, ".field({:?}, &{value})", plain(&field.name));
    }
    debug(&item.name, &format!("f.debug_struct({:?}){lines}.finish()", plain(&item.name)))
}

/// Shows the branch, unless that may be of any of them.
pub(crate) fn union(item: &Item, branches: &[Branch]) -> String {
    if item.wire.is("secret") {
        return whole(&item.name);
    }
    let mut arms = String::new();
    for branch in branches {
        let (held, shown) = match branch.is_several {
            true => ("_", format!("&{RUNTIME}::Redacted")),
            false => ("it", "it".to_owned()),
        };
        // Writing to a string does not fail.
        let _ = write!(
            arms,
            "Self::{}({held}) => f.debug_tuple({:?}).field({shown}).finish(), ",
            branch.name,
            plain(&branch.name)
        );
    }
    debug(&item.name, &format!("match self {{ {arms} }}"))
}

/// The name of the type alone.
pub(crate) fn whole(name: &str) -> String {
    let shown = format!("f.debug_tuple({:?}).field(&{RUNTIME}::Redacted).finish()", plain(name));
    debug(name, &shown)
}

fn debug(name: &str, body: &str) -> String {
    let function = format!(
        "fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {{ {body} }}"
    );
    implement("", "::core::fmt::Debug", name, &function)
}
