//! Documents and overlays that must not become a client, and the whole of what is said about them.
//!
//! Each `fixtures/negative/<name>.yaml`, with `<name>.overlay.yaml` where there is one, has the
//! message beside it in `<name>.stderr`.

use std::sync::Arc;

use expect_test::expect_file;
use openapi_exact::api::Features;
use openapi_exact::report::Report;
use openapi_exact::source::Source;
use openapi_exact::{Generated, Inputs};
use qonversion_tests::places;

const FIXTURES: &str = "tests/fixtures/negative";

fn source(name: &str) -> Result<Arc<Source>, Report> {
    Source::parse(name, &places::text(&format!("{FIXTURES}/{name}"))).map(Arc::new)
}

fn generate(document: &str, overlay: Option<&str>) -> Result<Generated, Report> {
    let overlays = overlay.into_iter().map(source).collect::<Result<_, _>>()?;
    openapi_exact::generate(&Inputs {
        overlays,
        crate_name: "client".to_owned(),
        features: Features::PerTag { taken: vec!["tracing".to_owned()] },
        ..Inputs::new(source(document)?)
    })
}

fn names() -> Vec<String> {
    places::files(FIXTURES).into_keys().collect()
}

fn cases() -> Vec<String> {
    let documents = names().into_iter().filter(|it| !it.ends_with(".overlay.yaml"));
    documents.filter_map(|it| it.strip_suffix(".yaml").map(str::to_owned)).collect()
}

#[test]
fn what_is_wrong_is_refused_and_said() {
    let names = names();
    let mut taken = Vec::new();
    for case in cases() {
        let overlay = format!("{case}.overlay.yaml");
        let overlay = names.contains(&overlay).then_some(&*overlay);
        match generate(&format!("{case}.yaml"), overlay) {
            Ok(_) => taken.push(case),
            Err(report) => {
                expect_file![format!("../fixtures/negative/{case}.stderr")]
                    .assert_eq(&report.to_string());
            }
        }
    }
    assert_eq!(taken, [""; 0], "became a client");
}

#[test]
fn every_message_has_its_document() {
    let cases = cases();
    let messages =
        names().into_iter().filter_map(|it| it.strip_suffix(".stderr").map(str::to_owned));
    assert_eq!(messages.collect::<Vec<_>>(), cases);
    assert!(cases.len() >= 10, "{}", cases.len());
}
