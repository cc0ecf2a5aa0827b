//! Reads the bodies of requests.

use indexmap::IndexMap;
use serde_json::Value;

use super::build::{Reader, flag, text};
use super::media::content;
use super::{Parts, Type};
use crate::media::{Form, Way, chosen, is_media_type, on_the_wire};
use crate::pointer::Pointer;
use crate::spec::{referenced, schemas_root};

/// A body, and what must agree with it.
#[derive(Debug)]
pub struct Body {
    /// What is sent.
    pub form: BodyForm,
    /// As what: the header `Content-Type`.
    pub media_type: String,
    /// Whether the operation cannot do without it.
    pub required: bool,
    /// The path parameter that decides which branch of the union it must be.
    pub by_path: Option<ByPath>,
}

/// What a body is on the wire.
#[derive(Debug)]
pub enum BodyForm {
    /// JSON.
    Json(Type),
    /// `application/x-www-form-urlencoded`.
    Pairs(Type, Encoding),
    /// `multipart/form-data` of these members.
    Parts(Type),
    /// `multipart/form-data` of parts that the document does not describe.
    OpenParts,
    /// Text.
    Text,
    /// Any bytes.
    Octets,
}

/// How the members of a form are written. One without a style is as its type suggests: a list
/// repeats its name, an object is JSON.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Encoding {
    /// How most of them are.
    pub style: Option<FormStyle>,
    /// Those that are not, by their names on the wire.
    pub others: Vec<(String, Option<FormStyle>)>,
}

/// How a member of a form is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FormStyle {
    /// As OpenAPI names it: `deepObject`.
    pub style: String,
    /// Whether each part of the value stands for itself.
    pub explode: bool,
    /// Whether reserved characters stay as they are.
    pub allow_reserved: bool,
}

/// A path parameter that says which branch of a union the body is.
#[derive(Debug)]
pub struct ByPath {
    /// The parameter's name.
    pub parameter: String,
    /// Its value, and the branch's type.
    pub mapping: Vec<(String, String)>,
}

impl Body {
    /// The type of the body, if it has one of its own.
    pub fn ty(&self) -> Option<&Type> {
        match &self.form {
            BodyForm::Json(ty) | BodyForm::Pairs(ty, _) | BodyForm::Parts(ty) => Some(ty),
            BodyForm::OpenParts | BodyForm::Text | BodyForm::Octets => None,
        }
    }

    /// The type of the body, if it is JSON.
    pub fn json(&self) -> Option<&Type> {
        match &self.form {
            BodyForm::Json(ty) => Some(ty),
            _ => None,
        }
    }
}

impl Reader<'_> {
    /// Reads the body of an operation; what its parts are goes to `parts`.
    pub(super) fn body(
        &mut self,
        at: &Pointer,
        operation: &Value,
        parts: &mut IndexMap<String, Parts>,
    ) -> Option<Body> {
        let at = at.child("requestBody");
        let body = operation.get("requestBody")?;
        let content = content(body)?;
        let (name, form) = chosen(content, Way::Request)?;
        let media = content.get(name)?;
        let at = at.child("content").child(name);
        let ty = || media.get("schema").map_or(Type::Any, |it| self.inner_type_of(it));
        let media_type = on_the_wire(name, form);
        let form = match form {
            Form::Json => BodyForm::Json(ty()),
            Form::Pairs => BodyForm::Pairs(ty(), self.encoding(media)),
            Form::Parts => self.parts(&at, media, parts),
            Form::Text => BodyForm::Text,
            Form::Octets => BodyForm::Octets,
        };
        Some(Body {
            media_type,
            required: flag(body, "required"),
            by_path: by_path(operation),
            form,
        })
    }

    fn parts(
        &mut self,
        at: &Pointer,
        media: &Value,
        parts: &mut IndexMap<String, Parts>,
    ) -> BodyForm {
        let schema = media.get("schema").unwrap_or(&Value::Null);
        let ty = self.type_of(schema);
        let object = match &ty {
            Type::Named(name) => self.object_behind(name),
            _ => None,
        };
        let Some(name) = object else {
            if !matches!(ty, Type::Any | Type::Map(_)) {
                let message =
                    "the schema of the body is no object: its parts are put together by hand";
                self.report.warn(self.spec.place(at), message);
            }
            return BodyForm::OpenParts;
        };
        let found = self.part_types(at, media);
        match parts.get(&name) {
            Some(known) if *known != found => {
                let message =
                    format!("`{name}` is sent with other media types elsewhere, and here as there");
                self.report.warn(self.spec.place(&at.child("encoding")), message);
            }
            Some(_) => {}
            None => drop(parts.insert(name.clone(), found)),
        }
        BodyForm::Parts(Type::Named(name))
    }

    /// The object schema that a name leads to.
    fn object_behind(&self, name: &str) -> Option<String> {
        let schema = self.spec.get(&schemas_root().child(name))?;
        match referenced(schema) {
            // The normal form has no alias of itself, but longer circles.
            Some(target) if target != name => {
                let behind = self.spec.get(&schemas_root().child(&target))?;
                behind.get("properties").map(|_| target)
            }
            _ => schema.get("properties").map(|_| name.to_owned()),
        }
    }

    /// The media types that the document names for single parts.
    fn part_types(&mut self, at: &Pointer, media: &Value) -> Parts {
        let at = at.child("encoding");
        let mut found = Parts::new();
        for (member, encoding) in encodings(media) {
            let at = at.child(member);
            if encoding.get("headers").is_some() {
                let message = format!("the headers of the part `{member}` are not sent");
                self.report.warn(self.spec.place(&at.child("headers")), message);
            }
            let Some(listed) = text(Some(encoding), "contentType") else { continue };
            let types: Vec<&str> = listed.split(',').map(str::trim).collect();
            let named = match types[..] {
                [only] => only,
                [first, ..] => first,
                [] => continue,
            };
            if is_media_type(named) {
                found.insert(member.clone(), on_the_wire(named, Form::Octets));
            } else {
                let message =
                    format!("`{listed}` is no media type: the part is sent as its type suggests");
                self.report.warn(self.spec.place(&at.child("contentType")), message);
            }
        }
        found
    }

    /// How the members of a form are written: the commonest style, and those that differ.
    fn encoding(&self, media: &Value) -> Encoding {
        let members = media.get("schema").map(|it| self.properties_of(it)).unwrap_or_default();
        let mut styles: Vec<(&String, Option<FormStyle>)> = Vec::new();
        for (name, schema) in members {
            let encoding = encodings(media).find(|(it, _)| *it == name).map(|(_, it)| it);
            let style = encoding.and_then(form_style);
            let is_reserved = style.as_ref().is_some_and(|it| it.allow_reserved);
            if is_reserved || !self.is_scalar(schema) {
                styles.push((name, style));
            }
        }
        let mut counts: IndexMap<&Option<FormStyle>, usize> = IndexMap::new();
        for (_, style) in &styles {
            *counts.entry(style).or_default() += 1;
        }
        let best = counts.iter().max_by_key(|(_, count)| **count);
        let style = best.and_then(|(style, _)| (*style).clone());
        styles.retain(|(_, it)| *it != style);
        let others = styles.into_iter().map(|(name, it)| (name.clone(), it));
        Encoding { others: others.collect(), style }
    }

    /// The members of an object, with their schemas.
    fn properties_of(&self, schema: &Value) -> Vec<(&String, &Value)> {
        let name = match self.type_of(schema) {
            Type::Named(name) => self.object_behind(&name),
            _ => None,
        };
        let object = name.and_then(|it| self.spec.get(&schemas_root().child(it)));
        let properties = object.and_then(|it| it.get("properties")?.as_object());
        properties.into_iter().flatten().collect()
    }

    /// Whether a value is one pair of a form in every style.
    fn is_scalar(&self, schema: &Value) -> bool {
        match self.type_of(schema) {
            Type::Named(name) => {
                let schema = self.spec.get(&schemas_root().child(name));
                schema.is_some_and(|it| it.get("enum").is_some())
            }
            Type::Any | Type::List(_) | Type::Map(_) | Type::Nullable(_) => false,
            _ => true,
        }
    }
}

fn encodings(media: &Value) -> impl Iterator<Item = (&String, &Value)> {
    media.get("encoding").and_then(Value::as_object).into_iter().flatten()
}

/// The style that an encoding names; none if it says nothing of that.
fn form_style(encoding: &Value) -> Option<FormStyle> {
    let says = ["style", "explode", "allowReserved"].iter().any(|it| encoding.get(*it).is_some());
    let style = text(Some(encoding), "style").unwrap_or_else(|| "form".to_owned());
    let exploded = encoding.get("explode").and_then(Value::as_bool);
    says.then(|| FormStyle {
        explode: exploded.unwrap_or(matches!(&*style, "form" | "deepObject")),
        allow_reserved: flag(encoding, "allowReserved"),
        style,
    })
}

fn by_path(operation: &Value) -> Option<ByPath> {
    let extension = operation.get("x-body-by-path")?;
    let mapping = extension.get("mapping")?.as_object()?;
    let mapping = mapping
        .iter()
        .filter_map(|(value, branch)| Some((value.clone(), branch.as_str()?.to_owned())));
    Some(ByPath { parameter: text(Some(extension), "parameter")?, mapping: mapping.collect() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::api::testing::read;
    use crate::api::{Api, Shape};

    fn body(media_type: &str, media: Value, schemas: Value) -> (Api, String) {
        let operation =
            json!({"operationId": "a", "requestBody": {"content": { media_type: media }}});
        read(json!({ "post": operation }), schemas)
    }

    fn reference(name: &str) -> Value {
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }

    fn object(members: Value) -> Value {
        json!({"type": "object", "properties": members})
    }

    #[track_caller]
    fn check_form(encoding: Value, style: Option<&str>, others: &[(&str, Option<&str>)]) {
        let list = json!({"type": "array", "items": {}});
        let members =
            json!({"id": {"type": "string"}, "a": list, "b": list, "c": {"type": "object"}});
        let media = json!({"schema": reference("F"), "encoding": encoding});
        let (api, report) =
            body("application/x-www-form-urlencoded", media, json!({"F": object(members)}));
        assert_eq!(report, "");
        let Some(Body { form: BodyForm::Pairs(_, found), required: false, .. }) =
            &api.operations[0].body
        else {
            panic!("no form: {api:?}")
        };
        let name =
            |it: &Option<FormStyle>| it.as_ref().map(|it| format!("{} {}", it.style, it.explode));
        assert_eq!(name(&found.style).as_deref(), style);
        let found: Vec<_> =
            found.others.iter().map(|(it, style)| (it.clone(), name(style))).collect();
        let found: Vec<_> =
            found.iter().map(|(it, style)| (it.as_str(), style.as_deref())).collect();
        assert_eq!(found, others);
    }

    #[test]
    fn the_commonest_style_is_that_of_the_form() {
        let deep = json!({"style": "deepObject", "explode": true});
        check_form(json!({}), None, &[]);
        check_form(json!({"a": deep, "b": deep, "c": deep}), Some("deepObject true"), &[]);
        check_form(json!({"a": deep, "c": deep}), Some("deepObject true"), &[("b", None)]);
        check_form(json!({"a": {"explode": false}}), None, &[("a", Some("form false"))]);
    }

    #[test]
    fn the_style_of_a_scalar_does_not_matter_unless_it_leaves_characters() {
        check_form(json!({"id": {"style": "deepObject"}}), None, &[]);
        let reserved = [("id", Some("form true"))];
        check_form(json!({"id": {"allowReserved": true}}), None, &reserved);
    }

    #[track_caller]
    fn check_part(schema: Value, encoding: Value, expected: Type) {
        let media = json!({"schema": reference("P"), "encoding": {"p": encoding}});
        let schemas = json!({"P": object(json!({ "p": schema })), "Raw": {"type": "string", "format": "binary"}});
        let (api, _) = body("multipart/form-data", media, schemas);
        let Some(Shape::Object { members, .. }) = api.schemas.get("P").map(|it| &it.shape) else {
            panic!("no object: {api:?}")
        };
        assert_eq!(members[0].ty, expected, "{schema}");
    }

    #[test]
    fn a_part_is_a_file_where_it_is_bytes() {
        let none = || json!({});
        let files = || Type::List(Box::new(Type::Upload));
        let binary = json!({"type": "string", "format": "binary"});
        check_part(binary.clone(), none(), Type::Upload);
        check_part(reference("Raw"), none(), Type::Upload);
        check_part(json!({"type": "array", "items": binary}), none(), files());
        check_part(json!({"type": "array", "items": reference("Raw")}), none(), files());
        check_part(
            json!({"type": "string", "x-limits": {"contentMediaType": "image/png"}}),
            none(),
            Type::Upload,
        );
        check_part(json!({}), json!({"contentType": "image/png"}), Type::Upload);
    }

    #[test]
    fn other_parts_are_values() {
        let limits = json!({"contentMediaType": "image/png", "contentEncoding": "base64"});
        check_part(json!({"type": "string", "x-limits": limits}), json!({}), Type::String);
        check_part(json!({"type": "string"}), json!({"contentType": "image/png"}), Type::String);
        check_part(json!({}), json!({"contentType": "application/json"}), Type::Any);
        check_part(json!({}), json!({}), Type::Any);
    }

    #[test]
    fn parts_that_are_not_described_are_open() {
        for (schema, message) in [
            (json!({}), ""),
            (
                json!({"type": "array", "items": {}}),
                "the schema of the body is no object: its parts are put together by hand",
            ),
        ] {
            let (api, report) = body("multipart/form-data", json!({ "schema": schema }), json!({}));
            assert!(matches!(
                api.operations[0].body.as_ref().map(|it| &it.form),
                Some(BodyForm::OpenParts)
            ));
            assert_eq!(report, message);
        }
    }

    #[test]
    fn what_of_an_encoding_is_not_sent_is_reported() {
        let media = json!({"schema": reference("P"), "encoding": {"p": {"headers": {}, "contentType": "x"}}});
        let (_, report) =
            body("multipart/form-data", media, json!({"P": object(json!({"p": {}}))}));
        let told = "the headers of the part `p` are not sent; \
                    `x` is no media type: the part is sent as its type suggests";
        assert_eq!(report, told);
    }

    #[test]
    fn the_media_type_is_that_of_the_document() {
        let of = |name: &str| {
            let (api, _) = body(name, json!({"schema": {"type": "object"}}), json!({}));
            api.operations[0].body.as_ref().map(|it| it.media_type.clone()).unwrap_or_default()
        };
        assert_eq!(of("application/merge-patch+json"), "application/merge-patch+json");
        assert_eq!(of("*/*"), "application/json");
        assert_eq!(of("image/*"), "application/octet-stream");
    }
}
