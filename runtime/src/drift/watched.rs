//! A deserializer over JSON that knows its path and notes what is left unread.
//!
//! Serde's derives skip an unknown member by reading it as [`IgnoredAny`](serde::de::IgnoredAny):
//! that is noted here, with the path. Enums and unions of this crate say themselves when they meet
//! a value that they do not know, with [`unknown_value`]; the path they do not have is kept for the
//! thread, since a union reads its value twice: once as JSON, then as each of its branches.

use std::cell::RefCell;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Map, Value};

use super::observer::{Undocumented, shortened};

thread_local! {
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

/// What was found so far, and where the reader is.
#[derive(Default)]
struct Watch {
    path: Vec<Step>,
    findings: Findings,
}

/// What was found.
pub(crate) type Findings = Vec<Undocumented>;

/// A step down into a value.
enum Step {
    Item,
    Member(String),
    /// A key of a map, which is data.
    Key,
}

/// What the body has and `T` does not know. Nothing where the body is not a `T`: that is an error,
/// and told elsewhere.
pub(super) fn findings<T: DeserializeOwned>(body: &[u8]) -> Findings {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return Vec::new() };
    let outer = WATCH.replace(Some(Watch::default()));
    let result = T::deserialize(Reader(&value));
    let watch = WATCH.replace(outer).unwrap_or_default();
    if result.is_ok() { watch.findings } else { Vec::new() }
}

/// Notes that the value being read has a type that knows others, and not this one.
pub(crate) fn unknown_value() {
    note(Undocumented::Value);
}

/// Notes that the value being read is of a member that its type does not know.
pub(crate) fn unknown_member() {
    note(Undocumented::Member);
}

/// Reads something that may not be taken, and gives what was found in it for [`keep`].
pub(crate) fn aside<R>(read: impl FnOnce() -> R) -> (R, Findings) {
    let before = swap(Vec::new());
    let result = read();
    (result, swap(before))
}

/// Keeps what was found aside.
pub(crate) fn keep(findings: Findings) {
    WATCH.with_borrow_mut(|watch| {
        if let Some(watch) = watch {
            watch.findings.extend(findings);
        }
    });
}

fn swap(findings: Findings) -> Findings {
    WATCH.with_borrow_mut(|watch| match watch {
        Some(watch) => std::mem::replace(&mut watch.findings, findings),
        None => Vec::new(),
    })
}

fn note(kind: impl FnOnce(String) -> Undocumented) {
    WATCH.with_borrow_mut(|watch| {
        if let Some(watch) = watch {
            let finding = kind(watch.written_path());
            watch.findings.push(finding);
        }
    });
}

fn enter(step: Step) {
    WATCH.with_borrow_mut(|watch| {
        if let Some(watch) = watch {
            watch.path.push(step);
        }
    });
}

fn leave() {
    WATCH.with_borrow_mut(|watch| {
        if let Some(watch) = watch {
            watch.path.pop();
        }
    });
}

impl Watch {
    /// `data[].attributes.*.kind`; `.` is the body itself.
    fn written_path(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            let name = match step {
                Step::Item => {
                    text.push_str("[]");
                    continue;
                }
                Step::Member(name) => shortened(name),
                Step::Key => "*".to_owned(),
            };
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(&name);
        }
        if text.is_empty() { ".".to_owned() } else { text }
    }
}

/// Reads a value and all that is in it.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'de>(&'de Value);

impl<'de> From<&'de Value> for Reader<'de> {
    fn from(value: &'de Value) -> Self {
        Self(value)
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Error;

    /// The type takes what comes, so there is nothing that it does not know.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.0.deserialize_any(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        unknown_member();
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items(items.iter())),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(members) => visitor.visit_map(Members::of(members)),
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct identifier
    }
}

struct Items<'de>(std::slice::Iter<'de, Value>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some(item) = self.0.next() else { return Ok(None) };
        enter(Step::Item);
        let result = seed.deserialize(Reader(item));
        leave();
        result.map(Some)
    }
}

struct Members<'de> {
    members: serde_json::map::Iter<'de>,
    next: Option<(Step, &'de Value)>,
}

impl<'de> Members<'de> {
    fn of(members: &'de Map<String, Value>) -> Self {
        Self { members: members.iter(), next: None }
    }
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((name, value)) = self.members.next() else { return Ok(None) };
        let mut step = Step::Key;
        let key = seed.deserialize(Key { name, step: &mut step });
        self.next = Some((step, value));
        key.map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let (step, value) = self.next.take().unwrap_or((Step::Key, &Value::Null));
        enter(step);
        let result = seed.deserialize(Reader(value));
        leave();
        result
    }
}

/// The name of a member. Only structs ask for an identifier; a map reads its keys as data.
struct Key<'de, 'a> {
    name: &'de str,
    step: &'a mut Step,
}

/// JSON has no other keys than texts, so numbers stand in them.
macro_rules! read_from_text {
    ($($method:ident $visit:ident: $scalar:ty,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.name.parse::<$scalar>() {
                Ok(scalar) => visitor.$visit(scalar),
                Err(_) => visitor.visit_borrowed_str(self.name),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Key<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.name)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        *self.step = Step::Member(self.name.to_owned());
        visitor.visit_borrowed_str(self.name)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    read_from_text! {
        deserialize_bool visit_bool: bool, deserialize_i64 visit_i64: i64,
        deserialize_i8 visit_i8: i8, deserialize_i16 visit_i16: i16, deserialize_i32 visit_i32: i32,
        deserialize_u8 visit_u8: u8, deserialize_u16 visit_u16: u16, deserialize_u32 visit_u32: u32,
        deserialize_u64 visit_u64: u64, deserialize_i128 visit_i128: i128,
        deserialize_u128 visit_u128: u128, deserialize_f32 visit_f32: f32,
        deserialize_f64 visit_f64: f64,
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf option unit unit_struct seq tuple tuple_struct map struct enum ignored_any
    }
}

#[cfg(test)]
mod tests {
    #![expect(unreachable_pub, dead_code, reason = "enums of a public API, here only read")]

    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::{Tagged, Union};

    crate::string_enum! {
        enum Kind { A = "a" }
    }

    crate::integer_enum! {
        enum Environment { Sandbox = 0 }
    }

    #[derive(crate::Deserialize)]
    struct Row {
        id: String,
        kind: Option<Kind>,
        environment: Option<Option<Environment>>,
        any: Option<Value>,
    }

    #[derive(crate::Deserialize)]
    struct Open {
        row: Row,
        #[wire(extra)]
        extra: BTreeMap<String, Value>,
    }

    #[derive(Deserialize)]
    struct Short {
        id: String,
    }

    enum Either {
        Row(Row),
        Short(Short),
    }

    impl<'de> Deserialize<'de> for Either {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Union::read(deserializer)?.branch(Self::Short).branch(Self::Row).finish()
        }
    }

    enum Store {
        Row(Row),
        Unknown(Value),
    }

    impl<'de> Deserialize<'de> for Store {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let (tag, union) = Tagged::read(deserializer, "kind")?;
            Ok(match tag.as_deref() {
                Some("a") => Self::Row(union.decode()?),
                _ => Self::Unknown(union.into_value()),
            })
        }
    }

    #[track_caller]
    fn check<T: DeserializeOwned>(body: &str, expected: &[&str]) {
        let found = findings::<T>(body.as_bytes()).into_iter().map(|it| match it {
            Undocumented::Member(path) => path,
            Undocumented::Value(path) => format!("value {path}"),
            other => format!("{other:?}"),
        });
        let mut found: Vec<_> = found.collect();
        found.sort();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_documented_gives_nothing() {
        check::<Row>(r#"{"id": "a", "kind": "a", "environment": 0, "any": {"x": [1]}}"#, &[]);
        check::<Row>(r#"{"id": "a", "kind": null, "environment": null}"#, &[]);
        check::<Value>(r#"{"x": {"y": 1}}"#, &[]);
    }

    #[test]
    fn members_and_values_are_found_at_any_depth() {
        check::<Row>(r#"{"id": "a", "new": 1, "kind": "b"}"#, &["new", "value kind"]);
        check::<Vec<Row>>(r#"[{"id": "a", "environment": 7}]"#, &["value [].environment"]);
        check::<Vec<Option<Row>>>(r#"[null, {"id": "a", "b": {"c": 1}}]"#, &["[].b"]);
        check::<Kind>(r#""b""#, &["value ."]);
    }

    #[test]
    fn keys_of_maps_are_data() {
        check::<BTreeMap<String, Row>>(r#"{"user_1": {"id": "a", "x": 1}}"#, &["*.x"]);
        check::<BTreeMap<u8, Row>>(r#"{"1": {"id": "a", "x": 1}}"#, &["*.x"]);
    }

    #[test]
    fn open_objects_know_all_members() {
        check::<Open>(r#"{"row": {"id": "a", "x": 1}, "more": 1}"#, &["row.x"]);
    }

    #[test]
    fn of_a_union_the_branch_that_is_taken_counts() {
        check::<Either>(r#"{"id": "a", "kind": "b"}"#, &["value kind"]);
        check::<Either>(r#"{"id": "a", "x": 1}"#, &["x"]);
        check::<Vec<Store>>(r#"[{"kind": "a", "id": "a", "x": 1}]"#, &["[].x"]);
        check::<Vec<Store>>(r#"[{"kind": "b", "x": 1}]"#, &["value []"]);
    }

    #[test]
    fn what_is_not_the_type_is_not_looked_at() {
        check::<Row>(r#"{"x": 1}"#, &[]);
        check::<Row>("{", &[]);
    }

    #[test]
    fn nothing_is_noted_where_nobody_watches() {
        let kind: Kind = serde_json::from_str(r#""b""#).unwrap();
        assert!(!kind.is_known());
        check::<Row>(r#"{"id": "a"}"#, &[]);
    }
}
