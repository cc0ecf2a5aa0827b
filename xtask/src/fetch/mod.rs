//! `cargo xtask fetch`: the vendor's own document, looked at before it is taken.

mod download;
mod provenance;

use std::sync::Arc;

use openapi_exact::diff::compare_contracts;
use openapi_exact::diff::report::Comparison;
use openapi_exact::document::Document;
use openapi_exact::report::Report;
use openapi_exact::source::Source;
use openapi_exact::spec::schemas_root;
use openapi_exact::{Inputs, effective};
use serde_json::Map;

use self::provenance::{Facts, Provenance};
use crate::diff::{self, Format};
use crate::error::Error;
use crate::workspace::{CRATE_NAME, DOCUMENT, SOURCE, Workspace};
use crate::{Console, Outcome};
use openapi_exact_build::tree::{self, Replacement};

/// Where to get it, and what to do with it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A file or an `https://` address; without it, the one under `[upstream]` in `source.toml`
    #[arg(long, value_name = "FILE|URL")]
    from: Option<String>,

    /// Replace our document with it
    #[arg(long)]
    accept: bool,

    /// How to tell what differs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(
    workspace: &Workspace,
    args: &Args,
    console: &mut Console<'_>,
) -> Result<Outcome, Error> {
    for name in [DOCUMENT, SOURCE] {
        tree::repair_file(&workspace.path(name))?;
    }
    let mut provenance = Provenance::read(&workspace.path(SOURCE))?;
    let from = match args.from.as_deref() {
        Some(from) => from,
        None => provenance.upstream()?,
    };
    let fetched = Fetched::get(from)?;
    if fetched.text == workspace.document()?.root().text() {
        writeln!(console.err, "`{from}` is our document, byte for byte")?;
        return Ok(Outcome::Done);
    }
    tell(workspace, &fetched, args.format, console)?;
    if !args.accept {
        writeln!(console.err, "nothing was changed; `--accept` replaces `{DOCUMENT}`")?;
        return Ok(Outcome::Drift);
    }
    provenance.describe(&fetched.facts);
    let provenance = provenance.to_string();
    tree::replace(&[
        Replacement::file(workspace.path(DOCUMENT), &fetched.text),
        Replacement::file(workspace.path(SOURCE), &provenance),
    ])?;
    writeln!(console.err, "replaced `{DOCUMENT}`; `cargo xtask regen` makes the client of it")?;
    Ok(Outcome::Done)
}

/// A document that was got, and is one.
struct Fetched {
    text: String,
    source: Arc<Source>,
    facts: Facts,
}

impl Fetched {
    fn get(from: &str) -> Result<Self, Error> {
        let bytes = download::get(from)?;
        let text = String::from_utf8(bytes).map_err(|_| Error::NotText(from.to_owned()))?;
        let source = Arc::new(Source::parse(from, &text)?);
        let (spec, _) = effective(&bare(Arc::clone(&source)))?;
        let schemas = spec.object(&schemas_root()).map_or(0, Map::len);
        match spec.operations().len() {
            0 => Err(Error::NoOperations(from.to_owned())),
            operations => {
                let facts = Facts::new(&text, operations, schemas);
                Ok(Self { text, source, facts })
            }
        }
    }
}

/// The document alone.
fn bare(document: impl Into<Document>) -> Inputs {
    Inputs { crate_name: CRATE_NAME.to_owned(), ..Inputs::new(document) }
}

/// Says what differs from our document, and which of our overlay's actions are in the way.
fn tell(
    workspace: &Workspace,
    fetched: &Fetched,
    format: Format,
    console: &mut Console<'_>,
) -> Result<(), Error> {
    let ours = workspace.inputs()?;
    let theirs = workspace.inputs_of(Arc::clone(&fetched.source), ours.overlays.clone())?;
    let diff = match effective(&theirs) {
        Ok(_) => workspace.compare(&ours, &theirs)?,
        Err(stale) => {
            tell_stale(&stale, console)?;
            compare_contracts(&bare(ours.document), &bare(theirs.document))?
        }
    };
    let approved = Default::default();
    let comparison = Comparison {
        old: "our document",
        new: fetched.source.name(),
        diff: &diff,
        approved: &approved,
    };
    diff::print(&comparison, format, console)
}

/// The findings of the overlay name each action, its place and what to do with it.
fn tell_stale(stale: &Report, console: &mut Console<'_>) -> Result<(), Error> {
    writeln!(console.err, "{}", stale.to_string().trim_end())?;
    writeln!(
        console.err,
        "note: until these actions are mended, the documents are compared without our overlay, and \
         without the client"
    )?;
    Ok(())
}
