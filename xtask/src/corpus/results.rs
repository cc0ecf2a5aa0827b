//! What became of documents, kept from run to run: a line for each in `results.jsonl`.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use openapi_exact_build::tree;

use super::documents::Document;
use super::record::Outcome::{Good, Warnings};
use super::record::Record;
use super::{Args, Todo};
use crate::error::Error;
use crate::workspace::Workspace;

/// What results depend on beside the document, from the root of the workspace.
const MADE_BY: [&str; 6] = [
    "build",
    "codegen/src",
    "codegen/templates",
    "runtime/src",
    "xtask/src/corpus",
    "xtask/src/measure",
];

/// The results file.
#[derive(Debug)]
pub(crate) struct Results {
    path: PathBuf,
    file: File,
    /// By fingerprint; of two results the later one counts.
    known: HashMap<String, Record>,
    generator: String,
}

impl Results {
    /// Opens the file in `place`, or a new one.
    pub(crate) fn open(workspace: &Workspace, place: &Path, fresh: bool) -> Result<Self, Error> {
        fs::create_dir_all(place).map_err(Error::file("create", place))?;
        let path = place.join("results.jsonl");
        if fresh {
            tree::remove_file(&path)?;
        }
        let file = OpenOptions::new().create(true).append(true).open(&path);
        let mut file = file.map_err(Error::file("open", &path))?;
        let text = fs::read_to_string(&path).map_err(Error::file("read", &path))?;
        if !text.is_empty() && !text.ends_with('\n') {
            writeln!(file).map_err(Error::file("write", &path))?;
        }
        // A line that was not written to its end is not there.
        let records = text.lines().filter_map(|it| serde_json::from_str::<Record>(it).ok());
        let known = records.map(|it| (it.fingerprint.clone(), it)).collect();
        Ok(Self { path, file, known, generator: generator(workspace)? })
    }

    /// The results that are known, and the documents whose are not.
    pub(crate) fn split(
        &self,
        documents: &[Document],
        args: &Args,
    ) -> Result<(Vec<Record>, Vec<Todo>), Error> {
        let (mut known, mut todo) = (Vec::new(), Vec::new());
        for document in documents {
            let bytes = fs::read(&document.path).map_err(Error::file("read", &document.path))?;
            let fingerprint = self.fingerprint(document, &bytes);
            match self.known.get(&fingerprint).filter(|it| is_enough(it, args)) {
                Some(record) => known.push(record.clone()),
                None => todo.push((document.clone(), fingerprint)),
            }
        }
        Ok((known, todo))
    }

    /// Adds a result, at once.
    pub(crate) fn keep(&mut self, record: &Record) -> Result<(), Error> {
        let mut line = serde_json::to_string(record).map_err(|it| Error::Output(it.into()))?;
        line.push('\n');
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.flush());
        written.map_err(Error::file("write", &self.path))
    }

    /// The name counts as well: messages have it, and two copies of a document are two results.
    fn fingerprint(&self, document: &Document, bytes: &[u8]) -> String {
        let mut hash = Sha256::new();
        hash.update(&self.generator);
        hash.update([0]);
        hash.update(&document.name);
        hash.update([0]);
        hash.update(bytes);
        short(hash)
    }
}

/// Whether a result has all that is asked for.
fn is_enough(record: &Record, args: &Args) -> bool {
    let is_made = record.generation.is_good();
    let compiles = record.compile.as_ref().is_some_and(|it| matches!(it.outcome, Good | Warnings));
    let is_compiled = !args.compiles() || record.compile.is_some() || !is_made;
    let can_be_tried = is_made && compiles;
    is_compiled && (!args.round_trip || record.round_trip.is_some() || !can_be_tried)
}

/// A fingerprint of the code that results hang on.
fn generator(workspace: &Workspace) -> Result<String, Error> {
    let mut hash = Sha256::new();
    for name in MADE_BY {
        for (path, bytes) in tree::read(&workspace.path(name))? {
            hash.update(path);
            hash.update([0]);
            hash.update(Sha256::digest(&bytes));
        }
    }
    hash.update(fs::read(workspace.path("Cargo.lock")).unwrap_or_default());
    Ok(short(hash))
}

fn short(hash: Sha256) -> String {
    hash.finalize().iter().take(12).map(|it| format!("{it:02x}")).collect()
}
