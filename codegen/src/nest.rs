//! Puts the files of a client into one, each into the module that declares it.
//!
//! ```text
//! before  mod.rs: `pub mod models;`        models.rs: `//! Types.` `pub struct A;`
//! after   `pub mod models { //! Types.  pub struct A; }`
//! ```

use syn::ext::IdentExt;
use syn::{AttrStyle, Item, ItemMod};

use crate::file_set::FileSet;
use crate::rust_api::Error;

/// The items of a client whose root is `mod.rs`, as the text of one file without documentation of
/// its own: for a place that takes no second file, such as what a macro or `include!` gives.
///
/// # Errors
/// If a file is not Rust, or there is no root.
pub fn nest(files: &FileSet) -> Result<String, Error> {
    if files.get("mod.rs").is_none() {
        return Err(Error::NoRoot);
    }
    let root = syn::File { attrs: vec![], ..parse(files, "mod.rs")? };
    let items = fill(files, root.items, "")?;
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
            ("mod.rs", "//! Root.\n#[cfg(feature = \"a\")] mod a;\npub mod r#type;\npub use a::A;"),
            ("a.rs", "//! An A.\nmod inner;\npub struct A;"),
            ("a/inner.rs", "use super::super::A;"),
            ("type.rs", "a::string_enum! { /// E.\n pub enum E { A = \"a\" } }"),
        ]));
        expect![[r##"
            #[cfg(feature = "a")]
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
    fn what_is_no_client_is_refused() {
        assert!(matches!(nest(&FileSet::new()), Err(Error::NoRoot)));
        let broken = nest(&files(&[("mod.rs", "mod a;"), ("a.rs", "fn")]));
        assert!(matches!(broken, Err(Error::NotRust { file, .. }) if file == "a.rs"));
    }
}
