//! Puts the files of a client into one, each into the module that declares it.
//!
//! ```text
//! before  mod.rs: `pub mod models;`        models.rs: `//! Types.` `pub struct A;`
//! after   `pub mod models { //! Types.  pub struct A; }`
//! ```
//!
//! What is compiled with a Cargo feature is left out: the crate that takes this in has features of its
//! own.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::visit_mut::VisitMut;
use syn::{AttrStyle, Attribute, Field, Item, ItemMod, Meta, Variant};

use crate::file_set::FileSet;
use crate::rust_api::Error;

/// The items, without features, of a client whose root is `mod.rs`, as the text of one file without documentation of
/// its own: for a place that takes no second file, such as what a macro or `include!` gives.
///
/// # Errors
/// If a file is not Rust, or there is no root.
pub fn nest(files: &FileSet) -> Result<String, Error> {
    if files.get("mod.rs").is_none() {
        return Err(Error::NoRoot);
    }
    let root = syn::File { attrs: vec![], ..parse(files, "mod.rs")? };
    let mut items = fill(files, root.items, "")?;
    leave_out_features(&mut items);
    Ok(prettyplease::unparse(&syn::File { items, ..root }))
}

fn parse(files: &FileSet, path: &str) -> Result<syn::File, Error> {
    syn::parse_file(files.get(path).unwrap_or_default())
        .map_err(|source| Error::NotRust { file: path.to_owned(), source })
}

/// Items with the files of their modules, which are in `directory`: empty, or with a `/` at its end.
fn fill(files: &FileSet, items: Vec<Item>, directory: &str) -> Result<Vec<Item>, Error> {
    let filled = items.into_iter().map(|item| match item {
        Item::Mod(module) if module.content.is_none() => fill_module(files, module, directory),
        other => Ok(other),
    });
    filled.collect()
}

fn fill_module(files: &FileSet, mut module: ItemMod, directory: &str) -> Result<Item, Error> {
    let below = format!("{directory}{}", module.ident.unraw());
    let file = parse(files, &format!("{below}.rs"))?;
    // What a file says of itself stays inside of the module.
    module
        .attrs
        .extend(file.attrs.into_iter().filter(|it| matches!(it.style, AttrStyle::Inner(_))));
    let items = fill(files, file.items, &format!("{below}/"))?;
    module.content = Some((syn::token::Brace::default(), items));
    module.semi = None;
    Ok(Item::Mod(module))
}

fn leave_out_features(items: &mut Vec<Item>) {
    items.retain_mut(|it| !attributes(it).is_some_and(|it| it.iter().any(|it| asks(it, "cfg"))));
    items.iter_mut().for_each(|it| Featureless.visit_item_mut(it));
}

/// Drops what is said of an item or a part of one with a feature.
struct Featureless;

impl VisitMut for Featureless {
    fn visit_item_mut(&mut self, item: &mut Item) {
        if let Some(attributes) = attributes(item) {
            drop_conditional(attributes);
        }
        match item {
            Item::Mod(ItemMod { content: Some((_, items)), .. }) => leave_out_features(items),
            other => syn::visit_mut::visit_item_mut(self, other),
        }
    }

    fn visit_field_mut(&mut self, field: &mut Field) {
        drop_conditional(&mut field.attrs);
    }

    fn visit_variant_mut(&mut self, variant: &mut Variant) {
        drop_conditional(&mut variant.attrs);
        syn::visit_mut::visit_variant_mut(self, variant);
    }
}

fn drop_conditional(attributes: &mut Vec<Attribute>) {
    attributes.retain(|it| !asks(it, "cfg_attr"));
}

/// Whether an attribute asks for a feature: `#[cfg(feature = "..")]`.
fn asks(attribute: &Attribute, name: &str) -> bool {
    let names_feature = |tokens: &TokenStream| matches!(tokens.clone().into_iter().next(), Some(TokenTree::Ident(it)) if it == "feature");
    matches!(&attribute.meta, Meta::List(it) if it.path.is_ident(name) && names_feature(&it.tokens))
}

fn attributes(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        Item::Const(it) => &mut it.attrs,
        Item::Enum(it) => &mut it.attrs,
        Item::Fn(it) => &mut it.attrs,
        Item::Impl(it) => &mut it.attrs,
        Item::Macro(it) => &mut it.attrs,
        Item::Mod(it) => &mut it.attrs,
        Item::Static(it) => &mut it.attrs,
        Item::Struct(it) => &mut it.attrs,
        Item::Trait(it) => &mut it.attrs,
        Item::Type(it) => &mut it.attrs,
        Item::Use(it) => &mut it.attrs,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn files(files: &[(&str, &str)]) -> FileSet {
        let mut set = FileSet::new();
        for (path, text) in files {
            set.insert(path, (*text).to_owned()).unwrap();
        }
        set
    }

    #[test]
    fn files_stand_in_their_modules() {
        let nested = nest(&files(&[
            ("mod.rs", "//! Root.\nmod a;\npub mod r#type;\npub use a::A;"),
            ("a.rs", "//! An A.\nmod inner;\npub struct A;"),
            ("a/inner.rs", "use super::super::A;"),
            ("type.rs", "a::string_enum! { /// E.\n pub enum E { A = \"a\" } }"),
        ]));
        expect![[r##"
            mod a {
                //! An A.
                mod inner {
                    use super::super::A;
                }
                pub struct A;
            }
            pub mod r#type {
                a::string_enum! {
                    #[doc = " E."] pub enum E { A = "a" }
                }
            }
            pub use a::A;
        "##]]
        .assert_eq(&nested.unwrap());
    }

    #[test]
    fn what_asks_for_a_feature_is_left_out() {
        let nested = nest(&files(&[
            ("mod.rs", "mod a;\n#[cfg(feature = \"x\")] mod x;"),
            (
                "a.rs",
                "#[derive(Clone)] #[cfg_attr(feature = \"x\", derive(Debug))] pub enum A {\n\
                 #[cfg_attr(feature = \"x\", serde(other))] B { #[cfg_attr(feature = \"x\", serde(default))] #[serde(skip)] c: u8 } }\n\
                 #[cfg(feature = \"x\")] impl A {}\n#[cfg(test)] impl A {}",
            ),
        ]));
        expect![[r#"
            mod a {
                #[derive(Clone)]
                pub enum A {
                    B { #[serde(skip)] c: u8 },
                }
                #[cfg(test)]
                impl A {}
            }
        "#]]
        .assert_eq(&nested.unwrap());
    }

    #[test]
    fn what_is_no_client_is_refused() {
        assert!(matches!(nest(&FileSet::new()), Err(Error::NoRoot)));
        let broken = nest(&files(&[("mod.rs", "mod a;"), ("a.rs", "fn")]));
        assert!(matches!(broken, Err(Error::NotRust { file, .. }) if file == "a.rs"));
    }
}
