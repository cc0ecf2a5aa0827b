//! Gives every operation an `operationId` of its own.
//!
//! A missing one is made of the method and the words of the path; one that is taken gets a number.
//!
//! ```text
//! before  {"paths": {"/users/{id}": {"get": {}}}}
//! after   {"paths": {"/users/{id}": {"get": {"operationId": "getUsersById"}}}}
//! ```

use std::collections::HashMap;

use heck::ToLowerCamelCase;
use serde_json::Value;

use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let mut owners = HashMap::new();
    let mut lacking = Vec::new();
    for at in spec.operations() {
        let Some(id) = given_id(spec, &at) else {
            lacking.push(at);
            continue;
        };
        if let Some(owner) = owners.get(&id).cloned() {
            rename(spec, &at, &id, &owner, &mut owners, report);
        } else {
            owners.insert(id, at);
        }
    }
    if let Some(first) = lacking.first() {
        let message = format!("`operationId` is missing at {} of the operations", lacking.len());
        let help = "their names are made of method and path; an overlay can give better ones";
        report.note(spec.place(first), message).help(help);
    }
    for at in lacking {
        let id = free_id(&made_id(&at), &owners);
        set_id(spec, &at, &id);
        owners.insert(id, at);
    }
}

fn given_id(spec: &Spec, at: &Pointer) -> Option<String> {
    let id = spec.object(at)?.get("operationId")?.as_str()?;
    id.contains(char::is_alphanumeric).then(|| id.to_owned())
}

fn set_id(spec: &mut Spec, at: &Pointer, id: &str) {
    if let Some(operation) = spec.object_mut(at) {
        operation.insert("operationId".to_owned(), Value::from(id));
    }
}

fn rename(
    spec: &mut Spec,
    at: &Pointer,
    id: &str,
    owner: &Pointer,
    owners: &mut HashMap<String, Pointer>,
    report: &mut Report,
) {
    let new = free_id(id, owners);
    let message = format!("`{id}` is also the id of {owner}; it becomes `{new}` here");
    report
        .warn(spec.place(&at.child("operationId")), message)
        .help("give each operation an id of its own");
    set_id(spec, at, &new);
    owners.insert(new, at.clone());
}

fn free_id(wanted: &str, owners: &HashMap<String, Pointer>) -> String {
    let numbered = (2..).map(|number| format!("{wanted}{number}"));
    std::iter::once(wanted.to_owned())
        .chain(numbered)
        .find(|it| !owners.contains_key(it))
        .unwrap_or_default()
}

/// `GET /users/{id}` is `getUsersById`.
fn made_id(at: &Pointer) -> String {
    let method = at.last().unwrap_or_default();
    let path = at.parent().and_then(|it| it.last()).unwrap_or_default();
    let words = path.replace('{', " by ");
    format!("{method} {words}").to_lower_camel_case()
}
