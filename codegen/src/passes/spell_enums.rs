//! Brings `enum` into one form: distinct strings or distinct integers, with a type that says which.
//!
//! Null among the values becomes `nullable`. `x-extensible-enum` is an `enum`, for readers take
//! unknown values anyway. `x-enum-varnames` and `x-enum-descriptions` lose the entries of the
//! values that go. An enum of other values is dropped, and its schema says its type alone; an enum
//! of several types leaves the schema open.
//!
//! ```text
//! before  {"enum": ["on", "off", null, "on"], "x-enum-varnames": ["On", "Off", "Unset", "On2"]}
//! after   {"enum": ["on", "off"], "x-enum-varnames": ["On", "Off"], "type": "string",
//!          "nullable": true}
//! ```

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::shape;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// The lists that stand parallel to `enum`.
const PARALLEL: [&str; 2] = ["x-enum-varnames", "x-enum-descriptions"];

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    for at in spec.schemas() {
        take_extensible(spec, &at, report);
        if spec.object(&at).is_some_and(|it| it.contains_key("enum"))
            && parallels_fit(spec, &at, report)
        {
            spell(spec, &at, report);
        }
    }
}

/// Makes an `enum` of `x-extensible-enum`, unless there is one already.
fn take_extensible(spec: &mut Spec, at: &Pointer, report: &mut Report) {
    let key = "x-extensible-enum";
    let Some(schema) = spec.object_mut(at) else { return };
    let Some(values) = schema.get(key) else { return };
    if !values.as_array().is_some_and(|it| it.iter().all(Value::is_string)) {
        report
            .error(spec.place(&at.child(key)), format!("`{key}` is not a list of strings"))
            .help("list the known values as strings");
        return;
    }
    let Some(values) = schema.shift_remove(key) else { return };
    let differs = schema.get("enum").is_some_and(|it| *it != values);
    schema.entry("enum").or_insert(values);
    if differs {
        let message = format!("`{key}` is left out, for there is an `enum` besides");
        report.note(spec.place(&at.child(key)), message);
    }
}

fn parallels_fit(spec: &Spec, at: &Pointer, report: &mut Report) -> bool {
    let Some(schema) = spec.object(at) else { return false };
    let Some(values) = schema.get("enum").and_then(Value::as_array) else { return false };
    let mut fit = true;
    for key in PARALLEL {
        let Some(list) = schema.get(key) else { continue };
        let Some(message) = misfit(key, list, values) else { continue };
        fit = false;
        report
            .error(spec.place(&at.child(key)), message)
            .help(format!("give `{key}` one entry for each value of `enum`, in the same order"))
            .overlay(overlay(at, key, values));
    }
    fit
}

/// What is wrong with a list that stands parallel to `values`. Null may go without a name.
fn misfit(key: &str, list: &Value, values: &[Value]) -> Option<String> {
    let Some(entries) = list.as_array() else { return Some(format!("`{key}` is not a list")) };
    if entries.len() != values.len() {
        let (own, wanted) = (entries.len(), values.len());
        return Some(format!("`{key}` has {own} entries, but `enum` has {wanted} values"));
    }
    let mut pairs = entries.iter().zip(values);
    let fits = pairs.all(|(entry, value)| entry.is_string() || value.is_null());
    (!fits).then(|| format!("`{key}` is not a list of strings"))
}

/// An action that puts the list right, as far as it can be guessed: the values stand for names.
fn overlay(at: &Pointer, key: &str, values: &[Value]) -> String {
    let entries: Vec<Value> = values.iter().map(|it| Value::from(text(it))).collect();
    let target = at.tokens().fold("$".to_owned(), |path, token| match token.parse::<usize>() {
        Ok(index) => format!("{path}[{index}]"),
        Err(_) => format!("{path}['{}']", token.replace('\\', "\\\\").replace('\'', "\\'")),
    });
    format!(
        "- target: {target}['{key}']\n  remove: true\n- target: {target}\n  update:\n    {key}: {}",
        Value::Array(entries)
    )
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn spell(spec: &mut Spec, at: &Pointer, report: &mut Report) {
    let Some(schema) = spec.object_mut(at) else { return };
    let had_duplicates = drop_values(schema);
    let verdict = judge(schema);
    match verdict {
        Verdict::Typed(name) => drop(schema.insert("type".to_owned(), Value::from(name))),
        Verdict::Plain(_) | Verdict::Unlike(_) | Verdict::Empty => {
            ["enum"].iter().chain(&PARALLEL).for_each(|key| drop(schema.shift_remove(*key)));
        }
        Verdict::Mixed => shape::open(schema),
    }
    if let Verdict::Plain(Some(name)) = verdict {
        schema.insert("type".to_owned(), Value::from(name));
    }
    let place = spec.place(&at.child("enum"));
    match verdict {
        Verdict::Typed(_) if had_duplicates => {
            report.note(place, "a value that stands twice in `enum` is taken once");
        }
        Verdict::Plain(_) => {
            report.note(place, "`enum` is left out: only strings and integers make an enum");
        }
        Verdict::Unlike(name) => {
            let message = format!("`enum` is left out: not all of its values are of type `{name}`");
            report.warn(place, message).help("give the values the type of the schema");
        }
        Verdict::Mixed => {
            report
                .warn(place, "`enum` has values of several types, and is read as any value")
                .help("list values of one type");
        }
        Verdict::Empty | Verdict::Typed(_) => {}
    }
}

/// What becomes of an enum.
#[derive(Clone, Copy)]
enum Verdict {
    /// It stays, with this type.
    Typed(&'static str),
    /// It goes, and its type stays or becomes this.
    Plain(Option<&'static str>),
    /// It goes, for its values are not of the type that the schema says.
    Unlike(&'static str),
    /// Its values have several types.
    Mixed,
    /// It has no values.
    Empty,
}

/// Takes null and repeated values out of `enum` and its parallels; says whether any was repeated.
fn drop_values(schema: &mut Map<String, Value>) -> bool {
    let Some(values) = schema.get("enum").and_then(Value::as_array) else { return false };
    let has_null = values.iter().any(Value::is_null);
    let mut seen = HashSet::new();
    let kept: Vec<bool> =
        values.iter().map(|it| !it.is_null() && seen.insert(it.to_string())).collect();
    let nulls = values.iter().filter(|it| it.is_null()).count();
    let had_duplicates = kept.iter().filter(|it| !**it).count() > nulls;
    for key in ["enum"].into_iter().chain(PARALLEL) {
        if let Some(Value::Array(list)) = schema.get_mut(key) {
            let mut kept = kept.iter();
            list.retain(|_| kept.next().copied().unwrap_or(true));
        }
    }
    if has_null {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    had_duplicates
}

fn judge(schema: &Map<String, Value>) -> Verdict {
    let values = schema.get("enum").and_then(Value::as_array);
    let Some(values) = values.filter(|it| !it.is_empty()) else { return Verdict::Empty };
    let mut types = values.iter().map(type_of);
    let first = types.next().unwrap_or("null");
    let common = types.try_fold(first, common_type);
    match (schema.get("type").and_then(Value::as_str), common) {
        (None, None) => Verdict::Mixed,
        (None | Some("string"), Some("string")) => Verdict::Typed("string"),
        (None | Some("integer"), Some("integer")) => Verdict::Typed("integer"),
        (None, Some(name @ ("boolean" | "number"))) => Verdict::Plain(Some(name)),
        (None, Some(_)) => Verdict::Mixed,
        (Some("number"), Some("integer" | "number")) => Verdict::Plain(None),
        (Some("boolean"), Some("boolean")) => Verdict::Plain(None),
        (Some(declared), _) => Verdict::Unlike(known_type(declared)),
    }
}

fn common_type(a: &'static str, b: &'static str) -> Option<&'static str> {
    match (a, b) {
        _ if a == b => Some(a),
        ("integer", "number") | ("number", "integer") => Some("number"),
        _ => None,
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(it) if it.is_i64() || it.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn known_type(name: &str) -> &'static str {
    ["string", "integer", "number", "boolean", "array"]
        .into_iter()
        .find(|it| *it == name)
        .unwrap_or("object")
}
