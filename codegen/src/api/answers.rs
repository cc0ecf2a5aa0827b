//! Reads what operations answer with, and where they fail.

use serde_json::Value;

use super::build::Reader;
use super::by_status::{ByStatus, Status, register, shared, variants};
use super::media::{content, responses};
use super::{Answer, Operation, Type};
use crate::media::{self, Form, JSON, Way, chosen, is_media_type, on_the_wire};

/// Statuses with which HTTP sends no body.
const BODILESS: [u16; 3] = [204, 205, 304];

impl Reader<'_> {
    /// Reads the answers of an operation, its errors, and what it accepts.
    pub(super) fn answers(&mut self, operation: &mut Operation, known: &mut Vec<ByStatus>) {
        let Some(value) = self.spec.get(&operation.at) else { return };
        let contents: Vec<(Status, Answer, &Value)> = responses(value)
            .filter_map(|(status, response)| {
                let status = Status::parse(status)?;
                Some((status, self.content_of(operation, status, response), response))
            })
            .collect();
        let lists_success = contents.iter().any(|(it, ..)| it.class() == Some(2));
        let is_success = |it: Status| it.class().map_or(!lists_success, |it| it == 2);
        let is_error = |it: Status| it.class().is_none_or(|it| it > 2);
        let of = |wanted: &dyn Fn(Status) -> bool| {
            let wanted = contents.iter().filter(|(status, ..)| wanted(*status));
            wanted.map(|(status, content, _)| (*status, content.clone())).collect::<Vec<_>>()
        };
        let successes = of(&is_success);
        let mut errors = of(&is_error);
        // Bytes and no body are there with every error, as what came raw.
        errors.retain(|(_, it)| !matches!(it, Answer::Empty | Answer::Octets));
        let read = |known: &mut Vec<ByStatus>, contents: Vec<(Status, Answer)>, is_error| {
            shared(&contents)
                .unwrap_or_else(|| register(known, operation, is_error, variants(contents)))
        };
        let answer = read(known, successes, false);
        let error = read(known, errors, true);
        let named = contents.iter().filter(|(_, it, _)| *it != Answer::Empty);
        operation.accept = accepted(named.map(|(_, _, response)| *response));
        operation.answer = answer;
        operation.error = error;
    }

    fn content_of(&self, operation: &Operation, status: Status, response: &Value) -> Answer {
        let has_none = matches!(status, Status::Code(code) if BODILESS.contains(&code));
        if operation.method == "head" || has_none {
            return Answer::Empty;
        }
        let Some(content) = content(response) else { return Answer::Empty };
        let Some((name, form)) = chosen(content, Way::Answer) else { return Answer::Empty };
        match form {
            Form::Json => Answer::Json(match content.get(name).and_then(|it| it.get("schema")) {
                Some(schema) => self.inner_type_of(schema),
                None => Type::Any,
            }),
            Form::Text => Answer::Text,
            Form::Pairs | Form::Parts | Form::Octets => Answer::Octets,
        }
    }
}

/// The media types that are read, in the order of their statuses; none where that is JSON alone.
fn accepted<'a>(responses: impl Iterator<Item = &'a Value>) -> Option<String> {
    let mut accepted: Vec<String> = Vec::new();
    for response in responses {
        let Some(content) = content(response) else { continue };
        let Some((name, form)) = chosen(content, Way::Answer) else { continue };
        let same = content.iter().filter(|(it, media)| media::form(it, media, Way::Answer) == form);
        let names: Vec<&String> = match form {
            Form::Json => vec![name],
            _ => same.map(|(name, _)| name).collect(),
        };
        for name in names {
            let name = match form {
                Form::Json => on_the_wire(name, form),
                _ if is_media_type(name) => name.clone(),
                _ => "*/*".to_owned(),
            };
            if !accepted.contains(&name) {
                accepted.push(name);
            }
        }
    }
    (!accepted.is_empty() && accepted != [JSON]).then(|| accepted.join(", "))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::api::testing::read;

    fn answers(method: &str, responses: Value) -> Operation {
        let operation = json!({"operationId": "a", "responses": responses});
        let (mut api, report) = read(json!({ method: operation }), json!({}));
        assert_eq!(report, "");
        api.operations.remove(0)
    }

    #[track_caller]
    fn check(responses: Value, answer: Answer, error: Answer) {
        let found = answers("get", responses);
        assert_eq!((found.answer, found.error), (answer, error));
    }

    fn json_of(word: &str) -> Value {
        json!({"content": {"application/json": {"schema": {"type": word}}}})
    }

    fn bytes(media_type: &str) -> Value {
        json!({"content": { media_type: {} }})
    }

    const BOOL: Answer = Answer::Json(Type::Bool);

    #[test]
    fn one_body_is_one_type() {
        check(json!({"200": json_of("boolean"), "201": json_of("boolean")}), BOOL, Answer::Empty);
        check(json!({"2XX": bytes("text/csv"), "204": {}}), Answer::ByStatus(0), Answer::Empty);
        let optional = Answer::OptionalJson(Type::Bool);
        check(json!({"200": json_of("boolean"), "202": {}}), optional, Answer::Empty);
        check(json!({"200": bytes("image/png")}), Answer::Octets, Answer::Empty);
        check(json!({}), Answer::Empty, Answer::Empty);
    }

    #[test]
    fn a_default_answer_is_a_success_only_where_no_other_is() {
        check(json!({"default": json_of("boolean")}), BOOL, BOOL);
        check(
            json!({"4XX": bytes("text/plain"), "default": json_of("boolean")}),
            BOOL,
            Answer::ByStatus(0),
        );
        check(json!({"204": {}, "default": json_of("boolean")}), Answer::Empty, BOOL);
    }

    #[test]
    fn errors_without_a_type_are_none() {
        let errors = json!({"302": {}, "404": bytes("image/png"), "500": json_of("boolean"), "101": json_of("string")});
        check(errors, Answer::Empty, BOOL);
    }

    #[test]
    fn what_has_no_body_in_http_has_none_here() {
        check(json!({"204": json_of("boolean")}), Answer::Empty, Answer::Empty);
        let head = answers("head", json!({"200": json_of("boolean"), "404": json_of("string")}));
        assert_eq!((head.answer, head.error), (Answer::Empty, Answer::Empty));
    }

    #[test]
    fn what_is_read_is_accepted() {
        let accept = |responses| answers("get", responses).accept;
        assert_eq!(accept(json!({"200": json_of("boolean"), "400": json_of("string")})), None);
        assert_eq!(accept(json!({"204": {}})), None);
        let found =
            accept(json!({"200": bytes("image/*"), "400": json_of("string"), "500": bytes("")}));
        assert_eq!(found.as_deref(), Some("image/*, application/json, */*"));
    }
}
