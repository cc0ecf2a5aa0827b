//! Names of Rust types: how they are spelt, and who has which.

use heck::ToUpperCamelCase;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::shape::RUST_NAME;
use crate::spec::{Spec, schemas_root};

/// Names that generated code uses bare, or that the prelude gives a meaning to.
const RESERVED: [&str; 30] = [
    "BTreeMap",
    "Box",
    "Clone",
    "Date",
    "DateTime",
    "Debug",
    "Default",
    "Deserialize",
    "Display",
    "Eq",
    "Err",
    "Error",
    "From",
    "Into",
    "IntoIterator",
    "Iterator",
    "Map",
    "None",
    "Ok",
    "Option",
    "PartialEq",
    "Result",
    "Secret",
    "Self",
    "Serialize",
    "Some",
    "String",
    "Upload",
    "Value",
    "Vec",
];

/// Whether a type of this name would hide one that generated code uses.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// `text` in UpperCamelCase, as far as Rust allows it in a name; empty if nothing is left.
///
/// The backend spells names the same way. So that it leaves ours alone, the spelling is applied
/// until it changes nothing: `a_b_list` is `ABList` at first, and `AbList` from then on.
pub(crate) fn camel(text: &str) -> String {
    let mut name = spell(text);
    for _ in 0..text.len() {
        let again = spell(&name);
        if again == name {
            break;
        }
        name = again;
    }
    name
}

fn spell(text: &str) -> String {
    let name = ascii(text).to_upper_camel_case();
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// `text` in the letters of ASCII that come nearest to how it reads.
pub(crate) fn ascii(text: &str) -> Cow<'_, str> {
    let unknown = "";
    if text.is_ascii() { text.into() } else { deunicode::deunicode_with_tofu(text, unknown).into() }
}

/// `text` as the name of a type. A digit in front gets an `N` before it; a reserved name the
/// suffix `Schema`; a text without any letter or digit becomes `Schema`.
pub(super) fn type_name(text: &str) -> String {
    let name = camel(text);
    if name.is_empty() {
        return "Schema".to_owned();
    }
    if is_reserved(&name) {
        return format!("{name}Schema");
    }
    if syn::parse_str::<syn::Ident>(&name).is_err() {
        return format!("N{name}");
    }
    name
}

/// Names of which each is given once.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    names: HashSet<String>,
    /// The last number that each stem got.
    numbers: HashMap<String, usize>,
}

impl Taken {
    /// Takes `name`; says whether it was free.
    pub(crate) fn take(&mut self, name: &str) -> bool {
        self.names.insert(name.to_owned())
    }

    /// Takes `wanted`, or its stem with the first number that makes it free.
    /// A name of a keyword gets it in place of its `_`.
    pub(crate) fn claim(&mut self, wanted: &str) -> String {
        if self.take(wanted) {
            return wanted.to_owned();
        }
        let stem = wanted.trim_end_matches('_');
        let number = self.numbers.entry(stem.to_owned()).or_insert(1);
        loop {
            *number += 1;
            let name = format!("{stem}{number}");
            if self.names.insert(name.clone()) {
                return name;
            }
        }
    }
}

impl<T: Into<String>> FromIterator<T> for Taken {
    fn from_iter<I: IntoIterator<Item = T>>(names: I) -> Self {
        Self { names: names.into_iter().map(Into::into).collect(), numbers: HashMap::new() }
    }
}

/// Which type names are taken: those of all component schemas, and those that an overlay gives to
/// inline schemas.
pub(super) fn taken_types(spec: &Spec) -> Taken {
    let schemas = spec.object(&schemas_root()).into_iter().flatten();
    let mut taken: Taken = schemas.map(|(name, _)| name.as_str()).collect();
    spec.visit_schemas(&mut |_, schema| {
        if let Some(given) = schema.get(RUST_NAME).and_then(Value::as_str) {
            taken.take(given);
        }
    });
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_as_rust_wants_types() {
        for (text, name) in [
            ("user_list", "UserList"),
            ("HTTPError", "HttpError"),
            ("a_b_list", "AbList"),
            ("filter[country]", "FilterCountry"),
            ("404", "N404"),
            ("Option", "OptionSchema"),
            ("self", "SelfSchema"),
            ("🦀", "Crab"),
            ("→", "Schema"),
            ("", "Schema"),
            ("größe", "Grosse"),
            ("日本", "RiBen"),
            ("m²", "M2"),
        ] {
            assert_eq!(type_name(text), name, "{text}");
            assert_eq!(type_name(name), name, "{text}, the second time");
        }
    }

    #[test]
    fn a_taken_name_gets_the_first_free_number() {
        let mut names = Taken::default();
        let claimed: Vec<_> =
            ["User", "User3", "User", "User"].map(|it| names.claim(it)).into_iter().collect();
        assert_eq!(claimed, ["User", "User3", "User2", "User4"]);
        assert!(!names.take("User4") && names.take("Self_") && !names.take("Self_"));
        assert_eq!(["Self_", "Self_"].map(|it| names.claim(it)), ["Self2", "Self3"]);
    }
}
