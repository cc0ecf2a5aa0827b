//! `cargo xtask regen`: makes all generated files anew.

use std::time::Instant;

use openapi_exact::Generated;
use openapi_exact::file_set::Drift;
use openapi_exact::report::{Report, Severity};

use crate::error::Error;
use crate::manifest::{MANIFEST, Manifest};
use crate::words::{counted, summary};
use crate::workspace::{Tree, Workspace};
use crate::{Console, Outcome, diff};
use openapi_exact_build::tree::{self, Replacement};

/// What to say.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print notes too: what the generator left out or reduced on purpose
    #[arg(long)]
    notes: bool,
}

pub(crate) fn run(
    workspace: &Workspace,
    args: &Args,
    console: &mut Console<'_>,
) -> Result<Outcome, Error> {
    let start = Instant::now();
    for name in Tree::NAMES {
        tree::repair(&workspace.path(name))?;
    }
    tree::repair_file(&workspace.path(MANIFEST))?;
    let (generated, guards) = workspace.generate_with_guards()?;
    let Generated { client, features, report, operations, types, .. } = generated;
    let trees = Tree::all(client, guards);
    let manifest = workspace.manifest()?;
    let new_manifest = manifest.with_tags(&features)?;
    let drift = replace_stale(workspace, &trees, &manifest, &new_manifest)?;

    print_findings(&report, if args.notes { Severity::Note } else { Severity::Warning }, console)?;
    let (operations, types) = (counted(operations, "operation"), counted(types, "type"));
    writeln!(console.out, "{operations}, {types}")?;
    for (tree, drift) in trees.iter().zip(&drift) {
        writeln!(console.out, "{}: {}", tree.name, summary(drift, tree.files.len()))?;
    }
    let change = if manifest.text() == new_manifest { "unchanged" } else { "changed" };
    writeln!(console.out, "{MANIFEST}: {}, {change}", counted(features.len(), "feature"))?;
    let (warnings, notes) = (report.count(Severity::Warning), report.count(Severity::Note));
    writeln!(console.out, "{}, {}", counted(warnings, "warning"), counted(notes, "note"))?;
    writeln!(console.out, "{}", diff::since_head(workspace))?;
    writeln!(console.out, "done in {:.1} s", start.elapsed().as_secs_f64())?;
    Ok(Outcome::Done)
}

/// Brings every tree and the manifest up to date; gives what was wrong with each tree.
fn replace_stale(
    workspace: &Workspace,
    trees: &[Tree],
    manifest: &Manifest,
    new_manifest: &str,
) -> Result<Vec<Vec<Drift>>, Error> {
    let mut drift = Vec::new();
    let mut replacements = Vec::new();
    for tree in trees {
        let place = workspace.path(tree.name);
        let found = tree.files.drift(&tree::read(&place)?);
        if !found.is_empty() {
            replacements.push(Replacement::directory(place, &tree.files));
        }
        drift.push(found);
    }
    if manifest.text() != new_manifest {
        replacements.push(Replacement::file(workspace.path(MANIFEST), new_manifest));
    }
    tree::replace(&replacements)?;
    Ok(drift)
}

fn print_findings(
    report: &Report,
    least: Severity,
    console: &mut Console<'_>,
) -> Result<(), Error> {
    for finding in report.diagnostics().iter().filter(|it| it.severity >= least) {
        writeln!(console.err, "{finding}")?;
    }
    Ok(())
}
