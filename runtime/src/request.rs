//! One call's parameters, as generated code gives them.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::json;
use crate::transport::{Answer, Failure, exchange};
use crate::{Call, Client, ErrorBody, InvalidInput, Operation, ParameterValue};

/// All but RFC 3986's unreserved characters. A space is `%20` everywhere, which every server reads,
/// and brackets in names are `%5B` and `%5D`, which servers decode before they look at a name.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The parameters of one call.
///
/// No method here fails: the first problem is kept and comes out when the call is sent, before
/// anything goes on the wire.
///
/// ```
/// use openapi_exact_runtime::{Call, Client, Method, Operation};
/// use serde_json::Value;
///
/// const LIST: Operation = Operation::new("listSegments", Method::Get, "/segments", "Segments");
///
/// fn list(client: &Client) -> Call<Value, Value> {
///     client.request(&LIST).set_query("limit", 100).json()
/// }
/// ```
#[derive(Clone)]
#[must_use = "a request does nothing until it is made a call, and the call is awaited"]
pub struct Request {
    client: Client,
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    /// Names and values as given, not encoded.
    query: Vec<(Cow<'static, str>, String)>,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
    timeout: Duration,
    problem: Option<InvalidInput>,
}

impl Request {
    pub(crate) fn new(client: Client, operation: &'static Operation) -> Self {
        let timeout = client.timeout();
        let (path, query, headers) = (Vec::new(), Vec::new(), HeaderMap::new());
        Self { client, operation, path, query, headers, body: None, timeout, problem: None }
    }

    /// Puts a value at the place of `{name}` in the path, percent-encoded so that it stays one segment.
    ///
    /// Refused are an empty value, `.` and `..`, which would address something above, and a word
    /// that the operation reserves for another one beside it.
    pub fn path(mut self, name: &'static str, value: impl ParameterValue) -> Self {
        let operation = self.operation;
        match path_segment(operation, name, &value) {
            Ok(segment) => self.path.push((name, segment)),
            Err(reason) => self.refuse(name, reason),
        }
        self
    }

    /// Adds one pair to the query.
    pub fn query(mut self, name: &'static str, value: impl ParameterValue) -> Self {
        self.push_query(name.into(), value);
        self
    }

    /// Puts one pair in the query, in place of all earlier ones of that name.
    pub fn set_query(self, name: &'static str, value: impl ParameterValue) -> Self {
        self.set_query_list(name, [value])
    }

    /// Puts one pair per value in the query, in place of all earlier ones of that name; without
    /// values there is none left.
    pub fn set_query_list<V: ParameterValue>(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.replace_query(name.into(), values)
    }

    /// Does what [`set_query_list`](Self::set_query_list) does, and refuses to go without a value.
    pub fn required_query_list<V: ParameterValue>(
        mut self,
        name: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let mut values = values.into_iter().peekable();
        if values.peek().is_none() {
            self.refuse(name, "needs at least one value");
        }
        self.set_query_list(name, values)
    }

    /// Puts one pair per value in the query, under the name `before` + `key` + `after`: for
    /// `filter[<attribute>][]`, `filter[`, `country` and `][]`. Earlier ones of that name are
    /// replaced, those with another key stay. An empty key is refused.
    pub fn query_template<V: ParameterValue>(
        mut self,
        before: &'static str,
        after: &'static str,
        key: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        if key.is_empty() {
            self.refuse(format!("{before}{after}"), "needs a name in its brackets");
        }
        self.replace_query(format!("{before}{key}{after}").into(), values)
    }

    /// Sets a header that the operation documents, in place of an earlier value. What is no header
    /// value (anything but visible ASCII, spaces and tabs) is refused.
    pub fn header(mut self, name: &str, value: impl ParameterValue) -> Self {
        match header(name, &value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(reason) => self.refuse(name.to_owned(), reason),
        }
        self
    }

    /// Sends `body` as JSON, written by [`json::to_vec`].
    pub fn body<B: Serialize + ?Sized>(mut self, body: &B) -> Self {
        match json::to_vec(body) {
            Ok(bytes) => {
                self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
                self.body = Some(bytes);
            }
            Err(error) => self.refuse(
                "body",
                format!("cannot be written as JSON: {}", json::write_reason(&error)),
            ),
        }
        self
    }

    /// Refuses the call where a condition between its parameters does not hold. The reason
    /// continues a sentence that begins with the parameter's name.
    pub fn refuse_unless(
        mut self,
        holds: bool,
        parameter: &'static str,
        reason: &'static str,
    ) -> Self {
        if !holds {
            self.refuse(parameter, reason);
        }
        self
    }

    /// The call, of which a JSON body is due.
    pub fn json<T: DeserializeOwned, E: DeserializeOwned + ErrorBody>(self) -> Call<T, E> {
        Call::new(self, |answer| answer.json())
    }

    /// The call, whose answer may also be empty, as one of status 204 is.
    pub fn optional_json<T: DeserializeOwned, E: DeserializeOwned + ErrorBody>(
        self,
    ) -> Call<Option<T>, E> {
        Call::new(self, |answer| if answer.is_empty() { Ok(None) } else { answer.json().map(Some) })
    }

    /// The call, of whose answer only the status and headers matter. A body is ignored.
    pub fn empty<E: DeserializeOwned + ErrorBody>(self) -> Call<(), E> {
        Call::new(self, |_| Ok(()))
    }

    /// Puts a part of a path at the place of `{name}` as it stands, slashes and all.
    pub(crate) fn encoded_path(mut self, name: &'static str, part: String) -> Self {
        self.path.push((name, part));
        self
    }

    /// The last value of that name in the query.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().rfind(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    pub(crate) fn set_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    pub(crate) fn refuse(
        &mut self,
        parameter: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) {
        let operation = self.operation;
        self.problem.get_or_insert_with(|| InvalidInput::new(parameter, reason).of(operation));
    }

    pub(crate) async fn send(self) -> Result<Answer, Failure> {
        let (client, operation) = (self.client.clone(), self.operation);
        let request = self.into_http().map_err(Failure::InvalidInput)?;
        exchange(&client, operation, request).await
    }

    fn replace_query<V: ParameterValue>(
        mut self,
        name: Cow<'static, str>,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.query.retain(|(other, _)| *other != name);
        for value in values {
            self.push_query(name.clone(), value);
        }
        self
    }

    fn push_query(&mut self, name: Cow<'static, str>, value: impl ParameterValue) {
        match value.to_parameter() {
            Ok(text) => self.query.push((name, text.into_owned())),
            Err(reason) => self.refuse(name, reason),
        }
    }

    fn into_http(mut self) -> Result<reqwest::Request, InvalidInput> {
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        let url = self.url()?;
        let mut request = reqwest::Request::new(self.operation.method().to_http(), url);
        let headers = request.headers_mut();
        headers.extend(self.client.headers().clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.extend(self.headers);
        if self.body.is_none() && self.operation.method().takes_body() {
            // Said by nobody below, and some servers refuse a POST without it, with 411.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *request.timeout_mut() = Some(self.timeout);
        *request.body_mut() = self.body.map(Into::into);
        Ok(request)
    }

    fn url(&self) -> Result<Url, InvalidInput> {
        let mut text = self.client.base_url().to_owned();
        self.write_path(&mut text)?;
        let mut separator = '?';
        for (name, value) in &self.query {
            text.push(separator);
            text.extend(utf8_percent_encode(name, ENCODED));
            text.push('=');
            text.extend(utf8_percent_encode(value, ENCODED));
            separator = '&';
        }
        Url::parse(&text).map_err(|error| {
            InvalidInput::new("path", format!("does not make a URL: {error}")).of(self.operation)
        })
    }

    fn write_path(&self, text: &mut String) -> Result<(), InvalidInput> {
        let mut rest = self.operation.path();
        if !rest.starts_with('/') {
            // Without it, the path would go on the base URL's host.
            return Err(InvalidInput::new("path", "does not begin with a slash").of(self.operation));
        }
        while let Some((literal, (name, after))) = next_parameter(rest) {
            let Some((_, segment)) = self.path.iter().rfind(|(given, _)| *given == name) else {
                return Err(InvalidInput::new(name, "was not given, but stands in the path")
                    .of(self.operation));
            };
            text.push_str(literal);
            text.push_str(segment);
            rest = after;
        }
        text.push_str(rest);
        Ok(())
    }
}

/// `/a/`, `id` and `/b` of `/a/{id}/b`.
fn next_parameter(template: &'static str) -> Option<(&'static str, (&'static str, &'static str))> {
    let (literal, rest) = template.split_once('{')?;
    Some((literal, rest.split_once('}')?))
}

fn path_segment(
    operation: &Operation,
    name: &str,
    value: &impl ParameterValue,
) -> Result<String, Cow<'static, str>> {
    let value = value.to_parameter()?;
    let place = format!("{{{name}}}");
    if !operation.path().contains(&place) {
        return Err("was given, but does not stand in the path".into());
    }
    match value.as_ref() {
        "" => Err("is empty".into()),
        "." | ".." => Err(format!("must not be `{value}`, which stands for another path").into()),
        word if operation.is_reserved(name, word) => {
            let other = operation.path().replace(&place, word);
            Err(format!("must not be `{word}`, the name of another resource, at {other}").into())
        }
        text => Ok(utf8_percent_encode(text, ENCODED).to_string()),
    }
}

fn header(
    name: &str,
    value: &impl ParameterValue,
) -> Result<(HeaderName, HeaderValue), &'static str> {
    let value = value.to_parameter()?;
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "is not a valid header name")?;
    let value =
        header_value(&value).ok_or("is not a valid header value, which is visible ASCII")?;
    Ok((name, value))
}

/// ASCII only: beyond it, HTTP leaves open what the bytes of a header mean.
pub(crate) fn header_value(text: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(text).ok().filter(|_| text.is_ascii())
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("operation", &self.operation.id()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;
    use serde_json::Value;

    const GET: Operation =
        Operation::new("getPart", Method::Get, "/segments/{id}/parts/{part}", "Segments")
            .reserved(&[("id", &["system"])]);
    const LIST: Operation = Operation::new("listSegments", Method::Get, "/segments", "Segments");

    fn request(operation: &'static Operation) -> Request {
        let client = Client::builder("https://a.example/v4").bearer("sk_live").build().unwrap();
        client.request(operation)
    }

    #[track_caller]
    fn sends(request: Request, target: &str) {
        let url = request.into_http().unwrap().url().to_string();
        assert_eq!(url, format!("https://a.example/v4{target}"));
    }

    #[track_caller]
    fn refused(request: Request, message: &str) {
        assert_eq!(request.into_http().unwrap_err().to_string(), message);
    }

    #[test]
    fn a_path_value_stays_one_segment() {
        let path = |id: &str| request(&GET).path("part", 7).path("id", id);
        sends(path("premium users"), "/segments/premium%20users/parts/7");
        sends(
            path("a/../b?c#d%2e;e:f+é"),
            "/segments/a%2F..%2Fb%3Fc%23d%252e%3Be%3Af%2B%C3%A9/parts/7",
        );
        sends(path("%2e%2e"), "/segments/%252e%252e/parts/7");
        sends(path("..."), "/segments/.../parts/7");
        sends(path("\0\n\\"), "/segments/%00%0A%5C/parts/7");
        sends(path("-._~azAZ09"), "/segments/-._~azAZ09/parts/7");
        sends(path("System"), "/segments/System/parts/7");
        sends(path("{part}"), "/segments/%7Bpart%7D/parts/7");
    }

    #[test]
    fn a_path_value_cannot_address_something_else() {
        let path = |id: &str| request(&GET).path("part", 7).path("id", id);
        refused(path(""), "getPart: `id` is empty");
        refused(path("."), "getPart: `id` must not be `.`, which stands for another path");
        refused(path(".."), "getPart: `id` must not be `..`, which stands for another path");
        refused(
            path("system"),
            "getPart: `id` must not be `system`, the name of another resource, at /segments/system/parts/{part}",
        );
        sends(request(&GET).path("part", "system").path("id", 1), "/segments/1/parts/system");
    }

    #[test]
    fn the_path_takes_its_parameters_and_no_others() {
        refused(
            request(&GET).path("id", "a"),
            "getPart: `part` was not given, but stands in the path",
        );
        refused(
            request(&LIST).path("id", "a"),
            "listSegments: `id` was given, but does not stand in the path",
        );
        sends(request(&GET).path("part", 1).path("id", 1).path("id", 2), "/segments/2/parts/1");
    }

    #[test]
    fn a_path_without_a_slash_does_not_change_the_host() {
        const BAD: Operation = Operation::new("bad", Method::Get, ".evil.example/x", "Segments");
        refused(request(&BAD), "bad: `path` does not begin with a slash");
    }

    #[test]
    fn the_first_problem_is_told() {
        refused(
            request(&GET).path("id", "").path("part", "..").header("x", "\n"),
            "getPart: `id` is empty",
        );
    }

    #[test]
    fn query_names_and_values_are_encoded() {
        sends(
            request(&LIST).query("filter[type]", "a b&c=d+e").query("'", "ü"),
            "/segments?filter%5Btype%5D=a%20b%26c%3Dd%2Be&%27=%C3%BC",
        );
        sends(request(&LIST).query("q", ""), "/segments?q=");
    }

    #[test]
    fn adding_to_the_query_keeps_and_setting_replaces() {
        sends(request(&LIST).query("a", 1).query("b", 2).query("a", 3), "/segments?a=1&b=2&a=3");
        sends(request(&LIST).query("a", 1).query("b", 2).set_query("a", 3), "/segments?b=2&a=3");
        sends(
            request(&LIST).set_query_list("a", ["x", "y"]).set_query("b", true),
            "/segments?a=x&a=y&b=true",
        );
        sends(request(&LIST).set_query("a", 1).set_query_list::<u8>("a", []), "/segments");
    }

    #[test]
    fn a_condition_that_does_not_hold_is_refused() {
        let fits = |fits| {
            request(&LIST).refuse_unless(fits, "body", "is not the one that `platform` asks for")
        };
        sends(fits(true), "/segments");
        refused(fits(false), "listSegments: `body` is not the one that `platform` asks for");
    }

    #[test]
    fn a_required_list_needs_a_value() {
        sends(request(&LIST).required_query_list("uid[]", vec!["x"]), "/segments?uid%5B%5D=x");
        refused(
            request(&LIST).required_query_list::<&str>("uid[]", []),
            "listSegments: `uid[]` needs at least one value",
        );
    }

    #[test]
    fn templated_names_are_replaced_key_by_key() {
        let filter = |key: &'static str, values: &'static [&'static str]| {
            move |request: Request| request.query_template("filter[", "][]", key, values)
        };
        let both = filter("os", &["x"])(filter("country", &["US", "GB"])(request(&LIST)));
        sends(
            both,
            "/segments?filter%5Bcountry%5D%5B%5D=US&filter%5Bcountry%5D%5B%5D=GB&filter%5Bos%5D%5B%5D=x",
        );
        let twice = filter("os", &["y"])(filter("os", &["x"])(request(&LIST)));
        sends(twice, "/segments?filter%5Bos%5D%5B%5D=y");
        refused(
            filter("", &["x"])(request(&LIST)),
            "listSegments: `filter[][]` needs a name in its brackets",
        );
    }

    #[test]
    fn numbers_that_cannot_be_sent_are_refused() {
        refused(
            request(&LIST).set_query("share", f64::NAN),
            "listSegments: `share` must be a finite number",
        );
        refused(
            request(&LIST).body(&f64::NAN),
            "listSegments: `body` cannot be written as JSON: \
             a number must be finite, JSON has no NaN and no infinity",
        );
    }

    #[test]
    fn header_values_are_replaced_and_checked_but_not_shown() {
        let request = || request(&LIST).header("X-Key", "a");
        let sent = request().header("x-key", "b").into_http().unwrap();
        assert_eq!(sent.headers().get_all("x-key").iter().collect::<Vec<_>>(), ["b"]);
        for bad in ["sk_live\n", "sk_live\u{e9}"] {
            refused(
                request().header("X-Key", bad),
                "listSegments: `X-Key` is not a valid header value, which is visible ASCII",
            );
        }
        refused(request().header("X Key", "a"), "listSegments: `X Key` is not a valid header name");
    }

    #[test]
    fn headers_of_the_client_itself_cannot_be_set_on_a_call() {
        let call = |name| request(&LIST).json::<Value, Value>().header(name, "x");
        let sent = |call: Call<Value, Value>| call.into_request().into_http();
        for own in ["Authorization", "HOST", "content-length", "Transfer-Encoding", "accept"] {
            let message = format!("listSegments: `{own}` is written by the client itself");
            assert_eq!(sent(call(own)).unwrap_err().to_string(), message);
        }
        assert_eq!(sent(call("User-Agent")).unwrap().headers()["user-agent"], "x");
    }

    #[test]
    fn the_credential_is_marked_so_that_the_http_client_does_not_show_it() {
        let sent = request(&LIST).into_http().unwrap();
        assert!(sent.headers()["authorization"].is_sensitive());
        assert!(!format!("{sent:?}").contains("sk_live"));
        assert_eq!(format!("{:?}", request(&LIST)), "Request { operation: \"listSegments\", .. }");
    }
}
