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
              diff       Tell what changed between two documents, for callers and for the version of the client
              browser    Look at the HTML report of `diff` in a real browser
              generate   Make a crate of any document
              fetch      Get the vendor's own document, tell what differs from ours, and take it if told to
              corpus     Take every document below a directory through the generator, and say what became of each
              fuzz       Give documents that were changed at random to the generator
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
        &["diff", "--help"],
        expect![[r#"
        Tell what changed between two documents, for callers and for the version of the client

        OLD and NEW are each a document file or a git revision. A file wins over a revision of the same name; `NAME^0` is the revision then. A revision is our document as it was there, with its overlay and approvals. A file has no overlay but those given with `--overlay`, unless it is our document.

        Changes that `openapi/qonversion-v4/approved.toml` approves by their fingerprint are shown as such and do not count for `--fail-on`. That holds where NEW is our document; an approval that no change matches is then an error.

        Exits with 0, with 2 if there is what `--fail-on` names, and with 1 if the two could not be compared.

        Usage: cargo xtask diff [OPTIONS] <OLD> [NEW]

        Arguments:
          <OLD>
                  The older document: a file, or a git revision such as `HEAD~3`

          [NEW]
                  The newer document: a file or a git revision; without it, the working tree

        Options:
              --overlay <FILE>
                  An overlay for each of the two that is a file, in place of its own; given several times, they are applied in that order

              --format <FORMAT>
                  How to tell

                  Possible values:
                  - text:     For the terminal
                  - json:     For programs; its schema is `docs/drift.schema.json`
                  - markdown: For a pull request, or as an entry of `CHANGELOG.md`
                  - html:     One page that needs nothing but itself
                  - github:   Workflow commands of GitHub Actions: annotations of the changed lines

                  [default: text]

              --fail-on <LEVEL>
                  Exit with 2 if a change that is not approved is as grave as this

                  Possible values:
                  - breaking: Yesterday's client fails or is misunderstood
                  - source:   That, or nobody can tell, or code that uses the client may no longer compile
                  - any:      Anything, the words of the documentation too

          -h, --help
                  Print help (see a summary with '-h')
    "#]],
    );
    check_help(
        &["regen", "--help"],
        expect![[r#"
            Make all generated files anew

            Writes `generated-client/src/generated`, `tests/src/generated`, `openapi/qonversion-v4/surface` and the features of the tags in `generated-client/Cargo.toml`, all or none.

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

/// 2 would mean drift.
#[test]
fn arguments_that_make_no_sense_exit_with_1() {
    for arguments in [&["diff"][..], &["diff", "HEAD", "--fail-on", "nothing"], &["dif"]] {
        let output = xtask(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty());
    }
    assert_eq!(xtask(&["--help"]).status.code(), Some(0));
}

#[test]
fn without_a_browser_it_says_what_to_do() {
    let checkout = Checkout::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["--root", checkout.path("").to_str().unwrap(), "browser"]);
    let output = command.env("PATH", "").env_remove("CHROMIUM").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    expect![[r#"
        error: Chromium is not installed; install it (Debian: `apt-get install chromium`), or name it in the variable CHROMIUM
    "#]].assert_eq(&String::from_utf8(output.stderr).unwrap());
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
