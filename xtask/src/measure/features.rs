//! What one tag alone costs, beside all tags.

use std::fmt;
use std::num::NonZero;
use std::thread;

use serde_json::{Map, Value, json};

use super::Args;
use super::bench::{Bench, OURS, Subject};
use super::build::{self, Action};
use super::table::{Samples, Unit, columns_of, counted, spread_to_json};
use openapi_exact_build::ALL_TAGS;

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{Console, Outcome, cargo};

/// What a tag may cost alone, as a part of what all cost.
const LIMIT: f64 = 0.2;

/// A crate of nothing with the dependencies of ours: what cargo and the compiler take at least.
const EMPTY: Subject = Subject {
    package: "qonversion-empty",
    library: "qonversion_empty",
    directory: "empty",
    features: None,
};

const EMPTY_MANIFEST: &str = r#"[package]
name = "qonversion-empty"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
openapi-exact-runtime = { workspace = true, features = ["rustls"] }
serde_json = { workspace = true }
"#;

/// One way to build the client, and how long it took.
#[derive(Debug)]
struct Row {
    name: String,
    subject: Subject,
    /// One for each action.
    samples: Vec<Samples>,
}

/// All ways to build the client: that with all tags stands first.
#[derive(Debug)]
struct Table {
    actions: Vec<Action>,
    rows: Vec<Row>,
    runs: u32,
    cores: usize,
    rustc: String,
}

pub(super) fn run(
    workspace: &Workspace,
    args: &Args,
    console: &mut Console<'_>,
) -> Result<Outcome, Error> {
    let tags = workspace.manifest()?.tags()?;
    let empty = [("Cargo.toml", EMPTY_MANIFEST), ("src/lib.rs", "//! Nothing.\n")];
    let empty = empty.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).to_vec();
    let crates = vec![(&OURS, Bench::client(workspace)?), (&EMPTY, empty)];
    let bench = Bench::write(workspace, "target/measure-features", crates)?;
    let mut table = Table {
        actions: if args.skip_release {
            vec![Action::Check]
        } else {
            vec![Action::Check, Action::Release]
        },
        rows: rows(&tags),
        runs: args.runs,
        cores: thread::available_parallelism().map_or(1, NonZero::get),
        rustc: cargo::rustc_version()?,
    };
    for action in table.actions.clone() {
        measure(&bench, &mut table.rows, action, args.runs, console)?;
    }
    match args.json {
        true => writeln!(console.out, "{:#}", table.to_json())?,
        false => write!(console.out, "{table}")?,
    }
    Ok(Outcome::Done)
}

fn rows(tags: &[String]) -> Vec<Row> {
    let ours = |name: &str, features: String| Row {
        name: name.to_owned(),
        subject: Subject { features: Some(features), ..OURS },
        samples: vec![],
    };
    let mut rows = vec![ours("all tags", format!("rustls,{ALL_TAGS}"))];
    rows.extend(tags.iter().map(|it| ours(it, format!("rustls,{it}"))));
    rows.push(ours("no tag", "rustls".to_owned()));
    rows.push(Row { name: "empty crate".to_owned(), subject: EMPTY, samples: vec![] });
    rows
}

/// Taken in turns, so that whatever else the machine does falls on all.
fn measure(
    bench: &Bench,
    rows: &mut [Row],
    action: Action,
    runs: u32,
    console: &mut Console<'_>,
) -> Result<(), Error> {
    let name = action.name();
    writeln!(console.err, "{name}: the dependencies, as far as they are not built yet")?;
    for row in rows.iter_mut() {
        build::prepare(bench, &row.subject, action)?;
        row.samples.push(Samples::default());
    }
    for run in 1..=runs {
        writeln!(console.err, "{name}: {run} of {runs}")?;
        for row in rows.iter_mut() {
            let seconds = build::time(bench, &row.subject, action)?;
            if let Some(samples) = row.samples.last_mut() {
                samples.push(seconds);
            }
        }
    }
    Ok(())
}

impl Table {
    /// Of the medians, one for each action; none where there is nothing to divide by.
    fn ratios(&self, row: &Row) -> Vec<Option<f64>> {
        let median = |it: &Samples| it.spread().map(|it| it.median);
        let whole = self.rows.first().map(|it| &it.samples[..]).unwrap_or_default();
        let pairs = row.samples.iter().zip(whole);
        let ratio = |(part, whole)| {
            let (part, whole) = (median(part)?, median(whole)?);
            (whole > 0.0).then(|| part / whole)
        };
        pairs.map(ratio).collect()
    }

    /// The most expensive first.
    fn sorted(&self) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        let first = |row: &Row| self.ratios(row).first().copied().flatten().unwrap_or_default();
        rows.sort_by(|one, other| first(other).total_cmp(&first(one)));
        rows
    }

    /// What costs more than it may, and in which action.
    fn above_limit(&self) -> Vec<String> {
        let tags = self.sorted().into_iter().filter(|it| it.name != "all tags");
        let above = tags.flat_map(|row| {
            let ratios = self.ratios(row).into_iter().zip(&self.actions);
            let above = ratios.filter(|(ratio, _)| ratio.is_some_and(|it| it > LIMIT));
            above.map(|(_, action)| format!("{} ({})", row.name, action.name())).collect::<Vec<_>>()
        });
        above.collect()
    }

    fn to_json(&self) -> Value {
        let of_actions = |values: Vec<Value>| -> Map<String, Value> {
            self.actions.iter().map(|it| it.name().to_owned()).zip(values).collect()
        };
        let ratios: Map<String, Value> = self
            .rows
            .iter()
            .map(|it| {
                let ratios = self.ratios(it).into_iter().map(|it| json!(it)).collect();
                (it.name.clone(), of_actions(ratios).into())
            })
            .collect();
        let seconds: Map<String, Value> = self
            .rows
            .iter()
            .map(|it| {
                let spreads = it.samples.iter().map(spread_to_json).collect();
                (it.name.clone(), of_actions(spreads).into())
            })
            .collect();
        let Self { runs, cores, rustc, .. } = self;
        json!({ "ratios": ratios, "seconds": seconds, "runs": runs, "cores": cores, "rustc": rustc })
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let actions = |width: usize, gap: &str| {
            let names = self.actions.iter().map(|it| format!("{:>width$}", it.name()));
            names.collect::<Vec<_>>().join(gap)
        };
        writeln!(f, "{:<24}{}", "by all tags", actions(16, ""))?;
        for row in self.sorted() {
            write!(f, "{:<24}", row.name)?;
            for ratio in self.ratios(row) {
                write!(f, "{:>16}", ratio.map_or("-".to_owned(), |it| format!("{it:.3}")))?;
            }
            writeln!(f)?;
        }
        writeln!(f, "\n{:<24}{}", "", actions(30, "   "))?;
        let columns = format!("{:>10}{:>10}{:>10}", "min", "median", "max");
        writeln!(f, "{:<24}{}", "", vec![columns; self.actions.len()].join("   "))?;
        for row in self.sorted() {
            let columns = row.samples.iter().map(|it| columns_of(Unit::Seconds, it));
            let columns: Vec<String> = columns.collect();
            writeln!(f, "{}", format!("{:<24}{}", row.name, columns.join("   ")).trim_end())?;
        }
        let Self { runs, cores, rustc, .. } = self;
        let (runs, cores) = (counted(*runs as usize, "run"), counted(*cores, "core"));
        writeln!(f, "\n{cores}, {rustc}; {runs}")?;
        match &self.above_limit()[..] {
            [] => writeln!(f, "nothing alone costs more than {LIMIT} of all tags"),
            above => writeln!(f, "more than {LIMIT} of all tags: {}", above.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn table() -> Table {
        let mut rows = rows(&["users".to_owned(), "segments".to_owned()]);
        let seconds = [[2.0, 8.0], [0.3, 1.0], [0.5, 1.7], [0.2, 0.4], [0.1, 0.2]];
        for (row, seconds) in rows.iter_mut().zip(seconds) {
            for seconds in seconds {
                let mut samples = Samples::default();
                [seconds, seconds / 2.0, seconds * 2.0].into_iter().for_each(|it| samples.push(it));
                row.samples.push(samples);
            }
        }
        let actions = vec![Action::Check, Action::Release];
        Table { actions, rows, runs: 3, cores: 2, rustc: "rustc 1.95.0".to_owned() }
    }

    #[test]
    fn as_a_table() {
        expect![[r#"
            by all tags                  cargo check   release build
            all tags                           1.000           1.000
            segments                           0.250           0.212
            users                              0.150           0.125
            no tag                             0.100           0.050
            empty crate                        0.050           0.025

                                                       cargo check                    release build
                                           min    median       max          min    median       max
            all tags                    1.00 s    2.00 s    4.00 s       4.00 s    8.00 s   16.00 s
            segments                    0.25 s    0.50 s    1.00 s       0.85 s    1.70 s    3.40 s
            users                       0.15 s    0.30 s    0.60 s       0.50 s    1.00 s    2.00 s
            no tag                      0.10 s    0.20 s    0.40 s       0.20 s    0.40 s    0.80 s
            empty crate                 0.05 s    0.10 s    0.20 s       0.10 s    0.20 s    0.40 s

            2 cores, rustc 1.95.0; 3 runs
            more than 0.2 of all tags: segments (cargo check), segments (release build)
        "#]]
        .assert_eq(&table().to_string());
    }

    #[test]
    fn as_json() {
        let json = table().to_json();
        assert_eq!(json["ratios"]["segments"]["cargo check"], 0.25);
        assert_eq!(json["seconds"]["users"]["release build"]["median"], 1.0);
        assert_eq!(json["runs"], 3);
    }

    #[test]
    fn each_row_is_built_with_its_features() {
        let rows = rows(&["users".to_owned()]);
        let features = rows.iter().map(|it| it.subject.features.as_deref().unwrap_or("-"));
        assert!(features.eq(["rustls,all-tags", "rustls,users", "rustls", "-"]));
    }
}
