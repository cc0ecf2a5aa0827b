//! `cargo xtask generate`: makes a crate of any document.

use std::path::{Path, PathBuf};

use openapi_exact::report::{Diagnostic, Report, Severity};
use openapi_exact_build::{Client, Package, Runtime, Written};

use crate::error::Error;
use crate::words::{counted, summary};
use crate::{Console, Outcome};

/// A document, and the crate that is to be made of it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The document: YAML or JSON, OpenAPI 3.0 or 3.1
    document: PathBuf,

    /// An overlay; given several times, they are applied in that order
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,

    /// The directory of the crate
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// The name of the crate; without it, one that is made of the document's title
    #[arg(long, value_name = "CRATE")]
    name: Option<String>,

    /// A tag whose operations are wanted; with neither tag nor operation, all are
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,

    /// An operation that is wanted, by its `operationId` or as `GET /users/{id}`
    #[arg(long = "operation", value_name = "ID")]
    operations: Vec<String>,

    /// The directory of the runtime; without it, the crate depends on its version
    #[arg(long, value_name = "DIR")]
    runtime: Option<PathBuf>,

    /// The licence of the crate, as an SPDX expression; without it, the crate names none
    #[arg(long, value_name = "SPDX")]
    license: Option<String>,

    /// Print all findings: what is less than the document says, and what was reduced on purpose
    #[arg(long)]
    notes: bool,
}

pub(crate) fn run(args: &Args, console: &mut Console<'_>) -> Result<Outcome, Error> {
    let client = Client::new(&args.document);
    let client = args.overlays.iter().fold(client, Client::overlay);
    let client = args.tags.iter().fold(client, Client::tag);
    let client = args.operations.iter().fold(client, Client::operation);
    let package = package(args)?;
    let Written { generated, drift, files } = client.write_package(&args.out, &package)?;

    match args.notes {
        true => write!(console.err, "{}", generated.report)?,
        false => sum_up(&generated.report, console)?,
    }
    let operations = counted(generated.operations, "operation");
    writeln!(
        console.out,
        "{}: {operations}, {}",
        package.name(&generated),
        counted(generated.types, "type")
    )?;
    writeln!(console.out, "{}: {}", args.out.display(), summary(&drift, files))?;
    Ok(Outcome::Done)
}

fn package(args: &Args) -> Result<Package, Error> {
    let mut package = match &args.name {
        Some(name) => Package::new(name)?,
        None => Package::default(),
    };
    if let Some(path) = &args.runtime {
        package.runtime = Runtime::Path(absolute(path)?);
    }
    package.license.clone_from(&args.license);
    Ok(package)
}

/// The manifest lies elsewhere than where the path was given.
fn absolute(path: &Path) -> Result<PathBuf, Error> {
    path.canonicalize().map_err(Error::file("read", path))
}

/// How many warnings each stage has, and the first of them.
fn sum_up(report: &Report, console: &mut Console<'_>) -> Result<(), Error> {
    let warnings = report.diagnostics().iter().filter(|it| it.severity == Severity::Warning);
    let mut stages: Vec<(&Diagnostic, usize)> = Vec::new();
    for warning in warnings {
        match stages.iter_mut().find(|(first, _)| first.stage == warning.stage) {
            Some((_, count)) => *count += 1,
            None => stages.push((warning, 1)),
        }
    }
    for (first, count) in &stages {
        write!(console.err, "{first}")?;
        if *count > 1 {
            writeln!(console.err, "  and {} of {} more", count - 1, first.stage)?;
        }
        writeln!(console.err)?;
    }
    let [warnings, notes] = [Severity::Warning, Severity::Note].map(|it| report.count(it));
    if warnings + notes > 0 {
        let (warnings, notes) = (counted(warnings, "warning"), counted(notes, "note"));
        writeln!(console.err, "{warnings}, {notes}; `--notes` shows all")?;
    }
    Ok(())
}
