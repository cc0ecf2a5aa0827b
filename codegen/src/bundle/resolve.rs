//! Where references lead.

use serde_json::Value;

use super::{Bundle, MAX_CHAIN, Part};
use crate::document::{Elsewhere, File, Reference};
use crate::pointer::Pointer;

/// Why a reference leads nowhere.
#[derive(Debug)]
pub(super) struct Problem {
    /// What is wrong, in the document's words.
    pub(super) message: String,
    /// What to do.
    pub(super) help: &'static str,
}

impl Problem {
    fn new(message: String, help: &'static str) -> Self {
        Self { message, help }
    }
}

impl Bundle<'_> {
    /// The part that `key` of the node at `at` refers to, over other references if need be.
    pub(super) fn resolve(&mut self, at: &Pointer, key: &str) -> Result<Part, Problem> {
        let first = self.spec.get(at).and_then(|it| it.get(key)).and_then(Value::as_str);
        let first = first.unwrap_or_default().to_owned();
        let mut file = self.part_at(&at.child(key)).file;
        let mut text = first.clone();
        for _ in 0..MAX_CHAIN {
            let part = self.lead(&file, &text)?;
            match self.value(&part).and_then(only_reference) {
                Some(next) if part.file != self.document.path() => text = next.to_owned(),
                _ => return Ok(part),
            }
            file = part.file;
        }
        let help = "write the part out at one of the places that refer to it";
        Err(Problem::new(format!("`{first}` leads in a circle"), help))
    }

    /// The part that `text` refers to where it stands in `file`.
    fn lead(&mut self, file: &str, text: &str) -> Result<Part, Problem> {
        let Reference { path, fragment } =
            Reference::parse(file, text).map_err(|it| it.of(text))?;
        self.tell_broken(&path);
        if path != self.document.path() {
            match self.document.file(&path) {
                Some(File::Read(_)) => {}
                Some(File::Broken(_)) => {
                    return Err(Problem::new(format!("`{path}` is broken"), "mend the file"));
                }
                Some(File::Absent(reason)) => {
                    let message = format!("`{text}` cannot be read: {reason}");
                    return Err(Problem::new(message, "add the file, or correct the reference"));
                }
                None => {
                    let message = format!("`{text}` is in another file, which was not given");
                    let help = "put the document into one file, or load it with its files";
                    return Err(Problem::new(message, help));
                }
            }
        }
        let Some(at) = Pointer::from_reference(&format!("#{fragment}")) else {
            let help = "refer to it by its path within the file, as in `#/components/schemas/User`";
            return Err(Problem::new(format!("`{text}` does not end in a JSON pointer"), help));
        };
        let part = Part { file: path, at };
        if self.value(&part).is_some() {
            return Ok(part);
        }
        // Some write files as if they were pasted into the document.
        let pasted = Part { file: self.document.path().to_owned(), at: part.at };
        if text.starts_with('#') && self.value(&pasted).is_some() {
            return Ok(pasted);
        }
        let help = "add what is referred to, or correct the reference";
        Err(Problem::new(format!("nothing stands at `{text}`"), help))
    }

    /// What stands at a part of one of the files; in the document itself, as it is by now.
    pub(super) fn value(&self, part: &Part) -> Option<&Value> {
        if part.file == self.document.path() {
            return self.spec.get(&part.at);
        }
        match self.document.file(&part.file)? {
            File::Read(source) => part.at.resolve(source.value()),
            File::Broken(_) | File::Absent(_) => None,
        }
    }

    /// A file that is neither YAML nor JSON is an error, as the document itself would be.
    fn tell_broken(&mut self, path: &str) {
        if let Some(File::Broken(report)) = self.document.file(path)
            && self.told.insert(path.to_owned())
        {
            self.report.absorb(report.clone());
        }
    }
}

impl Elsewhere {
    fn of(&self, text: &str) -> Problem {
        let (message, help) = match self {
            Self::Network => (
                format!("`{text}` is not fetched"),
                "save the file in the document's folder, and refer to it there",
            ),
            Self::Outside => (
                format!("`{text}` leads out of the document's folder"),
                "move the file into the document's folder, or below it",
            ),
            Self::NotAPath => (
                format!("`{text}` is no path of a file"),
                "write names joined by single `/`, with other characters as `%XX`",
            ),
        };
        Problem::new(message, help)
    }
}

/// The reference that a part is, with nothing beside it.
fn only_reference(value: &Value) -> Option<&str> {
    let members = value.as_object().filter(|it| it.len() == 1)?;
    members.get("$ref")?.as_str()
}
