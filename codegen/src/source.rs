//! A document as text: read into a tree, with the way back from a node to its line and column.
//!
//! YAML and JSON are read alike. What a JSON tree cannot hold is an error, not a guess: a key
//! that stands twice, a key that is no scalar, an infinite number, a second YAML document.

mod lines;
mod read;
mod surrogates;

use std::sync::OnceLock;

use serde_json::Value;

use crate::pointer::Pointer;
use crate::report::{Location, Report};

use lines::Lines;
use read::Positions;

/// Deeper documents are refused: later stages walk the tree recursively.
pub(crate) const MAX_DEPTH: usize = 128;

/// A text and the tree that it spells.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    value: Value,
    positions: Positions,
    lines: OnceLock<Lines>,
}

impl Source {
    /// Reads `text`. `name` is what errors call it, usually the path of the file.
    ///
    /// # Errors
    /// A report with the place where the text stops being a document.
    pub fn parse(name: &str, text: &str) -> Result<Self, Report> {
        let mut report = Report::new();
        report.enter("source");
        let (value, positions) = read::read(name, text, &mut report);
        let ((value, positions), _) = report.done((value, positions))?;
        let (name, text) = (name.to_owned(), text.to_owned());
        Ok(Self { name, text, value, positions, lines: OnceLock::new() })
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

    /// The position of a node, or of its nearest ancestor in the text. A member of an object is at
    /// its key.
    pub fn locate(&self, pointer: &Pointer) -> Option<Location> {
        let lines = self.lines.get_or_init(|| Lines::of(&self.text));
        let at = self.positions.of(pointer, &self.value);
        Some(lines.location(&self.name, &self.text, at))
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
                error: the key `c` stands twice in one object
                 --> api.yaml:4:3
                  |
                4 |   c: 2
                  |   ^
                  at: (the whole document)
                  stage: source
                  help: remove one of the two
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
        for depth in [200, 10_000] {
            let list = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            let object = format!("{}0{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
            let block: String = (0..depth).map(|it| format!("{}a:\n", " ".repeat(it))).collect();
            for text in [list, object, block] {
                let report = Source::parse("api.json", &text).unwrap_err();
                let refused = ["more than 128 levels", "recursion limit"];
                assert!(refused.iter().any(|it| report.to_string().contains(it)), "{report}");
            }
        }
    }

    #[test]
    fn aliases_stand_for_what_they_name() {
        check(
            "a: &a {x: 1}\nb: [*a, *a]\n",
            expect![[r#"
                {"a":{"x":1},"b":[{"x":1},{"x":1}]}
            "#]],
        );
    }

    #[test]
    fn a_bomb_of_aliases_is_refused() {
        let mut text = "a0: &a0 [x]\n".to_owned();
        for level in 1..30 {
            text += &format!("a{level}: &a{level} [{}]\n", format!("*a{},", level - 1).repeat(9));
        }
        let report = Source::parse("api.yaml", &text).unwrap_err();
        assert!(report.to_string().contains("aliases unfold to more than"), "{report}");
    }

    #[test]
    fn aliases_nest_no_deeper_than_the_rest() {
        let mut text = "a0: &a0 [x]\n".to_owned();
        for level in 1..200 {
            text += &format!("a{level}: &a{level} [*a{}]\n", level - 1);
        }
        let report = Source::parse("api.yaml", &text).unwrap_err();
        assert!(report.to_string().contains("more than 128 levels"), "{report}");
    }

    #[test]
    fn an_alias_that_holds_itself_is_refused() {
        let report = Source::parse("api.yaml", "a: &a [*a]\n").unwrap_err();
        assert!(report.to_string().contains("cannot resolve"), "{report}");
    }

    #[test]
    fn numbers_keep_their_digits() {
        check(
            "[18446744073709551615, -9223372036854775808, 007, +1, 1.50]",
            expect![[r#"
                [18446744073709551615,-9223372036854775808,7,1,1.5]
            "#]],
        );
    }

    #[test]
    fn what_json_escapes_is_read() {
        check(
            r#"{"a": "\ud83d\ude00 \/ \u00e4", "b":	"tab"}"#,
            expect![[r#"
                {"a":"😀 / ä","b":"tab"}
            "#]],
        );
        check(
            "\u{feff}{\"a\": 1}",
            expect![[r#"
            {"a":1}
        "#]],
        );
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
