//! How much memory this process and those that it starts may have, and had.

#[cfg(unix)]
mod of_platform {
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Child, ExitStatus};

    use nix::sys::resource::{Resource, UsageWho, getrusage, setrlimit};
    use nix::sys::signal::{Signal, killpg};
    use nix::unistd::Pid;

    /// Whether [`bound_memory`] does anything.
    pub(crate) const MEMORY_IS_BOUND: bool = true;

    /// From here on, allocations beyond `bytes` of address space fail, here and in children.
    pub(crate) fn bound_memory(bytes: u64) -> std::io::Result<()> {
        Ok(setrlimit(Resource::RLIMIT_AS, bytes, bytes)?)
    }

    /// The most memory that this process had at once.
    pub(crate) fn own_peak() -> Option<u64> {
        peak(UsageWho::RUSAGE_SELF)
    }

    /// The most memory that one of the processes below this one had at once, of those that ended.
    pub(crate) fn peak_of_children() -> Option<u64> {
        peak(UsageWho::RUSAGE_CHILDREN)
    }

    fn peak(who: UsageWho) -> Option<u64> {
        let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
        Some(u64::try_from(getrusage(who).ok()?.max_rss()).ok()? * unit)
    }

    /// The name of the signal that ended a process, if one did.
    pub(crate) fn signal(status: ExitStatus) -> Option<&'static str> {
        Some(Signal::try_from(status.signal()?).ok()?.as_str())
    }

    /// Ends `child`, which leads a process group, and all that it started.
    pub(crate) fn end_group(child: &mut Child) -> std::io::Result<()> {
        // The child has not been waited for, so its id is still its own.
        let group = i32::try_from(child.id()).map(Pid::from_raw);
        group.map_or(Ok(()), |it| killpg(it, Signal::SIGKILL).or(Ok(())))
    }
}

#[cfg(not(unix))]
mod of_platform {
    use std::process::{Child, ExitStatus};

    pub(crate) const MEMORY_IS_BOUND: bool = false;

    pub(crate) fn bound_memory(_bytes: u64) -> std::io::Result<()> {
        Ok(())
    }

    pub(crate) fn own_peak() -> Option<u64> {
        None
    }

    pub(crate) fn peak_of_children() -> Option<u64> {
        None
    }

    pub(crate) fn signal(_status: ExitStatus) -> Option<&'static str> {
        None
    }

    pub(crate) fn end_group(child: &mut Child) -> std::io::Result<()> {
        child.kill()
    }
}

pub(crate) use of_platform::*;
