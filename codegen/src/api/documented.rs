//! What the document says of an operation's answers beside their schemas: which statuses there are,
//! and in which media types bodies come.

use serde_json::Value;

use super::media::responses;
use crate::media::{JSON, essence};

/// The answers that the document knows.
#[derive(Debug, PartialEq, Eq)]
pub struct Documented {
    /// The statuses, then the classes, of `5XX` its digit; none if there is a `default`, which stands
    /// for all.
    pub statuses: Vec<u16>,
    /// The media types of bodies, JSON if there is no body at all.
    pub media_types: Vec<String>,
}

pub(super) fn read(operation: &Value) -> Documented {
    Documented { statuses: statuses(operation), media_types: media_types(operation) }
}

fn statuses(operation: &Value) -> Vec<u16> {
    let written: Vec<&str> = responses(operation).map(|(status, _)| status.as_str()).collect();
    if written.contains(&"default") {
        return Vec::new();
    }
    let number = |it: &str| it.strip_suffix("XX").unwrap_or(it).parse().ok();
    let mut statuses: Vec<u16> = written.into_iter().filter_map(number).collect();
    statuses.sort_unstable_by_key(|it| (*it < 10, *it));
    statuses
}

fn media_types(operation: &Value) -> Vec<String> {
    let contents = responses(operation)
        .filter_map(|(_, response)| response.get("content").and_then(Value::as_object));
    let mut names: Vec<String> = contents.flat_map(|it| it.keys()).map(|it| essence(it)).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        names.push(JSON.to_owned());
    }
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(responses: Value, statuses: &[u16], media_types: &[&str]) {
        let found = read(&json!({ "responses": responses }));
        assert_eq!(found.statuses, statuses);
        assert_eq!(found.media_types, media_types);
    }

    #[test]
    fn statuses_are_listed_in_their_order() {
        check(json!({"404": {}, "200": {}, "5XX": {}, "x-note": {}}), &[200, 404, 5], &[JSON]);
    }

    #[test]
    fn a_default_answer_knows_all_statuses() {
        check(json!({"200": {}, "default": {}}), &[], &[JSON]);
    }

    #[test]
    fn media_types_are_compared_without_parameters() {
        let json = json!({"content": {"Application/JSON; charset=utf-8": {}}});
        let csv = json!({"content": {"text/csv": {}, "application/json": {}}});
        check(json!({"200": json, "400": csv}), &[200, 400], &[JSON, "text/csv"]);
    }
}
