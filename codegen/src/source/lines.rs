//! From the number of a character to its line and column, without reading the text from its
//! beginning each time.

use crate::report::Location;

/// How many characters lie between two marks.
const STRIDE: usize = 1024;

/// How much of a line is shown, in characters: some documents stand on one line.
const SHOWN: usize = 160;

/// A mark at every so many characters.
#[derive(Debug)]
pub(super) struct Lines(Vec<Mark>);

/// Where a character is.
#[derive(Clone, Copy, Debug)]
struct Mark {
    /// In bytes from the beginning of the text.
    byte: usize,
    /// From 1.
    line: usize,
    /// From 0.
    column: usize,
}

impl Mark {
    const START: Self = Self { byte: 0, line: 1, column: 0 };

    fn after(self, char: char) -> Self {
        let byte = self.byte + char.len_utf8();
        match char {
            '\n' => Self { byte, line: self.line + 1, column: 0 },
            _ => Self { byte, line: self.line, column: self.column + 1 },
        }
    }
}

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut mark = Mark::START;
        for (index, char) in text.chars().enumerate() {
            if index % STRIDE == 0 {
                marks.push(mark);
            }
            mark = mark.after(char);
        }
        Self(marks)
    }

    /// The place of the character with the number `at`.
    pub(super) fn location(&self, name: &str, text: &str, at: usize) -> Location {
        let mark = self.0.get(at / STRIDE).copied().unwrap_or(Mark::START);
        let chars = text[mark.byte..].chars().take(at % STRIDE);
        let mark = chars.fold(mark, Mark::after);
        let before = shown_before(&text[..mark.byte]);
        // To the end of the line alone if that is near: there are lines of many megabytes.
        let after = text[mark.byte..].chars().take(SHOWN - before.chars().count());
        let after = after.take_while(|it| !matches!(it, '\n' | '\r'));
        Location {
            file: name.to_owned(),
            line: mark.line,
            column: mark.column + 1,
            indent: before.chars().count(),
            text: before.chars().chain(after).collect(),
        }
    }
}

/// The end of a text as far as it is on its last line: all of that where it is short, and else so
/// much that what comes after it can be shown as well.
fn shown_before(text: &str) -> &str {
    let last = text.char_indices().rev().take_while(|(_, char)| *char != '\n');
    let starts: Vec<usize> = last.map(|(start, _)| start).take(SHOWN).collect();
    let count = if starts.len() < SHOWN { starts.len() } else { SHOWN / 2 };
    let start = count.checked_sub(1).and_then(|it| starts.get(it));
    &text[start.copied().unwrap_or(text.len())..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, at: usize) -> (usize, usize, String) {
        let it = Lines::of(text).location("a.yaml", text, at);
        let pointed = it.text.chars().skip(it.indent).collect();
        (it.line, it.column, pointed)
    }

    #[test]
    fn lines_and_columns_count_characters() {
        assert_eq!(shown("a\nbäc\n", 4), (2, 3, "c".to_owned()));
        assert_eq!(shown("a\r\nb", 3), (2, 1, "b".to_owned()));
        assert_eq!(shown("", 0), (1, 1, String::new()));
        assert_eq!(shown("a", 7), (1, 2, String::new()));
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_shown() {
        let text = format!("x\n{}!{}", "ä".repeat(5000), "b".repeat(5000));
        let it = Lines::of(&text).location("a.yaml", &text, 5002);
        assert_eq!((it.line, it.column, it.text.chars().count()), (2, 5001, SHOWN));
        assert_eq!(it.text.chars().nth(it.indent), Some('!'));
    }
}
