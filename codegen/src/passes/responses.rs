//! Which bodies of an operation are answers, and which are errors.

use serde_json::{Map, Value};

use super::names::camel;

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

/// What a status is called, in UpperCamelCase: `NotFound`, `ClientError` for `4XX`, `Default`.
pub(crate) fn reason(status: &str) -> String {
    let class = status.get(1..).is_some_and(|it| it.eq_ignore_ascii_case("XX"));
    let name = match (status, class) {
        ("default", _) => "Default",
        (_, true) => match status.as_bytes().first() {
            Some(b'2') => "Success",
            Some(b'3') => "Redirection",
            Some(b'4') => "ClientError",
            Some(b'5') => "ServerError",
            _ => "",
        },
        _ => REASONS.iter().find(|(code, _)| *code == status).map_or("", |(_, name)| name),
    };
    if name.is_empty() { format!("Status{}", camel(status)) } else { name.to_owned() }
}

/// The reason phrases of RFC 9110 and of the other documents in IANA's registry of statuses.
const REASONS: [(&str, &str); 53] = [
    ("200", "Ok"),
    ("201", "Created"),
    ("202", "Accepted"),
    ("203", "NonAuthoritativeInformation"),
    ("204", "NoContent"),
    ("205", "ResetContent"),
    ("206", "PartialContent"),
    ("207", "MultiStatus"),
    ("208", "AlreadyReported"),
    ("226", "ImUsed"),
    ("300", "MultipleChoices"),
    ("301", "MovedPermanently"),
    ("302", "Found"),
    ("303", "SeeOther"),
    ("304", "NotModified"),
    ("305", "UseProxy"),
    ("307", "TemporaryRedirect"),
    ("308", "PermanentRedirect"),
    ("400", "BadRequest"),
    ("401", "Unauthorized"),
    ("402", "PaymentRequired"),
    ("403", "Forbidden"),
    ("404", "NotFound"),
    ("405", "MethodNotAllowed"),
    ("406", "NotAcceptable"),
    ("407", "ProxyAuthenticationRequired"),
    ("408", "RequestTimeout"),
    ("409", "Conflict"),
    ("410", "Gone"),
    ("411", "LengthRequired"),
    ("412", "PreconditionFailed"),
    ("413", "ContentTooLarge"),
    ("414", "UriTooLong"),
    ("415", "UnsupportedMediaType"),
    ("416", "RangeNotSatisfiable"),
    ("417", "ExpectationFailed"),
    ("418", "ImATeapot"),
    ("421", "MisdirectedRequest"),
    ("422", "UnprocessableEntity"),
    ("423", "Locked"),
    ("424", "FailedDependency"),
    ("425", "TooEarly"),
    ("426", "UpgradeRequired"),
    ("428", "PreconditionRequired"),
    ("429", "TooManyRequests"),
    ("431", "RequestHeaderFieldsTooLarge"),
    ("451", "UnavailableForLegalReasons"),
    ("500", "InternalServerError"),
    ("501", "NotImplemented"),
    ("502", "BadGateway"),
    ("503", "ServiceUnavailable"),
    ("504", "GatewayTimeout"),
    ("511", "NetworkAuthenticationRequired"),
];

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
    fn a_status_is_called_by_its_reason() {
        let names = ["201", "2XX", "4xx", "default", "299", "x-a"].map(reason);
        assert_eq!(
            names,
            ["Created", "Success", "ClientError", "Default", "Status299", "StatusXa"]
        );
    }
}
