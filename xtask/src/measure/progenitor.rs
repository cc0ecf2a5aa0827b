//! The crate that progenitor makes of a document.

use std::thread;

use openapi_exact::models::BACKEND_THREAD;
use openapiv3::OpenAPI;
use progenitor::Generator;
use serde_json::Value;

use toml::Table;

use super::bench::Subject;
use super::peer::Made;
use crate::error::Error;

pub(super) const SUBJECT: Subject = Subject {
    package: "made-by-progenitor",
    library: "made_by_progenitor",
    directory: "progenitor",
    features: None,
};

/// Recursive schemas are walked recursively.
const STACK_BYTES: usize = 64 << 20;

/// Runs progenitor as it comes: positional style, all settings at their defaults.
///
/// # Errors
/// If progenitor refuses the document or panics at it.
pub(super) fn generate(document: &Value, root_manifest: &Table) -> Result<Made, Error> {
    let mut document = document.clone();
    let removed = remove_refused_parameters(&mut document);
    let failed = |message: String| Error::Peer { peer: "progenitor", message };
    // The thread bears the backend's name since it keeps the same promise: no panic goes unsaid.
    let thread = thread::Builder::new()
        .name(BACKEND_THREAD.to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || code_of(document))
        .map_err(|error| failed(error.to_string()))?;
    let outcome = thread.join().unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
        Err(format!("it panicked: {}", text.unwrap_or("no message")))
    });
    let code = outcome.map_err(failed)?;
    let manifest = manifest(SUBJECT.package, &code, &release(root_manifest)?);
    let files = [("Cargo.toml", manifest), ("src/lib.rs", code)];
    let files = files.map(|(name, text)| (name.to_owned(), text.into_bytes())).to_vec();
    let removed = removed.into_iter().map(|it| format!("the query parameter {it}")).collect();
    Ok(Made { files, removed })
}

fn code_of(document: Value) -> Result<String, String> {
    let document: OpenAPI = serde_json::from_value(document).map_err(|it| it.to_string())?;
    let tokens = Generator::default().generate_tokens(&document).map_err(|it| it.to_string())?;
    let file = syn::parse2(tokens).map_err(|it| it.to_string())?;
    Ok(prettyplease::unparse(&file))
}

/// Takes out the query parameters of another style than `form`, which progenitor refuses with the
/// whole document; says which they were.
fn remove_refused_parameters(document: &mut Value) -> Vec<String> {
    let mut removed = Vec::new();
    let shared = document.pointer("/components/parameters").cloned().unwrap_or_default();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        retain_accepted(path, item, &shared, &mut removed);
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let owner = format!("{} {path}", method.to_uppercase());
            retain_accepted(&owner, operation, &shared, &mut removed);
        }
    }
    removed
}

/// `owner` has the parameters: a path or one of its operations.
fn retain_accepted(name: &str, owner: &mut Value, shared: &Value, removed: &mut Vec<String>) {
    let Some(parameters) = owner.get_mut("parameters").and_then(Value::as_array_mut) else {
        return;
    };
    parameters.retain(|it| {
        let parameter = resolve(it, shared);
        let member = |key| parameter.get(key).and_then(Value::as_str);
        match member("style") {
            Some(style) if member("in") == Some("query") && style != "form" => {
                let parameter = member("name").unwrap_or_default();
                removed.push(format!("`{parameter}` ({style}) of {name}"));
                false
            }
            _ => true,
        }
    });
}

fn resolve<'a>(parameter: &'a Value, shared: &'a Value) -> &'a Value {
    let reference = parameter.get("$ref").and_then(Value::as_str);
    let name = reference.and_then(|it| it.strip_prefix("#/components/parameters/"));
    name.and_then(|it| shared.get(it)).unwrap_or(parameter)
}

/// What the code may need besides the manifest's fixed part: name and requirement.
const NAMED_IN_CODE: [(&str, &str); 4] = [
    ("bytes", "\"1\""),
    ("chrono", "{ workspace = true }"),
    ("futures", "\"0.3\""),
    ("regress", "\"0.12\""),
];

/// The manifest of the package `name`, which holds `code`, for a workspace that declares the
/// dependencies it shares with us. `release` is that of progenitor and of its client library.
fn manifest(name: &str, code: &str, release: &str) -> String {
    let mut manifest = format!(
        r#"[package]
name = "{name}"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
progenitor-client = "{release}"
reqwest = {{ workspace = true, features = ["http2", "json", "query", "rustls", "stream"] }}
serde = {{ workspace = true, features = ["derive"] }}
serde_json = {{ workspace = true }}
"#
    );
    for (name, requirement) in NAMED_IN_CODE {
        if code.contains(&format!("{name}::")) {
            manifest.push_str(&format!("{name} = {requirement}\n"));
        }
    }
    manifest
}

fn release(manifest: &Table) -> Result<String, Error> {
    let workspace = manifest.get("workspace");
    let declared =
        workspace.and_then(|it| it.get("dependencies")?.get("progenitor")?.get("version"));
    let release = declared.and_then(toml::Value::as_str);
    let missing = "`workspace.dependencies.progenitor` has no `version`";
    release.map(str::to_owned).ok_or_else(|| Error::manifest(missing))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn root() -> Table {
        "workspace.dependencies.progenitor.version = '0.15.1'".parse().unwrap()
    }

    #[test]
    fn the_release_is_that_of_the_root_manifest() {
        assert_eq!(release(&root()).unwrap(), "0.15.1");
        assert!(release(&Table::new()).is_err());
    }

    fn document() -> Value {
        let kept = json!([
            { "name": "id", "in": "path", "required": true, "style": "simple" },
            { "name": "limit", "in": "query" },
            { "name": "type", "in": "query", "style": "form" },
            { "$ref": "#/components/parameters/Limit" },
        ]);
        json!({
            "paths": { "/cards/{id}": {
                "parameters": kept,
                "get": { "parameters": kept },
            } },
            "components": { "parameters": {
                "Limit": { "name": "limit", "in": "query" },
                "Filter": { "name": "filter", "in": "query", "style": "deepObject" },
            } },
        })
    }

    fn push(document: &mut Value, pointer: &str, parameter: Value) {
        document.pointer_mut(pointer).unwrap().as_array_mut().unwrap().insert(1, parameter);
    }

    #[test]
    fn refused_parameters_are_removed_and_named() {
        let mut changed = document();
        let refused = json!({ "name": "sort", "in": "query", "style": "pipeDelimited" });
        push(&mut changed, "/paths/~1cards~1{id}/parameters", refused);
        let refused = json!({ "$ref": "#/components/parameters/Filter" });
        push(&mut changed, "/paths/~1cards~1{id}/get/parameters", refused);
        let removed = remove_refused_parameters(&mut changed);
        assert_eq!(
            removed,
            ["`sort` (pipeDelimited) of /cards/{id}", "`filter` (deepObject) of GET /cards/{id}"]
        );
        assert_eq!(changed, document());
    }

    #[test]
    fn a_document_without_any_is_left_as_it_is() {
        let mut untouched = document();
        assert!(remove_refused_parameters(&mut untouched).is_empty());
        assert_eq!(untouched, document());
    }

    #[test]
    fn the_manifest_has_what_the_code_names() {
        let of = |code| manifest("made", code, "0.15.1").parse::<Table>().unwrap();
        let mut expected = of("");
        let bytes = toml::Value::from("1");
        expected["dependencies"].as_table_mut().unwrap().insert("bytes".to_owned(), bytes);
        assert_eq!(of("fn f() -> bytes::Bytes {}"), expected);
        assert_eq!(expected["package"]["name"].as_str(), Some("made"));
        assert_eq!(expected["dependencies"]["progenitor-client"].as_str(), Some("0.15.1"));
    }

    #[test]
    fn a_refusal_and_a_panic_are_errors() {
        let broken = |parameter: Value| {
            let operation =
                json!({ "operationId": "a", "parameters": [parameter], "responses": {} });
            let document = json!({
                "openapi": "3.0.3",
                "info": { "title": "broken", "version": "1" },
                "paths": { "/a": { "get": operation } },
                "components": {},
            });
            generate(&document, &root()).unwrap_err().to_string()
        };
        let cookie = json!({ "name": "a", "in": "cookie", "schema": { "type": "string" } });
        let refused = broken(cookie);
        assert!(refused.contains("cookie parameters"), "{refused}");
        let panicked = broken(json!({ "$ref": "#/components/parameters/None" }));
        assert!(panicked.contains("it panicked: "), "{panicked}");
    }

    #[test]
    fn our_document_is_taken() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let document = crate::workspace::Workspace::new(root).document().unwrap();
        let output = generate(document.root().value(), &self::root()).unwrap();
        let text = std::fs::read_to_string(root.join(document.name())).unwrap();
        assert_eq!(output.removed.len(), text.matches("style: deepObject").count());
        let (_, code) = &output.files[1];
        assert!(String::from_utf8_lossy(code).contains("pub struct Client"));
    }
}
