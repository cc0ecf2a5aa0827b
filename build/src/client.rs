//! A client in the making: what it is made from, and the places where it can be put.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use openapi_exact::file_set::{Drift, FileSet};
use openapi_exact::report::Severity;
use openapi_exact::selection::Selection;
use openapi_exact::{Generated, Inputs, generate, nest};

use crate::error::Error;
use crate::mark::{CARGOS, is_cargos, refuse_foreign, sign, signed};
use crate::package::Package;
use crate::read;
use crate::tree::{self, Replacement};

/// A client in the making.
#[derive(Clone, Debug)]
pub struct Client {
    /// What the paths count from.
    directory: PathBuf,
    document: PathBuf,
    overlays: Vec<PathBuf>,
    selection: Selection,
}

/// What was written, and what the generator has to say.
#[derive(Debug)]
pub struct Written {
    /// What the client is made of. Its report has the warnings.
    pub generated: Generated,
    /// How the files were not yet what they are now; nothing if they were.
    pub drift: Vec<Drift>,
    /// How many files there are.
    pub files: usize,
}

impl Client {
    /// The client of a document, YAML or JSON.
    pub fn new(document: impl Into<PathBuf>) -> Self {
        Self {
            directory: PathBuf::new(),
            document: document.into(),
            overlays: Vec::new(),
            selection: Selection::default(),
        }
    }

    /// Takes the paths of document and overlays as paths from `directory`, whatever the directory of
    /// the process. Errors call the files by the paths as they were given.
    #[must_use]
    pub fn paths_from(mut self, directory: impl Into<PathBuf>) -> Self {
        self.directory = directory.into();
        self
    }

    /// Applies an overlay; several are applied in the order in which they are given.
    #[must_use]
    pub fn overlay(mut self, path: impl Into<PathBuf>) -> Self {
        self.overlays.push(path.into());
        self
    }

    /// Leaves out what is not under this tag, or under another that is named.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.selection.tags.push(tag.into());
        self
    }

    /// Leaves out all operations but this and others that are named: by its `operationId`, or as
    /// `GET /users/{id}`.
    #[must_use]
    pub fn operation(mut self, operation: impl Into<String>) -> Self {
        self.selection.operations.push(operation.into());
        self
    }

    /// Reads the document, the files that it refers to, and the overlays.
    ///
    /// # Errors
    /// If the document or an overlay cannot be read.
    pub fn inputs(&self) -> Result<Inputs, Error> {
        let name = |it: &Path| it.display().to_string();
        let overlays = self.overlays.iter().map(|it| read::source(&self.path(it), &name(it)));
        Ok(Inputs {
            overlays: overlays.collect::<Result<_, _>>()?,
            selection: self.selection.clone(),
            ..Inputs::new(read::document(&self.path(&self.document), &name(&self.document))?)
        })
    }

    /// The paths of the document and the overlays, and of the files that the document refers to, as
    /// far as there are such.
    pub fn files(&self, inputs: &Inputs) -> Vec<PathBuf> {
        let document = self.path(&self.document);
        let folder = document.parent().unwrap_or(Path::new(""));
        let referred = inputs.document.files().map(|it| folder.join(it)).filter(|it| it.is_file());
        self.named().into_iter().chain(referred).collect()
    }

    /// Makes the client and puts its modules into `directory`, which holds nothing else, for
    /// `mod generated;`. If nothing changes, nothing is touched.
    ///
    /// The code stands on `openapi-exact-runtime` and `serde_json`. With a
    /// feature `full-serde` of the crate, answers are `Serialize` and requests `Deserialize` too.
    ///
    /// # Errors
    /// If the inputs are refused, or `directory` has a file that was not generated.
    pub fn write_to(&self, directory: &Path) -> Result<Written, Error> {
        let generated = generate(&self.inputs()?)?;
        let files = signed(&generated.client)?;
        write(directory, &files, generated)
    }

    /// How the modules in `directory` differ from what [`write_to`](Self::write_to) would put there.
    ///
    /// # Errors
    /// If the inputs are refused, or `directory` cannot be read.
    pub fn drift(&self, directory: &Path) -> Result<Vec<Drift>, Error> {
        let generated = generate(&self.inputs()?)?;
        Ok(signed(&generated.client)?.drift(&tree::read(directory)?))
    }

    /// Makes the client and puts a whole crate into `directory`, which holds nothing else but what
    /// cargo puts there.
    ///
    /// # Errors
    /// If the inputs are refused, or `directory` has a file that was not generated.
    pub fn write_package(&self, directory: &Path, package: &Package) -> Result<Written, Error> {
        let inputs = Inputs { features: Package::features(), ..self.inputs()? };
        let generated = generate(&inputs)?;
        let files = package.files(&generated)?;
        write(directory, &files, generated)
    }

    /// For a build script: makes the client and writes it as `pub mod <module>` to
    /// `$OUT_DIR/<module>.rs`, which the crate takes in with
    /// `include!(concat!(env!("OUT_DIR"), "/<module>.rs"));`.
    ///
    /// Tells cargo to run the script again when one of the files changes that the client is made
    /// from, and passes on the generator's warnings. The code stands on what that of
    /// [`write_to`](Self::write_to) stands on, but has no features.
    ///
    /// # Errors
    /// If the inputs are refused, or this is no build script.
    pub fn compile(&self, module: &str) -> Result<Generated, Error> {
        let out = env::var_os("OUT_DIR").ok_or(Error::NoBuildScript("OUT_DIR"))?;
        let inputs = self.inputs();
        let known = inputs.as_ref().map(|it| self.files(it)).unwrap_or_else(|_| self.named());
        for path in known {
            tell(&format!("rerun-if-changed={}", path.display()));
        }
        let generated = generate(&inputs?)?;
        for it in
            generated.report.diagnostics().iter().filter(|it| it.severity == Severity::Warning)
        {
            it.to_string().lines().for_each(|line| tell(&format!("warning={line}")));
        }
        let path = Path::new(&out).join(format!("{module}.rs"));
        write_file(&path, &module_text(module, &generated)?)?;
        Ok(generated)
    }

    fn named(&self) -> Vec<PathBuf> {
        std::iter::once(&self.document).chain(&self.overlays).map(|it| self.path(it)).collect()
    }

    fn path(&self, path: &Path) -> PathBuf {
        self.directory.join(path)
    }
}

/// What a crate whose lints are not ours may have to say: it does not use all modules.
const ALLOWED: &str =
    "#[allow(dead_code, missing_docs, unused_imports, unreachable_pub, clippy::all)]";

fn module_text(module: &str, generated: &Generated) -> Result<String, Error> {
    let items = nest(&generated.client).map_err(Error::Nest)?;
    Ok(sign(&format!("{ALLOWED}\npub mod {module} {{\n{items}}}\n")))
}

#[allow(clippy::print_stdout, reason = "that is how a build script speaks to cargo")]
fn tell(instruction: &str) {
    println!("cargo::{instruction}");
}

/// Puts `files` into `directory` unless they are there.
fn write(directory: &Path, files: &FileSet, generated: Generated) -> Result<Written, Error> {
    tree::repair(directory)?;
    let found = tree::read(directory)?;
    refuse_foreign(directory, &found)?;
    let found: BTreeMap<_, _> = found.into_iter().filter(|(path, _)| !is_cargos(path)).collect();
    let drift = files.drift(&found);
    if !drift.is_empty() {
        let place = directory.to_owned();
        tree::replace(&[Replacement::directory_keeping(place, files, &CARGOS)])?;
    }
    Ok(Written { generated, drift, files: files.len() })
}

/// Writes a file unless it says so already: who reads it is not to be built anew then.
fn write_file(path: &Path, text: &str) -> Result<(), Error> {
    if fs::read_to_string(path).is_ok_and(|it| it == text) {
        return Ok(());
    }
    fs::write(path, text).map_err(Error::file("write", path))
}
