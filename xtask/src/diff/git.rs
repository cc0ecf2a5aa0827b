//! Files as they were, read through the git command.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::error::Error;

/// The repository that a checkout belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Git<'a> {
    root: &'a Path,
}

/// A commit, by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit(String);

impl<'a> Git<'a> {
    /// The repository that the directory `root` belongs to.
    pub(super) fn new(root: &'a Path) -> Self {
        Self { root }
    }

    /// The commit that `revision` names, if it names one.
    ///
    /// # Errors
    /// If git cannot be started, or this is no repository.
    pub(super) fn commit(self, revision: &str) -> Result<Option<Commit>, Error> {
        Ok(self.resolve(&format!("{revision}^{{commit}}"))?.map(Commit))
    }

    /// The bytes of the file that `path`, counted from the root of the checkout, was at `commit`.
    pub(super) fn file(self, commit: &Commit, path: &str) -> Result<Option<Vec<u8>>, Error> {
        // `./` counts from the directory that git runs in, not from the root of the repository.
        let Some(blob) = self.resolve(&format!("{}:./{path}", commit.0))? else { return Ok(None) };
        let arguments = ["cat-file", "blob", &blob];
        let output = self.run(&arguments)?;
        if output.status.success() {
            Ok(Some(output.stdout))
        } else {
            Err(refused(&arguments, &output))
        }
    }

    /// The hash of the object that `name` means, if there is one.
    fn resolve(self, name: &str) -> Result<Option<String>, Error> {
        let arguments = ["rev-parse", "--verify", "--quiet", name];
        let output = self.run(&arguments)?;
        match output.status.code() {
            Some(0) => Ok(Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())),
            // Git says nothing: it works, and knows no such object.
            _ if output.stderr.is_empty() => Ok(None),
            _ => Err(refused(&arguments, &output)),
        }
    }

    fn run(self, arguments: &[&str]) -> Result<Output, Error> {
        let mut git = Command::new("git");
        git.arg("-C").arg(self.root).args(arguments).stdin(Stdio::null()).env("LC_ALL", "C");
        // A hook that starts us has set these for another purpose.
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            git.env_remove(variable);
        }
        git.output().map_err(|error| Error::Command {
            command: command(arguments),
            message: format!("{error}; install git, or name two files"),
        })
    }
}

fn refused(arguments: &[&str], output: &Output) -> Error {
    let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Error::Command { command: command(arguments), message }
}

fn command(arguments: &[&str]) -> String {
    format!("git {}", arguments.join(" "))
}
