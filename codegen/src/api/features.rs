//! Names the Cargo features of the tags.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Api;
use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// What of the client whoever builds it can leave out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Features {
    /// Nothing: what is generated is compiled.
    #[default]
    None,
    /// Each tag. Its operations, and the types that only it uses, are compiled with the Cargo
    /// feature of its name alone: `user-properties` for the module `user_properties`.
    PerTag {
        /// The names of the features that the crate has besides.
        taken: Vec<String>,
    },
}

/// What every crate of generated files has: Cargo gives it the first, the models ask for the other.
const RESERVED: [&str; 2] = ["default", "full-serde"];

/// Gives each tag its feature. One whose name the crate has already gets another, with a note.
pub fn name_features(api: &mut Api, features: &Features, spec: &Spec, report: &mut Report) {
    let Features::PerTag { taken } = features else { return };
    let mut used: BTreeSet<String> = RESERVED.iter().map(|it| (*it).to_owned()).collect();
    used.extend(taken.iter().cloned());
    for index in 0..api.tags.len() {
        let at = written(api, index, spec);
        let Some(tag) = api.tags.get_mut(index) else { continue };
        let wanted = tag.module.trim_end_matches('_').replace('_', "-");
        let feature = free(&wanted, &used);
        if feature != wanted {
            let message = format!(
                "the tag `{}` is the Cargo feature `{feature}`: the crate has `{wanted}` already",
                tag.name
            );
            report.note(spec.place(&at), message);
        }
        used.insert(feature.clone());
        tag.feature = Some(feature);
    }
}

/// `wanted`, or what stands for it where that is taken: `tracing-tag`, `tracing-tag-2`.
fn free(wanted: &str, used: &BTreeSet<String>) -> String {
    let others = (2..).map(|number| format!("{wanted}-tag-{number}"));
    let mut names = [wanted.to_owned(), format!("{wanted}-tag")].into_iter().chain(others);
    names.find(|it| !used.contains(it)).unwrap_or_default()
}

/// Where the tag stands: in the document's list, else in the first operation that has it.
fn written(api: &Api, index: usize, spec: &Spec) -> Pointer {
    let name = api.tags.get(index).map(|it| it.name.as_str());
    let listed = spec.root.get("tags").and_then(Value::as_array).into_iter().flatten();
    let mut names = listed.map(|it| it.get("name").and_then(Value::as_str));
    if let Some(position) = names.position(|it| it == name) {
        return Pointer::root().child("tags").child(position).child("name");
    }
    let first = api.operations.iter().find(|it| it.tag == index);
    first.map_or_else(Pointer::root, |it| it.at.child("tags").child(0))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};

    use super::*;
    use crate::api;
    use crate::source::Source;

    fn check(document: &str, features: &Features, expected: Expect) {
        let spec = Spec::new(Arc::new(Source::parse("api.yaml", document).unwrap()));
        let mut report = Report::new();
        let mut api = api::build(&spec, &mut report);
        name_features(&mut api, features, &spec, &mut report);
        let named = api.tags.iter().map(|it| {
            let feature = it.feature.as_deref().unwrap_or("-");
            format!("{}: {feature}\n", it.name)
        });
        expected.assert_eq(&format!("{}{report}", named.collect::<String>()));
    }

    fn per_tag(taken: &[&str]) -> Features {
        Features::PerTag { taken: taken.iter().map(|it| (*it).to_owned()).collect() }
    }

    const TAGS: &str = "\
tags: [{name: User Properties}, {name: type}]
paths:
  /a: {get: {operationId: a, tags: [User Properties]}, put: {operationId: b, tags: [type]}}
  /b: {get: {operationId: c, tags: ['it''s']}}
";

    #[test]
    fn a_feature_is_the_module_in_kebab_case() {
        check(
            TAGS,
            &per_tag(&["rustls"]),
            expect![[r#"
                User Properties: user-properties
                type: type
                it's: it-s
            "#]],
        );
    }

    #[test]
    fn without_features_tags_have_none() {
        check(
            TAGS,
            &Features::None,
            expect![[r#"
                User Properties: -
                type: -
                it's: -
            "#]],
        );
    }

    #[test]
    fn a_feature_that_the_crate_has_is_not_that_of_a_tag() {
        check(
            TAGS,
            &per_tag(&["user-properties", "it-s", "it-s-tag"]),
            expect![[r#"
                User Properties: user-properties-tag
                type: type
                it's: it-s-tag-2
                note: the tag `User Properties` is the Cargo feature `user-properties-tag`: the crate has `user-properties` already
                 --> api.yaml:1:9
                  |
                1 | tags: [{name: User Properties}, {name: type}]
                  |         ^
                  at: /tags/0/name
                  stage: api

                note: the tag `it's` is the Cargo feature `it-s-tag-2`: the crate has `it-s` already
                 --> api.yaml:4:37
                  |
                4 |   /b: {get: {operationId: c, tags: ['it''s']}}
                  |                                     ^
                  at: /paths/~1b/get/tags/0
                  stage: api
            "#]],
        );
    }

    #[test]
    fn the_features_of_all_crates_are_taken() {
        check(
            "paths: {/a: {get: {operationId: a}, put: {operationId: b, tags: [Full Serde]}}}",
            &per_tag(&[]),
            expect![[r#"
                Default: default-tag
                Full Serde: full-serde-tag
                note: the tag `Default` is the Cargo feature `default-tag`: the crate has `default` already
                 --> api.yaml:1:14
                  |
                1 | paths: {/a: {get: {operationId: a}, put: {operationId: b, tags: [Full Serde]}}}
                  |              ^
                  at: /paths/~1a/get/tags/0
                  stage: api

                note: the tag `Full Serde` is the Cargo feature `full-serde-tag`: the crate has `full-serde` already
                 --> api.yaml:1:66
                  |
                1 | paths: {/a: {get: {operationId: a}, put: {operationId: b, tags: [Full Serde]}}}
                  |                                                                  ^
                  at: /paths/~1a/put/tags/0
                  stage: api
            "#]],
        );
    }
}
