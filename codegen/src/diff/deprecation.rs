//! Deprecation: what is on its way out works as before.

use super::contract::Part;
use super::rules::{families, rules};
use super::scope::{Found, Pair, Path, Scope};

rules! {
    API_DEPRECATED = "api-deprecated", Docs, "The operation is on its way out, and works as before.";
    API_REACTIVATED = "api-reactivated", Docs, "The operation is not on its way out any more.";
}

families! {
    DEPRECATED = "deprecated",
        request: Docs "The value is on its way out, and is taken as before.",
        answer: Docs "The value is on its way out, and is sent as before.";
    REACTIVATED = "reactivated",
        request: Docs "The value is not on its way out any more.",
        answer: Docs "The value is not on its way out any more.";
}

/// What can be deprecated besides schemas.
#[derive(Clone, Copy)]
pub(super) enum Deprecated {
    Operation,
    Parameter,
    Header,
}

pub(super) fn compare(
    scope: &mut Scope<'_>,
    kind: Deprecated,
    path: &Path,
    (old, new): (&Part<'_>, &Part<'_>),
) {
    let is_deprecated = new.flag("deprecated");
    if old.flag("deprecated") == is_deprecated {
        return;
    }
    let rule = match (kind, is_deprecated) {
        (Deprecated::Operation, true) => &API_DEPRECATED,
        (Deprecated::Operation, false) => &API_REACTIVATED,
        (Deprecated::Parameter, true) => &DEPRECATED.parameter,
        (Deprecated::Parameter, false) => &REACTIVATED.parameter,
        (Deprecated::Header, true) => &DEPRECATED.header,
        (Deprecated::Header, false) => &REACTIVATED.header,
    };
    let found = Found::new(sentence(path, is_deprecated)).parts(old, new);
    scope.report(rule, path, found);
}

pub(super) fn compare_schemas(scope: &mut Scope<'_>, pair: &Pair) {
    let is_deprecated = pair.new.flag("deprecated");
    if pair.old.flag("deprecated") == is_deprecated {
        return;
    }
    let family = if is_deprecated { &DEPRECATED } else { &REACTIVATED };
    let found = Found::new(sentence(&pair.path, is_deprecated)).keyword(pair, "deprecated");
    scope.report_in(family, pair, found);
}

fn sentence(path: &Path, is_deprecated: bool) -> String {
    let what = if is_deprecated { "is deprecated now" } else { "is deprecated no more" };
    format!("{} {what}", path.noun())
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::schemas(
            "a schema",
            r#"{"type": "string"}"#,
            r#"{"type": "string", "deprecated": true}"#,
        ),
        Pair::operations("an operation", "{}", r#"{"deprecated": true}"#),
        Pair::operations(
            "a parameter",
            r#"{"parameters": [{"name": "p", "in": "query"}]}"#,
            r#"{"parameters": [{"name": "p", "in": "query", "deprecated": true}]}"#,
        ),
        Pair::operations(
            "a header",
            r#"{"responses": {"200": {"headers": {"H": {}}}}}"#,
            r#"{"responses": {"200": {"headers": {"H": {"deprecated": true}}}}}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
                a schema
                  -> docs request-parameter-deprecated: the query parameter p is deprecated now [- => -]
                  -> docs response-header-deprecated: the header H of the answer 200 is deprecated now [- => -]
                  -> docs request-property-deprecated: `x` in the request body is deprecated now [- => -]
                  -> docs response-property-deprecated: `x` in the answer 200 is deprecated now [- => -]
                  <- docs request-parameter-reactivated: the query parameter p is deprecated no more [- => -]
                  <- docs response-header-reactivated: the header H of the answer 200 is deprecated no more [- => -]
                  <- docs request-property-reactivated: `x` in the request body is deprecated no more [- => -]
                  <- docs response-property-reactivated: `x` in the answer 200 is deprecated no more [- => -]
                an operation
                  -> docs api-deprecated: the operation is deprecated now [- => -]
                  <- docs api-reactivated: the operation is deprecated no more [- => -]
                a parameter
                  -> docs request-parameter-deprecated: the query parameter p is deprecated now [- => -]
                  <- docs request-parameter-reactivated: the query parameter p is deprecated no more [- => -]
                a header
                  -> docs response-header-deprecated: the header H of the answer 200 is deprecated now [- => -]
                  <- docs response-header-reactivated: the header H of the answer 200 is deprecated no more [- => -]
            "#]],
        );
    }
}
