//! Where things are in the repository, and what the generator is given.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use openapi_exact::Inputs;
use openapi_exact::api::Features;
use openapi_exact::source::Source;

/// The document, from the root of the repository.
pub const DOCUMENT: &str = "openapi/qonversion-v4/openapi.yaml";
/// Its overlay.
pub const OVERLAY: &str = "openapi/qonversion-v4/overlay.yaml";
/// The generated files of the client.
pub const CLIENT: &str = "generated-client/src/generated";
/// The generated files of this crate.
pub const EXERCISE: &str = "tests/src/generated";
/// The surface of the API and of the client, as it was last decided on.
pub const SURFACE: &str = "openapi/qonversion-v4/surface";

/// A path of the repository on this disk.
pub fn path(name: &str) -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).join(name)
}

/// The text of a file of the repository.
pub fn text(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A document of the repository.
pub fn source(name: &str) -> Arc<Source> {
    let source = Source::parse(name, &text(name));
    Arc::new(source.unwrap_or_else(|report| panic!("{report}")))
}

/// What the committed client is made from.
pub fn inputs() -> Inputs {
    Inputs {
        overlays: vec![source(OVERLAY)],
        crate_name: "qonversion".to_owned(),
        features: Features::PerTag { taken: vec![] },
        ..Inputs::new(source(DOCUMENT))
    }
}

/// The files below a directory of the repository, by their path from there.
pub fn files(directory: &str) -> BTreeMap<String, Vec<u8>> {
    files_below(&path(directory))
}

/// The files below a directory, by their path from there.
pub fn files_below(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    collect(directory, "", &mut files);
    files
}

fn collect(directory: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    let entries =
        fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    for entry in entries {
        let path = entry.unwrap_or_else(|error| panic!("{}: {error}", directory.display())).path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else {
            let bytes =
                fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            files.insert(name, bytes);
        }
    }
}
