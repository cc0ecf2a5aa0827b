//! `Serialize`: a line for each member.

use std::fmt::Write;

use crate::item::Field;
use crate::{RUNTIME, implement};

pub(crate) fn object(name: &str, fields: &[Field]) -> String {
    let extra = fields.iter().find(|it| it.wire.is("extra"));
    let declared = fields.iter().filter(|it| !it.wire.is("extra"));
    let always = declared.clone().filter(|it| it.optional().is_none()).count();
    let mut count = always.to_string();
    let mut lines = String::new();
    for field in declared {
        let (rust, wire) = (&field.name, field.wire_name());
        let function = match field.optional() {
            None => "member",
            Some(_) if field.wire.is("empty") => "empty_clears",
            Some(_) => "optional",
        };
        if function != "member" {
            // Writing to a string does not fail.
            let _ = write!(count, " + self.{rust}.is_some() as usize");
        }
        let _ = write!(lines, "it.{function}({wire:?}, &self.{rust}); ");
    }
    let begin = match extra {
        None => format!("{RUNTIME}::ObjectWriter::begin(serializer, {:?}, {count})", plain(name)),
        Some(extra) => {
            let _ = write!(lines, "it.extra(&self.{}); ", extra.name);
            format!(
                "{RUNTIME}::OpenObjectWriter::begin(serializer, {count} + self.{}.len())",
                extra.name
            )
        }
    };
    serialize(name, &format!("let mut it = {begin}; {lines} it.end()"))
}

/// A struct around one value is written as that value.
pub(crate) fn wrapper(name: &str) -> String {
    serialize(name, &format!("{RUNTIME}::Serialize::serialize(&self.0, serializer)"))
}

pub(crate) fn serialize(name: &str, body: &str) -> String {
    let function = format!(
        "fn serialize<S: {RUNTIME}::Serializer>(&self, serializer: S) \
         -> ::core::result::Result<S::Ok, S::Error> {{ {body} }}"
    );
    implement("", &format!("{RUNTIME}::Serialize"), name, &function)
}

/// The name without `r#`.
pub(crate) fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
