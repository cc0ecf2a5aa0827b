//! progenitor's type engine: the only file that names it.
//!
//! The engine gets a document of its own, made from the [`Api`]: component schemas that hold
//! nothing but shapes. Whatever it panics at, and whatever it refuses, becomes an error at the
//! schema at fault.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator};
use serde_json::{Map, Value, json};
use syn::{Item, parse_quote, visit_mut::VisitMut};

use crate::api::{Api, Schema, Shape, Type};
use crate::report::Report;
use crate::spec::{Spec, reference_to};

/// The name of the thread that the engine runs on: a program that prints panics may keep quiet
/// about this one's, since each of them is reported.
pub const BACKEND_THREAD: &str = "openapi-exact backend";

/// Recursive schemas are walked recursively.
const STACK_BYTES: usize = 64 << 20;

/// The structs and aliases of all object and alias schemas, by name.
pub(super) fn generate(api: &Api, spec: &Spec, report: &mut Report) -> BTreeMap<String, Item> {
    report.enter("models");
    let shapes: Vec<(&Schema, Value)> =
        api.schemas.values().map(|schema| (schema, shape(schema))).collect();
    let items =
        match run(shapes.iter().map(|(schema, shape)| (schema.name.as_str(), shape.clone()))) {
            Ok(items) => items,
            Err(message) => {
                blame(&shapes, message, spec, report);
                return BTreeMap::new();
            }
        };
    let structs = named(items);
    for schema in api.schemas.values().filter(|it| is_backed(it)) {
        if !structs.contains_key(&schema.name) {
            let message = format!("the type engine made no type of `{}`", schema.name);
            report
                .error(spec.place(&schema.at), message)
                .help("leave the schema open with an overlay action");
        }
    }
    structs
}

/// Finds the schema that the engine cannot take by giving it each one alone.
fn blame(shapes: &[(&Schema, Value)], message: String, spec: &Spec, report: &mut Report) {
    let mut found = false;
    for (schema, shape) in shapes {
        let stubs = shapes.iter().filter(|(it, _)| it.name != schema.name);
        let stubs = stubs.map(|(it, _)| (it.name.as_str(), json!({ "type": "string" })));
        if let Err(message) = run(stubs.chain([(schema.name.as_str(), shape.clone())])) {
            found = true;
            report
                .error(
                    spec.place(&schema.at),
                    format!("the type engine cannot take `{}`: {message}", schema.name),
                )
                .help("leave the schema open with an overlay action");
        }
    }
    if !found {
        report.fail(format!("the type engine cannot take these schemas together: {message}"));
    }
}

/// Gives the schemas to the engine, on a thread of its own.
fn run<'a>(schemas: impl Iterator<Item = (&'a str, Value)>) -> Result<Vec<Item>, String> {
    let schemas: Map<String, Value> = schemas.map(|(name, it)| (name.to_owned(), it)).collect();
    let document = json!({
        "openapi": "3.0.3",
        "info": { "title": "shapes", "version": "1" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    thread::scope(|scope| {
        let work = || catch_unwind(AssertUnwindSafe(|| code_of(document)));
        let thread = thread::Builder::new()
            .name(BACKEND_THREAD.to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .map_err(|error| error.to_string())?;
        let outcome = thread.join().unwrap_or_else(Err);
        outcome.unwrap_or_else(|panic| Err(format!("it panicked: {}", panic_text(&*panic))))
    })
    .and_then(|text| types_in(&text))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("no message").lines().next().unwrap_or_default().to_owned()
}

/// The engine's code, as text: tokens cannot leave their thread.
fn code_of(document: Value) -> Result<String, String> {
    let document: OpenAPI = serde_json::from_value(document).map_err(|it| it.to_string())?;
    let mut settings = GenerationSettings::new();
    settings.with_map_type("::std::collections::BTreeMap");
    let tokens = Generator::new(&settings).generate_tokens(&document);
    tokens.map(|it| it.to_string()).map_err(|it| it.to_string())
}

fn types_in(code: &str) -> Result<Vec<Item>, String> {
    let file = syn::parse_file(code).map_err(|it| it.to_string())?;
    let types = file.items.into_iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content,
        _ => None,
    });
    Ok(types.map(|(_, items)| items).unwrap_or_default())
}

/// The structs by name, and of tuple structs that only wrap a type an alias of that type.
fn named(items: Vec<Item>) -> BTreeMap<String, Item> {
    let structs = items.into_iter().filter_map(|item| match item {
        Item::Struct(mut item) => {
            ShortenPaths.visit_item_struct_mut(&mut item);
            Some((item.ident.to_string(), Item::Struct(item)))
        }
        _ => None,
    });
    structs.collect()
}

/// `::std::option::Option` -> `Option`, `::chrono::DateTime<..>` -> `DateTime`, the runtime's: the
/// normalized document has no type that hides these.
struct ShortenPaths;

impl VisitMut for ShortenPaths {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        let chrono = match ty {
            syn::Type::Path(path)
                if path.path.segments.first().is_some_and(|it| it.ident == "chrono") =>
            {
                path.path.segments.iter().find_map(|it| match it.ident.to_string().as_str() {
                    "DateTime" => Some(parse_quote!(DateTime)),
                    "NaiveDate" => Some(parse_quote!(Date)),
                    _ => None,
                })
            }
            _ => None,
        };
        match chrono {
            Some(short) => *ty = short,
            None => syn::visit_mut::visit_type_mut(self, ty),
        }
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|it| it.ident.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let kept = match names[..] {
            ["std", .., "Option" | "Vec" | "String" | "Box" | "BTreeMap"] => 1,
            ["serde_json", "Map" | "Value"] => 2,
            _ => names.len(),
        };
        if kept < names.len() || names.first() == Some(&"serde_json") {
            path.leading_colon = None;
            path.segments = path.segments.iter().skip(names.len() - kept).cloned().collect();
        }
        syn::visit_mut::visit_path_mut(self, path);
    }
}

fn is_backed(schema: &Schema) -> bool {
    matches!(schema.shape, Shape::Object { .. } | Shape::Alias(_))
}

/// A schema as the engine sees it. Enums and unions are stand-ins that only lend their name.
fn shape(schema: &Schema) -> Value {
    match &schema.shape {
        Shape::Object { members, open } => {
            let properties: Map<String, Value> =
                members.iter().map(|it| (it.wire.clone(), shape_of(&it.ty))).collect();
            let required: Vec<&str> = members.iter().map(|it| it.wire.as_str()).collect();
            let mut shape =
                json!({ "type": "object", "properties": properties, "required": required });
            if *open {
                shape["additionalProperties"] = json!({});
            }
            shape
        }
        Shape::Alias(ty) => shape_of(ty),
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Union(_) => {
            json!({ "type": "string", "enum": ["stand_in"] })
        }
    }
}

fn shape_of(ty: &Type) -> Value {
    match ty {
        // A rewrite puts files in the place of the strings.
        Type::String | Type::Upload => json!({ "type": "string" }),
        Type::Bool => json!({ "type": "boolean" }),
        Type::Integer(name) => json!({ "type": "integer", "format": integer_format(name) }),
        Type::Float(name) => {
            json!({ "type": "number", "format": if *name == "f32" { "float" } else { "double" } })
        }
        Type::DateTime => json!({ "type": "string", "format": "date-time" }),
        Type::Date => json!({ "type": "string", "format": "date" }),
        Type::Any => json!({}),
        Type::Named(name) => reference_to(name),
        Type::List(items) => json!({ "type": "array", "items": shape_of(items) }),
        Type::Map(values) if **values == Type::Any => {
            json!({ "type": "object", "additionalProperties": true })
        }
        Type::Map(values) => json!({ "type": "object", "additionalProperties": shape_of(values) }),
        Type::Nullable(inner) => json!({ "allOf": [shape_of(inner)], "nullable": true }),
    }
}

fn integer_format(name: &str) -> String {
    let (sign, bits) = name.split_at(1);
    format!("{}{bits}", if sign == "u" { "uint" } else { "int" })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn a_panic_and_a_refusal_are_messages() {
        let broken = |shape: Value| run([("A", shape)].into_iter()).err().unwrap();
        let refused = broken(json!({ "type": "array" , "items": 5 }));
        assert!(!refused.is_empty() && !refused.contains("panicked"), "{refused}");
        let panicked = broken(json!({ "$ref": "#/components/schemas/None" }));
        assert!(panicked.starts_with("it panicked: "), "{panicked}");
    }

    #[test]
    fn the_schema_at_fault_is_named() {
        let text = r##"{"components": {"schemas": {
            "Good": {"type": "object", "properties": {"a": {"type": "string"}}},
            "Bad": {"type": "object", "properties": {"b": {"allOf": [{"$ref": "#/components/schemas/None"}]}}}
        }}}"##;
        let source = crate::source::Source::parse("api.json", text).unwrap();
        let spec = Spec::new(std::sync::Arc::new(source));
        let mut report = Report::new();
        let api = crate::api::build(&spec, &mut report);
        assert!(generate(&api, &spec, &mut report).is_empty());
        let [only] = report.diagnostics() else { panic!("{report}") };
        assert!(only.message.contains("`Bad`"), "{report}");
        assert_eq!(
            only.place.as_ref().and_then(|it| it.location.as_ref()).map(|it| it.line),
            Some(3)
        );
    }

    #[test]
    fn no_other_file_names_the_engine() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut folders = vec![root];
        let mut seen = 0;
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry);
                    continue;
                }
                seen += 1;
                let text = fs::read_to_string(&entry).unwrap();
                let mut code = text.lines().filter(|it| !it.trim_start().starts_with("//"));
                let names = code.any(|it| it.contains("progenitor"));
                assert_eq!(names, entry.ends_with("models/backend.rs"), "{}", entry.display());
            }
        }
        assert!(seen > 10);
    }
}
