//! Reads the addresses that the document names, for all operations and for single ones.

use serde_json::{Map, Value};

use super::build::{Reader, strings, text};
use super::parameters::path_names;
use super::{Server, ServerVariable, names};
use crate::pointer::Pointer;

/// What a chosen server has besides constructors and variables.
const SERVER_METHODS: [&str; 1] = ["clone"];

/// How hosts begin that are on the machine.
const LOOPBACK: [&str; 3] = ["localhost", "127.", "[::1]"];

/// How long a description may be to name its server.
const LONGEST_NAME: usize = 30;

impl Reader<'_> {
    /// The base addresses of all operations, the default first.
    pub(super) fn servers(&mut self) -> Vec<Server> {
        let at = Pointer::root().child("servers");
        let listed = self.spec.get(&at).and_then(Value::as_array).cloned().unwrap_or_default();
        let mut servers: Vec<Server> = Vec::new();
        for (index, value) in listed.iter().enumerate() {
            let Some(mut server) = self.server(&at.child(index), value) else { continue };
            if servers.iter().any(|it| it.template == server.template) {
                continue;
            }
            let taken = |it: &str| {
                SERVER_METHODS.contains(&it) || servers.iter().any(|other| other.name == it)
            };
            server.name = names::unique(server.name, taken);
            servers.push(server);
        }
        prefer_whole(&mut servers);
        self.prefer_encryption(&at, &mut servers);
        servers
    }

    /// Of two addresses that differ by `http` and `https` alone, the encrypted one comes first.
    fn prefer_encryption(&mut self, at: &Pointer, servers: &mut Vec<Server>) {
        let Some(first) = servers.first().filter(|it| it.is_plain_http()) else { return };
        let encrypted = first.url.replacen("http:", "https:", 1);
        match servers.iter().position(|it| it.url == encrypted) {
            Some(position) => {
                let server = servers.remove(position);
                servers.insert(0, server);
            }
            None => {
                let url = &first.url;
                let message = format!("`{url}` is not encrypted");
                self.report
                    .warn(self.spec.place(at), message)
                    .help("users have to allow it by `allow_plain_http`; name one with `https`");
            }
        }
    }

    fn server(&mut self, at: &Pointer, value: &Value) -> Option<Server> {
        let written = text(Some(value), "url")?;
        let template = written.trim().trim_end_matches('/').to_owned();
        let description = text(Some(value), "description");
        let variables = variables(value);
        let url = with_defaults(&template, &variables);
        let is_complete =
            path_names(&template).all(|name| variables.iter().any(|it| it.name == name));
        let is_absolute = is_complete && is_address(&url);
        if !is_absolute {
            let message = format!("`{written}` is no whole address, so users have to give one");
            let help = "name one with `https://` and a host, and a `default` for each variable";
            self.report.note(self.spec.place(at), message).help(help);
        }
        let short = description.as_deref().filter(|it| it.chars().count() <= LONGEST_NAME);
        let name = names::snake(short.filter(|it| !it.trim().is_empty()).unwrap_or(&template));
        let at = at.clone();
        Some(Server { name, template, url, is_absolute, variables, description, at })
    }

    /// The address of an operation or its path, where that has another one than all others.
    pub(super) fn own_server(&mut self, operation: &Pointer, all: &[Server]) -> Option<String> {
        let own = [Some(operation.clone()), operation.parent()].into_iter().flatten();
        let mut lists = own.map(|it| it.child("servers"));
        let is_listed = |at: &Pointer| self.spec.get(&at.child("0")).is_some();
        let at = lists.find(is_listed)?.child("0");
        let value = self.spec.get(&at)?.clone();
        let template = text(Some(&value), "url")?;
        let variables = variables(&value);
        let url = with_defaults(template.trim().trim_end_matches('/'), &variables);
        if all.first().is_some_and(|it| it.url == url) || url.is_empty() {
            return None;
        }
        if path_names(&url).next().is_some() {
            let message = format!("`{template}` has a variable without a default, and is not used");
            self.report.warn(self.spec.place(&at), message).help("give each variable a `default`");
            return None;
        }
        let message = format!("calls of this operation go to `{url}`");
        self.report
            .note(self.spec.place(&at), message)
            .help("to another address where users give a `base_url`");
        Some(url)
    }
}

impl Server {
    /// Whether what goes there can be read on the way. On the machine itself nobody does.
    pub fn is_plain_http(&self) -> bool {
        let host = self.url.strip_prefix("http://");
        let is_loopback = |it: &str| LOOPBACK.iter().any(|host| it.starts_with(host));
        self.is_absolute && host.is_some_and(|it| !is_loopback(it))
    }
}

/// An address that can be used comes before one that cannot.
fn prefer_whole(servers: &mut Vec<Server>) {
    if let Some(position) = servers.iter().position(|it| it.is_absolute) {
        let server = servers.remove(position);
        servers.insert(0, server);
    }
}

fn variables(server: &Value) -> Vec<ServerVariable> {
    let listed = server.get("variables").and_then(Value::as_object);
    let template = text(Some(server), "url").unwrap_or_default();
    let used = |(name, _): &(&String, &Value)| path_names(&template).any(|it| it == *name);
    let variable = |(name, value): (&String, &Value)| {
        Some(ServerVariable {
            name: name.clone(),
            default: scalar(value.get("default")?)?,
            allowed: strings(value.get("enum")),
            description: text(Some(value), "description"),
        })
    };
    listed.into_iter().flat_map(Map::iter).filter(used).filter_map(variable).collect()
}

/// A default is a string, but ports are often written as numbers.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn with_defaults(template: &str, variables: &[ServerVariable]) -> String {
    variables.iter().fold(template.to_owned(), |url, variable| {
        url.replace(&format!("{{{}}}", variable.name), &variable.default)
    })
}

/// Whether a text has a scheme of HTTP and a host.
fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|it| !it.is_empty() && !it.starts_with(['/', '?', '#', ':']))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::api::{Api, build};
    use crate::report::Report;
    use crate::source::Source;
    use crate::spec::Spec;

    fn api(members: &str) -> (Api, Vec<String>) {
        let text = format!(
            r#"{{"paths": {{"/a": {{"servers": [{{"url": "https://path.example/"}}],
            "get": {{"operationId": "getA"}},
            "put": {{"operationId": "putA", "servers": [{{"url": "/b"}}]}}}}}}, {members}}}"#
        );
        let spec = Spec::new(Arc::new(Source::parse("api.json", &text).unwrap()));
        let mut report = Report::new();
        let api = build(&spec, &mut report);
        (api, report.diagnostics().iter().map(|it| it.message.clone()).collect())
    }

    #[track_caller]
    fn first(servers: &str, url: &str, is_absolute: bool, said: &str) {
        let (api, messages) = api(&format!(r#""servers": [{servers}]"#));
        let server = &api.servers[0];
        assert_eq!((server.url.as_str(), server.is_absolute), (url, is_absolute));
        assert!(messages.iter().any(|it| it == said) || said.is_empty(), "{messages:?}");
    }

    #[test]
    fn variables_have_their_defaults() {
        let variables =
            r#"{"v": {"default": "eu"}, "port": {"default": 8443}, "x": {"default": "y"}}"#;
        let server = format!(
            r#"{{"url": "https://{{v}}.a.example:{{port}}/{{v}}/", "variables": {variables}}}"#
        );
        first(&server, "https://eu.a.example:8443/eu", true, "");
        let (api, _) = api(&format!(r#""servers": [{server}]"#));
        let names: Vec<&str> = api.servers[0].variables.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["v", "port"]);
    }

    #[test]
    fn what_is_no_whole_address_is_left_to_users() {
        for written in
            ["/v1", "", "//a.example", "a.example/v1", "https://{host}/v1", "https:///v1"]
        {
            let said = format!("`{written}` is no whole address, so users have to give one");
            let url = written.trim_end_matches('/');
            first(&format!(r#"{{"url": "{written}"}}"#), url, false, &said);
        }
    }

    #[test]
    fn the_encrypted_one_of_two_addresses_comes_first() {
        let both = r#"{"url": "http://a.example/v1"}, {"url": "https://b.example"}, {"url": "https://a.example/v1"}"#;
        first(both, "https://a.example/v1", true, "");
        let whole = r#"{"url": "/v1"}, {"url": "https://b.example"}"#;
        first(whole, "https://b.example", true, "");
        first(r#"{"url": "http://localhost:1/v1"}"#, "http://localhost:1/v1", true, "");
        let plain = r#"{"url": "http://a.example/v1"}, {"url": "https://b.example"}"#;
        first(plain, "http://a.example/v1", true, "`http://a.example/v1` is not encrypted");
    }

    #[test]
    fn the_nearest_server_of_an_operation_counts() {
        let (found, _) = api(r#""servers": [{"url": "https://a.example"}]"#);
        let own: Vec<Option<&str>> =
            found.operations.iter().map(|it| it.server.as_deref()).collect();
        assert_eq!(own, [Some("https://path.example"), Some("/b")]);
        let (found, _) = api(r#""servers": [{"url": "https://path.example"}]"#);
        assert_eq!(found.operations[0].server, None);
    }
}
