//! Whether JSON that fits a schema comes back from the type that was made of it.
//!
//! A program of the generated crate reads each sample as its type and writes it again. What it
//! wrote is compared: numbers by value, times by instant, and a member that is null with one that is
//! absent where the schema allows both.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use openapi_exact::Generated;
use openapi_exact::api::Direction;
use openapi_exact::pointer::Pointer;
use openapi_exact::source::Source;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use openapi_exact_build::tree;

use super::compile::{Bench, judge};
use super::process::{Ended, Slot, Work};
use super::record::{Cause, Outcome, Samples, Step};
use super::same::{Nulls, differences};
use super::samples::{self, Sample, Schemas};
use super::worker::Ran;
use crate::error::Error;

/// Below the slot: a sample a line.
const SAMPLES: &str = "samples.jsonl";

/// What is known of the samples before they are tried.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Prepared {
    pub(super) samples: u64,
    pub(super) invalid: u64,
    pub(super) without: u64,
}

/// What became of the samples.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Judged {
    pub(super) good: u64,
    pub(super) failed: u64,
    pub(super) causes: Vec<Cause>,
}

/// Where the samples of a slot lie.
pub(super) fn samples_of(slot: &Slot) -> PathBuf {
    slot.directory.join(SAMPLES)
}

/// Writes the samples of a client, and the program that tries them.
pub(super) fn prepare(
    source: &Arc<Source>,
    generated: &Generated,
    samples_path: &Path,
    program_path: &Path,
) -> Result<Prepared, Error> {
    let set = samples::of(source.value(), &generated.named);
    let mut lines = String::new();
    for sample in &set.samples {
        lines.push_str(&serde_json::to_string(sample).map_err(|it| Error::Output(it.into()))?);
        lines.push('\n');
    }
    fs::write(samples_path, lines).map_err(Error::file("write", samples_path))?;
    if let Some(folder) = program_path.parent() {
        fs::create_dir_all(folder).map_err(Error::file("create", folder))?;
    }
    let program = program(generated);
    fs::write(program_path, program).map_err(Error::file("write", program_path))?;
    let samples = set.samples.len() as u64;
    Ok(Prepared { samples, invalid: set.invalid, without: set.without })
}

/// A line of the program's output for each line of its input.
fn program(generated: &Generated) -> String {
    let mut arms = String::new();
    for named in &generated.named {
        let name = &named.name;
        let _ = writeln!(arms, "        {name:?} => again!(client::models::{name}, json),");
    }
    format!(
        r#"//! Reads each sample as its type and writes it again.

use std::error::Error;

use serde_json::{{Value, json}};

macro_rules! again {{
    ($ty:ty, $json:expr) => {{{{
        let value: $ty =
            serde_json::from_str($json).map_err(|it| format!("cannot be read: {{it}}"))?;
        let text =
            serde_json::to_string(&value).map_err(|it| format!("cannot be written: {{it}}"))?;
        serde_json::from_str(&text).map_err(|it| it.to_string())
    }}}};
}}

fn try_one(ty: &str, json: &str) -> Result<Value, String> {{
    match ty {{
{arms}        _ => Err(format!("no type is called `{{ty}}`: {{json}}")),
    }}
}}

fn main() -> Result<(), Box<dyn Error>> {{
    let path = std::env::args().nth(1).ok_or("name the file of the samples")?;
    for line in std::fs::read_to_string(path)?.lines() {{
        let sample: Value = serde_json::from_str(line)?;
        let ty = sample["type"].as_str().unwrap_or_default();
        match try_one(ty, &sample["json"].to_string()) {{
            Ok(value) => println!("{{}}", json!({{"json": value}})),
            Err(error) => println!("{{}}", json!({{"error": error}})),
        }}
    }}
    Ok(())
}}
"#
    )
}

/// Builds and runs the program in the slot, and compares.
pub(super) fn run(
    bench: &Bench<'_>,
    document: &Path,
    prepared: Prepared,
) -> Result<(Step, Samples), Error> {
    let slot = bench.slot;
    let Prepared { invalid, without, .. } = prepared;
    let none = Samples { invalid, without, ..Samples::default() };
    let (built, messages) = bench.cargo(&["build"])?;
    let mut step = judge(built, &messages, &slot.stderr());
    if !matches!(step.outcome, Outcome::Good | Outcome::Warnings) {
        return Ok((step, none));
    }
    let ran: Ended<Ran> = slot.supervise(Work::Run {
        program: bench.program().into(),
        arguments: vec![samples_of(slot).into()],
        directory: slot.directory.clone(),
        environment: Vec::new(),
    })?;
    let written = slot.directory.join("written.jsonl");
    fs::write(&written, slot.stdout()).map_err(Error::file("write", &written))?;
    let stderr = slot.stderr();
    let failed = |outcome, cause| Step::failed(outcome, step.seconds, vec![cause]);
    match ran {
        Ended::Failed(outcome, cause) => return Ok((failed(outcome, cause), none)),
        Ended::Answer(ran) if !ran.is_success => {
            let last = stderr.lines().rev().find(|it| !it.trim().is_empty()).unwrap_or_default();
            let cause = Cause::new("round-trip", &format!("the program ended: {last}"), None);
            return Ok((failed(Outcome::Crash, cause), none));
        }
        Ended::Answer(_) => {}
    }
    let judged = slot.supervise(Work::Judge {
        document: document.to_owned(),
        samples: samples_of(slot),
        written: written.clone(),
    })?;
    tree::remove_file(&written)?;
    match judged {
        Ended::Failed(outcome, cause) => Ok((failed(outcome, cause), none)),
        Ended::Answer(Judged { good, failed, causes }) => {
            step.outcome = if failed == 0 { Outcome::Good } else { Outcome::Refused };
            step.causes = causes;
            Ok((step, Samples { good, failed, invalid, without }))
        }
    }
}

/// Compares what was read with what was written.
pub(super) fn compare(document: &Path, samples: &Path, written: &Path) -> Result<Judged, Error> {
    let read = |path: &Path| fs::read_to_string(path).map_err(Error::file("read", path));
    let source = Source::parse("document", &read(document)?)?;
    let both = Direction { request: true, answer: true };
    let schemas = Schemas::new(source.value(), both);
    let (samples, written) = (read(samples)?, read(written)?);
    let mut judged = Judged { good: 0, failed: 0, causes: Vec::new() };
    let mut written = written.lines();
    for line in samples.lines() {
        let sample: Sample = serde_json::from_str(line).map_err(|it| Error::Output(it.into()))?;
        let answer = written.next().and_then(|it| serde_json::from_str::<Value>(it).ok());
        match fault(&sample, answer.as_ref(), &schemas) {
            None => judged.good += 1,
            Some(cause) => {
                judged.failed += 1;
                judged.causes.push(cause);
            }
        }
    }
    judged.causes = Cause::distinct(std::mem::take(&mut judged.causes).into_iter());
    Ok(judged)
}

/// What is wrong with what came back for a sample.
fn fault(sample: &Sample, answer: Option<&Value>, schemas: &Schemas) -> Option<Cause> {
    let kind = if sample.is_example { "example" } else { "made" };
    let at = |pointer: &str| Some(format!("{} ({kind}), {}{pointer}", sample.schema, sample.ty));
    let cause = |message: &str, place| Some(Cause::new("round-trip", message, place));
    if let Some(error) = answer.and_then(|it| it.get("error")) {
        return cause(error.as_str().unwrap_or_default(), at(""));
    }
    let Some(back) = answer.and_then(|it| it.get("json")) else {
        return cause("there is no answer", at(""));
    };
    // What is kept of a value beyond what its schema describes is no fault.
    let is_kept = |it: &String| {
        let pointer = it.split_once(": ").and_then(|(at, _)| Pointer::parse(at));
        let [given, kept] =
            [&sample.json, back].map(|it| pointer.as_ref().and_then(|at| at.resolve(it)));
        it.contains(": absent is not ") && given.is_some() && given == kept
    };
    let differences_of = |nulls| {
        let found = differences(&sample.expected, back, nulls);
        found.into_iter().filter(|it| !is_kept(it)).collect::<Vec<_>>()
    };
    if let Some(first) = differences_of(Nulls::Absent).first() {
        let (pointer, what) = first.split_once(": ").unwrap_or(("", first));
        let message = match (what.starts_with("absent is"), what.ends_with("is not absent")) {
            (true, _) => format!("a member is added: `{what}`"),
            (_, true) => format!("a member is lost: `{what}`"),
            _ => format!("a value changes: `{what}`"),
        };
        return cause(&message, at(pointer));
    }
    let only_nulls = differences_of(Nulls::Kept);
    let (pointer, what) = only_nulls.first()?.split_once(": ")?;
    let validator = schemas.validator(&Pointer::parse(&sample.schema)?)?;
    let is_valid = validator.is_valid(back);
    if is_valid { None } else { cause(&format!("null is not kept: `{what}`"), at(pointer)) }
}
