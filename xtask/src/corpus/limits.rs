//! What this process and those that it starts may use up, and did.

/// What a process used up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    /// Of processors' time.
    pub(crate) seconds: f64,
    /// The most memory at once.
    pub(crate) peak_bytes: u64,
}

#[cfg(unix)]
mod of_platform {
    use std::io;
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Child, ExitStatus};
    use std::time::Duration;

    use super::Use;

    use nix::sys::resource::{Resource, UsageWho, getrusage, setrlimit};
    use nix::sys::signal::{Signal, killpg};
    use nix::sys::time::TimeValLike;
    use nix::unistd::Pid;

    /// Whether [`bound_memory`] does anything.
    pub(crate) const MEMORY_IS_BOUND: bool = true;

    /// From here on, allocations beyond `bytes` of address space fail, here and in children.
    pub(crate) fn bound_memory(bytes: u64) -> io::Result<()> {
        Ok(setrlimit(Resource::RLIMIT_AS, bytes, bytes)?)
    }

    /// From here on, a process of this one and its children that computes for longer than `time` is
    /// ended. What it waits for does not count, nor what others do with the machine.
    pub(crate) fn bound_time(time: Duration) -> io::Result<()> {
        let seconds = time.as_secs().max(1);
        Ok(setrlimit(Resource::RLIMIT_CPU, seconds, seconds.saturating_add(5))?)
    }

    /// What this process used up.
    pub(crate) fn own_use() -> Option<Use> {
        used(UsageWho::RUSAGE_SELF)
    }

    /// What the processes below this one used up that have ended.
    pub(crate) fn use_of_children() -> Option<Use> {
        used(UsageWho::RUSAGE_CHILDREN)
    }

    fn used(who: UsageWho) -> Option<Use> {
        let usage = getrusage(who).ok()?;
        let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
        let time = usage.user_time() + usage.system_time();
        Some(Use {
            seconds: time.num_microseconds() as f64 / 1e6,
            peak_bytes: u64::try_from(usage.max_rss()).ok()? * unit,
        })
    }

    /// Whether a process ended since it computed for too long.
    pub(crate) fn was_out_of_time(status: ExitStatus) -> bool {
        status.signal() == Some(Signal::SIGXCPU as i32)
    }

    /// The name of the signal that ended a process, if one did.
    pub(crate) fn signal(status: ExitStatus) -> Option<&'static str> {
        Some(Signal::try_from(status.signal()?).ok()?.as_str())
    }

    /// Ends `child`, which leads a process group, and all that it started.
    pub(crate) fn end_group(child: &mut Child) -> io::Result<()> {
        // The child has not been waited for, so its id is still its own.
        let group = i32::try_from(child.id()).map(Pid::from_raw);
        group.map_or(Ok(()), |it| killpg(it, Signal::SIGKILL).or(Ok(())))
    }
}

#[cfg(not(unix))]
mod of_platform {
    use std::io;
    use std::process::{Child, ExitStatus};
    use std::time::Duration;

    use super::Use;

    pub(crate) const MEMORY_IS_BOUND: bool = false;

    pub(crate) fn bound_memory(_bytes: u64) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn bound_time(_time: Duration) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn own_use() -> Option<Use> {
        None
    }

    pub(crate) fn use_of_children() -> Option<Use> {
        None
    }

    pub(crate) fn was_out_of_time(_status: ExitStatus) -> bool {
        false
    }

    pub(crate) fn signal(_status: ExitStatus) -> Option<&'static str> {
        None
    }

    pub(crate) fn end_group(child: &mut Child) -> io::Result<()> {
        child.kill()
    }
}

pub(crate) use of_platform::*;
