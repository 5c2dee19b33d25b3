"""What the threads of a run do next: a download whose wait is over, else a new job."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from ..download import Download
from ..jobs import Job
from ..lines import Input, Pause
from ..run import Run

_PATIENCE_S = 0.1


class Desk:
    """Hands out downloads to threads, jobs read one at a time as a thread becomes free."""

    __slots__ = (
        "_changed",
        "_is_read",
        "_jobs",
        "_lock",
        "_may_wait",
        "_run",
        "_source",
        "exhausted",
    )

    def __init__(self, run: Run, jobs: Iterator[Job | Pause], source: Input | None) -> None:
        self._run = run
        self._jobs = jobs
        self._source = source
        self._may_wait = source is not None and source.may_wait
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        # Somebody waits for input already.
        self._is_read = False
        self.exhausted = False

    def next(self) -> Download | None:
        """Something to do, None where there is nothing and will be nothing for this thread."""
        run = self._run
        waiting = run.waiting
        with self._lock:
            while run.stopped is None:
                if waiting and (download := waiting.take_due(time.monotonic_ns())) is not None:
                    return download
                if not self.exhausted and not self._is_read and (not waiting or run.has_room()):
                    job = next(self._jobs, None)
                    if isinstance(job, Job):
                        if self._may_wait:
                            # One more may look whether there is another line.
                            self._changed.notify()
                        return Download(job, run)
                    self._pause(job)
                elif self.exhausted and not waiting:
                    return None
                else:
                    self._changed.wait(waiting.seconds_left(time.monotonic_ns()))
            return None

    def put_off(self, download: Download) -> None:
        """A download waits for its next attempt."""
        with self._lock:
            self._run.waiting.add(download)
            self._changed.notify()

    def stop(self) -> None:
        """Nothing more is handed out.

        Nobody is waited for who holds the desk and does not let go: he may be writing to somebody
        who does not read.
        """
        self.exhausted = True
        if self._lock.acquire(timeout=_PATIENCE_S):
            self._changed.notify_all()
            self._lock.release()

    def _pause(self, pause: Pause | None) -> None:
        if pause is None:
            self.exhausted = True
            self._changed.notify_all()
        elif pause is Pause.OTHERS or self._source is None:
            self._changed.wait(0)
        else:
            self._wait_for_input(self._source)

    def _wait_for_input(self, source: Input) -> None:
        """Let go of the desk until there is something to read."""
        self._is_read = True
        self._lock.release()
        try:
            while self._run.stopped is None and not self.exhausted and not source.wait():
                pass
        finally:
            self._lock.acquire()
            self._is_read = False
