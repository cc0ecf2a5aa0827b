//! `cargo xtask fuzz`: documents changed at random through the generator.
//!
//! Cases run many to a process, since to start one takes longer than most cases. A case that ends
//! its process is known by the progress that the process keeps; the next one goes on behind it.

mod check;
mod minimise;
mod mutate;

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::ProgressBar;
use openapi_exact::diff::report::visible;
use openapi_exact::source::Source;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use self::check::{Fault, Taken, check};
use self::mutate::{Base, case};
use crate::corpus::process::{Ended, Limits, Slot, Work};
use crate::error::Error;
use crate::workspace::{Generator, Workspace};
use crate::{Console, Outcome};

/// Where all of it lies, below the root of the workspace.
const PLACE: &str = "target/fuzz";

/// Where the documents are that are changed, unless others are given.
const BASES: [&str; 5] = [
    "codegen/src/passes/medley.yaml",
    "tests/fixtures/diff",
    "tests/fixtures/hostile",
    "tests/fixtures/negative",
    "tests/fixtures/small/openapi.yaml",
];

/// Larger documents take too long for what they add.
const LARGEST: u64 = 64 << 10;

/// As many cases has a process.
const BATCH: u64 = 500;

/// Every one of so many cases is taken twice, to see that the second time is the same.
const TWICE: u64 = 8;

/// The case that a process is at.
const PROGRESS: &str = "progress";
const BASES_FILE: &str = "bases.json";

/// How many, which, and for how long.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many documents to try
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    cases: u64,

    /// Another seed gives other documents
    #[arg(long, value_name = "S", default_value_t = 0)]
    seed: u64,

    /// Change the documents below DIR, those of at most 64 KiB, in place of the repository's fixtures
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,

    /// Stop after so many minutes
    #[arg(long, value_name = "M")]
    minutes: Option<u64>,

    /// How many processes at once; without it, as many as there are cores
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,

    /// How long a document may take, in seconds by the clock
    #[arg(long, value_name = "SECS", default_value_t = 10)]
    timeout: u64,

    /// How much address space each process may have, in MB
    #[arg(long, value_name = "MB", default_value_t = 2048)]
    memory: u64,
}

/// Cases for one process.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Batch {
    seed: u64,
    first: u64,
    end: u64,
    /// How long a case may take.
    seconds: u64,
    /// A single document in place of cases.
    document: Option<String>,
}

/// What a process has to say.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Found {
    /// The first case that was not tried.
    next: u64,
    generated: u64,
    refused: u64,
    faults: Vec<(u64, Fault)>,
}

pub(crate) fn run(
    workspace: &Workspace,
    args: &Args,
    console: &mut Console<'_>,
) -> Result<Outcome, Error> {
    let bases = bases(workspace, args.from.as_deref())?;
    writeln!(console.err, "{} cases from {} documents", args.cases, bases.len())?;
    let text = serde_json::to_vec(&bases).map_err(|it| Error::Output(it.into()))?;
    let slots = slots(workspace, args);
    for slot in &slots {
        fs::create_dir_all(&slot.directory).map_err(Error::file("create", &slot.directory))?;
        let path = slot.directory.join(BASES_FILE);
        fs::write(&path, &text).map_err(Error::file("write", &path))?;
    }
    let start = Instant::now();
    let found = search(args, &slots)?;
    let (tried, seconds) =
        (found.generated + found.refused + found.faults.len() as u64, start.elapsed());
    writeln!(
        console.out,
        "{tried} cases in {} s: {} became clients, {} were refused, {} had a fault",
        seconds.as_secs(),
        found.generated,
        found.refused,
        found.faults.len()
    )?;
    tell(workspace, args, &bases, &slots[0], found, console)
}

/// The documents to start from.
fn bases(workspace: &Workspace, from: Option<&Path>) -> Result<Vec<Base>, Error> {
    let places = match from {
        Some(from) => vec![from.to_owned()],
        None => BASES.iter().map(|it| workspace.path(it)).filter(|it| it.exists()).collect(),
    };
    let mut bases = Vec::new();
    for entry in places.iter().flat_map(|it| WalkDir::new(it).sort_by_file_name()) {
        let entry = entry.map_err(|it| Error::file("list", Path::new("documents"))(it.into()))?;
        let extension = entry.path().extension().and_then(|it| it.to_str()).unwrap_or_default();
        let is_document =
            entry.file_type().is_file() && ["json", "yaml", "yml"].contains(&extension);
        if !is_document || entry.metadata().map_or(u64::MAX, |it| it.len()) > LARGEST {
            continue;
        }
        // What is not UTF-8 cannot be changed as a text.
        let Ok(text) = fs::read_to_string(entry.path()) else { continue };
        let tree = Source::parse("base", &text).ok().map(|it| it.value().clone());
        bases.push(Base { text, tree });
    }
    match bases.is_empty() {
        true => Err(Error::NoDocuments(places)),
        false => Ok(bases),
    }
}

fn slots(workspace: &Workspace, args: &Args) -> Vec<Slot> {
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    let jobs = args.jobs.map_or_else(cores, NonZero::get);
    // A process minds the time of each case itself, and gets enough for all of them.
    let time = Duration::from_secs(args.timeout.saturating_mul(BATCH).saturating_add(60));
    let limits = Limits { time, memory: args.memory.saturating_mul(1 << 20) };
    let place = workspace.path(PLACE);
    let slot = |index| Slot {
        directory: place.join(format!("slot-{index}")),
        worker: workspace.generator().worker,
        limits,
    };
    (0..jobs).map(slot).collect()
}

/// All cases, in as many processes at once as there are slots.
fn search(args: &Args, slots: &[Slot]) -> Result<Found, Error> {
    let next = AtomicU64::new(0);
    let end = args.minutes.map(|it| Instant::now() + Duration::from_secs(it.saturating_mul(60)));
    let is_over = || end.is_some_and(|it| Instant::now() > it);
    let bar = ProgressBar::new(args.cases);
    let all = Mutex::new(Found::default());
    thread::scope(|scope| {
        let searches: Vec<_> = slots
            .iter()
            .map(|slot| {
                let (next, all, bar) = (&next, &all, &bar);
                scope.spawn(move || {
                    while !is_over() {
                        let first = next.fetch_add(BATCH, Ordering::Relaxed);
                        if first >= args.cases {
                            break;
                        }
                        let end = (first + BATCH).min(args.cases);
                        let found = search_batch(args, slot, first, end)?;
                        bar.inc(end - first);
                        all.lock().unwrap_or_else(|it| it.into_inner()).add(found);
                    }
                    Ok::<_, Error>(())
                })
            })
            .collect();
        searches.into_iter().try_for_each(|it| match it.join() {
            Ok(outcome) => outcome,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })?;
    bar.finish_and_clear();
    let mut all = all.into_inner().unwrap_or_else(|it| it.into_inner());
    all.faults.sort_by_key(|(case, _)| *case);
    Ok(all)
}

/// The cases from `first` on, in as many processes as it takes.
fn search_batch(args: &Args, slot: &Slot, mut first: u64, end: u64) -> Result<Found, Error> {
    let mut all = Found::default();
    while first < end {
        let batch = Batch { seed: args.seed, first, end, seconds: args.timeout, document: None };
        let found = run_in_process(slot, batch, first)?;
        first = found.next;
        all.add(found);
    }
    Ok(all)
}

/// What a process found; if it ended without a word, the fault is of the case that it was at.
fn run_in_process(slot: &Slot, batch: Batch, first: u64) -> Result<Found, Error> {
    let progress = slot.directory.join(PROGRESS);
    fs::write(&progress, first.to_string()).map_err(Error::file("write", &progress))?;
    match slot.supervise(Work::Fuzz(batch))? {
        Ended::Answer(found) => Ok(found),
        Ended::Failed(outcome, cause) => {
            let at = fs::read_to_string(&progress).ok().and_then(|it| it.parse().ok());
            let at = at.unwrap_or(first);
            let faults = vec![(at, Fault::new(&outcome.to_string(), &cause))];
            // Of the cases before nothing is known but that they had no such end.
            let next = at + 1;
            Ok(Found { next, faults, refused: at - first, ..Found::default() })
        }
    }
}

impl Found {
    fn add(&mut self, other: Self) {
        self.generated += other.generated;
        self.refused += other.refused;
        self.faults.extend(other.faults);
    }
}

/// Names each fault once, with the smallest document that shows it.
fn tell(
    workspace: &Workspace,
    args: &Args,
    bases: &[Base],
    slot: &Slot,
    found: Found,
    console: &mut Console<'_>,
) -> Result<Outcome, Error> {
    let mut groups: BTreeMap<(String, String), Vec<(u64, Fault)>> = BTreeMap::new();
    for (case, fault) in found.faults {
        groups.entry((fault.kind.clone(), fault.group.clone())).or_default().push((case, fault));
    }
    for cases in groups.values() {
        let Some((number, fault)) = cases.first() else { continue };
        let text = minimise::minimise(case(bases, args.seed, *number), |text| {
            let batch = Batch {
                seed: 0,
                first: 0,
                end: 1,
                seconds: args.timeout,
                document: Some(text.to_owned()),
            };
            let found = run_in_process(slot, batch, 0)?;
            Ok::<_, Error>(found.faults.iter().any(|(_, it)| it.is_like(fault)))
        })?;
        let hash: String =
            Sha256::digest(&text).iter().take(4).map(|it| format!("{it:02x}")).collect();
        let path = workspace.path(PLACE).join(format!("{}-{hash}.yaml", fault.kind));
        fs::write(&path, &text).map_err(Error::file("write", &path))?;
        writeln!(
            console.out,
            "{}: {} ({} cases)",
            fault.kind,
            visible(&fault.message),
            cases.len()
        )?;
        writeln!(console.out, "  case {number} of seed {}: {}", args.seed, path.display())?;
    }
    Ok(if groups.is_empty() { Outcome::Done } else { Outcome::Failed })
}

/// What the process does that got a batch.
pub(crate) fn run_batch(batch: &Batch, slot: &Path, generator: Generator) -> Result<Found, Error> {
    let mut found = Found { next: batch.first, ..Found::default() };
    let bases = match batch.document {
        Some(_) => Vec::new(),
        None => read_bases(&slot.join(BASES_FILE))?,
    };
    let clock = Clock::start(Duration::from_secs(batch.seconds), slot.to_owned());
    let progress = slot.join(PROGRESS);
    for number in batch.first..batch.end {
        fs::write(&progress, number.to_string()).map_err(Error::file("write", &progress))?;
        let text = match &batch.document {
            Some(text) => text.clone(),
            None => case(&bases, batch.seed, number),
        };
        clock.begin(&found, number);
        let taken = check(&text, generator, number % TWICE == 0);
        clock.end();
        match taken {
            Ok(Taken::Generated) => found.generated += 1,
            Ok(Taken::Refused) => found.refused += 1,
            Err(fault) => found.faults.push((number, fault)),
        }
        found.next = number + 1;
    }
    Ok(found)
}

fn read_bases(path: &Path) -> Result<Vec<Base>, Error> {
    let text = fs::read(path).map_err(Error::file("read", path))?;
    serde_json::from_slice(&text).map_err(|it| Error::Output(it.into()))
}

/// Ends the process, with an answer, when a case takes too long.
struct Clock(Arc<Mutex<Option<(Instant, Found)>>>);

impl Clock {
    fn start(limit: Duration, slot: PathBuf) -> Self {
        let state: Arc<Mutex<Option<(Instant, Found)>>> = Arc::default();
        let seen = Arc::clone(&state);
        thread::spawn(move || {
            loop {
                thread::sleep(Duration::from_millis(50));
                let state = seen.lock().unwrap_or_else(|it| it.into_inner());
                if let Some((start, found)) = &*state
                    && start.elapsed() > limit
                {
                    // Without an answer it is a crash, which is found as well.
                    let _ = crate::corpus::process::answer(&slot, found);
                    std::process::exit(0);
                }
            }
        });
        Self(state)
    }

    /// What to answer if this case does not end.
    fn begin(&self, found: &Found, number: u64) {
        let fault = Fault {
            kind: "hang".to_owned(),
            group: "too long".to_owned(),
            message: "it takes too long".to_owned(),
        };
        let mut faults = found.faults.clone();
        faults.push((number, fault));
        let Found { generated, refused, .. } = *found;
        let answer = Found { next: number + 1, generated, refused, faults };
        *self.0.lock().unwrap_or_else(|it| it.into_inner()) = Some((Instant::now(), answer));
    }

    fn end(&self) {
        *self.0.lock().unwrap_or_else(|it| it.into_inner()) = None;
    }
}
