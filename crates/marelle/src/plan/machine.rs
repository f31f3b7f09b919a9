//! What a run cost: time on the wall, time on the processors, memory at its most.

use std::time::{Duration, Instant};

/// Measures from its making on.
pub(super) struct Stopwatch(Instant);

impl Stopwatch {
    pub(super) fn start() -> Self {
        Self(Instant::now())
    }
    pub(super) fn began(&self) -> Instant {
        self.0
    }
    pub(super) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Time this process has spent on all processors since it began.
#[cfg(unix)]
pub(super) fn processor_time() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
}

#[cfg(not(unix))]
pub(super) fn processor_time() -> Option<Duration> {
    None
}

/// Most memory this process has held at once, in bytes; known on Linux.
pub(super) fn peak_memory() -> Option<u64> {
    peak_of(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn peak_of(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_from_the_line_that_tells_it() {
        assert_eq!(peak_of("Name:\tmarelle\nVmHWM:\t  123456 kB\nVmRSS:\t 1 kB\n"), Some(126_418_944));
        assert_eq!(peak_of("Name:\tmarelle\n"), None);
        assert_eq!(peak_of("VmHWM:\tmany kB\n"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_costs_something() {
        assert!(peak_memory().unwrap() > 1 << 18);
        assert!(processor_time().unwrap() > Duration::ZERO);
    }
}
