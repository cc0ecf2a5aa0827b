//! A workspace of the crates under measurement.
//!
//! It lies in `target/measure`, has a target directory of its own, and holds copies: measuring
//! touches sources, which must not be those of the checkout. The root manifest is copied with
//! other members, so all crates inherit the same versions, lints and profiles as we do.

use std::fs;
use std::path::{Path, PathBuf};

use toml::Table;

use crate::error::Error;
use crate::workspace::Workspace;
use openapi_exact_build::tree;

/// What the runtime is built from.
const COPIED: [&str; 2] = ["runtime", "derive"];

/// A crate under measurement.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    /// The name of its package.
    pub(super) package: &'static str,
    /// The name of its library.
    pub(super) library: &'static str,
    /// Its directory in the workspace.
    pub(super) directory: &'static str,
    /// The features that it is built with; without any said, the default ones.
    pub(super) features: Option<String>,
}

/// The client that this repository is about.
pub(super) const OURS: Subject = Subject {
    package: "qonversion",
    library: "qonversion",
    directory: "generated-client",
    features: None,
};

/// Files by their path in a crate.
pub(super) type Files = Vec<(String, Vec<u8>)>;

/// The workspace, on the disk.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) place: PathBuf,
}

impl Bench {
    /// Writes the workspace to `place`, a path from the root. What an earlier run built of the
    /// dependencies is kept.
    pub(super) fn write(
        workspace: &Workspace,
        place: &str,
        crates: Vec<(&Subject, Files)>,
    ) -> Result<Self, Error> {
        let bench = Self { place: workspace.path(place) };
        for name in COPIED {
            bench.fill(name, tree::read(&workspace.path(name))?)?;
        }
        let members: Vec<_> = crates.iter().map(|(subject, _)| subject.directory).collect();
        bench.write_manifest(root_manifest(workspace)?, &members)?;
        for (subject, files) in crates {
            bench.fill(subject.directory, files)?;
        }
        bench.copy_lock(&workspace.path("Cargo.lock"))?;
        Ok(bench)
    }

    /// The files of the client that this repository is about.
    pub(super) fn client(workspace: &Workspace) -> Result<Files, Error> {
        Ok(tree::read(&workspace.path(OURS.directory))?.into_iter().collect())
    }

    /// Makes `files` all that `directory` holds.
    fn fill(
        &self,
        directory: &str,
        files: impl IntoIterator<Item = (String, Vec<u8>)>,
    ) -> Result<(), Error> {
        let directory = self.place.join(directory);
        tree::remove(&directory)?;
        for (name, bytes) in files {
            let path = directory.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(Error::file("create", parent))?;
            }
            fs::write(&path, bytes).map_err(Error::file("write", &path))?;
        }
        Ok(())
    }

    fn write_manifest(&self, mut manifest: Table, members: &[&str]) -> Result<(), Error> {
        let workspace = manifest.get_mut("workspace").and_then(toml::Value::as_table_mut);
        let workspace = workspace.ok_or_else(|| Error::manifest("it has no `workspace`"))?;
        let members: Vec<toml::Value> = members.iter().map(|it| (*it).into()).collect();
        workspace.insert("members".to_owned(), members.into());
        let path = self.place.join("Cargo.toml");
        fs::write(&path, manifest.to_string()).map_err(Error::file("write", &path))
    }

    /// Cargo adds to the lock file what only progenitor's crate needs, which may take the network;
    /// so the outcome is kept for as long as the root's lock file is the older one.
    fn copy_lock(&self, root: &Path) -> Result<(), Error> {
        let path = self.place.join("Cargo.lock");
        let modified = |path: &Path| fs::metadata(path).and_then(|it| it.modified());
        let of_root = modified(root).map_err(Error::file("read", root))?;
        if modified(&path).is_ok_and(|it| it > of_root) {
            return Ok(());
        }
        fs::copy(root, &path).map(drop).map_err(Error::file("copy", root))
    }

    /// The texts that `subject` is made of.
    pub(super) fn sources(&self, subject: &Subject) -> Result<Vec<(PathBuf, String)>, Error> {
        let directory = self.place.join(subject.directory).join("src");
        let files = tree::read(&directory)?.into_iter();
        let sources = files.map(|(name, bytes)| (directory.join(name), bytes));
        let sources = sources.filter(|(path, _)| path.extension().is_some_and(|it| it == "rs"));
        Ok(sources.map(|(path, it)| (path, String::from_utf8_lossy(&it).into_owned())).collect())
    }
}

pub(super) fn root_manifest(workspace: &Workspace) -> Result<Table, Error> {
    let path = workspace.path("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(Error::file("read", &path))?;
    text.parse().map_err(Error::manifest)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::time::{Duration, SystemTime};

    use super::*;

    const THEIRS: Subject =
        Subject { package: "theirs", library: "theirs", directory: "theirs", features: None };

    fn write(workspace: &Workspace) -> Result<Bench, Error> {
        let theirs = vec![("src/lib.rs".to_owned(), b"//! Theirs.".to_vec())];
        let crates = vec![(&OURS, Bench::client(workspace)?), (&THEIRS, theirs)];
        Bench::write(workspace, "target/measure", crates)
    }

    fn checkout(manifest: &str) -> (tempfile::TempDir, Workspace) {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("Cargo.toml", manifest),
            ("Cargo.lock", "of the root"),
            ("generated-client/src/lib.rs", "//! Ours."),
            ("generated-client/src/notes.txt", "no source"),
            ("runtime/src/lib.rs", "//! The runtime."),
            ("derive/src/lib.rs", "//! Its derives."),
        ] {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let workspace = Workspace::new(root.path());
        (root, workspace)
    }

    const MANIFEST: &str = r#"
        [workspace]
        members = ["generated-client", "runtime", "xtask"]
        [profile.dev]
        debug = "line-tables-only"
    "#;

    #[test]
    fn the_workspace_holds_both_crates_and_our_settings() {
        let (_root, workspace) = checkout(MANIFEST);
        let bench = write(&workspace).unwrap();
        let manifest = fs::read_to_string(bench.place.join("Cargo.toml")).unwrap();
        let manifest: Table = manifest.parse().unwrap();
        let members = ["generated-client", "theirs"].map(toml::Value::from).to_vec();
        assert_eq!(manifest["workspace"]["members"], members.into());
        assert_eq!(manifest["profile"]["dev"]["debug"].as_str(), Some("line-tables-only"));
        let texts = |it| bench.sources(it).unwrap().into_iter().map(|(_, text)| text);
        assert!(texts(&OURS).eq(["//! Ours."]));
        assert!(texts(&THEIRS).eq(["//! Theirs."]));
        assert!(bench.place.join("runtime/src/lib.rs").is_file());
    }

    #[test]
    fn files_of_an_earlier_run_do_not_stay() {
        let (root, workspace) = checkout(MANIFEST);
        let bench = write(&workspace).unwrap();
        fs::remove_file(root.path().join("runtime/src/lib.rs")).unwrap();
        write(&workspace).unwrap();
        assert!(!bench.place.join("runtime/src/lib.rs").exists());
    }

    #[test]
    fn the_lock_file_is_copied_only_if_it_is_newer() {
        let (root, workspace) = checkout(MANIFEST);
        let bench = write(&workspace).unwrap();
        let lock = bench.place.join("Cargo.lock");
        assert_eq!(fs::read_to_string(&lock).unwrap(), "of the root");
        let later = |path: &Path, seconds| {
            let file = File::options().write(true).open(path).unwrap();
            file.set_modified(SystemTime::now() + Duration::from_secs(seconds)).unwrap();
        };
        fs::write(&lock, "completed by cargo").unwrap();
        later(&lock, 10);
        write(&workspace).unwrap();
        assert_eq!(fs::read_to_string(&lock).unwrap(), "completed by cargo");
        later(&root.path().join("Cargo.lock"), 20);
        write(&workspace).unwrap();
        assert_eq!(fs::read_to_string(&lock).unwrap(), "of the root");
    }

    #[test]
    fn a_root_manifest_of_another_form_is_an_error() {
        for manifest in ["[package]", "workspace = 1", "no TOML"] {
            let (_root, workspace) = checkout(manifest);
            let error = write(&workspace).unwrap_err();
            assert!(matches!(error, Error::Manifest(_)), "{manifest}: {error}");
        }
    }
}
