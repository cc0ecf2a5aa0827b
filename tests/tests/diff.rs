//! What the comparison of documents promises as a whole: the same document gives nothing however it
//! is spelt, every change is found once, and no document makes it fail.

use std::collections::BTreeSet;
use std::sync::Arc;

use expect_test::expect;
use openapi_exact::Inputs;
use openapi_exact::diff::{self, Change, Contract, Level};
use openapi_exact::rust_api::Step;
use openapi_exact::source::Source;
use qonversion_tests::places;
use serde_json::{Map, Value, json};

const SPELT: &str = include_str!("../fixtures/diff/spelt.yaml");
const SPELT_OTHERWISE: &str = include_str!("../fixtures/diff/spelt_otherwise.yaml");
const OLD: &str = include_str!("../fixtures/diff/old.yaml");
const NEW: &str = include_str!("../fixtures/diff/new.yaml");

fn inputs(name: &str, text: &str) -> Inputs {
    let document = Source::parse(name, text).unwrap_or_else(|report| panic!("{report}"));
    Inputs { crate_name: "api".to_owned(), ..Inputs::new(Arc::new(document)) }
}

fn contract(text: &str) -> Contract {
    Contract::of(&inputs("api.yaml", text)).unwrap_or_else(|report| panic!("{report}"))
}

fn line(change: &Change) -> String {
    let operation = change.operation.as_deref().unwrap_or("document");
    format!("{} {operation} [{}]", change.rule.id, change.path)
}

#[test]
fn the_vendored_document_does_not_differ_from_itself() {
    let found = diff::compare(&places::inputs(), &places::inputs()).expect("both become clients");
    let lines: Vec<String> = found.changes.iter().map(line).collect();
    assert_eq!(lines, [""; 0]);
    assert_eq!(found.semver, Step::None);
}

#[test]
fn spelling_is_no_change() {
    let (one, other) = (contract(SPELT), contract(SPELT_OTHERWISE));
    let lines = |changes: Vec<Change>| changes.iter().map(line).collect::<Vec<_>>();
    assert_eq!(lines(diff::contract(&one, &other)), [""; 0]);
    assert_eq!(lines(diff::contract(&other, &one)), [""; 0]);
}

#[test]
fn thirty_changes_are_found_and_nothing_else() {
    let found = diff::compare(&inputs("old.yaml", OLD), &inputs("new.yaml", NEW))
        .unwrap_or_else(|report| panic!("{report}"));
    let lines: Vec<String> = found.changes.iter().map(line).collect();
    let causes: BTreeSet<_> = found.changes.iter().map(|it| (it.rule.id, &it.cause)).collect();
    expect![[r#"
        info-changed document [info, version]
        server-added document [server https://notes.test]
        summary-changed GET /notes [operation]
        new-optional-request-parameter GET /notes [query parameter fresh]
        request-parameter-style-changed GET /notes [query parameter tags]
        request-parameter-removed GET /notes [query parameter old]
        response-header-became-optional GET /notes [answer 200, header Next]
        request-default-value-changed GET /notes [query parameter limit]
        request-parameter-limit-tightened GET /notes [query parameter limit]
        request-parameter-enum-value-removed GET /notes [query parameter order]
        response-property-became-optional GET /notes [answer 200, more]
        response-property-became-nullable GET /notes [answer 4XX, code]
        response-property-became-optional GET /notes [answer 200, data[].author]
        response-optional-property-added GET /notes [answer 200, data[].modern]
        response-optional-property-removed GET /notes [answer 200, data[].legacy]
        description-changed GET /notes [answer 200, data[].text]
        response-property-enum-value-added GET /notes [answer 200, data[].state]
        response-property-known-value-added GET /notes [answer 200, data[].mood]
        response-property-type-generalized GET /notes [answer 200, data[].size]
        response-property-limit-loosened GET /notes [answer 200, data[].rank]
        response-property-one-of-added GET /notes [answer 200, data[].value]
        request-body-became-required POST /notes [request body]
        request-property-became-required POST /notes [request body, pinned]
        new-optional-request-property POST /notes [request body, title]
        request-property-removed POST /notes [request body, secret]
        response-property-became-optional POST /notes [answer 201, author]
        response-optional-property-added POST /notes [answer 201, modern]
        response-optional-property-removed POST /notes [answer 201, legacy]
        request-property-limit-loosened POST /notes [request body, text]
        request-property-enum-value-added POST /notes [request body, color]
        request-property-format-changed POST /notes [request body, until]
        request-property-became-not-nullable POST /notes [request body, place]
        presence-changed POST /notes [request body, labels]
        description-changed POST /notes [answer 201, text]
        response-property-enum-value-added POST /notes [answer 201, state]
        response-property-known-value-added POST /notes [answer 201, mood]
        response-property-type-generalized POST /notes [answer 201, size]
        response-property-limit-loosened POST /notes [answer 201, rank]
        response-property-one-of-added POST /notes [answer 201, value]
        response-property-became-nullable POST /notes [answer 4XX, code]
        api-deprecated DELETE /notes/{id} [operation]
        api-added GET /colors [operation]
        api-removed-without-deprecation GET /labels [operation]
    "#]]
    .assert_eq(&format!("{}\n", lines.join("\n")));
    assert!(causes.len() >= 30, "only {} causes", causes.len());
    assert_eq!(found.semver, Step::Major);
}

#[test]
fn a_change_says_where_it_stands_and_what_it_moves() {
    let found = diff::compare(&inputs("old.yaml", OLD), &inputs("new.yaml", NEW))
        .unwrap_or_else(|report| panic!("{report}"));
    let mut text = String::new();
    for change in &found.changes {
        let spot = |it: &Option<diff::Spot>| {
            it.as_ref().and_then(|it| it.line).map_or_else(|| "-".to_owned(), |it| it.to_string())
        };
        let (old, new) = (spot(&change.at.old), spot(&change.at.new));
        text.push_str(&format!("{} {old}:{new} {}\n", change.rule.id, change.rust.join(" ")));
    }
    expect![[r#"
        info-changed 3:3 
        server-added -:6 api::ClientBuilder::server api::Server api::Server::https_notes_test
        summary-changed 13:14 api::notes::ListNotes api::notes::Notes::list
        new-optional-request-parameter -:18 api::notes::ListNotes::fresh
        request-parameter-style-changed 18:19 api::notes::ListNotes::tags
        request-parameter-removed 17:- api::notes::ListNotes::old
        response-header-became-optional 23:24 api::notes::ListNotes api::notes::Notes::list
        request-default-value-changed 15:16 api::notes::ListNotes::limit
        request-parameter-limit-tightened 15:16 api::notes::ListNotes::limit
        request-parameter-enum-value-removed 16:17 api::models::ListNotesOrder api::models::ListNotesOrder::Desc
        response-property-became-optional 31:32 api::models::ListNotesResponse::more
        response-property-became-nullable 76:79 api::models::ErrorSchema::code
        response-property-became-optional 97:100 api::models::Note::author
        response-optional-property-added -:101 api::models::Note::modern
        response-optional-property-removed 98:- api::models::Note::legacy
        description-changed 93:96 api::models::Note::text
        response-property-enum-value-added 94:97 api::models::Note::state api::models::NoteState api::models::NoteState::Lost
        response-property-known-value-added 95:98 api::models::Note::mood api::models::NoteMood api::models::NoteMood::Bad
        response-property-type-generalized 96:99 api::models::Note::size
        response-property-limit-loosened 99:102 api::models::Note::rank
        response-property-one-of-added -:104 api::models::Note::value api::models::NoteValue api::models::NoteValue::Bool
        request-body-became-required 36:37 api::notes::Notes::create
        request-property-became-required 83:86 api::models::NewNote::new api::models::NewNote::pinned
        new-optional-request-property -:88 api::models::NewNote::new api::models::NewNote::title
        request-property-removed 85:- api::models::NewNote::new api::models::NewNote::secret
        response-property-became-optional 97:100 api::models::Note::author
        response-optional-property-added -:101 api::models::Note::modern
        response-optional-property-removed 98:- api::models::Note::legacy
        request-property-limit-loosened 81:84 api::models::NewNote::text
        request-property-enum-value-added 82:85 api::models::NewNote::color api::models::NewNoteColor api::models::NewNoteColor::Green
        request-property-format-changed 84:87 api::models::NewNote::new api::models::NewNote::until
        request-property-became-not-nullable 86:89 api::models::NewNote::new api::models::NewNote::null_place api::models::NewNote::place
        presence-changed 87:90 api::models::NewNote::labels
        description-changed 93:96 api::models::Note::text
        response-property-enum-value-added 94:97 api::models::Note::state api::models::NoteState api::models::NoteState::Lost
        response-property-known-value-added 95:98 api::models::Note::mood api::models::NoteMood api::models::NoteMood::Bad
        response-property-type-generalized 96:99 api::models::Note::size
        response-property-limit-loosened 99:102 api::models::Note::rank
        response-property-one-of-added -:104 api::models::Note::value api::models::NoteValue api::models::NoteValue::Bool
        response-property-became-nullable 76:79 api::models::ErrorSchema::code
        api-deprecated 46:48 api::notes::Notes::delete
        api-added -:57 api::Client::colors api::colors api::colors::Colors api::colors::Colors::list api::colors::LIST
        api-removed-without-deprecation 54:- api::Client::labels api::labels api::labels::LIST api::labels::Labels api::labels::Labels::list
    "#]].assert_eq(&text);
}

#[test]
fn fingerprints_are_distinct_and_stay_when_lines_and_names_move() {
    let changes = |old: &str, new: &str| diff::contract(&contract(old), &contract(new));
    let prints = |changes: &[Change]| -> BTreeSet<String> {
        changes.iter().map(|it| it.fingerprint.clone()).collect()
    };
    let found = changes(OLD, NEW);
    assert_eq!(prints(&found).len(), found.len());
    let is_digest = |it: &String| it.len() == 16 && it.chars().all(|it| it.is_ascii_hexdigit());
    assert!(prints(&found).iter().all(is_digest));
    let moved = |text: &str| {
        let text = text.replace("schemas/Note'", "schemas/Memo'").replace("    Note:", "    Memo:");
        format!("# A line more.\n{text}")
    };
    assert_eq!(prints(&changes(&moved(OLD), &moved(NEW))), prints(&found));
}

#[test]
fn a_change_in_a_shared_schema_has_one_cause() {
    let found = diff::contract(&contract(OLD), &contract(NEW));
    let of_errors: Vec<&Change> = found.iter().filter(|it| it.path == "answer 4XX, code").collect();
    let operations: Vec<_> = of_errors.iter().filter_map(|it| it.operation.as_deref()).collect();
    assert_eq!(operations, ["GET /notes", "POST /notes"]);
    let causes: BTreeSet<_> = of_errors.iter().map(|it| it.cause.as_str()).collect();
    assert_eq!(Vec::from_iter(causes), ["/components/schemas/Error/properties/code/nullable"]);
}

/// The older revision as nothing can be generated of it.
fn with_two_types_of_one_name() -> String {
    format!("{OLD}    Again: {{type: string, x-rust-name: Memo}}\n")
        .replace("    Note:\n", "    Note:\n      x-rust-name: Memo\n")
}

#[test]
fn the_side_that_fails_is_named() {
    let broken = with_two_types_of_one_name();
    let report = diff::compare(&inputs("old.yaml", OLD), &inputs("new.yaml", &broken)).unwrap_err();
    let message = &report.diagnostics()[0].message;
    assert!(message.starts_with("in the newer document: "), "{message}");
}

#[test]
fn what_makes_no_client_can_be_compared_all_the_same() {
    let clash = with_two_types_of_one_name().replace("createNote", "addNote");
    let (old, new) = (inputs("old.yaml", OLD), inputs("new.yaml", &clash));
    assert!(diff::compare(&old, &new).is_err());
    let found = diff::compare_contracts(&old, &new).expect("both can be read");
    let lines: Vec<String> = found.changes.iter().map(line).collect();
    assert_eq!(lines, ["api-operation-id-changed POST /notes [operation]"]);
    assert_eq!(found.semver, Step::Patch);
}

#[test]
fn a_rust_name_alone_is_a_change_of_the_client() {
    let named =
        OLD.replace("operationId: createNote", "operationId: createNote\n      x-rust-name: make");
    let found = diff::compare(&inputs("old.yaml", OLD), &inputs("new.yaml", &named))
        .unwrap_or_else(|report| panic!("{report}"));
    let lines: Vec<String> = found.changes.iter().map(line).collect();
    expect![[r#"
        rust-item-removed document [api::notes::CREATE]
        rust-item-added document [api::notes::MAKE]
        rust-item-removed document [api::notes::Notes::create]
        rust-item-added document [api::notes::Notes::make]
    "#]]
    .assert_eq(&format!("{}\n", lines.join("\n")));
    assert_eq!(found.semver, Step::Major);
    assert!(found.changes.iter().all(|it| it.rule.level == Level::WireCompatible));
}

/// Each line refers twice to the next: there are more paths than anything could walk.
#[test]
fn schemas_that_share_schemas_are_compared_once() {
    let document = |leaf: &str| {
        let mut schemas = Map::new();
        for index in 0..64 {
            let next = json!({"$ref": format!("#/components/schemas/S{}", index + 1)});
            let schema = json!({"type": "object", "properties": {"a": next, "b": next},
                "anyOf": [next, {"type": "string"}], "allOf": [{"properties": {"c": next}}]});
            schemas.insert(format!("S{index}"), schema);
        }
        schemas.insert("S64".to_owned(), json!({"type": leaf}));
        let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}});
        json!({"openapi": "3.0.3", "components": {"schemas": schemas},
            "paths": {"/a": {"get": {"responses": {"200": {"content": content}}}}}})
    };
    let (old, new) = (document("string"), document("boolean"));
    let found = diff::contract(&contract(&old.to_string()), &contract(&new.to_string()));
    assert!((1..=128).contains(&found.len()), "{} changes", found.len());
}

#[test]
fn long_chains_of_references_do_not_exhaust_the_stack() {
    let mut schemas = Map::new();
    let next =
        |name: &str, index| json!({"$ref": format!("#/components/schemas/{name}{}", index + 1)});
    for index in 0..3_000 {
        schemas.insert(
            format!("All{index}"),
            json!({"allOf": [next("All", index), {"minLength": 1}]}),
        );
        schemas.insert(format!("List{index}"), json!({"properties": {"n": next("List", index)}}));
    }
    schemas.insert("All3000".to_owned(), json!({"type": "string"}));
    schemas.insert("List3000".to_owned(), json!({"type": "object"}));
    let start = json!({"properties": {"a": {"$ref": "#/components/schemas/All0"},
        "b": {"$ref": "#/components/schemas/List0"}}});
    let content = json!({"application/json": {"schema": start}});
    let document = json!({"openapi": "3.0.3", "components": {"schemas": schemas},
        "paths": {"/a": {"get": {"responses": {"200": {"content": content}}}}}});
    let text = document.to_string();
    assert_eq!(diff::contract(&contract(&text), &contract(&text)).len(), 0);
}

#[test]
fn damaged_documents_are_compared_without_a_panic_and_equal_themselves() {
    let original: Value = contract_value(NEW);
    let base = contract(NEW);
    let mut compared = 0;
    for seed in 0..700 {
        let mut random = Random(seed);
        let mut damaged = original.clone();
        for _ in 0..=random.below(2) {
            random.damage(&mut damaged);
        }
        let text = damaged.to_string();
        let Ok(source) = Source::parse("damaged.json", &text) else { continue };
        let inputs = Inputs { crate_name: "api".to_owned(), ..Inputs::new(Arc::new(source)) };
        let (Ok(one), Ok(other)) = (Contract::of(&inputs), Contract::of(&inputs)) else { continue };
        compared += 1;
        let own = diff::contract(&one, &other);
        assert!(
            own.is_empty(),
            "seed {seed}: {:?}\n{text}",
            own.iter().map(line).collect::<Vec<_>>()
        );
        let there = diff::contract(&base, &one);
        let back = diff::contract(&one, &base);
        assert_eq!(there.is_empty(), back.is_empty(), "seed {seed}\n{text}");
    }
    assert!(compared > 200, "only {compared} damaged documents could be read: damage less");
}

fn contract_value(text: &str) -> Value {
    Source::parse("api.yaml", text).expect("the fixture can be read").value().clone()
}

/// A linear congruential generator: the same damage on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit.max(1)
    }

    /// Puts a copy of one node in the place of another, or something small, or nothing.
    fn damage(&mut self, root: &mut Value) {
        let mut places = Vec::new();
        list_nodes(root, String::new(), &mut places);
        let place = places[self.below(places.len())].clone();
        let other = places[self.below(places.len())].clone();
        let copy = root.pointer(&other).cloned().unwrap_or_default();
        let small = [
            json!(null),
            json!(false),
            json!({}),
            json!([]),
            json!("x"),
            json!({"$ref": format!("#{other}")}),
            json!({"allOf": [copy, {"$ref": format!("#{place}")}]}),
            json!({"oneOf": [copy, {"type": "null"}]}),
        ];
        let pick = self.below(small.len() * 2);
        let value = small.get(pick).cloned().unwrap_or(copy);
        match root.pointer_mut(&place) {
            Some(node) if self.below(8) > 0 => *node = value,
            _ => remove(root, &place),
        }
    }
}

fn remove(root: &mut Value, place: &str) {
    let Some((parent, key)) = place.rsplit_once('/') else { return };
    let key = key.replace("~1", "/").replace("~0", "~");
    if let Some(Value::Object(members)) = root.pointer_mut(parent) {
        members.shift_remove(&key);
    }
}

fn list_nodes(node: &Value, at: String, found: &mut Vec<String>) {
    match node {
        Value::Object(members) => {
            for (key, inner) in members {
                let key = key.replace('~', "~0").replace('/', "~1");
                list_nodes(inner, format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                list_nodes(inner, format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
    found.push(at);
}
