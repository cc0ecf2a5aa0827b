//! Ids that would address another operation.
//!
//! `GET /segments/{segment_id}` with the id `system` is `GET /segments/system`. A word is
//! reserved for a parameter when another template has it in the parameter's place and could be
//! the same path everywhere else.

use std::collections::{BTreeSet, HashMap};

/// The path templates of a document, to be compared with each other.
pub(super) struct Templates(HashMap<Like, Vec<Vec<String>>>);

/// What templates have in common that can be the same path: how many segments there are, and the
/// first, if that is no parameter.
#[derive(PartialEq, Eq, Hash)]
struct Like {
    length: usize,
    first: Option<String>,
}

impl Templates {
    pub(super) fn new<'a>(templates: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all: HashMap<_, Vec<_>> = HashMap::new();
        for template in templates {
            let segments: Vec<String> = segments(template).map(str::to_owned).collect();
            let first = segments.first().filter(|it| parameter(it).is_none()).cloned();
            all.entry(Like { length: segments.len(), first }).or_default().push(segments);
        }
        Self(all)
    }

    /// For each parameter of `template` the words that other templates have in its place.
    pub(super) fn words(&self, template: &str) -> Vec<(String, Vec<String>)> {
        let own: Vec<&str> = segments(template).collect();
        let others: Vec<&Vec<String>> = self.that_may_be(&own).collect();
        let mut reserved = Vec::new();
        for (position, segment) in own.iter().enumerate() {
            let Some(parameter) = parameter(segment) else { continue };
            let words: BTreeSet<&String> = others
                .iter()
                .filter(|other| self::parameter(&other[position]).is_none())
                .filter(|other| others_agree(&own, other, position))
                .map(|other| &other[position])
                .collect();
            if !words.is_empty() {
                reserved.push((parameter.to_owned(), words.into_iter().cloned().collect()));
            }
        }
        reserved
    }

    /// Those of the same length whose first segment does not rule out that they are the same path.
    fn that_may_be<'a>(&'a self, own: &[&str]) -> impl Iterator<Item = &'a Vec<String>> {
        let length = own.len();
        let first = own.first().filter(|it| parameter(it).is_none()).map(|it| (*it).to_owned());
        let alike = match first {
            Some(first) => {
                let likes = [Like { length, first: Some(first) }, Like { length, first: None }];
                likes.iter().filter_map(|it| self.0.get(it)).collect::<Vec<_>>()
            }
            None => self.0.iter().filter(|(it, _)| it.length == length).map(|it| it.1).collect(),
        };
        alike.into_iter().flatten()
    }
}

/// The segments of a template behind the `/` that it begins with.
fn segments(template: &str) -> impl Iterator<Item = &str> {
    template.strip_prefix('/').unwrap_or(template).split('/')
}

fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn others_agree(own: &[&str], other: &[String], position: usize) -> bool {
    own.iter().zip(other).enumerate().all(|(at, (own, other))| {
        at == position
            || *own == other.as_str()
            || parameter(own).is_some()
            || parameter(other).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::Templates;

    const ALL: [&str; 6] = [
        "/segments/system",
        "/segments/{id}",
        "/screens/{id}/analytics",
        "/screens/analytics/overview",
        "/users/{id}/items/{item}",
        "/users/me/items/last",
    ];

    fn words(template: &str) -> Vec<(String, Vec<String>)> {
        Templates::new(ALL).words(template)
    }

    #[test]
    fn a_static_sibling_is_reserved() {
        assert_eq!(words("/segments/{id}"), [("id".to_owned(), vec!["system".to_owned()])]);
    }

    #[test]
    fn a_path_that_differs_elsewhere_is_not() {
        assert_eq!(words("/screens/{id}/analytics"), []);
    }

    #[test]
    fn a_parameter_may_be_any_first_segment() {
        let all = Templates::new(["/segments/system", "/{kind}/all", "/users/{id}"]);
        let kinds = vec!["segments".to_owned(), "users".to_owned()];
        assert_eq!(all.words("/{kind}/system"), [("kind".to_owned(), kinds)]);
        assert_eq!(all.words("/users/{id}"), [("id".to_owned(), vec!["all".to_owned()])]);
    }

    #[test]
    fn each_parameter_is_looked_at_by_itself() {
        let found = words("/users/{id}/items/{item}");
        assert_eq!(
            found,
            [
                ("id".to_owned(), vec!["me".to_owned()]),
                ("item".to_owned(), vec!["last".to_owned()]),
            ]
        );
    }
}
