"""One run: what its downloads share, and what becomes of each when it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Lock, get_ident
from typing import TYPE_CHECKING

from . import messages
from .console import complain
from .counter import InFlight, SharedCounter
from .download import Download
from .files import Folder
from .jobs import Job, Rejected, stream
from .lines import Pause, Source
from .names import Taken
from .options import Options
from .waiting import MOST_WAITING, Waiting

if TYPE_CHECKING:
    from .proxies import Proxies
    from .records import Records

_REFUSED_IN_A_ROW = 64
# A million failures are no reading for a person.
_MOST_TOLD = 1_000


class Totals:
    """Sums over the downloads that have ended. Guarded by the run's lock."""

    __slots__ = (
        "attempts",
        "cancelled",
        "errors",
        "failed",
        "received_bytes",
        "skipped",
        "total",
    )

    def __init__(self) -> None:
        self.total = 0
        self.failed = 0
        self.skipped = 0
        self.cancelled = 0
        self.attempts = 0
        self.received_bytes = 0
        self.errors: dict[str, int] = {}


class Run:
    """Jobs to carry out, and everything that is counted and kept while they are.

    `patient`: at a level at which there are further attempts, redirects and resumed parts.
    `stopped` is the signal that asked for an end, or None.
    """

    def __init__(
        self,
        options: Options,
        folder: Folder,
        records: Records | None = None,
        proxies: Proxies | None = None,
    ) -> None:
        self.options = options
        self.folder = folder
        self.proxies = proxies
        self.patient = options.level != "races"
        self.works = options.work != "none"
        self.most_bytes = options.max_size
        self.total_ns = int(options.timeouts.total_s * 1e9)
        self.counter = SharedCounter()
        self.in_flight = InFlight()
        self.waiting = Waiting()
        self.totals = Totals()
        self.duration_ns = 0
        self.jobs_read = 0
        self.has_read_all = False
        self.stopped: str | None = None
        self.on_stop: Callable[[], object] | None = None
        self._records = records
        self._taken = Taken()
        self._lock = Lock()
        self._zero_ns = 0
        self._told = 0
        # Who alone may say that a download has ended, once there are some that were given up.
        self._judge: int | None = None

    @property
    def is_abandoned(self) -> bool:
        """Whether somebody was left behind who did not let go of his download."""
        return self._judge is not None

    def jobs(self, source: Source | None) -> Iterator[Job | Pause]:
        """The jobs that can be started, read as they are asked for; the others are recorded here.

        A pause stands where there is none at once. Not to be shared without a lock.
        """
        self._zero_ns = time.monotonic_ns()
        refused = 0
        for job in stream(self.options.urls, source, self._taken):
            if self.stopped is not None:
                return
            if isinstance(job, Job):
                self.jobs_read += 1
                yield job
            elif isinstance(job, Rejected):
                self.jobs_read += 1
                self._reject(job)
                refused += 1
                if refused % _REFUSED_IN_A_ROW == 0:
                    yield Pause.OTHERS
            else:
                yield job
        self.has_read_all = True

    def has_room(self) -> bool:
        """Whether one more job may be read: only so many downloads may come to wait at once."""
        return len(self.waiting) + len(self.in_flight) < MOST_WAITING

    def check_way(self, path: str) -> None:
        """Raise `JobError` where links on the way lead out of the folder, or to a file that
        another job has by another path."""
        real = self.folder.check(path)
        if real == path:
            return
        with self._lock:
            is_free = self._taken.claim(real)
        if not is_free:
            raise messages.duplicate_path(path)

    def enter(self, download: Download) -> None:
        """A download is in flight from here on."""
        self.in_flight.enter(download)

    def leave(self, download: Download) -> None:
        """A download waits for its next attempt, and somebody else may have its slot."""
        with self._lock:
            self.in_flight.leave(download)
            self.totals.received_bytes += download.received_bytes
            download.received_bytes = 0

    def count_error(self, code: str) -> None:
        """An attempt has failed, or a download without any."""
        with self._lock:
            self.totals.errors[code] = self.totals.errors.get(code, 0) + 1

    def ended(self, download: Download) -> None:
        """Count and record a download that has come to its end."""
        state = download.state
        if self._judge is not None and self._judge != get_ident():
            return
        totals = self.totals
        with self._lock:
            # At once: nobody is to find its bytes in neither place, or in both.
            self.in_flight.leave(download)
            totals.total += 1
            totals.attempts += download.attempts
            totals.received_bytes += download.received_bytes
            if state != "ok":
                self._count_end(state)
        if state == "ok":
            self.counter.increment()
        if self._records is not None:
            self._records.record(download, self._zero_ns)
        if state == "failed":
            error = download.error
            code = error.code if error is not None else ""
            self._complain(f"{download.job.url.shown}: {error} ({code})")

    def stop(self, signal_name: str) -> None:
        """Start nothing new and bring what is under way to an end. May be called by a handler of
        signals: takes no lock."""
        if self.stopped is None:
            self.stopped = signal_name
            if self.on_stop is not None:
                self.on_stop()

    def abandon(self) -> None:
        """Somebody does not let go of his download: it is over all the same."""
        self._judge = get_ident()
        for download in self.in_flight.all():
            download.cancel()

    def finished(self) -> None:
        """Everything is in place: the clock stops."""
        self.duration_ns = time.monotonic_ns() - self._zero_ns

    def received_bytes(self) -> int:
        """Body bytes received until now."""
        with self._lock:
            under_way = sum(download.received_bytes for download in self.in_flight.all())
            return self.totals.received_bytes + under_way

    def random(self) -> float:
        """From 0 to 1, without it."""
        # The module of that name loads hash functions that a plain run does without.
        from _random import Random

        return Random().random()

    def _count_end(self, state: str | None) -> None:
        totals = self.totals
        if state == "skipped":
            totals.skipped += 1
        elif state == "cancelled":
            totals.cancelled += 1
        else:
            totals.failed += 1

    def _reject(self, rejected: Rejected) -> None:
        now_ns = time.monotonic_ns()
        self.count_error(rejected.error.code)
        with self._lock:
            self.totals.total += 1
            self.totals.failed += 1
        if self._records is not None:
            self._records.record_rejected(rejected, now_ns, self._zero_ns)
        self._complain(f"{rejected.name}: {rejected.error} ({rejected.error.code})")

    def _complain(self, failure: str) -> None:
        with self._lock:
            self._told += 1
            told = self._told
        if told <= _MOST_TOLD:
            complain(failure)
        elif told == _MOST_TOLD + 1:
            complain("more downloads failed; --records FILE has them all")
