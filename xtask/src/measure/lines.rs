//! How much code a Rust text is: its lines, and its public items.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{ImplItemConst, ImplItemFn, Item, ItemMacro, Visibility};

/// What may follow `pub` where it opens an item that is counted.
const OPENERS: [&str; 10] =
    ["async", "const", "enum", "extern", "fn", "static", "struct", "trait", "type", "unsafe"];

/// The lines of `text` that are neither blank nor comment, documentation included.
///
/// A comment is found where it opens its line, and only there: behind code it does not matter, and
/// within strings (`"*/*"`) it is none. The lines of a string that look like comments are lost.
pub(crate) fn of_code(text: &str) -> u64 {
    let mut depth = 0;
    text.lines().map(|line| u64::from(is_code(line.trim(), &mut depth))).sum()
}

/// `depth`: how many block comments are open where `line` begins; they nest.
fn is_code(mut line: &str, depth: &mut u32) -> bool {
    loop {
        if *depth == 0 && !line.starts_with("/*") {
            return !line.is_empty() && !line.starts_with("//");
        }
        let rest = match (line.find("/*"), line.find("*/")) {
            (Some(open), close) if close.is_none_or(|close| open < close) => {
                *depth += 1;
                line.get(open + 2..)
            }
            (_, Some(close)) => {
                *depth -= 1;
                line.get(close + 2..)
            }
            (_, None) => return false,
        };
        line = rest.unwrap_or_default().trim_start();
    }
}

/// The public functions, methods, types, constants and traits that `text` spells.
///
/// An item in a macro call counts as if it stood there itself; what the macro adds to it does not.
///
/// # Errors
/// If `text` is not Rust.
pub(super) fn public_items(text: &str) -> syn::Result<u64> {
    let mut items = PublicItems(0);
    items.visit_file(&syn::parse_file(text)?);
    Ok(items.0)
}

struct PublicItems(u64);

impl PublicItems {
    fn see(&mut self, visibility: &Visibility) {
        self.0 += u64::from(matches!(visibility, Visibility::Public(_)));
    }
}

impl<'ast> Visit<'ast> for PublicItems {
    fn visit_item(&mut self, item: &'ast Item) {
        match item {
            Item::Const(it) => self.see(&it.vis),
            Item::Enum(it) => self.see(&it.vis),
            Item::Fn(it) => self.see(&it.vis),
            Item::Static(it) => self.see(&it.vis),
            Item::Struct(it) => self.see(&it.vis),
            Item::Trait(it) => self.see(&it.vis),
            Item::Type(it) => self.see(&it.vis),
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_impl_item_fn(&mut self, it: &'ast ImplItemFn) {
        self.see(&it.vis);
    }

    fn visit_impl_item_const(&mut self, it: &'ast ImplItemConst) {
        self.see(&it.vis);
    }

    fn visit_item_macro(&mut self, it: &'ast ItemMacro) {
        if !it.mac.path.is_ident("macro_rules") {
            self.0 += public_items_in(it.mac.tokens.clone());
        }
    }
}

fn public_items_in(tokens: TokenStream) -> u64 {
    let mut after_pub = false;
    let mut count = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                count += u64::from(after_pub && OPENERS.iter().any(|it| ident == it));
                after_pub = ident == "pub";
            }
            TokenTree::Group(group) => {
                count += public_items_in(group.stream());
                after_pub = false;
            }
            TokenTree::Punct(_) | TokenTree::Literal(_) => after_pub = false,
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_counts() {
        assert_eq!(of_code("fn f() {\n    1; // why\n}\n"), 3);
        assert_eq!(of_code("let accept = \"*/*\";\nlet path = \"/v4/*\";\nlet next = 1;\n"), 3);
    }

    #[test]
    fn blank_lines_and_comments_do_not() {
        assert_eq!(of_code("\n  \n// a\n  /// b\n//! c\n"), 0);
    }

    #[test]
    fn block_comments_do_not() {
        assert_eq!(of_code("/* a */\n/** b\n\nlet c = 1;\n d */\n"), 0);
        assert_eq!(of_code("/* a /* b\nc */\nd */\nlet e = 1;\n"), 1);
        assert_eq!(of_code("/* a\nb */ /* c\nd */\nlet e = 1;\n"), 1);
        assert_eq!(of_code("/*/\nnot closed\n*/\nlet a = 1;\n"), 1);
    }

    #[test]
    fn code_behind_a_block_comment_counts() {
        assert_eq!(of_code("/* a */ let b = 1;\n/* c\n*/ let d = 1;\n/* e */ // f\n"), 2);
    }

    #[test]
    fn every_kind_of_public_item_counts() {
        let text = "pub fn a() { pub struct Inner; }
            pub struct B { pub field: u8 }
            pub enum C { D }
            pub type E = B;
            pub static F: u8 = 0;
            pub const G: u8 = 0;
            pub trait H { fn of_the_trait(); }
            pub mod i { pub async fn j() {} }
            impl B { pub fn k() {} pub const L: u8 = 0; fn private() {} }
            impl H for B { fn of_the_trait() {} }
            pub use self::i::j;
            pub(crate) fn within() {}
            fn private() {}";
        assert_eq!(public_items(text).unwrap(), 10);
    }

    #[test]
    fn items_in_macro_calls_count() {
        let text = "string_enum! { /// `pub fn` is prose
                #[derive(Debug)] pub enum A { B = \"b\" } pub(crate) enum C {} }
            wrap! { { pub struct D { pub e: u8 } } }
            macro_rules! not_called { () => { pub struct F; } }";
        assert_eq!(public_items(text).unwrap(), 2);
    }

    #[test]
    fn what_is_not_rust_is_an_error() {
        assert!(public_items("pub fn").is_err());
    }
}
