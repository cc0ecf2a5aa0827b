//! The members of objects: which there are, which must be there, and which only one side writes.

use std::rc::Rc;

use super::contract::{Contract, Node, Schema};
use super::rules::{Subject, rules};
use super::scope::{Found, Pair, Path, Role, Scope, Task};
use crate::pointer::Pointer;

rules! {
    REQUEST_NEW_REQUIRED = "new-required-request-property", WireBreaking,
        "The server wants a member that today's client does not send.";
    REQUEST_NEW_REQUIRED_WITH_DEFAULT = "new-required-request-property-with-default", Unknown,
        "A new member is required and has a default, and whether it may be left out is not said.";
    REQUEST_NEW_OPTIONAL = "new-optional-request-property", WireCompatible,
        "The server takes one more member.";
    REQUEST_REMOVED = "request-property-removed", WireBreaking,
        "The server ignores or refuses a member that today's client sends.";
    REQUEST_BECAME_REQUIRED = "request-property-became-required", WireBreaking,
        "The server wants a member that could be left out.";
    REQUEST_BECAME_REQUIRED_WITH_DEFAULT = "request-property-became-required-with-default", Unknown,
        "A member with a default became required, and whether it may still be left out is not said.";
    REQUEST_BECAME_OPTIONAL = "request-property-became-optional", WireCompatible,
        "A member may be left out.";
    REQUEST_BECAME_READ_ONLY = "request-property-became-read-only", WireBreaking,
        "The server ignores a member that today's client sends.";
    REQUEST_BECAME_WRITABLE = "request-property-became-not-read-only", WireCompatible,
        "The server takes a member that it only sent before.";
    ANSWER_NEW_REQUIRED = "response-required-property-added", WireCompatible,
        "The server always sends one more member, which today's client skips.";
    ANSWER_NEW_OPTIONAL = "response-optional-property-added", WireCompatible,
        "The server may send one more member, which today's client skips.";
    ANSWER_REQUIRED_REMOVED = "response-required-property-removed", WireBreaking,
        "The server does not send a member that today's client relies on.";
    ANSWER_OPTIONAL_REMOVED = "response-optional-property-removed", WireBreaking,
        "The server never sends a member that today's client may look for.";
    ANSWER_BECAME_OPTIONAL = "response-property-became-optional", WireBreaking,
        "The server may leave out a member that today's client relies on.";
    ANSWER_BECAME_REQUIRED = "response-property-became-required", WireCompatible,
        "The server always sends a member that could be missing.";
    ANSWER_BECAME_WRITE_ONLY = "response-property-became-write-only", WireBreaking,
        "The server sends a member no more that today's client may look for.";
    ANSWER_BECAME_READABLE = "response-property-became-not-write-only", WireCompatible,
        "The server sends a member that it only took before.";
}

/// A member of one of the two objects.
struct Member {
    node: Node,
    schema: Rc<Schema>,
    required: bool,
}

impl Member {
    fn of(contract: &Contract, object: &Schema, name: &str) -> Option<Self> {
        let node = object.members.get(name)?.clone();
        let schema = contract.schema(&node);
        Some(Self { node, schema, required: object.required.contains(name) })
    }

    /// Whether it goes over the wire where the object is used.
    fn is_sent(&self, subject: Subject) -> bool {
        !self.schema.flag(if subject.is_request() { "readOnly" } else { "writeOnly" })
    }

    fn place(&self) -> Option<Pointer> {
        self.node.place().cloned()
    }

    fn has_default(&self) -> bool {
        self.schema.said.contains_key("default")
    }
}

pub(super) fn compare(scope: &mut Scope<'_>, pair: &Pair) {
    let (old, new) = (&pair.old.members, &pair.new.members);
    for name in new.keys().chain(old.keys().filter(|it| !new.contains_key(*it))) {
        let before = Member::of(scope.old, &pair.old, name);
        let after = Member::of(scope.new, &pair.new, name);
        let path = pair.path.member(name);
        match (before, after) {
            (Some(before), Some(after)) => both(scope, pair.subject, &path, &before, &after),
            (None, Some(it)) if it.is_sent(pair.subject) => added(scope, pair, &path, &it),
            (Some(it), None) if it.is_sent(pair.subject) => removed(scope, pair, &path, &it),
            _ => {}
        }
    }
}

fn added(scope: &mut Scope<'_>, pair: &Pair, path: &Path, member: &Member) {
    let rule = match (pair.subject.is_request(), member.required) {
        (true, true) if member.has_default() => &REQUEST_NEW_REQUIRED_WITH_DEFAULT,
        (true, true) => &REQUEST_NEW_REQUIRED,
        (true, false) => &REQUEST_NEW_OPTIONAL,
        (false, true) => &ANSWER_NEW_REQUIRED,
        (false, false) => &ANSWER_NEW_OPTIONAL,
    };
    let what = format!("{} is new, and {}", path.noun(), presence(member));
    let found = Found::new(what)
        .at(None, member.place().or_else(|| pair.new.place("required")))
        .values(None, Some(describe(member)));
    scope.report(rule, path, found);
}

fn removed(scope: &mut Scope<'_>, pair: &Pair, path: &Path, member: &Member) {
    let rule = match (pair.subject.is_request(), member.required) {
        (true, _) => &REQUEST_REMOVED,
        (false, true) => &ANSWER_REQUIRED_REMOVED,
        (false, false) => &ANSWER_OPTIONAL_REMOVED,
    };
    let found = Found::new(format!("{} is gone", path.noun()))
        .at(member.place().or_else(|| pair.old.place("required")), None)
        .values(Some(describe(member)), None);
    scope.report(rule, path, found);
}

fn both(scope: &mut Scope<'_>, subject: Subject, path: &Path, old: &Member, new: &Member) {
    match (old.is_sent(subject), new.is_sent(subject)) {
        (false, false) => return,
        (true, true) => required(scope, subject, path, old, new),
        (before, _) => access(scope, subject, path, (old, new), before),
    }
    scope.compare(Task {
        subject,
        path: path.clone(),
        old: old.node.clone(),
        new: new.node.clone(),
        role: Role::Whole,
    });
}

fn required(scope: &mut Scope<'_>, subject: Subject, path: &Path, old: &Member, new: &Member) {
    let rule = match (subject.is_request(), old.required, new.required) {
        (true, false, true) if new.has_default() => &REQUEST_BECAME_REQUIRED_WITH_DEFAULT,
        (true, false, true) => &REQUEST_BECAME_REQUIRED,
        (true, true, false) => &REQUEST_BECAME_OPTIONAL,
        (false, true, false) => &ANSWER_BECAME_OPTIONAL,
        (false, false, true) => &ANSWER_BECAME_REQUIRED,
        _ => return,
    };
    let found = Found::new(format!("{} became {}", path.noun(), presence(new)))
        .at(old.place(), new.place())
        .became(presence(old), presence(new));
    scope.report(rule, path, found);
}

/// A member that one side alone writes.
fn access(
    scope: &mut Scope<'_>,
    subject: Subject,
    path: &Path,
    (old, new): (&Member, &Member),
    was_sent: bool,
) {
    let (rule, word) = match (subject.is_request(), was_sent) {
        (true, true) => (&REQUEST_BECAME_READ_ONLY, "read-only"),
        (true, false) => (&REQUEST_BECAME_WRITABLE, "writable"),
        (false, true) => (&ANSWER_BECAME_WRITE_ONLY, "write-only"),
        (false, false) => (&ANSWER_BECAME_READABLE, "readable"),
    };
    let found = Found::new(format!("{} became {word}", path.noun())).at(old.place(), new.place());
    scope.report(rule, path, found.values(None, Some(word.to_owned())));
}

fn presence(member: &Member) -> &'static str {
    if member.required { "required" } else { "optional" }
}

fn describe(member: &Member) -> String {
    format!("{}, {}", member.schema.describe(), presence(member))
}

#[cfg(test)]
pub(super) mod tests {
    use crate::diff::testing::{Pair, check};
    use expect_test::expect;

    pub(in crate::diff) const PAIRS: &[Pair] = &[
        Pair::operations(
            "a member of a request",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"a": {}}}}}}}"#,
        ),
        Pair::operations(
            "a required member of a request",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"required": ["a"], "type": "object", "properties": {"a": {}}}}}}}"#,
        ),
        Pair::operations(
            "a required member with a default",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"required": ["a"], "type": "object", "properties": {"a": {"default": 1}}}}}}}"#,
        ),
        Pair::operations(
            "a member of a request becomes required",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {}}}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {}}, "required": ["a"]}}}}}"#,
        ),
        Pair::operations(
            "a member with a default becomes required",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"default": 1}}}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"default": 1}}, "required": ["a"]}}}}}"#,
        ),
        Pair::operations(
            "a member of a request becomes read-only",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {}}}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"properties": {"a": {"readOnly": true}}}}}}}"#,
        ),
        Pair::operations(
            "a member of an answer",
            r#"{"responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}}}"#,
            r#"{"responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "properties": {"a": {}}}}}}}}"#,
        ),
        Pair::operations(
            "a required member of an answer",
            r#"{"responses": {"200": {"content": {"application/json": {"schema": {"type": "object"}}}}}}"#,
            r#"{"responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "required": ["a"], "properties": {"a": {}}}}}}}}"#,
        ),
        Pair::operations(
            "a member of an answer becomes required",
            r#"{"responses": {"200": {"content": {"application/json": {"schema": {"properties": {"a": {}}}}}}}}"#,
            r#"{"responses": {"200": {"content": {"application/json": {"schema": {"properties": {"a": {}}, "required": ["a"]}}}}}}"#,
        ),
        Pair::operations(
            "a member of an answer becomes write-only",
            r#"{"responses": {"200": {"content": {"application/json": {"schema": {"properties": {"a": {}}}}}}}}"#,
            r#"{"responses": {"200": {"content": {"application/json": {"schema": {"properties": {"a": {"writeOnly": true}}}}}}}}"#,
        ),
        Pair::operations(
            "a read-only member is no member of a request",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"a": {"readOnly": true}}, "required": ["a"]}}}}}"#,
        ),
        Pair::operations(
            "a member in a branch of allOf",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"allOf": [{"type": "object", "required": ["a"]}, {"properties": {"a": {"type": "string"}}}]}}}}}"#,
        ),
        Pair::operations(
            "a name with dots",
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}}"#,
            r#"{"requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"a.b": {}}}}}}}"#,
        ),
    ];

    #[test]
    fn pairs() {
        check(
            PAIRS,
            expect![[r#"
            a member of a request
              -> wire-compatible new-optional-request-property: `a` in the request body is new, and optional [- => any value, optional]
              <- wire-breaking request-property-removed: `a` in the request body is gone [any value, optional => -]
            a required member of a request
              -> wire-breaking new-required-request-property: `a` in the request body is new, and required [- => any value, required]
              <- wire-breaking request-property-removed: `a` in the request body is gone [any value, required => -]
            a required member with a default
              -> unknown new-required-request-property-with-default: `a` in the request body is new, and required [- => any value, required]
              <- wire-breaking request-property-removed: `a` in the request body is gone [any value, required => -]
            a member of a request becomes required
              -> wire-breaking request-property-became-required: `a` in the request body became required [optional => required]
              <- wire-compatible request-property-became-optional: `a` in the request body became optional [required => optional]
            a member with a default becomes required
              -> unknown request-property-became-required-with-default: `a` in the request body became required [optional => required]
              <- wire-compatible request-property-became-optional: `a` in the request body became optional [required => optional]
            a member of a request becomes read-only
              -> wire-breaking request-property-became-read-only: `a` in the request body became read-only [- => read-only]
              <- wire-compatible request-property-became-not-read-only: `a` in the request body became writable [- => writable]
            a member of an answer
              -> wire-compatible response-optional-property-added: `a` in the answer 200 is new, and optional [- => any value, optional]
              <- wire-breaking response-optional-property-removed: `a` in the answer 200 is gone [any value, optional => -]
            a required member of an answer
              -> wire-compatible response-required-property-added: `a` in the answer 200 is new, and required [- => any value, required]
              <- wire-breaking response-required-property-removed: `a` in the answer 200 is gone [any value, required => -]
            a member of an answer becomes required
              -> wire-compatible response-property-became-required: `a` in the answer 200 became required [optional => required]
              <- wire-breaking response-property-became-optional: `a` in the answer 200 became optional [required => optional]
            a member of an answer becomes write-only
              -> wire-breaking response-property-became-write-only: `a` in the answer 200 became write-only [- => write-only]
              <- wire-compatible response-property-became-not-write-only: `a` in the answer 200 became readable [- => readable]
            a read-only member is no member of a request
            a member in a branch of allOf
            a name with dots
              -> wire-compatible new-optional-request-property: `["a.b"]` in the request body is new, and optional [- => any value, optional]
              <- wire-breaking request-property-removed: `["a.b"]` in the request body is gone [any value, optional => -]
        "#]],
        );
    }
}
