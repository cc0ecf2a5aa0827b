//! Writing an object member by member. The first refusal is kept until the end, so that a member is
//! one call and no branch.

use serde::Serialize;
use serde::ser::{SerializeMap, SerializeStruct, Serializer};

/// Writes an object all of whose members are declared.
pub struct ObjectWriter<S: Serializer>(Result<S::SerializeStruct, S::Error>);

/// Writes an object that keeps members that nobody declares.
pub struct OpenObjectWriter<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> ObjectWriter<S> {
    /// Begins an object of `members` members.
    #[inline]
    pub fn begin(serializer: S, name: &'static str, members: usize) -> Self {
        Self(serializer.serialize_struct(name, members))
    }

    /// A member that is there.
    #[inline]
    pub fn member<T: Serialize>(&mut self, name: &'static str, value: &T) {
        if let Ok(object) = &mut self.0
            && let Err(error) = object.serialize_field(name, value)
        {
            self.0 = Err(error);
        }
    }

    /// A member that is left out if there is none.
    #[inline]
    pub fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) {
        if value.is_some() {
            self.member(name, value);
        }
    }

    /// A member that is left out if there is none, and cleared by being empty.
    #[inline]
    pub fn empty_clears<C>(&mut self, name: &'static str, value: &Option<Option<C>>)
    where
        C: Serialize + Default,
    {
        match value {
            None => {}
            Some(None) => self.member(name, &C::default()),
            Some(Some(items)) => self.member(name, items),
        }
    }

    /// Ends the object.
    #[inline]
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0.and_then(SerializeStruct::end)
    }
}

impl<S: Serializer> OpenObjectWriter<S> {
    /// Begins an object of `members` members, those that nobody declares included.
    #[inline]
    pub fn begin(serializer: S, members: usize) -> Self {
        Self(serializer.serialize_map(Some(members)))
    }

    /// A member that is there.
    #[inline]
    pub fn member<T: Serialize>(&mut self, name: &str, value: &T) {
        if let Ok(object) = &mut self.0
            && let Err(error) = object.serialize_entry(name, value)
        {
            self.0 = Err(error);
        }
    }

    /// A member that is left out if there is none.
    #[inline]
    pub fn optional<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if value.is_some() {
            self.member(name, value);
        }
    }

    /// A member that is left out if there is none, and cleared by being empty.
    #[inline]
    pub fn empty_clears<C>(&mut self, name: &str, value: &Option<Option<C>>)
    where
        C: Serialize + Default,
    {
        match value {
            None => {}
            Some(None) => self.member(name, &C::default()),
            Some(Some(items)) => self.member(name, items),
        }
    }

    /// The members that nobody declares.
    pub fn extra<'a, V: Serialize + 'a>(
        &mut self,
        members: impl IntoIterator<Item = (&'a String, &'a V)>,
    ) {
        for (name, value) in members {
            self.member(name, value);
        }
    }

    /// Ends the object.
    #[inline]
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0.and_then(SerializeMap::end)
    }
}
