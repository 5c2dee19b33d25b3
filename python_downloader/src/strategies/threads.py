"""Threads that each carry out one download at a time, over connections that are kept."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from ..connect import LazyContext
from ..connection import Buffers, Response
from ..download import Download
from ..failures import ResponseError
from ..jobs import Job
from ..pool import Pool
from ..run import Run
from ..versions import version_of
from .affinity import Affinity, processors

# Threads give up the interpreter lock at every system call. A thread that waits for it need not
# also ask for it every 5 ms, unless a loop in Python keeps it.
_SWITCH_INTERVAL_S = 0.1


def carry_out(run: Run, jobs: Iterator[Job]) -> None:
    """Bring every job to its end with at most `concurrency` threads."""
    options = run.options
    queue = _Queue(jobs)
    crew = _Crew(run, queue, processors(options.work))
    pool = Pool(options.concurrency, LazyContext(options.cacert), options.timeouts)
    with _patient(options.work), pool:
        crew.work(pool, options.concurrency)


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


class _Queue:
    """Jobs for several threads, read from the input one at a time as a thread becomes free."""

    __slots__ = ("_jobs", "_lock", "exhausted")

    def __init__(self, jobs: Iterator[Job]) -> None:
        self._jobs = jobs
        self._lock = threading.Lock()
        self.exhausted = False

    def next(self) -> Job | None:
        with self._lock:
            job = None if self.exhausted else next(self._jobs, None)
            self.exhausted = job is None
            return job

    def stop(self) -> None:
        self.exhausted = True


class _Crew:
    """The workers of a run: each takes jobs until there are none."""

    def __init__(self, run: Run, queue: _Queue, cpus: frozenset[int]) -> None:
        self._run = run
        self._queue = queue
        self._cpus = cpus

    def work(self, pool: Pool, size: int) -> None:
        workers: list[Future[None]] = []
        with ThreadPoolExecutor(max_workers=size, thread_name_prefix="download") as executor:
            for _ in range(size):
                # A short list is done before the last threads would have been started.
                if self._queue.exhausted:
                    break
                workers.append(executor.submit(self._work_one, pool, size))
        for worker in workers:
            # Failures of downloads are recorded; what is raised here is a defect, and must show.
            worker.result()

    def _work_one(self, pool: Pool, size: int) -> None:
        buffers = Buffers(size)
        affinity = Affinity(self._cpus)
        try:
            while (job := self._queue.next()) is not None:
                _fetch(self._run, job, pool, buffers, affinity)
        except BaseException:
            # The others have no reason to go on with a run that has broken.
            self._queue.stop()
            raise


def _fetch(run: Run, job: Job, pool: Pool, buffers: Buffers, affinity: Affinity) -> None:
    with run.download(job) as download:
        download.attempt()
        download.in_flight()
        with pool.exchange(job.url, buffers) as response:
            download.headers_came(response.head.status)
            affinity.settle(response.head.length, secure=job.url.origin.secure)
            try:
                _store(download, response)
            finally:
                download.received_bytes = response.received_bytes


def _store(download: Download, response: Response) -> None:
    try:
        download.require_file()
    except ResponseError:
        response.drain()
        raise
    with download.body() as body:
        for piece in response.pieces():
            body.write(piece)
        body.commit()
