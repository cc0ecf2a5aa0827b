//! The JSON bodies of an operation, after the passes: one schema for all successes, one for all
//! errors.

use serde_json::{Map, Value};

/// The media type that needs no mention.
pub(crate) const JSON: &str = "application/json";

/// A media type in lower case and without its parameters.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

pub(super) fn responses(operation: &Value) -> impl Iterator<Item = (&String, &Value)> {
    operation.get("responses").and_then(Value::as_object).into_iter().flatten()
}

pub(super) fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

pub(super) fn is_error(status: &str) -> bool {
    !is_success(status)
}

/// The schema that all JSON bodies with such a status share.
pub(super) fn json_schema_of(operation: &Value, wanted: fn(&str) -> bool) -> Option<&Value> {
    responses(operation)
        .filter(|(status, _)| wanted(status))
        .find_map(|(_, response)| json_schema(response.get("content")?.as_object()?))
}

pub(super) fn json_schema(content: &Map<String, Value>) -> Option<&Value> {
    let is_json = |kind: &str| {
        let kind = essence(kind);
        kind == JSON || kind.ends_with("+json")
    };
    content.iter().find(|(kind, _)| is_json(kind)).and_then(|(_, media)| media.get("schema"))
}
