//! The features of the tags in `generated-client/Cargo.toml`.
//!
//! The manifest is written by hand, but for the lines between two marks in its `[features]`, which
//! are made of what the generator says: one feature per tag, and one that turns on all of them.
//!
//! ```text
//! # @generated tags begin: ...
//! all-tags = ["users", "segments"]
//! users = []
//! segments = []
//! # @generated tags end
//! ```

use std::fs;
use std::path::Path;

use openapi_exact_build::{ALL_TAGS, tag_features};
use toml::{Table, Value};

use crate::error::Error;

/// Its path from the root of the workspace.
pub(crate) const MANIFEST: &str = "generated-client/Cargo.toml";

const BEGIN: &str = "# @generated tags begin: cargo xtask regen writes what follows";
const END: &str = "# @generated tags end";

/// The manifest, and in it the lines between the marks.
#[derive(Debug)]
pub(crate) struct Manifest {
    text: String,
    before: String,
    after: String,
}

impl Manifest {
    /// Reads the manifest at `path`.
    ///
    /// # Errors
    /// If there is none, or one without the two marks.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        Self::parse(fs::read_to_string(path).map_err(Error::file("read", path))?)
    }

    fn parse(text: String) -> Result<Self, Error> {
        let (begin, end) = (format!("{BEGIN}\n"), format!("{END}\n"));
        let split = text
            .split_once(&begin)
            .and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
        let Some((before, after)) = split else {
            let marks = format!("put the lines `{BEGIN}` and `{END}` at the end of `[features]`");
            return Err(Error::Features(format!("it has no place for them; {marks}")));
        };
        Ok(Self { before: format!("{before}{begin}"), after: format!("{end}{after}"), text })
    }

    /// The text as it was read.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The features that no tag can have: those that are written by hand, and the one of all tags.
    ///
    /// # Errors
    /// If the part that is written by hand is not TOML.
    pub(crate) fn taken(&self) -> Result<Vec<String>, Error> {
        let table = features(&format!("{}{}", self.before, self.after))?;
        Ok(table.keys().cloned().chain([ALL_TAGS.to_owned()]).collect())
    }

    /// The features of the tags, as the manifest has them.
    ///
    /// # Errors
    /// If it is not TOML, or has none.
    pub(crate) fn tags(&self) -> Result<Vec<String>, Error> {
        let all = features(&self.text)?.remove(ALL_TAGS);
        let Some(Value::Array(all)) = all else {
            let problem = format!("it has no feature `{ALL_TAGS}`; run `cargo xtask regen`");
            return Err(Error::Features(problem));
        };
        Ok(all.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect())
    }

    /// The text with the features of `tags`.
    ///
    /// # Errors
    /// If that would not be a manifest whose features these are.
    pub(crate) fn with_tags(&self, tags: &[String]) -> Result<String, Error> {
        let text = format!("{}{}{}", self.before, tag_features(tags), self.after);
        let table = features(&text)?;
        let declared = |it: &str| table.get(it).is_some_and(Value::is_array);
        match declared(ALL_TAGS) && tags.iter().all(|it| declared(it)) {
            true => Ok(text),
            false => Err(Error::Features("their place is not in `[features]`".to_owned())),
        }
    }
}

/// The features that a manifest declares.
fn features(text: &str) -> Result<Table, Error> {
    let mut manifest: Table = text.parse().map_err(|it: toml::de::Error| {
        Error::Features(format!("it would not be TOML: {}", it.message()))
    })?;
    match manifest.remove("features") {
        Some(Value::Table(features)) => Ok(features),
        _ => Ok(Table::new()),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn manifest(features: &str) -> Result<Manifest, Error> {
        Manifest::parse(format!("[package]\nname = 'a'\n\n{features}[dependencies]\nb = '1'\n"))
    }

    fn marked(between: &str) -> String {
        format!("[features]\nrustls = []\n{BEGIN}\n{between}{END}\n\n")
    }

    fn tags(names: &[&str]) -> Vec<String> {
        names.iter().map(|it| (*it).to_owned()).collect()
    }

    fn check_refused(outcome: Result<impl std::fmt::Debug, Error>, expected: Expect) {
        expected.assert_eq(&format!("{}\n", outcome.unwrap_err()));
    }

    #[test]
    fn the_lines_between_the_marks_are_replaced_and_no_other() {
        let manifest = manifest(&marked("old = []\n")).unwrap();
        expect![[r#"
            [package]
            name = 'a'

            [features]
            rustls = []
            # @generated tags begin: cargo xtask regen writes what follows
            # The operations of all tags, and their types.
            all-tags = [
                "users",
                "größe",
            ]
            users = []
            "größe" = []
            # @generated tags end

            [dependencies]
            b = '1'
        "#]]
        .assert_eq(&manifest.with_tags(&tags(&["users", "größe"])).unwrap());
    }

    #[test]
    fn what_was_written_is_left_as_it_is() {
        let names = tags(&["users"]);
        let text = manifest(&marked("")).unwrap().with_tags(&names).unwrap();
        let again = Manifest::parse(text).unwrap();
        assert_eq!(again.with_tags(&names).unwrap(), again.text());
    }

    #[test]
    fn features_written_by_hand_are_taken_and_old_ones_of_tags_are_not() {
        let manifest = manifest(&marked("old = []\n")).unwrap();
        assert_eq!(manifest.taken().unwrap(), ["rustls", "all-tags"]);
    }

    #[test]
    fn the_tags_are_those_of_the_feature_of_all() {
        let marks = manifest(&marked("all-tags = ['users', 'segments']\n")).unwrap();
        assert_eq!(marks.tags().unwrap(), ["users", "segments"]);
        check_refused(
            manifest(&marked("users = []\n")).unwrap().tags(),
            expect![[r#"
            error: cannot use `generated-client/Cargo.toml` for the features of the tags: it has no feature `all-tags`; run `cargo xtask regen`
        "#]],
        );
    }

    #[test]
    fn a_manifest_without_the_marks_is_refused() {
        for features in ["[features]\n".to_owned(), format!("[features]\n{END}\n{BEGIN}\n")] {
            check_refused(
                manifest(&features),
                expect![[r#"
                    error: cannot use `generated-client/Cargo.toml` for the features of the tags: it has no place for them; put the lines `# @generated tags begin: cargo xtask regen writes what follows` and `# @generated tags end` at the end of `[features]`
                "#]],
            );
        }
    }

    #[test]
    fn features_that_would_not_be_declared_are_refused() {
        let elsewhere = manifest(&format!("[lints]\n{BEGIN}\n{END}\n")).unwrap();
        check_refused(
            elsewhere.with_tags(&tags(&["users"])),
            expect![[r#"
                error: cannot use `generated-client/Cargo.toml` for the features of the tags: their place is not in `[features]`
            "#]],
        );
        let twice = manifest(&marked("")).unwrap();
        check_refused(
            twice.with_tags(&tags(&["rustls"])),
            expect![[r#"
                error: cannot use `generated-client/Cargo.toml` for the features of the tags: it would not be TOML: duplicate key
            "#]],
        );
    }
}
