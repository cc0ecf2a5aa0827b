//! How long the generator takes, by the size of the document.
//!
//! The documents are copies of ours side by side, each with paths, operations, tags and schemas of
//! its own. If generation is linear, a megabyte takes as long in the largest as in the smallest.
//!
//! ```console
//! $ cargo bench --package qonversion-benches --bench generation
//! ```

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Instant;

use openapi_exact::api::Features;
use openapi_exact::source::Source;
use openapi_exact::{Generated, Inputs, generate};
use serde_json::{Map, Value};

const DOCUMENT: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/qonversion-v4/openapi.yaml");

/// How many copies each document has.
const COPIES: [usize; 5] = [1, 2, 4, 8, 16];

/// The times are medians of so many runs.
const RUNS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let text = fs::read_to_string(DOCUMENT)?;
    let document = Source::parse("openapi.yaml", &text).map_err(|it| it.to_string())?;
    let texts = COPIES.map(|copies| side_by_side(document.value(), copies).to_string());
    let mut seconds = vec![Vec::new(); texts.len()];
    let mut generated = Vec::new();
    for _ in 0..RUNS {
        generated.clear();
        for (text, seconds) in texts.iter().zip(&mut seconds) {
            let begun = Instant::now();
            generated.push(of_text(text)?);
            seconds.push(begun.elapsed().as_secs_f64());
        }
    }
    let mut out = io::stdout().lock();
    let titles = ["operations", "MB in", "MB out", "median", "per MB in", "by the first"];
    writeln!(out, "{}", titles.map(|it| format!("{it:>14}")).concat())?;
    let mut first = None;
    for ((text, seconds), made) in texts.iter().zip(&mut seconds).zip(&generated) {
        seconds.sort_by(f64::total_cmp);
        let (median, size) = (seconds[RUNS / 2], text.len() as f64 / 1e6);
        let written = made.client.iter().map(|(_, text)| text.len()).sum::<usize>() as f64 / 1e6;
        let per_size = median / size;
        let ratio = per_size / *first.get_or_insert(per_size);
        let operations = made.operations;
        writeln!(
            out,
            "{operations:>14}{size:>14.2}{written:>14.2}{median:>12.3} s{per_size:>12.3} s{ratio:>14.2}"
        )?;
    }
    Ok(())
}

/// From the text of the document to the texts of the client.
fn of_text(text: &str) -> Result<Generated, String> {
    let source = Source::parse("copies.json", text).map_err(|it| it.to_string())?;
    let features = Features::PerTag { taken: Vec::new() };
    let inputs = Inputs { features, ..Inputs::new(Arc::new(source)) };
    generate(&inputs).map_err(|it| it.to_string())
}

fn side_by_side(document: &Value, copies: usize) -> Value {
    let mut all = document.clone();
    let (mut paths, mut schemas) = (Map::new(), Map::new());
    for copy in 1..=copies {
        for (path, item) in members(document, "/paths") {
            paths.insert(format!("/copy{copy}{path}"), renamed(item, copy));
        }
        for (name, schema) in members(document, "/components/schemas") {
            schemas.insert(format!("{name}Copy{copy}"), renamed(schema, copy));
        }
    }
    all["paths"] = paths.into();
    // What the copies share refers to the first of them.
    all["components"] = renamed(&document["components"], 1);
    all["components"]["schemas"] = schemas.into();
    all
}

fn members<'a>(
    document: &'a Value,
    pointer: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    document.pointer(pointer).and_then(Value::as_object).into_iter().flatten()
}

/// The same with the names of one copy in the place of all that there is once in a document.
fn renamed(node: &Value, copy: usize) -> Value {
    match node {
        Value::Object(members) => {
            let renamed = members.iter().map(|(key, value)| {
                let value = match (key.as_str(), value) {
                    ("operationId", Value::String(id)) => format!("{id}Copy{copy}").into(),
                    ("tags", Value::Array(tags)) => tags.iter().map(|it| tag(it, copy)).collect(),
                    _ => renamed(value, copy),
                };
                (key.clone(), value)
            });
            Value::Object(renamed.collect())
        }
        Value::Array(items) => items.iter().map(|it| renamed(it, copy)).collect(),
        Value::String(text) if text.starts_with("#/components/schemas/") => {
            format!("{text}Copy{copy}").into()
        }
        other => other.clone(),
    }
}

fn tag(tag: &Value, copy: usize) -> Value {
    format!("{} copy {copy}", tag.as_str().unwrap_or_default()).into()
}
