//! Serde helpers for members that can be absent, cleared or set.
//!
//! Plain `Option<T>` tells absent from present. Where a member also has a way to be cleared, the
//! generated field is an `Option<Option<T>>` with one of these helpers:
//!
//! | Rust | sends, [`some`] | sends, [`empty_clears`] | meaning |
//! |---|---|---|---|
//! | `None` | nothing | nothing | what the server does with an absent member, as the field's documentation says |
//! | `Some(None)` | `null` | `[]` or `{}` | the member is cleared |
//! | `Some(Some(v))` | `v` | `v` | the member is replaced |
//! | `Some(Some(empty))` | `[]` or `{}` | `[]` or `{}` | sent as it is; for `empty_clears` the same as `Some(None)` |
//!
//! Reading gives back the state that was written; `[]` and `{}` read as `Some(None)` with
//! [`empty_clears`], which therefore never gives the fourth state. Absence itself is
//! serde's `default` and `skip_serializing_if`, which both helpers need beside them:
//!
//! ```
//! use openapi_exact_runtime::presence;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct UpdateSegment {
//!     #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "presence::some")]
//!     comment: Option<Option<String>>,
//!     #[serde(default, skip_serializing_if = "Option::is_none", with = "presence::empty_clears")]
//!     conditions: Option<Option<Vec<String>>>,
//! }
//!
//! let update = UpdateSegment { comment: Some(None), conditions: Some(None) };
//! assert_eq!(serde_json::to_string(&update).unwrap(), r#"{"comment":null,"conditions":[]}"#);
//! ```

use serde::{Deserialize, Deserializer};

/// Reads a member that is there, `null` included, as `Some`.
///
/// For `deserialize_with` on an `Option<Option<T>>`, where serde by itself reads `null` as the
/// outer `None` and so as absent.
pub fn some<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Writes a cleared array or map as `[]` or `{}`, and reads it back as cleared.
///
/// For `with` on an `Option<Option<C>>`, where `C` is a collection that cannot be `null` in the
/// document and is cleared by an empty value: `Vec`, `BTreeMap`, `serde_json::Map` and the like.
pub mod empty_clears {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// Writes `Some(None)` as the empty collection. `None` is for `skip_serializing_if`; where that
    /// is missing it is written as `null`.
    pub fn serialize<C, S>(field: &Option<Option<C>>, serializer: S) -> Result<S::Ok, S::Error>
    where
        C: Serialize + Default,
        S: Serializer,
    {
        match field {
            None => serializer.serialize_none(),
            Some(None) => C::default().serialize(serializer),
            Some(Some(items)) => items.serialize(serializer),
        }
    }

    /// Reads an empty collection as `Some(None)`, any other as `Some(Some(..))`; `null` is an error.
    pub fn deserialize<'de, C, D>(deserializer: D) -> Result<Option<Option<C>>, D::Error>
    where
        C: Deserialize<'de>,
        for<'a> &'a C: IntoIterator,
        D: Deserializer<'de>,
    {
        let items = C::deserialize(deserializer)?;
        let is_empty = (&items).into_iter().next().is_none();
        Ok(Some((!is_empty).then_some(items)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Serialize};
    use serde_json::{Map, Value, json};

    #[derive(Serialize, Deserialize, Debug, PartialEq, Default)]
    #[serde(default)]
    struct Update {
        #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "super::some")]
        nullable: Option<Option<Vec<u8>>>,
        #[serde(skip_serializing_if = "Option::is_none", with = "super::empty_clears")]
        list: Option<Option<Vec<u8>>>,
        #[serde(skip_serializing_if = "Option::is_none", with = "super::empty_clears")]
        map: Option<Option<BTreeMap<String, u8>>>,
        #[serde(skip_serializing_if = "Option::is_none", with = "super::empty_clears")]
        open: Option<Option<Map<String, Value>>>,
    }

    #[track_caller]
    fn round_trip(update: Update, wire: Value) {
        assert_eq!(serde_json::to_value(&update).unwrap(), wire);
        assert_eq!(serde_json::from_value::<Update>(wire).unwrap(), update);
    }

    #[test]
    fn absent_stays_absent() {
        round_trip(Update::default(), json!({}));
    }

    #[test]
    fn null_and_empty_differ_where_null_is_a_value() {
        round_trip(Update { nullable: Some(None), ..Update::default() }, json!({"nullable": null}));
        round_trip(
            Update { nullable: Some(Some(vec![])), ..Update::default() },
            json!({"nullable": []}),
        );
    }

    #[test]
    fn cleared_collections_are_written_empty() {
        let cleared =
            Update { nullable: None, list: Some(None), map: Some(None), open: Some(None) };
        round_trip(cleared, json!({"list": [], "map": {}, "open": {}}));
    }

    #[test]
    fn replaced_collections_are_written_in_full() {
        let replaced = Update {
            nullable: Some(Some(vec![1])),
            list: Some(Some(vec![2])),
            map: Some(Some(BTreeMap::from([("a".to_owned(), 3)]))),
            open: Some(Some(Map::from_iter([("b".to_owned(), json!(null))]))),
        };
        round_trip(
            replaced,
            json!({"nullable": [1], "list": [2], "map": {"a": 3}, "open": {"b": null}}),
        );
    }

    #[test]
    fn null_does_not_pass_for_empty() {
        assert!(serde_json::from_value::<Update>(json!({"list": null})).is_err());
        assert!(serde_json::from_value::<Update>(json!({"map": null})).is_err());
    }
}
