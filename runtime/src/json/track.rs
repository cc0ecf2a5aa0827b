//! Reads a value, and knows how far it came where that fails.
//!
//! The way is told in words of the types, never in words of the value: names of declared members
//! and numbers of items. The key of a map is data, an id or a token, so `[…]` stands for it.
//!
//! ```text
//! {"rows": {"sk_live": [1, "x"]}}   at `rows[…][1]`
//! ```
//!
//! Values within an enum of serde, of which generated code has none, are told by the enum's place.

use std::cell::RefCell;
use std::fmt::{self, Write};

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, Visitor,
};

/// The names that a struct declares.
type Names = &'static [&'static str];

/// Reads a value. Where it fails, the way to that place comes with the error.
pub(super) fn read<'de, T, D>(deserializer: D) -> Result<T, (D::Error, Way)>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let way = Way::default();
    T::deserialize(Tracked::new(deserializer, &way)).map_err(|error| (error, way))
}

/// The way into a value. A step is taken back once what it leads to is read.
#[derive(Default)]
pub(super) struct Way(RefCell<Vec<Step>>);

enum Step {
    Item(usize),
    Declared(&'static str),
    /// The member of a type that does not tell its names, since it keeps all others too.
    Open(String),
    Key,
}

impl Way {
    /// As in `conditions[0].comparator`; `None` for the value itself. `shows_open` says that the
    /// value at the end is of a wrong type. The types of undeclared members are never wrong, so
    /// open members on the way are declared ones.
    pub(super) fn to_text(&self, shows_open: bool) -> Option<String> {
        let mut text = String::new();
        for step in self.0.borrow().iter() {
            let name = match step {
                Step::Item(index) => {
                    // Writing to a string does not fail.
                    let _ = write!(text, "[{index}]");
                    continue;
                }
                Step::Declared(name) => name,
                Step::Open(name) if shows_open => name.as_str(),
                Step::Open(_) | Step::Key => {
                    text.push_str("[…]");
                    continue;
                }
            };
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(name);
        }
        Some(text).filter(|text| !text.is_empty())
    }
}

/// A deserializer or visitor that keeps the way of what is read through it.
struct Tracked<'t, T> {
    inner: T,
    way: &'t Way,
    /// What the struct that is read declares, where it is one.
    names: Option<Names>,
}

impl<'t, T> Tracked<'t, T> {
    fn new(inner: T, way: &'t Way) -> Self {
        Self { inner, way, names: None }
    }
}

macro_rules! forward {
    ($self:ident, $visitor:ident => $wrapped:expr;
     $($method:ident($($argument:ident: $type:ty),*))*) => {$(
        fn $method<V: Visitor<'de>>(
            $self,
            $($argument: $type,)*
            $visitor: V,
        ) -> Result<V::Value, D::Error> {
            $self.inner.$method($($argument,)* $wrapped)
        }
    )*};
}

/// All methods of a deserializer but those for structs, enums and identifiers.
macro_rules! forward_most {
    ($self:ident, $visitor:ident => $wrapped:expr) => {
        forward! { $self, $visitor => $wrapped;
            deserialize_any() deserialize_ignored_any() deserialize_bool()
            deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64() deserialize_i128()
            deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64() deserialize_u128()
            deserialize_f32() deserialize_f64() deserialize_char() deserialize_str()
            deserialize_string() deserialize_bytes() deserialize_byte_buf() deserialize_option()
            deserialize_unit() deserialize_unit_struct(name: &'static str)
            deserialize_newtype_struct(name: &'static str) deserialize_seq()
            deserialize_tuple(length: usize)
            deserialize_tuple_struct(name: &'static str, length: usize) deserialize_map()
        }

        fn is_human_readable(&self) -> bool {
            self.inner.is_human_readable()
        }
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Tracked<'_, D> {
    type Error = D::Error;

    forward_most!(self, visitor => Tracked::new(visitor, self.way));
    forward! { self, visitor => visitor;
        deserialize_identifier() deserialize_enum(name: &'static str, variants: Names)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: Names,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let visitor = Tracked { inner: visitor, way: self.way, names: Some(fields) };
        self.inner.deserialize_struct(name, fields, visitor)
    }
}

macro_rules! visit {
    ($($method:ident($($type:ty)?))*) => {$(
        fn $method<E: Error>(self $(, value: $type)?) -> Result<V::Value, E> {
            self.inner.$method($(value as $type)?)
        }
    )*};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Tracked<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    visit! {
        visit_bool(bool) visit_i8(i8) visit_i16(i16) visit_i32(i32) visit_i64(i64) visit_i128(i128)
        visit_u8(u8) visit_u16(u16) visit_u32(u32) visit_u64(u64) visit_u128(u128) visit_f32(f32)
        visit_f64(f64) visit_char(char) visit_str(&str) visit_borrowed_str(&'de str)
        visit_string(String) visit_bytes(&[u8]) visit_borrowed_bytes(&'de [u8])
        visit_byte_buf(Vec<u8>) visit_none() visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.inner.visit_some(Tracked::new(inner, self.way))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.inner.visit_newtype_struct(Tracked::new(inner, self.way))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.inner.visit_seq(Items { inner, way: self.way, next: 0 })
    }

    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let (way, names) = (self.way, self.names);
        self.inner.visit_map(Members { inner, way, names, key: Step::Key })
    }

    fn visit_enum<A: EnumAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.inner.visit_enum(inner)
    }
}

struct Items<'t, A> {
    inner: A,
    way: &'t Way,
    next: usize,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let step = Step::Item(self.next);
        self.next = self.next.saturating_add(1);
        self.inner.next_element_seed(Behind { seed, way: self.way, step })
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

struct Members<'t, A> {
    inner: A,
    way: &'t Way,
    names: Option<Names>,
    /// Leads to the value that comes next.
    key: Step,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<'_, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.key = Step::Key;
        self.inner.next_key_seed(Name { inner: seed, names: self.names, key: &mut self.key })
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let step = std::mem::replace(&mut self.key, Step::Key);
        self.inner.next_value_seed(Behind { seed, way: self.way, step })
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// Reads what a step leads to.
struct Behind<'t, S> {
    seed: S,
    way: &'t Way,
    step: Step,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Behind<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.way.0.borrow_mut().push(self.step);
        let value = self.seed.deserialize(Tracked::new(inner, self.way))?;
        self.way.0.borrow_mut().pop();
        Ok(value)
    }
}

/// Reads a key. One that is read as an identifier is that of a struct's member; it is the step to
/// the member's value as far as the struct declares it.
struct Name<'k, T> {
    inner: T,
    names: Option<Names>,
    key: &'k mut Step,
}

impl<T> Name<'_, T> {
    fn found(&mut self, name: &str) {
        *self.key = match self.names {
            Some(names) => {
                names.iter().find(|it| **it == name).map_or(Step::Key, |it| Step::Declared(it))
            }
            None => Step::Open(name.to_owned()),
        };
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Name<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.inner.deserialize(Name { inner, names: self.names, key: self.key })
    }
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Name<'_, D> {
    type Error = D::Error;

    forward_most!(self, visitor => visitor);
    forward! { self, visitor => visitor;
        deserialize_struct(name: &'static str, fields: Names)
        deserialize_enum(name: &'static str, variants: Names)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let visitor = Name { inner: visitor, names: self.names, key: self.key };
        self.inner.deserialize_identifier(visitor)
    }
}

/// JSON has no identifiers but strings.
impl<'de, V: Visitor<'de>> Visitor<'de> for Name<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    fn visit_str<E: Error>(mut self, name: &str) -> Result<V::Value, E> {
        self.found(name);
        self.inner.visit_str(name)
    }

    fn visit_borrowed_str<E: Error>(mut self, name: &'de str) -> Result<V::Value, E> {
        self.found(name);
        self.inner.visit_borrowed_str(name)
    }

    fn visit_string<E: Error>(mut self, name: String) -> Result<V::Value, E> {
        self.found(&name);
        self.inner.visit_string(name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value};

    use crate::json::{from_slice, from_value};

    #[derive(serde::Deserialize, Debug)]
    struct Row {
        #[expect(dead_code, reason = "it is there to be read")]
        share: u8,
    }

    #[derive(serde::Deserialize, Debug)]
    #[expect(dead_code, reason = "they are there to be read")]
    struct Table {
        #[serde(default, rename = "rows by id")]
        by_id: BTreeMap<String, Vec<Row>>,
        #[serde(default)]
        numbered: BTreeMap<u8, Option<Row>>,
        #[serde(default)]
        pair: Option<(u8, Row)>,
        any: Option<Map<String, Value>>,
        #[serde(default)]
        open: Option<Open>,
    }

    #[derive(serde::Deserialize, Debug)]
    #[expect(dead_code, reason = "they are there to be read")]
    struct Open {
        row: Option<Row>,
        #[serde(flatten)]
        extra: BTreeMap<String, u8>,
    }

    #[track_caller]
    fn fails_at(text: &str, path: Option<&str>) {
        let error = from_slice::<Table>(text.as_bytes()).unwrap_err();
        assert_eq!(error.path(), path, "{text}");
        assert!(!format!("{error} {error:?}").contains("sk_live"), "{error:?}");
        if let Ok(value) = serde_json::from_str(text) {
            assert_eq!(from_value::<Table>(&value).unwrap_err().path(), path, "{text}");
        }
    }

    #[test]
    fn the_names_of_a_type_and_numbers_are_shown() {
        fails_at(r#"{"pair": [1, {"share": "sk_live"}]}"#, Some("pair[1].share"));
        fails_at(r#"{"pair": [1, {}]}"#, Some("pair[1]"));
        fails_at(r#"{"pair": [1]}"#, Some("pair"));
        fails_at(r#"{"open": {"a": 1, "row": {"share": "sk_live"}}}"#, Some("open.row.share"));
        fails_at("7", None);
        let error = from_slice::<Vec<Row>>(br#"[{"share": 1}, {"share": "sk_live"}]"#).unwrap_err();
        assert_eq!(error.path(), Some("[1].share"));
    }

    #[test]
    fn the_keys_of_a_map_are_not_shown() {
        let at_share = Some("rows by id[…][0].share");
        fails_at(r#"{"rows by id": {"sk_live": [{"share": ""}]}}"#, at_share);
        fails_at(r#"{"rows by id": {"share": [{"share": ""}]}}"#, at_share);
        fails_at(r#"{"rows by id": {"a": [], "sk_live": ""}}"#, Some("rows by id[…]"));
        fails_at(r#"{"numbered": {"1": null, "200": {"share": ""}}}"#, Some("numbered[…].share"));
        fails_at(r#"{"numbered": {"sk_live": null}}"#, Some("numbered"));
        fails_at(r#"{"open": {"sk_live": ""}}"#, Some("open"));
    }

    #[test]
    fn nor_is_an_undeclared_member_where_the_text_breaks_off() {
        fails_at(r#"{"sk_live": {"sk_live": ["#, Some("[…]"));
        fails_at(r#"{"any": {"sk_live": {"sk_live": x}}}"#, Some("any[…][…]"));
        fails_at(r#"{"open": {"row": null, "sk_live": {"#, Some("open[…]"));
    }

    #[test]
    fn what_was_read_is_not_on_the_way() {
        fails_at(r#"{"pair": [1, {"share": 1}], "any": {"a": [1]}, "open": 1}"#, Some("open"));
        let error = from_slice::<Table>(br#"{"pair": null, "pair": null}"#).unwrap_err();
        assert_eq!((error.path(), error.reason()), (None, "duplicate field `pair`"));
    }

    #[test]
    fn reading_is_as_without_it() {
        let text = r#"{"rows by id": {"a": [{"share": 1}]}, "numbered": {"7": {"share": 2}},
            "pair": [3, {"share": 4}], "any": {"b": [1.5, -1, "é\n", null, true]}, "new": {"c": [1]}}"#;
        let read = from_slice::<Table>(text.as_bytes()).unwrap();
        let plain = serde_json::from_str::<Table>(text).unwrap();
        assert_eq!(format!("{read:?}"), format!("{plain:?}"));
    }
}
