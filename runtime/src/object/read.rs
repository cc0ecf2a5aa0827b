//! Reading an object member by member. The first refusal is kept until the end, so that a member is
//! one call and no branch.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::{Extra, PassedOver, pass_over};
use crate::drift;

/// What [`Deserialize`](macro@crate::Deserialize) says of a type.
pub trait Object<'de>: Sized {
    /// What the type is called in messages.
    const NAME: &'static str;

    /// The members that it declares, by their names on the wire.
    const MEMBERS: &'static [&'static str];

    /// Makes it of its members.
    fn read<A: MapAccess<'de>>(members: Members<'de, A>) -> Result<Self, A::Error>;
}

/// Reads an object.
///
/// # Errors
///
/// That of the deserializer, of a member's value, or one for the first member that is missing or
/// that is there twice.
#[inline]
pub fn read<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_struct(T::NAME, T::MEMBERS, Read(PhantomData))
}

struct Read<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for Read<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "struct {}", T::NAME)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(Members {
            map,
            names: T::MEMBERS,
            expected: 0,
            seen: Seen::default(),
            undeclared: String::new(),
            error: None,
        })
    }
}

/// The members of an object that is being read.
pub struct Members<'de, A: MapAccess<'de>> {
    map: A,
    names: &'static [&'static str],
    /// The member after the one before: most servers keep the order of their documentation.
    expected: usize,
    seen: Seen,
    /// The name of the member that comes, if the type does not declare it.
    undeclared: String,
    error: Option<A::Error>,
}

impl<'de, A: MapAccess<'de>> Members<'de, A> {
    /// The next member, by its place among the names; past them all if it is not among them.
    /// Nothing at the end, and once something is wrong.
    pub fn next_member(&mut self) -> Option<usize> {
        if self.error.is_some() {
            return None;
        }
        let (names, expected) = (self.names, self.expected);
        let name = Name { names, expected, undeclared: &mut self.undeclared };
        let at = match self.map.next_key_seed(name) {
            Ok(at) => at?,
            Err(error) => {
                self.error = Some(error);
                return None;
            }
        };
        if let Some(name) = names.get(at) {
            if !self.seen.insert(at) {
                self.error = Some(A::Error::duplicate_field(name));
                return None;
            }
            self.expected = at + 1;
        }
        Some(at)
    }

    /// Reads a value that is there.
    #[inline]
    pub fn value<T: Deserialize<'de>>(&mut self, place: &mut Option<T>) {
        match self.map.next_value() {
            Ok(value) => *place = Some(value),
            Err(error) => self.error = Some(error),
        }
    }

    /// Reads a value that is there or null.
    #[inline]
    pub fn optional<T: Deserialize<'de>>(&mut self, place: &mut Option<T>) {
        match self.map.next_value() {
            Ok(value) => *place = value,
            Err(error) => self.error = Some(error),
        }
    }

    /// Reads a list or map; where it is empty, the member is cleared.
    #[inline]
    pub fn empty_clears<C>(&mut self, place: &mut Option<Option<C>>)
    where
        C: Deserialize<'de>,
        for<'a> &'a C: IntoIterator,
    {
        match self.map.next_value::<C>() {
            Ok(items) => {
                let is_empty = (&items).into_iter().next().is_none();
                *place = Some((!is_empty).then_some(items));
            }
            Err(error) => self.error = Some(error),
        }
    }

    /// Keeps a member that is not declared.
    #[inline]
    pub fn extra<E: Extra>(&mut self, extra: &mut E)
    where
        E::Value: Deserialize<'de>,
    {
        match self.map.next_value() {
            Ok(value) => extra.keep(std::mem::take(&mut self.undeclared), value),
            Err(error) => self.error = Some(error),
        }
    }

    /// Passes over a member that is not declared.
    pub fn skip(&mut self) {
        match self.map.next_value() {
            Ok(Skipped(what)) => pass_over(what),
            Err(error) => self.error = Some(error),
        }
    }

    /// Whether nothing was wrong.
    #[inline]
    pub fn are_read(&self) -> bool {
        self.error.is_none()
    }

    /// What was wrong: if nothing else, then that the first of `required` is missing.
    #[cold]
    pub fn error(self, required: &[usize]) -> A::Error {
        let missing = || required.iter().find(|at| !self.seen.holds(**at));
        match self.error {
            Some(error) => error,
            None => A::Error::missing_field(missing().map_or("", |at| self.names[*at])),
        }
    }
}

/// A value that is read no further than to see whether it is null.
struct Skipped(PassedOver);

impl<'de> Deserialize<'de> for Skipped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(Skip)
    }
}

struct Skip;

impl<'de> Visitor<'de> for Skip {
    type Value = Skipped;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Skipped, D::Error> {
        IgnoredAny::deserialize(deserializer)?;
        Ok(Skipped(PassedOver { told: 1, null: 0 }))
    }

    fn visit_none<E: Error>(self) -> Result<Skipped, E> {
        drift::unknown_member();
        Ok(Skipped(PassedOver { told: 0, null: 1 }))
    }

    fn visit_unit<E: Error>(self) -> Result<Skipped, E> {
        self.visit_none()
    }
}

/// Which members were there.
#[derive(Default)]
struct Seen {
    /// Of the first 64 members, a bit each.
    first: u64,
    further: Vec<usize>,
}

impl Seen {
    /// Whether it is new.
    fn insert(&mut self, at: usize) -> bool {
        let is_new = !self.holds(at);
        match 1_u64.checked_shl(u32::try_from(at).unwrap_or(u32::MAX)) {
            Some(bit) => self.first |= bit,
            None => self.further.push(at),
        }
        is_new
    }

    fn holds(&self, at: usize) -> bool {
        match 1_u64.checked_shl(u32::try_from(at).unwrap_or(u32::MAX)) {
            Some(bit) => self.first & bit != 0,
            None => self.further.contains(&at),
        }
    }
}

/// Reads the name of a member as its place among those that are declared.
struct Name<'a> {
    names: &'static [&'static str],
    expected: usize,
    undeclared: &'a mut String,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = usize;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        if self.names.get(self.expected).is_some_and(|it| *it == name) {
            return Ok(self.expected);
        }
        Ok(self.elsewhere(name))
    }
}

impl Name<'_> {
    fn elsewhere(self, name: &str) -> usize {
        let at = self.names.iter().position(|it| *it == name);
        at.unwrap_or_else(|| {
            self.undeclared.clear();
            self.undeclared.push_str(name);
            self.names.len()
        })
    }
}

/// The members that a type declares, none if it is no object; nothing if it takes any value, and
/// that says what it is.
pub(crate) fn declared_members<'de, T: Deserialize<'de>>() -> Option<&'static [&'static str]> {
    let mut names: Option<&'static [&'static str]> = Some(&[]);
    // It never gives a value.
    let _ = T::deserialize(Names(&mut names));
    names
}

/// Gives no value, but learns the names that the type tells.
struct Names<'a>(&'a mut Option<&'static [&'static str]>);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = serde::de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        *self.0 = None;
        Err(Error::custom(""))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        *self.0 = Some(names);
        Err(Error::custom(""))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    /// A map declares no members, whatever its values are.
    fn deserialize_map<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Error::custom(""))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct enum identifier ignored_any
    }
}
