//! Finds the members and branches that need a box: a value that holds one of its own type, directly
//! or through others, would have no end. Lists and maps hold their values apart already.

use super::{Api, Shape, Type};

/// What a walk knows of a type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing yet.
    New,
    /// It is on the way to where the walk is.
    Open,
    /// All that it holds is known.
    Done,
}

/// Boxes one member or branch of each circle of types that hold each other.
pub(super) fn mark(api: &mut Api) {
    let held: Vec<Vec<(usize, usize)>> =
        (0..api.schemas.len()).map(|index| held(api, index)).collect();
    let mut states = vec![State::New; held.len()];
    let mut boxed = Vec::new();
    for start in 0..held.len() {
        if states[start] != State::New {
            continue;
        }
        states[start] = State::Open;
        let mut path = vec![(start, 0)];
        while let Some((index, next)) = path.last_mut() {
            let index = *index;
            let Some((part, inner)) = held[index].get(*next).copied() else {
                states[index] = State::Done;
                path.pop();
                continue;
            };
            *next += 1;
            match states[inner] {
                State::New => {
                    states[inner] = State::Open;
                    path.push((inner, 0));
                }
                State::Open => boxed.push((index, part)),
                State::Done => {}
            }
        }
    }
    for (index, part) in boxed {
        let shape = api.schemas.get_index_mut(index).map(|(_, it)| &mut it.shape);
        match shape {
            Some(Shape::Object { members, .. }) => members[part].boxed = true,
            Some(Shape::Union(union)) => union.branches[part].boxed = true,
            _ => {}
        }
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
    fn lists_and_maps_end_a_circle() {
        let schemas = r##"{
            "A": {"properties": {"list": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}, "map": {"$ref": "#/components/schemas/M"}}},
            "M": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/A"}}
        }"##;
        assert_eq!(boxed(schemas), [""; 0]);
    }
}
