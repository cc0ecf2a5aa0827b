//! Finds the members and branches that need a box.
//!
//! A value that holds one of its own type, directly or through others, would have no end. And what is
//! large is moved about, on the stack of whoever reads it: without boxes a payment of Stripe's, with
//! all that is inside it, is a megabyte. Lists and maps hold their values apart already.

use super::{Api, Shape, Type};

/// As many bytes a struct or union may add to what holds it; one that is larger stands in a box.
const LARGEST: usize = 1024;

/// About as many bytes take a text, a list, a map and a number, each with an option around it.
const PART: usize = 24;

/// A box, with an option around it.
const BOX: usize = 8;

/// What a walk knows of a type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing yet.
    New,
    /// It is on the way to where the walk is.
    Open,
    /// All that it holds is known, and so how many bytes it takes.
    Done(usize),
}

/// Boxes one member or branch of each circle of types that hold each other, and what is large.
pub(super) fn mark(api: &mut Api) {
    let held: Vec<Vec<(usize, usize)>> =
        (0..api.schemas.len()).map(|index| held(api, index)).collect();
    let mut states = vec![State::New; held.len()];
    for start in 0..held.len() {
        if states[start] != State::New {
            continue;
        }
        states[start] = State::Open;
        let mut path = vec![(start, 0)];
        while let Some((index, next)) = path.last_mut() {
            let index = *index;
            let Some((part, inner)) = held[index].get(*next).copied() else {
                states[index] = State::Done(size(api, index, &held[index], &states));
                path.pop();
                continue;
            };
            match states[inner] {
                State::New => {
                    states[inner] = State::Open;
                    path.push((inner, 0));
                    continue;
                }
                State::Open => put_in_box(api, index, part),
                State::Done(size) if size > LARGEST => put_in_box(api, index, part),
                State::Done(_) => {}
            }
            *next += 1;
        }
    }
}

fn put_in_box(api: &mut Api, index: usize, part: usize) {
    match api.schemas.get_index_mut(index).map(|(_, it)| &mut it.shape) {
        Some(Shape::Object { members, .. }) => members[part].boxed = true,
        Some(Shape::Union(union)) => union.branches[part].boxed = true,
        _ => {}
    }
}

/// About as many bytes a type takes, of which all that it holds is done or boxed.
fn size(api: &Api, index: usize, held: &[(usize, usize)], states: &[State]) -> usize {
    let Some((_, schema)) = api.schemas.get_index(index) else { return 0 };
    let of_part = |part: usize, boxed: bool| {
        let inner = held.binary_search_by_key(&part, |(part, _)| *part).ok();
        match inner.map(|at| states[held[at].1]) {
            _ if boxed => BOX,
            Some(State::Done(size)) => size + BOX,
            _ => PART,
        }
    };
    match &schema.shape {
        Shape::Object { members, .. } => {
            members.iter().enumerate().map(|(part, it)| of_part(part, it.boxed)).sum()
        }
        Shape::Union(union) => {
            let branches = union.branches.iter().enumerate();
            branches.map(|(part, it)| of_part(part, it.boxed)).max().unwrap_or_default()
        }
        _ => PART,
    }
}

/// The members or branches of a type that hold another, each by its index with that of the other.
fn held(api: &Api, index: usize) -> Vec<(usize, usize)> {
    let Some((_, schema)) = api.schemas.get_index(index) else { return Vec::new() };
    let types: Vec<&Type> = match &schema.shape {
        Shape::Object { members, .. } => members.iter().map(|it| &it.ty).collect(),
        Shape::Union(union) => union.branches.iter().map(|it| &it.ty).collect(),
        _ => Vec::new(),
    };
    let types = types.into_iter().enumerate();
    types.filter_map(|(part, ty)| Some((part, target(api, ty)?))).collect()
}

/// The index of the struct or union that a type is, by whatever name.
fn target(api: &Api, ty: &Type) -> Option<usize> {
    let mut ty = ty;
    for _ in 0..=api.schemas.len() {
        match ty {
            Type::Nullable(inner) => ty = inner,
            Type::Named(name) => match &api.schemas.get(name)?.shape {
                Shape::Alias(other) => ty = other,
                _ => return api.schemas.get_index_of(name),
            },
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::report::Report;
    use crate::source::Source;
    use crate::spec::Spec;

    /// What is boxed: `Type.part`.
    fn boxed(schemas: &str) -> Vec<String> {
        let text = format!(r#"{{"paths": {{}}, "components": {{"schemas": {schemas}}}}}"#);
        let spec = Spec::new(Arc::new(Source::parse("api.json", &text).unwrap()));
        let api = crate::api::build(&spec, &mut Report::new());
        let mut found = Vec::new();
        for schema in api.schemas.values() {
            match &schema.shape {
                Shape::Object { members, .. } => found.extend(
                    members.iter().filter(|it| it.boxed).map(|it| (&schema.name, &it.field)),
                ),
                Shape::Union(union) => found.extend(
                    union.branches.iter().filter(|it| it.boxed).map(|it| (&schema.name, &it.name)),
                ),
                _ => {}
            }
        }
        found.into_iter().map(|(schema, part)| format!("{schema}.{part}")).collect()
    }

    #[test]
    fn one_part_of_each_circle_is_boxed() {
        let schemas = r##"{
            "Own": {"properties": {"own": {"$ref": "#/components/schemas/Own"}, "b": {"$ref": "#/components/schemas/B"}}},
            "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
            "B": {"properties": {"a": {"$ref": "#/components/schemas/A"}}}
        }"##;
        assert_eq!(boxed(schemas), ["Own.own", "A.b"]);
    }

    #[test]
    fn circles_go_through_unions_and_other_names() {
        let schemas = r##"{
            "A": {"properties": {"u": {"$ref": "#/components/schemas/U"}}},
            "U": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Other"}]},
            "Other": {"$ref": "#/components/schemas/A"}
        }"##;
        assert_eq!(boxed(schemas), ["U.Other"]);
    }

    #[test]
    fn what_is_large_is_boxed_where_it_stands() {
        let members = |count: usize| {
            let members = (0..count).map(|it| format!(r#""m{it}": {{"type": "string"}}"#));
            members.collect::<Vec<_>>().join(",")
        };
        let schemas = format!(
            r##"{{
            "Large": {{"properties": {{{}}}}},
            "Small": {{"properties": {{{}}}}},
            "Both": {{"properties": {{"large": {{"$ref": "#/components/schemas/Large"}}, "small": {{"$ref": "#/components/schemas/Small"}}}}}},
            "Either": {{"oneOf": [{{"$ref": "#/components/schemas/Small"}}, {{"$ref": "#/components/schemas/Large"}}]}},
            "Twice": {{"properties": {{"a": {{"$ref": "#/components/schemas/Both"}}, "b": {{"$ref": "#/components/schemas/Both"}}}}}},
            "Thrice": {{"properties": {{"c": {{"$ref": "#/components/schemas/Twice"}}}}}}
        }}"##,
            members(43),
            members(40)
        );
        assert_eq!(boxed(&schemas), ["Both.large", "Either.Large", "Thrice.c"]);
    }

    #[test]
    fn lists_and_maps_end_a_circle() {
        let schemas = r##"{
            "A": {"properties": {"list": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}, "map": {"$ref": "#/components/schemas/M"}}},
            "M": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/A"}}
        }"##;
        assert_eq!(boxed(schemas), [""; 0]);
    }
}
