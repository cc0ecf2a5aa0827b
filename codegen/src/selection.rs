//! Leaves of a document the operations that somebody wants.
//!
//! What only the others used goes with them, once the passes see that nothing reaches it; what is
//! referred to inside them stays, as a component.

mod referred;

use std::collections::BTreeSet;

use serde_json::Value;
use strsim::osa_distance;

use crate::api::UNTAGGED;
use crate::passes;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{METHODS, Spec};

/// So many names are offered in place of one that is unknown.
const OFFERED: usize = 3;

/// Which operations a client has: those that are named, by a tag or by themselves; all of them if
/// nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Tags as the document spells them. Operations without one are under `Default`.
    pub tags: Vec<String>,
    /// Operations by their `operationId`, or as `GET /users/{id}`.
    pub operations: Vec<String>,
}

/// What an operation is called by.
struct Names {
    at: Pointer,
    tags: Vec<String>,
    /// Its id, if it has one, and its method and path.
    names: Vec<String>,
}

/// Removes from `spec` what is not selected; a name that the document does not have is an error.
pub(crate) fn run(spec: &mut Spec, selection: &Selection, report: &mut Report) {
    if *selection == Selection::default() {
        return;
    }
    passes::place_operations(spec, report);
    if report.has_errors() {
        return;
    }
    report.enter("selection");
    let operations: Vec<Names> = spec.operations().into_iter().map(|at| names(spec, at)).collect();
    let tags = operations.iter().flat_map(|it| &it.tags);
    refuse_unknown("tag", &selection.tags, tags, report);
    let names = operations.iter().flat_map(|it| &it.names);
    refuse_unknown("operation", &selection.operations, names, report);
    let full = spec.root.clone();
    for it in operations.iter().filter(|it| !selection.has(it)) {
        remove(spec, &it.at);
    }
    remove_empty_paths(spec);
    referred::fetch(spec, &full);
}

impl Selection {
    fn has(&self, operation: &Names) -> bool {
        operation.tags.iter().any(|it| self.tags.contains(it))
            || self.operations.iter().any(|it| operation.names.contains(&spelt(it)))
    }
}

fn names(spec: &Spec, at: Pointer) -> Names {
    let operation = spec.get(&at);
    let text = |it: &Value| it.as_str().map(str::to_owned);
    let listed = operation.and_then(|it| it.get("tags")).and_then(Value::as_array);
    let mut tags: Vec<String> = listed.into_iter().flatten().filter_map(text).collect();
    if tags.is_empty() {
        tags.push(UNTAGGED.to_owned());
    }
    let id = operation.and_then(|it| it.get("operationId")).and_then(text);
    let [.., path, method] = &at.tokens().collect::<Vec<_>>()[..] else {
        return Names { at, tags, names: id.into_iter().collect() };
    };
    let names = id.into_iter().chain([format!("{} {path}", method.to_uppercase())]).collect();
    Names { at, tags, names }
}

/// A name as [`Names`] has it: the method counts in any case.
fn spelt(name: &str) -> String {
    match name.split_once(' ') {
        Some((method, path)) => format!("{} {}", method.to_uppercase(), path.trim_start()),
        None => name.to_owned(),
    }
}

fn refuse_unknown<'a>(
    what: &str,
    wanted: &[String],
    known: impl Iterator<Item = &'a String>,
    report: &mut Report,
) {
    let known: BTreeSet<&String> = known.collect();
    for name in wanted.iter().filter(|it| !known.contains(*it) && !known.contains(&spelt(it))) {
        report.fail(format!("the document has no {what} `{name}`")).help(nearest(name, &known));
    }
}

/// Those of the `known` names that may be meant.
fn nearest(wanted: &str, known: &BTreeSet<&String>) -> String {
    let wanted = wanted.to_lowercase();
    let mut near: Vec<(usize, &String)> =
        known.iter().map(|it| (osa_distance(&wanted, &it.to_lowercase()), *it)).collect();
    near.sort();
    let quoted: Vec<String> =
        near.iter().take(OFFERED).map(|(_, name)| format!("`{name}`")).collect();
    match &quoted[..] {
        [] => "there are none".to_owned(),
        [only] => format!("did you mean {only}?"),
        [others @ .., last] => format!("did you mean {} or {last}?", others.join(", ")),
    }
}

fn remove(spec: &mut Spec, at: &Pointer) {
    let (Some(item), Some(method)) = (at.parent(), at.last()) else { return };
    if let Some(item) = spec.object_mut(&item) {
        item.shift_remove(&method);
    }
}

fn remove_empty_paths(spec: &mut Spec) {
    let has_operation = |item: &Value| METHODS.iter().any(|it| item.get(it).is_some());
    if let Some(paths) = spec.object_mut(&Pointer::root().child("paths")) {
        paths.retain(|_, item| has_operation(item));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::source::Source;
    use crate::{Inputs, effective, generate_with_guards};

    const DOCUMENT: &str = r##"{
        "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
        "paths": {
            "/users": {"$ref": "#/components/pathItems/Users"},
            "/users/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                "get": {"tags": ["Users"], "responses": {"200": {"$ref": "#/components/responses/User"}}}},
            "/health": {"get": {"operationId": "getHealth", "responses": {"204": {"description": "."}}}}
        },
        "components": {
            "pathItems": {"Users": {
                "get": {"operationId": "listUsers", "tags": ["Users", "Lists"], "responses": {"204": {"description": "."}}},
                "post": {"operationId": "createUser", "tags": ["Users"], "responses": {"204": {"description": "."}}}}},
            "responses": {"User": {"description": ".", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/User"}}}}},
            "schemas": {"User": {"type": "object", "properties": {"id": {"type": "string"}}}}
        }
    }"##;

    fn inputs(tags: &[&str], operations: &[&str]) -> Inputs {
        let owned = |it: &[&str]| it.iter().map(|it| (*it).to_owned()).collect();
        let selection = Selection { tags: owned(tags), operations: owned(operations) };
        let source = Arc::new(Source::parse("api.json", DOCUMENT).unwrap());
        Inputs { selection, ..Inputs::new(source) }
    }

    fn check(tags: &[&str], operations: &[&str], expected: Expect) {
        let text = match generate_with_guards(&inputs(tags, operations)) {
            Err(report) => report.to_string(),
            Ok((it, guards)) => {
                let contract = guards.surface.get("contract.txt").unwrap();
                let methods = METHODS.map(|it| format!("{} ", it.to_uppercase()));
                let is_operation = |it: &&str| methods.iter().any(|method| it.starts_with(method));
                let operations: Vec<_> = contract.lines().filter(is_operation).collect();
                format!("{}\n{} types\n", operations.join("\n"), it.types)
            }
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn nothing_selected_is_everything() {
        check(
            &[],
            &[],
            expect![[r#"
            GET /health (getHealth)
            GET /health answer nothing
            GET /users (listUsers)
            GET /users answer nothing
            POST /users (createUser)
            POST /users answer nothing
            GET /users/{id} (getUsersById)
            GET /users/{id} answer User
            GET /users/{id} path id: string, required
            1 types
        "#]],
        );
    }

    #[test]
    fn a_tag_brings_its_operations_and_their_types() {
        check(
            &["Lists"],
            &[],
            expect![[r#"
            GET /users (listUsers)
            GET /users answer nothing
            0 types
        "#]],
        );
        check(
            &["Users"],
            &[],
            expect![[r#"
            GET /users (listUsers)
            GET /users answer nothing
            POST /users (createUser)
            POST /users answer nothing
            GET /users/{id} (getUsersById)
            GET /users/{id} answer User
            GET /users/{id} path id: string, required
            1 types
        "#]],
        );
        check(
            &["Default"],
            &[],
            expect![[r#"
            GET /health (getHealth)
            GET /health answer nothing
            0 types
        "#]],
        );
    }

    #[test]
    fn operations_are_named_by_id_or_by_method_and_path() {
        check(
            &[],
            &["getHealth", "get /users/{id}"],
            expect![[r#"
            GET /health (getHealth)
            GET /health answer nothing
            GET /users/{id} (getUsersById)
            GET /users/{id} answer User
            GET /users/{id} path id: string, required
            1 types
        "#]],
        );
        check(
            &["Lists"],
            &["POST /users"],
            expect![[r#"
            GET /users (listUsers)
            GET /users answer nothing
            POST /users (createUser)
            POST /users answer nothing
            0 types
        "#]],
        );
    }

    #[test]
    fn an_unknown_name_is_an_error_with_the_nearest() {
        check(
            &["users"],
            &["listUser", "GET /user"],
            expect![[r#"
            error: the document has no tag `users`
              stage: selection
              help: did you mean `Users`, `Lists` or `Default`?

            error: the document has no operation `listUser`
              stage: selection
              help: did you mean `listUsers`, `POST /users` or `createUser`?

            error: the document has no operation `GET /user`
              stage: selection
              help: did you mean `GET /users`, `POST /users` or `createUser`?
        "#]],
        );
    }

    #[test]
    fn what_is_printed_has_all_operations() {
        let (spec, _) = effective(&inputs(&["Lists"], &[])).unwrap();
        assert!(spec.root.pointer("/paths/~1health/get").is_some());
    }
}
