//! Work in a process of its own, so that a panic, an abort, a hang or too much memory is an answer
//! like any other.
//!
//! A worker gets a directory, its slot. It reads what to do from `task.json` there and writes
//! `answer.json`. Where there is none, the way it ended and what it said on stderr tell why.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use openapi_exact_build::tree;

use super::limits;
use super::record::{Cause, Outcome};
use crate::error::Error;
use crate::fuzz::Batch;

pub(super) const TASK: &str = "task.json";
const ANSWER: &str = "answer.json";
const STDOUT: &str = "stdout.txt";
const STDERR: &str = "stderr.txt";

/// How often it is looked whether a worker has ended.
const PAUSE: Duration = Duration::from_millis(5);

/// By the clock, a worker may take as many times as long as it may compute: the machine may have
/// other things to do.
const CLOCK: u32 = 4;

/// What a worker does.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Work {
    /// Makes a client of a document.
    Generate {
        /// What findings call the document.
        name: String,
        /// Where it is.
        path: PathBuf,
        /// Where its crate goes, and where the runtime is; nowhere if nobody wants it.
        package: Option<(PathBuf, PathBuf)>,
        /// Where samples for its types go, and the program that tries them.
        samples: Option<(PathBuf, PathBuf)>,
    },
    /// Gives documents that were changed at random to the generator.
    Fuzz(Batch),
    /// Compares samples with what the program wrote of them.
    Judge { document: PathBuf, samples: PathBuf, written: PathBuf },
    /// Runs a program, whose output goes to the slot.
    Run {
        program: OsString,
        arguments: Vec<OsString>,
        directory: PathBuf,
        environment: Vec<(String, OsString)>,
    },
}

/// What a worker finds in its slot.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) limits: Limits,
    pub(super) work: Work,
}

/// What a worker may use up.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Limits {
    /// Of processors' time, where the platform counts it; of the clock's, several times as much.
    pub(crate) time: Duration,
    /// In bytes.
    pub(crate) memory: u64,
}

/// How a worker ended.
#[derive(Debug)]
pub(crate) enum Ended<T> {
    /// With an answer.
    Answer(T),
    /// Without one.
    Failed(Outcome, Cause),
}

/// A directory of a worker's own, and how one is started.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) directory: PathBuf,
    pub(crate) worker: fn(&Path) -> std::io::Result<Command>,
    pub(crate) limits: Limits,
}

impl Slot {
    /// Lets a worker do `work`, which answers with a `T`.
    pub(crate) fn supervise<T: DeserializeOwned>(&self, work: Work) -> Result<Ended<T>, Error> {
        fs::create_dir_all(&self.directory).map_err(Error::file("create", &self.directory))?;
        let answer = self.directory.join(ANSWER);
        tree::remove_file(&answer)?;
        let task = Task { limits: self.limits, work };
        write_json(&self.directory.join(TASK), &task)?;
        let mut child = self.start()?;
        let status = self.wait(&mut child)?;
        // Before its answer: a limit that was kept at the last moment was kept.
        if let Ok(bytes) = fs::read(&answer)
            && let Ok(answer) = serde_json::from_slice(&bytes)
        {
            return Ok(Ended::Answer(answer));
        }
        let (outcome, message) = match status {
            Some(status) if !limits::was_out_of_time(status) => why(status, &self.output(STDERR)),
            _ => (Outcome::Timeout, format!("not done within {} s", self.limits.time.as_secs())),
        };
        Ok(Ended::Failed(outcome, Cause::new("process", &message, None)))
    }

    /// What the last worker, or the program that it ran, wrote to stdout.
    pub(super) fn stdout(&self) -> String {
        self.output(STDOUT)
    }

    /// What it wrote to stderr.
    pub(crate) fn stderr(&self) -> String {
        self.output(STDERR)
    }

    fn output(&self, name: &str) -> String {
        let bytes = fs::read(self.directory.join(name)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn start(&self) -> Result<Child, Error> {
        let create = |name: &str| {
            let path = self.directory.join(name);
            File::create(&path).map_err(Error::file("create", &path))
        };
        let started = (self.worker)(&self.directory).map(|mut command| {
            command.stdin(Stdio::null());
            #[cfg(unix)]
            std::os::unix::process::CommandExt::process_group(&mut command, 0);
            command
        });
        let mut command = started.map_err(Error::file("start", Path::new("this program")))?;
        command.stdout(create(STDOUT)?).stderr(create(STDERR)?);
        command.spawn().map_err(Error::file("start", Path::new(command.get_program())))
    }

    /// None if it was ended because its time was up.
    fn wait(&self, child: &mut Child) -> Result<Option<ExitStatus>, Error> {
        let failed = |it| Error::file("wait for", Path::new("a worker"))(it);
        let start = Instant::now();
        loop {
            if let Some(status) = child.try_wait().map_err(failed)? {
                return Ok(Some(status));
            }
            if start.elapsed() > self.limits.time * CLOCK {
                limits::end_group(child).map_err(failed)?;
                child.wait().map_err(failed)?;
                return Ok(None);
            }
            thread::sleep(PAUSE);
        }
    }
}

/// Leaves an answer in the slot.
pub(crate) fn answer(slot: &Path, answer: &impl Serialize) -> Result<(), Error> {
    write_json(&slot.join(ANSWER), answer)
}

pub(super) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Error> {
    let text = serde_json::to_vec(value).map_err(|it| Error::Output(it.into()))?;
    fs::write(path, text).map_err(Error::file("write", path))
}

/// Why a process ended that was not asked to.
pub(super) fn why(status: ExitStatus, stderr: &str) -> (Outcome, String) {
    let said = |text: &str| stderr.contains(text);
    if is_memory(stderr) {
        return (Outcome::Memory, "more memory than it may have".to_owned());
    }
    if said("has overflowed its stack") {
        return (Outcome::Crash, "stack overflow".to_owned());
    }
    let how = limits::signal(status).map_or_else(|| status.to_string(), str::to_owned);
    let last = stderr.lines().rev().find(|it| !it.trim().is_empty());
    (Outcome::Crash, last.map_or_else(|| how.clone(), |it| format!("{how}: {it}")))
}

/// Whether a process that failed says that there was no memory.
pub(super) fn is_memory(stderr: &str) -> bool {
    let words = ["memory allocation of", "Cannot allocate memory", "out of memory", "os error 12"];
    words.iter().any(|it| stderr.contains(it))
}
