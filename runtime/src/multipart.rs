//! Bodies of type `multipart/form-data`, RFC 7578.

use std::borrow::Cow;
use std::fmt;

use reqwest::header::HeaderValue;
use serde::Serialize;
use uuid::Uuid;

use crate::json;
use crate::outgoing::Outgoing;
use crate::request::header_value;
use crate::style::Node;
use crate::upload::{Content, Upload};

const TEXT: &str = "text/plain; charset=utf-8";
const JSON: &str = "application/json";
const OCTETS: &str = "application/octet-stream";

/// A body of type `multipart/form-data`: named parts, in the order in which they are put there.
///
/// Generated bodies are written into one by [`ToMultipart`]. Where the API does not describe the parts, it
/// is made by hand:
///
/// ```
/// use openapi_exact_runtime::{Multipart, Upload};
///
/// let body = Multipart::new()
///     .value("purpose", &"avatar")
///     .file("image", &Upload::from(vec![0xff, 0xd8]).content_type("image/jpeg"));
/// ```
///
/// Nothing is put together in memory: files that are streams are sent as they come.
#[derive(Clone, Default)]
#[must_use = "a body does nothing until it is sent"]
pub struct Multipart {
    parts: Vec<Part>,
    problem: Option<(String, String)>,
}

#[derive(Clone)]
struct Part {
    name: String,
    file_name: Option<String>,
    content_type: String,
    content: Content,
}

/// What is sent as `multipart/form-data`. Generated code implements it for the bodies that an API
/// describes so.
pub trait ToMultipart {
    /// All parts.
    fn to_multipart(&self) -> Multipart;
}

impl ToMultipart for Multipart {
    fn to_multipart(&self) -> Multipart {
        self.clone()
    }
}

impl Multipart {
    /// A body without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file. Its media type is what the upload says, or `application/octet-stream`.
    pub fn file(self, name: &str, file: &Upload) -> Self {
        self.file_as(name, OCTETS, file)
    }

    /// Adds a file of a media type, which the upload may say otherwise.
    pub fn file_as(self, name: &str, media_type: &str, file: &Upload) -> Self {
        let part = Part {
            name: name.to_owned(),
            file_name: Some(file.named().unwrap_or("file").to_owned()),
            content_type: file.media_type().unwrap_or(media_type).to_owned(),
            content: file.clone().into_content(),
        };
        self.part(part)
    }

    /// Adds a file for each that there is: none, one or many.
    pub fn files<'a>(self, name: &str, files: impl IntoIterator<Item = &'a Upload>) -> Self {
        self.files_as(name, OCTETS, files)
    }

    /// Adds files of a media type, as [`file_as`](Self::file_as) does.
    pub fn files_as<'a>(
        self,
        name: &str,
        media_type: &str,
        files: impl IntoIterator<Item = &'a Upload>,
    ) -> Self {
        files.into_iter().fold(self, |body, file| body.file_as(name, media_type, file))
    }

    /// Adds a value: text, a number or a boolean as text, an object as JSON, a list as one part for
    /// each of its items. Null is empty text.
    pub fn value<V: Serialize + ?Sized>(self, name: &str, value: &V) -> Self {
        self.written(name, value, |body, value| body.plain(name, TEXT, value))
    }

    /// Adds a value of a media type. What is JSON is written as JSON, text with its quotes and a
    /// list as a whole; anything else is written as [`value`](Self::value) writes it.
    pub fn value_as<V: Serialize + ?Sized>(self, name: &str, media_type: &str, value: &V) -> Self {
        self.written(name, value, |body, value| match is_json(media_type) {
            true => body.json(name, media_type, value),
            false => body.plain(name, media_type, value),
        })
    }

    /// Adds what there is to add: nothing where a member is absent.
    pub fn optional<V: ?Sized>(
        self,
        value: Option<&V>,
        add: impl FnOnce(Self, &V) -> Self,
    ) -> Self {
        match value {
            Some(value) => add(self, value),
            None => self,
        }
    }

    fn written<V: Serialize + ?Sized>(
        mut self,
        name: &str,
        value: &V,
        add: impl FnOnce(Self, &Node) -> Self,
    ) -> Self {
        match Node::of(value) {
            Ok(value) => add(self, &value),
            Err(error) => {
                let reason = format!("cannot be written: {}", json::write_reason(&error));
                self.refuse(name, reason);
                self
            }
        }
    }

    fn plain(self, name: &str, media_type: &str, value: &Node) -> Self {
        match value {
            Node::Null => self.text(name, media_type, String::new()),
            Node::List(items) => items.iter().fold(self, |body, item| match item {
                Node::List(_) => body.json(name, JSON, item),
                item => body.plain(name, media_type, item),
            }),
            Node::Object(_) if media_type == TEXT => self.json(name, JSON, value),
            value => self.text(name, media_type, value.to_text()),
        }
    }

    fn json(self, name: &str, media_type: &str, value: &Node) -> Self {
        match json::to_string(value) {
            Ok(text) => self.text(name, media_type, text),
            Err(_) => self,
        }
    }

    fn text(self, name: &str, media_type: &str, text: String) -> Self {
        self.part(Part {
            name: name.to_owned(),
            file_name: None,
            content_type: media_type.to_owned(),
            content: Content::Bytes(text.into()),
        })
    }

    fn part(mut self, part: Part) -> Self {
        if header_value(&part.content_type).is_none() {
            self.refuse(&part.name, "has a media type that no header can have".to_owned());
        }
        self.parts.push(part);
        self
    }

    fn refuse(&mut self, name: &str, reason: String) {
        self.problem.get_or_insert_with(|| (name.to_owned(), reason));
    }

    /// The body, or the part that cannot be sent, and why.
    pub(crate) fn into_outgoing(self) -> Result<Outgoing, (String, String)> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let boundary = Uuid::new_v4().simple().to_string();
        let mut pieces = Vec::with_capacity(self.parts.len() * 2 + 1);
        let mut between = "";
        for part in self.parts {
            let head = format!("{between}--{boundary}\r\n{}\r\n", part.head());
            pieces.push(Content::Bytes(head.into()));
            pieces.push(part.content);
            between = "\r\n";
        }
        pieces.push(Content::Bytes(format!("{between}--{boundary}--\r\n").into()));
        let content_type = format!("multipart/form-data; boundary={boundary}");
        let content_type = HeaderValue::try_from(content_type)
            .map_err(|error| ("body".to_owned(), error.to_string()))?;
        Ok(Outgoing::new(content_type, pieces))
    }
}

impl Part {
    fn head(&self) -> String {
        let name = quoted(&self.name);
        let file_name = self.file_name.as_deref().map(quoted);
        let file_name = file_name.map(|it| format!("; filename=\"{it}\"")).unwrap_or_default();
        format!(
            "Content-Disposition: form-data; name=\"{name}\"{file_name}\r\nContent-Type: {}\r\n",
            self.content_type
        )
    }
}

/// As browsers write names: what would end the name or its line is percent-encoded, and UTF-8 stays as
/// it is.
fn quoted(name: &str) -> Cow<'_, str> {
    if !name.contains(['"', '\r', '\n']) {
        return name.into();
    }
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A").into()
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == JSON || essence.ends_with("+json")
}

impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.parts.iter().map(|it| &it.name);
        f.debug_struct("Multipart").field("parts", &names.collect::<Vec<_>>()).finish()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The heads and contents of the parts, which are all in memory.
    fn parts(body: Multipart) -> Vec<(String, String)> {
        let text = |content: &Content| match content {
            Content::Bytes(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
            Content::Stream { .. } => panic!("a stream"),
        };
        body.parts.iter().map(|it| (it.head(), text(&it.content))).collect()
    }

    fn value(name: &str, media_type: &str, text: &str) -> (String, String) {
        let head = format!("Content-Disposition: form-data; name=\"{name}\"");
        (format!("{head}\r\nContent-Type: {media_type}\r\n"), text.to_owned())
    }

    #[test]
    fn a_value_is_text_where_it_can_be() {
        let body = Multipart::new()
            .value("a", "ä")
            .value("b", &json!([1, true, {"c": 2}, [3]]))
            .value("d", &None::<u8>)
            .optional(None::<&u8>, |body, value| body.value("e", value));
        assert_eq!(
            parts(body),
            [
                value("a", TEXT, "ä"),
                value("b", TEXT, "1"),
                value("b", TEXT, "true"),
                value("b", JSON, r#"{"c":2}"#),
                value("b", JSON, "[3]"),
                value("d", TEXT, ""),
            ]
        );
    }

    #[test]
    fn a_value_of_a_media_type_has_it() {
        let body = Multipart::new()
            .value_as("a", "application/json", "x")
            .value_as("b", "application/ld+json; v=1", &[1, 2])
            .value_as("c", "text/csv", "x,y")
            .value_as("d", "application/json", &None::<u8>);
        assert_eq!(
            parts(body),
            [
                value("a", JSON, r#""x""#),
                value("b", "application/ld+json; v=1", "[1,2]"),
                value("c", "text/csv", "x,y"),
                value("d", JSON, "null"),
            ]
        );
    }

    #[test]
    fn no_name_ends_its_line() {
        let name = "a\"; filename=\"b\r\nX: y";
        let file = Upload::from("").file_name(name);
        let (head, _) = parts(Multipart::new().file(name, &file)).swap_remove(0);
        assert_eq!(
            head,
            "Content-Disposition: form-data; name=\"a%22; filename=%22b%0D%0AX: y\"; \
             filename=\"a%22; filename=%22b%0D%0AX: y\"\r\nContent-Type: application/octet-stream\r\n"
        );
    }

    #[test]
    fn what_cannot_be_written_is_told_with_its_part() {
        let told = |body: Multipart| body.into_outgoing().err().map(|(name, _)| name);
        let type_of_two_lines = Upload::from("").content_type("a/b\r\nX: y");
        assert_eq!(told(Multipart::new().file("a", &type_of_two_lines)), Some("a".to_owned()));
        assert_eq!(told(Multipart::new().value("b", &f64::NAN)), Some("b".to_owned()));
        assert_eq!(told(Multipart::new().value("c", &1)), None);
    }
}
