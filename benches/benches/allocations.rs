//! How often each client asks the allocator for memory, and for how much.
//!
//! Counted is the thread of the client alone; the server has another. That is all of a call: its
//! future and the task that serves its connection run on that thread.
//!
//! ```console
//! $ cargo bench --package qonversion-benches --bench allocations
//! ```

use std::io::{self, Write};

use allocation_counter::{AllocationInfo, measure};
use qonversion_benches::{Work, clients, server};
use tokio::runtime::Builder;

/// How many runs the figures are the mean of, after as many that warm up.
const RUNS: u32 = 200;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (generated, by_hand) = clients(&server::start()?)?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut out = io::stdout().lock();
    writeln!(out, "{:26}{:>7}{:>12}{:>12}{:>9}", "", "ratio", "generated", "by hand", "of bytes")?;
    for work in Work::ALL {
        let ours = count(&*work.with(&runtime, &generated));
        let theirs = count(&*work.with(&runtime, &by_hand));
        write_row(&mut out, work, ours, theirs)?;
    }
    Ok(())
}

fn count(run: &dyn Fn()) -> AllocationInfo {
    let runs = || (0..RUNS).for_each(|_| run());
    runs();
    measure(runs)
}

fn write_row(
    out: &mut impl Write,
    work: Work,
    ours: AllocationInfo,
    theirs: AllocationInfo,
) -> io::Result<()> {
    let ratio = |ours: u64, theirs: u64| ours as f64 / theirs as f64;
    writeln!(
        out,
        "{work:26}{:7.3}{:12.1}{:12.1}{:9.3}",
        ratio(ours.count_total, theirs.count_total),
        ours.count_total as f64 / f64::from(RUNS),
        theirs.count_total as f64 / f64::from(RUNS),
        ratio(ours.bytes_total, theirs.bytes_total),
    )
}
