//! The report as one HTML page that needs nothing but itself.
//!
//! Askama escapes all that the template does not call safe, which is our own style. The page's
//! content security policy names that by its hash: even a text that came through unescaped would
//! neither run nor load anything.

use std::io;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openapi_exact::diff::report::visible;
use sha2::{Digest, Sha256};

use super::record::{Cause, Outcome, Record, Step, StepName};
use super::report::{CauseOf, Report};
use super::table::percent;
use crate::error::Error;

const STYLE: &str = include_str!("../../templates/corpus/page.css");

/// As many rows have the tables of the slowest and of the largest.
const ROWS: usize = 25;

#[derive(Template)]
#[template(path = "corpus/page.html")]
struct Page<'a> {
    policy: String,
    style: &'static str,
    report: &'a Report,
    counted: usize,
    steps: Vec<StepView>,
    causes: Vec<CauseView<'a>>,
    failures: Vec<Failure<'a>>,
    slowest: Vec<(&'a Record, &'a Step)>,
    largest: Vec<&'a Record>,
}

/// A step with its outcomes: name, count, share.
struct StepView {
    name: StepName,
    outcomes: Vec<(Outcome, u64, String)>,
}

struct CauseView<'a> {
    cause: &'a CauseOf,
    share: String,
}

/// A document that failed at a step.
struct Failure<'a> {
    record: &'a Record,
    step: StepName,
    outcome: Outcome,
    causes: &'a [Cause],
}

pub(super) fn render(report: &Report) -> Result<String, Error> {
    let page = Page::new(report).render();
    page.map(|it| visible(&it)).map_err(|it| Error::Output(io::Error::other(it)))
}

impl<'a> Page<'a> {
    fn new(report: &'a Report) -> Self {
        let counted: Vec<&Record> = report.documents.iter().filter(|it| it.counts()).collect();
        let mut slowest: Vec<_> = counted.iter().map(|it| (*it, &it.generation)).collect();
        slowest.sort_by(|(_, one), (_, other)| other.seconds.total_cmp(&one.seconds));
        slowest.truncate(ROWS);
        let mut largest: Vec<_> =
            counted.iter().copied().filter(|it| it.figures.is_some()).collect();
        largest.sort_by_key(|it| std::cmp::Reverse(it.figures.as_ref().map(|it| it.lines)));
        largest.truncate(ROWS);
        Self {
            policy: policy(),
            style: STYLE,
            report,
            counted: counted.len(),
            steps: report.totals.iter().map(|(name, it)| StepView::new(*name, it)).collect(),
            causes: causes(report, counted.len()),
            failures: counted.iter().flat_map(|it| failures(it)).collect(),
            slowest,
            largest,
        }
    }
}

impl StepView {
    fn new(name: StepName, outcomes: &std::collections::BTreeMap<Outcome, u64>) -> Self {
        let all: u64 = outcomes.values().sum();
        let outcomes = outcomes.iter().map(|(outcome, count)| {
            let share = percent(*count as usize, all as usize);
            (*outcome, *count, format!("{share:.1} %"))
        });
        Self { name, outcomes: outcomes.collect() }
    }
}

fn causes(report: &Report, all: usize) -> Vec<CauseView<'_>> {
    let causes = report.causes.iter().map(|cause| CauseView {
        cause,
        share: format!("{:.1} %", percent(cause.documents.len(), all)),
    });
    causes.collect()
}

fn failures(record: &Record) -> impl Iterator<Item = Failure<'_>> {
    record.steps().filter(|(_, it)| !it.is_good()).map(|(name, step)| Failure {
        record,
        step: name,
        outcome: step.outcome,
        causes: &step.causes,
    })
}

/// Allows the page's own style, and nothing else: no script, no network, no form, no frame.
fn policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
}

fn seconds(value: &f64) -> String {
    format!("{value:.2}")
}

fn megabytes(bytes: &u64) -> String {
    format!("{:.1}", *bytes as f64 / 1e6)
}

fn peak(step: &Step) -> String {
    step.peak_bytes.as_ref().map_or_else(|| "–".to_owned(), megabytes)
}

#[cfg(test)]
mod tests {
    use super::super::record::{Figures, Kind};
    use super::super::testing::{args, record};
    use super::*;

    const HOSTILE: &str = "</style><script>alert(1)</script>\"'&\u{202e}";

    fn page() -> String {
        let cause = Cause::new(HOSTILE, HOSTILE, Some(HOSTILE.to_owned()));
        let failed = Step::failed(Outcome::Refused, 1.0, vec![cause]);
        let mut good = record("good.json", Step::good(0.25));
        good.figures = Some(Figures { lines: 4711, ..Figures::default() });
        let mut old = record("old.json", Step::failed(Outcome::Refused, 0.1, vec![]));
        old.kind = Kind::Swagger2;
        let records = vec![record(HOSTILE, failed), good, old];
        render(&Report::new(records, &args())).unwrap()
    }

    #[test]
    fn what_documents_and_errors_say_stays_text() {
        let page = page();
        assert_eq!(page.matches("<script").count(), 0);
        assert_eq!(page.matches("</style").count(), 1);
        assert!(page.contains("&#60;/style&#62;&#60;script&#62;alert(1)"), "{page}");
        assert!(!page.contains('\u{202e}') && page.contains("\\u{202e}"));
    }

    #[test]
    fn the_page_loads_nothing() {
        let page = page();
        for attribute in ["src=", "srcset=", "action=", "@import", "url("] {
            assert!(!page.contains(attribute), "{attribute}");
        }
        let links = page.split("href=\"").skip(1);
        links.for_each(|it| assert!(it.starts_with('#') || it.starts_with("data:,\""), "{it:.40}"));
        assert!(page.contains("default-src &#39;none&#39;"));
    }

    #[test]
    fn every_failure_is_there_by_name_and_cause_and_others_are_not() {
        let page = page();
        assert_eq!(page.matches("class=\"failure\"").count(), 1);
        assert!(page.contains("4711"));
        assert!(page.contains("2 OpenAPI 3 documents"));
        assert!(!page.contains("old.json"));
    }
}
