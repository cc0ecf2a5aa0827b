//! A generator that makes of a document what the document says.

use std::env;
use std::io;
use std::path::Path;
use std::process::Command;

use openapi_exact::diff::{At, Change, Diff, Level, Rule, Spot};
use openapi_exact::file_set::FileSet;
use openapi_exact::pointer::Pointer;
use openapi_exact::report::Report;
use openapi_exact::rust_api::{RustApi, Step};
use openapi_exact::{About, Generated, Guards, Inputs};
use serde_json::Value;
use xtask::Generator;

pub(crate) const GENERATOR: Generator =
    Generator { generate, generate_with_guards, compare, worker };

/// What the library does, in processes of this program.
pub(crate) const REAL: Generator = Generator {
    generate: openapi_exact::generate,
    generate_with_guards: openapi_exact::generate_with_guards,
    compare: openapi_exact::diff::compare,
    worker: real_worker,
};

fn generate(inputs: &Inputs) -> Result<Generated, Report> {
    generate_with_guards(inputs).map(|(generated, _)| generated)
}

fn generate_with_guards(inputs: &Inputs) -> Result<(Generated, Guards), Report> {
    let (spec, mut report) = openapi_exact::effective(inputs)?;
    report.enter("stand-in");
    if let Some(fault) = spec.root.get("do").and_then(Value::as_str) {
        fail(fault);
    }
    let files = |key: &str| {
        let mut files = FileSet::new();
        for (name, text) in spec.root.get(key).and_then(Value::as_object).into_iter().flatten() {
            files.insert(name, text.as_str().unwrap_or_default().to_owned()).unwrap();
        }
        files
    };
    let tags = spec.root.get("tags").and_then(Value::as_array).into_iter().flatten();
    let features = tags.filter_map(|it| it.as_str().map(str::to_owned)).collect();
    let generated = (files("client"), files("exercise"), files("surface"));
    let root = spec.place(&Pointer::root());
    for message in spec.root.get("notes").and_then(Value::as_array).into_iter().flatten() {
        report.note(root.clone(), message.as_str().unwrap_or_default());
    }
    for message in spec.root.get("warnings").and_then(Value::as_array).into_iter().flatten() {
        report.warn(root.clone(), message.as_str().unwrap_or_default());
    }
    if let Some(message) = spec.root.get("error") {
        report.fail(message.as_str().unwrap_or_default()).help("mend it");
    }
    let ((client, exercise, surface), report) = report.done(generated)?;
    let (operations, types) = (client.len(), exercise.len());
    let named = Vec::new();
    let about = About::default();
    let guards = Guards { exercise, surface, rust_api: RustApi::default() };
    Ok((Generated { operations, types, client, features, report, named, about }, guards))
}

/// Fails as generators must not.
fn fail(fault: &str) {
    match fault {
        "panic" => panic!("at the document's {} words", 5),
        "abort" => std::process::abort(),
        "hang" => std::thread::sleep(std::time::Duration::from_secs(600)),
        "eat" => drop(std::hint::black_box(vec![1_u8; 4 << 30])),
        other => panic!("nothing is called `{other}`"),
    }
}

/// This program again, as the test `corpus::worker`, which does what the slot asks for.
fn worker(slot: &Path) -> io::Result<Command> {
    let mut command = Command::new(env::current_exe()?);
    command.args(["--exact", "corpus::worker", "--nocapture"]).env("CORPUS_WORKER_SLOT", slot);
    Ok(command)
}

/// The same, with the library in place of the stand-in.
fn real_worker(slot: &Path) -> io::Result<Command> {
    let mut command = worker(slot)?;
    command.env("CORPUS_WORKER_REAL", "yes");
    Ok(command)
}

static BREAKING: Rule = Rule { id: "gone", level: Level::WireBreaking, meaning: "it is missed" };
static COMPATIBLE: Rule = Rule { id: "new", level: Level::WireCompatible, meaning: "nobody minds" };
static DOCS: Rule = Rule { id: "words", level: Level::Docs, meaning: "nobody reads them" };

/// Under `contract`, operations have a rule each; what only the newer document has is a change.
fn compare(old: &Inputs, new: &Inputs) -> Result<Diff, Report> {
    let contract = |inputs| {
        let (spec, mut report) = openapi_exact::effective(inputs)?;
        if let Some(message) = spec.root.get("error") {
            report.fail(message.as_str().unwrap_or_default()).help("mend it");
        }
        let contract = spec.root.get("contract").and_then(Value::as_object).cloned();
        report.done(contract.unwrap_or_default())
    };
    let ((old, _), (new_contract, _)) = (contract(old)?, contract(new)?);
    let new = new.document.name();
    let added = new_contract.iter().filter(|(operation, _)| !old.contains_key(*operation));
    let changes: Vec<_> =
        added.map(|(operation, rule)| change(new, operation, rule.as_str().unwrap())).collect();
    let semver = changes.iter().map(|it| it.step).max().unwrap_or_default();
    Ok(Diff { semver, changes })
}

fn change(file: &str, operation: &str, rule: &str) -> Change {
    let (rule, step) = match rule {
        "breaking" => (&BREAKING, Step::Major),
        "compatible" => (&COMPATIBLE, Step::Minor),
        "docs" => (&DOCS, Step::Patch),
        other => panic!("no rule is called `{other}`"),
    };
    let pointer = Pointer::root().child("contract").child(operation);
    let line = None;
    let new = Spot { file: file.to_owned(), pointer: pointer.clone(), line };
    let digits: String = operation.bytes().map(|it| format!("{it:02x}")).collect();
    Change {
        rule,
        operation: Some(operation.to_owned()),
        tag: None,
        path: String::new(),
        cause: pointer,
        at: At { old: None, new: Some(new) },
        what: format!("`{operation}` is {}", rule.id),
        before: None,
        after: None,
        rust: vec![],
        step,
        fingerprint: format!("{digits:0>16.16}"),
    }
}
