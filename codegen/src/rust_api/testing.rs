//! Listings of small crates.

use expect_test::Expect;

use super::{Error, RustApi};
use crate::file_set::FileSet;

/// The listing of a crate `a` of one file, or of several that begin with `//- <path>`.
pub(super) fn list(text: &str) -> Result<RustApi, Error> {
    let mut files = FileSet::new();
    let (root, others) = text.split_once("//- ").map_or((text, ""), |(a, b)| (a, b));
    if !root.trim().is_empty() {
        files.insert("mod.rs", root.to_owned()).unwrap();
    }
    for file in others.split("//- ").filter(|it| !it.is_empty()) {
        let (path, text) = file.split_once('\n').unwrap();
        files.insert(path.trim(), text.to_owned()).unwrap();
    }
    RustApi::of(&files, "a")
}

/// Checks the lines of a listing, or the error.
pub(super) fn check(text: &str, expected: Expect) {
    expected.assert_eq(&match list(text) {
        Ok(api) => api.lines().iter().map(|it| format!("{it}\n")).collect(),
        Err(error) => format!("{error}\n"),
    });
}
