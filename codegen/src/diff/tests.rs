//! What holds for all rules together.

use std::collections::BTreeSet;

use expect_test::expect_file;

use super::testing::{Pair, changes};
use super::{
    annotations, answers, bodies, defaults, deprecation, descriptions, document, enums, further,
    headers, keywords, limits, media, nullability, operations, parameters, properties, rules,
    security, servers, table, types, unions,
};

/// The pairs of all kinds.
fn pairs() -> impl Iterator<Item = &'static Pair> {
    [
        annotations::tests::PAIRS,
        answers::tests::PAIRS,
        bodies::tests::PAIRS,
        defaults::tests::PAIRS,
        deprecation::tests::PAIRS,
        descriptions::tests::PAIRS,
        document::tests::PAIRS,
        enums::tests::PAIRS,
        further::tests::PAIRS,
        headers::tests::PAIRS,
        keywords::tests::PAIRS,
        limits::tests::PAIRS,
        media::tests::PAIRS,
        nullability::tests::PAIRS,
        operations::tests::PAIRS,
        parameters::tests::PAIRS,
        properties::tests::PAIRS,
        security::tests::PAIRS,
        servers::tests::PAIRS,
        types::tests::PAIRS,
        unions::tests::PAIRS,
    ]
    .into_iter()
    .flatten()
}

#[test]
fn every_rule_is_shown_by_a_pair() {
    let shown: BTreeSet<&str> =
        pairs().flat_map(Pair::changes).flatten().map(|it| it.rule.id).collect();
    let of_the_client = |id: &str| id.starts_with("rust-item-");
    let missing: Vec<&str> = rules()
        .into_iter()
        .map(|it| it.id)
        .filter(|id| !of_the_client(id) && !shown.contains(id))
        .collect();
    assert!(missing.is_empty(), "no pair shows {missing:#?}");
}

#[test]
fn ids_are_unique_and_in_kebab_case() {
    let ids: Vec<&str> = rules().into_iter().map(|it| it.id).collect();
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(distinct.len(), ids.len());
    let is_kebab = |id: &str| {
        id.split('-').all(|word| !word.is_empty() && word.chars().all(|it| it.is_ascii_lowercase()))
    };
    assert!(ids.iter().all(|id| is_kebab(id)), "{ids:?}");
}

#[test]
fn a_meaning_is_one_sentence() {
    for rule in rules() {
        let is_sentence = rule.meaning.ends_with('.') && !rule.meaning.contains(['|', '\n']);
        assert!(is_sentence, "{}: {}", rule.id, rule.meaning);
    }
}

#[test]
fn a_schema_that_an_operation_reaches_twice_is_told_once_at_the_nearest_place() {
    let document = |members: &str| {
        format!(
            r##"{{"openapi": "3.1.0", "paths": {{"/a": {{"get": {{"responses": {{"200": {{"content": {{
            "application/json": {{"schema": {{"properties": {{
            "far": {{"properties": {{"it": {{"$ref": "#/components/schemas/S"}}}}}},
            "near": {{"$ref": "#/components/schemas/S"}}}}}}}}}}}}}}}}}}}},
            "components": {{"schemas": {{"S": {{"type": "object", "properties": {{{members}}}}}}}}}}}"##
        )
    };
    let found = changes(&document(r#""a": {}"#), &document(r#""b": {}"#));
    let paths: Vec<(&str, &str)> = found.iter().map(|it| (it.rule.id, it.path.as_str())).collect();
    assert_eq!(
        paths,
        [
            ("response-optional-property-added", "answer 200, near.b"),
            ("response-optional-property-removed", "answer 200, near.a"),
        ]
    );
}

#[test]
fn fingerprints_of_a_pair_are_distinct() {
    for pair in pairs() {
        for changes in pair.changes() {
            let distinct: BTreeSet<&str> =
                changes.iter().map(|it| it.fingerprint.as_str()).collect();
            assert_eq!(distinct.len(), changes.len(), "{pair:?}");
        }
    }
}

#[test]
fn the_list_of_rules_is_up_to_date() {
    let text = format!("{HEAD}\n{}", table());
    expect_file!["../../../docs/drift-rules.md"].assert_eq(&text);
}

const HEAD: &str = include_str!("rules.md");
