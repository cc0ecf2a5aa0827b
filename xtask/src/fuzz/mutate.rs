//! Documents changed at random. A case is a number: with the same seed and the same documents to
//! start from, it is the same text.

use fastrand::Rng;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A document to start from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Base {
    /// As it was written.
    pub(super) text: String,
    /// The tree, if it is one.
    pub(super) tree: Option<Value>,
}

/// An identifier that no name becomes: where generated code has it, a text became code.
pub(super) const MARKER: &str = "INJECTED__MARKER";

/// Names and values that have been trouble to somebody.
const ODD: [&str; 46] = [
    "",
    " ",
    "_",
    "-",
    "0",
    "1st",
    "self",
    "Self",
    "crate",
    "super",
    "type",
    "r#type",
    "async",
    "gen",
    "macro_rules",
    "con",
    "nul",
    "aux",
    "lib",
    "mod",
    "main",
    "client",
    "models",
    "shared",
    "Client",
    "Option",
    "String",
    "Error",
    "../../evil",
    "/etc/passwd",
    "a\\b",
    "a:b",
    "a\u{0}b",
    "\u{1f600}",
    "\u{202e}abc",
    "a\u{2028}b\u{2029}c",
    "\u{feff}",
    "é",
    "\u{df}\u{1e9e}",
    "*/ INJECTED__MARKER!(); /*",
    "\"; fn INJECTED__MARKER() {} const A: &str = \"",
    "\n}\nfn INJECTED__MARKER() {}\n//",
    "\"#)] struct INJECTED__MARKER; #[doc(r#\"",
    "{id}{id}",
    "${jndi:x}{{x}}%s%n",
    "```\n#![INJECTED__MARKER]\n```rust\nINJECTED__MARKER();",
];

const REFERENCES: [&str; 12] = [
    "#",
    "",
    "#/",
    "#/components/schemas/",
    "#/components/schemas/None",
    "#/components/schemas/%zz",
    "#/components/schemas/a~1b~0c",
    "#/paths",
    "#/info",
    "../../../../etc/passwd",
    "https://example.com/a.json#/A",
    "#/components/responses/None",
];

const KEYWORDS: [&str; 40] = [
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "components",
    "const",
    "content",
    "default",
    "deprecated",
    "discriminator",
    "enum",
    "example",
    "exclusiveMinimum",
    "explode",
    "format",
    "headers",
    "in",
    "items",
    "mapping",
    "maxItems",
    "maximum",
    "minItems",
    "name",
    "not",
    "nullable",
    "oneOf",
    "operationId",
    "parameters",
    "pattern",
    "properties",
    "readOnly",
    "requestBody",
    "required",
    "responses",
    "schema",
    "security",
    "servers",
    "style",
    "tags",
    "type",
];

const TYPES: [&str; 9] =
    ["string", "integer", "number", "boolean", "array", "object", "null", "file", "any"];

/// The text of a case.
pub(super) fn case(bases: &[Base], seed: u64, case: u64) -> String {
    // The two numbers stay apart: case 1 of seed 0 is not case 0 of seed 1.
    let mut rng =
        Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ case.rotate_left(32) ^ case);
    let base = &bases[rng.usize(..bases.len())];
    let mut text = match &base.tree {
        Some(tree) if rng.u8(..) < 200 => {
            let mut tree = tree.clone();
            for _ in 0..rng.usize(1..=6) {
                change(&mut tree, &mut rng);
            }
            tree.to_string()
        }
        _ => base.text.clone(),
    };
    if base.tree.is_none() || rng.u8(..) < 40 {
        for _ in 0..rng.usize(1..=3) {
            text = change_text(&text, &mut rng);
        }
    }
    text
}

/// One change somewhere in the tree.
fn change(tree: &mut Value, rng: &mut Rng) {
    let mut places = Vec::new();
    collect(tree, String::new(), &mut places);
    let at = pick(&places, rng).clone();
    match rng.u8(..14) {
        0 => edit_parent(
            tree,
            &at,
            rng,
            |members, key, _| drop(members.shift_remove(key)),
            |items, i, _| drop(items.remove(i)),
        ),
        1 => edit_parent(
            tree,
            &at,
            rng,
            |members, key, rng| {
                let copy = members.get(key).cloned().unwrap_or_default();
                members.insert(name(rng), copy);
            },
            |items, i, _| items.push(items[i].clone()),
        ),
        2 => {
            let other = pick(&places, rng);
            let (one, two) = (tree.pointer(&at).cloned(), tree.pointer(other).cloned());
            // Neither may be inside of the other: then one of the two is gone.
            set(tree, &at, two);
            set(tree, other, one);
        }
        3 => {
            let other = tree.pointer(pick(&places, rng)).cloned();
            set(tree, &at, other);
        }
        4 => set(tree, &at, Some(any(rng))),
        5 => {
            let inner = tree.pointer(&at).cloned().unwrap_or_default();
            set(tree, &at, Some(nested(inner, rng)));
        }
        6 | 7 => set(tree, &at, Some(name(rng).into())),
        8 => edit_parent(
            tree,
            &at,
            rng,
            |members, key, rng| {
                let value = members.shift_remove(key).unwrap_or_default();
                members.insert(name(rng), value);
            },
            |_, _, _| {},
        ),
        9 | 10 => {
            let reference = reference(&places, rng);
            match tree.pointer_mut(&at) {
                Some(Value::Object(members)) if rng.bool() => {
                    members.insert("$ref".to_owned(), reference.into());
                }
                _ => set(tree, &at, Some(json!({"$ref": reference}))),
            }
        }
        _ => {
            let copy = tree.pointer(pick(&places, rng)).cloned().unwrap_or_default();
            if let Some(Value::Object(members)) = tree.pointer_mut(&at) {
                let keyword = KEYWORDS[rng.usize(..KEYWORDS.len())];
                members.insert(keyword.to_owned(), value_of(keyword, copy, rng));
            }
        }
    }
}

/// The pointers of all nodes.
fn collect(node: &Value, at: String, places: &mut Vec<String>) {
    match node {
        Value::Object(members) => {
            for (key, inner) in members {
                let token = key.replace('~', "~0").replace('/', "~1");
                collect(inner, format!("{at}/{token}"), places);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, it)| collect(it, format!("{at}/{i}"), places));
        }
        _ => {}
    }
    places.push(at);
}

fn pick<'a>(places: &'a [String], rng: &mut Rng) -> &'a String {
    &places[rng.usize(..places.len())]
}

fn set(tree: &mut Value, at: &str, value: Option<Value>) {
    if let (Some(node), Some(value)) = (tree.pointer_mut(at), value) {
        *node = value;
    }
}

fn edit_parent(
    tree: &mut Value,
    at: &str,
    rng: &mut Rng,
    member: impl Fn(&mut Map<String, Value>, &str, &mut Rng),
    item: impl Fn(&mut Vec<Value>, usize, &mut Rng),
) {
    let Some((parent, token)) = at.rsplit_once('/') else { return };
    let key = token.replace("~1", "/").replace("~0", "~");
    match tree.pointer_mut(parent) {
        Some(Value::Object(members)) => member(members, &key, rng),
        Some(Value::Array(items)) => {
            if let Some(i) = key.parse().ok().filter(|it| *it < items.len()) {
                item(items, i, rng);
            }
        }
        _ => {}
    }
}

fn name(rng: &mut Rng) -> String {
    let odd = |rng: &mut Rng| ODD[rng.usize(..ODD.len())].to_owned();
    match rng.u8(..8) {
        0 => format!("{}{}", odd(rng), odd(rng)),
        1 => KEYWORDS[rng.usize(..KEYWORDS.len())].to_owned(),
        2 => (0..rng.usize(1..8)).map(|_| rng.char(..)).collect(),
        3 => "n".repeat(rng.usize(1..2000)),
        _ => odd(rng),
    }
}

fn reference(places: &[String], rng: &mut Rng) -> String {
    match rng.u8(..3) {
        0 => REFERENCES[rng.usize(..REFERENCES.len())].to_owned(),
        _ => {
            let schemas: Vec<_> =
                places.iter().filter(|it| it.starts_with("/components/schemas/")).collect();
            match (rng.bool(), &schemas[..]) {
                (true, [_, ..]) => format!("#{}", schemas[rng.usize(..schemas.len())]),
                _ => format!("#{}", pick(places, rng)),
            }
        }
    }
}

/// A value of any kind.
fn any(rng: &mut Rng) -> Value {
    match rng.u8(..12) {
        0 => Value::Null,
        1 => rng.bool().into(),
        2 => 0.into(),
        3 => (-1).into(),
        4 => u64::MAX.into(),
        5 => json!(1e308),
        6 => json!(0.1),
        7 => json!([]),
        8 => json!({}),
        9 => json!([{}, null, "a", 1]),
        10 => json!({"type": TYPES[rng.usize(..TYPES.len())]}),
        _ => name(rng).into(),
    }
}

fn nested(mut inner: Value, rng: &mut Rng) -> Value {
    let deep = rng.u8(..8) == 0;
    for _ in 0..rng.usize(1..if deep { 200 } else { 6 }) {
        inner = match rng.u8(..6) {
            0 => json!({"type": "array", "items": inner}),
            1 => json!({"allOf": [inner]}),
            2 => json!({"oneOf": [inner, {"type": "null"}]}),
            3 => json!({"type": "object", "properties": {"a": inner}}),
            4 => json!({"additionalProperties": inner}),
            _ => json!([inner]),
        };
    }
    inner
}

/// What might stand under a keyword, and what must not.
fn value_of(keyword: &str, copy: Value, rng: &mut Rng) -> Value {
    if rng.u8(..4) == 0 {
        return any(rng);
    }
    match keyword {
        "type" if rng.bool() => json!([TYPES[rng.usize(..9)], TYPES[rng.usize(..9)]]),
        "type" => TYPES[rng.usize(..9)].into(),
        "allOf" | "oneOf" | "anyOf" => json!([copy, any(rng), {"type": TYPES[rng.usize(..9)]}]),
        "enum" => json!([name(rng), name(rng), any(rng)]),
        "discriminator" => json!({"propertyName": name(rng), "mapping": {name(rng): name(rng)}}),
        "required" | "tags" => json!([name(rng), name(rng)]),
        "properties" => json!({name(rng): copy, name(rng): any(rng)}),
        "nullable" | "readOnly" | "deprecated" | "explode" => rng.bool().into(),
        "in" => ["query", "path", "header", "cookie", "body"][rng.usize(..5)].into(),
        "style" => {
            ["form", "deepObject", "spaceDelimited", "matrix", "label"][rng.usize(..5)].into()
        }
        "name" | "operationId" | "pattern" | "format" => name(rng).into(),
        _ => copy,
    }
}

/// One change somewhere in the text.
fn change_text(text: &str, rng: &mut Rng) -> String {
    let at = boundary(text, rng);
    let (before, after) = text.split_at(at);
    match rng.u8(..8) {
        0 => before.to_owned(),
        1 => after.to_owned(),
        2 => format!("{before}{}{after}", rng.char(..)),
        3 => {
            let end = boundary(after, rng).min(40);
            let end = (0..=end).rev().find(|it| after.is_char_boundary(*it)).unwrap_or_default();
            format!("{before}{}", &after[end..])
        }
        4 => {
            let end = boundary(after, rng);
            format!("{before}{}{after}", &after[..end])
        }
        5 => {
            let bits = [
                "&a ",
                "*a",
                "<<: *a",
                "!!binary ",
                "? ",
                "- ",
                "|\n",
                "%YAML 9\n",
                "---\n",
                "\t",
                "{",
                "]",
                "\"",
                ": ",
            ];
            format!("{before}{}{after}", bits[rng.usize(..bits.len())])
        }
        6 => {
            let open = ["[", "{a: ", "- ", "{\"a\":["][rng.usize(..4)];
            format!("{before}{}{after}", open.repeat(rng.usize(1..2000)))
        }
        _ => {
            let mut lines: Vec<&str> = text.lines().collect();
            let (one, two) = (rng.usize(..lines.len().max(1)), rng.usize(..lines.len().max(1)));
            if !lines.is_empty() {
                lines.swap(one, two);
            }
            lines.join("\n")
        }
    }
}

fn boundary(text: &str, rng: &mut Rng) -> usize {
    let at = rng.usize(..=text.len());
    (0..=at).rev().find(|it| text.is_char_boundary(*it)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn bases() -> Vec<Base> {
        let tree = json!({"openapi": "3.0.0", "paths": {"/a": {"get": {}}}, "components": {"schemas": {"A": {"type": "object"}}}});
        vec![
            Base { text: tree.to_string(), tree: Some(tree) },
            Base { text: "a: é\nb: [".to_owned(), tree: None },
        ]
    }

    #[test]
    fn a_case_is_the_same_again_and_others_differ() {
        let texts = |seed| (0..500).map(|it| case(&bases(), seed, it)).collect::<Vec<_>>();
        assert_eq!(texts(1), texts(1));
        assert_ne!(texts(1), texts(2));
        let distinct: HashSet<_> = texts(1).into_iter().collect();
        assert!(distinct.len() > 350, "{}", distinct.len());
    }

    #[test]
    fn any_text_can_be_changed() {
        for text in ["", "é", "\n\n"] {
            let bases = [Base { text: text.to_owned(), tree: None }];
            (0..300).for_each(|it| drop(case(&bases, 0, it)));
        }
    }
}
