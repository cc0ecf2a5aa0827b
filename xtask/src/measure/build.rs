//! How long cargo takes over each crate alone, and how large the outcome is.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

use super::bench::{Bench, Subject};
use super::table::Samples;
use crate::cargo;
use crate::corpus::process::{Ended, Limits, Slot, Work};
use crate::corpus::worker::Ran;
use crate::error::Error;

/// What cargo does with a crate.
#[derive(Clone, Copy, Debug)]
pub(super) enum Action {
    Check,
    Release,
}

impl Action {
    fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check"],
            Self::Release => &["build", "--release"],
        }
    }

    /// What tables call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Check => "cargo check",
            Self::Release => "release build",
        }
    }

    /// What errors call it.
    fn command(self) -> String {
        format!("cargo {}", self.arguments().join(" "))
    }
}

/// A library that cargo made, or found made.
#[derive(Debug, PartialEq, Eq)]
struct Artifact {
    library: String,
    files: Vec<PathBuf>,
    is_fresh: bool,
}

/// Builds `subject` with all that it needs.
pub(super) fn prepare(bench: &Bench, subject: &Subject, action: Action) -> Result<(), Error> {
    build(bench, subject, action).map(drop)
}

/// The size of `subject` as an optimized library, in bytes.
pub(super) fn release_rlib(bench: &Bench, subject: &Subject) -> Result<u64, Error> {
    let artifacts = build(bench, subject, Action::Release)?;
    let own = artifacts.iter().filter(|it| it.library == subject.library);
    let mut files = own.flat_map(|it| &it.files);
    let rlib = files.find(|it| it.extension().is_some_and(|it| it == "rlib"));
    let rlib = rlib.ok_or_else(|| Error::Command {
        command: Action::Release.command(),
        message: format!("it made no rlib of `{}`", subject.library),
    })?;
    Ok(fs::metadata(rlib).map_err(Error::file("read", rlib))?.len())
}

/// The seconds that cargo takes over `subject` alone, its own start included.
///
/// # Errors
/// If cargo fails, or builds anything else or nothing: then the time would mean nothing.
pub(super) fn time(bench: &Bench, subject: &Subject, action: Action) -> Result<f64, Error> {
    touch(bench, subject)?;
    let start = Instant::now();
    let artifacts = build(bench, subject, action)?;
    let seconds = start.elapsed().as_secs_f64();
    let built: Vec<&str> =
        artifacts.iter().filter(|it| !it.is_fresh).map(|it| it.library.as_str()).collect();
    if built == [subject.library] {
        return Ok(seconds);
    }
    let message = format!("it built {built:?}, not `{}` alone; try again", subject.library);
    Err(Error::Command { command: action.command(), message })
}

fn touch(bench: &Bench, subject: &Subject) -> Result<(), Error> {
    let path = bench.place.join(subject.directory).join("src").join("lib.rs");
    let file = File::options().write(true).open(&path).map_err(Error::file("open", &path))?;
    file.set_modified(SystemTime::now()).map_err(Error::file("touch", &path))
}

/// The most memory that a process takes which `cargo check` of `subject` alone starts: the compiler.
pub(super) fn peak_of_check(
    bench: &Bench,
    subject: &Subject,
    worker: fn(&Path) -> io::Result<Command>,
) -> Result<Samples, Error> {
    touch(bench, subject)?;
    let slot = Slot { directory: bench.place.join("slot"), worker, limits: NO_LIMITS };
    let ended = slot.supervise(Work::Run {
        program: cargo::cargo().get_program().to_owned(),
        arguments: arguments(bench, subject, Action::Check),
        directory: bench.place.clone(),
        environment: ENVIRONMENT.map(|(name, value)| (name.to_owned(), value.into())).to_vec(),
    })?;
    match ended {
        Ended::Answer(Ran { is_success: true, peak_bytes, .. }) => {
            Ok(peak_bytes.map(Samples::once).unwrap_or_default())
        }
        _ => Err(Error::Command { command: Action::Check.command(), message: slot.stderr() }),
    }
}

/// More than any build takes.
const NO_LIMITS: Limits = Limits { time: Duration::from_secs(24 * 60 * 60), memory: 1 << 45 };

/// Neither an earlier build nor a compiler cache may do part of the work.
const ENVIRONMENT: [(&str, &str); 3] =
    [("CARGO_INCREMENTAL", "0"), ("RUSTC_WRAPPER", ""), ("RUSTC_WORKSPACE_WRAPPER", "")];

fn build(bench: &Bench, subject: &Subject, action: Action) -> Result<Vec<Artifact>, Error> {
    let mut command = cargo::cargo();
    command.args(arguments(bench, subject, action)).current_dir(&bench.place).envs(ENVIRONMENT);
    Ok(cargo::output(&mut command)?.lines().filter_map(artifact).collect())
}

fn arguments(bench: &Bench, subject: &Subject, action: Action) -> Vec<OsString> {
    let mut arguments = action.arguments().to_vec();
    arguments.extend(["--package", subject.package]);
    if let Some(features) = &subject.features {
        arguments.extend(["--no-default-features", "--features", features]);
    }
    arguments.extend(["--message-format", "json-render-diagnostics", "--target-dir"]);
    let mut arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    arguments.push(bench.place.join("target").into());
    arguments
}

/// Of one line that cargo prints.
fn artifact(line: &str) -> Option<Artifact> {
    let message: Value = serde_json::from_str(line).ok()?;
    if message.get("reason")? != "compiler-artifact" {
        return None;
    }
    let files = message.get("filenames")?.as_array()?.iter();
    Some(Artifact {
        library: message.get("target")?.get("name")?.as_str()?.to_owned(),
        files: files.filter_map(|it| it.as_str().map(PathBuf::from)).collect(),
        is_fresh: message.get("fresh")?.as_bool()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn artifacts_are_found_among_cargos_messages() {
        let line = r#"{"reason":"compiler-artifact","package_id":"path+file:///w/a#0.1.0",
            "target":{"kind":["lib"],"name":"a"},"filenames":["/t/liba.rlib","/t/liba.rmeta"],
            "fresh":false}"#;
        let expected = Artifact {
            library: "a".to_owned(),
            files: vec!["/t/liba.rlib".into(), "/t/liba.rmeta".into()],
            is_fresh: false,
        };
        assert_eq!(artifact(line), Some(expected));
        assert_eq!(artifact(r#"{"reason":"build-finished","success":true}"#), None);
        assert_eq!(artifact("no JSON"), None);
    }
}
