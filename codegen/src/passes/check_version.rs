//! Accepts OpenAPI 3.0 and 3.1, and marks the document as 3.0.3, as which the later passes spell it.
//!
//! A 3.1 document may lack `paths`; it gets none.
//!
//! ```text
//! before  {"openapi": "3.1.0", "jsonSchemaDialect": "..", "webhooks": {}}
//! after   {"openapi": "3.0.3", "webhooks": {}, "paths": {}}
//! ```

use serde_json::{Map, Value};

use crate::pointer::Pointer;
use crate::report::Report;
use crate::spec::Spec;

/// The version that the normal form is written in.
const NORMAL: &str = "3.0.3";

pub(super) fn run(spec: &mut Spec, report: &mut Report) {
    let root = Pointer::root();
    let Some(document) = spec.object(&root) else {
        report
            .error(spec.place(&root), "the document is not an object")
            .help("give an OpenAPI document of version 3.0 or 3.1");
        return;
    };
    if document.contains_key("swagger") {
        report
            .error(spec.place(&root.child("swagger")), "this is a Swagger 2.0 document")
            .help("convert it to OpenAPI 3.0 first, for example with swagger2openapi");
        return;
    }
    let version = document.get("openapi").and_then(Value::as_str).unwrap_or_default();
    let is_3_1 = version.starts_with("3.1.");
    if !is_3_1 && !version.starts_with("3.0.") {
        return refuse_version(spec, report);
    }
    if !document.contains_key("paths") && !is_3_1 {
        report
            .error(spec.place(&root), "the document has no `paths`")
            .help("add `paths`; without operations there is no client to make");
        return;
    }
    if let Some(document) = spec.object_mut(&root) {
        document.insert("openapi".to_owned(), Value::from(NORMAL));
        document.entry("paths").or_insert_with(|| Value::Object(Map::new()));
        document.shift_remove("jsonSchemaDialect");
    }
}

fn refuse_version(spec: &Spec, report: &mut Report) {
    let at = Pointer::root().child("openapi");
    let message = match spec.get(&at) {
        None => "the document has no `openapi` version".to_owned(),
        Some(version) => format!("`openapi` is {version}, which is neither 3.0 nor 3.1"),
    };
    let help = "give the version of the format as a string, such as \"3.0.3\" or \"3.1.0\"";
    report.error(spec.place(&at), message).help(help);
}
