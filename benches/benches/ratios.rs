//! How long the generated client takes, as a multiple of the client written by hand.
//!
//! The two take turns, one run each and in changing order, so that what else the machine does falls
//! on both. Two neighbouring runs make one ratio. Printed are the median of the ratios, the range
//! that the middle half of them lies in, the median time of each client, and how many pairs of runs
//! there were.
//!
//! ```console
//! $ cargo bench --package qonversion-benches --bench ratios
//! ```

use std::io::{self, Write};
use std::time::{Duration, Instant};

use qonversion_benches::{Work, clients, server};
use tokio::runtime::Builder;

/// How long each kind of work is measured.
const MEASURE: Duration = Duration::from_secs(15);

const WARM_UP: Duration = Duration::from_secs(1);

/// The times of both clients in seconds, ours first, of two neighbouring runs.
type Pair = (f64, f64);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (generated, by_hand) = clients(&server::start()?)?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut out = io::stdout().lock();
    let (generated_title, by_hand_title) = ("generated", "by hand");
    let titles =
        format!("{:>7}  {:12}{generated_title:>12}{by_hand_title:>12}", "ratio", "middle half");
    writeln!(out, "{:24}{titles}{:>8}", "", "pairs")?;
    for work in Work::ALL {
        let ours = work.with(&runtime, &generated);
        let theirs = work.with(&runtime, &by_hand);
        take_turns(&ours, &theirs, WARM_UP);
        write_row(&mut out, work, &take_turns(&ours, &theirs, MEASURE))?;
    }
    Ok(())
}

fn take_turns(ours: &dyn Fn(), theirs: &dyn Fn(), how_long: Duration) -> Vec<Pair> {
    let begun = Instant::now();
    let mut pairs = Vec::new();
    while begun.elapsed() < how_long {
        let (ours_first, theirs_second) = (time(ours), time(theirs));
        pairs.push((ours_first, theirs_second));
        let (theirs_first, ours_second) = (time(theirs), time(ours));
        pairs.push((ours_second, theirs_first));
    }
    pairs
}

fn time(run: &dyn Fn()) -> f64 {
    let begun = Instant::now();
    run();
    begun.elapsed().as_secs_f64()
}

fn write_row(out: &mut impl Write, work: Work, pairs: &[Pair]) -> io::Result<()> {
    let ratios = Sorted::new(pairs.iter().map(|(ours, theirs)| ours / theirs));
    let middle_half = format!("{:.2} to {:.2}", ratios.part(0.25), ratios.part(0.75));
    let ours = Sorted::new(pairs.iter().map(|(ours, _)| ours * 1e6)).part(0.5);
    let theirs = Sorted::new(pairs.iter().map(|(_, theirs)| theirs * 1e6)).part(0.5);
    let (ratio, count) = (ratios.part(0.5), pairs.len());
    writeln!(out, "{work:24}{ratio:7.3}  {middle_half:12}{ours:>9.1} µs{theirs:>9.1} µs{count:>8}")
}

struct Sorted(Vec<f64>);

impl Sorted {
    fn new(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<_> = values.collect();
        values.sort_by(f64::total_cmp);
        Self(values)
    }

    /// The value below which that part of all values lies.
    fn part(&self, part: f64) -> f64 {
        let at = (self.0.len() as f64 * part) as usize;
        self.0.get(at).copied().unwrap_or(f64::NAN)
    }
}
