//! Generated directories and files: read, and replaced whole.
//!
//! A directory `generated` is never changed in place. Its successor is written beside it as
//! `.generated.new`; then two renames put it there, by way of `.generated.old`. A run that stops
//! halfway leaves `generated` as it was, or gone between the two renames: the next run finds it
//! under its other name and puts it back. A file is never gone: its successor is renamed over it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use openapi_exact::file_set::FileSet;

use crate::error::Error;

/// The files below `directory`, by path from there with `/`; none if it does not exist.
///
/// # Errors
/// If one of them cannot be read.
pub fn read(directory: &Path) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    match fs::symlink_metadata(directory) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        _ => read_into(directory, "", &mut files)?,
    }
    Ok(files)
}

fn read_into(
    directory: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), Error> {
    for entry in fs::read_dir(directory).map_err(Error::file("list", directory))? {
        let entry = entry.map_err(Error::file("list", directory))?;
        let path = entry.path();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        // Links are not followed: they may lead in circles.
        if entry.file_type().map_err(Error::file("read", &path))?.is_dir() {
            read_into(&path, &format!("{name}/"), files)?;
        } else {
            files.insert(name, fs::read(&path).map_err(Error::file("read", &path))?);
        }
    }
    Ok(())
}

/// A directory or file and its successor.
#[derive(Debug)]
pub struct Replacement<'a> {
    place: PathBuf,
    content: Content<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Content<'a> {
    /// Files, and the names of what is taken over from before.
    Directory(&'a FileSet, &'a [&'a str]),
    File(&'a str),
}

impl<'a> Replacement<'a> {
    /// `files` are to be all that the directory at `place` holds.
    pub fn directory(place: PathBuf, files: &'a FileSet) -> Self {
        Self { place, content: Content::Directory(files, &[]) }
    }

    /// The same, but that what the directory has under the names `kept` stays, if it can.
    pub fn directory_keeping(place: PathBuf, files: &'a FileSet, kept: &'a [&'a str]) -> Self {
        Self { place, content: Content::Directory(files, kept) }
    }

    /// `text` is to be that of the file at `place`, which exists.
    pub fn file(place: PathBuf, text: &'a str) -> Self {
        Self { place, content: Content::File(text) }
    }

    fn staged(&self) -> PathBuf {
        beside(&self.place, "new")
    }

    fn backup(&self) -> PathBuf {
        beside(&self.place, "old")
    }

    fn stage(&self) -> Result<(), Error> {
        let staged = self.staged();
        match self.content {
            Content::Directory(files, _) => write_all(&staged, files),
            Content::File(text) => fs::write(&staged, text).map_err(Error::file("write", &staged)),
        }
    }

    /// Removes what is in `path`, which is one of the names beside the place.
    fn discard(&self, path: &Path) -> Result<(), Error> {
        match self.content {
            Content::Directory(..) => remove(path),
            Content::File(_) => remove_file(path),
        }
    }
}

/// Writes `files` below `directory`, beside what it holds.
///
/// # Errors
/// If one of them cannot be written.
pub fn write_all(directory: &Path, files: &FileSet) -> Result<(), Error> {
    fs::create_dir_all(directory).map_err(Error::file("create", directory))?;
    for (name, text) in files.iter() {
        let path = directory.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Error::file("create", parent))?;
        }
        fs::write(&path, text).map_err(Error::file("write", &path))?;
    }
    Ok(())
}

/// `place` with its name turned into `.name.suffix`: on the same file system, so that renaming
/// is one step, and hidden from whatever looks for sources.
fn beside(place: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(place.file_name().unwrap_or_default());
    name.push(".");
    name.push(suffix);
    place.with_file_name(name)
}

/// Undoes what an interrupted run left behind.
///
/// # Errors
/// If that cannot be done.
pub fn repair(place: &Path) -> Result<(), Error> {
    remove(&beside(place, "new"))?;
    let backup = beside(place, "old");
    if exists(place) {
        return remove(&backup);
    }
    match fs::rename(&backup, place) {
        Err(error) if !is_absent(&error) => Err(Error::file("restore", place)(error)),
        _ => Ok(()),
    }
}

/// Undoes what an interrupted run left behind of a file.
///
/// # Errors
/// If that cannot be done.
pub fn repair_file(place: &Path) -> Result<(), Error> {
    remove_file(&beside(place, "new"))?;
    remove_file(&beside(place, "old"))
}

/// Replaces all directories and files or none.
///
/// # Errors
/// If one of them cannot be written or replaced; then all are as they were.
pub fn replace(replacements: &[Replacement<'_>]) -> Result<(), Error> {
    replace_by(replacements, &mut |from, to| fs::rename(from, to))
}

type Rename<'a> = &'a mut dyn FnMut(&Path, &Path) -> io::Result<()>;

fn replace_by(replacements: &[Replacement<'_>], rename: Rename<'_>) -> Result<(), Error> {
    let staged = replacements.iter().try_for_each(Replacement::stage);
    let swapped = staged.and_then(|()| swap_all(replacements, rename));
    for it in replacements {
        // The outcome is settled; `repair` removes what stays behind here.
        let _ = it.discard(&it.staged());
        let _ = if swapped.is_ok() { it.discard(&it.backup()) } else { Ok(()) };
    }
    swapped
}

fn swap_all(replacements: &[Replacement<'_>], rename: Rename<'_>) -> Result<(), Error> {
    for (done, it) in replacements.iter().enumerate() {
        if let Err(error) = swap(it, rename) {
            for earlier in replacements.iter().take(done) {
                swap_back(earlier, rename);
            }
            return Err(Error::file("replace", &it.place)(error));
        }
    }
    Ok(())
}

fn swap(it: &Replacement<'_>, rename: Rename<'_>) -> io::Result<()> {
    if let Content::File(_) = it.content {
        fs::copy(&it.place, it.backup())?;
        return rename(&it.staged(), &it.place).inspect_err(|_| {
            let _ = fs::remove_file(it.backup());
        });
    }
    match rename(&it.place, &it.backup()) {
        Err(error) if !is_absent(&error) => return Err(error),
        _ => {}
    }
    rename(&it.staged(), &it.place).inspect_err(|_| {
        // If this fails as well, `repair` does it in the next run.
        let _ = rename(&it.backup(), &it.place);
    })?;
    let Content::Directory(_, kept) = it.content else { return Ok(()) };
    for name in kept {
        // Whoever put it there can do so again.
        let _ = rename(&it.backup().join(name), &it.place.join(name));
    }
    Ok(())
}

/// Best effort: what fails here, `repair` does in the next run.
fn swap_back(it: &Replacement<'_>, rename: Rename<'_>) {
    if let Content::Directory(_, kept) = it.content {
        for name in kept {
            let _ = rename(&it.place.join(name), &it.backup().join(name));
        }
        let _ = rename(&it.place, &it.staged());
    }
    let _ = rename(&it.backup(), &it.place);
}

/// Removes `directory` with all that it holds, if it exists.
///
/// # Errors
/// If it cannot be removed.
pub fn remove(directory: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(directory) {
        Err(error) if !is_absent(&error) => Err(Error::file("remove", directory)(error)),
        _ => Ok(()),
    }
}

/// Removes the file at `path`, if it exists.
///
/// # Errors
/// If it cannot be removed.
pub fn remove_file(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if !is_absent(&error) => Err(Error::file("remove", path)(error)),
        _ => Ok(()),
    }
}

fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn is_absent(error: &io::Error) -> bool {
    error.kind() == ErrorKind::NotFound
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sandbox(tempfile::TempDir);

    impl Sandbox {
        /// Two directories with an old file each.
        fn new() -> Self {
            let sandbox = Self(tempfile::tempdir().unwrap());
            for name in ["one", "two"] {
                fs::create_dir(sandbox.path(name)).unwrap();
                fs::write(sandbox.path(name).join("old.rs"), "old").unwrap();
            }
            sandbox
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn all(&self) -> Vec<String> {
            read(self.0.path()).unwrap().into_keys().collect()
        }
    }

    const OLD: [&str; 2] = ["one/old.rs", "two/old.rs"];
    const NEW: [&str; 2] = ["one/sub/new.rs", "two/sub/new.rs"];

    fn new_files() -> FileSet {
        let mut files = FileSet::new();
        files.insert("sub/new.rs", "new".to_owned()).unwrap();
        files
    }

    fn both<'a>(sandbox: &Sandbox, files: &'a FileSet) -> [Replacement<'a>; 2] {
        ["one", "two"].map(|name| Replacement::directory(sandbox.path(name), files))
    }

    #[test]
    fn directories_are_replaced_whole() {
        let (sandbox, files) = (Sandbox::new(), new_files());
        replace(&both(&sandbox, &files)).unwrap();
        assert_eq!(sandbox.all(), NEW);
    }

    #[test]
    fn what_is_kept_stays_and_the_rest_goes() {
        let (sandbox, files) = (Sandbox::new(), new_files());
        fs::create_dir(sandbox.path("one/target")).unwrap();
        fs::write(sandbox.path("one/target/a"), "old").unwrap();
        let kept = ["target", "Cargo.lock"];
        replace(&[Replacement::directory_keeping(sandbox.path("one"), &files, &kept)]).unwrap();
        assert_eq!(sandbox.all(), ["one/sub/new.rs", "one/target/a", OLD[1]]);
    }

    #[test]
    fn a_directory_may_be_the_first_of_its_kind() {
        let (sandbox, files) = (Sandbox::new(), new_files());
        replace(&[Replacement::directory(sandbox.path("new/three"), &files)]).unwrap();
        assert_eq!(sandbox.all(), ["new/three/sub/new.rs", "one/old.rs", "two/old.rs"]);
    }

    #[test]
    fn if_one_rename_fails_both_directories_are_as_they_were() {
        for failing in 0..4 {
            let (sandbox, files) = (Sandbox::new(), new_files());
            let mut count = 0;
            let outcome = replace_by(&both(&sandbox, &files), &mut |from, to| {
                count += 1;
                if count == failing + 1 {
                    return Err(io::Error::other("refused"));
                }
                fs::rename(from, to)
            });
            assert!(matches!(outcome, Err(Error::File { verb: "replace", .. })), "{failing}");
            assert_eq!(sandbox.all(), OLD, "{failing}");
        }
    }

    #[test]
    fn a_file_is_replaced_with_the_directories_or_not_at_all() {
        for failing in 0..4 {
            let (sandbox, files) = (Sandbox::new(), new_files());
            let file = sandbox.path("file");
            fs::write(&file, "old").unwrap();
            let replacements = [
                Replacement::directory(sandbox.path("one"), &files),
                Replacement::file(file.clone(), "new"),
            ];
            let mut count = 0;
            let outcome = replace_by(&replacements, &mut |from, to| {
                count += 1;
                match count == failing + 1 {
                    true => Err(io::Error::other("refused")),
                    false => fs::rename(from, to),
                }
            });
            let (one, text) = if failing < 3 { (OLD[0], "old") } else { (NEW[0], "new") };
            assert_eq!(outcome.is_ok(), failing == 3);
            assert_eq!(sandbox.all(), ["file", one, OLD[1]], "{failing}");
            assert_eq!(fs::read_to_string(file).unwrap(), text, "{failing}");
        }
    }

    /// The manifest may not be gone for a moment: without it cargo starts nothing.
    #[test]
    fn a_file_is_there_at_every_step() {
        let (sandbox, files) = (Sandbox::new(), new_files());
        let file = sandbox.path("file");
        fs::write(&file, "old").unwrap();
        let replacements = [
            Replacement::file(file.clone(), "new"),
            Replacement::directory(sandbox.path("one"), &files),
        ];
        let outcome = replace_by(&replacements, &mut |from, to| {
            assert!(file.is_file());
            if from.ends_with(".one.new") {
                return Err(io::Error::other("refused"));
            }
            fs::rename(from, to)
        });
        assert!(outcome.is_err());
        assert_eq!(fs::read_to_string(file).unwrap(), "old");
    }

    #[test]
    fn what_an_interrupted_run_left_beside_a_file_is_removed() {
        let sandbox = Sandbox::new();
        for name in ["file", ".file.new", ".file.old"] {
            fs::write(sandbox.path(name), "old").unwrap();
        }
        repair_file(&sandbox.path("file")).unwrap();
        assert_eq!(sandbox.all(), ["file", OLD[0], OLD[1]]);
    }

    #[test]
    fn if_one_file_cannot_be_written_both_directories_are_as_they_were() {
        let (sandbox, files) = (Sandbox::new(), new_files());
        fs::write(sandbox.path(".two.new"), "in the way").unwrap();
        assert!(replace(&both(&sandbox, &files)).is_err());
        assert_eq!(sandbox.all(), [".two.new", "one/old.rs", "two/old.rs"]);
    }

    /// Stops for good at each rename, as a killed process does, and then repairs.
    #[test]
    fn wherever_a_run_is_killed_the_next_one_repairs() {
        for survived in 0..4 {
            let (sandbox, files) = (Sandbox::new(), new_files());
            let replacements = both(&sandbox, &files);
            replacements.iter().for_each(|it| it.stage().unwrap());
            let mut left = survived;
            let _ = swap_all(&replacements, &mut |from, to| {
                if left == 0 {
                    return Err(io::Error::other("killed"));
                }
                left -= 1;
                fs::rename(from, to)
            });
            ["one", "two"].iter().for_each(|it| repair(&sandbox.path(it)).unwrap());
            let one = if survived < 2 { OLD[0] } else { NEW[0] };
            assert_eq!(sandbox.all(), [one, OLD[1]], "{survived}");
        }
    }

    #[test]
    fn what_is_not_there_holds_no_files_and_needs_no_repair() {
        let sandbox = Sandbox::new();
        assert_eq!(read(&sandbox.path("three")).unwrap(), BTreeMap::new());
        repair(&sandbox.path("three")).unwrap();
        assert_eq!(sandbox.all(), OLD);
    }

    #[test]
    fn a_file_in_place_of_a_directory_is_an_error() {
        let sandbox = Sandbox::new();
        assert!(read(&sandbox.path("one/old.rs")).is_err());
    }
}
