//! What became of a document: the lines of the results file.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// What became of one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Its path below the directory, with `/`.
    pub(crate) name: String,
    /// Of its bytes and of the generator: while it stays, so does the result.
    pub(crate) fingerprint: String,
    /// Its size.
    pub(crate) bytes: u64,
    /// What it is, by its own words.
    pub(crate) kind: Kind,
    /// Whether a client was made of it.
    pub(crate) generation: Step,
    /// What was made; none where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) figures: Option<Figures>,
    /// Whether that compiles without a warning; none where it was not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) compile: Option<Step>,
    /// Whether JSON survives it; none where it was not tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) round_trip: Option<Step>,
    /// What was read and written for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) samples: Option<Samples>,
}

/// What a document says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// OpenAPI 3.0 or 3.1.
    #[serde(rename = "openapi-3")]
    OpenApi3,
    /// Swagger 2.0: counted, and no failure of ours.
    #[serde(rename = "swagger-2")]
    Swagger2,
    /// Neither, such as a package manifest that lies about.
    Other,
}

/// One of the things that are done with a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Step {
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// Of processors' time where the platform tells, else by the clock.
    pub(crate) seconds: f64,
    /// The most memory that it had at once, where the platform tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) peak_bytes: Option<u64>,
    /// Why it did not end well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) causes: Vec<Cause>,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// As it should.
    Good,
    /// The compiler warned.
    Warnings,
    /// It was refused with errors: by us, by the compiler, or JSON did not survive.
    Refused,
    /// It panicked.
    Panic,
    /// It took longer than it may.
    Timeout,
    /// It wanted more memory than it may have.
    Memory,
    /// It ended by a signal, or without a word.
    Crash,
}

/// Why a step did not end well, for people and for groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cause {
    /// Who says so: a stage of the generator, `rustc`, `round-trip`, `process`.
    pub(crate) stage: String,
    /// The message without the document's own names, the same for all documents with this fault.
    pub(crate) group: String,
    /// How often it was said of the document.
    pub(crate) count: u64,
    /// The message, the first time.
    pub(crate) message: String,
    /// Where in the document or in the code, the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<String>,
}

/// What was made of a document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) operations: u64,
    pub(crate) types: u64,
    /// Lines of code; comments and blank lines do not count.
    pub(crate) lines: u64,
    /// How many warnings each stage had.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) warnings: BTreeMap<String, u64>,
}

/// The JSON that was read as a type and written again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Samples {
    /// Samples that came back as they were.
    pub(crate) good: u64,
    /// Samples that did not.
    pub(crate) failed: u64,
    /// Examples in the document that break the schema beside them: not tried.
    pub(crate) invalid: u64,
    /// Types for which there was no sample.
    pub(crate) without: u64,
}

impl Record {
    /// Whether it counts: what is no OpenAPI 3 is no failure.
    pub(crate) fn counts(&self) -> bool {
        self.kind == Kind::OpenApi3
    }

    /// The steps that were taken, by name.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (StepName, &Step)> {
        StepName::ALL.into_iter().filter_map(|name| Some((name, self.step(name)?)))
    }

    /// The step, if it was taken.
    pub(crate) fn step(&self, name: StepName) -> Option<&Step> {
        match name {
            StepName::Generation => Some(&self.generation),
            StepName::Compile => self.compile.as_ref(),
            StepName::RoundTrip => self.round_trip.as_ref(),
        }
    }
}

/// The steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StepName {
    Generation,
    Compile,
    RoundTrip,
}

impl StepName {
    pub(crate) const ALL: [Self; 3] = [Self::Generation, Self::Compile, Self::RoundTrip];
}

impl fmt::Display for StepName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Generation => "generation",
            Self::Compile => "compile",
            Self::RoundTrip => "round trip",
        })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Good => "good",
            Self::Warnings => "warnings",
            Self::Refused => "refused",
            Self::Panic => "panic",
            Self::Timeout => "timeout",
            Self::Memory => "memory",
            Self::Crash => "crash",
        })
    }
}

impl Samples {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            good: self.good + other.good,
            failed: self.failed + other.failed,
            invalid: self.invalid + other.invalid,
            without: self.without + other.without,
        }
    }
}

impl Outcome {
    pub(crate) fn is_good(self) -> bool {
        self == Self::Good
    }
}

impl Step {
    /// A step that ended as it should.
    pub(crate) fn good(seconds: f64) -> Self {
        Self { outcome: Outcome::Good, seconds, peak_bytes: None, causes: Vec::new() }
    }

    /// A step that did not.
    pub(crate) fn failed(outcome: Outcome, seconds: f64, causes: Vec<Cause>) -> Self {
        Self { outcome, seconds, peak_bytes: None, causes }
    }

    pub(crate) fn is_good(&self) -> bool {
        self.outcome.is_good()
    }
}

impl Cause {
    /// Masks the document's names in `message`.
    pub(crate) fn new(stage: &str, message: &str, place: Option<String>) -> Self {
        Self {
            stage: stage.to_owned(),
            group: mask(message),
            count: 1,
            message: clip(message, 600),
            place: place.map(|it| clip(&it, 300)),
        }
    }

    /// One of each group, in the order of the first ones.
    pub(crate) fn distinct(causes: impl Iterator<Item = Self>) -> Vec<Self> {
        let mut distinct: Vec<Self> = Vec::new();
        for cause in causes {
            let same = |it: &&mut Self| (&it.stage, &it.group) == (&cause.stage, &cause.group);
            match distinct.iter_mut().find(same) {
                Some(first) => first.count += 1,
                None => distinct.push(cause),
            }
        }
        distinct
    }
}

/// The first characters of a text that may be as long as a document.
pub(crate) fn clip(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Words in backticks that are OpenAPI's or Rust's own, and say what the fault is.
const KEPT: &str = " $defs $ref additionalProperties allOf anyOf array boolean components const content \
    cookie default deepObject delete description discriminator encoding enum example examples \
    exclusiveMaximum exclusiveMinimum explode form format get head header headers in info integer items \
    mapping maxItems maxLength maximum minItems minLength minimum multipart/form-data multipleOf name not \
    null nullable number object oneOf openapi operationId options parameters patch path paths pattern \
    patternProperties pipeDelimited post properties propertyName put query readOnly requestBody required \
    responses schema schemas security servers simple spaceDelimited string style summary swagger tags title \
    trace type uniqueItems url writeOnly x-rust-name application/json self Self Option String Vec Box Clone \
    Copy Debug Default Deserialize Eq From Hash Into Ord PartialEq Serialize Send Sync crate super ";

/// `message` without what only this document says: names, values and numbers.
fn mask(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    let mut masked = String::new();
    for (index, part) in first.split('`').enumerate() {
        match index % 2 {
            0 => masked.push_str(&mask_words(part)),
            _ if KEPT.contains(&format!(" {part} ")) => masked.push_str(&format!("`{part}`")),
            _ => masked.push_str("`…`"),
        }
    }
    clip(&masked, 200)
}

fn mask_words(text: &str) -> String {
    let words = text.split(' ').map(|word| {
        let bare = word.trim_start_matches(['(', '#']);
        let is_value = bare.starts_with('"') || word.ends_with('"');
        let is_place = bare.len() > 1 && bare.starts_with('/');
        // `E0277:`, of the compiler.
        let is_code = word.len() == 6 && word.starts_with('E') && word.ends_with(':');
        let has_digit = !is_code && word.contains(|it: char| it.is_ascii_digit());
        if is_value || is_place || bare.starts_with("http") {
            return "…".to_owned();
        }
        if has_digit { mask_numbers(word) } else { word.to_owned() }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn mask_numbers(word: &str) -> String {
    let mut masked = String::new();
    for it in word.chars() {
        match it.is_ascii_digit() {
            true if masked.ends_with('N') => {}
            true => masked.push('N'),
            false => masked.push(it),
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_one_fault_are_one_group() {
        let group = |message| Cause::new("s", message, None).group;
        let one = group("`User` and /components/schemas/user are both called `User` in Rust");
        assert_eq!(one, "`…` and … are both called `…` in Rust");
        assert_eq!(one, group("`A` and /paths/~1a are both called `B` in Rust"));
        assert_eq!(
            group("`required` is not a list of strings"),
            "`required` is not a list of strings"
        );
        assert_eq!(group("65 of 9 at \"x\", see https://a.b"), "N of N at … see …");
        assert_eq!(group("E0277: `A` is not `B`"), "E0277: `…` is not `…`");
        assert_eq!(group("first line\nsecond `line`"), "first line");
    }

    #[test]
    fn what_is_said_often_is_kept_once_and_counted() {
        let causes = [("a", "`x`"), ("b", "`x`"), ("a", "`y`")];
        let causes = causes.into_iter().map(|(stage, it)| Cause::new(stage, it, None));
        let kept: Vec<_> = Cause::distinct(causes)
            .into_iter()
            .map(|it| (it.stage, it.message, it.count))
            .collect();
        let expected = [("a", "`x`", 2), ("b", "`x`", 1)];
        assert_eq!(kept, expected.map(|(stage, it, n)| (stage.to_owned(), it.to_owned(), n)));
    }

    #[test]
    fn long_texts_are_cut_at_a_character() {
        assert_eq!(clip("ééé", 2), "éé…");
        assert_eq!(clip("éé", 2), "éé");
    }

    #[test]
    fn a_record_survives_its_line() {
        let record = Record {
            name: "a/b.json".to_owned(),
            fingerprint: "f".to_owned(),
            bytes: 7,
            kind: Kind::OpenApi3,
            generation: Step::good(0.5),
            figures: Some(Figures { operations: 1, ..Figures::default() }),
            compile: Some(Step::failed(
                Outcome::Warnings,
                1.0,
                vec![Cause::new("rustc", "unused `x`", Some("src/lib.rs:1".to_owned()))],
            )),
            round_trip: None,
            samples: None,
        };
        let line = serde_json::to_string(&record).unwrap();
        assert!(!line.contains('\n'));
        assert_eq!(serde_json::from_str::<Record>(&line).unwrap(), record);
        let steps: Vec<_> = record.steps().map(|(name, it)| (name, it.outcome)).collect();
        let expected =
            [(StepName::Generation, Outcome::Good), (StepName::Compile, Outcome::Warnings)];
        assert_eq!(steps, expected);
    }
}
