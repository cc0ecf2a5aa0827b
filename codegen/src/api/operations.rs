//! Reads the operations.

use std::collections::{BTreeSet, HashMap};

use heck::ToShoutySnakeCase;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::build::{Reader, first_tag, flag, text};
use super::parameters::path_names;
use super::reserved::Templates;
use super::{
    Answer, Api, Credential, Operation, Paging, Parameter, Parts, Requirement, Tag, by_status,
    documented, names, paging,
};
use crate::passes::version_prefix;
use crate::pointer::Pointer;

impl Reader<'_> {
    pub(super) fn operations(&mut self, api: &mut Api) {
        let pointers = self.spec.operations();
        let prefix = version_prefix(&self.spec.root);
        let paths = self.spec.object(&Pointer::root().child("paths")).into_iter();
        let templates = Templates::new(paths.flat_map(Map::keys).map(|it| before_query(it)));
        api.tags = self.tags(&pointers);
        let mut needs: Vec<Requirement> = Vec::new();
        for at in pointers {
            let need = self.requirement(&at, &api.credentials);
            let sent: Vec<&Credential> = api
                .credentials
                .iter()
                .filter(|it| need.iter().any(|together| together.contains(&it.name)))
                .collect();
            let read = self.operation(&at, &prefix, &templates, &api.tags, &sent, &mut api.parts);
            if let Some(mut operation) = read {
                operation.server = self.own_server(&at, &api.servers);
                needs.push(need);
                self.answers(&mut operation, &mut api.by_status);
                api.operations.push(operation);
            }
        }
        self.name_apart(api);
        name_calls(api);
        by_status::name_all(&mut api.by_status, &api.operations);
        self.secure(api, needs);
    }

    /// What most operations need is said once.
    fn secure(&mut self, api: &mut Api, needs: Vec<Requirement>) {
        if !self.says_security() {
            api.security = self.any_of(&api.credentials);
            return;
        }
        let mut counts: IndexMap<&Requirement, usize> = IndexMap::new();
        for need in &needs {
            *counts.entry(need).or_default() += 1;
        }
        let most = counts.iter().rev().max_by_key(|(_, count)| **count);
        api.security = most.map(|(need, _)| (*need).clone()).unwrap_or_default();
        for (operation, need) in api.operations.iter_mut().zip(needs) {
            operation.security = (need != api.security).then_some(need);
        }
    }

    /// The path without what is not sent: a fragment, and pairs of a query that parameters say.
    fn sent_path(&mut self, at: &Pointer, operation: &Value, path: &str) -> String {
        let place = self.spec.place(at);
        let (sent, fragment) = path.split_once('#').unwrap_or((path, ""));
        if !fragment.is_empty() {
            let message =
                format!("`#{fragment}` of the path is not sent: no server sees a fragment");
            self.report.warn(place.clone(), message).help("say in a parameter what tells it apart");
        }
        let Some((sent, query)) = sent.split_once('?') else { return sent.to_owned() };
        let listed = operation.get("parameters").and_then(Value::as_array);
        let declares = |name: &str, place: &str| {
            let is_meant = |it: &Value| {
                it.get("name").is_some_and(|it| it == name)
                    && it.get("in").is_some_and(|it| it == place)
            };
            listed.is_some_and(|it| it.iter().any(is_meant))
        };
        let is_said = |pair: &&str| {
            let (key, _) = pair.split_once('=').unwrap_or((pair, ""));
            let by_name = path_names(pair).any(|it| declares(it, "query") && !declares(it, "path"));
            pair.is_empty() || declares(key, "query") || by_name
        };
        let (said, kept): (Vec<&str>, Vec<&str>) = query.split('&').partition(is_said);
        let message = match said.as_slice() {
            [] => format!("`?{query}` stands in the path, and is sent with it"),
            _ => format!("`{}` of the path is sent by parameters alone", said.join("&")),
        };
        self.report.warn(place, message).help("describe a query by parameters");
        if kept.is_empty() { sent.to_owned() } else { format!("{sent}?{}", kept.join("&")) }
    }

    fn operation(
        &mut self,
        at: &Pointer,
        prefix: &str,
        templates: &Templates,
        tags: &[Tag],
        sent: &[&Credential],
        parts: &mut IndexMap<String, Parts>,
    ) -> Option<Operation> {
        let value = self.spec.get(at)?;
        let id = text(Some(value), "operationId")?;
        let short = id.strip_prefix(prefix).unwrap_or(&id).to_owned();
        let tag = first_tag(value);
        let tag = tags.iter().position(|it| it.name == tag)?;
        let path = at.parent()?.last()?;
        let name = text(Some(value), "x-rust-name")
            .map(|it| names::snake(&it))
            .unwrap_or_else(|| names::method(&short, &tags[tag].name));
        let sent_path = self.sent_path(at, value, &path);
        let (path_parameters, parameters) = self.parameters(at, value, &sent_path, sent);
        Some(Operation {
            paging: self.paging(at, value, &parameters),
            refused: self.refused(at, value),
            never_repeated: self.never_repeated(at, value),
            reserved: templates.words(before_query(&path)),
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
            sent_path,
            security: None,
            server: None,
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
    fn name_apart(&mut self, api: &mut Api) {
        // Each operation has a constant in the module of its tag.
        let mut taken: HashMap<(usize, String), String> = HashMap::new();
        for operation in &mut api.operations {
            let constant = |name: &str| (operation.tag, name.to_shouty_snake_case());
            if let Some(other) = taken.get(&constant(&operation.name)) {
                let is_taken = |name: &str| taken.contains_key(&constant(name));
                let name = names::unique(names::snake(&operation.id), is_taken);
                let tag = api.tags.get(operation.tag).map_or("", |it| it.name.as_str());
                let (id, same) = (&operation.id, &operation.name);
                let message = format!(
                    "`{other}` and `{id}` would both be `{same}` under the tag `{tag}`; the latter becomes `{name}`",
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
            let constant = (operation.tag, operation.name.to_shouty_snake_case());
            taken.insert(constant, operation.id.clone());
        }
    }
}

/// A path template without its query and fragment.
fn before_query(path: &str) -> &str {
    path.split(['?', '#']).next().unwrap_or_default()
}

/// Gives each call a type name that nothing else in the module of its tag has. The constant of an
/// operation may look like a type: that of `v1` is `V1`.
fn name_calls(api: &mut Api) {
    let mut taken: Vec<BTreeSet<String>> = api
        .tags
        .iter()
        .map(|tag| {
            RESERVED_TYPES.iter().copied().chain([&*tag.handle]).map(str::to_owned).collect()
        })
        .collect();
    for operation in &api.operations {
        taken[operation.tag].insert(operation.name.to_shouty_snake_case());
    }
    for operation in &mut api.operations {
        let taken = &mut taken[operation.tag];
        operation.call =
            names::unique(std::mem::take(&mut operation.call), |it| taken.contains(it));
        taken.insert(operation.call.clone());
    }
}

/// What the modules of the tags name besides what is theirs.
pub(super) const RESERVED_TYPES: [&str; 9] =
    ["Call", "Client", "ErrorBody", "Method", "Operation", "Option", "Vec", "String", "Into"];

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::api::{Api, build};
    use crate::report::{Report, Severity};
    use crate::source::Source;
    use crate::spec::Spec;

    /// The API of GETs with these tags and ids.
    fn api(operations: &[(&str, &str)]) -> (Api, Report) {
        let paths = operations.iter().enumerate().map(|(index, (tag, id))| {
            let operation = serde_json::json!({ "operationId": id, "tags": [tag] });
            (format!("/{index}"), serde_json::json!({ "get": operation }))
        });
        let paths: serde_json::Map<_, _> = paths.collect();
        let text = serde_json::json!({ "paths": paths }).to_string();
        let spec = Spec::new(Arc::new(Source::parse("api.json", &text).unwrap()));
        let mut report = Report::new();
        (build(&spec, &mut report), report)
    }

    #[test]
    fn methods_of_a_tag_differ() {
        let (api, report) =
            api(&[("Gifs", "getGif"), ("Gifs", "getGifs"), ("Gifs", "get"), ("Users", "getUser")]);
        let names: Vec<&str> = api.operations.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["get", "get_gifs", "get2", "get"]);
        assert_eq!(report.count(Severity::Warning), 2, "{report}");
        assert!(!report.has_errors(), "{report}");
    }

    #[test]
    fn calls_differ_from_all_that_their_module_names() {
        let (api, _) =
            api(&[("Users", "v1"), ("Users", "users"), ("Users", "operation"), ("T", "v1x")]);
        let calls: Vec<&str> = api.operations.iter().map(|it| it.call.as_str()).collect();
        assert_eq!(calls, ["V12", "Users2", "Operation2", "V1x"]);
    }

    #[test]
    fn tags_hide_nothing_of_the_crate() {
        let long = "x".repeat(300);
        let tags = ["models", "lib", "serde_json", "type", "Type", "Operation", "日本", "", &long];
        let operations: Vec<(&str, &str)> = tags.iter().map(|it| (*it, "a")).collect();
        let (api, _) = api(&operations);
        let modules: Vec<&str> = api.tags.iter().map(|it| it.module.as_str()).collect();
        let short = "x".repeat(64);
        assert_eq!(
            modules,
            [
                "models2",
                "lib2",
                "serde_json2",
                "type_",
                "type2",
                "operation",
                "ri_ben",
                "empty",
                &short
            ]
        );
        assert_eq!(api.tags[5].handle, "OperationHandle");
    }

    #[test]
    fn an_extension_of_the_document_that_cannot_be_read_is_a_warning() {
        let text = r#"{"paths": {"/a": {"get": {"operationId": "a", "x-retry": "always"}}}}"#;
        let spec = Spec::new(Arc::new(Source::parse("api.json", text).unwrap()));
        let mut report = Report::new();
        build(&spec, &mut report);
        assert!(!report.has_errors() && report.count(Severity::Warning) == 1, "{report}");
    }
}
