//! Calls that block the thread until their answer is there.

use std::future::pending;
use std::io;
use std::sync::LazyLock;
use std::thread;

use tokio::runtime::{Builder, Handle};

use crate::{InvalidInput, Operation};

/// The runtime of all blocking calls, driven by a thread of its own as long as the program runs.
static RUNTIME: LazyLock<io::Result<Handle>> = LazyLock::new(|| {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let name = env!("CARGO_PKG_NAME").to_owned();
    thread::Builder::new().name(name).spawn(move || runtime.block_on(pending::<()>()))?;
    Ok(handle)
});

/// Runs a future to its end. Within an async runtime that would stop all of its other tasks, or
/// wait for ever for one of them, so it is refused there.
pub(crate) fn wait<F: Future>(
    operation: &'static Operation,
    future: F,
) -> Result<F::Output, InvalidInput> {
    if Handle::try_current().is_ok() {
        return Err(InvalidInput::new(
            "wait",
            "blocks, but was called from within an async runtime; await the call instead",
        )
        .of(operation));
    }
    match &*RUNTIME {
        Ok(runtime) => Ok(runtime.block_on(future)),
        Err(error) => {
            let reason = format!("cannot start the thread that calls run on: {error}");
            Err(InvalidInput::new("wait", reason).of(operation))
        }
    }
}
