//! What the tests of the readers share: the API of a document that is in normal form already.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Api, build};
use crate::report::Report;
use crate::source::Source;
use crate::spec::Spec;

/// Reads operations, by method, at `/a`, with these component schemas; gives what is reported too.
pub(super) fn read(operations: Value, schemas: Value) -> (Api, String) {
    let document = json!({"paths": {"/a": operations}, "components": {"schemas": schemas}});
    let source = Source::parse("api.json", &document.to_string()).expect("it is JSON");
    let spec = Spec::new(Arc::new(source));
    let mut report = Report::new();
    let api = build(&spec, &mut report);
    let messages: Vec<&str> = report.diagnostics().iter().map(|it| it.message.as_str()).collect();
    (api, messages.join("; "))
}
