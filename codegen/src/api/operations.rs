//! Reads the operations.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::build::{Reader, first_tag, flag, text};
use super::{Answer, Api, Operation, Paging, Parameter, Parts, Tag, by_status, documented, names};
use super::{paging, reserved};
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
            let read = self.operation(&at, &prefix, &templates, &api.tags, &mut api.parts);
            if let Some(mut operation) = read {
                self.answers(&mut operation, &mut api.by_status);
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
        by_status::name_all(&mut api.by_status, &api.operations);
        self.refuse_equal_methods(api);
    }

    fn operation(
        &mut self,
        at: &Pointer,
        prefix: &str,
        templates: &[String],
        tags: &[Tag],
        parts: &mut IndexMap<String, Parts>,
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
            body: self.body(at, value, parts),
            // These depend on what other operations answer with.
            answer: Answer::Empty,
            error: Answer::Empty,
            accept: None,
            documented: documented::read(value),
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
