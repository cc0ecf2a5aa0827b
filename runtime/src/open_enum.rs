//! Enums that keep a value they do not know.
//!
//! A server gains values before its clients do. [`string_enum!`](crate::string_enum) and
//! [`integer_enum!`](crate::integer_enum) make enums to which such a value is data and no error.

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// A value of an open enum `E` that this version does not know, kept as it came.
///
/// There is no way to make one but to read or convert a value that `E` does not name, so each
/// value has exactly one form: `Unknown` never holds a known one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue<E, V = String> {
    value: V,
    of: PhantomData<fn() -> E>,
}

impl<E> UnknownValue<E, String> {
    /// The value as it came.
    pub fn as_str(&self) -> &str {
        &self.value
    }
}

impl<E> UnknownValue<E, i64> {
    /// The value as it came.
    pub fn get(&self) -> i64 {
        self.value
    }
}

impl<E, V> Deref for UnknownValue<E, V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.value
    }
}

impl<E, V: fmt::Debug> fmt::Debug for UnknownValue<E, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// What the macros tell the helpers below about an enum.
pub trait OpenEnum: Clone + Sized {
    /// `str` or `i64`.
    type Wire: ?Sized + ToOwned;

    /// The value as on the wire.
    fn wire(&self) -> &Self::Wire;

    /// The variant of a value that this version knows.
    fn known(wire: &Self::Wire) -> Option<Self>;

    /// `Self::Unknown`.
    fn unknown(value: UnknownValue<Self, <Self::Wire as ToOwned>::Owned>) -> Self;
}

/// The variant of a borrowed value, which is copied only if it is unknown.
pub fn from_ref<E: OpenEnum>(wire: &E::Wire) -> E {
    E::known(wire)
        .unwrap_or_else(|| E::unknown(UnknownValue { value: wire.to_owned(), of: PhantomData }))
}

/// The variant of a value, which is kept if it is unknown.
pub fn from_owned<E: OpenEnum>(value: <E::Wire as ToOwned>::Owned) -> E {
    E::known(value.borrow()).unwrap_or_else(|| E::unknown(UnknownValue { value, of: PhantomData }))
}

/// What `string_enum!` needs for strings.
pub mod string {
    use std::fmt;
    use std::marker::PhantomData;

    use serde::de::{Deserializer, Error, Visitor};

    use super::{OpenEnum, from_ref};
    use crate::drift;

    /// The literal of a variant as the wire type.
    pub fn literal(text: &&'static str) -> &'static str {
        text
    }

    /// The wire type as callers see it.
    pub fn value(text: &str) -> &str {
        text
    }

    struct Text<E>(PhantomData<E>);

    impl<E: OpenEnum<Wire = str>> Visitor<'_> for Text<E> {
        type Value = E;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<Err: Error>(self, text: &str) -> Result<E, Err> {
            Ok(E::known(text).unwrap_or_else(|| {
                drift::unknown_value();
                from_ref(text)
            }))
        }
    }

    /// Reads a string, without copying it if it is known.
    pub fn deserialize<'de, E: OpenEnum<Wire = str>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<E, D::Error> {
        deserializer.deserialize_str(Text(PhantomData))
    }
}

/// What `integer_enum!` needs for integers.
pub mod integer {
    use serde::{Deserialize, Deserializer};

    use super::{OpenEnum, from_owned};
    use crate::drift;

    /// The literal of a variant as the wire type.
    pub fn literal(number: &'static i64) -> &'static i64 {
        number
    }

    /// The wire type as callers see it.
    pub fn value(number: &i64) -> i64 {
        *number
    }

    /// Reads an integer.
    pub fn deserialize<'de, E: OpenEnum<Wire = i64>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<E, D::Error> {
        let number = i64::deserialize(deserializer)?;
        Ok(E::known(&number).unwrap_or_else(|| {
            drift::unknown_value();
            from_owned(number)
        }))
    }
}

/// Makes an enum of strings that keeps a value it does not know.
///
/// ```
/// openapi_exact_runtime::string_enum! {
///     /// How a condition compares.
///     pub enum Comparator {
///         /// Equal.
///         Eq = "eq",
///         /// Does not contain.
///         NotContains = "not_contains",
///     }
/// }
///
/// assert_eq!(Comparator::from("eq"), Comparator::Eq);
/// let newer: Comparator = serde_json::from_str(r#""like""#).unwrap();
/// assert!(!newer.is_known());
/// assert_eq!(serde_json::to_string(&newer).unwrap(), r#""like""#);
/// ```
///
/// The enum is `#[non_exhaustive]` and has one more variant, `Unknown`; a value whose name would
/// be that needs another. It has `KNOWN`, `as_str`, `is_known`, conversions from `&str` and
/// `String`, `AsRef<str>`, `Display` (the value as on the wire), serde both ways and the usual
/// derives; its order is that of the variants. Documentation, then `cfg`, then `allow` pass
/// through, on the enum and on variants, in this order.
#[macro_export]
macro_rules! string_enum {
    ($($enum:tt)*) => {
        $crate::__open_enum! {
            { derive: [], wire: str, owned: ::std::string::String, value: as_str -> &str, kind: string }
            $($enum)*
        }
    };
}

/// Makes an enum of integers that keeps a value it does not know.
///
/// ```
/// openapi_exact_runtime::integer_enum! {
///     /// Where a purchase was made.
///     pub enum Environment {
///         /// The store's test environment.
///         Sandbox = 0,
///         /// The store itself.
///         Production = 1,
///     }
/// }
///
/// assert_eq!(Environment::from(1), Environment::Production);
/// assert_eq!(Environment::from(7).value(), 7);
/// ```
///
/// As [`string_enum!`](crate::string_enum), with `i64` in place of strings, `value` in place of
/// `as_str`, and `Copy`. To read an integer outside of `i64` is an error.
#[macro_export]
macro_rules! integer_enum {
    ($($enum:tt)*) => {
        $crate::__open_enum! {
            { derive: [Copy], wire: i64, owned: i64, value: value -> i64, kind: integer }
            $($enum)*
        }
    };
}

/// Expands both kinds of open enum. Docs and `cfg` are told apart because the match arms and list
/// items of a variant need the one and refuse the other. All functions are inlined: an enum that
/// nobody uses is not compiled to machine code.
#[doc(hidden)]
#[macro_export]
macro_rules! __open_enum {
    (
        { derive: [$($derive:ident)?], wire: $wire:ty, owned: $owned:ty, value: $value:ident -> $seen:ty, kind: $kind:ident }
        $(#[doc = $doc:expr])* $(#[cfg($($cfg:tt)*)])* $(#[allow($($allow:tt)*)])*
        $vis:vis enum $name:ident {
            $(
                $(#[doc = $variant_doc:expr])* $(#[cfg($($variant_cfg:tt)*)])* $(#[allow($($variant_allow:tt)*)])*
                $variant:ident = $literal:literal
            ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])* $(#[cfg($($cfg)*)])* $(#[allow($($allow)*)])*
        #[derive(Clone, $($derive,)? Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        $vis enum $name {
            $($(#[doc = $variant_doc])* $(#[cfg($($variant_cfg)*)])* $(#[allow($($variant_allow)*)])* $variant,)*
            /// A value that this version does not know, kept as it came.
            Unknown($crate::UnknownValue<Self, $owned>),
        }

        $(#[cfg($($cfg)*)])*
        const _: () = {
            use $crate::__private as rt;

            impl $name {
                /// The values that this version knows, in the order of the document.
                pub const KNOWN: &'static [Self] = &[$($(#[cfg($($variant_cfg)*)])* Self::$variant),*];

                /// The value as on the wire.
                #[inline]
                pub fn $value(&self) -> $seen {
                    rt::$kind::value(rt::OpenEnum::wire(self))
                }

                /// Whether this version knows the value.
                #[inline]
                pub fn is_known(&self) -> bool {
                    !::std::matches!(self, Self::Unknown(_))
                }
            }

            impl rt::OpenEnum for $name {
                type Wire = $wire;

                #[inline]
                fn wire(&self) -> &$wire {
                    match self {
                        $($(#[cfg($($variant_cfg)*)])* Self::$variant => rt::$kind::literal(&$literal),)*
                        Self::Unknown(value) => value,
                    }
                }

                #[inline]
                fn known(wire: &$wire) -> ::std::option::Option<Self> {
                    ::std::option::Option::Some(match wire {
                        $($(#[cfg($($variant_cfg)*)])* $literal => Self::$variant,)*
                        _ => return ::std::option::Option::None,
                    })
                }

                #[inline]
                fn unknown(value: $crate::UnknownValue<Self, $owned>) -> Self {
                    Self::Unknown(value)
                }
            }

            impl ::std::convert::From<&$wire> for $name {
                #[inline]
                fn from(value: &$wire) -> Self {
                    rt::from_ref(value)
                }
            }

            impl ::std::convert::From<$owned> for $name {
                #[inline]
                fn from(value: $owned) -> Self {
                    rt::from_owned(value)
                }
            }

            impl ::std::convert::AsRef<$wire> for $name {
                #[inline]
                fn as_ref(&self) -> &$wire {
                    rt::OpenEnum::wire(self)
                }
            }

            impl ::std::fmt::Display for $name {
                #[inline]
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    ::std::fmt::Display::fmt(rt::OpenEnum::wire(self), f)
                }
            }

            impl $crate::ParameterValue for $name {
                #[inline]
                fn to_parameter(&self) -> $crate::ParameterResult<'_> {
                    ::std::result::Result::Ok(rt::Cow::Owned(::std::string::ToString::to_string(self)))
                }
            }

            impl rt::serde::Serialize for $name {
                fn serialize<S: rt::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                    rt::serde::Serialize::serialize(rt::OpenEnum::wire(self), serializer)
                }
            }

            impl<'de> rt::serde::Deserialize<'de> for $name {
                fn deserialize<D: rt::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                    rt::$kind::deserialize(deserializer)
                }
            }
        };
    };
}
