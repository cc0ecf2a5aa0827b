//! The commands of this repository.
//!
//! The generator (`openapi_exact`) is a function from texts to texts. All that touches the
//! outside is here: arguments, files, the terminal, exit codes. Nothing here knows OpenAPI, but that
//! `measure` knows what progenitor refuses.
//!
//! Each command is a module of its name with a function `run` that writes to a [`Console`].

mod browser;
mod cargo;
pub mod check;
mod corpus;
mod diff;
mod effective;
mod error;
mod features;
mod fetch;
mod fuzz;
mod generate;
mod manifest;
mod measure;
mod regen;
mod words;
mod workspace;
mod yaml;

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use openapi_exact::diff::report::text::Styles;

pub use self::error::Error;
pub use self::workspace::Generator;
use self::workspace::Workspace;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it is for.
    Done,
    /// It failed, and has said why.
    Failed,
    /// Something changed, and more than the caller wants.
    Drift,
    /// The generated files are out of date.
    Stale,
}

impl Outcome {
    /// The exit code: 0, 1, 2 or 4. CI tells drift and stale files from a broken run by it.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Drift => 2,
            Self::Stale => 4,
        }
    }
}

/// Makes, checks and explains the generated client.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Cli {
    /// The directory of the workspace; without it, the one that xtask belongs to.
    #[arg(long, global = true, hide = true, value_name = "DIR")]
    root: Option<PathBuf>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print a document as it is after its overlays
    ///
    /// Without options: our document and our overlay. Findings go to stderr.
    Effective(effective::Args),

    /// Make all generated files anew
    ///
    /// Writes `generated-client/src/generated`, `tests/src/generated`,
    /// `openapi/qonversion-v4/surface` and the features of the tags in
    /// `generated-client/Cargo.toml`, all or none.
    ///
    /// If nothing changes in one of them, it is not touched.
    Regen(regen::Args),

    /// Say how the generated files differ from what `regen` would write
    ///
    /// Writes nothing. Exits with 0 if nothing differs, 4 if something does, 1 if the generator
    /// fails.
    Check,

    /// Tell what changed between two documents, for callers and for the version of the client
    ///
    /// OLD and NEW are each a document file or a git revision. A file wins over a revision of the
    /// same name; `NAME^0` is the revision then. A revision is our document as it was there, with
    /// its overlay and approvals. A file has no overlay but those given with `--overlay`, unless it
    /// is our document.
    ///
    /// Changes that `openapi/qonversion-v4/approved.toml` approves by their fingerprint are shown as
    /// such and do not count for `--fail-on`. That holds where NEW is our document; an approval that
    /// no change matches is then an error.
    ///
    /// Exits with 0, with 2 if there is what `--fail-on` names, and with 1 if the two could not be
    /// compared.
    Diff(diff::Args),

    /// Look at the HTML report of `diff` in a real browser
    ///
    /// Opens the sample of its tests in headless Chromium, on a desktop and on a phone, light and
    /// dark: that its texts, filters, links and keyboard work, that text has enough contrast and
    /// nothing is wider than the screen, and that the page loads nothing and reports no error.
    /// Screenshots go to `target/browser`, to be looked at.
    ///
    /// Needs Chromium (Debian: `apt-get install chromium`), found on PATH or named by the variable
    /// CHROMIUM, and a POSIX shell. Exits with 1 if anything is not as it should be.
    Browser,

    /// Make a crate of any document
    ///
    /// Manifest, README and code, with a feature per tag, from OpenAPI 3.0 or 3.1 as YAML or JSON. Other
    /// files that the document refers to are read in its folder and below it, and nowhere else.
    ///
    /// The directory is replaced whole or not at all; if nothing changes, it is not touched. One that
    /// has files which were not generated is refused, but for what cargo puts there.
    ///
    /// Warnings are summed up on stderr. Exits with 1 if there is no crate.
    Generate(generate::Args),

    /// Get the vendor's own document, tell what differs from ours, and take it if told to
    ///
    /// From `[upstream]` in `openapi/qonversion-v4/source.toml`, or from a file or `https://` address.
    /// What comes must be YAML or JSON of at most 32 MiB that is an OpenAPI document with an operation.
    /// Actions of our overlay that no longer match it are listed, with what to do.
    ///
    /// With `--accept`, `openapi.yaml` and `source.toml` (date, size, sha256, counts) are replaced, both
    /// or neither. `cargo xtask regen` then makes the client of it.
    ///
    /// Exits with 0 if it is our document or was taken, with 2 if it differs, and with 1 if it could not
    /// be had.
    Fetch(fetch::Args),

    /// Take every document below a directory through the generator, and say what became of each
    ///
    /// Each one in a process of its own with bounded memory and time: a panic, an abort, a hang is an
    /// outcome like any other. What is OpenAPI 3 counts; Swagger 2 is counted apart.
    ///
    /// With `--compile`, each client is checked by cargo as a crate of its own, and a warning counts
    /// as a failure. The crates that fail stay in `target/corpus/failed`.
    ///
    /// Results are kept in `target/corpus/results.jsonl` as they come: what was done before, by the
    /// same generator with the same document, is not done again.
    Corpus(corpus::Args),

    /// Give documents that were changed at random to the generator
    ///
    /// Parts are dropped, doubled, swapped, nested and renamed, references led astray, text cut. For
    /// each document must hold: no panic, no hang, no crash; what is generated is Rust, the same the
    /// second time, and has no text of the document as code. The same seed makes the same documents.
    ///
    /// A document that shows a fault is made as small as it stays showing it, and left in
    /// `target/fuzz`. Exits with 1 if there is one.
    Fuzz(fuzz::Args),

    /// Does a piece of work for `corpus` or `fuzz`
    #[command(hide = true)]
    CorpusWorker(corpus::WorkerArgs),

    /// Check that the client builds without a warning whatever is left out of it
    ///
    /// No tag, each tag alone and all tags, without and with `full-serde`, `blocking`, `drift`,
    /// `tracing` and TLS; documentation as well. Reads the tags from `generated-client/Cargo.toml`. Exits
    /// with 1 if one of the builds fails.
    Features,

    /// Measure the generated client beside what progenitor makes of the same document
    ///
    /// Prints ours by theirs, then the figures: lines of code and public items of the two crates
    /// (`src` alone: neither runtime counts), generation time, the time `cargo check` and `cargo
    /// build --release` take over each crate alone with its dependencies built, and the size of the
    /// release rlib. Both are libraries: what is generic is compiled in the program that uses it, and
    /// is in none of these figures.
    ///
    /// progenitor gets the document without our overlay, less the query parameters that it refuses;
    /// its settings are the defaults. Our generation time includes the overlay, the report, the
    /// surface and the files for tests.
    ///
    /// With `--features`: the time that each tag takes alone, by that of all tags; beside them no
    /// tag, and an empty crate with the same dependencies, which is the least that cargo and the
    /// compiler take.
    ///
    /// Works in `target/measure`, where progenitor's crate stays to be read. The first run builds
    /// the dependencies, and may have to download some. Leave the machine alone meanwhile.
    Measure(measure::Args),
}

/// Where a command writes.
pub struct Console<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Findings and errors.
    pub err: &'a mut dyn Write,
    /// How text looks on `out`.
    pub styles: Styles,
}

/// Runs a command; whatever there is to say is said on `console`.
pub fn run(cli: &Cli, generator: Generator, mut console: Console<'_>) -> Outcome {
    let outcome = dispatch(cli, generator, &mut console).and_then(|outcome| {
        console.out.flush()?;
        Ok(outcome)
    });
    match outcome {
        Ok(outcome) => outcome,
        // Whoever reads the output has seen enough of it.
        Err(Error::Output(error)) if error.kind() == ErrorKind::BrokenPipe => Outcome::Done,
        Err(error) => {
            // If stderr is gone too, the exit code is all that is left to say.
            let _ = writeln!(console.err, "{error}");
            Outcome::Failed
        }
    }
}

fn dispatch(cli: &Cli, generator: Generator, console: &mut Console<'_>) -> Result<Outcome, Error> {
    let workspace = match &cli.root {
        Some(root) => Workspace::new(root),
        None => Workspace::of_this_process()?,
    };
    let workspace = workspace.with_generator(generator);
    match &cli.command {
        Command::Effective(args) => effective::run(&workspace, args, console),
        Command::Regen(args) => regen::run(&workspace, args, console),
        Command::Check => check::run(&workspace, console),
        Command::Corpus(args) => corpus::run(&workspace, args, console),
        Command::Fuzz(args) => fuzz::run(&workspace, args, console),
        Command::CorpusWorker(args) => corpus::work(&workspace, args),
        Command::Browser => browser::run(&workspace, console),
        Command::Diff(args) => diff::run(&workspace, args, console),
        Command::Generate(args) => generate::run(args, console),
        Command::Fetch(args) => fetch::run(&workspace, args, console),
        Command::Features => features::run(&workspace, console),
        Command::Measure(args) => measure::run(&workspace, args, console),
    }
}
