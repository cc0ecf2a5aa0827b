//! Where things are in this repository.

use std::env;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use openapi_exact::api::Features;
use openapi_exact::diff::Diff;
use openapi_exact::document::Document;
use openapi_exact::file_set::FileSet;
use openapi_exact::report::Report;
use openapi_exact::source::Source;
use openapi_exact::{Generated, Guards, Inputs};
use openapi_exact_build::read;

use crate::error::Error;
use crate::manifest::{MANIFEST, Manifest};

pub(crate) const DOCUMENT: &str = "openapi/qonversion-v4/openapi.yaml";
pub(crate) const OVERLAY: &str = "openapi/qonversion-v4/overlay.yaml";
/// Where the document comes from.
pub(crate) const SOURCE: &str = "openapi/qonversion-v4/source.toml";
/// Changes of the document that are known and wanted.
pub(crate) const APPROVED: &str = "openapi/qonversion-v4/approved.toml";
pub(crate) const CRATE_NAME: &str = "qonversion";

const CLIENT: &str = "generated-client/src/generated";
const EXERCISE: &str = "tests/src/generated";
const SURFACE: &str = "openapi/qonversion-v4/surface";

/// What the commands do with texts: what the library does, or stand-ins for tests.
#[derive(Clone, Copy, Debug)]
pub struct Generator {
    /// Makes files: [`openapi_exact::generate`].
    pub generate: fn(&Inputs) -> Result<Generated, Report>,
    /// Makes those that are kept beside them too: [`openapi_exact::generate_with_guards`].
    pub generate_with_guards: fn(&Inputs) -> Result<(Generated, Guards), Report>,
    /// Finds what changed from the first to the second: [`openapi_exact::diff::compare`].
    pub compare: fn(&Inputs, &Inputs) -> Result<Diff, Report>,
    /// Starts a process that does what the given directory asks for: `xtask corpus-worker`.
    pub worker: fn(&Path) -> io::Result<Command>,
}

impl Default for Generator {
    fn default() -> Self {
        Self {
            generate: openapi_exact::generate,
            generate_with_guards: openapi_exact::generate_with_guards,
            compare: openapi_exact::diff::compare,
            worker,
        }
    }
}

/// This program once more.
fn worker(slot: &Path) -> io::Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.arg("corpus-worker").arg(slot);
    Ok(command)
}

/// A checkout of this repository.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    generator: Generator,
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
        Self { root: root.to_owned(), generator: Generator::default() }
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
    pub(crate) fn with_generator(self, generator: Generator) -> Self {
        Self { generator, ..self }
    }

    /// Our document and our overlay.
    pub(crate) fn inputs(&self) -> Result<Inputs, Error> {
        self.inputs_of(self.document()?, vec![self.overlay()?])
    }

    /// The client of another document.
    pub(crate) fn inputs_of(
        &self,
        document: impl Into<Document>,
        overlays: Vec<Arc<Source>>,
    ) -> Result<Inputs, Error> {
        Ok(Inputs {
            overlays,
            crate_name: CRATE_NAME.to_owned(),
            features: Features::PerTag { taken: self.manifest()?.taken()? },
            ..Inputs::new(document)
        })
    }

    /// The manifest of the client.
    pub(crate) fn manifest(&self) -> Result<Manifest, Error> {
        Manifest::read(&self.path(MANIFEST))
    }

    pub(crate) fn document(&self) -> Result<Document, Error> {
        Ok(read::document(&self.path(DOCUMENT), DOCUMENT)?)
    }

    pub(crate) fn overlay(&self) -> Result<Arc<Source>, Error> {
        Ok(read::source(&self.path(OVERLAY), OVERLAY)?)
    }

    /// Runs the generator over our inputs.
    pub(crate) fn generate(&self) -> Result<Generated, Error> {
        Ok((self.generator.generate)(&self.inputs()?)?)
    }

    /// The same, with what is kept beside the client.
    pub(crate) fn generate_with_guards(&self) -> Result<(Generated, Guards), Error> {
        Ok((self.generator.generate_with_guards)(&self.inputs()?)?)
    }

    /// What changed from `old` to `new`.
    pub(crate) fn compare(&self, old: &Inputs, new: &Inputs) -> Result<Diff, Report> {
        (self.generator.compare)(old, new)
    }

    /// What the commands do with texts.
    pub(crate) fn generator(&self) -> Generator {
        self.generator
    }

    /// The directory that all paths count from.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where `name`, a path from the root, is on the disk.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        name.split('/').fold(self.root.clone(), |path, component| path.join(component))
    }
}

impl Tree {
    /// The names of all trees.
    pub(crate) const NAMES: [&'static str; 3] = [CLIENT, EXERCISE, SURFACE];

    /// All that a run of the generator makes.
    pub(crate) fn all(client: FileSet, guards: Guards) -> [Self; 3] {
        [
            Self { name: CLIENT, files: client },
            Self { name: EXERCISE, files: guards.exercise },
            Self { name: SURFACE, files: guards.surface },
        ]
    }
}
