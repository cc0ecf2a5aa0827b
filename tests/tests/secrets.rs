//! No secret shows: not in `Debug` of a client, its builder, a body or an answer, and not in what
//! an error displays.

use std::fmt::Debug;

use qonversion::Client;
use qonversion::models::*;
use qonversion_tests::SECRET_KEY;
use qonversion_tests::document::EFFECTIVE;
use qonversion_tests::schema::{Direction, Fill, sample};
use qonversion_tests::server::{Answer, Server};
use serde_json::{Map, Value, json};

/// Stands wherever a secret does.
const SECRET: &str = "hush-0815";

#[track_caller]
fn hides(secret: &str, value: &dyn Debug) -> String {
    let shown = [format!("{value:?}"), format!("{value:#?}")];
    assert!(shown.iter().all(|it| !it.contains(secret)), "{shown:?}");
    shown.concat()
}

#[tokio::test]
async fn a_client_and_what_is_made_of_it_hide_the_credential() {
    let builder = Client::builder().secret_key(SECRET_KEY);
    assert_ne!(hides(SECRET_KEY, &builder), "");
    let client = builder.build().expect("it can be built");
    assert_ne!(hides(SECRET_KEY, &client), "");
    assert_ne!(hides(SECRET_KEY, &client.segments()), "");
    assert_ne!(hides(SECRET_KEY, &client.segments().list().header("x-own", SECRET_KEY)), "");
}

#[test]
fn a_credential_that_cannot_be_sent_is_not_shown() {
    let refused =
        Client::builder().secret_key(format!("{SECRET}\n")).build().expect_err("it has a line end");
    assert_ne!(hides(SECRET, &refused), "");
    assert!(!refused.to_string().contains(SECRET));
}

/// The members that the overlay marks, and those of bodies that are secret as a whole.
fn secret_schemas() -> Vec<(&'static str, Vec<&'static str>)> {
    let schemas = EFFECTIVE.schemas().iter();
    let marked = schemas.map(|(name, schema)| {
        let members = schema["properties"].as_object().into_iter().flatten();
        let members =
            members.filter(|(_, it)| it["x-secret"] == true).map(|(name, _)| name.as_str());
        (name.as_str(), members.collect::<Vec<_>>(), schema["x-secret"] == true)
    });
    marked
        .filter(|(_, members, whole)| *whole || !members.is_empty())
        .map(|(name, members, _)| (name, members))
        .collect()
}

/// A value of the schema, with the secret in it.
fn with_secret(schema: &str, members: &[&str]) -> Value {
    let mut value = sample(EFFECTIVE.schema(schema), Direction::Answer, Fill::All);
    match value.as_object_mut() {
        Some(object) if members.is_empty() => {
            drop(object.insert("secret_key".to_owned(), json!(SECRET)))
        }
        Some(object) => object.extend(members.iter().map(|it| ((*it).to_owned(), json!(SECRET)))),
        None => value = json!({"data": [{"link": SECRET}]}),
    }
    value
}

/// `Debug` of the type with this name, and the type written again.
fn debug(schema: &str, value: &Value) -> (String, Value) {
    macro_rules! of {
        ($($name:ident),*) => {
            match schema {
                $(stringify!($name) => {
                    let read: $name = serde_json::from_value(value.clone()).expect("it can be read");
                    (hides(SECRET, &read), serde_json::to_value(&read).expect("it can be written"))
                })*
                other => panic!("{other} is secret and not tested here"),
            }
        };
    }
    of!(
        Export,
        ExportList,
        ProjectSettings,
        RegeneratedProjectSecret,
        UpdateAppleStoreConfigRequest,
        UpdateGoogleStoreConfigRequest
    )
}

#[test]
fn what_the_overlay_calls_secret_is_hidden_and_yet_sent() {
    let schemas = secret_schemas();
    for (schema, members) in &schemas {
        let value = with_secret(schema, members);
        let (shown, written) = debug(schema, &value);
        assert!(shown.contains("<redacted>"), "{schema}: {shown}");
        assert_eq!(written, value, "{schema}");
    }
    assert_eq!(schemas.len(), 6);
}

#[test]
fn what_holds_a_secret_hides_it_as_well() {
    let apple =
        UpdateAppleStoreConfigRequest::new().shared_secret(SECRET).connect_private_key(SECRET);
    hides(SECRET, &UpdateStoreConfigRequest::from(apple.iap_private_key(SECRET)));
    let google =
        UpdateGoogleStoreConfigRequest::from(Map::from_iter([("key".to_owned(), json!(SECRET))]));
    hides(SECRET, &UpdateStoreConfigRequest::from(google));
}

#[tokio::test]
async fn a_failed_call_shows_neither_the_credential_nor_what_was_sent_or_answered() {
    let refusal = json!({"error": {"type": "request", "code": "invalid_data", "message": "no", "details": [
        {"field": "shared_secret", "message": SECRET},
    ]}});
    for answer in [
        Answer::json(400, &refusal),
        Answer::text(502, "text/html", SECRET),
        Answer::json(
            200,
            &json!({"platform": "apple", "url": SECRET, "has_shared_secret": SECRET}),
        ),
        Answer::text(200, "application/json", &format!("{{\"platform\": {SECRET}")),
    ] {
        let server = Server::start(answer.header("set-cookie", SECRET)).await;
        let body = UpdateAppleStoreConfigRequest::new().shared_secret(SECRET).into();
        let client = server.client();
        let call =
            client.project_settings().update_store_configuration(StorePlatform::Apple, &body);
        hides(SECRET, &call);
        let error = call.await.expect_err("it fails");
        assert!(server.request().text().contains(SECRET));
        for secret in [SECRET, SECRET_KEY] {
            hides(secret, &error);
            assert!(!error.to_string().contains(secret), "{error}");
        }
    }
}

#[tokio::test]
async fn a_call_that_reaches_no_one_shows_neither_address_nor_credential() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|it| it.local_addr())
        .expect("a port")
        .port();
    let base = format!("http://127.0.0.1:{port}/v4");
    let client =
        Client::builder().secret_key(SECRET_KEY).base_url(base).build().expect("it can be built");
    let error = client.users().get(SECRET).await.expect_err("nobody listens");
    let sources = std::iter::successors(std::error::Error::source(&error), |it| it.source());
    let text: String = sources
        .map(|it| format!("{it} {it:?}"))
        .chain([error.to_string(), format!("{error:?}")])
        .collect();
    assert!(!text.contains(SECRET) && !text.contains(SECRET_KEY), "{text}");
}
