//! The lines of operations.

use super::{Wire, limits, one_of, with_remarks};
use crate::api::{Answer, Api, Operation, Paging, PagingStyle, Parameter, Placement, Writing};

/// By path, then method, then what they say.
pub(super) fn lines(api: &Api) -> Vec<String> {
    let mut lines: Vec<_> = api
        .operations
        .iter()
        .flat_map(|it| of(it).into_iter().map(move |line| ((&it.path, &it.method), line)))
        .collect();
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

fn of(operation: &Operation) -> Vec<String> {
    let place = format!("{} {}", operation.method.to_uppercase(), operation.path);
    let remarks = [
        operation.deprecated.then(|| "deprecated".to_owned()),
        operation.never_repeated.then(|| "never to be repeated".to_owned()),
        operation.paging.as_ref().map(paging),
        operation.security.as_ref().map(super::security),
        operation.server.as_ref().map(|it| format!("at {it}")),
    ];
    let mut lines = vec![with_remarks(format!("{place} ({})", operation.id), &remarks)];
    let parameters = operation.path_parameters.iter().chain(&operation.parameters);
    lines.extend(parameters.map(|it| format!("{place} {}", parameter(it, operation))));
    if let Some(body) = &operation.body {
        lines.push(format!("{place} body {}", Wire(&body.ty)));
        let branches = body.by_path.iter().flat_map(|by| {
            by.mapping.iter().map(|(value, ty)| format!("{ty} where {} is {value}", by.parameter))
        });
        lines.extend(branches.map(|it| format!("{place} body {it}")));
    }
    lines.push(format!("{place} answer {}", answer(&operation.answer)));
    lines.extend(operation.error.iter().map(|it| format!("{place} error {}", Wire(it))));
    lines.extend(operation.refused.iter().map(|it| format!("{place} answer refuses at {it}")));
    lines
}

fn parameter(it: &Parameter, operation: &Operation) -> String {
    let place = match &it.place {
        Placement::Path => "path",
        Placement::Query | Placement::QueryTemplate(..) => "query",
        Placement::Header => "header",
        Placement::Cookie => "cookie",
    };
    let name = match &it.place {
        Placement::QueryTemplate(before, after, key) => format!("{before}<{key}>{after}"),
        _ => it.wire.clone(),
    };
    let reserved = operation.reserved.iter().find(|(name, _)| *name == it.wire);
    let remarks = [
        Some(if it.required { "required" } else { "optional" }.to_owned()),
        it.default.as_ref().map(|it| format!("default {it}")),
        limits(&it.limits),
        writing(it),
        reserved.map(|(_, words)| format!("not {}", one_of(words))),
    ];
    with_remarks(format!("{place} {name}: {}", Wire(&it.ty)), &remarks)
}

fn writing(parameter: &Parameter) -> Option<String> {
    match parameter.writing {
        Writing::Plain => None,
        Writing::Json => Some("as JSON".to_owned()),
        Writing::Styled(style) => {
            let explode = if style.explode { ", exploded" } else { "" };
            Some(format!("style {}{explode}", style.kind.word()))
        }
    }
}

fn answer(answer: &Answer) -> String {
    match answer {
        Answer::Empty => "nothing".to_owned(),
        Answer::Json(ty) => Wire(ty).to_string(),
        Answer::OptionalJson(ty) => format!("{} or nothing", Wire(ty)),
    }
}

fn paging(paging: &Paging) -> String {
    let style = match &paging.style {
        PagingStyle::Cursor(parameter) => format!("paged by the cursor {parameter}"),
        PagingStyle::Number(parameter) => format!("paged by the number {parameter}"),
        PagingStyle::Single => "one page".to_owned(),
    };
    let parts = &paging.parts;
    let members = [Some(&parts.items), parts.cursor.as_ref(), parts.more.as_ref()];
    let members: Vec<_> = members.into_iter().flatten().map(String::as_str).collect();
    format!("{style} ({})", members.join(", "))
}
