//! Gives component schemas names that are Rust types, and lets references follow.
//!
//! `x-rust-name` wins; otherwise the name is spelt in UpperCamelCase. A name that is taken already
//! gets a number, one that generated code uses itself the suffix `Schema`. A version that the ids
//! of all operations begin with is left out, unless the short name is that of another component.
//!
//! ```text
//! before  {"user_list": {"items": {"$ref": "#/components/schemas/user"}}, "user": {}}
//! after   {"UserList": {"items": {"$ref": "#/components/schemas/User"}}, "User": {}}
//! ```

use std::collections::HashMap;

use serde_json::Value;

use super::names::{Taken, camel, is_reserved, type_name};
use super::places::{unversioned, version_prefix};
use super::shape::RUST_NAME;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, component_at, reference_to, schemas_root};

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let prefix = version_prefix(&spec.root);
    let (names, owners) = (Taken::default(), HashMap::new());
    let mut namer = Namer { spec, report, prefix, names, owners };
    let keys: Vec<String> = namer
        .spec
        .object(&schemas_root())
        .into_iter()
        .flatten()
        .map(|(key, _)| key.clone())
        .collect();
    let mut renamed = HashMap::new();
    for key in &keys {
        if let Some(name) = namer.given_name(key) {
            renamed.insert(key.clone(), name);
        }
    }
    for key in &keys {
        if !renamed.contains_key(key) {
            let name = namer.made_name(key);
            renamed.insert(key.clone(), name);
        }
    }
    rename(spec, &keys, &renamed);
}

struct Namer<'a> {
    spec: &'a Spec,
    report: &'a mut Report,
    /// The version that is no part of a name.
    prefix: String,
    names: Taken,
    /// Which component has which name.
    owners: HashMap<String, Pointer>,
}

impl Namer<'_> {
    /// The name that an overlay asks for.
    fn given_name(&mut self, key: &str) -> Option<String> {
        let at = schemas_root().child(key);
        let name = self.spec.object(&at)?.get(RUST_NAME)?.as_str()?;
        let place = self.spec.place(&at.child(RUST_NAME));
        if type_name(name) != name {
            let message = format!("`{name}` cannot be the name of a type");
            let help = format!("use a name such as `{}`", type_name(name));
            self.report.error(place, message).help(help);
        } else if let Some(owner) = self.owners.get(name) {
            let message = format!("`{name}` is also the name of {owner}");
            self.report.error(place, message).help("give each schema a name of its own");
        }
        self.owners.insert(name.to_owned(), at);
        self.names.claim(name);
        Some(name.to_owned())
    }

    /// The name that is made of the key.
    fn made_name(&mut self, key: &str) -> String {
        let at = schemas_root().child(key);
        let wanted = type_name(self.short(key));
        let name = self.names.claim(&wanted);
        if let Some(owner) = self.owners.get(&wanted) {
            let message = format!("`{key}` and {owner} are both called `{wanted}` in Rust");
            let help = format!("it becomes `{name}`; give it an `x-rust-name` for a better name");
            self.report.warn(self.spec.place(&at), message).help(help);
        } else if is_reserved(&camel(key)) {
            let message = format!("`{key}` would hide a type that generated code uses");
            let help = format!("it becomes `{name}`; give it an `x-rust-name` for a better name");
            self.report.note(self.spec.place(&at), message).help(help);
        }
        self.owners.insert(name.clone(), at);
        name
    }

    /// The key without the version, if that is not the key of another component.
    fn short<'k>(&self, key: &'k str) -> &'k str {
        let short = unversioned(key, &self.prefix);
        match self.spec.get(&schemas_root().child(short)) {
            Some(_) => key,
            None => short,
        }
    }
}

fn rename(spec: &mut Spec, keys: &[String], renamed: &HashMap<String, String>) {
    let root = schemas_root();
    if let Some(schemas) = spec.object_mut(&root) {
        let all = std::mem::take(schemas);
        for (key, mut schema) in all {
            if let Some(members) = schema.as_object_mut() {
                members.shift_remove(RUST_NAME);
            }
            schemas.insert(renamed.get(&key).cloned().unwrap_or(key), schema);
        }
    }
    let changed = keys.iter().filter_map(|key| Some((key, renamed.get(key)?)));
    let moves: Vec<_> = changed
        .filter(|(key, name)| key != name)
        .map(|(key, name)| (root.child(key), root.child(name)))
        .collect();
    if !moves.is_empty() {
        spec.moved_together(moves);
        follow(spec, renamed);
    }
}

/// Writes all references with the new names.
fn follow(spec: &mut Spec, renamed: &HashMap<String, String>) {
    spec.edit_schemas(&mut |schema| {
        if let Some(reference) = schema.get_mut("$ref") {
            follow_one(reference, renamed);
        }
        let mapping = schema.get_mut("discriminator").and_then(|it| it.get_mut("mapping"));
        for (_, reference) in mapping.and_then(Value::as_object_mut).into_iter().flatten() {
            follow_one(reference, renamed);
        }
    });
}

fn follow_one(reference: &mut Value, renamed: &HashMap<String, String>) {
    if let Some(new) = component_at(reference).and_then(|it| renamed.get(&it)) {
        *reference = reference_to(new).get("$ref").cloned().unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "name_components";

    #[test]
    fn a_version_is_no_part_of_a_name() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"operationId": "v4GetUser"}}},
             "components": {"schemas": {"V4User": {"properties": {"a": {"$ref": "#/components/schemas/V4Name"}}}, "V4Name": {}, "V4Key": {}, "Key": {}}}}"##,
            expect![[r##"
                {
                  "paths": {"/a":{"get":{"operationId":"v4GetUser"}}},
                  "components": {
                    "schemas": {
                      "User": {"properties":{"a":{"$ref":"#/components/schemas/Name"}}},
                      "Name": {},
                      "V4Key": {},
                      "Key": {}
                    }
                  }
                }
            "##]],
        );
    }

    #[test]
    fn references_follow() {
        check(
            NAME,
            r##"{"components": {"schemas": {"user_list": {"items": {"$ref": "#/components/schemas/user"}}, "user": {"properties": {"$ref": {}}, "example": {"$ref": "#/components/schemas/user"}},
             "U": {"oneOf": [{"$ref": "#/components/schemas/user"}], "discriminator": {"propertyName": "k", "mapping": {"user": "#/components/schemas/user"}}}}}}"##,
            expect![[r##"
                 {
                   "components": {
                     "schemas": {
                       "UserList": {"items":{"$ref":"#/components/schemas/User"}},
                       "User": {"properties":{"$ref":{}},"example":{"$ref":"#/components/schemas/user"}},
                       "U": {
                         "oneOf": [{"$ref":"#/components/schemas/User"}],
                         "discriminator": {"propertyName":"k","mapping":{"user":"#/components/schemas/User"}}
                       }
                     }
                   }
                 }
             "##]],
        );
    }

    #[test]
    fn a_given_name_wins() {
        check(
            NAME,
            r#"{"components": {"schemas": {"User": {}, "customer": {"x-rust-name": "User"}}}}"#,
            expect![[r#"
            {"components":{"schemas":{"User2":{},"User":{}}}}
            warning: `User` and /components/schemas/customer are both called `User` in Rust
             --> before:1:29
              |
            1 | {"components": {"schemas": {"User": {}, "customer": {"x-rust-name": "User"}}}}
              |                             ^
              at: /components/schemas/User
              stage: name_components
              help: it becomes `User2`; give it an `x-rust-name` for a better name
        "#]],
        );
    }

    #[test]
    fn given_names_must_differ_and_be_names() {
        check(
            NAME,
            r#"{"components": {"schemas": {"A": {"x-rust-name": "User"}, "B": {"x-rust-name": "User"}, "C": {"x-rust-name": "user list"}}}}"#,
            expect![[r#"
            {"components":{"schemas":{"User":{},"user list":{}}}}
            error: `User` is also the name of /components/schemas/A
             --> before:1:65
              |
            1 | {"components": {"schemas": {"A": {"x-rust-name": "User"}, "B": {"x-rust-name": "User"}, "C": {"x-rust-name": "user list"}}}}
              |                                                                 ^
              at: /components/schemas/B/x-rust-name
              stage: name_components
              help: give each schema a name of its own

            error: `user list` cannot be the name of a type
             --> before:1:95
              |
            1 | {"components": {"schemas": {"A": {"x-rust-name": "User"}, "B": {"x-rust-name": "User"}, "C": {"x-rust-name": "user list"}}}}
              |                                                                                               ^
              at: /components/schemas/C/x-rust-name
              stage: name_components
              help: use a name such as `UserList`
        "#]],
        );
    }

    #[test]
    fn the_later_of_two_gets_a_number() {
        check(
            NAME,
            r##"{"components": {"schemas": {"user": {"type": "string"}, "User": {"type": "integer"}, "R": {"items": {"$ref": "#/components/schemas/User"}}}}}"##,
            expect![[r##"
            {
              "components": {
                "schemas": {
                  "User": {"type":"string"},
                  "User2": {"type":"integer"},
                  "R": {"items":{"$ref":"#/components/schemas/User2"}}
                }
              }
            }
            warning: `User` and /components/schemas/user are both called `User` in Rust
             --> before:1:57
              |
            1 | {"components": {"schemas": {"user": {"type": "string"}, "User": {"type": "integer"}, "R": {"items": {"$ref": "#/components/schemas/User"}}}}}
              |                                                         ^
              at: /components/schemas/User
              stage: name_components
              help: it becomes `User2`; give it an `x-rust-name` for a better name
        "##]],
        );
    }

    #[test]
    fn names_of_the_generated_code_are_avoided() {
        check(
            NAME,
            r#"{"components": {"schemas": {"Error": {}, "option": {}}}}"#,
            expect![[r#"
            {"components":{"schemas":{"ErrorSchema":{},"OptionSchema":{}}}}
            note: `Error` would hide a type that generated code uses
             --> before:1:29
              |
            1 | {"components": {"schemas": {"Error": {}, "option": {}}}}
              |                             ^
              at: /components/schemas/Error
              stage: name_components
              help: it becomes `ErrorSchema`; give it an `x-rust-name` for a better name

            note: `option` would hide a type that generated code uses
             --> before:1:42
              |
            1 | {"components": {"schemas": {"Error": {}, "option": {}}}}
              |                                          ^
              at: /components/schemas/option
              stage: name_components
              help: it becomes `OptionSchema`; give it an `x-rust-name` for a better name
        "#]],
        );
    }
}
