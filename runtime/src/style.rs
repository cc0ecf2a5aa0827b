//! How OpenAPI writes lists and objects into paths, queries, headers and cookies: by style.
//!
//! ```text
//!                                  ["a","b"]          {"x":1,"y":2}          null
//! form            ?n=a&n=b         n=a&n=b            x=1&y=2                n=
//! form joined     ?n=a,b           n=a,b              n=x,1,y,2              n=
//! spaceDelimited  ?n=a%20b         n=a%20b            n=x%201%20y%202        n=
//! pipeDelimited   ?n=a%7Cb         n=a%7Cb            n=x%7C1%7Cy%7C2        n=
//! deepObject      ?n[x]=1&n[y]=2   n[]=a&n[]=b        n[x]=1&n[y]=2          n=
//! simple          /a,b             a,b                x,1,y,2                nothing
//! simple exploded /a,b             a,b                x=1,y=2                nothing
//! label           /.a,b            .a,b               .x,1,y,2               .
//! label exploded  /.a.b            .a.b               .x=1.y=2               .
//! matrix          /;n=a,b          ;n=a,b             ;n=x,1,y,2             ;n
//! matrix exploded /;n=a;n=b        ;n=a;n=b           ;x=1;y=2               ;n
//! ```
//!
//! Those are the tables of OpenAPI 3.0.4 and 3.1.1. What they leave open:
//!
//! - An empty list or object is written as nothing, as RFC 6570 does with what is undefined, and so
//!   are nulls in a list or an object.
//! - A list or an object within one that does not nest is written as JSON.
//! - `spaceDelimited` and `pipeDelimited` are as `form` when they are exploded.
//! - In a cookie the pairs of an exploded value are joined by `; `, as the header joins cookies.

use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::json;
use crate::request::ENCODED;

/// What RFC 3986 does not allow in a query, and what would end a value there or change it.
const UNRESERVED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What RFC 6265 does not allow in the value of a cookie, and what begins an encoded byte.
const NO_COOKIE: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'%').add(b',').add(b';').add(b'\\');

/// What separates the name of a cookie from its value besides.
const NO_COOKIE_NAME: &AsciiSet = &NO_COOKIE.add(b'=');

/// How a value of several parts is written into one text.
///
/// Each constant is as OpenAPI has the style where nothing else is said: `form` and `deepObject` are
/// exploded, the others joined.
///
/// ```
/// use openapi_exact_runtime::{Client, Method, Operation, Style};
///
/// const LIST: Operation = Operation::new("listSegments", Method::Get, "/segments", "Segments");
///
/// # fn example(client: &Client) {
/// client.request(&LIST).styled_query("ids", Style::PIPE_DELIMITED, &["a", "b"]); // ?ids=a%7Cb
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    kind: Kind,
    parts: Parts,
    lists: Lists,
    escape: Escape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Simple,
    Label,
    Matrix,
}

/// Whether each part of a value stands for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parts {
    Joined,
    Exploded,
}

/// How `deepObject` names what is in a list, of which OpenAPI says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lists {
    Brackets,
    Indices,
    Repeated,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    All,
    AllButReserved,
}

impl Style {
    /// `n=a&n=b`; for queries, cookies and forms.
    pub const FORM: Self = Self::new(Kind::Form, Parts::Exploded);
    /// `n=a%20b`; for queries and forms.
    pub const SPACE_DELIMITED: Self = Self::new(Kind::SpaceDelimited, Parts::Joined);
    /// `n=a%7Cb`; for queries and forms.
    pub const PIPE_DELIMITED: Self = Self::new(Kind::PipeDelimited, Parts::Joined);
    /// `n[x]=1&n[y][z]=2&n[list][]=3`, with brackets percent-encoded; for queries and forms.
    ///
    /// An item of a list that has parts of its own stands under its index, `n[list][0][x]=1`: with
    /// `[]` nobody could tell where one item ends.
    pub const DEEP_OBJECT: Self = Self::new(Kind::DeepObject, Parts::Exploded);
    /// `a,b`; for paths and headers.
    pub const SIMPLE: Self = Self::new(Kind::Simple, Parts::Joined);
    /// `.a,b`; for paths.
    pub const LABEL: Self = Self::new(Kind::Label, Parts::Joined);
    /// `;n=a,b`; for paths.
    pub const MATRIX: Self = Self::new(Kind::Matrix, Parts::Joined);

    const fn new(kind: Kind, parts: Parts) -> Self {
        Self { kind, parts, lists: Lists::Brackets, escape: Escape::All }
    }

    /// Lets each part of a value stand for itself: OpenAPI's `explode: true`.
    pub const fn exploded(self) -> Self {
        Self { parts: Parts::Exploded, ..self }
    }

    /// Joins the parts of a value: OpenAPI's `explode: false`. `deepObject` cannot be joined.
    pub const fn joined(self) -> Self {
        Self { parts: Parts::Joined, ..self }
    }

    /// Writes `/`, `:` and others of RFC 3986's reserved characters as they are, and what is
    /// percent-encoded already as well: OpenAPI's `allowReserved`. For queries and forms alone.
    ///
    /// `#`, `&`, `+`, `[` and `]` stay encoded. In a query they would mean something else, or make
    /// it none.
    pub const fn allow_reserved(self) -> Self {
        Self { escape: Escape::AllButReserved, ..self }
    }

    /// Names items of lists by their index in `deepObject`: `n[list][0]=a&n[list][1]=b`.
    pub const fn indexed(self) -> Self {
        Self { lists: Lists::Indices, ..self }
    }

    /// Repeats the name of a list for its items in `deepObject`: `n[list]=a&n[list]=b`.
    pub const fn repeated(self) -> Self {
        Self { lists: Lists::Repeated, ..self }
    }

    /// The text for a value, encoded as its place asks for. Empty where there is nothing to write.
    pub(crate) fn write(self, place: Place, name: &str, value: &Node) -> String {
        let mut text = String::new();
        let mut writer = Writer { style: self, place, text: &mut text };
        match value {
            Node::Null => writer.undefined(name),
            _ if self.kind == Kind::DeepObject => writer.deep(&place.encode_name(name), value),
            Node::List(items) => writer.list(name, items),
            Node::Object(members) => writer.object(name, members),
            scalar => writer.scalar(name, scalar),
        }
        text
    }
}

/// Where a text goes, which decides about what is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    /// A query, or a body of `application/x-www-form-urlencoded`.
    Query,
    /// Nothing is encoded: a header is no part of an address.
    Header,
    Cookie,
}

impl Place {
    /// What stands between the pairs of an exploded value.
    fn separator(self) -> &'static str {
        match self {
            Self::Cookie => "; ",
            _ => "&",
        }
    }

    pub(crate) fn encode_name(self, name: &str) -> String {
        match self {
            Self::Cookie => utf8_percent_encode(name, NO_COOKIE_NAME).to_string(),
            _ => self.encode(name, Escape::All),
        }
    }

    fn encode(self, text: &str, escape: Escape) -> String {
        match (self, escape) {
            (Self::Header, _) => text.to_owned(),
            (Self::Cookie, _) => utf8_percent_encode(text, NO_COOKIE).to_string(),
            (Self::Query, Escape::AllButReserved) => encode_unreserved(text),
            (Self::Path | Self::Query, _) => utf8_percent_encode(text, ENCODED).to_string(),
        }
    }
}

/// Leaves reserved characters and what is encoded already.
fn encode_unreserved(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, after) = rest.split_at(at);
        encoded.extend(utf8_percent_encode(before, UNRESERVED));
        let length = if is_triple(after) { 3 } else { 1 };
        let (percent, after) = after.split_at(length);
        encoded.push_str(if length == 3 { percent } else { "%25" });
        rest = after;
    }
    encoded.extend(utf8_percent_encode(rest, UNRESERVED));
    encoded
}

/// Whether a text begins with an encoded byte, such as `%2F`.
fn is_triple(text: &str) -> bool {
    matches!(text.as_bytes(), [b'%', a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit())
}

struct Writer<'a> {
    style: Style,
    place: Place,
    text: &'a mut String,
}

impl Writer<'_> {
    fn undefined(&mut self, name: &str) {
        match self.style.kind {
            Kind::Simple => {}
            Kind::Label => self.text.push('.'),
            Kind::Matrix => {
                self.text.push(';');
                self.name(name);
            }
            _ => self.pair(name, ""),
        }
    }

    fn scalar(&mut self, name: &str, value: &Node) {
        let value = self.encoded(value);
        self.part(name, &value);
    }

    fn list(&mut self, name: &str, items: &[Node]) {
        let items: Vec<String> = present(items).map(|it| self.encoded(it)).collect();
        if self.style.parts == Parts::Joined || self.style.kind == Kind::Simple {
            return self.joined(name, &items);
        }
        for item in items {
            self.part(name, &item);
        }
    }

    fn object(&mut self, name: &str, members: &[(String, Node)]) {
        let members = members.iter().filter(|(_, value)| *value != Node::Null);
        match self.style.parts {
            Parts::Joined => {
                let key_and_value =
                    |(key, value): &(String, Node)| [self.key(key), self.encoded(value)];
                let parts: Vec<String> = members.flat_map(key_and_value).collect();
                self.joined(name, &parts);
            }
            Parts::Exploded => {
                for (key, value) in members {
                    let value = self.encoded(value);
                    self.begin();
                    self.pair(key, &value);
                }
            }
        }
    }

    fn joined(&mut self, name: &str, parts: &[String]) {
        if parts.is_empty() {
            return;
        }
        let delimiter = match self.style.kind {
            Kind::SpaceDelimited => "%20",
            Kind::PipeDelimited => "%7C",
            _ => ",",
        };
        self.part(name, &parts.join(delimiter));
    }

    /// A value under the parameter's name, where the style writes that.
    fn part(&mut self, name: &str, value: &str) {
        self.begin();
        match self.style.kind {
            Kind::Simple | Kind::Label => self.text.push_str(value),
            _ => self.pair(name, value),
        }
    }

    /// Names are whole here, and encoded: `n%5Bx%5D`.
    fn deep(&mut self, name: &str, value: &Node) {
        match value {
            Node::Null => {}
            Node::Object(members) => {
                for (key, value) in members {
                    self.deep(&format!("{name}%5B{}%5D", self.key(key)), value);
                }
            }
            Node::List(items) => {
                for (index, item) in present(items).enumerate() {
                    let name = match self.style.lists {
                        Lists::Repeated if item.is_scalar() => name.to_owned(),
                        Lists::Brackets if item.is_scalar() => format!("{name}%5B%5D"),
                        _ => format!("{name}%5B{index}%5D"),
                    };
                    self.deep(&name, item);
                }
            }
            scalar => {
                let value = self.encoded(scalar);
                self.begin();
                self.text.push_str(name);
                self.text.push('=');
                self.text.push_str(&value);
            }
        }
    }

    /// What stands before a pair or a part: the prefix of the style, and later its separator.
    fn begin(&mut self) {
        let is_first = self.text.is_empty();
        self.text.push_str(match self.style.kind {
            Kind::Label => ".",
            Kind::Matrix => ";",
            _ if is_first => "",
            Kind::Simple => ",",
            _ => self.place.separator(),
        });
    }

    fn pair(&mut self, name: &str, value: &str) {
        self.name(name);
        // RFC 6570 has no `=` before an empty value of a matrix, but keeps it in a query.
        if !(self.style.kind == Kind::Matrix && value.is_empty()) {
            self.text.push('=');
        }
        self.text.push_str(value);
    }

    fn name(&mut self, name: &str) {
        let name = self.place.encode_name(name);
        self.text.push_str(&name);
    }

    /// A name that is a part of a value.
    fn key(&self, key: &str) -> String {
        self.place.encode_name(key)
    }

    fn encoded(&self, value: &Node) -> String {
        self.place.encode(&value.to_text(), self.style.escape)
    }
}

/// The items of a list that are not null.
fn present(items: &[Node]) -> impl Iterator<Item = &Node> {
    items.iter().filter(|it| **it != Node::Null)
}

/// A JSON value whose members keep their order, which `serde_json::Value` does only where somebody
/// asks for it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Node {
    /// Reads what a value is as JSON. Fails as [`json::to_vec`] does.
    pub(crate) fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(&json::to_vec(value)?)
    }

    fn is_scalar(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Object(_))
    }

    /// A scalar as it stands in a parameter, and anything else as JSON.
    pub(crate) fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            other => serde_json::to_string(other).unwrap_or_default(),
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => value.serialize(serializer),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => {
                serializer.collect_map(members.iter().map(|(key, value)| (key, value)))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(serde_json::Number::from_f64(value).map_or(Node::Null, Node::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = entries.next_entry()? {
            members.push(member);
        }
        Ok(Node::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// OpenAPI's own example, in its order.
    #[derive(Serialize)]
    #[serde(rename_all = "UPPERCASE")]
    struct Color {
        r: u8,
        g: u8,
        b: u8,
    }

    const COLOR: Color = Color { r: 100, g: 200, b: 150 };
    const LIST: [&str; 3] = ["blue", "black", "brown"];

    fn write(place: Place, style: Style, value: &impl Serialize) -> String {
        style.write(place, "color", &Node::of(value).unwrap())
    }

    #[track_caller]
    fn row(place: Place, style: Style, undefined: &str, string: &str, list: &str, object: &str) {
        assert_eq!(write(place, style, &()), undefined);
        assert_eq!(write(place, style, &"blue"), string);
        assert_eq!(write(place, style, &LIST), list);
        assert_eq!(write(place, style, &COLOR), object);
        for nothing in [json!([]), json!({}), json!([null]), json!({"r": null})] {
            assert_eq!(write(place, style, &nothing), "", "{nothing}");
        }
    }

    #[test]
    fn paths_are_written_by_the_table() {
        let row = |style, undefined, string, list, object| {
            row(Place::Path, style, undefined, string, list, object);
        };
        let (joined, exploded) = (Style::MATRIX, Style::MATRIX.exploded());
        row(joined, ";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150");
        let list = ";color=blue;color=black;color=brown";
        row(exploded, ";color", ";color=blue", list, ";R=100;G=200;B=150");
        row(Style::LABEL, ".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150");
        row(Style::LABEL.exploded(), ".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150");
        row(Style::SIMPLE, "", "blue", "blue,black,brown", "R,100,G,200,B,150");
        row(Style::SIMPLE.exploded(), "", "blue", "blue,black,brown", "R=100,G=200,B=150");
    }

    #[test]
    fn queries_are_written_by_the_table() {
        let row = |style, list, object| {
            row(Place::Query, style, "color=", "color=blue", list, object);
        };
        row(Style::FORM.joined(), "color=blue,black,brown", "color=R,100,G,200,B,150");
        let exploded = ("color=blue&color=black&color=brown", "R=100&G=200&B=150");
        row(Style::FORM, exploded.0, exploded.1);
        let spaces = ("color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150");
        row(Style::SPACE_DELIMITED, spaces.0, spaces.1);
        row(Style::SPACE_DELIMITED.exploded(), exploded.0, exploded.1);
        let pipes = ("color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150");
        row(Style::PIPE_DELIMITED, pipes.0, pipes.1);
        row(Style::PIPE_DELIMITED.exploded(), exploded.0, exploded.1);
        let object = "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150";
        let list = "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown";
        row(Style::DEEP_OBJECT, list, object);
        row(Style::DEEP_OBJECT.joined(), list, object);
    }

    #[test]
    fn headers_are_not_encoded() {
        check(Place::Header, Style::SIMPLE, json!(["a b", "ü", "x;y"]), "a b,ü,x;y");
        check(Place::Header, Style::SIMPLE.exploded(), json!({"a": "1%"}), "a=1%");
    }

    #[test]
    fn cookies_are_joined_as_cookies_are() {
        row(
            Place::Cookie,
            Style::FORM,
            "color=",
            "color=blue",
            "color=blue; color=black; color=brown",
            "R=100; G=200; B=150",
        );
        check(Place::Cookie, Style::FORM.joined(), json!(["a,b", "c"]), "color=a%2Cb,c");
        check(Place::Cookie, Style::FORM, json!("a=b;c \"d\" 5%\u{e9}/"), {
            "color=a=b%3Bc%20%22d%22%205%25%C3%A9/"
        });
        check(Place::Cookie, Style::FORM, json!({"a=b": 1}), "a%3Db=1");
    }

    #[track_caller]
    fn check(place: Place, style: Style, value: serde_json::Value, text: &str) {
        assert_eq!(write(place, style, &value), text);
    }

    #[test]
    fn a_delimiter_within_a_part_is_encoded() {
        check(Place::Query, Style::FORM.joined(), json!(["a,b", "c&d"]), "color=a%2Cb,c%26d");
        check(Place::Query, Style::PIPE_DELIMITED, json!(["a b"]), "color=a%20b");
        check(Place::Path, Style::SIMPLE, json!(["a/b", "c,d"]), "a%2Fb,c%2Cd");
        check(Place::Path, Style::MATRIX.exploded(), json!({"a;b": "c;d"}), ";a%3Bb=c%3Bd");
        check(Place::Query, Style::FORM, json!({"a&b": "é"}), "a%26b=%C3%A9");
    }

    #[test]
    fn reserved_characters_pass_where_they_are_allowed_and_harmless() {
        let style = Style::FORM.allow_reserved();
        let all = ":/?#[]@!$&'()*+,;=";
        check(Place::Query, style, json!(all), "color=:/?%23%5B%5D@!$%26'()*%2B,;=");
        check(Place::Query, style, json!("a b%2Fc%zz%"), "color=a%20b%2Fc%25zz%25");
        check(Place::Query, style, json!({"a/b": "c/d"}), "a%2Fb=c/d");
        check(Place::Path, Style::SIMPLE.allow_reserved(), json!("a/b"), "a%2Fb");
    }

    #[test]
    fn empty_texts_are_not_undefined() {
        check(Place::Query, Style::FORM, json!(["", "a"]), "color=&color=a");
        check(Place::Query, Style::FORM.joined(), json!(["", "a"]), "color=,a");
        check(Place::Path, Style::SIMPLE.exploded(), json!(["", "a"]), ",a");
        check(Place::Path, Style::MATRIX, json!(""), ";color");
        check(Place::Path, Style::MATRIX.exploded(), json!({"a": ""}), ";a");
        check(Place::Path, Style::LABEL, json!(""), ".");
        check(Place::Path, Style::LABEL.exploded(), json!(["", ""]), "..");
    }

    #[test]
    fn deep_objects_nest() {
        let deep = |style, value, text: &str| {
            let text = text.replace('[', "%5B").replace(']', "%5D");
            check(Place::Query, style, value, &text);
        };
        deep(Style::DEEP_OBJECT, json!({"a": {"b": {"c": 1}}}), "color[a][b][c]=1");
        deep(Style::DEEP_OBJECT, json!({"a": ["x", true]}), "color[a][]=x&color[a][]=true");
        let objects = json!({"a": [{"b": 1}, {"b": 2}]});
        for style in [Style::DEEP_OBJECT, Style::DEEP_OBJECT.repeated()] {
            deep(style, objects.clone(), "color[a][0][b]=1&color[a][1][b]=2");
        }
        let list = json!({"a": ["x", null, "y"]});
        deep(Style::DEEP_OBJECT.indexed(), list.clone(), "color[a][0]=x&color[a][1]=y");
        deep(Style::DEEP_OBJECT.repeated(), list, "color[a]=x&color[a]=y");
        deep(Style::DEEP_OBJECT, json!({"a&b": "c d"}), "color[a%26b]=c%20d");
    }

    #[test]
    fn what_nests_without_a_style_for_it_is_json() {
        check(Place::Header, Style::SIMPLE, json!([{"a": [1, "x"]}]), r#"{"a":[1,"x"]}"#);
        check(Place::Query, Style::FORM, json!({"a": [1, 2]}), "a=%5B1%2C2%5D");
    }

    #[test]
    fn numbers_are_written_as_in_bodies() {
        check(
            Place::Header,
            Style::SIMPLE,
            json!([50.0, 0.1, u64::MAX]),
            "50,0.1,18446744073709551615",
        );
        assert!(Node::of(&[f64::NAN]).is_err());
    }
}
