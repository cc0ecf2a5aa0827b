//! Texts that the server wrote, as far as an error shows them.

use std::borrow::Cow;
use std::fmt::{self, Write};

/// The longest text that is shown whole, in characters.
const LONGEST: usize = 300;

/// A text of the server without the credentials, which some servers quote, on one line and cut off
/// where it is long.
pub(super) struct Excerpt<'a> {
    text: &'a str,
    secrets: Vec<String>,
}

impl<'a> Excerpt<'a> {
    /// The secrets are not empty.
    pub(super) fn new(text: &'a str, secrets: Vec<String>) -> Self {
        Self { text, secrets }
    }
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // First hidden, then cut: otherwise half of the credential might be left.
        let mut text = Cow::Borrowed(self.text);
        for secret in self.secrets.iter().filter(|it| self.text.contains(*it)) {
            text = Cow::Owned(text.replace(secret, "<redacted>"));
        }
        let mut rest = text.chars();
        for char in rest.by_ref().take(LONGEST) {
            if char.is_control() {
                write!(f, "{}", char.escape_default())?;
            } else {
                f.write_char(char)?;
            }
        }
        if rest.next().is_some() { f.write_char('…') } else { Ok(()) }
    }
}

impl fmt::Debug for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, shown: &str) {
        assert_eq!(Excerpt::new(text, vec!["sk_live".to_owned()]).to_string(), shown);
    }

    #[test]
    fn the_credential_is_hidden_wherever_it_stands() {
        check("no key sk_live, sk_livesk_live", "no key <redacted>, <redacted><redacted>");
        check("no key", "no key");
        let several = vec!["key".to_owned(), "no".to_owned()];
        assert_eq!(Excerpt::new("no key", several).to_string(), "<redacted> <redacted>");
        assert_eq!(Excerpt::new("no key", Vec::new()).to_string(), "no key");
    }

    #[test]
    fn a_long_text_is_cut_off_and_no_part_of_the_credential_is_left() {
        let long = "é".repeat(LONGEST);
        check(&long, &long);
        check(&format!("{long}a"), &format!("{long}…"));
        for before in 0..=LONGEST {
            let text = format!("{}sk_live{long}", "-".repeat(before));
            let shown = Excerpt::new(&text, vec!["sk_live".to_owned()]).to_string();
            assert!(!shown.contains("sk"), "{shown}");
            assert_eq!(shown.chars().count(), LONGEST + 1);
        }
    }

    #[test]
    fn a_text_stays_on_its_line() {
        check("a\r\nERROR b\u{1b}[0m\0", "a\\r\\nERROR b\\u{1b}[0m\\u{0}");
        assert_eq!(format!("{:?}", Excerpt::new("a\n", Vec::new())), "\"a\\n\"");
    }
}
