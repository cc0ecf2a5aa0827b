//! `cargo xtask corpus`: every document below a directory through the generator, each in a process
//! of its own.

mod baseline;
mod compile;
mod documents;
mod instances;
mod limits;
mod page;
pub(crate) mod process;
pub(crate) mod record;
mod report;
mod results;
mod round_trip;
mod samples;
mod table;
#[cfg(test)]
mod testing;
pub(crate) mod worker;

/// The rule of the tests of the generated client.
#[allow(dead_code, unreachable_pub)]
#[path = "../../../tests/src/same.rs"]
mod same;

use std::collections::VecDeque;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use openapi_exact::diff::report::visible;
use openapi_exact_build::tree;

use self::compile::Bench;
use self::documents::Document;
use self::process::{Ended, Limits, Slot, Work};
use self::record::Outcome::{Good, Warnings};
use self::record::{Kind, Record, Step};
use self::report::Report;
use self::results::Results;
use self::round_trip::Prepared;
use self::worker::Made;
use crate::error::Error;
use crate::workspace::Workspace;
use crate::{Console, Outcome};

/// Where all of it lies, below the root of the workspace.
const PLACE: &str = "target/corpus";

/// Which documents, and what is done with them.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The directory of the documents: all `*.json`, `*.yaml` and `*.yml` below it
    #[arg(value_name = "DIR")]
    directory: PathBuf,

    /// Take N documents, of as many providers (first folders) and sizes as there are, the
    /// well-known ones among them
    #[arg(long, value_name = "N")]
    sample: Option<usize>,

    /// Another seed gives another sample
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,

    /// Only documents whose path below DIR has this text; given several times, any of them
    #[arg(long, value_name = "SUBSTRING")]
    only: Vec<String>,

    /// Check that each client compiles without a warning
    #[arg(long)]
    compile: bool,

    /// Compile each client, and try that JSON which fits its schemas is read and written without loss
    #[arg(long)]
    round_trip: bool,

    /// How many documents at once; without it, as many as there are cores
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,

    /// How long each step may take for a document, in seconds of processors' time; four times as long
    /// by the clock
    #[arg(long, value_name = "SECS", default_value_t = 300)]
    timeout: u64,

    /// How much address space each process may have, in MB
    #[arg(long, value_name = "MB", default_value_t = 6144)]
    memory: u64,

    /// Write the results to FILE as well, as HTML if it ends in `.html`, else as JSON; may be given
    /// several times
    #[arg(long = "report", value_name = "FILE")]
    reports: Vec<PathBuf>,

    /// Compare with a JSON report of an earlier run, and exit with 2 if anything got worse
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Do not take over results of an earlier run
    #[arg(long)]
    fresh: bool,
}

/// Does what `target/corpus/slot-*` asks for; started by `corpus`.
#[derive(Debug, clap::Args)]
pub(crate) struct WorkerArgs {
    /// The directory with the task
    slot: PathBuf,
}

impl Args {
    fn compiles(&self) -> bool {
        self.compile || self.round_trip
    }
}

pub(crate) fn work(workspace: &Workspace, args: &WorkerArgs) -> Result<Outcome, Error> {
    worker::run(&args.slot, workspace.generator())?;
    Ok(Outcome::Done)
}

pub(crate) fn run(
    workspace: &Workspace,
    args: &Args,
    console: &mut Console<'_>,
) -> Result<Outcome, Error> {
    if !limits::MEMORY_IS_BOUND {
        writeln!(console.err, "note: memory is not bounded on this platform")?;
    }
    let mut documents = documents::find(&args.directory, &args.only)?;
    if let Some(count) = args.sample {
        documents = documents::sample(documents, count, args.seed);
    }
    let place = workspace.path(PLACE);
    let mut results = Results::open(workspace, &place, args.fresh)?;
    let (known, todo) = results.split(&documents, args)?;
    writeln!(console.err, "{} documents, {} of them known", documents.len(), known.len())?;
    let made = examine(workspace, args, todo, &mut results)?;
    let mut records: Vec<Record> = known.into_iter().chain(made).collect();
    records.sort_by(|one, other| one.name.cmp(&other.name));
    table::write(&records, console.out)?;
    // Before the reports, one of which may be written over it.
    let baseline = args.baseline.as_deref().map(Report::read).transpose()?;
    let report = Report::new(records, args);
    args.reports.iter().try_for_each(|it| report.write(it))?;
    let changes = baseline.map(|it| baseline::compare(&it, &report.documents)).unwrap_or_default();
    for change in &changes {
        writeln!(console.out, "{}", visible(&change.to_string()))?;
    }
    match changes.iter().any(baseline::Change::is_worse) {
        true => Ok(Outcome::Drift),
        false => Ok(Outcome::Done),
    }
}

/// A document whose result is not known, and the fingerprint that it will have.
type Todo = (Document, String);

/// All of `todo`, as many at once as there are slots; each result is kept as soon as it is there.
fn examine(
    workspace: &Workspace,
    args: &Args,
    mut todo: Vec<Todo>,
    results: &mut Results,
) -> Result<Vec<Record>, Error> {
    let slots = slots(workspace, args);
    if args.compiles() && !todo.is_empty() {
        Bench::prepare(workspace, &slots)?;
    }
    // The largest first: at the end no core waits for one that was begun last.
    todo.sort_by_key(|(document, _)| std::cmp::Reverse(document.bytes));
    let bar = progress(todo.len());
    let queue = Mutex::new(VecDeque::from(todo));
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for slot in &slots {
            let (sender, queue) = (sender.clone(), &queue);
            let examiner = Examiner { workspace, args, slot };
            scope.spawn(move || {
                let next = || queue.lock().unwrap_or_else(|it| it.into_inner()).pop_front();
                while let Some((document, fingerprint)) = next() {
                    let record = examiner.examine(&document, fingerprint);
                    if sender.send(record).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut records = Vec::new();
        for record in receiver {
            let record = record?;
            results.keep(&record)?;
            bar.set_message(visible(&record.name));
            bar.inc(1);
            records.push(record);
        }
        bar.finish_and_clear();
        Ok(records)
    })
}

fn progress(documents: usize) -> ProgressBar {
    let bar = ProgressBar::new(documents as u64);
    let style = "{bar:30} {pos}/{len} {elapsed_precise}, about {eta} left  {wide_msg}";
    bar.set_style(
        ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}

fn slots(workspace: &Workspace, args: &Args) -> Vec<Slot> {
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    let jobs = args.jobs.map_or_else(cores, NonZero::get);
    let limits = Limits {
        time: Duration::from_secs(args.timeout),
        memory: args.memory.saturating_mul(1 << 20),
    };
    let place = workspace.path(PLACE);
    let slot = |index| Slot {
        directory: place.join(format!("slot-{index}")),
        worker: workspace.generator().worker,
        limits,
    };
    (0..jobs).map(slot).collect()
}

/// One of those that go through the documents.
struct Examiner<'a> {
    workspace: &'a Workspace,
    args: &'a Args,
    slot: &'a Slot,
}

impl Examiner<'_> {
    fn examine(&self, document: &Document, fingerprint: String) -> Result<Record, Error> {
        let compile = self.args.compiles();
        let round_trip = self.args.round_trip;
        let work = Work::Generate {
            name: document.name.clone(),
            path: absolute(&document.path)?,
            package: compile.then(|| (Bench::place(self.slot), self.workspace.path("runtime"))),
            samples: round_trip
                .then(|| (round_trip::samples_of(self.slot), Bench::program_source(self.slot))),
        };
        let start = Instant::now();
        let made = match self.slot.supervise::<Made>(work)? {
            Ended::Answer(made) => made,
            Ended::Failed(outcome, cause) => Made {
                kind: Kind::OpenApi3,
                generation: Step::failed(outcome, start.elapsed().as_secs_f64(), vec![cause]),
                figures: None,
                prepared: None,
            },
        };
        let mut record = Record {
            name: document.name.clone(),
            fingerprint,
            bytes: document.bytes,
            kind: made.kind,
            generation: made.generation,
            figures: made.figures,
            compile: None,
            round_trip: None,
            samples: None,
        };
        if compile && record.generation.is_good() {
            self.compile(document, &mut record, made.prepared)?;
        }
        Ok(record)
    }

    fn compile(
        &self,
        document: &Document,
        record: &mut Record,
        prepared: Option<Prepared>,
    ) -> Result<(), Error> {
        let bench = Bench { slot: self.slot };
        let step = bench.check()?;
        let compiles = matches!(step.outcome, Good | Warnings);
        record.compile = Some(step);
        if let Some(prepared) = prepared.filter(|_| compiles) {
            let (step, samples) = round_trip::run(&bench, &absolute(&document.path)?, prepared)?;
            (record.round_trip, record.samples) = (Some(step), Some(samples));
        }
        if record.steps().any(|(_, it)| !it.is_good()) {
            bench.keep(&self.workspace.path(PLACE).join("failed"), &record.name)?;
        }
        bench.forget()?;
        tree::remove(&Bench::place(self.slot))?;
        Ok(())
    }
}

fn absolute(path: &Path) -> Result<PathBuf, Error> {
    std::path::absolute(path).map_err(Error::file("find", path))
}
