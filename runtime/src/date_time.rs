//! The types of `format: date-time` and `format: date`.

/// A point in time with its offset from UTC, `format: date-time`.
///
/// On the wire it is an RFC 3339 string, `2026-11-23T17:30:00Z`. The offset it came with is kept;
/// an offset of zero is written `Z`. In a query it is written the same way, where `Display` would
/// not be (see [`ParameterValue`](crate::ParameterValue)).
pub type DateTime = chrono::DateTime<chrono::FixedOffset>;

/// A calendar day without time and zone, `format: date`.
///
/// On the wire it is an RFC 3339 full-date, `2026-11-23`.
pub type Date = chrono::NaiveDate;

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(text: &str) -> String {
        let value: DateTime = serde_json::from_value(text.into()).unwrap();
        serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
    }

    #[test]
    fn a_date_time_keeps_its_offset_and_its_fraction() {
        assert_eq!(round_trip("2026-11-23T17:30:00+02:00"), "2026-11-23T17:30:00+02:00");
        assert_eq!(round_trip("2026-11-23T17:30:00.250-11:30"), "2026-11-23T17:30:00.250-11:30");
    }

    #[test]
    fn utc_is_written_z() {
        assert_eq!(round_trip("2026-11-23T17:30:00Z"), "2026-11-23T17:30:00Z");
        assert_eq!(round_trip("2026-11-23T17:30:00+00:00"), "2026-11-23T17:30:00Z");
    }

    #[test]
    fn a_date_is_a_full_date() {
        let date: Date = serde_json::from_str(r#""2026-02-28""#).unwrap();
        assert_eq!(serde_json::to_string(&date).unwrap(), r#""2026-02-28""#);
        assert!(serde_json::from_str::<Date>(r#""2026-02-30""#).is_err());
    }
}
