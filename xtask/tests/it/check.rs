//! `cargo xtask check`

use std::fs;

use expect_test::{Expect, expect};

use crate::{CLIENT, Checkout, DOCUMENT, EXERCISE, MANIFEST, manifest};

fn check(spoil: fn(&Checkout), expected: Expect) {
    let checkout = Checkout::new();
    checkout.run(&["regen"]);
    spoil(&checkout);
    let before = (checkout.files(), checkout.read(MANIFEST));
    expected.assert_eq(&checkout.run(&["check"]));
    let after = (checkout.files(), checkout.read(MANIFEST));
    assert_eq!(after, before, "check must not write");
}

#[test]
fn fresh_files_are_good() {
    check(
        |_| {},
        expect![[r#"
        exit 0
        the generated files are up to date
    "#]],
    );
}

#[test]
fn one_changed_byte_is_shown() {
    check(
        |it| it.write(&format!("{CLIENT}/sub/b.rs"), "c"),
        expect![[r#"
        exit 4
        stale:   generated-client/src/generated/sub/b.rs

        --- generated-client/src/generated/sub/b.rs (on disk)
        +++ generated-client/src/generated/sub/b.rs (generated)
        @@ -1 +1 @@
        -c
        \ No newline at end of file
        +b
        \ No newline at end of file
        --- stderr
        1 generated file is out of date; run `cargo xtask regen` and commit
    "#]],
    );
}

#[test]
fn a_deleted_file_is_missing() {
    check(
        |it| fs::remove_file(it.path(&format!("{EXERCISE}/c.rs"))).unwrap(),
        expect![[r#"
            exit 4
            missing: tests/src/generated/c.rs
            --- stderr
            1 generated file is out of date; run `cargo xtask regen` and commit
        "#]],
    );
}

#[test]
fn a_stray_file_is_an_orphan() {
    check(
        |it| it.write(&format!("{CLIENT}/deep/er/x.txt"), ""),
        expect![[r#"
        exit 4
        orphan:  generated-client/src/generated/deep/er/x.txt
        --- stderr
        1 generated file is out of date; run `cargo xtask regen` and commit
    "#]],
    );
}

#[test]
fn the_surface_is_checked_too() {
    check(
        |it| it.write("openapi/qonversion-v4/surface/x.txt", ""),
        expect![[r#"
        exit 4
        orphan:  openapi/qonversion-v4/surface/x.txt
        --- stderr
        1 generated file is out of date; run `cargo xtask regen` and commit
    "#]],
    );
}

#[test]
fn everything_is_listed_before_the_first_diff() {
    check(
        |it| {
            fs::remove_dir_all(it.path(EXERCISE)).unwrap();
            it.write(&format!("{CLIENT}/a.rs"), "line\n");
            it.write(&format!("{CLIENT}/x.rs"), "x");
        },
        expect![[r#"
            exit 4
            stale:   generated-client/src/generated/a.rs
            orphan:  generated-client/src/generated/x.rs
            missing: tests/src/generated/c.rs

            --- generated-client/src/generated/a.rs (on disk)
            +++ generated-client/src/generated/a.rs (generated)
            @@ -1 +1 @@
            -line
            +a
            \ No newline at end of file
            --- stderr
            3 generated files are out of date; run `cargo xtask regen` and commit
        "#]],
    );
}

#[test]
fn long_diffs_are_cut() {
    let checkout = Checkout::new();
    let lines =
        |range: std::ops::Range<usize>| range.map(|i| format!("{i}\\n")).collect::<String>();
    checkout.write(DOCUMENT, &format!("client: {{a.rs: \"{}\"}}\n", lines(0..100)));
    checkout.write(&format!("{CLIENT}/a.rs"), "");
    let output = checkout.run(&["check"]);
    assert_eq!(output.lines().filter(|it| it.starts_with('+')).count(), 58, "{output}");
    assert!(output.contains("\n+56\n... 43 more lines\n"), "{output}");
}

#[test]
fn bytes_that_are_no_text_are_stale() {
    check(
        |it| fs::write(it.path(&format!("{CLIENT}/a.rs")), b"\xff").unwrap(),
        expect![[r#"
        exit 4
        stale:   generated-client/src/generated/a.rs

        --- generated-client/src/generated/a.rs (on disk)
        +++ generated-client/src/generated/a.rs (generated)
        @@ -1 +1 @@
        -�
        \ No newline at end of file
        +a
        \ No newline at end of file
        --- stderr
        1 generated file is out of date; run `cargo xtask regen` and commit
    "#]],
    );
}

#[test]
fn bytes_that_look_alike_are_stale() {
    check(
        |it| {
            it.write(DOCUMENT, "client: {a.rs: \"\u{fffd}\"}\n");
            it.run(&["regen"]);
            fs::write(it.path(&format!("{CLIENT}/a.rs")), b"\xff").unwrap();
        },
        expect![[r#"
            exit 4
            stale:   generated-client/src/generated/a.rs

            generated-client/src/generated/a.rs: differs in bytes that are not UTF-8
            --- stderr
            1 generated file is out of date; run `cargo xtask regen` and commit
        "#]],
    );
}

#[test]
fn features_that_are_not_those_of_the_tags_are_stale() {
    check(
        |it| {
            it.write(DOCUMENT, "client: {}\ntags: [users, segments]\n");
            it.run(&["regen"]);
            it.write(MANIFEST, &manifest(&["users"]));
        },
        expect![[r#"
            exit 4
            stale:   generated-client/Cargo.toml

            --- generated-client/Cargo.toml (on disk)
            +++ generated-client/Cargo.toml (generated)
            @@ -4,6 +4,8 @@
             # The operations of all tags, and their types.
             all-tags = [
                 "users",
            +    "segments",
             ]
             users = []
            +segments = []
             # @generated tags end
            --- stderr
            1 generated file is out of date; run `cargo xtask regen` and commit
        "#]],
    );
}

#[test]
fn a_manifest_without_a_place_for_features_is_another_failure() {
    check(
        |it| it.write(MANIFEST, "[features]\n"),
        expect![[r#"
            exit 1
            --- stderr
            error: cannot use `generated-client/Cargo.toml` for the features of the tags: it has no place for them; put the lines `# @generated tags begin: cargo xtask regen writes what follows` and `# @generated tags end` at the end of `[features]`
        "#]],
    );
}

#[test]
fn a_refused_document_is_another_failure() {
    check(
        |it| it.write(DOCUMENT, "client: {}\nerror: no\n"),
        expect![[r#"
            exit 1
            --- stderr
            error: no
              stage: stand-in
              help: mend it
        "#]],
    );
    check(
        |it| fs::remove_file(it.path(DOCUMENT)).unwrap(),
        expect![[r#"
        exit 1
        --- stderr
        error: cannot read `openapi/qonversion-v4/openapi.yaml`: No such file or directory (os error 2)
    "#]],
    );
}
