"""One job on its way through its attempts: what to ask, what an answer means, what comes next.

Decides and performs nothing on the network. A strategy holds a slot and does:

    while (request := download.begin()) is not None:
        try:
            (send the request, and the one that `answered` gives, until it gives none)
            (write what comes to `body()`)
            download.complete()
        except DownloadError as error:
            download.failed(error)

after which the download has ended, or waits until `due_ns` without a slot.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

from . import messages
from .body import digest_file
from .failures import DownloadError
from .files import is_file
from .part import PartFile
from .request import Request
from .transfer import Transfer
from .work import Digests

if TYPE_CHECKING:
    import os

State = Literal["ok", "failed", "skipped", "cancelled"]

_NEVER_NS = 2**63


class Download(Transfer):
    """A download under way. Times are of the monotonic clock, in nanoseconds.

    `state` is None until it has ended; `due_ns` is when its wait is over, 0 where it does not wait.
    """

    state: State | None = None
    error: DownloadError | None = None
    attempts = 0
    start_ns = 0
    end_ns = 0
    due_ns = 0
    deadline_ns = _NEVER_NS

    # Between `begin` and how that came to its end.
    _is_tried = False
    _retries = 0
    _repeated = False

    def begin(self, *, enters: bool = True) -> Request | None:
        """The first request of one more attempt; None where the download has ended or waits.

        `enters`: from here on it is in flight.
        """
        if self.state is not None or self.due_ns:
            return None
        run = self.run
        if run.stopped is not None:
            self.cancel()
            return None
        if not self.start_ns:
            if not self._start():
                return None
        elif not self._resumes_in_time():
            return None
        self.attempts += 1
        self._is_tried = True
        if enters:
            run.enter(self)
        return self._asked if self.attempts == 1 and self._kept is None else self._ask_anew()

    def complete(self) -> None:
        """The server says that was all. Raises `DownloadError` where it is not the file."""
        super().complete()
        self._end(None)

    def failed(self, error: DownloadError) -> None:
        """An attempt ended without the file: there is another, at once or later, or none."""
        from .retry import leaves_nothing

        run = self.run
        error = self._overruled(error)
        run.count_error(error.code)
        self._is_tried = False
        self._keep()
        if leaves_nothing(error.code):
            self._forget()
        wait_ms = self._wait_ms(error)
        if wait_ms is None:
            self._end(error)
        elif run.stopped is not None:
            self._end(messages.cancelled(run.stopped))
        elif wait_ms > 0:
            due_ns = time.monotonic_ns() + int(wait_ms * 1e6)
            if due_ns >= self.deadline_ns:
                self._end(self._too_late())
            else:
                self.due_ns = due_ns
                run.leave(self)

    def cancel(self) -> None:
        """End it here and now, because the run is to stop."""
        if self.state is None:
            self.start_ns = self.start_ns or time.monotonic_ns()
            self._keep()
            self._end(messages.cancelled(self.run.stopped or "the caller"))

    @property
    def reads_at_start(self) -> bool:
        """Whether `begin` may have to read a whole file first."""
        return (
            not self.start_ns
            and self.job.sha256 is not None
            and self.run.options.existing == "skip"
        )

    def _start(self) -> bool:
        """Look at what is on the disk already; False where that was the end."""
        self.start_ns = time.monotonic_ns()
        run, job = self.run, self.job
        if run.total_ns:
            self.deadline_ns = self.start_ns + run.total_ns
        try:
            if "/" in job.path:
                run.check_way(job.path)
            self._part = PartFile(run.folder, job.path)
            self._is_placed = True
            if not run.folder.is_new:
                self._consider_disk(self._part)
        except DownloadError as error:
            self._end(error)
        return self.state is None

    def _consider_disk(self, part: PartFile) -> None:
        options = self.run.options
        if options.existing != "overwrite":
            found = self.run.folder.file_at(self.job.path)
            if options.existing == "fail" and found is not None:
                raise messages.exists()
            if options.existing == "skip" and is_file(found) and self._is_wanted(found):
                part.discard()
                self._finish("skipped")
                return
        if options.resume and self.run.patient:
            self._kept = part.look(self.job.url.shown)

    def _is_wanted(self, found: os.stat_result | None) -> bool:
        """Whether the file that is there is what the job says."""
        job = self.job
        if found is None or job.bytes not in (None, found.st_size):
            return False
        if job.sha256 is None:
            return True
        digests = Digests("none", sha256_wanted=True)
        try:
            digest_file(
                self.run.folder.prefix + job.path.encode(), digests, lambda: self.run.stopped
            )
        except OSError:
            return False
        self.require_going()
        if digests.sha256 != job.sha256:
            return False
        self.sha256 = digests.sha256
        return True

    def _resumes_in_time(self) -> bool:
        if time.monotonic_ns() < self.deadline_ns:
            return True
        self._end(self._too_late())
        return False

    def _overruled(self, error: DownloadError) -> DownloadError:
        """A connection that was cut off by us breaks in many ways: what counts is why."""
        from .retry import is_broken_off

        if not is_broken_off(error.code):
            return error
        if self.run.stopped is not None:
            return messages.cancelled(self.run.stopped)
        if time.monotonic_ns() >= self.deadline_ns:
            return self._too_late()
        return error

    def _too_late(self) -> DownloadError:
        return messages.timeout(self.run.options.timeouts.total_s)

    def _wait_ms(self, error: DownloadError) -> float | None:
        """Milliseconds until the next attempt, None where there is none."""
        from . import retry

        run = self.run
        if not run.patient:
            return None
        if retry.RETRIED[error.code] == "once":
            if self._repeated:
                return None
            self._repeated = True
            return 0
        if self._retries >= run.options.retries or not retry.is_retried(error.code, self.status):
            return None
        self._retries += 1
        header, self._retry_after = self._retry_after, None
        floor_s = None
        if header is not None:
            floor_s = retry.parse_retry_after(header, time.time() * 1000)
        return retry.wait_ms(self.attempts, run.random(), floor_s)

    def _end(self, error: DownloadError | None) -> None:
        self.error = error
        if error is None:
            self._finish("ok")
            return
        if self._is_tried or not self.attempts:
            # No attempt that has failed was counted for it.
            self.run.count_error(error.code)
        if self._is_placed:
            self._part.leave(self.job.url.shown)
        self._finish("cancelled" if error.code == "cancelled" else "failed")

    def _finish(self, state: State) -> None:
        self.due_ns = 0
        self.state = state
        self.end_ns = time.monotonic_ns()
        self.run.ended(self)
