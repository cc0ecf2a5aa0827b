//! Prints a macro's clauses, which are no Rust that the printer of items knows.
//!
//! ```text
//! a::b! {
//!     A from B {
//!         c: d e,
//!         f: g h,
//!     }
//!     i { j, k }
//! }
//! ```
//!
//! A clause is some words and a list in braces. It takes one line, or else a line per element;
//! elements of one word share lines.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ItemMacro;

/// The longest line, as the printer of items has it.
const WIDTH: usize = 89;

/// The text of the invocation of a macro in braces.
pub(super) fn print(item: &ItemMacro) -> String {
    let path = item.mac.path.to_token_stream().to_string().replace(' ', "");
    let mut text = format!("{path}! {{\n");
    let mut head = TokenStream::new();
    for token in item.mac.tokens.clone() {
        match token {
            TokenTree::Group(list) if list.delimiter() == Delimiter::Brace => {
                clause(&words(std::mem::take(&mut head)), &elements(list.stream()), &mut text);
            }
            token => head.extend([token]),
        }
    }
    if !head.is_empty() {
        text.push_str(&format!("    {}\n", words(head)));
    }
    text.push_str("}\n");
    text
}

fn clause(head: &str, elements: &[String], text: &mut String) {
    let line = format!("    {head} {{ {} }}\n", elements.join(", "));
    if line.trim_end().len() <= WIDTH {
        return text.push_str(&line);
    }
    text.push_str(&format!("    {head} {{\n"));
    let mut line = String::new();
    for element in elements {
        let fits = line.len() + element.len() + " ,".len() <= WIDTH;
        if !line.is_empty() && (element.contains(' ') || !fits) {
            text.push_str(&format!("{}\n", std::mem::take(&mut line)));
        }
        let gap = if line.is_empty() { "        " } else { " " };
        line.push_str(&format!("{gap}{element},"));
    }
    text.push_str(&format!("{line}\n    }}\n"));
}

fn elements(list: TokenStream) -> Vec<String> {
    let mut elements = vec![TokenStream::new()];
    for token in list {
        match (&token, elements.last_mut()) {
            (TokenTree::Punct(it), _) if it.as_char() == ',' => elements.push(TokenStream::new()),
            (_, Some(last)) => last.extend([token]),
            (_, None) => {}
        }
    }
    elements.into_iter().map(words).filter(|it| !it.is_empty()).collect()
}

/// Tokens with a blank between any two, but none before a colon.
fn words(tokens: TokenStream) -> String {
    let mut text = String::new();
    for token in tokens {
        let is_colon = matches!(&token, TokenTree::Punct(it) if it.as_char() == ':');
        if !text.is_empty() && !is_colon {
            text.push(' ');
        }
        text.push_str(&token.to_string());
    }
    text
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use syn::parse_quote;

    #[test]
    fn a_clause_takes_one_line_or_one_per_element() {
        let text = super::print(&parse_quote! {
            a::b! {
                Update from Note { name = "a : b": always required }
                UpdateOfSomething from SomethingElse { name: always required, conditions: changed set_or_empty }
                fixed { identifier, address_of_it, created_at, created_by, updated_at, type_ = "type", updated_by, owner }
                behind it
            }
        });
        expect![[r#"
            a::b! {
                Update from Note { name = "a : b": always required }
                UpdateOfSomething from SomethingElse {
                    name: always required,
                    conditions: changed set_or_empty,
                }
                fixed {
                    identifier, address_of_it, created_at, created_by, updated_at,
                    type_ = "type", updated_by, owner,
                }
                behind it
            }
        "#]]
        .assert_eq(&text);
    }
}
