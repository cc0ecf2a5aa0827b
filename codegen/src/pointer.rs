//! JSON pointers (RFC 6901): the address of a node within a document.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use serde_json::Value;

/// The address of a node: `/paths/~1users/get`, or the empty string for the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// Reads a pointer as it is written: empty, or every token behind a `/`.
    pub fn parse(text: &str) -> Option<Self> {
        (text.is_empty() || text.starts_with('/')).then(|| Self(text.to_owned()))
    }

    /// Reads the fragment of a local reference: `#/components/schemas/User`.
    pub fn from_reference(reference: &str) -> Option<Self> {
        let fragment = reference.strip_prefix('#')?;
        let decoded = percent_decode(fragment)?;
        Self::parse(&decoded)
    }

    /// The node `token` of this object or array.
    #[must_use]
    pub fn child(&self, token: impl Token) -> Self {
        let mut child = String::with_capacity(self.0.len() + 24);
        child.push_str(&self.0);
        child.push('/');
        token.escape_into(&mut child);
        Self(child)
    }

    /// Does something at the node `token` of this object or array, with its address.
    pub(crate) fn within<R>(&mut self, token: impl Token, act: impl FnOnce(&mut Self) -> R) -> R {
        let length = self.0.len();
        self.0.push('/');
        token.escape_into(&mut self.0);
        let result = act(self);
        self.0.truncate(length);
        result
    }

    /// The node that holds this one, if this is not the whole document.
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|at| Self(self.0[..at].to_owned()))
    }

    /// The last token, unescaped.
    pub fn last(&self) -> Option<String> {
        self.0.rfind('/').map(|at| unescape(&self.0[at + 1..]).into_owned())
    }

    /// All tokens from the root on, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(unescape)
    }

    /// This address below `prefix` in place of below `self`'s own start `of`.
    pub(crate) fn rebase(&self, of: &Self, prefix: &Self) -> Option<Self> {
        let rest = self.0.strip_prefix(&of.0)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| Self(format!("{}{rest}", prefix.0)))
    }

    /// The node at this address.
    pub fn resolve<'a>(&self, root: &'a Value) -> Option<&'a Value> {
        self.tokens().try_fold(root, |node, token| match node {
            Value::Object(members) => members.get(&*token),
            Value::Array(items) => items.get(index(&token)?),
            _ => None,
        })
    }

    /// The node at this address, to be changed.
    pub fn resolve_mut<'a>(&self, root: &'a mut Value) -> Option<&'a mut Value> {
        self.tokens().try_fold(root, |node, token| match node {
            Value::Object(members) => members.get_mut(&*token),
            Value::Array(items) => items.get_mut(index(&token)?),
            _ => None,
        })
    }

    /// The address as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { f.write_str("(the whole document)") } else { f.write_str(&self.0) }
    }
}

/// What leads from a node to one in it: the key of an object, or the index of an array.
pub trait Token {
    /// Writes it as it stands in a pointer.
    fn escape_into(&self, pointer: &mut String);
}

impl Token for str {
    fn escape_into(&self, pointer: &mut String) {
        for part in self.split_inclusive(['~', '/']) {
            match part.as_bytes().last() {
                Some(b'~') => pointer.extend([part, "0"]),
                Some(b'/') => pointer.extend([&part[..part.len() - 1], "~1"]),
                _ => pointer.push_str(part),
            }
        }
    }
}

impl Token for String {
    fn escape_into(&self, pointer: &mut String) {
        self.as_str().escape_into(pointer);
    }
}

impl Token for usize {
    fn escape_into(&self, pointer: &mut String) {
        // Writing to a text cannot fail.
        let _ = write!(pointer, "{self}");
    }
}

impl<T: Token + ?Sized> Token for &T {
    fn escape_into(&self, pointer: &mut String) {
        (**self).escape_into(pointer);
    }
}

fn unescape(token: &str) -> Cow<'_, str> {
    match token.contains('~') {
        true => Cow::Owned(token.replace("~1", "/").replace("~0", "~")),
        false => Cow::Borrowed(token),
    }
}

/// The place in an array that a token means: digits alone, and no zero before others.
fn index(token: &str) -> Option<usize> {
    let is_number = token.bytes().all(|it| it.is_ascii_digit());
    let is_padded = token.len() > 1 && token.starts_with('0');
    if is_number && !is_padded { token.parse().ok() } else { None }
}

/// A URI reference may escape any character as `%XX`.
pub(crate) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let digits = [bytes.next()?, bytes.next()?];
        decoded.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    String::from_utf8(decoded).ok()
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn tokens_are_escaped_and_unescaped() {
        let pointer = Pointer::root().child("paths").child("/a~b/{id}");
        assert_eq!(pointer.as_str(), "/paths/~1a~0b~1{id}");
        assert_eq!(pointer.tokens().collect::<Vec<_>>(), ["paths", "/a~b/{id}"]);
        assert_eq!(pointer.last().as_deref(), Some("/a~b/{id}"));
    }

    #[test]
    fn references_may_be_percent_encoded() {
        let pointer = Pointer::from_reference("#/components/schemas/A%20B");
        assert_eq!(pointer, Pointer::parse("/components/schemas/A B"));
        assert_eq!(Pointer::from_reference("other.yaml#/A"), None);
        assert_eq!(Pointer::from_reference("#/%zz"), None);
    }

    #[test]
    fn only_whole_tokens_are_rebased() {
        let at = |text| Pointer::parse(text).unwrap();
        assert_eq!(at("/a/b/c").rebase(&at("/a/b"), &at("/x")), Some(at("/x/c")));
        assert_eq!(at("/a/bc").rebase(&at("/a/b"), &at("/x")), None);
    }
}
