//! A JSONPath (RFC 9535) as an overlay writes it: read, run, and cut into segments.

use std::collections::HashSet;

use serde_json::Value;
use serde_json_path::{JsonPath, NormalizedPath, PathElement};

use super::shortened;
use crate::pointer::Pointer;

/// Reading takes time exponential in the depth of brackets: 8 levels take milliseconds, 20 take
/// seconds.
const MAX_BRACKETS: usize = 8;

/// Parentheses are read recursively: enough of them would exhaust the stack.
const MAX_PARENTHESES: usize = 32;

/// A path, and the text that it was read from.
#[derive(Debug)]
pub(super) struct Query<'a> {
    text: &'a str,
    path: JsonPath,
}

/// One way to cut a path in two.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut<'a> {
    /// A path of its own.
    pub(super) prefix: &'a str,
    /// The segment that follows it.
    pub(super) segment: &'a str,
}

impl<'a> Query<'a> {
    /// Reads a path.
    ///
    /// # Errors
    /// A sentence that says at which character, counted from one, the text stops being a path.
    pub(super) fn parse(text: &'a str) -> Result<Self, String> {
        if text.trim().is_empty() {
            return Err("the JSONPath is empty".to_owned());
        }
        let nesting = nesting(text);
        if nesting.brackets > MAX_BRACKETS || nesting.parentheses > MAX_PARENTHESES {
            return Err(format!(
                "the JSONPath is nested more than {MAX_BRACKETS} brackets or {MAX_PARENTHESES} \
                 parentheses deep"
            ));
        }
        match JsonPath::parse(text) {
            Ok(path) => Ok(Self { text, path }),
            Err(error) => Err(explain(text, error.position(), error.message())),
        }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// The nodes that this path selects in `root`, each once, in the order of the path.
    pub(super) fn nodes(&self, root: &Value) -> Vec<Pointer> {
        let mut seen = HashSet::new();
        let found = self.path.query_located(root);
        found.locations().map(pointer).filter(|it| seen.insert(it.clone())).collect()
    }

    /// This path cut before each of its segments, the longest prefix first.
    pub(super) fn cuts(&self) -> Vec<Cut<'a>> {
        let mut end = self.text.len();
        let mut cuts = Vec::new();
        for start in nesting(self.text).segments.into_iter().rev() {
            let (prefix, rest) = self.text.split_at(start);
            let segment = rest.get(..end - start).unwrap_or(rest);
            cuts.push(Cut { prefix: prefix.trim_end(), segment: segment.trim_end() });
            end = start;
        }
        cuts
    }
}

fn pointer(path: &NormalizedPath<'_>) -> Pointer {
    path.iter().fold(Pointer::root(), |at, element| match element {
        PathElement::Name(name) => at.child(name),
        PathElement::Index(index) => at.child(index),
    })
}

/// The parser counts bytes from zero, and says "parser error" when it knows nothing better.
fn explain(text: &str, byte: usize, reason: &str) -> String {
    let rest = text.get(byte..).unwrap_or_default();
    let character = text.chars().count() - rest.chars().count() + 1;
    let place = if rest.is_empty() {
        "at its end".to_owned()
    } else {
        format!("from character {character} on, `{}`", shortened(rest))
    };
    match reason {
        "parser error" => format!("not a JSONPath {place}"),
        _ => format!("not a JSONPath {place}: {reason}"),
    }
}

#[derive(Default)]
struct Nesting {
    brackets: usize,
    parentheses: usize,
    /// Where the segments start that stand in no bracket.
    segments: Vec<usize>,
}

/// Follows brackets, parentheses and quotes; works on any text.
fn nesting(text: &str) -> Nesting {
    let mut most = Nesting::default();
    let (mut brackets, mut parentheses) = (0_usize, 0_usize);
    let mut quote = None;
    let mut escaped = false;
    let mut previous = ' ';
    for (at, character) in text.char_indices() {
        match (quote, character) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), close) if open == close => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '.' | '[') => {
                if brackets == 0 && previous != '.' {
                    most.segments.push(at);
                }
                brackets += usize::from(character == '[');
            }
            (None, ']') => brackets = brackets.saturating_sub(1),
            (None, '(') => parentheses += 1,
            (None, ')') => parentheses = parentheses.saturating_sub(1),
            (None, _) => {}
        }
        most.brackets = most.brackets.max(brackets);
        most.parentheses = most.parentheses.max(parentheses);
        previous = character;
    }
    most
}

#[cfg(test)]
mod tests {
    use super::{Cut, Query};
    use expect_test::{Expect, expect};

    #[test]
    fn a_path_is_cut_between_its_segments_only() {
        let query = Query::parse(r"$.a['x.y[0]'] .b[?@.c['d'] == 'e.f\']'].g").unwrap();
        let cuts: Vec<_> = query.cuts().into_iter().map(|it| (it.prefix, it.segment)).collect();
        assert_eq!(
            cuts,
            [
                (r"$.a['x.y[0]'] .b[?@.c['d'] == 'e.f\']']", ".g"),
                ("$.a['x.y[0]'] .b", r"[?@.c['d'] == 'e.f\']']"),
                ("$.a['x.y[0]']", ".b"),
                ("$.a", "['x.y[0]']"),
                ("$", ".a"),
            ]
        );
        assert_eq!(
            Query::parse("$..['a']").unwrap().cuts(),
            [Cut { prefix: "$", segment: "..['a']" }]
        );
        assert_eq!(Query::parse("$").unwrap().cuts(), []);
    }

    fn check(expression: &str, expected: Expect) {
        let document = serde_json::json!({
            "a~b/c": {"x-y": 1},
            "\u{fc}\u{1f600}": [{"name": "p"}, {"name": "it's"}, {"name": "filter"}, "filter"],
        });
        let seen = match Query::parse(expression) {
            Ok(query) => query.nodes(&document).iter().map(|it| format!("{it}\n")).collect(),
            Err(message) => format!("{message}\n"),
        };
        expected.assert_eq(&seen);
    }

    #[test]
    fn names_are_escaped_as_pointers_escape_them() {
        check(
            "$['a~b/c']['x-y']",
            expect![[r#"
            /a~0b~1c/x-y
        "#]],
        );
        check(
            "$.\u{fc}\u{1f600}[0]",
            expect![[r#"
            /ü😀/0
        "#]],
        );
        check(
            r#"$["\u00fc\uD83D\uDE00"][0].name"#,
            expect![[r#"
            /ü😀/0/name
        "#]],
        );
    }

    /// RFC 9535 allows all of these. Each has another spelling, so they are errors, not riddles.
    #[test]
    fn the_parser_does_not_take_every_path_of_the_standard() {
        check(
            r#"$["\ud83d\ude00"]"#,
            expect![[r#"
            not a JSONPath from character 4 on, `\ud83d\ude00"]`: in long-hand segment, parser error
        "#]],
        );
        check(
            "$ ..a",
            expect![[r#"
            not a JSONPath from character 4 on, `.a`: in dot member name, must start with lowercase alpha or '_'
        "#]],
        );
        check("$ .a", expect![[r#""#]]);
    }

    #[test]
    fn filters_see_the_item() {
        check(
            "$.*[?@.name=='filter']",
            expect![[r#"
            /ü😀/2
        "#]],
        );
        check(
            r"$..[?(@.name == 'it\'s')]",
            expect![[r#"
            /ü😀/1
        "#]],
        );
        check(
            "$..[?@ == 'filter']",
            expect![[r#"
            /ü😀/3
            /ü😀/2/name
        "#]],
        );
        check(
            "$..[?match(@.name, '.*t.*') && !(@.name == 'filter')]",
            expect![[r#"
            /ü😀/1
        "#]],
        );
        check(
            "$[?@[?@.name == 'p']]",
            expect![[r#"
            /ü😀
        "#]],
        );
        check("$..[?@.name == 'absent']", expect![[r#""#]]);
    }

    #[test]
    fn a_node_is_selected_once_in_the_order_of_the_path() {
        check(
            "$.\u{fc}\u{1f600}[1,0,1]",
            expect![[r#"
            /ü😀/1
            /ü😀/0
        "#]],
        );
        check(
            "$..name",
            expect![[r#"
            /ü😀/0/name
            /ü😀/1/name
            /ü😀/2/name
        "#]],
        );
        check(
            "$",
            expect![[r#"
            (the whole document)
        "#]],
        );
    }

    #[test]
    fn what_is_no_path_is_said_by_character() {
        check(
            "",
            expect![[r#"
            the JSONPath is empty
        "#]],
        );
        check(
            "paths",
            expect![[r#"
            not a JSONPath from character 1 on, `paths`
        "#]],
        );
        check(
            "$.x-y",
            expect![[r#"
            not a JSONPath from character 4 on, `-y`
        "#]],
        );
        check(
            "$['\u{fc}'][?@.b=1]",
            expect![[r#"
            not a JSONPath from character 12 on, `=1]`: in long-hand segment, expected closing ']'
        "#]],
        );
        check(
            "$.a[",
            expect![[r#"
            not a JSONPath from character 4 on, `[`
        "#]],
        );
        check(
            "$.a ",
            expect![[r#"
            not a JSONPath from character 4 on, ` `
        "#]],
        );
        check(
            "$.a[?length(@)]",
            expect![[r#"
            not a JSONPath from character 6 on, `length(@)]`: in long-hand segment, function with incorrect return type used
        "#]],
        );
        check(
            "$.a[?unknown(@) == 1]",
            expect![[r#"
            not a JSONPath from character 6 on, `unknown(@) == 1]`: in long-hand segment, function name 'unknown' is not defined
        "#]],
        );
        check(
            "$[99999999999999999999]",
            expect![[r#"
            not a JSONPath from character 2 on, `[99999999999999999999]`
        "#]],
        );
    }

    #[test]
    fn deep_nesting_is_refused_before_it_is_read() {
        check(
            &format!("${}", "[?@".repeat(10_000)),
            expect![[r#"
            the JSONPath is nested more than 8 brackets or 32 parentheses deep
        "#]],
        );
        check(
            &format!("$[?{}@", "(".repeat(100_000)),
            expect![[r#"
            the JSONPath is nested more than 8 brackets or 32 parentheses deep
        "#]],
        );
    }
}
