//! Files in memory: what a run makes, before anything is written.

use std::collections::BTreeMap;
use std::collections::btree_map;
use std::fmt;

/// Files by their relative path, with `/` between its components, in the order of the paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSet(BTreeMap<String, String>);

/// Why a file cannot be taken into a [`FileSet`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InvalidPath {
    /// The path does not stay within one directory on every platform.
    NotRelative {
        /// The path as it was given.
        path: String,
    },
    /// There is such a file already, or a directory of that name. File systems may ignore case,
    /// so case is ignored here.
    Taken {
        /// The path as it was given.
        path: String,
        /// The path that stands in its way.
        by: String,
    },
}

impl fmt::Display for InvalidPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRelative { path } => write!(
                f,
                "`{path}` is not a path below the output directory; use names joined by single `/`"
            ),
            Self::Taken { path, by } if path == by => {
                write!(f, "two files are called `{path}`; rename one of them")
            }
            Self::Taken { path, by } => write!(
                f,
                "`{path}` and `{by}` cannot both be files where case is ignored; rename one of them"
            ),
        }
    }
}

impl std::error::Error for InvalidPath {}

impl FileSet {
    /// A set without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a file.
    ///
    /// # Errors
    /// If the path is absolute, has a `\`, a `:`, or a component that is empty, `.`, `..` or, with any
    /// ending, the name of a device; if
    /// it is taken already, by a file or by a directory of one, case ignored.
    pub fn insert(&mut self, path: &str, text: String) -> Result<(), InvalidPath> {
        let is_name = |it: &str| {
            !matches!(it, "" | "." | "..") && !it.contains(['\\', ':', '\0']) && !is_device(it)
        };
        if !path.split('/').all(is_name) {
            return Err(InvalidPath::NotRelative { path: path.to_owned() });
        }
        let folded = path.to_lowercase();
        if let Some(by) = self.0.keys().find(|it| collide(&it.to_lowercase(), &folded)) {
            return Err(InvalidPath::Taken { path: path.to_owned(), by: by.clone() });
        }
        self.0.insert(path.to_owned(), text);
        Ok(())
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// The number of files.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The files, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// How the files on a disk differ from these: every missing, stale and orphaned one, by path.
    pub fn drift(&self, on_disk: &BTreeMap<String, Vec<u8>>) -> Vec<Drift> {
        let mut drift: Vec<Drift> = self
            .0
            .iter()
            .filter_map(|(path, text)| match on_disk.get(path) {
                None => Some(Drift::Missing { path: path.clone() }),
                Some(found) if found == text.as_bytes() => None,
                Some(found) => Some(Drift::Stale {
                    path: path.clone(),
                    on_disk: String::from_utf8_lossy(found).into_owned(),
                    expected: text.clone(),
                }),
            })
            .collect();
        let orphans = on_disk.keys().filter(|path| !self.0.contains_key(*path));
        drift.extend(orphans.map(|path| Drift::Orphan { path: path.clone() }));
        drift.sort_by(|one, other| one.path().cmp(other.path()));
        drift
    }
}

/// Whether Windows takes a file of that name, whatever its ending, for a device.
pub(crate) fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().find_map(|it| stem.strip_prefix(it));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || numbered.is_some_and(|it| matches!(it.as_bytes(), [b'1'..=b'9']))
}

/// Whether two paths are one file, or one of them is a directory of the other.
fn collide(one: &str, other: &str) -> bool {
    let is_below = |it: &str, directory: &str| {
        it.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    is_below(one, other) || is_below(other, one)
}

/// Gives the files by path.
impl IntoIterator for FileSet {
    type Item = (String, String);
    type IntoIter = btree_map::IntoIter<String, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// One file on the disk that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drift {
    /// It should be there and is not.
    Missing {
        /// Its path.
        path: String,
    },
    /// It has another content.
    Stale {
        /// Its path.
        path: String,
        /// What it holds; what is not UTF-8 is replaced by `U+FFFD`.
        on_disk: String,
        /// What it should hold.
        expected: String,
    },
    /// It is there and should not be.
    Orphan {
        /// Its path.
        path: String,
    },
}

impl Drift {
    /// The path of the file.
    pub fn path(&self) -> &str {
        match self {
            Self::Missing { path } | Self::Stale { path, .. } | Self::Orphan { path } => path,
        }
    }
}

/// What is wrong, and the path: `orphan:  old.rs`.
impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Missing { .. } => "missing:",
            Self::Stale { .. } => "stale:",
            Self::Orphan { .. } => "orphan:",
        };
        write!(f, "{what:<9}{}", self.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn files(paths: &[(&str, &str)]) -> FileSet {
        let mut files = FileSet::new();
        for (path, text) in paths {
            files.insert(path, (*text).to_owned()).unwrap();
        }
        files
    }

    #[test]
    fn files_come_in_the_order_of_their_paths() {
        let files = files(&[("b.rs", "2"), ("a/z.rs", "1")]);
        assert_eq!(files.iter().collect::<Vec<_>>(), [("a/z.rs", "1"), ("b.rs", "2")]);
        assert_eq!((files.len(), files.get("b.rs")), (2, Some("2")));
    }

    fn check_refusal(path: &str, expected: Expect) {
        let mut files = files(&[("a/b.rs", "")]);
        expected.assert_eq(&files.insert(path, String::new()).unwrap_err().to_string());
        assert_eq!(files.len(), 1);
    }

    #[test]
    fn only_paths_below_the_output_directory_are_taken() {
        let devices = ["con", "a/NUL.rs", "com1.txt.rs", "lpt9", "aux/a.rs", "prn .rs"];
        let others = ["", "/a", "a//b", "a/", "./a", "a/../b", "..", r"a\b", "C:a", "a\0b"];
        for path in devices.into_iter().chain(others) {
            let mut files = FileSet::new();
            let refused = files.insert(path, String::new()).unwrap_err();
            assert_eq!(refused, InvalidPath::NotRelative { path: path.to_owned() });
        }
        check_refusal(
            "a/../b",
            expect![
                "`a/../b` is not a path below the output directory; use names joined by single `/`"
            ],
        );
    }

    #[test]
    fn no_path_is_taken_twice() {
        check_refusal("a/b.rs", expect!["two files are called `a/b.rs`; rename one of them"]);
        check_refusal(
            "A/b.rs",
            expect![
                "`A/b.rs` and `a/b.rs` cannot both be files where case is ignored; rename one of them"
            ],
        );
        check_refusal(
            "a",
            expect![
                "`a` and `a/b.rs` cannot both be files where case is ignored; rename one of them"
            ],
        );
        check_refusal(
            "A/B.rs/c",
            expect![
                "`A/B.rs/c` and `a/b.rs` cannot both be files where case is ignored; rename one of them"
            ],
        );
        files(&[("a/b.rs", ""), ("a/b.rs.txt", ""), ("a.rs", "")]);
        files(&[("com.rs", ""), ("com0.rs", ""), ("com10.rs", ""), ("console.rs", "")]);
    }

    #[test]
    fn drift_is_what_is_missing_stale_or_orphaned() {
        let files = files(&[("a.rs", "1"), ("b.rs", "2"), ("c.rs", "3")]);
        let on_disk = [("a.rs", &b"1"[..]), ("b.rs", b"\xff"), ("bb.rs", b"")];
        let on_disk = on_disk.map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).into();
        let lines: Vec<_> = files.drift(&on_disk).iter().map(|it| format!("{it}\n")).collect();
        expect![[r#"
            stale:   b.rs
            orphan:  bb.rs
            missing: c.rs
        "#]]
        .assert_eq(&lines.concat());
    }

    #[test]
    fn a_file_that_differs_in_bytes_only_is_stale() {
        let files = files(&[("a.rs", "\u{fffd}")]);
        let on_disk = BTreeMap::from([("a.rs".to_owned(), vec![0xff])]);
        assert_eq!(files.drift(&on_disk).len(), 1);
    }
}
