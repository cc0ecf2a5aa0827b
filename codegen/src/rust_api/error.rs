//! Why the public items of a crate cannot be listed.

use std::fmt;

/// Why the public items of a crate cannot be listed; as text, with the file and what to do.
#[derive(Debug)]
pub enum Error {
    /// There is neither a `lib.rs` nor a `mod.rs`.
    NoRoot,
    /// A module whose file is not there.
    NoFile {
        /// The file that declares the module.
        file: String,
        /// The name of the module.
        module: String,
    },
    /// A file that is not Rust.
    NotRust {
        /// The file.
        file: String,
        /// What is wrong with it.
        source: syn::Error,
    },
    /// Something whose public items are not known.
    Unknown {
        /// The file.
        file: String,
        /// What it is, with its name: "the macro `a!`".
        what: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoot => f.write_str(
                "the crate has no `lib.rs` and no `mod.rs`; give all files below one of them",
            ),
            Self::NoFile { file, module } => write!(
                f,
                "`{file}` declares the module `{module}`, whose file is missing; give all files \
                 of the crate"
            ),
            Self::NotRust { file, source } => {
                write!(f, "`{file}` is not Rust: {source}; generate it anew")
            }
            Self::Unknown { file, what } => write!(
                f,
                "`{file}` has {what}, whose public items are not known; add it to \
                 `codegen/src/rust_api`"
            ),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NotRust { source, .. } => Some(source),
            Self::NoRoot | Self::NoFile { .. } | Self::Unknown { .. } => None,
        }
    }
}
