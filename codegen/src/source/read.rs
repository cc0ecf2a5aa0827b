//! From text to a tree: one walk over the events of the YAML reader, without recursion.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr::{Marker, Scalar, ScalarStyle};
use saphyr_parser::{Event, Parser, Span, Tag};
use serde_json::{Map, Number, Value};

use super::MAX_DEPTH;
use super::lines::Lines;
use super::surrogates::Joined;
use crate::pointer::Pointer;
use crate::report::{Place, Report};

/// What aliases may unfold to, in values: a few lines of them can spell billions.
const MAX_UNFOLDED: usize = 1_000_000;

/// As many bytes of text count as one more value: an alias repeats a long text as it does a list.
const BYTES_OF_VALUE: usize = 64;

/// Where the nodes of a tree start, as numbers of characters; a member starts at its key.
#[derive(Clone, Debug, Default)]
pub(super) struct Positions {
    start: u32,
    /// Those of the members or items, in the tree's order.
    inner: Box<[Positions]>,
}

impl Positions {
    /// Where the node starts that `pointer` leads to in `value`, or the nearest that is there.
    pub(super) fn of(&self, pointer: &Pointer, value: &Value) -> usize {
        let (mut positions, mut value) = (self, value);
        for token in pointer.tokens() {
            let child = match value {
                Value::Object(members) => {
                    members.keys().position(|it| *it == token).zip(members.get(&*token))
                }
                Value::Array(items) => {
                    token.parse().ok().and_then(|index: usize| Some((index, items.get(index)?)))
                }
                _ => None,
            };
            let Some((index, inner)) = child else { break };
            let Some(found) = positions.inner.get(index) else { break };
            (positions, value) = (found, inner);
        }
        usize::try_from(positions.start).unwrap_or_default()
    }
}

/// What `text` spells; what stands in the way is reported.
pub(super) fn read(name: &str, text: &str, report: &mut Report) -> (Value, Positions) {
    let joined = Joined::of(text);
    match Reader::new(&joined).run() {
        Ok(node) => node,
        Err(problem) => {
            let Problem { at, message, help } = *problem;
            let location = Some(Lines::of(text).location(name, text, joined.before(at)));
            let place = Place { pointer: Pointer::root(), location };
            report.error(place, message).help(help);
            (Value::Null, Positions::default())
        }
    }
}

#[derive(Debug)]
struct Problem {
    /// The number of the character.
    at: usize,
    message: String,
    help: &'static str,
}

fn problem(at: &Marker, message: impl Into<String>, help: &'static str) -> Box<Problem> {
    Box::new(Problem { at: at.index(), message: message.into(), help })
}

type Node = (Value, Positions);

struct Reader<'a> {
    text: &'a Joined<'a>,
    /// The lists and objects that are not at their end.
    open: Vec<Open>,
    /// What has an anchor, by the number of that.
    anchored: HashMap<usize, Node>,
    unfolded: usize,
    /// How many documents have begun.
    documents: usize,
    root: Option<Node>,
}

/// A list or object that is being read.
struct Open {
    anchor: usize,
    start: Marker,
    inner: Vec<Positions>,
    content: Content,
}

enum Content {
    List(Vec<Value>),
    /// The members, and the key whose value is due.
    Object(Map<String, Value>, Option<(String, u32)>),
}

impl<'a> Reader<'a> {
    fn new(text: &'a Joined<'a>) -> Self {
        let (open, anchored) = (Vec::new(), HashMap::new());
        Self { text, open, anchored, unfolded: 0, documents: 0, root: None }
    }

    /// The number of the character at `mark` in the text as it was written.
    fn number(&self, mark: &Marker) -> u32 {
        u32::try_from(self.text.before(mark.index())).unwrap_or(u32::MAX)
    }

    fn run(mut self) -> Result<Node, Box<Problem>> {
        for event in Parser::new_from_str(&self.text.text) {
            let (event, span) = event.map_err(|error| {
                let help = "mend the text: it is neither YAML nor JSON from here on";
                problem(error.marker(), error.info(), help)
            })?;
            self.take(event, span)?;
        }
        let empty = || problem(&Marker::new(0, 1, 0), "the text is empty", "give a document");
        self.root.ok_or_else(empty)
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Box<Problem>> {
        let at = span.start;
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 {
                    let help = "give one document per file";
                    return Err(problem(&at, "a second YAML document starts here", help));
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, tag, anchor, &at),
            Event::SequenceStart(anchor, _) => self.begin(Content::List(Vec::new()), anchor, at),
            Event::MappingStart(anchor, _) => {
                self.begin(Content::Object(Map::new(), None), anchor, at)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => self.alias(anchor, &at),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn begin(&mut self, content: Content, anchor: usize, at: Marker) -> Result<(), Box<Problem>> {
        if self.open.len() > MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} levels of nesting");
            return Err(problem(&at, message, "name inner parts and refer to them"));
        }
        if self.is_key_due() {
            return Err(no_scalar_key(&at));
        }
        self.open.push(Open { anchor, start: at, inner: Vec::new(), content });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Box<Problem>> {
        let Some(Open { anchor, start, inner, content }) = self.open.pop() else { return Ok(()) };
        let value = match content {
            Content::List(items) => Value::Array(items),
            Content::Object(members, _) => Value::Object(members),
        };
        let positions = Positions { start: self.number(&start), inner: inner.into() };
        self.put(value, positions, anchor, &start)
    }

    fn is_key_due(&self) -> bool {
        let innermost = self.open.last().map(|it| &it.content);
        matches!(innermost, Some(Content::Object(_, None)))
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        tag: Option<Cow<'_, Tag>>,
        anchor: usize,
        at: &Marker,
    ) -> Result<(), Box<Problem>> {
        if self.is_key_due() {
            let key = key_text(text, style, tag);
            return self.key(key, at);
        }
        let value = scalar_value(text, style, tag).map_err(|kind| match kind {
            NoValue::Infinite => {
                let help = "use a finite number, or quote it";
                problem(at, "a number that JSON cannot write", help)
            }
            NoValue::Unresolved => problem(at, "a value that YAML cannot resolve", "write it out"),
        })?;
        let positions = Positions { start: self.number(at), inner: Box::default() };
        self.put(value, positions, anchor, at)
    }

    fn key(&mut self, key: String, at: &Marker) -> Result<(), Box<Problem>> {
        let number = self.number(at);
        let Some(Open { content: Content::Object(members, due), .. }) = self.open.last_mut() else {
            return Ok(());
        };
        if members.contains_key(&key) {
            let message = format!("the key `{key}` stands twice in one object");
            return Err(problem(at, message, "remove one of the two"));
        }
        *due = Some((key, number));
        Ok(())
    }

    fn alias(&mut self, anchor: usize, at: &Marker) -> Result<(), Box<Problem>> {
        let weight = self.anchored.get(&anchor).map_or(0, |(value, _)| weight(value));
        self.charge(weight, at)?;
        let Some((value, positions)) = self.anchored.get(&anchor) else {
            return Err(problem(at, "a value that YAML cannot resolve", "write it out"));
        };
        if self.is_key_due() {
            let key = match value {
                Value::String(text) => text.clone(),
                Value::Array(_) | Value::Object(_) => return Err(no_scalar_key(at)),
                scalar => scalar.to_string(),
            };
            return self.key(key, at);
        }
        let (value, positions) = (value.clone(), positions.clone());
        if self.open.len() + depth(&positions) > MAX_DEPTH + 1 {
            let message = format!("more than {MAX_DEPTH} levels of nesting");
            return Err(problem(at, message, "name inner parts and refer to them"));
        }
        self.put(value, positions, 0, at)
    }

    /// Counts a copy, which is made of what has an anchor and of what an alias stands for.
    fn charge(&mut self, weight: usize, at: &Marker) -> Result<(), Box<Problem>> {
        self.unfolded += weight;
        if self.unfolded > MAX_UNFOLDED {
            let message = format!("aliases unfold to more than {MAX_UNFOLDED} values");
            return Err(problem(at, message, "refer to components with `$ref`"));
        }
        Ok(())
    }

    /// A value is complete: it goes where it belongs.
    fn put(
        &mut self,
        value: Value,
        mut positions: Positions,
        anchor: usize,
        at: &Marker,
    ) -> Result<(), Box<Problem>> {
        if anchor > 0 {
            self.charge(weight(&value), at)?;
            self.anchored.insert(anchor, (value.clone(), positions.clone()));
        }
        let Some(Open { inner, content, .. }) = self.open.last_mut() else {
            self.root.get_or_insert((value, positions));
            return Ok(());
        };
        match content {
            Content::List(items) => items.push(value),
            Content::Object(members, due) => {
                let Some((key, key_at)) = due.take() else { return Err(no_scalar_key(at)) };
                positions.start = key_at;
                members.insert(key, value);
            }
        }
        inner.push(positions);
        Ok(())
    }
}

/// How much a copy of a value takes, in values.
fn weight(value: &Value) -> usize {
    let inner: usize = match value {
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(members) => {
            members.iter().map(|(key, it)| weight(it) + key.len() / BYTES_OF_VALUE).sum()
        }
        Value::String(text) => text.len() / BYTES_OF_VALUE,
        _ => 0,
    };
    inner + 1
}

fn depth(positions: &Positions) -> usize {
    positions.inner.iter().map(depth).max().map_or(0, |it| it + 1)
}

fn no_scalar_key(at: &Marker) -> Box<Problem> {
    problem(at, "a key that is not a scalar", "use a string as the key")
}

enum NoValue {
    Infinite,
    Unresolved,
}

fn scalar_value(
    text: Cow<'_, str>,
    style: ScalarStyle,
    tag: Option<Cow<'_, Tag>>,
) -> Result<Value, NoValue> {
    // The reader knows signed numbers alone.
    if style == ScalarStyle::Plain
        && tag.is_none()
        && let Ok(number) = text.parse::<u64>()
        && number.to_string() == text
    {
        return Ok(number.into());
    }
    let scalar = Scalar::parse_from_cow_and_metadata(text, style, tag.as_ref());
    Ok(match scalar.ok_or(NoValue::Unresolved)? {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => Value::Bool(value),
        Scalar::Integer(number) => number.into(),
        Scalar::FloatingPoint(number) => {
            Value::Number(Number::from_f64(number.into_inner()).ok_or(NoValue::Infinite)?)
        }
        Scalar::String(text) => Value::String(text.into_owned()),
    })
}

/// A key as JSON spells it: `200:` in YAML is a number, in OpenAPI a name.
fn key_text(text: Cow<'_, str>, style: ScalarStyle, tag: Option<Cow<'_, Tag>>) -> String {
    let written = text.to_string();
    match Scalar::parse_from_cow_and_metadata(text, style, tag.as_ref()) {
        Some(Scalar::Null) => "null".to_owned(),
        Some(Scalar::Boolean(value)) => value.to_string(),
        Some(Scalar::Integer(number)) => number.to_string(),
        Some(Scalar::FloatingPoint(number)) => number.to_string(),
        Some(Scalar::String(_)) | None => written,
    }
}
