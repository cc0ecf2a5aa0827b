//! The public API of a generated client: what a user's code can name, and what a change of it asks
//! of the version.

use std::fmt;

/// How far a change moves the version of a 1.x crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Not at all: nothing changed.
    #[default]
    None,
    /// The last number: behaviour or documentation, and no public item.
    Patch,
    /// The middle number: items were added or deprecated.
    Minor,
    /// The first number: code that compiled, or worked, may no longer.
    Major,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}
