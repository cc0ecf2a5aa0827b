//! Copies the parameters of a path into its operations, and drops header parameters that OpenAPI
//! says are ignored.
//!
//! A parameter of the operation wins over one of the path with the same `name` and `in`.
//!
//! ```text
//! before  {"/a": {"parameters": [{"name": "p", "in": "query"}], "get": {}}}
//! after   {"/a": {"get": {"parameters": [{"name": "p", "in": "query"}]}}}
//! ```

use serde_json::Value;

use super::parts::remove;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// Headers that are described by other means: content types and security schemes.
const IGNORED: [&str; 3] = ["accept", "content-type", "authorization"];

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    for at in spec.operations() {
        copy(spec, &at);
        drop_ignored(spec, &at, report);
    }
    let paths = Pointer::root().child("paths");
    for (_, item) in spec.object_mut(&paths).into_iter().flatten() {
        if let Some(item) = item.as_object_mut() {
            item.shift_remove("parameters");
        }
    }
}

fn copy(spec: &mut Spec, at: &Pointer) {
    let Some(item) = at.parent() else { return };
    let from = item.child("parameters");
    let Some(Value::Array(shared)) = spec.get(&from).cloned() else { return };
    let to = at.child("parameters");
    let Some(operation) = spec.object_mut(at) else { return };
    let own = operation.entry("parameters").or_insert_with(|| Value::Array(Vec::new()));
    let Some(own) = own.as_array_mut() else { return };
    let mut moved = Vec::new();
    for (index, parameter) in shared.into_iter().enumerate() {
        if !own.iter().any(|it| key(it) == key(&parameter)) {
            moved.push((from.child(index), to.child(own.len())));
            own.push(parameter);
        }
    }
    for (from, to) in moved {
        spec.moved(&from, to);
    }
}

fn key(parameter: &Value) -> (Option<&Value>, Option<&Value>) {
    (parameter.get("name"), parameter.get("in"))
}

fn drop_ignored(spec: &mut Spec, at: &Pointer, report: &mut Report) {
    let at = at.child("parameters");
    let Some(Value::Array(parameters)) = spec.get(&at) else { return };
    let ignored: Vec<(usize, String)> = parameters
        .iter()
        .enumerate()
        .filter_map(|(index, it)| Some((index, ignored_header(it)?)))
        .collect();
    for (index, name) in &ignored {
        let message = format!("the header parameter `{name}` is left out, as OpenAPI says");
        report.note(spec.place(&at.child(index)), message);
    }
    for (index, _) in ignored.into_iter().rev() {
        remove(spec, &at.child(index));
    }
}

fn ignored_header(parameter: &Value) -> Option<String> {
    let name = parameter.get("name")?.as_str()?;
    let is_header = parameter.get("in")?.as_str()? == "header";
    (is_header && IGNORED.contains(&name.to_ascii_lowercase().as_str())).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "copy_path_parameters";

    #[test]
    fn the_operation_wins() {
        check(
            NAME,
            r#"{"paths": {"/a": {"parameters": [{"name": "p", "in": "query"}, {"name": "q", "in": "query"}],
             "get": {"parameters": [{"name": "p", "in": "query", "required": true}, {"name": "q", "in": "header"}]}, "put": {}}}}"#,
            expect![[r#"
                 {
                   "paths": {
                     "/a": {
                       "get": {
                         "parameters": [
                           {"name":"p","in":"query","required":true},
                           {"name":"q","in":"header"},
                           {"name":"q","in":"query"}
                         ]
                       },
                       "put": {"parameters":[{"name":"p","in":"query"},{"name":"q","in":"query"}]}
                     }
                   }
                 }
             "#]],
        );
    }

    #[test]
    fn ignored_headers_are_dropped() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"parameters": [{"name": "Accept", "in": "header"}, {"name": "accept", "in": "query"}, {"name": "AUTHORIZATION", "in": "header"}]}}}}"#,
            expect![[r#"
            {"paths":{"/a":{"get":{"parameters":[{"name":"accept","in":"query"}]}}}}
            note: the header parameter `Accept` is left out, as OpenAPI says
             --> before:1:42
              |
            1 | {"paths": {"/a": {"get": {"parameters": [{"name": "Accept", "in": "header"}, {"name": "accept", "in": "query"}, {"name": "AUTHORIZATION", "in": "header"}]}}}}
              |                                          ^
              at: /paths/~1a/get/parameters/0
              stage: copy_path_parameters

            note: the header parameter `AUTHORIZATION` is left out, as OpenAPI says
             --> before:1:113
              |
            1 | {"paths": {"/a": {"get": {"parameters": [{"name": "Accept", "in": "header"}, {"name": "accept", "in": "query"}, {"name": "AUTHORIZATION", "in": "header"}]}}}}
              |                                                                                                                 ^
              at: /paths/~1a/get/parameters/2
              stage: copy_path_parameters
        "#]],
        );
    }
}
