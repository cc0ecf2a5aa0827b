//! What the whole document says of itself: its title and version, its tags, its webhooks.

use super::contract::Part;
use super::rules::rules;
use super::same::same;
use super::scope::{Found, Path, Scope};
use super::walk::{joined, joined_under};
use super::{annotations, descriptions};

rules! {
    INFO_CHANGED = "info-changed", Docs, "The document's version, contact, licence or terms changed.";
    WEBHOOKS_CHANGED = "webhooks-changed", Unknown,
        "The requests that the server makes on its own changed; they are not part of a client, and are not compared further.";
}

pub(super) fn compare(scope: &mut Scope<'_>) {
    let (old, new) = (scope.old.root(), scope.new.root());
    info(scope, &old, &new);
    tags(scope, &old, &new);
    let path = Path::new("document");
    descriptions::compare_parts(scope, &path, &old, &new);
    annotations::compare_parts(scope, &path, &old, &new);
    webhooks(scope, &old, &new);
}

fn info(scope: &mut Scope<'_>, old: &Part<'_>, new: &Part<'_>) {
    let (Some(old), Some(new)) = (old.get("info"), new.get("info")) else { return };
    let path = Path::new("info");
    descriptions::compare_parts(scope, &path, &old, &new);
    annotations::compare_parts(scope, &path, &old, &new);
    for key in ["version", "termsOfService", "contact", "license"] {
        let text = |it: &Part<'_>| it.get(key).map(|it| it.value.to_string());
        let (before, after) = (text(&old), text(&new));
        if before != after {
            let found = Found::new(format!("`{key}` changed"));
            let place = |it: &Part<'_>| it.get(key).map(|it| it.at);
            let found = found.at(place(&old), place(&new)).values(before, after);
            scope.report(&INFO_CHANGED, &path.member(key), found);
        }
    }
}

/// What tags are described as. Which operations have which is told by the operations.
fn tags(scope: &mut Scope<'_>, old: &Part<'_>, new: &Part<'_>) {
    for (name, before, after) in joined(&by_name(old), &by_name(new)) {
        if let (Some(before), Some(after)) = (before, after) {
            let path = Path::new(format!("tag {name}"));
            descriptions::compare_parts(scope, &path, &before, &after);
        }
    }
}

fn by_name<'a>(document: &Part<'a>) -> Vec<(String, Part<'a>)> {
    let tags = document.items_of("tags").into_iter();
    tags.filter_map(|it| Some((it.text("name")?.to_owned(), it))).collect()
}

fn webhooks(scope: &mut Scope<'_>, old: &Part<'_>, new: &Part<'_>) {
    for (name, before, after) in joined_under(old, new, "webhooks") {
        let (before, after) = (before.map(|it| it.at), after.map(|it| it.at));
        let is_same = match (&before, &after) {
            (Some(before), Some(after)) => same((scope.old, before), (scope.new, after)),
            _ => false,
        };
        if !is_same {
            let found = Found::new(format!("the webhook `{name}` changed")).at(before, after);
            scope.report(&WEBHOOKS_CHANGED, &Path::new(format!("webhook {name}")), found);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::documents(
            "its version and title",
            r#""info": {"title": "a", "version": "1"}, "paths": {}"#,
            r#""info": {"title": "b", "version": "2"}, "paths": {}"#,
        ),
        Pair::documents(
            "a tag",
            r#""tags": [{"name": "t", "description": "a"}], "paths": {}"#,
            r#""tags": [{"name": "t", "description": "b"}], "paths": {}"#,
        ),
        Pair::documents(
            "a webhook",
            r#""paths": {}"#,
            r#""paths": {}, "webhooks": {"w": {"post": {}}}"#,
        ),
        Pair::documents(
            "a path item that a webhook refers to",
            r##""paths": {}, "webhooks": {"w": {"$ref": "#/components/pathItems/W"}}, "components": {"pathItems": {"W": {"post": {}}}}"##,
            r##""paths": {}, "webhooks": {"w": {"$ref": "#/components/pathItems/V"}}, "components": {"pathItems": {"V": {"put": {}}}}"##,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                its version and title
                  -> docs title-changed: the `title` of the info changed [a => b]
                  -> docs info-changed: `version` changed ["1" => "2"]
                  <- docs title-changed: the `title` of the info changed [b => a]
                  <- docs info-changed: `version` changed ["2" => "1"]
                a tag
                  -> docs description-changed: the `description` of the tag t changed [a => b]
                  <- docs description-changed: the `description` of the tag t changed [b => a]
                a webhook
                  -> unknown webhooks-changed: the webhook `w` changed [- => -]
                  <- unknown webhooks-changed: the webhook `w` changed [- => -]
                a path item that a webhook refers to
                  -> unknown webhooks-changed: the webhook `w` changed [- => -]
                  <- unknown webhooks-changed: the webhook `w` changed [- => -]
            "#]],
        );
    }
}
