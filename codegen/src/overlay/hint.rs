//! What stands nearest to a path that matches nothing.

use serde_json::Value;

use super::query::{Cut, Query};
use super::{kind, shown};
use crate::pointer::Pointer;

/// So many names are listed; of the others the hint gives the number.
const LISTED: usize = 8;

/// The longest part of `query` that matches, and what it holds, closest names first.
pub(super) fn nearest(query: &Query<'_>, root: &Value) -> String {
    for Cut { prefix, segment } in query.cuts() {
        let Ok(part) = Query::parse(prefix) else { continue };
        let found = part.nodes(root);
        let Some((first, node)) = found.first().and_then(|it| Some((it, it.resolve(root)?))) else {
            continue;
        };
        return format!("{}{}", subject(prefix, first, found.len()), holds(node, segment));
    }
    format!("`{}` is all there is to match, and the document has no such node", query.text())
}

fn subject(prefix: &str, first: &Pointer, matches: usize) -> String {
    match matches {
        1 => format!("`{prefix}` exists and "),
        _ => format!("`{prefix}` matches {matches} nodes, of which the first, {first}, "),
    }
}

fn holds(node: &Value, segment: &str) -> String {
    match node {
        Value::Object(members) if members.is_empty() => "is an empty object".to_owned(),
        Value::Object(members) => {
            format!("has: {}", closest(members.keys().map(String::as_str), segment))
        }
        Value::Array(items) => array(items, segment),
        primitive => format!("is {}: {}", kind(primitive), shown(primitive)),
    }
}

/// The items of an array have no names; what tells them apart is often a string in each.
fn array(items: &[Value], segment: &str) -> String {
    let texts: Vec<_> = items.iter().filter_map(Value::as_str).collect();
    let names: Vec<_> = items.iter().filter_map(|it| it.get("name")?.as_str()).collect();
    let count = match items.len() {
        1 => "is an array of 1 item".to_owned(),
        several => format!("is an array of {several} items"),
    };
    match (&texts[..], &names[..]) {
        ([], []) => count,
        ([], names) => format!("{count}, by `name`: {}", closest(names.iter().copied(), segment)),
        (texts, _) => format!("{count}: {}", closest(texts.iter().copied(), segment)),
    }
}

fn closest<'a>(names: impl Iterator<Item = &'a str>, segment: &str) -> String {
    let mut names: Vec<_> = names.collect();
    if let Some(wanted) = wanted(segment) {
        names.sort_by_cached_key(|it| strsim::osa_distance(it, wanted));
    }
    let shown = names.iter().take(LISTED).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The name that a segment asks for: `.name`, or the first text in `['name']` or in
/// `[?@.name == 'text']`.
fn wanted(segment: &str) -> Option<&str> {
    let quote = segment.find(['\'', '"']);
    let Some(open) = quote else {
        let name = segment.trim_start_matches('.');
        return (!name.is_empty() && !name.starts_with(['[', '*'])).then_some(name);
    };
    let rest = segment.get(open + 1..)?;
    let close = rest.find(segment.get(open..=open)?)?;
    rest.get(..close)
}

/// The name among `known` that was probably meant by `name`.
pub(super) fn similar<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |it: &str| strsim::osa_distance(it, name);
    known.iter().copied().filter(|it| distance(it) <= 2).min_by_key(|it| distance(it))
}
