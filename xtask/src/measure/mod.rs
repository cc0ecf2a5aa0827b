//! `cargo xtask measure`: what the generated client costs, beside what another generator makes of the
//! same document, and each of its tags beside all of them.

mod bench;
mod build;
mod features;
pub(crate) mod lines;
mod openapi_to_rust;
mod peer;
mod progenitor;
mod table;

use std::num::NonZero;
use std::path::PathBuf;
use std::thread;
use std::time::Instant;

use openapi_exact_build::{Client, Package, Runtime};

use self::bench::{Bench, Files, OURS, Subject};
use self::build::Action;
use self::peer::{Made, Peer};
use self::table::{Comparison, Measure, Samples, Unit};
use crate::cargo;
use crate::error::Error;
use crate::workspace::{self, Workspace};
use crate::{Console, Outcome};

/// Of what, how often, how much, and in which form.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Measure the client of this document in place of ours
    #[arg(long, value_name = "FILE", conflicts_with = "features")]
    document: Option<PathBuf>,

    /// The generator whose client stands beside it
    #[arg(long, value_enum, default_value_t, conflicts_with = "features")]
    peer: Peer,

    /// How often each time is taken
    #[arg(long, value_name = "N", default_value_t = 5)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,

    /// Leave the release builds out: most of the time goes there
    #[arg(long)]
    skip_release: bool,

    /// Measure each tag alone beside all tags, in place of the client beside another one
    #[arg(long)]
    features: bool,

    /// Print JSON in place of the table; times in seconds, sizes in bytes
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(
    workspace: &Workspace,
    args: &Args,
    console: &mut Console<'_>,
) -> Result<Outcome, Error> {
    if args.features {
        return features::run(workspace, args, console);
    }
    let subject = Measured::of(workspace, args);
    writeln!(console.err, "generating")?;
    let (generation, ours, theirs) = subject.generate(args.runs)?;
    let pair = Pair {
        bench: Bench::write(
            workspace,
            "target/measure",
            vec![(&subject.ours, ours), (&subject.theirs, theirs.files)],
        )?,
        ours: subject.ours,
        theirs: subject.theirs,
    };
    let [lines, items] = pair.code()?;
    let mut measures = vec![lines, items, generation];
    measures.push(pair.build_time(Action::Check, args.runs, console)?);
    measures.push(pair.check_memory(workspace)?);
    if !args.skip_release {
        measures.push(pair.build_time(Action::Release, args.runs, console)?);
        measures.push(pair.release_size()?);
    }
    let comparison = Comparison {
        names: [subject.name, args.peer.name().to_owned()],
        measures,
        runs: args.runs,
        cores: thread::available_parallelism().map_or(1, NonZero::get),
        rustc: cargo::rustc_version()?,
        generator_build: if cfg!(debug_assertions) { "debug" } else { "release" },
        removed: theirs.removed,
    };
    match args.json {
        true => writeln!(console.out, "{:#}", comparison.to_json())?,
        false => write!(console.out, "{comparison}")?,
    }
    Ok(Outcome::Done)
}

/// The client of another document than ours.
const OF_DOCUMENT: Subject = Subject {
    package: "measured-client",
    library: "measured_client",
    directory: "measured-client",
    features: None,
};

/// A document, and the two crates that are made of it.
struct Measured<'a> {
    workspace: &'a Workspace,
    /// Elsewhere than ours.
    document: Option<PathBuf>,
    peer: Peer,
    /// What the table calls our crate.
    name: String,
    ours: Subject,
    theirs: Subject,
}

impl<'a> Measured<'a> {
    fn of(workspace: &'a Workspace, args: &Args) -> Self {
        let (peer, document) = (args.peer, args.document.clone());
        let (name, ours) = match &document {
            None => (OURS.package.to_owned(), OURS),
            Some(_) => ("openapi-exact".to_owned(), OF_DOCUMENT),
        };
        Self { workspace, document, peer, name, ours, theirs: peer.subject() }
    }

    /// Both from the files of the document to the texts of the crate.
    fn generate(&self, runs: u32) -> Result<(Measure, Files, Made), Error> {
        let mut measure = Measure::new("generation", Unit::Seconds);
        let mut take = || {
            let ours = timed(&mut measure.ours, || self.our_files())?;
            let theirs = timed(&mut measure.theirs, || self.their_files())?;
            Ok::<_, Error>((ours, theirs))
        };
        let mut made = take()?;
        for _ in 1..runs {
            made = take()?;
        }
        let (ours, theirs) = made;
        Ok((measure, ours, theirs))
    }

    fn our_files(&self) -> Result<Files, Error> {
        let Some(document) = &self.document else {
            self.workspace.generate()?;
            return Bench::client(self.workspace);
        };
        let inputs = openapi_exact::Inputs {
            features: Package::features(),
            ..Client::new(document).inputs()?
        };
        let generated = (self.workspace.generator().generate)(&inputs)?;
        let mut package = Package::new(OF_DOCUMENT.package)?;
        package.runtime = Runtime::Path("../runtime".into());
        let files = package.files(&generated)?;
        let files = files.iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
        Ok(files.collect())
    }

    fn their_files(&self) -> Result<Made, Error> {
        match &self.document {
            None => {
                let path = self.workspace.path(workspace::DOCUMENT);
                self.peer.generate(self.workspace, &path, &self.workspace.document()?)
            }
            Some(path) => {
                let document = Client::new(path).inputs()?.document;
                self.peer.generate(self.workspace, path, &document)
            }
        }
    }
}

fn timed<T>(seconds: &mut Samples, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let start = Instant::now();
    let made = work()?;
    seconds.push(start.elapsed().as_secs_f64());
    Ok(made)
}

/// The two crates, side by side in a workspace.
struct Pair {
    bench: Bench,
    ours: Subject,
    theirs: Subject,
}

impl Pair {
    fn code(&self) -> Result<[Measure; 2], Error> {
        let mut lines = Measure::new("lines of code", Unit::Number);
        let mut items = Measure::new("public items", Unit::Number);
        (lines.ours, items.ours) = self.code_of(&self.ours)?;
        (lines.theirs, items.theirs) = self.code_of(&self.theirs)?;
        Ok([lines, items])
    }

    fn code_of(&self, subject: &Subject) -> Result<(Samples, Samples), Error> {
        let (mut lines, mut items) = (0_u64, 0_u64);
        for (path, text) in self.bench.sources(subject)? {
            lines += lines::of_code(&text);
            items += lines::public_items(&text).map_err(|source| Error::Rust { path, source })?;
        }
        Ok((Samples::once(lines), Samples::once(items)))
    }

    /// Taken in turns, so that whatever else the machine does falls on both.
    fn build_time(
        &self,
        action: Action,
        runs: u32,
        console: &mut Console<'_>,
    ) -> Result<Measure, Error> {
        let name = action.name();
        writeln!(console.err, "{name}: the dependencies, as far as they are not built yet")?;
        build::prepare(&self.bench, &self.ours, action)?;
        build::prepare(&self.bench, &self.theirs, action)?;
        let mut measure = Measure::new(name, Unit::Seconds);
        for run in 1..=runs {
            writeln!(console.err, "{name}: {run} of {runs}")?;
            measure.ours.push(build::time(&self.bench, &self.ours, action)?);
            measure.theirs.push(build::time(&self.bench, &self.theirs, action)?);
        }
        Ok(measure)
    }

    fn check_memory(&self, workspace: &Workspace) -> Result<Measure, Error> {
        let mut measure = Measure::new("check, memory", Unit::Bytes);
        let worker = workspace.generator().worker;
        measure.ours = build::peak_of_check(&self.bench, &self.ours, worker)?;
        measure.theirs = build::peak_of_check(&self.bench, &self.theirs, worker)?;
        Ok(measure)
    }

    fn release_size(&self) -> Result<Measure, Error> {
        let mut measure = Measure::new("release rlib", Unit::Bytes);
        measure.ours = Samples::once(build::release_rlib(&self.bench, &self.ours)?);
        measure.theirs = Samples::once(build::release_rlib(&self.bench, &self.theirs)?);
        Ok(measure)
    }
}
