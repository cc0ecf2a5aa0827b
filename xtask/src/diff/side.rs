//! What is compared: a document with its overlays, and what of its changes is approved.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use openapi_exact::Inputs;
use openapi_exact::document::Document;
use openapi_exact::source::Source;
use openapi_exact_build::read;

use super::approvals::Approvals;
use super::git::{Commit, Git};
use crate::error::Error;
use crate::workspace::{APPROVED, DOCUMENT, OVERLAY, Workspace};

/// One of the two sides of a comparison.
pub(super) struct Side {
    /// What people call it.
    pub(super) name: String,
    pub(super) inputs: Inputs,
    /// What is approved of the changes that lead here.
    pub(super) approvals: Approvals,
}

impl Side {
    /// The vendored document as it is on the disk.
    pub(super) fn working_tree(workspace: &Workspace) -> Result<Self, Error> {
        Ok(Self {
            name: "the working tree".to_owned(),
            inputs: workspace.inputs()?,
            approvals: Approvals::read(APPROVED, &read_if_there(&workspace.path(APPROVED))?)?,
        })
    }

    /// What the user calls `name`: a document file, or else a git revision.
    pub(super) fn named(
        workspace: &Workspace,
        name: &str,
        overlays: &[PathBuf],
    ) -> Result<Self, Error> {
        let path = Path::new(name);
        if !path.is_file() {
            return Self::revision(workspace, name);
        }
        let vendored = is_same(path, &workspace.path(DOCUMENT));
        let mut side =
            if vendored { Self::working_tree(workspace)? } else { Self::file(workspace, name)? };
        if !overlays.is_empty() {
            let overlays = overlays.iter().map(|it| read::source(it, &it.display().to_string()));
            side.inputs.overlays = overlays.collect::<Result<_, _>>()?;
        }
        Ok(Self { name: name.to_owned(), ..side })
    }

    fn file(workspace: &Workspace, name: &str) -> Result<Self, Error> {
        let document = read::document(Path::new(name), name)?;
        Ok(Self {
            name: name.to_owned(),
            inputs: workspace.inputs_of(document, Vec::new())?,
            approvals: Approvals::default(),
        })
    }

    /// The vendored document, its overlay and its approvals as they were.
    pub(super) fn revision(workspace: &Workspace, revision: &str) -> Result<Self, Error> {
        let git = Git::new(workspace.root());
        let Some(commit) = git.commit(revision)? else {
            return Err(Error::NeitherFileNorRevision(revision.to_owned()));
        };
        let then = Then { git, revision, commit };
        let document = then.document()?.ok_or_else(|| Error::NotAtRevision {
            revision: revision.to_owned(),
            path: DOCUMENT,
        })?;
        let approvals =
            Approvals::read(&then.name(APPROVED), &then.text(APPROVED)?.unwrap_or_default())?;
        let overlays = then.source(OVERLAY)?.into_iter().collect();
        let inputs = workspace.inputs_of(document, overlays)?;
        Ok(Self { name: revision.to_owned(), inputs, approvals })
    }

    /// Whether both sides say the same, byte for byte.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let texts = |it: &Self| {
            let sources = it.inputs.document.sources().chain(&it.inputs.overlays);
            sources.map(|it| it.text().to_owned()).collect::<Vec<_>>()
        };
        texts(self) == texts(other)
    }
}

/// A revision of this repository.
struct Then<'a> {
    git: Git<'a>,
    revision: &'a str,
    commit: Commit,
}

impl Then<'_> {
    /// As git spells it, so that `git show` takes it.
    fn name(&self, path: &str) -> String {
        format!("{}:{path}", self.revision)
    }

    fn text(&self, path: &str) -> Result<Option<String>, Error> {
        let Some(bytes) = self.git.file(&self.commit, path)? else { return Ok(None) };
        let not_text = |_| Error::NotText(self.name(path));
        String::from_utf8(bytes).map(Some).map_err(not_text)
    }

    fn document(&self) -> Result<Option<Document>, Error> {
        let folder = DOCUMENT.rsplit_once('/').map_or("", |(folder, _)| folder);
        let read = |file: &str| match self.text(&format!("{folder}/{file}")) {
            Ok(text) => text.ok_or_else(|| format!("there was none at `{}`", self.revision)),
            Err(error) => Err(error.to_string()),
        };
        Ok(self.source(DOCUMENT)?.map(|root| Document::load(root, read)))
    }

    fn source(&self, path: &str) -> Result<Option<Arc<Source>>, Error> {
        let Some(text) = self.text(path)? else { return Ok(None) };
        Ok(Some(Arc::new(Source::parse(&self.name(path), &text)?)))
    }
}

/// Whether both paths lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// The text at `path`, empty if there is no such file.
fn read_if_there(path: &Path) -> Result<String, Error> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        other => other.map_err(Error::file("read", path)),
    }
}
