//! Changes between small crates.

use expect_test::Expect;

use super::compare;
use crate::rust_api::testing::list;

/// Checks what changed between two crates of one file each.
#[track_caller]
pub(super) fn check(before: &str, after: &str, expected: Expect) {
    let [before, after] = [before, after].map(|it| match list(it) {
        Ok(api) => api,
        Err(error) => panic!("{error}"),
    });
    let changes: Vec<_> = compare(&before, &after).iter().map(|it| format!("{it}\n")).collect();
    expected.assert_eq(&changes.concat());
}
