//! Reports every node that is not of the kind that OpenAPI wants at its place.
//!
//! The passes after this one rely on it: where it finds nothing, `properties` is an object,
//! `parameters` a list of objects, `type` a known word, and a schema an object or a boolean. Data
//! and extensions are not looked at. Nothing is changed.
//!
//! ```text
//! {"type": "string", "required": true}     error: `required` is not a list of strings
//! ```

use serde_json::{Map, Value};

use super::parts::{Kind, all, components, path_items};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// The words that `type` may say. `null` is one of them in OpenAPI 3.1.
const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "array", "object", "null"];

/// What stands under a key.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Flag,
    Number,
    NumberOrFlag,
    Count,
    Texts,
    TextMap,
    List,
    Type,
    Schema,
    Schemas,
    SchemaMap,
    Discriminator,
}

impl Form {
    /// What a schema must have under `key`. Keys that no pass reads may have anything.
    fn of_schema_key(key: &str) -> Option<Self> {
        Some(match key {
            "$ref" | "description" | "title" | "format" | "pattern" | "x-rust-name" => Self::Text,
            "nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems" => Self::Flag,
            "minimum" | "maximum" | "multipleOf" => Self::Number,
            "exclusiveMinimum" | "exclusiveMaximum" => Self::NumberOrFlag,
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties"
            | "maxProperties" => Self::Count,
            "required" => Self::Texts,
            "enum" => Self::List,
            "type" => Self::Type,
            "items" | "additionalProperties" | "not" => Self::Schema,
            "allOf" | "oneOf" | "anyOf" => Self::Schemas,
            "properties" | "patternProperties" | "$defs" => Self::SchemaMap,
            "discriminator" => Self::Discriminator,
            _ => return None,
        })
    }

    /// What the form is called.
    fn name(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Flag => "true or false",
            Self::Number => "a number",
            Self::NumberOrFlag => "a number or true or false",
            Self::Count => "a number of zero or more",
            Self::Texts => "a list of strings",
            Self::TextMap => "an object of strings",
            Self::List => "a list",
            Self::Type => "a type, or a list of types",
            Self::Schema => "a schema",
            Self::Schemas => "a list of schemas",
            Self::SchemaMap => "an object of schemas",
            Self::Discriminator => "an object with a `propertyName`",
        }
    }

    fn fits(self, value: &Value) -> bool {
        let all = |fits: fn(&Value) -> bool| value.as_array().is_some_and(|it| it.iter().all(fits));
        let each =
            |fits: fn(&Value) -> bool| value.as_object().is_some_and(|it| it.values().all(fits));
        match self {
            Self::Text => value.is_string(),
            Self::Flag => value.is_boolean(),
            Self::Number => value.is_number(),
            Self::NumberOrFlag => value.is_number() || value.is_boolean(),
            Self::Count => value.as_f64().is_some_and(|it| it >= 0.0 && it.fract() == 0.0),
            Self::Texts => all(Value::is_string),
            Self::TextMap => each(Value::is_string),
            Self::List => value.is_array(),
            Self::Type => is_type(value) || (all(is_type) && *value != Value::Array(Vec::new())),
            Self::Schema => is_schema(value),
            Self::Schemas => all(is_schema),
            Self::SchemaMap => each(is_schema),
            Self::Discriminator => {
                value.get("propertyName").is_some_and(Value::is_string)
                    && value.get("mapping").is_none_or(|it| Self::TextMap.fits(it))
            }
        }
    }
}

fn is_type(value: &Value) -> bool {
    value.as_str().is_some_and(|it| TYPES.contains(&it))
}

fn is_schema(value: &Value) -> bool {
    value.is_object() || value.is_boolean()
}

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let root = Pointer::root();
    check_object(spec, &root.child("paths"), report);
    check_object(spec, &root.child("components"), report);
    for section in ["parameters", "headers", "requestBodies", "responses", "schemas"] {
        check_object(spec, &root.child("components").child(section), report);
    }
    let roots = [components(spec), path_items(spec)].concat();
    for (at, kind) in all(spec, roots) {
        check_part(spec, &at, kind, report);
    }
    for at in spec.schemas() {
        let Some(schema) = spec.object(&at) else { continue };
        check_schema(spec, &at, schema, report);
    }
}

fn check_part(spec: &Spec, at: &Pointer, kind: Kind, report: &mut Report) {
    if kind == Kind::Schema {
        if !spec.get(at).is_some_and(is_schema) {
            refuse(spec, at, "a schema", report);
        }
        return;
    }
    check_object(spec, at, report);
    if kind == Kind::PathItem && !at.last().is_some_and(|path| path.starts_with('/')) {
        report.error(spec.place(at), "a path does not begin with `/`").help("begin it with `/`");
    }
    let Some(part) = spec.object(at) else { return };
    if part.contains_key("$ref") && kind.section().is_none() {
        let at = at.child("$ref");
        report.error(spec.place(&at), "no reference may stand here").help("write the part out");
    }
    if kind == Kind::Parameter && !part.contains_key("$ref") {
        for key in ["name", "in"] {
            if !part.get(key).is_some_and(Value::is_string) {
                refuse(spec, &at.child(key), "a string", report);
            }
        }
    }
    for key in ["responses", "content", "headers"] {
        check_object(spec, &at.child(key), report);
    }
    check_foreign(spec, at, kind, report);
    let parameters = at.child("parameters");
    if spec.get(&parameters).is_some_and(|it| !it.is_array()) {
        refuse(spec, &parameters, "a list", report);
    }
}

/// Reports keys that belong to another kind of part, as Swagger 2.0 had them.
fn check_foreign(spec: &Spec, at: &Pointer, kind: Kind, report: &mut Report) {
    let Some(part) = spec.object(at) else { return };
    for key in ["schema", "content", "headers"] {
        if part.contains_key(key) && !kind.holds(key) {
            report
                .error(spec.place(&at.child(key)), format!("`{key}` has no meaning here"))
                .help("describe a body by a media type in `content`, and its schema there");
        }
    }
}

/// Reports what stands at `at`, unless it is an object or nothing.
fn check_object(spec: &Spec, at: &Pointer, report: &mut Report) {
    if spec.get(at).is_some_and(|it| !it.is_object()) {
        refuse(spec, at, "an object", report);
    }
}

fn refuse(spec: &Spec, at: &Pointer, form: &str, report: &mut Report) {
    let name = at.last().unwrap_or_default();
    let list = at.parent().filter(|it| spec.get(it).is_some_and(Value::is_array));
    let subject = match list.and_then(|it| it.last()) {
        Some(list) => format!("item {name} of `{list}`"),
        None => format!("`{name}`"),
    };
    let help = "mend it in the document or in an overlay";
    report.error(spec.place(at), format!("{subject} is not {form}")).help(help);
}

fn check_schema(spec: &Spec, at: &Pointer, schema: &Map<String, Value>, report: &mut Report) {
    for (key, value) in schema {
        let Some(form) = Form::of_schema_key(key) else { continue };
        if !form.fits(value) {
            let message = format!("`{key}` is not {}", form.name());
            let help = help_for(key, value);
            report.error(spec.place(&at.child(key)), message).help(help);
        }
    }
}

/// What to do about `key: value` in a schema. Some mistakes are common enough to be known.
fn help_for(key: &str, value: &Value) -> String {
    match (key, value) {
        ("required", Value::Bool(_)) => {
            "list the names of required properties in `required` of the object".to_owned()
        }
        ("type", Value::String(word)) => {
            format!("`{word}` is none of {}; use one of them and a `format`", TYPES.join(", "))
        }
        ("items", Value::Array(_)) => "use one schema for all items".to_owned(),
        _ => format!("mend `{key}` in the document or in an overlay"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_schema};
    use expect_test::expect;

    const NAME: &str = "check_shape";

    #[test]
    fn what_is_well_formed_is_left_alone() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"parameters": [{"name": "p", "in": "query", "schema": true}]}}},
             "components": {"schemas": {"T": {"example": {"type": 1}, "x-y": {"type": 1}, "properties": {"type": {}, "$ref": {}}}}}}"#,
            expect![[r#"
                 {
                   "paths": {"/a":{"get":{"parameters":[{"name":"p","in":"query","schema":true}]}}},
                   "components": {
                     "schemas": {"T":{"example":{"type":1},"x-y":{"type":1},"properties":{"type":{},"$ref":{}}}}
                   }
                 }
             "#]],
        );
    }

    #[test]
    fn keywords_of_schemas_are_checked() {
        check_schema(
            NAME,
            r#"{"type": "file", "required": true, "items": [{}], "properties": {"a": 1}, "allOf": {},
             "discriminator": {}, "nullable": "yes", "minLength": -1, "$ref": 1}"#,
            expect![[r#"
                 {
                   "type": "file",
                   "required": true,
                   "items": [{}],
                   "properties": {"a":1},
                   "allOf": {},
                   "discriminator": {},
                   "nullable": "yes",
                   "minLength": -1,
                   "$ref": 1
                 }
                 error: `type` is not a type, or a list of types
                  --> before:2:2
                   |
                 2 | {"type": "file", "required": true, "items": [{}], "properties": {"a": 1}, "allOf": {},
                   |  ^
                   at: /components/schemas/T/type
                   stage: check_shape
                   help: `file` is none of string, integer, number, boolean, array, object, null; use one of them and a `format`

                 error: `required` is not a list of strings
                  --> before:2:18
                   |
                 2 | {"type": "file", "required": true, "items": [{}], "properties": {"a": 1}, "allOf": {},
                   |                  ^
                   at: /components/schemas/T/required
                   stage: check_shape
                   help: list the names of required properties in `required` of the object

                 error: `items` is not a schema
                  --> before:2:36
                   |
                 2 | {"type": "file", "required": true, "items": [{}], "properties": {"a": 1}, "allOf": {},
                   |                                    ^
                   at: /components/schemas/T/items
                   stage: check_shape
                   help: use one schema for all items

                 error: `properties` is not an object of schemas
                  --> before:2:51
                   |
                 2 | {"type": "file", "required": true, "items": [{}], "properties": {"a": 1}, "allOf": {},
                   |                                                   ^
                   at: /components/schemas/T/properties
                   stage: check_shape
                   help: mend `properties` in the document or in an overlay

                 error: `allOf` is not a list of schemas
                  --> before:2:75
                   |
                 2 | {"type": "file", "required": true, "items": [{}], "properties": {"a": 1}, "allOf": {},
                   |                                                                           ^
                   at: /components/schemas/T/allOf
                   stage: check_shape
                   help: mend `allOf` in the document or in an overlay

                 error: `discriminator` is not an object with a `propertyName`
                  --> before:3:14
                   |
                 3 |              "discriminator": {}, "nullable": "yes", "minLength": -1, "$ref": 1}
                   |              ^
                   at: /components/schemas/T/discriminator
                   stage: check_shape
                   help: mend `discriminator` in the document or in an overlay

                 error: `nullable` is not true or false
                  --> before:3:35
                   |
                 3 |              "discriminator": {}, "nullable": "yes", "minLength": -1, "$ref": 1}
                   |                                   ^
                   at: /components/schemas/T/nullable
                   stage: check_shape
                   help: mend `nullable` in the document or in an overlay

                 error: `minLength` is not a number of zero or more
                  --> before:3:54
                   |
                 3 |              "discriminator": {}, "nullable": "yes", "minLength": -1, "$ref": 1}
                   |                                                      ^
                   at: /components/schemas/T/minLength
                   stage: check_shape
                   help: mend `minLength` in the document or in an overlay

                 error: `$ref` is not a string
                  --> before:3:71
                   |
                 3 |              "discriminator": {}, "nullable": "yes", "minLength": -1, "$ref": 1}
                   |                                                                       ^
                   at: /components/schemas/T/$ref
                   stage: check_shape
                   help: mend `$ref` in the document or in an overlay
             "#]],
        );
    }

    #[test]
    fn parts_are_checked() {
        check(
            NAME,
            r#"{"paths": {"a": {"parameters": {}, "get": {"parameters": [{"in": "query"}, 1], "requestBody": [],
             "responses": {"200": {"content": {"text/plain": {"schema": 1}}}}}, "put": 1}}}"#,
            expect![[r#"
                 {
                   "paths": {
                     "a": {
                       "parameters": {},
                       "get": {
                         "parameters": [{"in":"query"},1],
                         "requestBody": [],
                         "responses": {"200":{"content":{"text/plain":{"schema":1}}}}
                       },
                       "put": 1
                     }
                   }
                 }
                 error: a path does not begin with `/`
                  --> before:1:12
                   |
                 1 | {"paths": {"a": {"parameters": {}, "get": {"parameters": [{"in": "query"}, 1], "requestBody": [],
                   |            ^
                   at: /paths/a
                   stage: check_shape
                   help: begin it with `/`

                 error: `parameters` is not a list
                  --> before:1:18
                   |
                 1 | {"paths": {"a": {"parameters": {}, "get": {"parameters": [{"in": "query"}, 1], "requestBody": [],
                   |                  ^
                   at: /paths/a/parameters
                   stage: check_shape
                   help: mend it in the document or in an overlay

                 error: `name` is not a string
                  --> before:1:59
                   |
                 1 | {"paths": {"a": {"parameters": {}, "get": {"parameters": [{"in": "query"}, 1], "requestBody": [],
                   |                                                           ^
                   at: /paths/a/get/parameters/0/name
                   stage: check_shape
                   help: mend it in the document or in an overlay

                 error: item 1 of `parameters` is not an object
                  --> before:1:76
                   |
                 1 | {"paths": {"a": {"parameters": {}, "get": {"parameters": [{"in": "query"}, 1], "requestBody": [],
                   |                                                                            ^
                   at: /paths/a/get/parameters/1
                   stage: check_shape
                   help: mend it in the document or in an overlay

                 error: `requestBody` is not an object
                  --> before:1:80
                   |
                 1 | {"paths": {"a": {"parameters": {}, "get": {"parameters": [{"in": "query"}, 1], "requestBody": [],
                   |                                                                                ^
                   at: /paths/a/get/requestBody
                   stage: check_shape
                   help: mend it in the document or in an overlay

                 error: `schema` is not a schema
                  --> before:2:63
                   |
                 2 |              "responses": {"200": {"content": {"text/plain": {"schema": 1}}}}}, "put": 1}}}
                   |                                                               ^
                   at: /paths/a/get/responses/200/content/text~1plain/schema
                   stage: check_shape
                   help: mend it in the document or in an overlay

                 error: `put` is not an object
                  --> before:2:81
                   |
                 2 |              "responses": {"200": {"content": {"text/plain": {"schema": 1}}}}}, "put": 1}}}
                   |                                                                                 ^
                   at: /paths/a/put
                   stage: check_shape
                   help: mend it in the document or in an overlay
             "#]],
        );
    }

    #[test]
    fn sections_are_checked() {
        check(
            NAME,
            r#"{"paths": [], "components": {"schemas": {"A": 1}, "responses": []}}"#,
            expect![[r#"
            {"paths":[],"components":{"schemas":{"A":1},"responses":[]}}
            error: `paths` is not an object
             --> before:1:2
              |
            1 | {"paths": [], "components": {"schemas": {"A": 1}, "responses": []}}
              |  ^
              at: /paths
              stage: check_shape
              help: mend it in the document or in an overlay

            error: `responses` is not an object
             --> before:1:51
              |
            1 | {"paths": [], "components": {"schemas": {"A": 1}, "responses": []}}
              |                                                   ^
              at: /components/responses
              stage: check_shape
              help: mend it in the document or in an overlay

            error: `A` is not a schema
             --> before:1:42
              |
            1 | {"paths": [], "components": {"schemas": {"A": 1}, "responses": []}}
              |                                          ^
              at: /components/schemas/A
              stage: check_shape
              help: mend it in the document or in an overlay
        "#]],
        );
    }

    #[test]
    fn a_response_has_no_schema_of_its_own() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"responses": {"200": {"schema": {}}}}}}}"#,
            expect![[r#"
            {"paths":{"/a":{"get":{"responses":{"200":{"schema":{}}}}}}}
            error: `schema` has no meaning here
             --> before:1:49
              |
            1 | {"paths": {"/a": {"get": {"responses": {"200": {"schema": {}}}}}}}
              |                                                 ^
              at: /paths/~1a/get/responses/200/schema
              stage: check_shape
              help: describe a body by a media type in `content`, and its schema there
        "#]],
        );
    }

    #[test]
    fn operations_cannot_be_references() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"$ref": "#/paths/~1b/get"}}}}"##,
            expect![[r##"
            {"paths":{"/a":{"get":{"$ref":"#/paths/~1b/get"}}}}
            error: no reference may stand here
             --> before:1:27
              |
            1 | {"paths": {"/a": {"get": {"$ref": "#/paths/~1b/get"}}}}
              |                           ^
              at: /paths/~1a/get/$ref
              stage: check_shape
              help: write the part out
        "##]],
        );
    }
}
