//! `cargo xtask`: hands the arguments and the terminal to the library.

use std::process::ExitCode;
use std::{io, panic, thread};

use clap::Parser;
use openapi_exact::models::BACKEND_THREAD;
use xtask::{Cli, Console};

fn main() -> ExitCode {
    keep_quiet_about_the_backend();
    let console = Console { out: &mut io::stdout().lock(), err: &mut io::stderr().lock() };
    xtask::run(&Cli::parse(), openapi_exact::generate, console).code().into()
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
