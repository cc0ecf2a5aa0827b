//! Reading values that have one of several types.
//!
//! Generated code names the branches in its `Deserialize`; which of them a value is, is settled here.

use std::any::type_name;
use std::cell::Cell;
use std::cmp::Reverse;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde_json::Value;

use crate::object::{PassedOver, counting_passed_over, declared_members, pass_over};
use crate::{drift, json};

thread_local! {
    /// The members that the last union's branch declares, for the union of which that union is a
    /// branch itself.
    static DECLARED: Cell<&'static [&'static str]> = const { Cell::new(&[]) };
}

/// A union with nothing in the value to say which branch it is.
///
/// Of the branches that fit, the one that declares most of the members present is taken, so that
/// nothing is lost; then the one that passes over fewest members further inside; then the one that
/// declares fewest members in all; then the one named first. One that passes over members is not taken
/// where one that does not fit declares more of those that are there and not null: then the value is
/// that branch, and not as it is described. Of a branch that is a union itself, the members are those
/// of the branch that it takes.
///
/// ```
/// use openapi_exact_runtime::Union;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Screen { id: String, content: String }
/// #[derive(Deserialize)]
/// struct ScreenSummary { id: String }
///
/// enum ScreenOrSummary { Screen(Screen), ScreenSummary(ScreenSummary) }
///
/// impl<'de> Deserialize<'de> for ScreenOrSummary {
///     fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
///         Union::read(deserializer)?
///             .branch(Self::Screen)
///             .branch(Self::ScreenSummary)
///             .finish()
///     }
/// }
///
/// let lean: ScreenOrSummary = serde_json::from_str(r#"{"id": "a"}"#).unwrap();
/// assert!(matches!(lean, ScreenOrSummary::ScreenSummary(_)));
/// ```
#[must_use = "the union is read by `finish` or `finish_or`"]
pub struct Union<T, E> {
    value: Value,
    best: Option<Best<T>>,
    /// What each branch declares that fits.
    fitting: Vec<&'static [&'static str]>,
    /// What the branch declares that knows most of what is there, of those that do not fit.
    missed: &'static [&'static str],
    /// Each says why a branch does not fit. That is asked only if none does.
    misfits: Vec<fn(&Value) -> Option<String>>,
    error: PhantomData<fn() -> E>,
}

/// The branch that fits best so far.
struct Best<T> {
    fit: Fit,
    branch: T,
    members: &'static [&'static str],
    findings: drift::Findings,
}

/// How well a branch fits, by its members; greater is better.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// How many that are present it declares.
    present: usize,
    /// How many it passes over, at any depth.
    passed_over: Reverse<PassedOver>,
    /// How many it declares in all.
    declared: Reverse<usize>,
}

impl<T, E: Error> Union<T, E> {
    /// Reads the value, whichever branch it is.
    ///
    /// # Errors
    ///
    /// That of the deserializer, where there is no JSON value.
    pub fn read<'de, D: Deserializer<'de, Error = E>>(deserializer: D) -> Result<Self, E> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self {
            value,
            best: None,
            fitting: Vec::new(),
            missed: &[],
            misfits: Vec::new(),
            error: PhantomData,
        })
    }

    /// Tries one branch, by the variant that holds it.
    pub fn branch<B: DeserializeOwned>(mut self, variant: impl FnOnce(B) -> T) -> Self {
        DECLARED.set(&[]);
        let read = || drift::aside(|| B::deserialize(drift::Reader::from(&self.value)));
        let ((branch, findings), passed_over) = counting_passed_over(read);
        let members = declared_members::<B>().unwrap_or_else(|| DECLARED.take());
        match branch {
            Ok(branch) => {
                let fit = self.fit(members, passed_over);
                if self.best.as_ref().is_none_or(|best| fit > best.fit) {
                    let branch = variant(branch);
                    self.best = Some(Best { fit, branch, members, findings });
                }
                self.fitting.push(members);
            }
            Err(_) => {
                if self.told(members).count() > self.told(self.missed).count() {
                    self.missed = members;
                }
                self.misfits.push(misfit::<B>);
            }
        }
        self
    }

    /// Those of the members that are there and not null.
    fn told<'a>(&'a self, members: &'a [&'static str]) -> impl Iterator<Item = &'static str> + 'a {
        let members = members.iter().copied();
        members.filter(|name| self.value.get(name).is_some_and(|it| !it.is_null()))
    }

    fn fit(&self, members: &[&str], passed_over: PassedOver) -> Fit {
        let is_present = |name: &&&str| self.value.get(**name).is_some();
        let present = members.iter().filter(is_present).count();
        let declared = if self.value.is_object() { members.len() } else { 0 };
        Fit { present, passed_over: Reverse(passed_over), declared: Reverse(declared) }
    }

    /// The branch that fits best.
    ///
    /// # Errors
    ///
    /// If none fits, or the one that fits best passes over members and one that does not fit knows
    /// more of what is there; with the reason of each that does not fit.
    pub fn finish(mut self) -> Result<T, E> {
        let best = self.best.take();
        match best.filter(|it| self.is_taken(it)) {
            Some(best) => Ok(best.take()),
            None => Err(self.error()),
        }
    }

    /// The branch that fits best; or, where the value is several branches at once and that one lacks
    /// members that another one has, the value as it came.
    ///
    /// # Errors
    ///
    /// Those of [`finish`](Self::finish).
    pub fn finish_or(mut self, several: impl FnOnce(Value) -> T) -> Result<T, E> {
        let best = self.best.take();
        match best.filter(|it| self.is_taken(it)) {
            Some(best) if self.is_several(&best) => Ok(several(self.value)),
            Some(best) => Ok(best.take()),
            None => Err(self.error()),
        }
    }

    fn is_taken(&self, best: &Best<T>) -> bool {
        let count = |members| self.told(members).count();
        best.loses_nothing() || count(best.members) >= count(self.missed)
    }

    /// Whether the branch passes over a member that another one that fits declares.
    fn is_several(&self, best: &Best<T>) -> bool {
        let mut others = self.fitting.iter().flat_map(|it| self.told(it));
        !best.loses_nothing() && others.any(|it| !best.members.contains(&it))
    }

    fn error(&self) -> E {
        let reasons = self.misfits.iter().filter_map(|misfit| misfit(&self.value));
        let reasons = reasons.collect::<Vec<_>>().join("; ");
        DECLARED.set(self.missed);
        json::ReadError::new(format!("no branch of the union fits ({reasons})")).nest()
    }
}

impl<T> Best<T> {
    fn loses_nothing(&self) -> bool {
        self.fit.passed_over.0.told == 0
    }

    fn take(self) -> T {
        drift::keep(self.findings);
        pass_over(self.fit.passed_over.0);
        DECLARED.set(self.members);
        self.branch
    }
}

/// A union with a member that says which branch it is.
///
/// ```
/// use openapi_exact_runtime::Tagged;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Apple { bundle_id: String }
///
/// enum StoreConfig { Apple(Apple), Unknown(serde_json::Value) }
///
/// impl<'de> Deserialize<'de> for StoreConfig {
///     fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
///         let (platform, union) = Tagged::read(deserializer, "platform")?;
///         Ok(match platform.as_deref() {
///             Some("apple") => Self::Apple(union.decode()?),
///             _ => Self::Unknown(union.into_value()),
///         })
///     }
/// }
///
/// let newer: StoreConfig = serde_json::from_str(r#"{"platform": "amazon"}"#).unwrap();
/// assert!(matches!(newer, StoreConfig::Unknown(_)));
/// ```
pub struct Tagged<E> {
    value: Value,
    error: PhantomData<fn() -> E>,
}

impl<E: Error> Tagged<E> {
    /// Reads the value and its tag; there is none where the member is missing or not a string.
    ///
    /// # Errors
    ///
    /// That of the deserializer, where there is no JSON value.
    pub fn read<'de, D>(deserializer: D, member: &str) -> Result<(Option<String>, Self), E>
    where
        D: Deserializer<'de, Error = E>,
    {
        let value = Value::deserialize(deserializer)?;
        let tag = value.get(member).and_then(Value::as_str).map(str::to_owned);
        Ok((tag, Self { value, error: PhantomData }))
    }

    /// The branch that the tag names.
    ///
    /// # Errors
    ///
    /// If the value does not fit, with the path within it.
    pub fn decode<B: DeserializeOwned>(self) -> Result<B, E> {
        let branch = json::from_value(&self.value).map_err(json::ReadError::nest);
        if let Some(members) = declared_members::<B>() {
            DECLARED.set(members);
        }
        branch
    }

    /// The value as it came, for a tag that is not known.
    pub fn into_value(self) -> Value {
        drift::unknown_value();
        DECLARED.set(&[]);
        self.value
    }
}

fn misfit<B: DeserializeOwned>(value: &Value) -> Option<String> {
    let error = json::from_value::<B>(value).err()?;
    Some(format!("{}: {error}", bare_name(type_name::<B>())))
}

/// `Vec<Screen>` of `alloc::vec::Vec<api::types::Screen>`.
fn bare_name(name: &str) -> String {
    let words =
        name.split_inclusive(|char: char| !char.is_alphanumeric() && !matches!(char, '_' | ':'));
    words.map(|word| word.rsplit("::").next().unwrap_or(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::from_slice;

    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Full {
        id: String,
        content: Option<Content>,
    }

    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Content {
        title: String,
    }

    #[derive(crate::Deserialize, Debug, PartialEq)]
    struct Lean {
        id: String,
    }

    #[derive(serde::Deserialize, Debug, PartialEq)]
    struct Bytes {
        id: String,
        bytes: Vec<u8>,
    }

    #[derive(Debug, PartialEq)]
    enum Screen {
        Bytes(Bytes),
        Lean(Lean),
        Full(Full),
        Ids(Vec<u8>),
        Raw(Value),
    }

    impl<'de> Deserialize<'de> for Screen {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Union::read(deserializer)?
                .branch(Self::Lean)
                .branch(Self::Full)
                .branch(Self::Ids)
                .finish()
        }
    }

    fn lean(id: &str) -> Lean {
        Lean { id: id.to_owned() }
    }

    #[test]
    fn the_branch_that_keeps_most_is_taken() {
        let screen: Screen = from_slice(br#"{"id": "a", "content": {"title": "t"}}"#).unwrap();
        let content = Some(Content { title: "t".to_owned() });
        assert_eq!(screen, Screen::Full(Full { id: "a".to_owned(), content }));
    }

    #[test]
    fn no_branch_is_taken_that_knows_less_than_one_that_does_not_fit() {
        let read = |text: &[u8]| from_slice::<Screen>(text).map_err(|it| it.reason().to_owned());
        let reason = read(br#"{"id": "a", "content": {"title": 7}}"#).unwrap_err();
        assert!(reason.contains("Full: at `content.title`: invalid type"), "{reason}");
        // What keeps all loses nothing.
        let value = serde_json::json!({"id": "a", "content": {"title": 7}});
        let union = Union::<_, serde_json::Error>::read(value.clone()).unwrap();
        let screen = union.branch(Screen::Full).branch(Screen::Raw).finish();
        assert_eq!(screen.unwrap(), Screen::Raw(value));
        // Nothing is lost with what is null.
        let screen: Result<Screen, _> = {
            let value = serde_json::json!({"id": "a", "bytes": null});
            let union = Union::<_, serde_json::Error>::read(value).unwrap();
            union.branch(Screen::Lean).branch(Screen::Bytes).finish()
        };
        assert_eq!(screen.unwrap(), Screen::Lean(lean("a")));
    }

    #[test]
    fn what_is_several_branches_at_once_is_kept_whole() {
        #[derive(crate::Deserialize, Debug, PartialEq)]
        struct Forward {
            next: Option<String>,
        }
        #[derive(crate::Deserialize, Debug, PartialEq)]
        struct Backward {
            prev: Option<String>,
        }
        #[derive(Debug, PartialEq)]
        enum Pages {
            Forward(Forward),
            Backward(Backward),
            Several(Value),
        }
        let read = |value: Value| {
            let union = Union::<_, serde_json::Error>::read(value).unwrap();
            union.branch(Pages::Forward).branch(Pages::Backward).finish_or(Pages::Several).unwrap()
        };
        let middle = serde_json::json!({"next": "3", "prev": "1"});
        assert_eq!(read(middle.clone()), Pages::Several(middle));
        let forward = |next: &str| Pages::Forward(Forward { next: Some(next.to_owned()) });
        assert_eq!(read(serde_json::json!({"next": "3", "prev": null})), forward("3"));
        assert_eq!(read(serde_json::json!({"next": "3", "newer": true})), forward("3"));
        let backward = Pages::Backward(Backward { prev: Some("1".to_owned()) });
        assert_eq!(read(serde_json::json!({"prev": "1"})), backward);
    }

    #[test]
    fn a_union_within_a_union_knows_what_its_branch_knows() {
        #[derive(crate::Deserialize, Debug, PartialEq)]
        struct Block {
            kind: Option<u8>,
            body: Option<u8>,
        }
        #[derive(Debug, PartialEq)]
        enum Node {
            Block(Block),
            Expression(Expression),
            Named(std::collections::BTreeMap<String, Expression>),
        }
        #[derive(crate::Deserialize, Debug, PartialEq)]
        struct List {
            kind: Option<u8>,
            elements: Option<Vec<u8>>,
        }
        #[derive(Debug, PartialEq)]
        enum Expression {
            List(List),
            Lean(Lean),
        }
        impl<'de> Deserialize<'de> for Expression {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let union = Union::read(deserializer)?;
                union.branch(Self::Lean).branch(Self::List).finish()
            }
        }
        let read = |text: &str| {
            let value: Value = serde_json::from_str(text).unwrap();
            let union = Union::<_, serde_json::Error>::read(value).unwrap();
            let union = union.branch(Node::Block).branch(Node::Expression);
            union.branch(Node::Named).finish().map_err(|it| it.to_string())
        };
        let list = List { kind: Some(1), elements: Some(vec![2]) };
        let node = read(r#"{"kind": 1, "elements": [2]}"#);
        assert_eq!(node, Ok(Node::Expression(Expression::List(list))));
        let block = Block { kind: Some(1), body: Some(2) };
        assert_eq!(read(r#"{"kind": 1, "body": 2}"#), Ok(Node::Block(block)));
        // The members of a map's values are not those of the map.
        let named = read(r#"{"elements": {"elements": [2]}}"#);
        assert!(matches!(named, Ok(Node::Named(_))), "{named:?}");
        let reason = read(r#"{"kind": 1, "elements": 2}"#).unwrap_err();
        assert!(reason.contains("Expression: no branch of the union fits"), "{reason}");
    }

    #[test]
    fn on_a_tie_what_is_lost_further_inside_counts() {
        macro_rules! holder {
            ($holder:ident, $held:ident, $member:ident) => {
                #[derive(crate::Deserialize, Debug)]
                struct $held {
                    $member: Option<u8>,
                }
                #[derive(crate::Deserialize, Debug)]
                struct $holder {
                    held: Option<$held>,
                }
            };
        }
        holder!(A, HeldA, a);
        holder!(B, HeldB, b);
        #[derive(Debug)]
        enum Either {
            A(A),
            B(B),
        }
        let read = |text: &str| {
            let value: Value = serde_json::from_str(text).unwrap();
            let union = Union::<_, serde_json::Error>::read(value).unwrap();
            union.branch(Either::A).branch(Either::B).finish().unwrap()
        };
        let inner = |it| match it {
            Either::A(it) => it.held.and_then(|it| it.a),
            Either::B(it) => it.held.and_then(|it| it.b).map(|it| it + 10),
        };
        assert_eq!(inner(read(r#"{"held": {"b": 1}}"#)), Some(11));
        assert_eq!(inner(read(r#"{"held": {"a": 1, "c": 2}}"#)), Some(1));
        assert!(matches!(read(r#"{"held": {"b": null}}"#), Either::B(_)));
    }

    #[test]
    fn on_a_tie_the_leanest_branch_is_taken_wherever_it_stands() {
        assert_eq!(from_slice::<Screen>(br#"{"id": "a"}"#).unwrap(), Screen::Lean(lean("a")));
        let value = serde_json::json!({"id": "a"});
        let union = Union::<_, serde_json::Error>::read(value).unwrap();
        let screen = union.branch(Screen::Full).branch(Screen::Lean).finish();
        assert_eq!(screen.unwrap(), Screen::Lean(lean("a")));
    }

    #[test]
    fn on_a_further_tie_and_without_members_the_first_is_taken() {
        let union = Union::<_, serde_json::Error>::read(serde_json::json!([1])).unwrap();
        let screen = union.branch(Screen::Ids).branch(Screen::Raw).finish();
        assert_eq!(screen.unwrap(), Screen::Ids(vec![1]));
    }

    #[test]
    fn if_none_fits_the_error_names_place_and_reasons_but_no_value() {
        let error = from_slice::<Vec<Screen>>(br#"[{"id": "sk_live"}, {"id": 7}]"#);
        let reasons = "Lean: at `id`: invalid type: integer, expected a string; \
                       Full: at `id`: invalid type: integer, expected a string; \
                       Vec<u8>: invalid type: map, expected a sequence";
        assert_eq!(error.as_ref().unwrap_err().path(), Some("[1]"));
        assert_eq!(error.unwrap_err().reason(), format!("no branch of the union fits ({reasons})"));
    }

    #[derive(Debug, PartialEq)]
    enum Store {
        Apple(Full),
        Unknown(Value),
    }

    impl<'de> Deserialize<'de> for Store {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let (tag, union) = Tagged::read(deserializer, "platform")?;
            Ok(match tag.as_deref() {
                Some("apple") => Self::Apple(union.decode()?),
                _ => Self::Unknown(union.into_value()),
            })
        }
    }

    #[test]
    fn a_tag_chooses_the_branch() {
        let apple = from_slice(br#"{"platform": "apple", "id": "a"}"#).unwrap();
        assert_eq!(Store::Apple(Full { id: "a".to_owned(), content: None }), apple);
        for text in ["{\"platform\":\"amazon\"}", "{\"platform\":1}", "{}", "[]"] {
            let store = from_slice(text.as_bytes()).unwrap();
            assert_eq!(Store::Unknown(serde_json::from_str(text).unwrap()), store);
        }
    }

    #[test]
    fn the_path_goes_on_within_a_branch() {
        let error =
            from_slice::<Vec<Store>>(br#"[{"platform": "apple", "id": "a", "content": {}}]"#)
                .unwrap_err();
        assert_eq!(error.path(), Some("[0].content"));
        assert_eq!(error.reason(), "missing field `title`");
    }

    #[test]
    fn type_names_lose_their_modules() {
        assert_eq!(bare_name("alloc::vec::Vec<a::b::C>"), "Vec<C>");
        assert_eq!(bare_name("(a::B, c_d::E)"), "(B, E)");
    }
}
