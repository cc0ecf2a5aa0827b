//! `cargo xtask check`: says how the committed files differ from what the generator makes.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use openapi_exact::file_set::{Drift, FileSet};
use similar::TextDiff;

use crate::error::Error;
use crate::manifest::MANIFEST;
use crate::workspace::{Tree, Workspace};
use crate::{Console, Outcome};
use openapi_exact_build::tree;

/// A diff is shown so far; it is there to recognise the change, not to read it all.
const DIFF_LINES: usize = 60;

/// After this a diff is finished roughly: it may then be longer than need be.
const DIFF_TIME: Duration = Duration::from_secs(1);

/// How the generated files of the checkout at `root` differ from what the generator makes, by
/// path from `root`. Writes nothing.
///
/// # Errors
/// If the inputs cannot be read or the generator refuses them.
pub fn drift(root: &Path) -> Result<Vec<Drift>, Error> {
    drift_of(&Workspace::new(root))
}

fn drift_of(workspace: &Workspace) -> Result<Vec<Drift>, Error> {
    let (generated, guards) = workspace.generate_with_guards()?;
    let manifest = workspace.manifest()?;
    let mut expected = FileSet::new();
    expected.insert(MANIFEST, manifest.with_tags(&generated.features)?)?;
    let mut on_disk = BTreeMap::from([(MANIFEST.to_owned(), manifest.text().as_bytes().to_vec())]);
    for Tree { name, files } in Tree::all(generated.client, guards) {
        for (path, text) in files {
            expected.insert(&format!("{name}/{path}"), text)?;
        }
        let found = tree::read(&workspace.path(name))?;
        on_disk.extend(found.into_iter().map(|(path, bytes)| (format!("{name}/{path}"), bytes)));
    }
    Ok(expected.drift(&on_disk))
}

pub(crate) fn run(workspace: &Workspace, console: &mut Console<'_>) -> Result<Outcome, Error> {
    let drift = drift_of(workspace)?;
    if drift.is_empty() {
        writeln!(console.out, "the generated files are up to date")?;
        return Ok(Outcome::Done);
    }
    for it in &drift {
        writeln!(console.out, "{it}")?;
    }
    for it in &drift {
        if let Drift::Stale { path, on_disk, expected } = it {
            print_diff(path, on_disk, expected, console)?;
        }
    }
    let files = match drift.len() {
        1 => "1 generated file is".to_owned(),
        several => format!("{several} generated files are"),
    };
    writeln!(console.err, "{files} out of date; run `cargo xtask regen` and commit")?;
    Ok(Outcome::Stale)
}

fn print_diff(
    path: &str,
    on_disk: &str,
    expected: &str,
    console: &mut Console<'_>,
) -> Result<(), Error> {
    writeln!(console.out)?;
    if on_disk == expected {
        writeln!(console.out, "{path}: differs in bytes that are not UTF-8")?;
    }
    let diff = TextDiff::configure().timeout(DIFF_TIME).diff_lines(on_disk, expected);
    let diff = diff
        .unified_diff()
        .header(&format!("{path} (on disk)"), &format!("{path} (generated)"))
        .to_string();
    for line in diff.lines().take(DIFF_LINES) {
        writeln!(console.out, "{line}")?;
    }
    match diff.lines().count().saturating_sub(DIFF_LINES) {
        0 => {}
        more => writeln!(console.out, "... {more} more lines")?,
    }
    Ok(())
}
