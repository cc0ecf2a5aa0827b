//! Who is told of drift, and what was told before.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use reqwest::StatusCode;
use serde::de::DeserializeOwned;

use super::watched;
use crate::Operation;
use crate::transport::Answer;

/// How many different findings a client remembers. A server that makes up names without end fills
/// the memory up to here, and is then no longer reported.
const REMEMBERED: usize = 4096;

/// Something that a server sent and the API description does not know.
///
/// It says where, and never what: no value of an answer is in it. The name of an unknown member is
/// part of its path; keys of maps are not, they are written `*`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Drift {
    operation: &'static str,
    what: Undocumented,
}

/// What the API description does not know.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Undocumented {
    /// A member of an object whose members are documented, by its path in the body:
    /// `data[].is_archived`. It was ignored. Of a long name the beginning is told.
    Member(String),
    /// A value of an enum or a branch of a union, by its path in the body: `data[].status`. It was
    /// kept as it came.
    Value(String),
    /// A status.
    Status(StatusCode),
    /// The media type of a body, without its parameters: `text/html`.
    MediaType(String),
}

impl Drift {
    /// The `operationId` of the call.
    pub fn operation_id(&self) -> &'static str {
        self.operation
    }

    /// What the description does not know.
    pub fn undocumented(&self) -> &Undocumented {
        &self.what
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.operation)?;
        match &self.what {
            Undocumented::Member(path) => write!(f, "member `{path}` is not documented"),
            Undocumented::Value(path) => write!(f, "a value of `{path}` is not documented"),
            Undocumented::Status(status) => {
                write!(f, "status {} is not documented", status.as_u16())
            }
            Undocumented::MediaType(name) => write!(f, "media type `{name}` is not documented"),
        }
    }
}

/// What is told of drift, and what was told before.
pub(crate) struct Observer {
    tell: Box<dyn Fn(&Drift) + Send + Sync>,
    told: Mutex<HashSet<Drift>>,
}

impl Observer {
    pub(crate) fn new(tell: impl Fn(&Drift) + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { tell: Box::new(tell), told: Mutex::default() })
    }

    /// Looks at the status and the media type of an answer.
    pub(crate) fn see(&self, answer: &Answer) {
        let operation = answer.operation;
        if !operation.documents(answer.status) {
            return self.report(operation, Undocumented::Status(answer.status));
        }
        let media_type = answer.media_type().map(|it| String::from_utf8_lossy(it).to_lowercase());
        if let Some(media_type) = media_type
            && !answer.is_empty()
            && !operation.documents_media_type(&media_type)
        {
            self.report(operation, Undocumented::MediaType(shortened(&media_type)));
        }
    }

    /// Looks at a body that was read as a `T`.
    pub(crate) fn read<T: DeserializeOwned>(&self, operation: &'static Operation, body: &[u8]) {
        for what in watched::findings::<T>(body) {
            self.report(operation, what);
        }
    }

    fn report(&self, operation: &'static Operation, what: Undocumented) {
        let drift = Drift { operation: operation.id(), what };
        if self.is_new(&drift) {
            (self.tell)(&drift);
        }
    }

    fn is_new(&self, drift: &Drift) -> bool {
        // A set is whole even where a thread panicked beside it.
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.len() < REMEMBERED && told.insert(drift.clone())
    }
}

/// The beginning of a name that a server made up.
pub(super) fn shortened(name: &str) -> String {
    const LONGEST: usize = 64;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", name.get(..end).unwrap_or_default()),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;

    static GET: Operation = Operation::new("getSegment", Method::Get, "/segments/{id}", "Segments");

    fn told(what: impl IntoIterator<Item = Undocumented>) -> usize {
        let count = Arc::new(Mutex::new(0));
        let observer = Observer::new({
            let count = Arc::clone(&count);
            move |_| *count.lock().unwrap() += 1
        });
        for it in what {
            observer.report(&GET, it);
        }
        *count.lock().unwrap()
    }

    #[test]
    fn each_finding_is_told_once() {
        let twice = ["a", "b", "a", "b"].map(|path| Undocumented::Member(path.to_owned()));
        assert_eq!(told(twice), 2);
        let kinds = [Undocumented::Member("a".to_owned()), Undocumented::Value("a".to_owned())];
        assert_eq!(told(kinds), 2);
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let endless = (0..REMEMBERED + 10).map(|it| Undocumented::Member(it.to_string()));
        assert_eq!(told(endless), REMEMBERED);
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(shortened("ä"), "ä");
        assert_eq!(shortened(&"ä".repeat(65)), "ä".repeat(64) + "…");
    }

    #[test]
    fn a_finding_reads_as_a_sentence() {
        let say = |what| Drift { operation: "getSegment", what }.to_string();
        assert_eq!(
            say(Undocumented::Member("data[].kind".to_owned())),
            "getSegment: member `data[].kind` is not documented"
        );
        assert_eq!(
            say(Undocumented::Status(StatusCode::IM_A_TEAPOT)),
            "getSegment: status 418 is not documented"
        );
    }
}
