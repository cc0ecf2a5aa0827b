//! Documents that want to do harm: take for ever, take all memory, or become code. Each is taken or
//! refused, soon, and whatever is generated is Rust in which no text of the document is code.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use openapi_exact::api::Features;
use openapi_exact::document::Document;
use openapi_exact::report::Report;
use openapi_exact::source::Source;
use openapi_exact::{Generated, Inputs, generate, generate_with_guards};
use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Value, json};

/// An identifier that no name becomes: where generated code has it, a text became code.
const MARKER: &str = "INJECTED__MARKER";

/// Texts that try to be code behind the end of what they stand in.
const BREAKOUTS: [&str; 14] = [
    "*/ INJECTED__MARKER!(); /*",
    "/* INJECTED__MARKER */ INJECTED__MARKER",
    "\n}\npub fn INJECTED__MARKER() {}\n//",
    "\r\n#![INJECTED__MARKER]\r\n//!",
    "\"; pub fn INJECTED__MARKER() {} const A: &str = \"",
    "\"#; INJECTED__MARKER!(); r#\"",
    "\\\"); INJECTED__MARKER!(\\\"",
    "\"]\npub struct INJECTED__MARKER;\n#[doc = \"",
    "]\n#[INJECTED__MARKER]",
    "::INJECTED__MARKER::<",
    "{INJECTED__MARKER}",
    "```\nINJECTED__MARKER();\n```rust\nINJECTED__MARKER();",
    "\u{2028}INJECTED__MARKER\u{2029}\u{85}\u{b}\u{c}",
    "\u{202e}\u{2066}INJECTED__MARKER\u{2069}\u{200f}\u{feff}\u{0}\u{7f}",
];

/// What becomes of a document; what is generated is looked through.
fn take(text: &str) -> Result<Generated, Report> {
    let source = Source::parse("hostile.yaml", text)?;
    let features = Features::PerTag { taken: Vec::new() };
    let inputs = Inputs { features, ..Inputs::new(Arc::new(source)) };
    let (generated, guards) = generate_with_guards(&inputs)?;
    for (name, text) in generated.client.iter().chain(guards.exercise.iter()) {
        look_through(name, text);
    }
    Ok(generated)
}

fn look_through(name: &str, text: &str) {
    if let Err(error) = syn::parse_file(text) {
        panic!("`{name}` is no Rust: {error}\n{text}");
    }
    let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("`{name}`: {error}"));
    assert!(!has_marker(tokens), "`{name}` has a text of the document as code:\n{text}");
    let turning = |it: char| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let line = text.lines().find(|it| it.contains(turning));
    assert_eq!(line, None, "the compiler refuses `{name}`");
}

fn has_marker(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(it) => it == MARKER,
        TokenTree::Group(it) => has_marker(it.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The first error.
fn refusal(text: &str) -> String {
    match take(text) {
        Ok(_) => panic!("it became a client"),
        Err(report) => report.diagnostics()[0].message.clone(),
    }
}

/// A document whose one operation answers with `A` of these components.
fn with_components(components: &Value) -> String {
    let schema = json!({"$ref": "#/components/schemas/A"});
    let answer = json!({"description": "it", "content": {"application/json": {"schema": schema}}});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "hostile", "version": "1"},
        "paths": {"/a": {"get": {"operationId": "getA", "responses": {"200": answer}}}},
        "components": components,
    })
    .to_string()
}

fn with_schemas(schemas: Value) -> String {
    with_components(&json!({"schemas": schemas}))
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// Those that `cargo xtask fuzz` or somebody found: taken or refused.
#[test]
fn what_was_found_once_is_found_no_more() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/hostile");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let _ = take(&fs::read_to_string(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count >= 2, "{count}");
}

// Circles.

#[test]
fn schemas_may_refer_in_circles() {
    let (a, b) = (reference("A"), reference("B"));
    for schemas in [
        json!({"A": a}),
        json!({"A": b, "B": a}),
        json!({"A": {"allOf": [a]}}),
        json!({"A": {"allOf": [b, {"properties": {"x": a}}]}, "B": {"allOf": [a]}}),
        json!({"A": {"oneOf": [a, {"type": "string"}]}}),
        json!({"A": {"anyOf": [b, {"type": "null"}]}, "B": {"anyOf": [a, {"type": "null"}]}}),
        json!({"A": {"not": a}}),
        json!({"A": {"type": "array", "items": a}}),
        json!({"A": {"type": "array", "items": b}, "B": {"additionalProperties": a}}),
        json!({"A": {"type": "object", "required": ["a"], "properties": {"a": a}}}),
        json!({"A": {"type": "object", "required": ["b"], "properties": {"b": b}},
               "B": {"type": "object", "required": ["a"], "properties": {"a": a}}}),
        json!({"A": {"$ref": "#/components/schemas/A/properties/a", "properties": {"a": a}}}),
        json!({"A": {"properties": {"a": {"$ref": "#/components/schemas/A/properties/a"}}}}),
        json!({"A": {"oneOf": [a, b], "discriminator": {"propertyName": "k",
            "mapping": {"a": "#/components/schemas/A"}}}, "B": {"properties": {"k": {"type": "string"}}}}),
    ] {
        // Taken or refused; what counts is that there is an end.
        let _ = take(&with_schemas(schemas));
    }
}

#[test]
fn other_parts_may_refer_in_circles() {
    for (section, part) in [
        ("parameters", "parameters"),
        ("responses", "responses"),
        ("requestBodies", "requestBody"),
        ("headers", "headers"),
        ("examples", "examples"),
    ] {
        let at = format!("#/components/{section}/A");
        let (a, b) = (json!({"$ref": at}), json!({"$ref": format!("#/components/{section}/B")}));
        let part_of = match part {
            "parameters" => json!([a]),
            "responses" => json!({"200": a}),
            "headers" | "examples" => json!({"x": a}),
            _ => a.clone(),
        };
        let document = json!({
            "openapi": "3.0.3",
            "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"$ref": "#/paths/~1b", "get": {part: part_of}}, "/b": {"$ref": "#/paths/~1a"}},
            "components": {section: {"A": b, "B": a}},
        });
        let _ = take(&document.to_string());
    }
}

// Depth.

const DEEP: usize = 10_000;

#[test]
fn deep_nesting_is_refused_in_every_spelling() {
    for text in [
        "[".repeat(DEEP),
        format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP)),
        format!("{}1{}", "{\"a\":".repeat(DEEP), "}".repeat(DEEP)),
        format!("{}1{}", "{a: [".repeat(DEEP), "]}".repeat(DEEP)),
        "- ".repeat(DEEP),
        (0..DEEP).fold(String::new(), |mut text, depth| {
            let _ = writeln!(text, "{}a:", " ".repeat(depth));
            text
        }),
    ] {
        let message = refusal(&text);
        // The reader of YAML has a limit of its own for what stands on one line.
        let is_depth = ["more than 128 levels of nesting", "recursion limit exceeded"]
            .iter()
            .any(|it| message.contains(it));
        assert!(is_depth, "{message}");
    }
    // Keys that are objects are no JSON, however deep.
    refusal(&"? ".repeat(DEEP));
}

#[test]
fn schemas_may_refer_as_deep_as_they_like() {
    let count = 300;
    let next = |it: usize| reference(&format!("A{}", it + 1));
    for make in [
        |next: Value| json!({"properties": {"a": next}}),
        |next| json!({"allOf": [next, {"properties": {"b": {"type": "string"}}}]}),
        |next| json!({"oneOf": [next, {"type": "string"}]}),
        |next| json!({"type": "array", "items": next}),
        |next| next,
    ] {
        let mut schemas: serde_json::Map<_, _> =
            (0..count).map(|it| (format!("A{it}"), make(next(it)))).collect();
        schemas.insert(format!("A{count}"), json!({"type": "string"}));
        schemas.insert("A".to_owned(), reference("A0"));
        let _ = take(&with_schemas(schemas.into()));
    }
}

// Growth.

#[test]
fn aliases_unfold_to_a_bound() {
    let laughs = (1..30).fold("a0: &a0 [x, x]\n".to_owned(), |mut text, it| {
        let inner = format!("*a{}", it - 1);
        let _ = writeln!(text, "a{it}: &a{it} [{inner}, {inner}, {inner}]");
        text
    });
    assert!(refusal(&laughs).contains("aliases unfold to more than"));
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1_000_000), "*a, ".repeat(10_000));
    assert!(refusal(&long).contains("aliases unfold to more than"));
    let keys = format!("a: &a {{{}: 1}}\nb: [{}]\n", "k".repeat(1_000_000), "*a, ".repeat(10_000));
    assert!(refusal(&keys).contains("aliases unfold to more than"));
    let items = "x, ".repeat(50_000);
    let nested = (0..100).fold(String::new(), |text, it| format!("{text}&n{it} ["));
    assert!(refusal(&format!("{nested}{items}{}", "]".repeat(100))).contains("aliases unfold"));
}

#[test]
fn parts_that_double_at_each_level_stay_small() {
    let depth = 60;
    let schemas = |make: fn(&Value) -> Value| {
        let mut schemas = serde_json::Map::new();
        schemas.insert("A".to_owned(), reference("A0"));
        for level in 0..depth {
            schemas.insert(format!("A{level}"), make(&reference(&format!("A{}", level + 1))));
        }
        schemas.insert(format!("A{depth}"), json!({"properties": {"end": {"type": "string"}}}));
        with_schemas(schemas.into())
    };
    for make in [
        |it: &Value| json!({"allOf": [it, it]}),
        |it: &Value| json!({"allOf": [it, {"allOf": [it, {"properties": {"x": it}}]}]}),
        |it: &Value| json!({"oneOf": [it, it]}),
        |it: &Value| json!({"anyOf": [{"oneOf": [it, it]}, {"oneOf": [it, {"type": "string"}]}]}),
        |it: &Value| json!({"allOf": [{"oneOf": [it, it]}, {"oneOf": [it, it]}]}),
        |it: &Value| json!({"properties": {"a": {"properties": {"b": it, "c": it}}, "d": it}}),
        |it: &Value| json!({"properties": {"a": {"allOf": [it, {"properties": {"z": it}}]}, "b": {"allOf": [it]}}}),
    ] {
        if let Ok(generated) = take(&schemas(make)) {
            let bytes: usize = generated.client.iter().map(|(_, text)| text.len()).sum();
            assert!(bytes < 3_000_000, "{bytes}");
        }
    }
}

/// As above, the time is bounded by that of the test: each took minutes when every name was compared
/// with all others, and every chain followed from each of its links.
#[test]
fn many_of_a_kind_end_soon() {
    let schemas = |make: &dyn Fn(usize) -> Value, last: Value| {
        let links = (0..5_000).map(|it| (format!("A{it}"), make(it + 1)));
        let last = [("A".to_owned(), reference("A0")), ("A5000".to_owned(), last)];
        with_schemas(links.chain(last).collect())
    };
    let end = json!({"type": "object", "properties": {"end": {"type": "string"}}});
    let chain = schemas(&|next| reference(&format!("A{next}")), end);
    assert_eq!(take(&chain).unwrap().types, 2);
    let circle = schemas(&|next| reference(&format!("A{next}")), reference("A0"));
    assert!(take(&circle).unwrap().report.to_string().contains("refers to itself"));
    let values: Vec<String> = (0..1_500).map(|it| format!("v{}", "-".repeat(it))).collect();
    let generated = take(&with_schemas(json!({"A": {"type": "string", "enum": values}}))).unwrap();
    let text: String = generated.client.iter().map(|(_, text)| text).collect();
    assert!(text.contains("V1500 = \"v-"), "the last value has a name of its own");
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    for text in ["{\"a\": 1, \"a\": 2}", "a: 1\na: 2\n", "{a: 1, 'a': 2}", "1: a\n'1': b\n"] {
        let message = refusal(text);
        assert!(message.contains("stands twice"), "{message}");
    }
}

/// The time is bounded by that of the test; there is no more of the text in memory than some copies.
#[test]
fn fifty_megabytes_are_taken() {
    let description = "A line of prose with `code`, [a link] and <b>tags</b>.\n".repeat(910_000);
    assert!(description.len() > 50_000_000);
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "large", "version": "1", "x-notes": description},
        "paths": {"/a": {"get": {"operationId": "getA", "responses": {"204": {"description": "none"}}}}},
    });
    let generated = take(&document.to_string()).unwrap();
    assert_eq!(generated.operations, 1);
}

// Code.

/// A document with `text` wherever a document can have one.
fn full_of(text: &str) -> String {
    let name = |suffix: &str| format!("{text}{suffix}");
    let schema = json!({"$ref": format!("#/components/schemas/{}", escaped(&name("Object")))});
    let body = json!({"description": text, "content": {"application/json": {
        "schema": schema, "example": {text: text}, "examples": {text: {"value": text}}}}});
    let with_all = json!({
        "type": "object",
        "title": text,
        "description": text,
        "required": [text],
        "example": text,
        "properties": {
            text: {"type": "string", "description": text, "default": text, "pattern": text, "format": text,
                "example": text, "x-rust-name": "fine"},
            name("enum"): {"type": "string", "enum": [text, name("2"), "x"], "description": text,
                "x-enum-descriptions": [text, text, text]},
            name("map"): {"additionalProperties": {"type": "string", "description": text}},
            name("union"): {"oneOf": [schema, {"type": "object", "properties": {name("a"): {}}}],
                "discriminator": {"propertyName": text, "mapping": {text: text}}},
            name("deprecated"): {"type": "integer", "deprecated": true, "format": text, "x-limits": [text]},
        },
    });
    json!({
        "openapi": "3.0.3",
        "info": {"title": text, "version": text, "description": text, "license": {"name": text}},
        "servers": [{"url": format!("https://example.com/{text}"), "description": text}, {"url": text}],
        "tags": [{"name": text, "description": text}],
        "paths": {
            format!("/{text}/{{{text}}}"): {
                "summary": text,
                "get": {
                    "operationId": text,
                    "summary": text,
                    "description": text,
                    "tags": [text, name("other")],
                    "parameters": [
                        {"name": text, "in": "path", "required": true, "description": text, "schema": {"type": "string"}},
                        {"name": text, "in": "query", "description": text, "schema": {"type": "string", "default": text, "enum": [text]}},
                        {"name": text, "in": "header", "description": text, "schema": {"type": "string"}},
                        {"name": text, "in": "cookie", "description": text, "schema": {"type": "string"}},
                    ],
                    "security": [{text: [text]}],
                    "responses": {"200": body, "404": body, "default": body},
                },
            },
            "/plain/{id}": {
                "put": {
                    "operationId": name("put"),
                    "tags": [name("other")],
                    "deprecated": true,
                    "description": text,
                    "parameters": [
                        {"name": "id", "in": "path", "required": true, "description": text, "schema": {"type": "string"}},
                        {"name": name("query"), "in": "query", "description": text,
                            "schema": {"type": "array", "items": {"type": "string", "description": text}}},
                        {"name": name("deep"), "in": "query", "style": "deepObject", "explode": true,
                            "schema": {"type": "object", "properties": {text: {"type": "string"}}}},
                    ],
                    "requestBody": {"description": text, "content": {"application/json": {"schema": schema}}},
                    "responses": {"200": body, "4XX": {"description": text}},
                },
                "post": {
                    "operationId": name("post"),
                    "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
                    "requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object",
                        "properties": {text: {"type": "string", "format": "binary"}}}}}},
                    "responses": {"204": {"description": text, "headers": {text: {"schema": {"type": "string"}}}}},
                },
            },
        },
        "components": {
            "schemas": {
                name("Object"): with_all,
                name("Alias"): {"type": "string", "description": text},
                name("Enum"): {"type": "integer", "enum": [1, 2], "x-enum-varnames": [text, name("2")]},
            },
            "securitySchemes": {text: {"type": "http", "scheme": "bearer", "description": text, "bearerFormat": text}},
        },
    })
    .to_string()
}

/// As a token of a pointer in a reference.
fn escaped(text: &str) -> String {
    let text = text.replace('~', "~0").replace('/', "~1");
    text.bytes().fold(String::new(), |mut escaped, it| {
        let _ = match it.is_ascii_alphanumeric() || b"~_".contains(&it) {
            true => write!(escaped, "{}", char::from(it)),
            false => write!(escaped, "%{it:02X}"),
        };
        escaped
    })
}

#[test]
fn a_plain_document_full_of_one_word_becomes_a_client() {
    let generated = take(&full_of("word")).unwrap_or_else(|report| panic!("{report}"));
    assert!(generated.operations > 0);
}

/// That nothing became code is looked for in `take`.
#[test]
fn no_text_of_a_document_becomes_code() {
    for text in BREAKOUTS {
        let _ = take(&full_of(text));
    }
}

/// Where a text everywhere is refused, one in a single place may be taken.
#[test]
fn no_text_in_a_single_place_becomes_code() {
    let document: Value = serde_json::from_str(&full_of("word")).unwrap();
    let mut places = Vec::new();
    collect_places(&document, "", &mut places);
    let mut taken = 0;
    for (number, at) in places.iter().enumerate() {
        let mut changed = document.clone();
        put(&mut changed, at, BREAKOUTS[number % BREAKOUTS.len()]);
        taken += usize::from(take(&changed.to_string()).is_ok());
    }
    assert!(taken > places.len() / 2, "{taken} of {}", places.len());
}

/// The pointers of all texts and of all members that are called after the word.
fn collect_places(node: &Value, at: &str, places: &mut Vec<String>) {
    match node {
        Value::Object(members) => {
            for (key, value) in members {
                let inner = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
                collect_places(value, &inner, places);
                if key.contains("word") && !value.is_string() {
                    places.push(inner);
                }
            }
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(number, it)| collect_places(it, &format!("{at}/{number}"), places));
        }
        Value::String(text) if text.contains("word") => places.push(at.to_owned()),
        _ => {}
    }
}

/// Makes the text at `at`, or the name of what stands there, `text`.
fn put(document: &mut Value, at: &str, text: &str) {
    if let Some(node @ Value::String(_)) = document.pointer_mut(at) {
        *node = text.into();
        return;
    }
    let (parent, token) = at.rsplit_once('/').unwrap();
    let key = token.replace("~1", "/").replace("~0", "~");
    let members = document.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    let value = members.shift_remove(&key).unwrap();
    members.insert(text.to_owned(), value);
}

/// Where prose alone tries it, the document is a good one.
#[test]
fn prose_is_prose_whatever_it_says() {
    for text in BREAKOUTS {
        let mut document: Value = serde_json::from_str(&full_of("word")).unwrap();
        each_prose(&mut document, text);
        let generated = take(&document.to_string()).unwrap_or_else(|report| panic!("{report}"));
        assert!(generated.operations > 0, "{text:?}");
    }
}

fn each_prose(node: &mut Value, text: &str) {
    match node {
        Value::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), &value) {
                    ("description" | "summary" | "title", Value::String(_)) => *value = text.into(),
                    _ => each_prose(value, text),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|it| each_prose(it, text)),
        _ => {}
    }
}

// Paths.

#[test]
fn references_lead_nowhere_outside_of_the_folder() {
    let references = [
        "../secret.yaml",
        "../../etc/passwd#/a",
        "a/../../secret.yaml",
        "/etc/passwd",
        "file:///etc/passwd",
        "//example.com/a.yaml",
        "https://example.com/a.yaml#/A",
        "C:\\secret.yaml",
        "\\\\host\\share",
        "%2e%2e/secret.yaml",
        "a%2f..%2f..%2fsecret.yaml",
        "..\\secret.yaml",
        "\u{0}",
        "a/./b.yaml",
    ];
    let asked = RefCell::new(Vec::new());
    for reference in references {
        let document = with_schemas(json!({"A": {"$ref": reference}}));
        let source = Arc::new(Source::parse("api/hostile.json", &document).unwrap());
        let document = Document::load(source, |path| {
            asked.borrow_mut().push(path.to_owned());
            Err::<String, _>("there is none")
        });
        // Told of, or left open; a schema that is not there is not made up.
        if let Ok(generated) = generate(&Inputs::new(document)) {
            assert!(!generated.report.diagnostics().is_empty(), "{reference}");
        }
    }
    for path in asked.into_inner() {
        let parts: Vec<_> = path.split('/').collect();
        assert!(!parts.contains(&"..") && !parts.contains(&"") && !parts.contains(&"."), "{path}");
        assert!(!path.contains(['\\', ':', '\0']), "{path}");
    }
}

/// Names that would be files of the crate, of another case, of devices, or elsewhere.
const FILES: [&str; 34] = [
    "lib",
    "lib.rs",
    "mod",
    "mod.rs",
    "main",
    "client",
    "client.rs",
    "models",
    "models/shared",
    "shared",
    "generated",
    "Users",
    "users",
    "USERS",
    "con",
    "CON",
    "nul",
    "aux",
    "prn",
    "com1",
    "lpt9",
    "../evil",
    "..",
    ".",
    "/etc/passwd",
    "C:\\evil",
    "a/b",
    "a\\b",
    "a\u{0}b",
    "",
    " ",
    "\u{1f600}",
    "日本",
    "a.b:c",
];

#[test]
fn names_of_tags_are_files_of_their_own_below_the_folder() {
    let paths: serde_json::Map<String, Value> = FILES
        .iter()
        .enumerate()
        .map(|(at, tag)| {
            let answer = json!({"description": "it", "content": {"application/json": {
                "schema": {"type": "object", "properties": {format!("p{at}"): {"type": "string"}}}}}});
            let operation =
                json!({"operationId": format!("get{at}"), "tags": [tag], "responses": {"200": answer}});
            (format!("/p{at}"), json!({"get": operation}))
        })
        .collect();
    let document =
        json!({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths})
            .to_string();
    let generated = take(&document).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(generated.operations, FILES.len());
    check_paths(&generated);
    // One for each tag, its types apart, and those that there always are.
    assert!(generated.client.get("mod.rs").unwrap().contains("pub mod users2;"));
}

#[test]
fn names_of_schemas_are_no_paths() {
    let schemas = FILES.iter().enumerate().map(|(at, name)| {
        (
            (*name).to_owned(),
            json!({"type": "object", "properties": {format!("p{at}"): {"type": "string"}}}),
        )
    });
    let mut schemas: serde_json::Map<String, Value> = schemas.collect();
    let all =
        FILES.iter().map(|it| json!({"$ref": format!("#/components/schemas/{}", escaped(it))}));
    let properties: serde_json::Map<_, _> =
        all.enumerate().map(|(at, it)| (format!("m{at}"), it)).collect();
    schemas.insert("A".to_owned(), json!({"type": "object", "properties": properties}));
    let generated = take(&with_schemas(schemas.into())).unwrap_or_else(|report| panic!("{report}"));
    assert!(generated.types > FILES.len());
    check_paths(&generated);
}

fn check_paths(generated: &Generated) {
    let mut seen = BTreeSet::new();
    for (path, _) in generated.client.iter() {
        assert!(seen.insert(path.to_lowercase()), "`{path}` stands there in another case");
        for part in path.trim_end_matches(".rs").split('/') {
            let is_plain = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_';
            assert!(!part.is_empty() && part.chars().all(is_plain), "{path}");
            let devices = ["con", "nul", "aux", "prn", "com1", "lpt9"];
            assert!(!devices.contains(&part), "{path}");
        }
    }
    assert!(!seen.contains("lib.rs") && !seen.contains("main.rs"));
    for always in ["mod.rs", "client.rs", "models.rs"] {
        assert!(seen.contains(always), "{always}");
    }
}
