//! Whether a generated client compiles without a warning.
//!
//! Every slot has one crate, whose files are replaced for each document, and a target directory,
//! where the dependencies stay. They are built once, in the first slot; the others get a copy:
//! cargo runs once at a time in a target directory. What fails is kept in `failed/`.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use openapi_exact::source::Source;
use openapi_exact::{Inputs, generate};
use openapi_exact_build::{Package, Runtime, tree};
use serde_json::Value;
use walkdir::WalkDir;

use super::process::{Ended, Slot, Work, is_memory};
use super::record::{Cause, Outcome, Step};
use super::worker::{CRATE_NAME, Ran};
use crate::error::Error;
use crate::workspace::Workspace;

/// A crate in the slot of a worker.
#[derive(Debug)]
pub(super) struct Bench<'a> {
    pub(super) slot: &'a Slot,
}

impl<'a> Bench<'a> {
    /// The directory of the crate.
    pub(super) fn place(slot: &Slot) -> PathBuf {
        slot.directory.join(CRATE_NAME)
    }

    /// The program that tries the samples.
    pub(super) fn program_source(slot: &Slot) -> PathBuf {
        Self::place(slot).join("src").join("bin").join("round_trip.rs")
    }

    /// The same, built.
    pub(super) fn program(&self) -> PathBuf {
        let name = format!("round_trip{}", std::env::consts::EXE_SUFFIX);
        self.slot.directory.join("target").join("debug").join(name)
    }

    /// Builds the dependencies in the first of the slots, and copies them to the others.
    pub(super) fn prepare(workspace: &Workspace, slots: &'a [Slot]) -> Result<(), Error> {
        let Some((first, others)) = slots.split_first() else { return Ok(()) };
        for slot in slots {
            fs::create_dir_all(&slot.directory).map_err(Error::file("create", &slot.directory))?;
            let manifest = slot.directory.join("Cargo.toml");
            fs::write(&manifest, WORKSPACE).map_err(Error::file("write", &manifest))?;
            let lock = workspace.path("Cargo.lock");
            let copied = fs::copy(&lock, slot.directory.join("Cargo.lock"));
            copied.map_err(Error::file("copy", &lock))?;
        }
        let bench = Self { slot: first };
        bench.write_smallest(workspace)?;
        let (ran, _) = bench.cargo(&["check", "--lib"])?;
        let Ended::Answer(Ran { is_success: true, .. }) = ran else {
            let message = first.stderr();
            return Err(Error::Command { command: "cargo check".to_owned(), message });
        };
        bench.forget()?;
        let built = first.directory.join("target");
        for slot in others.iter().filter(|it| !it.directory.join("target").exists()) {
            copy_all(&built, &slot.directory.join("target"))?;
        }
        Ok(())
    }

    /// A client that has the dependencies of all others.
    fn write_smallest(&self, workspace: &Workspace) -> Result<(), Error> {
        let inputs = Inputs {
            features: Package::features(),
            ..Inputs::new(Arc::new(Source::parse("smallest", SMALLEST)?))
        };
        let files = package(&workspace.path("runtime"))?.files(&generate(&inputs)?)?;
        let place = Self::place(self.slot);
        tree::remove(&place)?;
        Ok(tree::write_all(&place, &files)?)
    }

    /// Runs `cargo check` on the generated files that are there.
    pub(super) fn check(&self) -> Result<Step, Error> {
        let (ran, messages) = self.cargo(&["check", "--lib"])?;
        Ok(judge(ran, &messages, &self.slot.stderr()))
    }

    /// Runs cargo in the crate, and gives what the compiler says of it.
    pub(super) fn cargo(&self, arguments: &[&str]) -> Result<(Ended<Ran>, String), Error> {
        let mut arguments: Vec<OsString> = arguments.iter().map(Into::into).collect();
        let target = self.slot.directory.join("target");
        // TLS is built for nothing where nothing is sent.
        arguments.extend(["--no-default-features", "--features", FEATURES].map(Into::into));
        arguments.extend(["--offline", "--message-format", "json", "--target-dir"].map(Into::into));
        arguments.push(target.into());
        let settings = [
            ("CARGO_INCREMENTAL", "0"),
            ("CARGO_PROFILE_DEV_DEBUG", "0"),
            ("RUSTC_WRAPPER", ""),
            ("RUSTC_WORKSPACE_WRAPPER", ""),
        ];
        let ran = self.slot.supervise(Work::Run {
            program: std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
            arguments,
            directory: Self::place(self.slot),
            environment: settings.map(|(name, it)| (name.to_owned(), it.into())).into(),
        })?;
        Ok((ran, self.slot.stdout()))
    }

    /// Removes what cargo made of the crate: with other features it has other names.
    pub(super) fn forget(&self) -> Result<(), Error> {
        let built = self.slot.directory.join("target").join("debug");
        for folder in ["deps", ".fingerprint"] {
            for entry in fs::read_dir(built.join(folder)).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                let is_own = ["", "lib"].iter().any(|it| {
                    let name = name.strip_prefix(it).unwrap_or(&name);
                    name.starts_with("client-") || name.starts_with("round_trip-")
                });
                match (is_own, entry.path().is_dir()) {
                    (false, _) => {}
                    (true, true) => tree::remove(&entry.path())?,
                    (true, false) => tree::remove_file(&entry.path())?,
                }
            }
        }
        Ok(())
    }

    /// Keeps the crate for who looks for the fault.
    pub(super) fn keep(&self, failed: &Path, name: &str) -> Result<(), Error> {
        let kept = failed.join(name.replace('/', "~"));
        tree::remove(&kept)?;
        copy_all(&Self::place(self.slot), &kept)
    }
}

/// The workspace of a slot: its crate stands below that of this repository, and is no part of it.
const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"client\"]\n";

const SMALLEST: &str = "{openapi: 3.1.0, info: {title: smallest, version: '1'}, \
    paths: {/a: {get: {responses: {'204': {description: nothing}}}}}}";

/// All operations, with all types readable and writable.
const FEATURES: &str = "all-tags,full-serde";

/// The crate that is made of every document.
pub(super) fn package(runtime: &Path) -> Result<Package, Error> {
    let mut package = Package::new(CRATE_NAME)?;
    package.runtime = Runtime::Path(runtime.to_owned());
    Ok(package)
}

/// What cargo came to, in terms of the crate.
pub(super) fn judge(ran: Ended<Ran>, messages: &str, stderr: &str) -> Step {
    let ran = match ran {
        Ended::Failed(outcome, cause) => return Step::failed(outcome, 0.0, vec![cause]),
        Ended::Answer(ran) => ran,
    };
    let warnings = diagnostics(messages, "warning");
    let outcome = match (ran.is_success, &warnings[..]) {
        (true, []) => Outcome::Good,
        (true, _) => Outcome::Warnings,
        (false, _) if is_memory(stderr) => Outcome::Memory,
        (false, _) => Outcome::Refused,
    };
    let causes = match outcome {
        Outcome::Good => Vec::new(),
        Outcome::Warnings => warnings,
        _ => match diagnostics(messages, "error") {
            none if none.is_empty() => {
                let last = stderr.lines().rev().find(|it| !it.trim().is_empty());
                vec![Cause::new("cargo", last.unwrap_or_default(), None)]
            }
            errors => errors,
        },
    };
    Step { outcome, seconds: ran.seconds, peak_bytes: ran.peak_bytes, causes }
}

/// What the compiler says of the crate itself, one of each group.
fn diagnostics(messages: &str, level: &str) -> Vec<Cause> {
    let messages = messages.lines().filter_map(|it| serde_json::from_str::<Value>(it).ok());
    Cause::distinct(messages.filter_map(|it| diagnostic(&it, level)))
}

fn diagnostic(line: &Value, level: &str) -> Option<Cause> {
    let is_own = line.pointer("/target/name")?.as_str()? == CRATE_NAME
        || line.pointer("/target/kind/0")?.as_str()? == "bin";
    let message = line.get("message")?;
    // The count of warnings at the end has no code and no place.
    let spans = message.get("spans")?.as_array()?;
    if !is_own || message.get("level")?.as_str()? != level || spans.is_empty() {
        return None;
    }
    let text = message.get("message")?.as_str()?;
    let code = message.pointer("/code/code").and_then(Value::as_str);
    let text = code.map_or_else(|| text.to_owned(), |code| format!("{code}: {text}"));
    let span = spans.iter().find(|it| it["is_primary"] == true).unwrap_or(&spans[0]);
    let file = span.get("file_name")?.as_str()?;
    Some(Cause::new("rustc", &text, Some(format!("{file}:{}", span.get("line_start")?))))
}

/// A copy that cargo takes for what it is a copy of: times stay.
fn copy_all(from: &Path, to: &Path) -> Result<(), Error> {
    for entry in WalkDir::new(from) {
        let entry = entry.map_err(|it| Error::file("copy", from)(it.into()))?;
        let path = entry.path();
        let copy = to.join(path.strip_prefix(from).unwrap_or(path));
        if entry.file_type().is_dir() {
            fs::create_dir_all(&copy).map_err(Error::file("create", &copy))?;
            continue;
        }
        let modified = fs::metadata(path).and_then(|it| it.modified());
        let modified = modified.map_err(Error::file("read", path))?;
        fs::copy(path, &copy).map_err(Error::file("copy", path))?;
        let file = File::options().write(true).open(&copy).map_err(Error::file("open", &copy))?;
        file.set_modified(modified).map_err(Error::file("touch", &copy))?;
    }
    Ok(())
}
