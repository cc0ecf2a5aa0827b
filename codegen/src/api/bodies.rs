//! Reads the bodies of requests.

use serde_json::Value;

use super::build::{Reader, text};
use super::media::json_schema;
use super::{Body, ByPath};
use crate::pointer::Pointer;

impl Reader<'_> {
    pub(super) fn body(&mut self, at: &Pointer, operation: &Value) -> Option<Body> {
        let at = at.child("requestBody");
        let body = operation.get("requestBody")?;
        let content = body.get("content").and_then(Value::as_object)?;
        let Some(schema) = json_schema(content) else {
            let types: Vec<&str> = content.keys().map(String::as_str).collect();
            let message = format!("a body of {} cannot be sent by the client", types.join(", "));
            self.report
                .error(self.spec.place(&at), message)
                .help("give the operation a JSON body in an overlay, or remove the operation");
            return None;
        };
        let by_path = operation.get("x-body-by-path").and_then(|it| {
            let mapping = it.get("mapping")?.as_object()?;
            Some(ByPath {
                parameter: text(Some(it), "parameter")?,
                mapping: mapping
                    .iter()
                    .filter_map(|(value, branch)| {
                        Some((value.clone(), branch.as_str()?.to_owned()))
                    })
                    .collect(),
            })
        });
        Some(Body { ty: self.type_of(schema), by_path })
    }
}
