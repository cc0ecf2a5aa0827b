//! Tokens as one line of text, spaced as a person would, whatever line breaks they came with.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// Words after which `(` and `<` do not belong to them.
const KEYWORDS: [&str; 9] = ["as", "const", "dyn", "fn", "impl", "in", "mut", "ref", "where"];

/// The text of types, paths and signatures.
pub(super) fn text(tokens: &impl ToTokens) -> String {
    let mut line = Line::default();
    line.stream(tokens.to_token_stream());
    line.text
}

#[derive(Default)]
struct Line {
    text: String,
    last: String,
}

impl Line {
    fn stream(&mut self, tokens: TokenStream) {
        let mut joint = String::new();
        for token in tokens {
            match token {
                TokenTree::Punct(punct) => {
                    joint.push(punct.as_char());
                    if punct.spacing() == Spacing::Alone || !is_begun(&joint) {
                        self.word(&std::mem::take(&mut joint));
                    }
                }
                TokenTree::Ident(ident) => {
                    self.word(&format!("{}{ident}", std::mem::take(&mut joint)));
                }
                TokenTree::Literal(literal) => self.word(&literal.to_string()),
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::None => ("", ""),
                    };
                    self.word(open);
                    self.stream(group.stream());
                    self.word(close);
                }
            }
        }
    }

    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        if !self.text.is_empty() && !self.is_tight_before(word) {
            self.text.push(' ');
        }
        self.text.push_str(word);
        self.last = word.to_owned();
    }

    fn is_tight_before(&self, word: &str) -> bool {
        if matches!(self.last.as_str(), "(" | "[" | "<" | "&" | "::" | "*" | "?" | "#" | ".") {
            return true;
        }
        match word {
            ")" | "]" | ">" | "," | ";" | ":" | "::" | "." => true,
            "(" | "<" => self.ends_in_a_name(),
            _ => false,
        }
    }

    fn ends_in_a_name(&self) -> bool {
        let is_name = |it: char| it.is_alphanumeric() || it == '_';
        match self.last.as_str() {
            "impl" | "for" | "fn" => true,
            last => last.starts_with(is_name) && !KEYWORDS.contains(&last),
        }
    }
}

/// Whether more characters may follow in the same word.
fn is_begun(joint: &str) -> bool {
    matches!(joint, ":" | "-" | "=" | "." | ".." | "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_spaced_as_people_write_them() {
        for line in [
            "&'static [&'static Operation]",
            "&'a mut Vec<[u8; 3]>",
            "Option<Option<Vec<(u8, &str)>>>",
            "impl FnOnce(runtime::ClientBuilder) -> runtime::ClientBuilder",
            "<T as Iterator>::Item",
            "std::fmt::Formatter<'_>",
            "Box<dyn Fn(&str) -> (A, B) + Send + 'static>",
            "impl<'a, T: ?Sized + Into<String>> From<&'a T>",
            "for<'a> fn(&'a str) -> !",
            "*const u8",
            "impl IntoIterator<Item = impl Into<String>>",
        ] {
            let tokens: TokenStream = line.replace(' ', "\n ").parse().unwrap();
            assert_eq!(text(&tokens), line);
        }
    }
}
