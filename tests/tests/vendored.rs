//! The vendored document is the one that `source.toml` describes, and every deviation from it says
//! why and where that can be read.

use std::fs;

use qonversion_tests::document::DOCUMENT;
use qonversion_tests::places;
use serde_json::Value;
use sha2::{Digest, Sha256};

#[test]
fn the_document_is_byte_for_byte_what_was_received() {
    let source: toml::Table =
        places::text("openapi/qonversion-v4/source.toml").parse().expect("it is TOML");
    let bytes = fs::read(places::path("openapi/qonversion-v4/openapi.yaml")).expect("it is there");
    let digest: String = Sha256::digest(&bytes).iter().map(|it| format!("{it:02x}")).collect();
    assert_eq!(source["sha256"].as_str(), Some(&*digest));
    let count = |key: &str| source[key].as_integer().and_then(|it| usize::try_from(it).ok());
    assert_eq!(count("bytes"), Some(bytes.len()));
    assert_eq!(count("operations"), Some(DOCUMENT.operations().len()));
}

#[test]
fn every_overlay_action_says_why_and_where_from() {
    let overlay = places::source("openapi/qonversion-v4/overlay.yaml");
    let actions = overlay.value()["actions"].as_array().expect("it has actions");
    assert!(actions.len() > 90);
    for action in actions {
        for key in ["description", "x-source"] {
            let text = action.get(key).and_then(Value::as_str).unwrap_or_default();
            assert!(!text.trim().is_empty(), "{} has no `{key}`", action["target"]);
        }
    }
}
