//! What the documentation says of answers and no schema can: one test per fact.

use qonversion::Client;
use qonversion::models::*;
use qonversion_tests::calls::answer_body;
use qonversion_tests::document::DOCUMENT;
use qonversion_tests::schema::Fill;
use qonversion_tests::server::{Answer, Server};
use serde_json::{Value, json};

/// Makes a call against a server that answers so.
async fn with<T>(answer: Answer, call: impl AsyncFnOnce(Client) -> T) -> T {
    let server = Server::start(answer).await;
    call(server.client()).await
}

/// The body that the document gives for the operation.
fn documented(operation: &str) -> Value {
    answer_body(&DOCUMENT.operation(operation), Fill::All).expect("the operation has an answer")
}

/// The documented body with some members changed.
fn changed(operation: &str, changes: Value) -> Value {
    let mut body = documented(operation);
    let (Some(members), Value::Object(changes)) = (body.as_object_mut(), changes) else {
        panic!("the answer of {operation} is no object");
    };
    members.extend(changes);
    body
}

fn ok(body: &Value) -> Answer {
    Answer::json(200, body)
}

#[tokio::test]
async fn a_list_that_begins_anew_says_so_in_a_header() {
    let answer = ok(&documented("v4ListOfferings")).header("X-Qon-Pagination-Restarted", "true");
    let page =
        with(answer, async |it| it.offerings().list().starting_after("gone").send().await).await;
    let page = page.expect("it is a page");
    let restarted = page.headers().get("X-Qon-Pagination-Restarted").map(|it| it.as_bytes());
    assert_eq!(restarted, Some(&b"true"[..]));
}

#[tokio::test]
async fn the_last_cursor_is_absent_null_or_a_stray_value() {
    let last = |cursor: Value| {
        changed("v4ListUserPurchases", json!({"next_cursor": cursor, "has_more": false}))
    };
    let mut absent = last(Value::Null);
    absent.as_object_mut().expect("it is an object").remove("next_cursor");
    for (body, cursor) in
        [(absent, None), (last(json!(null)), None), (last(json!("stray")), Some("stray"))]
    {
        let page =
            with(ok(&body), async |it| it.purchases().list("u").await).await.expect("it is a page");
        assert_eq!((page.next_cursor.as_deref(), page.has_more), (cursor, false));
    }
}

#[tokio::test]
async fn a_null_cursor_is_read_where_the_schema_does_not_allow_it() {
    let body = documented("v4ListCustomerPermissions");
    assert_eq!(body["next_cursor"], Value::Null);
    let page = with(ok(&body), async |it| it.customers().list_permissions("c").await).await;
    assert_eq!(page.expect("it is a page").next_cursor, None);
}

#[tokio::test]
async fn a_card_is_a_bare_array() {
    let card = async |it: Client| it.analytics().get_card(AnalyticsCardCode::Realtime).await;
    let rows = with(ok(&documented("v4GetAnalyticsCard")), card).await.expect("it is a card");
    let rows: Vec<_> = rows.iter().map(|it| (it.code.as_str(), it.value, it.value_prev)).collect();
    assert_eq!(rows[3], ("tracked_revenue", Some(43.8), Some(21.99)));
    assert_eq!(rows.len(), 4);
}

#[tokio::test]
async fn an_answer_that_is_left_open_may_be_any_json() {
    for body in [json!([{"code": "USD"}]), json!({"a": [1, null]}), json!("USD"), json!(null)] {
        let currencies = with(ok(&body), async |it| it.analytics().get_currencies().await).await;
        assert_eq!(currencies.expect("it is JSON"), body);
    }
}

fn summary() -> Value {
    let page = documented("v4ListScreens");
    page["data"][0].clone()
}

#[tokio::test]
async fn a_screen_is_lean_or_full() {
    let get = async |body: Value| {
        with(ok(&body), async |it| it.screens().get("s").render(true).await).await
    };
    let lean = get(summary()).await;
    assert!(matches!(lean, Ok(ScreenOrSummary::ScreenSummary(_))), "{lean:?}");
    let mut full = summary();
    full["content"] = json!({"en": []});
    full["prod_key"] = json!("k");
    match get(full).await {
        Ok(ScreenOrSummary::Screen(screen)) => {
            assert_eq!(
                (screen.content, screen.prod_key),
                (Some(json!({"en": []})), Some("k".to_owned()))
            );
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_store_is_told_by_its_platform_and_a_new_one_is_kept() {
    let get = async |body: Value| {
        let call = async |it: Client| {
            it.project_settings().get_store_configuration(StorePlatform::Apple).await
        };
        with(ok(&body), call).await.expect("it is a store")
    };
    let common = json!({
        "object": "store_config", "url": "/v4/project-settings/stores/x", "has_shared_secret": true,
        "has_connect_private_key": false, "has_iap_private_key": false, "has_service_account_key": true,
    });
    let of = |platform: &str| {
        let mut body = common.clone();
        body["platform"] = json!(platform);
        body
    };
    assert!(matches!(get(of("apple")).await, StoreConfig::Apple(it) if it.has_shared_secret));
    assert!(
        matches!(get(of("google")).await, StoreConfig::Google(it) if it.has_service_account_key == Some(true))
    );
    assert!(matches!(get(of("amazon")).await, StoreConfig::Unknown(it) if it == of("amazon")));
    assert!(matches!(get(common.clone()).await, StoreConfig::Unknown(it) if it == common));
}

#[tokio::test]
async fn integers_of_enums_are_read_known_or_not() {
    let integration = json!({
        "object": "integration", "id": "i", "url": "/v4/integrations/i", "title": "t", "integration": "Amplitude",
        "target_platform": "iOS",
    });
    for (number, state) in [(2, IntegrationState::Errored), (7, IntegrationState::from(7))] {
        let mut body = integration.clone();
        body["active"] = json!(number);
        let call = async |it: Client| {
            it.integrations()
                .update_status(
                    "i",
                    &UpdateIntegrationStatusRequest::new(IntegrationWritableState::Active),
                )
                .await
        };
        let found = with(ok(&body), call).await.expect("it is an integration");
        assert_eq!(
            (found.active, found.active.value(), found.active.is_known()),
            (state, number, number == 2)
        );
    }
}

#[tokio::test]
async fn words_of_enums_are_read_known_or_not() {
    for (word, source, known) in [
        ("playstore", UserEntitlementSource::PlayStore, true),
        ("<string>", UserEntitlementSource::from("<string>"), false),
    ] {
        let body = changed("v4GrantUserEntitlement", json!({"source": word}));
        let call = async |it: Client| {
            it.entitlements().grant_to_user("u", &GrantEntitlementRequest::new("e")).await
        };
        let granted = with(ok(&body), call).await.expect("it is a grant");
        assert_eq!(granted.source, source);
        assert_eq!((granted.source.as_str(), granted.source.is_known()), (word, known));
    }
}

#[tokio::test]
async fn an_enum_may_be_null() {
    for (health, expected) in [
        (json!(null), None),
        (json!("watch"), Some(AnalyticsInsightsHealth::Watch)),
        (json!("doomed"), Some(AnalyticsInsightsHealth::from("doomed"))),
    ] {
        let body = changed("v4GetAnalyticsInsights", json!({"health": health}));
        let insights = with(ok(&body), async |it| it.analytics().get_insights().await).await;
        assert_eq!(insights.expect("they are insights").health, expected);
    }
}

#[tokio::test]
async fn a_time_keeps_its_offset() {
    for (text, offset) in [("2026-04-21T13:05:05+03:00", 10_800), ("2026-04-21T13:05:05.250Z", 0)] {
        let body = changed("v4GetAnalyticsInsights", json!({"generated_at": text}));
        let insights = with(ok(&body), async |it| it.analytics().get_insights().await).await;
        let at = insights.expect("they are insights").generated_at.expect("there is a time");
        assert_eq!(at.offset().local_minus_utc(), offset);
        assert_eq!(serde_json::to_value(at).expect("it can be written"), text);
    }
}

#[tokio::test]
async fn the_end_of_a_grant_is_a_date_in_the_answer_or_null() {
    for (end, seconds) in
        [(json!("2026-01-01T00:00:00Z"), Some(1_767_225_600)), (json!(null), None)]
    {
        let body = changed("v4GrantUserEntitlement", json!({"expires_at": end}));
        let call = async |it: Client| {
            it.entitlements().grant_to_user("u", &GrantEntitlementRequest::new("e")).await
        };
        let granted = with(Answer::json(201, &body), call).await.expect("it is a grant");
        assert_eq!(granted.expires_at.map(|it| it.timestamp()), seconds);
    }
}

#[tokio::test]
async fn numbers_stand_beside_numbers_in_quotes() {
    let metrics = with(ok(&documented("v4GetCustomerMetrics")), async |it| {
        it.customers().get_metrics().await
    })
    .await;
    let metrics = metrics.expect("they are metrics");
    assert_eq!(metrics.active_subscribers.as_deref(), Some("1284"));
    assert_eq!((metrics.canceled_trials, metrics.avg_payment_count), (Some(57), Some(2.4)));
}

#[tokio::test]
async fn success_may_have_no_body() {
    let deleted = with(Answer::empty(204), async |it| it.segments().delete("s").await).await;
    assert!(deleted.is_ok(), "{deleted:?}");
    let test =
        with(Answer::empty(202), async |it| it.scheduled_reports().send_test("r").send().await)
            .await;
    assert_eq!(test.map(|it| it.status().as_u16()).map_err(|it| it.to_string()), Ok(202));
}

#[tokio::test]
async fn the_place_of_what_was_made_is_in_a_header() {
    let answer =
        Answer::json(201, &documented("v4CreateUser")).header("Location", "/v4/users/QON_1");
    let body = CreateUserRequest::new(UserEnvironment::Prod);
    let created =
        with(answer, async |it| it.users().create(&body).idempotency_key("k").send().await).await;
    let created = created.expect("it is a user");
    assert_eq!(created.headers()["location"], "/v4/users/QON_1");
    assert_eq!((created.status().as_u16(), created.identity_id.as_deref()), (201, None));
}

#[tokio::test]
async fn addresses_in_answers_begin_with_the_version_as_the_base_address_ends_with_it() {
    let user = with(ok(&documented("v4GetUser")), async |it| it.users().get("u").await)
        .await
        .expect("it is a user");
    assert!(user.url.starts_with("/v4/users/"), "{}", user.url);
    assert!(Client::BASE_URL.ends_with("/v4"));
}

#[tokio::test]
async fn success_may_be_partial() {
    let body = SetUserPropertiesRequest::new([UserPropertyInput::new("invalid key", "v")]);
    let call = async |it: Client| it.user_properties().set("u", &body).await;
    let set = with(ok(&documented("v4SetUserProperties")), call).await.expect("it is a result");
    assert_eq!((set.saved_properties.len(), &*set.property_errors[0].key), (1, "invalid key"));

    let body = SetCustomerPropertiesRequest::new([]);
    let call = async |it: Client| it.customers().set_properties("c", &body).await;
    let set = with(ok(&documented("v4SetCustomerProperties")), call).await.expect("it is a result");
    assert_eq!(
        set.data.map(|it| (it.saved_properties.len(), it.property_errors.len())),
        Some((2, 0))
    );
}

#[tokio::test]
async fn members_that_are_newer_than_the_client_are_no_error() {
    let body = changed("v4GetUser", json!({"newer": {"than": ["the client"]}}));
    let user = with(ok(&body), async |it| it.users().get("u").await).await;
    assert!(user.is_ok(), "{user:?}");
}
