//! One page that needs nothing but itself: `templates/drift/` holds its three parts.
//!
//! Askama escapes all that the template does not call safe, which is our own style and script. The
//! page's content security policy names those two by their hash: even a text that came through
//! unescaped would neither run nor load anything.

use std::fmt;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use indexmap::{IndexMap, IndexSet};
use sha2::{Digest, Sha256};
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::{Comparison, Group, LEVELS, Scope, Section, visible};
use crate::diff::Level;
use crate::rust_api::Step;

const STYLE: &str = include_str!("../../../templates/drift/page.css");
const SCRIPT: &str = include_str!("../../../templates/drift/page.js");

/// Longer values are marked as a whole: the time to compare them grows with the square.
const COMPARED_BYTES: usize = 4000;

/// More operations than this are folded away.
const OPEN_PLACES: usize = 8;

/// More changes than this, and the sections that hold nothing grave are closed at first.
const OPEN_CHANGES: usize = 40;

/// The report as an HTML page.
///
/// # Errors
/// If the template cannot be written out, which needs a value that cannot be formatted.
pub fn render(comparison: &Comparison<'_>) -> Result<String, fmt::Error> {
    let page = Page::new(comparison).render().map_err(|_| fmt::Error)?;
    Ok(visible(&page))
}

#[derive(Template)]
#[template(path = "drift/page.html")]
struct Page<'a> {
    old: &'a str,
    new: &'a str,
    step: Step,
    sentence: &'static str,
    levels: Vec<LevelCount>,
    approved: usize,
    tags: Vec<&'a str>,
    chart: Chart<'a>,
    sections: Vec<SectionView<'a>>,
    policy: String,
    style: &'static str,
    script: &'static str,
}

struct LevelCount {
    level: Level,
    meaning: &'static str,
    count: usize,
}

/// Horizontal bars, one for each tag, of one part for each level.
struct Chart<'a> {
    bars: Vec<Bar<'a>>,
    height: usize,
}

struct Bar<'a> {
    tag: &'a str,
    top: usize,
    total: usize,
    parts: Vec<Part>,
    sentence: String,
}

/// Left end and width, in percent of the chart's width.
struct Part {
    level: Level,
    count: usize,
    left: f64,
    width: f64,
}

/// A section as the page shows it.
struct SectionView<'a> {
    heading: &'a str,
    /// The method and the path, if it is about one operation.
    operation: Option<(&'a str, &'a str)>,
    groups: Vec<GroupView<'a>>,
    counts: Vec<(Level, usize)>,
    open: bool,
}

/// A group as the page shows it.
struct GroupView<'a> {
    group: Group<'a>,
    level: Level,
    /// The numbers of its tags in the page's list, between blanks.
    tags: String,
    what: Vec<Piece>,
    before: Option<Vec<Piece>>,
    after: Option<Vec<Piece>>,
    reach: Option<String>,
    places_open: bool,
}

/// Text, and whether it stands out.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    text: String,
    marked: bool,
}

impl<'a> Page<'a> {
    fn new(comparison: &Comparison<'a>) -> Self {
        let groups = comparison.groups();
        let chart = Chart::new(&groups);
        let tags: IndexSet<_> = groups.iter().flat_map(Group::tags).collect();
        let open_all = groups.len() <= OPEN_CHANGES;
        let sections = comparison.sections().into_iter();
        Self {
            old: comparison.old,
            new: comparison.new,
            step: comparison.diff.semver,
            sentence: sentence(comparison.diff.semver),
            levels: LEVELS.map(|level| LevelCount::new(level, &groups)).into(),
            approved: groups.iter().filter(|it| it.approved.is_some()).count(),
            sections: sections.map(|it| SectionView::new(it, &tags, open_all)).collect(),
            tags: tags.into_iter().collect(),
            chart,
            policy: policy(),
            style: STYLE,
            script: SCRIPT,
        }
    }

    fn total(&self) -> usize {
        self.levels.iter().map(|it| it.count).sum()
    }
}

fn sentence(step: Step) -> &'static str {
    match step {
        Step::None => "Nothing changed.",
        Step::Patch => "Only words changed. Code and calls work as before.",
        Step::Minor => "There is more than before, and what there was still works.",
        Step::Major => "Calls or code that worked may no longer.",
    }
}

/// Allows the page's own style and script, and nothing else: no network, no form, no frame.
fn policy() -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    format!(
        "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; \
         form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

impl Level {
    /// Its class in the style.
    fn class(self) -> &'static str {
        match self {
            Self::WireBreaking => "breaking",
            Self::Unknown => "unknown",
            Self::WireCompatible => "compatible",
            Self::Docs => "docs",
        }
    }
}

fn counted(groups: &[Group<'_>], level: Level) -> usize {
    groups.iter().filter(|it| it.level() == level).count()
}

impl LevelCount {
    fn new(level: Level, groups: &[Group<'_>]) -> Self {
        let meaning = match level {
            Level::WireBreaking => "Yesterday’s client fails or is misunderstood.",
            Level::Unknown => "The contract does not tell; the change says why.",
            Level::WireCompatible => "Yesterday’s client works as before.",
            Level::Docs => "The words changed, and nothing on the wire.",
        };
        Self { level, meaning, count: counted(groups, level) }
    }
}

impl<'a> Chart<'a> {
    const BAR_HEIGHT: usize = 42;

    fn new(groups: &[Group<'a>]) -> Self {
        let mut counts: IndexMap<&str, [usize; LEVELS.len()]> = IndexMap::new();
        for group in groups {
            let mut tags = group.tags();
            if tags.is_empty() {
                tags.insert("(no tag)");
            }
            for tag in tags {
                let of_levels = counts.entry(tag).or_default().iter_mut().zip(LEVELS);
                of_levels.filter(|(_, it)| *it == group.level()).for_each(|(count, _)| *count += 1);
            }
        }
        counts.sort_by(|_, a, _, b| {
            let (a, b): (usize, usize) = (a.iter().sum(), b.iter().sum());
            b.cmp(&a)
        });
        let longest = counts.values().map(|it| it.iter().sum()).max().unwrap_or(1);
        let bars = counts.into_iter().enumerate();
        let bars: Vec<_> = bars
            .map(|(row, (tag, counts))| Bar::new(tag, row * Self::BAR_HEIGHT, counts, longest))
            .collect();
        Self { height: bars.len() * Self::BAR_HEIGHT, bars }
    }
}

impl<'a> Bar<'a> {
    fn new(tag: &'a str, top: usize, counts: [usize; LEVELS.len()], longest: usize) -> Self {
        let percent = |count: usize| 100.0 * count as f64 / longest as f64;
        let mut before = 0;
        let mut parts = Vec::new();
        for (level, count) in LEVELS.into_iter().zip(counts).filter(|(_, count)| *count > 0) {
            parts.push(Part { level, count, left: percent(before), width: percent(count) });
            before += count;
        }
        let levels: Vec<_> = parts.iter().map(|it| format!("{} {}", it.count, it.level)).collect();
        Self { tag, top, total: before, sentence: levels.join(", "), parts }
    }
}

impl<'a> SectionView<'a> {
    fn new(section: Section<'a>, tags: &IndexSet<&str>, open_all: bool) -> Self {
        let count = |level| (level, counted(&section.groups, level));
        let counts: Vec<_> = LEVELS.map(count).into_iter().filter(|(_, it)| *it > 0).collect();
        let grave = section.groups.iter().any(|it| it.level() >= Level::Unknown);
        let (heading, operation) = match section.scope {
            Scope::Document => ("The whole document", None),
            Scope::Shared => ("Shared by several operations", None),
            Scope::Operation(name) => (name, name.split_once(' ')),
        };
        let groups = section.groups.into_iter().map(|it| GroupView::new(it, tags)).collect();
        Self { heading, operation, groups, counts, open: open_all || grave }
    }
}

impl<'a> GroupView<'a> {
    fn new(group: Group<'a>, tags: &IndexSet<&str>) -> Self {
        let numbers = group.tags().into_iter().filter_map(|it| tags.get_index_of(it));
        let numbers: Vec<_> = numbers.map(|it| it.to_string()).collect();
        let (before, after) =
            side_by_side(group.first.before.as_deref(), group.first.after.as_deref());
        Self {
            level: group.level(),
            tags: numbers.join(" "),
            what: with_code(&group.first.what),
            before,
            after,
            reach: group.reach(),
            places_open: group.changes.len() <= OPEN_PLACES,
            group,
        }
    }

    fn rust(&self) -> Vec<&'a str> {
        self.group.rust().into_iter().collect()
    }
}

/// Running text, its parts between backticks marked as code.
fn with_code(text: &str) -> Vec<Piece> {
    let parts: Vec<_> = text.split('`').collect();
    if parts.len() % 2 == 0 {
        return vec![Piece { text: text.to_owned(), marked: false }];
    }
    let pieces = parts.into_iter().enumerate();
    pieces
        .filter(|(_, text)| !text.is_empty())
        .map(|(index, text)| Piece { text: text.to_owned(), marked: index % 2 == 1 })
        .collect()
}

/// Both values with what differs marked; where there is but one, nothing is.
fn side_by_side(
    before: Option<&str>,
    after: Option<&str>,
) -> (Option<Vec<Piece>>, Option<Vec<Piece>>) {
    let whole = |text: &str, marked| vec![Piece { text: text.to_owned(), marked }];
    match (before, after) {
        (Some(before), Some(after)) => match marked(before, after) {
            Some((before, after)) => (Some(before), Some(after)),
            None => (Some(whole(before, true)), Some(whole(after, true))),
        },
        _ => (before.map(|it| whole(it, false)), after.map(|it| whole(it, false))),
    }
}

/// Both texts with the words marked that only one has; nothing if they have little in common.
fn marked(before: &str, after: &str) -> Option<(Vec<Piece>, Vec<Piece>)> {
    let longer = before.len().max(after.len());
    if longer > COMPARED_BYTES {
        return None;
    }
    let (old, new) = (words(before), words(after));
    let changes = capture_diff_slices(Algorithm::Patience, &old, &new);
    let before = pieces(changes.iter().map(|it| (it.tag(), old.get(it.old_range()))));
    let after = pieces(changes.iter().map(|it| (it.tag(), new.get(it.new_range()))));
    let common: usize = before.iter().filter(|it| !it.marked).map(|it| it.text.len()).sum();
    (common * 4 >= longer).then_some((before, after))
}

/// Words and what stands between them: each run of letters and digits, and each other character.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |it: char| it.is_alphanumeric() || it == '_';
        let end = match rest.find(|it| !is_word(it)) {
            Some(0) => first.len_utf8(),
            Some(end) => end,
            None => rest.len(),
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

fn pieces<'a>(parts: impl Iterator<Item = (DiffTag, Option<&'a [&'a str]>)>) -> Vec<Piece> {
    let pieces = parts.map(|(tag, words)| Piece {
        text: words.unwrap_or_default().concat(),
        marked: tag != DiffTag::Equal,
    });
    pieces.filter(|it| !it.text.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use expect_test::{Expect, expect, expect_file};

    use super::super::sample::{HOSTILE, Sample};
    use super::{Piece, render, side_by_side, with_code};
    use crate::diff::Diff;
    use crate::diff::report::Comparison;

    fn page() -> String {
        render(&Sample::new().comparison()).unwrap()
    }

    #[test]
    fn html() {
        expect_file!["golden/report.html"].assert_eq(&page());
    }

    #[test]
    fn nothing_changed_is_a_page_too() {
        let (diff, approved) = (Diff::default(), BTreeMap::new());
        let nothing = Comparison { old: "a", new: "b", diff: &diff, approved: &approved };
        let page = render(&nothing).unwrap();
        assert!(page.contains("<h1 id=\"verdict\" class=\"step-none\">none</h1>"));
        assert!(page.contains("The two documents say the same."));
        assert!(!page.contains("<svg"));
    }

    #[test]
    fn what_a_document_says_stays_text() {
        let page = page();
        assert!(HOSTILE.contains("</script>") && HOSTILE.contains("<img"));
        assert_eq!(page.matches("<script").count(), 1);
        assert_eq!(page.matches("</script").count(), 1);
        assert!(!page.contains("<img") && !page.contains("<b>the vendor"));
        assert!(page.contains("&#60;/script&#62;&#60;script&#62;alert(1)"));
        assert!(page.contains("agreed with &#60;b&#62;the vendor"));
    }

    #[test]
    fn the_page_names_no_address_to_load_from() {
        let page = page();
        for attribute in ["src=", "srcset=", "action=", "@import", "url("] {
            let own = page.replace("&#60;img src=x", "");
            assert!(!own.contains(attribute), "{attribute}");
        }
        let links = page.split("href=\"").skip(1);
        links.for_each(|it| assert!(it.starts_with('#') || it.starts_with("data:,\""), "{it:.40}"));
        assert!(page.contains("default-src &#39;none&#39;"));
    }

    fn check(before: &str, after: &str, expected: Expect) {
        let side = |pieces: Option<Vec<Piece>>| -> String {
            let mark = |it: Piece| if it.marked { format!("[{}]", it.text) } else { it.text };
            pieces.unwrap().into_iter().map(mark).collect()
        };
        let (before, after) = side_by_side(Some(before), Some(after));
        expected.assert_eq(&format!("{}\n{}", side(before), side(after)));
    }

    #[test]
    fn differing_words_are_marked() {
        check(
            "optional array of strings",
            "required array of numbers",
            expect![[r#"
            [optional] array of [strings]
            [required] array of [numbers]"#]],
        );
        check(
            r#"["EUR"]"#,
            r#"["EUR", "Xé"]"#,
            expect![[r#"
                ["EUR"]
                ["EUR"[, "Xé"]]"#]],
        );
        check("a", "a", expect!["a\na"]);
    }

    #[test]
    fn what_has_little_in_common_is_marked_whole() {
        check(
            "no limit",
            "64",
            expect![[r#"
            [no limit]
            [64]"#]],
        );
        check(
            "Creates a user.",
            "It is a long story that nobody has told so far.",
            expect![[r#"
            [Creates a user.]
            [It is a long story that nobody has told so far.]"#]],
        );
        let long = "a ".repeat(5000);
        let (before, after) = side_by_side(Some(&long), Some("a"));
        assert!([before, after].iter().flatten().flatten().all(|it| it.marked));
    }

    #[test]
    fn backticks_make_code_in_pairs() {
        let shown = |text| {
            let mark =
                |it: &Piece| if it.marked { format!("<{}>", it.text) } else { it.text.clone() };
            with_code(text).iter().map(mark).collect::<String>()
        };
        assert_eq!(shown("`a` or `b`"), "<a> or <b>");
        assert_eq!(shown("`a` or `b"), "`a` or `b");
    }
}
