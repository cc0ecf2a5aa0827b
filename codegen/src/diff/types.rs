//! Types and formats: whether the values of one schema are among those of the other.

use std::collections::BTreeSet;

use super::contract::Schema;
use super::rules::{Subject, families};
use super::scope::{Found, Pair, Scope};

families! {
    TYPE_CHANGED = "type-changed",
        request: WireBreaking "The server wants values of another type, and refuses what is sent today.",
        answer: WireBreaking "The server sends values of another type, which today's client cannot read.";
    TYPE_GENERALIZED = "type-generalized",
        request: WireCompatible "The server takes values of further types.",
        answer: WireBreaking "The server may send values of types that today's client cannot read.";
    TYPE_SPECIALIZED = "type-specialized",
        request: WireBreaking "The server refuses values of types that it took.",
        answer: WireCompatible "The server sends values of fewer types.";
    FORMAT_CHANGED = "format-changed",
        request: WireBreaking "The server reads the value in another format.",
        answer: WireBreaking "The value is written in another format.";
    FORMAT_GENERALIZED = "format-generalized",
        request: WireCompatible "The server takes values of a wider format.",
        answer: WireBreaking "The value may not fit the format that today's client reads.";
    FORMAT_SPECIALIZED = "format-specialized",
        request: WireBreaking "The server takes values of a narrower format only.",
        answer: WireCompatible "The value always fits a narrower format.";
    FORMAT_HINT_CHANGED = "format-hint-changed",
        request: Unknown "The document names another format than before, and whether the server checks it is not said.",
        answer: Unknown "The document names another format than before, and whether clients rely on it cannot be told.";
}

/// How the values of two schemas relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// The rest of what they say can be compared.
    Kin,
    /// It cannot: they have nothing in common, or one takes anything.
    Foreign,
}

pub(super) fn compare(scope: &mut Scope<'_>, pair: &Pair) -> Relation {
    let (old, new) = (&*pair.old, &*pair.new);
    let is_union_on_one_side = has_unions(old) != has_unions(new);
    if old.types == new.types && !is_union_on_one_side {
        return Relation::Kin;
    }
    let family = if includes(new, old, pair.subject) {
        &TYPE_GENERALIZED
    } else if includes(old, new, pair.subject) {
        &TYPE_SPECIALIZED
    } else {
        &TYPE_CHANGED
    };
    let (before, after) = (old.describe(), new.describe());
    let what = format!("{} became {after} from {before}", pair.path.noun());
    scope.report_in(family, pair, Found::new(what).keyword(pair, "type").became(before, after));
    let is_number = |it: &Schema| it.types.iter().all(|it| ["integer", "number"].contains(it));
    let are_numbers = is_number(old) && is_number(new) && !old.is_any() && !new.is_any();
    let are_same = old.types == new.types && !old.types.is_empty();
    if are_numbers || are_same { Relation::Kin } else { Relation::Foreign }
}

fn has_unions(schema: &Schema) -> bool {
    !schema.unions.is_empty()
}

/// Whether all types of `narrow` are among those of `wide`. A union beside them narrows them; one
/// that stands for itself is compared by its branches.
fn includes(wide: &Schema, narrow: &Schema, subject: Subject) -> bool {
    let has = |name: &str, types: &BTreeSet<&str>| {
        types.contains(name)
            || (name == "integer" && types.contains("number"))
            || (subject.is_text()
                && types.contains("string")
                && !matches!(name, "array" | "object"))
    };
    if has_unions(wide) && !has_unions(narrow) {
        return false;
    }
    wide.is_any()
        || (!narrow.types.is_empty() && narrow.types.iter().all(|it| has(it, &wide.types)))
}

/// How the values of two formats relate.
enum Formats {
    Wider,
    Narrower,
    Other,
    /// At least one of them is a hint that no type shows.
    Hint,
}

pub(super) fn compare_formats(scope: &mut Scope<'_>, pair: &Pair) {
    let (old, new) = (&pair.old.format, &pair.new.format);
    if old == new || pair.old.types != pair.new.types {
        return;
    }
    let family = match relate(old.as_deref(), new.as_deref()) {
        Formats::Wider => &FORMAT_GENERALIZED,
        Formats::Narrower => &FORMAT_SPECIALIZED,
        Formats::Other => &FORMAT_CHANGED,
        Formats::Hint => &FORMAT_HINT_CHANGED,
    };
    let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "no format".to_owned());
    let what =
        format!("the format of {} became {} from {}", pair.path.noun(), text(new), text(old));
    let found = Found::new(what).keyword(pair, "format").values(old.clone(), new.clone());
    scope.report_in(family, pair, found);
}

fn relate(old: Option<&str>, new: Option<&str>) -> Formats {
    let decides = |it: Option<&str>| it.is_none_or(|it| width(it).is_some() || is_text(it));
    if !decides(old) || !decides(new) {
        return Formats::Hint;
    }
    match (old, new) {
        (Some(_), None) => Formats::Wider,
        (None, Some(_)) => Formats::Narrower,
        (Some(old), Some(new)) => match (width(old), width(new)) {
            (Some(old), Some(new)) if covers(new, old) => Formats::Wider,
            (Some(old), Some(new)) if covers(old, new) => Formats::Narrower,
            _ => Formats::Other,
        },
        (None, None) => Formats::Hint,
    }
}

/// Formats that say how a text is to be read.
fn is_text(format: &str) -> bool {
    matches!(format, "date-time" | "date" | "time" | "duration" | "binary" | "byte")
}

/// The lowest and highest power of two that a number of this format reaches.
fn width(format: &str) -> Option<(u16, u16)> {
    Some(match format {
        "int8" => (7, 7),
        "int16" => (15, 15),
        "int32" => (31, 31),
        "int64" => (63, 63),
        "uint8" => (0, 8),
        "uint16" => (0, 16),
        "uint32" => (0, 32),
        "uint64" => (0, 64),
        "float" => (128, 128),
        "double" => (1024, 1024),
        _ => return None,
    })
}

fn covers(wide: (u16, u16), narrow: (u16, u16)) -> bool {
    wide.0 >= narrow.0 && wide.1 >= narrow.1
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::schemas("another type", r#"{"type": "boolean"}"#, r#"{"type": "array"}"#),
        Pair::schemas("a wider type", r#"{"type": "integer"}"#, r#"{"type": "number"}"#),
        Pair::schemas("a number becomes a text", r#"{"type": "integer"}"#, r#"{"type": "string"}"#),
        Pair::schemas("any value", r#"{"type": "object"}"#, "{}"),
        Pair::schemas(
            "a type out of a list",
            r#"{"type": ["string", "integer", "boolean"], "enum": [1, "a", true]}"#,
            r#"{"enum": [1, "a", true]}"#,
        ),
        Pair::schemas(
            "another format",
            r#"{"type": "string", "format": "date"}"#,
            r#"{"type": "string", "format": "date-time"}"#,
        ),
        Pair::schemas(
            "a wider format",
            r#"{"type": "integer", "format": "int32"}"#,
            r#"{"type": "integer", "format": "int64"}"#,
        ),
        Pair::schemas(
            "no format",
            r#"{"type": "string", "format": "date"}"#,
            r#"{"type": "string"}"#,
        ),
        Pair::schemas(
            "a format that is a hint",
            r#"{"type": "string", "format": "uri"}"#,
            r#"{"type": "string", "format": "email"}"#,
        ),
        Pair::schemas(
            "signed and unsigned overlap",
            r#"{"type": "integer", "format": "uint32"}"#,
            r#"{"type": "integer", "format": "int32"}"#,
        ),
        Pair::schemas(
            "a union of others",
            r#"{"type": "boolean"}"#,
            r#"{"oneOf": [{"type": "string"}, {"type": "array"}]}"#,
        ),
        Pair::schemas(
            "any value or one of two",
            "{}",
            r#"{"oneOf": [{"type": "string"}, {"type": "array"}]}"#,
        ),
        Pair::schemas(
            "a union beside a type",
            r#"{"type": "object"}"#,
            r#"{"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                another type
                  -> wire-breaking request-parameter-type-changed: the query parameter p became array from boolean [boolean => array]
                  -> wire-breaking response-header-type-changed: the header H of the answer 200 became array from boolean [boolean => array]
                  -> wire-breaking request-property-type-changed: `x` in the request body became array from boolean [boolean => array]
                  -> wire-breaking response-property-type-changed: `x` in the answer 200 became array from boolean [boolean => array]
                  <- wire-breaking request-parameter-type-changed: the query parameter p became boolean from array [array => boolean]
                  <- wire-breaking response-header-type-changed: the header H of the answer 200 became boolean from array [array => boolean]
                  <- wire-breaking request-property-type-changed: `x` in the request body became boolean from array [array => boolean]
                  <- wire-breaking response-property-type-changed: `x` in the answer 200 became boolean from array [array => boolean]
                a wider type
                  -> wire-compatible request-parameter-type-generalized: the query parameter p became number from integer [integer => number]
                  -> wire-breaking response-header-type-generalized: the header H of the answer 200 became number from integer [integer => number]
                  -> wire-compatible request-property-type-generalized: `x` in the request body became number from integer [integer => number]
                  -> wire-breaking response-property-type-generalized: `x` in the answer 200 became number from integer [integer => number]
                  <- wire-breaking request-parameter-type-specialized: the query parameter p became integer from number [number => integer]
                  <- wire-compatible response-header-type-specialized: the header H of the answer 200 became integer from number [number => integer]
                  <- wire-breaking request-property-type-specialized: `x` in the request body became integer from number [number => integer]
                  <- wire-compatible response-property-type-specialized: `x` in the answer 200 became integer from number [number => integer]
                a number becomes a text
                  -> wire-compatible request-parameter-type-generalized: the query parameter p became string from integer [integer => string]
                  -> wire-breaking response-header-type-generalized: the header H of the answer 200 became string from integer [integer => string]
                  -> wire-breaking request-property-type-changed: `x` in the request body became string from integer [integer => string]
                  -> wire-breaking response-property-type-changed: `x` in the answer 200 became string from integer [integer => string]
                  <- wire-breaking request-parameter-type-specialized: the query parameter p became integer from string [string => integer]
                  <- wire-compatible response-header-type-specialized: the header H of the answer 200 became integer from string [string => integer]
                  <- wire-breaking request-property-type-changed: `x` in the request body became integer from string [string => integer]
                  <- wire-breaking response-property-type-changed: `x` in the answer 200 became integer from string [string => integer]
                any value
                  -> wire-compatible request-parameter-type-generalized: the query parameter p became any value from object [object => any value]
                  -> wire-breaking response-header-type-generalized: the header H of the answer 200 became any value from object [object => any value]
                  -> wire-compatible request-property-type-generalized: `x` in the request body became any value from object [object => any value]
                  -> wire-breaking response-property-type-generalized: `x` in the answer 200 became any value from object [object => any value]
                  <- wire-breaking request-parameter-type-specialized: the query parameter p became object from any value [any value => object]
                  <- wire-compatible response-header-type-specialized: the header H of the answer 200 became object from any value [any value => object]
                  <- wire-breaking request-property-type-specialized: `x` in the request body became object from any value [any value => object]
                  <- wire-compatible response-property-type-specialized: `x` in the answer 200 became object from any value [any value => object]
                a type out of a list
                another format
                  -> wire-breaking request-parameter-format-changed: the format of the query parameter p became date-time from date [date => date-time]
                  -> wire-breaking response-header-format-changed: the format of the header H of the answer 200 became date-time from date [date => date-time]
                  -> wire-breaking request-property-format-changed: the format of `x` in the request body became date-time from date [date => date-time]
                  -> wire-breaking response-property-format-changed: the format of `x` in the answer 200 became date-time from date [date => date-time]
                  <- wire-breaking request-parameter-format-changed: the format of the query parameter p became date from date-time [date-time => date]
                  <- wire-breaking response-header-format-changed: the format of the header H of the answer 200 became date from date-time [date-time => date]
                  <- wire-breaking request-property-format-changed: the format of `x` in the request body became date from date-time [date-time => date]
                  <- wire-breaking response-property-format-changed: the format of `x` in the answer 200 became date from date-time [date-time => date]
                a wider format
                  -> wire-compatible request-parameter-format-generalized: the format of the query parameter p became int64 from int32 [int32 => int64]
                  -> wire-breaking response-header-format-generalized: the format of the header H of the answer 200 became int64 from int32 [int32 => int64]
                  -> wire-compatible request-property-format-generalized: the format of `x` in the request body became int64 from int32 [int32 => int64]
                  -> wire-breaking response-property-format-generalized: the format of `x` in the answer 200 became int64 from int32 [int32 => int64]
                  <- wire-breaking request-parameter-format-specialized: the format of the query parameter p became int32 from int64 [int64 => int32]
                  <- wire-compatible response-header-format-specialized: the format of the header H of the answer 200 became int32 from int64 [int64 => int32]
                  <- wire-breaking request-property-format-specialized: the format of `x` in the request body became int32 from int64 [int64 => int32]
                  <- wire-compatible response-property-format-specialized: the format of `x` in the answer 200 became int32 from int64 [int64 => int32]
                no format
                  -> wire-compatible request-parameter-format-generalized: the format of the query parameter p became no format from date [date => -]
                  -> wire-breaking response-header-format-generalized: the format of the header H of the answer 200 became no format from date [date => -]
                  -> wire-compatible request-property-format-generalized: the format of `x` in the request body became no format from date [date => -]
                  -> wire-breaking response-property-format-generalized: the format of `x` in the answer 200 became no format from date [date => -]
                  <- wire-breaking request-parameter-format-specialized: the format of the query parameter p became date from no format [- => date]
                  <- wire-compatible response-header-format-specialized: the format of the header H of the answer 200 became date from no format [- => date]
                  <- wire-breaking request-property-format-specialized: the format of `x` in the request body became date from no format [- => date]
                  <- wire-compatible response-property-format-specialized: the format of `x` in the answer 200 became date from no format [- => date]
                a format that is a hint
                  -> unknown request-parameter-format-hint-changed: the format of the query parameter p became email from uri [uri => email]
                  -> unknown response-header-format-hint-changed: the format of the header H of the answer 200 became email from uri [uri => email]
                  -> unknown request-property-format-hint-changed: the format of `x` in the request body became email from uri [uri => email]
                  -> unknown response-property-format-hint-changed: the format of `x` in the answer 200 became email from uri [uri => email]
                  <- unknown request-parameter-format-hint-changed: the format of the query parameter p became uri from email [email => uri]
                  <- unknown response-header-format-hint-changed: the format of the header H of the answer 200 became uri from email [email => uri]
                  <- unknown request-property-format-hint-changed: the format of `x` in the request body became uri from email [email => uri]
                  <- unknown response-property-format-hint-changed: the format of `x` in the answer 200 became uri from email [email => uri]
                signed and unsigned overlap
                  -> wire-breaking request-parameter-format-changed: the format of the query parameter p became int32 from uint32 [uint32 => int32]
                  -> wire-breaking response-header-format-changed: the format of the header H of the answer 200 became int32 from uint32 [uint32 => int32]
                  -> wire-breaking request-property-format-changed: the format of `x` in the request body became int32 from uint32 [uint32 => int32]
                  -> wire-breaking response-property-format-changed: the format of `x` in the answer 200 became int32 from uint32 [uint32 => int32]
                  <- wire-breaking request-parameter-format-changed: the format of the query parameter p became uint32 from int32 [int32 => uint32]
                  <- wire-breaking response-header-format-changed: the format of the header H of the answer 200 became uint32 from int32 [int32 => uint32]
                  <- wire-breaking request-property-format-changed: the format of `x` in the request body became uint32 from int32 [int32 => uint32]
                  <- wire-breaking response-property-format-changed: the format of `x` in the answer 200 became uint32 from int32 [int32 => uint32]
                a union of others
                  -> wire-breaking request-parameter-type-changed: the query parameter p became one of 2 types from boolean [boolean => one of 2 types]
                  -> wire-breaking response-header-type-changed: the header H of the answer 200 became one of 2 types from boolean [boolean => one of 2 types]
                  -> wire-breaking request-property-type-changed: `x` in the request body became one of 2 types from boolean [boolean => one of 2 types]
                  -> wire-breaking response-property-type-changed: `x` in the answer 200 became one of 2 types from boolean [boolean => one of 2 types]
                  <- wire-breaking request-parameter-type-changed: the query parameter p became boolean from one of 2 types [one of 2 types => boolean]
                  <- wire-breaking response-header-type-changed: the header H of the answer 200 became boolean from one of 2 types [one of 2 types => boolean]
                  <- wire-breaking request-property-type-changed: `x` in the request body became boolean from one of 2 types [one of 2 types => boolean]
                  <- wire-breaking response-property-type-changed: `x` in the answer 200 became boolean from one of 2 types [one of 2 types => boolean]
                any value or one of two
                  -> wire-breaking request-parameter-type-specialized: the query parameter p became one of 2 types from any value [any value => one of 2 types]
                  -> wire-compatible response-header-type-specialized: the header H of the answer 200 became one of 2 types from any value [any value => one of 2 types]
                  -> wire-breaking request-property-type-specialized: `x` in the request body became one of 2 types from any value [any value => one of 2 types]
                  -> wire-compatible response-property-type-specialized: `x` in the answer 200 became one of 2 types from any value [any value => one of 2 types]
                  <- wire-compatible request-parameter-type-generalized: the query parameter p became any value from one of 2 types [one of 2 types => any value]
                  <- wire-breaking response-header-type-generalized: the header H of the answer 200 became any value from one of 2 types [one of 2 types => any value]
                  <- wire-compatible request-property-type-generalized: `x` in the request body became any value from one of 2 types [one of 2 types => any value]
                  <- wire-breaking response-property-type-generalized: `x` in the answer 200 became any value from one of 2 types [one of 2 types => any value]
                a union beside a type
                  -> wire-breaking request-parameter-type-specialized: the query parameter p became object, one of 2 types from object [object => object, one of 2 types]
                  -> wire-compatible response-header-type-specialized: the header H of the answer 200 became object, one of 2 types from object [object => object, one of 2 types]
                  -> wire-breaking request-property-type-specialized: `x` in the request body became object, one of 2 types from object [object => object, one of 2 types]
                  -> wire-compatible response-property-type-specialized: `x` in the answer 200 became object, one of 2 types from object [object => object, one of 2 types]
                  <- wire-compatible request-parameter-type-generalized: the query parameter p became object from object, one of 2 types [object, one of 2 types => object]
                  <- wire-breaking response-header-type-generalized: the header H of the answer 200 became object from object, one of 2 types [object, one of 2 types => object]
                  <- wire-compatible request-property-type-generalized: `x` in the request body became object from object, one of 2 types [object, one of 2 types => object]
                  <- wire-breaking response-property-type-generalized: `x` in the answer 200 became object from object, one of 2 types [object, one of 2 types => object]
            "#]],
        );
    }
}
