//! What attributes say to a user of an item.

use std::collections::BTreeSet;
use std::fmt;

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Path, Token};

use super::tokens::text;

/// What the attributes of an item say to its users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Conditions of which all have to hold for the item to be there, less those of the module or
    /// type that it is part of.
    pub cfg: BTreeSet<Cfg>,
    /// `#[deprecated]`, with its note.
    pub deprecated: Option<String>,
    /// `#[must_use]`, with its reason.
    pub must_use: Option<String>,
    /// `#[non_exhaustive]`: fields or variants may be added.
    pub non_exhaustive: bool,
}

/// A condition of an item: one of these predicates has to hold, each as `feature = "segments"`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cfg(BTreeSet<String>);

/// All that is read off attributes.
#[derive(Clone, Default)]
pub(super) struct Read {
    pub(super) attributes: Attributes,
    pub(super) docs: String,
    /// Traits with the conditions of `cfg_attr`.
    pub(super) derives: Vec<(BTreeSet<Cfg>, Path)>,
    /// Not for users: hidden from the documentation, or there for tests only.
    pub(super) hidden: bool,
}

impl Cfg {
    /// Whether this holds wherever `other` holds.
    pub(super) fn follows_from(&self, other: &Self) -> bool {
        other.0.is_subset(&self.0)
    }

    /// The conditions that one predicate sets.
    fn of(predicate: &Meta) -> BTreeSet<Self> {
        match predicate {
            Meta::List(list) if list.path.is_ident("all") => {
                nested(predicate).iter().flat_map(Self::of).collect()
            }
            Meta::List(list) if list.path.is_ident("any") => {
                BTreeSet::from([Self(nested(predicate).iter().map(text).collect())])
            }
            _ => BTreeSet::from([Self(BTreeSet::from([text(predicate)]))]),
        }
    }
}

impl Read {
    pub(super) fn of(attributes: &[Attribute]) -> Self {
        let mut read = Self::default();
        for attribute in attributes {
            read.take(&attribute.meta);
        }
        read
    }

    fn take(&mut self, meta: &Meta) {
        let Some(name) = meta.path().get_ident() else { return };
        match name.to_string().as_str() {
            "doc" => self.take_doc(meta),
            "cfg" => nested(meta).iter().for_each(|it| self.take_cfg(it)),
            "cfg_attr" => self.take_conditional(meta),
            "derive" => {
                let traits = nested(meta);
                let traits = traits.iter().map(|it| (BTreeSet::new(), it.path().clone()));
                self.derives.extend(traits);
            }
            "non_exhaustive" => self.attributes.non_exhaustive = true,
            "deprecated" => self.attributes.deprecated = Some(note(meta)),
            "must_use" => self.attributes.must_use = Some(note(meta)),
            _ => {}
        }
    }

    fn take_doc(&mut self, meta: &Meta) {
        match meta {
            Meta::NameValue(doc) => {
                self.docs.push_str(&literal(&doc.value));
                self.docs.push('\n');
            }
            _ => self.hidden |= nested(meta).iter().any(|it| it.path().is_ident("hidden")),
        }
    }

    fn take_cfg(&mut self, predicate: &Meta) {
        self.hidden |= predicate.path().is_ident("test");
        self.attributes.cfg.extend(Cfg::of(predicate));
    }

    /// Of what stands under a condition, users depend on traits alone.
    fn take_conditional(&mut self, meta: &Meta) {
        let nested = nested(meta);
        let Some((predicate, attributes)) = nested.split_first() else { return };
        let mut conditional = Self::default();
        attributes.iter().for_each(|it| conditional.take(it));
        let cfg = Cfg::of(predicate);
        let derives = conditional.derives.into_iter();
        self.derives
            .extend(derives.map(|(more, path)| (cfg.union(&more).cloned().collect(), path)));
    }
}

/// What stands in the brackets of an attribute; nothing where that is no list of attributes.
fn nested(meta: &Meta) -> Vec<Meta> {
    let Meta::List(list) = meta else { return Vec::new() };
    let nested = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    nested.map(|it| it.into_iter().collect()).unwrap_or_default()
}

/// The text of `#[must_use = "..."]`, `#[deprecated = "..."]` and `#[deprecated(note = "...")]`.
fn note(meta: &Meta) -> String {
    match meta {
        Meta::NameValue(pair) => literal(&pair.value),
        _ => {
            let nested = nested(meta);
            let note = nested.iter().find(|it| it.path().is_ident("note"));
            note.map(note_of_pair).unwrap_or_default()
        }
    }
}

fn note_of_pair(meta: &Meta) -> String {
    match meta {
        Meta::NameValue(pair) => literal(&pair.value),
        _ => String::new(),
    }
}

fn literal(value: &Expr) -> String {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => text.value(),
        _ => text(value),
    }
}

/// As attributes, each followed by a blank. Why something is deprecated or must be used is prose.
impl fmt::Display for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cfg.iter().try_for_each(|it| write!(f, "#[cfg({it})] "))?;
        let named = [
            (self.deprecated.is_some(), "#[deprecated] "),
            (self.must_use.is_some(), "#[must_use] "),
            (self.non_exhaustive, "#[non_exhaustive] "),
        ];
        named.iter().filter(|(is_set, _)| *is_set).try_for_each(|(_, text)| f.write_str(text))
    }
}

impl fmt::Display for Cfg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alternatives: Vec<_> = self.0.iter().map(String::as_str).collect();
        match alternatives.as_slice() {
            [only] => f.write_str(only),
            several => write!(f, "any({})", several.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use syn::parse_quote;

    fn check(item: syn::ItemStruct, expected: Expect) {
        let read = Read::of(&item.attrs);
        let derives = read.derives.iter().map(|(cfg, path)| {
            let cfg: String = cfg.iter().map(|it| format!("{it}: ")).collect();
            format!("derive {cfg}{}\n", text(path))
        });
        let derives: String = derives.collect();
        expected.assert_eq(&format!(
            "{}hidden: {}\n{derives}{}",
            read.attributes, read.hidden, read.docs
        ));
    }

    #[test]
    fn what_users_see_is_read() {
        check(
            parse_quote! {
                /// One.
                ///
                /// Two.
                #[must_use = "reason"]
                #[deprecated(since = "1", note = "old")]
                #[non_exhaustive]
                #[inline]
                #[derive(Clone, serde::Serialize)]
                #[cfg_attr(feature = "f", derive(Copy), serde(untagged))]
                #[cfg(feature = "a")]
                struct A;
            },
            expect![[r#"
                #[cfg(feature = "a")] #[deprecated] #[must_use] #[non_exhaustive] hidden: false
                derive Clone
                derive serde::Serialize
                derive feature = "f": Copy
                 One.

                 Two.
            "#]],
        );
    }

    #[test]
    fn conditions_have_one_form() {
        check(
            parse_quote! {
                #[cfg(all(any(feature = "b", feature = "a"), unix))]
                #[cfg(not(windows))]
                struct A;
            },
            expect![[r#"
                #[cfg(any(feature = "a", feature = "b"))] #[cfg(not(windows))] #[cfg(unix)] hidden: false
            "#]],
        );
    }

    #[test]
    fn what_is_not_for_users_is_hidden() {
        assert!(Read::of(&[parse_quote!(#[doc(hidden)])]).hidden);
        assert!(Read::of(&[parse_quote!(#[cfg(test)])]).hidden);
        assert!(!Read::of(&[parse_quote!(#[doc(alias = "hidden")])]).hidden);
        assert!(!Read::of(&[parse_quote!(#[cfg(not(test))])]).hidden);
    }

    #[test]
    fn one_condition_follows_from_another() {
        let cfg = |predicate: Meta| Cfg::of(&predicate).into_iter().next().unwrap();
        let a = cfg(parse_quote!(feature = "a"));
        let both = cfg(parse_quote!(any(feature = "a", feature = "b")));
        assert!(both.follows_from(&a));
        assert!(!a.follows_from(&both));
        assert!(a.follows_from(&a));
    }
}
