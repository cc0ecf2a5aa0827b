//! The body of an answer as it comes.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;
use tokio::time::{Sleep, sleep};

use crate::transport::Body;
use crate::{InvalidInput, Operation, TimeoutError, TransportError};

/// The body of an answer, which is read as it comes and not held as a whole.
///
/// It is a `Stream` of chunks; [`chunk`](Self::chunk) gives one after the other and
/// [`bytes`](Self::bytes) all at once. The [timeout](crate::ClientBuilder::timeout) of the call
/// counts until the answer begins, and then anew for each chunk, so that a long body may take its
/// time. Nothing is repeated once the answer has begun. Dropping it ends the exchange.
///
/// ```no_run
/// # use openapi_exact_runtime::Download;
/// # async fn example(mut download: Download) -> Result<(), Box<dyn std::error::Error>> {
/// # let mut file = Vec::new();
/// use std::io::Write;
///
/// while let Some(chunk) = download.chunk().await? {
///     file.write_all(&chunk)?;
/// }
/// # Ok(())
/// # }
/// ```
pub struct Download {
    operation: &'static Operation,
    /// `None` once it has ended or failed.
    body: Option<reqwest::Body>,
    media_type: Option<String>,
    length: Option<u64>,
    attempts: u32,
    /// How long a chunk may take.
    patience: Duration,
    waiting: Option<Pin<Box<Sleep>>>,
    max_body: usize,
}

/// What an answer tells of its body before the body comes.
pub(crate) struct Head {
    pub(crate) operation: &'static Operation,
    pub(crate) media_type: Option<String>,
    pub(crate) length: Option<u64>,
    pub(crate) attempts: u32,
    pub(crate) patience: Duration,
    pub(crate) max_body: usize,
}

impl Download {
    pub(crate) fn new(head: Head, body: reqwest::Body) -> Self {
        Self {
            operation: head.operation,
            body: Some(body),
            media_type: head.media_type,
            length: head.length,
            attempts: head.attempts,
            patience: head.patience,
            waiting: None,
            max_body: head.max_body,
        }
    }

    /// The header `Content-Type`, if it is there and visible ASCII.
    pub fn content_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// How many bytes the server announced. Not of a body that is compressed on its way.
    pub fn content_length(&self) -> Option<u64> {
        self.length
    }

    /// The next bytes, or `None` at the end.
    ///
    /// # Errors
    ///
    /// If the exchange breaks off, or the next bytes do not come in time. There is nothing more to
    /// read after that.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, DownloadError> {
        poll_fn(|context| self.poll_chunk(context)).await.transpose()
    }

    /// All that is still to come, up to the limit of
    /// [`ClientBuilder::max_body`](crate::ClientBuilder::max_body).
    ///
    /// # Errors
    ///
    /// As those of [`chunk`](Self::chunk), and [`DownloadError::TooLong`] beyond the limit.
    pub async fn bytes(mut self) -> Result<Bytes, DownloadError> {
        let mut body = Body::of(0);
        while let Some(chunk) = self.chunk().await? {
            if chunk.len() > self.max_body.saturating_sub(body.len()) {
                return Err(DownloadError::TooLong { limit: self.max_body });
            }
            body.push(chunk);
        }
        Ok(body.into_bytes())
    }

    /// Blocks the thread until the next bytes are there, and gives what [`chunk`](Self::chunk) does.
    ///
    /// # Errors
    ///
    /// As those of [`chunk`](Self::chunk). In `async` code it is refused: await `chunk` there.
    #[cfg(feature = "blocking")]
    pub fn chunk_wait(&mut self) -> Result<Option<Bytes>, DownloadError> {
        let operation = self.operation;
        crate::blocking::wait(operation, self.chunk()).map_err(DownloadError::InvalidInput)?
    }

    /// Blocks the thread until all is there, and gives what [`bytes`](Self::bytes) does.
    ///
    /// # Errors
    ///
    /// As those of [`bytes`](Self::bytes). In `async` code it is refused: await `bytes` there.
    #[cfg(feature = "blocking")]
    pub fn bytes_wait(self) -> Result<Bytes, DownloadError> {
        let operation = self.operation;
        crate::blocking::wait(operation, self.bytes()).map_err(DownloadError::InvalidInput)?
    }

    fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, DownloadError>>> {
        loop {
            let Some(body) = &mut self.body else { return Poll::Ready(None) };
            let Poll::Ready(frame) = Pin::new(body).poll_frame(context) else { break };
            self.waiting = None;
            match frame.map(|it| it.map(|it| it.into_data())) {
                Some(Ok(Ok(data))) if data.is_empty() => {}
                Some(Ok(Ok(data))) => return Poll::Ready(Some(Ok(data))),
                // Trailers are not documented anywhere.
                Some(Ok(Err(_))) => {}
                Some(Err(error)) => {
                    self.body = None;
                    let error = TransportError::new(self.operation, error).after(self.attempts);
                    return Poll::Ready(Some(Err(error.into())));
                }
                None => {
                    self.body = None;
                    return Poll::Ready(None);
                }
            }
        }
        let patience = self.patience;
        ready!(
            self.waiting.get_or_insert_with(|| Box::pin(sleep(patience))).as_mut().poll(context)
        );
        self.body = None;
        let error = TimeoutError::new(self.operation, patience, None).after(self.attempts);
        Poll::Ready(Some(Err(error.into())))
    }
}

impl Stream for Download {
    type Item = Result<Bytes, DownloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(context)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.operation.id())
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// Why the body of an answer was not read to its end.
#[derive(Debug)]
#[non_exhaustive]
pub enum DownloadError {
    /// The exchange broke off.
    Transport(TransportError),
    /// The next bytes did not come in time.
    Timeout(TimeoutError),
    /// It is longer than may be held as a whole.
    TooLong {
        /// How long it may be, in bytes.
        limit: usize,
    },
    /// It was to be waited for where that is not possible.
    InvalidInput(InvalidInput),
}

impl From<TransportError> for DownloadError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<TimeoutError> for DownloadError {
    fn from(error: TimeoutError) -> Self {
        Self::Timeout(error)
    }
}

impl fmt::Display for DownloadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => fmt::Display::fmt(error, f),
            Self::Timeout(error) => fmt::Display::fmt(error, f),
            Self::TooLong { limit } => write!(f, "the body is longer than {limit} bytes"),
            Self::InvalidInput(error) => fmt::Display::fmt(error, f),
        }
    }
}

impl Error for DownloadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Timeout(error) => error.source(),
            Self::TooLong { .. } | Self::InvalidInput(_) => None,
        }
    }
}
