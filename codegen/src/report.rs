//! What a stage has to say: errors and warnings, each with its place and with what to do.

use std::fmt;

use crate::pointer::Pointer;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something was left out or reduced on purpose; nothing to do.
    Note,
    /// The result is usable, but less than the document says.
    Warning,
    /// There is no result.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A position in a text, for people: lines and columns count from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The name of the file, as the caller gave it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The text of that line; of a long one the part around the column.
    pub text: String,
    /// How many characters of `text` stand before the column.
    pub indent: usize,
}

/// Where in the tree, and where in the text, a finding belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The address in the tree as the stage saw it.
    pub pointer: Pointer,
    /// The nearest place in a text that the node came from.
    pub location: Option<Location>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// The stage or pass that says so.
    pub stage: &'static str,
    /// Where it belongs.
    pub place: Option<Place>,
    /// What is wrong, in the document's words.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// An overlay action that would mend it, ready to paste.
    pub overlay: Option<String>,
}

impl Diagnostic {
    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Offers an overlay action to paste.
    pub fn overlay(&mut self, action: impl Into<String>) -> &mut Self {
        self.overlay = Some(action.into());
        self
    }
}

/// What is wrong, where in the text, where in the tree, who says so, what to do.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.severity, self.message)?;
        if let Some(place) = &self.place {
            if let Some(at) = &place.location {
                writeln!(f, " --> {}:{}:{}", at.file, at.line, at.column)?;
                let gutter = at.line.to_string();
                let blank = " ".repeat(gutter.len());
                writeln!(f, "{blank} |\n{gutter} | {}", at.text)?;
                writeln!(f, "{blank} | {}^", " ".repeat(at.indent))?;
            }
            writeln!(f, "  at: {}", place.pointer)?;
        }
        writeln!(f, "  stage: {}", self.stage)?;
        if let Some(help) = &self.help {
            writeln!(f, "  help: {help}")?;
        }
        if let Some(overlay) = &self.overlay {
            writeln!(f, "  overlay:")?;
            overlay.lines().try_for_each(|line| writeln!(f, "    {line}"))?;
        }
        Ok(())
    }
}

/// All findings of a run, in the order they were made.
#[derive(Clone, Debug, Default)]
pub struct Report {
    stage: &'static str,
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// An empty report.
    pub fn new() -> Self {
        Self::default()
    }

    /// Findings from here on are those of `stage`.
    pub fn enter(&mut self, stage: &'static str) {
        self.stage = stage;
    }

    /// There is no result unless this is mended.
    pub fn error(&mut self, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Severity::Error, Some(place), message.into())
    }

    /// The result says less than the document.
    pub fn warn(&mut self, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Severity::Warning, Some(place), message.into())
    }

    /// Something was reduced on purpose.
    pub fn note(&mut self, place: Place, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Severity::Note, Some(place), message.into())
    }

    /// An error that belongs to no single place.
    pub fn fail(&mut self, message: impl Into<String>) -> &mut Diagnostic {
        self.push(Severity::Error, None, message.into())
    }

    /// Takes in the findings of another report.
    pub(crate) fn absorb(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
    }

    fn push(
        &mut self,
        severity: Severity,
        place: Option<Place>,
        message: String,
    ) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic {
            severity,
            stage: self.stage,
            place,
            message,
            help: None,
            overlay: None,
        });
        self.diagnostics.last_mut().expect("just pushed")
    }

    /// Whether anything stands in the way of a result.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|it| it.severity == Severity::Error)
    }

    /// The findings, in the order they were made.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// How many findings are as grave as `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|it| it.severity == severity).count()
    }

    /// The same findings, each of which begins with `prefix`: for who runs several documents.
    #[must_use]
    pub fn prefixed(mut self, prefix: &str) -> Self {
        for diagnostic in &mut self.diagnostics {
            diagnostic.message.insert_str(0, prefix);
        }
        self
    }

    /// `value`, unless an error was reported: then the report.
    pub fn done<T>(self, value: T) -> Result<(T, Self), Self> {
        if self.has_errors() { Err(self) } else { Ok((value, self)) }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.diagnostics.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Report {}
