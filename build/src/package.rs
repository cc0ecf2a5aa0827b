//! A whole crate around generated files: manifest, README, `lib.rs`.

use std::path::PathBuf;

use askama::Template;
use openapi_exact::Generated;
use openapi_exact::api::Features;
use openapi_exact::file_set::FileSet;

use crate::error::Error;
use crate::mark::signed;

/// The feature that turns on those of all tags.
pub const ALL_TAGS: &str = "all-tags";

/// The features that every generated crate has besides those of its tags.
const FEATURES: [&str; 6] = ["rustls", "native-tls", "blocking", "tracing", "drift", ALL_TAGS];

/// Longer names are cut.
const MAX_NAME: usize = 64;

/// Where the runtime of a generated crate comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Runtime {
    /// From the registry, in the version of this crate.
    #[default]
    Version,
    /// From a directory.
    Path(PathBuf),
}

/// What a crate is called, and what it stands on. The default is called after the title of its
/// document, has the runtime from the registry, and no licence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    name: Option<String>,
    /// Where its runtime comes from.
    pub runtime: Runtime,
    /// The licence under which it may be used, as an SPDX expression.
    pub license: Option<String>,
}

#[derive(Template)]
#[template(path = "Cargo.toml.txt", escape = "none")]
struct Manifest<'a> {
    name: &'a str,
    description: String,
    license: Option<String>,
    runtime: String,
    tags: String,
}

#[derive(Template)]
#[template(path = "README.md", escape = "none")]
struct Readme<'a> {
    name: &'a str,
    generated: &'a Generated,
    quickstart: String,
}

#[derive(Template)]
#[template(path = "lib.rs.txt", escape = "none")]
struct Lib;

impl Package {
    /// A crate of that name, with the runtime from the registry and no licence.
    ///
    /// # Errors
    /// If no crate can be called so.
    pub fn new(name: &str) -> Result<Self, Error> {
        match is_name(name) {
            true => Ok(Self { name: Some(name.to_owned()), ..Self::default() }),
            false => Err(Error::CrateName(name.to_owned())),
        }
    }

    /// The name in the manifest, with these files in the crate.
    pub fn name(&self, generated: &Generated) -> String {
        self.name.clone().unwrap_or_else(|| name_of(&generated.about.title))
    }

    /// The features with which the files have to be generated: one per tag.
    pub fn features() -> Features {
        Features::PerTag { taken: FEATURES.map(str::to_owned).to_vec() }
    }

    /// All files of the crate, each with a mark in its first line.
    ///
    /// # Errors
    /// If two of them cannot stand side by side.
    pub fn files(&self, generated: &Generated) -> Result<FileSet, Error> {
        let mut files = FileSet::new();
        files.insert("Cargo.toml", self.manifest(generated))?;
        files.insert("README.md", self.readme(generated))?;
        files.insert("src/lib.rs", text(&Lib))?;
        for (path, text) in signed(&generated.client)? {
            files.insert(&format!("src/generated/{path}"), text)?;
        }
        Ok(files)
    }

    fn manifest(&self, generated: &Generated) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let source = match &self.runtime {
            Runtime::Version => format!("version = {}", quoted(version)),
            Runtime::Path(path) => format!("path = {}", quoted(&path.to_string_lossy())),
        };
        text(&Manifest {
            name: &self.name(generated),
            description: quoted(&format!("Client of the {}", generated.about.title)),
            license: self.license.as_deref().map(quoted),
            runtime: source,
            tags: tag_features(&generated.features),
        })
    }

    fn readme(&self, generated: &Generated) -> String {
        let quickstart = generated.about.quickstart.lines();
        let quickstart = quickstart.map(|it| format!("    {it}\n")).collect::<String>();
        text(&Readme { name: &self.name(generated), generated, quickstart })
    }
}

impl Readme<'_> {
    /// The name as `use` spells it.
    fn crate_name(&self) -> String {
        self.name.replace('-', "_")
    }
}

/// The text of a file: the end of its last line is no part of a template.
fn text(template: &impl Template) -> String {
    format!("{}\n", template.render().unwrap_or_default())
}

/// The lines of a manifest that declare one feature per tag, and [`ALL_TAGS`].
pub fn tag_features(tags: &[String]) -> String {
    let names = tags.iter().map(|it| format!("    {},\n", quoted(it)));
    let features = tags.iter().map(|it| format!("{} = []\n", key(it)));
    format!(
        "# The operations of all tags, and their types.\n{ALL_TAGS} = [\n{}]\n{}",
        names.collect::<String>(),
        features.collect::<String>()
    )
}

/// TOML takes letters and digits of ASCII, `-` and `_` for a key as they are.
fn key(name: &str) -> String {
    let is_bare = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    if name.chars().all(is_bare) { name.to_owned() } else { quoted(name) }
}

/// A text on one line as TOML spells it.
fn quoted(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|it: char| it.is_whitespace() || it.is_control())
        .filter(|it| !it.is_empty())
        .collect();
    format!("\"{}\"", words.join(" ").replace('\\', r"\\").replace('"', "\\\""))
}

/// The name of a crate for the API that a document calls `title`.
fn name_of(title: &str) -> String {
    let mut name = String::new();
    for word in title.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty()) {
        let separator = if name.is_empty() { "" } else { "-" };
        let joined = format!("{name}{separator}{}", word.to_ascii_lowercase());
        if joined.len() > MAX_NAME - SUFFIX.len() {
            break;
        }
        name = joined;
    }
    match name.chars().next() {
        None => "api-client".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("api-{name}"),
        Some(_) if is_name(&name) => name,
        Some(_) => format!("{name}{SUFFIX}"),
    }
}

/// What makes a name of a word that no crate can be called.
const SUFFIX: &str = "-client";

/// Whether a crate can be called so, and used by that name.
fn is_name(name: &str) -> bool {
    let may_follow = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    name.starts_with(|it: char| it.is_ascii_alphabetic())
        && name.chars().all(may_follow)
        && name.len() <= MAX_NAME
        && !RESERVED.contains(&&*name.to_ascii_lowercase())
}

/// Words of Rust, crates that every crate has or that a generated one uses, and names that a folder
/// or a library cannot have.
const RESERVED: &[&str] = &[
    "abstract",
    "alloc",
    "as",
    "async",
    "aux",
    "await",
    "become",
    "bool",
    "box",
    "break",
    "build",
    "com1",
    "con",
    "const",
    "continue",
    "core",
    "crate",
    "default",
    "deps",
    "do",
    "dyn",
    "else",
    "enum",
    "examples",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "incremental",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "nul",
    "openapi-exact-runtime",
    "openapi_exact_runtime",
    "override",
    "priv",
    "prn",
    "proc-macro",
    "proc_macro",
    "pub",
    "ref",
    "reqwest",
    "return",
    "self",
    "serde",
    "serde-json",
    "serde_json",
    "static",
    "std",
    "str",
    "struct",
    "super",
    "test",
    "tokio",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_called_after_the_title() {
        for (title, name) in [
            ("Notes API", "notes-api"),
            ("GitHub v3 REST API", "github-v3-rest-api"),
            ("1Forge Finance", "api-1forge-finance"),
            ("type", "type-client"),
            ("Test", "test-client"),
            ("Straße & 東京", "stra-e"),
            ("東京", "api-client"),
            ("", "api-client"),
            ("../../etc", "etc"),
            ("a\"\n[lib]", "a-lib"),
        ] {
            assert_eq!(name_of(title), name, "{title}");
            assert!(is_name(&name_of(title)), "{title}");
        }
        assert_eq!(name_of(&"long ".repeat(40)), ["long"; 11].join("-"));
        assert!(name_of(&"x".repeat(200)).len() <= MAX_NAME);
    }

    #[test]
    fn names_that_no_crate_can_have_are_refused() {
        for name in ["", "1a", "a b", "a/b", "../a", "fn", "Self", "größe", "std", "a.b", "-a"] {
            assert!(
                matches!(Package::new(name), Err(Error::CrateName(it)) if it == name),
                "{name}"
            );
        }
        assert!(Package::new("my-api_2").is_ok());
    }

    #[test]
    fn a_text_stays_a_text_in_toml() {
        assert_eq!(quoted("a \"b\"\n\\ \u{7f}c"), r#""a \"b\" \\ c""#);
        expect_test::expect![[r##"
    # The operations of all tags, and their types.
    all-tags = [
        "größe",
        "b",
    ]
    "größe" = []
    b = []
"##]]
        .assert_eq(&tag_features(&["größe".to_owned(), "b".to_owned()]));
    }
}
