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

use super::parts::remove;
use super::shape;
use crate::pointer::Pointer;
use crate::report::{Diagnostic, Report};
use crate::spec::Spec;

const EXTENSIBLE: &str = "x-extensible-enum";

/// The lists that stand parallel to `enum`.
const PARALLEL: [&str; 2] = ["x-enum-varnames", "x-enum-descriptions"];

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let says_values =
        |it: &Map<String, Value>| it.contains_key("enum") || it.contains_key(EXTENSIBLE);
    for at in spec.schemas_that(says_values) {
        take_extensible(spec, &at, report);
        if spec.object(&at).is_some_and(|it| it.contains_key("enum")) {
            reject_misfits(spec, &at, report);
            spell(spec, &at, report);
        }
    }
}

/// Makes an `enum` of `x-extensible-enum`, unless there is one already. One that is no list of
/// strings is an error in an overlay; in a document somebody else gave it another meaning.
fn take_extensible(spec: &mut Spec, at: &Pointer, report: &mut Report) {
    let key = EXTENSIBLE;
    let Some(schema) = spec.object_mut(at) else { return };
    let Some(values) = schema.get(key) else { return };
    if !values.as_array().is_some_and(|it| it.iter().all(Value::is_string)) {
        let message = format!("`{key}` is not a list of strings");
        reject(spec, &at.child(key), message, "list the known values as strings", report);
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

/// Leaves out what does not stand parallel to the values.
fn reject_misfits(spec: &mut Spec, at: &Pointer, report: &mut Report) {
    for key in PARALLEL {
        let Some(schema) = spec.object(at) else { return };
        let Some(values) = schema.get("enum").and_then(Value::as_array) else { return };
        let Some(message) = schema.get(key).and_then(|it| misfit(key, it, values)) else {
            continue;
        };
        let overlay = overlay(at, key, values);
        let help = format!("give `{key}` one entry for each value of `enum`, in the same order");
        reject(spec, &at.child(key), message, &help, report).overlay(overlay);
    }
}

/// Takes out an extension that cannot be read: an error where an overlay put it there.
fn reject<'r>(
    spec: &mut Spec,
    at: &Pointer,
    message: String,
    help: &str,
    report: &'r mut Report,
) -> &'r mut Diagnostic {
    let place = spec.place(at);
    let is_ours = spec.written_at(at).is_none();
    remove(spec, at);
    let finding = match is_ours {
        true => report.error(place, message),
        false => report.warn(place, format!("{message}, and is left out")),
    };
    finding.help(help)
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
    explain(spec, &at.child("enum"), verdict, had_duplicates, report);
}

fn explain(
    spec: &Spec,
    at: &Pointer,
    verdict: Verdict,
    had_duplicates: Duplicates,
    report: &mut Report,
) {
    match verdict {
        Verdict::Typed(_) if had_duplicates == Duplicates::None => {}
        Verdict::Typed(_) => {
            report.note(spec.place(at), "a value that stands twice in `enum` is taken once");
        }
        Verdict::Plain(_) => {
            let message = "`enum` is left out: only strings and integers make an enum";
            report.note(spec.place(at), message);
        }
        Verdict::Empty => {
            report.note(spec.place(at), "`enum` is left out: it has no value besides null");
        }
        Verdict::Unlike(name) => {
            let message = format!("`enum` is left out: not all of its values are of type `{name}`");
            report.warn(spec.place(at), message).help("give the values the type of the schema");
        }
        Verdict::Mixed => {
            let message = "`enum` has values of several types, and is read as any value";
            report.warn(spec.place(at), message).help("list values of one type");
        }
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

/// Whether a value stood twice in an enum.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Duplicates {
    None,
    Some,
}

/// Takes null and repeated values out of `enum` and its parallels.
fn drop_values(schema: &mut Map<String, Value>) -> Duplicates {
    let Some(values) = schema.get("enum").and_then(Value::as_array) else {
        return Duplicates::None;
    };
    let has_null = values.iter().any(Value::is_null);
    let mut seen = HashSet::new();
    let kept: Vec<bool> =
        values.iter().map(|it| !it.is_null() && seen.insert(it.to_string())).collect();
    let nulls = values.iter().filter(|it| it.is_null()).count();
    let dropped = kept.iter().filter(|it| !**it).count();
    for key in ["enum"].into_iter().chain(PARALLEL) {
        if let Some(Value::Array(list)) = schema.get_mut(key) {
            let mut kept = kept.iter();
            list.retain(|_| kept.next().copied().unwrap_or(true));
        }
    }
    if has_null {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    if dropped > nulls { Duplicates::Some } else { Duplicates::None }
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
        Value::Number(it) if it.is_i64() => "integer",
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

#[cfg(test)]
mod tests {
    use super::super::testing::check_schema;
    use expect_test::expect;

    const NAME: &str = "spell_enums";

    #[test]
    fn null_and_repetitions_go_with_their_names() {
        check_schema(
            NAME,
            r#"{"enum": ["on", "off", null, "on"], "x-enum-varnames": ["On", "Off", null, "On2"],
             "x-enum-descriptions": ["a", "b", "c", "d"]}"#,
            expect![[r#"
                 {
                   "enum": ["on","off"],
                   "x-enum-varnames": ["On","Off"],
                   "x-enum-descriptions": ["a","b"],
                   "nullable": true,
                   "type": "string"
                 }
                 note: a value that stands twice in `enum` is taken once
                  --> before:2:2
                   |
                 2 | {"enum": ["on", "off", null, "on"], "x-enum-varnames": ["On", "Off", null, "On2"],
                   |  ^
                   at: /components/schemas/T/enum
                   stage: spell_enums
             "#]],
        );
    }

    #[test]
    fn integers_get_their_type() {
        check_schema(
            NAME,
            r#"{"enum": [1, 2]}"#,
            expect![[r#"
            {"enum":[1,2],"type":"integer"}
        "#]],
        );
    }

    #[test]
    fn integers_beyond_64_bits_make_no_enum() {
        check_schema(
            NAME,
            r#"{"type": "integer", "enum": [1, 18446744073709551615]}"#,
            expect![[r#"
                {"type":"integer"}
                warning: `enum` is left out: not all of its values are of type `integer`
                 --> before:2:21
                  |
                2 | {"type": "integer", "enum": [1, 18446744073709551615]}
                  |                     ^
                  at: /components/schemas/T/enum
                  stage: spell_enums
                  help: give the values the type of the schema
            "#]],
        );
    }

    #[test]
    fn an_extensible_enum_is_an_enum() {
        check_schema(
            NAME,
            r#"{"type": "string", "x-extensible-enum": ["a", "b"], "nullable": true}"#,
            expect![[r#"
            {"type":"string","nullable":true,"enum":["a","b"]}
        "#]],
        );
    }

    #[test]
    fn an_enum_wins_over_an_extensible_one() {
        check_schema(
            NAME,
            r#"{"type": "string", "enum": ["a"], "x-extensible-enum": ["a", "b"]}"#,
            expect![[r#"
            {"type":"string","enum":["a"]}
            note: `x-extensible-enum` is left out, for there is an `enum` besides
             --> before:2:35
              |
            2 | {"type": "string", "enum": ["a"], "x-extensible-enum": ["a", "b"]}
              |                                   ^
              at: /components/schemas/T/x-extensible-enum
              stage: spell_enums
        "#]],
        );
    }

    #[test]
    fn an_extensible_enum_holds_strings() {
        check_schema(
            NAME,
            r#"{"x-extensible-enum": [{"value": "a"}]}"#,
            expect![[r#"
                {}
                warning: `x-extensible-enum` is not a list of strings, and is left out
                 --> before:2:2
                  |
                2 | {"x-extensible-enum": [{"value": "a"}]}
                  |  ^
                  at: /components/schemas/T/x-extensible-enum
                  stage: spell_enums
                  help: list the known values as strings
            "#]],
        );
    }

    #[test]
    fn names_must_match_values() {
        check_schema(
            NAME,
            r#"{"properties": {"it's": {"enum": ["a", null], "x-enum-varnames": ["A"]}}}"#,
            expect![[r#"
                {"properties":{"it's":{"enum":["a"],"nullable":true,"type":"string"}}}
                warning: `x-enum-varnames` has 1 entries, but `enum` has 2 values, and is left out
                 --> before:2:47
                  |
                2 | {"properties": {"it's": {"enum": ["a", null], "x-enum-varnames": ["A"]}}}
                  |                                               ^
                  at: /components/schemas/T/properties/it's/x-enum-varnames
                  stage: spell_enums
                  help: give `x-enum-varnames` one entry for each value of `enum`, in the same order
                  overlay:
                    - target: $['components']['schemas']['T']['properties']['it\'s']['x-enum-varnames']
                      remove: true
                    - target: $['components']['schemas']['T']['properties']['it\'s']
                      update:
                        x-enum-varnames: ["a","null"]
            "#]],
        );
    }

    #[test]
    fn names_must_be_strings() {
        check_schema(
            NAME,
            r#"{"enum": ["a", "b"], "x-enum-varnames": ["A", null]}"#,
            expect![[r#"
                {"enum":["a","b"],"type":"string"}
                warning: `x-enum-varnames` is not a list of strings, and is left out
                 --> before:2:22
                  |
                2 | {"enum": ["a", "b"], "x-enum-varnames": ["A", null]}
                  |                      ^
                  at: /components/schemas/T/x-enum-varnames
                  stage: spell_enums
                  help: give `x-enum-varnames` one entry for each value of `enum`, in the same order
                  overlay:
                    - target: $['components']['schemas']['T']['x-enum-varnames']
                      remove: true
                    - target: $['components']['schemas']['T']
                      update:
                        x-enum-varnames: ["a","b"]
            "#]],
        );
    }

    #[test]
    fn other_values_make_no_enum() {
        check_schema(
            NAME,
            r#"{"properties": {"a": {"type": "boolean", "enum": [true]}, "b": {"enum": [1.5, 2]}, "c": {"type": "number", "enum": [1]}}}"#,
            expect![[r#"
            {"properties":{"a":{"type":"boolean"},"b":{"type":"number"},"c":{"type":"number"}}}
            note: `enum` is left out: only strings and integers make an enum
             --> before:2:42
              |
            2 | {"properties": {"a": {"type": "boolean", "enum": [true]}, "b": {"enum": [1.5, 2]}, "c": {"type": "number", "enum": [1]}}}
              |                                          ^
              at: /components/schemas/T/properties/a/enum
              stage: spell_enums

            note: `enum` is left out: only strings and integers make an enum
             --> before:2:65
              |
            2 | {"properties": {"a": {"type": "boolean", "enum": [true]}, "b": {"enum": [1.5, 2]}, "c": {"type": "number", "enum": [1]}}}
              |                                                                 ^
              at: /components/schemas/T/properties/b/enum
              stage: spell_enums

            note: `enum` is left out: only strings and integers make an enum
             --> before:2:108
              |
            2 | {"properties": {"a": {"type": "boolean", "enum": [true]}, "b": {"enum": [1.5, 2]}, "c": {"type": "number", "enum": [1]}}}
              |                                                                                                            ^
              at: /components/schemas/T/properties/c/enum
              stage: spell_enums
        "#]],
        );
    }

    #[test]
    fn values_must_be_of_the_type() {
        check_schema(
            NAME,
            r#"{"type": "integer", "enum": ["1", "2"], "x-enum-varnames": ["A", "B"]}"#,
            expect![[r#"
            {"type":"integer"}
            warning: `enum` is left out: not all of its values are of type `integer`
             --> before:2:21
              |
            2 | {"type": "integer", "enum": ["1", "2"], "x-enum-varnames": ["A", "B"]}
              |                     ^
              at: /components/schemas/T/enum
              stage: spell_enums
              help: give the values the type of the schema
        "#]],
        );
    }

    #[test]
    fn mixed_values_leave_the_schema_open() {
        check_schema(
            NAME,
            r#"{"enum": ["a", 1], "title": "t", "description": "d", "x-enum-varnames": ["A", "B"]}"#,
            expect![[r#"
            {"title":"t","description":"d"}
            warning: `enum` has values of several types, and is read as any value
             --> before:2:2
              |
            2 | {"enum": ["a", 1], "title": "t", "description": "d", "x-enum-varnames": ["A", "B"]}
              |  ^
              at: /components/schemas/T/enum
              stage: spell_enums
              help: list values of one type
        "#]],
        );
    }

    #[test]
    fn null_alone_is_no_enum() {
        check_schema(
            NAME,
            r#"{"enum": [null]}"#,
            expect![[r#"
            {"nullable":true}
            note: `enum` is left out: it has no value besides null
             --> before:2:2
              |
            2 | {"enum": [null]}
              |  ^
              at: /components/schemas/T/enum
              stage: spell_enums
        "#]],
        );
    }

    #[test]
    fn data_is_left_alone() {
        check_schema(
            NAME,
            r#"{"properties": {"enum": {"default": {"enum": [null]}}}, "example": {"enum": [null]}}"#,
            expect![[r#"
            {"properties":{"enum":{"default":{"enum":[null]}}},"example":{"enum":[null]}}
        "#]],
        );
    }
}
