"""One run: what its downloads share, and what becomes of each when it ends."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from threading import Lock
from typing import BinaryIO

from .about import PROGRAM
from .counter import InFlight, SharedCounter
from .download import Download
from .files import Folder
from .jobs import Job, Rejected, stream
from .options import Options
from .report import Records, name_of_rejected, record_of, record_of_rejected


class Totals:
    """Sums over the downloads that have ended. Guarded by the run's lock."""

    __slots__ = ("attempts", "errors", "failed", "received_bytes", "total")

    def __init__(self) -> None:
        self.total = 0
        self.failed = 0
        self.attempts = 0
        self.received_bytes = 0
        self.errors: dict[str, int] = {}

    def fail(self, code: str) -> None:
        self.failed += 1
        self.errors[code] = self.errors.get(code, 0) + 1


class Run:
    """Jobs to carry out, and everything that is counted and kept while they are.

    Strategies take jobs from `jobs()` and put each in a `with run.download(job)`.
    """

    def __init__(self, options: Options, folder: Folder, records: Records) -> None:
        self.options = options
        self.counter = SharedCounter()
        self.in_flight = InFlight()
        self.totals = Totals()
        self.duration_ns = 0
        self._folder = folder
        self._records = records
        self._lock = Lock()
        self._zero_ns = 0

    def jobs(self, lines: BinaryIO | None) -> Iterator[Job]:
        """The jobs that can be started, read as they are asked for; the others are recorded here.

        Not to be shared between threads without a lock.
        """
        self._zero_ns = time.monotonic_ns()
        for job in stream(self.options.urls, lines):
            if isinstance(job, Rejected):
                self._reject(job)
            else:
                yield job

    def download(self, job: Job) -> Download:
        """A job as a download, to be used in a `with`."""
        return Download(job, self, self._folder, self.options.work)

    def ended(self, download: Download) -> None:
        """Count and record a download that is ok or has failed."""
        error = download.error
        if error is None:
            self.counter.increment()
        with self._lock:
            totals = self.totals
            totals.total += 1
            totals.attempts += download.attempts
            totals.received_bytes += download.received_bytes
            if error is not None:
                totals.fail(error.code)
        if self._records.wanted:
            self._records.append(record_of(download, self._zero_ns))
        if error is not None:
            complain(f"{download.job.url.shown}: {error} ({error.code})")

    def finished(self) -> None:
        """Everything is in place: the clock stops. Raises `EnvironmentProblem` for lost records."""
        self.duration_ns = time.monotonic_ns() - self._zero_ns

    def _reject(self, rejected: Rejected) -> None:
        now_ns = time.monotonic_ns()
        with self._lock:
            self.totals.total += 1
            self.totals.fail(rejected.error.code)
        if self._records.wanted:
            self._records.append(record_of_rejected(rejected, now_ns, self._zero_ns))
        complain(f"{name_of_rejected(rejected)}: {rejected.error} ({rejected.error.code})")


def complain(message: str) -> None:
    """One line for people."""
    sys.stderr.write(f"{PROGRAM}: {message}\n")
