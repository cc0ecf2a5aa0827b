//! The generated files depend on the document and its overlay alone: not on the process, the
//! working directory or the environment.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use qonversion_tests::places;

type Files = BTreeMap<String, Vec<u8>>;

/// Generates in a process of its own.
fn generate(working_directory: &Path, environment: &[(&str, &str)]) -> Files {
    let output = tempfile::tempdir().expect("a directory");
    let mut command = Command::new(env!("CARGO_BIN_EXE_generate"));
    command
        .arg(output.path())
        .current_dir(working_directory)
        .env_clear()
        .envs(environment.iter().copied());
    let run = command.output().expect("it can be started");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    places::files_below(output.path())
}

#[test]
fn two_processes_in_different_surroundings_write_the_same_bytes_as_are_committed() {
    let elsewhere = tempfile::tempdir().expect("a directory");
    let one =
        generate(&places::path("tests"), &[("LANG", "C"), ("TZ", "UTC"), ("RUST_BACKTRACE", "1")]);
    let other = generate(
        elsewhere.path(),
        &[
            ("LANG", "tr_TR.UTF-8"),
            ("TZ", "Asia/Kathmandu"),
            ("HOME", "/nowhere"),
            ("COLUMNS", "20"),
        ],
    );
    assert!(one.len() >= 40, "{} files", one.len());
    assert_same(&one, &other);
    assert_same(&one, &committed());
}

fn committed() -> Files {
    let trees = [places::CLIENT, places::EXERCISE, places::SURFACE];
    let files = trees.iter().flat_map(|tree| {
        places::files(tree).into_iter().map(move |(name, bytes)| (format!("{tree}/{name}"), bytes))
    });
    files.collect()
}

#[track_caller]
fn assert_same(one: &Files, other: &Files) {
    let names = one.keys().chain(other.keys());
    let differing: Vec<_> = names.filter(|it| one.get(*it) != other.get(*it)).collect();
    assert!(differing.is_empty(), "{differing:?}");
}
