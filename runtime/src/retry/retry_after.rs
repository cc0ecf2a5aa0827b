//! Reads the header `Retry-After`.
//!
//! ```text
//! Retry-After: 120
//! Retry-After: Fri, 31 Dec 1999 23:59:59 GMT
//! ```

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// How long the server asks to wait. A date that is past says not to wait; what is neither a number
/// of seconds nor a date says nothing.
pub(crate) fn retry_after(
    headers: &HeaderMap,
    now: impl FnOnce() -> SystemTime,
) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that does not fit is a wait all the same, and longer than anyone waits.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now()).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    /// Sun, 06 Nov 1994 08:49:37 GMT
    const NOW: Duration = Duration::from_secs(784_111_777);

    #[track_caller]
    fn check(value: &[u8], expected: Option<Duration>) {
        let value = HeaderValue::from_bytes(value).unwrap();
        let headers = HeaderMap::from_iter([(RETRY_AFTER, value)]);
        assert_eq!(retry_after(&headers, || SystemTime::UNIX_EPOCH + NOW), expected);
    }

    #[test]
    fn seconds_are_a_plain_number() {
        check(b"120", Some(Duration::from_secs(120)));
        check(b" 0 ", Some(Duration::ZERO));
        check(b"99999999999999999999999", Some(Duration::from_secs(u64::MAX)));
    }

    #[test]
    fn a_date_is_counted_from_now_in_each_form_of_http() {
        let minute = Some(Duration::from_secs(60));
        check(b"Sun, 06 Nov 1994 08:50:37 GMT", minute);
        check(b"Sunday, 06-Nov-94 08:50:37 GMT", minute);
        check(b"Sun Nov  6 08:50:37 1994", minute);
        check(b"Sun, 06 Nov 1994 08:49:36 GMT", Some(Duration::ZERO));
    }

    #[test]
    fn anything_else_says_nothing() {
        for nonsense in ["", "-1", "+1", "1.5", "soon", "1 second", "Sun, 99 Nov 1994 08:49:37 GMT"]
        {
            check(nonsense.as_bytes(), None);
        }
        check(b"\xff", None);
        assert_eq!(retry_after(&HeaderMap::new(), || SystemTime::UNIX_EPOCH), None);
    }
}
