//! `cargo xtask regen`

use std::fs::{self, File};
use std::time::{Duration, UNIX_EPOCH};

use expect_test::expect;

use crate::{CLIENT, Checkout, DOCUMENT, EXERCISE, MANIFEST, manifest};

/// All output but the time, and but what changed since a commit that there is not.
fn regen(checkout: &Checkout, arguments: &[&str]) -> String {
    let arguments: Vec<_> = ["regen"].into_iter().chain(arguments.iter().copied()).collect();
    let output = checkout.run(&arguments);
    let varies = |it: &&str| {
        it.starts_with("done in ") && it.ends_with(" s")
            || it.starts_with("since HEAD: not compared: `git ")
    };
    let (varying, rest): (Vec<_>, Vec<_>) = output.lines().partition(varies);
    assert_eq!(varying.len(), if output.starts_with("exit 0") { 2 } else { 0 }, "{output}");
    rest.join("\n") + "\n"
}

#[test]
fn all_files_are_written() {
    let checkout = Checkout::new();
    expect![[r#"
        exit 0
        3 operations, 1 type
        generated-client/src/generated: 3 files: 3 added, 0 changed, 0 removed
        tests/src/generated: 1 file: 1 added, 0 changed, 0 removed
        openapi/qonversion-v4/surface: 0 files, unchanged
        generated-client/Cargo.toml: 0 features, unchanged
        0 warnings, 0 notes
    "#]]
    .assert_eq(&regen(&checkout, &[]));
    expect![[r#"
        generated-client/src/generated/a.rs: a
        generated-client/src/generated/d.rs: d
        generated-client/src/generated/sub/b.rs: b
        tests/src/generated/c.rs: c
    "#]]
    .assert_eq(&checkout.files());
}

#[test]
fn files_are_added_changed_and_removed() {
    let checkout = Checkout::new();
    regen(&checkout, &[]);
    checkout.write(&format!("{CLIENT}/stray/x.rs"), "x");
    checkout.write(&format!("{CLIENT}/a.rs"), "changed");
    fs::remove_file(checkout.path(&format!("{CLIENT}/d.rs"))).unwrap();
    let before = checkout.files();
    expect![[r#"
        generated-client/src/generated/a.rs: changed
        generated-client/src/generated/stray/x.rs: x
        generated-client/src/generated/sub/b.rs: b
        tests/src/generated/c.rs: c
    "#]]
    .assert_eq(&before);
    expect![[r#"
        exit 0
        3 operations, 1 type
        generated-client/src/generated: 3 files: 1 added, 1 changed, 1 removed
        tests/src/generated: 1 file, unchanged
        openapi/qonversion-v4/surface: 0 files, unchanged
        generated-client/Cargo.toml: 0 features, unchanged
        0 warnings, 0 notes
    "#]]
    .assert_eq(&regen(&checkout, &[]));
    expect![[r#"
        generated-client/src/generated/a.rs: a
        generated-client/src/generated/d.rs: d
        generated-client/src/generated/sub/b.rs: b
        tests/src/generated/c.rs: c
    "#]]
    .assert_eq(&checkout.files());
}

#[test]
fn features_follow_the_tags() {
    let checkout = Checkout::new();
    for tags in [&["users", "segments"][..], &["segments"], &[]] {
        checkout.write(DOCUMENT, &format!("client: {{}}\ntags: [{}]\n", tags.join(", ")));
        let changed = format!("{MANIFEST}: {}, changed", counted(tags));
        let output = regen(&checkout, &[]);
        assert!(output.lines().any(|it| it == changed), "{output}");
        assert_eq!(checkout.read(MANIFEST), manifest(tags));
        let unchanged = format!("{MANIFEST}: {}, unchanged", counted(tags));
        let output = regen(&checkout, &[]);
        assert!(output.lines().any(|it| it == unchanged), "{output}");
    }
}

fn counted(tags: &[&str]) -> String {
    format!("{} feature{}", tags.len(), if tags.len() == 1 { "" } else { "s" })
}

#[test]
fn if_the_features_cannot_be_written_nothing_is() {
    let checkout = Checkout::new();
    regen(&checkout, &[]);
    checkout.write(DOCUMENT, "client: {a.rs: 'other'}\ntags: [rustls]\n");
    let before = checkout.files();
    expect![[r#"
        exit 1
        --- stderr
        error: cannot use `generated-client/Cargo.toml` for the features of the tags: it would not be TOML: duplicate key
    "#]].assert_eq(&regen(&checkout, &[]));
    assert_eq!(checkout.files(), before);
    assert_eq!(checkout.read(MANIFEST), manifest(&[]));
}

#[test]
fn a_tree_without_changes_is_not_touched() {
    let checkout = Checkout::new();
    regen(&checkout, &[]);
    let files = [format!("{CLIENT}/a.rs"), format!("{EXERCISE}/c.rs")].map(|it| checkout.path(&it));
    // Files made a moment ago may have the same time as files made now.
    let long_ago = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for file in &files {
        File::options().write(true).open(file).unwrap().set_modified(long_ago).unwrap();
    }
    let untouched = || {
        let modified = |file| fs::metadata(file).unwrap().modified().unwrap();
        files.each_ref().map(|file| modified(file) == long_ago)
    };
    expect![[r#"
        exit 0
        3 operations, 1 type
        generated-client/src/generated: 3 files, unchanged
        tests/src/generated: 1 file, unchanged
        openapi/qonversion-v4/surface: 0 files, unchanged
        generated-client/Cargo.toml: 0 features, unchanged
        0 warnings, 0 notes
    "#]]
    .assert_eq(&regen(&checkout, &[]));
    assert_eq!(untouched(), [true, true]);
    checkout.write(&format!("{CLIENT}/d.rs"), "changed");
    regen(&checkout, &[]);
    assert_eq!(untouched(), [false, true]);
}

#[test]
fn findings_are_printed_and_counted() {
    let checkout = Checkout::new();
    let document = checkout.read(DOCUMENT);
    checkout.write(DOCUMENT, &format!("{document}warnings: [w]\nnotes: [n, m]\n"));
    expect![[r#"
        exit 0
        3 operations, 1 type
        generated-client/src/generated: 3 files: 3 added, 0 changed, 0 removed
        tests/src/generated: 1 file: 1 added, 0 changed, 0 removed
        openapi/qonversion-v4/surface: 0 files, unchanged
        generated-client/Cargo.toml: 0 features, unchanged
        1 warning, 2 notes
        --- stderr
        warning: w
         --> openapi/qonversion-v4/openapi.yaml:1:1
          |
        1 | client: {a.rs: 'a', sub/b.rs: 'b'}
          | ^
          at: (the whole document)
          stage: stand-in

    "#]]
    .assert_eq(&regen(&checkout, &[]));
    expect![[r#"
        exit 0
        3 operations, 1 type
        generated-client/src/generated: 3 files, unchanged
        tests/src/generated: 1 file, unchanged
        openapi/qonversion-v4/surface: 0 files, unchanged
        generated-client/Cargo.toml: 0 features, unchanged
        1 warning, 2 notes
        --- stderr
        note: n
         --> openapi/qonversion-v4/openapi.yaml:1:1
          |
        1 | client: {a.rs: 'a', sub/b.rs: 'b'}
          | ^
          at: (the whole document)
          stage: stand-in

        note: m
         --> openapi/qonversion-v4/openapi.yaml:1:1
          |
        1 | client: {a.rs: 'a', sub/b.rs: 'b'}
          | ^
          at: (the whole document)
          stage: stand-in

        warning: w
         --> openapi/qonversion-v4/openapi.yaml:1:1
          |
        1 | client: {a.rs: 'a', sub/b.rs: 'b'}
          | ^
          at: (the whole document)
          stage: stand-in

    "#]]
    .assert_eq(&regen(&checkout, &["--notes"]));
}

#[test]
fn if_the_generator_fails_nothing_is_written() {
    let checkout = Checkout::new();
    regen(&checkout, &[]);
    let before = checkout.files();
    let document = checkout.read(DOCUMENT).replace("'a'", "'other'");
    checkout.write(DOCUMENT, &format!("{document}error: no\n"));
    expect![[r#"
        exit 1
        --- stderr
        error: no
          stage: stand-in
          help: mend it
    "#]]
    .assert_eq(&regen(&checkout, &[]));
    assert_eq!(checkout.files(), before);
}

#[test]
fn if_one_tree_cannot_be_written_neither_is() {
    let checkout = Checkout::new();
    regen(&checkout, &[]);
    let document = checkout.read(DOCUMENT).replace("'a'", "'other'").replace("'c'", "'other'");
    checkout.write(DOCUMENT, &document);
    fs::remove_dir_all(checkout.path("tests")).unwrap();
    checkout.write("tests", "a file where a directory should be");
    let before = checkout.files();
    let output = regen(&checkout, &[]);
    assert!(output.starts_with("exit 1\n--- stderr\nerror: cannot "), "{output}");
    assert!(output.contains("ROOT/tests/src/"), "{output}");
    assert_eq!(checkout.files(), before);
}

#[test]
fn what_a_killed_run_left_behind_is_repaired() {
    let checkout = Checkout::new();
    regen(&checkout, &[]);
    let good = checkout.files();
    // Killed while it wrote the new tree.
    checkout.write("generated-client/src/.generated.new/half.rs", "half");
    regen(&checkout, &[]);
    assert_eq!(checkout.files(), good);
    // Killed before it removed the old tree.
    checkout.write("tests/src/.generated.old/c.rs", "old");
    regen(&checkout, &[]);
    assert_eq!(checkout.files(), good);
    // Killed while it wrote the new manifest, and before it removed the old one.
    for left_behind in [".Cargo.toml.new", ".Cargo.toml.old"] {
        checkout.write(&format!("generated-client/{left_behind}"), "half");
    }
    regen(&checkout, &[]);
    assert_eq!(checkout.files(), good);
    // Killed between the two renames. The old tree is put back even if the generator fails.
    let place = checkout.path(CLIENT);
    fs::rename(&place, place.with_file_name(".generated.old")).unwrap();
    checkout.write(DOCUMENT, "error: no\n");
    regen(&checkout, &[]);
    assert_eq!(checkout.files(), good);
}

#[test]
fn what_changed_since_the_last_commit_is_summed_up() {
    let checkout = Checkout::repository();
    let since_head = || {
        let output = checkout.run(&["regen"]);
        let lines: Vec<_> = output.lines().skip_while(|it| !it.starts_with("since ")).collect();
        let (timed, lines) = lines.split_last().unwrap();
        assert!(output.starts_with("exit 0\n") && timed.starts_with("done in "), "{output}");
        lines.join("\n")
    };
    expect![[r#"
        since HEAD: major: 1 wire-breaking
        `cargo xtask diff HEAD` shows them"#]]
    .assert_eq(&since_head());
    checkout.commit("three");
    expect!["since HEAD: the document and its overlay are the same"].assert_eq(&since_head());
    checkout.git(&["rm", "--quiet", "--cached", DOCUMENT]);
    checkout.git(&["commit", "--quiet", "--message", "none"]);
    expect!["since HEAD: not compared: `openapi/qonversion-v4/openapi.yaml` does not exist at `HEAD`; name a later revision, or a file"].assert_eq(&since_head());
}
