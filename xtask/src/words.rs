//! Numbers in words, as the commands say them.

use openapi_exact::file_set::Drift;

/// What was wrong with a directory that is to hold so many files.
pub(crate) fn summary(drift: &[Drift], files: usize) -> String {
    let count = |is: fn(&Drift) -> bool| drift.iter().filter(|it| is(it)).count();
    let added = count(|it| matches!(it, Drift::Missing { .. }));
    let changed = count(|it| matches!(it, Drift::Stale { .. }));
    let removed = count(|it| matches!(it, Drift::Orphan { .. }));
    match drift {
        [] => format!("{}, unchanged", counted(files, "file")),
        _ => format!(
            "{}: {added} added, {changed} changed, {removed} removed",
            counted(files, "file")
        ),
    }
}

/// `1 file`, `2 files`.
pub(crate) fn counted(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}
