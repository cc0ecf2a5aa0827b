//! `cargo xtask diff`: what differs between two documents, and what follows from it.

mod approvals;
mod git;
mod side;

use std::path::PathBuf;

use clap::ValueEnum;
use openapi_exact::diff::report::{Comparison, Threshold, github, html, json, markdown, text};

use self::side::Side;
use crate::error::Error;
use crate::workspace::Workspace;
use crate::{Console, Outcome};

/// Which two documents, and how to tell.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The older document: a file, or a git revision such as `HEAD~3`
    old: String,

    /// The newer document: a file or a git revision; without it, the working tree
    new: Option<String>,

    /// An overlay for each of the two that is a file, in place of its own; given several times,
    /// they are applied in that order
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,

    /// How to tell
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Exit with 2 if a change that is not approved is as grave as this
    #[arg(long, value_name = "LEVEL", value_enum)]
    fail_on: Option<FailOn>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// For the terminal
    Text,
    /// For programs; its schema is `docs/drift.schema.json`
    Json,
    /// For a pull request, or as an entry of `CHANGELOG.md`
    Markdown,
    /// One page that needs nothing but itself
    Html,
    /// Workflow commands of GitHub Actions: annotations of the changed lines
    Github,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailOn {
    /// Yesterday's client fails or is misunderstood
    Breaking,
    /// That, or nobody can tell, or code that uses the client may no longer compile
    Source,
    /// Anything, the words of the documentation too
    Any,
}

impl From<FailOn> for Threshold {
    fn from(it: FailOn) -> Self {
        match it {
            FailOn::Breaking => Self::Breaking,
            FailOn::Source => Self::Source,
            FailOn::Any => Self::Any,
        }
    }
}

pub(crate) fn run(
    workspace: &Workspace,
    args: &Args,
    console: &mut Console<'_>,
) -> Result<Outcome, Error> {
    let old = Side::named(workspace, &args.old, &args.overlays)?;
    let new = match &args.new {
        Some(name) => Side::named(workspace, name, &args.overlays)?,
        None => Side::working_tree(workspace)?,
    };
    let diff = workspace.compare(&old.inputs, &new.inputs)?;
    new.approvals.check(&diff)?;
    let approved = new.approvals.reasons();
    let comparison =
        Comparison { old: &old.name, new: &new.name, diff: &diff, approved: &approved };
    print(&comparison, args.format, console)?;
    match args.fail_on {
        Some(level) if comparison.reaches(level.into()) => Ok(Outcome::Drift),
        _ => Ok(Outcome::Done),
    }
}

/// Writes a comparison in the form that was asked for.
pub(crate) fn print(
    comparison: &Comparison<'_>,
    format: Format,
    console: &mut Console<'_>,
) -> Result<(), Error> {
    let report = match format {
        Format::Text => text::render(comparison, &console.styles),
        Format::Json => json::render(comparison),
        Format::Markdown => markdown::render(comparison),
        Format::Html => html::render(comparison).map_err(std::io::Error::other)?,
        Format::Github => github::render(comparison),
    };
    console.out.write_all(report.as_bytes())?;
    Ok(())
}

/// What changed since the last commit, in a line or two; never an error, because whoever asks has
/// other things to do.
pub(crate) fn since_head(workspace: &Workspace) -> String {
    match try_since_head(workspace) {
        Ok(summary) => summary,
        Err(error) => {
            let error = error.to_string();
            let reason = error.lines().next().unwrap_or_default().trim_start_matches("error: ");
            format!("since HEAD: not compared: {reason}")
        }
    }
}

fn try_since_head(workspace: &Workspace) -> Result<String, Error> {
    let (old, new) = (Side::revision(workspace, "HEAD")?, Side::working_tree(workspace)?);
    if old.is_same(&new) {
        return Ok("since HEAD: the document and its overlay are the same".to_owned());
    }
    let diff = workspace.compare(&old.inputs, &new.inputs)?;
    let approved = new.approvals.reasons();
    let comparison =
        Comparison { old: &old.name, new: &new.name, diff: &diff, approved: &approved };
    let summary = format!("since HEAD: {}", comparison.summary());
    match diff.changes.len() {
        0 => Ok(summary),
        _ => Ok(format!("{summary}\n`cargo xtask diff HEAD` shows them")),
    }
}
