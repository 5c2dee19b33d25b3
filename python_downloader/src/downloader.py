"""The public face: two functions for programs, `main` for the command line, and the counter."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from . import cli, jobs, progress, report, strategies
from .counter import SharedCounter
from .failures import EnvironmentProblem, UsageError
from .files import Folder
from .options import Options
from .run import Run, complain
from .trust import check_certificates

__all__ = ["Outcome", "SharedCounter", "download_async", "download_threaded", "main"]


class Outcome(NamedTuple):
    """How a run ended. `ok` is the value of the run's shared counter."""

    ok: int
    failed: int
    received_bytes: int
    duration_ns: int


def download_threaded(urls: Iterable[str], folder: str, concurrency: int = 10) -> Outcome:
    """Download URLs into a folder with threads over kept connections.

    Raises `EnvironmentProblem` where the folder cannot be made; a failed download is only counted.
    """
    return _download(urls, folder, concurrency, "threads")


def download_async(urls: Iterable[str], folder: str, concurrency: int = 10) -> Outcome:
    """Download URLs into a folder with one event loop; otherwise as `download_threaded`."""
    return _download(urls, folder, concurrency, "asyncio")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; gives the exit code."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if not arguments:
        from .demo import demonstrate

        return demonstrate()
    try:
        options = cli.parse(arguments)
    except cli.Shown as text:
        print(text)
        return 0
    except UsageError as error:
        complain(str(error))
        return 2
    # At this level an interrupt simply ends the process. Python's own way would first wait for
    # downloads under way, in threads that no exception reaches.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        run = _carry_out(options)
    except EnvironmentProblem as error:
        complain(str(error))
        return 3
    return 1 if run.totals.failed else 0


def _download(urls: Iterable[str], folder: str, concurrency: int, strategy: str) -> Outcome:
    run = _carry_out(
        Options(
            urls=tuple(urls),
            dir=folder,
            concurrency=concurrency,
            strategy=strategy,
            progress="none",
            quiet=True,
        )
    )
    totals = run.totals
    return Outcome(run.counter.value, totals.failed, totals.received_bytes, run.duration_ns)


def _carry_out(options: Options) -> Run:
    """Open what is needed, let the strategy work, report."""
    strategy = strategies.load(options.strategy)
    if options.cacert is not None:
        check_certificates(options.cacert)
    with jobs.open_input(options.input) as lines, report.Records(options.records) as records:
        run = Run(options, Folder(options.dir), records)
        with progress.shown(options, run):
            strategy.carry_out(run, run.jobs(lines))
            run.finished()
        if options.json:
            print(json.dumps(_summary(options, run, strategy)))
        elif not options.quiet:
            print(report.closing_line(run), file=sys.stderr)
    if records.problem is not None:
        raise records.problem
    return run


def _summary(options: Options, run: Run, strategy: strategies.Strategy) -> dict[str, object]:
    return report.summary(
        run,
        variant=options.strategy,
        concurrency=strategy.concurrency(run),
        libraries=strategy.libraries(),
    )
