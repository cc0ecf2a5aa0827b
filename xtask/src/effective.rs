//! `cargo xtask effective`: prints a document as it is after its overlays.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use openapi_exact::Inputs;
use openapi_exact::api::Features;
use openapi_exact::source::Source;

use crate::error::Error;
use crate::workspace::{Workspace, read_source};
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
    let inputs = Inputs {
        overlays: match (&args.document, &args.overlays[..]) {
            (None, []) => vec![workspace.overlay()?],
            (_, paths) => paths.iter().map(|it| read(it)).collect::<Result<_, _>>()?,
        },
        crate_name: String::new(),
        ..Inputs::new(match &args.document {
            Some(path) => read(path)?,
            None => workspace.document()?,
        })
    };
    let (spec, report) = openapi_exact::effective(&inputs)?;
    write!(console.err, "{report}")?;
    match args.format {
        Format::Yaml => console.out.write_all(yaml::write(&spec.root)?.as_bytes())?,
        Format::Json => writeln!(console.out, "{:#}", spec.root)?,
    }
    Ok(Outcome::Done)
}

fn read(path: &Path) -> Result<Arc<Source>, Error> {
    read_source(path, &path.display().to_string())
}
