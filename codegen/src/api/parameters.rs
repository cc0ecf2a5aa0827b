//! Reads the parameters of operations.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::build::{Reader, flag, text};
use super::schemas::limits;
use super::{Parameter, Placement, Type, names};
use crate::pointer::Pointer;

impl Reader<'_> {
    pub(super) fn parameters(
        &mut self,
        at: &Pointer,
        operation: &Value,
        path: &str,
    ) -> (Vec<Parameter>, Vec<Parameter>) {
        let listed = operation.get("parameters").and_then(Value::as_array);
        let mut found: Vec<Parameter> = Vec::new();
        for (index, parameter) in listed.into_iter().flatten().enumerate() {
            let at = at.child("parameters").child(index);
            let Some(mut parameter) = self.parameter(&at, parameter) else { continue };
            let taken = |it: &str| found.iter().any(|other| other.name == it);
            parameter.name = names::unique(parameter.name, taken);
            found.push(parameter);
        }
        let (mut in_path, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|it| it.place == Placement::Path);
        in_path.retain(|it| path.contains(&format!("{{{}}}", it.wire)));
        in_path.sort_by_key(|it| path.find(&format!("{{{}}}", it.wire)));
        for name in path_names(path) {
            if !in_path.iter().any(|it| it.wire == name) {
                self.report
                    .error(
                        self.spec.place(at),
                        format!("`{{{name}}}` in the path is no parameter of the operation"),
                    )
                    .help(format!("add a parameter `{name}` with `in: path`"));
            }
        }
        (in_path, others)
    }

    fn parameter(&mut self, at: &Pointer, value: &Value) -> Option<Parameter> {
        let wire = text(Some(value), "name")?;
        let place = match value.get("in").and_then(Value::as_str)? {
            "path" => Placement::Path,
            "header" => Placement::Header,
            "query" => query_placement(value),
            other => {
                self.report
                    .warn(
                        self.spec.place(at),
                        format!("the {other} parameter `{wire}` is not sent by the client"),
                    )
                    .help("send it with `header` on each call");
                return None;
            }
        };
        let content = value.get("content").and_then(Value::as_object);
        let schema = value
            .get("schema")
            .or_else(|| content?.values().next()?.get("schema"))
            .unwrap_or(&Value::Null);
        let ty = self.type_of(schema);
        Some(Parameter {
            name: names::snake(&text(Some(value), "x-rust-name").unwrap_or_else(|| wire.clone())),
            required: place == Placement::Path
                || flag(value, "required") && !matches!(place, Placement::QueryTemplate(..)),
            docs: text(Some(value), "description").or_else(|| text(Some(schema), "description")),
            limits: limits(schema),
            range: range(schema),
            default: schema.get("default").cloned(),
            ty: scalar_or_text(ty, &place),
            wire,
            place,
        })
    }
}

/// The least and the greatest value that a schema says of an integer.
fn range(schema: &Value) -> Option<RangeInclusive<u64>> {
    let limits = schema.get("x-limits")?;
    let bound = |key| limits.get(key).and_then(Value::as_u64);
    Some(bound("minimum")?..=bound("maximum")?)
}

fn path_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|it| it.split_once('}')).map(|(name, _)| name)
}

fn query_placement(parameter: &Value) -> Placement {
    let template = text(Some(parameter), "x-query-template");
    let split = template.as_deref().and_then(|it| {
        let (before, rest) = it.split_once('<')?;
        let (key, after) = rest.split_once('>')?;
        Some(Placement::QueryTemplate(before.to_owned(), after.to_owned(), names::snake(key)))
    });
    split.unwrap_or(Placement::Query)
}

/// What has no text form of its own goes into a path, query or header as text.
fn scalar_or_text(ty: Type, place: &Placement) -> Type {
    match (ty, place) {
        (Type::Any | Type::Map(_), Placement::Path | Placement::Query | Placement::Header) => {
            Type::String
        }
        (ty, _) => ty,
    }
}
