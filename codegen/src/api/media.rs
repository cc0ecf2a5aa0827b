//! The bodies of an operation, after the passes.

use serde_json::{Map, Value};

use crate::media::{Form, Way, chosen, is_json};

pub(super) fn responses(operation: &Value) -> impl Iterator<Item = (&String, &Value)> {
    operation.get("responses").and_then(Value::as_object).into_iter().flatten()
}

/// The media types of a request or a response.
pub(super) fn content(holder: &Value) -> Option<&Map<String, Value>> {
    holder.get("content")?.as_object()
}

/// The schema of the body that a request or a response has, if it has a type.
pub(super) fn typed(holder: &Value, way: Way) -> Option<&Value> {
    let content = content(holder)?;
    let (name, form) = chosen(content, way)?;
    let is_typed = matches!(form, Form::Json | Form::Pairs | Form::Parts);
    content.get(name)?.get("schema").filter(|_| is_typed || is_json(name))
}
