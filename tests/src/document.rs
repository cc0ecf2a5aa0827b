//! The document, read from plain JSON without any help from the generator.

use std::sync::LazyLock;

use openapi_exact::pointer::Pointer;
use serde_json::{Map, Value};

use crate::places;

/// The document as it was received.
pub static DOCUMENT: LazyLock<Document> =
    LazyLock::new(|| Document(places::source(places::DOCUMENT).value().clone()));

/// The document after its overlay.
pub static EFFECTIVE: LazyLock<Document> = LazyLock::new(|| {
    let effective = openapi_exact::effective(&places::inputs());
    let (spec, _) = effective.unwrap_or_else(|report| panic!("{report}"));
    let root = spec.get(&Pointer::root()).unwrap_or_else(|| panic!("the document has no root"));
    Document(root.clone())
});

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An OpenAPI document.
#[derive(Debug)]
pub struct Document(Value);

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// Its `operationId`.
    pub id: String,
    /// Its method, in upper case.
    pub method: String,
    /// Its path template.
    pub path: String,
    /// Its first tag.
    pub tag: String,
    /// Its parameters, those of its path item included.
    pub parameters: Vec<Parameter>,
    /// The JSON that it takes.
    pub body: Option<Media>,
    /// The status of its success.
    pub status: u16,
    /// The JSON of its success.
    pub answer: Option<Media>,
    /// The documented headers of its success, with their schemas.
    pub answer_headers: Map<String, Value>,
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    /// Whether a call cannot do without it.
    pub required: bool,
    /// Its `style`, if the document states one.
    pub style: Option<String>,
    /// Its schema.
    pub schema: Value,
}

/// A JSON body.
#[derive(Debug)]
pub struct Media {
    /// Its schema.
    pub schema: Value,
    /// Its documented example.
    pub example: Option<Value>,
}

impl Document {
    /// All of it.
    pub fn root(&self) -> &Value {
        &self.0
    }

    /// The node that `$ref` leads to, or the value itself.
    ///
    /// # Panics
    /// If the reference leads nowhere.
    pub fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match reference(value) {
            None => value,
            Some(pointer) => {
                let target = self.0.pointer(pointer.trim_start_matches('#'));
                self.resolve(target.unwrap_or_else(|| panic!("`{pointer}` leads nowhere")))
            }
        }
    }

    /// All schemas, by name.
    pub fn schemas(&self) -> &Map<String, Value> {
        object(&self.0["components"]["schemas"])
    }

    /// A schema.
    pub fn schema(&self, name: &str) -> &Value {
        &self.schemas()[name]
    }

    /// All operations, in the document's order.
    pub fn operations(&self) -> Vec<Operation> {
        let items = object(&self.0["paths"]).iter();
        items.flat_map(|(path, item)| self.operations_at(path, item)).collect()
    }

    /// The operation with this id.
    ///
    /// # Panics
    /// If there is none.
    pub fn operation(&self, id: &str) -> Operation {
        let found = self.operations().into_iter().find(|it| it.id == id);
        found.unwrap_or_else(|| panic!("the document has no operation `{id}`"))
    }

    fn operations_at(&self, path: &str, item: &Value) -> Vec<Operation> {
        let members = object(item).iter();
        let operations = members.filter(|(name, _)| METHODS.contains(&name.as_str()));
        operations
            .map(|(method, operation)| self.operation_at(path, item, method, operation))
            .collect()
    }

    fn operation_at(&self, path: &str, item: &Value, method: &str, operation: &Value) -> Operation {
        let (status, answer) = self.success(operation);
        let parameters = [&item["parameters"], &operation["parameters"]];
        Operation {
            id: text(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            tag: text(&operation["tags"][0]),
            parameters: parameters
                .into_iter()
                .flat_map(list)
                .map(|it| self.parameter(it))
                .collect(),
            body: self.media(self.resolve(&operation["requestBody"])),
            status,
            answer: self.media(answer),
            answer_headers: answer["headers"].as_object().cloned().unwrap_or_default(),
        }
    }

    fn parameter(&self, parameter: &Value) -> Parameter {
        let parameter = self.resolve(parameter);
        Parameter {
            name: text(&parameter["name"]),
            place: text(&parameter["in"]),
            required: parameter["required"] == true,
            style: parameter["style"].as_str().map(str::to_owned),
            schema: parameter["schema"].clone(),
        }
    }

    fn success<'a>(&'a self, operation: &'a Value) -> (u16, &'a Value) {
        let mut found = object(&operation["responses"])
            .iter()
            .filter_map(|(status, answer)| Some((status.parse().ok()?, self.resolve(answer))))
            .filter(|(status, _)| (200..300).contains(status));
        match (found.next(), found.next()) {
            (Some(only), None) => only,
            _ => panic!("{}: not one success", operation["operationId"]),
        }
    }

    fn media(&self, body: &Value) -> Option<Media> {
        let json = body.get("content")?.get("application/json")?;
        Some(Media { schema: json["schema"].clone(), example: json.get("example").cloned() })
    }
}

impl Media {
    /// The name of the schema, if it is a reference.
    pub fn schema_name(&self) -> Option<&str> {
        schema_name(&self.schema)
    }
}

/// The target of a `$ref`.
pub fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// The last part of a `$ref`.
pub fn schema_name(schema: &Value) -> Option<&str> {
    reference(schema)?.rsplit('/').next()
}

/// The items of a list, none where there is no list.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap_or_else(|| panic!("not an object: {value}"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a string: {value}")).to_owned()
}
