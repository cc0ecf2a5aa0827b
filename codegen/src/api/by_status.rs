//! Answers that depend on the status: an enum for each set of statuses and bodies, whichever
//! operations have it.

use std::collections::BTreeSet;

use super::{Answer, Operation, Type, names};
use crate::passes::reason;

/// An enum of answers, or of the bodies of errors, by their status.
#[derive(Debug)]
pub struct ByStatus {
    /// Its Rust name.
    pub name: String,
    /// Whether it is for what is no success.
    pub is_error: bool,
    /// What there is, the most particular statuses first.
    pub variants: Vec<StatusVariant>,
    /// The operations that answer so, by their ids.
    pub operations: Vec<String>,
    /// The tags of those operations.
    pub tags: BTreeSet<usize>,
    /// Whether the client itself names it, whatever the tags.
    pub common: bool,
}

/// What is answered with one status, or with some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusVariant {
    /// Its Rust name: `NotFound`.
    pub name: String,
    /// When it comes.
    pub status: Status,
    /// What comes: never [`Answer::ByStatus`].
    pub content: Answer,
}

/// A status, or several, as the document names them; the most particular ones first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// `404`
    Code(u16),
    /// `4XX`, by its first digit.
    Class(u16),
    /// `default`: all others.
    Default,
}

impl Status {
    /// Reads `404`, `4XX` or `default`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("default") {
            return Some(Self::Default);
        }
        let digits = text.get(1..)?;
        if digits.eq_ignore_ascii_case("XX") {
            let digit = text.get(..1)?.parse().ok()?;
            return (1..=5).contains(&digit).then_some(Self::Class(digit));
        }
        let code = text.parse().ok()?;
        (100..=599).contains(&code).then_some(Self::Code(code))
    }

    /// The class that it is in, unless that is open.
    pub(super) fn class(self) -> Option<u16> {
        match self {
            Self::Code(code) => Some(code / 100),
            Self::Class(class) => Some(class),
            Self::Default => None,
        }
    }

    /// As the document names it.
    pub fn text(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Class(class) => format!("{class}XX"),
            Self::Default => "default".to_owned(),
        }
    }
}

/// The variants for what comes with each status.
pub(super) fn variants(contents: Vec<(Status, Answer)>) -> Vec<StatusVariant> {
    let mut found: Vec<StatusVariant> = Vec::new();
    for (status, content) in contents {
        let taken = |it: &str| found.iter().any(|other| other.name == it);
        let name = names::unique(reason(&status.text()), taken);
        found.push(StatusVariant { name, status, content });
    }
    found.sort_by_key(|it| it.status);
    found
}

/// The enum of these variants, among those that there are or as a new one.
pub(super) fn register(
    known: &mut Vec<ByStatus>,
    operation: &Operation,
    is_error: bool,
    variants: Vec<StatusVariant>,
) -> Answer {
    let same = |it: &ByStatus| it.is_error == is_error && it.variants == variants;
    let index = known.iter().position(same).unwrap_or_else(|| {
        known.push(ByStatus {
            name: String::new(),
            is_error,
            variants,
            operations: Vec::new(),
            tags: BTreeSet::new(),
            common: false,
        });
        known.len() - 1
    });
    if let Some(found) = known.get_mut(index) {
        found.operations.push(operation.id.clone());
        found.tags.insert(operation.tag);
    }
    Answer::ByStatus(index)
}

/// Names the enums: after the operation, where only one answers so, and otherwise after the
/// statuses.
pub(super) fn name_all(known: &mut [ByStatus], operations: &[Operation]) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for found in known {
        let kind = if found.is_error { "Error" } else { "Answer" };
        let only = match &found.operations[..] {
            [only] => operations.iter().find(|it| it.id == *only),
            _ => None,
        };
        let wanted = match only {
            Some(operation) => format!("{}{kind}", operation.call),
            None => {
                let statuses = found.variants.iter().map(|it| match it.status {
                    Status::Default => "Default".to_owned(),
                    status => status.text(),
                });
                format!("{kind}{}", statuses.collect::<Vec<_>>().join("Or"))
            }
        };
        found.name = names::unique(wanted, |it| taken.contains(it));
        taken.insert(found.name.clone());
    }
}

/// What a set of contents comes to where the status does not matter.
pub(super) fn shared(contents: &[(Status, Answer)]) -> Option<Answer> {
    let mut distinct: Vec<&Answer> = Vec::new();
    for (_, content) in contents {
        if !distinct.contains(&content) {
            distinct.push(content);
        }
    }
    match distinct[..] {
        [] => Some(Answer::Empty),
        [only] => Some(only.clone()),
        [Answer::Json(ty), Answer::Empty] | [Answer::Empty, Answer::Json(ty)]
            if !matches!(ty, Type::Nullable(_)) =>
        {
            Some(Answer::OptionalJson(ty.clone()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::api::testing::read;

    #[test]
    fn a_status_is_a_code_a_class_or_all_others() {
        let read = ["404", "4XX", "5xx", "default", "DEFAULT"].map(Status::parse);
        let class = |it| Some(Status::Class(it));
        let default = Some(Status::Default);
        assert_eq!(read, [Some(Status::Code(404)), class(4), class(5), default, default]);
        for text in ["", "4", "4X", "600", "99", "9XX", "x-note", "éXX", "4XXX"] {
            assert_eq!(Status::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_most_particular_status_stands_first() {
        let of = |it| (it, Answer::Text);
        let found = variants(
            [Status::Default, Status::Class(4), Status::Code(499), Status::Code(404)]
                .map(of)
                .into(),
        );
        let names: Vec<&str> = found.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["NotFound", "Status499", "ClientError", "Default"]);
    }

    #[test]
    fn equal_sets_share_an_enum_that_is_named_by_its_statuses() {
        let body =
            |word: &str| json!({"content": {"application/json": {"schema": {"type": word}}}});
        let operation = |id: &str, code: &str| {
            json!({"operationId": id, "tags": [format!("of {id}")],
            "responses": {"200": {}, code: body("string"), "4XX": body("boolean"), "default": body("integer")}})
        };
        let operations: Value = json!({"get": operation("a", "404"), "put": operation("b", "404"),
            "post": operation("make_it", "409")});
        let (api, report) = read(operations, json!({}));
        assert_eq!(report, "");
        let found: Vec<_> =
            api.by_status.iter().map(|it| (it.name.as_str(), it.tags.len())).collect();
        assert_eq!(found, [("Error404Or4XXOrDefault", 2), ("MakeItError", 1)]);
        assert_eq!(api.operations[0].error, api.operations[1].error);
        assert_eq!(api.error, Answer::Empty);
    }
}
