//! What progenitor alone makes of the document, and what this client makes of it. A test that fails
//! here says that progenitor has changed: the difference is gone, and with it a reason for code of
//! ours.

use std::collections::BTreeMap;

use progenitor::{GenerationSettings, Generator};
use qonversion::models::*;
use qonversion_tests::places;
use qonversion_tests::rust_types::{Struct, structs, variants};
use serde_json::{Value, json};
use syn::File;

fn document() -> Value {
    places::source(places::DOCUMENT).value().clone()
}

fn generate(document: Value) -> Result<File, String> {
    let document = serde_json::from_value(document).map_err(|error| error.to_string())?;
    let tokens = Generator::new(&GenerationSettings::default()).generate_tokens(&document);
    let tokens = tokens.map_err(|error| error.to_string())?;
    syn::parse2(tokens).map_err(|error| error.to_string())
}

/// The types of the document, without the operations that progenitor refuses.
fn models() -> File {
    let mut document = document();
    document["paths"] = json!({});
    generate(document).unwrap_or_else(|error| panic!("{error}"))
}

/// Fields as progenitor makes them and their serde attributes, or that the difference is gone.
#[track_caller]
fn field(
    structs: &BTreeMap<String, Struct>,
    schema: &str,
    member: &str,
) -> (usize, String, String) {
    let field = structs.get(schema).and_then(|it| it.fields.get(member));
    let field = field.unwrap_or_else(|| panic!("progenitor has no {schema}.{member} any more"));
    (field.options, field.ty.clone(), field.serde.clone())
}

const GONE: &str = "the difference to progenitor is gone";

#[test]
fn it_refuses_the_document_as_it_is() {
    let refused = generate(document()).map(|_| ()).expect_err(GONE);
    assert!(
        refused.contains("deepObject") || refused.contains("query"),
        "{GONE}, or it is another: {refused}"
    );
    assert_eq!(qonversion::OPERATIONS.len(), 112);
}

#[test]
fn an_empty_list_cannot_be_sent() {
    let (options, ty, serde) = field(&structs(&models()), "UpdateSegmentRequest", "conditions");
    assert_eq!(
        (options, ty.contains("Vec<"), serde.contains("skip_serializing_if")),
        (0, true, true),
        "{GONE}: {serde}"
    );
    assert!(serde.contains("is_empty"), "{GONE}: {serde}");
    let ours = UpdateSegmentRequest::new("n").clear_conditions();
    assert_eq!(json!(ours), json!({"name": "n", "conditions": []}));
}

#[test]
fn null_cannot_be_sent() {
    let (options, _, serde) =
        field(&structs(&models()), "UpdateProjectSettingsRequest", "proxy_url");
    assert_eq!((options, serde.contains("Option::is_none")), (1, true), "{GONE}: {serde}");
    assert_eq!(
        json!(UpdateProjectSettingsRequest::new().clear_proxy_url()),
        json!({"proxy_url": null})
    );
}

#[test]
fn a_default_is_always_sent() {
    let (options, ty, serde) = field(&structs(&models()), "SegmentCondition", "negate");
    assert_eq!(
        (options, &*ty, serde.contains("skip_serializing_if")),
        (0, "bool", false),
        "{GONE}: {serde}"
    );
    let ours = SegmentCondition::new(SegmentConditionMetric::Renewable, Comparator::Eq, "1");
    assert_eq!(json!(ours), json!({"metric": "renewable", "comparator": "eq", "value": "1"}));
}

#[test]
fn a_new_value_of_an_enum_fails_the_whole_answer() {
    let known = variants(&models(), "SegmentConditionComparator");
    assert_eq!(known, ["Eq", "Ne", "Gt", "Gte", "Lt", "Lte", "Contains", "NotContains"], "{GONE}");
    assert_eq!(Comparator::KNOWN.len(), known.len());
    let newer: Comparator = serde_json::from_value(json!("like")).expect("it can be read");
    assert_eq!((newer.is_known(), json!(newer)), (false, json!("like")));
}

#[test]
fn a_secret_is_shown() {
    let (_, ty, _) = field(&structs(&models()), "ProjectSettings", "secret_key");
    assert_eq!(ty, "::std::string::String", "{GONE}");
    let ours: UpdateAppleStoreConfigRequest =
        UpdateAppleStoreConfigRequest::new().shared_secret("hush");
    assert!(!format!("{ours:?}").contains("hush"));
}
