//! For programs: `docs/drift.schema.json` is its schema.

use serde_json::{Value, json};

use super::{Change, Comparison, Spot};

/// The report as JSON, with one entry per change and operation.
pub fn render(comparison: &Comparison<'_>) -> String {
    let changes: Vec<_> =
        comparison.diff.changes.iter().map(|it| entry(it, comparison.reason(it))).collect();
    let report = json!({
        "semver": comparison.diff.semver.to_string(),
        "old": comparison.old,
        "new": comparison.new,
        "changes": changes,
    });
    format!("{report:#}\n")
}

fn entry(change: &Change, approved: Option<&str>) -> Value {
    json!({
        "id": change.rule.id,
        "level": change.rule.level.to_string(),
        "semver": change.step.to_string(),
        "operation": change.operation,
        "tag": change.tag,
        "path": change.path,
        "cause": change.cause.as_str(),
        "at": at(change),
        "what": change.what,
        "before": change.before,
        "after": change.after,
        "rust": change.rust,
        "fingerprint": change.fingerprint,
        "approved": approved,
    })
}

/// `file` and `line` are those of the newer document, or of the older one for what is gone.
fn at(change: &Change) -> Value {
    let pointer = |spot: &Option<Spot>| spot.as_ref().map(|it| it.pointer.as_str().to_owned());
    let (old, new) = (&change.at.old, &change.at.new);
    let latest = new.as_ref().or(old.as_ref());
    json!({
        "old": pointer(old),
        "new": pointer(new),
        "file": latest.map(|it| &it.file),
        "line": latest.and_then(|it| it.line),
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;
    use serde_json::{Value, json};

    use super::super::sample::{HOSTILE, Sample};
    use super::render;

    fn schema() -> jsonschema::Validator {
        let schema = include_str!("../../../../docs/drift.schema.json");
        let schema: Value = serde_json::from_str(schema).unwrap();
        assert!(jsonschema::meta::is_valid(&schema));
        jsonschema::validator_for(&schema).unwrap()
    }

    fn report() -> Value {
        serde_json::from_str(&render(&Sample::new().comparison())).unwrap()
    }

    #[test]
    fn json() {
        expect_file!["golden/report.json"].assert_eq(&render(&Sample::new().comparison()));
    }

    #[test]
    fn the_report_is_what_the_schema_says() {
        let report = report();
        let problems: Vec<_> = schema()
            .iter_errors(&report)
            .map(|it| format!("{}: {it}", it.instance_path()))
            .collect();
        assert_eq!(problems, [""; 0]);
    }

    #[test]
    fn the_schema_refuses_what_the_report_is_not() {
        let spoilt = |pointer: &str, value: Value| {
            let mut report = report();
            *report.pointer_mut(pointer).unwrap() = value;
            !schema().is_valid(&report)
        };
        assert!(spoilt("/semver", json!("huge")));
        assert!(spoilt("/changes/0/level", json!("bad")));
        assert!(spoilt("/changes/0/operation", json!("segments")));
        assert!(spoilt("/changes/0/at/line", json!(0)));
        assert!(spoilt("/changes/0/at/new", json!("servers")));
        assert!(spoilt("/changes/0/fingerprint", json!("123")));
        assert!(spoilt("/changes/0/rust", json!(null)));
        assert!(spoilt("/changes/0", json!({})));
    }

    #[test]
    fn texts_arrive_as_they_are() {
        let report = report();
        let changes = report["changes"].as_array().unwrap();
        assert!(changes.iter().any(|it| it["after"] == HOSTILE));
    }
}
