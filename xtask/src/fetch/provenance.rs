//! `source.toml`: where the document comes from, and what it must be, byte for byte.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use toml_edit::{DocumentMut, Item, Value};

use crate::error::Error;

/// `source.toml` with its comments.
pub(super) struct Provenance {
    path: PathBuf,
    file: DocumentMut,
}

/// What `source.toml` says of a document.
pub(super) struct Facts {
    vendored: String,
    bytes: usize,
    sha256: String,
    operations: usize,
    schemas: usize,
}

impl Facts {
    /// Of a document that is vendored today, in UTC.
    pub(super) fn new(text: &str, operations: usize, schemas: usize) -> Self {
        let digest = Sha256::digest(text.as_bytes());
        Self {
            vendored: DateTime::<Utc>::from(SystemTime::now()).date_naive().to_string(),
            bytes: text.len(),
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            operations,
            schemas,
        }
    }
}

impl Provenance {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(Error::file("read", path))?;
        let file = text.parse().map_err(|error: toml_edit::TomlError| Error::Toml {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// The address of the vendor's own document.
    pub(super) fn upstream(&self) -> Result<&str, Error> {
        let url = self.file.get("upstream").and_then(|it| it.get("url"));
        url.and_then(|it| it.as_str()).ok_or_else(|| Error::Toml {
            path: self.path.clone(),
            reason: "no `url` under `[upstream]`; write the address there, or use `--from`"
                .to_owned(),
        })
    }

    /// Writes down what the document is now. It is no longer assembled, but received.
    pub(super) fn describe(&mut self, facts: &Facts) {
        self.file.remove("assembled");
        self.set("vendored", facts.vendored.as_str().into());
        self.set("bytes", number(facts.bytes).into());
        self.set("sha256", facts.sha256.as_str().into());
        self.set("operations", number(facts.operations).into());
        self.set("schemas", number(facts.schemas).into());
    }

    /// Sets a value; a comment beside it stays.
    fn set(&mut self, key: &str, mut value: Value) {
        let item = self.file.entry(key).or_insert(Item::None);
        if let Some(before) = item.as_value() {
            *value.decor_mut() = before.decor().clone();
        }
        *item = Item::Value(value);
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.file.fmt(f)
    }
}
