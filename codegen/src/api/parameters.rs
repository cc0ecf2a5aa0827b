//! Reads the parameters of operations: where each goes, what it is, and how it is written.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::build::{Reader, flag, text};
use super::schemas::{has_parts, limits, target};
use super::style::{Lists, Style, StyleKind};
use super::{Credential, CredentialKind, Parameter, Placement, Type, Writing, names};
use crate::media::is_json;
use crate::pointer::Pointer;
use crate::spec::schemas_root;

/// Where OpenAPI wants lists in a `deepObject` to be is not said; this parameter's extension says it.
const DEEP_LISTS: &str = "x-deep-lists";

/// What every call has, so that no setter can have its name.
const CALL_METHODS: [&str; 9] =
    ["send", "timeout", "retry", "header", "wait", "send_wait", "stream", "pages", "into_future"];

/// Headers that HTTP clients write. The others that OpenAPI ignores are gone by now.
const HTTP_HEADERS: [&str; 6] =
    ["connection", "content-length", "host", "te", "transfer-encoding", "upgrade"];

/// What the generated method itself names.
const ARGUMENTS: [&str; 2] = ["body", "fits"];

impl Reader<'_> {
    /// The parameters of the path, in its order, and the others.
    pub(super) fn parameters(
        &mut self,
        at: &Pointer,
        operation: &Value,
        path: &str,
        sent: &[&Credential],
    ) -> (Vec<Parameter>, Vec<Parameter>) {
        let listed = operation.get("parameters").and_then(Value::as_array);
        let mut found: Vec<Parameter> = Vec::new();
        for (index, value) in listed.into_iter().flatten().enumerate() {
            let at = at.child("parameters").child(index);
            let Some(mut parameter) = self.parameter(&at, value) else { continue };
            if self.is_left_out(&at, &parameter, path, &found, sent) {
                continue;
            }
            parameter.name = unique_name(&parameter, &found);
            found.push(parameter);
        }
        let (mut in_path, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|it| it.place == Placement::Path);
        for name in path_names(path) {
            if !in_path.iter().any(|it| it.wire == name) {
                self.report
                    .warn(
                        self.spec.place(at),
                        format!("`{{{name}}}` in the path is no parameter of the operation"),
                    )
                    .help(format!("it is taken as text; describe `{name}` with `in: path`"));
                let mut parameter = undeclared(name);
                let both: Vec<&Parameter> = in_path.iter().chain(&others).collect();
                let taken = |it: &str| is_taken(it, true) || both.iter().any(|at| at.name == it);
                parameter.name = names::unique(parameter.name, taken);
                in_path.push(parameter);
            }
        }
        in_path.sort_by_key(|it| path.find(&format!("{{{}}}", it.wire)));
        (in_path, others)
    }

    /// Whether there is no place for a parameter, which is then reported.
    fn is_left_out(
        &mut self,
        at: &Pointer,
        parameter: &Parameter,
        path: &str,
        before: &[Parameter],
        sent: &[&Credential],
    ) -> bool {
        let wire = &parameter.wire;
        let place = self.spec.place(at);
        if parameter.place == Placement::Path && !path_names(path).any(|it| it == wire) {
            let message = format!("the path has no `{{{wire}}}`, so the parameter is left out");
            self.report.warn(place, message).help("add it to the path, or remove the parameter");
            return true;
        }
        if before.iter().any(|it| is_same(it, parameter)) {
            let message = format!("the parameter `{wire}` stands here twice; the first counts");
            self.report.warn(place, message).help("remove one of them");
            return true;
        }
        let is_http = |it: &&str| it.eq_ignore_ascii_case(wire);
        if parameter.place == Placement::Header && HTTP_HEADERS.iter().any(is_http) {
            self.report.note(place, format!("the HTTP client writes the header `{wire}` itself"));
            return true;
        }
        let writer = sent.iter().find(|it| sends(&it.kind, parameter));
        if let Some(credential) = writer {
            let name = &credential.name;
            let message =
                format!("the client sends `{wire}` itself: it is the credential `{name}`");
            self.report.note(place, message);
            return true;
        }
        false
    }

    fn parameter(&mut self, at: &Pointer, value: &Value) -> Option<Parameter> {
        let wire = text(Some(value), "name")?;
        let place = match value.get("in").and_then(Value::as_str)? {
            "path" => Placement::Path,
            "header" => Placement::Header,
            "cookie" => Placement::Cookie,
            "query" => query_placement(value),
            other => {
                self.report
                    .warn(
                        self.spec.place(at),
                        format!("the {other} parameter `{wire}` is not sent by the client"),
                    )
                    .help("say `in: path`, `query`, `header` or `cookie`");
                return None;
            }
        };
        let content =
            value.get("content").and_then(Value::as_object).and_then(|it| it.iter().next());
        let schema =
            value.get("schema").or_else(|| content?.1.get("schema")).unwrap_or(&Value::Null);
        let (ty, writing) = match content {
            Some((media_type, _)) => self.with_content(media_type, schema),
            None => self.with_style(at, value, schema, &place),
        };
        Some(Parameter {
            name: names::snake(&text(Some(value), "x-rust-name").unwrap_or_else(|| wire.clone())),
            required: place == Placement::Path
                || flag(value, "required") && !matches!(place, Placement::QueryTemplate(..)),
            docs: text(Some(value), "description").or_else(|| text(Some(schema), "description")),
            limits: limits(schema),
            range: range(schema),
            default: schema.get("default").cloned(),
            ty,
            writing,
            wire,
            place,
        })
    }

    fn with_content(&self, media_type: &str, schema: &Value) -> (Type, Writing) {
        let ty = self.type_of(schema);
        match self.form(schema) {
            _ if is_json(media_type) => (ty, Writing::Json),
            Form::Open => (Type::String, Writing::Plain),
            Form::Scalar => (ty, Writing::Plain),
            Form::List(_) | Form::Parts => (ty, Writing::Json),
        }
    }

    fn with_style(
        &mut self,
        at: &Pointer,
        value: &Value,
        schema: &Value,
        place: &Placement,
    ) -> (Type, Writing) {
        let ty = self.type_of(schema);
        if matches!(place, Placement::QueryTemplate(..)) {
            return (ty, Writing::Plain);
        }
        let style = self.style(at, value, place);
        let form = self.form(schema);
        let is_plain = match (&form, style.kind) {
            _ if style.allow_reserved => false,
            (Form::Open | Form::Scalar, StyleKind::Label | StyleKind::Matrix) => false,
            (Form::Open, StyleKind::DeepObject) => return (Type::Any, Writing::Styled(style)),
            (Form::Open | Form::Scalar, _) => true,
            (Form::List(Item::Scalar), kind) => {
                *place == Placement::Query && style.explode && kind != StyleKind::DeepObject
            }
            (Form::List(Item::Other) | Form::Parts, _) => false,
        };
        let ty = match form {
            Form::Open => Type::String,
            // What is a list or a map by another name is one here.
            Form::List(_) | Form::Parts => self.unnamed(schema).unwrap_or(ty),
            Form::Scalar => ty,
        };
        let may_be_empty = *place == Placement::Query && flag(value, "allowEmptyValue");
        if may_be_empty && matches!(form, Form::Scalar) && ty != Type::String {
            return (Type::Nullable(Box::new(ty)), Writing::Styled(style));
        }
        (ty, if is_plain { Writing::Plain } else { Writing::Styled(style) })
    }

    /// The style that a parameter says, or else that of its place.
    fn style(&mut self, at: &Pointer, value: &Value, place: &Placement) -> Style {
        let usual = match place {
            Placement::Path | Placement::Header => StyleKind::Simple,
            _ => StyleKind::Form,
        };
        let word = value.get("style").and_then(Value::as_str);
        let known = word.map(|it| StyleKind::of(it).filter(|it| it.fits(place)));
        let kind = known.flatten().unwrap_or(usual);
        if let (Some(word), Some(None)) = (word, known) {
            let place = self.spec.place(&at.child("style"));
            let (word, usual) = (word.replace('`', "'"), usual.word());
            self.report
                .warn(place, format!("the style `{word}` is none for this place; it is `{usual}`"))
                .help(format!("say `style: {usual}`"));
        }
        let explode = value.get("explode").and_then(Value::as_bool);
        Style {
            kind,
            explode: explode.unwrap_or(kind == StyleKind::Form),
            allow_reserved: *place == Placement::Query && flag(value, "allowReserved"),
            lists: self.deep_lists(at, value),
        }
    }

    fn deep_lists(&mut self, at: &Pointer, value: &Value) -> Lists {
        let Some(word) = value.get(DEEP_LISTS) else { return Lists::Brackets };
        let read = match word.as_str() {
            Some("brackets") => Ok(Lists::Brackets),
            Some("indices") => Ok(Lists::Indices),
            Some("repeated") => Ok(Lists::Repeated),
            _ => Err(format!(
                "`{DEEP_LISTS}` knows `brackets`, `indices` and `repeated`, not {word}"
            )),
        };
        self.reported(at, DEEP_LISTS, read).unwrap_or(Lists::Brackets)
    }

    /// What a schema is made of, whatever it is called.
    fn form(&self, schema: &Value) -> Form {
        let schema = self.resolved(schema);
        if is_scalar(schema) {
            return Form::Scalar;
        }
        if has_parts(schema) {
            return Form::Parts;
        }
        match schema.get("type").and_then(Value::as_str) {
            Some("array") => {
                let items = schema.get("items").unwrap_or(&Value::Null);
                let is_plain = is_scalar(self.resolved(items)) && !flag(items, "nullable");
                Form::List(if is_plain { Item::Scalar } else { Item::Other })
            }
            Some("object") => Form::Parts,
            _ => Form::Open,
        }
    }

    /// The schema itself, or the component that it refers to in the end.
    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        let count = self.spec.object(&schemas_root()).map_or(0, |it| it.len());
        for _ in 0..=count {
            let next = target(schema).and_then(|name| self.spec.get(&schemas_root().child(name)));
            let Some(next) = next else { break };
            schema = next;
        }
        schema
    }

    /// The type of a list or a map that a name stands for.
    fn unnamed(&self, schema: &Value) -> Option<Type> {
        let schema = self.resolved(schema);
        let ty = self.type_of(schema);
        (!has_parts(schema) && matches!(ty, Type::List(_) | Type::Map(_))).then_some(ty)
    }
}

fn is_scalar(schema: &Value) -> bool {
    let word = schema.get("type").and_then(Value::as_str);
    schema.get("enum").is_some()
        || !has_parts(schema) && matches!(word, Some("string" | "boolean" | "integer" | "number"))
}

/// What a value is made of, as far as it decides how it is written.
enum Form {
    /// Anything.
    Open,
    Scalar,
    List(Item),
    /// An object, a map, or one of several types.
    Parts,
}

enum Item {
    Scalar,
    Other,
}

/// Whether two parameters are one on the wire.
fn is_same(one: &Parameter, other: &Parameter) -> bool {
    let is_same_header =
        one.place == Placement::Header && one.wire.eq_ignore_ascii_case(&other.wire);
    one.place == other.place && (one.wire == other.wire || is_same_header)
}

/// Whether a credential is sent where a parameter would be.
fn sends(kind: &CredentialKind, parameter: &Parameter) -> bool {
    match (kind, &parameter.place) {
        (CredentialKind::Header(name), Placement::Header) => {
            name.eq_ignore_ascii_case(&parameter.wire)
        }
        (CredentialKind::Query(name), Placement::Query)
        | (CredentialKind::Cookie(name), Placement::Cookie) => *name == parameter.wire,
        _ => false,
    }
}

fn is_taken(name: &str, required: bool) -> bool {
    if required { ARGUMENTS.contains(&name) } else { CALL_METHODS.contains(&name) }
}

fn unique_name(parameter: &Parameter, before: &[Parameter]) -> String {
    let taken =
        |it: &str| is_taken(it, parameter.required) || before.iter().any(|other| other.name == it);
    names::unique(parameter.name.clone(), taken)
}

/// A parameter that only the path knows.
fn undeclared(name: &str) -> Parameter {
    Parameter {
        wire: name.to_owned(),
        name: names::snake(name),
        place: Placement::Path,
        ty: Type::String,
        writing: Writing::Plain,
        required: true,
        docs: None,
        limits: Vec::new(),
        range: None,
        default: None,
    }
}

/// The least and the greatest value that a schema says of an integer.
fn range(schema: &Value) -> Option<RangeInclusive<u64>> {
    let limits = schema.get("x-limits")?;
    let bound = |key| limits.get(key).and_then(Value::as_u64);
    Some(bound("minimum")?..=bound("maximum")?)
}

pub(super) fn path_names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|it| it.split_once('}')).map(|(name, _)| name)
}

fn query_placement(parameter: &Value) -> Placement {
    let template = text(Some(parameter), "x-query-template");
    let split = template.as_deref().and_then(|it| {
        let (before, rest) = it.split_once('<')?;
        let (key, after) = rest.split_once('>')?;
        // `values` is what the setter takes besides.
        let key = names::unique(names::snake(key), |it| it == "values");
        Some(Placement::QueryTemplate(before.to_owned(), after.to_owned(), key))
    });
    split.unwrap_or(Placement::Query)
}
