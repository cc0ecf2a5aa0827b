//! What a request refuses, and what it makes of its parameters.

use super::*;
use crate::Method;
use serde_json::Value;

const GET: Operation =
    Operation::new("getPart", Method::Get, "/segments/{id}/parts/{part}", "Segments")
        .reserved(&[("id", &["system"])]);
const LIST: Operation = Operation::new("listSegments", Method::Get, "/segments", "Segments");

fn request(operation: &'static Operation) -> Request {
    let client = Client::builder("https://a.example/v4").bearer("sk_live").build().unwrap();
    client.request(operation)
}

/// What the request proves itself with; nothing has to be waited for here.
pub(super) fn grant(request: &Request) -> Result<Grant, InvalidInput> {
    let mut asked = std::pin::pin!(request.client.grant(request.operation, Duration::MAX));
    match asked.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(grant) => grant,
        std::task::Poll::Pending => panic!("a fixed credential is at hand"),
    }
}

#[track_caller]
fn sends(request: Request, target: &str) {
    let url = request.into_http().unwrap().url().to_string();
    assert_eq!(url, format!("https://a.example/v4{target}"));
}

#[track_caller]
fn refused(request: Request, message: &str) {
    assert_eq!(request.into_http().unwrap_err().to_string(), message);
}

#[test]
fn a_path_value_stays_one_segment() {
    let path = |id: &str| request(&GET).path("part", 7).path("id", id);
    sends(path("premium users"), "/segments/premium%20users/parts/7");
    sends(
        path("a/../b?c#d%2e;e:f+é"),
        "/segments/a%2F..%2Fb%3Fc%23d%252e%3Be%3Af%2B%C3%A9/parts/7",
    );
    sends(path("%2e%2e"), "/segments/%252e%252e/parts/7");
    sends(path("..."), "/segments/.../parts/7");
    sends(path("\0\n\\"), "/segments/%00%0A%5C/parts/7");
    sends(path("-._~azAZ09"), "/segments/-._~azAZ09/parts/7");
    sends(path("System"), "/segments/System/parts/7");
    sends(path("{part}"), "/segments/%7Bpart%7D/parts/7");
}

#[test]
fn a_path_value_cannot_address_something_else() {
    let path = |id: &str| request(&GET).path("part", 7).path("id", id);
    refused(path(""), "getPart: `id` is empty");
    refused(path("."), "getPart: `id` must not be `.`, which stands for another path");
    refused(path(".."), "getPart: `id` must not be `..`, which stands for another path");
    refused(
        path("system"),
        "getPart: `id` must not be `system`, the name of another resource, at /segments/system/parts/{part}",
    );
    sends(request(&GET).path("part", "system").path("id", 1), "/segments/1/parts/system");
}

#[test]
fn the_path_takes_its_parameters_and_no_others() {
    refused(request(&GET).path("id", "a"), "getPart: `part` was not given, but stands in the path");
    refused(
        request(&LIST).path("id", "a"),
        "listSegments: `id` was given, but does not stand in the path",
    );
    sends(request(&GET).path("part", 1).path("id", 1).path("id", 2), "/segments/2/parts/1");
}

#[test]
fn a_path_without_a_slash_does_not_change_the_host() {
    const BAD: Operation = Operation::new("bad", Method::Get, ".evil.example/x", "Segments");
    refused(request(&BAD), "bad: `path` does not begin with a slash");
}

#[test]
fn the_first_problem_is_told() {
    refused(
        request(&GET).path("id", "").path("part", "..").header("x", "\n"),
        "getPart: `id` is empty",
    );
}

#[test]
fn query_names_and_values_are_encoded() {
    sends(
        request(&LIST).query("filter[type]", "a b&c=d+e").query("'", "ü"),
        "/segments?filter%5Btype%5D=a%20b%26c%3Dd%2Be&%27=%C3%BC",
    );
    sends(request(&LIST).query("q", ""), "/segments?q=");
}

#[test]
fn adding_to_the_query_keeps_and_setting_replaces() {
    sends(request(&LIST).query("a", 1).query("b", 2).query("a", 3), "/segments?a=1&b=2&a=3");
    sends(request(&LIST).query("a", 1).query("b", 2).set_query("a", 3), "/segments?b=2&a=3");
    sends(
        request(&LIST).set_query_list("a", ["x", "y"]).set_query("b", true),
        "/segments?a=x&a=y&b=true",
    );
    sends(request(&LIST).set_query("a", 1).set_query_list::<u8>("a", []), "/segments");
}

#[test]
fn a_number_outside_of_its_range_is_refused() {
    for (size, target) in [(1, "/segments?limit=1"), (100, "/segments?limit=100")] {
        sends(request(&LIST).set_query_within("limit", size, 1..=100), target);
    }
    let message = "listSegments: `limit` must be from 1 to 100";
    for size in [0, 101, -1, i64::MIN, i64::MAX] {
        refused(request(&LIST).set_query_within("limit", size, 1..=100), message);
    }
    refused(request(&LIST).set_query_within("limit", u8::MAX, 1..=100), message);
}

#[test]
fn a_condition_that_does_not_hold_is_refused() {
    let fits = |fits| {
        request(&LIST).refuse_unless(fits, "body", "is not the one that `platform` asks for")
    };
    sends(fits(true), "/segments");
    refused(fits(false), "listSegments: `body` is not the one that `platform` asks for");
}

#[test]
fn a_required_list_needs_a_value() {
    sends(request(&LIST).required_query_list("uid[]", vec!["x"]), "/segments?uid%5B%5D=x");
    refused(
        request(&LIST).required_query_list::<&str>("uid[]", []),
        "listSegments: `uid[]` needs at least one value",
    );
}

#[test]
fn templated_names_are_replaced_key_by_key() {
    let filter = |key: &'static str, values: &'static [&'static str]| {
        move |request: Request| request.query_template("filter[", "][]", key, values)
    };
    let both = filter("os", &["x"])(filter("country", &["US", "GB"])(request(&LIST)));
    sends(
        both,
        "/segments?filter%5Bcountry%5D%5B%5D=US&filter%5Bcountry%5D%5B%5D=GB&filter%5Bos%5D%5B%5D=x",
    );
    let twice = filter("os", &["y"])(filter("os", &["x"])(request(&LIST)));
    sends(twice, "/segments?filter%5Bos%5D%5B%5D=y");
    refused(
        filter("", &["x"])(request(&LIST)),
        "listSegments: `filter[][]` needs a name in its brackets",
    );
}

#[test]
fn numbers_that_cannot_be_sent_are_refused() {
    refused(
        request(&LIST).set_query("share", f64::NAN),
        "listSegments: `share` must be a finite number",
    );
    refused(
        request(&LIST).body(&f64::NAN),
        "listSegments: `body` cannot be written as JSON: \
         a number must be finite, JSON has no NaN and no infinity",
    );
}

#[test]
fn header_values_are_replaced_and_checked_but_not_shown() {
    let request = || request(&LIST).header("X-Key", "a");
    let sent = request().header("x-key", "b").into_http().unwrap();
    assert_eq!(sent.headers().get_all("x-key").iter().collect::<Vec<_>>(), ["b"]);
    for bad in ["sk_live\n", "sk_live\u{e9}"] {
        refused(
            request().header("X-Key", bad),
            "listSegments: `X-Key` is not a valid header value, which is visible ASCII",
        );
    }
    for name in ["X Key", "", "sk_live\n", "é"] {
        refused(
            request().header(name, "a"),
            "listSegments: `header` has a name that no header can have",
        );
    }
}

#[test]
fn a_key_is_made_up_unless_the_caller_gives_one() {
    const CREATE: Operation = Operation::new("create", Method::Post, "/segments", "Segments")
        .idempotency_header("Idempotency-Key");
    const BAD: Operation =
        Operation::new("bad", Method::Post, "/segments", "Segments").idempotency_header("a b");
    let key = |request: Request| {
        let sent = request.into_http().unwrap();
        sent.headers()["idempotency-key"].to_str().unwrap().to_owned()
    };
    let made_up = key(request(&CREATE));
    assert_eq!(Uuid::parse_str(&made_up).unwrap().get_version_num(), 4);
    assert_ne!(key(request(&CREATE)), made_up);
    assert_eq!(key(request(&CREATE).header("IDEMPOTENCY-KEY", "mine")), "mine");
    refused(request(&BAD), "bad: `a b` has a name that no header can have");
}

#[test]
fn headers_of_the_client_itself_cannot_be_set_on_a_call() {
    let call = |name| request(&LIST).json::<Value, Value>().header(name, "x");
    let sent = |call: Call<Value, Value>| call.into_request().into_http();
    for own in ["Authorization", "HOST", "content-length", "Transfer-Encoding", "accept"] {
        let message = format!("listSegments: `{own}` is written by the client itself");
        assert_eq!(sent(call(own)).unwrap_err().to_string(), message);
    }
    assert_eq!(sent(call("User-Agent")).unwrap().headers()["user-agent"], "x");
}

#[test]
fn the_credential_is_marked_so_that_the_http_client_does_not_show_it() {
    let sent = request(&LIST).into_http().unwrap();
    assert!(sent.headers()["authorization"].is_sensitive());
    assert!(!format!("{sent:?}").contains("sk_live"));
    assert_eq!(format!("{:?}", request(&LIST)), "Request { operation: \"listSegments\", .. }");
}
