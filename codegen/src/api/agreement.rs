//! Whether what extensions say agrees with the types: the emitters rely on it.

use super::build::Reader;
use super::{Answer, Api, Body, Operation, Paging, Schema, Shape, Type, errors};
use crate::pointer::Pointer;

impl Reader<'_> {
    /// Reports extensions that name what parameters, bodies or answers do not have.
    pub(super) fn agreement(&mut self, api: &Api) {
        for schema in api.schemas.values() {
            if let Some(parts) = &schema.error {
                self.reported(&schema.at, "x-error", errors::agree(api, schema, parts));
            }
        }
        for operation in &api.operations {
            let answer = match &operation.answer {
                Answer::Json(ty) => api.named(ty),
                _ => None,
            };
            if let Some(paging) = &operation.paging {
                self.reported(&operation.at, "x-paging", paged(paging, answer));
            }
            if let Some(pointer) = &operation.refused {
                let found = answer.is_some_and(|it| is_list_at(api, it, pointer));
                let found =
                    found.then_some(()).ok_or(format!("the answer has no list at {pointer}"));
                self.reported(&operation.at, "x-partial-success", found);
            }
            if let Some(body) = operation.body.as_ref().filter(|it| it.by_path.is_some()) {
                self.reported(&operation.at, "x-body-by-path", by_path(api, operation, body));
            }
        }
    }
}

fn paged(paging: &Paging, answer: Option<&Schema>) -> Result<(), String> {
    let answer = answer.ok_or("`x-paging` stands at an operation that answers with no object")?;
    let missing = |it: &str| format!("the answer has no suitable member `{it}`");
    let parts = &paging.parts;
    answer.list_member(&parts.items).ok_or_else(|| missing(&parts.items))?;
    for (name, ty) in [(&parts.cursor, Type::String), (&parts.more, Type::Bool)] {
        let Some(name) = name else { continue };
        answer.member(name).filter(|it| it.ty == ty && !it.secret).ok_or_else(|| missing(name))?;
    }
    Ok(())
}

fn is_list_at(api: &Api, answer: &Schema, pointer: &Pointer) -> bool {
    api.member_at(answer, pointer).is_some_and(|it| matches!(it.ty, Type::List(_)))
}

fn by_path(api: &Api, operation: &Operation, body: &Body) -> Result<(), String> {
    let Some(by_path) = &body.by_path else { return Ok(()) };
    let parameter = operation.path_parameters.iter().find(|it| it.wire == by_path.parameter);
    let decides = parameter.and_then(|it| api.named(&it.ty));
    if !decides.is_some_and(|it| matches!(it.shape, Shape::StringEnum(_))) {
        return Err(format!("`{}` is no path parameter that is an enum", by_path.parameter));
    }
    let Some(Shape::Union(union)) = body.json().and_then(|it| api.named(it)).map(|it| &it.shape)
    else {
        return Err("the body is no union".to_owned());
    };
    let is_branch =
        |name: &str| union.branches.iter().any(|it| it.ty == Type::Named(name.to_owned()));
    match by_path.mapping.iter().find(|(_, branch)| !is_branch(branch)) {
        Some((_, branch)) => Err(format!("the body has no branch `{branch}`")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::report::Report;
    use crate::source::Source;
    use crate::spec::Spec;

    fn messages(extension: &str) -> Vec<String> {
        let text = format!(
            r##"{{"paths": {{"/a/{{p}}": {{"post": {{"operationId": "a", {extension},
            "parameters": [{{"name": "p", "in": "path", "schema": {{"$ref": "#/components/schemas/P"}}}},
                {{"name": "size", "in": "query", "schema": {{"type": "string"}}}}],
            "requestBody": {{"content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/B"}}}}}}}},
            "responses": {{"200": {{"content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/L"}}}}}}}}}}}}}}}},
            "components": {{"schemas": {{"P": {{"type": "string", "enum": ["x"]}}, "X": {{"type": "object", "properties": {{}}}},
            "B": {{"anyOf": [{{"$ref": "#/components/schemas/X"}}, {{"type": "string"}}]}},
            "L": {{"type": "object", "properties": {{"data": {{"type": "array", "items": {{}}}}, "more": {{"type": "string"}}}}}}}}}}}}"##
        );
        let spec = Spec::new(Arc::new(Source::parse("api.json", &text).unwrap()));
        let mut report = Report::new();
        crate::api::build(&spec, &mut report);
        report.diagnostics().iter().map(|it| it.message.clone()).collect()
    }

    #[test]
    fn what_agrees_is_not_reported() {
        let good = r#""x-paging": {"style": "none", "items": "/data"}, "x-partial-success": {"refused": "/data"},
            "x-body-by-path": {"parameter": "p", "mapping": {"x": "X"}}, "x-retry": "never""#;
        assert_eq!(messages(good), [""; 0]);
    }

    #[test]
    fn what_is_not_there_is_reported() {
        let check = |extension, message: &str| assert_eq!(messages(extension), [message]);
        let member = |it| format!("the answer has no suitable member `{it}`");
        check(r#""x-paging": {"style": "none", "items": "/rows"}"#, &member("rows"));
        check(
            r#""x-paging": {"style": "none", "items": "/data", "more": "/more"}"#,
            &member("more"),
        );
        check(
            r#""x-paging": {"style": "none", "items": "/data", "limit": "size"}"#,
            "`size` is no integer, as a page size is",
        );
        check(r#""x-partial-success": {"refused": "/more"}"#, "the answer has no list at /more");
        check(
            r#""x-body-by-path": {"parameter": "q", "mapping": {}}"#,
            "`q` is no path parameter that is an enum",
        );
        check(
            r#""x-body-by-path": {"parameter": "p", "mapping": {"x": "Y"}}"#,
            "the body has no branch `Y`",
        );
        check(r#""x-retry": "nevr""#, "`x-retry` knows `never`, not \"nevr\"");
    }
}
