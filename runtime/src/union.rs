//! Reading values that have one of several types.
//!
//! Generated code names the branches in its `Deserialize`; which of them a value is, is settled here.

use std::any::type_name;
use std::cmp::Reverse;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde_json::Value;

use crate::object::{counting_passed_over, declared_members, pass_over};
use crate::{drift, json};

/// A union with nothing in the value to say which branch it is.
///
/// Of the branches that fit, the one that declares most of the members present is taken, so that
/// nothing is lost; then the one that passes over fewest members further inside; then the one that
/// declares fewest members in all; then the one named first. One that passes over members is not taken
/// where one that does not fit declares more of those that are there and not null: then the value is
/// that branch, and not as it is described.
///
/// ```
/// use openapi_exact_runtime::Union;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Screen { id: String, content: String }
/// #[derive(Deserialize)]
/// struct ScreenSummary { id: String }
///
/// enum ScreenOrSummary { Screen(Screen), ScreenSummary(ScreenSummary) }
///
/// impl<'de> Deserialize<'de> for ScreenOrSummary {
///     fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
///         Union::read(deserializer)?
///             .branch(Self::Screen)
///             .branch(Self::ScreenSummary)
///             .finish()
///     }
/// }
///
/// let lean: ScreenOrSummary = serde_json::from_str(r#"{"id": "a"}"#).unwrap();
/// assert!(matches!(lean, ScreenOrSummary::ScreenSummary(_)));
/// ```
#[must_use = "the union is read by `finish`"]
pub struct Union<T, E> {
    value: Value,
    best: Option<(Fit, T, drift::Findings)>,
    /// Of how many members that are there and not null that branch knows.
    told_by_best: usize,
    /// The most members that are there and not null of which a branch that does not fit knows.
    missed: usize,
    /// Each says why a branch does not fit. That is asked only if none does.
    misfits: Vec<fn(&Value) -> Option<String>>,
    error: PhantomData<fn() -> E>,
}

/// How well a branch fits; greater is better. Of members: how many that are present it declares, how
/// many it passes over at any depth, and how many it declares in all.
type Fit = (usize, Reverse<usize>, Reverse<usize>);

impl<T, E: Error> Union<T, E> {
    /// Reads the value, whichever branch it is.
    ///
    /// # Errors
    ///
    /// That of the deserializer, where there is no JSON value.
    pub fn read<'de, D: Deserializer<'de, Error = E>>(deserializer: D) -> Result<Self, E> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self {
            value,
            best: None,
            told_by_best: 0,
            missed: 0,
            misfits: Vec::new(),
            error: PhantomData,
        })
    }

    /// Tries one branch, by the variant that holds it.
    pub fn branch<B: DeserializeOwned>(mut self, variant: impl FnOnce(B) -> T) -> Self {
        let read = || drift::aside(|| B::deserialize(drift::Reader::from(&self.value)));
        let ((branch, findings), passed_over) = counting_passed_over(read);
        match branch {
            Ok(branch) => {
                let fit = self.fit(declared_members::<B>(), passed_over);
                if self.best.as_ref().is_none_or(|(best, ..)| fit > *best) {
                    self.told_by_best = self.told(declared_members::<B>());
                    self.best = Some((fit, variant(branch), findings));
                }
            }
            Err(_) => {
                self.missed = self.missed.max(self.told(declared_members::<B>()));
                self.misfits.push(misfit::<B>);
            }
        }
        self
    }

    /// How many of the members are there and not null.
    fn told(&self, members: &[&str]) -> usize {
        let is_told = |name: &&&str| self.value.get(**name).is_some_and(|it| !it.is_null());
        members.iter().filter(is_told).count()
    }

    fn fit(&self, members: &[&str], passed_over: usize) -> Fit {
        let Value::Object(object) = &self.value else {
            return (0, Reverse(passed_over), Reverse(0));
        };
        let present = members.iter().filter(|name| object.contains_key(**name)).count();
        (present, Reverse(passed_over), Reverse(members.len()))
    }

    /// The branch that fits best.
    ///
    /// # Errors
    ///
    /// If none fits, or the one that fits best passes over members and one that does not fit knows
    /// more of what is there; with the reason of each that does not fit.
    pub fn finish(self) -> Result<T, E> {
        match self.best {
            Some(((_, Reverse(passed_over), _), branch, findings))
                if passed_over == 0 || self.told_by_best >= self.missed =>
            {
                drift::keep(findings);
                pass_over(passed_over);
                Ok(branch)
            }
            _ => {
                let reasons = self.misfits.iter().filter_map(|misfit| misfit(&self.value));
                let reasons = reasons.collect::<Vec<_>>().join("; ");
                let reason = format!("no branch of the union fits ({reasons})");
                Err(json::ReadError::new(reason).nest())
            }
        }
    }
}

/// A union with a member that says which branch it is.
///
/// ```
/// use openapi_exact_runtime::Tagged;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Apple { bundle_id: String }
///
/// enum StoreConfig { Apple(Apple), Unknown(serde_json::Value) }
///
/// impl<'de> Deserialize<'de> for StoreConfig {
///     fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
///         let (platform, union) = Tagged::read(deserializer, "platform")?;
///         Ok(match platform.as_deref() {
///             Some("apple") => Self::Apple(union.decode()?),
///             _ => Self::Unknown(union.into_value()),
///         })
///     }
/// }
///
/// let newer: StoreConfig = serde_json::from_str(r#"{"platform": "amazon"}"#).unwrap();
/// assert!(matches!(newer, StoreConfig::Unknown(_)));
/// ```
pub struct Tagged<E> {
    value: Value,
    error: PhantomData<fn() -> E>,
}

impl<E: Error> Tagged<E> {
    /// Reads the value and its tag; there is none where the member is missing or not a string.
    ///
    /// # Errors
    ///
    /// That of the deserializer, where there is no JSON value.
    pub fn read<'de, D>(deserializer: D, member: &str) -> Result<(Option<String>, Self), E>
    where
        D: Deserializer<'de, Error = E>,
    {
        let value = Value::deserialize(deserializer)?;
        let tag = value.get(member).and_then(Value::as_str).map(str::to_owned);
        Ok((tag, Self { value, error: PhantomData }))
    }

    /// The branch that the tag names.
    ///
    /// # Errors
    ///
    /// If the value does not fit, with the path within it.
    pub fn decode<B: DeserializeOwned>(self) -> Result<B, E> {
        json::from_value(&self.value).map_err(json::ReadError::nest)
    }

    /// The value as it came, for a tag that is not known.
    pub fn into_value(self) -> Value {
        drift::unknown_value();
        self.value
    }
}

fn misfit<B: DeserializeOwned>(value: &Value) -> Option<String> {
    let error = json::from_value::<B>(value).err()?;
    Some(format!("{}: {error}", bare_name(type_name::<B>())))
}

/// `Vec<Screen>` of `alloc::vec::Vec<api::types::Screen>`.
fn bare_name(name: &str) -> String {
    let words =
        name.split_inclusive(|char: char| !char.is_alphanumeric() && !matches!(char, '_' | ':'));
    words.map(|word| word.rsplit("::").next().unwrap_or(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::from_slice;

    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Full {
        id: String,
        content: Option<Content>,
    }

    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Content {
        title: String,
    }

    #[derive(crate::Deserialize, Debug, PartialEq)]
    struct Lean {
        id: String,
    }

    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Bytes {
        id: String,
        bytes: Vec<u8>,
    }

    #[derive(Debug, PartialEq)]
    enum Screen {
        Bytes(Bytes),
        Lean(Lean),
        Full(Full),
        Ids(Vec<u8>),
        Raw(Value),
    }

    impl<'de> Deserialize<'de> for Screen {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Union::read(deserializer)?
                .branch(Self::Lean)
                .branch(Self::Full)
                .branch(Self::Ids)
                .finish()
        }
    }

    fn lean(id: &str) -> Lean {
        Lean { id: id.to_owned() }
    }

    #[test]
    fn the_branch_that_keeps_most_is_taken() {
        let screen: Screen = from_slice(br#"{"id": "a", "content": {"title": "t"}}"#).unwrap();
        let content = Some(Content { title: "t".to_owned() });
        assert_eq!(screen, Screen::Full(Full { id: "a".to_owned(), content }));
    }

    #[test]
    fn no_branch_is_taken_that_knows_less_than_one_that_does_not_fit() {
        let read = |text: &[u8]| from_slice::<Screen>(text).map_err(|it| it.reason().to_owned());
        let reason = read(br#"{"id": "a", "content": {"title": 7}}"#).unwrap_err();
        assert!(reason.contains("Full: at `content.title`: invalid type"), "{reason}");
        // What keeps all loses nothing.
        let value = serde_json::json!({"id": "a", "content": {"title": 7}});
        let union = Union::<_, serde_json::Error>::read(value.clone()).unwrap();
        let screen = union.branch(Screen::Full).branch(Screen::Raw).finish();
        assert_eq!(screen.unwrap(), Screen::Raw(value));
        // Nothing is lost with what is null.
        let screen: Result<Screen, _> = {
            let value = serde_json::json!({"id": "a", "bytes": null});
            let union = Union::<_, serde_json::Error>::read(value).unwrap();
            union.branch(Screen::Lean).branch(Screen::Bytes).finish()
        };
        assert_eq!(screen.unwrap(), Screen::Lean(lean("a")));
    }

    #[test]
    fn on_a_tie_what_is_lost_further_inside_counts() {
        macro_rules! holder {
            ($holder:ident, $held:ident, $member:ident) => {
                #[derive(crate::Deserialize, Debug)]
                struct $held {
                    $member: Option<u8>,
                }
                #[derive(crate::Deserialize, Debug)]
                struct $holder {
                    held: Option<$held>,
                }
            };
        }
        holder!(A, HeldA, a);
        holder!(B, HeldB, b);
        #[derive(Debug)]
        enum Either {
            A(A),
            B(B),
        }
        let read = |text: &str| {
            let value: Value = serde_json::from_str(text).unwrap();
            let union = Union::<_, serde_json::Error>::read(value).unwrap();
            union.branch(Either::A).branch(Either::B).finish().unwrap()
        };
        let inner = |it| match it {
            Either::A(it) => it.held.and_then(|it| it.a),
            Either::B(it) => it.held.and_then(|it| it.b).map(|it| it + 10),
        };
        assert_eq!(inner(read(r#"{"held": {"b": 1}}"#)), Some(11));
        assert_eq!(inner(read(r#"{"held": {"a": 1, "c": 2}}"#)), Some(1));
    }

    #[test]
    fn on_a_tie_the_leanest_branch_is_taken_wherever_it_stands() {
        assert_eq!(from_slice::<Screen>(br#"{"id": "a"}"#).unwrap(), Screen::Lean(lean("a")));
        let value = serde_json::json!({"id": "a"});
        let union = Union::<_, serde_json::Error>::read(value).unwrap();
        let screen = union.branch(Screen::Full).branch(Screen::Lean).finish();
        assert_eq!(screen.unwrap(), Screen::Lean(lean("a")));
    }

    #[test]
    fn on_a_further_tie_and_without_members_the_first_is_taken() {
        let union = Union::<_, serde_json::Error>::read(serde_json::json!([1])).unwrap();
        let screen = union.branch(Screen::Ids).branch(Screen::Raw).finish();
        assert_eq!(screen.unwrap(), Screen::Ids(vec![1]));
    }

    #[test]
    fn if_none_fits_the_error_names_place_and_reasons_but_no_value() {
        let error = from_slice::<Vec<Screen>>(br#"[{"id": "sk_live"}, {"id": 7}]"#);
        let reasons = "Lean: at `id`: invalid type: integer, expected a string; \
                       Full: at `id`: invalid type: integer, expected a string; \
                       Vec<u8>: invalid type: map, expected a sequence";
        assert_eq!(error.as_ref().unwrap_err().path(), Some("[1]"));
        assert_eq!(error.unwrap_err().reason(), format!("no branch of the union fits ({reasons})"));
    }

    #[derive(Debug, PartialEq)]
    enum Store {
        Apple(Full),
        Unknown(Value),
    }

    impl<'de> Deserialize<'de> for Store {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let (tag, union) = Tagged::read(deserializer, "platform")?;
            Ok(match tag.as_deref() {
                Some("apple") => Self::Apple(union.decode()?),
                _ => Self::Unknown(union.into_value()),
            })
        }
    }

    #[test]
    fn a_tag_chooses_the_branch() {
        let apple = from_slice(br#"{"platform": "apple", "id": "a"}"#).unwrap();
        assert_eq!(Store::Apple(Full { id: "a".to_owned(), content: None }), apple);
        for text in ["{\"platform\":\"amazon\"}", "{\"platform\":1}", "{}", "[]"] {
            let store = from_slice(text.as_bytes()).unwrap();
            assert_eq!(Store::Unknown(serde_json::from_str(text).unwrap()), store);
        }
    }

    #[test]
    fn the_path_goes_on_within_a_branch() {
        let error =
            from_slice::<Vec<Store>>(br#"[{"platform": "apple", "id": "a", "content": {}}]"#)
                .unwrap_err();
        assert_eq!(error.path(), Some("[0].content"));
        assert_eq!(error.reason(), "missing field `title`");
    }

    #[test]
    fn type_names_lose_their_modules() {
        assert_eq!(bare_name("alloc::vec::Vec<a::b::C>"), "Vec<C>");
        assert_eq!(bare_name("(a::B, c_d::E)"), "(B, E)");
    }
}
