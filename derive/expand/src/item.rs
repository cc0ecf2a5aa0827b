//! The item that a derive is on, read off its tokens.

use std::iter::Peekable;

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree, token_stream};

use crate::Error;

/// A struct or an enum without generics.
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) wire: Wire,
    pub(crate) shape: Shape,
}

pub(crate) enum Shape {
    /// A struct with named fields.
    Object(Vec<Field>),
    /// A struct around one value.
    Wrapper(Type),
    /// An enum of which each variant holds one value.
    Union(Vec<Branch>),
}

pub(crate) struct Field {
    /// As Rust spells it.
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) wire: Wire,
}

pub(crate) struct Branch {
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// The tags that mean it.
    pub(crate) tags: Vec<String>,
    /// Whether another branch holds the same type by another name.
    pub(crate) is_ambiguous: bool,
    /// Whether it holds what is several of the others at once.
    pub(crate) is_several: bool,
}

/// What the `#[wire(..)]` of an item or a part of it say.
#[derive(Default)]
pub(crate) struct Wire {
    pub(crate) name: Option<String>,
    pub(crate) tag: Option<String>,
    flags: Vec<String>,
    /// Literals that stand alone.
    values: Vec<String>,
}

/// A type, as tokens: what matters of it is whether it is one of the known generic ones.
#[derive(Clone)]
pub(crate) struct Type(Vec<TokenTree>);

/// Words that `#[wire(..)]` knows, beside those that take a value.
const FLAGS: [&str; 10] = [
    "required",
    "empty",
    "keep",
    "reset",
    "clear",
    "read_only",
    "secret",
    "extra",
    "ambiguous",
    "several",
];

type Tokens = Peekable<token_stream::IntoIter>;

impl Item {
    pub(crate) fn parse(item: TokenStream) -> Result<Self, Error> {
        let mut tokens = item.into_iter().peekable();
        let wire = attributes(&mut tokens)?;
        visibility(&mut tokens);
        let keyword = ident(&mut tokens)?;
        let name = ident(&mut tokens)?;
        let body = match tokens.next() {
            Some(TokenTree::Group(body)) => body,
            _ => return Err(Error::new(format!("`{name}` has no fields, or is generic"))),
        };
        let shape = match (keyword.as_str(), body.delimiter()) {
            ("struct", Delimiter::Brace) => Shape::Object(fields(&body)?),
            ("struct", Delimiter::Parenthesis) => Shape::Wrapper(wrapped(&body)?),
            ("enum", Delimiter::Brace) => Shape::Union(branches(&body)?),
            _ => return Err(Error::new(format!("`{name}` is neither a struct nor an enum"))),
        };
        Ok(Self { name, wire, shape })
    }
}

impl Field {
    /// The name on the wire.
    pub(crate) fn wire_name(&self) -> &str {
        let own = self.name.strip_prefix("r#").unwrap_or(&self.name);
        self.wire.name.as_deref().unwrap_or(own)
    }

    /// The type of the value if the field has a state without: an `Option` that may be absent.
    pub(crate) fn optional(&self) -> Option<Type> {
        self.ty.inside("Option").filter(|_| !self.wire.is("required"))
    }
}

impl Wire {
    pub(crate) fn is(&self, flag: &str) -> bool {
        self.flags.iter().any(|it| it == flag)
    }

    /// Reads what stands in the parentheses.
    fn take(&mut self, arguments: TokenStream) -> Result<(), Error> {
        let mut tokens = arguments.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Literal(value) => self.values.push(text(&value.to_string())?),
                TokenTree::Ident(word) => self.word(&word.to_string(), &mut tokens)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn word(&mut self, word: &str, tokens: &mut Tokens) -> Result<(), Error> {
        let place = match word {
            "name" => &mut self.name,
            "tag" => &mut self.tag,
            _ if FLAGS.contains(&word) => {
                self.flags.push(word.to_owned());
                return Ok(());
            }
            _ => return Err(Error::new(format!("`#[wire({word})]` is not known"))),
        };
        tokens.next_if(|it| is_punct(it, '='));
        match tokens.next() {
            Some(TokenTree::Literal(value)) => {
                *place = Some(text(&value.to_string())?);
                Ok(())
            }
            _ => Err(Error::new(format!("`{word}` of `#[wire(..)]` needs a text"))),
        }
    }
}

impl Type {
    /// `T` of `name<T>`, wherever the generic type comes from.
    pub(crate) fn inside(&self, name: &str) -> Option<Self> {
        let open = self.0.iter().position(|it| is_punct(it, '<'))?;
        let is_it = self.0.get(open.checked_sub(1)?).is_some_and(|it| it.to_string() == name);
        let inner = self.0.get(open + 1..self.0.len() - 1)?;
        // A line that was broken leaves a comma behind its last argument.
        let inner = inner.split_last().filter(|(it, _)| is_punct(it, ',')).map_or(inner, |it| it.1);
        is_it.then(|| Self(inner.to_vec()))
    }

    /// The type of the values, of a map from texts.
    pub(crate) fn map_values(&self) -> Option<Self> {
        let inner = self.inside("BTreeMap").or_else(|| self.inside("Map"))?;
        let comma = inner.0.iter().position(|it| is_punct(it, ','))?;
        Some(Self(inner.0.get(comma + 1..)?.to_vec()))
    }

    /// Whether it is this type, written as one name.
    pub(crate) fn is(&self, name: &str) -> bool {
        matches!(&self.0[..], [TokenTree::Ident(only)] if only == name)
    }

    /// The name of a type that stands alone.
    pub(crate) fn name(&self) -> Option<String> {
        match &self.0[..] {
            [TokenTree::Ident(only)] => Some(only.to_string()),
            _ => None,
        }
    }
}

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut after_word = false;
        for token in &self.0 {
            let is_word = matches!(token, TokenTree::Ident(_));
            if is_word && after_word {
                f.write_str(" ")?;
            }
            write!(f, "{token}")?;
            after_word = is_word;
        }
        Ok(())
    }
}

fn fields(body: &Group) -> Result<Vec<Field>, Error> {
    let mut tokens = body.stream().into_iter().peekable();
    let mut fields = Vec::new();
    while tokens.peek().is_some() {
        let wire = attributes(&mut tokens)?;
        visibility(&mut tokens);
        let name = ident(&mut tokens)?;
        tokens.next_if(|it| is_punct(it, ':'));
        fields.push(Field { name, ty: ty(&mut tokens), wire });
    }
    Ok(fields)
}

fn wrapped(body: &Group) -> Result<Type, Error> {
    let mut tokens = body.stream().into_iter().peekable();
    attributes(&mut tokens)?;
    visibility(&mut tokens);
    let inner = ty(&mut tokens);
    match tokens.next() {
        None => Ok(inner),
        Some(_) => {
            Err(Error::new("a struct without names for its fields can have one field alone"))
        }
    }
}

fn branches(body: &Group) -> Result<Vec<Branch>, Error> {
    let mut tokens = body.stream().into_iter().peekable();
    let mut branches = Vec::new();
    while tokens.peek().is_some() {
        let wire = attributes(&mut tokens)?;
        let name = ident(&mut tokens)?;
        let group = match tokens.next() {
            Some(TokenTree::Group(it)) if it.delimiter() == Delimiter::Parenthesis => it,
            _ => return Err(Error::new(format!("the branch `{name}` has no type"))),
        };
        tokens.next_if(|it| is_punct(it, ','));
        let (is_ambiguous, is_several) = (wire.is("ambiguous"), wire.is("several"));
        let ty = wrapped(&group)?;
        branches.push(Branch { name, ty, tags: wire.values, is_ambiguous, is_several });
    }
    Ok(branches)
}

/// Passes over attributes, and reads those that are ours.
fn attributes(tokens: &mut Tokens) -> Result<Wire, Error> {
    let mut wire = Wire::default();
    while tokens.next_if(|it| is_punct(it, '#')).is_some() {
        let Some(TokenTree::Group(attribute)) = tokens.next() else { continue };
        let mut inner = attribute.stream().into_iter();
        match (inner.next(), inner.next()) {
            (Some(TokenTree::Ident(name)), Some(TokenTree::Group(arguments))) if name == "wire" => {
                wire.take(arguments.stream())?;
            }
            _ => {}
        }
    }
    Ok(wire)
}

fn visibility(tokens: &mut Tokens) {
    if tokens.next_if(|it| matches!(it, TokenTree::Ident(it) if it == "pub")).is_some() {
        let is_scope = |it: &TokenTree| matches!(it, TokenTree::Group(_));
        tokens.next_if(is_scope);
    }
}

fn ident(tokens: &mut Tokens) -> Result<String, Error> {
    match tokens.next() {
        Some(TokenTree::Ident(it)) => Ok(it.to_string()),
        Some(other) => Err(Error::new(format!("expected a name instead of `{other}`"))),
        None => Err(Error::new("expected a name")),
    }
}

/// The tokens up to a comma that is not within `<` and `>`, and passes over it.
fn ty(tokens: &mut Tokens) -> Type {
    let (mut found, mut depth) = (Vec::new(), 0_usize);
    for token in tokens.by_ref() {
        match &token {
            TokenTree::Punct(it) if it.as_char() == ',' && depth == 0 => break,
            TokenTree::Punct(it) if it.as_char() == '<' => depth += 1,
            TokenTree::Punct(it) if it.as_char() == '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        found.push(token);
    }
    Type(found)
}

fn is_punct(token: &TokenTree, char: char) -> bool {
    let joint_colon = |it: &proc_macro2::Punct| char == ':' && it.spacing() == Spacing::Joint;
    matches!(token, TokenTree::Punct(it) if it.as_char() == char && !joint_colon(it))
}

/// The text of a literal: `{:?}` of it was written there, or someone wrote it by hand.
fn text(literal: &str) -> Result<String, Error> {
    let inner = literal.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let inner = inner.ok_or_else(|| Error::new(format!("`{literal}` is not a text")))?;
    let mut out = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => out.push(
                escaped(&mut chars)
                    .ok_or_else(|| Error::new(format!("an escape in {literal} is not known")))?,
            ),
            char => out.push(char),
        }
    }
    Ok(out)
}

fn escaped(chars: &mut std::str::Chars<'_>) -> Option<char> {
    match chars.next()? {
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        '0' => Some('\0'),
        it @ ('\\' | '"' | '\'') => Some(it),
        'x' => {
            let code = chars.as_str().get(..2)?;
            chars.nth(1)?;
            u8::from_str_radix(code, 16).ok().map(char::from)
        }
        'u' => {
            let (code, rest) = chars.as_str().strip_prefix('{')?.split_once('}')?;
            *chars = rest.chars();
            char::from_u32(u32::from_str_radix(code, 16).ok()?)
        }
        _ => None,
    }
}
