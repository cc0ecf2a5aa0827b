//! How the kinds of changes declare their rules.

use super::Rule;

/// Declares rules, and lists them as `RULES`.
macro_rules! rules {
    ($($name:ident = $id:literal, $level:ident, $meaning:literal;)*) => {
        $(static $name: $crate::diff::Rule = $crate::diff::Rule {
            id: $id,
            level: $crate::diff::Level::$level,
            meaning: $meaning,
        };)*
        pub(in crate::diff) const RULES: &[&$crate::diff::Rule] = &[$(&$name),*];
    };
}
pub(super) use rules;

/// Declares families of rules for what can change in any schema, and lists them as `FAMILIES`.
macro_rules! families {
    ($($name:ident = $suffix:literal,
        request: $request:ident $to_request:literal,
        answer: $answer:ident $to_answer:literal;)*) => {
        $(static $name: $crate::diff::rules::Family = $crate::diff::rules::Family {
            parameter: $crate::diff::Rule {
                id: concat!("request-parameter-", $suffix),
                level: $crate::diff::Level::$request,
                meaning: $to_request,
            },
            request: $crate::diff::Rule {
                id: concat!("request-property-", $suffix),
                level: $crate::diff::Level::$request,
                meaning: $to_request,
            },
            header: $crate::diff::Rule {
                id: concat!("response-header-", $suffix),
                level: $crate::diff::Level::$answer,
                meaning: $to_answer,
            },
            answer: $crate::diff::Rule {
                id: concat!("response-property-", $suffix),
                level: $crate::diff::Level::$answer,
                meaning: $to_answer,
            },
        };)*
        pub(in crate::diff) const FAMILIES: &[&$crate::diff::rules::Family] = &[$(&$name),*];
    };
}
pub(super) use families;

/// One kind of change in a schema, which means something else in a request than in an answer.
#[derive(Debug)]
pub(super) struct Family {
    pub(super) parameter: Rule,
    pub(super) request: Rule,
    pub(super) header: Rule,
    pub(super) answer: Rule,
}

/// Where a schema is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// A parameter of any place.
    Parameter,
    /// A request body or a member of one.
    Request,
    /// A header of an answer.
    Header,
    /// The body of an answer or a member of one.
    Answer,
}

impl Subject {
    /// Whether the client writes it.
    pub(super) fn is_request(self) -> bool {
        matches!(self, Self::Parameter | Self::Request)
    }

    /// Whether it is written as text, in which `1` and `"1"` are the same.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Parameter | Self::Header)
    }
}

impl Family {
    /// The rule for a schema that is used as `subject`.
    pub(super) fn rule(&'static self, subject: Subject) -> &'static Rule {
        match subject {
            Subject::Parameter => &self.parameter,
            Subject::Request => &self.request,
            Subject::Header => &self.header,
            Subject::Answer => &self.answer,
        }
    }

    /// All of its rules.
    pub(super) fn rules(&'static self) -> [&'static Rule; 4] {
        [&self.parameter, &self.request, &self.header, &self.answer]
    }
}

/// The rules as a table for people: id, level, meaning.
pub fn table() -> String {
    let mut text = String::from("| Id | Level | What it means |\n|---|---|---|\n");
    for Rule { id, level, meaning } in super::rules() {
        text.push_str(&format!("| `{id}` | {level} | {meaning} |\n"));
    }
    text
}
