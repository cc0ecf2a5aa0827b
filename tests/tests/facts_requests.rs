//! What the documentation says of requests and no schema can: one test per fact.

use expect_test::{Expect, expect};
use qonversion::models::*;
use qonversion_tests::Failure;
use qonversion_tests::calls::arguments;
use qonversion_tests::document::DOCUMENT;
use qonversion_tests::exercise::call;
use qonversion_tests::schema::Fill;
use qonversion_tests::server::{Answer, Server};
use qonversion_tests::wire::RawServer;
use serde_json::{Map, Value, json};

/// The body that was sent; what is answered does not matter.
async fn sent<F: Future>(send: impl FnOnce(qonversion::Client) -> F) -> String {
    let server = Server::start(Answer::empty(204)).await;
    send(server.client()).await;
    server.request().text()
}

/// The query that was sent, as it stands on the wire.
async fn query<F: Future>(send: impl FnOnce(qonversion::Client) -> F) -> String {
    let server = Server::start(Answer::empty(204)).await;
    send(server.client()).await;
    server.request().query
}

#[tokio::test]
async fn omission_keeps_on_a_segment_and_resets_on_a_remote_configuration_and_both_can_clear() {
    let update =
        |body| sent(async move |client| client.remote_configurations().update("c", &body).await);
    let body = || UpdateRemoteConfigurationRequest::new("n");
    assert_eq!(update(body()).await, r#"{"name":"n"}"#);
    assert_eq!(
        update(body().segment_percent(1.0).reset_context_key()).await,
        r#"{"name":"n","segment_percent":1}"#
    );
    assert_eq!(
        update(body().clear_segmentation_conditions()).await,
        r#"{"name":"n","segmentation_conditions":[]}"#
    );
    let update = |body| sent(async move |client| client.segments().update("s", &body).await);
    assert_eq!(update(UpdateSegmentRequest::new("n")).await, r#"{"name":"n"}"#);
    assert_eq!(
        update(UpdateSegmentRequest::new("n").clear_conditions()).await,
        r#"{"name":"n","conditions":[]}"#
    );
}

#[tokio::test]
async fn the_products_of_an_offering_are_kept_or_cleared() {
    let update = |body| sent(async move |client| client.offerings().update("o", &body).await);
    let body = UpdateOfferingRequest::new;
    assert_eq!(update(body()).await, "{}");
    assert_eq!(update(body().clear_product_ids()).await, r#"{"product_ids":[]}"#);
    assert_eq!(update(body().product_ids(["a b", "c"])).await, r#"{"product_ids":["a b","c"]}"#);
}

#[tokio::test]
async fn null_clears_a_proxy_address_and_omission_keeps_it() {
    let update = |body| sent(async move |client| client.project_settings().update(&body).await);
    let body = UpdateProjectSettingsRequest::new;
    assert_eq!(update(body()).await, "{}");
    assert_eq!(update(body().clear_proxy_url()).await, r#"{"proxy_url":null}"#);
    assert_eq!(
        update(body().rtdn_proxy_url("https://p").keep_proxy_url()).await,
        r#"{"rtdn_proxy_url":"https://p"}"#
    );
}

#[tokio::test]
async fn a_null_whose_meaning_is_unknown_can_be_sent_all_the_same() {
    let update = |body| sent(async move |client| client.experiments().update("e", &body).await);
    let body = UpdateExperimentRequest::new().null_goal_value().segment_percent(50.0);
    assert_eq!(update(body).await, r#"{"segment_percent":50,"goal_value":null}"#);
}

#[tokio::test]
async fn the_name_of_a_filter_is_made_of_its_attribute() {
    let chart = async |client: qonversion::Client| {
        let chart = client.analytics().get_chart(AnalyticsChartCode::Mrr);
        chart.filter("country", ["US", "GB"]).filter("app version", ["1.0+2&3"]).await
    };
    assert_eq!(
        query(chart).await,
        "filter%5Bcountry%5D%5B%5D=US&filter%5Bcountry%5D%5B%5D=GB\
         &filter%5Bapp%20version%5D%5B%5D=1.0%2B2%263"
    );
}

#[tokio::test]
async fn a_name_with_brackets_is_repeated_for_each_value() {
    let platforms = [PurchasePlatform::AppStore, PurchasePlatform::from("amazon")];
    assert_eq!(
        query(async |client| client.purchases().list("u").platforms(platforms).limit(3).await)
            .await,
        "filter%5Bplatform%5D=app_store&filter%5Bplatform%5D=amazon&limit=3"
    );
    assert_eq!(
        query(async |client| client
            .customers()
            .list()
            .statuses(["a", "b"])
            .target_platforms(["iOS"])
            .await)
        .await,
        "filter%5Bstatus%5D%5B%5D=a&filter%5Bstatus%5D%5B%5D=b&filter%5Btarget_platform%5D%5B%5D=iOS"
    );
    assert_eq!(
        query(async |client| client.experiments().get_summary(["a", "b"]).await).await,
        "filter%5Bexperiment_uid%5D%5B%5D=a&filter%5Bexperiment_uid%5D%5B%5D=b"
    );
}

#[tokio::test]
async fn a_required_list_without_values_is_refused_and_nothing_is_sent() {
    let server = Server::start(Answer::empty(204)).await;
    let none: [&str; 0] = [];
    let refused =
        server.client().experiments().get_summary(none).await.map_err(|error| error.to_string());
    let message = "v4GetExperimentsSummary: `filter[experiment_uid][]` needs at least one value";
    assert_eq!(refused, Err(message.to_owned()));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn ids_have_spaces_and_colons() {
    let server = Server::start(Answer::empty(204)).await;
    let client = server.client();
    let deleted =
        (client.offerings().delete("main: new").await, client.products().delete("a:b c").await);
    assert!(matches!(deleted, (Ok(()), Ok(()))), "{deleted:?}");
    let paths: Vec<_> = server.requests().into_iter().map(|it| it.path).collect();
    assert_eq!(paths, ["/v4/offerings/main%3A%20new", "/v4/products/a%3Ab%20c"]);
}

/// For each path with a parameter where another path has a word: the path, the parameter and the
/// word, which must not be taken for an id.
fn words_beside_ids<'a>(paths: &[&'a str]) -> Vec<(&'a str, &'a str, &'a str)> {
    let split: Vec<Vec<&str>> = paths.iter().map(|it| it.split('/').collect()).collect();
    let could_meet = |a: &str, b: &str| a == b || a.starts_with('{') || b.starts_with('{');
    let mut found = Vec::new();
    for (path, own) in paths.iter().zip(&split) {
        for other in split.iter().filter(|it| it.len() == own.len()) {
            if own.iter().zip(other).all(|(a, b)| could_meet(a, b)) {
                let pairs = own
                    .iter()
                    .zip(other)
                    .filter(|(own, word)| own.starts_with('{') && !word.starts_with('{'));
                found.extend(pairs.map(|(own, word)| (*path, own.trim_matches(['{', '}']), *word)));
            }
        }
    }
    found
}

#[tokio::test]
async fn a_word_beside_an_id_is_not_an_id() {
    let operations = DOCUMENT.operations();
    let paths: Vec<_> = operations.iter().map(|it| it.path.as_str()).collect();
    let (mut words, mut refused) = (words_beside_ids(&paths), 0);
    words.sort_unstable();
    words.dedup();
    assert_eq!(
        words,
        [
            ("/customers/{customer_id}", "customer_id", "metrics"),
            ("/experiments/{experiment_id}", "experiment_id", "summary"),
            ("/exports/{export_id}", "export_id", "history"),
            ("/integrations/{integration_id}", "integration_id", "meta"),
            ("/scheduled-reports/{report_id}", "report_id", "destinations"),
            ("/segments/{segment_id}", "segment_id", "system"),
        ]
    );
    let server = Server::start(Answer::empty(204)).await;
    for (path, parameter, word) in words {
        for operation in operations.iter().filter(|it| it.path == path) {
            let input = arguments(operation, Fill::Required).with("path", parameter, word);
            let failure = call(&server.client(), &operation.id, &input).await;
            let message = format!("{}: `{parameter}` must not be `{word}`", operation.id);
            assert!(
                matches!(&failure, Err(Failure::Call(it, _)) if it.starts_with(&message)),
                "{failure:?}"
            );
            refused += 1;
        }
    }
    assert_eq!(server.requests().len(), 0);
    assert_eq!(refused, 13);
}

#[tokio::test]
async fn the_path_of_a_word_is_another_operation() {
    let server = Server::start(Answer::json(200, &json!({}))).await;
    let client = server.client();
    let _ = client.segments().list_system().await;
    let _ = client.customers().get_metrics().await;
    let _ = client.exports().list().await;
    let _ = client.screens().get_analytics_overview().await;
    let _ = client.screens().get_analytics("analytics").await;
    let paths: Vec<_> = server.requests().into_iter().map(|it| it.path).collect();
    assert_eq!(
        paths,
        [
            "/v4/segments/system",
            "/v4/customers/metrics",
            "/v4/exports/history",
            "/v4/screens/analytics/overview",
            "/v4/screens/analytics/analytics",
        ]
    );
}

async fn bare<F: Future>(send: impl FnOnce(qonversion::Client) -> F, expected: Expect) {
    let server = RawServer::answering("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    send(server.client()).await;
    expected.assert_eq(&server.request());
}

#[tokio::test]
async fn a_post_without_a_body_says_that_it_is_empty_and_has_no_type() {
    bare(
        async |client| client.scheduled_reports().send_test("r 1").await,
        expect![[r#"
            POST /v4/scheduled-reports/r%201/send-test HTTP/1.1
            accept-encoding: gzip
            accept: application/json
            authorization: Bearer sk_live_4711
            content-length: 0
            host: 127.0.0.1:PORT
            user-agent: qonversion/0.1.0

        "#]],
    )
    .await;
    bare(
        async |client| client.remote_configurations().attach_user("c", "u/1").await,
        expect![[r#"
            POST /v4/remote-configurations/c/users/u%2F1 HTTP/1.1
            accept-encoding: gzip
            accept: application/json
            authorization: Bearer sk_live_4711
            content-length: 0
            host: 127.0.0.1:PORT
            user-agent: qonversion/0.1.0

        "#]],
    )
    .await;
}

#[tokio::test]
async fn a_delete_has_neither_body_nor_length() {
    bare(
        async |client| client.segments().delete("s").await,
        expect![[r#"
            DELETE /v4/segments/s HTTP/1.1
            accept-encoding: gzip
            accept: application/json
            authorization: Bearer sk_live_4711
            host: 127.0.0.1:PORT
            user-agent: qonversion/0.1.0

        "#]],
    )
    .await;
}

fn apple() -> UpdateStoreConfigRequest {
    UpdateAppleStoreConfigRequest::new().app_id("1").into()
}

fn google() -> UpdateStoreConfigRequest {
    let members = Map::from_iter([("key".to_owned(), Value::from("k"))]);
    UpdateGoogleStoreConfigRequest::from(members).into()
}

#[tokio::test]
async fn the_path_says_which_body_of_a_union_it_is_and_another_is_refused() {
    let server = Server::start(Answer::json(200, &json!({"platform": "new"}))).await;
    let client = server.client();
    let update = async |platform, body| {
        let settings = client.project_settings();
        settings.update_store_configuration(platform, &body).await.err().map(|it| it.to_string())
    };
    let refused = "v4UpdateStoreConfiguration: `body` is not the one that `platform` asks for";
    assert_eq!(update(StorePlatform::Apple, apple()).await, None);
    assert_eq!(update(StorePlatform::Google, google()).await, None);
    assert_eq!(update(StorePlatform::Google, apple()).await.as_deref(), Some(refused));
    assert_eq!(update(StorePlatform::Apple, google()).await.as_deref(), Some(refused));
    // A platform that is newer than the client: which body it takes is not known here.
    assert_eq!(update(StorePlatform::from("new"), google()).await, None);
    let sent: Vec<_> =
        server.requests().iter().map(|it| format!("{} {}", it.path, it.text())).collect();
    assert_eq!(
        sent,
        [
            r#"/v4/project-settings/stores/apple {"app_id":"1"}"#,
            r#"/v4/project-settings/stores/google {"key":"k"}"#,
            r#"/v4/project-settings/stores/new {"key":"k"}"#,
        ]
    );
}

#[tokio::test]
async fn integers_of_enums_are_sent_as_integers_known_or_not() {
    assert_eq!(
        query(async |client| client
            .analytics()
            .get_insights()
            .environment(Environment::Production)
            .await)
        .await,
        "environment=1"
    );
    assert_eq!(
        query(async |client| client.analytics().get_insights().environment(7.into()).await).await,
        "environment=7"
    );
    let status = |status| UpdateIntegrationStatusRequest::new(status);
    let update =
        |body| sent(async move |client| client.integrations().update_status("i", &body).await);
    assert_eq!(update(status(IntegrationWritableState::Active)).await, r#"{"status":1}"#);
    assert_eq!(update(status(9.into())).await, r#"{"status":9}"#);
}

#[tokio::test]
async fn words_of_enums_are_sent_as_they_are_known_or_not() {
    let create = |kind: ProductType| {
        sent(async move |client| {
            client.products().create(&CreateProductRequest::new("p").type_(kind)).await
        })
    };
    assert_eq!(
        create(ProductType::SubscriptionWithPromo).await,
        r#"{"id":"p","type":"subscription_with_promo"}"#
    );
    assert_eq!(create(ProductType::from("bundle")).await, r#"{"id":"p","type":"bundle"}"#);
}

#[test]
fn what_can_be_written_is_less_than_what_is_read() {
    let values =
        |known: &[IntegrationState]| known.iter().map(IntegrationState::value).collect::<Vec<_>>();
    assert_eq!(values(IntegrationState::KNOWN), [0, 1, 2]);
    let writable: Vec<_> =
        IntegrationWritableState::KNOWN.iter().map(IntegrationWritableState::value).collect();
    assert_eq!(writable, [0, 1]);
    let read: Vec<_> = AutomationStatus::KNOWN.iter().map(AutomationStatus::as_str).collect();
    let written: Vec<_> =
        AutomationWritableStatus::KNOWN.iter().map(AutomationWritableStatus::as_str).collect();
    assert_eq!(read, ["active", "inactive", "paused", "unknown"]);
    assert_eq!(written, ["active", "inactive", "paused"]);
}

#[tokio::test]
async fn the_end_of_a_grant_is_seconds_here_and_a_date_there() {
    let grant = GrantEntitlementRequest::new("premium").expires_at(1_767_225_600);
    assert_eq!(
        sent(async move |client| client.entitlements().grant_to_user("u", &grant).await).await,
        r#"{"entitlement_id":"premium","expires_at":1767225600}"#
    );
    let end = "2026-01-01T00:00:00+02:00".parse().expect("it is a date");
    let grant = GrantCustomerPermissionRequest::new("premium").expires_at(end);
    assert_eq!(
        sent(async move |client| client.customers().grant_permission("c", &grant).await).await,
        r#"{"permission_id":"premium","expires_at":"2026-01-01T00:00:00+02:00"}"#
    );
}

#[tokio::test]
async fn members_that_the_page_could_not_be_read_for_can_be_sent() {
    let body = CreateProductRequest::new("p").extra("apple_product_id", "a");
    assert_eq!(
        sent(async move |client| client.products().create(&body).await).await,
        r#"{"id":"p","apple_product_id":"a"}"#
    );
}

#[tokio::test]
async fn a_failed_call_is_not_repeated() {
    let server = Server::start(Answer::empty(503)).await;
    assert!(server.client().project_settings().regenerate_secret_key().await.is_err());
    assert_eq!(server.request().path, "/v4/project-settings/regenerate-secret");
}

#[test]
fn eight_operations_take_an_idempotency_key() {
    let takes = |it: &qonversion_tests::document::Operation| {
        it.parameters.iter().any(|it| it.name == "Idempotency-Key")
    };
    let operations = DOCUMENT.operations();
    assert_eq!(
        operations.iter().filter(|it| takes(it)).filter(|it| it.method == "POST").count(),
        8
    );
}
