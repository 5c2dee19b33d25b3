//! What a process used, in the units of the result.

/// From `wait4` on the command's own pid: its CPU includes the descendants it waited for, its
/// memory is that of the largest single process among them, never a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    pub user_ns: u64,
    pub system_ns: u64,
    pub peak_rss_bytes: u64,
    pub voluntary_context_switches: u64,
    pub involuntary_context_switches: u64,
}

impl From<&libc::rusage> for Usage {
    fn from(used: &libc::rusage) -> Self {
        Self {
            user_ns: nanoseconds(used.ru_utime),
            system_ns: nanoseconds(used.ru_stime),
            peak_rss_bytes: bytes_of_kib(used.ru_maxrss),
            voluntary_context_switches: used.ru_nvcsw.unsigned_abs(),
            involuntary_context_switches: used.ru_nivcsw.unsigned_abs(),
        }
    }
}

/// Linux counts `ru_maxrss` in KiB.
pub fn bytes_of_kib(kib: i64) -> u64 {
    kib.unsigned_abs() * 1024
}

fn nanoseconds(time: libc::timeval) -> u64 {
    time.tv_sec.unsigned_abs() * 1_000_000_000 + time.tv_usec.unsigned_abs() * 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_nanoseconds_and_bytes() {
        // SAFETY: rusage is plain integers, for which all zeroes is a value.
        let mut used: libc::rusage = unsafe { std::mem::zeroed() };
        used.ru_utime = libc::timeval {
            tv_sec: 2,
            tv_usec: 3,
        };
        used.ru_stime.tv_usec = 4;
        used.ru_maxrss = 5;
        used.ru_nvcsw = 6;
        used.ru_nivcsw = 7;
        let expected = Usage {
            user_ns: 2_000_003_000,
            system_ns: 4_000,
            peak_rss_bytes: 5_120,
            voluntary_context_switches: 6,
            involuntary_context_switches: 7,
        };
        assert_eq!(Usage::from(&used), expected);
    }
}
