//! What a document is made of besides schemas, and where each kind of part stands.

use serde_json::Value;

use crate::pointer::Pointer;
use crate::spec::{METHODS, Spec};

/// A kind of part of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Example,
    Link,
    Schema,
}

impl Kind {
    /// The section of `components` that holds such parts, if they can be shared.
    pub(crate) fn section(self) -> Option<&'static str> {
        Some(match self {
            Self::PathItem => "pathItems",
            Self::Parameter => "parameters",
            Self::RequestBody => "requestBodies",
            Self::Response => "responses",
            Self::Header => "headers",
            Self::Example => "examples",
            Self::Link => "links",
            Self::Schema => "schemas",
            Self::Operation | Self::MediaType => return None,
        })
    }

    /// The sections of `components`, and what they hold.
    pub(super) fn sections() -> impl Iterator<Item = (&'static str, Self)> {
        COMPONENTS.into_iter().filter_map(|kind| Some((kind.section()?, kind)))
    }

    /// What a part of this kind is called when something else stands in its place.
    pub(super) fn form(self) -> &'static str {
        if self == Self::Schema { "a schema" } else { "an object" }
    }

    /// What stands at an address, as far as the address tells. Everything inside a schema counts as
    /// a schema.
    pub(crate) fn at(at: &Pointer) -> Option<Self> {
        let mut tokens = at.tokens();
        let (root, section) = (tokens.next()?, tokens.next()?);
        let mut kind = match root.as_ref() {
            "paths" => Self::PathItem,
            "components" => {
                tokens.next()?;
                COMPONENTS.into_iter().find(|it| it.section() == Some(&section))?
            }
            _ => return None,
        };
        while kind != Self::Schema {
            let Some(token) = tokens.next() else { break };
            let (_, number, inner) = kind.keys().iter().find(|(key, ..)| *key == token)?;
            if matches!(number, Number::Many) {
                tokens.next()?;
            }
            kind = *inner;
        }
        Some(kind)
    }

    /// The parts directly inside the part `node` of this kind. Schemas are not looked into.
    pub(crate) fn inner(self, node: &Value, at: &Pointer) -> Vec<(Pointer, Self)> {
        let mut found = Vec::new();
        for (key, number, kind) in self.keys() {
            let Some(child) = node.get(key) else { continue };
            let at = at.child(key);
            match (number, child) {
                (Number::One, _) => found.push((at, *kind)),
                (Number::Many, Value::Object(members)) => {
                    let parts = members.keys().filter(|name| !kind.is_extension(name));
                    found.extend(parts.map(|name| (at.child(name), *kind)));
                }
                (Number::Many, Value::Array(items)) => {
                    found.extend((0..items.len()).map(|index| (at.child(index), *kind)));
                }
                (Number::Many, _) => {}
            }
        }
        found
    }

    /// Whether a part of this kind can hold schemas, if only inside others, and can be shared.
    fn holds_schemas(self) -> bool {
        !matches!(self, Self::Example | Self::Link | Self::Schema | Self::PathItem)
    }

    /// Whether a part of this kind has parts under `key`.
    pub(crate) fn holds(self, key: &str) -> bool {
        self.keys().iter().any(|(it, ..)| *it == key)
    }

    /// Whether `name`, among parts of this kind, is an extension. Headers and media types may begin
    /// with `x-` as well.
    pub(super) fn is_extension(self, name: &str) -> bool {
        name.starts_with("x-") && !matches!(self, Self::Header | Self::MediaType)
    }

    /// The keys that hold parts, and of which kind.
    pub(super) fn keys(self) -> &'static [(&'static str, Number, Self)] {
        use Number::{Many, One};
        match self {
            Self::PathItem => &PATH_ITEM,
            Self::Operation => &[
                ("parameters", Many, Self::Parameter),
                ("requestBody", One, Self::RequestBody),
                ("responses", Many, Self::Response),
            ],
            Self::Parameter | Self::Header => &[
                ("schema", One, Self::Schema),
                ("content", Many, Self::MediaType),
                ("examples", Many, Self::Example),
            ],
            Self::RequestBody => &[("content", Many, Self::MediaType)],
            Self::Response => &[
                ("headers", Many, Self::Header),
                ("content", Many, Self::MediaType),
                ("links", Many, Self::Link),
            ],
            Self::MediaType => &[("schema", One, Self::Schema), ("examples", Many, Self::Example)],
            Self::Example | Self::Link | Self::Schema => &[],
        }
    }
}

/// The kinds of parts that `components` can hold.
pub(crate) const COMPONENTS: [Kind; 8] = [
    Kind::Schema,
    Kind::Parameter,
    Kind::Header,
    Kind::RequestBody,
    Kind::Response,
    Kind::Example,
    Kind::Link,
    Kind::PathItem,
];

/// Whether a key holds one part, or an object or list of parts.
#[derive(Clone, Copy)]
pub(super) enum Number {
    One,
    Many,
}

const PATH_ITEM: [(&str, Number, Kind); METHODS.len() + 1] = {
    let mut keys = [("parameters", Number::Many, Kind::Parameter); METHODS.len() + 1];
    let mut index = 0;
    while index < METHODS.len() {
        keys[index + 1] = (METHODS[index], Number::One, Kind::Operation);
        index += 1;
    }
    keys
};

/// All path items.
pub(crate) fn path_items(spec: &Spec) -> Vec<(Pointer, Kind)> {
    let at = Pointer::root().child("paths");
    let items = spec.object(&at).into_iter().flatten();
    items.map(|(path, _)| (at.child(path), Kind::PathItem)).collect()
}

/// All parts in `components` that can hold schemas, and all component schemas.
pub(crate) fn components(spec: &Spec) -> Vec<(Pointer, Kind)> {
    let at = Pointer::root().child("components");
    let kinds = COMPONENTS.into_iter().filter(|it| *it == Kind::Schema || it.holds_schemas());
    let sections = kinds.filter_map(|kind| Some((at.child(kind.section()?), kind)));
    sections
        .flat_map(|(at, kind)| {
            let members = spec.object(&at).into_iter().flatten();
            members.map(move |(name, _)| (at.child(name), kind)).collect::<Vec<_>>()
        })
        .collect()
}

/// `roots`, and all parts inside them, in the order of the document.
pub(crate) fn all(spec: &Spec, roots: Vec<(Pointer, Kind)>) -> Vec<(Pointer, Kind)> {
    let mut found = Vec::new();
    let mut left: Vec<_> = roots.into_iter().rev().collect();
    while let Some((at, kind)) = left.pop() {
        let inner = spec.get(&at).map(|node| kind.inner(node, &at)).unwrap_or_default();
        left.extend(inner.into_iter().rev());
        found.push((at, kind));
    }
    found
}

/// Removes the node at `at`. In a list those behind it move up.
pub(super) fn remove(spec: &mut Spec, at: &Pointer) {
    let (Some(parent), Some(key)) = (at.parent(), at.last()) else { return };
    match parent.resolve_mut(&mut spec.root) {
        Some(Value::Object(members)) => drop(members.shift_remove(&key)),
        Some(Value::Array(items)) => {
            let Some(index) = key.parse().ok().filter(|it| *it < items.len()) else { return };
            items.remove(index);
            let moves = (index..items.len()).map(|it| (parent.child(it + 1), parent.child(it)));
            let moves = moves.collect();
            spec.moved_together(moves);
        }
        _ => {}
    }
}
