//! Bytes on their way to the server: a body, or a file of a multipart body.

use std::error::Error;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Error as _, Serialize, Serializer};
use tokio::io::{AsyncRead, ReadBuf};

/// How much of a reader is held at once.
const CHUNK: usize = 64 << 10;

/// What comes piece by piece, and is never held as a whole.
pub(crate) type Chunks = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// Bytes that are sent as they are: from memory, or a stream of any length that is read as fast as
/// the server takes it.
///
/// ```
/// use openapi_exact_runtime::Upload;
///
/// let logo = Upload::from(vec![0x89, b'P', b'N', b'G']).content_type("image/png").file_name("logo.png");
/// # async fn example() -> std::io::Result<()> {
/// # let file: &[u8] = b"";
/// let video = Upload::reader(file).length(5_000_000_000).file_name("video.mp4");
/// # Ok(())
/// # }
/// ```
///
/// A call with a stream is sent once, because the stream cannot be read twice; with
/// [`reopened`](Self::reopened) it may be repeated as one with bytes in memory is. Clones share the
/// stream: the first that is sent has it.
///
/// Where JSON is written, it is a string, which must be UTF-8 and in memory. `Debug` shows no
/// content.
#[derive(Clone)]
pub struct Upload {
    content: Content,
    content_type: Option<String>,
    file_name: Option<String>,
}

/// What an upload, or a piece of a body, is made of.
#[derive(Clone)]
pub(crate) enum Content {
    Bytes(Bytes),
    Stream { source: Source, length: Option<u64> },
}

/// Where a stream comes from.
#[derive(Clone)]
pub(crate) enum Source {
    /// Read by whoever comes first.
    Once(Arc<Mutex<Option<Chunks>>>),
    /// Opened for each attempt.
    Reopened(Arc<dyn Fn() -> Chunks + Send + Sync>),
}

impl Upload {
    /// What a stream gives. An error of the stream ends the exchange, and the call with
    /// [`Error::Transport`](crate::Error::Transport).
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Self::of(Source::Once(Arc::new(Mutex::new(Some(chunks(stream))))))
    }

    /// What a reader gives, such as a file of Tokio.
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::stream(Reading { reader: Box::pin(reader), buffer: BytesMut::new() })
    }

    /// What the stream gives that `open` opens, once for each attempt, so that the call may be
    /// repeated.
    pub fn reopened<S, B, E>(open: impl Fn() -> S + Send + Sync + 'static) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Self::of(Source::Reopened(Arc::new(move || chunks(open()))))
    }

    fn of(source: Source) -> Self {
        Content::Stream { source, length: None }.into()
    }

    /// How many bytes a stream gives. It is sent as `Content-Length`, without which the body is
    /// chunked and some servers refuse it; a stream that gives more or less ends the call. Bytes in
    /// memory know their length.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        if let Content::Stream { length, .. } = &mut self.content {
            *length = Some(bytes);
        }
        self
    }

    /// Its media type, in place of the one that the API describes.
    #[must_use]
    pub fn content_type(self, media_type: impl Into<String>) -> Self {
        Self { content_type: Some(media_type.into()), ..self }
    }

    /// Its name, as part of a multipart body. `file` unless set.
    #[must_use]
    pub fn file_name(self, name: impl Into<String>) -> Self {
        Self { file_name: Some(name.into()), ..self }
    }

    pub(crate) fn named(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    pub(crate) fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    pub(crate) fn into_content(self) -> Content {
        self.content
    }
}

impl Content {
    /// How many bytes it has, as far as that is known.
    pub(crate) fn len(&self) -> Option<u64> {
        match self {
            Self::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
            Self::Stream { length, .. } => *length,
        }
    }

    /// Whether it can be sent again.
    pub(crate) fn is_repeatable(&self) -> bool {
        !matches!(self, Self::Stream { source: Source::Once(_), .. })
    }
}

impl Source {
    /// The stream; `None` if it was read before.
    pub(crate) fn open(&self) -> Option<Chunks> {
        match self {
            Self::Once(stream) => stream.lock().unwrap_or_else(PoisonError::into_inner).take(),
            Self::Reopened(open) => Some(open()),
        }
    }

    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Once(this), Self::Once(that)) => Arc::ptr_eq(this, that),
            (Self::Reopened(this), Self::Reopened(that)) => Arc::ptr_eq(this, that),
            _ => false,
        }
    }
}

impl From<Content> for Upload {
    fn from(content: Content) -> Self {
        Self { content, content_type: None, file_name: None }
    }
}

macro_rules! in_memory {
    ($($bytes:ty),*) => {$(
        impl From<$bytes> for Upload {
            fn from(bytes: $bytes) -> Self {
                Content::Bytes(bytes.into()).into()
            }
        }
    )*};
}

in_memory!(Bytes, Vec<u8>, String, &'static str, &'static [u8]);

/// The same bytes, or the same stream, under the same name.
impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.content, &other.content) {
            (Content::Bytes(this), Content::Bytes(that)) => this == that,
            (
                Content::Stream { source: this, length: these },
                Content::Stream { source: that, length: those },
            ) => this.is(that) && these == those,
            _ => false,
        };
        same && self.content_type == other.content_type && self.file_name == other.file_name
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("length", &self.content.len()).finish_non_exhaustive()
    }
}

impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.content {
            Content::Bytes(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => serializer.serialize_str(text),
                Err(_) => Err(S::Error::custom("bytes that are not UTF-8 have no form in JSON")),
            },
            Content::Stream { .. } => Err(S::Error::custom("a stream has no form in JSON")),
        }
    }
}

impl<'de> Deserialize<'de> for Upload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

fn chunks<S, B, E>(stream: S) -> Chunks
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    Box::pin(Chunked(Box::pin(stream)))
}

/// A stream of anything that is bytes.
struct Chunked<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Chunked<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.0.as_mut().poll_next(context));
        Poll::Ready(item.map(|it| it.map(Into::into).map_err(io::Error::other)))
    }
}

/// A reader as a stream.
struct Reading<R> {
    reader: Pin<Box<R>>,
    buffer: BytesMut,
}

impl<R: AsyncRead> Stream for Reading<R> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        this.buffer.resize(CHUNK, 0);
        let mut space = ReadBuf::new(&mut this.buffer);
        if let Err(error) = ready!(this.reader.as_mut().poll_read(context, &mut space)) {
            return Poll::Ready(Some(Err(error)));
        }
        let read = space.filled().len();
        Poll::Ready((read > 0).then(|| Ok(this.buffer.split_to(read).freeze())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_memory_is_text_in_json() {
        let upload: Upload = serde_json::from_str(r#""a""#).unwrap();
        assert_eq!(upload, Upload::from("a"));
        assert_eq!(serde_json::to_string(&upload).unwrap(), r#""a""#);
        assert!(serde_json::to_string(&Upload::from(vec![0xff])).is_err());
        assert!(serde_json::to_string(&Upload::reader(&b"a"[..])).is_err());
    }

    #[test]
    fn a_stream_is_the_same_as_its_clones_alone() {
        let stream = Upload::reader(&b"a"[..]);
        assert_eq!(stream, stream.clone());
        assert_ne!(stream, Upload::reader(&b"a"[..]));
        assert_ne!(stream, Upload::from("a"));
        assert_ne!(Upload::from("a"), Upload::from("a").file_name("b"));
    }

    #[test]
    fn no_content_is_shown() {
        let shown = format!("{:?}", Upload::from("secret").file_name("name").content_type("a/b"));
        assert_eq!(shown, "Upload { length: Some(6), .. }");
    }
}
