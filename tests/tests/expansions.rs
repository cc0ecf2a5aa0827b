//! What the listing of public items makes of the runtime's macros is what the macros make: they
//! are read from the runtime's source here and expanded by the book. What derives make, the listing
//! asks the code that makes it.

use std::collections::BTreeMap;

use openapi_exact::file_set::FileSet;
use openapi_exact::rust_api::RustApi;
use openapi_exact_expand::Derive;
use proc_macro2::{Group, TokenStream, TokenTree};
use qonversion_tests::places;
use quote::quote;
use syn::{Expr, Item, Stmt};

/// The tokens of each variable of a macro. A repetition is made once if its own variables are all
/// here, and otherwise left out.
type Bindings = BTreeMap<&'static str, TokenStream>;

/// A macro of the runtime with its variables put in.
fn expand(file: &str, name: &str, bindings: &Bindings) -> TokenStream {
    let parsed = syn::parse_file(&places::text(&format!("runtime/src/{file}")));
    let rules = parsed.expect("it is Rust").items.into_iter().find_map(|item| match item {
        Item::Macro(it) if it.ident.as_ref().is_some_and(|it| it == name) => Some(it.mac.tokens),
        _ => None,
    });
    let groups = rules.expect("the macro is there").into_iter().filter_map(|it| match it {
        TokenTree::Group(group) => Some(group),
        _ => None,
    });
    let groups: Vec<_> = groups.collect();
    let [_, body] = groups.as_slice() else { panic!("`{name}!` has one rule") };
    transcribe(body.stream(), bindings)
}

fn transcribe(tokens: TokenStream, bindings: &Bindings) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match (&token, tokens.peek()) {
            (TokenTree::Punct(it), Some(_)) if it.as_char() == '$' => match tokens.next() {
                Some(TokenTree::Group(group)) => {
                    let separator = tokens.next_if(|it| !is_repetition(it));
                    tokens.next_if(is_repetition).expect("a repetition says how often");
                    if is_bound(group.stream(), bindings) {
                        out.extend(transcribe(group.stream(), bindings));
                        out.extend(separator);
                    }
                }
                Some(TokenTree::Ident(it)) if it == "crate" => {
                    out.extend(quote!(openapi_exact_runtime))
                }
                Some(variable) => {
                    let found = bindings.get(variable.to_string().as_str());
                    out.extend(found.unwrap_or_else(|| panic!("${variable}")).clone());
                }
                None => {}
            },
            (TokenTree::Group(group), _) => {
                let inner = transcribe(group.stream(), bindings);
                out.extend([TokenTree::Group(Group::new(group.delimiter(), inner))]);
            }
            _ => out.extend([token]),
        }
    }
    out
}

fn is_repetition(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(it) if matches!(it.as_char(), '*' | '+' | '?'))
}

/// Whether all variables of a repetition are bound, but for those of repetitions in it.
fn is_bound(repetition: TokenStream, bindings: &Bindings) -> bool {
    let mut tokens = repetition.into_iter();
    while let Some(token) = tokens.next() {
        let is_bound = match token {
            TokenTree::Punct(it) if it.as_char() == '$' => match tokens.next() {
                Some(TokenTree::Ident(it)) => bindings.contains_key(it.to_string().as_str()),
                _ => true,
            },
            TokenTree::Group(group) => is_bound(group.stream(), bindings),
            _ => true,
        };
        if !is_bound {
            return false;
        }
    }
    true
}

/// Items with what they hide in `const _`, which is there for its `use` alone.
fn items(tokens: TokenStream) -> Vec<Item> {
    let parsed: syn::File = syn::parse2(tokens).expect("the expansion is Rust");
    parsed
        .items
        .into_iter()
        .flat_map(|item| match item {
            Item::Const(it) if it.ident == "_" => match *it.expr {
                Expr::Block(block) => block.block.stmts.into_iter().filter_map(statement).collect(),
                _ => vec![],
            },
            item => vec![item],
        })
        .collect()
}

fn statement(statement: Stmt) -> Option<Item> {
    match statement {
        Stmt::Item(Item::Use(_)) => None,
        Stmt::Item(item) => Some(item),
        _ => None,
    }
}

fn lines(text: &str) -> Vec<String> {
    let mut files = FileSet::new();
    files.insert("mod.rs", text.to_owned()).expect("it is the only one");
    RustApi::of(&files, "a").unwrap_or_else(|error| panic!("{error}")).lines()
}

#[track_caller]
fn assert_same(invocation: &str, expansion: &[Item]) {
    // The macros reach serde through the runtime, and `OpenEnum` is hidden.
    let around = "mod rt { pub use serde; pub struct OpenEnum; } pub struct Call(u8);";
    let expansion: String = expansion.iter().map(|it| quote!(#it).to_string()).collect();
    let expanded = lines(&format!("{around} {expansion}"));
    let hidden = |it: &String| !it.contains("OpenEnum");
    assert_eq!(
        expanded.into_iter().filter(hidden).collect::<Vec<_>>(),
        lines(&format!("pub struct Call(u8); {invocation}")),
    );
}

fn call() -> Bindings {
    Bindings::from([
        ("call", quote!(Call)),
        ("output", quote!(Vec<u8>)),
        ("page", quote!(Vec<u8>)),
        ("error", quote!(u16)),
        ("paging", quote!(())),
    ])
}

#[test]
fn a_call() {
    let expanded = expand("call.rs", "call", &call());
    // Which of the two it is depends on a feature of the runtime, which is one of the client too.
    let (blocking, others): (Vec<_>, Vec<_>) =
        items(expanded).into_iter().partition(|it| matches!(it, Item::Macro(_)));
    assert_eq!(blocking.len(), 1);
    let blocking = items(expand("call.rs", "__call_blocking", &call()));
    let blocking =
        blocking.into_iter().map(|it| syn::parse_quote!(#[cfg(feature = "blocking")] #it));
    let all: Vec<_> = others.into_iter().chain(blocking).collect();
    assert_same("openapi_exact_runtime::call!(Call, Vec<u8>, u16);", &all);
}

#[test]
fn a_list() {
    let expanded = items(expand("paging.rs", "paged", &call()));
    assert_same("openapi_exact_runtime::paged!(Call, Vec<u8>, u16, Paging::single());", &expanded);
}

#[test]
fn an_enum_of_strings() {
    let bindings = Bindings::from([
        ("wire", quote!(str)),
        ("owned", quote!(::std::string::String)),
        ("value", quote!(as_str)),
        ("seen", quote!(&str)),
        ("kind", quote!(string)),
        ("vis", quote!(pub)),
        ("name", quote!(Kind)),
        ("variant", quote!(One)),
        ("literal", quote!("one")),
    ]);
    let expanded = items(expand("open_enum.rs", "__open_enum", &bindings));
    let invocation = r#"openapi_exact_runtime::string_enum! { pub enum Kind { One = "one" } }"#;
    assert_same(invocation, &expanded);
}

#[test]
fn an_enum_of_integers() {
    let bindings = Bindings::from([
        ("derive", quote!(Copy)),
        ("wire", quote!(i64)),
        ("owned", quote!(i64)),
        ("value", quote!(value)),
        ("seen", quote!(i64)),
        ("kind", quote!(integer)),
        ("vis", quote!(pub)),
        ("name", quote!(Kind)),
        ("variant", quote!(One)),
        ("literal", quote!(1)),
    ]);
    let expanded = items(expand("open_enum.rs", "__open_enum", &bindings));
    let invocation = "openapi_exact_runtime::integer_enum! { pub enum Kind { One = 1 } }";
    assert_same(invocation, &expanded);
}

#[track_caller]
fn assert_derived(derive: Derive, item: &str) {
    let expanded = derive.expand(item.parse().expect("it is Rust")).expect("it has an expansion");
    // The derives reach serde through the runtime, and `Object` is hidden.
    let expanded = expanded.replace("::openapi_exact_runtime::__private::", "serde::");
    let hidden = |it: &Item| quote!(#it).to_string().contains("serde :: Object <");
    let expanded = syn::parse_file(&expanded).expect("it is Rust").items.into_iter();
    let expanded = expanded.filter(|it| !hidden(it)).map(|it| quote!(#it).to_string());
    let expanded: String = expanded.collect();
    let expected = lines(&format!("{item} {expanded}"));
    assert!(expected.len() > lines(item).len(), "`{}` makes nothing", derive.name());
    assert_eq!(expected, lines(&format!("#[derive({})] {item}", derive.name())));
    let path = format!("#[derive(openapi_exact_runtime::{})] {item}", derive.name());
    assert_eq!(expected, lines(&path));
}

#[test]
fn derives() {
    let object =
        "pub struct Update { pub name: String, #[wire(keep)] pub tag: Option<Option<u8>> }";
    let union = "pub enum Store { A(Apple), B(Vec<u8>) }";
    for derive in Derive::ALL {
        assert_derived(derive, if derive == Derive::FromBranches { union } else { object });
    }
}
