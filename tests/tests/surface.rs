//! What users see of the API and of the client moves only with its snapshot, so that a reviewer
//! sees it move.

use std::sync::LazyLock;

use openapi_exact::file_set::FileSet;
use openapi_exact::rust_api::{Item, Kind, RustApi, compare};
use openapi_exact::{Generated, Guards};
use qonversion_tests::places;
use similar::TextDiff;

const OPERATION: &str = "openapi_exact_runtime::Operation";
const LIBRARY: &str = "generated-client/src/lib.rs";

static GENERATED: LazyLock<(Generated, Guards)> = LazyLock::new(|| {
    openapi_exact::generate_with_guards(&places::inputs())
        .unwrap_or_else(|report| panic!("{report}"))
});

/// The lines by which a text differs from its snapshot.
fn moved(name: &str, text: &str) -> String {
    let snapshot = places::text(&format!("{}/{name}", places::SURFACE));
    let diff = TextDiff::from_lines(snapshot.as_str(), text);
    diff.unified_diff().context_radius(0).header(&format!("{name} (snapshot)"), name).to_string()
}

#[track_caller]
fn assert_still(name: &str, surface: &FileSet) {
    let moved = moved(name, surface.get(name).unwrap_or_default());
    assert!(
        moved.is_empty(),
        "{moved}\nthe surface moved; if that is wanted, run `cargo xtask regen` and commit"
    );
}

#[test]
fn the_surface_of_the_api_is_that_of_its_snapshot() {
    assert_still("contract.txt", &GENERATED.1.surface);
}

#[test]
fn the_public_items_of_the_client_are_those_of_their_snapshot() {
    assert_still("rust.txt", &GENERATED.1.surface);
}

#[test]
fn a_line_that_moved_is_shown() {
    let snapshot = places::text(&format!("{}/contract.txt", places::SURFACE));
    let line = "UpdateSegmentRequest.name: string, value";
    assert!(snapshot.contains(line));
    let moved =
        moved("contract.txt", &snapshot.replace(line, &line.replace("value", "absent | value")));
    let shown: Vec<_> = moved.lines().filter(|it| !it.starts_with("@@")).collect();
    let expected = [
        "--- contract.txt (snapshot)",
        "+++ contract.txt",
        "-UpdateSegmentRequest.name: string, value, at most 256 characters",
        "+UpdateSegmentRequest.name: string, absent | value, at most 256 characters",
    ];
    assert_eq!(shown, expected);
}

/// What the part of the crate that is written by hand adds: types of the feature `drift`, which not
/// every generated crate has.
const BY_HAND: [&str; 2] = ["qonversion::Drift", "qonversion::Undocumented"];

/// The snapshot has what is generated, and so the whole crate.
#[test]
fn the_whole_crate_has_the_items_of_its_generated_part() {
    let (Generated { client, .. }, Guards { rust_api, .. }) = &*GENERATED;
    let mut files = FileSet::new();
    let library = [("lib.rs".to_owned(), places::text(LIBRARY))];
    let generated =
        client.iter().map(|(path, text)| (format!("generated/{path}"), text.to_owned()));
    for (path, text) in library.into_iter().chain(generated) {
        files.insert(&path, text).unwrap_or_else(|error| panic!("{error}"));
    }
    let whole = RustApi::of(&files, "qonversion").unwrap_or_else(|error| panic!("{error}"));
    let added: Vec<_> = compare(rust_api, &whole).into_iter().map(|it| it.item).collect();
    assert_eq!(added, BY_HAND);
}

#[test]
fn every_operation_is_listed() {
    let is_operation = |it: &&Item| matches!(&it.kind, Kind::Static { ty } if ty == OPERATION);
    let operations = GENERATED.1.rust_api.items().iter().filter(is_operation);
    assert_eq!(operations.count(), qonversion::OPERATIONS.len());
}
