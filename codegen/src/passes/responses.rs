//! Which bodies of an operation are answers, and which are errors.

use serde_json::{Map, Value};

/// What a response means to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The operation did what was asked.
    Success,
    /// It did not.
    Error,
}

/// What the response under `status` means, among the `responses` of its operation.
///
/// `default` is what is not listed: the success where no success is listed, otherwise an error.
/// A redirect is an error, for nothing follows it. Interim responses (1xx) are neither.
pub(super) fn outcome(status: &str, responses: &Map<String, Value>) -> Option<Outcome> {
    match status.as_bytes().first()? {
        b'2' => Some(Outcome::Success),
        b'3' | b'4' | b'5' => Some(Outcome::Error),
        b'd' if status == "default" => {
            let listed = responses.keys().any(|it| it.starts_with('2'));
            Some(if listed { Outcome::Error } else { Outcome::Success })
        }
        _ => None,
    }
}

/// Whether a media type is JSON: `application/json` or `application/*+json`, whatever its
/// parameters.
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn default_is_the_success_only_where_no_other_is() {
        let with = json!({"204": {}, "default": {}});
        let without = json!({"4XX": {}, "default": {}});
        let of = |responses: &Value| outcome("default", responses.as_object().unwrap());
        assert_eq!(of(&with), Some(Outcome::Error));
        assert_eq!(of(&without), Some(Outcome::Success));
    }

    #[test]
    fn a_redirect_is_an_error_and_an_interim_response_is_neither() {
        let responses = Map::new();
        assert_eq!(outcome("2XX", &responses), Some(Outcome::Success));
        assert_eq!(outcome("302", &responses), Some(Outcome::Error));
        assert_eq!(outcome("103", &responses), None);
        assert_eq!(outcome("x-note", &responses), None);
    }

    #[test]
    fn json_is_told_by_its_suffix_and_not_by_its_parameters() {
        for it in
            ["application/json", "application/JSON; charset=utf-8", "application/problem+json"]
        {
            assert!(is_json(it), "{it}");
        }
        for it in ["text/plain", "application/jsonl", "application/json-seq"] {
            assert!(!is_json(it), "{it}");
        }
    }
}
