//! Turns a branch that is only null into `nullable`, and a union of one branch into that branch.
//!
//! The branch that stays is put into an `allOf`, which `merge_all_of` takes away.
//!
//! ```text
//! before  {"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]}
//! after   {"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": true}
//! ```

use serde_json::{Value, json};

use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let keys = ["oneOf", "anyOf"];
    for at in spec.schemas_that(|it| keys.iter().any(|key| it.contains_key(*key))).iter().rev() {
        for key in keys {
            unwrap(spec, at, key, report);
        }
    }
}

fn unwrap(spec: &mut Spec, at: &Pointer, key: &str, report: &mut Report) {
    let Some(schema) = spec.object_mut(at) else { return };
    let Some(Value::Array(branches)) = schema.get_mut(key) else { return };
    let before = branches.len();
    branches.retain(|it| !is_null(it));
    let nullable = branches.len() < before;
    if branches.len() <= 1 {
        let branch = branches.pop();
        schema.shift_remove(key);
        match (branch, schema.get_mut("allOf")) {
            (Some(branch), Some(Value::Array(merged))) => merged.push(branch),
            (Some(branch), _) => drop(schema.shift_insert(0, "allOf".to_owned(), json!([branch]))),
            (None, _) => {}
        }
    }
    if nullable {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    if before == 0 {
        let message = format!("`{key}` has no branches");
        report.warn(spec.place(&at.child(key)), message).help("list the branches or remove it");
    }
}

fn is_null(branch: &Value) -> bool {
    let only_null = |it: &Value| it.as_array().is_some_and(|it| matches!(&it[..], [Value::Null]));
    match branch.get("type") {
        Some(Value::String(word)) if word == "null" => true,
        Some(Value::Array(words)) if words.iter().all(|it| it == "null") => true,
        _ => branch.get("enum").is_some_and(only_null),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_schema;
    use expect_test::expect;

    const NAME: &str = "unwrap_unions";

    #[test]
    fn null_becomes_nullable() {
        check_schema(
            NAME,
            r#"{"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}"#,
            expect![[r#"
            {"anyOf":[{"type":"string"},{"type":"integer"}],"nullable":true}
        "#]],
        );
    }

    #[test]
    fn one_branch_is_no_union() {
        check_schema(
            NAME,
            r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"enum": [null]}], "allOf": [{}], "description": "d"}"##,
            expect![[r##"
            {"allOf":[{},{"$ref":"#/components/schemas/A"}],"description":"d","nullable":true}
        "##]],
        );
    }

    #[test]
    fn inner_unions_come_first() {
        check_schema(
            NAME,
            r#"{"oneOf": [{"anyOf": [{"type": "string"}, {"type": ["null"]}]}]}"#,
            expect![[r#"
            {"allOf":[{"allOf":[{"type":"string"}],"nullable":true}]}
        "#]],
        );
    }

    #[test]
    fn only_null_leaves_nothing() {
        check_schema(
            NAME,
            r#"{"oneOf": [{"type": "null"}]}"#,
            expect![[r#"
            {"nullable":true}
        "#]],
        );
    }

    #[test]
    fn an_empty_union_is_reported() {
        check_schema(
            NAME,
            r#"{"oneOf": []}"#,
            expect![[r#"
            {}
            warning: `oneOf` has no branches
             --> before:2:2
              |
            2 | {"oneOf": []}
              |  ^
              at: /components/schemas/T/oneOf
              stage: unwrap_unions
              help: list the branches or remove it
        "#]],
        );
    }

    #[test]
    fn a_union_is_left_alone() {
        check_schema(
            NAME,
            r#"{"oneOf": [{"type": "string"}, {"type": "string", "nullable": true}]}"#,
            expect![[r#"
            {"oneOf":[{"type":"string"},{"type":"string","nullable":true}]}
        "#]],
        );
    }
}
