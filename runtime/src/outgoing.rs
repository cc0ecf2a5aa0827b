//! The body of a request: what is sent, and as what.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use reqwest::header::HeaderValue;

use crate::upload::{Chunks, Content};

/// What is sent, as often as there are attempts.
#[derive(Clone)]
pub(crate) struct Outgoing {
    pub(crate) content_type: HeaderValue,
    pieces: Arc<[Content]>,
}

impl Outgoing {
    pub(crate) fn new(content_type: HeaderValue, pieces: impl Into<Arc<[Content]>>) -> Self {
        Self { content_type, pieces: pieces.into() }
    }

    pub(crate) fn bytes(content_type: HeaderValue, bytes: impl Into<Bytes>) -> Self {
        Self::new(content_type, [Content::Bytes(bytes.into())])
    }

    /// Whether it can be sent a second time.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.pieces.iter().all(Content::is_repeatable)
    }

    /// The body of one attempt; `None` if a stream in it was read before.
    pub(crate) fn to_http(&self) -> Option<reqwest::Body> {
        if let [Content::Bytes(bytes)] = &*self.pieces {
            return Some(bytes.clone().into());
        }
        let pieces: Option<VecDeque<Piece>> = self.pieces.iter().map(Piece::open).collect();
        let length = self.pieces.iter().map(Content::len);
        let length = length.sum::<Option<u64>>();
        Some(reqwest::Body::wrap(Pieces { pieces: pieces?, length }))
    }
}

/// A body that is sent piece by piece.
struct Pieces {
    pieces: VecDeque<Piece>,
    /// How much is still to come.
    length: Option<u64>,
}

enum Piece {
    Bytes(Bytes),
    Stream {
        /// Behind a lock that nobody waits for, since the HTTP client asks for a body that threads
        /// could share.
        chunks: Mutex<Chunks>,
        /// How much is still to come.
        left: Option<u64>,
    },
}

impl Piece {
    fn open(content: &Content) -> Option<Self> {
        Some(match content {
            Content::Bytes(bytes) => Self::Bytes(bytes.clone()),
            Content::Stream { source, length } => {
                Self::Stream { chunks: Mutex::new(source.open()?), left: *length }
            }
        })
    }

    /// The next bytes, or `None` at the end.
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        match self {
            Self::Bytes(bytes) => {
                let bytes = std::mem::take(bytes);
                Poll::Ready((!bytes.is_empty()).then_some(Ok(bytes)))
            }
            Self::Stream { chunks, left } => {
                let chunks = chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
                Poll::Ready(counted(ready!(chunks.as_mut().poll_next(context)), left))
            }
        }
    }
}

/// Refuses a chunk beyond the length that was announced, and an end before it.
fn counted(chunk: Option<io::Result<Bytes>>, left: &mut Option<u64>) -> Option<io::Result<Bytes>> {
    let Some(left) = left else { return chunk };
    let refuse = |how| Some(Err(io::Error::other(format!("the stream is {how} than its length"))));
    match chunk {
        Some(Ok(bytes)) => match left.checked_sub(bytes.len() as u64) {
            Some(rest) => {
                *left = rest;
                Some(Ok(bytes))
            }
            None => refuse("longer"),
        },
        None if *left > 0 => refuse("shorter"),
        chunk => chunk,
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        while let Some(piece) = self.pieces.front_mut() {
            match ready!(piece.poll_next(context)) {
                None => drop(self.pieces.pop_front()),
                Some(Ok(bytes)) if bytes.is_empty() => {}
                Some(Ok(bytes)) => {
                    let length = self.length.map(|it| it.saturating_sub(bytes.len() as u64));
                    self.length = length;
                    return Poll::Ready(Some(Ok(Frame::data(bytes))));
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            }
        }
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
