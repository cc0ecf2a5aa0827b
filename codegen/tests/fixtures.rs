//! The clients that the tests of this repository compile and call: each is what the generator makes
//! of the document beside it.
//!
//! `UPDATE_EXPECT=1 cargo test -p openapi-exact --test fixtures` writes them anew. It stands here and
//! not beside those tests, which cannot be built while a committed client is broken.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use expect_test::expect_file;
use openapi_exact::api::Features;
use openapi_exact::file_set::FileSet;
use openapi_exact::source::Source;
use openapi_exact::{Generated, Guards, Inputs, generate_with_guards};

struct Fixture(PathBuf);

impl Fixture {
    fn new(name: &str) -> Self {
        Self(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures").join(name))
    }

    fn source(&self, name: &str) -> Arc<Source> {
        let text = fs::read_to_string(self.0.join(name)).expect("it can be read");
        let shown = format!("{}/{name}", self.0.file_name().unwrap_or_default().display());
        Arc::new(Source::parse(&shown, &text).unwrap_or_else(|report| panic!("{report}")))
    }

    fn inputs(&self, crate_name: &str) -> Inputs {
        Inputs { crate_name: crate_name.to_owned(), ..Inputs::new(self.source("openapi.yaml")) }
    }

    fn check(&self, inputs: &Inputs) {
        let made = generate_with_guards(inputs).unwrap_or_else(|report| panic!("{report}"));
        let (Generated { client, report, .. }, Guards { exercise, surface, .. }) = made;
        self.check_files("generated", &client);
        self.check_files("exercise", &exercise);
        self.check_files("surface", &surface);
        expect_file![self.0.join("report.txt")].assert_eq(&report.to_string());
    }

    fn check_files(&self, directory: &str, files: &FileSet) {
        let directory = self.0.join(directory);
        for (name, text) in files.iter() {
            fs::create_dir_all(directory.join(name).parent().expect("it has one"))
                .expect("it can be made");
            expect_file![directory.join(name)].assert_eq(text);
        }
        let committed = fs::read_dir(&directory).expect("it can be read");
        let committed = committed.map(|it| it.expect("it can be read").file_name());
        let expected = files.iter().filter_map(|(name, _)| Path::new(name).iter().next());
        assert_eq!(
            committed.collect::<BTreeSet<_>>(),
            expected.map(|it| it.to_owned()).collect(),
            "what is not made any more is to be removed"
        );
    }
}

/// One of each construct, in a document small enough to read.
#[test]
fn small() {
    let fixture = Fixture::new("small");
    fixture.check(&Inputs {
        overlays: vec![fixture.source("overlay.yaml")],
        features: Features::PerTag { taken: vec![] },
        ..fixture.inputs("notes")
    });
}

/// Parameters of every style, credentials of every kind, servers with variables.
#[test]
fn parameters() {
    let fixture = Fixture::new("parameters");
    fixture.check(&fixture.inputs("parameters"));
}

/// Bodies of every media type and answers by status.
#[test]
fn bodies() {
    let fixture = Fixture::new("bodies");
    fixture.check(&fixture.inputs("files"));
}

/// A server without a host, and operations without a credential.
#[test]
fn relative() {
    let fixture = Fixture::new("relative");
    fixture.check(&fixture.inputs("relative"));
}
