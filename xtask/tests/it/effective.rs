//! `cargo xtask effective`

use expect_test::{Expect, expect};

use crate::{Checkout, OVERLAY};

const HEAD: &str = "overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions:\n";

fn check(arguments: &[&str], expected: Expect) {
    let checkout = Checkout::new();
    checkout.write("other.yaml", "info: {title: Other, version: '1.0'}\ntags: [yes, 'no']\n");
    checkout.write("one.yaml", &format!("{HEAD}- {{target: $.info, update: {{x-one: 1}}}}\n"));
    checkout.write("two.yaml", &format!("{HEAD}- {{target: \"$.info['x-one']\", update: 2}}\n"));
    checkout.write("half.yaml", &format!("{HEAD}- {{target: '$.tags[*]', update: 'no'}}\n"));
    let arguments: Vec<String> = arguments
        .iter()
        .map(|it| match it.strip_suffix(".yaml") {
            Some(_) => checkout.path(it).to_str().unwrap().to_owned(),
            None => (*it).to_owned(),
        })
        .collect();
    let arguments: Vec<_> =
        ["effective"].into_iter().chain(arguments.iter().map(String::as_str)).collect();
    expected.assert_eq(&checkout.run(&arguments));
}

#[test]
fn ours_is_the_default() {
    check(
        &[],
        expect![[r#"
        exit 0
        ---
        client:
          a.rs: a
          sub/b.rs: b
          d.rs: d
        exercise:
          c.rs: c
    "#]],
    );
}

#[test]
fn another_document_has_no_overlay_but_those_given() {
    check(
        &["--document", "other.yaml"],
        expect![[r#"
            exit 0
            ---
            info:
              title: Other
              version: "1.0"
            tags:
              - "yes"
              - "no"
        "#]],
    );
    check(
        &["--document", "other.yaml", "--overlay", "one.yaml"],
        expect![[r#"
            exit 0
            ---
            info:
              title: Other
              version: "1.0"
              x-one: 1
            tags:
              - "yes"
              - "no"
        "#]],
    );
}

#[test]
fn overlays_are_applied_in_the_order_given() {
    check(
        &["--document", "other.yaml", "--overlay", "one.yaml", "--overlay", "two.yaml"],
        expect![[r#"
            exit 0
            ---
            info:
              title: Other
              version: "1.0"
              x-one: 2
            tags:
              - "yes"
              - "no"
        "#]],
    );
    check(
        &["--document", "other.yaml", "--overlay", "two.yaml", "--overlay", "one.yaml"],
        expect![[r#"
            exit 1
            --- stderr
            error: the target matches nothing
             --> ROOT/two.yaml:4:4
              |
            4 | - {target: "$.info['x-one']", update: 2}
              |    ^
              at: /actions/0/target
              stage: overlay
              help: `$.info` exists and has: title, version
        "#]],
    );
}

#[test]
fn json_is_printed_too() {
    check(
        &["--document", "other.yaml", "--overlay", "one.yaml", "--format", "json"],
        expect![[r#"
            exit 0
            {
              "info": {
                "title": "Other",
                "version": "1.0",
                "x-one": 1
              },
              "tags": [
                "yes",
                "no"
              ]
            }
        "#]],
    );
}

#[test]
fn a_given_overlay_stands_in_for_ours() {
    check(
        &["--overlay", "one.yaml"],
        expect![[r#"
            exit 1
            --- stderr
            error: the target matches nothing
             --> ROOT/one.yaml:4:4
              |
            4 | - {target: $.info, update: {x-one: 1}}
              |    ^
              at: /actions/0/target
              stage: overlay
              help: `$` exists and has: client, exercise
        "#]],
    );
}

#[test]
fn warnings_go_to_stderr_and_the_document_is_printed() {
    check(
        &["--document", "other.yaml", "--overlay", "half.yaml"],
        expect![[r#"
            exit 0
            ---
            info:
              title: Other
              version: "1.0"
            tags:
              - "no"
              - "no"
            --- stderr
            warning: 1 of 2 matches already say so: /tags/1
             --> ROOT/half.yaml:4:3
              |
            4 | - {target: '$.tags[*]', update: 'no'}
              |   ^
              at: /actions/0
              stage: overlay
              help: narrow the target to the others
        "#]],
    );
}

#[test]
fn what_cannot_be_read_is_named() {
    check(
        &["--document", "absent.yaml"],
        expect![[r#"
        exit 1
        --- stderr
        error: cannot read `ROOT/absent.yaml`: No such file or directory (os error 2)
    "#]],
    );
    let checkout = Checkout::new();
    std::fs::remove_file(checkout.path(OVERLAY)).unwrap();
    expect![[r#"
        exit 1
        --- stderr
        error: cannot read `openapi/qonversion-v4/overlay.yaml`: No such file or directory (os error 2)
    "#]].assert_eq(&checkout.run(&["effective"]));
    checkout.write(OVERLAY, "overlay: [");
    expect![[r#"
        exit 1
        --- stderr
        error: while parsing a node, did not find expected node content
         --> openapi/qonversion-v4/overlay.yaml:1:11
          |
        1 | overlay: [
          |           ^
          at: (the whole document)
          stage: source
          help: mend the text: it is neither YAML nor JSON from here on
    "#]]
    .assert_eq(&checkout.run(&["effective"]));
}
