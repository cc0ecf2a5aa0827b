//! The commands of this repository.
//!
//! The generator (`openapi_exact`) is a function from texts to texts. All that touches the
//! outside is here: arguments, files, the terminal, exit codes. Nothing here knows OpenAPI, but that
//! `measure` knows what progenitor refuses.
//!
//! Each command is a module of its name with a function `run` that writes to a [`Console`].

mod cargo;
pub mod check;
mod effective;
mod error;
mod features;
mod manifest;
mod measure;
mod regen;
mod tree;
mod workspace;
mod yaml;

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub use self::error::Error;
pub use self::workspace::Generate;
use self::workspace::Workspace;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did what it is for.
    Done,
    /// It failed, and has said why.
    Failed,
    /// The generated files are out of date.
    Stale,
}

impl Outcome {
    /// The exit code: 0, 1 or 4. CI tells stale files from a broken run by it.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
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
    /// Writes `generated-client/src/generated`, `tests/src/generated` and the features of the tags
    /// in `generated-client/Cargo.toml`, all or none.
    ///
    /// If nothing changes in one of them, it is not touched.
    Regen(regen::Args),

    /// Say how the generated files differ from what `regen` would write
    ///
    /// Writes nothing. Exits with 0 if nothing differs, 4 if something does, 1 if the generator
    /// fails.
    Check,

    /// Check that the client builds without a warning whatever is left out of it
    ///
    /// No tag, each tag alone and all tags, without and with `full-serde`, `blocking`, `tracing`
    /// and TLS; documentation as well. Reads the tags from `generated-client/Cargo.toml`. Exits
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
    /// its settings are the defaults. Our generation time includes the overlay, the report and the
    /// files for tests.
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
}

/// Runs a command; whatever there is to say is said on `console`.
pub fn run(cli: &Cli, generate: Generate, mut console: Console<'_>) -> Outcome {
    let outcome = dispatch(cli, generate, &mut console).and_then(|outcome| {
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

fn dispatch(cli: &Cli, generate: Generate, console: &mut Console<'_>) -> Result<Outcome, Error> {
    let workspace = match &cli.root {
        Some(root) => Workspace::new(root),
        None => Workspace::of_this_process()?,
    };
    let workspace = workspace.with_generator(generate);
    match &cli.command {
        Command::Effective(args) => effective::run(&workspace, args, console),
        Command::Regen(args) => regen::run(&workspace, args, console),
        Command::Check => check::run(&workspace, console),
        Command::Features => features::run(&workspace, console),
        Command::Measure(args) => measure::run(&workspace, args, console),
    }
}
