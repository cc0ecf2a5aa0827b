//! Which of the credentials that a client was given a call proves itself with.

use crate::InvalidInput;
use crate::operation::Security;

/// The scheme of [`ClientBuilder::bearer`](crate::ClientBuilder::bearer).
pub(super) const DEFAULT_SCHEME: &str = "bearer";

/// What operations need unless something else is said.
pub(super) const DEFAULT_SECURITY: Security = &[&[DEFAULT_SCHEME]];

/// The first alternative whose credentials were all given; none of them where one is empty.
pub(super) fn choose(
    alternatives: Security,
    given: impl Fn(&str) -> bool,
) -> Result<&'static [&'static str], InvalidInput> {
    let fits = |schemes: &&&[&str]| !schemes.is_empty() && schemes.iter().all(|it| given(it));
    if let Some(schemes) = alternatives.iter().find(fits) {
        return Ok(schemes);
    }
    if alternatives.iter().all(|schemes| !schemes.is_empty())
        && let Some(first) = alternatives.first()
    {
        let missing = first.iter().find(|it| !given(it)).copied().unwrap_or_default();
        return Err(InvalidInput::new(missing, how_to_mend(alternatives)));
    }
    Ok(&[])
}

fn how_to_mend(alternatives: Security) -> String {
    if alternatives == DEFAULT_SECURITY {
        return "was not given; set the token".to_owned();
    }
    let in_words = |schemes: &&[&str]| {
        schemes.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(" and ")
    };
    let words: Vec<String> = alternatives.iter().map(in_words).collect();
    format!("was not given; set {}", words.join(", or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEVERAL: Security = &[&["key", "id"], &["oauth"]];

    fn chosen(alternatives: Security, given: &[&str]) -> Result<Vec<&'static str>, String> {
        let chosen = choose(alternatives, |it| given.contains(&it));
        chosen.map(<[_]>::to_vec).map_err(|error| error.to_string())
    }

    #[test]
    fn the_first_alternative_with_all_of_its_credentials_is_chosen() {
        assert_eq!(chosen(SEVERAL, &["oauth", "id", "key"]), Ok(vec!["key", "id"]));
        assert_eq!(chosen(SEVERAL, &["oauth", "id"]), Ok(vec!["oauth"]));
        let message = "`key` was not given; set `key` and `id`, or `oauth`".to_owned();
        assert_eq!(chosen(SEVERAL, &[]), Err(message));
        let message = "`id` was not given; set `key` and `id`, or `oauth`".to_owned();
        assert_eq!(chosen(SEVERAL, &["key"]), Err(message));
    }

    #[test]
    fn what_needs_none_takes_what_there_is() {
        const OPTIONAL: [Security; 2] = [&[&["key"], &[]], &[&[], &["key"]]];
        const NONE: [Security; 2] = [&[], &[&[]]];
        for optional in OPTIONAL {
            assert_eq!(chosen(optional, &["key"]), Ok(vec!["key"]));
            assert_eq!(chosen(optional, &["other"]), Ok(vec![]));
        }
        for none in NONE {
            assert_eq!(chosen(none, &["key"]), Ok(vec![]));
        }
    }
}
