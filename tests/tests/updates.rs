//! The bodies that are made from two versions of a resource: by hand for what the API documents of
//! some of them, and for each pair of body and resource what the document's JSON says of it.

use std::collections::BTreeSet;

use expect_test::expect;
use qonversion::models::*;
use qonversion::{Update, UpdateError};
use qonversion_tests::document::{EFFECTIVE, Operation, list, schema_name};
use qonversion_tests::exercise::between;
use qonversion_tests::schema::{Direction, Fill, sample};
use qonversion_tests::server::{Answer, Server};
use qonversion_tests::{Failure, small};
use serde_json::{Map, Value, json};

/// The body that is sent after `edit`; the segment is read, edited and updated over a socket.
async fn segment(edit: impl FnOnce(&mut Segment)) -> String {
    let segment = json!({
        "object": "segment", "id": "s", "url": "/v4/segments/s", "name": "Premium", "is_system": false,
        "conditions": [{"metric": "country", "comparator": "eq", "value": "US"}],
        "created_at": "2026-04-20T12:00:00Z", "updated_at": "2026-04-20T12:00:00Z",
    });
    let server = Server::start(Answer::json(200, &segment)).await;
    let client = server.client();
    let old = client.segments().get("s").await.expect("it is a segment");
    let mut new = old.clone();
    edit(&mut new);
    let changes = UpdateSegmentRequest::between(&old, &new).expect("it can be said");
    client.segments().update(&old.id, changes.request()).await.expect("it is a segment");
    server.requests().last().map(|it| it.text()).unwrap_or_default()
}

#[tokio::test]
async fn a_segment_that_did_not_change_sends_its_name_alone() {
    assert_eq!(segment(|_| {}).await, r#"{"name":"Premium"}"#);
}

#[tokio::test]
async fn a_renamed_segment_keeps_its_rules() {
    assert_eq!(segment(|it| it.name = "P".to_owned()).await, r#"{"name":"P"}"#);
}

#[tokio::test]
async fn rules_that_are_gone_are_cleared() {
    assert_eq!(segment(|it| it.conditions.clear()).await, r#"{"name":"Premium","conditions":[]}"#);
}

#[tokio::test]
async fn rules_that_differ_are_replaced_as_a_whole() {
    let rule = SegmentCondition::new("renewable".into(), Comparator::Ne, "1").negate(true);
    assert_eq!(
        segment(|it| it.conditions.push(rule)).await,
        r#"{"name":"Premium","conditions":[{"metric":"country","comparator":"eq","value":"US"},{"metric":"renewable","comparator":"ne","value":"1","negate":true}]}"#
    );
}

#[tokio::test]
async fn null_clears_a_proxy_address_and_what_did_not_change_is_left_out() {
    let settings = json!({
        "object": "project_settings", "url": "/v4/project-settings", "project_name": "P",
        "access_token": "t", "api_key": "k", "secret_key": "s", "proxy_url": "https://p",
    });
    let server = Server::start(Answer::json(200, &settings)).await;
    let client = server.client();
    let old = client.project_settings().get().await.expect("they are settings");
    let mut new = old.clone();
    assert!(UpdateProjectSettingsRequest::between(&old, &new).is_ok_and(|it| it.is_empty()));
    (new.proxy_url, new.rtdn_proxy_url) = (None, Some("https://r".to_owned()));
    let changes = UpdateProjectSettingsRequest::between(&old, &new).expect("it can be said");
    assert_eq!(changes.members(), ["proxy_url", "rtdn_proxy_url"]);
    client.project_settings().update(changes.request()).await.expect("they are settings");
    let sent = server.requests().last().map(|it| it.text());
    assert_eq!(sent.as_deref(), Some(r#"{"proxy_url":null,"rtdn_proxy_url":"https://r"}"#));
}

#[tokio::test]
async fn what_omission_would_reset_is_sent_although_it_did_not_change() {
    let note = json!({
        "id": "n", "title": "t", "kind": "text", "written_at": "2026-01-02T03:04:05Z",
        "place": {"at": "archive"}, "weight": 1.5, "tags": ["a"], "remark": "r",
    });
    let server = Server::start(Answer::json(200, &note)).await;
    let client = small::Client::builder().token("t").base_url(server.base_url());
    let client = client.build().expect("it can be built");
    let old = client.notes().get("n").await.expect("it is a note");
    for (tags, sent) in [
        (Some(vec!["a".to_owned()]), r#"{"title":"t","parent":null,"weight":1.5}"#),
        (None, r#"{"title":"t","parent":null,"tags":[],"weight":1.5}"#),
    ] {
        let new = {
            let mut new = old.clone();
            new.tags = tags;
            new
        };
        let changes =
            small::models::UpdateNoteRequest::between(&old, &new).expect("it can be said");
        #[expect(deprecated, reason = "the document calls it deprecated, and so does the client")]
        client.notes().update("n", changes.request()).await.expect("it is a note");
        assert_eq!(server.requests().last().map(|it| it.text()).as_deref(), Some(sent));
    }
}

#[test]
fn a_status_that_can_only_be_read_is_not_written_back() {
    let automation = |status: &str| -> Automation {
        let mut automation = answer("Automation");
        automation["status"] = status.into();
        serde_json::from_value(automation).expect("it is an automation")
    };
    let active = automation("active");
    let body = UpdateAutomationRequest::between(&active, &automation("inactive"));
    let body = body.expect("it can be said").into_request();
    assert_eq!(body.status, AutomationWritableStatus::Inactive);
    for status in ["unknown", "newer"] {
        let error = UpdateAutomationRequest::between(&active, &automation(status));
        assert_eq!(error, Err(UpdateError::NotWritable { member: "status" }), "{status}");
    }
}

#[test]
fn members_that_no_documented_member_holds_cannot_be_changed() {
    let old = answer("RemoteConfiguration");
    let mut new = old.clone();
    new["context_key"] = json!("main");
    let changes =
        between("ChangeRemoteConfigurationStatusRequest", "RemoteConfiguration", &old, &new);
    assert_eq!(refused(changes), "extra");
}

/// A body and the resource that two versions of are compared, as the document's JSON has them.
struct Pair {
    request: &'static str,
    resource: &'static str,
    /// The members of the body that the resource has too.
    shared: Vec<Member>,
    /// The members of the resource that the body cannot change.
    fixed: Vec<String>,
}

struct Member {
    name: String,
    /// The member of the body.
    schema: Value,
    required: bool,
    /// Whether a resource can be without it.
    can_be_gone: bool,
}

impl Member {
    fn presence(&self, state: &str) -> &str {
        self.schema["x-presence"][state].as_str().unwrap_or_default()
    }

    fn is_always_sent(&self) -> bool {
        self.required || self.presence("omit") != "keep"
    }

    /// What is sent when the value is gone; nothing where the document does not say how.
    fn cleared(&self) -> Option<Value> {
        let is_null =
            self.presence("null") == "clear" || self.required && self.schema["nullable"] == true;
        let empty = if self.schema["type"] == "array" { json!([]) } else { json!({}) };
        let is_empty = self.presence("empty") == "clear";
        is_null.then_some(Value::Null).or(is_empty.then_some(empty))
    }
}

/// The members of an object schema, those of its `allOf` included, and which are required.
fn members(schema: &Value) -> (Map<String, Value>, BTreeSet<String>) {
    let schema = EFFECTIVE.resolve(schema);
    let mut found = schema["properties"].as_object().cloned().unwrap_or_default();
    let mut required: BTreeSet<String> =
        list(&schema["required"]).iter().filter_map(|it| Some(it.as_str()?.to_owned())).collect();
    for part in list(&schema["allOf"]) {
        let (members, names) = members(part);
        found.extend(members);
        required.extend(names);
    }
    (found, required)
}

/// What two members must have in common so that a value of the one is one of the other.
fn kind(schema: &Value) -> Value {
    let resolved = EFFECTIVE.resolve(schema);
    let is_enum = resolved.get("enum").or(resolved.get("x-extensible-enum")).is_some();
    match (is_enum, schema_name(schema)) {
        (true, _) => json!(["enum", resolved["type"]]),
        (false, Some(name)) => json!(name),
        (false, None) => json!([
            schema["type"],
            schema["format"],
            schema.get("items").map(kind),
            schema["additionalProperties"],
        ]),
    }
}

fn pair(request: &'static Value, resource: &'static Value) -> Option<Pair> {
    let ((wanted, needed), (given, certain)) = (members(request), members(resource));
    let mut shared = Vec::new();
    for (name, schema) in wanted {
        let required = needed.contains(&name);
        match given.get(&name).filter(|it| kind(it) == kind(&schema)) {
            Some(other) => {
                let can_be_gone = !certain.contains(&name) || other["nullable"] == true;
                shared.push(Member { name, schema, required, can_be_gone });
            }
            None if !required && schema["x-presence"]["omit"] == "keep" => {}
            None => return None,
        }
    }
    let is_shared = |name: &str| shared.iter().any(|it| it.name == name);
    let fixed = given.keys().filter(|it| !is_shared(it)).cloned().collect();
    let (request, resource) = (schema_name(request)?, schema_name(resource)?);
    (!shared.is_empty()).then_some(Pair { request, resource, shared, fixed })
}

/// All bodies of PUT and PATCH with what a GET of the path and the operation itself answer.
fn candidates() -> Vec<(&'static Value, &'static Value)> {
    let operations: &'static [Operation] = Vec::leak(EFFECTIVE.operations());
    let updates = operations.iter().filter(|it| matches!(&*it.method, "PUT" | "PATCH"));
    let candidates = updates.flat_map(|update| {
        let reads = operations.iter().filter(|it| it.method == "GET" && it.path == update.path);
        let answers = reads.chain([update]).filter_map(|it| it.answer.as_ref());
        let body = update.body.iter();
        body.flat_map(move |body| answers.clone().map(|it| (&body.schema, &it.schema)))
    });
    candidates.collect()
}

fn pairs() -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for pair in candidates().into_iter().filter_map(|(request, resource)| pair(request, resource)) {
        if !pairs.iter().any(|it| (it.request, it.resource) == (pair.request, pair.resource)) {
            pairs.push(pair);
        }
    }
    pairs
}

/// An answer with all that is documented, and known values where they are.
fn answer(name: &str) -> Value {
    let schema = json!({"$ref": format!("#/components/schemas/{name}")});
    let mut answer = sample(&schema, Direction::Answer, Fill::All);
    for (name, member) in members(&schema).0 {
        if let Some(first) = list(&member["x-extensible-enum"]).first() {
            answer[name] = first.clone();
        }
    }
    answer
}

/// Another value of the same kind.
fn other(schema: &Value, value: &Value) -> Value {
    let schema = EFFECTIVE.resolve(schema);
    let known = [&schema["enum"], &schema["x-extensible-enum"]].into_iter().flat_map(list);
    if let Some(known) = known.into_iter().find(|it| *it != value && !it.is_null()) {
        return known.clone();
    }
    match value {
        Value::String(text) if text.ends_with("00Z") => text.replace("00Z", "01Z").into(),
        Value::String(text) => format!("{text}!").into(),
        Value::Bool(value) => (!value).into(),
        Value::Number(number) => match number.as_i64() {
            Some(number) => (number + 1).into(),
            None => json!(number.as_f64().unwrap_or_default() + 1.0),
        },
        Value::Array(items) => [items.as_slice(), items].concat().into(),
        Value::Object(members) => {
            let mut members = members.clone();
            if let Some((name, value)) = members.iter_mut().next() {
                *value = other(&schema["properties"][name], value);
            }
            members.into()
        }
        Value::Null => true.into(),
    }
}

/// What is always sent, and what else is named.
fn body(pair: &Pair, new: &Value, changed: &str) -> Value {
    let sent = pair.shared.iter().filter(|it| it.is_always_sent() || it.name == changed);
    sent.map(|it| (it.name.clone(), new[&it.name].clone())).collect::<Map<_, _>>().into()
}

#[track_caller]
fn refused(result: Result<qonversion_tests::Between, Failure>) -> &'static str {
    match result {
        Err(Failure::Update(_, member)) => member,
        other => panic!("it is not refused: {other:?}"),
    }
}

#[test]
fn the_pairs_are_those_that_the_document_makes_certain() {
    let all: BTreeSet<String> =
        pairs().iter().map(|it| format!("{} {}\n", it.request, it.resource)).collect();
    expect![[r#"
        ChangeRemoteConfigurationStatusRequest RemoteConfiguration
        ReplaceRemoteConfigurationPayloadRequest RemoteConfigurationPayload
        UpdateAutomationRequest Automation
        UpdateEntitlementRequest Entitlement
        UpdateExperimentRequest Experiment
        UpdateOfferingRequest Offering
        UpdateProjectSettingsRequest ProjectSettings
        UpdateScheduledReportRequest ScheduledReport
        UpdateScreenRequest Screen
        UpdateSegmentRequest Segment
    "#]]
    .assert_eq(&all.iter().map(String::as_str).collect::<String>());
    for (request, resource) in candidates() {
        let (Some(request), Some(resource)) = (schema_name(request), schema_name(resource)) else {
            continue;
        };
        let made = between(request, resource, &Value::Null, &Value::Null);
        let is_pair = !matches!(made, Err(Failure::Unknown(_)));
        assert_eq!(
            is_pair,
            all.contains(&format!("{request} {resource}\n")),
            "{request} {resource}"
        );
    }
}

#[test]
fn without_a_change_only_what_has_to_be_is_sent() {
    for pair in pairs() {
        let old = answer(pair.resource);
        let made = between(pair.request, pair.resource, &old, &old).expect(pair.request);
        assert_eq!((made.body, made.members), (body(&pair, &old, ""), vec![]), "{}", pair.request);
    }
}

#[test]
fn a_member_that_changed_is_sent_and_no_other() {
    let mut count = 0;
    for pair in pairs() {
        for member in &pair.shared {
            let (old, case) = (answer(pair.resource), format!("{}.{}", pair.request, member.name));
            let mut new = old.clone();
            new[&member.name] = other(&member.schema, &old[&member.name]);
            let made = between(pair.request, pair.resource, &old, &new).expect(&case);
            assert_eq!(made.body, body(&pair, &new, &member.name), "{case}");
            assert_eq!(made.members, [&*member.name], "{case}");
            count += 1;
        }
    }
    assert!(count >= 30, "{count}");
}

#[test]
fn a_member_that_is_gone_is_cleared_as_documented_or_refused() {
    let (mut cleared, mut not_clearable) = (0, 0);
    for pair in pairs() {
        for member in pair.shared.iter().filter(|it| it.can_be_gone) {
            let (old, case) = (answer(pair.resource), format!("{}.{}", pair.request, member.name));
            let mut new = old.clone();
            new[&member.name] = Value::Null;
            let made = between(pair.request, pair.resource, &old, &new);
            match member.cleared() {
                Some(empty) => {
                    let made = made.expect(&case);
                    assert_eq!(made.body[&member.name], empty, "{case}");
                    assert_eq!(made.members, [&*member.name], "{case}");
                    cleared += 1;
                }
                None => {
                    assert_eq!(refused(made), member.name, "{case}");
                    not_clearable += 1;
                }
            }
        }
    }
    assert!(cleared >= 2 && not_clearable >= 8, "{cleared} {not_clearable}");
}

#[test]
fn a_list_or_map_that_is_emptied_is_sent_empty() {
    let mut count = 0;
    for pair in pairs() {
        for member in &pair.shared {
            let (old, case) = (answer(pair.resource), format!("{}.{}", pair.request, member.name));
            let mut new = old.clone();
            new[&member.name] = match (&old[&member.name], member.schema["type"].as_str()) {
                (Value::Array(_), _) => json!([]),
                (Value::Object(_), Some("object")) => json!({}),
                _ => continue,
            };
            let made = between(pair.request, pair.resource, &old, &new).expect(&case);
            assert_eq!(made.body, body(&pair, &new, &member.name), "{case}");
            count += 1;
        }
    }
    assert!(count >= 4, "{count}");
}

#[test]
fn what_the_body_has_no_place_for_is_refused_by_name() {
    let mut count = 0;
    for pair in pairs() {
        for name in &pair.fixed {
            let old = answer(pair.resource);
            let mut new = old.clone();
            new[name] = other(&Value::Null, &old[name]);
            let made = between(pair.request, pair.resource, &old, &new);
            assert_eq!(refused(made), name, "{}.{name}", pair.resource);
            count += 1;
        }
    }
    assert!(count >= 50, "{count}");
}
