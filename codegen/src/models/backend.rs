//! progenitor's type engine: the only file that names it.
//!
//! The engine gets a document of its own, made from the [`Api`]: component schemas that hold
//! nothing but shapes, under names that no document can spoil. It gives the type of each member
//! back. Whatever it panics at, and whatever it refuses, becomes an error at the schema at fault.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use openapiv3::OpenAPI;
use progenitor::{GenerationSettings, Generator};
use quote::format_ident;
use serde_json::{Map, Value, json};
use syn::visit_mut::VisitMut;
use syn::{Fields, GenericArgument, Item, PathArguments, parse_quote};

use crate::api::{Api, Schema, Shape, Type};
use crate::report::Report;
use crate::spec::{Spec, reference_to};

/// The name of the thread that the engine runs on: a program that prints panics may keep quiet
/// about this one's, since each of them is reported.
pub const BACKEND_THREAD: &str = "openapi-exact backend";

/// Recursive schemas are walked recursively.
const STACK_BYTES: usize = 64 << 20;

/// Of each object schema the types of its members in their order, of each alias the type that it
/// stands for; by the names of the schemas.
pub(super) fn types<'a>(
    api: &'a Api,
    spec: &Spec,
    report: &mut Report,
) -> BTreeMap<&'a str, Vec<syn::Type>> {
    report.enter("models");
    let shapes: Vec<(String, Value)> = api
        .schemas
        .values()
        .enumerate()
        .map(|(index, schema)| (engine_name(index), shape(api, schema)))
        .collect();
    let structs = match run(&shapes) {
        Ok(items) => fields(items),
        Err(message) => {
            blame(api, &shapes, message, spec, report);
            return BTreeMap::new();
        }
    };
    let mut found = BTreeMap::new();
    for (index, schema) in api.schemas.values().enumerate().filter(|(_, it)| is_backed(it)) {
        match own_types(api, schema, structs.get(&engine_name(index))) {
            Some(types) => {
                found.insert(schema.name.as_str(), types);
            }
            None => {
                let message = format!("the type engine made no type of `{}`", schema.name);
                report
                    .error(spec.place(&schema.at), message)
                    .help("leave the schema open with an overlay action");
            }
        }
    }
    found
}

fn is_backed(schema: &Schema) -> bool {
    matches!(schema.shape, Shape::Object { .. } | Shape::Alias(_))
}

/// The types of what the schema holds, under the names of the API.
fn own_types(
    api: &Api,
    schema: &Schema,
    fields: Option<&BTreeMap<String, syn::Type>>,
) -> Option<Vec<syn::Type>> {
    let wanted = match &schema.shape {
        Shape::Object { members, further } => members.len() + usize::from(further.is_some()),
        _ => 1,
    };
    let own = |index| {
        let mut ty = fields?.get(&member_name(index))?.clone();
        OwnNames(api).visit_type_mut(&mut ty);
        Some(ty)
    };
    (0..wanted).map(own).collect()
}

fn engine_name(index: usize) -> String {
    format!("T{index}")
}

fn member_name(index: usize) -> String {
    format!("m{index}")
}

/// Finds the schemas that the engine cannot take.
fn blame(api: &Api, shapes: &[(String, Value)], message: String, spec: &Spec, report: &mut Report) {
    let mut found = Vec::new();
    search(shapes, 0..shapes.len(), &mut found);
    for (index, message) in &found {
        let Some((_, schema)) = api.schemas.get_index(*index) else { continue };
        let message = format!("the type engine cannot take `{}`: {message}", schema.name);
        report
            .error(spec.place(&schema.at), message)
            .help("leave the schema open with an overlay action");
    }
    if found.is_empty() {
        report.fail(format!("the type engine cannot take these schemas together: {message}"));
    }
}

/// Halves the schemas until one alone is refused, with stand-ins for all others.
fn search(shapes: &[(String, Value)], range: Range<usize>, found: &mut Vec<(usize, String)>) {
    if range.is_empty() {
        return;
    }
    let stand_in = || json!({ "type": "string" });
    let alone: Vec<(String, Value)> = shapes
        .iter()
        .enumerate()
        .map(|(index, (name, shape))| {
            (name.clone(), if range.contains(&index) { shape.clone() } else { stand_in() })
        })
        .collect();
    let Err(message) = run(&alone) else { return };
    if range.len() == 1 {
        found.push((range.start, message));
        return;
    }
    let middle = range.start + range.len() / 2;
    search(shapes, range.start..middle, found);
    search(shapes, middle..range.end, found);
}

/// Gives the schemas to the engine, on a thread of its own.
fn run(schemas: &[(String, Value)]) -> Result<Vec<Item>, String> {
    let schemas: Map<String, Value> = schemas.iter().cloned().collect();
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

/// The types of the structs' fields, by their names. That of a tuple struct is its first member.
fn fields(items: Vec<Item>) -> BTreeMap<String, BTreeMap<String, syn::Type>> {
    let structs = items.into_iter().filter_map(|item| match item {
        Item::Struct(item) => Some((item.ident.to_string(), types_of(item.fields))),
        _ => None,
    });
    structs.collect()
}

fn types_of(fields: Fields) -> BTreeMap<String, syn::Type> {
    let fields = fields.into_iter().enumerate();
    let types = fields.map(|(index, field)| {
        let name = field.ident.map_or_else(|| member_name(index), |it| it.to_string());
        (name, field.ty)
    });
    types.collect()
}

/// From the engine's spelling to that of the modules of `models`: `::std::option::Option` ->
/// `Option`, `::chrono::DateTime<..>` -> `DateTime`, the runtime's, `T3` -> the fourth schema's name.
/// The boxes of the engine go, since it does not see all circles: the API says where they are.
struct OwnNames<'a>(&'a Api);

impl VisitMut for OwnNames<'_> {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        while let Some(inner) = boxed(ty) {
            *ty = inner;
        }
        match chrono(ty) {
            Some(short) => *ty = short,
            None => syn::visit_mut::visit_type_mut(self, ty),
        }
    }

    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|it| it.ident.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let kept = match names[..] {
            ["std", .., "Option" | "Vec" | "String" | "BTreeMap"] => 1,
            ["serde_json", "Map" | "Value"] => 2,
            _ => names.len(),
        };
        if kept < names.len() || names.first() == Some(&"serde_json") {
            path.leading_colon = None;
            path.segments = path.segments.iter().skip(names.len() - kept).cloned().collect();
        }
        let own = path.get_ident().map(ToString::to_string);
        let index = own.and_then(|it| it.strip_prefix('T')?.parse().ok());
        if let Some((name, _)) = index.and_then(|it| self.0.schemas.get_index(it)) {
            let name = format_ident!("{name}");
            *path = parse_quote!(#name);
        }
        syn::visit_mut::visit_path_mut(self, path);
    }
}

/// What is in a box.
fn boxed(ty: &syn::Type) -> Option<syn::Type> {
    let syn::Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|it| it.ident == "Box")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner.clone()),
        _ => None,
    }
}

/// The runtime's name of a type of the engine's date library.
fn chrono(ty: &syn::Type) -> Option<syn::Type> {
    let syn::Type::Path(path) = ty else { return None };
    let segments = &path.path.segments;
    segments.first().filter(|it| it.ident == "chrono")?;
    segments.iter().find_map(|it| match it.ident.to_string().as_str() {
        "DateTime" => Some(parse_quote!(DateTime)),
        "NaiveDate" => Some(parse_quote!(Date)),
        _ => None,
    })
}

/// A schema as the engine sees it. Enums and unions are stand-ins that only lend their name.
fn shape(api: &Api, schema: &Schema) -> Value {
    match &schema.shape {
        Shape::Object { members, further } => {
            let types: Vec<&Type> = members.iter().map(|it| &it.ty).chain(further).collect();
            let names: Vec<String> = (0..types.len()).map(member_name).collect();
            let types = types.into_iter().map(|it| shape_of(api, it));
            let properties: Map<String, Value> = names.iter().cloned().zip(types).collect();
            json!({ "type": "object", "properties": properties, "required": names })
        }
        Shape::Alias(ty) => shape_of(api, ty),
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Union(_) => {
            json!({ "type": "string", "enum": ["stand_in"] })
        }
    }
}

fn shape_of(api: &Api, ty: &Type) -> Value {
    let shape_of = |ty| shape_of(api, ty);
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
        Type::Named(name) => match api.schemas.get_index_of(name) {
            Some(index) => reference_to(&engine_name(index)),
            None => json!({}),
        },
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
        let broken = |shape: Value| run(&[("A".to_owned(), shape)]).err().unwrap();
        let refused = broken(json!({ "type": "array" , "items": 5 }));
        assert!(!refused.is_empty() && !refused.contains("panicked"), "{refused}");
        let panicked = broken(json!({ "$ref": "#/components/schemas/None" }));
        assert!(panicked.starts_with("it panicked: "), "{panicked}");
    }

    #[test]
    fn the_schema_at_fault_is_named() {
        let text = r##"{"components": {"schemas": {
            "Good": {"type": "object", "properties": {"a": {"type": "string"}}},
            "Bad": {"type": "object", "properties": {"b": {"type": "string"}}}
        }}}"##;
        let source = crate::source::Source::parse("api.json", text).unwrap();
        let spec = Spec::new(std::sync::Arc::new(source));
        let mut report = Report::new();
        let api = crate::api::build(&spec, &mut report);
        let shapes = [
            ("T0".to_owned(), json!({ "type": "string" })),
            ("T1".to_owned(), json!({ "$ref": "#/components/schemas/None" })),
        ];
        let message = run(&shapes).err().unwrap();
        blame(&api, &shapes, message, &spec, &mut report);
        let [only] = report.diagnostics() else { panic!("{report}") };
        assert!(only.message.contains("`Bad`"), "{report}");
        let location = only.place.as_ref().and_then(|it| it.location.as_ref());
        assert_eq!(location.map(|it| it.line), Some(3));
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
