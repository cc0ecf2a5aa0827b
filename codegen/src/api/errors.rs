//! How the body of an error says what went wrong: read from `x-error`.

use serde_json::{Map, Value};

use super::paging::member_name;
use super::{Api, ErrorDetails, ErrorParts, Member, Schema, Shape, States, Type};
use crate::pointer::Pointer;

/// Reads `x-error`.
pub(super) fn read(extension: &Value) -> Result<ErrorParts, String> {
    let parts = known(extension, "x-error", &["kind", "code", "message", "details"])?;
    let part = |key: &str| parts.get(key).map(pointer).transpose();
    Ok(ErrorParts {
        kind: part("kind")?,
        code: part("code")?,
        message: part("message")?,
        details: parts.get("details").map(details).transpose()?,
    })
}

fn details(value: &Value) -> Result<ErrorDetails, String> {
    let parts = known(value, "details", &["items", "field", "message"])?;
    let part = |key: &str| parts.get(key).ok_or(format!("`details` of `x-error` has no `{key}`"));
    let member = |key: &str| member_name(part(key)?.as_str().unwrap_or_default());
    Ok(ErrorDetails {
        items: pointer(part("items")?)?,
        field: member("field")?,
        message: member("message")?,
    })
}

fn known<'a>(
    value: &'a Value,
    name: &str,
    keys: &[&str],
) -> Result<&'a Map<String, Value>, String> {
    let members = value.as_object().ok_or(format!("`{name}` is not an object"))?;
    match members.keys().find(|it| !keys.contains(&it.as_str())) {
        Some(key) => Err(format!("`{name}` does not know `{key}`")),
        None => Ok(members),
    }
}

fn pointer(value: &Value) -> Result<Pointer, String> {
    let pointer = value.as_str().and_then(Pointer::parse).filter(|it| it.tokens().next().is_some());
    pointer.ok_or(format!("{value} is no JSON pointer into the body"))
}

/// Whether all that `x-error` names is there and can be shown.
pub(super) fn agree(api: &Api, schema: &Schema, parts: &ErrorParts) -> Result<(), String> {
    if !schema.is_error {
        return Err("`x-error` stands at a schema that is the body of no error".to_owned());
    }
    for pointer in [&parts.kind, &parts.code, &parts.message].into_iter().flatten() {
        let member = api.member_at(schema, pointer);
        if !member.is_some_and(|it| api.is_text(it)) {
            return Err(format!("the body has no text at {pointer}, or none that may be shown"));
        }
    }
    let Some(details) = &parts.details else { return Ok(()) };
    let item = api.detail(schema, details);
    let item = item.ok_or(format!("the body has no list of objects at {}", details.items))?;
    for name in [&details.field, &details.message] {
        let is_certain = |it: &&Member| it.presence.states(item.direction) == States::Value;
        if !item.member(name).filter(is_certain).is_some_and(|it| api.is_text(it)) {
            let items = &details.items;
            return Err(format!("the objects at {items} have no required text `{name}`"));
        }
    }
    Ok(())
}

impl Api {
    /// The member at the end of a pointer into a value of `schema`.
    pub fn member_at<'a>(&'a self, schema: &'a Schema, pointer: &Pointer) -> Option<&'a Member> {
        let mut holder = Some(schema);
        let mut last = None;
        for token in pointer.tokens() {
            let member = holder?.member(&token)?;
            holder = self.named(&member.ty);
            last = Some(member);
        }
        last
    }

    /// Whether the member is a text that may be shown.
    pub fn is_text(&self, member: &Member) -> bool {
        let is_enum =
            || self.named(&member.ty).is_some_and(|it| matches!(it.shape, Shape::StringEnum(_)));
        !member.secret && (member.ty == Type::String || is_enum())
    }

    /// What the details in a body of `schema` are, if they are objects.
    pub fn detail<'a>(&'a self, schema: &'a Schema, details: &ErrorDetails) -> Option<&'a Schema> {
        match &self.member_at(schema, &details.items)?.ty {
            Type::List(item) => self.named(item),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::report::Report;
    use crate::source::Source;
    use crate::spec::Spec;

    const DOCUMENT: &str = r##"{"paths": {"/a": {"get": {"operationId": "a", "responses": {"4XX": {"content":
            {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}}}}}}},
            "components": {"schemas": {
            "Failure": {"type": "object", "properties": {"error": {"$ref": "#/components/schemas/Info"}}},
            "Info": {"type": "object", "properties": {"code": {"type": "string"}, "count": {"type": "integer"},
                "kind": {"$ref": "#/components/schemas/Kind"}, "key": {"type": "string", "x-secret": true},
                "details": {"type": "array", "items": {"$ref": "#/components/schemas/Detail"}},
                "names": {"type": "array", "items": {"type": "string"}}}},
            "Kind": {"type": "string", "enum": ["a"]},
            "Detail": {"type": "object", "required": ["field", "text"], "properties": {
                "field": {"type": "string"}, "text": {"type": "string"}, "hint": {"type": "string"}}}}}}"##;

    fn report(schema: &str, extension: &str) -> Report {
        let mut document: serde_json::Value = serde_json::from_str(DOCUMENT).unwrap();
        document["components"]["schemas"][schema]["x-error"] =
            serde_json::from_str(extension).unwrap();
        let text = serde_json::to_string_pretty(&document).unwrap();
        let spec = Spec::new(Arc::new(Source::parse("api.json", &text).unwrap()));
        let mut report = Report::new();
        crate::api::build(&spec, &mut report);
        report
    }

    #[track_caller]
    fn refused(extension: &str, message: &str) {
        let report = report("Failure", extension);
        let [only] = report.diagnostics() else { panic!("{report}") };
        assert_eq!(only.message, message);
        let place = only.place.as_ref().unwrap();
        assert_eq!(place.pointer.to_string(), "/components/schemas/Failure/x-error");
        assert!(place.location.as_ref().unwrap().text.contains("x-error"), "{report}");
    }

    #[test]
    fn what_agrees_is_not_reported() {
        let details =
            r#"{"details": {"items": "/error/details", "field": "/field", "message": "/text"}}"#;
        for good in ["{}", r#"{"kind": "/error/kind", "code": "/error/code"}"#, details] {
            assert_eq!(report("Failure", good).to_string(), "");
        }
    }

    #[test]
    fn a_pointer_that_leads_to_no_text_is_reported() {
        for pointer in [
            "/none",
            "/error",
            "/error/none",
            "/error/count",
            "/error/key",
            "/error/code/a",
            "/error/details/0/field",
        ] {
            let message = format!("the body has no text at {pointer}, or none that may be shown");
            for part in ["kind", "code", "message"] {
                refused(&format!(r#"{{"{part}": "{pointer}"}}"#), &message);
            }
        }
    }

    #[test]
    fn details_that_are_not_there_are_reported() {
        let details = |items: &str, field: &str, message: &str| {
            format!(
                r#"{{"details": {{"items": "{items}", "field": "{field}", "message": "{message}"}}}}"#
            )
        };
        for items in ["/error", "/error/names", "/error/none"] {
            let message = format!("the body has no list of objects at {items}");
            refused(&details(items, "/field", "/text"), &message);
        }
        for name in ["none", "hint"] {
            let message = format!("the objects at /error/details have no required text `{name}`");
            refused(&details("/error/details", &format!("/{name}"), "/text"), &message);
            refused(&details("/error/details", "/field", &format!("/{name}")), &message);
        }
    }

    #[test]
    fn what_is_no_pointer_is_reported() {
        refused("true", "`x-error` is not an object");
        refused(r#"{"cod": "/error/code"}"#, "`x-error` does not know `cod`");
        refused(r#"{"code": "error/code"}"#, "\"error/code\" is no JSON pointer into the body");
        refused(r#"{"code": ""}"#, "\"\" is no JSON pointer into the body");
        refused(r#"{"code": 1}"#, "1 is no JSON pointer into the body");
        refused(r#"{"details": "/error"}"#, "`details` is not an object");
        refused(r#"{"details": {"items": "/a"}}"#, "`details` of `x-error` has no `field`");
        refused(
            r#"{"details": {"items": "/error/details", "field": "field", "message": "/text"}}"#,
            "`field` does not name a member of the answer itself",
        );
    }

    #[test]
    fn a_schema_that_is_no_body_of_errors_is_reported() {
        let report = report("Detail", r#"{"code": "/field"}"#);
        let messages: Vec<_> = report.diagnostics().iter().map(|it| it.message.as_str()).collect();
        assert_eq!(messages, ["`x-error` stands at a schema that is the body of no error"]);
    }
}
