//! A document and the other files that it refers to.
//!
//! A reference is relative to the file that it stands in, and leads to a file in the document's
//! folder or below it. What would leave that folder or the machine is never asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::report::Report;
use crate::source::Source;

/// An OpenAPI document, with the files that it refers to.
#[derive(Clone, Debug)]
pub struct Document {
    root: Arc<Source>,
    /// By their path from the document's folder.
    files: BTreeMap<String, File>,
}

/// What came of the attempt to read a file.
#[derive(Clone, Debug)]
pub(crate) enum File {
    /// Its text and tree.
    Read(Arc<Source>),
    /// It is neither YAML nor JSON.
    Broken(Report),
    /// There is no text; why.
    Absent(String),
}

/// A document that refers to no other file.
impl From<Arc<Source>> for Document {
    fn from(root: Arc<Source>) -> Self {
        Self { root, files: BTreeMap::new() }
    }
}

impl Document {
    /// Reads all files that `root` refers to, and those that these refer to.
    ///
    /// `read` is given the path of a file from the document's folder, with `/` between its
    /// components and without `.` and `..`, and each path once. That no link leads out of the folder
    /// is for `read` to see to. A file that cannot be read is told of where it is referred to.
    pub fn load<E: fmt::Display>(
        root: Arc<Source>,
        mut read: impl FnMut(&str) -> Result<String, E>,
    ) -> Self {
        let mut document = Self::from(root);
        let mut left = vec![Arc::clone(&document.root)];
        while let Some(source) = left.pop() {
            for path in mentioned(document.path_of(&source), source.value()) {
                if path == document.path() || document.files.contains_key(&path) {
                    continue;
                }
                let name = format!("{}{path}", document.folder());
                let file = match read(&path).map(|text| Source::parse(&name, &text)) {
                    Ok(Ok(source)) => File::Read(Arc::new(source)),
                    Ok(Err(report)) => File::Broken(report),
                    Err(error) => File::Absent(error.to_string()),
                };
                if let File::Read(source) = &file {
                    left.push(Arc::clone(source));
                }
                document.files.insert(path, file);
            }
        }
        document
    }

    /// What errors call the document.
    pub fn name(&self) -> &str {
        self.root.name()
    }

    /// The document itself, without the files that it refers to.
    pub fn root(&self) -> &Arc<Source> {
        &self.root
    }

    /// The document and the files that could be read, which errors call by the document's folder and
    /// their path from there.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        let files = self.files.values().filter_map(|it| match it {
            File::Read(source) => Some(source),
            File::Broken(_) | File::Absent(_) => None,
        });
        std::iter::once(&self.root).chain(files)
    }

    /// The paths of all files that the document refers to, from its folder, whether they could be
    /// read or not.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The file at a path from the document's folder, if it was asked for.
    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// The path of the document from its folder.
    pub(crate) fn path(&self) -> &str {
        self.path_of(&self.root)
    }

    /// The path of one of the [`sources`](Self::sources) from the document's folder.
    pub(crate) fn path_of<'a>(&self, source: &'a Source) -> &'a str {
        source.name().strip_prefix(self.folder()).unwrap_or(source.name())
    }

    /// The folder of the document, as its name has it; empty, or with a separator at its end.
    fn folder(&self) -> &str {
        let name = self.root.name();
        name.rfind(['/', '\\']).map_or("", |at| &name[..=at])
    }
}

/// Where a reference leads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Reference<'a> {
    /// The path of the file from the document's folder.
    pub(crate) path: String,
    /// What follows the `#`.
    pub(crate) fragment: &'a str,
}

/// Why a reference leads to no file that could be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Elsewhere {
    /// It names another machine, or a scheme.
    Network,
    /// It leaves the document's folder.
    Outside,
    /// It is no path.
    NotAPath,
}

impl<'a> Reference<'a> {
    /// What `text` means in the file `from`, which is a path from the document's folder.
    pub(crate) fn parse(from: &str, text: &'a str) -> Result<Self, Elsewhere> {
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        if file.is_empty() {
            return Ok(Self { path: from.to_owned(), fragment });
        }
        if has_scheme(file) || file.starts_with("//") {
            return Err(Elsewhere::Network);
        }
        let file = crate::pointer::percent_decode(file).ok_or(Elsewhere::NotAPath)?;
        if file.starts_with('/') {
            return Err(Elsewhere::Outside);
        }
        let mut components: Vec<&str> = from.split('/').collect();
        components.pop();
        for component in file.split('/') {
            match component {
                "." => {}
                ".." => drop(components.pop().ok_or(Elsewhere::Outside)?),
                "" => return Err(Elsewhere::NotAPath),
                it if it.contains(['\\', ':', '\0']) => return Err(Elsewhere::NotAPath),
                name => components.push(name),
            }
        }
        match components.is_empty() {
            true => Err(Elsewhere::NotAPath),
            false => Ok(Self { path: components.join("/"), fragment }),
        }
    }
}

/// Whether `text` begins as `https:` does (RFC 3986, 3.1).
fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|it: char| it.is_ascii_alphabetic())
            && scheme.chars().all(|it| it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.'))
    })
}

/// Whether a value of a discriminator's `mapping` is a reference and no name.
pub(crate) fn is_reference(value: &str) -> bool {
    let is_file = [".json", ".yaml", ".yml"].iter().any(|it| value.ends_with(it));
    is_file || value.contains(['#', '/'])
}

/// The paths of the files that something in the file `from` may refer to.
///
/// An example may look like a reference; then its file is read in vain.
fn mentioned(from: &str, value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    collect(from, value, &mut found);
    found
}

fn collect(from: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let mapping = members.get("mapping").and_then(Value::as_object);
            let mapped = mapping.into_iter().flat_map(|it| it.values());
            let mapped = mapped.filter_map(Value::as_str).filter(|it| is_reference(it));
            let references = members.get("$ref").and_then(Value::as_str).into_iter().chain(mapped);
            found.extend(
                references.filter_map(|it| Reference::parse(from, it).ok()).map(|it| it.path),
            );
            members.values().for_each(|it| collect(from, it, found));
        }
        Value::Array(items) => items.iter().for_each(|it| collect(from, it, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_relative_to_the_file_that_they_stand_in() {
        let parse = |from, text| Reference::parse(from, text).map(|it| (it.path, it.fragment));
        for (from, text, path, fragment) in [
            ("api.yaml", "#/a", "api.yaml", "/a"),
            ("api.yaml", "user.yaml", "user.yaml", ""),
            ("api.yaml", "./x/../user.yaml#/A", "user.yaml", "/A"),
            ("schemas/user.yaml", "pet.yaml", "schemas/pet.yaml", ""),
            ("schemas/user.yaml", "../api.yaml#/a", "api.yaml", "/a"),
            ("api.yaml", "a%20b.json", "a b.json", ""),
        ] {
            assert_eq!(parse(from, text), Ok((path.to_owned(), fragment)), "{from}: {text}");
        }
    }

    #[test]
    fn what_leaves_the_folder_or_the_machine_is_no_file() {
        let refusal = |from, text| Reference::parse(from, text).unwrap_err();
        for text in ["../a.yaml", "x/../../a.yaml", "/etc/passwd", "%2e%2e/a.yaml", "%2Fetc/a"] {
            assert_eq!(refusal("api.yaml", text), Elsewhere::Outside, "{text}");
        }
        assert_eq!(refusal("schemas/a.yaml", "../../a.yaml"), Elsewhere::Outside);
        for text in ["https://a.example/a.yaml#/A", "//a.example/a", "file:///a", "C:/a", "c:a"] {
            assert_eq!(refusal("api.yaml", text), Elsewhere::Network, "{text}");
        }
        for text in [r"..\a.yaml", "a//b", "x/..", "a%zz", "a%00", "x/", "x%3Ay", "."] {
            assert_eq!(refusal("api.yaml", text), Elsewhere::NotAPath, "{text}");
        }
    }

    #[test]
    fn each_file_is_read_once_and_circles_end() {
        let texts = BTreeMap::from([
            ("s/a.yaml", "{a: {$ref: '../api.yaml#/x'}, b: {$ref: b.yaml}}"),
            ("s/b.yaml", "{a: {$ref: a.yaml}, mapping: {c: ../c.yaml, d: Dog}}"),
            ("c.yaml", "[1"),
        ]);
        let root = Source::parse(
            "dir/api.yaml",
            "{x: {$ref: s/a.yaml}, y: {$ref: 's/a.yaml#/a'}, z: [{$ref: ../out.yaml}, {$ref: gone.json}]}",
        );
        let mut asked = Vec::new();
        let document = Document::load(Arc::new(root.unwrap()), |path| {
            asked.push(path.to_owned());
            texts.get(path).map(|it| (*it).to_owned()).ok_or("no such file")
        });
        assert_eq!(asked, ["gone.json", "s/a.yaml", "s/b.yaml", "c.yaml"]);
        assert_eq!(
            document.files().collect::<Vec<_>>(),
            ["c.yaml", "gone.json", "s/a.yaml", "s/b.yaml"]
        );
        let names: Vec<_> = document.sources().map(|it| it.name()).collect();
        assert_eq!(names, ["dir/api.yaml", "dir/s/a.yaml", "dir/s/b.yaml"]);
        assert!(matches!(document.file("c.yaml"), Some(File::Broken(_))));
        assert!(
            matches!(document.file("gone.json"), Some(File::Absent(it)) if it == "no such file")
        );
    }
}
