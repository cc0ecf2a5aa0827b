//! Turns an OpenAPI document and its overlays into a Rust client that is exact on the wire.
//!
//! A document and its overlays go in at one end of a straight line of pure stages, a set of files
//! comes out at the other: [`generate`] is that line and nothing else. No stage reads a file, a
//! clock, the environment or the network, and none depends on the order of a hash, so the same
//! input gives the same bytes. What a stage has to say it puts into the [`report::Report`].

// The vocabulary.
pub mod pointer;
pub mod report;
pub mod source;
pub mod spec;

pub mod document;

mod media;

// The stages, in the order the data takes.
mod bundle;

pub mod overlay;

pub mod selection;

pub mod passes;

pub mod api;

pub mod models;

pub mod rewrites;

pub mod emit;

pub mod file_set;

mod nest;
pub use nest::nest;

// What users see of the result.
pub mod rust_api;

pub mod surface;

// Two runs side by side.
pub mod diff;

use std::mem;
use std::sync::Arc;

use api::{Api, Direction, Features};
use document::Document;
use file_set::FileSet;
use models::Model;
use pointer::Pointer;
use report::Report;
use rust_api::RustApi;
use selection::Selection;
use source::Source;
use spec::Spec;

/// What a run is made from.
pub struct Inputs {
    /// The OpenAPI document, with the files that it refers to.
    pub document: Document,
    /// Its overlays, in the order in which they are applied.
    pub overlays: Vec<Arc<Source>>,
    /// The operations that the client has.
    pub selection: Selection,
    /// The name of the generated crate, as `use` spells it: the guards use it.
    pub crate_name: String,
    /// What of the client can be left out.
    pub features: Features,
}

impl Inputs {
    /// All of a document as it is, for a crate called `client` without features.
    pub fn new(document: impl Into<Document>) -> Self {
        Self {
            document: document.into(),
            overlays: Vec::new(),
            selection: Selection::default(),
            crate_name: "client".to_owned(),
            features: Features::None,
        }
    }
}

/// What a run makes.
#[derive(Debug)]
pub struct Generated {
    /// The files of the client.
    pub client: FileSet,
    /// The Cargo features that the client asks for, one per tag, in the document's order.
    pub features: Vec<String>,
    /// Warnings and notes.
    pub report: Report,
    /// How many operations the client has.
    pub operations: usize,
    /// How many named types the client has.
    pub types: usize,
    /// The named types, in the document's order.
    pub named: Vec<Named>,
    /// What to say about the client.
    pub about: About,
}

/// What a repository keeps beside a client, to see that it works and to see it change.
#[derive(Debug)]
pub struct Guards {
    /// The files that exercise the client in tests.
    pub exercise: FileSet,
    /// `contract.txt` and `rust.txt`: what users see of the API and of the client, one fact per line.
    pub surface: FileSet,
    /// The public items of the client.
    pub rust_api: RustApi,
}

/// A named type of the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its Rust name, in the module `models`.
    pub name: String,
    /// Where its schema stands in the document as it was written, if it does.
    pub written_at: Option<Pointer>,
    /// Which way it goes over the wire.
    pub direction: Direction,
}

/// What a README says about a client; the document's own words as Markdown in which none of them is
/// code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The title of the document, on one line.
    pub title: String,
    /// The version of the API, on one line; empty if the document has none.
    pub version: String,
    /// The description of the API; empty if the document has none.
    pub description: String,
    /// The statements of a first call, as Rust code.
    pub quickstart: String,
}

/// Makes a client of a document.
///
/// # Errors
/// Everything that stands in the way, with its place in the document and what to do.
pub fn generate(inputs: &Inputs) -> Result<Generated, Report> {
    run(inputs).map(|it| it.generated)
}

/// Makes a client of a document, and what guards it in a repository.
///
/// # Errors
/// As [`generate`].
pub fn generate_with_guards(inputs: &Inputs) -> Result<(Generated, Guards), Report> {
    run_with_guards(inputs).map(|(run, guards)| (run.generated, guards))
}

/// What a run makes, and what it makes it from.
struct Run {
    generated: Generated,
    /// The document in normal form.
    spec: Spec,
    api: Api,
}

fn run(inputs: &Inputs) -> Result<Run, Report> {
    let (spec, report) = effective(inputs)?;
    let (spec, report) = select(spec, &inputs.selection, report)?;
    let (spec, report) = normalize(spec, report)?;
    let (api, report) = describe(&spec, &inputs.features, report)?;
    let (models, report) = model(&api, &spec, report)?;
    let generated = write(&api, models, report)?;
    Ok(Run { generated, spec, api })
}

fn run_with_guards(inputs: &Inputs) -> Result<(Run, Guards), Report> {
    let mut run = run(inputs)?;
    let report = mem::take(&mut run.generated.report);
    let (guards, report) = guard(&run.api, &run.generated.client, &inputs.crate_name, report)?;
    run.generated.report = report;
    Ok((run, guards))
}

/// The document in one piece, after its overlays.
///
/// # Errors
/// Every overlay action that cannot be applied, and every file that is neither YAML nor JSON.
pub fn effective(inputs: &Inputs) -> Result<(Spec, Report), Report> {
    let mut report = Report::new();
    let mut spec = bundle::run(&inputs.document, &mut report);
    overlay::apply(&mut spec, &inputs.overlays, &mut report);
    report.done(spec)
}

/// The document with the operations that are wanted.
fn select(
    mut spec: Spec,
    selection: &Selection,
    mut report: Report,
) -> Result<(Spec, Report), Report> {
    selection::run(&mut spec, selection, &mut report);
    report.done(spec)
}

/// The document in [normal form](passes).
fn normalize(mut spec: Spec, mut report: Report) -> Result<(Spec, Report), Report> {
    passes::run(&mut spec, &mut report);
    report.done(spec)
}

/// The API as the emitters see it.
fn describe(spec: &Spec, features: &Features, mut report: Report) -> Result<(Api, Report), Report> {
    let mut api = api::build(spec, &mut report);
    api::name_features(&mut api, features, spec, &mut report);
    report.done(api)
}

/// The named types, exact on the wire.
fn model<'a>(
    api: &'a Api,
    spec: &Spec,
    mut report: Report,
) -> Result<(Vec<Model<'a>>, Report), Report> {
    let mut models = models::generate(api, spec, &mut report);
    rewrites::run(&mut models, api);
    report.done(models)
}

/// The text of the client's files.
fn write(api: &Api, models: Vec<Model<'_>>, mut report: Report) -> Result<Generated, Report> {
    report.enter("emit");
    let types = models.len();
    let client = file_set(emit::files(api, models), &mut report);
    let (client, report) = report.done(client)?;
    Ok(Generated {
        client,
        features: api.tags.iter().filter_map(|it| it.feature.clone()).collect(),
        report,
        operations: api.operations.len(),
        types,
        named: named(api),
        about: emit::about(api),
    })
}

/// What a repository keeps beside the client.
fn guard(
    api: &Api,
    client: &FileSet,
    crate_name: &str,
    mut report: Report,
) -> Result<(Guards, Report), Report> {
    report.enter("guard");
    let exercise = file_set(vec![emit::exercise(api, crate_name)], &mut report);
    let rust_api = RustApi::of(client, crate_name).unwrap_or_else(|error| {
        report.fail(error.to_string()).help("the generator wrote this: report it");
        RustApi::default()
    });
    let surface = file_set(surface::files(api, &rust_api), &mut report);
    report.done(Guards { exercise, surface, rust_api })
}

fn named(api: &Api) -> Vec<Named> {
    let named = api.schemas.values().map(|it| Named {
        name: it.name.clone(),
        written_at: it.written_at.clone(),
        direction: it.direction,
    });
    named.collect()
}

fn file_set(files: Vec<(String, String)>, report: &mut Report) -> FileSet {
    let mut set = FileSet::new();
    for (path, text) in files {
        if let Err(error) = set.insert(&path, text) {
            report.fail(error.to_string()).help("rename the tag with an overlay action");
        }
    }
    set
}
