//! Makes `src/generated` anew; with `--check`, says whether that would change anything.

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::env;
use std::path::Path;
use std::process::ExitCode;

use openapi_exact_build::{Client, Error};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

fn client() -> Client {
    Client::new("notes/openapi.yaml")
        .overlay("notes/overlay.yaml")
        .paths_from(format!("{HERE}/../.."))
}

fn main() -> Result<ExitCode, Error> {
    let place = Path::new(HERE).join("../src/generated");
    let check = env::args().any(|it| it == "--check");
    let drift = if check { client().drift(&place)? } else { client().write_to(&place)?.drift };
    drift.iter().for_each(|it| println!("{it}"));
    Ok(if check && !drift.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

#[test]
fn the_code_is_what_the_generator_makes() {
    let drift = client().drift(&Path::new(HERE).join("../src/generated")).expect("it is made");
    assert_eq!(drift, []);
}
