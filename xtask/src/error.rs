//! Why a command failed.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use openapi_exact::file_set::InvalidPath;
use openapi_exact::report::Report;

use crate::manifest::MANIFEST;

/// Why a command failed; as text, with what to do.
#[derive(Debug)]
pub enum Error {
    /// A file or directory.
    File {
        /// What was to be done with it: `read`, `write`, ...
        verb: &'static str,
        /// Its path.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The inputs: all findings, at least one of them an error.
    Input(Report),
    /// Two generated files, or one, cannot be written.
    Path(InvalidPath),
    /// A client was not made or written.
    Build(openapi_exact_build::Error),
    /// A document that would not be the same when read back.
    Yaml,
    /// progenitor cannot make a client of the document; what it says.
    Peer {
        /// Its name.
        peer: &'static str,
        /// What it says.
        message: String,
    },
    /// The root manifest is not as the measuring needs it.
    Manifest(String),
    /// The manifest of the client has no use for the features of the tags.
    Features(String),
    /// A program that was started.
    Command {
        /// The program with its arguments.
        command: String,
        /// What went wrong, in its own words where it has any.
        message: String,
    },
    /// What was to be compared, and is neither of the two things that can be.
    NeitherFileNorRevision(String),
    /// A revision from before there was such a file.
    NotAtRevision {
        /// The revision.
        revision: String,
        /// The path of the file from the root of the checkout.
        path: &'static str,
    },
    /// A file that is not UTF-8.
    NotText(String),
    /// Generated code that is not Rust.
    Rust {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: syn::Error,
    },
    /// The output cannot be written to.
    Output(io::Error),
    /// A document that was not got.
    Fetch {
        /// The file or address.
        from: String,
        /// What is in the way.
        reason: String,
    },
    /// A document that says nothing.
    NoOperations(String),
    /// A file that is not as it should be.
    Toml {
        /// Its path.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A report of an earlier run that cannot be compared with.
    CorpusReport {
        /// Its path.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No document to change, in any of these places.
    NoDocuments(Vec<PathBuf>),
    /// No Chromium to look at pages with.
    NoBrowser,
    /// Not started by cargo, so the workspace is unknown.
    NoWorkspace,
}

impl Error {
    /// For `map_err`: says what was to be done with which path.
    pub(crate) fn file(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { verb, path: path.to_owned(), source }
    }

    /// For `map_err`: says what is wrong with the root manifest.
    pub(crate) fn manifest(problem: impl fmt::Display) -> Self {
        Self::Manifest(problem.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { verb, path, source } => {
                write!(f, "error: cannot {verb} `{}`: {source}", path.display())
            }
            Self::Input(report) => f.write_str(report.to_string().trim_end()),
            Self::Path(error) => write!(f, "error: {error}"),
            Self::Build(error) => write!(f, "{error}"),
            Self::Yaml => f.write_str("error: YAML cannot hold this document; use `--format json`"),
            Self::Peer { peer, message } => write!(
                f,
                "error: {peer} cannot make a client to measure against: {message}\n\
                 help: measure with another document, or beside another generator (`--peer`)"
            ),
            Self::Manifest(problem) => {
                write!(f, "error: cannot use the root `Cargo.toml`: {problem}")
            }
            Self::Features(problem) => {
                write!(f, "error: cannot use `{MANIFEST}` for the features of the tags: {problem}")
            }
            Self::Command { command, message } => {
                write!(f, "error: `{command}` failed: {message}")
            }
            Self::NeitherFileNorRevision(name) => {
                write!(f, "error: `{name}` is neither a file nor a git revision of this repository")
            }
            Self::NotAtRevision { revision, path } => write!(
                f,
                "error: `{path}` does not exist at `{revision}`; name a later revision, or a file"
            ),
            Self::NotText(name) => write!(f, "error: `{name}` is not UTF-8"),
            Self::Rust { path, source } => {
                write!(
                    f,
                    "error: `{}` is not Rust: {source}; run `cargo xtask regen`",
                    path.display()
                )
            }
            Self::Output(error) => write!(f, "error: cannot write the output: {error}"),
            Self::Fetch { from, reason } => write!(f, "error: cannot fetch `{from}`: {reason}"),
            Self::NoOperations(from) => write!(
                f,
                "error: `{from}` has no operation, so it is not the document that we want"
            ),
            Self::Toml { path, reason } => {
                write!(f, "error: `{}`: {}", path.display(), reason.trim_end())
            }
            Self::CorpusReport { path, reason } => write!(
                f,
                "error: `{}` is no JSON report of `cargo xtask corpus`: {reason}",
                path.display()
            ),
            Self::NoDocuments(places) => {
                let places: Vec<_> =
                    places.iter().map(|it| format!("`{}`", it.display())).collect();
                write!(f, "error: no document of at most 64 KiB in {}", places.join(", "))
            }
            Self::NoBrowser => f.write_str(
                "error: Chromium is not installed; install it (Debian: `apt-get install \
                 chromium`), or name it in the variable CHROMIUM",
            ),
            Self::NoWorkspace => {
                f.write_str("error: the workspace is unknown; start this as `cargo xtask`")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { source, .. } | Self::Output(source) => Some(source),
            Self::Input(report) => Some(report),
            Self::Path(error) => Some(error),
            Self::Build(error) => Some(error),
            Self::Rust { source, .. } => Some(source),
            Self::Yaml
            | Self::NoWorkspace
            | Self::NoBrowser
            | Self::Fetch { .. }
            | Self::NoOperations(_)
            | Self::Toml { .. }
            | Self::CorpusReport { .. }
            | Self::NoDocuments(_)
            | Self::NeitherFileNorRevision(_)
            | Self::NotAtRevision { .. }
            | Self::NotText(_)
            | Self::Peer { .. }
            | Self::Manifest(_)
            | Self::Features(_)
            | Self::Command { .. } => None,
        }
    }
}

impl From<Report> for Error {
    fn from(report: Report) -> Self {
        Self::Input(report)
    }
}

impl From<openapi_exact_build::Error> for Error {
    fn from(error: openapi_exact_build::Error) -> Self {
        Self::Build(error)
    }
}

impl From<InvalidPath> for Error {
    fn from(error: InvalidPath) -> Self {
        Self::Path(error)
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
