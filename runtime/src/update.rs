//! The body that turns one version of a resource into another.
//!
//! A resource is read, copied, and the copy is edited; [`Update::between`] compares the two and says
//! the least that makes the server's state the new one. How each member of the body is made stands
//! in `diff`; which members it has is generated, in invocations of [`update!`](crate::update).

pub(crate) mod diff;

use std::fmt;

use crate::{Error, InvalidInput};

/// The body of an update, made from two versions of the resource `T`. Generated code implements it.
///
/// What the body holds follows from what the API documents of each member:
///
/// | The member of the body | is sent |
/// |---|---|
/// | required | always, with the new value |
/// | optional, and leaving it out keeps the value | if it changed |
/// | optional, and leaving it out resets it, or is not documented to keep it | always, if there is a value |
///
/// A value that is gone is sent as `null` or as an empty list or map where the API documents that
/// to clear the member. What an update cannot say is an [`UpdateError`], never left out in silence:
/// that is so for every member of `T` that the body has no place for, the id and the times that the
/// server sets included, and for the `extra` members of an open object.
///
/// ```
/// use openapi_exact_runtime::{Update, UpdateError};
///
/// #[derive(Clone, PartialEq)]
/// struct Segment { id: String, name: String, rules: Vec<String> }
///
/// struct UpdateSegment { name: String, rules: Option<Option<Vec<String>>> }
///
/// openapi_exact_runtime::update! {
///     UpdateSegment from Segment {
///         name: always required,
///         rules: changed set_or_empty,
///     }
///     fixed { id }
/// }
///
/// let old = Segment { id: "s".to_owned(), name: "A".to_owned(), rules: vec!["r".to_owned()] };
/// let mut new = old.clone();
/// new.rules.clear();
/// let changes = UpdateSegment::between(&old, &new)?;
/// assert_eq!(changes.members(), ["rules"]);
/// assert_eq!(changes.request().rules, Some(None)); // sends `[]`
///
/// new.id = "t".to_owned();
/// let refused = UpdateSegment::between(&old, &new).err();
/// assert_eq!(refused, Some(UpdateError::Fixed { member: "id" }));
/// # Ok::<_, UpdateError>(())
/// ```
///
/// # Two writers
///
/// Nothing is locked: for each member that is sent, the last writer wins. A member that the body
/// leaves out keeps what another writer has put there since `old` was read; one that is always sent
/// does not.
pub trait Update<T>: Sized {
    /// The body that turns `old` into `new`.
    ///
    /// # Errors
    ///
    /// If no body of this type can do that; the error names the first member that is in the way.
    fn between(old: &T, new: &T) -> Result<Changes<Self>, UpdateError>;
}

/// A body, and what it changes.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "nothing is sent until the request is given to a call"]
pub struct Changes<R> {
    request: R,
    members: Vec<&'static str>,
}

impl<R> Changes<R> {
    /// Whether both versions are the same, so that there is nothing to send.
    ///
    /// The body may hold something all the same: what every update has to send.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The members that differ, by their names on the wire, in the order of the body.
    pub fn members(&self) -> &[&'static str] {
        &self.members
    }

    /// The body.
    pub fn request(&self) -> &R {
        &self.request
    }

    /// The body, to send or to change further.
    pub fn into_request(self) -> R {
        self.request
    }
}

/// Why no body turns one version of a resource into another. It holds names and no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UpdateError {
    /// The member differs, and the body has no place for it.
    Fixed {
        /// Its name on the wire; `extra` for members that the API does not document.
        member: &'static str,
    },
    /// The value is gone, and the API documents no way to clear the member.
    NotClearable {
        /// Its name on the wire.
        member: &'static str,
    },
    /// The new version has no value, and the body cannot do without one.
    Missing {
        /// Its name on the wire.
        member: &'static str,
    },
    /// The new version has a value that can be read and is not among those that can be written.
    NotWritable {
        /// Its name on the wire.
        member: &'static str,
    },
}

impl UpdateError {
    /// The member that is in the way, by its name on the wire.
    pub fn member(&self) -> &'static str {
        match self {
            Self::Fixed { member }
            | Self::NotClearable { member }
            | Self::Missing { member }
            | Self::NotWritable { member } => member,
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Self::Fixed { .. } => "differs, which this update cannot send; give it its old value",
            Self::NotClearable { .. } => {
                "has lost its value, and nothing is documented to clear it; give it a value"
            }
            Self::Missing { .. } => "has no value, and this update has to send one; give it one",
            Self::NotWritable { .. } => {
                "has a value that this update is not documented to take; give it another"
            }
        }
    }
}

impl fmt::Display for UpdateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.member(), self.reason())
    }
}

impl std::error::Error for UpdateError {}

/// For functions that make a body and send it.
impl<E> From<UpdateError> for Error<E> {
    fn from(error: UpdateError) -> Self {
        Self::InvalidInput(InvalidInput::new(error.member(), error.reason()))
    }
}

/// Implements [`Update`](trait@crate::Update) for a body and the resource that it updates.
///
/// For each member of the body two words, and before them the name on the wire where that is not the
/// field's:
///
/// - when it is sent: `changed` or `always`, and `changed_as` or `always_as` from one open enum to
///   another;
/// - what states it has: `required`, `required_or_null`, `set`, `set_or_null`, `set_or_empty`, or
///   `set_not_null` for a member that may be null but is not documented to be cleared by it. What is
///   required is sent `always`.
///
/// `left` names the fields of the body that are not made from the resource and get their default,
/// `fixed` those of the resource that the body has no place for.
///
/// ```
/// #[derive(PartialEq)]
/// struct Note { id: String, type_: String }
///
/// struct UpdateNote { type_: String, tags: Option<Vec<String>> }
///
/// openapi_exact_runtime::update! {
///     UpdateNote from Note {
///         type_ = "type": always required,
///     }
///     left { tags }
///     fixed { id }
/// }
/// ```
#[macro_export]
macro_rules! update {
    (
        $request:ident from $resource:ident {
            $($field:ident $(= $wire:literal)?: $when:ident $states:ident),* $(,)?
        }
        $(left { $($left:ident),* $(,)? })?
        $(fixed { $($fixed:ident $(= $fixed_wire:literal)?),* $(,)? })?
    ) => {
        $($(
            #[doc = ::std::concat!("Leaves `", ::std::stringify!($left), "` out; set it on the request.\n\n")]
        )*)?
        impl $crate::Update<$resource> for $request {
            // Inlined so that only those comparisons are compiled that are used.
            #[inline]
            fn between(
                old: &$resource,
                new: &$resource,
            ) -> ::std::result::Result<$crate::Changes<Self>, $crate::UpdateError> {
                let mut diff = $crate::__private::Diff::new(old, new);
                $($(
                    diff.fixed($crate::__member!($fixed $($fixed_wire)?), |it| &it.$fixed)?;
                )*)?
                let request = Self {
                    $($field: diff
                        .$when($crate::__member!($field $($wire)?), |it| &it.$field)?
                        .$states()?,)*
                    $($($left: ::std::default::Default::default(),)*)?
                };
                ::std::result::Result::Ok(diff.finish(request))
            }
        }
    };
}

/// The name of a member: that on the wire, if it is given, or else the field's.
#[doc(hidden)]
#[macro_export]
macro_rules! __member {
    ($field:ident) => {
        ::std::stringify!($field)
    };
    ($field:ident $wire:literal) => {
        $wire
    };
}
