//! Reads what operations answer with.

use serde_json::Value;

use super::Answer;
use super::build::Reader;
use super::media::{is_success, json_schema_of, responses};
use crate::pointer::Pointer;

impl Reader<'_> {
    pub(super) fn answer(&mut self, at: &Pointer, operation: &Value) -> Answer {
        let Some(schema) = json_schema_of(operation, is_success) else {
            for (status, response) in responses(operation).filter(|(status, _)| is_success(status))
            {
                let content = response.get("content").and_then(Value::as_object);
                if let Some(kind) = content.and_then(|it| it.keys().next()) {
                    let place = self.spec.place(&at.child("responses").child(status));
                    self.report
                        .warn(place, format!("an answer of {kind} is not read by the client"));
                }
            }
            return Answer::Empty;
        };
        let ty = self.type_of(schema);
        let bodiless = responses(operation)
            .filter(|(status, _)| is_success(status))
            .any(|(_, response)| response.get("content").is_none());
        if bodiless { Answer::OptionalJson(ty) } else { Answer::Json(ty) }
    }
}
