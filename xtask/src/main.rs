//! `cargo xtask`: hands the arguments and the terminal to the library.

use std::process::ExitCode;
use std::{io, panic, thread};

use anstream::{AutoStream, ColorChoice};
use clap::Parser;
use openapi_exact::diff::report::text::Styles;
use openapi_exact::models::BACKEND_THREAD;
use xtask::{Cli, Console, Generator, Outcome};

fn main() -> ExitCode {
    keep_quiet_about_the_backend();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return explain(&error),
    };
    let styles = match AutoStream::choice(&io::stdout()) {
        ColorChoice::Never => Styles::plain(),
        _ => Styles::coloured(),
    };
    let console = Console { out: &mut io::stdout().lock(), err: &mut io::stderr().lock(), styles };
    xtask::run(&cli, Generator::default(), console).code().into()
}

/// Prints help, or what is wrong with the arguments.
///
/// clap would exit with 2 for the latter, which means something else here.
fn explain(error: &clap::Error) -> ExitCode {
    // If there is nowhere to print to, the exit code is all that is left to say.
    let _ = error.print();
    let outcome = if error.use_stderr() { Outcome::Failed } else { Outcome::Done };
    outcome.code().into()
}

/// The generator reports what the type engine panics at, with its place in the document; the
/// panic itself would only be noise above that.
fn keep_quiet_about_the_backend() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if thread::current().name() != Some(BACKEND_THREAD) {
            print(panic);
        }
    }));
}
