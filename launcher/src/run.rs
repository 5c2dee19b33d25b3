//! One run, from spec to result.

use std::io;
use std::os::fd::OwnedFd;

use crate::child::{Child, Ended};
use crate::error::{Doing, LaunchError};
use crate::output::Output;
use crate::reap;
use crate::result::{Outcome, RunResult, Stream};
use crate::signals::{Parent, Signals};
use crate::spec::Spec;
use crate::sys;
use crate::watch::{Watch, Watched};

/// Runs the command of `spec` to its end and leaves nothing of it behind. Stops it early when
/// `parent` ends or this process is told to stop.
///
/// Blocks the stopping signals of the calling thread, becomes a subreaper and waits for every child
/// of the process: to be called once, in a process with one thread.
///
/// # Errors
/// When the launcher itself fails, such as on a full disk; the command is ended then too.
pub fn run(spec: &Spec, parent: &Parent) -> Result<RunResult, LaunchError> {
    let signals = Signals::capture().doing("take over the signals")?;
    sys::become_subreaper().doing("become a subreaper")?;
    let (mut outputs, writers) = match open_outputs(spec) {
        Ok(opened) => opened,
        Err(message) => {
            let now_ns = sys::now_ns();
            return Ok(RunResult::not_started(message, now_ns, now_ns));
        }
    };
    let [stdout, stderr] = writers;
    let start_ns = sys::now_ns();
    let child = Child::start(spec, stdout, stderr).doing("fork")?;
    let deadline_ns = start_ns.saturating_add(spec.timeout_ms.saturating_mul(1_000_000));
    let watch = Watch::new(&child, &mut outputs, &signals, parent, deadline_ns);
    let watched = watch.until_end();
    if watched.is_err() {
        child.signal_group(libc::SIGKILL);
    }
    let group = child.pid();
    let ended = child.wait(spec).doing("wait for the command")?;
    let killed_group = !matches!(&watched, Ok(Watched { cut: None, .. }));
    let left_behind =
        reap::clear(&signals, group, killed_group).doing("end what the command left behind")?;
    let watched = watched.doing("watch the command")?;
    let flooded = drain_rest(&mut outputs).doing("keep the command's output")?;
    Ok(tell(start_ns, watched, ended, flooded, left_behind))
}

type Opened = ([Output; 2], [OwnedFd; 2]);

/// Says why not as a message: that a file cannot be written is the spec's affair, not ours.
fn open_outputs(spec: &Spec) -> Result<Opened, String> {
    let open = |stream, path: &str, field| {
        Output::open(stream, path, spec.output_limit_bytes)
            .map_err(|error| format!("cannot write {field} {path}: {error}"))
    };
    let (stdout, stdout_writer) = open(Stream::Stdout, &spec.stdout_path, "stdoutPath")?;
    let (stderr, stderr_writer) = open(Stream::Stderr, &spec.stderr_path, "stderrPath")?;
    Ok(([stdout, stderr], [stdout_writer, stderr_writer]))
}

/// What the pipes still hold once every writer has gone. A flood that is only seen now is one too:
/// whether it is must not depend on who was faster.
fn drain_rest(outputs: &mut [Output; 2]) -> io::Result<Option<Stream>> {
    let mut flooded = None;
    for output in outputs {
        if output.drain_rest().map_err(|error| output.explain(error))? {
            flooded.get_or_insert(output.stream());
        }
    }
    Ok(flooded)
}

fn tell(
    start_ns: u64,
    watched: Watched,
    ended: Ended,
    flooded: Option<Stream>,
    left_behind: usize,
) -> RunResult {
    let Watched { end_ns, cut } = watched;
    // A command that never began cannot have been cut short by its own doing.
    if let Outcome::NotStarted { message } = ended.outcome {
        return RunResult::not_started(message, start_ns, end_ns);
    }
    let flooded = flooded.map(|stream| Outcome::Flooded { stream });
    RunResult {
        outcome: cut.or(flooded).unwrap_or(ended.outcome),
        start_ns,
        end_ns,
        wall_ns: end_ns.saturating_sub(start_ns),
        user_ns: Some(ended.usage.user_ns),
        system_ns: Some(ended.usage.system_ns),
        peak_rss_bytes: Some(ended.usage.peak_rss_bytes),
        rss_floor_bytes: Some(ended.rss_floor_bytes),
        voluntary_context_switches: Some(ended.usage.voluntary_context_switches),
        involuntary_context_switches: Some(ended.usage.involuntary_context_switches),
        left_behind,
    }
}
