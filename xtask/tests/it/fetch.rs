//! `cargo xtask fetch`, from files and from servers on the loopback address.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use expect_test::{Expect, expect};

use crate::{Checkout, DOCUMENT, OVERLAY};

const SOURCE: &str = "openapi/qonversion-v4/source.toml";

const OURS: &str = "openapi: 3.0.3\ncontract: {}\npaths: {/a: {get: {}}}\n";
const THEIRS: &str = "openapi: 3.0.3\ncontract: {GET /b: breaking}\npaths: {/a: {get: {}, put: {}}}\ncomponents: {schemas: {A: {}}}\n";

const PROVENANCE: &str = "\
# Where it comes from.
title = \"T\"
assembled = \"2026-11\"
vendored = \"2026-11-01\"
bytes = 1
sha256 = \"00\" # of the file
operations = 1
schemas = 0

[upstream]
url = \"https://api.invalid/openapi.yaml\"
";

/// A checkout whose document is ours.
fn checkout() -> Checkout {
    let checkout = Checkout::new();
    checkout.write(DOCUMENT, OURS);
    checkout.write(SOURCE, PROVENANCE);
    checkout.write(
        OVERLAY,
        "overlay: 1.1.0\ninfo: {title: T, version: '1'}\nactions:\n\
         - {target: \"$.paths['/a'].get\", update: {summary: Get}}\n",
    );
    checkout.write("theirs.yaml", THEIRS);
    checkout
}

impl Checkout {
    fn fetch(&self, from: &str, arguments: &[&str]) -> String {
        let path = self.path(from);
        let from = if path.is_file() { path.to_str().unwrap() } else { from };
        let arguments: Vec<_> =
            ["fetch", "--from", from].iter().chain(arguments).copied().collect();
        self.run(&arguments).replace(from, "FROM")
    }

    #[track_caller]
    fn assert_untouched(&self) {
        assert_eq!(self.read(DOCUMENT), OURS);
        assert_eq!(self.read(SOURCE), PROVENANCE);
        let files = std::fs::read_dir(self.path("openapi/qonversion-v4")).unwrap();
        assert_eq!(files.count(), 3, "something was left behind");
    }
}

/// The address of a server that gives this answer once.
fn serve(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        // Who has seen enough is gone.
        let _ = stream.write_all(answer.as_bytes());
    });
    format!("http://{address}/openapi.yaml")
}

fn answer(content_type: &str, length: usize, body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
}

#[track_caller]
fn check_refused(from: &str, expected: Expect) {
    let checkout = checkout();
    expected.assert_eq(&checkout.fetch(from, &["--accept"]));
    checkout.assert_untouched();
}

#[test]
fn what_differs_is_told_and_nothing_taken() {
    let checkout = checkout();
    let server = serve(answer("application/yaml; charset=utf-8", THEIRS.len(), THEIRS));
    expect![[r#"
        exit 2
        **major: 1 wire-breaking** (from `our document` to `FROM`)

        ### Breaking

        - `GET /b`: `GET /b` is gone

        <details>
        <summary>Places, Rust items and fingerprints</summary>

        | Level | Rule | Operation | Place | Rust | Fingerprint |
        |---|---|---|---|---|---|
        | wire-breaking | `gone` | `GET /b` | `FROM` |  | `0000474554202f62` |

        </details>
        --- stderr
        nothing was changed; `--accept` replaces `openapi/qonversion-v4/openapi.yaml`
    "#]]
    .assert_eq(&checkout.fetch(&server, &["--format", "markdown"]));
    checkout.assert_untouched();
}

#[test]
fn what_is_accepted_is_taken_with_its_facts() {
    let checkout = checkout();
    let output = checkout.fetch("theirs.yaml", &["--accept"]);
    assert!(output.starts_with("exit 0\n"), "{output}");
    assert_eq!(checkout.read(DOCUMENT), THEIRS);
    let provenance = checkout.read(SOURCE);
    let vendored = provenance.lines().find(|it| it.starts_with("vendored")).unwrap();
    expect![[r##"
        # Where it comes from.
        title = "T"
        vendored = TODAY
        bytes = 107
        sha256 = "371077344cae3c0d124a9fde3d2a3585c4d1d8336387cfc22c2ac2593df2304f" # of the file
        operations = 2
        schemas = 1

        [upstream]
        url = "https://api.invalid/openapi.yaml"
    "##]]
    .assert_eq(&provenance.replace(vendored, "vendored = TODAY"));
    expect![[r#"
        exit 0
        --- stderr
        `ROOT/theirs.yaml` is our document, byte for byte
    "#]]
    .assert_eq(&checkout.fetch("theirs.yaml", &["--accept"]));
}

#[test]
fn an_address_is_needed_where_none_is_given() {
    let checkout = checkout();
    let (bare, _) = PROVENANCE.split_once("\n[upstream]").unwrap();
    checkout.write(SOURCE, bare);
    assert!(checkout.fetch("theirs.yaml", &[]).starts_with("exit 2\n"));
    expect![[r#"
        exit 1
        --- stderr
        error: `ROOT/openapi/qonversion-v4/source.toml`: no `url` under `[upstream]`; write the address there, or use `--from`
    "#]].assert_eq(&checkout.run(&["fetch"]));
}

#[test]
fn actions_that_no_longer_match_are_listed() {
    let checkout = checkout();
    checkout.write("theirs.yaml", &THEIRS.replace("/a:", "/A:"));
    expect![[r#"
        exit 2
        major: 1 wire-breaking, 2 wire-compatible
        from our document to ROOT/theirs.yaml

        GET /A

          wire-compatible api-added
            `GET /A` is new
            now          ROOT/theirs.yaml:3
            in           operation
            fingerprint  7bac5ce766247976

        PUT /A

          wire-compatible api-added
            `PUT /A` is new
            now          ROOT/theirs.yaml:3
            in           operation
            fingerprint  d5c30b2dd4e07261

        GET /a

          wire-breaking api-removed-without-deprecation
            `GET /a` is gone
            was          openapi/qonversion-v4/openapi.yaml:3
            in           operation
            fingerprint  dfccd73fe418e9ec
        --- stderr
        error: the target matches nothing
         --> openapi/qonversion-v4/overlay.yaml:4:4
          |
        4 | - {target: "$.paths['/a'].get", update: {summary: Get}}
          |    ^
          at: /actions/0/target
          stage: overlay
          help: `$.paths` exists and has: /A
        note: until these actions are mended, the documents are compared without our overlay, and without the client
        nothing was changed; `--accept` replaces `openapi/qonversion-v4/openapi.yaml`
    "#]].assert_eq(&checkout.fetch("theirs.yaml", &[]));
    checkout.assert_untouched();
}

#[test]
fn a_download_that_breaks_off_is_refused() {
    let server = serve(answer("application/yaml", THEIRS.len() + 1, THEIRS));
    check_refused(
        &server,
        expect![[r#"
        exit 1
        --- stderr
        error: cannot fetch `FROM`: io: Peer disconnected
    "#]],
    );
}

#[test]
fn pages_for_people_are_refused() {
    check_refused(
        &serve(answer("text/html", 6, "<html>")),
        expect![[r#"
        exit 1
        --- stderr
        error: cannot fetch `FROM`: `text/html` is neither YAML nor JSON
    "#]],
    );
    check_refused(
        &serve("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned()),
        expect![[r#"
            exit 1
            --- stderr
            error: cannot fetch `FROM`: http status: 404
        "#]],
    );
}

#[test]
fn too_much_is_refused() {
    let endless = answer("application/yaml", 33 * 1024 * 1024, &"# \n".repeat(11 * 1024 * 1024));
    check_refused(
        &serve(endless),
        expect![[r#"
        exit 1
        --- stderr
        error: cannot fetch `FROM`: more than 32 MiB, which is no document of ours
    "#]],
    );
}

#[test]
fn plain_http_and_what_leads_elsewhere_are_refused() {
    check_refused(
        "http://api.invalid/openapi.yaml",
        expect![[r#"
        exit 1
        --- stderr
        error: cannot fetch `FROM`: only `https://` is fetched; save the document and give its file
    "#]],
    );
    check_refused(
        "ftp://api.invalid/openapi.yaml",
        expect![[r#"
        exit 1
        --- stderr
        error: cannot fetch `FROM`: only `https://` is fetched; save the document and give its file
    "#]],
    );
    let elsewhere =
        "HTTP/1.1 302 Found\r\nLocation: http://api.invalid/\r\nContent-Length: 0\r\n\r\n";
    check_refused(
        &serve(elsewhere.to_owned()),
        expect![[r#"
            exit 1
            --- stderr
            error: cannot fetch `FROM`: http status: 302
        "#]],
    );
}

#[test]
fn what_is_no_document_is_refused() {
    let checkout = checkout();
    for text in ["a: [", "openapi: 3.0.3\npaths: {}\n", "\u{0}"] {
        checkout.write("theirs.yaml", text);
        let output = checkout.fetch("theirs.yaml", &["--accept"]);
        assert!(output.starts_with("exit 1\n"), "{output}");
        checkout.assert_untouched();
    }
}
