//! A serializer that writes integral floats as integers and refuses those that JSON cannot hold.
//!
//! serde_json writes NaN as `null` before its `Formatter` could tell, so the check stands here, in
//! front of it: everything is forwarded, and every value that is nested in another is wrapped again.

use serde::ser::{
    self, Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct,
    SerializeStructVariant, SerializeTuple, SerializeTupleStruct, SerializeTupleVariant,
};

/// Above this, 2^53, a float has no fraction, and its nearest integers are not told apart.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// Wraps a serializer, or the state of one that is writing an array or an object.
pub(super) struct ExactNumbers<S>(pub(super) S);

/// Wraps a value that is to be written with [`ExactNumbers`].
struct Wrapped<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> Serialize for Wrapped<'_, T> {
    #[inline]
    fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(ExactNumbers(serializer))
    }
}

macro_rules! forward_scalars {
    ($($method:ident: $scalar:ty,)*) => {$(
        #[inline]
        fn $method(self, value: $scalar) -> Result<S::Ok, S::Error> {
            self.0.$method(value)
        }
    )*};
}

macro_rules! forward_compounds {
    ($($method:ident($($arg:ident: $kind:ty),*) -> $compound:ident;)*) => {$(
        #[inline]
        fn $method(self, $($arg: $kind),*) -> Result<Self::$compound, S::Error> {
            self.0.$method($($arg),*).map(ExactNumbers)
        }
    )*};
}

impl<S: ser::Serializer> ser::Serializer for ExactNumbers<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = ExactNumbers<S::SerializeSeq>;
    type SerializeTuple = ExactNumbers<S::SerializeTuple>;
    type SerializeTupleStruct = ExactNumbers<S::SerializeTupleStruct>;
    type SerializeTupleVariant = ExactNumbers<S::SerializeTupleVariant>;
    type SerializeMap = ExactNumbers<S::SerializeMap>;
    type SerializeStruct = ExactNumbers<S::SerializeStruct>;
    type SerializeStructVariant = ExactNumbers<S::SerializeStructVariant>;

    #[inline]
    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        if value.is_finite() && value.fract() != 0.0 {
            // Not as f64, which would write 0.1 as 0.10000000149011612.
            return self.0.serialize_f32(value);
        }
        self.serialize_f64(value.into())
    }

    #[inline]
    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        if !value.is_finite() {
            return Err(S::Error::custom(
                "a number must be finite, JSON has no NaN and no infinity",
            ));
        }
        if value.fract() == 0.0 && value.abs() < LARGEST_EXACT {
            return self.0.serialize_i64(value as i64);
        }
        self.0.serialize_f64(value)
    }

    forward_scalars! {
        serialize_bool: bool,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
        serialize_char: char, serialize_str: &str, serialize_bytes: &[u8], serialize_unit_struct: &'static str,
    }

    #[inline]
    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_none()
    }

    #[inline]
    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit()
    }

    #[inline]
    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit_variant(name, index, variant)
    }

    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Wrapped(value))
    }

    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &Wrapped(value))
    }

    #[inline]
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_variant(name, index, variant, &Wrapped(value))
    }

    forward_compounds! {
        serialize_seq(len: Option<usize>) -> SerializeSeq;
        serialize_tuple(len: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeTupleVariant;
        serialize_map(len: Option<usize>) -> SerializeMap;
        serialize_struct(name: &'static str, len: usize) -> SerializeStruct;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeStructVariant;
    }
}

macro_rules! wrap_items {
    ($($compound:ident: $($method:ident($($key:ident)?)),+;)*) => {$(
        impl<C: $compound> $compound for ExactNumbers<C> {
            type Ok = C::Ok;
            type Error = C::Error;

            $(#[inline]
            fn $method<T: Serialize + ?Sized>(&mut self, $($key: &'static str,)? value: &T) -> Result<(), C::Error> {
                self.0.$method($($key,)? &Wrapped(value))
            })+

            #[inline]
            fn end(self) -> Result<C::Ok, C::Error> {
                self.0.end()
            }
        }
    )*};
}

wrap_items! {
    SerializeSeq: serialize_element();
    SerializeTuple: serialize_element();
    SerializeTupleStruct: serialize_field();
    SerializeTupleVariant: serialize_field();
    SerializeMap: serialize_key(), serialize_value();
    SerializeStruct: serialize_field(key);
    SerializeStructVariant: serialize_field(key);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;
    use serde_json::json;

    use crate::json::to_string;

    #[track_caller]
    fn check(value: impl Serialize, wire: &str) {
        assert_eq!(to_string(&value).unwrap(), wire);
    }

    #[derive(Serialize)]
    enum Shape {
        Unit,
        Newtype(f64),
        Tuple(f64, f32),
        Struct { side: f64 },
    }

    #[derive(Serialize)]
    struct Pair(f64, f64);

    #[test]
    fn integral_floats_are_written_as_integers() {
        check(50.0_f64, "50");
        check(-3.0_f32, "-3");
        check(9_007_199_254_740_991.0_f64, "9007199254740991");
        check(json!({"percent": 50.0}), r#"{"percent":50}"#);
    }

    #[test]
    fn other_numbers_are_left_alone() {
        check(0.1_f32, "0.1");
        check(0.1_f64, "0.1");
        check(1e300_f64, "1e+300");
        check(u64::MAX, "18446744073709551615");
        check(i128::MIN, "-170141183460469231731687303715884105728");
    }

    #[test]
    fn values_at_any_depth_are_written_the_same_way() {
        check((1.0, [2.0], Some(3.0), Pair(4.0, 5.5)), "[1,[2],3,[4,5.5]]");
        check(
            [Shape::Unit, Shape::Newtype(1.0), Shape::Tuple(2.0, 3.0), Shape::Struct { side: 4.0 }],
            r#"["Unit",{"Newtype":1},{"Tuple":[2,3]},{"Struct":{"side":4}}]"#,
        );
        check(BTreeMap::from([(1, 2.0)]), r#"{"1":2}"#);
    }

    #[test]
    fn what_is_not_finite_is_refused_at_any_depth() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(to_string(&number).is_err());
            assert!(to_string(&(number as f32)).is_err());
            assert!(to_string(&BTreeMap::from([("a", vec![Some(number)])])).is_err());
            assert!(to_string(&Shape::Struct { side: number }).is_err());
        }
    }
}
