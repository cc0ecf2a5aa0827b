//! How long each client takes, by itself.
//!
//! ```console
//! $ cargo bench --package qonversion-benches --bench calls
//! ```
//!
//! The two are measured one after the other, minutes apart, so a difference of some percent may be
//! the machine's. The bench `ratios` compares them.

use criterion::{Criterion, Throughput};
use qonversion_benches::{CONCURRENT, Work, clients, rows, server};
use tokio::runtime::Builder;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (generated, by_hand) = clients(&server::start()?)?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut criterion = Criterion::default().configure_from_args();
    for work in Work::ALL {
        let mut group = criterion.benchmark_group(work.to_string());
        group.throughput(throughput(work)).sample_size(50);
        let (ours, theirs) = (work.with(&runtime, &generated), work.with(&runtime, &by_hand));
        group.bench_function("generated", |bencher| bencher.iter(&ours));
        group.bench_function("by hand", |bencher| bencher.iter(&theirs));
        group.finish();
    }
    criterion.final_summary();
    Ok(())
}

fn throughput(work: Work) -> Throughput {
    let elements = match work {
        Work::Get | Work::Update => 1,
        Work::Concurrent => CONCURRENT,
        _ => rows::ROWS,
    };
    Throughput::Elements(elements as u64)
}
