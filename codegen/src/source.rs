//! A document as text: read into a tree, with the way back from a node to its line and column.
//!
//! YAML and JSON are read alike. What a JSON tree cannot hold is an error, not a guess: a key
//! that stands twice, a key that is no scalar, an infinite number, a second YAML document.

use std::sync::OnceLock;

use saphyr::{LoadableYamlNode, MarkedYamlOwned, Marker, ScalarOwned, YamlDataOwned};
use serde_json::{Map, Number, Value};

use crate::pointer::Pointer;
use crate::report::{Location, Place, Report};

/// Deeper documents are refused: later stages walk the tree recursively.
pub(crate) const MAX_DEPTH: usize = 128;

/// A text and the tree that it spells.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    value: Value,
    marked: OnceLock<Option<MarkedYamlOwned>>,
}

impl Source {
    /// Reads `text`. `name` is what errors call it, usually the path of the file.
    ///
    /// # Errors
    /// A report with the place where the text stops being a document.
    pub fn parse(name: &str, text: &str) -> Result<Self, Report> {
        let mut report = Report::new();
        report.enter("source");
        let mut reader = Reader { name, text, report };
        let value = reader.read();
        let (value, _) = reader.report.done(value)?;
        Ok(Self { name: name.to_owned(), text: text.to_owned(), value, marked: OnceLock::new() })
    }

    /// What errors call this text.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tree.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The position of a node, or of its nearest ancestor in the text.
    ///
    /// Positions are not kept beside the tree but found by reading the text again, once: most
    /// runs have nothing to say.
    pub fn locate(&self, pointer: &Pointer) -> Option<Location> {
        let root = self.marked.get_or_init(|| {
            MarkedYamlOwned::load_from_str(&self.text).ok().and_then(|it| it.into_iter().next())
        });
        let mut node = root.as_ref()?;
        let mut at = node.span.start;
        for token in pointer.tokens() {
            let Some((position, child)) = step(node, &token) else { break };
            (at, node) = (position, child);
        }
        Some(location(&self.name, &self.text, &at))
    }
}

/// The child named `token`, and where it starts: a member starts at its key.
fn step<'a>(node: &'a MarkedYamlOwned, token: &str) -> Option<(Marker, &'a MarkedYamlOwned)> {
    match &node.data {
        YamlDataOwned::Mapping(members) => members
            .iter()
            .find(|(key, _)| scalar_text(key).as_deref() == Some(token))
            .map(|(key, child)| (key.span.start, child)),
        YamlDataOwned::Sequence(items) => {
            let child = items.get(token.parse::<usize>().ok()?)?;
            Some((child.span.start, child))
        }
        YamlDataOwned::Tagged(_, inner) => step(inner, token),
        _ => None,
    }
}

/// A key as JSON spells it: `200:` in YAML is a number, in OpenAPI a name.
fn scalar_text(node: &MarkedYamlOwned) -> Option<String> {
    match &node.data {
        YamlDataOwned::Value(ScalarOwned::String(text)) => Some(text.clone()),
        YamlDataOwned::Value(ScalarOwned::Integer(number)) => Some(number.to_string()),
        YamlDataOwned::Value(ScalarOwned::Boolean(value)) => Some(value.to_string()),
        YamlDataOwned::Value(ScalarOwned::FloatingPoint(number)) => Some(number.to_string()),
        YamlDataOwned::Value(ScalarOwned::Null) => Some("null".to_owned()),
        _ => None,
    }
}

fn location(name: &str, text: &str, at: &Marker) -> Location {
    Location {
        file: name.to_owned(),
        line: at.line(),
        column: at.col() + 1,
        text: text.lines().nth(at.line().saturating_sub(1)).unwrap_or_default().to_owned(),
    }
}

struct Reader<'a> {
    name: &'a str,
    text: &'a str,
    report: Report,
}

impl Reader<'_> {
    fn read(&mut self) -> Value {
        match MarkedYamlOwned::load_from_str(self.text) {
            Ok(documents) => match &documents[..] {
                [only] => self.convert(only, 0),
                [] => self.refuse(&Marker::new(0, 1, 0), "the text is empty", "give a document"),
                [_, second, ..] => self.refuse(
                    &second.span.start,
                    "a second YAML document starts here",
                    "give one document per file",
                ),
            },
            Err(error) => {
                let help = "mend the text: it is neither YAML nor JSON from here on";
                self.refuse(error.marker(), error.info(), help)
            }
        }
    }

    fn convert(&mut self, node: &MarkedYamlOwned, depth: usize) -> Value {
        if depth > MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} levels of nesting");
            return self.refuse(&node.span.start, &message, "name inner parts and refer to them");
        }
        match &node.data {
            YamlDataOwned::Value(scalar) => self.scalar(node, scalar),
            YamlDataOwned::Sequence(items) => {
                items.iter().map(|item| self.convert(item, depth + 1)).collect()
            }
            YamlDataOwned::Mapping(members) => {
                let mut map = Map::new();
                for (key, child) in members {
                    self.member(&mut map, key, child, depth + 1);
                }
                Value::Object(map)
            }
            YamlDataOwned::Tagged(_, inner) => self.convert(inner, depth + 1),
            YamlDataOwned::Representation(text, ..) => Value::String(text.clone()),
            YamlDataOwned::Alias(_) | YamlDataOwned::BadValue => {
                self.refuse(&node.span.start, "a value that YAML cannot resolve", "write it out")
            }
        }
    }

    fn member(
        &mut self,
        map: &mut Map<String, Value>,
        key: &MarkedYamlOwned,
        child: &MarkedYamlOwned,
        depth: usize,
    ) {
        let Some(name) = scalar_text(key) else {
            self.refuse(&key.span.start, "a key that is not a scalar", "use a string as the key");
            return;
        };
        let value = self.convert(child, depth);
        if map.insert(name.clone(), value).is_some() {
            let message = format!("the key `{name}` stands twice in one object");
            self.refuse(&key.span.start, &message, "remove one of the two");
        }
    }

    fn scalar(&mut self, node: &MarkedYamlOwned, scalar: &ScalarOwned) -> Value {
        match scalar {
            ScalarOwned::Null => Value::Null,
            ScalarOwned::Boolean(value) => Value::Bool(*value),
            ScalarOwned::Integer(number) => Value::Number((*number).into()),
            ScalarOwned::FloatingPoint(number) => match Number::from_f64(number.into_inner()) {
                Some(number) => Value::Number(number),
                None => self.refuse(
                    &node.span.start,
                    "a number that JSON cannot write",
                    "use a finite number, or quote it",
                ),
            },
            ScalarOwned::String(text) => Value::String(text.clone()),
        }
    }

    fn refuse(&mut self, at: &Marker, message: &str, help: &str) -> Value {
        let location = Some(location(self.name, self.text, at));
        let place = Place { pointer: Pointer::root(), location };
        self.report.error(place, message).help(help);
        Value::Null
    }
}

#[cfg(test)]
mod tests {
    use super::Source;
    use crate::pointer::Pointer;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: Expect) {
        let seen = match Source::parse("api.yaml", text) {
            Ok(source) => format!("{}\n", source.value()),
            Err(report) => report.to_string(),
        };
        expected.assert_eq(&seen);
    }

    #[test]
    fn yaml_and_json_give_the_same_tree() {
        let yaml = "a: 1\n200:\n  - x\n  - 'y'\nn: null\nf: 0.5\n";
        check(
            yaml,
            expect![[r#"
            {"a":1,"200":["x","y"],"n":null,"f":0.5}
        "#]],
        );
        check(
            r#"{"a": 1, "200": ["x", "y"], "n": null, "f": 0.5}"#,
            expect![[r#"
            {"a":1,"200":["x","y"],"n":null,"f":0.5}
        "#]],
        );
    }

    #[test]
    fn a_key_may_not_stand_twice() {
        check(
            "a: 1\nb:\n  c: 1\n  c: 2\n",
            expect![[r#"
            error: duplicated key in mapping
             --> api.yaml:4:3
              |
            4 |   c: 2
              |   ^
              at: (the whole document)
              stage: source
              help: mend the text: it is neither YAML nor JSON from here on
        "#]],
        );
    }

    #[test]
    fn keys_that_json_spells_alike_are_the_same_key() {
        check(
            "200: a\n'200': b\n",
            expect![[r#"
            error: the key `200` stands twice in one object
             --> api.yaml:2:1
              |
            2 | '200': b
              | ^
              at: (the whole document)
              stage: source
              help: remove one of the two
        "#]],
        );
    }

    #[test]
    fn broken_text_is_located() {
        check(
            "a: [1, 2\nb: 3\n",
            expect![[r#"
            error: illegal placement of ':' indicator
             --> api.yaml:2:2
              |
            2 | b: 3
              |  ^
              at: (the whole document)
              stage: source
              help: mend the text: it is neither YAML nor JSON from here on
        "#]],
        );
    }

    #[test]
    fn infinite_numbers_are_refused() {
        check(
            "a: .inf\n",
            expect![[r#"
            error: a number that JSON cannot write
             --> api.yaml:1:4
              |
            1 | a: .inf
              |    ^
              at: (the whole document)
              stage: source
              help: use a finite number, or quote it
        "#]],
        );
    }

    #[test]
    fn deep_nesting_is_refused() {
        let text = format!("{}{}", "[".repeat(200), "]".repeat(200));
        let report = Source::parse("api.json", &text).unwrap_err();
        assert!(report.to_string().contains("more than 128 levels"), "{report}");
    }

    #[test]
    fn nodes_are_located_and_missing_ones_by_their_nearest_ancestor() {
        let source =
            Source::parse("api.yaml", "paths:\n  /a/{b}:\n    get:\n    - x\n    - y\n").unwrap();
        let at = |pointer: &str| {
            let it = source.locate(&Pointer::parse(pointer).unwrap()).unwrap();
            (it.line, it.column, it.text)
        };
        assert_eq!(at("/paths/~1a~1{b}"), (2, 3, "  /a/{b}:".to_owned()));
        assert_eq!(at("/paths/~1a~1{b}/get/1"), (5, 7, "    - y".to_owned()));
        assert_eq!(at("/paths/~1a~1{b}/post/x"), (2, 3, "  /a/{b}:".to_owned()));
    }
}
