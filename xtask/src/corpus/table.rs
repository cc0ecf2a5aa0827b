//! The results in the terminal: how many ended how, why, what was slowest and what is largest.

use std::collections::BTreeMap;
use std::io::Write;

use openapi_exact::diff::report::visible;

use super::record::{Kind, Outcome, Record, StepName, clip};
use crate::error::Error;

/// How many of the slowest and largest are shown, and how many documents of a cause.
const SHOWN: usize = 10;
const NAMED: usize = 3;

/// A cause, and whose it is.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) step: StepName,
    pub(super) outcome: Outcome,
    pub(super) stage: &'a str,
    pub(super) cause: &'a str,
    pub(super) records: Vec<&'a Record>,
}

pub(super) fn write(records: &[Record], out: &mut dyn Write) -> Result<(), Error> {
    let kinds = |kind| records.iter().filter(|it| it.kind == kind).count();
    let counted: Vec<&Record> = records.iter().filter(|it| it.counts()).collect();
    writeln!(out, "{} OpenAPI 3 documents", counted.len())?;
    for (kind, name) in [(Kind::Swagger2, "Swagger 2"), (Kind::Other, "neither")] {
        if kinds(kind) > 0 {
            writeln!(out, "{} files are {name} and do not count", kinds(kind))?;
        }
    }
    for name in StepName::ALL {
        write_outcomes(name, &counted, out)?;
    }
    write_causes(&counted, out)?;
    write_slowest(&counted, out)?;
    write_largest(&counted, out)
}

fn write_outcomes(name: StepName, records: &[&Record], out: &mut dyn Write) -> Result<(), Error> {
    let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
    records
        .iter()
        .filter_map(|it| it.step(name))
        .for_each(|it| *counts.entry(it.outcome).or_default() += 1);
    let all: usize = counts.values().sum();
    if all > 0 {
        writeln!(out, "\n{name}")?;
    }
    for (outcome, count) in counts {
        writeln!(out, "  {outcome:<10}{count:>6}  {:>5.1} %", percent(count, all))?;
    }
    Ok(())
}

pub(super) fn percent(count: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { count as f64 * 100.0 / all as f64 }
}

/// The causes of failures, the most frequent first. A document counts once for each of its causes.
pub(super) fn groups<'a>(records: &[&'a Record]) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<_, Vec<&Record>> = BTreeMap::new();
    for record in records {
        for (name, step) in record.steps().filter(|(_, it)| !it.is_good()) {
            for cause in &step.causes {
                let key = (name, step.outcome, cause.stage.as_str(), cause.group.as_str());
                groups.entry(key).or_default().push(record);
            }
        }
    }
    let mut groups: Vec<_> = groups
        .into_iter()
        .map(|((step, outcome, stage, cause), records)| Group {
            step,
            outcome,
            stage,
            cause,
            records,
        })
        .collect();
    groups.sort_by_key(|it| (it.step, std::cmp::Reverse(it.records.len())));
    groups
}

fn write_causes(records: &[&Record], out: &mut dyn Write) -> Result<(), Error> {
    let groups = groups(records);
    if !groups.is_empty() {
        writeln!(out, "\ncauses: documents, step, outcome, who says so, what")?;
    }
    for it in groups {
        let (step, outcome) = (it.step, it.outcome);
        let cause = visible(it.cause);
        writeln!(out, "{:>6}  {step}, {outcome}, {}: {cause}", it.records.len(), it.stage)?;
        let names: Vec<_> = it.records.iter().take(NAMED).map(|it| it.name.as_str()).collect();
        let more = if it.records.len() > NAMED { ", ..." } else { "" };
        writeln!(out, "        {}{more}", visible(&names.join(", ")))?;
    }
    Ok(())
}

fn write_slowest(records: &[&Record], out: &mut dyn Write) -> Result<(), Error> {
    for name in StepName::ALL {
        let mut steps: Vec<_> =
            records.iter().filter_map(|it| Some((it, it.step(name)?))).collect();
        steps.sort_by(|(_, one), (_, other)| other.seconds.total_cmp(&one.seconds));
        if steps.is_empty() {
            continue;
        }
        let total: f64 = steps.iter().map(|(_, it)| it.seconds).sum();
        writeln!(out, "\n{name}: {total:.0} s in all; the slowest: seconds, peak MB, document MB")?;
        for (record, step) in steps.into_iter().take(SHOWN) {
            let peak = step.peak_bytes.map_or_else(|| "-".to_owned(), megabytes);
            let size = megabytes(record.bytes);
            writeln!(
                out,
                "{:>8.2}{peak:>8}{size:>8}  {}",
                step.seconds,
                visible(&clip(&record.name, 80))
            )?;
        }
    }
    Ok(())
}

fn write_largest(records: &[&Record], out: &mut dyn Write) -> Result<(), Error> {
    let made = records.iter().filter_map(|it| Some((it, it.figures.as_ref()?)));
    let mut made: Vec<_> = made.collect();
    made.sort_by_key(|(_, it)| std::cmp::Reverse(it.lines));
    if made.is_empty() {
        return Ok(());
    }
    let total: u64 = made.iter().map(|(_, it)| it.lines).sum();
    writeln!(out, "\n{total} lines in all; the largest: lines, operations, types")?;
    for (record, it) in made.into_iter().take(SHOWN) {
        let name = visible(&clip(&record.name, 80));
        writeln!(out, "{:>8}{:>8}{:>8}  {name}", it.lines, it.operations, it.types)?;
    }
    Ok(())
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}
