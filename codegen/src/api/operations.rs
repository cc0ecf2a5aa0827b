//! Reads the operations.

use heck::ToShoutySnakeCase;
use serde_json::{Map, Value};

use super::build::{Reader, first_tag, flag, text};
use super::documented;
use super::media::{is_error, json_schema_of};
use super::{Api, Operation, Paging, Parameter, Tag, names, paging, reserved};
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
                self.name_apart(&mut operation, api);
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

    /// What was read of an extension; nothing if it cannot be read. That is an error where an overlay
    /// put it there. In a document somebody else may have given it another meaning.
    pub(super) fn reported<T>(
        &mut self,
        at: &Pointer,
        extension: &str,
        read: Result<T, String>,
    ) -> Option<T> {
        let at = at.child(extension);
        let report = |message: String| {
            let place = self.spec.place(&at);
            match self.spec.written_at(&at) {
                None => self.report.error(place, message).help("correct the overlay action"),
                Some(_) => {
                    self.report.warn(place, message).help("correct the extension: it is ignored")
                }
            };
        };
        read.map_err(report).ok()
    }

    /// Gives an operation whose method another one of its tag has already a name of its own: that of
    /// its whole id, or else a number.
    fn name_apart(&mut self, operation: &mut Operation, api: &Api) {
        let others = || api.operations.iter().filter(|it| it.tag == operation.tag);
        let constant = |name: &str| name.to_shouty_snake_case();
        let taken = |name: &str| others().any(|it| constant(&it.name) == constant(name));
        let Some(other) = others().find(|it| constant(&it.name) == constant(&operation.name))
        else {
            return;
        };
        let name = names::unique(names::snake(&operation.id), taken);
        let tag = api.tags.get(operation.tag).map_or("", |it| it.name.as_str());
        let message = format!(
            "`{}` and `{}` would both be `{}` under the tag `{tag}`; the latter becomes `{name}`",
            other.id, operation.id, operation.name
        );
        let action = format!(
            "- target: $.paths['{}'].{}\n  update:\n    x-rust-name: another_name",
            operation.path, operation.method
        );
        self.report
            .warn(self.spec.place(&operation.at), message)
            .help("give one of them another name")
            .overlay(action);
        operation.name = name;
    }
}

/// What the modules of the tags name besides what is theirs.
pub(super) const RESERVED_TYPES: [&str; 9] =
    ["Call", "Client", "ErrorBody", "Method", "Operation", "Option", "Vec", "String", "Into"];
