//! The results as a file: JSON, for programs and for a later run to be compared with, and HTML.
//!
//! The JSON is described by `docs/corpus-report.schema.json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Args;
use super::page;
use super::record::{Outcome, Record, Samples, StepName};
use super::table::groups;
use crate::error::Error;

/// Of the JSON. Another number is another format.
const FORMAT: u32 = 1;

/// All that a run came to.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Report {
    format: u32,
    /// How the documents were chosen, and what each could use up.
    pub(super) settings: Settings,
    /// For each step how many documents ended how.
    pub(super) totals: BTreeMap<StepName, BTreeMap<Outcome, u64>>,
    /// The samples of all documents.
    pub(super) samples: Samples,
    /// Why documents failed, the most frequent cause of each step first.
    pub(super) causes: Vec<CauseOf>,
    /// All documents, by name.
    pub(super) documents: Vec<Record>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Settings {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sample: Option<usize>,
    pub(super) seed: u64,
    pub(super) only: Vec<String>,
    pub(super) timeout_seconds: u64,
    pub(super) memory_megabytes: u64,
    /// How the generator was built: times hang on it.
    pub(super) build: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct CauseOf {
    pub(super) step: StepName,
    pub(super) outcome: Outcome,
    pub(super) stage: String,
    pub(super) group: String,
    /// Their names.
    pub(super) documents: Vec<String>,
}

impl Report {
    pub(super) fn new(records: Vec<Record>, args: &Args) -> Self {
        let counted: Vec<&Record> = records.iter().filter(|it| it.counts()).collect();
        let mut totals: BTreeMap<_, BTreeMap<_, u64>> = BTreeMap::new();
        for (name, step) in counted.iter().flat_map(|it| it.steps()) {
            *totals.entry(name).or_default().entry(step.outcome).or_default() += 1;
        }
        let causes = groups(&counted).into_iter().map(|it| CauseOf {
            step: it.step,
            outcome: it.outcome,
            stage: it.stage.to_owned(),
            group: it.cause.to_owned(),
            documents: it.records.iter().map(|it| it.name.clone()).collect(),
        });
        let samples = counted.iter().filter_map(|it| it.samples);
        Self {
            format: FORMAT,
            settings: Settings {
                sample: args.sample,
                seed: args.seed,
                only: args.only.clone(),
                timeout_seconds: args.timeout,
                memory_megabytes: args.memory,
                build: if cfg!(debug_assertions) { "debug" } else { "release" }.to_owned(),
            },
            totals,
            samples: samples.fold(Samples::default(), Samples::plus),
            causes: causes.collect(),
            documents: records,
        }
    }

    /// Reads a report that an earlier run wrote.
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let bad = |reason: String| Error::CorpusReport { path: path.to_owned(), reason };
        let text = fs::read_to_string(path).map_err(Error::file("read", path))?;
        let report: Self = serde_json::from_str(&text).map_err(|it| bad(it.to_string()))?;
        if report.format != FORMAT {
            return Err(bad(format!("its format is {}, not {FORMAT}", report.format)));
        }
        Ok(report)
    }

    /// Writes it in the form that the ending of `path` names.
    pub(super) fn write(&self, path: &Path) -> Result<(), Error> {
        let text = match path.extension().and_then(|it| it.to_str()) {
            Some("html") => page::render(self)?,
            _ => serde_json::to_string_pretty(self).map_err(|it| Error::Output(it.into()))? + "\n",
        };
        fs::write(path, text).map_err(Error::file("write", path))
    }
}
