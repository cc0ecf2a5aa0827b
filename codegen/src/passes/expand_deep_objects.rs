//! Turns `deepObject` query parameters into parameters with names that can be sent as they are.
//!
//! An object with `properties` becomes one parameter for each, if each has a text of its own. A map
//! of such values, or of lists of them, keeps its one parameter and gets `x-query-template`, in which
//! `<key>` stands for the key of an entry; one that an overlay has given stays. What nests keeps its
//! style, and is written as a whole.
//!
//! ```text
//! before  {"name": "f", "in": "query", "style": "deepObject", "schema": {"properties": {"a": S}}}
//! after   {"name": "f[a]", "in": "query", "style": "form", "x-rust-name": "f_a", "schema": S}
//!
//! before  {"name": "f", "in": "query", "style": "deepObject", "schema": {"type": "object"}}
//! after   {"name": "f", "in": "query", "x-query-template": "f[<key>]", "schema": {..}}
//! ```

use heck::ToSnakeCase;
use serde_json::{Map, Value, json};

use super::shape::{RUST_NAME, reference};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::{Spec, schemas_root};

/// The key that says how entries of a map are named in the query.
const TEMPLATE: &str = "x-query-template";

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    for operation in spec.operations() {
        let at = operation.child("parameters");
        let count = spec.get(&at).and_then(Value::as_array).map_or(0, Vec::len);
        let mut expanded = Vec::new();
        for index in 0..count {
            expand(spec, &at.child(index), &mut expanded, report);
        }
        replace(spec, &at, expanded);
    }
}

/// A parameter in the place of another, or of one part of it.
struct Expanded {
    parameter: Value,
    /// Where the other one stands.
    from: Pointer,
    /// Where its schema stands, if that is a part of the other one's.
    schema_from: Option<Pointer>,
}

impl Expanded {
    fn whole(from: &Pointer, parameter: Map<String, Value>) -> Self {
        Self { parameter: Value::Object(parameter), from: from.clone(), schema_from: None }
    }
}

/// Puts parameters in the place of those that were there.
fn replace(spec: &mut Spec, at: &Pointer, parameters: Vec<Expanded>) {
    let stays =
        |(index, it): (usize, &Expanded)| it.from == at.child(index) && it.schema_from.is_none();
    let unchanged = parameters.iter().enumerate().all(stays);
    let (mut values, mut moves) = (Vec::new(), Vec::new());
    for (index, it) in parameters.into_iter().enumerate() {
        let to = at.child(index);
        moves.extend(it.schema_from.map(|from| (from, to.child("schema"))));
        moves.push((it.from, to));
        values.push(it.parameter);
    }
    if let Some(list) = at.resolve_mut(&mut spec.root).and_then(Value::as_array_mut) {
        *list = values;
    }
    if !unchanged {
        spec.moved_together(moves);
    }
}

fn expand(spec: &Spec, at: &Pointer, into: &mut Vec<Expanded>, report: &mut Report) {
    let Some(Value::Object(parameter)) = spec.get(at) else { return };
    let is_deep = parameter.get("style").is_some_and(|it| it == "deepObject");
    let is_query = parameter.get("in").is_some_and(|it| it == "query");
    let mut parameter = parameter.clone();
    if parameter.contains_key(TEMPLATE) {
        check_template(spec, at, &mut parameter, report);
    } else if is_deep && is_query {
        match shape_of(spec, parameter.get("schema")) {
            Shape::Object(schema) => {
                let schema_at = target_at(spec, at.child("schema"));
                return expand_properties(at, &parameter, schema, &schema_at, into);
            }
            Shape::Map => template_for_map(&mut parameter),
            Shape::Nested => return into.push(Expanded::whole(at, parameter)),
            Shape::Scalar => {
                report
                    .warn(
                        spec.place(&at.child("style")),
                        "`deepObject` says nothing for this schema",
                    )
                    .help("use `deepObject` for objects only");
            }
        }
        parameter.shift_remove("style");
        parameter.shift_remove("explode");
    }
    into.push(Expanded::whole(at, parameter));
}

fn check_template(
    spec: &Spec,
    at: &Pointer,
    parameter: &mut Map<String, Value>,
    report: &mut Report,
) {
    let template = parameter.get(TEMPLATE).and_then(Value::as_str).unwrap_or_default();
    if !has_one_gap(template) {
        report
            .error(spec.place(&at.child(TEMPLATE)), format!("`{TEMPLATE}` has no single `<..>`"))
            .help("write the name with one gap for the key, such as \"filter[<key>][]\"");
    }
    parameter.shift_remove("style");
    parameter.shift_remove("explode");
}

/// Whether `template` has exactly one `<..>`.
fn has_one_gap(template: &str) -> bool {
    let Some((before, rest)) = template.split_once('<') else { return false };
    let Some((key, after)) = rest.split_once('>') else { return false };
    let is_plain = |it: &str| !it.contains(['<', '>']);
    !key.is_empty() && is_plain(before) && is_plain(key) && is_plain(after)
}

fn template_for_map(parameter: &mut Map<String, Value>) {
    let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
    let template = format!("{}[<key>]", name.replace(['<', '>'], ""));
    parameter.insert(TEMPLATE.to_owned(), Value::from(template));
}

/// What kind of values a parameter has.
enum Shape<'a> {
    /// Objects that list their members, each of which is a scalar.
    Object(&'a Map<String, Value>),
    /// Objects with any members, of scalars or lists of them.
    Map,
    /// Lists, unions, and objects of them.
    Nested,
    Scalar,
}

fn shape_of<'a>(spec: &'a Spec, schema: Option<&'a Value>) -> Shape<'a> {
    let Some(members) = schema.and_then(|it| target(spec, it).as_object()) else {
        return Shape::Scalar;
    };
    let has = |key: &str| members.contains_key(key);
    if has("oneOf") || has("anyOf") {
        return Shape::Nested;
    }
    let properties = members.get("properties").and_then(Value::as_object);
    let further = members.get("additionalProperties").filter(|it| it.is_object());
    match (members.get("type").and_then(Value::as_str), properties) {
        (Some("object"), Some(properties)) if !properties.is_empty() => {
            let is_flat = further.is_none() && properties.values().all(|it| is_scalar(spec, it));
            if is_flat { Shape::Object(members) } else { Shape::Nested }
        }
        (Some("object"), _) => {
            let is_flat = further.is_none_or(|it| is_scalar_or_list(spec, it));
            if is_flat { Shape::Map } else { Shape::Nested }
        }
        (Some("array"), _) => Shape::Nested,
        _ => Shape::Scalar,
    }
}

/// The schema itself, or the component that it refers to in the end.
fn target<'a>(spec: &'a Spec, schema: &'a Value) -> &'a Value {
    referred(spec, schema).map_or(schema, |(_, it)| it)
}

/// Where [`target`] of the schema at `at` stands.
fn target_at(spec: &Spec, at: Pointer) -> Pointer {
    let referred = spec.get(&at).and_then(|it| referred(spec, it));
    referred.map_or(at, |(name, _)| schemas_root().child(name))
}

/// The component that a schema refers to in the end, if it is a reference.
fn referred<'a>(spec: &'a Spec, mut schema: &'a Value) -> Option<(String, &'a Value)> {
    let components = spec.object(&schemas_root())?;
    let mut found = None;
    for _ in 0..=components.len() {
        let Some(name) = reference(schema) else { break };
        let Some(next) = components.get(&name) else { break };
        schema = next;
        found = Some((name, next));
    }
    found
}

fn is_scalar(spec: &Spec, schema: &Value) -> bool {
    let schema = target(spec, schema);
    let is_open = ["oneOf", "anyOf", "properties"].iter().all(|it| schema.get(it).is_none());
    let word = schema.get("type").and_then(Value::as_str);
    is_open && !matches!(word, Some("array" | "object"))
}

fn is_scalar_or_list(spec: &Spec, schema: &Value) -> bool {
    let target = target(spec, schema);
    match target.get("type").and_then(Value::as_str) {
        Some("array") => target.get("items").is_none_or(|it| is_scalar(spec, it)),
        _ => is_scalar(spec, schema),
    }
}

fn expand_properties(
    at: &Pointer,
    parameter: &Map<String, Value>,
    schema: &Map<String, Value>,
    schema_at: &Pointer,
    into: &mut Vec<Expanded>,
) {
    let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
    let rust_name = parameter.get(RUST_NAME).and_then(Value::as_str).unwrap_or(name);
    let is_required = parameter.get("required") == Some(&Value::Bool(true));
    let required = schema.get("required").and_then(Value::as_array);
    let properties = schema.get("properties").and_then(Value::as_object);
    for (property, inner) in properties.into_iter().flatten() {
        let mut expanded = Map::new();
        expanded.insert("name".to_owned(), Value::from(format!("{name}[{property}]")));
        expanded.insert("in".to_owned(), Value::from("query"));
        let is_required =
            is_required && required.is_some_and(|it| it.iter().any(|it| it == property));
        expanded.insert("required".to_owned(), Value::Bool(is_required));
        if let Some(text) = inner.get("description").or_else(|| parameter.get("description")) {
            expanded.insert("description".to_owned(), text.clone());
        }
        expanded.insert("style".to_owned(), Value::from("form"));
        let rust_name = format!("{rust_name} {property}").to_snake_case();
        expanded.insert(RUST_NAME.to_owned(), Value::from(rust_name));
        expanded.insert("schema".to_owned(), json!(inner));
        let schema_from = Some(schema_at.child("properties").child(property));
        into.push(Expanded { parameter: Value::Object(expanded), from: at.clone(), schema_from });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::expect;

    use super::super::testing::check;
    use super::*;
    use crate::source::Source;

    const NAME: &str = "expand_deep_objects";

    #[test]
    fn each_parameter_knows_where_its_schema_stands() {
        let text = r##"{"paths": {"/a": {"get": {"parameters": [
            {"name": "f", "in": "query", "style": "deepObject", "schema": {"$ref": "#/components/schemas/F"}},
            {"name": "g", "in": "query", "style": "deepObject", "schema": {"type": "object", "properties": {"a": {"type": "string"}}}}
        ]}}, "/b": {"get": {"parameters": [
            {"name": "f", "in": "query", "style": "deepObject", "schema": {"type": "object", "properties": {"a": {"type": "string"}}}}
        ]}}}, "components": {"schemas": {"F": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}}}}"##;
        let mut spec = Spec::new(Arc::new(Source::parse("api.json", text).unwrap()));
        run(&mut spec, &mut Report::new());
        let parameters = Pointer::parse("/paths/~1a/get/parameters").unwrap();
        let alone = Pointer::parse("/paths/~1b/get/parameters/0/schema").unwrap();
        assert_eq!(
            spec.origin_of(&alone).unwrap().1.as_str(),
            "/paths/~1b/get/parameters/0/schema/properties/a"
        );
        let origin = |index: usize| spec.origin_of(&parameters.child(index).child("schema"));
        let origins = (0..3).map(|it| origin(it).unwrap().1.as_str().to_owned());
        assert_eq!(
            origins.collect::<Vec<_>>(),
            [
                "/components/schemas/F/properties/a",
                "/components/schemas/F/properties/b",
                "/paths/~1a/get/parameters/1/schema/properties/a",
            ]
        );
    }

    #[test]
    fn properties_become_parameters() {
        check(
            NAME,
            r##"{"paths": {"/a": {"get": {"parameters": [{"name": "f", "in": "query", "style": "deepObject", "required": true, "schema": {"$ref": "#/components/schemas/F"}}, {"name": "z", "in": "query"}]}}},
             "components": {"schemas": {"F": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "description": "d"}, "b": {"type": "integer"}}}}}}"##,
            expect![[r#"
                 {
                   "paths": {
                     "/a": {
                       "get": {
                         "parameters": [
                           {
                             "name": "f[a]",
                             "in": "query",
                             "required": true,
                             "description": "d",
                             "style": "form",
                             "x-rust-name": "f_a",
                             "schema": {"type":"string","description":"d"}
                           },
                           {
                             "name": "f[b]",
                             "in": "query",
                             "required": false,
                             "style": "form",
                             "x-rust-name": "f_b",
                             "schema": {"type":"integer"}
                           },
                           {"name":"z","in":"query"}
                         ]
                       }
                     }
                   },
                   "components": {
                     "schemas": {
                       "F": {
                         "type": "object",
                         "required": ["a"],
                         "properties": {"a":{"type":"string","description":"d"},"b":{"type":"integer"}}
                       }
                     }
                   }
                 }
             "#]],
        );
    }

    #[test]
    fn an_optional_object_requires_nothing() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"parameters": [{"name": "f", "in": "query", "style": "deepObject", "schema": {"type": "object", "required": ["a"], "properties": {"a": {}}}}]}}}}"#,
            expect![[r#"
            {
              "paths": {
                "/a": {
                  "get": {
                    "parameters": [
                      {
                        "name": "f[a]",
                        "in": "query",
                        "required": false,
                        "style": "form",
                        "x-rust-name": "f_a",
                        "schema": {}
                      }
                    ]
                  }
                }
              }
            }
        "#]],
        );
    }

    #[test]
    fn maps_get_a_template() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"parameters": [{"name": "f", "in": "query", "style": "deepObject", "explode": true, "schema": {"type": "object"}},
             {"name": "g", "in": "query", "style": "deepObject", "x-query-template": "g[<k>][]", "schema": {"type": "object"}}]}}}}"#,
            expect![[r#"
                 {
                   "paths": {
                     "/a": {
                       "get": {
                         "parameters": [
                           {
                             "name": "f",
                             "in": "query",
                             "schema": {"type":"object"},
                             "x-query-template": "f[<key>]"
                           },
                           {
                             "name": "g",
                             "in": "query",
                             "x-query-template": "g[<k>][]",
                             "schema": {"type":"object"}
                           }
                         ]
                       }
                     }
                   }
                 }
             "#]],
        );
    }

    #[test]
    fn a_template_has_one_gap() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"parameters": [{"name": "f", "in": "query", "x-query-template": "f[<a>][<b>]"}, {"name": "g", "in": "query", "x-query-template": "g"}]}}}}"#,
            expect![[r#"
            {
              "paths": {
                "/a": {
                  "get": {
                    "parameters": [
                      {"name":"f","in":"query","x-query-template":"f[<a>][<b>]"},
                      {"name":"g","in":"query","x-query-template":"g"}
                    ]
                  }
                }
              }
            }
            error: `x-query-template` has no single `<..>`
             --> before:1:71
              |
            1 | {"paths": {"/a": {"get": {"parameters": [{"name": "f", "in": "query", "x-query-template": "f[<a>][<b>]"}, {"name": "g", "in": "query", "x-query-template": "g"}]
              |                                                                       ^
              at: /paths/~1a/get/parameters/0/x-query-template
              stage: expand_deep_objects
              help: write the name with one gap for the key, such as "filter[<key>][]"

            error: `x-query-template` has no single `<..>`
             --> before:1:136
              |
            1 | {"paths": {"/a": {"get": {"parameters": [{"name": "f", "in": "query", "x-query-template": "f[<a>][<b>]"}, {"name": "g", "in": "query", "x-query-template": "g"}]
              |                                                                                                                                        ^
              at: /paths/~1a/get/parameters/1/x-query-template
              stage: expand_deep_objects
              help: write the name with one gap for the key, such as "filter[<key>][]"
        "#]],
        );
    }

    #[test]
    fn what_nests_is_left_alone() {
        for schema in [
            r#"{"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}}}"#,
            r#"{"type": "object", "properties": {"a": {"type": "object"}}}"#,
            r#"{"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {}}"#,
            r#"{"type": "object", "additionalProperties": {"type": "object"}}"#,
            r#"{"anyOf": [{"type": "string"}, {"type": "integer"}]}"#,
            r#"{"type": "array", "items": {"type": "string"}}"#,
        ] {
            let document = format!(
                r#"{{"paths": {{"/a": {{"get": {{"parameters": [{{"name": "f", "in": "query", "style": "deepObject", "schema": {schema}}}]}}}}}}}}"#
            );
            let mut spec = Spec::new(Arc::new(Source::parse("api.json", &document).unwrap()));
            let (before, mut report) = (spec.root.clone(), Report::new());
            run(&mut spec, &mut report);
            assert_eq!(spec.root, before);
            assert!(report.diagnostics().is_empty(), "{report}");
        }
    }

    #[test]
    fn other_shapes_have_no_such_style() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"parameters": [{"name": "f", "in": "query", "style": "deepObject", "schema": {"type": "string"}}]}}}}"#,
            expect![[r#"
            {
              "paths": {"/a":{"get":{"parameters":[{"name":"f","in":"query","schema":{"type":"string"}}]}}}
            }
            warning: `deepObject` says nothing for this schema
             --> before:1:71
              |
            1 | {"paths": {"/a": {"get": {"parameters": [{"name": "f", "in": "query", "style": "deepObject", "schema": {"type": "string"}}]}}}}
              |                                                                       ^
              at: /paths/~1a/get/parameters/0/style
              stage: expand_deep_objects
              help: use `deepObject` for objects only
        "#]],
        );
    }

    #[test]
    fn only_queries_have_deep_objects() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"parameters": [{"name": "f", "in": "header", "style": "deepObject", "schema": {"type": "object"}}]}}}}"#,
            expect![[r#"
            {
              "paths": {
                "/a": {
                  "get": {
                    "parameters": [{"name":"f","in":"header","style":"deepObject","schema":{"type":"object"}}]
                  }
                }
              }
            }
        "#]],
        );
    }

    #[test]
    fn other_parameters_are_left_alone() {
        check(
            NAME,
            r#"{"paths": {"/a": {"get": {"parameters": [{"name": "f", "in": "query", "style": "form", "schema": {"type": "object", "properties": {"a": {}}}}]}}}}"#,
            expect![[r#"
            {
              "paths": {
                "/a": {
                  "get": {
                    "parameters": [
                      {
                        "name": "f",
                        "in": "query",
                        "style": "form",
                        "schema": {"type":"object","properties":{"a":{}}}
                      }
                    ]
                  }
                }
              }
            }
        "#]],
        );
    }
}
