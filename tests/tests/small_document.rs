//! One of each construct in a document small enough to read: the generated files as they are
//! committed in `fixtures/small/generated`, which this crate compiles as `small`, and what they do.

use qonversion_tests::server::{Answer, Server};
use qonversion_tests::small::models::{
    Links, NoteKind, Place, Priority, Settings, UpdateNoteRequest,
};
use qonversion_tests::small::{Client, OPERATIONS};
use serde_json::json;

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
fn what_is_several_branches_at_once_loses_nothing_and_shows_nothing() {
    let read = |text: &str| serde_json::from_str::<Links>(text).expect("it is one");
    assert!(matches!(read(r#"{"previous":"/1"}"#), Links::Backward(_)));
    let text = r#"{"next":"/3?key=hush","previous":"/1"}"#;
    let middle = read(text);
    assert!(matches!(&middle, Links::Several(it) if it["next"] == "/3?key=hush"));
    assert_eq!(serde_json::to_string(&middle).expect("it can be written"), text);
    assert_eq!(format!("{middle:?}"), "Several(<redacted>)");
}

#[test]
fn a_secret_of_a_small_document_is_hidden() {
    let settings: Settings = serde_json::from_value(
        json!({"owner": "o", "api_token": "hush", "recovery_codes": {"hush": "hush"}}),
    )
    .expect("it is one");
    assert_eq!(
        format!("{settings:?}"),
        r#"Settings { owner: "o", api_token: Some(Secret(<redacted>)), recovery_codes: <redacted>, themes: None, extra: {} }"#
    );
}

#[test]
fn members_without_a_name_have_the_type_that_is_said_of_them() {
    let text = r#"{"owner":"o","limit":7,"quota":-1}"#;
    let settings: Settings = serde_json::from_str(text).expect("it is one");
    assert_eq!(settings.extra["limit"], 7);
    assert_eq!(serde_json::to_string(&settings).expect("it can be written"), text);
    let error = serde_json::from_str::<Settings>(r#"{"owner":"o","limit":"7"}"#).unwrap_err();
    assert!(error.to_string().contains("expected i64"), "{error}");
}
