//! The API as the emitters see it: every decision that is about names, direction, presence,
//! openness or secrecy is made here, once, and written down as plain data.

mod agreement;
mod answers;
mod bodies;
mod boxes;
mod build;
mod by_status;
mod credential;
mod direction;
mod documented;
mod errors;
mod features;
pub(crate) mod media;
pub(crate) mod names;
mod operations;
mod paging;
mod parameters;
mod presence;
mod reserved;
mod schemas;
mod servers;
mod several;
pub(crate) mod style;
#[cfg(test)]
mod testing;
mod updates;

use std::ops::RangeInclusive;

use indexmap::IndexMap;
use serde_json::Value;

pub use bodies::{Body, BodyForm, ByPath, Encoding, FormStyle};
pub use build::build;
pub use by_status::{ByStatus, Status, StatusVariant};
pub use direction::Direction;
pub use documented::Documented;
pub use features::{Features, name_features};
pub use paging::{PageParts, Paging, PagingStyle};
pub use presence::{Omit, Presence, States};
pub use style::Writing;
pub use updates::{Sending, Update, UpdateMember};

use crate::pointer::Pointer;

/// The tag of the operations that have none.
pub(crate) const UNTAGGED: &str = "Default";

/// Everything that the emitters need to know.
#[derive(Debug, Default)]
pub struct Api {
    /// The document's title.
    pub title: String,
    /// The version of the API, as the document has it.
    pub version: String,
    /// The document's description.
    pub description: Option<String>,
    /// The base addresses, the first of which is the default.
    pub servers: Vec<Server>,
    /// The credentials that operations ask for.
    pub credentials: Vec<Credential>,
    /// What operations need that do not say so themselves.
    pub security: Requirement,
    /// The tags that operations use, in the document's order.
    pub tags: Vec<Tag>,
    /// All named types, in the document's order.
    pub schemas: IndexMap<String, Schema>,
    /// All operations, in the document's order.
    pub operations: Vec<Operation>,
    /// The bodies that follow from two versions of what they update.
    pub updates: Vec<Update>,
    /// The enums of answers and errors that depend on the status.
    pub by_status: Vec<ByStatus>,
    /// What all operations answer with that document an error, if it is the same.
    pub error: Answer,
    /// The media types of members of the bodies that are sent in parts, by schema and member.
    pub parts: IndexMap<String, Parts>,
}

/// The media types of members, by their names on the wire.
pub type Parts = IndexMap<String, String>;

/// A base address.
#[derive(Debug)]
pub struct Server {
    /// The name of its constructor: `production`.
    pub name: String,
    /// The URL with `{name}` for each variable, without a `/` at its end.
    pub template: String,
    /// The URL with what each variable is unless it is set.
    pub url: String,
    /// Whether that is a whole address, with scheme and host.
    pub is_absolute: bool,
    /// Its variables, in the document's order.
    pub variables: Vec<ServerVariable>,
    /// What the document says of it.
    pub description: Option<String>,
    /// Where it stands.
    pub at: Pointer,
}

/// A part of a base address that can be chosen.
#[derive(Debug)]
pub struct ServerVariable {
    /// As the address has it.
    pub name: String,
    /// What it is unless it is set.
    pub default: String,
    /// What it can be; anything, if nothing is said.
    pub allowed: Vec<String>,
    /// What the document says of it.
    pub description: Option<String>,
}

/// Alternatives, each of the names of credentials that go together. An empty alternative, and an
/// empty list of them, need nothing.
pub type Requirement = Vec<Vec<String>>;

/// What a call proves itself with, and what a user calls it.
#[derive(Debug)]
pub struct Credential {
    /// The name of the setter and argument: `secret_key`.
    pub name: String,
    /// The document's name for its scheme.
    pub scheme: String,
    /// How it is sent.
    pub kind: CredentialKind,
    /// The environment variable that it is read from.
    pub env: Option<String>,
    /// The environments that its beginning tells apart; none if it tells nothing.
    pub environments: Vec<KeyEnvironment>,
    /// What the document says of it.
    pub description: Option<String>,
}

/// How a credential is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// `Authorization: Bearer ..`
    Bearer,
    /// `Authorization: Basic ..`
    Basic,
    /// `Authorization`, as the user writes it, by another scheme of HTTP.
    Authorization(String),
    /// A header of this name.
    Header(String),
    /// A pair of this name in the query.
    Query(String),
    /// A cookie of this name.
    Cookie(String),
    /// `Authorization: Bearer ..`, with a token that a flow of this standard gives.
    Token(&'static str),
}

/// An environment that some tokens address.
#[derive(Debug)]
pub struct KeyEnvironment {
    /// What the document calls it: `production`.
    pub word: String,
    /// How its tokens begin, and no longer prefix does: `sk_`.
    pub prefixes: Vec<String>,
}

/// A group of operations: one file, one handle on the client.
#[derive(Debug)]
pub struct Tag {
    /// As the document has it.
    pub name: String,
    /// The module and the accessor on the client: `user_properties`.
    pub module: String,
    /// The handle: `UserProperties`.
    pub handle: String,
    /// The Cargo feature without which it is left out: `user-properties`.
    pub feature: Option<String>,
    /// What the document says of it.
    pub description: Option<String>,
}

/// A type that an emitter can write down.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `String`
    String,
    /// `bool`
    Bool,
    /// An integer of the given Rust type.
    Integer(&'static str),
    /// `f64` or `f32`
    Float(&'static str),
    /// A point in time with its offset.
    DateTime,
    /// A day.
    Date,
    /// Any JSON value.
    Any,
    /// A file of a body that is sent in parts.
    Upload,
    /// A named schema.
    Named(String),
    /// A list.
    List(Box<Type>),
    /// A map from strings.
    Map(Box<Type>),
    /// An item of a list or a value of a map that may be null. Members have a [`Presence`].
    Nullable(Box<Type>),
}

/// A named type.
#[derive(Debug)]
pub struct Schema {
    /// The Rust name, which is also its name in the normalized document.
    pub name: String,
    /// Where it stands in the normalized document.
    pub at: Pointer,
    /// Where it stands in the document as it was written, if it does.
    pub written_at: Option<Pointer>,
    /// What the document says of it.
    pub docs: Option<String>,
    /// Which way it goes over the wire.
    pub direction: Direction,
    /// The tags whose operations reach it, as indices into [`Api::tags`].
    pub tags: Vec<usize>,
    /// Whether the client itself names it, whatever the tags: it is the error body that all
    /// operations share, or a part of that.
    pub common: bool,
    /// Whether nothing of it may be shown.
    pub secret: bool,
    /// Whether it is the body of errors.
    pub is_error: bool,
    /// How its parts are found in it when it is the body of an error.
    pub error: Option<ErrorParts>,
    /// Limits that are the server's to check.
    pub limits: Vec<String>,
    /// What it is made of.
    pub shape: Shape,
}

/// Pointers into the body of an error.
#[derive(Debug)]
pub struct ErrorParts {
    /// The class of the error.
    pub kind: Option<Pointer>,
    /// The machine-readable code.
    pub code: Option<Pointer>,
    /// The text for people.
    pub message: Option<Pointer>,
    /// What is wrong with single fields of the request.
    pub details: Option<ErrorDetails>,
}

/// Where the body of an error lists what is wrong with single fields of the request.
#[derive(Debug)]
pub struct ErrorDetails {
    /// The list, by a pointer into the body.
    pub items: Pointer,
    /// The member of an item that names the field.
    pub field: String,
    /// The member of an item that says what is wrong with it.
    pub message: String,
}

/// What a named type is made of.
#[derive(Debug)]
pub enum Shape {
    /// A struct.
    Object {
        /// Its members, in the document's order.
        members: Vec<Member>,
        /// The map that keeps the members which it does not name, if there may be some.
        further: Option<Type>,
    },
    /// An open set of strings.
    StringEnum(Vec<Variant<String>>),
    /// An open set of integers.
    IntegerEnum(Vec<Variant<i64>>),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
}

/// A member of an object.
#[derive(Debug)]
pub struct Member {
    /// Its name on the wire.
    pub wire: String,
    /// The field's name, without `r#`.
    pub field: String,
    /// Its type when it is there and not null.
    pub ty: Type,
    /// Whether it stands in a box, for it can hold what holds it.
    pub boxed: bool,
    /// Which states it has, and what each of them means.
    pub presence: Presence,
    /// Whether its value may not be shown.
    pub secret: bool,
    /// Whether the server alone sets it.
    pub read_only: bool,
    /// Whether it is on its way out.
    pub deprecated: bool,
    /// What the document says of it.
    pub docs: Option<String>,
    /// Limits that are the server's to check.
    pub limits: Vec<String>,
    /// What the server takes for it when it is left out.
    pub default: Option<Value>,
}

/// A known value of an enum.
#[derive(Debug)]
pub struct Variant<T> {
    /// The Rust name.
    pub name: String,
    /// The value on the wire.
    pub value: T,
    /// What the document says of it.
    pub docs: Option<String>,
}

/// One of several types.
#[derive(Debug)]
pub struct Union {
    /// The member whose value names the branch.
    pub discriminator: Option<String>,
    /// The types, in the document's order.
    pub branches: Vec<Branch>,
    /// Whether a value can be several of them at once, with members that no other has: such a value
    /// is kept as it came.
    pub several: bool,
}

/// One type of a union.
#[derive(Debug)]
pub struct Branch {
    /// The variant's name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether it stands in a box, for it can hold what holds it.
    pub boxed: bool,
    /// The values of the discriminator that mean this branch.
    pub tags: Vec<String>,
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// The document's id for it.
    pub id: String,
    /// Where it stands.
    pub at: Pointer,
    /// The method in lower case, as the document spells it.
    pub method: String,
    /// The path template.
    pub path: String,
    /// The path template as far as it is sent: without a fragment, and with no query but what
    /// no parameter says.
    pub sent_path: String,
    /// What it needs, in place of what [`Api::security`] says.
    pub security: Option<Requirement>,
    /// The address before its path, in place of those of all operations.
    pub server: Option<String>,
    /// The index of its tag.
    pub tag: usize,
    /// The name of the method on the handle: `update`.
    pub name: String,
    /// The name of the type of its call, if it has optional parameters: `ListSegments`.
    pub call: String,
    /// One line.
    pub summary: Option<String>,
    /// What the document says of it.
    pub docs: Option<String>,
    /// Whether it is on its way out.
    pub deprecated: bool,
    /// The parameters of the path, in its order.
    pub path_parameters: Vec<Parameter>,
    /// Query, header and cookie parameters, in the document's order.
    pub parameters: Vec<Parameter>,
    /// The body that it takes.
    pub body: Option<Body>,
    /// What it answers with.
    pub answer: Answer,
    /// The statuses and media types that the document knows.
    pub documented: Documented,
    /// What it answers with where it fails.
    pub error: Answer,
    /// What it accepts, where that is more than JSON: a list of media types.
    pub accept: Option<String>,
    /// For each path parameter the ids that would address another operation.
    pub reserved: Vec<(String, Vec<String>)>,
    /// How its list is paged, if it answers with one.
    pub paging: Option<Paging>,
    /// Where in the answer refused items stand, if part of a request can be refused.
    pub refused: Option<Pointer>,
    /// Whether it must never be repeated by itself.
    pub never_repeated: bool,
}

/// What an operation answers with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// No body.
    #[default]
    Empty,
    /// A JSON body.
    Json(Type),
    /// A JSON body with one status, none with another.
    OptionalJson(Type),
    /// Text.
    Text,
    /// Bytes, which are streamed.
    Octets,
    /// One of [`Api::by_status`].
    ByStatus(usize),
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub wire: String,
    /// The argument's or setter's name, without `r#`.
    pub name: String,
    /// Where it goes.
    pub place: Placement,
    /// Its type.
    pub ty: Type,
    /// How it becomes text.
    pub writing: Writing,
    /// Whether the call cannot do without it.
    pub required: bool,
    /// What the document says of it.
    pub docs: Option<String>,
    /// Limits that are the server's to check.
    pub limits: Vec<String>,
    /// The least and the greatest value, of an integer that has both.
    pub range: Option<RangeInclusive<u64>>,
    /// What the server takes for it when it is left out.
    pub default: Option<Value>,
}

/// Where a parameter goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Into the path.
    Path,
    /// Into the query, one pair per value.
    Query,
    /// Into the query, under a name that is made from a key: before it, after it, what it is.
    QueryTemplate(String, String, String),
    /// Into a header.
    Header,
    /// Into a cookie.
    Cookie,
}

impl Member {
    /// Whether it is secret and text alone, which its type can hide.
    pub fn is_secret_text(&self) -> bool {
        self.secret && is_text(&self.ty)
    }
}

/// A text, or a list of them. The keys of a map are no texts but data of their own.
fn is_text(ty: &Type) -> bool {
    match ty {
        Type::String => true,
        Type::List(inner) | Type::Nullable(inner) => is_text(inner),
        _ => false,
    }
}

impl Schema {
    /// Whether its `Debug` is written so that it hides all of it, or parts whose types do not hide
    /// themselves: of an open value that several branches describe, any may have something secret.
    pub fn hides_in_debug(&self) -> bool {
        let hides_a_part = match &self.shape {
            Shape::Object { members, .. } => {
                members.iter().any(|it| it.secret && !it.is_secret_text())
            }
            Shape::Union(union) => union.several,
            Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Alias(_) => false,
        };
        self.secret || hides_a_part
    }
}

impl Type {
    /// The schema that a body of this type is, or is where it is not null.
    fn body_name(&self) -> Option<String> {
        match self {
            Self::Named(name) => Some(name.clone()),
            Self::Nullable(inner) => inner.body_name(),
            _ => None,
        }
    }

    /// Adds the names of the schemas that it is made of.
    pub(crate) fn collect_names(&self, names: &mut Vec<String>) {
        match self {
            Self::Named(name) => names.push(name.clone()),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => {
                inner.collect_names(names);
            }
            _ => {}
        }
    }
}

impl Api {
    /// The one bearer token that is all that operations can ask for.
    pub fn only_bearer(&self) -> Option<&Credential> {
        let [only] = self.credentials.as_slice() else { return None };
        (only.kind == CredentialKind::Bearer).then_some(only)
    }

    /// The types of an answer: several where they depend on the status.
    pub fn types_of<'a>(&'a self, answer: &'a Answer) -> Vec<&'a Type> {
        match answer {
            Answer::Json(ty) | Answer::OptionalJson(ty) => vec![ty],
            Answer::ByStatus(index) => {
                let variants = self.by_status.get(*index).map(|it| it.variants.as_slice());
                let contents = variants.unwrap_or_default().iter().map(|it| &it.content);
                contents.flat_map(|it| self.types_of(it)).collect()
            }
            Answer::Empty | Answer::Text | Answer::Octets => Vec::new(),
        }
    }

    /// What `ty` is, whatever it is called: the type that its other names lead to.
    pub fn aliased<'a>(&'a self, ty: &'a Type) -> &'a Type {
        let mut ty = ty;
        // Names that lead back to themselves are no aliases.
        while let Some(Shape::Alias(inner)) = self.named(ty).map(|it| &it.shape) {
            ty = inner;
        }
        ty
    }

    /// The schema that `ty` names.
    pub fn named(&self, ty: &Type) -> Option<&Schema> {
        let Type::Named(name) = ty else { return None };
        self.schemas.get(name)
    }
}
