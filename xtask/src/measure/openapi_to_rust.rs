//! The crate that openapi-to-rust makes of a document. It is its program that makes it.

use std::path::Path;
use std::process::Command;

use openapi_exact_build::tree;

use super::bench::{Files, Subject};
use super::peer::Made;
use crate::cargo;
use crate::error::Error;

const PROGRAM: &str = "openapi-to-rust";

/// Of what it makes, what its dependencies are.
const DEPENDENCIES: &str = "REQUIRED_DEPS.toml";

pub(super) const SUBJECT: Subject = Subject {
    package: "made-by-openapi-to-rust",
    library: "made_by_openapi_to_rust",
    directory: "openapi-to-rust",
    features: None,
};

/// Runs the program with all settings at their defaults; what it writes goes to `place`.
///
/// # Errors
/// If it is not installed, or refuses the document.
pub(super) fn generate(document: &Path, place: &Path) -> Result<Made, Error> {
    tree::remove(place)?;
    let mut command = Command::new(PROGRAM);
    command.arg("generate").arg(document).arg("--output-dir").arg(place);
    command.args(["--module-name", SUBJECT.library]);
    cargo::output(&mut command).map_err(|error| Error::Peer {
        peer: PROGRAM,
        message: format!("{error}\n(`cargo install --locked {PROGRAM}` installs it)"),
    })?;
    let files = tree::read(place)?.into_iter().map(|(name, bytes)| match name.as_str() {
        DEPENDENCIES => ("Cargo.toml".to_owned(), manifest(&bytes)),
        "mod.rs" => ("src/lib.rs".to_owned(), bytes),
        _ => (format!("src/{name}"), bytes),
    });
    Ok(Made { files: Files::from_iter(files), removed: Vec::new() })
}

fn manifest(dependencies: &[u8]) -> Vec<u8> {
    let package = format!(
        "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n",
        SUBJECT.package
    );
    [package.as_bytes(), dependencies].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_has_the_dependencies_that_it_asks_for() {
        let manifest = manifest(b"# Made.\n[dependencies]\nserde = \"1\"\n");
        let manifest: toml::Table = String::from_utf8(manifest).unwrap().parse().unwrap();
        assert_eq!(manifest["package"]["name"].as_str(), Some(SUBJECT.package));
        assert_eq!(manifest["dependencies"]["serde"].as_str(), Some("1"));
    }
}
