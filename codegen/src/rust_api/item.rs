//! One public item, and how it is written down.

use std::fmt;

use super::attributes::Attributes;

/// A public item under one of the paths by which a user can name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The path with the name of the crate: `qonversion::models::Segment::name`. That of an
    /// implementation is the path of its type.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// What its attributes say of it.
    pub attributes: Attributes,
    /// Its documentation as it is written.
    pub docs: String,
}

/// What an item is. Types are texts in which the paths of the crate begin below its root, as in
/// `Call<models::Segment>`, and other paths with the name of their crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A module.
    Module,
    /// A struct; its public fields are items of their own.
    Struct {
        /// Its parameters: `<'a>`.
        generics: String,
        /// How it is written.
        form: Form,
    },
    /// An enum; its variants are items of their own.
    Enum {
        /// Its parameters.
        generics: String,
    },
    /// A type alias.
    Alias {
        /// Its parameters, with their defaults.
        generics: String,
        /// The type.
        ty: String,
    },
    /// A function or method.
    Function(Signature),
    /// A constant, associated ones too.
    Constant {
        /// Its type.
        ty: String,
    },
    /// A static.
    Static {
        /// Its type.
        ty: String,
    },
    /// A public field of a struct.
    Field {
        /// Its type.
        ty: String,
    },
    /// A variant of an enum.
    Variant {
        /// Its fields, as `(String)` or `{ name: String }`; nothing where it has none.
        fields: String,
    },
    /// That a type implements a trait.
    Impl {
        /// The trait with its arguments: `From<models::Screen>`.
        name: String,
        /// Its associated types and constants: `type Item = models::Segment`.
        members: Vec<String>,
    },
    /// An item of another crate under a path of this one.
    Import {
        /// Its path there; it ends in `*` for everything of a module.
        of: String,
    },
}

/// How a struct is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Without public fields: whether it is a tuple is nobody's business.
    Opaque,
    /// With named fields.
    Named {
        /// Whether some are private.
        private: bool,
    },
    /// With numbered fields.
    Tuple {
        /// Whether some are private.
        private: bool,
    },
    /// Without fields.
    Unit,
}

/// What a caller of a function has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// `const`, `async` and `unsafe`, as far as they apply, each followed by a blank.
    pub qualifiers: String,
    /// Its parameters: `<T>`.
    pub generics: String,
    /// `self`, `&self` or `&mut self`.
    pub receiver: Option<String>,
    /// The arguments after that.
    pub arguments: Vec<Argument>,
    /// What it returns, if not `()`.
    pub output: Option<String>,
    /// Its `where` clause.
    pub bounds: String,
}

/// An argument of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name, by which no caller is bound.
    pub name: String,
    /// Its type.
    pub ty: String,
}

/// What tells apart the items of one path. Types and values have names of their own, and so have
/// fields beside methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot<'a> {
    Type,
    Impl(&'a str),
    Import,
    Field,
    Value,
}

/// What two listings call the same item.
pub(super) type Key<'a> = (Vec<&'a str>, Slot<'a>);

impl Item {
    pub(super) fn key(&self) -> Key<'_> {
        let slot = match &self.kind {
            Kind::Module | Kind::Struct { .. } | Kind::Enum { .. } | Kind::Alias { .. } => {
                Slot::Type
            }
            Kind::Function(_)
            | Kind::Constant { .. }
            | Kind::Static { .. }
            | Kind::Variant { .. } => Slot::Value,
            Kind::Field { .. } => Slot::Field,
            Kind::Impl { name, .. } => Slot::Impl(name),
            Kind::Import { .. } => Slot::Import,
        };
        // By segment, so that no item stands between a type and its members.
        (self.path.split("::").collect(), slot)
    }

    /// The key of the type or module at a path.
    pub(super) fn type_key(path: &str) -> Key<'_> {
        (path.split("::").collect(), Slot::Type)
    }

    /// The path of what this is a part of. An implementation is part of its type.
    pub fn owner(&self) -> &str {
        match self.kind {
            Kind::Impl { .. } => &self.path,
            _ => self.path.rsplit_once("::").map_or("", |(owner, _)| owner),
        }
    }

    /// Whether nothing but the name of the trait tells two implementations apart.
    pub(super) fn shares_a_line_with(&self, next: &Self) -> bool {
        let same = self.path == next.path && self.attributes == next.attributes;
        same && self.is_plain_impl() && next.is_plain_impl()
    }

    fn is_plain_impl(&self) -> bool {
        matches!(&self.kind, Kind::Impl { members, .. } if members.is_empty())
    }

    /// By what listings are sorted: as [`key`](Self::key), but implementations that share a line
    /// stand side by side.
    pub(super) fn order(&self) -> (Vec<String>, u8, String) {
        let path = self.path.split("::").map(str::to_owned).collect();
        let (rank, rest) = match self.key().1 {
            Slot::Type => (0, String::new()),
            Slot::Impl(name) if self.is_plain_impl() => (1, format!("{}{name}", self.attributes)),
            Slot::Impl(name) => (2, name.to_owned()),
            Slot::Import => (3, String::new()),
            Slot::Field => (4, String::new()),
            Slot::Value => (5, String::new()),
        };
        (path, rank, rest)
    }
}

impl Kind {
    /// What it is, in a sentence.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Self::Module => "a module",
            Self::Struct { .. } => "a struct",
            Self::Enum { .. } => "an enum",
            Self::Alias { .. } => "a type alias",
            Self::Function(_) => "a function",
            Self::Constant { .. } => "a constant",
            Self::Static { .. } => "a static",
            Self::Field { .. } => "a field",
            Self::Variant { .. } => "a variant",
            Self::Impl { .. } => "an implementation",
            Self::Import { .. } => "an item of another crate",
        }
    }
}

/// The line of one item, or of several implementations that share it.
pub(super) fn line(items: &[Item]) -> Option<String> {
    let (first, rest) = items.split_first()?;
    let mut line = first.clone();
    for item in rest {
        if let (Kind::Impl { name, .. }, Kind::Impl { name: next, .. }) =
            (&mut line.kind, &item.kind)
        {
            name.push_str(" + ");
            name.push_str(next);
        }
    }
    Some(line.to_string())
}

/// One line: attributes, kind, path, signature.
impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, kind, attributes, .. } = self;
        write!(f, "{attributes}")?;
        match kind {
            Kind::Module => write!(f, "mod {path}"),
            Kind::Struct { generics, form } => write!(f, "struct {path}{generics}{form}"),
            Kind::Enum { generics } => write!(f, "enum {path}{generics}"),
            Kind::Alias { generics, ty } => write!(f, "type {path}{generics} = {ty}"),
            Kind::Function(signature) => {
                write!(f, "{}fn {path}{signature}", signature.qualifiers)
            }
            Kind::Constant { ty } => write!(f, "const {path}: {ty}"),
            Kind::Static { ty } => write!(f, "static {path}: {ty}"),
            Kind::Field { ty } => write!(f, "field {path}: {ty}"),
            Kind::Variant { fields } => write!(f, "variant {path}{fields}"),
            Kind::Impl { name, members } if members.is_empty() => {
                write!(f, "impl {name} for {path}")
            }
            Kind::Impl { name, members } => {
                write!(f, "impl {name} for {path} {{ {} }}", members.join("; "))
            }
            Kind::Import { of } => write!(f, "use {path} = {of}"),
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Named { private: false } => "",
            Self::Opaque | Self::Named { private: true } => " { .. }",
            Self::Tuple { private: false } => "(_)",
            Self::Tuple { private: true } => "(_, ..)",
            Self::Unit => ";",
        })
    }
}

/// All but the qualifiers and the name: `<T>(&self, id: &str) -> u8 where T: Clone`.
impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arguments = self.arguments.iter().map(|it| format!("{}: {}", it.name, it.ty));
        let arguments: Vec<_> = self.receiver.clone().into_iter().chain(arguments).collect();
        write!(f, "{}({})", self.generics, arguments.join(", "))?;
        if let Some(output) = &self.output {
            write!(f, " -> {output}")?;
        }
        match self.bounds.as_str() {
            "" => Ok(()),
            bounds => write!(f, " {bounds}"),
        }
    }
}
