//! `cargo xtask corpus`, over a handful of documents and with a generator that can be told to fail
//! in every way there is.

use std::fs;
use std::path::Path;

use clap::Parser;
use expect_test::expect;
use openapi_exact::diff::report::text::Styles;
use serde_json::Value;
use xtask::{Cli, Console, Outcome};

use crate::{Checkout, stand_in};

/// The process that `corpus` starts for each document: no test but where it is told to be one.
#[test]
fn worker() {
    let Some(slot) = std::env::var_os("CORPUS_WORKER_SLOT") else { return };
    let root = Path::new(&slot).join("root");
    let cli = Cli::parse_from([
        "xtask".as_ref(),
        "--root".as_ref(),
        root.as_os_str(),
        "corpus-worker".as_ref(),
        slot.as_os_str(),
    ]);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let console = Console { out: &mut out, err: &mut err, styles: Styles::plain() };
    let generator = match std::env::var_os("CORPUS_WORKER_REAL") {
        Some(_) => stand_in::REAL,
        None => stand_in::GENERATOR,
    };
    let outcome = xtask::run(&cli, generator, console);
    assert_eq!(outcome, Outcome::Done, "{}", String::from_utf8_lossy(&err));
}

/// A checkout with documents to try, each of which says what becomes of it.
fn checkout() -> Checkout {
    let checkout = Checkout::new();
    for (name, text) in [
        ("a.com/good.json", r#"{"openapi": "3.0.0", "client": {"a.rs": "// a\n\nfn a() {}\n"}}"#),
        ("a.com/also.yaml", "openapi: 3.1.0\nclient: {a.rs: 'fn a() {}'}\nwarnings: [one, two]\n"),
        ("b.com/refused.json", r#"{"openapi": "3.0.0", "error": "`x` is 5"}"#),
        ("c.com/refused.yml", "openapi: 3.0.0\nerror: '`y` is 6'\n"),
        ("c.com/panics.yml", "openapi: 3.0.0\ndo: panic\n"),
        ("d.com/aborts.yml", "openapi: 3.0.0\ndo: abort\n"),
        ("d.com/hangs.yml", "openapi: 3.0.0\ndo: hang\n"),
        ("d.com/eats.yml", "openapi: 3.0.0\ndo: eat\n"),
        ("e.com/broken.yml", "openapi: ]\n"),
        ("e.com/old.json", r#"{"swagger": "2.0"}"#),
        ("e.com/package.json", r#"{"name": "none"}"#),
    ] {
        checkout.write(&format!("documents/{name}"), text);
    }
    checkout
}

const BOUNDS: [&str; 6] = ["--timeout", "2", "--memory", "1500", "--jobs", "2"];

fn run(checkout: &Checkout, options: &[&str]) -> String {
    let directory = checkout.path("documents");
    let arguments = ["corpus", directory.to_str().unwrap()].into_iter();
    let arguments: Vec<_> = arguments.chain(BOUNDS).chain(options.iter().copied()).collect();
    checkout.run(&arguments)
}

/// The lines of the table up to those of times, which differ from run to run.
fn outcomes(output: &str) -> String {
    let end = output.find("\ngeneration: ").unwrap_or(output.len());
    output[..end].to_owned()
}

/// The place of a panic without the line in this program.
fn without_line(output: &str) -> String {
    let (file, message) = ("stand_in.rs", ": at the");
    let Some((before, after)) = output.split_once(file) else { return output.to_owned() };
    let rest = after.find(message).map_or(after, |at| &after[at..]);
    format!("{before}{file}{rest}")
}

#[test]
fn whatever_becomes_of_a_document_the_others_go_on() {
    let output = run(&checkout(), &[]);
    expect![[r#"
        exit 0
        9 OpenAPI 3 documents
        1 files are Swagger 2 and do not count
        1 files are neither and do not count

        generation
          good           2   22.2 %
          refused        3   33.3 %
          panic          1   11.1 %
          timeout        1   11.1 %
          memory         1   11.1 %
          crash          1   11.1 %

        causes: documents, step, outcome, who says so, what
             2  generation, refused, stand-in: `…` is N
                b.com/refused.json, c.com/refused.yml
             1  generation, refused, source: misplaced bracket
                e.com/broken.yml
             1  generation, panic, stand_in.rs: at the document's N words
                c.com/panics.yml
             1  generation, timeout, process: not done within N s
                d.com/hangs.yml
             1  generation, memory, process: more memory than it may have
                d.com/eats.yml
             1  generation, crash, process: SIGABRT
                d.com/aborts.yml
    "#]]
    .assert_eq(&without_line(&outcomes(&output)));
}

#[test]
fn what_was_done_is_not_done_again() {
    let checkout = checkout();
    let some = ["--only", "a.com"];
    assert!(run(&checkout, &some).contains("2 documents, 0 of them known"));
    let again = run(&checkout, &some);
    assert!(again.contains("2 documents, 2 of them known"), "{again}");
    assert!(again.contains("good           2  100.0 %"), "{again}");
    checkout.write("documents/a.com/good.json", r#"{"openapi": "3.0.0", "error": "now"}"#);
    let changed = run(&checkout, &some);
    assert!(changed.contains("2 documents, 1 of them known"), "{changed}");
    assert!(changed.contains("stand-in: now"), "{changed}");
    let fresh = run(&checkout, &["--only", "a.com", "--fresh"]);
    assert!(fresh.contains("2 documents, 0 of them known"), "{fresh}");
}

#[test]
fn results_of_another_generator_are_not_taken_over() {
    let checkout = checkout();
    let some = ["--only", "a.com"];
    run(&checkout, &some);
    checkout.write("codegen/src/lib.rs", "//! Another.");
    assert!(run(&checkout, &some).contains("2 documents, 0 of them known"));
}

#[test]
fn a_line_that_an_interrupted_run_left_half_is_not_there() {
    let checkout = checkout();
    run(&checkout, &["--only", "a.com"]);
    let text = checkout.read("target/corpus/results.jsonl");
    checkout.write("target/corpus/results.jsonl", &text[..text.len() - 20]);
    let output = run(&checkout, &["--only", "a.com"]);
    assert!(output.contains("2 documents, 1 of them known"), "{output}");
    assert!(output.contains("good           2"), "{output}");
    assert!(run(&checkout, &["--only", "a.com"]).contains("2 documents, 2 of them known"));
}

/// The schema, and a report that has one of everything in it.
#[test]
fn the_json_report_is_as_its_schema_says() {
    let checkout = checkout();
    let (json, html) = (checkout.path("report.json"), checkout.path("report.html"));
    let reports = ["--report", json.to_str().unwrap(), "--report", html.to_str().unwrap()];
    let output = run(&checkout, &reports);
    assert!(output.starts_with("exit 0"), "{output}");
    let report: Value = serde_json::from_str(&checkout.read("report.json")).unwrap();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/corpus-report.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<_> =
        validator.iter_errors(&report).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(report["totals"]["generation"]["refused"], 3);
    assert_eq!(report["documents"].as_array().unwrap().len(), 11);
    assert!(checkout.read("report.html").contains("d.com/hangs.yml"));
}

#[test]
fn an_earlier_run_is_compared_with() {
    let checkout = checkout();
    let path = checkout.path("earlier.json");
    let path = path.to_str().unwrap();
    let with = |option| ["--only", ".json", option, path];
    assert!(run(&checkout, &with("--report")).starts_with("exit 0"));
    let same = run(&checkout, &with("--baseline"));
    assert!(same.starts_with("exit 0") && !same.contains("newly"), "{same}");
    checkout.write("documents/a.com/good.json", r#"{"openapi": "3.0.0", "error": "now"}"#);
    checkout.write("documents/b.com/refused.json", r#"{"openapi": "3.0.0"}"#);
    let changed = run(&checkout, &with("--baseline"));
    assert!(changed.starts_with("exit 2"), "{changed}");
    assert!(changed.contains("newly failing   a.com/good.json (generation): now\n"), "{changed}");
    assert!(changed.contains("newly passing   b.com/refused.json (generation)\n"), "{changed}");
    checkout.write("earlier.json", "{}");
    let refused = run(&checkout, &with("--baseline"));
    assert!(refused.contains("is no JSON report of `cargo xtask corpus`"), "{refused}");
}
