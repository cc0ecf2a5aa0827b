//! Reads the operations.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::build::{Reader, first_tag, flag, text};
use super::documented;
use super::media::{is_error, is_success, json_schema, json_schema_of, responses};
use super::schemas::limits;
use super::{
    Answer, Api, Body, ByPath, Operation, Paging, Parameter, Placement, Tag, Type, names, paging,
    reserved,
};
use crate::passes::version_prefix;
use crate::pointer::Pointer;

impl Reader<'_> {
    pub(super) fn operations(&mut self, api: &mut Api) {
        let pointers = self.spec.operations();
        let prefix = version_prefix(&self.spec.root);
        let templates: Vec<String> = self
            .spec
            .object(&Pointer::root().child("paths"))
            .into_iter()
            .flat_map(Map::keys)
            .cloned()
            .collect();
        api.tags = self.tags(&pointers);
        for at in pointers {
            if let Some(mut operation) = self.operation(&at, &prefix, &templates, &api.tags) {
                let handle = &api.tags[operation.tag].handle;
                let taken = |name: &str| {
                    name == handle
                        || RESERVED_TYPES.contains(&name)
                        || api
                            .operations
                            .iter()
                            .any(|it| it.tag == operation.tag && it.call == name)
                };
                operation.call = names::unique(operation.call, taken);
                api.operations.push(operation);
            }
        }
        self.refuse_equal_methods(api);
    }

    fn operation(
        &mut self,
        at: &Pointer,
        prefix: &str,
        templates: &[String],
        tags: &[Tag],
    ) -> Option<Operation> {
        let value = self.spec.get(at)?;
        let id = text(Some(value), "operationId")?;
        let short = id.strip_prefix(prefix).unwrap_or(&id).to_owned();
        let tag = tags.iter().position(|it| it.name == first_tag(value))?;
        let path = at.parent()?.last()?;
        let name = text(Some(value), "x-rust-name")
            .map(|it| names::snake(&it))
            .unwrap_or_else(|| names::method(&short, &tags[tag].name));
        let templates: Vec<&str> = templates.iter().map(String::as_str).collect();
        let (path_parameters, parameters) = self.parameters(at, value, &path);
        Some(Operation {
            paging: self.paging(at, value, &parameters),
            refused: self.refused(at, value),
            never_repeated: self.never_repeated(at, value),
            reserved: reserved::words(&path, &templates),
            call: names::camel(&short),
            summary: text(Some(value), "summary"),
            docs: text(Some(value), "description"),
            deprecated: flag(value, "deprecated"),
            body: self.body(at, value),
            answer: self.answer(at, value),
            documented: documented::read(value),
            error: json_schema_of(value, is_error).map(|schema| self.type_of(schema)),
            method: at.last()?,
            at: at.clone(),
            id,
            path,
            tag,
            name,
            path_parameters,
            parameters,
        })
    }

    fn parameters(
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

    fn body(&mut self, at: &Pointer, operation: &Value) -> Option<Body> {
        let at = at.child("requestBody");
        let body = operation.get("requestBody")?;
        let content = body.get("content").and_then(Value::as_object)?;
        let Some(schema) = json_schema(content) else {
            let types: Vec<&str> = content.keys().map(String::as_str).collect();
            let message = format!("a body of {} cannot be sent by the client", types.join(", "));
            self.report
                .error(self.spec.place(&at), message)
                .help("give the operation a JSON body in an overlay, or remove the operation");
            return None;
        };
        let by_path = operation.get("x-body-by-path").and_then(|it| {
            let mapping = it.get("mapping")?.as_object()?;
            Some(ByPath {
                parameter: text(Some(it), "parameter")?,
                mapping: mapping
                    .iter()
                    .filter_map(|(value, branch)| {
                        Some((value.clone(), branch.as_str()?.to_owned()))
                    })
                    .collect(),
            })
        });
        Some(Body { ty: self.type_of(schema), by_path })
    }

    fn answer(&mut self, at: &Pointer, operation: &Value) -> Answer {
        let Some(schema) = json_schema_of(operation, is_success) else {
            for (status, response) in responses(operation).filter(|(status, _)| is_success(status))
            {
                let content = response.get("content").and_then(Value::as_object);
                if let Some(kind) = content.and_then(|it| it.keys().next()) {
                    let place = self.spec.place(&at.child("responses").child(status));
                    self.report
                        .warn(place, format!("an answer of {kind} is not read by the client"));
                }
            }
            return Answer::Empty;
        };
        let ty = self.type_of(schema);
        let bodiless = responses(operation)
            .filter(|(status, _)| is_success(status))
            .any(|(_, response)| response.get("content").is_none());
        if bodiless { Answer::OptionalJson(ty) } else { Answer::Json(ty) }
    }

    fn paging(
        &mut self,
        at: &Pointer,
        operation: &Value,
        parameters: &[Parameter],
    ) -> Option<Paging> {
        let read = paging::read(operation.get("x-paging")?, parameters);
        self.reported(at, "x-paging", read)
    }

    fn refused(&mut self, at: &Pointer, operation: &Value) -> Option<Pointer> {
        let pointer = text(operation.get("x-partial-success"), "refused")?;
        let read = Pointer::parse(&pointer).ok_or(format!("`{pointer}` is no JSON pointer"));
        self.reported(at, "x-partial-success", read)
    }

    fn never_repeated(&mut self, at: &Pointer, operation: &Value) -> bool {
        let Some(retry) = operation.get("x-retry") else { return false };
        let read = match retry.as_str() {
            Some("never") => Ok(()),
            _ => Err(format!("`x-retry` knows `never`, not {retry}")),
        };
        self.reported(at, "x-retry", read).is_some()
    }

    pub(super) fn reported<T>(
        &mut self,
        at: &Pointer,
        extension: &str,
        read: Result<T, String>,
    ) -> Option<T> {
        let report = |message| {
            let place = self.spec.place(&at.child(extension));
            self.report.error(place, message).help("correct the overlay action");
        };
        read.map_err(report).ok()
    }

    fn refuse_equal_methods(&mut self, api: &Api) {
        let mut seen: BTreeMap<(usize, &str), &Operation> = BTreeMap::new();
        for operation in &api.operations {
            let Some(first) = seen.insert((operation.tag, &operation.name), operation) else {
                continue;
            };
            let tag = &api.tags[operation.tag].name;
            let message = format!(
                "`{}` and `{}` would both be `{}` under the tag `{tag}`",
                first.id, operation.id, operation.name
            );
            let action = format!(
                "- target: $.paths['{}'].{}\n  update:\n    x-rust-name: another_name",
                operation.path, operation.method
            );
            self.report
                .error(self.spec.place(&operation.at), message)
                .help("give one of them another name")
                .overlay(action);
        }
    }
}

/// What the modules of the tags name besides what is theirs.
const RESERVED_TYPES: [&str; 9] =
    ["Call", "Client", "ErrorBody", "Method", "Operation", "Option", "Vec", "String", "Into"];

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
