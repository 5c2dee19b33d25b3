"""How far a run has come, on standard error: a bar, plain lines, or nothing.

A thread looks at the totals a few times a second; the downloads themselves pay nothing for it.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import TYPE_CHECKING

from .report import size_text

if TYPE_CHECKING:
    from .options import Options
    from .run import Run

_BAR_EVERY_S = 0.1
_LINE_EVERY_S = 2.0


def shown(options: Options, run: Run) -> AbstractContextManager[object]:
    """The progress that the options ask for, to be wrapped around the run."""
    mode = options.progress
    if mode == "auto":
        mode = "bar" if sys.stderr.isatty() else "none"
    if mode == "none" or options.quiet:
        return nullcontext()
    return Bar(run, expected_jobs(options)) if mode == "bar" else Lines(run)


def expected_jobs(options: Options) -> int | None:
    """How many jobs there will be, None where only the end of the input tells."""
    if options.input is None:
        return len(options.urls)
    if not os.path.isfile(options.input):
        return None
    try:
        with open(options.input, "rb") as lines:
            jobs = sum(1 for line in lines if line.strip() and not line.lstrip().startswith(b"#"))
    except OSError:
        return None
    return len(options.urls) + jobs


class _Ticker:
    """Calls `show` every so often from a thread of its own, and once more at the end."""

    def __init__(self, run: Run, every_s: float) -> None:
        self._run = run
        self._every_s = every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._tick, name="progress", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()
        self.close()

    def _tick(self) -> None:
        while not self._stop.wait(self._every_s):
            self.show()

    def show(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


class Lines(_Ticker):
    """A line every few seconds, for logs."""

    def __init__(self, run: Run) -> None:
        super().__init__(run, _LINE_EVERY_S)

    def show(self) -> None:
        totals = self._run.totals
        sys.stderr.write(
            f"{totals.total} done, {totals.failed} failed, {size_text(totals.received_bytes)}\n"
        )

    def close(self) -> None:
        self.show()


class Bar(_Ticker):
    """tqdm's bar: downloads done, rate, time left where the number of jobs is known."""

    def __init__(self, run: Run, total: int | None) -> None:
        super().__init__(run, _BAR_EVERY_S)
        # The library is loaded only where there is somebody to look at it.
        from tqdm import tqdm

        self._bar = tqdm(total=total, unit="file", file=sys.stderr, mininterval=_BAR_EVERY_S)

    def show(self) -> None:
        totals = self._run.totals
        self._bar.set_postfix_str(size_text(totals.received_bytes), refresh=False)
        self._bar.update(totals.total - self._bar.n)

    def close(self) -> None:
        self.show()
        self._bar.close()
