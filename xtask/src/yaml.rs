//! Writes a JSON tree as YAML.

use openapi_exact::source::Source;
use saphyr::{Mapping, Scalar, Yaml, YamlEmitter};
use serde_json::{Number, Value};

use crate::error::Error;

/// `value` as a YAML document, with text of several lines as it reads.
///
/// # Errors
/// If reading it would not give `value` again. That is tried, not taken for granted: to write a
/// string without quotes is to guess how every reader takes it.
pub(crate) fn write(value: &Value) -> Result<String, Error> {
    let mut text = String::new();
    let mut emitter = YamlEmitter::new(&mut text);
    emitter.multiline(true);
    emitter.dump(&yaml(value).ok_or(Error::Yaml)?).map_err(|_| Error::Yaml)?;
    text.push('\n');
    match Source::parse("output", &text) {
        Ok(read) if read.value() == value => Ok(text),
        _ => Err(Error::Yaml),
    }
}

fn yaml(value: &Value) -> Option<Yaml<'_>> {
    Some(match value {
        Value::Null => Yaml::Value(Scalar::Null),
        Value::Bool(value) => Yaml::Value(Scalar::Boolean(*value)),
        Value::Number(number) => Yaml::Value(scalar(number)?),
        Value::String(text) => string(text),
        Value::Array(items) => Yaml::Sequence(items.iter().map(yaml).collect::<Option<_>>()?),
        Value::Object(members) => {
            let pairs = members.iter().map(|(name, value)| Some((string(name), yaml(value)?)));
            Yaml::Mapping(pairs.collect::<Option<Mapping<'_>>>()?)
        }
    })
}

fn string(text: &str) -> Yaml<'_> {
    Yaml::Value(Scalar::String(text.into()))
}

fn scalar(number: &Number) -> Option<Scalar<'static>> {
    match number.as_i64() {
        Some(integer) => Some(Scalar::Integer(integer)),
        None => Some(Scalar::FloatingPoint(number.as_f64()?.into())),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use serde_json::json;

    use super::write;
    use crate::error::Error;

    #[test]
    fn what_another_type_would_look_like_is_quoted() {
        let tree = json!({
            "no": "no", "version": "1.0", "null": "null", "date": "2020-01-01", "empty": "",
            "200": "0x10", "lead": " x", "trail": "x ", "colon": "a: b", "hash": "a #b",
            "lines": "one\n  two\n", "unicode": "\u{fc}\u{1f600}", "dash": "- a",
        });
        expect![[r#"
            ---
            "no": "no"
            version: "1.0"
            "null": "null"
            date: 2020-01-01
            empty: ""
            "200": "0x10"
            lead: " x"
            trail: "x "
            colon: "a: b"
            hash: "a #b"
            lines: |
              one
                two
            unicode: ü😀
            dash: "- a"
        "#]]
        .assert_eq(&write(&tree).unwrap());
    }

    #[test]
    fn numbers_and_nesting() {
        let tree = json!({
            "a": [1, -1, 1.0, 0.1, 1.5e10, null, true, [], {}, [[1], {"b": [{"c": 1, "d": 2}]}]],
        });
        expect![[r#"
            ---
            a:
              - 1
              - -1
              - 1.0
              - 0.1
              - 15000000000.0
              - ~
              - true
              - []
              - {}
              - - - 1
                - b:
                    - c: 1
                      d: 2
        "#]]
        .assert_eq(&write(&tree).unwrap());
    }

    /// Each in every place: `write` reads back what it wrote, so success is the proof.
    #[test]
    fn strings_that_yaml_could_mistake_come_back() {
        let texts = [
            "",
            " ",
            "~",
            "y",
            "on",
            "Yes",
            "true",
            "1",
            "1e3",
            ".5",
            ".inf",
            ".nan",
            "0o7",
            "+1",
            "1_000",
            "12:30",
            "<<",
            "=",
            "-",
            "?",
            ":",
            "|",
            ">",
            "%a",
            "@a",
            "`a",
            "&a",
            "*a",
            "!a",
            "[a",
            "{a",
            "a]",
            "a,",
            "'",
            "\"",
            "\\",
            "\\n",
            "---",
            "...",
            "a\n---\nb",
            "a\n...\n",
            "\n",
            "\n\n",
            "a\n\n",
            " a\nb",
            "\ta\n b\n",
            "a \nb",
            "a\r\nb",
            "\r",
            "\u{0}",
            "\u{7f}",
            "\u{85}",
            "\u{a0}",
            "\u{2028}",
            "a\u{2029}b\nc",
            "\u{feff}a",
            "a\nb: c\n- d\n",
            "#a\nb",
        ];
        for text in texts {
            for tree in [
                json!(text),
                json!([text, [text]]),
                json!({"a": text}),
                json!({text: [{text: text}]}),
            ] {
                assert!(write(&tree).is_ok(), "{tree}");
            }
        }
    }

    #[test]
    fn what_would_come_back_changed_is_an_error() {
        assert!(matches!(write(&json!([u64::MAX])), Err(Error::Yaml)));
    }
}
