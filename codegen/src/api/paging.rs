//! How an operation's list is paged, and where refused items stand in an answer: read from
//! `x-paging` and `x-partial-success`.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::{Member, Parameter, Schema, Shape, Type};

/// How the pages of a list are asked for, and where its parts stand in an answer.
#[derive(Debug)]
pub struct Paging {
    /// How a page is named.
    pub style: PagingStyle,
    /// The query parameter that holds the page size, with the least and the greatest, where the
    /// document says them: its setter checks it, whether the call is streamed or not.
    pub limit: Option<(String, RangeInclusive<u64>)>,
    /// The header that says that the list began anew.
    pub restarted: Option<String>,
    /// The members of the answer.
    pub parts: PageParts,
}

/// How a page is named.
#[derive(Debug, PartialEq, Eq)]
pub enum PagingStyle {
    /// By a cursor from the page before, in this query parameter.
    Cursor(String),
    /// By its number, in this query parameter.
    Number(String),
    /// The list comes at once.
    Single,
}

/// The members of a page, by their names on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageParts {
    /// The items.
    pub items: String,
    /// The cursor of the next page.
    pub cursor: Option<String>,
    /// Whether another page follows.
    pub more: Option<String>,
}

/// Reads `x-paging`.
pub(super) fn read(extension: &Value, parameters: &[Parameter]) -> Result<Paging, String> {
    let text = |key: &str| extension.get(key).and_then(Value::as_str);
    let parameter = |key: &str| {
        let name = text(key).ok_or(format!("`x-paging` names no `{key}`"))?;
        let found = parameters.iter().find(|it| it.wire == name);
        found.ok_or(format!("`x-paging` names `{name}`, which is no parameter of the operation"))
    };
    let style = match text("style") {
        Some("cursor") => PagingStyle::Cursor(parameter("parameter")?.wire.clone()),
        Some("page") => PagingStyle::Number(parameter("parameter")?.wire.clone()),
        Some("none") => PagingStyle::Single,
        _ => return Err("`x-paging` does not say `style: cursor`, `page` or `none`".to_owned()),
    };
    let limit = match text("limit") {
        None => None,
        Some(name) => {
            let limit = parameter("limit")?;
            if !matches!(limit.ty, Type::Integer(_)) {
                return Err(format!("`{name}` is no integer, as a page size is"));
            }
            limit.range.clone().map(|range| (limit.wire.clone(), range))
        }
    };
    let member = |key: &str| match text(key) {
        None => Ok(None),
        Some(pointer) => member_name(pointer).map(Some),
    };
    let parts = PageParts {
        items: member("items")?.ok_or("`x-paging` names no `items`")?,
        cursor: member("cursor")?,
        more: member("more")?,
    };
    Ok(Paging { style, limit, restarted: text("restarted").map(str::to_owned), parts })
}

/// The member of the answer that a pointer of one token names.
pub(super) fn member_name(pointer: &str) -> Result<String, String> {
    let name = pointer.strip_prefix('/').filter(|it| !it.contains('/'));
    name.map(|it| it.replace("~1", "/").replace("~0", "~"))
        .ok_or(format!("`{pointer}` does not name a member of the answer itself"))
}

impl Schema {
    /// The member with this name on the wire.
    pub fn member(&self, wire: &str) -> Option<&Member> {
        let Shape::Object { members, .. } = &self.shape else { return None };
        members.iter().find(|it| it.wire == wire)
    }

    /// The member with this name, and what it is a list of.
    pub fn list_member(&self, wire: &str) -> Option<(&Member, &Type)> {
        let member = self.member(wire)?;
        match &member.ty {
            Type::List(items) => Some((member, items)),
            _ => None,
        }
    }
}
