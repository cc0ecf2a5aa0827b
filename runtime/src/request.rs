//! One call's parameters, as generated code gives them.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::client::{Grant, Part};
use crate::json;
use crate::operation::next_parameter;
use crate::outgoing::Outgoing;
use crate::style::{Node, Place};
use crate::transport::{Answer, Failure, exchange};
use crate::{
    Call, Client, Empty, ErrorBody, InvalidInput, Json, Operation, OptionalJson, ParameterValue,
    Read, RetryPolicy, Style, ToMultipart, Upload,
};

const NO_MEDIA_TYPE: &str = "has a media type that no header can have";

/// All but RFC 3986's unreserved characters. A space is `%20` everywhere, which every server reads,
/// and brackets in names are `%5B` and `%5D`, which servers decode before they look at a name.
pub(crate) const ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

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
    query: Vec<(Cow<'static, str>, Pairs)>,
    /// Names, and what is written for them, ready to be sent.
    cookies: Vec<(&'static str, String)>,
    headers: HeaderMap,
    body: Option<Outgoing>,
    /// Which successes are left to whoever called; none unless some may be.
    streams: Option<fn(u16) -> bool>,
    timeout: Duration,
    /// In place of the client's.
    retry: Option<RetryPolicy>,
    problem: Option<InvalidInput>,
}

/// What stands in the query for one parameter.
#[derive(Clone)]
enum Pairs {
    /// One value under the parameter's name, as given.
    Value(String),
    /// Whole pairs, encoded.
    Encoded(String),
}

impl Request {
    pub(crate) fn new(client: Client, operation: &'static Operation) -> Self {
        Self {
            timeout: client.timeout(),
            retry: None,
            client,
            operation,
            path: Vec::new(),
            query: Vec::new(),
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            body: None,
            streams: None,
            problem: None,
        }
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

    /// Puts a value at the place of `{name}` in the path, written by a style.
    ///
    /// Refused is a value that leaves nothing to write, or `.` and `..`.
    pub fn styled_path<V: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        style: Style,
        value: &V,
    ) -> Self {
        if !self.operation.has_parameter(name) {
            self.refuse(name, "was given, but does not stand in the path");
        }
        let text = self.styled(Place::Path, name, style, value);
        if text.as_ref().is_some_and(String::is_empty) {
            self.refuse(name, "is empty");
        }
        self.path.extend(text.map(|text| (name, text)));
        self
    }

    /// Puts a value in the query, written by a style, in place of an earlier one of that name. An
    /// empty list or object is left out.
    pub fn styled_query<V: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        style: Style,
        value: &V,
    ) -> Self {
        self.query.retain(|(other, _)| *other != name);
        let text = self.styled(Place::Query, name, style, value).filter(|it| !it.is_empty());
        self.query.extend(text.map(|text| (name.into(), Pairs::Encoded(text))));
        self
    }

    /// Sets a header that the operation documents, written by a style, in place of an earlier value.
    /// An empty list or object is left out.
    pub fn styled_header<V: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        style: Style,
        value: &V,
    ) -> Self {
        match self.styled(Place::Header, name, style, value) {
            Some(text) if text.is_empty() => {
                self.headers.remove(name);
                self
            }
            Some(text) => self.header(name, text),
            None => self,
        }
    }

    /// Sends a cookie, in place of an earlier one of that name. What no cookie can hold, such as
    /// `;`, is percent-encoded.
    pub fn cookie(self, name: &'static str, value: impl ParameterValue) -> Self {
        match value.to_parameter() {
            Ok(text) => self.styled_cookie(name, Style::FORM, text.as_ref()),
            Err(reason) => {
                let mut refused = self;
                refused.refuse(name, reason);
                refused
            }
        }
    }

    /// Sends cookies that are written by a style, in place of earlier ones of that name. An empty
    /// list or object is left out.
    pub fn styled_cookie<V: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        style: Style,
        value: &V,
    ) -> Self {
        self.cookies.retain(|(other, _)| *other != name);
        let text = self.styled(Place::Cookie, name, style, value).filter(|it| !it.is_empty());
        self.cookies.extend(text.map(|text| (name, text)));
        self
    }

    fn styled<V: Serialize + ?Sized>(
        &mut self,
        place: Place,
        name: &'static str,
        style: Style,
        value: &V,
    ) -> Option<String> {
        match Node::of(value) {
            Ok(node) => Some(style.write(place, name, &node)),
            Err(error) => {
                self.refuse(name, format!("cannot be written: {}", json::write_reason(&error)));
                None
            }
        }
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

    /// Puts one pair in the query as [`set_query`](Self::set_query) does, and refuses a number
    /// outside of the range.
    pub fn set_query_within<V>(
        mut self,
        name: &'static str,
        value: V,
        range: RangeInclusive<u64>,
    ) -> Self
    where
        V: ParameterValue + TryInto<u64> + Copy,
    {
        if !value.try_into().is_ok_and(|number| range.contains(&number)) {
            self.refuse(name, format!("must be from {} to {}", range.start(), range.end()));
        }
        self.set_query(name, value)
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
            // What is no name may be a value that was given in its place.
            Err(reason) if HeaderName::from_bytes(name.as_bytes()).is_err() => {
                self.refuse("header", reason);
            }
            Err(reason) => self.refuse(name.to_owned(), reason),
        }
        self
    }

    /// Sends `body` as JSON, written by [`json::to_vec`].
    pub fn body<B: Serialize + ?Sized>(self, body: &B) -> Self {
        self.json_as("application/json", body)
    }

    /// Sends `body` as JSON under another media type, such as `application/merge-patch+json`.
    pub fn json_as<B: Serialize + ?Sized>(self, media_type: &str, body: &B) -> Self {
        match json::to_vec(body) {
            Ok(bytes) => self.bytes_as(media_type, bytes.into()),
            Err(error) => {
                let reason = json::write_reason(&error);
                self.refused("body", format!("cannot be written as JSON: {reason}"))
            }
        }
    }

    /// Sends the members of `body` as `application/x-www-form-urlencoded`. What is absent is left
    /// out, null is empty, a list repeats its name and an object is written as JSON. A body that is
    /// no object is refused.
    pub fn form<B: Serialize + ?Sized>(self, body: &B) -> Self {
        self.form_with(None, &[], body)
    }

    /// Sends a form as [`form`](Self::form) does, with its members in this style, but for those that
    /// have another one or none.
    pub fn form_with<B: Serialize + ?Sized>(
        self,
        style: impl Into<Option<Style>>,
        others: &[(&str, Option<Style>)],
        body: &B,
    ) -> Self {
        let members = match Node::of(body) {
            Ok(Node::Object(members)) => members,
            Ok(_) => return self.refused("body", "has no members that a form could hold"),
            Err(error) => {
                let reason = json::write_reason(&error);
                return self.refused("body", format!("cannot be written as a form: {reason}"));
            }
        };
        let style = style.into();
        let pairs = members.into_iter().map(|(name, value)| {
            let own = others.iter().find(|(other, _)| *other == name);
            pair(own.map_or(style, |(_, own)| *own), &name, value)
        });
        let pairs: Vec<String> = pairs.filter(|it| !it.is_empty()).collect();
        self.bytes_as("application/x-www-form-urlencoded", pairs.join("&").into())
    }

    /// Sends `body` as `multipart/form-data`. Files in it that are streams are sent as they come.
    pub fn multipart<B: ToMultipart + ?Sized>(mut self, body: &B) -> Self {
        match body.to_multipart().into_outgoing() {
            Ok(body) => {
                self.send_body(body);
                self
            }
            Err((part, reason)) => self.refused(part, reason),
        }
    }

    /// Sends text of this media type.
    pub fn text(self, media_type: &str, text: impl Into<String>) -> Self {
        self.bytes_as(media_type, text.into().into())
    }

    /// Sends bytes as they are, or as they come. What the upload says of its media type counts, and
    /// if that says nothing, `media_type` does.
    pub fn octets(mut self, media_type: &str, body: impl Into<Upload>) -> Self {
        let body = body.into();
        match header_value(body.media_type().unwrap_or(media_type)) {
            Some(content_type) => {
                self.send_body(Outgoing::new(content_type, [body.into_content()]));
                self
            }
            None => self.refused("body", NO_MEDIA_TYPE),
        }
    }

    /// Sends what is optional: `set` is left out where there is no `value`.
    pub fn optional<T>(self, value: Option<T>, set: impl FnOnce(Self, T) -> Self) -> Self {
        match value {
            Some(value) => set(self, value),
            None => self,
        }
    }

    fn bytes_as(mut self, media_type: &str, bytes: Bytes) -> Self {
        match header_value(media_type) {
            Some(content_type) => {
                self.send_body(Outgoing::bytes(content_type, bytes));
                self
            }
            None => self.refused("body", NO_MEDIA_TYPE),
        }
    }

    fn send_body(&mut self, body: Outgoing) {
        self.headers.remove(CONTENT_TYPE);
        self.body = Some(body);
    }

    fn refused(
        mut self,
        parameter: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.refuse(parameter, reason);
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
        self.call::<Json<T>, Json<E>>()
    }

    /// The call, whose answer may also be empty, as one of status 204 is.
    pub fn optional_json<T: DeserializeOwned, E: DeserializeOwned + ErrorBody>(
        self,
    ) -> Call<Option<T>, E> {
        self.call::<OptionalJson<T>, Json<E>>()
    }

    /// The call, of whose answer only the status and headers matter. A body is ignored.
    pub fn empty<E: DeserializeOwned + ErrorBody>(self) -> Call<(), E> {
        self.call::<Empty, Json<E>>()
    }

    /// The call, whose answer is read as `R`, and the body of an error as `E`.
    pub fn call<R: Read, E: Read<Output: ErrorBody>>(mut self) -> Call<R::Output, E::Output> {
        self.streams = R::STREAMED;
        Call::new::<R, E>(self)
    }

    /// Puts a part of a path at the place of `{name}` as it stands, slashes and all.
    pub(crate) fn encoded_path(mut self, name: &'static str, part: String) -> Self {
        self.path.push((name, part));
        self
    }

    /// The last value of that name in the query.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        let (_, pairs) = self.query.iter().rfind(|(other, _)| other == name)?;
        match pairs {
            Pairs::Value(value) => Some(value),
            Pairs::Encoded(_) => None,
        }
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    pub(crate) fn set_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    pub(crate) fn set_retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Whether what is sent could be sent again.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.body.as_ref().is_none_or(Outgoing::is_repeatable)
    }

    /// Whether some success is left to whoever called.
    pub(crate) fn may_stream(&self) -> bool {
        self.streams.is_some()
    }

    /// Whether a success with this status is left to whoever called.
    pub(crate) fn streams(&self, status: u16) -> bool {
        self.streams.is_some_and(|streams| streams(status))
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.timeout
    }

    pub(crate) fn policy(&self) -> &RetryPolicy {
        self.retry.as_ref().unwrap_or_else(|| self.client.retry())
    }

    pub(crate) fn refuse(
        &mut self,
        parameter: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) {
        let operation = self.operation;
        self.problem.get_or_insert_with(|| InvalidInput::new(parameter, reason).of(operation));
    }

    pub(crate) async fn send(&mut self) -> Result<Answer, Failure> {
        self.finish()?;
        exchange(self).await
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
            Ok(text) => self.query.push((name, Pairs::Value(text.into_owned()))),
            Err(reason) => self.refuse(name, reason),
        }
    }

    /// Settles what is the same in all attempts.
    fn finish(&mut self) -> Result<(), InvalidInput> {
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        let Some(name) = self.operation.key_header() else {
            return Ok(());
        };
        if !self.headers.contains_key(name) {
            let (name, key) = header(name, &Uuid::new_v4().to_string())
                .map_err(|reason| InvalidInput::new(name, reason).of(self.operation))?;
            self.headers.insert(name, key);
        }
        Ok(())
    }

    /// What goes on the wire in one attempt.
    pub(crate) fn to_http(&self, grant: &Grant) -> Result<reqwest::Request, InvalidInput> {
        let method = self.operation.method().to_http();
        let mut request = reqwest::Request::new(method, self.url(grant)?);
        *request.headers_mut() = self.http_headers(grant)?;
        if let Some(body) = &self.body {
            let body = body.to_http().ok_or_else(|| {
                InvalidInput::new("body", "is a stream that was read before").of(self.operation)
            })?;
            *request.body_mut() = Some(body);
        }
        Ok(request)
    }

    fn http_headers(&self, grant: &Grant) -> Result<HeaderMap, InvalidInput> {
        let common = self.client.headers();
        // Room for a credential and the content type as well; a clone has none to spare.
        let mut headers = HeaderMap::with_capacity(common.len() + self.headers.len() + 2);
        headers.extend(common.iter().map(|(name, value)| (name.clone(), value.clone())));
        for part in grant.parts() {
            match part {
                Part::Header(name, value) => headers.insert(name, value.clone()),
                Part::Token(_, value) => headers.insert(AUTHORIZATION, value.clone()),
                Part::Query(..) | Part::Cookie(..) => None,
            };
        }
        if let Some(accept) = self.operation.accepted().and_then(header_value) {
            headers.insert(ACCEPT, accept);
        }
        if let Some(body) = &self.body {
            headers.insert(CONTENT_TYPE, body.content_type.clone());
        } else if self.operation.method().takes_body() {
            // Said by nobody below, and some servers refuse a POST without it, with 411.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        if let Some(cookies) = self.cookie_header(grant)? {
            headers.insert(COOKIE, cookies);
        }
        Ok(headers)
    }

    /// All cookies in one header, those of the credentials last.
    fn cookie_header(&self, grant: &Grant) -> Result<Option<HeaderValue>, InvalidInput> {
        let secret = grant.parts().filter_map(|part| match part {
            Part::Cookie(name, secret) => Some(Style::FORM.write(
                Place::Cookie,
                name,
                &Node::Text(secret.expose().to_owned()),
            )),
            _ => None,
        });
        let by_hand = self.headers.get(COOKIE).and_then(|it| it.to_str().ok()).map(str::to_owned);
        let named = self.cookies.iter().map(|(_, text)| text.clone());
        let cookies: Vec<String> = by_hand.into_iter().chain(named).chain(secret).collect();
        if cookies.is_empty() {
            return Ok(None);
        }
        let mut value = header_value(&cookies.join("; ")).ok_or_else(|| {
            InvalidInput::new("cookie", "does not make a header").of(self.operation)
        })?;
        value.set_sensitive(true);
        Ok(Some(value))
    }

    #[cfg(test)]
    fn into_http(mut self) -> Result<reqwest::Request, InvalidInput> {
        self.finish()?;
        self.to_http(&tests::grant(&self)?)
    }

    fn url(&self, grant: &Grant) -> Result<Url, InvalidInput> {
        let mut text = String::with_capacity(self.url_length());
        text.push_str(&self.client.address_of(self.operation)?);
        self.write_path(&mut text)?;
        let mut separator = if self.operation.path().contains('?') { '&' } else { '?' };
        for (name, pairs) in &self.query {
            text.push(separator);
            match pairs {
                Pairs::Value(value) => push_pair(&mut text, name, value),
                Pairs::Encoded(pairs) => text.push_str(pairs),
            }
            separator = '&';
        }
        for part in grant.parts() {
            if let Part::Query(name, secret) = part {
                text.push(separator);
                push_pair(&mut text, name, secret.expose());
                separator = '&';
            }
        }
        Url::parse(&text).map_err(|error| {
            InvalidInput::new("path", format!("does not make a URL: {error}")).of(self.operation)
        })
    }

    /// About how long the address is. What is encoded in the query makes it longer.
    fn url_length(&self) -> usize {
        let path = self.path.iter().map(|(_, segment)| segment.len());
        let query = self.query.iter().map(|(name, pairs)| match pairs {
            Pairs::Value(value) => name.len() + value.len() + "?=".len(),
            Pairs::Encoded(pairs) => pairs.len() + "?".len(),
        });
        let template = self.client.base_url().len() + self.operation.path().len();
        template + path.chain(query).sum::<usize>()
    }

    fn write_path(&self, text: &mut String) -> Result<(), InvalidInput> {
        let begin = text.len();
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
        // Each value is none by itself, but `{a}{b}` and the prefix of a style can make one.
        if !self.path.is_empty()
            && text.split_at(begin).1.split('/').any(|it| matches!(it, "." | ".."))
        {
            let reason = "has a segment `.` or `..`, which stands for another path";
            return Err(InvalidInput::new("path", reason).of(self.operation));
        }
        Ok(())
    }
}

fn push_pair(text: &mut String, name: &str, value: &str) {
    text.extend(utf8_percent_encode(name, ENCODED));
    text.push('=');
    text.extend(utf8_percent_encode(value, ENCODED));
}

/// What a form has of one member.
fn pair(style: Option<Style>, name: &str, value: Node) -> String {
    let value = match value {
        Node::Object(_) if style.is_none() => Node::Text(value.to_text()),
        value => value,
    };
    style.unwrap_or(Style::FORM).write(Place::Query, name, &value)
}

fn path_segment(
    operation: &Operation,
    name: &str,
    value: &impl ParameterValue,
) -> Result<String, Cow<'static, str>> {
    let value = value.to_parameter()?;
    if !operation.has_parameter(name) {
        return Err("was given, but does not stand in the path".into());
    }
    match value.as_ref() {
        "" => Err("is empty".into()),
        "." | ".." => Err(format!("must not be `{value}`, which stands for another path").into()),
        word if operation.is_reserved(name, word) => {
            let other = operation.path().replace(&format!("{{{name}}}"), word);
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
    let name = HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| "has a name that no header can have")?;
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
