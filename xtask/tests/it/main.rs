//! What the commands write, to the terminal and to the disk.
//!
//! The generator is a stand-in: the document *is* the list of files to make.

mod check;
mod effective;
mod features;
mod regen;
mod terminal;

use std::fs;
use std::path::PathBuf;

use clap::Parser;
use openapi_exact::file_set::FileSet;
use openapi_exact::report::Report;
use openapi_exact::{Generated, Inputs};
use serde_json::Value;
use xtask::{Cli, Console};

const DOCUMENT: &str = "openapi/qonversion-v4/openapi.yaml";
const OVERLAY: &str = "openapi/qonversion-v4/overlay.yaml";
const CLIENT: &str = "generated-client/src/generated";
const EXERCISE: &str = "tests/src/generated";

const MANIFEST: &str = "generated-client/Cargo.toml";

/// The manifest of a client with these tags.
fn manifest(tags: &[&str]) -> String {
    let names: String = tags.iter().map(|it| format!("    \"{it}\",\n")).collect();
    let features: String = tags.iter().map(|it| format!("{it} = []\n")).collect();
    format!(
        "[features]\nrustls = []\n\
         # @generated tags begin: cargo xtask regen writes what follows\n\
         # The operations of all tags, and their types.\n\
         all-tags = [\n{names}]\n{features}\
         # @generated tags end\n"
    )
}

/// A small checkout that goes when it is dropped.
struct Checkout(tempfile::TempDir);

impl Checkout {
    fn new() -> Self {
        let checkout = Self(tempfile::tempdir().unwrap());
        checkout.write(DOCUMENT, "client: {a.rs: 'a', sub/b.rs: 'b'}\nexercise: {c.rs: 'c'}\n");
        checkout.write(
            OVERLAY,
            "overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions:\n\
             - {target: $.client, update: {d.rs: d}}\n",
        );
        checkout.write(MANIFEST, &manifest(&[]));
        checkout
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// All files outside `openapi` but the manifest, by name.
    fn files(&self) -> String {
        let mut found = Vec::new();
        let mut directories = vec![self.0.path().to_owned()];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    directories.push(path);
                    continue;
                }
                let name = path.strip_prefix(self.0.path()).unwrap().to_str().unwrap();
                if !name.starts_with("openapi") && name != MANIFEST {
                    let bytes = fs::read(&path).unwrap();
                    found.push(format!("{name}: {}\n", String::from_utf8_lossy(&bytes)));
                }
            }
        }
        found.sort();
        found.concat()
    }

    /// The exit code and all output: stdout, then stderr if there is any.
    fn run(&self, arguments: &[&str]) -> String {
        let root = ["--root", self.0.path().to_str().unwrap()];
        let cli = Cli::parse_from(["xtask"].iter().chain(arguments).chain(&root));
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let outcome = xtask::run(&cli, stand_in, Console { out: &mut out, err: &mut err });
        let [out, err] = [out, err].map(|it| String::from_utf8(it).unwrap());
        let separator = if err.is_empty() { "" } else { "--- stderr\n" };
        let output = format!("exit {}\n{out}{separator}{err}", outcome.code());
        output.replace(self.0.path().to_str().unwrap(), "ROOT")
    }
}

fn stand_in(inputs: &Inputs) -> Result<Generated, Report> {
    let (spec, mut report) = openapi_exact::effective(inputs)?;
    report.enter("stand-in");
    let files = |key: &str| {
        let mut files = FileSet::new();
        for (name, text) in spec.root.get(key).and_then(Value::as_object).into_iter().flatten() {
            files.insert(name, text.as_str().unwrap_or_default().to_owned()).unwrap();
        }
        files
    };
    let tags = spec.root.get("tags").and_then(Value::as_array).into_iter().flatten();
    let features = tags.filter_map(|it| it.as_str().map(str::to_owned)).collect();
    let generated = (files("client"), files("exercise"));
    let root = spec.place(&openapi_exact::pointer::Pointer::root());
    for message in spec.root.get("notes").and_then(Value::as_array).into_iter().flatten() {
        report.note(root.clone(), message.as_str().unwrap_or_default());
    }
    for message in spec.root.get("warnings").and_then(Value::as_array).into_iter().flatten() {
        report.warn(root.clone(), message.as_str().unwrap_or_default());
    }
    if let Some(message) = spec.root.get("error") {
        report.fail(message.as_str().unwrap_or_default()).help("mend it");
    }
    let ((client, exercise), report) = report.done(generated)?;
    let operations = client.len();
    Ok(Generated { operations, types: exercise.len(), client, exercise, features, report })
}
