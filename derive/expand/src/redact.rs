//! `Debug` as the standard derive has it, but for what is secret.

use std::fmt::Write;

use crate::item::{Field, Item};
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
