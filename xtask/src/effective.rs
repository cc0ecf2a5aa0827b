//! `cargo xtask effective`: prints a document as it is after its overlays.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use openapi_exact::Inputs;
use openapi_exact_build::read;

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{Console, Outcome, yaml};

/// Any document, any overlays.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A document in place of ours; then no overlay is applied but those given
    #[arg(long, value_name = "FILE")]
    document: Option<PathBuf>,

    /// An overlay in place of ours; given several times, they are applied in that order
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,

    /// How to print the document
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

pub(crate) fn run(
    workspace: &Workspace,
    args: &Args,
    console: &mut Console<'_>,
) -> Result<Outcome, Error> {
    let overlays = args.overlays.iter().map(|it| read::source(it, &name(it)));
    let given = overlays.collect::<Result<Vec<_>, _>>()?;
    let inputs = match &args.document {
        Some(path) => Inputs { overlays: given, ..Inputs::new(read::document(path, &name(path))?) },
        None => {
            let overlays = if given.is_empty() { vec![workspace.overlay()?] } else { given };
            Inputs { overlays, ..Inputs::new(workspace.document()?) }
        }
    };
    let (spec, report) = openapi_exact::effective(&inputs)?;
    write!(console.err, "{report}")?;
    match args.format {
        Format::Yaml => console.out.write_all(yaml::write(&spec.root)?.as_bytes())?,
        Format::Json => writeln!(console.out, "{:#}", spec.root)?,
    }
    Ok(Outcome::Done)
}

fn name(path: &Path) -> String {
    path.display().to_string()
}
