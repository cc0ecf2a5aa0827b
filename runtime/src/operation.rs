//! What is fixed about one operation: id, method, path template, tag, reserved path words.
//!
//! Generated code holds one constant per operation and passes it to [`Client::request`](crate::Client::request).

use std::fmt;

/// What a call must prove itself with: alternatives, each of the schemes whose credentials go
/// together. An empty alternative, and an empty list of them, need nothing.
pub type Security = &'static [&'static [&'static str]];

/// One operation of an API description, as a constant.
///
/// ```
/// use openapi_exact_runtime::{Method, Operation};
///
/// const UPDATE: Operation =
///     Operation::new("updateSegment", Method::Put, "/segments/{segment_id}", "Segments")
///         .reserved(&[("segment_id", &["system"])]);
///
/// assert_eq!(UPDATE.id(), "updateSegment");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    id: &'static str,
    method: Method,
    path: &'static str,
    tag: &'static str,
    reserved: &'static [(&'static str, &'static [&'static str])],
    idempotency_header: Option<&'static str>,
    never_repeated: bool,
    security: Option<Security>,
    server: Option<&'static str>,
    statuses: &'static [u16],
    media_types: &'static [&'static str],
    accept: Option<&'static str>,
}

impl Operation {
    /// An operation with its `operationId`, method, path template (`/segments/{segment_id}`) and tag.
    pub const fn new(
        id: &'static str,
        method: Method,
        path: &'static str,
        tag: &'static str,
    ) -> Self {
        Self {
            id,
            method,
            path,
            tag,
            reserved: &[],
            idempotency_header: None,
            never_repeated: false,
            security: None,
            server: None,
            statuses: &[],
            media_types: &["application/json"],
            accept: None,
        }
    }

    /// Begins an operation with its `operationId` and tag; its method and path follow:
    /// `Operation::named("getSegment", "Segments").get("/segments/{id}")`.
    pub const fn named(id: &'static str, tag: &'static str) -> NamedOperation {
        NamedOperation { id, tag }
    }

    /// Names, per path parameter, the words that stand at its place in another path.
    ///
    /// Beside `/segments/system`, the id `system` in `/segments/{segment_id}` would address another
    /// operation. [`Request::path`](crate::Request::path) refuses it.
    pub const fn reserved(
        mut self,
        words: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        self.reserved = words;
        self
    }

    /// Names the header by whose value the server tells a repeated call from a new one.
    ///
    /// Each call sends it, with the same value in all its attempts: the caller's, or else a random
    /// UUID. With it a POST may be repeated.
    pub const fn idempotency_header(mut self, name: &'static str) -> Self {
        self.idempotency_header = Some(name);
        self
    }

    /// Says that a call must not be repeated by itself, whatever its method: a second one would
    /// destroy what the first one gave.
    pub const fn never_repeated(mut self) -> Self {
        self.never_repeated = true;
        self
    }

    /// Says which credentials a call needs, in place of what
    /// [`ClientBuilder::security`](crate::ClientBuilder::security) says for the client.
    ///
    /// Of several alternatives the first counts whose credentials the client was given. A call that
    /// needs one which the client was not given is refused, unless it is
    /// [`anonymous`](crate::ClientBuilder::anonymous).
    pub const fn security(mut self, alternatives: Security) -> Self {
        self.security = Some(alternatives);
        self
    }

    /// Says that the operation has an address of its own before its path, in place of the client's
    /// base address; a relative one begins there. Credentials go there as well.
    ///
    /// It is not used by a client whose user gave it another
    /// [`base_url`](crate::ClientBuilder::base_url).
    pub const fn server(mut self, url: &'static str) -> Self {
        self.server = Some(url);
        self
    }

    /// Names the statuses that the description knows; a digit alone is a class, `5` for all of
    /// `5XX`. Without this, or where the description has a default answer, all are known.
    pub const fn statuses(mut self, statuses: &'static [u16]) -> Self {
        self.statuses = statuses;
        self
    }

    /// Names the media types of answers that the description knows, in lower case and without
    /// parameters. `application/json` unless set.
    pub const fn media_types(mut self, media_types: &'static [&'static str]) -> Self {
        self.media_types = media_types;
        self
    }

    /// Sets the header `Accept`: the media types that the call can read, as `application/pdf,
    /// application/json`. `application/json` unless set.
    pub const fn accept(mut self, media_types: &'static str) -> Self {
        self.accept = Some(media_types);
        self
    }

    /// Whether a call may be sent again when it is not known what became of it.
    ///
    /// A POST may where the operation has an
    /// [`idempotency_header`](Self::idempotency_header), since its calls carry a key; every other
    /// method may, since HTTP defines it (and APIs document PATCH) so that twice is once. None may
    /// that is [`never_repeated`](Self::never_repeated).
    pub const fn is_repeatable(&self) -> bool {
        let safe_twice = !matches!(self.method, Method::Post) || self.idempotency_header.is_some();
        safe_twice && !self.never_repeated
    }

    /// The `operationId`. Errors begin with it.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    /// The HTTP method.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The path template, with a leading slash and `{name}` for each parameter.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// The tag under which the API description files the operation.
    pub const fn tag(&self) -> &'static str {
        self.tag
    }

    pub(crate) const fn own_security(&self) -> Option<Security> {
        self.security
    }

    pub(crate) const fn own_server(&self) -> Option<&'static str> {
        self.server
    }

    pub(crate) const fn key_header(&self) -> Option<&'static str> {
        self.idempotency_header
    }

    #[cfg(feature = "drift")]
    pub(crate) fn documents(&self, status: reqwest::StatusCode) -> bool {
        let (status, known) = (status.as_u16(), self.statuses);
        known.is_empty() || known.contains(&status) || known.contains(&(status / 100))
    }

    /// Whether a media type, in lower case, is known, if only by a range such as `image/*`.
    pub(crate) fn documents_media_type(&self, name: &str) -> bool {
        let is_in = |range: &str| match range.strip_suffix('*') {
            Some("*/") => true,
            Some(kind) => name.starts_with(kind),
            None => name == range,
        };
        self.media_types.iter().any(|it| is_in(it))
    }

    pub(crate) fn accepted(&self) -> Option<&'static str> {
        self.accept
    }

    /// Whether `{name}` stands in the path.
    pub(crate) fn has_parameter(&self, name: &str) -> bool {
        let mut rest = self.path;
        while let Some((_, (parameter, after))) = next_parameter(rest) {
            if parameter == name {
                return true;
            }
            rest = after;
        }
        false
    }

    pub(crate) fn is_reserved(&self, parameter: &str, value: &str) -> bool {
        self.reserved.iter().any(|(name, words)| *name == parameter && words.contains(&value))
    }
}

/// `/a/`, `id` and `/b` of `/a/{id}/b`.
pub(crate) fn next_parameter(
    template: &'static str,
) -> Option<(&'static str, (&'static str, &'static str))> {
    let (literal, rest) = template.split_once('{')?;
    Some((literal, rest.split_once('}')?))
}

/// An operation without its method and path, see [`Operation::named`].
#[derive(Clone, Copy, Debug)]
#[must_use = "an operation has a method and a path"]
pub struct NamedOperation {
    id: &'static str,
    tag: &'static str,
}

macro_rules! methods {
    ($($name:ident $method:ident,)*) => {$(
        #[doc = concat!("With the method ", stringify!($method), " and this path template.")]
        pub const fn $name(self, path: &'static str) -> Operation {
            Operation::new(self.id, Method::$method, path, self.tag)
        }
    )*};
}

impl NamedOperation {
    methods! {
        get Get, put Put, post Post, delete Delete, options Options, head Head, patch Patch,
        trace Trace,
    }
}

/// An HTTP method that an API description can name.
///
/// Displays in upper case, as it goes on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the variants are the methods of HTTP by their own names")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// Whether a body, if only an empty one, is part of what the method means.
    pub(crate) const fn takes_body(self) -> bool {
        matches!(self, Self::Put | Self::Post | Self::Patch)
    }

    pub(crate) fn to_http(self) -> reqwest::Method {
        match self {
            Self::Get => reqwest::Method::GET,
            Self::Put => reqwest::Method::PUT,
            Self::Post => reqwest::Method::POST,
            Self::Delete => reqwest::Method::DELETE,
            Self::Options => reqwest::Method::OPTIONS,
            Self::Head => reqwest::Method::HEAD,
            Self::Patch => reqwest::Method::PATCH,
            Self::Trace => reqwest::Method::TRACE,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.to_http().as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: Operation =
        Operation::new("getSegment", Method::Get, "/segments/{id}/{part}", "Segments")
            .reserved(&[("id", &["system"]), ("part", &["all", "none"])]);

    #[test]
    fn words_are_reserved_for_their_parameter_only() {
        assert!(GET.is_reserved("id", "system"));
        assert!(GET.is_reserved("part", "none"));
        assert!(!GET.is_reserved("part", "system"));
        assert!(!GET.is_reserved("id", "System"));
    }

    #[test]
    fn only_a_post_needs_a_key_to_be_repeated() {
        use Method::{Delete, Get, Head, Options, Patch, Post, Put, Trace};
        const fn plain(method: Method) -> Operation {
            Operation::new("a", method, "/a", "A")
        }
        for method in [Get, Head, Put, Patch, Delete, Options, Trace] {
            assert!(plain(method).is_repeatable(), "{method}");
            assert!(!plain(method).never_repeated().is_repeatable(), "{method}");
        }
        let keyed = plain(Post).idempotency_header("Idempotency-Key");
        assert!(!plain(Post).is_repeatable());
        assert!(keyed.is_repeatable());
        assert!(!keyed.never_repeated().is_repeatable());
    }

    #[test]
    fn methods_display_as_on_the_wire() {
        assert_eq!(format!("{} {:>6}", Method::Patch, Method::Get), "PATCH    GET");
    }
}
