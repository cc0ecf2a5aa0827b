//! `cargo xtask diff`

use std::fs;
use std::process::{Command, Stdio};

use expect_test::{Expect, expect};

use crate::{Checkout, DOCUMENT, OVERLAY};

const APPROVED: &str = "openapi/qonversion-v4/approved.toml";
const HEAD: &str = "overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions:\n";

impl Checkout {
    /// A repository with two commits; in the working tree there is more.
    pub(crate) fn repository() -> Self {
        let checkout = Self::new();
        checkout.git(&["init", "--quiet", "--initial-branch", "main"]);
        checkout.document("GET /a: breaking");
        checkout.overlay("GET /o: docs");
        checkout.commit("one");
        checkout.document("GET /a: breaking, GET /b: compatible");
        checkout.overlay("GET /o: docs, GET /p: docs");
        checkout.commit("two");
        checkout.document("GET /a: breaking, GET /b: compatible, PUT /c: breaking");
        checkout
    }

    fn document(&self, contract: &str) {
        self.write(DOCUMENT, &format!("contract: {{{contract}}}\n"));
    }

    fn overlay(&self, contract: &str) {
        let action = format!("- {{target: $.contract, update: {{{contract}}}}}\n");
        self.write(OVERLAY, &format!("{HEAD}{action}"));
    }

    pub(crate) fn commit(&self, tag: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", tag]);
        self.git(&["tag", tag]);
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.current_dir(self.path("")).args(arguments).stdout(Stdio::null());
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for role in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{role}_NAME"), "T")
                .env(format!("GIT_{role}_EMAIL"), "t@localhost");
        }
        for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            git.env_remove(variable);
        }
        assert!(git.status().unwrap().success(), "{arguments:?}");
    }

    /// Runs `diff`, with the paths of those arguments that are files of the checkout.
    fn diff(&self, arguments: &[&str]) -> String {
        let paths = arguments.iter().map(|it| match self.path(it) {
            path if path.is_file() => path.to_str().unwrap().to_owned(),
            _ => (*it).to_owned(),
        });
        let arguments: Vec<_> = ["diff".to_owned()].into_iter().chain(paths).collect();
        self.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// The operations that `diff` names, and the exit code.
    fn changed(&self, arguments: &[&str]) -> String {
        let report = self.diff(arguments);
        let is_ours =
            |it: &&str| ["exit ", "GET ", "PUT ", "error: "].iter().any(|own| it.starts_with(own));
        report.lines().filter(is_ours).collect::<Vec<_>>().join("; ")
    }
}

fn check(arguments: &[&str], expected: Expect) {
    expected.assert_eq(&Checkout::repository().diff(arguments));
}

#[test]
fn the_working_tree_is_compared_with_a_revision() {
    check(
        &["HEAD"],
        expect![[r#"
        exit 0
        major: 1 wire-breaking
        from HEAD to the working tree

        PUT /c

          wire-breaking gone
            `PUT /c` is gone
            now          openapi/qonversion-v4/openapi.yaml
            fingerprint  0000505554202f63
    "#]],
    );
}

#[test]
fn a_revision_is_the_document_and_its_overlay_as_they_were() {
    let checkout = Checkout::repository();
    assert_eq!(checkout.changed(&["HEAD~1", "HEAD"]), "exit 0; GET /b; GET /p");
    assert_eq!(checkout.changed(&["one", "main"]), "exit 0; GET /b; GET /p");
    assert_eq!(checkout.changed(&["HEAD~1"]), "exit 0; GET /b; PUT /c; GET /p");
    assert_eq!(checkout.changed(&["two", "two"]), "exit 0");
}

#[test]
fn a_revision_from_before_the_overlay_has_none() {
    let checkout = Checkout::repository();
    fs::remove_file(checkout.path(OVERLAY)).unwrap();
    checkout.commit("three");
    checkout.overlay("GET /o: docs");
    assert_eq!(checkout.changed(&["three"]), "exit 0; GET /o");
}

#[test]
fn a_file_has_no_overlay_but_those_given() {
    let checkout = Checkout::repository();
    checkout.write("old.yaml", "contract: {GET /a: breaking}\n");
    checkout.write("new.yaml", "contract: {GET /a: breaking, GET /x: docs}\n");
    checkout
        .write("over.yaml", &format!("{HEAD}- {{target: $.contract, update: {{GET /o: docs}}}}\n"));
    assert_eq!(checkout.changed(&["old.yaml", "new.yaml"]), "exit 0; GET /x");
    assert_eq!(checkout.changed(&["old.yaml", "one"]), "exit 0; GET /o");
    assert_eq!(checkout.changed(&["old.yaml", "one", "--overlay", "over.yaml"]), "exit 0");
    assert_eq!(checkout.changed(&["one", "new.yaml", "--overlay", "over.yaml"]), "exit 0; GET /x");
}

#[test]
fn our_document_has_its_overlay_under_its_own_name_too() {
    let checkout = Checkout::repository();
    assert_eq!(checkout.changed(&["HEAD~1", DOCUMENT]), "exit 0; GET /b; PUT /c; GET /p");
    checkout
        .write("over.yaml", &format!("{HEAD}- {{target: $.contract, update: {{GET /q: docs}}}}\n"));
    assert_eq!(
        checkout.changed(&["HEAD~1", DOCUMENT, "--overlay", "over.yaml"]),
        "exit 0; GET /b; PUT /c; GET /q"
    );
}

#[test]
fn a_file_wins_over_a_revision_of_its_name() {
    let checkout = Checkout::repository();
    checkout.write("one", "no: [document");
    // Names count from the directory that the program is started in.
    let error_about = |name: &str| {
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
        let output =
            xtask.current_dir(checkout.path("")).args(["--root", ".", "diff", name]).output();
        String::from_utf8(output.unwrap().stderr).unwrap()
    };
    assert!(error_about("one").contains(" --> one:"), "{}", error_about("one"));
    assert!(!error_about("one^0").contains(" --> one:"), "{}", error_about("one^0"));
}

#[test]
fn what_cannot_be_compared_is_named() {
    let checkout = Checkout::repository();
    let failed = |arguments: &[&str]| checkout.diff(arguments);
    expect![[r#"
        exit 1
        --- stderr
        error: `HEAD~7` is neither a file nor a git revision of this repository
    "#]]
    .assert_eq(&failed(&["HEAD~7"]));
    expect![[r#"
        exit 1
        --- stderr
        error: `absent.yaml` is neither a file nor a git revision of this repository
    "#]]
    .assert_eq(&failed(&["HEAD", "absent.yaml"]));
    expect![[r#"
        exit 1
        --- stderr
        error: `-x` is neither a file nor a git revision of this repository
    "#]]
    .assert_eq(&failed(&["--", "-x"]));
    expect![[r#"
        exit 1
        --- stderr
        error: `HEAD~1..HEAD` is neither a file nor a git revision of this repository
    "#]]
    .assert_eq(&failed(&["HEAD~1..HEAD"]));
    checkout.git(&["rm", "--quiet", "--cached", DOCUMENT]);
    checkout.git(&["commit", "--quiet", "--message", "none"]);
    expect![[r#"
        exit 1
        --- stderr
        error: `openapi/qonversion-v4/openapi.yaml` does not exist at `HEAD`; name a later revision, or a file
    "#]].assert_eq(&failed(&["HEAD"]));
    checkout.write(DOCUMENT, "contract: [");
    expect![[r#"
        exit 1
        --- stderr
        error: while parsing a node, did not find expected node content
         --> openapi/qonversion-v4/openapi.yaml:1:12
          |
        1 | contract: [
          |            ^
          at: (the whole document)
          stage: source
          help: mend the text: it is neither YAML nor JSON from here on
    "#]]
    .assert_eq(&failed(&["HEAD~1"]));
}

#[test]
fn a_broken_document_of_long_ago_is_shown_with_its_revision() {
    let checkout = Checkout::repository();
    checkout.write(DOCUMENT, "contract: [");
    checkout.commit("broken");
    checkout.document("");
    expect![[r#"
        exit 1
        --- stderr
        error: while parsing a node, did not find expected node content
         --> broken:openapi/qonversion-v4/openapi.yaml:1:12
          |
        1 | contract: [
          |            ^
          at: (the whole document)
          stage: source
          help: mend the text: it is neither YAML nor JSON from here on
    "#]]
    .assert_eq(&checkout.diff(&["broken"]));
}

#[test]
fn outside_of_a_repository_files_can_be_compared() {
    let checkout = Checkout::new();
    checkout.write("old.yaml", "contract: {}\n");
    checkout.write("new.yaml", "contract: {GET /x: docs}\n");
    assert_eq!(checkout.changed(&["old.yaml", "new.yaml"]), "exit 0; GET /x");
    let output = checkout.diff(&["HEAD"]);
    assert!(output.starts_with("exit 1\n--- stderr\nerror: `git rev-parse "), "{output}");
    assert!(output.contains("failed: fatal: not a git repository"), "{output}");
}

#[test]
fn without_git_it_says_what_to_do() {
    let checkout = Checkout::repository();
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let root = checkout.path("");
    let output =
        xtask.env("PATH", "").arg("--root").arg(root).args(["diff", "HEAD"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.starts_with("error: `git rev-parse "), "{error}");
    assert!(error.ends_with("; install git, or name two files\n"), "{error}");
}

#[test]
fn drift_exits_with_2() {
    let checkout = Checkout::repository();
    let exit = |old: &str, new: &str, level: &str| {
        let output = checkout.diff(&[old, new, "--fail-on", level]);
        output.lines().next().unwrap_or_default().to_owned()
    };
    let levels = ["breaking", "source", "any"];
    assert_eq!(levels.map(|it| exit("two", DOCUMENT, it)), ["exit 2"; 3]);
    assert_eq!(levels.map(|it| exit("one", "two", it)), ["exit 0", "exit 0", "exit 2"]);
    assert_eq!(levels.map(|it| exit("two", "two", it)), ["exit 0"; 3]);
    assert_eq!(levels.map(|it| exit("two", "seven", it)), ["exit 1"; 3]);
}

fn approval(fingerprint: &str) -> String {
    format!("[[approved]]\nfingerprint = \"{fingerprint}\"\nchange = \"c\"\nreason = \"agreed\"\n")
}

/// What the stand-in calls the change of `PUT /c`.
const PUT_C: &str = "0000505554202f63";

#[test]
fn an_approved_change_is_shown_and_does_not_count() {
    let checkout = Checkout::repository();
    checkout.write(APPROVED, &approval(PUT_C));
    expect![[r#"
        exit 0
        major: 1 wire-breaking; 1 of them approved
        from HEAD to the working tree

        PUT /c

          wire-breaking gone
            `PUT /c` is gone
            approved: agreed
            now          openapi/qonversion-v4/openapi.yaml
            fingerprint  0000505554202f63
    "#]]
    .assert_eq(&checkout.diff(&["HEAD", "--fail-on", "any"]));
    assert_eq!(checkout.changed(&["HEAD", DOCUMENT, "--fail-on", "any"]), "exit 0; PUT /c");
    assert_eq!(checkout.changed(&["one", "--fail-on", "any"]), "exit 2; GET /b; PUT /c; GET /p");
}

#[test]
fn an_approval_of_nothing_is_an_error() {
    let checkout = Checkout::repository();
    checkout.write(APPROVED, &format!("{}\n{}", approval(PUT_C), approval("0123456789abcdef")));
    expect![[r#"
        exit 1
        --- stderr
        error: no change has the fingerprint `0123456789abcdef`
         --> openapi/qonversion-v4/approved.toml:7:15
          |
        7 | fingerprint = "0123456789abcdef"
          |               ^
          at: /approved/1/fingerprint
          stage: approvals
          help: remove the approval, or compare with the revision that it was made for
    "#]]
    .assert_eq(&checkout.diff(&["HEAD"]));
}

#[test]
fn approvals_are_those_of_the_newer_side() {
    let checkout = Checkout::repository();
    checkout.write(APPROVED, &approval(PUT_C));
    checkout.commit("three");
    fs::remove_file(checkout.path(APPROVED)).unwrap();
    assert_eq!(checkout.changed(&["two", "three", "--fail-on", "any"]), "exit 0; PUT /c");
    assert_eq!(checkout.changed(&["two", "--fail-on", "any"]), "exit 2; PUT /c");
    assert_eq!(checkout.changed(&["three"]), "exit 0");
    checkout.write("new.yaml", "contract: {GET /x: docs}\n");
    assert_eq!(checkout.changed(&["three", "new.yaml"]), "exit 0; GET /x");
}

#[test]
fn every_format_is_printed() {
    let checkout = Checkout::repository();
    let starts = |format: &str| {
        let output = checkout.diff(&["HEAD", "--format", format]);
        output.lines().nth(1).unwrap_or_default().to_owned()
    };
    let formats = ["text", "json", "markdown", "html", "github"];
    expect![[r#"
        [
            "major: 1 wire-breaking",
            "{",
            "**major: 1 wire-breaking** (from `HEAD` to `the working tree`)",
            "<!doctype html>",
            "major: 1 wire-breaking",
        ]"#]]
    .assert_eq(&format!("{:#?}", formats.map(starts)));
}
