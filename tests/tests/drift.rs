//! With the feature `drift`, a client tells what the server sends beyond its description.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use expect_test::expect;
use qonversion::{Client, Drift, RetryPolicy, Undocumented};
use qonversion_tests::SECRET_KEY;
use qonversion_tests::calls::{answer, answer_body, arguments};
use qonversion_tests::document::{DOCUMENT, Operation};
use qonversion_tests::exercise::call;
use qonversion_tests::schema::Fill;
use qonversion_tests::server::{Answer, Server};
use serde_json::{Value, json};

const UNKNOWN: &str = "not_in_the_document";

/// What the client tells of this answer.
async fn told(operation: &Operation, answer: Answer) -> Vec<Drift> {
    let server = Server::start(answer).await;
    let told: Arc<Mutex<Vec<Drift>>> = Arc::default();
    let keep = Arc::clone(&told);
    let builder = Client::builder()
        .secret_key(SECRET_KEY)
        .base_url(server.base_url())
        .retry(RetryPolicy::never())
        .configure(|it| it.on_drift(move |drift| keep.lock().unwrap().push(drift.clone())));
    let _ =
        call(&builder.build().unwrap(), &operation.id, &arguments(operation, Fill::Required)).await;
    let told = told.lock().unwrap();
    told.clone()
}

/// Whether the document names the members of the body and leaves no room for others.
fn is_closed(operation: &Operation) -> bool {
    let Some(media) = &operation.answer else { return false };
    let schema = DOCUMENT.resolve(&media.schema);
    schema.get("properties").is_some() && schema.get("additionalProperties").is_none()
}

#[tokio::test]
async fn what_the_document_says_is_not_told() {
    let mut found = BTreeSet::new();
    for operation in DOCUMENT.operations() {
        for fill in [Fill::All, Fill::Required] {
            let body = answer_body(&operation, fill);
            let told = told(&operation, answer(&operation, body.as_ref())).await;
            found.extend(told.iter().map(Drift::to_string));
        }
    }
    // Sets that the document leaves open, in samples made from their schemas.
    expect![[r#"
        v4ChangeExperimentStatus: a value of `status` is not documented
        v4ChangeRemoteConfigurationStatus: a value of `status` is not documented
        v4CreateAutomation: a value of `status` is not documented
        v4CreateExperiment: a value of `status` is not documented
        v4CreateProduct: a value of `duration` is not documented
        v4CreateProduct: a value of `type` is not documented
        v4CreateRemoteConfiguration: a value of `status` is not documented
        v4CreateScreen: a value of `type` is not documented
        v4DuplicateScreen: a value of `type` is not documented
        v4GetAutomation: a value of `status` is not documented
        v4GetExperiment: a value of `status` is not documented
        v4GetProduct: a value of `duration` is not documented
        v4GetProduct: a value of `type` is not documented
        v4GetRemoteConfiguration: a value of `status` is not documented
        v4GetRemoteConfigurationPayloadMapping: a value of `data.*` is not documented
        v4GetScheduledReport: a value of `destinations[].type` is not documented
        v4GetScreen: a value of `type` is not documented
        v4GrantUserEntitlement: a value of `source` is not documented
        v4ListExperiments: a value of `data[].status` is not documented
        v4ListRemoteConfigurations: a value of `data[].status` is not documented
        v4ListScheduledReportDestinations: a value of `data[].type` is not documented
        v4ListScheduledReports: a value of `data[].destinations[].type` is not documented
        v4ListUserEntitlements: a value of `data[].source` is not documented
        v4PublishScreen: a value of `type` is not documented
        v4SetRemoteConfigurationPayloadMapping: a value of `data.*` is not documented
        v4UpdateAutomation: a value of `status` is not documented
        v4UpdateExperiment: a value of `status` is not documented
        v4UpdateProduct: a value of `duration` is not documented
        v4UpdateProduct: a value of `type` is not documented
        v4UpdateRemoteConfiguration: a value of `status` is not documented
        v4UpdateScheduledReport: a value of `destinations[].type` is not documented
        v4UpdateScreen: a value of `type` is not documented"#]]
    .assert_eq(&found.into_iter().collect::<Vec<_>>().join("\n"));
}

#[tokio::test]
async fn a_member_that_no_answer_documents_is_told() {
    let mut closed = 0;
    for operation in DOCUMENT.operations().into_iter().filter(is_closed) {
        let mut body = answer_body(&operation, Fill::All).unwrap();
        body[UNKNOWN] = json!("value");
        let told = told(&operation, answer(&operation, Some(&body))).await;
        let mut what = told.iter().map(Drift::undocumented);
        let member = Undocumented::Member(UNKNOWN.to_owned());
        assert!(what.any(|it| *it == member), "{}: {told:?}", operation.id);
        closed += 1;
    }
    assert!(closed > 60, "{closed} operations");
}

#[tokio::test]
async fn statuses_and_error_bodies_are_looked_at_too() {
    let operation = DOCUMENT.operation("v4GetSegment");
    let error = json!({"error": {"type": "newer", "code": "c", "message": "m", UNKNOWN: 1}});
    let sentences = |told: Vec<Drift>| told.iter().map(Drift::to_string).collect::<Vec<_>>();
    let mut found = sentences(told(&operation, Answer::json(404, &error)).await);
    found.sort();
    assert_eq!(
        found,
        [
            "v4GetSegment: a value of `error.code` is not documented",
            "v4GetSegment: a value of `error.type` is not documented",
            "v4GetSegment: member `error.not_in_the_document` is not documented",
        ]
    );
    let teapot = told(&operation, Answer::json(201, &Value::Null)).await;
    assert_eq!(sentences(teapot), ["v4GetSegment: status 201 is not documented"]);
}
