//! Joins the two halves in which JSON escapes a character beyond U+FFFF, which YAML does not know.
//!
//! ```text
//! before  {"title": "\ud83d\ude00"}
//! after   {"title": "😀"}
//! ```

use std::borrow::Cow;

/// How many characters an escaped pair takes: `\ud83d\ude00`.
const PAIR: usize = 12;

/// A text without escaped pairs, and where they were.
pub(super) struct Joined<'a> {
    pub(super) text: Cow<'a, str>,
    /// The numbers of the characters that stand for a pair.
    joined: Vec<usize>,
}

impl<'a> Joined<'a> {
    /// Only JSON has such pairs: in YAML a backslash need not begin an escape.
    pub(super) fn of(text: &'a str) -> Self {
        let is_json = text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[']);
        let has_pairs = is_json && (text.contains("\\ud") || text.contains("\\uD"));
        if !has_pairs {
            return Self { text: Cow::Borrowed(text), joined: Vec::new() };
        }
        let (mut written, mut count, mut joined) = (String::with_capacity(text.len()), 0, vec![]);
        let mut rest = text;
        while let Some(at) = rest.find('\\') {
            let (before, escape) = rest.split_at(at);
            written.push_str(before);
            count += before.chars().count();
            let (kept, after) = match pair(escape) {
                Some(char) => {
                    joined.push(count);
                    (char.to_string(), &escape[PAIR..])
                }
                None => {
                    let length = escape.chars().take(2).map(char::len_utf8).sum();
                    (escape[..length].to_owned(), &escape[length..])
                }
            };
            count += kept.chars().count();
            written.push_str(&kept);
            rest = after;
        }
        written.push_str(rest);
        Self { text: Cow::Owned(written), joined }
    }

    /// The number in the text as it was of the character with the number `at`.
    pub(super) fn before(&self, at: usize) -> usize {
        at + self.joined.partition_point(|it| *it < at) * (PAIR - 1)
    }
}

/// The character that an escaped pair at the beginning of `text` stands for.
fn pair(text: &str) -> Option<char> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut decoded = char::decode_utf16([unit(0)?, unit(6)?]);
    decoded.next()?.ok().filter(|it| it.len_utf16() == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(text: &str) -> String {
        Joined::of(text).text.into_owned()
    }

    #[test]
    fn pairs_are_joined_and_nothing_else_is() {
        assert_eq!(joined(r#"{"a": "\ud83d\uDE00\n"}"#), "{\"a\": \"😀\\n\"}");
        let others =
            [r#"["\\ud83d\ude00"]"#, r#"["\ud83d"]"#, r#"["\u00e4\u00e4"]"#, r#"["\ud83"#, "[\\"];
        for text in others {
            assert_eq!(joined(text), text);
        }
        assert_eq!(joined(r"a: '\ud83d\ude00'"), r"a: '\ud83d\ude00'");
    }

    #[test]
    fn places_are_those_of_the_text_as_it_was() {
        let text = r#"{"\ud83d\ude00": "ä\ud83d\ude00", "b": 1}"#;
        let joined = Joined::of(text);
        let place = |text: &str| text.chars().position(|it| it == 'b').unwrap();
        assert_eq!(joined.before(place(&joined.text)), place(text));
        assert_eq!(joined.before(1), 1);
    }
}
