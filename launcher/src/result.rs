//! What is said about a run: one JSON line.

use serde::Serialize;

/// How a run ended. Exactly one holds; the first cause counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum Outcome {
    Exited {
        code: i32,
    },
    Signalled {
        signal: i32,
        name: String,
    },
    TimedOut,
    Flooded {
        stream: Stream,
    },
    /// The launcher was told to stop, or its parent died.
    Stopped,
    NotStarted {
        message: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stream {
    Stdout,
    Stderr,
}

/// Figures of use are null where there was nothing to measure, never zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunResult {
    pub outcome: Outcome,
    pub start_ns: u64,
    pub end_ns: u64,
    pub wall_ns: u64,
    pub user_ns: Option<u64>,
    pub system_ns: Option<u64>,
    pub peak_rss_bytes: Option<u64>,
    pub rss_floor_bytes: Option<u64>,
    pub voluntary_context_switches: Option<u64>,
    pub involuntary_context_switches: Option<u64>,
    pub left_behind: usize,
}

impl RunResult {
    pub fn not_started(message: String, start_ns: u64, end_ns: u64) -> Self {
        Self {
            outcome: Outcome::NotStarted { message },
            start_ns,
            end_ns,
            wall_ns: end_ns.saturating_sub(start_ns),
            user_ns: None,
            system_ns: None,
            peak_rss_bytes: None,
            rss_floor_bytes: None,
            voluntary_context_switches: None,
            involuntary_context_switches: None,
            left_behind: 0,
        }
    }
}

impl Outcome {
    /// Reads the status word of `wait4`.
    pub fn of_status(status: libc::c_int) -> Self {
        if libc::WIFSIGNALED(status) {
            let signal = libc::WTERMSIG(status);
            return Self::Signalled {
                signal,
                name: signal_name(signal),
            };
        }
        Self::Exited {
            code: libc::WEXITSTATUS(status),
        }
    }
}

/// Signals by name. Numbers differ between architectures, hence by constant.
const NAMES: [(libc::c_int, &str); 30] = [
    (libc::SIGHUP, "SIGHUP"),
    (libc::SIGINT, "SIGINT"),
    (libc::SIGQUIT, "SIGQUIT"),
    (libc::SIGILL, "SIGILL"),
    (libc::SIGTRAP, "SIGTRAP"),
    (libc::SIGABRT, "SIGABRT"),
    (libc::SIGBUS, "SIGBUS"),
    (libc::SIGFPE, "SIGFPE"),
    (libc::SIGKILL, "SIGKILL"),
    (libc::SIGUSR1, "SIGUSR1"),
    (libc::SIGSEGV, "SIGSEGV"),
    (libc::SIGUSR2, "SIGUSR2"),
    (libc::SIGPIPE, "SIGPIPE"),
    (libc::SIGALRM, "SIGALRM"),
    (libc::SIGTERM, "SIGTERM"),
    (libc::SIGCHLD, "SIGCHLD"),
    (libc::SIGCONT, "SIGCONT"),
    (libc::SIGSTOP, "SIGSTOP"),
    (libc::SIGTSTP, "SIGTSTP"),
    (libc::SIGTTIN, "SIGTTIN"),
    (libc::SIGTTOU, "SIGTTOU"),
    (libc::SIGURG, "SIGURG"),
    (libc::SIGXCPU, "SIGXCPU"),
    (libc::SIGXFSZ, "SIGXFSZ"),
    (libc::SIGVTALRM, "SIGVTALRM"),
    (libc::SIGPROF, "SIGPROF"),
    (libc::SIGWINCH, "SIGWINCH"),
    (libc::SIGIO, "SIGIO"),
    (libc::SIGPWR, "SIGPWR"),
    (libc::SIGSYS, "SIGSYS"),
];

fn signal_name(signal: libc::c_int) -> String {
    NAMES
        .iter()
        .find(|(number, _)| *number == signal)
        .map_or_else(|| format!("SIG{signal}"), |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_words() {
        assert_eq!(Outcome::of_status(3 << 8), Outcome::Exited { code: 3 });
        let killed = Outcome::Signalled {
            signal: 9,
            name: "SIGKILL".to_owned(),
        };
        assert_eq!(Outcome::of_status(9), killed);
        // With the core-dump flag.
        assert!(matches!(
            Outcome::of_status(libc::SIGSEGV | 0x80),
            Outcome::Signalled { name, .. } if name == "SIGSEGV"
        ));
        assert_eq!(signal_name(40), "SIG40");
    }

    #[test]
    fn outcomes_as_json() {
        let cases = [
            (
                Outcome::Exited { code: 0 },
                r#"{"state":"exited","code":0}"#,
            ),
            (Outcome::TimedOut, r#"{"state":"timed-out"}"#),
            (Outcome::Stopped, r#"{"state":"stopped"}"#),
            (
                Outcome::Flooded {
                    stream: Stream::Stderr,
                },
                r#"{"state":"flooded","stream":"stderr"}"#,
            ),
            (
                Outcome::NotStarted {
                    message: "why".to_owned(),
                },
                r#"{"state":"not-started","message":"why"}"#,
            ),
        ];
        for (outcome, json) in cases {
            assert_eq!(serde_json::to_string(&outcome).expect("JSON"), json);
        }
    }
}
