//! Mends keywords of schemas that do not have the form that OpenAPI gives them, each with a warning.
//!
//! The passes after this one rely on it: `properties` is an object, `type` a known word, and a schema
//! an object or a boolean. What is plainly meant is written as it should be; what is not is left out,
//! and the schema then says less. Data and extensions are not looked at.
//!
//! ```text
//! before  {"type": "String", "required": true, "items": [{"type": "int"}]}
//! after   {"type": "string", "items": {"type": "integer"}}
//! ```

use serde_json::{Map, Value, json};

use super::parts::{Kind, all, components, path_items};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// The words that `type` may say. `null` is one of them in OpenAPI 3.1.
const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "array", "object", "null"];

/// What authors write for one of [`TYPES`], in lower case.
const MEANT: [(&str, &str); 24] = [
    ("str", "string"),
    ("text", "string"),
    ("char", "string"),
    ("file", "string"),
    ("binary", "string"),
    ("byte", "string"),
    ("date", "string"),
    ("datetime", "string"),
    ("date-time", "string"),
    ("uuid", "string"),
    ("uri", "string"),
    ("url", "string"),
    ("email", "string"),
    ("int", "integer"),
    ("int32", "integer"),
    ("int64", "integer"),
    ("long", "integer"),
    ("float", "number"),
    ("double", "number"),
    ("decimal", "number"),
    ("bool", "boolean"),
    ("list", "array"),
    ("map", "object"),
    ("dict", "object"),
];

/// The words of [`MEANT`] that are a `format` of the type that they mean.
const FORMATS: [&str; 10] =
    ["date", "date-time", "uuid", "uri", "email", "int32", "int64", "float", "double", "byte"];

/// What stands under a key.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Flag,
    Number,
    NumberOrFlag,
    Count,
    Texts,
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
            Self::List => value.is_array(),
            Self::Type => is_type(value) || (all(is_type) && *value != Value::Array(Vec::new())),
            Self::Schema => is_schema(value),
            Self::Schemas => all(is_schema),
            Self::SchemaMap => each(is_schema),
            Self::Discriminator => {
                let is_text_map =
                    |it: &Value| it.as_object().is_some_and(|it| it.values().all(Value::is_string));
                value.get("propertyName").is_some_and(Value::is_string)
                    && value.get("mapping").is_none_or(is_text_map)
            }
        }
    }

    /// What `value`, which does not fit, plainly means; nothing if that would be a guess.
    fn meant(self, value: Value) -> Option<Value> {
        match (self, value) {
            (Self::Flag, Value::String(word)) => word.parse().ok().map(Value::Bool),
            (Self::Number | Self::NumberOrFlag | Self::Count, Value::String(text)) => {
                serde_json::from_str(&text).ok().filter(|it| self.fits(it))
            }
            (Self::Text, value @ (Value::Number(_) | Value::Bool(_))) => {
                Some(Value::from(value.to_string()))
            }
            (Self::Texts, Value::Array(items)) => {
                Some(items.into_iter().filter(Value::is_string).collect())
            }
            (Self::Texts, word @ Value::String(_)) => Some(json!([word])),
            (Self::List, value @ (Value::String(_) | Value::Number(_))) => Some(json!([value])),
            (Self::Schema, Value::Array(items)) => match <[Value; 1]>::try_from(items) {
                Ok([only]) if is_schema(&only) => Some(only),
                _ => Some(json!({})),
            },
            (Self::Schema, Value::Null) => Some(json!({})),
            (Self::Schemas, schema @ Value::Object(_)) => Some(json!([schema])),
            (Self::Schemas, Value::Array(items)) => {
                Some(items.into_iter().filter(is_schema).collect())
            }
            (Self::SchemaMap, Value::Object(members)) => Some(members_as_schemas(members)),
            (Self::Discriminator, name @ Value::String(_)) => Some(json!({ "propertyName": name })),
            (Self::Discriminator, Value::Object(mut members)) => {
                members.get("propertyName").filter(|it| it.is_string())?;
                let mapping = members.get_mut("mapping").and_then(Value::as_object_mut);
                match mapping {
                    Some(mapping) => mapping.retain(|_, it| it.is_string()),
                    None => drop(members.shift_remove("mapping")),
                }
                Some(Value::Object(members))
            }
            _ => None,
        }
    }
}

/// What is no schema among named ones is a member of any kind.
fn members_as_schemas(members: Map<String, Value>) -> Value {
    let any = |it: Value| if is_schema(&it) { it } else { json!({}) };
    members.into_iter().map(|(name, it)| (name, any(it))).collect()
}

fn is_type(value: &Value) -> bool {
    value.as_str().is_some_and(|it| TYPES.contains(&it))
}

fn is_schema(value: &Value) -> bool {
    value.is_object() || value.is_boolean()
}

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let roots = [components(spec), path_items(spec)].concat();
    let mut left: Vec<Pointer> = all(spec, roots)
        .into_iter()
        .rev()
        .filter(|(_, kind)| *kind == Kind::Schema)
        .map(|(at, _)| at)
        .collect();
    while let Some(at) = left.pop() {
        mend(spec, &at, report);
        let mut inner = spec.object(&at).map(|it| inner_schemas(it, &at)).unwrap_or_default();
        inner.reverse();
        left.append(&mut inner);
    }
}

/// The schemas right inside of `schema`.
fn inner_schemas(schema: &Map<String, Value>, at: &Pointer) -> Vec<Pointer> {
    let mut found = Vec::new();
    for (key, value) in schema {
        let at = at.child(key);
        match (Form::of_schema_key(key), value) {
            (Some(Form::Schema), Value::Object(_)) => found.push(at),
            (Some(Form::Schemas), Value::Array(items)) => {
                found.extend((0..items.len()).map(|index| at.child(index)));
            }
            (Some(Form::SchemaMap), Value::Object(members)) => {
                found.extend(members.keys().map(|name| at.child(name)));
            }
            _ => {}
        }
    }
    found
}

fn mend(spec: &mut Spec, at: &Pointer, report: &mut Report) {
    let misfits: Vec<(String, Form)> = spec
        .object(at)
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key, value, Form::of_schema_key(key)?)))
        .filter(|(_, value, form)| !form.fits(value))
        .map(|(key, _, form)| (key.clone(), form))
        .collect();
    for (key, form) in misfits {
        mend_key(spec, at, &key, form, report);
    }
}

fn mend_key(spec: &mut Spec, at: &Pointer, key: &str, form: Form, report: &mut Report) {
    let place = spec.place(&at.child(key));
    let moves = kept_items(spec, at, key, form);
    let Some(schema) = spec.object_mut(at) else { return };
    let Some(value) = schema.get_mut(key).map(Value::take) else { return };
    let help = help_for(key, &value);
    let subject = match value.as_str() {
        Some(text) => format!("`{key}: {text}`"),
        None => format!("`{key}`"),
    };
    let meant = match form {
        Form::Type => meant_type(schema, &value),
        form => form.meant(value),
    };
    let outcome = match &meant {
        Some(meant @ (Value::String(_) | Value::Bool(_) | Value::Number(_))) => {
            format!("is read as `{}`", meant.as_str().map_or(meant.to_string(), str::to_owned))
        }
        Some(_) => "is read as far as it can be".to_owned(),
        None => "is left out".to_owned(),
    };
    match meant {
        Some(meant) => drop(schema.insert(key.to_owned(), meant)),
        None => drop(schema.shift_remove(key)),
    }
    spec.moved_together(moves);
    let message = format!("{subject} is not {}, and {outcome}", form.name());
    report.warn(place, message).help(help);
}

/// Where the items of a list go that stay when others, or the list itself, are taken away.
fn kept_items(spec: &Spec, at: &Pointer, key: &str, form: Form) -> Vec<(Pointer, Pointer)> {
    let at = at.child(key);
    let Some(Value::Array(items)) = spec.get(&at) else { return Vec::new() };
    match form {
        Form::Schema => vec![(at.child(0), at)],
        Form::Schemas => {
            let kept = items.iter().enumerate().filter(|(_, it)| is_schema(it));
            kept.enumerate().map(|(to, (from, _))| (at.child(from), at.child(to))).collect()
        }
        _ => Vec::new(),
    }
}

/// The type that `value` plainly means; its `format` too, if it says one and there is none.
fn meant_type(schema: &mut Map<String, Value>, value: &Value) -> Option<Value> {
    match value {
        Value::String(word) => {
            let (name, format) = meant_word(word)?;
            if let Some(format) = format {
                schema.entry("format").or_insert_with(|| Value::from(format));
            }
            Some(Value::from(name))
        }
        Value::Array(words) if !words.is_empty() => {
            let name = |it: &Value| match it {
                Value::Null => Some("null"),
                it => it.as_str().and_then(meant_word).map(|(name, _)| name),
            };
            words.iter().map(|it| name(it).map(Value::from)).collect::<Option<Value>>()
        }
        _ => None,
    }
}

fn meant_word(word: &str) -> Option<(&'static str, Option<&'static str>)> {
    let word = word.trim().to_ascii_lowercase();
    if let Some(name) = TYPES.iter().find(|it| **it == word) {
        return Some((name, None));
    }
    let format = match word.as_str() {
        "datetime" => Some("date-time"),
        "file" | "binary" => Some("binary"),
        word => FORMATS.into_iter().find(|it| *it == word),
    };
    MEANT.iter().find(|(it, _)| *it == word).map(|(_, name)| (*name, format))
}

/// What to do about `key: value` in a schema. Some mistakes are common enough to be known.
fn help_for(key: &str, value: &Value) -> String {
    match (key, value) {
        ("required", Value::Bool(_)) => {
            "list the names of required properties in `required` of the object".to_owned()
        }
        ("type", Value::String(_)) => {
            format!("use one of {}, and a `format`", TYPES.join(", "))
        }
        ("items", Value::Array(_)) => "use one schema for all items".to_owned(),
        _ => format!("mend `{key}` in the document or in an overlay"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check, check_schema};
    use expect_test::expect;

    const NAME: &str = "mend_schemas";

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
    fn what_has_another_form_is_left_out_or_read_as_it_is_meant() {
        check_schema(
            NAME,
            r#"{"type": "file", "required": true, "items": [{}], "properties": {"a": 1}, "allOf": {},
             "discriminator": {}, "nullable": "yes", "minLength": -1, "$ref": 1}"#,
            expect![[r#"
                {
                  "type": "string",
                  "items": {},
                  "properties": {"a":{}},
                  "allOf": [{}],
                  "$ref": "1",
                  "format": "binary"
                }
                warning: `type: file` is not a type, or a list of types, and is read as `string`
                 --> before:2:2
                  |
                2 | {"type": "file", "required": true, "items": [{}], "properties": {"a": 1}, "allOf": {},
                  |  ^
                  at: /components/schemas/T/type
                  stage: mend_schemas
                  help: use one of string, integer, number, boolean, array, object, null, and a `format`

                warning: `required` is not a list of strings, and is left out
                 --> before:2:18
                  |
                2 | {"type": "file", "required": true, "items": [{}], "properties": {"a": 1}, "allOf": {},
                  |                  ^
                  at: /components/schemas/T/required
                  stage: mend_schemas
                  help: list the names of required properties in `required` of the object

                warning: `items` is not a schema, and is read as far as it can be
                 --> before:2:36
                  |
                2 | {"type": "file", "required": true, "items": [{}], "properties": {"a": 1}, "allOf": {},
                  |                                    ^
                  at: /components/schemas/T/items
                  stage: mend_schemas
                  help: use one schema for all items

                warning: `properties` is not an object of schemas, and is read as far as it can be
                 --> before:2:51
                  |
                2 | {"type": "file", "required": true, "items": [{}], "properties": {"a": 1}, "allOf": {},
                  |                                                   ^
                  at: /components/schemas/T/properties
                  stage: mend_schemas
                  help: mend `properties` in the document or in an overlay

                warning: `allOf` is not a list of schemas, and is read as far as it can be
                 --> before:2:75
                  |
                2 | {"type": "file", "required": true, "items": [{}], "properties": {"a": 1}, "allOf": {},
                  |                                                                           ^
                  at: /components/schemas/T/allOf
                  stage: mend_schemas
                  help: mend `allOf` in the document or in an overlay

                warning: `discriminator` is not an object with a `propertyName`, and is left out
                 --> before:3:14
                  |
                3 |              "discriminator": {}, "nullable": "yes", "minLength": -1, "$ref": 1}
                  |              ^
                  at: /components/schemas/T/discriminator
                  stage: mend_schemas
                  help: mend `discriminator` in the document or in an overlay

                warning: `nullable: yes` is not true or false, and is left out
                 --> before:3:35
                  |
                3 |              "discriminator": {}, "nullable": "yes", "minLength": -1, "$ref": 1}
                  |                                   ^
                  at: /components/schemas/T/nullable
                  stage: mend_schemas
                  help: mend `nullable` in the document or in an overlay

                warning: `minLength` is not a number of zero or more, and is left out
                 --> before:3:54
                  |
                3 |              "discriminator": {}, "nullable": "yes", "minLength": -1, "$ref": 1}
                  |                                                      ^
                  at: /components/schemas/T/minLength
                  stage: mend_schemas
                  help: mend `minLength` in the document or in an overlay

                warning: `$ref` is not a string, and is read as `1`
                 --> before:3:71
                  |
                3 |              "discriminator": {}, "nullable": "yes", "minLength": -1, "$ref": 1}
                  |                                                                       ^
                  at: /components/schemas/T/$ref
                  stage: mend_schemas
                  help: mend `$ref` in the document or in an overlay
            "#]],
        );
    }

    #[test]
    fn what_is_plainly_meant_is_written() {
        check_schema(
            NAME,
            r#"{"type": "String", "nullable": "true", "maxLength": "3", "description": 4, "enum": "a",
             "required": ["a", 1], "discriminator": "kind", "allOf": {"type": "DateTime"},
             "oneOf": [null, {"type": ["int", null]}], "not": null,
             "properties": {"a": null, "b": {"items": [{"type": "bool"}]}, "c": {"items": [{}, {}]}}}"#,
            expect![[r#"
                {
                  "type": "string",
                  "nullable": true,
                  "maxLength": 3,
                  "description": "4",
                  "enum": ["a"],
                  "required": ["a"],
                  "discriminator": {"propertyName":"kind"},
                  "allOf": [{"type":"string","format":"date-time"}],
                  "oneOf": [{"type":["integer","null"]}],
                  "not": {},
                  "properties": {"a":{},"b":{"items":{"type":"boolean"}},"c":{"items":{}}}
                }
                warning: `type: String` is not a type, or a list of types, and is read as `string`
                 --> before:2:2
                  |
                2 | {"type": "String", "nullable": "true", "maxLength": "3", "description": 4, "enum": "a",
                  |  ^
                  at: /components/schemas/T/type
                  stage: mend_schemas
                  help: use one of string, integer, number, boolean, array, object, null, and a `format`

                warning: `nullable: true` is not true or false, and is read as `true`
                 --> before:2:20
                  |
                2 | {"type": "String", "nullable": "true", "maxLength": "3", "description": 4, "enum": "a",
                  |                    ^
                  at: /components/schemas/T/nullable
                  stage: mend_schemas
                  help: mend `nullable` in the document or in an overlay

                warning: `maxLength: 3` is not a number of zero or more, and is read as `3`
                 --> before:2:40
                  |
                2 | {"type": "String", "nullable": "true", "maxLength": "3", "description": 4, "enum": "a",
                  |                                        ^
                  at: /components/schemas/T/maxLength
                  stage: mend_schemas
                  help: mend `maxLength` in the document or in an overlay

                warning: `description` is not a string, and is read as `4`
                 --> before:2:58
                  |
                2 | {"type": "String", "nullable": "true", "maxLength": "3", "description": 4, "enum": "a",
                  |                                                          ^
                  at: /components/schemas/T/description
                  stage: mend_schemas
                  help: mend `description` in the document or in an overlay

                warning: `enum: a` is not a list, and is read as far as it can be
                 --> before:2:76
                  |
                2 | {"type": "String", "nullable": "true", "maxLength": "3", "description": 4, "enum": "a",
                  |                                                                            ^
                  at: /components/schemas/T/enum
                  stage: mend_schemas
                  help: mend `enum` in the document or in an overlay

                warning: `required` is not a list of strings, and is read as far as it can be
                 --> before:3:14
                  |
                3 |              "required": ["a", 1], "discriminator": "kind", "allOf": {"type": "DateTime"},
                  |              ^
                  at: /components/schemas/T/required
                  stage: mend_schemas
                  help: mend `required` in the document or in an overlay

                warning: `discriminator: kind` is not an object with a `propertyName`, and is read as far as it can be
                 --> before:3:36
                  |
                3 |              "required": ["a", 1], "discriminator": "kind", "allOf": {"type": "DateTime"},
                  |                                    ^
                  at: /components/schemas/T/discriminator
                  stage: mend_schemas
                  help: mend `discriminator` in the document or in an overlay

                warning: `allOf` is not a list of schemas, and is read as far as it can be
                 --> before:3:61
                  |
                3 |              "required": ["a", 1], "discriminator": "kind", "allOf": {"type": "DateTime"},
                  |                                                             ^
                  at: /components/schemas/T/allOf
                  stage: mend_schemas
                  help: mend `allOf` in the document or in an overlay

                warning: `oneOf` is not a list of schemas, and is read as far as it can be
                 --> before:4:14
                  |
                4 |              "oneOf": [null, {"type": ["int", null]}], "not": null,
                  |              ^
                  at: /components/schemas/T/oneOf
                  stage: mend_schemas
                  help: mend `oneOf` in the document or in an overlay

                warning: `not` is not a schema, and is read as far as it can be
                 --> before:4:56
                  |
                4 |              "oneOf": [null, {"type": ["int", null]}], "not": null,
                  |                                                        ^
                  at: /components/schemas/T/not
                  stage: mend_schemas
                  help: mend `not` in the document or in an overlay

                warning: `properties` is not an object of schemas, and is read as far as it can be
                 --> before:5:14
                  |
                5 |              "properties": {"a": null, "b": {"items": [{"type": "bool"}]}, "c": {"items": [{}, {}]}}}
                  |              ^
                  at: /components/schemas/T/properties
                  stage: mend_schemas
                  help: mend `properties` in the document or in an overlay

                warning: `type: DateTime` is not a type, or a list of types, and is read as `string`
                 --> before:3:61
                  |
                3 |              "required": ["a", 1], "discriminator": "kind", "allOf": {"type": "DateTime"},
                  |                                                             ^
                  at: /components/schemas/T/allOf/0/type
                  stage: mend_schemas
                  help: use one of string, integer, number, boolean, array, object, null, and a `format`

                warning: `type` is not a type, or a list of types, and is read as far as it can be
                 --> before:4:31
                  |
                4 |              "oneOf": [null, {"type": ["int", null]}], "not": null,
                  |                               ^
                  at: /components/schemas/T/oneOf/0/type
                  stage: mend_schemas
                  help: mend `type` in the document or in an overlay

                warning: `items` is not a schema, and is read as far as it can be
                 --> before:5:46
                  |
                5 |              "properties": {"a": null, "b": {"items": [{"type": "bool"}]}, "c": {"items": [{}, {}]}}}
                  |                                              ^
                  at: /components/schemas/T/properties/b/items
                  stage: mend_schemas
                  help: use one schema for all items

                warning: `type: bool` is not a type, or a list of types, and is read as `boolean`
                 --> before:5:57
                  |
                5 |              "properties": {"a": null, "b": {"items": [{"type": "bool"}]}, "c": {"items": [{}, {}]}}}
                  |                                                         ^
                  at: /components/schemas/T/properties/b/items/type
                  stage: mend_schemas
                  help: use one of string, integer, number, boolean, array, object, null, and a `format`

                warning: `items` is not a schema, and is read as far as it can be
                 --> before:5:82
                  |
                5 |              "properties": {"a": null, "b": {"items": [{"type": "bool"}]}, "c": {"items": [{}, {}]}}}
                  |                                                                                  ^
                  at: /components/schemas/T/properties/c/items
                  stage: mend_schemas
                  help: use one schema for all items
            "#]],
        );
    }

    #[test]
    fn what_moves_up_keeps_its_line() {
        check_schema(
            NAME,
            "{\"oneOf\": [1,\n{\"type\": \"x\"}], \n\"items\": [\n{\"type\": \"y\"}]}",
            expect![[r#"
                {"oneOf":[{}],"items":{}}
                warning: `oneOf` is not a list of schemas, and is read as far as it can be
                 --> before:2:2
                  |
                2 | {"oneOf": [1,
                  |  ^
                  at: /components/schemas/T/oneOf
                  stage: mend_schemas
                  help: mend `oneOf` in the document or in an overlay

                warning: `items` is not a schema, and is read as far as it can be
                 --> before:4:1
                  |
                4 | "items": [
                  | ^
                  at: /components/schemas/T/items
                  stage: mend_schemas
                  help: use one schema for all items

                warning: `type: x` is not a type, or a list of types, and is left out
                 --> before:3:2
                  |
                3 | {"type": "x"}], 
                  |  ^
                  at: /components/schemas/T/oneOf/0/type
                  stage: mend_schemas
                  help: use one of string, integer, number, boolean, array, object, null, and a `format`

                warning: `type: y` is not a type, or a list of types, and is left out
                 --> before:5:2
                  |
                5 | {"type": "y"}]}
                  |  ^
                  at: /components/schemas/T/items/type
                  stage: mend_schemas
                  help: use one of string, integer, number, boolean, array, object, null, and a `format`
            "#]],
        );
    }
}
