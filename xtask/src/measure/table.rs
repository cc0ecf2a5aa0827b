//! What was measured, as a table and as JSON.

use std::fmt;

use serde_json::{Map, Value, json};

/// Both crates measured beside each other, and on what.
#[derive(Debug)]
pub(super) struct Comparison {
    /// What the two crates are called.
    pub(super) names: [String; 2],
    pub(super) measures: Vec<Measure>,
    /// How often each time was taken.
    pub(super) runs: u32,
    /// As many threads as the machine runs at once.
    pub(super) cores: usize,
    /// What `rustc --version` prints.
    pub(super) rustc: String,
    /// How this program was built: it is what the generation times hang on.
    pub(super) generator_build: &'static str,
    /// What the other generator was not given.
    pub(super) removed: Vec<String>,
}

/// One quantity of both crates.
#[derive(Debug)]
pub(super) struct Measure {
    pub(super) name: &'static str,
    pub(super) unit: Unit,
    pub(super) ours: Samples,
    pub(super) theirs: Samples,
}

/// What the samples of a measure are counted in.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unit {
    /// Things, counted once.
    Number,
    Seconds,
    Bytes,
}

/// What was measured of one crate: one sample per run, or one in all.
#[derive(Debug, Default)]
pub(super) struct Samples(Vec<f64>);

#[derive(Clone, Copy)]
pub(super) struct Spread {
    pub(super) min: f64,
    pub(super) median: f64,
    pub(super) max: f64,
}

impl Samples {
    /// Of what comes out the same however often one counts.
    pub(super) fn once(sample: u64) -> Self {
        // Exact up to 2^53.
        Self(vec![sample as f64])
    }

    pub(super) fn push(&mut self, sample: f64) {
        let place = self.0.partition_point(|it| it.total_cmp(&sample).is_lt());
        self.0.insert(place, sample);
    }

    /// None where nothing was measured.
    pub(super) fn spread(&self) -> Option<Spread> {
        let (min, max) = (*self.0.first()?, *self.0.last()?);
        let (below, above) = ((self.0.len() - 1) / 2, self.0.len() / 2);
        let median = (self.0.get(below)? + self.0.get(above)?) / 2.0;
        Some(Spread { min, median, max })
    }
}

impl Measure {
    /// Nothing measured yet.
    pub(super) fn new(name: &'static str, unit: Unit) -> Self {
        Self { name, unit, ours: Samples::default(), theirs: Samples::default() }
    }

    /// Ours by progenitor's, of the medians; none where there is nothing to divide by.
    fn ratio(&self) -> Option<f64> {
        let (ours, theirs) = (self.ours.spread()?.median, self.theirs.spread()?.median);
        (theirs > 0.0).then(|| ours / theirs)
    }
}

impl Unit {
    fn show(self, value: f64) -> String {
        match self {
            Self::Number => format!("{value:.0}"),
            Self::Seconds => format!("{value:.2} s"),
            Self::Bytes => format!("{:.2} MB", value / 1e6),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Seconds => "seconds",
            Self::Bytes => "bytes",
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [ours, theirs] = &self.names;
        writeln!(f, "{ours} / {theirs}")?;
        for it in &self.measures {
            let ratio = it.ratio().map_or("-".to_owned(), |it| format!("{it:.2}"));
            writeln!(f, "{:<18}{ratio:>10}", it.name)?;
        }
        writeln!(f)?;
        writeln!(f, "{:<18}{:>30}   {:>30}", "", ours, theirs)?;
        let columns = format!("{:>10}{:>10}{:>10}", "min", "median", "max");
        writeln!(f, "{:<18}{columns}   {columns}", "")?;
        for it in &self.measures {
            let (ours, theirs) = (columns_of(it.unit, &it.ours), columns_of(it.unit, &it.theirs));
            writeln!(f, "{}", format!("{:<18}{ours}   {theirs}", it.name).trim_end())?;
        }
        writeln!(f)?;
        let Self { runs, cores, rustc, generator_build, removed, .. } = self;
        let (runs, cores) = (counted(*runs as usize, "run"), counted(*cores, "core"));
        writeln!(f, "{cores}, {rustc}; {runs}; the generators are a {generator_build} build")?;
        if !removed.is_empty() {
            writeln!(f, "left out for {theirs}, which refuses it:")?;
        }
        removed.iter().try_for_each(|it| writeln!(f, "  {it}"))
    }
}

/// Where there is one sample there is no spread to show.
pub(super) fn columns_of(unit: Unit, samples: &Samples) -> String {
    let shown = |value| unit.show(value);
    let [min, median, max] = match samples.spread() {
        None => ["".to_owned(), "-".to_owned(), "".to_owned()],
        Some(it) if samples.0.len() == 1 => ["".to_owned(), shown(it.median), "".to_owned()],
        Some(it) => [shown(it.min), shown(it.median), shown(it.max)],
    };
    format!("{min:>10}{median:>10}{max:>10}")
}

pub(super) fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

impl Comparison {
    /// The same as JSON: times in seconds, sizes in bytes.
    pub(super) fn to_json(&self) -> Value {
        let ratios: Map<String, Value> =
            self.measures.iter().map(|it| (it.name.to_owned(), json!(it.ratio()))).collect();
        let [ours, theirs] = &self.names;
        let figures: Map<String, Value> = self
            .measures
            .iter()
            .map(|it| {
                let figures = json!({
                    "unit": it.unit.name(),
                    ours: spread_to_json(&it.ours),
                    theirs: spread_to_json(&it.theirs),
                });
                (it.name.to_owned(), figures)
            })
            .collect();
        json!({
            "ratios": ratios,
            "figures": figures,
            "runs": self.runs,
            "cores": self.cores,
            "rustc": self.rustc,
            "generator_build": self.generator_build,
            "removed": self.removed,
        })
    }
}

pub(super) fn spread_to_json(samples: &Samples) -> Value {
    match samples.spread() {
        Some(it) => json!({ "min": it.min, "median": it.median, "max": it.max }),
        None => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn samples(values: &[f64]) -> Samples {
        let mut samples = Samples::default();
        values.iter().for_each(|it| samples.push(*it));
        samples
    }

    fn comparison() -> Comparison {
        let measure = |name, unit, ours, theirs| Measure { name, unit, ours, theirs };
        let (ours, theirs) = (samples(&[3.0, 1.0, 2.0]), samples(&[9.0, 8.0, 7.5, 8.5]));
        Comparison {
            names: ["qonversion".to_owned(), "progenitor".to_owned()],
            measures: vec![
                measure("lines of code", Unit::Number, Samples::once(5000), Samples::once(40000)),
                measure("check", Unit::Seconds, ours, theirs),
                measure("release rlib", Unit::Bytes, Samples::once(2_345_678), Samples::once(0)),
            ],
            runs: 3,
            cores: 1,
            rustc: "rustc 1.95.0".to_owned(),
            generator_build: "debug",
            removed: vec!["the query parameter `filter` (deepObject) of GET /charts".to_owned()],
        }
    }

    #[test]
    fn as_a_table() {
        expect![[r#"
            qonversion / progenitor
            lines of code           0.12
            check                   0.24
            release rlib               -

                                                  qonversion                       progenitor
                                     min    median       max          min    median       max
            lines of code                     5000                            40000
            check                 1.00 s    2.00 s    3.00 s       7.50 s    8.25 s    9.00 s
            release rlib                   2.35 MB                          0.00 MB

            1 core, rustc 1.95.0; 3 runs; the generators are a debug build
            left out for progenitor, which refuses it:
              the query parameter `filter` (deepObject) of GET /charts
        "#]]
        .assert_eq(&comparison().to_string());
    }

    #[test]
    fn as_json() {
        expect![[r#"
            {
              "ratios": {
                "lines of code": 0.125,
                "check": 0.24242424242424243,
                "release rlib": null
              },
              "figures": {
                "lines of code": {
                  "unit": "number",
                  "qonversion": {
                    "min": 5000.0,
                    "median": 5000.0,
                    "max": 5000.0
                  },
                  "progenitor": {
                    "min": 40000.0,
                    "median": 40000.0,
                    "max": 40000.0
                  }
                },
                "check": {
                  "unit": "seconds",
                  "qonversion": {
                    "min": 1.0,
                    "median": 2.0,
                    "max": 3.0
                  },
                  "progenitor": {
                    "min": 7.5,
                    "median": 8.25,
                    "max": 9.0
                  }
                },
                "release rlib": {
                  "unit": "bytes",
                  "qonversion": {
                    "min": 2345678.0,
                    "median": 2345678.0,
                    "max": 2345678.0
                  },
                  "progenitor": {
                    "min": 0.0,
                    "median": 0.0,
                    "max": 0.0
                  }
                }
              },
              "runs": 3,
              "cores": 1,
              "rustc": "rustc 1.95.0",
              "generator_build": "debug",
              "removed": [
                "the query parameter `filter` (deepObject) of GET /charts"
              ]
            }"#]]
        .assert_eq(&format!("{:#}", comparison().to_json()));
    }

    #[test]
    fn the_median_is_the_middle_of_what_was_measured() {
        let median = |values: &[f64]| samples(values).spread().map(|it| it.median);
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[2.0]), Some(2.0));
        assert_eq!(median(&[9.0, 1.0]), Some(5.0));
        assert_eq!(median(&[9.0, 1.0, 2.0]), Some(2.0));
    }
}
