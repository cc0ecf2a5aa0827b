//! `cargo xtask fuzz`: that it finds what there is, and that it finds nothing in the library.

use std::path::Path;

use crate::{Checkout, stand_in};

fn run(document: &str, options: &[&str]) -> (Checkout, String) {
    let checkout = Checkout::new();
    checkout.write("documents/base.yaml", document);
    let directory = checkout.path("documents");
    let arguments = ["fuzz", "--from", directory.to_str().unwrap(), "--jobs", "2"].into_iter();
    let arguments: Vec<_> = arguments.chain(options.iter().copied()).collect();
    let output = checkout.run(&arguments);
    (checkout, output)
}

/// The documents that were kept, with the kinds of fault that they show.
fn kept(checkout: &Checkout) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(checkout.path("target/fuzz")).unwrap();
    let mut kept: Vec<_> = entries
        .map(|it| it.unwrap().path())
        .filter(|it| it.extension().is_some_and(|it| it == "yaml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let kind = name.rsplit_once('-').unwrap().0.to_owned();
            (kind, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    kept.sort();
    kept
}

fn check(fault: &str, kind: &str) {
    let document = format!("openapi: 3.0.0\nx: [1, 2]\ndo: {fault}\n");
    let (checkout, output) = run(&document, &["--cases", "6", "--timeout", "1"]);
    assert!(output.starts_with("exit 1\n6 cases in "), "{output}");
    assert!(output.contains(&format!("\n{kind}: ")), "{output}");
    let kept = kept(&checkout);
    // As a tree and as a text.
    let smallest = [format!(r#"{{"do":"{fault}"}}"#), format!("do: {fault}")];
    assert!(kept.iter().any(|(it, text)| it == kind && smallest.contains(text)), "{kept:?}");
}

#[test]
fn a_panic_is_found_and_made_small() {
    check("panic", "panic");
}

#[test]
fn an_abort_is_found_and_the_next_cases_go_on() {
    check("abort", "crash");
}

#[test]
fn a_hang_is_found() {
    check("hang", "hang");
}

#[test]
fn text_that_is_no_rust_is_found() {
    let document = "client: {a.rs: 'fn a() {'}\nexercise: {b.rs: ''}\n";
    let (checkout, output) = run(document, &["--cases", "12"]);
    assert!(output.contains("broken-rust: `a.rs`: "), "{output}");
    let kept = kept(&checkout);
    let is_small = |it: &(String, String)| it.0 == "broken-rust" && it.1.len() <= 32;
    assert!(kept.iter().any(is_small), "{kept:?}");
}

#[test]
fn where_nothing_is_wrong_nothing_is_found() {
    let (checkout, output) = run("client: {a.rs: 'fn a() {}'}\n", &["--cases", "1"]);
    assert!(output.starts_with("exit 0\n1 cases in "), "{output}");
    assert!(output.contains(" 0 had a fault\n"), "{output}");
    assert_eq!(kept(&checkout), []);
}

#[test]
fn without_documents_there_is_nothing_to_do() {
    let checkout = Checkout::new();
    let output =
        checkout.run(&["fuzz", "--from", checkout.path("generated-client").to_str().unwrap()]);
    let expected = "exit 1
--- stderr
error: no document of at most 64 KiB in `ROOT/generated-client`
";
    assert_eq!(output, expected);
}

/// Few, since they run with every test; `cargo xtask fuzz` tries more.
#[test]
fn the_library_takes_changed_documents() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let arguments = [
        "fuzz",
        "--cases",
        "300",
        "--seed",
        "1",
        "--from",
        fixtures.to_str().unwrap(),
        "--timeout",
        "60",
    ];
    let output = Checkout::new().run_with(stand_in::REAL, &arguments);
    assert!(output.starts_with("exit 0\n300 cases in "), "{output}");
}
