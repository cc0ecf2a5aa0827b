//! The macros as generated code uses them, from another crate.

use std::time::Duration;

use openapi_exact_runtime::{Call, Client, Method, Operation, ParameterValue, UnknownValue, call};

use crate::support::Server;

openapi_exact_runtime::string_enum! {
    /// How a condition compares.
    enum Comparator {
        /// Equal.
        Eq = "eq",
        NotContains = "not_contains",
        /// With what needs escapes.
        Quoted = "\"ü\"\n\\",
        #[cfg(any())]
        Left = "left_out",
    }
}

openapi_exact_runtime::integer_enum! {
    /// Where a purchase was made.
    enum Environment {
        Sandbox = 0,
        Production = 1,
        Minus = -1,
    }
}

openapi_exact_runtime::string_enum! {
    /// Not in this build.
    #[cfg(any())]
    enum LeftOut { A = "a" }
}

mod without_imports {
    //! The expansion names what it needs in full.

    #![no_implicit_prelude]

    ::openapi_exact_runtime::string_enum! {
        enum Word { A = "a", }
    }

    ::openapi_exact_runtime::integer_enum! {
        #[allow(dead_code)]
        enum Number { A = 1 }
    }

    pub(super) fn word() -> &'static str {
        match Word::KNOWN {
            [word] => word.as_str(),
            _ => "",
        }
    }
}

#[test]
fn known_strings_are_variants() {
    for known in Comparator::KNOWN {
        assert!(known.is_known());
        assert_eq!(Comparator::from(known.as_str()), *known);
        assert_eq!(Comparator::from(known.to_string()), *known);
        let wire = serde_json::to_string(known).unwrap();
        assert_eq!(wire, serde_json::to_string(known.as_str()).unwrap());
        assert_eq!(serde_json::from_str::<Comparator>(&wire).unwrap(), *known);
    }
    assert_eq!(Comparator::KNOWN, [Comparator::Eq, Comparator::NotContains, Comparator::Quoted]);
    assert_eq!(without_imports::word(), "a");
}

#[test]
fn unknown_strings_are_kept() {
    for text in ["like", "", "EQ", "left_out"] {
        let value: Comparator = serde_json::from_value(text.into()).unwrap();
        assert!(!value.is_known());
        assert!(matches!(&value, Comparator::Unknown(unknown) if unknown.as_str() == text));
        assert_eq!(serde_json::to_value(&value).unwrap(), text);
        assert_eq!((value.to_string().as_str(), value.as_ref()), (text, text));
        assert_eq!(value, Comparator::from(text));
        assert_eq!(value.to_parameter().unwrap(), text);
    }
    assert_eq!(format!("{:?}", Comparator::from("like")), r#"Unknown("like")"#);
}

#[test]
fn what_is_no_string_is_refused() {
    for wire in ["null", "1", "[]", "{}"] {
        assert!(serde_json::from_str::<Comparator>(wire).is_err(), "{wire}");
    }
}

#[test]
fn known_integers_are_variants() {
    assert_eq!(Environment::KNOWN.map_values(), [0, 1, -1]);
    for known in Environment::KNOWN {
        assert_eq!(Environment::from(known.value()), *known);
        assert_eq!(serde_json::to_value(known).unwrap(), known.value());
    }
    assert_eq!(Environment::Minus.to_string(), "-1");
    assert_eq!(Environment::Minus.to_parameter().unwrap(), "-1");
}

trait MapValues {
    fn map_values(&self) -> Vec<i64>;
}

impl MapValues for [Environment] {
    fn map_values(&self) -> Vec<i64> {
        self.iter().map(Environment::value).collect()
    }
}

#[test]
fn unknown_integers_are_kept_as_far_as_they_go() {
    for number in [2, i64::MIN, i64::MAX] {
        let value: Environment = serde_json::from_value(number.into()).unwrap();
        assert!(matches!(value, Environment::Unknown(unknown) if unknown.get() == number));
        assert_eq!(serde_json::to_value(value).unwrap(), number);
    }
    for wire in ["9223372036854775808", "1.5", "\"1\"", "null"] {
        assert!(serde_json::from_str::<Environment>(wire).is_err(), "{wire}");
    }
}

/// An unknown value belongs to its enum, so that none can hold what its own enum knows.
#[test]
fn an_unknown_value_is_typed_by_its_enum() {
    fn of(value: Environment) -> Option<UnknownValue<Environment, i64>> {
        match value {
            Environment::Unknown(unknown) => Some(unknown),
            _ => None,
        }
    }
    assert_eq!(of(Environment::from(7)).map(|unknown| *unknown), Some(7));
    assert!(of(Environment::from(1)).is_none());
}

/// Lists the segments.
#[must_use = "a call does nothing until it is awaited"]
#[derive(Debug)]
struct ListSegments(Call<Vec<String>, serde_json::Value>);

impl ListSegments {
    fn limit(self, limit: u32) -> Self {
        Self(self.0.set_query("limit", limit))
    }

    fn comparators(self, comparators: impl IntoIterator<Item = Comparator>) -> Self {
        Self(self.0.set_query_list("filter[comparator]", comparators))
    }

    fn filter(self, attribute: &str, values: &[&str]) -> Self {
        Self(self.0.query_template("filter[", "][]", attribute, values))
    }
}

call!(ListSegments, Vec<String>, serde_json::Value);

fn list_segments(client: &Client) -> ListSegments {
    const LIST: Operation = Operation::new("listSegments", Method::Get, "/segments", "Segments");
    ListSegments(client.request(&LIST).json())
}

#[tokio::test]
async fn setters_after_the_fact_change_the_query() {
    let server = Server::json("200 OK", r#"["a"]"#);
    let call = list_segments(&server.client())
        .limit(1)
        .comparators([Comparator::Eq, Comparator::from("like")])
        .limit(2)
        .filter("country", &["US", "GB"])
        .header("X-Trace", "t")
        .timeout(Duration::from_secs(20));
    assert_eq!(call.await.unwrap(), ["a"]);
    let request = server.request();
    let target = "/v4/segments?filter%5Bcomparator%5D=eq&filter%5Bcomparator%5D=like&limit=2\
                  &filter%5Bcountry%5D%5B%5D=US&filter%5Bcountry%5D%5B%5D=GB";
    assert_eq!(request.lines().next().unwrap(), format!("GET {target} HTTP/1.1"));
}

#[tokio::test]
async fn a_call_can_be_spawned() {
    let server = Server::json("200 OK", "[]");
    let client = server.client();
    let awaited = tokio::spawn(list_segments(&client).into_future());
    let sent =
        tokio::spawn(
            async move { list_segments(&client).send().await.map(|it| it.status().as_u16()) },
        );
    assert!(awaited.await.unwrap().unwrap().is_empty());
    assert_eq!(sent.await.unwrap().unwrap(), 200);
}
