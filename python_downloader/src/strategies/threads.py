"""Threads that each carry out one download at a time, over connections that are kept."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, SimpleQueue

from ..connect import Connector, LazyContext
from ..download import Download
from ..failures import DownloadError, EnvironmentProblem
from ..jobs import Job
from ..lines import Input, Pause
from ..pool import Pool
from ..request import Request
from ..response import Response
from ..routes import Routes
from ..run import Run
from ..seat import Seat
from ..versions import version_of
from .affinity import Affinity, processors
from .desk import Desk

# Threads give up the interpreter lock at every system call. A thread that waits for it need not
# also ask for it every 5 ms, unless a loop in Python keeps it.
_SWITCH_INTERVAL_S = 0.1
# How often those are looked after whose time is over, and those who are to let go.
_LOOK_EVERY_S = 0.05
# How long a thread may take to let go: some waits cannot be broken, as those of a dead disk.
_PATIENCE_S = 1.5


def carry_out(run: Run, jobs: Iterator[Job | Pause], source: Input | None) -> None:
    """Bring every job to its end with at most `concurrency` threads."""
    options = run.options
    connector = Connector(LazyContext(options.cacert), options.timeouts)
    routes = Routes(run.proxies, options.headers)
    pool = Pool(options.concurrency, connector, routes, options.timeouts.stall_s)
    with _patient(options.work), pool:
        _Crew(run, Desk(run, jobs, source), pool, connector).work()


def libraries() -> dict[str, str]:
    return {"can-ada": version_of("can_ada")}


def concurrency(run: Run) -> int:
    return run.options.concurrency


@contextmanager
def _patient(work: str) -> Iterator[None]:
    """Longer turns of the interpreter lock, except where a loop in Python would keep it."""
    before_s = sys.getswitchinterval()
    sys.setswitchinterval(before_s if work == "fnv1a" else _SWITCH_INTERVAL_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before_s)


class _Crew:
    """The workers of a run: each takes downloads until there are none.

    The thread that calls `work` does none itself: it looks after time-outs and signals.
    """

    def __init__(self, run: Run, desk: Desk, pool: Pool, connector: Connector) -> None:
        self._run = run
        self._desk = desk
        self._pool = pool
        self._connector = connector
        self._cpus = processors(run.options.work)
        self._seats: list[Seat] = []
        # Who has ended, and a call for attention; a handler of signals may put something in.
        self._news: SimpleQueue[Future[None] | None] = SimpleQueue()

    def work(self) -> None:
        self._run.on_stop = lambda: self._news.put(None)
        size = self._run.options.concurrency
        executor = ThreadPoolExecutor(max_workers=size, thread_name_prefix="download")
        busy: set[Future[None]] = set()
        try:
            self._start(executor, size, busy)
            while busy and not self._look_after(busy):
                pass
        except BaseException:
            self._run.stop("an error")
            self._stop(busy)
            raise
        finally:
            self._run.on_stop = None
            self._end_waits()
            # Whoever could not be made to let go is left behind; the process ends all the same.
            executor.shutdown(wait=not self._run.is_abandoned)

    def _start(self, executor: ThreadPoolExecutor, size: int, busy: set[Future[None]]) -> None:
        for _ in range(size):
            # A short list is done before the last threads would have been started.
            if self._desk.exhausted or self._run.stopped is not None:
                break
            try:
                worker = executor.submit(self._work_one)
            except RuntimeError as error:
                if not busy:
                    raise EnvironmentProblem(f"cannot start a thread: {error}") from error
                # As many as there can be, then.
                break
            busy.add(worker)
            worker.add_done_callback(self._news.put)

    def _look_after(self, busy: set[Future[None]]) -> bool:
        """Wait for news and act on them; whether there is nobody left to wait for."""
        run = self._run
        must_look = run.stopped is not None or run.total_ns
        try:
            done = self._news.get(timeout=_LOOK_EVERY_S if must_look else None)
        except Empty:
            done = None
        if done is not None:
            busy.discard(done)
            # Failures of downloads are recorded; what is raised here is a defect, and must show.
            done.result()
        if run.stopped is not None:
            return self._stop(busy)
        if run.total_ns:
            self._cut(time.monotonic_ns())
        return False

    def _stop(self, busy: set[Future[None]]) -> bool:
        """Make everybody let go, for as long as there is patience."""
        until_s = time.monotonic() + _PATIENCE_S
        while busy and time.monotonic() < until_s:
            self._let_go()
            try:
                done = self._news.get(timeout=_LOOK_EVERY_S)
            except Empty:
                continue
            if done is not None:
                busy.discard(done)
        if busy:
            self._run.abandon()
        return True

    def _let_go(self) -> None:
        self._desk.stop()
        self._connector.look_ups.give_up()
        self._cut(time.monotonic_ns())
        for seat in self._seats:
            seat.stop_opening()

    def _cut(self, now_ns: int) -> None:
        for seat in self._seats:
            self._pool.cut(seat, now_ns)

    def _end_waits(self) -> None:
        while (download := self._run.waiting.take_any()) is not None:
            download.cancel()

    def _work_one(self) -> None:
        seat = Seat(self._run.options.concurrency)
        self._seats.append(seat)
        affinity = Affinity(self._cpus)
        try:
            while (download := self._desk.next()) is not None:
                seat.download = download
                self._carry_on(download, seat, affinity)
                if download.due_ns:
                    self._desk.put_off(download)
        except BaseException:
            # The others have no reason to go on with a run that has broken.
            self._desk.stop()
            raise

    def _carry_on(self, download: Download, seat: Seat, affinity: Affinity) -> None:
        """One download until it has ended or has to wait."""
        request = download.begin()
        while request is not None:
            self._attempt(download, request, seat, affinity)
            request = None if download.state is not None else download.begin()

    def _attempt(self, download: Download, first: Request, seat: Seat, affinity: Affinity) -> None:
        request: Request | None = first
        try:
            while request is not None:
                with self._pool.exchange(request, seat) as response:
                    affinity.settle(response.head.length, secure=request.url.origin.secure)
                    request = _taken_in(download, response)
            download.complete()
        except DownloadError as error:
            download.failed(error)


def _taken_in(download: Download, response: Response) -> Request | None:
    """Store the body, unless the answer is another: what to ask then."""
    try:
        request = download.answered(response.head)
    except DownloadError:
        download.received_bytes += response.drain()
        raise
    if request is not None:
        download.received_bytes += response.drain()
        return request
    body = download.body(response.head)
    for piece in response.pieces():
        body.write(piece)
    return None
