//! The lines of operations.

use super::{Wire, limits, one_of, with_remarks};
use crate::api::{
    Answer, Api, Body, BodyForm, FormStyle, Operation, Paging, PagingStyle, Parameter, Placement,
    Writing,
};
use crate::media::JSON;

/// By path, then method, then what they say.
pub(super) fn lines(api: &Api) -> Vec<String> {
    let mut lines: Vec<_> = api
        .operations
        .iter()
        .flat_map(|it| of(api, it).into_iter().map(move |line| ((&it.path, &it.method), line)))
        .collect();
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

fn of(api: &Api, operation: &Operation) -> Vec<String> {
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
        lines.push(with_remarks(format!("{place} body {}", content(body)), &body_remarks(body)));
        let branches = body.by_path.iter().flat_map(|by| {
            by.mapping.iter().map(|(value, ty)| format!("{ty} where {} is {value}", by.parameter))
        });
        lines.extend(branches.map(|it| format!("{place} body {it}")));
    }
    lines.extend(answers(api, &operation.answer).map(|it| format!("{place} answer{it}")));
    let errors = Some(&operation.error).filter(|it| **it != Answer::Empty);
    let errors = errors.into_iter().flat_map(|it| answers(api, it));
    lines.extend(errors.map(|it| format!("{place} error{it}")));
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

/// What a body is, with its media type where that is not what it is called.
fn content(body: &Body) -> String {
    match &body.form {
        BodyForm::Json(ty) if body.media_type == JSON => Wire(ty).to_string(),
        BodyForm::Json(ty) => format!("{} as {}", Wire(ty), body.media_type),
        BodyForm::Pairs(ty, _) => format!("{} as a form", Wire(ty)),
        BodyForm::Parts(ty) => format!("{} in parts", Wire(ty)),
        BodyForm::OpenParts => "any parts".to_owned(),
        BodyForm::Text => format!("text as {}", body.media_type),
        BodyForm::Octets => format!("bytes as {}", body.media_type),
    }
}

fn body_remarks(body: &Body) -> Vec<Option<String>> {
    let mut remarks = vec![(!body.required).then(|| "optional".to_owned())];
    if let BodyForm::Pairs(_, encoding) = &body.form {
        remarks.push(encoding.style.as_ref().map(style));
        remarks.extend(encoding.others.iter().map(|(name, own)| {
            let own = own.as_ref().map_or_else(|| "in no style".to_owned(), style);
            Some(format!("{name} {own}"))
        }));
    }
    remarks
}

fn style(style: &FormStyle) -> String {
    let joined = if style.explode { "" } else { ", joined" };
    let reserved = if style.allow_reserved { ", reserved characters as they are" } else { "" };
    format!("in the style {}{joined}{reserved}", style.style)
}

/// What is answered, with each status where that decides.
fn answers(api: &Api, found: &Answer) -> impl Iterator<Item = String> {
    let by_status = match found {
        Answer::ByStatus(index) => api.by_status.get(*index),
        _ => None,
    };
    let lines: Vec<String> = match by_status {
        Some(by_status) => {
            let variants = by_status.variants.iter();
            variants.map(|it| format!(" {} {}", it.status.text(), answer(&it.content))).collect()
        }
        None => vec![format!(" {}", answer(found))],
    };
    lines.into_iter()
}

fn answer(answer: &Answer) -> String {
    match answer {
        Answer::Empty | Answer::ByStatus(_) => "nothing".to_owned(),
        Answer::Json(ty) => Wire(ty).to_string(),
        Answer::OptionalJson(ty) => format!("{} or nothing", Wire(ty)),
        Answer::Text => "text".to_owned(),
        Answer::Octets => "bytes".to_owned(),
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
