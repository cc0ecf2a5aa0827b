//! What the derives of generated types read and write, and what they say of what does not fit.

use std::collections::BTreeMap;
use std::fmt::Debug;

use openapi_exact_runtime::json::{from_slice, from_value, to_string};
use openapi_exact_runtime::{Deserialize, FromBranches, Redact, Secret, Serialize, Setters};
use serde_json::{Map, Value, json};

#[derive(Debug, PartialEq, Default, Setters, Serialize, Deserialize)]
struct Update {
    nullable: Option<Option<Vec<u8>>>,
    #[wire(empty, keep)]
    list: Option<Option<Vec<u8>>>,
    #[wire(empty)]
    map: Option<Option<BTreeMap<String, u8>>>,
    #[wire(empty)]
    open: Option<Option<Map<String, Value>>>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Row {
    #[wire(name = "the id")]
    id: String,
    #[wire(required)]
    parent: Option<Box<Row>>,
    size: Option<u8>,
    #[wire(extra)]
    extra: BTreeMap<String, u8>,
}

#[derive(Debug, PartialEq, FromBranches, Serialize, Deserialize)]
enum Either {
    Row(Row),
    Small(Small),
    Texts(Vec<String>),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Small {
    size: Option<u8>,
    shade: Option<Value>,
}

#[derive(Debug, PartialEq, FromBranches, Serialize, Deserialize)]
#[wire(tag = "kind")]
enum Tagged {
    #[wire("small", "tiny")]
    Small(Small),
    #[wire("")]
    Text(String),
    Unknown(Value),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Wrapper(Vec<Small>);

#[track_caller]
fn round_trip<T>(value: T, wire: Value)
where
    T: serde::Serialize + serde::de::DeserializeOwned + Debug + PartialEq,
{
    let text = to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), wire);
    assert_eq!(serde_json::to_value(&value).unwrap(), wire);
    assert_eq!(from_slice::<T>(text.as_bytes()).unwrap(), value);
    assert_eq!(from_value::<T>(&wire).unwrap(), value);
}

#[track_caller]
fn refused<T: serde::de::DeserializeOwned + Debug>(text: &str, message: &str) {
    assert_eq!(from_slice::<T>(text.as_bytes()).unwrap_err().to_string(), message);
}

#[test]
fn absent_stays_absent() {
    round_trip(Update::default(), json!({}));
}

#[test]
fn null_and_empty_differ_where_null_is_a_value() {
    round_trip(Update::new().null_nullable(), json!({"nullable": null}));
    round_trip(Update::new().nullable([]), json!({"nullable": []}));
}

#[test]
fn cleared_collections_are_written_empty() {
    let cleared = Update::new().clear_list().clear_map().clear_open();
    round_trip(cleared, json!({"list": [], "map": {}, "open": {}}));
    assert_eq!(Update::new().clear_list().keep_list(), Update::new());
}

#[test]
fn replaced_collections_are_written_in_full() {
    let replaced = Update::new()
        .nullable([1])
        .list([2])
        .map([("a".to_owned(), 3)])
        .open([("b".to_owned(), json!(null))]);
    round_trip(
        replaced,
        json!({"nullable": [1], "list": [2], "map": {"a": 3}, "open": {"b": null}}),
    );
}

#[test]
fn null_does_not_pass_for_empty() {
    refused::<Update>(
        r#"{"list": null}"#,
        "at `list`: invalid type: null, expected a sequence, line 1 column 13",
    );
    assert!(from_slice::<Update>(br#"{"map": null}"#).is_err());
}

#[test]
fn what_is_not_declared_is_kept_where_the_type_is_open_and_passed_over_elsewhere() {
    let extra = BTreeMap::from([("more".to_owned(), 1), ("size2".to_owned(), 2)]);
    let parent = Row { id: "b".to_owned(), parent: None, size: None, extra: BTreeMap::new() };
    let row = Row { id: "a".to_owned(), parent: Some(Box::new(parent)), size: Some(3), extra };
    round_trip(
        row,
        json!({"the id": "a", "parent": {"the id": "b", "parent": null}, "size": 3, "more": 1, "size2": 2}),
    );
    let small: Small = from_slice(br#"{"new": {"a": [1, null]}, "size": 1, "x": 2}"#).unwrap();
    assert_eq!(small, Small { size: Some(1), shade: None });
}

#[test]
fn members_may_come_in_any_order() {
    let text = br#"{"size": null, "parent": null, "the id": "a"}"#;
    let row: Row = from_slice(text).unwrap();
    assert_eq!((row.id.as_str(), row.parent, row.size), ("a", None, None));
    // Where null is required to be said, to leave it out reads as null.
    let row: Row = from_slice(br#"{"the id": "a"}"#).unwrap();
    assert_eq!(row.parent, None);
}

#[test]
fn what_does_not_fit_is_told_as_serde_tells_it() {
    refused::<Row>("{}", "missing field `the id`, line 1 column 2");
    refused::<Row>("[]", "invalid type: sequence, expected struct Row, line 1 column 2");
    refused::<Row>(
        r#"{"the id": "a", "the id": "b"}"#,
        "duplicate field `the id`, line 1 column 24",
    );
    refused::<Row>(
        r#"{"size": null, "size": 1, "the id": "a"}"#,
        "duplicate field `size`, line 1 column 21",
    );
    refused::<Row>(
        r#"{"the id": "a", "parent": {"size": "sk_live"}}"#,
        "at `parent.size`: invalid type: string, expected u8, line 1 column 44",
    );
    refused::<Row>(
        r#"{"the id": "a", "size": "#,
        "at `size`: EOF while parsing a value, line 1 column 24",
    );
    refused::<Row>(
        r#"{"the id": "a", "sk_live": {"#,
        "at `[…]`: invalid type: map, expected u8, line 1 column 27",
    );
    refused::<Small>(r#"{"sk_live": [1}"#, "at `[…]`: expected `,` or `]`, line 1 column 15");
}

#[test]
fn a_type_may_have_more_members_than_a_word_has_bits() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Long {
        m0: u8,
        m1: Option<u8>,
        m2: Option<u8>,
        m3: Option<u8>,
        m4: Option<u8>,
        m5: Option<u8>,
        m6: Option<u8>,
        m7: Option<u8>,
        m8: Option<u8>,
        m9: Option<u8>,
        m10: Option<u8>,
        m11: Option<u8>,
        m12: Option<u8>,
        m13: Option<u8>,
        m14: Option<u8>,
        m15: Option<u8>,
        m16: Option<u8>,
        m17: Option<u8>,
        m18: Option<u8>,
        m19: Option<u8>,
        m20: Option<u8>,
        m21: Option<u8>,
        m22: Option<u8>,
        m23: Option<u8>,
        m24: Option<u8>,
        m25: Option<u8>,
        m26: Option<u8>,
        m27: Option<u8>,
        m28: Option<u8>,
        m29: Option<u8>,
        m30: Option<u8>,
        m31: Option<u8>,
        m32: Option<u8>,
        m33: Option<u8>,
        m34: Option<u8>,
        m35: Option<u8>,
        m36: Option<u8>,
        m37: Option<u8>,
        m38: Option<u8>,
        m39: Option<u8>,
        m40: Option<u8>,
        m41: Option<u8>,
        m42: Option<u8>,
        m43: Option<u8>,
        m44: Option<u8>,
        m45: Option<u8>,
        m46: Option<u8>,
        m47: Option<u8>,
        m48: Option<u8>,
        m49: Option<u8>,
        m50: Option<u8>,
        m51: Option<u8>,
        m52: Option<u8>,
        m53: Option<u8>,
        m54: Option<u8>,
        m55: Option<u8>,
        m56: Option<u8>,
        m57: Option<u8>,
        m58: Option<u8>,
        m59: Option<u8>,
        m60: Option<u8>,
        m61: Option<u8>,
        m62: Option<u8>,
        m63: Option<u8>,
        m64: Option<u8>,
        m65: u8,
        m66: u8,
    }
    let all = (0..67).map(|it| (format!("m{it}"), json!(it))).collect::<Map<_, _>>();
    let long: Long = from_value(&Value::Object(all.clone())).unwrap();
    round_trip(long, Value::Object(all));
    refused::<Long>(r#"{"m0": 1, "m66": 1}"#, "missing field `m65`, line 1 column 19");
    refused::<Long>(r#"{"m65": 1, "m66": 1}"#, "missing field `m0`, line 1 column 20");
    refused::<Long>(r#"{"m65": 1, "m65": 1}"#, "duplicate field `m65`, line 1 column 16");
}

#[test]
fn a_union_is_read_as_the_branch_that_keeps_most() {
    let small = Small { size: Some(1), shade: Some(json!("x")) };
    round_trip(Either::from(small), json!({"size": 1, "shade": "x"}));
    round_trip(Either::Texts(vec!["a".to_owned()]), json!(["a"]));
    let either: Either = from_slice(br#"{"the id": "a", "size": 1}"#).unwrap();
    assert!(matches!(either, Either::Row(_)), "{either:?}");
    // The members that a type declares count where it is within a box or an option as well.
    let either: Either = from_slice(br#"{"size": 1}"#).unwrap();
    assert!(matches!(either, Either::Small(_)), "{either:?}");
}

#[test]
fn a_tag_chooses_the_branch_and_other_values_are_kept() {
    for tag in ["small", "tiny"] {
        let tagged: Tagged = from_value(&json!({"kind": tag, "size": 2})).unwrap();
        assert_eq!(tagged, Tagged::from(Small { size: Some(2), shade: None }));
    }
    for other in [json!({"kind": "new"}), json!({}), json!({"kind": 1}), json!([])] {
        round_trip(Tagged::Unknown(other.clone()), other);
    }
    refused::<Vec<Tagged>>(
        r#"[{"kind": "tiny", "size": "sk_live"}]"#,
        "at `[0].size`: invalid type: string, expected u8, line 1 column 37",
    );
}

#[test]
fn a_wrapper_is_what_it_wraps() {
    round_trip(Wrapper(vec![Small { size: Some(1), shade: None }]), json!([{"size": 1}]));
}

#[test]
fn numbers_are_exact_within_members_and_refusals_are_kept() {
    #[derive(Serialize)]
    struct Numbers {
        whole: f64,
        maybe: Option<f64>,
        #[wire(extra)]
        extra: BTreeMap<String, f64>,
    }
    let mut numbers = Numbers { whole: 1.0, maybe: Some(2.0), extra: BTreeMap::new() };
    numbers.extra.insert("three".to_owned(), 3.0);
    assert_eq!(to_string(&numbers).unwrap(), r#"{"whole":1,"maybe":2,"three":3}"#);
    numbers.maybe = Some(f64::NAN);
    assert!(to_string(&numbers).unwrap_err().to_string().contains("finite"));
}

#[test]
fn secrets_are_not_shown() {
    #[derive(Redact)]
    struct Key {
        name: String,
        text: Secret,
        #[wire(secret)]
        pin: u16,
    }
    #[derive(Redact)]
    #[wire(secret)]
    struct All {
        #[expect(dead_code, reason = "it is there to be hidden")]
        pin: u16,
    }
    let key = Key { name: "n".to_owned(), text: Secret::from("hush"), pin: 4711 };
    assert_eq!((key.name.as_str(), key.text.expose(), key.pin), ("n", "hush", 4711));
    let shown = r#"Key { name: "n", text: Secret(<redacted>), pin: <redacted> }"#;
    assert_eq!(format!("{key:?}"), shown);
    assert_eq!(format!("{:?}", All { pin: 4711 }), "All(<redacted>)");
}
