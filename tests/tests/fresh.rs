//! The committed files are what the generator makes of the committed document.

use openapi_exact::file_set::FileSet;
use qonversion_tests::places;

fn drift(files: &FileSet, tree: &str) -> Vec<String> {
    let drift = files.drift(&places::files(tree));
    drift.iter().map(|it| format!("{it} (in {tree})")).collect()
}

#[test]
fn the_generated_files_are_up_to_date() {
    let generated = openapi_exact::generate_with_guards(&places::inputs());
    let (generated, guards) = generated.unwrap_or_else(|report| panic!("{report}"));
    let mut found = drift(&generated.client, places::CLIENT);
    found.extend(drift(&guards.exercise, places::EXERCISE));
    assert!(
        found.is_empty(),
        "{}\n{} generated file(s) out of date; run `cargo xtask regen` and commit",
        found.join("\n"),
        found.len()
    );
    assert_eq!(generated.operations, 112);
}

#[test]
fn the_manifest_has_a_feature_for_every_tag() {
    let generated =
        openapi_exact::generate(&places::inputs()).unwrap_or_else(|report| panic!("{report}"));
    let manifest: toml::Table =
        places::text("generated-client/Cargo.toml").parse().expect("it is TOML");
    let enabled_by = |feature: &str| -> Vec<String> {
        let enabled = manifest["features"][feature].as_array().into_iter().flatten();
        enabled.filter_map(|it| it.as_str().map(str::to_owned)).collect()
    };
    assert_eq!(enabled_by("all-tags"), generated.features, "run `cargo xtask regen` and commit");
    assert!(enabled_by("default").contains(&"all-tags".to_owned()));
    for feature in &generated.features {
        assert_eq!(enabled_by(feature), [""; 0], "no tag needs another");
    }
}
