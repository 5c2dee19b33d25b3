"""What the workers of an event loop do next: a download whose wait is over, else a new job."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Iterator

from ..download import Download
from ..jobs import Job
from ..lines import Input, Pause
from ..run import Run


class AsyncDesk:
    """Hands out downloads to tasks. One loop needs no lock; nothing here blocks it."""

    def __init__(self, run: Run, jobs: Iterator[Job | Pause], source: Input | None) -> None:
        self._run = run
        self._jobs = jobs
        self._source = source
        self._may_wait = source is not None and source.may_wait
        self._exhausted = False
        self._is_read = False
        self._idle: deque[asyncio.Future[None]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def next(self) -> Download | None:
        """Something to do, None where there is nothing and will be nothing for this task."""
        run, waiting = self._run, self._run.waiting
        while run.stopped is None:
            if waiting and (download := waiting.take_due(time.monotonic_ns())) is not None:
                self._share_out()
                return download
            if not self._exhausted and not self._is_read and (not waiting or run.has_room()):
                job = next(self._jobs, None)
                if isinstance(job, Job):
                    if self._may_wait:
                        self._wake_one()
                    return Download(job, run)
                await self._pause(job)
            elif self._exhausted and not waiting:
                return None
            else:
                await self._sleep()
        return None

    def put_off(self, download: Download) -> None:
        """A download waits for its next attempt."""
        self._run.waiting.add(download)
        self._set_timer()

    async def _pause(self, pause: Pause | None) -> None:
        if pause is None:
            self._exhausted = True
            self._share_out()
        elif pause is Pause.OTHERS or self._source is None:
            await asyncio.sleep(0)
        else:
            self._is_read = True
            try:
                await _readable(self._source)
            finally:
                self._is_read = False

    def _share_out(self) -> None:
        """Wake whom there is something for: the next wait, or the end."""
        if self._run.waiting:
            self._set_timer()
        elif self._exhausted:
            while self._idle:
                self._wake_one()

    async def _sleep(self) -> None:
        """Until there may be something to do."""
        woken = asyncio.get_running_loop().create_future()
        self._idle.append(woken)
        self._set_timer()
        await woken

    def _set_timer(self) -> None:
        """Wake somebody when the next wait is over."""
        if self._timer is not None:
            self._timer.cancel()
        seconds = self._run.waiting.seconds_left(time.monotonic_ns())
        if seconds is None:
            self._timer = None
        else:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._wake_one)

    def _wake_one(self) -> None:
        while self._idle:
            woken = self._idle.popleft()
            if not woken.done():
                woken.set_result(None)
                return


async def _readable(source: Input) -> None:
    """Until a read would find something, or an end."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(source.fd, ready.set)
    except (OSError, NotImplementedError, ValueError):
        # What cannot be waited for, /dev/null for one, has its answer at once.
        return
    try:
        await ready.wait()
    finally:
        loop.remove_reader(source.fd)
