//! Starts cargo and what belongs to it.

use std::env;
use std::ffi::OsString;
use std::process::Command;

use crate::error::Error;

/// The cargo that started this program.
pub(crate) fn cargo() -> Command {
    Command::new(program("CARGO", "cargo"))
}

/// What `rustc --version` prints.
pub(crate) fn rustc_version() -> Result<String, Error> {
    let output = output(Command::new(program("RUSTC", "rustc")).arg("--version"))?;
    Ok(output.trim().to_owned())
}

fn program(variable: &str, name: &str) -> OsString {
    env::var_os(variable).unwrap_or_else(|| name.into())
}

/// What `command` prints.
///
/// # Errors
/// If it cannot be started or fails; then with what it says of that.
pub(crate) fn output(command: &mut Command) -> Result<String, Error> {
    let failed = |command: &Command, message: String| {
        let words = [command.get_program()].into_iter().chain(command.get_args());
        let words: Vec<_> = words.map(|it| it.to_string_lossy()).collect();
        Error::Command { command: words.join(" "), message }
    };
    match command.output() {
        Err(error) => Err(failed(command, error.to_string())),
        Ok(it) if it.status.success() => Ok(String::from_utf8_lossy(&it.stdout).into_owned()),
        Ok(it) => {
            let message = String::from_utf8_lossy(&it.stderr);
            Err(failed(command, format!("{}\n{}", it.status, message.trim_end())))
        }
    }
}
