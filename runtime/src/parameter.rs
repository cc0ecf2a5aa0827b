//! How values are written in paths, queries and headers.

use std::borrow::Cow;
use std::num::NonZero;

use chrono::SecondsFormat;
use serde::Serialize;

use crate::json;

/// A value as text, or why it cannot be sent.
pub type ParameterResult<'a> = Result<Cow<'a, str>, &'static str>;

/// A value that can stand in a path, a query or a header.
///
/// This is not `Display`: chrono displays `2026-11-23 17:30:00 +00:00`, which no API expects, and
/// floats display `NaN`. Types of generated code that wrap a string or a number pass what they wrap.
pub trait ParameterValue {
    /// The value as text, not percent-encoded.
    ///
    /// # Errors
    ///
    /// Says why the value cannot be sent, without showing it.
    fn to_parameter(&self) -> ParameterResult<'_>;
}

/// Writes a value as JSON into a path, a query, a header or a cookie: what OpenAPI calls a
/// parameter with `content`.
#[derive(Clone, Copy, Debug)]
pub struct AsJson<T>(pub T);

impl<T: Serialize> ParameterValue for AsJson<T> {
    fn to_parameter(&self) -> ParameterResult<'_> {
        json::to_string(&self.0).map(Cow::Owned).map_err(|_| "cannot be written as JSON")
    }
}

impl<T: ParameterValue + ?Sized> ParameterValue for &T {
    fn to_parameter(&self) -> ParameterResult<'_> {
        T::to_parameter(self)
    }
}

impl ParameterValue for str {
    fn to_parameter(&self) -> ParameterResult<'_> {
        Ok(Cow::Borrowed(self))
    }
}

macro_rules! strings {
    ($($string:ty),*) => {$(
        impl ParameterValue for $string {
            fn to_parameter(&self) -> ParameterResult<'_> {
                Ok(Cow::Borrowed(self))
            }
        }
    )*};
}

strings!(String, Cow<'_, str>, Box<str>);

macro_rules! displayed {
    ($($scalar:ty),*) => {$(
        impl ParameterValue for $scalar {
            fn to_parameter(&self) -> ParameterResult<'_> {
                Ok(Cow::Owned(self.to_string()))
            }
        }
    )*};
}

displayed!(bool, u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize);
displayed!(NonZero<u8>, NonZero<u16>, NonZero<u32>, NonZero<u64>, NonZero<usize>);
displayed!(NonZero<i8>, NonZero<i16>, NonZero<i32>, NonZero<i64>, NonZero<isize>);
displayed!(chrono::NaiveDate);

macro_rules! floats {
    ($($float:ty),*) => {$(
        impl ParameterValue for $float {
            fn to_parameter(&self) -> ParameterResult<'_> {
                if !self.is_finite() {
                    return Err("must be a finite number");
                }
                Ok(Cow::Owned(self.to_string()))
            }
        }
    )*};
}

floats!(f32, f64);

impl<Tz: chrono::TimeZone> ParameterValue for chrono::DateTime<Tz> {
    fn to_parameter(&self) -> ParameterResult<'_> {
        Ok(Cow::Owned(self.fixed_offset().to_rfc3339_opts(SecondsFormat::AutoSi, true)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Date, DateTime};

    #[track_caller]
    fn check(value: impl ParameterValue, text: &str) {
        assert_eq!(value.to_parameter().unwrap(), text);
    }

    #[test]
    fn dates_are_rfc_3339() {
        let time = DateTime::parse_from_rfc3339("2026-11-23T17:30:00+02:00").unwrap();
        check(time, "2026-11-23T17:30:00+02:00");
        check(time.to_utc(), "2026-11-23T15:30:00Z");
        check(
            DateTime::from(chrono::DateTime::<chrono::Utc>::MAX_UTC),
            "+262142-12-31T23:59:59.999999999Z",
        );
        check(Date::from_ymd_opt(2026, 2, 3).unwrap(), "2026-02-03");
    }

    #[test]
    fn floats_are_plain_decimals_and_finite() {
        check(50.0_f64, "50");
        check(1e21_f64, "1000000000000000000000");
        check(0.5_f32, "0.5");
        assert!(f64::NAN.to_parameter().is_err());
        assert!(f32::NEG_INFINITY.to_parameter().is_err());
    }

    #[test]
    fn json_is_written_as_in_bodies() {
        check(AsJson([1.0, 0.5]), "[1,0.5]");
        check(AsJson("a\"b"), r#""a\"b""#);
        assert!(AsJson(f64::NAN).to_parameter().is_err());
    }

    #[test]
    fn strings_are_taken_as_they_are() {
        check("a b", "a b");
        check(String::from("x/y"), "x/y");
        check(NonZero::new(7_u32).unwrap(), "7");
        check(true, "true");
    }
}
