//! Where things are in this repository.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use openapi_exact::api::Features;
use openapi_exact::file_set::FileSet;
use openapi_exact::report::Report;
use openapi_exact::source::Source;
use openapi_exact::{Generated, Inputs};

use crate::error::Error;
use crate::manifest::{MANIFEST, Manifest};

const DOCUMENT: &str = "openapi/qonversion-v4/openapi.yaml";
const OVERLAY: &str = "openapi/qonversion-v4/overlay.yaml";
const CRATE_NAME: &str = "qonversion";

const CLIENT: &str = "generated-client/src/generated";
const EXERCISE: &str = "tests/src/generated";

/// What makes files of texts: [`openapi_exact::generate`], or a stand-in for tests.
pub type Generate = fn(&Inputs) -> Result<Generated, Report>;

/// A checkout of this repository.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    generate: Generate,
}

/// A directory that holds generated files and nothing else.
#[derive(Debug)]
pub(crate) struct Tree {
    /// Its path from the root of the workspace, with `/`.
    pub(crate) name: &'static str,
    /// What it should hold.
    pub(crate) files: FileSet,
}

impl Workspace {
    /// The checkout at `root`.
    pub(crate) fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), generate: openapi_exact::generate }
    }

    /// The checkout whose xtask this process is.
    ///
    /// # Errors
    /// If cargo did not start it.
    pub(crate) fn of_this_process() -> Result<Self, Error> {
        let xtask = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let root = xtask.as_deref().and_then(Path::parent).ok_or(Error::NoWorkspace)?;
        Ok(Self::new(root))
    }

    /// The same, with another generator.
    #[must_use]
    pub(crate) fn with_generator(self, generate: Generate) -> Self {
        Self { generate, ..self }
    }

    /// Our document and our overlay.
    pub(crate) fn inputs(&self) -> Result<Inputs, Error> {
        Ok(Inputs {
            document: self.document()?,
            overlays: vec![self.overlay()?],
            crate_name: CRATE_NAME.to_owned(),
            features: Features::PerTag { taken: self.manifest()?.taken()? },
        })
    }

    /// The manifest of the client.
    pub(crate) fn manifest(&self) -> Result<Manifest, Error> {
        Manifest::read(&self.path(MANIFEST))
    }

    pub(crate) fn document(&self) -> Result<Arc<Source>, Error> {
        read_source(&self.path(DOCUMENT), DOCUMENT)
    }

    pub(crate) fn overlay(&self) -> Result<Arc<Source>, Error> {
        read_source(&self.path(OVERLAY), OVERLAY)
    }

    /// Runs the generator over our inputs.
    pub(crate) fn generate(&self) -> Result<Generated, Error> {
        Ok((self.generate)(&self.inputs()?)?)
    }

    /// Where `name`, a path from the root, is on the disk.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        name.split('/').fold(self.root.clone(), |path, component| path.join(component))
    }
}

impl Tree {
    /// The names of all trees.
    pub(crate) const NAMES: [&'static str; 2] = [CLIENT, EXERCISE];

    /// All that a run of the generator makes.
    pub(crate) fn all(client: FileSet, exercise: FileSet) -> [Self; 2] {
        [Self { name: CLIENT, files: client }, Self { name: EXERCISE, files: exercise }]
    }
}

/// Reads the text at `path`; errors call it `name`.
pub(crate) fn read_source(path: &Path, name: &str) -> Result<Arc<Source>, Error> {
    let text = fs::read_to_string(path).map_err(Error::file("read", Path::new(name)))?;
    Ok(Arc::new(Source::parse(name, &text)?))
}
