//! Which form a body of a media type has, and which of several media types the client takes.

use serde_json::{Map, Value};

/// The media type that needs no mention.
pub(crate) const JSON: &str = "application/json";

/// The media type of bytes that are nothing else.
pub(crate) const OCTETS: &str = "application/octet-stream";

/// What a body is on the wire, those with the most types first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// JSON, under whichever name.
    Json,
    /// `application/x-www-form-urlencoded`.
    Pairs,
    /// `multipart/form-data`.
    Parts,
    /// Text that is not streamed.
    Text,
    /// Any bytes.
    Octets,
}

/// Which way a body goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// From the client to the server.
    Request,
    /// From the server to the client, which reads no forms.
    Answer,
}

/// A media type in lower case and without its parameters.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is JSON: `application/json`, `text/json` or one that ends in `+json`,
/// whatever its parameters.
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence == JSON || essence == "text/json" || essence.ends_with("+json")
}

/// The form of a body of this media type, which `media` describes.
pub(crate) fn form(media_type: &str, media: &Value, way: Way) -> Form {
    let essence = essence(media_type);
    let is_open = matches!(essence.as_str(), "*/*" | "application/*");
    if is_json(media_type) || is_open && media.get("schema").is_some_and(is_structured) {
        return Form::Json;
    }
    match (essence.as_str(), way) {
        ("application/x-www-form-urlencoded", Way::Request) => Form::Pairs,
        ("multipart/form-data", Way::Request) => Form::Parts,
        // It has no end.
        ("text/event-stream", _) => Form::Octets,
        (text, _) if text.starts_with("text/") => Form::Text,
        _ => Form::Octets,
    }
}

/// Of several media types the one that the client takes: the one with the most types, of JSON
/// `application/json` itself, and otherwise the first.
pub(crate) fn chosen(content: &Map<String, Value>, way: Way) -> Option<(&String, Form)> {
    let forms = content.iter().map(|(name, media)| (name, form(name, media, way)));
    forms.min_by_key(|(name, form)| (*form, *form == Form::Json && essence(name) != JSON))
}

/// Whether a schema says more of a value than that it is text or bytes.
pub(crate) fn is_structured(schema: &Value) -> bool {
    let word = schema.get("type").and_then(Value::as_str);
    let keys = ["$ref", "properties", "items", "allOf", "oneOf", "anyOf", "additionalProperties"];
    match word {
        Some(word) => word != "string",
        None => keys.iter().any(|key| schema.get(*key).is_some()),
    }
}

/// What goes into the header `Content-Type` for a media type of the document: a range, and what is
/// no media type, stand for any bytes.
pub(crate) fn on_the_wire(media_type: &str, form: Form) -> String {
    let essence = essence(media_type);
    if is_media_type(media_type) && !essence.contains('*') {
        return media_type.trim().to_owned();
    }
    let any = match form {
        Form::Json => JSON,
        Form::Text => "text/plain",
        _ => OCTETS,
    };
    any.to_owned()
}

/// Whether a text can be a media type in a header: `type/subtype`, and visible ASCII behind it.
pub(crate) fn is_media_type(text: &str) -> bool {
    let essence = essence(text);
    let is_token = |it: &str| {
        let is_part = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
        !it.is_empty() && it.bytes().all(is_part)
    };
    let parts = essence.split_once('/');
    parts.is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
        && text.bytes().all(|it| it == b' ' || it.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_is_told_by_its_suffix_and_not_by_its_parameters() {
        for it in [
            "application/json",
            "application/JSON; charset=utf-8",
            "application/problem+json",
            "text/json",
        ] {
            assert!(is_json(it), "{it}");
        }
        for it in ["text/plain", "application/jsonl", "application/json-seq", "json", ""] {
            assert!(!is_json(it), "{it}");
        }
    }

    #[test]
    fn a_form_goes_one_way() {
        let of = |name: &str, way| form(name, &json!({}), way);
        let both = |name: &str| (of(name, Way::Request), of(name, Way::Answer));
        assert_eq!(both("application/x-www-form-urlencoded"), (Form::Pairs, Form::Octets));
        assert_eq!(both("Multipart/Form-Data; boundary=x"), (Form::Parts, Form::Octets));
        assert_eq!(both("multipart/mixed"), (Form::Octets, Form::Octets));
        assert_eq!(both("text/csv"), (Form::Text, Form::Text));
        assert_eq!(both("text/event-stream"), (Form::Octets, Form::Octets));
        assert_eq!(both("image/*"), (Form::Octets, Form::Octets));
    }

    #[test]
    fn any_media_type_is_json_where_the_schema_asks_for_it() {
        let of = |schema: Value| form("*/*", &json!({ "schema": schema }), Way::Answer);
        for schema in [json!({"$ref": "#/a"}), json!({"type": "array"}), json!({"allOf": []})] {
            assert_eq!(of(schema.clone()), Form::Json, "{schema}");
        }
        for schema in [json!({}), json!({"type": "string", "format": "binary"}), json!(true)] {
            assert_eq!(of(schema.clone()), Form::Octets, "{schema}");
        }
        assert_eq!(
            form("image/*", &json!({"schema": {"type": "object"}}), Way::Answer),
            Form::Octets
        );
    }

    #[track_caller]
    fn check_chosen(content: Value, name: &str) {
        let chosen = chosen(content.as_object().unwrap(), Way::Request);
        assert_eq!(chosen.map(|(name, _)| name.as_str()), Some(name), "{content}");
    }

    #[test]
    fn what_has_the_most_types_is_chosen() {
        check_chosen(
            json!({"text/plain": {}, "a/b": {}, "multipart/form-data": {}}),
            "multipart/form-data",
        );
        check_chosen(json!({"a/a+json": {}, "application/json; v=1": {}}), "application/json; v=1");
        check_chosen(json!({"a/b": {}, "a/a": {}}), "a/b");
        assert_eq!(chosen(&Map::new(), Way::Request), None);
    }

    #[test]
    fn what_is_no_media_type_stands_for_any_bytes() {
        let wire = |name: &str, form| on_the_wire(name, form);
        assert_eq!(
            wire("application/merge-patch+json", Form::Json),
            "application/merge-patch+json"
        );
        assert_eq!(wire("text/plain; charset=utf-8 ", Form::Text), "text/plain; charset=utf-8");
        assert_eq!(wire("*/*", Form::Json), JSON);
        assert_eq!(wire("text/*", Form::Text), "text/plain");
        for name in ["*/*", "image/*", "", "x", "a/b, c/d", "a/b\r\nX: y", "a/ä", "a/b; ä"] {
            assert_eq!(wire(name, Form::Octets), OCTETS, "{name}");
        }
    }
}
