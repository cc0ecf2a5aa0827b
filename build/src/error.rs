//! Why a client was not made.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use openapi_exact::file_set::InvalidPath;
use openapi_exact::report::Report;
use openapi_exact::rust_api;

/// Why a client was not made; as text, with what to do.
///
/// `Debug` is the same text, for a `main` that gives this.
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
    /// Generated files that cannot be put into one.
    Nest(rust_api::Error),
    /// A name that no crate can have.
    CrateName(String),
    /// A directory that holds what was not generated: a file in it.
    NotGenerated(PathBuf),
    /// Not started by cargo as a build script: the environment variable that is missing.
    NoBuildScript(&'static str),
}

impl Error {
    /// For `map_err`: says what was to be done with which path.
    pub(crate) fn file(verb: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::File { verb, path: path.to_owned(), source }
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
            Self::Nest(error) => write!(f, "error: {error}; the generator wrote this: report it"),
            Self::CrateName(name) => write!(
                f,
                "error: no crate can be called `{name}`; begin with a letter, go on with letters, \
                 digits, `-` and `_`, and take no word of Rust"
            ),
            Self::NotGenerated(path) => write!(
                f,
                "error: `{}` was not generated; move it away, or name another directory",
                path.display()
            ),
            Self::NoBuildScript(variable) => {
                write!(f, "error: `{variable}` is not set; call this from a build script")
            }
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { source, .. } => Some(source),
            Self::Input(report) => Some(report),
            Self::Path(error) => Some(error),
            Self::Nest(error) => Some(error),
            Self::CrateName(_) | Self::NotGenerated(_) | Self::NoBuildScript(_) => None,
        }
    }
}

impl From<Report> for Error {
    fn from(report: Report) -> Self {
        Self::Input(report)
    }
}

impl From<InvalidPath> for Error {
    fn from(error: InvalidPath) -> Self {
        Self::Path(error)
    }
}
