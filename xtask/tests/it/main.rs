//! What the commands write, to the terminal and to the disk.
//!
//! The generator is a stand-in: the document *is* the list of files to make, and of what it allows.

mod check;
mod corpus;
mod diff;
mod effective;
mod features;
mod fetch;
mod fuzz;
mod generate;
mod regen;
mod stand_in;
mod terminal;

use std::fs;
use std::path::PathBuf;

use clap::Parser;
use openapi_exact::diff::report::text::Styles;
use xtask::{Cli, Console, Generator};

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
        self.run_with(stand_in::GENERATOR, arguments)
    }

    /// The same with another generator.
    fn run_with(&self, generator: Generator, arguments: &[&str]) -> String {
        let root = ["--root", self.0.path().to_str().unwrap()];
        let cli = Cli::parse_from(["xtask"].iter().chain(&root).chain(arguments));
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let console = Console { out: &mut out, err: &mut err, styles: Styles::plain() };
        let outcome = xtask::run(&cli, generator, console);
        let [out, err] = [out, err].map(|it| String::from_utf8(it).unwrap());
        let separator = if err.is_empty() { "" } else { "--- stderr\n" };
        let output = format!("exit {}\n{out}{separator}{err}", outcome.code());
        output.replace(self.0.path().to_str().unwrap(), "ROOT")
    }
}
