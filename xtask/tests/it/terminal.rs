//! The program itself: help, and exit codes as a shell sees them.

use std::process::{Command, Output};

use expect_test::{Expect, expect};

use crate::Checkout;

fn xtask(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).output().unwrap()
}

fn check_help(arguments: &[&str], expected: Expect) {
    let output = xtask(arguments);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<_> = text.lines().map(|it| format!("{}\n", it.trim_end())).collect();
    expected.assert_eq(&lines.concat());
}

#[test]
fn help_reads_well() {
    check_help(
        &["--help"],
        expect![[r#"
        Makes, checks and explains the generated client

        Usage: cargo xtask <COMMAND>

        Commands:
          effective  Print a document as it is after its overlays
          regen      Make all generated files anew
          check      Say how the generated files differ from what `regen` would write
          features   Check that the client builds without a warning whatever is left out of it
          measure    Measure the generated client beside what progenitor makes of the same document
          help       Print this message or the help of the given subcommand(s)

        Options:
          -h, --help  Print help
    "#]],
    );
    check_help(
        &["effective", "--help"],
        expect![[r#"
            Print a document as it is after its overlays

            Without options: our document and our overlay. Findings go to stderr.

            Usage: cargo xtask effective [OPTIONS]

            Options:
                  --document <FILE>
                      A document in place of ours; then no overlay is applied but those given

                  --overlay <FILE>
                      An overlay in place of ours; given several times, they are applied in that order

                  --format <FORMAT>
                      How to print the document

                      [default: yaml]
                      [possible values: yaml, json]

              -h, --help
                      Print help (see a summary with '-h')
        "#]],
    );
    check_help(
        &["regen", "--help"],
        expect![[r#"
            Make all generated files anew

            Writes `generated-client/src/generated`, `tests/src/generated` and the features of the tags in `generated-client/Cargo.toml`, all or none.

            If nothing changes in one of them, it is not touched.

            Usage: cargo xtask regen [OPTIONS]

            Options:
                  --notes
                      Print notes too: what the generator left out or reduced on purpose

              -h, --help
                      Print help (see a summary with '-h')
        "#]],
    );
}

#[test]
fn a_broken_run_exits_with_1() {
    let checkout = Checkout::new();
    std::fs::remove_dir_all(checkout.path("openapi")).unwrap();
    for command in ["check", "regen", "effective"] {
        let output = xtask(&[command, "--root", checkout.path("").to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn outside_of_cargo_the_workspace_is_unknown() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let output = command.env_remove("CARGO_MANIFEST_DIR").arg("check").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    expect![[r#"
        error: the workspace is unknown; start this as `cargo xtask`
    "#]]
    .assert_eq(&String::from_utf8(output.stderr).unwrap());
}
