//! Strings that must not show in logs.

use std::env::VarError;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::InvalidInput;

/// A string whose `Debug` shows nothing of it and whose memory is wiped when it is dropped.
///
/// On the wire it is a plain JSON string. It has no `Display`, so that showing it is always a
/// visible call of [`expose`](Secret::expose). Copies that others make of the text, such as the
/// HTTP client's buffers, are not wiped. Comparing two secrets takes a time that depends on them.
///
/// ```
/// use openapi_exact_runtime::Secret;
///
/// let key = Secret::from("sk_123");
/// assert_eq!(format!("{key:?}"), "Secret(<redacted>)");
/// assert_eq!(key.expose(), "sk_123");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Reads an environment variable.
    ///
    /// # Errors
    ///
    /// If it is not set, empty or not Unicode. The error names the variable and does not show it.
    pub fn from_env(variable: &str) -> Result<Self, InvalidInput> {
        Self::from_variable(std::env::var(variable))
            .map_err(|reason| InvalidInput::new(variable.to_owned(), reason))
    }

    fn from_variable(value: Result<String, VarError>) -> Result<Self, &'static str> {
        match value {
            Ok(text) if text.is_empty() => Err("is empty in the environment"),
            Ok(text) => Ok(Self::from(text)),
            Err(VarError::NotPresent) => Err("is not set in the environment"),
            Err(VarError::NotUnicode(_)) => Err("is not Unicode in the environment"),
        }
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Secret").field(&Redacted).finish()
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// Stands in a `Debug` output for what must not show.
///
/// ```
/// use std::fmt;
/// use openapi_exact_runtime::Redacted;
///
/// struct StoreConfig(serde_json::Value);
///
/// impl fmt::Debug for StoreConfig {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         f.debug_tuple("StoreConfig").field(&Redacted).finish()
///     }
/// }
///
/// assert_eq!(format!("{:?}", StoreConfig(serde_json::json!({}))), "StoreConfig(<redacted>)");
/// ```
#[derive(Clone, Copy)]
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_plain_or_pretty() {
        let secret = Secret::from("sk_live");
        assert_eq!(format!("{secret:?}"), "Secret(<redacted>)");
        assert!(!format!("{secret:#?}").contains("sk_live"));
    }

    /// That memory is wiped is zeroize's promise. That it is zeroize's to keep, is checked here.
    #[test]
    fn the_text_is_wiped_when_it_is_dropped() {
        fn wiped(_: &impl zeroize::ZeroizeOnDrop) {}
        assert!(std::mem::needs_drop::<Secret>());
        wiped(&Secret::from("sk_live").0);
    }

    #[test]
    fn a_variable_must_hold_a_text() {
        let read = |value| Secret::from_variable(value).map_err(str::to_owned);
        assert_eq!(read(Ok("sk".to_owned())), Ok(Secret::from("sk")));
        assert_eq!(read(Ok(String::new())), Err("is empty in the environment".to_owned()));
        let not_unicode = VarError::NotUnicode("sk_live".into());
        assert_eq!(read(Err(not_unicode)), Err("is not Unicode in the environment".to_owned()));
        let error = Secret::from_env("A_VARIABLE_THAT_NOBODY_SETS").unwrap_err();
        assert_eq!(
            error.to_string(),
            "`A_VARIABLE_THAT_NOBODY_SETS` is not set in the environment"
        );
    }

    #[test]
    fn a_secret_is_a_plain_string_on_the_wire() {
        let secret: Secret = serde_json::from_str(r#""sk_live""#).unwrap();
        assert_eq!(secret, Secret::from("sk_live"));
        assert_eq!(serde_json::to_string(&secret).unwrap(), r#""sk_live""#);
    }
}
