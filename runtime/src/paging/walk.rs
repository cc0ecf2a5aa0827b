//! Which page of a list is next, from what the one before says.

use reqwest::header::HeaderMap;

use super::cursors::Cursors;
use super::{Page, Paging, Style};
use crate::Request;

/// The place of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// Where the list begins when the call names no place.
    Start,
    Cursor(String),
    Number(u64),
}

impl Position {
    /// What [`Walk::resume_from`] reads. The start needs no text.
    pub(super) fn to_text(&self) -> Option<String> {
        match self {
            Self::Start => None,
            Self::Cursor(cursor) => Some(cursor.clone()),
            Self::Number(number) => Some(number.to_string()),
        }
    }
}

/// What comes after a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Next(Position),
    End,
    /// The page's cursor came before.
    Repeated(String),
    /// The page is the first one again, in answer to this cursor.
    Restarted(String),
}

/// What to do where the list begins anew.
pub(super) enum Restarts {
    Refuse,
    Accept,
}

/// The way through one list.
pub(super) struct Walk {
    paging: Paging,
    restarts: Restarts,
    cursors: Cursors,
}

impl Walk {
    pub(super) fn new(paging: Paging) -> Self {
        Self { paging, restarts: Restarts::Refuse, cursors: Cursors::default() }
    }

    pub(super) fn accept_restart(&mut self) {
        self.restarts = Restarts::Accept;
    }

    /// The place that the request names. One that cannot be is refused in the request itself.
    pub(super) fn begin(&mut self, request: &mut Request) -> Position {
        let named = match self.paging.style {
            Style::Cursor(parameter) | Style::Number(parameter) => request.query_value(parameter),
            Style::Single => None,
        };
        match (named.map(str::to_owned), self.paging.style) {
            (Some(place), _) => self.resume_from(&place, request),
            (None, Style::Number(_)) => Position::Number(1),
            (None, Style::Cursor(_) | Style::Single) => Position::Start,
        }
    }

    /// The place that [`Position::to_text`] wrote.
    pub(super) fn resume_from(&mut self, place: &str, request: &mut Request) -> Position {
        self.cursors = Cursors::default();
        let (parameter, reason) = match self.paging.style {
            Style::Cursor(parameter) if place.is_empty() => {
                (parameter, "is empty; leave it out to begin with the first page")
            }
            Style::Cursor(_) => {
                self.cursors.insert(place);
                return Position::Cursor(place.to_owned());
            }
            Style::Number(parameter) => match place.parse() {
                Ok(number) if number > 0 => return Position::Number(number),
                _ => (parameter, "is not the number of a page, counted from 1"),
            },
            Style::Single => ("resume_from", "has no use, since the list comes in one page"),
        };
        request.refuse(parameter, reason);
        Position::Start
    }

    /// Asks for the page at that place.
    pub(super) fn ask(&self, request: Request, position: &Position) -> Request {
        match (self.paging.style, position) {
            (Style::Cursor(parameter), Position::Cursor(cursor)) => {
                request.set_query(parameter, cursor)
            }
            (Style::Number(parameter), Position::Number(number)) => {
                request.set_query(parameter, number)
            }
            _ => request,
        }
    }

    /// What comes after the page that was at `from`.
    pub(super) fn after(&mut self, from: &Position, headers: &HeaderMap, page: &impl Page) -> Step {
        if let (Position::Cursor(cursor), true) = (from, self.is_restarted(headers)) {
            match self.restarts {
                Restarts::Refuse => return Step::Restarted(cursor.clone()),
                Restarts::Accept => self.cursors.restart(cursor),
            }
        }
        if page.has_more() == Some(false) {
            return Step::End;
        }
        match (self.paging.style, from) {
            (Style::Cursor(_), _) => self.after_cursor(page.cursor()),
            (Style::Number(_), Position::Number(number)) if !page.items().is_empty() => {
                number.checked_add(1).map_or(Step::End, |next| Step::Next(Position::Number(next)))
            }
            _ => Step::End,
        }
    }

    fn after_cursor(&mut self, cursor: Option<&str>) -> Step {
        match cursor {
            None | Some("") => Step::End,
            Some(cursor) if self.cursors.insert(cursor) => {
                Step::Next(Position::Cursor(cursor.to_owned()))
            }
            Some(cursor) => Step::Repeated(cursor.to_owned()),
        }
    }

    fn is_restarted(&self, headers: &HeaderMap) -> bool {
        let value = self.paging.restarted.and_then(|name| headers.get(name));
        value.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"))
    }
}
