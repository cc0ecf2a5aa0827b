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

use super::names::Taken;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let operations = spec.operations();
    if operations.is_empty() {
        report
            .warn(spec.place(&Pointer::root().child("paths")), "there is no operation")
            .help("add one: a client without operations does nothing");
    }
    let mut taken = Taken::default();
    let mut owners: HashMap<String, Pointer> = HashMap::new();
    let mut lacking = Vec::new();
    let mut repeated = Vec::new();
    for at in operations {
        match given_id(spec, &at) {
            None => lacking.push(at),
            Some(id) if taken.take(&id) => drop(owners.insert(id, at)),
            Some(id) => repeated.push((at, id)),
        }
    }
    for (at, id) in repeated {
        let new = taken.claim(&id);
        let owner = owners.get(&id).map(Pointer::to_string).unwrap_or_default();
        let message = format!("`{id}` is also the id of {owner}; it becomes `{new}` here");
        report
            .warn(spec.place(&at.child("operationId")), message)
            .help("give each operation an id of its own");
        set_id(spec, &at, &new);
    }
    if let Some(first) = lacking.first() {
        let message = format!("`operationId` is missing at {} of the operations", lacking.len());
        let help = "their names are made of method and path; an overlay can give better ones";
        report.note(spec.place(first), message).help(help);
    }
    for at in lacking {
        set_id(spec, &at, &taken.claim(&made_id(&at)));
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

/// `GET /users/{id}` is `getUsersById`.
fn made_id(at: &Pointer) -> String {
    let method = at.last().unwrap_or_default();
    let path = at.parent().and_then(|it| it.last()).unwrap_or_default();
    let words = path.replace('{', " by ");
    format!("{method} {words}").to_lower_camel_case()
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "make_operation_ids";

    #[test]
    fn missing_ids_are_made() {
        check(
            NAME,
            r#"{"paths": {"/users/{user_id}/e-mails": {"get": {}, "put": {"operationId": ""}}, "/": {"get": {}}}}"#,
            expect![[r#"
            {
              "paths": {
                "/users/{user_id}/e-mails": {
                  "get": {"operationId":"getUsersByUserIdEMails"},
                  "put": {"operationId":"putUsersByUserIdEMails"}
                },
                "/": {"get":{"operationId":"get"}}
              }
            }
            note: `operationId` is missing at 3 of the operations
             --> before:1:41
              |
            1 | {"paths": {"/users/{user_id}/e-mails": {"get": {}, "put": {"operationId": ""}}, "/": {"get": {}}}}
              |                                         ^
              at: /paths/~1users~1{user_id}~1e-mails/get
              stage: make_operation_ids
              help: their names are made of method and path; an overlay can give better ones
        "#]],
        );
    }

    #[test]
    fn taken_ids_get_a_number() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"operationId": "x"}, "put": {"operationId": "x"}}, "/b": {"get": {"operationId": "x2"}}}}"#,
            expect![[r#"
            {
              "paths": {
                "/a": {"get":{"operationId":"x"},"put":{"operationId":"x3"}},
                "/b": {"get":{"operationId":"x2"}}
              }
            }
            warning: `x` is also the id of /paths/~1a/get; it becomes `x3` here
             --> before:1:56
              |
            1 | {"paths": {"/a": {"get": {"operationId": "x"}, "put": {"operationId": "x"}}, "/b": {"get": {"operationId": "x2"}}}}
              |                                                        ^
              at: /paths/~1a/put/operationId
              stage: make_operation_ids
              help: give each operation an id of its own
        "#]],
        );
    }

    #[test]
    fn made_ids_yield_to_given_ones() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {}, "put": {"operationId": "getA"}}}}"#,
            expect![[r#"
            {"paths":{"/a":{"get":{"operationId":"getA2"},"put":{"operationId":"getA"}}}}
            note: `operationId` is missing at 1 of the operations
             --> before:1:19
              |
            1 | {"paths": {"/a": {"get": {}, "put": {"operationId": "getA"}}}}
              |                   ^
              at: /paths/~1a/get
              stage: make_operation_ids
              help: their names are made of method and path; an overlay can give better ones
        "#]],
        );
    }
}
