//! Ids that would address another operation.
//!
//! `GET /segments/{segment_id}` with the id `system` is `GET /segments/system`. A word is
//! reserved for a parameter when another template has it in the parameter's place and could be
//! the same path everywhere else.

use std::collections::BTreeSet;

/// For each parameter of `template` the words that other templates have in its place.
pub(super) fn words(template: &str, all: &[&str]) -> Vec<(String, Vec<String>)> {
    let own: Vec<&str> = template.split('/').collect();
    let mut reserved = Vec::new();
    for (position, segment) in own.iter().enumerate() {
        let Some(parameter) = parameter(segment) else { continue };
        let words: BTreeSet<String> = all
            .iter()
            .map(|other| other.split('/').collect::<Vec<_>>())
            .filter(|other| other.len() == own.len() && self::parameter(other[position]).is_none())
            .filter(|other| others_agree(&own, other, position))
            .map(|other| other[position].to_owned())
            .collect();
        if !words.is_empty() {
            reserved.push((parameter.to_owned(), words.into_iter().collect()));
        }
    }
    reserved
}

fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

fn others_agree(own: &[&str], other: &[&str], position: usize) -> bool {
    own.iter().zip(other).enumerate().all(|(at, (own, other))| {
        at == position || own == other || parameter(own).is_some() || parameter(other).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::words;

    const ALL: [&str; 6] = [
        "/segments/system",
        "/segments/{id}",
        "/screens/{id}/analytics",
        "/screens/analytics/overview",
        "/users/{id}/items/{item}",
        "/users/me/items/last",
    ];

    #[test]
    fn a_static_sibling_is_reserved() {
        assert_eq!(words("/segments/{id}", &ALL), [("id".to_owned(), vec!["system".to_owned()])]);
    }

    #[test]
    fn a_path_that_differs_elsewhere_is_not() {
        assert_eq!(words("/screens/{id}/analytics", &ALL), []);
    }

    #[test]
    fn each_parameter_is_looked_at_by_itself() {
        let found = words("/users/{id}/items/{item}", &ALL);
        assert_eq!(
            found,
            [
                ("id".to_owned(), vec!["me".to_owned()]),
                ("item".to_owned(), vec!["last".to_owned()]),
            ]
        );
    }
}
