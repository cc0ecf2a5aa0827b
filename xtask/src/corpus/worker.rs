//! The process that does the work on one document: `xtask corpus-worker SLOT`.

use std::any::Any;
use std::collections::BTreeMap;
use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use openapi_exact::report::{Diagnostic, Report, Severity};
use openapi_exact::source::Source;
use openapi_exact::{Generated, Inputs};
use openapi_exact_build::{Package, read, tree};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::compile;
use super::limits::{self, Use};
use super::process::{TASK, Task, Work, answer};
use super::record::{Cause, Figures, Kind, Outcome, Step};
use super::round_trip::{self, Prepared};
use crate::error::Error;
use crate::fuzz;
use crate::measure::lines;
use crate::workspace::Generator;

/// What the crates are called.
pub(crate) const CRATE_NAME: &str = "client";

/// What became of a document.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Made {
    pub(super) kind: Kind,
    pub(super) generation: Step,
    pub(super) figures: Option<Figures>,
    pub(super) prepared: Option<Prepared>,
}

/// How a program ended.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Ran {
    pub(crate) is_success: bool,
    pub(crate) seconds: f64,
    pub(crate) peak_bytes: Option<u64>,
}

/// Does what the slot asks for.
pub(crate) fn run(slot: &Path, generator: Generator) -> Result<(), Error> {
    let path = slot.join(TASK);
    let text = fs::read(&path).map_err(Error::file("read", &path))?;
    let task: Task = serde_json::from_slice(&text).map_err(|it| Error::Output(it.into()))?;
    limits::bound_memory(task.limits.memory).map_err(Error::file("bound the memory of", slot))?;
    limits::bound_time(task.limits.time).map_err(Error::file("bound the time of", slot))?;
    match task.work {
        Work::Generate { name, path, package, samples } => {
            let (mut made, client) = generate(&name, &path, generator)?;
            if let Some(Client { source, generated }) = client {
                if let Some((place, runtime)) = package {
                    let files = compile::package(&runtime)?.files(&generated)?;
                    tree::remove(&place)?;
                    tree::write_all(&place, &files)?;
                }
                if let Some((samples, program)) = samples {
                    made.prepared =
                        Some(round_trip::prepare(&source, &generated, &samples, &program)?);
                }
            }
            answer(slot, &made)
        }
        Work::Fuzz(batch) => answer(slot, &fuzz::run_batch(&batch, slot, generator)?),
        Work::Judge { document, samples, written } => {
            answer(slot, &round_trip::compare(&document, &samples, &written)?)
        }
        Work::Run { program, arguments, directory, environment } => {
            let start = Instant::now();
            let mut command = Command::new(&program);
            command.args(arguments).current_dir(directory).envs(environment);
            let status = command.status().map_err(Error::file("start", Path::new(&program)))?;
            let (seconds, peak_bytes) = used(limits::use_of_children(), start);
            answer(slot, &Ran { is_success: status.success(), seconds, peak_bytes })
        }
    }
}

/// The document as text, through the generator; a panic is an outcome.
fn generate(
    name: &str,
    path: &Path,
    generator: Generator,
) -> Result<(Made, Option<Client>), Error> {
    let start = Instant::now();
    let (kind, outcome) = of_file(name, path, generator)?;
    let (mut generation, client) = match outcome {
        Ok(client) => (Step::good(0.0), Some(client)),
        Err((outcome, causes)) => (Step::failed(outcome, 0.0, causes), None),
    };
    (generation.seconds, generation.peak_bytes) = used(limits::own_use(), start);
    let figures = client.as_ref().map(|it| figures(&it.generated));
    Ok((Made { kind, generation, figures, prepared: None }, client))
}

/// The seconds and the peak of memory, as far as the platform tells.
fn used(used: Option<Use>, start: Instant) -> (f64, Option<u64>) {
    match used {
        Some(it) => (it.seconds, Some(it.peak_bytes)),
        None => (start.elapsed().as_secs_f64(), None),
    }
}

/// A document, and what was made of it.
struct Client {
    source: Arc<Source>,
    generated: Generated,
}

/// How and why something did not end well.
pub(crate) type Failure = (Outcome, Vec<Cause>);

fn of_file(
    name: &str,
    path: &Path,
    generator: Generator,
) -> Result<(Kind, Result<Client, Failure>), Error> {
    let document = match catch(|| read::document(path, name).map_err(refused)) {
        Ok(document) => document,
        Err(failure) => {
            let text = fs::read(path).map_err(Error::file("read", path))?;
            return Ok((kind_of_text(&String::from_utf8_lossy(&text)), Err(failure)));
        }
    };
    let source = Arc::clone(document.root());
    let kind = kind_of(source.value());
    let inputs = Inputs { features: Package::features(), ..Inputs::new(document) };
    let generated = catch(|| (generator.generate)(&inputs).map_err(|it| refusal(&it)));
    Ok((kind, generated.map(|generated| Client { source, generated })))
}

/// What is no tree, or no text.
fn refused(error: openapi_exact_build::Error) -> Failure {
    match error {
        openapi_exact_build::Error::Input(report) => refusal(&report),
        other => (Outcome::Refused, vec![Cause::new("source", &other.to_string(), None)]),
    }
}

fn kind_of(document: &Value) -> Kind {
    match (document.get("openapi"), document.get("swagger")) {
        (Some(_), _) => Kind::OpenApi3,
        (None, Some(_)) => Kind::Swagger2,
        (None, None) => Kind::Other,
    }
}

/// Of a text that is no tree.
fn kind_of_text(text: &str) -> Kind {
    match (text.contains("openapi"), text.contains("swagger")) {
        (true, _) => Kind::OpenApi3,
        (false, true) => Kind::Swagger2,
        (false, false) => Kind::Other,
    }
}

/// What `work` makes; a panic is told with its place.
pub(crate) fn catch<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    let seen = Arc::new(Mutex::new((String::new(), None)));
    let print = panic::take_hook();
    panic::set_hook({
        let seen = Arc::clone(&seen);
        Box::new(move |panic| {
            let place = panic.location().map(ToString::to_string);
            let panic = (panic_text(panic.payload()), place);
            *seen.lock().unwrap_or_else(|it| it.into_inner()) = panic;
        })
    });
    let outcome = panic::catch_unwind(AssertUnwindSafe(work));
    panic::set_hook(print);
    outcome.unwrap_or_else(|_| {
        let (message, place) = seen.lock().unwrap_or_else(|it| it.into_inner()).clone();
        // The place is what groups panics: messages hold values.
        let stage = place.as_deref().unwrap_or("panic").rsplit('/').next().unwrap_or_default();
        Err((Outcome::Panic, vec![Cause::new(stage, &message, place.clone())]))
    })
}

fn panic_text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no message").to_owned()
}

pub(crate) fn refusal(report: &Report) -> Failure {
    let errors = report.diagnostics().iter().filter(|it| it.severity == Severity::Error);
    let causes = Cause::distinct(errors.map(cause));
    let no_memory = causes.iter().any(|it| super::process::is_memory(&it.message));
    (if no_memory { Outcome::Memory } else { Outcome::Refused }, causes)
}

fn cause(diagnostic: &Diagnostic) -> Cause {
    let place = diagnostic.place.as_ref().map(|it| match &it.location {
        Some(at) => format!("{} ({}:{})", it.pointer, at.line, at.column),
        None => it.pointer.to_string(),
    });
    Cause::new(diagnostic.stage, &diagnostic.message, place)
}

fn figures(generated: &Generated) -> Figures {
    let mut warnings: BTreeMap<String, u64> = BTreeMap::new();
    for it in generated.report.diagnostics() {
        if it.severity == Severity::Warning {
            *warnings.entry(it.stage.to_owned()).or_default() += 1;
        }
    }
    Figures {
        operations: generated.operations as u64,
        types: generated.types as u64,
        lines: generated.client.iter().map(|(_, text)| lines::of_code(text)).sum(),
        warnings,
    }
}
