//! Unions: read by a tag or by their shape, written as their branch.

use std::fmt::Write;

use crate::item::{Branch, Item, Type};
use crate::{Error, RUNTIME, implement, read, write};

/// The branch of a tagged union that holds what is not known.
const UNKNOWN: &str = "Unknown";

pub(crate) fn write(name: &str, branches: &[Branch]) -> String {
    let mut arms = String::new();
    for branch in branches {
        // Writing to a string does not fail.
        let _ = write!(
            arms,
            "Self::{}(it) => {RUNTIME}::Serialize::serialize(it, serializer), ",
            branch.name
        );
    }
    write::serialize(name, &format!("match self {{ {arms} }}"))
}

pub(crate) fn read(item: &Item, branches: &[Branch]) -> Result<String, Error> {
    let body = match &item.wire.tag {
        Some(member) => by_tag(member, &item.name, branches)?,
        None => by_shape(branches),
    };
    Ok(read::deserialize(&item.name, &body))
}

fn by_tag(member: &str, name: &str, branches: &[Branch]) -> Result<String, Error> {
    if !branches.iter().any(|it| it.name == UNKNOWN) {
        return Err(Error::new(format!("`{name}` has a tag and needs a branch `{UNKNOWN}`")));
    }
    let mut arms = String::new();
    for branch in branches.iter().filter(|it| !it.tags.is_empty()) {
        let tags: Vec<String> = branch.tags.iter().map(|it| format!("{it:?}")).collect();
        // Writing to a string does not fail.
        let _ = write!(
            arms,
            "::core::option::Option::Some({}) => it.decode().map(Self::{}), ",
            tags.join(" | "),
            branch.name
        );
    }
    Ok(format!(
        "match {RUNTIME}::Tagged::read(deserializer, {member:?}) {{ \
         ::core::result::Result::Ok((tag, it)) => match tag.as_deref() {{ \
         {arms} _ => ::core::result::Result::Ok(Self::{UNKNOWN}(it.into_value())), }}, \
         ::core::result::Result::Err(error) => ::core::result::Result::Err(error), }}"
    ))
}

fn by_shape(branches: &[Branch]) -> String {
    let (several, single): (Vec<_>, Vec<_>) = branches.iter().partition(|it| it.is_several);
    let tried: String = single.iter().map(|it| format!(".branch(Self::{})", it.name)).collect();
    let finished = match several.first() {
        Some(several) => format!(".finish_or(Self::{})", several.name),
        None => ".finish()".to_owned(),
    };
    format!(
        "match {RUNTIME}::Union::read(deserializer) {{ \
         ::core::result::Result::Ok(it) => it{tried}{finished}, \
         ::core::result::Result::Err(error) => ::core::result::Result::Err(error), }}"
    )
}

/// `From` each branch whose type has a name of its own and stands for it alone.
pub(crate) fn conversions(name: &str, branches: &[Branch]) -> String {
    let mut text = String::new();
    for branch in branches {
        let Some(ty) = held(branch).name().filter(|it| !is_basic(it)) else { continue };
        if branch.is_ambiguous || branches.iter().filter(|it| held(it).is(&ty)).count() > 1 {
            continue;
        }
        let value = match branch.ty.inside("Box") {
            Some(_) => "::std::boxed::Box::new(branch)",
            None => "branch",
        };
        let function =
            format!("#[inline] fn from(branch: {ty}) -> Self {{ Self::{}({value}) }}", branch.name);
        text += &implement("", &format!("::core::convert::From<{ty}>"), name, &function);
    }
    text
}

fn held(branch: &Branch) -> Type {
    branch.ty.inside("Box").unwrap_or_else(|| branch.ty.clone())
}

/// Types that every document has: which branch they are says nothing by itself.
fn is_basic(name: &str) -> bool {
    let others = ["bool", "f32", "f64", "String", "Date", "DateTime", "Secret"];
    let is_integer = name.strip_prefix(['i', 'u']).is_some_and(|it| it.parse::<u8>().is_ok());
    is_integer || others.contains(&name)
}
