//! The document's prose as Rust documentation: one line an attribute, wrapped, and nothing in it
//! that rustdoc would take for a link, a tag, code to compile or the end of the comment.

use serde_json::Value;
use syn::{Attribute, parse_quote};

use crate::api::{
    Branch, Direction, Member, Omit, Operation, Parameter, Schema, States, Type, Variant,
};

/// Longest line of a comment, without its indentation and slashes.
const WIDTH: usize = 92;

/// `#[doc = " ..."]` for each line of the paragraphs.
pub(crate) fn attributes(paragraphs: &[String]) -> Vec<Attribute> {
    let lines = lines(paragraphs);
    lines.iter().map(|line| attribute(line)).map(|line| parse_quote!(#[doc = #line])).collect()
}

/// `#[doc = " ..."]` for one line, however long.
pub(crate) fn line(text: &str) -> Attribute {
    let line = attribute(text);
    parse_quote!(#[doc = #line])
}

/// `#![doc = " ..."]` for each line of the paragraphs.
pub(crate) fn inner_attributes(paragraphs: &[String]) -> Vec<Attribute> {
    let lines = lines(paragraphs);
    lines.iter().map(|line| attribute(line)).map(|line| parse_quote!(#![doc = #line])).collect()
}

fn attribute(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!(" {}", plain(line)) }
}

/// A line that shows what it holds. The compiler refuses comments with characters that turn the
/// direction of the text, for these can make code look like prose and prose like code; they are
/// spelt out. Other ends of lines than the usual one, and what is no text at all, become blanks.
fn plain(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    for it in line.chars() {
        match it {
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => plain.extend(it.escape_unicode()),
            '\u{2028}' | '\u{2029}' => plain.push(' '),
            it if it.is_control() => plain.push(' '),
            it => plain.push(it),
        }
    }
    plain
}

fn lines(paragraphs: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in paragraphs.iter().filter(|it| !it.is_empty()) {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(paragraph.lines().flat_map(wrap));
    }
    lines
}

fn wrap(line: &str) -> Vec<String> {
    let indent = if is_list_item(line) { "  " } else { "" };
    let options = textwrap::Options::new(WIDTH)
        .subsequent_indent(indent)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(line, options).into_iter().map(String::from).collect()
}

fn is_list_item(line: &str) -> bool {
    let number = line.trim_start_matches(|it: char| it.is_ascii_digit());
    let numbered =
        number.len() < line.len() && (number.starts_with(". ") || number.starts_with(") "));
    numbered || ["- ", "* ", "+ "].iter().any(|it| line.starts_with(it))
}

/// Prose of the document as Markdown that rustdoc takes as it is meant.
pub(crate) fn prose(text: &str) -> String {
    let mut fenced = false;
    let lines = text.lines().map(|line| {
        let line = plain(line.trim_end());
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            fenced = !fenced;
            return if fenced { "```text".to_owned() } else { "```".to_owned() };
        }
        if fenced { line } else { escape(line.trim_start()) }
    });
    let mut lines: Vec<String> = end_lists(lines.collect());
    if fenced {
        lines.push("```".to_owned());
    }
    lines.join("\n").trim().to_owned()
}

/// A blank line behind a list that another paragraph follows without one: Markdown would take it
/// for the end of the last item.
fn end_lists(lines: Vec<String>) -> Vec<String> {
    let mut ended: Vec<String> = Vec::with_capacity(lines.len());
    for line in lines {
        let after_item = ended.last().is_some_and(|it| is_list_item(it));
        if after_item && !line.is_empty() && !is_list_item(&line) {
            ended.push(String::new());
        }
        ended.push(line);
    }
    ended
}

/// Escapes what would be a link or a tag, outside of code spans; marks addresses as links.
fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let ticks = line.matches('`').count();
    for (index, part) in line.split('`').enumerate() {
        if index > 0 {
            escaped.push('`');
        }
        let is_code = index % 2 == 1 && ticks > index;
        if is_code {
            escaped.push_str(part);
        } else {
            escaped.push_str(&escape_words(part));
        }
    }
    if ticks % 2 == 1 { escaped.replace('`', "\\`") } else { escaped }
}

fn escape_words(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let url = word.starts_with("http://") || word.starts_with("https://");
        let plain = !word.contains(['<', '>', '[', ']', '(', ')', '"']);
        if url && plain {
            let trimmed = word.trim_end_matches(['.', ',', ';', ':']);
            return format!("<{trimmed}>{}", &word[trimmed.len()..]);
        }
        word.chars().flat_map(escape_char).collect()
    });
    words.collect::<Vec<String>>().join(" ")
}

fn escape_char(it: char) -> impl Iterator<Item = char> {
    let escape = matches!(it, '[' | ']' | '<' | '>' | '|').then_some('\\');
    escape.into_iter().chain([it])
}

fn sentences(docs: &Option<String>, limits: &[String], default: &Option<Value>) -> String {
    let mut text = docs.as_deref().map(prose).unwrap_or_default();
    let limits = limits.iter().map(|it| if it.contains('`') { it.clone() } else { escape(it) });
    let default = default.iter().map(|it| format!("Left out, the server takes `{it}`."));
    for sentence in limits.chain(default) {
        if !text.is_empty() {
            text.push(if text.ends_with("```") { '\n' } else { ' ' });
        }
        text.push_str(&sentence);
    }
    text
}

/// The document's prose on a type, and where it stands there.
pub(crate) fn schema(schema: &Schema) -> Vec<String> {
    let at = schema.written_at.as_ref().map(|it| format!("`#{}`", it.as_str().replace('`', "'")));
    vec![sentences(&schema.docs, &schema.limits, &None), at.unwrap_or_default()]
}

/// The document's prose on a member, and what each of its states means on the wire.
pub(crate) fn member(member: &Member, direction: Direction) -> Vec<String> {
    let states = member.presence.states(direction);
    let tells_default =
        direction.request && !member.presence.required && member.presence.omit.is_none();
    let default = if tells_default { member.default.clone() } else { None };
    let mut paragraphs = vec![sentences(&member.docs, &member.limits, &default)];
    if member.read_only {
        paragraphs.push("Set by the server; what a request says of it is ignored.".to_owned());
    }
    paragraphs.push(states_in_words(member, states));
    if paragraphs.iter().all(String::is_empty) {
        paragraphs.push(format!("`{}`", member.wire));
    }
    paragraphs
}

/// What each state but a plain value makes the server do.
fn states_in_words(member: &Member, states: States) -> String {
    let omitted = match member.presence.omit {
        Some(Omit::Keep) => ": the server keeps what it has".to_owned(),
        Some(Omit::Reset) => format!(": the server resets it{}", default_in_words(member)),
        Some(Omit::Default) => {
            format!(": the server picks its default{}", default_in_words(member))
        }
        None => String::new(),
    };
    let null = match member.presence.null_clears {
        Some(_) => "the server removes the value",
        None => "what the server makes of it is not documented",
    };
    let empty = empty_literal(member);
    match states {
        States::Value => String::new(),
        States::NullOrValue => "`None` is sent as `null`.".to_owned(),
        States::AbsentOrValue if omitted.is_empty() => String::new(),
        States::AbsentOrValue => format!("`None` leaves it out{omitted}."),
        States::AbsentNullOrValue => format!(
            "- `None` leaves it out{omitted}.\n- `Some(None)` sends `null`: {null}.\n\
             - `Some(Some(value))` sends the value."
        ),
        States::AbsentEmptyOrValue => format!(
            "- `None` leaves it out{omitted}.\n- `Some(None)` sends `{empty}`: the server removes everything.\n\
             - `Some(Some(value))` sends the value, which replaces what the server has."
        ),
    }
}

/// The empty list or map, as JSON writes it.
fn empty_literal(member: &Member) -> &'static str {
    if matches!(member.ty, Type::Map(_)) { "{}" } else { "[]" }
}

fn default_in_words(member: &Member) -> String {
    member.default.as_ref().map(|it| format!(", `{it}`")).unwrap_or_default()
}

/// The document's prose on a known value of an enum.
pub(crate) fn variant<T: ToString>(variant: &Variant<T>) -> Vec<String> {
    let value = variant.value.to_string().replace('`', "'").replace(char::is_control, " ");
    match &variant.docs {
        Some(docs) => vec![prose(docs)],
        None => vec![format!("`{value}`")],
    }
}

/// Which branch of a union this is.
pub(crate) fn branch(branch: &Branch, discriminator: Option<&str>) -> Vec<String> {
    let tags: Vec<String> =
        branch.tags.iter().map(|it| format!("`{}`", it.replace('`', "'"))).collect();
    vec![match discriminator {
        Some(member) => format!("`{member}` is {}.", tags.join(" or ")),
        None => format!("{}.", branch.name),
    }]
}

/// The document's prose on an operation, its required parameters and its address.
pub(crate) fn operation(operation: &Operation) -> Vec<String> {
    let mut paragraphs = vec![
        operation.summary.as_deref().map(prose).unwrap_or_default(),
        operation.docs.as_deref().map(prose).unwrap_or_default(),
    ];
    let required = operation
        .path_parameters
        .iter()
        .chain(operation.parameters.iter().filter(|it| it.required));
    let required: Vec<String> = required
        .map(|it| format!("- `{}`: {}", it.name, parameter(it).join(" ").replace('\n', " ")))
        .collect();
    paragraphs.push(required.join("\n"));
    paragraphs.push(format!(
        "`{} {}` (`{}`)",
        operation.method.to_uppercase(),
        operation.path,
        operation.id
    ));
    paragraphs
}

/// The document's prose on a parameter.
pub(crate) fn parameter(parameter: &Parameter) -> Vec<String> {
    let text = sentences(&parameter.docs, &parameter.limits, &parameter.default);
    let name = || format!("`{}`", parameter.wire.replace('`', "'"));
    let empty = matches!(parameter.ty, Type::Nullable(_))
        .then(|| "`None` sends the name with an empty value.".to_owned());
    [if text.is_empty() { name() } else { text }].into_iter().chain(empty).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_tags_are_text_outside_of_code() {
        assert_eq!(prose("a[0] <b> `c[0] <d>` e"), "a\\[0\\] \\<b\\> `c[0] <d>` e");
        assert_eq!(prose("an odd ` and [x]"), "an odd \\` and \\[x\\]");
        assert_eq!(prose("see https://a.b/c."), "see <https://a.b/c>.");
    }

    #[test]
    fn code_is_never_compiled() {
        assert_eq!(
            prose("x\n```\nlet a = 1;\n```\n    indented"),
            "x\n```text\nlet a = 1;\n```\nindented"
        );
        assert_eq!(prose("```rust\nnever closed"), "```text\nnever closed\n```");
    }

    #[test]
    fn long_lines_are_wrapped_and_paragraphs_kept_apart() {
        let lines = lines(&["word ".repeat(40).trim().to_owned(), String::new(), "end".to_owned()]);
        assert_eq!(lines.len(), 5);
        assert!(lines.iter().all(|it| it.len() <= WIDTH), "{lines:?}");
        assert_eq!(lines[3..], ["", "end"]);
    }

    #[test]
    fn lists_are_indented_and_ended() {
        let text = prose(&format!("- a {}\nand on", "word ".repeat(20).trim()));
        let lines = lines(&[text]);
        assert_eq!(lines[1..], ["  word word word", "", "and on"]);
        assert!(
            is_list_item("12. x")
                && is_list_item("* x")
                && !is_list_item("12 x")
                && !is_list_item("-x")
        );
    }

    #[test]
    fn what_turns_the_text_is_spelt_out() {
        assert_eq!(prose("a\u{202e}b\u{2069}"), "a\\u{202e}b\\u{2069}");
        assert_eq!(prose("a\u{2028}b\u{85}c\u{7}d"), "a b c d");
        // Marks that only say which direction a word has.
        assert_eq!(prose("\u{5d0}\u{200f}!"), "\u{5d0}\u{200f}!");
        let attributes = attributes(&["x \u{202e}".to_owned()]);
        let file: syn::File = parse_quote!(#(#attributes)* struct A;);
        assert_eq!(prettyplease::unparse(&file), "/// x \\u{202e}\nstruct A;\n");
    }

    #[test]
    fn many_code_spans_take_no_longer_than_their_text() {
        let text = format!("x{}", "`".repeat(4_000_000));
        assert_eq!(prose(&text).len(), text.len());
    }

    #[test]
    fn a_comment_cannot_be_closed() {
        let attributes = attributes(&[prose("*/ fn main() {} /* \u{0} \r x")]);
        let file: syn::File = parse_quote!(#(#attributes)* struct A;);
        assert_eq!(prettyplease::unparse(&file), "/// */ fn main() {} /*     x\nstruct A;\n");
    }
}
