"""The public face: two functions for programs, `main` for the command line, and the counter."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, NamedTuple

from . import cli, strategies
from .console import SCREEN, complain, is_terminal, print_out
from .counter import SharedCounter
from .failures import EnvironmentProblem, UsageError
from .files import Folder
from .limits import allow_open_files
from .lines import Input
from .options import Options
from .run import Run

if TYPE_CHECKING:
    from .proxies import Proxies
    from .records import Records
    from .signals import Signals

__all__ = ["Outcome", "SharedCounter", "download_async", "download_threaded", "main"]


_PROXY_VARIABLES = ("http_proxy", "https_proxy", "HTTPS_PROXY")


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
    _occupy_standard_streams()
    try:
        if not arguments:
            from .demo import demonstrate

            return demonstrate()
        return _main(arguments)
    except UsageError as error:
        complain(str(error))
        return 2
    except EnvironmentProblem as error:
        complain(str(error))
        return 3


def _main(arguments: Sequence[str]) -> int:
    try:
        options = cli.parse(arguments)
    except cli.Shown as text:
        print_out(str(text))
        return 0
    if options.level == "races":
        # At this level a signal simply ends the process.
        run = _carry_out(options, None)
        return 1 if run.totals.failed else 0
    from .signals import Signals, exit_code

    with Signals() as signals:
        try:
            run = _carry_out(options, signals)
        except EnvironmentProblem as error:
            if signals.name is None:
                raise
            complain(str(error))
        if signals.name is not None:
            # Something of the system may still be waited for in a thread that nobody needs.
            os._exit(exit_code(signals.name))
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
        ),
        None,
    )
    totals = run.totals
    return Outcome(run.counter.value, totals.failed, totals.received_bytes, run.duration_ns)


def _carry_out(options: Options, signals: Signals | None) -> Run:
    """Open what is needed, let the strategy work, report.

    What not every run needs is loaded when it is: a person waits for every module at each start.
    """
    strategy = strategies.load(options.strategy)
    allow_open_files(options.concurrency)
    proxies = _proxies(options)
    if options.cacert is not None:
        from .trust import check_certificates

        check_certificates(options.cacert)
    with _input(options) as source, _records(options) as records:
        run = Run(options, Folder(options.dir, durable=options.fsync), records, proxies)
        if signals is not None:
            signals.tell(run)
        with _progress(options, run):
            strategy.carry_out(run, run.jobs(source), source)
            run.finished()
        _report(options, run, strategy)
        if records is not None:
            records.require_written()
    return run


def _input(options: Options) -> AbstractContextManager[Input | None]:
    return nullcontext(None) if options.input is None else Input(options.input)


def _records(options: Options) -> AbstractContextManager[Records | None]:
    if options.records is None:
        return nullcontext(None)
    from .records import Records

    return Records(options.records)


def _progress(options: Options, run: Run) -> AbstractContextManager[object]:
    mode = options.progress
    if mode == "auto":
        mode = "bar" if is_terminal() else "none"
    if mode == "none" or options.quiet:
        return nullcontext()
    from . import display

    return display.Bar(run) if mode == "bar" else display.Lines(run)


def _proxies(options: Options) -> Proxies | None:
    """What the environment says of proxies; loaded only where it says something."""
    if options.level == "races" or not any(map(os.environ.get, _PROXY_VARIABLES)):
        return None
    from .proxies import from_environment

    return from_environment(os.environ)


def _report(options: Options, run: Run, strategy: strategies.Strategy) -> None:
    """The summary for programs, else the closing line for people."""
    from . import report

    if not options.json:
        if not options.quiet:
            SCREEN.line(report.closing_line(run))
        return
    from .documents import to_json

    summary = report.summary(
        run,
        variant=options.strategy,
        concurrency=strategy.concurrency(run),
        libraries=strategy.libraries(),
    )
    print_out(to_json(summary))


def _occupy_standard_streams() -> None:
    """Where one is closed, the next file to be opened would take its place, and get its output."""
    for stream, number in ((sys.stdin, 0), (sys.stdout, 1), (sys.stderr, 2)):
        if stream is None:
            descriptor = os.open(os.devnull, os.O_RDONLY)
            if descriptor != number:
                os.close(descriptor)
