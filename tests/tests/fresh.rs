//! The committed files are what the generator makes of the committed document.

use openapi_exact::file_set::FileSet;
use qonversion_tests::places;

fn drift(files: &FileSet, tree: &str) -> Vec<String> {
    let drift = files.drift(&places::files(tree));
    drift.iter().map(|it| format!("{it} (in {tree})")).collect()
}

#[test]
fn the_generated_files_are_up_to_date() {
    let generated =
        openapi_exact::generate(&places::inputs()).unwrap_or_else(|report| panic!("{report}"));
    let mut found = drift(&generated.client, places::CLIENT);
    found.extend(drift(&generated.exercise, places::EXERCISE));
    assert!(
        found.is_empty(),
        "{}\n{} generated file(s) out of date; run `cargo xtask regen` and commit",
        found.join("\n"),
        found.len()
    );
    assert_eq!(generated.operations, 112);
}
