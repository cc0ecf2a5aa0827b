//! Takes the values out of serde's messages.
//!
//! ```text
//! before  invalid type: string "sk_live", expected u64
//! after   invalid type: string, expected u64
//! ```
//!
//! Names that stand in the type, such as a missing field's, are kept.

/// The message of a data error of serde or of a `Deserialize` impl, without the value it is about.
pub(super) fn serde_message(message: &str) -> String {
    for head in ["invalid type: ", "invalid value: "] {
        if let Some(rest) = message.strip_prefix(head) {
            return unexpected(head, rest);
        }
    }
    for head in ["unknown variant ", "unknown field "] {
        if let Some(rest) = message.strip_prefix(head) {
            return unknown_name(head, rest);
        }
    }
    let names_the_type_only = ["missing field `", "duplicate field `", "invalid length "];
    if names_the_type_only.iter().any(|head| message.starts_with(head)) {
        return message.to_owned();
    }
    quoted(message)
}

/// `string "x", expected u64`: the kind of the value stands before its quotes. The value may hold
/// `, expected` as well, so the last one counts.
fn unexpected(head: &str, rest: &str) -> String {
    let (found, expected) = match rest.rsplit_once(", expected ") {
        Some((found, expected)) => (found, format!(", expected {expected}")),
        None => (rest, String::new()),
    };
    let kind = found.split(['"', '`']).next().unwrap_or_default().trim_end();
    format!("{head}{kind}{expected}")
}

/// The name found stands between the first backtick and the last before the names expected.
fn unknown_name(head: &str, rest: &str) -> String {
    let head = head.trim_end();
    match rest.rfind("`, expected ").or_else(|| rest.rfind("`, there are no ")) {
        Some(end) => format!("{head}{}", rest.get(end + 1..).unwrap_or_default()),
        None => head.to_owned(),
    }
}

/// A free text, with `…` in place of all that stands between quotes.
pub(super) fn quoted(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(open) = opening_quote(rest) {
        let (before, from_quote) = rest.split_at(open);
        let mut inside = from_quote.chars();
        let Some(quote) = inside.next() else { break };
        out.push_str(before);
        out.extend([quote, '…', quote]);
        rest = after_closing_quote(inside.as_str(), quote);
    }
    out.push_str(rest);
    out
}

/// A single quote counts only at the start of a word: elsewhere it is an apostrophe.
fn opening_quote(text: &str) -> Option<usize> {
    let mut before = ' ';
    for (at, char) in text.char_indices() {
        if matches!(char, '"' | '`') || (char == '\'' && !before.is_alphanumeric()) {
            return Some(at);
        }
        before = char;
    }
    None
}

/// What follows the closing quote; nothing where there is none, so that a cut text hides too much
/// and not too little.
fn after_closing_quote(text: &str, quote: char) -> &str {
    let mut escaped = false;
    for (at, char) in text.char_indices() {
        if char == quote && !escaped {
            return text.get(at + quote.len_utf8()..).unwrap_or_default();
        }
        escaped = char == '\\' && !escaped;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &str, redacted: &str) {
        assert_eq!(serde_message(message), redacted);
    }

    #[test]
    fn the_kind_of_an_unexpected_value_stays() {
        check(
            r#"invalid type: string "sk_live", expected u64"#,
            "invalid type: string, expected u64",
        );
        check("invalid value: integer `4711`, expected u8", "invalid value: integer, expected u8");
        check("invalid type: null, expected a string", "invalid type: null, expected a string");
        check("invalid type: map, expected a sequence", "invalid type: map, expected a sequence");
    }

    #[test]
    fn a_value_that_imitates_the_message_is_gone_as_well() {
        check(
            r#"invalid type: string "a\", expected sk_live", expected u64"#,
            "invalid type: string, expected u64",
        );
        check(
            "unknown variant `a`, expected `sk_live`, expected one of `b`, `c`",
            "unknown variant, expected one of `b`, `c`",
        );
    }

    #[test]
    fn unknown_names_are_gone_and_known_ones_stay() {
        check(
            "unknown variant `sk_live`, there are no variants",
            "unknown variant, there are no variants",
        );
        check("unknown field `sk_live`, expected `id`", "unknown field, expected `id`");
        check("missing field `id`", "missing field `id`");
        check("invalid length 3, expected 2 elements", "invalid length 3, expected 2 elements");
    }

    #[test]
    fn free_texts_lose_what_is_quoted() {
        check(r#"bad key "sk_\"live" here"#, r#"bad key "…" here"#);
        check("it isn't 'sk_live' or `b`", "it isn't '…' or `…`");
        check("cut off: 'sk_live", "cut off: '…'");
        check("premature end of input", "premature end of input");
    }
}
