//! A list as a stream of pages.

use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::walk::{Position, Step, Walk};
use super::{Page, PageError, Paging};
use crate::{Call, Error, Response};

/// A list as a stream of pages, each with status and headers.
///
/// It is a [`Stream`] and has [`next`](Self::next) and [`try_next`](Self::try_next) of its own. A
/// page is called for when it is asked for, with the timeout and headers of the call that the stream
/// was made of. Dropping the stream breaks off the call under way. After an error the stream has
/// ended.
///
/// Memory holds no page but the one being read, and 8 bytes, before the overhead of a hash set, for
/// each cursor so far.
#[must_use = "a stream does nothing until it is asked for a page"]
pub struct Pages<P, E> {
    call: Call<P, E>,
    walk: Walk,
    state: State<P, E>,
}

type PageFuture<P, E> = Pin<Box<dyn Future<Output = Result<Response<P>, Error<E>>> + Send>>;

enum State<P, E> {
    /// The page at this place is next.
    Next(Position),
    /// The page at this place was called for.
    Called(Position, PageFuture<P, E>),
    /// The page before was the last one, and this is why.
    Failed(PageError<E>),
    Ended,
}

/// Nothing within is pinned but the future, which has a box of its own.
impl<P, E> Unpin for Pages<P, E> {}

impl<P: Page + 'static, E: 'static> Pages<P, E> {
    pub(super) fn new(mut call: Call<P, E>, paging: Paging) -> Self {
        let mut walk = Walk::new(paging);
        let state = State::Next(walk.begin(call.request_mut()));
        Self { call, walk, state }
    }

    /// Goes on from a place that [`position`](Self::position) or [`PageError::resume_from`] told:
    /// a cursor, or the number of a page. It replaces what the call itself names.
    ///
    /// What cannot be such a place is an [`InvalidInput`](crate::InvalidInput) instead of the first
    /// page.
    pub fn resume_from(mut self, place: impl AsRef<str>) -> Self {
        let position = self.walk.resume_from(place.as_ref(), self.call.request_mut());
        self.state = State::Next(position);
        self
    }

    /// Goes on where the server begins anew because a cursor's item is gone. Without this, that is
    /// [`PageError::Restarted`].
    ///
    /// The stream then gives the first page and those after it, so items may come twice. The cursor
    /// that is gone is not followed again, in which case the stream ends with
    /// [`PageError::RepeatedCursor`].
    pub fn accept_restart(mut self) -> Self {
        self.walk.accept_restart();
        self
    }

    /// The place of the page that comes next, to be kept for [`resume_from`](Self::resume_from).
    /// `None` where none comes, and where the list is still to begin.
    pub fn position(&self) -> Option<String> {
        match &self.state {
            State::Next(position) | State::Called(position, _) => position.to_text(),
            State::Failed(_) | State::Ended => None,
        }
    }

    /// The next page, or `None` at the end. Nothing is lost where the returned future is dropped
    /// before it is ready: the call goes on when the next page is asked for again.
    pub async fn next(&mut self) -> Option<Result<Response<P>, PageError<E>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next page, or `None` at the end; see [`next`](Self::next).
    ///
    /// # Errors
    ///
    /// See [`PageError`].
    pub async fn try_next(&mut self) -> Result<Option<Response<P>>, PageError<E>> {
        self.next().await.transpose()
    }

    fn call_for(&self, position: &Position) -> PageFuture<P, E> {
        let call = self.call.again(|request| self.walk.ask(request, position));
        Box::pin(call.send())
    }

    fn receive(
        &mut self,
        position: Position,
        answer: Result<Response<P>, Error<E>>,
    ) -> Result<Response<P>, PageError<E>> {
        let page = match answer {
            Ok(page) => page,
            Err(error) => {
                return Err(PageError::Call { error, resume_from: position.to_text() });
            }
        };
        let operation = self.call.request().operation();
        self.state = match self.walk.after(&position, page.headers(), page.body()) {
            Step::Next(position) => State::Next(position),
            Step::End => State::Ended,
            Step::Repeated(cursor) => {
                State::Failed(PageError::RepeatedCursor { operation, cursor })
            }
            Step::Restarted(cursor) => return Err(PageError::Restarted { operation, cursor }),
        };
        Ok(page)
    }
}

impl<P: Page + 'static, E: 'static> Stream for Pages<P, E> {
    type Item = Result<Response<P>, PageError<E>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            match mem::replace(&mut this.state, State::Ended) {
                State::Next(position) => {
                    let page = this.call_for(&position);
                    this.state = State::Called(position, page);
                }
                State::Called(position, mut page) => match page.as_mut().poll(context) {
                    Poll::Ready(answer) => {
                        return Poll::Ready(Some(this.receive(position, answer)));
                    }
                    Poll::Pending => {
                        this.state = State::Called(position, page);
                        return Poll::Pending;
                    }
                },
                State::Failed(error) => return Poll::Ready(Some(Err(error))),
                State::Ended => return Poll::Ready(None),
            }
        }
    }
}

impl<P, E> fmt::Debug for Pages<P, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("call", &self.call).finish_non_exhaustive()
    }
}
