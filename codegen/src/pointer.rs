//! JSON pointers (RFC 6901): the address of a node within a document.

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
    pub fn child(&self, token: impl fmt::Display) -> Self {
        let mut child = Child(String::with_capacity(self.0.len() + 24));
        child.0.push_str(&self.0);
        child.0.push('/');
        // Writing to a text cannot fail.
        let _ = write!(child, "{token}");
        Self(child.0)
    }

    /// The node that holds this one, if this is not the whole document.
    pub fn parent(&self) -> Option<Self> {
        self.0.rfind('/').map(|at| Self(self.0[..at].to_owned()))
    }

    /// The last token, unescaped.
    pub fn last(&self) -> Option<String> {
        self.0.rfind('/').map(|at| unescape(&self.0[at + 1..]))
    }

    /// All tokens from the root on, unescaped.
    pub fn tokens(&self) -> impl Iterator<Item = String> + '_ {
        self.0.split('/').skip(1).map(unescape)
    }

    /// This address below `prefix` in place of below `self`'s own start `of`.
    pub(crate) fn rebase(&self, of: &Self, prefix: &Self) -> Option<Self> {
        let rest = self.0.strip_prefix(&of.0)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| Self(format!("{}{rest}", prefix.0)))
    }

    /// The node at this address.
    pub fn resolve<'a>(&self, root: &'a Value) -> Option<&'a Value> {
        root.pointer(&self.0)
    }

    /// The node at this address, to be changed.
    pub fn resolve_mut<'a>(&self, root: &'a mut Value) -> Option<&'a mut Value> {
        root.pointer_mut(&self.0)
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

/// An address whose last token is being written.
struct Child(String);

impl fmt::Write for Child {
    fn write_str(&mut self, token: &str) -> fmt::Result {
        for char in token.chars() {
            match char {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                char => self.0.push(char),
            }
        }
        Ok(())
    }
}

fn unescape(token: &str) -> String {
    if !token.contains('~') {
        return token.to_owned();
    }
    token.replace("~1", "/").replace("~0", "~")
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
