"""Progress while a run goes on: a bar or plain lines, always on standard error.

A thread looks at the run a few times a second; the downloads themselves pay nothing for it.
Loaded where there is somebody to look.
"""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING

from .console import SCREEN, columns
from .lines import count_jobs
from .progress import Rate, State, bar_line, eta_s, plain_line

if TYPE_CHECKING:
    from .run import Run

_BAR_EVERY_S = 0.2
_LINE_EVERY_S = 5.0
_AT_LEAST_EVERY_S = 1.0


class _Watch:
    """Looks at a run every so often, from a thread of its own."""

    every_s: float

    def __init__(self, run: Run) -> None:
        self._run = run
        self._start_s = time.monotonic()
        self._rate = Rate(self._start_s)
        self._total = None if run.options.input is not None else len(run.options.urls)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, name="progress", daemon=True)

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

    def _look(self) -> None:
        self.show()
        self._total = self._count()
        while not self._stop.wait(self.every_s):
            self.show()

    def _count(self) -> int | None:
        """How many jobs there will be, None where only the end of the input tells."""
        options = self._run.options
        if options.input is None:
            return self._total
        lines = count_jobs(options.input, self._stop.is_set)
        return None if lines is None else len(options.urls) + lines

    def state(self) -> State:
        """The run as it is now."""
        run, now_s = self._run, time.monotonic()
        totals = run.totals
        total = run.jobs_read if run.has_read_all else self._total
        received = run.received_bytes()
        return State(
            totals.total,
            total,
            received,
            self._rate.now(now_s, received),
            eta_s(now_s - self._start_s, totals.total, total),
            len(run.in_flight),
            len(run.waiting),
            totals.failed,
        )

    def show(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Nothing stays on the screen that has to be cleared."""


class Lines(_Watch):
    """A line every few seconds, for logs."""

    every_s = _LINE_EVERY_S

    def _look(self) -> None:
        self._total = self._count()
        while not self._stop.wait(self.every_s):
            self.show()

    def show(self) -> None:
        SCREEN.line(plain_line(self.state()))


class Bar(_Watch):
    """One line that is drawn again in place, when there is something new in it."""

    every_s = _BAR_EVERY_S

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self._drawn: State | None = None
        self._drawn_s = 0.0
        self._columns = 0

    def show(self) -> None:
        state, width, now_s = self.state(), columns(), time.monotonic()
        settled = state._replace(bytes_per_s=0, eta_s=None)
        is_news = settled != self._drawn or width != self._columns
        if is_news or now_s - self._drawn_s >= _AT_LEAST_EVERY_S:
            self._drawn, self._columns, self._drawn_s = settled, width, now_s
            SCREEN.draw(bar_line(state, width))

    def close(self) -> None:
        self.show()
        SCREEN.restore()
