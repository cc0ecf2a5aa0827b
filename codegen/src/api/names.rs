//! Rust names, made from the document's: settled here and nowhere else.
//!
//! All of them are ASCII, whatever the script of the document: such names can be typed anywhere, and
//! the compiler has nothing to say of characters that look alike.

use heck::{ToSnakeCase, ToUpperCamelCase};

use crate::passes::ascii;

/// A field, argument, method or module name; never a keyword.
pub(crate) fn snake(text: &str) -> String {
    let name = ascii(text).to_snake_case();
    let name = if name.is_empty() { spell_out(text) } else { name };
    let name =
        if name.starts_with(|it: char| it.is_ascii_digit()) { format!("n{name}") } else { name };
    if is_identifier(&name) { name } else { format!("{name}_") }
}

/// A type or variant name; never a keyword.
pub(crate) fn camel(text: &str) -> String {
    let name = ascii(text).to_upper_camel_case();
    let name = if name.is_empty() { spell_out(text).to_upper_camel_case() } else { name };
    let name =
        if name.starts_with(|it: char| it.is_ascii_digit()) { format!("N{name}") } else { name };
    if is_identifier(&name) { name } else { format!("{name}_") }
}

/// A name for what has neither letter nor digit: `+` and `-` are not the same.
fn spell_out(text: &str) -> String {
    if text.is_empty() {
        return "empty".to_owned();
    }
    text.chars().map(|it| format!("u{:x}_", it as u32)).collect()
}

/// Whether `name` can stand as an identifier as it is. `gen` is a keyword since edition 2024.
pub(crate) fn is_identifier(name: &str) -> bool {
    !matches!(name, "_" | "gen") && syn::parse_str::<syn::Ident>(name).is_ok()
}

/// The method on the tag's handle: the words of the id without those of the tag.
///
/// `UpdateSegment` under the tag `Segments` is `update`, `ListSystemSegments` is `list_system`.
pub(super) fn method(id: &str, tag: &str) -> String {
    let words: Vec<String> = ascii(id).to_snake_case().split('_').map(str::to_owned).collect();
    let tag: Vec<String> = ascii(tag).to_snake_case().split('_').map(singular).collect();
    let singulars: Vec<String> = words.iter().map(|it| singular(it)).collect();
    let start = singulars.windows(tag.len().max(1)).position(|it| it == tag);
    let kept: Vec<String> = match start {
        Some(start) if words.len() > tag.len() => {
            let end = start + tag.len();
            words.iter().take(start).chain(words.iter().skip(end)).cloned().collect()
        }
        _ => words,
    };
    snake(&kept.join("_"))
}

fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    if word.ends_with("ss") {
        return word.to_owned();
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// Names without the words that all of them start or end with, as long as each keeps some.
///
/// `UpdateAppleConfig` and `UpdateGoogleConfig` are `Apple` and `Google`.
pub(super) fn without_common_words(names: Vec<String>) -> Vec<String> {
    let words: Vec<Vec<String>> =
        names.iter().map(|it| it.to_snake_case().split('_').map(str::to_owned).collect()).collect();
    let Some(first) = words.first().filter(|_| words.len() > 1) else { return names };
    let common = |same: &dyn Fn(&[String], usize) -> Option<String>| {
        (0..first.len())
            .take_while(|&at| words.iter().all(|it| same(it, at) == same(first, at)))
            .count()
    };
    let before = common(&|it, at| it.get(at).cloned());
    let after = common(&|it, at| it.iter().rev().nth(at).cloned());
    if words.iter().any(|it| it.len() <= before + after) {
        return names;
    }
    words.iter().map(|it| camel(&it[before..it.len() - after].join("_"))).collect()
}

/// `name`, or with a number behind it, such that `taken` does not hold it. A number makes a name of a
/// keyword without any `_`.
pub(crate) fn unique(name: String, taken: impl Fn(&str) -> bool) -> String {
    if !taken(&name) {
        return name;
    }
    let stem = name.trim_end_matches('_');
    (2..).map(|number| format!("{stem}{number}")).find(|it| !taken(it)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_leave_out_the_words_of_their_tag() {
        assert_eq!(method("UpdateSegment", "Segments"), "update");
        assert_eq!(method("ListSystemSegments", "Segments"), "list_system");
        assert_eq!(method("ListUserProperties", "User Properties"), "list");
        assert_eq!(method("CreateIdentity", "Identities"), "create");
        assert_eq!(method("GetScreensAnalyticsOverview", "Screens"), "get_analytics_overview");
        assert_eq!(method("Segments", "Segments"), "segments");
        assert_eq!(method("MoveUser", "Segments"), "move_user");
    }

    #[test]
    fn names_are_identifiers_whatever_the_document_says() {
        assert_eq!(snake("filter[platform]"), "filter_platform");
        assert_eq!(snake("type"), "type_");
        assert_eq!(snake("self"), "self_");
        assert_eq!(snake("2fa"), "n2fa");
        assert_eq!(snake("gen"), "gen_");
        assert_eq!(snake("größe"), "grosse");
        assert_eq!(snake("m²"), "m2");
        assert_eq!(snake(""), "empty");
        assert_eq!(camel("+1"), "N1");
        assert_eq!(camel("-"), "U2d");
        assert_eq!(camel("not_contains"), "NotContains");
        assert_eq!(camel("self"), "Self_");
        for odd in ["🦀", "a\"b", "*/", "\n", "ß", "日本"] {
            assert!(is_identifier(&snake(odd)), "{odd}");
            assert!(is_identifier(&camel(odd)), "{odd}");
        }
    }

    #[test]
    fn a_number_tells_names_apart() {
        assert_eq!(unique("a".to_owned(), |_| false), "a");
        assert_eq!(unique("a".to_owned(), |it| ["a", "a2"].contains(&it)), "a3");
        assert_eq!(unique(camel("self"), |it| it == "Self_"), "Self2");
    }

    #[test]
    fn branches_are_told_apart_by_what_differs() {
        let short = |names: [&str; 2]| without_common_words(names.map(str::to_owned).to_vec());
        assert_eq!(short(["UpdateAppleConfig", "UpdateGoogleConfig"]), ["Apple", "Google"]);
        assert_eq!(short(["Screen", "ScreenSummary"]), ["Screen", "ScreenSummary"]);
        assert_eq!(short(["Cat", "Dog"]), ["Cat", "Dog"]);
        assert_eq!(short(["Same", "Same"]), ["Same", "Same"]);
    }
}
