//! One of each construct in a document small enough to read: the generated files as they are
//! committed in `fixtures/small/generated`, which this crate compiles as `small`, and what they do.

use expect_test::expect_file;
use openapi_exact::api::Features;
use openapi_exact::{Generated, Inputs};
use qonversion_tests::places;
use qonversion_tests::server::{Answer, Server};
use qonversion_tests::small::models::{NoteKind, Place, Priority, Settings, UpdateNoteRequest};
use qonversion_tests::small::{Client, OPERATIONS};
use serde_json::json;

const FIXTURE: &str = "tests/fixtures/small";

fn generate() -> Generated {
    let inputs = Inputs {
        overlays: vec![places::source(&format!("{FIXTURE}/overlay.yaml"))],
        crate_name: "notes".to_owned(),
        features: Features::PerTag { taken: vec![] },
        ..Inputs::new(places::source(&format!("{FIXTURE}/openapi.yaml")))
    };
    openapi_exact::generate(&inputs).unwrap_or_else(|report| panic!("{report}"))
}

#[test]
fn the_generated_files_are_those_that_are_committed() {
    let Generated { client, exercise, surface, .. } = generate();
    for (name, text) in client.iter() {
        expect_file![format!("../fixtures/small/generated/{name}")].assert_eq(text);
    }
    for (name, text) in exercise.iter() {
        expect_file![format!("../fixtures/small/{name}.txt")].assert_eq(text);
    }
    for (name, text) in surface.iter() {
        expect_file![format!("../fixtures/small/surface/{name}")].assert_eq(text);
    }
    let committed = places::files(&format!("{FIXTURE}/generated")).into_keys();
    assert_eq!(
        committed.collect::<Vec<_>>(),
        client.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
}

#[test]
fn the_generator_has_nothing_to_complain_of() {
    assert_eq!(generate().report.to_string(), "");
}

#[tokio::test]
async fn the_client_of_a_small_document_works() {
    let note = json!({
        "id": "n", "title": "t", "kind": "sketch", "written_at": "2026-01-02T03:04:05+01:00",
        "place": {"at": "folder", "name": "f"}, "priority": 1,
    });
    let server = Server::start(Answer::json(200, &note)).await;
    let client =
        Client::builder().token("t").base_url(server.base_url()).build().expect("it can be built");
    let body = UpdateNoteRequest::new("t", None).clear_tags().clear_remark().reset_weight();
    #[expect(deprecated, reason = "the document calls it deprecated, and so does the client")]
    let note = client.notes().update("a b", &body).await.expect("it is a note");
    assert_eq!((note.kind, note.priority), (NoteKind::from("sketch"), Some(Priority::High)));
    assert!(matches!(note.place, Place::Folder(it) if it.name == "f"));
    let request = server.request();
    assert_eq!(request.path, "/v4/notes/a%20b");
    assert_eq!(request.text(), r#"{"title":"t","parent":null,"tags":[],"remark":null}"#);
    assert_eq!(OPERATIONS.len(), 8);
}

#[test]
fn a_secret_of_a_small_document_is_hidden() {
    let settings: Settings = serde_json::from_value(
        json!({"owner": "o", "api_token": "hush", "recovery_codes": {"hush": "hush"}}),
    )
    .expect("it is one");
    assert_eq!(
        format!("{settings:?}"),
        r#"Settings { owner: "o", api_token: Some(Secret(<redacted>)), recovery_codes: <redacted>, themes: None }"#
    );
}
