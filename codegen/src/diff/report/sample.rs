//! A comparison with something of everything in it, and with a document that means harm.

use std::collections::BTreeMap;

use super::Comparison;
use crate::diff::{At, Change, Diff, Level, Rule, Spot};
use crate::pointer::Pointer;
use crate::rust_api::Step;

/// A comparison and what it borrows.
pub(super) struct Sample {
    pub(super) diff: Diff,
    pub(super) approved: BTreeMap<String, String>,
}

/// What a document may try on whoever shows it.
pub(super) const HOSTILE: &str = "</script><script>alert(1)</script>\u{1b}[31m\u{202e}`\"'&lt;\
                                  <img src=x onerror=alert(2)> [x](javascript:alert(3))\
                                  \n# %0A::error::| *bold* __x__ ~~y~~ 100%, a:b";

impl Sample {
    pub(super) fn new() -> Self {
        let changes = changes();
        let approved = [
            (&changes[1], "the old host is kept alive until March"),
            (&changes[4], "agreed with <b>the vendor</b>"),
        ];
        let approved = approved
            .into_iter()
            .map(|(it, reason)| (it.fingerprint.clone(), reason.to_owned()))
            .collect();
        Self { diff: Diff { semver: Step::Major, changes }, approved }
    }

    pub(super) fn comparison(&self) -> Comparison<'_> {
        Comparison {
            old: "HEAD~3",
            new: "the working tree",
            diff: &self.diff,
            approved: &self.approved,
        }
    }
}

macro_rules! rules {
    ($($name:ident, $id:literal, $level:ident, $meaning:literal;)*) => {
        $(static $name: Rule = Rule { id: $id, level: Level::$level, meaning: $meaning };)*
    };
}

rules! {
    SERVER_ADDED, "server-added", WireCompatible, "the API answers at one more address";
    SERVER_REMOVED, "server-removed", WireBreaking, "a client that calls this address finds nobody";
    RUST_REMOVED, "rust-item-removed", WireCompatible, "an item of the Rust API is gone";
    LIMIT_ADDED, "request-property-max-length-set", WireBreaking, "longer values were accepted";
    BECAME_REQUIRED, "request-property-became-required", WireBreaking, "bodies without it fail";
    VALUE_ADDED, "response-property-enum-value-added", WireBreaking, "a closed enum has a new value";
    NOT_CHANGED, "schema-keyword-changed", Unknown, "what `not` excludes cannot be told in general";
    PATTERN, "request-property-pattern-changed", Unknown, "which texts match cannot be compared";
    OPERATION_ADDED, "api-added", WireCompatible, "nobody calls it yet";
    PARAMETER_ADDED, "request-parameter-added", WireCompatible, "it may be left out";
    PROPERTY_ADDED, "response-property-added", WireCompatible, "unknown members are ignored";
    DEPRECATED, "api-deprecated", Docs, "it works until it is removed";
    WORDS, "description-changed", Docs, "words only";
}

const DOCUMENT: &str = "openapi/qonversion-v4/openapi.yaml";

/// A change in the making: no operation, and nothing known but its rule and place.
fn change(rule: &'static Rule, cause: &str, what: &str) -> Change {
    Change {
        rule,
        operation: None,
        tag: None,
        path: String::new(),
        cause: Pointer::parse(cause).unwrap(),
        at: At::default(),
        what: what.to_owned(),
        before: None,
        after: None,
        rust: vec![],
        step: rule.level.step(),
        fingerprint: String::new(),
    }
}

impl Change {
    fn within(self, operation: &str, tag: &str, path: &str) -> Self {
        Self {
            operation: Some(operation.to_owned()),
            tag: Some(tag.to_owned()),
            path: path.to_owned(),
            ..self
        }
    }

    fn values(self, before: &str, after: &str) -> Self {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self { before: some(before), after: some(after), ..self }
    }

    /// Line 0 is no place.
    fn lines(self, old: usize, new: usize) -> Self {
        let spot = |file: String, line| {
            let pointer = self.cause.clone();
            (line > 0).then_some(Spot { file, pointer, line: Some(line) })
        };
        let old = spot(format!("HEAD~3:{DOCUMENT}"), old);
        let new = spot(DOCUMENT.to_owned(), new);
        Self { at: At { old, new }, ..self }
    }

    fn moves(self, rust: &[&str]) -> Self {
        let rust = rust.iter().map(|it| format!("qonversion::{it}"));
        Self { rust: rust.collect(), ..self }
    }
}

fn changes() -> Vec<Change> {
    let mut changes = of_the_document();
    changes.extend(in_segments());
    changes.extend(in_shared_schemas());
    changes.extend(in_other_tags());
    for (index, it) in changes.iter_mut().enumerate() {
        it.fingerprint =
            format!("{:016x}", 0x3f2a_9c41_d07e_5b86_u64.rotate_left(index as u32 * 5));
    }
    changes
}

fn of_the_document() -> Vec<Change> {
    let server = |rule, index, what| change(rule, &format!("/servers/{index}"), what);
    let renamed = change(&RUST_REMOVED, "/components/schemas/Key", "`ApiKey` is no longer there");
    vec![
        server(&SERVER_ADDED, 1, "the server `https://eu.qonversion.io/v4` was added")
            .values("", "https://eu.qonversion.io/v4")
            .lines(0, 9),
        server(&SERVER_REMOVED, 0, "the server `https://old.qonversion.io/v4` was removed")
            .values("https://old.qonversion.io/v4", "")
            .lines(8, 0),
        Change { step: Step::Major, ..renamed.lines(7021, 0).moves(&["models::ApiKey"]) },
    ]
}

fn in_segments() -> Vec<Change> {
    let segment = "/components/schemas/UpdateSegmentRequest/properties";
    let within = |it: Change, path| it.within("PUT /segments/{segment_id}", "Segments", path);
    let name = change(&LIMIT_ADDED, &format!("{segment}/name"), "`name` may have 64 characters")
        .values("no limit", "64")
        .lines(4120, 4131)
        .moves(&["models::UpdateSegmentRequest::name"]);
    let conditions = format!("{segment}/conditions");
    let conditions = change(&BECAME_REQUIRED, &conditions, "`conditions` became required")
        .values("optional array of `SegmentCondition`", "required array of `SegmentCondition`")
        .lines(4124, 4135)
        .moves(&["models::UpdateSegmentRequest::conditions", "models::UpdateSegmentRequest::new"]);
    let value = change(&NOT_CHANGED, &format!("{segment}/value/not"), "`not` of `value` changed")
        .values(r#"{"enum": ["", "null"]}"#, r#"{"enum": ["", "null", "none"]}"#)
        .lines(4140, 4151);
    let pattern = format!("{segment}/key/pattern");
    let pattern = change(&PATTERN, &pattern, "the pattern of `conditions[].key` changed")
        .values("^[-a-zA-Z0-9_.:]+$", "^[-a-z0-9_.:]{1,80}$")
        .lines(4144, 4155);
    vec![
        within(name, "request body, name"),
        within(conditions, "request body, conditions"),
        within(value, "request body, conditions[].value"),
        within(pattern, "request body, conditions[].key"),
    ]
}

fn in_shared_schemas() -> Vec<Change> {
    let of_currency = [
        ("GET /customers", "Customers"),
        ("GET /customers/{customer_id}", "Customers"),
        ("GET /users/{user_id}/purchases", "Purchases"),
        ("POST /users/{user_id}/purchases", "Purchases"),
        ("GET /products", "Products"),
        ("GET /products/{product_id}", "Products"),
        ("GET /analytics/currencies", "Analytics"),
    ];
    let value = change(&VALUE_ADDED, "/components/schemas/Money", "`currency` may be `XAF`")
        .values(r#"["EUR", "GBP", "USD"]"#, r#"["EUR", "GBP", "USD", "XAF"]"#)
        .lines(6203, 6240)
        .moves(&["models::Currency", "models::Currency::Xaf"]);
    let origin = change(&PROPERTY_ADDED, "/components/schemas/Page/origin", "`origin` was added")
        .values("", "optional string")
        .lines(0, 6301)
        .moves(&["models::Page::origin"]);
    let value = of_currency.map(|(operation, tag)| {
        value.clone().within(operation, tag, "answer 200, data[].price.currency")
    });
    let origin = [("GET /segments", "Segments"), ("GET /experiments", "Experiments")]
        .map(|(operation, tag)| origin.clone().within(operation, tag, "answer 200, origin"));
    value.into_iter().chain(origin).collect()
}

fn in_other_tags() -> Vec<Change> {
    let path = "/paths/~1experiments~1{experiment_id}~1freeze/post";
    let limit = "/paths/~1exports/get/parameters/0";
    let legacy = "/paths/~1users~1{user_id}~1legacy/get/deprecated";
    let words = |cause, before, after| {
        let words = change(&WORDS, cause, "the description of the operation changed");
        words.values(before, after).lines(1203, 1210)
    };
    vec![
        change(&OPERATION_ADDED, path, "`POST /experiments/{experiment_id}/freeze` was added")
            .within("POST /experiments/{experiment_id}/freeze", "Experiments", "")
            .values("", "operation")
            .lines(0, 2210)
            .moves(&["experiments::Experiments::freeze", "models::FreezeExperimentRequest"]),
        change(&PARAMETER_ADDED, limit, "the query parameter `limit` was added")
            .within("GET /exports", "Exports", "query parameter limit")
            .values("", "optional integer from 1 to 100")
            .lines(0, 3301)
            .moves(&["exports::ListExports::limit"]),
        change(&DEPRECATED, legacy, "the operation is deprecated")
            .within("GET /users/{user_id}/legacy", "Users", "")
            .values("", "deprecated")
            .lines(0, 310)
            .moves(&["users::Users::legacy"]),
        words("/paths/~1events/post/description", "Sends one event.", "Sends up to 100 events.")
            .within("POST /events", "Events", "description"),
        words("/paths/~1users/post/description", "Creates a user.", HOSTILE).within(
            "POST /users",
            "Users",
            "description",
        ),
        Change {
            what: format!("the description of {HOSTILE} changed"),
            ..words("/paths/~1screens/get/description", HOSTILE, "Lists the screens.")
        }
        .within("GET /screens", "Screens", HOSTILE),
    ]
}
