//! The credentials that operations ask for: read from the security schemes and their
//! `x-credential`, and which of them each operation needs.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::build::{Reader, text};
use super::{Credential, CredentialKind, KeyEnvironment, Requirement, names};
use crate::pointer::Pointer;

const KEYS: [&str; 3] = ["name", "env", "environments"];

/// What the builder of a client has besides the setters of credentials.
const BUILDER_METHODS: [&str; 8] = [
    "allow_plain_http",
    "anonymous",
    "base_url",
    "build",
    "configure",
    "retry",
    "server",
    "timeout",
];

impl Reader<'_> {
    /// One for each scheme that a client can have a credential for.
    pub(super) fn credentials(&mut self) -> Vec<Credential> {
        let at = Pointer::root().child("components").child("securitySchemes");
        let mut credentials: Vec<Credential> = Vec::new();
        for (scheme, value) in self.spec.object(&at).into_iter().flatten() {
            let at = at.child(scheme);
            let Some(kind) = self.kind(&at, scheme, value) else { continue };
            let extension = value.get("x-credential").map(read);
            let read = extension.and_then(|it| self.reported(&at, "x-credential", it));
            let names = read.unwrap_or_default();
            self.check_names(&at, &kind, &names);
            let is_only = self.spec.object(&schemes_root()).is_some_and(|it| it.len() == 1);
            let name = names.name.unwrap_or_else(|| match kind {
                CredentialKind::Bearer if is_only => "token".to_owned(),
                _ => names::snake(scheme),
            });
            let taken = |it: &str| {
                BUILDER_METHODS.contains(&it) || credentials.iter().any(|other| other.name == it)
            };
            credentials.push(Credential {
                name: names::unique(name, taken),
                scheme: scheme.clone(),
                kind,
                env: names.env,
                environments: names.environments,
                description: text(Some(value), "description"),
            });
        }
        credentials
    }

    /// Reports what `x-credential` says and no credential of this kind has.
    fn check_names(&mut self, at: &Pointer, kind: &CredentialKind, names: &Names) {
        let mut warn = |key: &str, reason: &str| {
            let place = self.spec.place(&at.child("x-credential").child(key));
            self.report.warn(place, format!("`{key}` {reason}")).help("remove it");
        };
        if !names.environments.is_empty() && *kind != CredentialKind::Bearer {
            warn("environments", "tells bearer tokens apart alone, and is not used here");
        }
        if names.env.is_some() && *kind == CredentialKind::Basic {
            warn("env", "holds one text, not a user and a password, and is not used here");
        }
    }

    fn kind(&mut self, at: &Pointer, scheme: &str, value: &Value) -> Option<CredentialKind> {
        let word = |key: &str| text(Some(value), key).unwrap_or_default();
        let name = word("name");
        let kind = match (word("type").as_str(), word("in").as_str()) {
            ("http", _) => match word("scheme").to_ascii_lowercase().as_str() {
                "bearer" => Ok(CredentialKind::Bearer),
                "basic" => Ok(CredentialKind::Basic),
                _ => Ok(CredentialKind::Authorization(word("scheme"))),
            },
            ("apiKey", "header") if is_header_name(&name) => Ok(CredentialKind::Header(name)),
            ("apiKey", "query") => Ok(CredentialKind::Query(name)),
            ("apiKey", "cookie") => Ok(CredentialKind::Cookie(name)),
            ("oauth2", _) => Ok(CredentialKind::Token("OAuth 2.0")),
            ("openIdConnect", _) => Ok(CredentialKind::Token("OpenID Connect")),
            ("mutualTLS", _) => {
                let message = format!("`{scheme}` is a certificate of the connection");
                let help = "give it to the HTTP client, and that to `configure`";
                self.report.note(self.spec.place(at), message).help(help);
                return None;
            }
            ("apiKey", _) => Err("does not say a `name` and a place that a key can have"),
            _ => Err("is of no type that OpenAPI has"),
        };
        let report = |reason| {
            let message = format!("the security scheme `{scheme}` {reason}");
            self.report
                .warn(self.spec.place(at), message)
                .help("mend it, or send it with `header` on each call");
        };
        kind.map_err(report).ok()
    }

    /// What an operation needs, by the names of credentials.
    pub(super) fn requirement(
        &mut self,
        operation: &Pointer,
        credentials: &[Credential],
    ) -> Requirement {
        let at = operation.child("security");
        let own = self.spec.get(&at).is_some();
        let at = if own { at } else { Pointer::root().child("security") };
        let alternatives = self.spec.get(&at).and_then(Value::as_array).cloned();
        let mut requirement = Requirement::new();
        for (index, alternative) in alternatives.into_iter().flatten().enumerate() {
            let at = at.child(index);
            let schemes = alternative.as_object();
            let mut together = Vec::new();
            let mut is_known = true;
            for scheme in schemes.into_iter().flat_map(Map::keys) {
                match credentials.iter().find(|it| it.scheme == *scheme) {
                    Some(credential) => together.push(credential.name.clone()),
                    None => is_known &= self.is_elsewhere(&at, scheme),
                }
            }
            if is_known && !requirement.contains(&together) {
                requirement.push(together);
            }
        }
        requirement
    }

    /// Whether a scheme without a credential can be left out of what goes together with it.
    fn is_elsewhere(&mut self, at: &Pointer, scheme: &str) -> bool {
        let declared = self.spec.get(&schemes_root().child(scheme));
        if declared.is_none() {
            let message = format!("`{scheme}` is none of the security schemes");
            let help = "describe it in `components/securitySchemes`";
            self.report.warn(self.spec.place(&at.child(scheme)), message).help(help);
        }
        declared.and_then(|it| text(Some(it), "type")).as_deref() == Some("mutualTLS")
    }

    /// Whether the document says for any operation what it needs.
    pub(super) fn says_security(&self) -> bool {
        let says = |at: &Pointer| self.spec.get(at).is_some();
        says(&Pointer::root().child("security"))
            || self.spec.operations().iter().any(|it| says(&it.child("security")))
    }

    /// Where the document says nothing: each credential that there is, and none.
    pub(super) fn any_of(&mut self, credentials: &[Credential]) -> Requirement {
        if credentials.is_empty() {
            return Requirement::new();
        }
        let message = "no operation says which security scheme it needs";
        self.report
            .warn(self.spec.place(&schemes_root()), message)
            .help("all send what the client was given; say `security` in the document");
        let each = credentials.iter().map(|it| vec![it.name.clone()]);
        each.chain([Vec::new()]).collect()
    }
}

fn schemes_root() -> Pointer {
    Pointer::root().child("components").child("securitySchemes")
}

/// Whether HTTP allows a header of this name.
fn is_header_name(name: &str) -> bool {
    let is_token = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it);
    !name.is_empty() && name.chars().all(is_token)
}

/// What `x-credential` says.
#[derive(Default)]
struct Names {
    name: Option<String>,
    env: Option<String>,
    environments: Vec<KeyEnvironment>,
}

fn read(extension: &Value) -> Result<Names, String> {
    let members = extension.as_object().ok_or("`x-credential` is not an object")?;
    if let Some(key) = members.keys().find(|it| !KEYS.contains(&it.as_str())) {
        return Err(format!("`x-credential` does not know `{key}`"));
    }
    let word = |key: &str| match members.get(key) {
        None => Ok(None),
        Some(Value::String(word)) if !word.is_empty() => Ok(Some(word.clone())),
        Some(_) => Err(format!("`{key}` of `x-credential` is not a name")),
    };
    let name = word("name")?.map(|it| names::snake(&it));
    let environments = match members.get("environments") {
        None => Vec::new(),
        Some(Value::Object(prefixes)) if !prefixes.is_empty() => environments(prefixes)?,
        Some(_) => return Err("`environments` says no environment for any prefix".to_owned()),
    };
    Ok(Names { name, env: word("env")?, environments })
}

/// The environments by the order in which they are named, each with all of its prefixes.
fn environments(prefixes: &Map<String, Value>) -> Result<Vec<KeyEnvironment>, String> {
    let mut found: IndexMap<String, KeyEnvironment> = IndexMap::new();
    for (prefix, word) in prefixes {
        let word = word.as_str().filter(|it| !it.is_empty());
        let word = word.ok_or(format!("the environment of `{prefix}` is not a name"))?;
        if prefix.is_empty() {
            return Err(format!("every key begins with the empty prefix of `{word}`"));
        }
        let new = || KeyEnvironment { word: word.to_owned(), prefixes: Vec::new() };
        let environment = found.entry(names::camel(word)).or_insert_with(new);
        if environment.word != word {
            let other = &environment.word;
            return Err(format!("the environments `{other}` and `{word}` have the same Rust name"));
        }
        environment.prefixes.push(prefix.clone());
    }
    Ok(found.into_values().collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::api::{Api, build};
    use crate::report::Report;
    use crate::source::Source;
    use crate::spec::Spec;

    fn api(extension: &str) -> (Api, Report) {
        let text = format!(
            r#"{{"paths": {{}}, "security": [{{"key": []}}], "components": {{"securitySchemes": {{
            "key": {{"type": "http", "scheme": "bearer", "x-credential": {extension}}}}}}}}}"#
        );
        let spec = Spec::new(Arc::new(Source::parse("api.json", &text).unwrap()));
        let mut report = Report::new();
        (build(&spec, &mut report), report)
    }

    #[test]
    fn an_environment_has_all_of_its_prefixes() {
        let (api, report) = api(r#"{"name": "apiKey", "env": "KEY",
            "environments": {"sk_": "production", "test_": "sandbox", "live_": "production"}}"#);
        assert!(report.diagnostics().is_empty(), "{report}");
        let [credential] = api.credentials.as_slice() else { panic!("{:?}", api.credentials) };
        assert_eq!((credential.name.as_str(), credential.env.as_deref()), ("api_key", Some("KEY")));
        let found: Vec<_> =
            credential.environments.iter().map(|it| (&*it.word, it.prefixes.clone())).collect();
        let prefixes = |of: &[&str]| of.iter().map(|it| it.to_string()).collect::<Vec<_>>();
        let expected =
            [("production", prefixes(&["sk_", "live_"])), ("sandbox", prefixes(&["test_"]))];
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn refused(extension: &str, message: &str) {
        let (_, report) = api(extension);
        let [only] = report.diagnostics() else { panic!("{report}") };
        assert_eq!(only.message, message);
        let place = only.place.as_ref().unwrap();
        assert_eq!(place.pointer.to_string(), "/components/securitySchemes/key/x-credential");
        assert_eq!(place.location.as_ref().unwrap().line, 2);
    }

    fn needs(security: &str, operations: &str) -> (Api, Vec<String>) {
        let text = format!(
            r#"{{"paths": {{{operations}}}, {security} "components": {{"securitySchemes": {{
            "api-key": {{"type": "apiKey", "in": "header", "name": "X-Key"}},
            "timeout": {{"type": "oauth2", "flows": {{}}}},
            "tls": {{"type": "mutualTLS"}},
            "odd": {{"type": "apiKey", "in": "header", "name": "no header\\n"}},
            "old": {{"type": "basic"}}}}}}}}"#
        );
        let spec = Spec::new(Arc::new(Source::parse("api.json", &text).unwrap()));
        let mut report = Report::new();
        let api = build(&spec, &mut report);
        (api, report.diagnostics().iter().map(|it| it.message.clone()).collect())
    }

    #[test]
    fn what_most_operations_need_is_said_once() {
        let operations = r#""/a": {"get": {"operationId": "a"}, "put": {"operationId": "b"},
            "post": {"operationId": "c", "security": [{"timeout": [], "tls": []}, {"old": []}]},
            "delete": {"operationId": "d", "security": []}}"#;
        let (api, messages) =
            needs(r#""security": [{"api-key": []}, {"api-key": ["x"]}],"#, operations);
        let names: Vec<&str> = api.credentials.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["api_key", "timeout2"]);
        assert_eq!(api.security, [["api_key"]]);
        let own: Vec<_> = api.operations.iter().map(|it| it.security.clone()).collect();
        assert_eq!(own, [None, None, Some(vec![vec!["timeout2".to_owned()]]), Some(vec![])]);
        let expected = [
            "`tls` is a certificate of the connection",
            "the security scheme `odd` does not say a `name` and a place that a key can have",
            "the security scheme `old` is of no type that OpenAPI has",
        ];
        assert_eq!(messages, expected);
    }

    #[test]
    fn a_document_that_says_nothing_sends_what_there_is() {
        let (api, messages) = needs("", r#""/a": {"get": {"operationId": "a"}}"#);
        assert_eq!(api.security, [vec!["api_key".to_owned()], vec!["timeout2".to_owned()], vec![]]);
        assert!(messages.contains(&"no operation says which security scheme it needs".to_owned()));
    }

    #[test]
    fn what_cannot_be_a_credential_is_reported_in_its_place() {
        refused(r#""secret_key""#, "`x-credential` is not an object");
        refused(r#"{"environment": {}}"#, "`x-credential` does not know `environment`");
        refused(r#"{"name": 1}"#, "`name` of `x-credential` is not a name");
        refused(r#"{"env": ""}"#, "`env` of `x-credential` is not a name");
    }

    #[test]
    fn prefixes_that_tell_nothing_apart_are_reported() {
        let none = "`environments` says no environment for any prefix";
        refused(r#"{"environments": {}}"#, none);
        refused(r#"{"environments": ["sk_"]}"#, none);
        let no_name = "the environment of `sk_` is not a name";
        refused(r#"{"environments": {"sk_": true}}"#, no_name);
        refused(r#"{"environments": {"sk_": ""}}"#, no_name);
        refused(
            r#"{"environments": {"": "live"}}"#,
            "every key begins with the empty prefix of `live`",
        );
        refused(
            r#"{"environments": {"a_": "pre-live", "b_": "pre_live"}}"#,
            "the environments `pre-live` and `pre_live` have the same Rust name",
        );
    }
}
