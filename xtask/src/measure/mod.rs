//! `cargo xtask measure`: what the generated client costs, beside what progenitor makes by itself,
//! and each of its tags beside all of them.

mod bench;
mod build;
mod features;
pub(crate) mod lines;
mod progenitor;
mod table;

use std::num::NonZero;
use std::thread;
use std::time::Instant;

use self::bench::{Bench, OURS, Subject, THEIRS};
use self::build::Action;
use self::progenitor::Output;
use self::table::{Comparison, Measure, Samples, Unit};
use crate::cargo;
use crate::error::Error;
use crate::workspace::Workspace;
use crate::{Console, Outcome};

/// How often, how much, and in which form.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How often each time is taken
    #[arg(long, value_name = "N", default_value_t = 5)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,

    /// Leave the release builds out: most of the time goes there
    #[arg(long)]
    skip_release: bool,

    /// Measure each tag alone beside all tags, in place of the client beside progenitor's
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
    writeln!(console.err, "generating")?;
    let (generation, output) = generation(workspace, args.runs)?;
    let bench = Bench::with_progenitor(workspace, &output.code)?;
    let [lines, items] = code(&bench)?;
    let mut measures = vec![lines, items, generation];
    measures.push(build_time(&bench, Action::Check, args.runs, console)?);
    if !args.skip_release {
        measures.push(build_time(&bench, Action::Release, args.runs, console)?);
        measures.push(release_size(&bench)?);
    }
    let comparison = Comparison {
        measures,
        runs: args.runs,
        cores: thread::available_parallelism().map_or(1, NonZero::get),
        rustc: cargo::rustc_version()?,
        generator_build: if cfg!(debug_assertions) { "debug" } else { "release" },
        removed: output.removed,
    };
    match args.json {
        true => writeln!(console.out, "{:#}", comparison.to_json())?,
        false => write!(console.out, "{comparison}")?,
    }
    Ok(Outcome::Done)
}

/// Both from the files of the document to the texts of the crate.
fn generation(workspace: &Workspace, runs: u32) -> Result<(Measure, Output), Error> {
    let mut measure = Measure::new("generation", Unit::Seconds);
    let mut take = || {
        timed(&mut measure.ours, || workspace.generate())?;
        timed(&mut measure.theirs, || progenitor::generate(workspace.document()?.root().value()))
    };
    let mut output = take()?;
    for _ in 1..runs {
        output = take()?;
    }
    Ok((measure, output))
}

fn timed<T>(seconds: &mut Samples, work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let start = Instant::now();
    let made = work()?;
    seconds.push(start.elapsed().as_secs_f64());
    Ok(made)
}

fn code(bench: &Bench) -> Result<[Measure; 2], Error> {
    let mut lines = Measure::new("lines of code", Unit::Number);
    let mut items = Measure::new("public items", Unit::Number);
    (lines.ours, items.ours) = code_of(bench, &OURS)?;
    (lines.theirs, items.theirs) = code_of(bench, &THEIRS)?;
    Ok([lines, items])
}

fn code_of(bench: &Bench, subject: &Subject) -> Result<(Samples, Samples), Error> {
    let (mut lines, mut items) = (0_u64, 0_u64);
    for (path, text) in bench.sources(subject)? {
        lines += lines::of_code(&text);
        items += lines::public_items(&text).map_err(|source| Error::Rust { path, source })?;
    }
    Ok((Samples::once(lines), Samples::once(items)))
}

/// Taken in turns, so that whatever else the machine does falls on both.
fn build_time(
    bench: &Bench,
    action: Action,
    runs: u32,
    console: &mut Console<'_>,
) -> Result<Measure, Error> {
    let name = action.name();
    writeln!(console.err, "{name}: the dependencies, as far as they are not built yet")?;
    build::prepare(bench, &OURS, action)?;
    build::prepare(bench, &THEIRS, action)?;
    let mut measure = Measure::new(name, Unit::Seconds);
    for run in 1..=runs {
        writeln!(console.err, "{name}: {run} of {runs}")?;
        measure.ours.push(build::time(bench, &OURS, action)?);
        measure.theirs.push(build::time(bench, &THEIRS, action)?);
    }
    Ok(measure)
}

fn release_size(bench: &Bench) -> Result<Measure, Error> {
    let mut measure = Measure::new("release rlib", Unit::Bytes);
    measure.ours = Samples::once(build::release_rlib(bench, &OURS)?);
    measure.theirs = Samples::once(build::release_rlib(bench, &THEIRS)?);
    Ok(measure)
}
