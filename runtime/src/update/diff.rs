//! Two versions of a resource side by side, and what becomes of each member in the body.
//!
//! [`update!`](crate::update) expands to calls of these: one that compares a member and says whether
//! it is sent, and one that puts the outcome into the states that the body's field has.

use super::{Changes, UpdateError};
use crate::open_enum::OpenEnum;

/// Two versions of a resource, and which of the body's members differ so far.
#[derive(Debug)]
pub struct Diff<'a, T> {
    old: &'a T,
    new: &'a T,
    members: Vec<&'static str>,
}

impl<'a, T> Diff<'a, T> {
    /// Compares `old` and `new`.
    pub fn new(old: &'a T, new: &'a T) -> Self {
        Self { old, new, members: Vec::new() }
    }

    /// A member that the body has no place for.
    pub fn fixed<H: PartialEq + 'a>(
        &self,
        member: &'static str,
        field: impl Fn(&'a T) -> &'a H,
    ) -> Result<(), UpdateError> {
        if field(self.old) == field(self.new) { Ok(()) } else { Err(UpdateError::Fixed { member }) }
    }

    /// A member that is sent if it differs: leaving it out keeps it.
    pub fn changed<V: Clone + PartialEq + 'a, H: Holds<V> + 'a>(
        &mut self,
        member: &'static str,
        field: impl Fn(&'a T) -> &'a H,
    ) -> Result<Change<V>, UpdateError> {
        let (old, new) = (field(self.old).held(), field(self.new).held());
        if old == new {
            return Ok(Change { member, state: State::Same });
        }
        self.members.push(member);
        Ok(Change { member, state: State::of(old, new) })
    }

    /// A member that is always sent: the body needs it, or leaving it out may not keep it.
    pub fn always<V: Clone + PartialEq + 'a, H: Holds<V> + 'a>(
        &mut self,
        member: &'static str,
        field: impl Fn(&'a T) -> &'a H,
    ) -> Result<Change<V>, UpdateError> {
        let (old, new) = (field(self.old).held(), field(self.new).held());
        if old != new {
            self.members.push(member);
        }
        Ok(Change { member, state: State::of(old, new) })
    }

    /// As [`changed`](Self::changed), from one open enum to another.
    pub fn changed_as<V: OpenEnum<Wire = Wire<H>>, H: HoldsEnum + 'a>(
        &mut self,
        member: &'static str,
        field: impl Fn(&'a T) -> &'a H,
    ) -> Result<Change<V>, UpdateError> {
        self.changed::<H::Enum, H>(member, field)?.converted()
    }

    /// As [`always`](Self::always), from one open enum to another.
    pub fn always_as<V: OpenEnum<Wire = Wire<H>>, H: HoldsEnum + 'a>(
        &mut self,
        member: &'static str,
        field: impl Fn(&'a T) -> &'a H,
    ) -> Result<Change<V>, UpdateError> {
        self.always::<H::Enum, H>(member, field)?.converted()
    }

    /// The body with what it changes.
    pub fn finish<R>(self, request: R) -> Changes<R> {
        Changes { request, members: self.members }
    }
}

/// What an update has to say of a member.
#[derive(Debug)]
pub struct Change<V> {
    member: &'static str,
    state: State<V>,
}

#[derive(Debug)]
enum State<V> {
    /// Nothing.
    Same,
    /// There was none and there is none.
    NoValue,
    /// There is none any more.
    Gone,
    /// There is one.
    Value(V),
}

impl<V: Clone> State<V> {
    fn of(old: Option<&V>, new: Option<&V>) -> Self {
        match new {
            Some(value) => Self::Value(value.clone()),
            None if old.is_some() => Self::Gone,
            None => Self::NoValue,
        }
    }
}

impl<V> Change<V> {
    /// For a member that is required and not nullable.
    pub fn required(self) -> Result<V, UpdateError> {
        match self.state {
            State::Value(value) => Ok(value),
            _ => Err(UpdateError::Missing { member: self.member }),
        }
    }

    /// For a member that is required and nullable: null is a value like any other.
    pub fn required_or_null(self) -> Result<Option<V>, UpdateError> {
        Ok(self.value())
    }

    /// For a member that can be left out and not be cleared.
    pub fn set(self) -> Result<Option<V>, UpdateError> {
        match self.state {
            State::Gone => Err(UpdateError::NotClearable { member: self.member }),
            _ => Ok(self.value()),
        }
    }

    /// For a member that can be left out and be null, where nothing says that null clears it.
    pub fn set_not_null(self) -> Result<Option<Option<V>>, UpdateError> {
        Ok(self.set()?.map(Some))
    }

    /// For a member that can be left out and that null clears.
    pub fn set_or_null(self) -> Result<Option<Option<V>>, UpdateError> {
        Ok(match self.state {
            State::Same => None,
            _ => Some(self.value()),
        })
    }

    /// For a list or map that can be left out and that an empty one clears.
    pub fn set_or_empty(self) -> Result<Option<Option<V>>, UpdateError>
    where
        V: PartialEq + Default,
    {
        let cleared = V::default();
        Ok(self.set_or_null()?.map(|it| it.filter(|value| *value != cleared)))
    }

    fn value(self) -> Option<V> {
        match self.state {
            State::Value(value) => Some(value),
            State::Same | State::NoValue | State::Gone => None,
        }
    }
}

impl<A: OpenEnum> Change<A> {
    /// The same value in another enum, if that enum has it.
    fn converted<V: OpenEnum<Wire = A::Wire>>(self) -> Result<Change<V>, UpdateError> {
        let member = self.member;
        let state = match self.state {
            State::Same => State::Same,
            State::NoValue => State::NoValue,
            State::Gone => State::Gone,
            State::Value(value) => match OpenEnum::known(value.wire()) {
                Some(value) => State::Value(value),
                None => return Err(UpdateError::NotWritable { member }),
            },
        };
        Ok(Change { member, state })
    }
}

/// A field that holds a value of the type `V`, or may.
pub trait Holds<V> {
    /// The value, if there is one; null is none.
    fn held(&self) -> Option<&V>;
}

impl<V> Holds<V> for V {
    fn held(&self) -> Option<&V> {
        Some(self)
    }
}

impl<V> Holds<V> for Option<V> {
    fn held(&self) -> Option<&V> {
        self.as_ref()
    }
}

impl<V> Holds<V> for Option<Option<V>> {
    fn held(&self) -> Option<&V> {
        self.as_ref()?.as_ref()
    }
}

/// A field that holds an open enum, or may. It says which, where the body's type cannot.
pub trait HoldsEnum: Holds<Self::Enum> {
    /// The enum.
    type Enum: OpenEnum + PartialEq;
}

impl<E: OpenEnum + PartialEq> HoldsEnum for E {
    type Enum = E;
}

impl<E: OpenEnum + PartialEq> HoldsEnum for Option<E> {
    type Enum = E;
}

impl<E: OpenEnum + PartialEq> HoldsEnum for Option<Option<E>> {
    type Enum = E;
}

/// What the values of an enum are on the wire.
type Wire<H> = <<H as HoldsEnum>::Enum as OpenEnum>::Wire;
