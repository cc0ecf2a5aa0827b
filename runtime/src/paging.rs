//! Lists that come in pages, read to their end.
//!
//! ```text
//! Paging     a constant: how pages are asked for
//! Page       what the body of a page says: items, whether more follow, a cursor
//!    | Walk  which page is next, or why none is; no IO
//! Pages      a stream of pages, one call at a time
//! Items      a stream of what is in them
//! ```
//!
//! Nothing is read ahead: a page is called for when it is asked for, and let go before the next one.

mod cursors;
mod error;
mod items;
mod pages;
mod walk;

use crate::Call;

pub use error::PageError;
pub use items::Items;
pub use pages::Pages;

/// The body of an answer that is one page of a list. Generated code implements it.
///
/// ```
/// use openapi_exact_runtime::Page;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// pub struct SegmentList {
///     data: Vec<String>,
///     has_more: bool,
///     next_cursor: Option<String>,
/// }
///
/// impl Page for SegmentList {
///     type Item = String;
///
///     fn items(&self) -> &[String] {
///         &self.data
///     }
///
///     fn into_items(self) -> Vec<String> {
///         self.data
///     }
///
///     fn has_more(&self) -> Option<bool> {
///         Some(self.has_more)
///     }
///
///     fn cursor(&self) -> Option<&str> {
///         self.next_cursor.as_deref()
///     }
/// }
/// ```
pub trait Page {
    /// What the list is of.
    type Item;

    /// The items, in the order of the answer; none where the answer leaves them out.
    fn items(&self) -> &[Self::Item];

    /// The items without the rest.
    fn into_items(self) -> Vec<Self::Item>;

    /// Whether another page follows, where the answer says so.
    fn has_more(&self) -> Option<bool> {
        None
    }

    /// The cursor of the page that follows, where the answer has one.
    fn cursor(&self) -> Option<&str> {
        None
    }
}

/// How the pages of a list are asked for, as a constant of generated code.
///
/// ```
/// use openapi_exact_runtime::Paging;
///
/// const OFFERINGS: Paging =
///     Paging::cursor("starting_after").restarted("X-Pagination-Restarted");
/// const CUSTOMERS: Paging = Paging::number("page");
/// const INTEGRATIONS: Paging = Paging::single();
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    style: Style,
    restarted: Option<&'static str>,
}

#[derive(Clone, Copy, Debug)]
enum Style {
    Cursor(&'static str),
    Number(&'static str),
    Single,
}

impl Paging {
    /// The query parameter takes the cursor of the page before.
    ///
    /// The list ends where a page says that none follows, whatever its cursor is, and where a page
    /// has no cursor or an empty one. An empty page is no end: a filter may have left nothing of it.
    pub const fn cursor(parameter: &'static str) -> Self {
        Self::new(Style::Cursor(parameter))
    }

    /// The query parameter takes the number of the page, counted from 1. Cursors are not looked at.
    ///
    /// The list ends where a page says that none follows, and with an empty page.
    pub const fn number(parameter: &'static str) -> Self {
        Self::new(Style::Number(parameter))
    }

    /// The list comes at once. There is no second call, whatever the answer says.
    pub const fn single() -> Self {
        Self::new(Style::Single)
    }

    /// The header says, by the value `true`, that the cursor's item is gone and the list began anew.
    pub const fn restarted(mut self, header: &'static str) -> Self {
        self.restarted = Some(header);
        self
    }

    const fn new(style: Style) -> Self {
        Self { style, restarted: None }
    }
}

impl<P: Page + 'static, E: 'static> Call<P, E> {
    /// All items of the list, page after page, from the place that the call itself names, or else
    /// from the beginning.
    pub fn stream(self, paging: Paging) -> Items<P, E> {
        Items::new(self.pages(paging))
    }

    /// All pages of the list, from the place that the call itself names, or else from the beginning.
    pub fn pages(self, paging: Paging) -> Pages<P, E> {
        Pages::new(self, paging)
    }
}

/// Gives a generated tuple struct around a [`Call`] whose body is a [`Page`] what lists have:
/// `stream` and `pages`. It stands beside [`call!`](crate::call!).
///
/// ```
/// use openapi_exact_runtime::{Call, Page, Paging, call, paged};
/// use serde_json::Value;
/// # #[derive(serde::Deserialize)]
/// # pub struct SegmentList { data: Vec<Value> }
/// # impl Page for SegmentList {
/// #     type Item = Value;
/// #     fn items(&self) -> &[Value] { &self.data }
/// #     fn into_items(self) -> Vec<Value> { self.data }
/// # }
///
/// /// Lists the segments.
/// #[must_use = "a call does nothing until it is awaited"]
/// pub struct ListSegments(Call<SegmentList, Value>);
///
/// const LIST_PAGING: Paging = Paging::cursor("starting_after");
///
/// call!(ListSegments, SegmentList, Value);
/// paged!(ListSegments, SegmentList, Value, LIST_PAGING);
///
/// async fn print(list: ListSegments) -> Result<(), Box<dyn std::error::Error>> {
///     let mut segments = list.stream();
///     while let Some(segment) = segments.try_next().await? {
///         println!("{segment}");
///     }
///     Ok(())
/// }
/// ```
#[macro_export]
macro_rules! paged {
    ($call:ident, $page:ty, $error:ty, $paging:expr $(,)?) => {
        impl $call {
            /// All items of the list, page after page, from the place that the call itself names,
            /// or else from the beginning. A page is called for when its first item is.
            // Inlined so that only those streams are compiled that are used.
            #[inline]
            pub fn stream(self) -> $crate::Items<$page, $error> {
                self.0.stream($paging)
            }

            /// All pages of the list, from the place that the call itself names, or else from the
            /// beginning. A page is called for when it is asked for.
            #[inline]
            pub fn pages(self) -> $crate::Pages<$page, $error> {
                self.0.pages($paging)
            }
        }
    };
}
