//! A run beside an earlier one: what fails now, what no longer does, what takes longer or grew.

use std::collections::HashMap;
use std::fmt;

use super::record::{Record, StepName};
use super::report::Report;

/// More than a quarter more is worse.
const MORE: f64 = 1.25;

/// Less than this is noise.
const SECONDS: f64 = 1.0;
const LINES: u64 = 100;

/// What became of one document since.
#[derive(Debug, PartialEq)]
pub(super) enum Change<'a> {
    Failing(&'a Record, StepName),
    Passing(&'a Record, StepName),
    Slower(&'a Record, StepName, f64, f64),
    Larger(&'a Record, u64, u64),
}

impl Change<'_> {
    pub(super) fn is_worse(&self) -> bool {
        !matches!(self, Self::Passing(..))
    }
}

impl fmt::Display for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failing(it, step) => {
                let step_now = it.step(*step);
                let cause = step_now.and_then(|it| it.causes.first());
                let cause = cause.map(|it| format!(": {}", it.message)).unwrap_or_default();
                write!(f, "newly failing   {} ({step}){cause}", it.name)
            }
            Self::Passing(it, step) => write!(f, "newly passing   {} ({step})", it.name),
            Self::Slower(it, step, before, now) => {
                write!(f, "slower          {} ({step}): {before:.2} s, now {now:.2} s", it.name)
            }
            Self::Larger(it, before, now) => {
                write!(f, "larger          {}: {before} lines, now {now}", it.name)
            }
        }
    }
}

/// What changed for the documents that both runs had, by name.
pub(super) fn compare<'a>(before: &Report, now: &'a [Record]) -> Vec<Change<'a>> {
    let before: HashMap<&str, &Record> =
        before.documents.iter().map(|it| (it.name.as_str(), it)).collect();
    let mut changes = Vec::new();
    for now in now.iter().filter(|it| it.counts()) {
        let Some(before) = before.get(now.name.as_str()) else { continue };
        for step in StepName::ALL {
            changes.extend(step_change(before, now, step));
        }
        if let (Some(old), Some(new)) = (&before.figures, &now.figures) {
            let is_more = new.lines as f64 > old.lines as f64 * MORE;
            if is_more && new.lines > old.lines + LINES {
                changes.push(Change::Larger(now, old.lines, new.lines));
            }
        }
    }
    changes
}

fn step_change<'a>(before: &Record, now: &'a Record, name: StepName) -> Option<Change<'a>> {
    let (old, new) = (before.step(name)?, now.step(name)?);
    match (old.is_good(), new.is_good()) {
        (true, false) => Some(Change::Failing(now, name)),
        (false, true) => Some(Change::Passing(now, name)),
        (true, true) if new.seconds > old.seconds * MORE && new.seconds > old.seconds + SECONDS => {
            Some(Change::Slower(now, name, old.seconds, new.seconds))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::{Cause, Figures, Outcome, Step};
    use super::super::testing::{args, record};
    use super::*;

    fn figures(lines: u64) -> Option<Figures> {
        Some(Figures { lines, ..Figures::default() })
    }

    fn check(before: Record, now: Record, expected: &[&str]) {
        let before = Report::new(vec![before], &args());
        let now = [now];
        let changes: Vec<_> = compare(&before, &now).iter().map(ToString::to_string).collect();
        assert_eq!(changes, expected);
    }

    fn bad() -> Step {
        Step::failed(Outcome::Panic, 1.0, vec![Cause::new("s", "why", None)])
    }

    #[test]
    fn failing_and_passing_are_told() {
        let good = || record("a", Step::good(1.0));
        check(good(), record("a", bad()), &["newly failing   a (generation): why"]);
        check(record("a", bad()), good(), &["newly passing   a (generation)"]);
        check(good(), record("b", bad()), &[]);
        let passing = Change::Passing(&good(), StepName::Compile).is_worse();
        let failing = Change::Failing(&good(), StepName::Compile).is_worse();
        assert!(failing && !passing);
    }

    #[test]
    fn only_much_longer_is_slower() {
        let of = |seconds| record("a", Step::good(seconds));
        check(of(10.0), of(13.0), &["slower          a (generation): 10.00 s, now 13.00 s"]);
        check(of(10.0), of(12.0), &[]);
        check(of(0.1), of(0.9), &[]);
        check(of(13.0), of(10.0), &[]);
    }

    #[test]
    fn only_much_more_is_larger() {
        let of = |lines| Record { figures: figures(lines), ..record("a", Step::good(1.0)) };
        check(of(1000), of(1300), &["larger          a: 1000 lines, now 1300"]);
        check(of(1000), of(1200), &[]);
        check(of(10), of(90), &[]);
        check(record("a", Step::good(1.0)), of(9000), &[]);
    }
}
