//! `cargo xtask features`, over a client so small that cargo builds it at once.

use std::fs;

use crate::{Checkout, MANIFEST};

/// Two tags; what is said of the one is used with the other.
fn checkout(code: &str) -> Checkout {
    let checkout = Checkout::new();
    let workspace = "[workspace]\nresolver = \"3\"\nmembers = [\"generated-client\"]\n";
    checkout.write("Cargo.toml", workspace);
    let lock = "version = 4\n\n[[package]]\nname = \"client\"\nversion = \"0.0.0\"\n";
    checkout.write("Cargo.lock", lock);
    checkout.write("generated-client/src/lib.rs", &format!("//! A client.\n{code}"));
    let features = "full-serde = []\nblocking = []\ndrift = []\ntracing = []\nnative-tls = []\n";
    let manifest = crate::manifest(&["users", "segments"]);
    let manifest = manifest.replace("[features]\n", &format!("[features]\n{features}"));
    let package = "[package]\nname = \"client\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";
    checkout.write(MANIFEST, &format!("{package}\n{manifest}"));
    checkout
}

/// The builds that failed.
fn failed(output: &str) -> Vec<&str> {
    output.lines().filter_map(|it| it.strip_suffix(": failed")).collect()
}

#[test]
fn a_client_that_builds_whatever_is_left_out_is_good() {
    let output = checkout("#[cfg(feature = \"users\")]\npub mod users {}\n").run(&["features"]);
    assert!(output.starts_with("exit 0\n"), "{output}");
    for line in ["lint, no feature: good", "lint, users full-serde: good", "docs, segments: good"] {
        assert!(output.lines().any(|it| it == line), "{output}");
    }
    assert!(!output.contains("--- stderr"), "{output}");
}

#[test]
fn a_tag_that_needs_another_fails_alone() {
    let code = "#[cfg(feature = \"users\")]\nuse std::fmt;\n\
                #[cfg(all(feature = \"users\", feature = \"segments\"))]\n\
                /// A name.\npub fn name(f: &mut fmt::Formatter<'_>) -> fmt::Result {\n\
                \x20   f.write_str(\"\")\n}\n";
    let output = checkout(code).run(&["features"]);
    assert!(output.starts_with("exit 1\n"), "{output}");
    assert_eq!(failed(&output), ["lint, users", "lint, users full-serde"]);
    assert!(output.contains("unused import: `std::fmt`"), "{output}");
    assert!(output.contains("\n2 of 1"), "{output}");
}

#[test]
fn a_link_to_what_was_left_out_fails() {
    let code = "//! See [`users`].\n#[cfg(feature = \"users\")]\npub mod users {}\n";
    let output = checkout(code).run(&["features"]);
    assert_eq!(failed(&output), ["docs, no feature", "docs, segments"]);
}

#[test]
fn a_manifest_without_tags_is_another_failure() {
    let checkout = checkout("");
    fs::write(checkout.path(MANIFEST), "[package]\n").unwrap();
    assert!(checkout.run(&["features"]).starts_with("exit 1\n--- stderr\nerror: cannot use "));
}
