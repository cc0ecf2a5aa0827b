//! Answers that are a success although the server took only some of what was sent.

use std::fmt;

/// An answer in which refused items stand beside accepted ones. Generated code implements it.
///
/// Such an answer comes with a status of success, so awaiting the call is no proof that all was
/// taken; [`into_complete`](Self::into_complete) is.
///
/// ```
/// use openapi_exact_runtime::Partial;
///
/// #[must_use = "items may have been refused; see `Partial::into_complete`"]
/// struct SetPropertiesResult { property_errors: Vec<String> }
///
/// impl Partial for SetPropertiesResult {
///     type Refused = String;
///
///     fn refused(&self) -> &[String] {
///         &self.property_errors
///     }
/// }
///
/// let result = SetPropertiesResult { property_errors: vec!["email".to_owned()] };
/// let incomplete = result.into_complete().err().unwrap();
/// assert_eq!(incomplete.refused(), ["email"]);
/// ```
pub trait Partial: Sized {
    /// What the answer says of one refused item.
    type Refused;

    /// The refused items, in the order of the answer; none where all were accepted.
    fn refused(&self) -> &[Self::Refused];

    /// The answer, if nothing was refused.
    ///
    /// # Errors
    ///
    /// [`Incomplete`], which keeps the whole answer, if at least one item was refused. What was
    /// accepted stays so.
    fn into_complete(self) -> Result<Self, Incomplete<Self>> {
        if self.refused().is_empty() { Ok(self) } else { Err(Incomplete { answer: self }) }
    }
}

/// The server refused some of what was sent, or all of it, and accepted the rest.
///
/// Neither `Display` nor `Debug` shows the answer, only how many items were refused.
#[must_use = "it holds what was refused"]
pub struct Incomplete<T> {
    answer: T,
}

impl<T: Partial> Incomplete<T> {
    /// The refused items, at least one.
    pub fn refused(&self) -> &[T::Refused] {
        self.answer.refused()
    }

    /// The whole answer.
    pub fn answer(&self) -> &T {
        &self.answer
    }

    /// The whole answer, without the error around it.
    pub fn into_answer(self) -> T {
        self.answer
    }
}

impl<T: Partial> fmt::Display for Incomplete<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.refused().len() {
            1 => f.write_str("the server refused 1 item; see `refused`"),
            count => write!(f, "the server refused {count} items; see `refused`"),
        }
    }
}

impl<T: Partial> fmt::Debug for Incomplete<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incomplete").field("refused", &self.refused().len()).finish_non_exhaustive()
    }
}

impl<T: Partial> std::error::Error for Incomplete<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    struct Outcome {
        saved: u8,
        refused: Vec<&'static str>,
    }

    impl Partial for Outcome {
        type Refused = &'static str;

        fn refused(&self) -> &[&'static str] {
            &self.refused
        }
    }

    #[test]
    fn an_answer_without_refused_items_is_complete() {
        let outcome = Outcome { saved: 2, refused: vec![] };
        assert_eq!(outcome.into_complete().unwrap().saved, 2);
    }

    #[test]
    fn refused_items_make_an_error_that_keeps_the_answer() {
        let outcome = Outcome { saved: 2, refused: vec!["sk_live"] };
        let error = outcome.into_complete().err().unwrap();
        assert_eq!(error.to_string(), "the server refused 1 item; see `refused`");
        assert_eq!(format!("{error:?}"), "Incomplete { refused: 1, .. }");
        assert_eq!((error.refused(), error.answer().saved), (["sk_live"].as_slice(), 2));
        assert_eq!(error.into_answer().saved, 2);
        let error = Outcome { saved: 0, refused: vec!["a", "b"] }.into_complete().err().unwrap();
        assert_eq!(error.to_string(), "the server refused 2 items; see `refused`");
    }
}
