//! When two JSON values mean the same.
//!
//! Numbers are the same by value (`50`, `50.0`), points in time by instant and offset
//! (`12:00:00Z`, `12:00:00+00:00`). A member that is null is another thing than one that is absent
//! in a request. In an answer it is the same where the document allows both, which is not judged
//! here but by its schema: both values have to fit it.

use serde_json::{Map, Value};

/// What a member that is null is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// The same as a member that is absent.
    Absent,
    /// Something of its own.
    Kept,
}

/// Where the two values differ, as pointers.
pub fn differences(one: &Value, other: &Value, nulls: Nulls) -> Vec<String> {
    let mut comparison = Comparison { nulls, found: Vec::new() };
    comparison.compare("", Some(one), Some(other));
    comparison.found
}

struct Comparison {
    nulls: Nulls,
    found: Vec<String>,
}

impl Comparison {
    fn compare(&mut self, at: &str, one: Option<&Value>, other: Option<&Value>) {
        match (self.present(one), self.present(other)) {
            (Some(Value::Object(one)), Some(Value::Object(other))) => {
                self.compare_members(at, one, other)
            }
            (Some(Value::Array(one)), Some(Value::Array(other))) if one.len() == other.len() => {
                for (i, (one, other)) in one.iter().zip(other).enumerate() {
                    self.compare(&format!("{at}/{i}"), Some(one), Some(other));
                }
            }
            (Some(Value::Number(a)), Some(Value::Number(b))) if a.as_f64() == b.as_f64() => {}
            (Some(Value::String(a)), Some(Value::String(b))) if a == b || same_time(a, b) => {}
            (one, other) if one == other => {}
            (one, other) => {
                self.found.push(format!("{at}: {} is not {}", shown(one), shown(other)))
            }
        }
    }

    fn compare_members(&mut self, at: &str, one: &Map<String, Value>, other: &Map<String, Value>) {
        for name in one.keys().chain(other.keys().filter(|it| !one.contains_key(*it))) {
            self.compare(&format!("{at}/{name}"), one.get(name), other.get(name));
        }
    }

    fn present<'a>(&self, value: Option<&'a Value>) -> Option<&'a Value> {
        value.filter(|it| self.nulls == Nulls::Kept || !it.is_null())
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "absent".to_owned(), Value::to_string)
}

fn same_time(one: &str, other: &str) -> bool {
    let parse = chrono::DateTime::parse_from_rfc3339;
    let (Ok(one), Ok(other)) = (parse(one), parse(other)) else { return false };
    one == other && one.offset() == other.offset()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Nulls, differences};

    #[track_caller]
    fn check(one: &Value, other: &Value, nulls: Nulls, expected: &[&str]) {
        assert_eq!(differences(one, other, nulls), expected);
    }

    #[test]
    fn what_means_the_same_is_the_same() {
        let one = json!({"n": 50, "t": "2026-11-23T12:00:00+00:00", "list": [1]});
        let other = json!({"n": 50.0, "t": "2026-11-23T12:00:00Z", "list": [1]});
        check(&one, &other, Nulls::Kept, &[]);
    }

    #[test]
    fn null_and_absent_are_told_apart_where_they_differ() {
        let (one, other) =
            (json!({"a": null, "b": [{"c": 1}]}), json!({"b": [{"c": 1, "d": null}]}));
        check(&one, &other, Nulls::Absent, &[]);
        check(&one, &other, Nulls::Kept, &["/a: null is not absent", "/b/0/d: absent is not null"]);
    }

    #[test]
    fn what_differs_is_named() {
        let one = json!({"n": 50, "t": "2026-11-23T12:00:00+00:00", "text": "50", "list": []});
        let other = json!({"n": 51, "t": "2026-11-23T14:00:00+02:00", "text": 50, "list": [null]});
        let expected = [
            "/n: 50 is not 51",
            "/t: \"2026-11-23T12:00:00+00:00\" is not \"2026-11-23T14:00:00+02:00\"",
            "/text: \"50\" is not 50",
            "/list: [] is not [null]",
        ];
        check(&one, &other, Nulls::Absent, &expected);
    }
}
