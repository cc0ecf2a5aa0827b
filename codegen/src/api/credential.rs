//! The credential that operations ask for: read from the bearer scheme and its `x-credential`.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::build::{Reader, text};
use super::{Credential, KeyEnvironment, names};
use crate::pointer::Pointer;

const KEYS: [&str; 3] = ["name", "env", "environments"];

impl Reader<'_> {
    /// The first bearer scheme: other schemes are noted, not guessed at.
    pub(super) fn credential(&mut self) -> Option<Credential> {
        let at = Pointer::root().child("components").child("securitySchemes");
        let schemes = self.spec.object(&at)?;
        let mut credential = None;
        for (name, scheme) in schemes {
            let at = at.child(name);
            let bearer =
                text(Some(scheme), "scheme").is_some_and(|it| it.eq_ignore_ascii_case("bearer"));
            if !bearer || credential.is_some() {
                let place = self.spec.place(&at);
                self.report
                    .warn(place, format!("the security scheme `{name}` is not sent by the client"))
                    .help("send it with `header` on each call");
                continue;
            }
            let extension = scheme.get("x-credential");
            let read = self.reported(&at, "x-credential", extension.map_or(Ok(unnamed()), read));
            let description = text(Some(scheme), "description");
            credential = Some(Credential { description, ..read.unwrap_or_else(unnamed) });
        }
        credential
    }
}

fn unnamed() -> Credential {
    Credential { name: "token".to_owned(), env: None, environments: Vec::new(), description: None }
}

fn read(extension: &Value) -> Result<Credential, String> {
    let members = extension.as_object().ok_or("`x-credential` is not an object")?;
    if let Some(key) = members.keys().find(|it| !KEYS.contains(&it.as_str())) {
        return Err(format!("`x-credential` does not know `{key}`"));
    }
    let word = |key: &str| match members.get(key) {
        None => Ok(None),
        Some(Value::String(word)) if !word.is_empty() => Ok(Some(word.clone())),
        Some(_) => Err(format!("`{key}` of `x-credential` is not a name")),
    };
    let name = word("name")?.map_or_else(|| unnamed().name, |it| names::snake(&it));
    let environments = match members.get("environments") {
        None => Vec::new(),
        Some(Value::Object(prefixes)) if !prefixes.is_empty() => environments(prefixes)?,
        Some(_) => return Err("`environments` says no environment for any prefix".to_owned()),
    };
    Ok(Credential { name, env: word("env")?, environments, description: None })
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
            r#"{{"paths": {{}}, "components": {{"securitySchemes": {{
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
        let credential = api.credential.unwrap();
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
