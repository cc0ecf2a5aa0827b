//! Which states a member has on the wire, and what each of them means.

use serde_json::Value;

use super::Direction;

/// Whether a member must be there and may be null, and what the overlay says of its states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// It is never left out.
    pub required: bool,
    /// It may be null.
    pub nullable: bool,
    /// What the server makes of a member that is left out.
    pub omit: Option<Omit>,
    /// Whether null removes the value; `None` where the documentation does not say.
    pub null_clears: Option<bool>,
    /// Whether an empty list or map removes the value.
    pub empty_clears: bool,
}

/// What the server makes of a member that is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Omit {
    /// It keeps the value that it has.
    Keep,
    /// It puts the value back to the documented default.
    Reset,
    /// On creation, it picks the default.
    Default,
}

/// The Rust type around a member's own type `T`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum States {
    /// `T`: a value.
    Value,
    /// `Option<T>` that is never left out: null or a value. Where it is absent all the same, it
    /// reads as null.
    NullOrValue,
    /// `Option<T>`: absent or a value. In an answer null reads as absent.
    AbsentOrValue,
    /// `Option<Option<T>>`: absent, null or a value.
    AbsentNullOrValue,
    /// `Option<Option<T>>`: absent, empty or a value; the inner `None` is written as empty.
    AbsentEmptyOrValue,
}

impl Presence {
    /// The states that a member of a schema that goes in `direction` can take.
    pub fn states(&self, direction: Direction) -> States {
        match (self.required, self.nullable) {
            (true, false) => States::Value,
            (true, true) => States::NullOrValue,
            (false, true) if direction.request => States::AbsentNullOrValue,
            (false, false) if direction.request && self.empty_clears => States::AbsentEmptyOrValue,
            _ => States::AbsentOrValue,
        }
    }

    /// Reads `x-presence`; gives the pointer token and text of what it cannot read.
    pub(super) fn read_extension(&mut self, extension: &Value) -> Result<(), String> {
        let members = extension.as_object().ok_or("`x-presence` is not an object")?;
        for (state, meaning) in members {
            let meaning = meaning.as_str().unwrap_or_default();
            match (state.as_str(), meaning) {
                ("omit", "keep") => self.omit = Some(Omit::Keep),
                ("omit", "reset") => self.omit = Some(Omit::Reset),
                ("omit", "default") => self.omit = Some(Omit::Default),
                ("null", "clear") => self.null_clears = Some(true),
                ("null", "unspecified") => self.null_clears = None,
                ("empty", "clear") => self.empty_clears = true,
                _ => return Err(format!("`x-presence` does not know `{state}: {meaning}`")),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: Direction = Direction { request: true, answer: false };
    const ANSWER: Direction = Direction { request: false, answer: true };
    const BOTH: Direction = Direction { request: true, answer: true };

    #[test]
    fn every_row_of_the_table() {
        let row = |required, nullable, empty_clears| {
            let presence = Presence { required, nullable, empty_clears, ..Presence::default() };
            [REQUEST, ANSWER, BOTH].map(|direction| presence.states(direction))
        };
        use States::*;
        assert_eq!(row(true, false, false), [Value; 3]);
        assert_eq!(row(true, true, false), [NullOrValue; 3]);
        assert_eq!(row(false, false, false), [AbsentOrValue; 3]);
        assert_eq!(row(false, true, false), [AbsentNullOrValue, AbsentOrValue, AbsentNullOrValue]);
        assert_eq!(
            row(false, false, true),
            [AbsentEmptyOrValue, AbsentOrValue, AbsentEmptyOrValue]
        );
        assert_eq!(row(false, true, true), [AbsentNullOrValue, AbsentOrValue, AbsentNullOrValue]);
    }

    #[test]
    fn what_the_extension_cannot_say_is_refused() {
        let read =
            |text: &str| Presence::default().read_extension(&serde_json::from_str(text).unwrap());
        assert!(read(r#"{"omit": "keep", "null": "clear", "empty": "clear"}"#).is_ok());
        assert!(read(r#"{"omit": "forget"}"#).is_err());
        assert!(read(r#"{"absent": "keep"}"#).is_err());
        assert!(read(r#""keep""#).is_err());
    }
}
