//! Replaces a path item that is a reference by what it refers to.
//!
//! ```text
//! before  paths: {/a: {$ref: '#/components/pathItems/A', summary: S}}
//! after   paths: {/a: {get: {..}, summary: S}}
//! ```
//!
//! What stands beside the reference wins, and stays where the reference leads nowhere. `components.pathItems` is dropped afterwards, and so is
//! every member of `paths` that is an extension.

use serde_json::{Map, Value};

use super::parts::Kind;
use super::references::follow;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let paths = Pointer::root().child("paths");
    let is_extension = |key: &String| key.starts_with("x-");
    if let Some(items) = spec.object_mut(&paths) {
        items.retain(|key, _| !is_extension(key));
    }
    let items = spec.object(&paths).into_iter().flatten();
    let referring: Vec<Pointer> = items
        .filter(|(_, item)| item.get("$ref").is_some())
        .map(|(path, _)| paths.child(path))
        .collect();
    for at in referring {
        match follow(spec, &at, Kind::PathItem, report) {
            Some(target) => copy(spec, &at, &target),
            None => drop(spec.object_mut(&at).and_then(|it| it.shift_remove("$ref"))),
        }
    }
    if let Some(components) = spec.object_mut(&Pointer::root().child("components")) {
        components.shift_remove("pathItems");
    }
}

fn copy(spec: &mut Spec, at: &Pointer, target: &Pointer) {
    let mut item: Map<String, Value> = spec.object(target).cloned().unwrap_or_default();
    let beside = spec.object(at).cloned().unwrap_or_default();
    for key in item.keys().filter(|key| !beside.contains_key(*key)).cloned().collect::<Vec<_>>() {
        spec.moved(&target.child(&key), at.child(&key));
    }
    item.extend(beside);
    item.shift_remove("$ref");
    if let Some(node) = at.resolve_mut(&mut spec.root) {
        *node = Value::Object(item);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check;
    use expect_test::expect;

    const NAME: &str = "copy_path_items";

    #[test]
    fn a_reference_is_replaced_and_its_siblings_win() {
        check(
            NAME,
            r##"{"paths": {"/a": {"$ref": "#/components/pathItems/A", "summary": "Mine"}, "x-note": 1},
             "components": {"pathItems": {"A": {"summary": "Shared", "get": {}}}}}"##,
            expect![[r#"
                 {"paths":{"/a":{"summary":"Mine","get":{}}},"components":{}}
             "#]],
        );
    }

    #[test]
    fn references_may_lead_on() {
        check(
            NAME,
            r##"{"paths": {"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1c"}, "/c": {"get": {}}}}"##,
            expect![[r#"
            {"paths":{"/a":{"get":{}},"/b":{"get":{}},"/c":{"get":{}}}}
        "#]],
        );
    }

    #[test]
    fn circles_are_reported() {
        check(
            NAME,
            r##"{"paths": {"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}}}"##,
            expect![[r##"
                {"paths":{"/a":{},"/b":{}}}
                warning: the reference leads in a circle
                 --> before:1:19
                  |
                1 | {"paths": {"/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}}}
                  |                   ^
                  at: /paths/~1a/$ref
                  stage: copy_path_items
                  help: write the part out at one of the places that refer to it
            "##]],
        );
    }

    #[test]
    fn other_files_are_reported() {
        check(
            NAME,
            r#"{"paths": {"/a": {"$ref": "paths/a.yaml"}}}"#,
            expect![[r#"
                {"paths":{"/a":{}}}
                warning: `paths/a.yaml` does not refer to a part of this document
                 --> before:1:19
                  |
                1 | {"paths": {"/a": {"$ref": "paths/a.yaml"}}}
                  |                   ^
                  at: /paths/~1a/$ref
                  stage: copy_path_items
                  help: bundle the document into one file, and refer to its parts as `#/components/..`
            "#]],
        );
    }
}
