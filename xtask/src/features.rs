//! `cargo xtask features`: whether the client builds without a warning whatever is left out of it.

use std::process::Command;

use openapi_exact_build::ALL_TAGS;

use crate::cargo;
use crate::error::Error;
use crate::manifest::MANIFEST;
use crate::workspace::Workspace;
use crate::{Console, Outcome};

/// What a build is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    /// The compiler's warnings and clippy's.
    Lint,
    /// Links to what is not there.
    Docs,
}

/// A build with certain features and no others.
#[derive(Debug, PartialEq, Eq)]
struct Build {
    action: Action,
    features: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace, console: &mut Console<'_>) -> Result<Outcome, Error> {
    let mut builds = builds(&workspace.manifest()?.tags()?);
    match missing_for_native_tls() {
        None => builds.push(Build::new(Action::Lint, &["native-tls", ALL_TAGS])),
        Some(reason) => writeln!(console.out, "not checked: native-tls, {reason}")?,
    }
    let mut failed = 0;
    for build in &builds {
        if let Err(error) = cargo::output(&mut build.command(workspace)) {
            failed += 1;
            writeln!(console.out, "{build}: failed")?;
            writeln!(console.err, "{error}")?;
        } else {
            writeln!(console.out, "{build}: good")?;
        }
    }
    match failed {
        0 => {
            writeln!(console.out, "{} builds without a warning", builds.len())?;
            Ok(Outcome::Done)
        }
        _ => {
            writeln!(console.err, "{failed} of {} builds failed", builds.len())?;
            Ok(Outcome::Failed)
        }
    }
}

/// All that can be left out, and all at once.
fn builds(tags: &[String]) -> Vec<Build> {
    let none_and_each = || std::iter::once(None).chain(tags.iter().map(|it| Some(it.as_str())));
    let mut builds = Vec::new();
    for tag in none_and_each() {
        let with =
            |feature: Option<&'static str>| tag.into_iter().chain(feature).collect::<Vec<_>>();
        builds.push(Build::new(Action::Lint, &with(None)));
        builds.push(Build::new(Action::Lint, &with(Some("full-serde"))));
        builds.push(Build::new(Action::Docs, &with(None)));
    }
    for features in [
        &[ALL_TAGS][..],
        &[ALL_TAGS, "full-serde", "blocking", "drift", "tracing"],
        &[ALL_TAGS, "rustls"],
        &["blocking", "drift", "tracing"],
    ] {
        builds.push(Build::new(Action::Lint, features));
    }
    builds
}

impl Build {
    fn new(action: Action, features: &[&str]) -> Self {
        Self { action, features: features.iter().map(|it| (*it).to_owned()).collect() }
    }

    /// Clippy, since flags for it do not build the dependencies anew, as those for rustc do.
    fn command(&self, workspace: &Workspace) -> Command {
        let mut command = cargo::cargo();
        command.arg(match self.action {
            Action::Lint => "clippy",
            Action::Docs => "doc",
        });
        command.arg("--manifest-path").arg(workspace.path(MANIFEST));
        command.args(["--quiet", "--locked", "--lib", "--no-deps", "--no-default-features"]);
        command.args(["--features", &self.features.join(",")]);
        match self.action {
            Action::Lint => command.args(["--", "-D", "warnings"]),
            Action::Docs => command.env("RUSTDOCFLAGS", "-D warnings"),
        };
        command
    }
}

impl std::fmt::Display for Build {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.action {
            Action::Lint => "lint, ",
            Action::Docs => "docs, ",
        })?;
        match &self.features[..] {
            [] => f.write_str("no feature"),
            features => f.write_str(&features.join(" ")),
        }
    }
}

/// Why `native-tls` cannot be built here, if it cannot.
fn missing_for_native_tls() -> Option<&'static str> {
    if cfg!(any(windows, target_vendor = "apple")) {
        return None;
    }
    match cargo::output(Command::new("pkg-config").args(["--exists", "openssl"])) {
        Ok(_) => None,
        Err(_) => Some("because pkg-config does not find `openssl`; install its headers"),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn every_tag_is_built_alone_and_with_all_others() {
        let builds = builds(&["users".to_owned(), "segments".to_owned()]);
        let lines: Vec<String> = builds.iter().map(|it| format!("{it}\n")).collect();
        expect![[r#"
            lint, no feature
            lint, full-serde
            docs, no feature
            lint, users
            lint, users full-serde
            docs, users
            lint, segments
            lint, segments full-serde
            docs, segments
            lint, all-tags
            lint, all-tags full-serde blocking drift tracing
            lint, all-tags rustls
            lint, blocking drift tracing
        "#]]
        .assert_eq(&lines.concat());
    }
}
