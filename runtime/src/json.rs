//! JSON as it goes on the wire, and JSON read with the path of what does not fit.

mod exact_numbers;
mod redact;
mod track;

use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::error::Category;

use crate::drift;
use exact_numbers::ExactNumbers;
use track::Way;

/// Writes compact JSON.
///
/// A float without a fraction is written as an integer where that is exact (`50`, not `50.0`),
/// because servers with integer members refuse the longer form.
///
/// # Errors
///
/// NaN and the infinities are an error, and not `null`: they would clear what they were meant to
/// set. So is a map key that is not a string, number or boolean, and what a `Serialize` impl refuses.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    // As serde_json does: most bodies grow once or not at all.
    let mut bytes = Vec::with_capacity(128);
    value.serialize(ExactNumbers(&mut serde_json::Serializer::new(&mut bytes)))?;
    Ok(bytes)
}

/// Writes compact JSON as [`to_vec`] does, as text.
///
/// # Errors
///
/// The same as those of [`to_vec`].
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    String::from_utf8(to_vec(value)?).map_err(serde::ser::Error::custom)
}

/// Reads one JSON value.
///
/// # Errors
///
/// Says where in the document and in the text it stopped fitting. Invalid UTF-8 anywhere, a text
/// that breaks off and anything but white space after the value are errors as well.
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ReadError> {
    let text = text(bytes)?;
    serde_json::from_str(text).or_else(|_| from_str_with_path(text))
}

/// Bytes that are UTF-8.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, ReadError> {
    std::str::from_utf8(bytes)
        .map_err(|error| ReadError::new(format!("byte {} is not UTF-8", error.valid_up_to())))
}

/// Reads the text once more: to keep track of the path costs as much again as to read, so only what
/// does not fit pays for it.
#[cold]
#[inline(never)]
fn from_str_with_path<T: DeserializeOwned>(text: &str) -> Result<T, ReadError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = track::read(&mut deserializer).map_err(ReadError::at_way)?;
    deserializer.end().map_err(|error| ReadError::from_serde(&error))?;
    Ok(value)
}

/// Reads a type from JSON that was read before.
///
/// # Errors
///
/// Says where in the value it stopped fitting; there is no line and column.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, ReadError> {
    let read = || drift::Reader::from(value);
    T::deserialize(read()).or_else(|_| track::read(read()).map_err(ReadError::at_way))
}

/// The text of a `Serialize` impl's refusal, without the values that it quotes.
pub(crate) fn write_reason(error: &serde_json::Error) -> String {
    redact::quoted(&error.to_string())
}

/// Why a JSON text is not the type it was read as.
///
/// Neither `Display` nor `Debug` shows anything of the text: what serde quotes is left out, and the
/// way to the place holds names of the types alone, with `[…]` for the key of a map. What a
/// `Deserialize` impl puts in its message without quotes is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    path: Option<String>,
    reason: String,
    position: Option<(usize, usize)>,
}

impl ReadError {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self { path: None, reason: reason.into(), position: None }
    }

    fn at_way((error, way): (serde_json::Error, Way)) -> Self {
        let outer = way.to_text(error.classify() == Category::Data);
        let mut read = Self::from_serde(&error);
        read.path = match (outer, read.path) {
            (Some(outer), Some(inner)) if inner.starts_with('[') => Some(outer + &inner),
            (Some(outer), Some(inner)) => Some(format!("{outer}.{inner}")),
            (outer, inner) => outer.or(inner),
        };
        read
    }

    fn from_serde(error: &serde_json::Error) -> Self {
        let position = (error.line() > 0).then(|| (error.line(), error.column()));
        let mut message = error.to_string();
        if let Some((line, column)) = position
            && let Some(bare) = message.strip_suffix(&format!(" at line {line} column {column}"))
        {
            message.truncate(bare.len());
        }
        let (path, message) = match split_nested(&message) {
            Some((path, reason)) => {
                (Some(path.to_owned()).filter(|path| !path.is_empty()), reason.to_owned())
            }
            None if error.classify() == Category::Data => (None, redact::serde_message(&message)),
            None => (None, message),
        };
        Self { path, reason: message, position }
    }

    /// Wraps the error into that of an enclosing deserializer, whose path continues into this one.
    pub(crate) fn nest<E: serde::de::Error>(self) -> E {
        E::custom(Nested(&self))
    }

    /// The place within the document, as in `conditions[0].comparator`, with `[…]` for the key of a
    /// map; `None` at the root.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// What is wrong, without the value at that place.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Line and column in the text, both from 1.
    pub fn position(&self) -> Option<(usize, usize)> {
        self.position
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "at `{path}`: ")?;
        }
        f.write_str(&self.reason)?;
        match self.position {
            Some((line, column)) => write!(f, ", line {line} column {column}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ReadError {}

/// Opens a message that holds a path and a reason from which the values are already gone.
const NESTED: &str = "within the value, at `";
const NESTED_END: &str = "`: ";

/// A [`ReadError`] in a form that [`split_nested`] takes apart again.
///
/// Between a value that is buffered and the text it came from, serde carries nothing but a message.
struct Nested<'a>(&'a ReadError);

impl fmt::Display for Nested<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NESTED}{}{NESTED_END}{}", self.0.path().unwrap_or_default(), self.0.reason)
    }
}

fn split_nested(message: &str) -> Option<(&str, &str)> {
    message.strip_prefix(NESTED)?.split_once(NESTED_END)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    struct Rows {
        #[expect(dead_code, reason = "they are there to be read")]
        rows: Vec<(String, u8)>,
    }

    #[track_caller]
    fn check(text: &[u8], message: &str) {
        assert_eq!(from_slice::<Rows>(text).unwrap_err().to_string(), message);
    }

    #[test]
    fn an_error_names_path_and_position_but_no_value() {
        check(
            br#"{"rows": [["a", "sk_live"]]}"#,
            "at `rows[0][1]`: invalid type: string, expected u8, line 1 column 25",
        );
    }

    #[test]
    fn text_that_is_not_one_json_value_is_refused() {
        check(br#"{"rows": []} x"#, "trailing characters, line 1 column 14");
        check(br#"{"rows": ["#, "at `rows`: EOF while parsing a list, line 1 column 10");
        check(b"{\"a\xff\": []}", "byte 3 is not UTF-8");
        check(b"", "EOF while parsing a value, line 1 column 0");
    }

    #[test]
    fn utf_8_is_checked_in_members_that_are_not_read() {
        #[derive(serde::Deserialize, Debug)]
        struct Nothing {}
        assert!(from_slice::<Nothing>(b"{\"unknown\": \"\xff\"}").is_err());
    }
}
