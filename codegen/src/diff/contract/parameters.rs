//! The parameters of an operation, by what tells them apart on the wire.

use indexmap::IndexMap;
use serde_json::Value;

use super::{Contract, Node, Operation, Part};

/// A parameter.
#[derive(Clone, Debug)]
pub(in crate::diff) struct Parameter<'a> {
    /// Its name, as the document spells it.
    pub(in crate::diff) name: String,
    /// `path`, `query`, `header` or `cookie`.
    pub(in crate::diff) place: String,
    /// The parameter, or the object whose member it is.
    pub(in crate::diff) part: Part<'a>,
    pub(in crate::diff) required: bool,
    pub(in crate::diff) node: Node,
    /// How lists and objects are written, and whether each value is a pair of its own.
    pub(in crate::diff) style: String,
    /// The media type of a parameter that is written as one.
    pub(in crate::diff) media_type: Option<String>,
    /// The name that is made from a key: `filter[<key>]`.
    pub(in crate::diff) template: Option<String>,
}

impl Parameter<'_> {
    /// `query parameter limit`
    pub(in crate::diff) fn label(&self) -> String {
        format!("{} parameter {}", self.place, self.name)
    }
}

impl Contract {
    /// The parameters of an operation. Path parameters go by their position, headers by their name
    /// in lower case. A `deepObject` is a parameter for each of its members.
    pub(in crate::diff) fn parameters<'a>(
        &'a self,
        operation: &Operation<'a>,
    ) -> IndexMap<String, Parameter<'a>> {
        let listed = operation.part.items_of("parameters");
        let parameters = listed.into_iter().filter_map(|it| self.parameter(it)).flatten();
        parameters.map(|it| (key(&it, &operation.path), it)).collect()
    }

    fn parameter<'a>(&'a self, part: Part<'a>) -> Option<Vec<Parameter<'a>>> {
        let (name, place) = (part.text("name")?.to_owned(), part.text("in")?.to_owned());
        let (media_type, node) = part.written_as();
        let template = part.text("x-query-template").map(str::to_owned);
        let parameter = Parameter {
            required: place == "path" || part.flag("required"),
            style: style(&part, &place),
            media_type,
            name,
            place,
            node,
            template,
            part,
        };
        Some(match parameter.style.starts_with("deepObject") {
            true => self.expand(parameter),
            false => vec![parameter],
        })
    }

    fn expand<'a>(&'a self, parameter: Parameter<'a>) -> Vec<Parameter<'a>> {
        let schema = self.schema(&parameter.node);
        if schema.members.is_empty() || parameter.template.is_some() {
            let template = parameter.template.clone();
            let template = template.or_else(|| Some(format!("{}[<key>]", parameter.name)));
            return vec![Parameter { template, style: "form".to_owned(), ..parameter }];
        }
        let part = |node: &Node| {
            let at = node.place()?.clone();
            Some(Part { value: self.spec().get(&at)?, at })
        };
        let member = |(name, node): (&String, &Node)| Parameter {
            name: format!("{}[{name}]", parameter.name),
            required: parameter.required && schema.required.contains(name),
            node: node.clone(),
            part: part(node).unwrap_or_else(|| parameter.part.clone()),
            style: "form, one pair for each value".to_owned(),
            ..parameter.clone()
        };
        schema.members.iter().map(member).collect()
    }
}

fn key(parameter: &Parameter<'_>, path: &str) -> String {
    let name = &parameter.name;
    match parameter.place.as_str() {
        "path" => match path.find(&format!("{{{name}}}")) {
            Some(at) => format!("path {}", path[..at].matches('{').count()),
            None => format!("path {name}"),
        },
        "header" => format!("header {}", name.to_lowercase()),
        place => format!("{place} {name}"),
    }
}

/// How a parameter is written, with what goes without saying.
fn style(part: &Part<'_>, place: &str) -> String {
    let usual = if matches!(place, "query" | "cookie") { "form" } else { "simple" };
    let style = part.text("style").unwrap_or(usual);
    let explode = part.value.get("explode").and_then(Value::as_bool).unwrap_or(style == "form");
    match (style, explode) {
        ("deepObject", _) | (_, false) => style.to_owned(),
        (_, true) => format!("{style}, one pair for each value"),
    }
}
