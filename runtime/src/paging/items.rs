//! A list as a stream of its items.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::{Page, PageError, Pages};

/// A list as a stream of its items, in the order of the server.
///
/// It is a [`Stream`] and has [`next`](Self::next) and [`try_next`](Self::try_next) of its own. A
/// page is called for when the items of the one before are used up, with the timeout and headers of
/// the call that the stream was made of. Dropping the stream breaks off the call under way. After an
/// error the stream has ended.
///
/// Memory holds one page, and 8 bytes, before the overhead of a hash set, for each cursor so far.
/// To keep the place in a long list, read [`Pages`] instead, whose
/// [`position`](Pages::position) lies between two pages.
#[must_use = "a stream does nothing until it is asked for an item"]
pub struct Items<P: Page, E> {
    pages: Pages<P, E>,
    page: vec::IntoIter<P::Item>,
}

/// Nothing within is pinned: items are moved out, and [`Pages`] may move.
impl<P: Page, E> Unpin for Items<P, E> {}

impl<P: Page + 'static, E: 'static> Items<P, E> {
    pub(super) fn new(pages: Pages<P, E>) -> Self {
        Self { pages, page: Vec::new().into_iter() }
    }

    /// Goes on from the place that [`PageError::resume_from`] or [`Pages::position`] told: a cursor,
    /// or the number of a page. It replaces what the call itself names; items of a page that was
    /// begun are left out.
    ///
    /// What cannot be such a place is an [`InvalidInput`](crate::InvalidInput) instead of the first
    /// item.
    pub fn resume_from(self, place: impl AsRef<str>) -> Self {
        Self::new(self.pages.resume_from(place))
    }

    /// Goes on where the server begins anew because a cursor's item is gone. Without this, that is
    /// [`PageError::Restarted`]. Items may then come twice; see [`Pages::accept_restart`].
    pub fn accept_restart(mut self) -> Self {
        self.pages = self.pages.accept_restart();
        self
    }

    /// The next item, or `None` at the end. Nothing is lost where the returned future is dropped
    /// before it is ready: the call goes on when the next item is asked for again.
    pub async fn next(&mut self) -> Option<Result<P::Item, PageError<E>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The next item, or `None` at the end; see [`next`](Self::next).
    ///
    /// # Errors
    ///
    /// See [`PageError`].
    pub async fn try_next(&mut self) -> Result<Option<P::Item>, PageError<E>> {
        self.next().await.transpose()
    }
}

impl<P: Page + 'static, E: 'static> Stream for Items<P, E> {
    type Item = Result<P::Item, PageError<E>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            // An iterator at its end still holds the room of its items.
            this.page = Vec::new().into_iter();
            match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                Some(Ok(page)) => this.page = page.into_inner().into_items().into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.page.len(), None)
    }
}

impl<P: Page, E> fmt::Debug for Items<P, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("left_of_page", &self.page.len())
            .finish()
    }
}
