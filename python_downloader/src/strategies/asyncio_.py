"""One event loop and one aiohttp session, with as many workers as downloads may be in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import aiohttp
from yarl import URL

from ..about import USER_AGENT
from ..connect import LazyContext
from ..download import Body, Download
from ..jobs import Job
from ..run import Run
from . import event_loop
from .aiohttp_errors import Wire, client_timeout, translated

_WHOLE_BYTES = 256 * 1024
_READ_BUFFER_BYTES = 1024 * 1024


def carry_out(run: Run, jobs: Iterator[Job]) -> None:
    """Bring every job to its end on one event loop."""
    event_loop.run(lambda: _work(run, jobs), fast=True)


def libraries() -> dict[str, str]:
    return {"aiohttp": aiohttp.__version__, **event_loop.name_and_version()}


def concurrency(run: Run) -> int:
    return run.options.concurrency


async def _work(run: Run, jobs: Iterator[Job]) -> None:
    size = run.options.concurrency
    context = LazyContext(run.options.cacert)
    connector = aiohttp.TCPConnector(limit=size)
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=client_timeout(run.options.timeouts),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        read_bufsize=_READ_BUFFER_BYTES,
    ) as session:
        # All workers pull from the one iterator: nothing is read ahead, and one loop needs no lock.
        await _all_or_error([_worker(run, jobs, session, context) for _ in range(size)])


async def _all_or_error(workers: list) -> None:  # type: ignore[type-arg]
    tasks = [asyncio.ensure_future(worker) for worker in workers]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def _worker(
    run: Run, jobs: Iterator[Job], session: aiohttp.ClientSession, context: LazyContext
) -> None:
    for job in jobs:
        await _fetch(run, job, session, context)


async def _fetch(run: Run, job: Job, session: aiohttp.ClientSession, context: LazyContext) -> None:
    wire = Wire()
    with run.download(job) as download, translated(wire):
        download.attempt()
        download.in_flight()
        # `encoded`: the URL is already written as it is to be sent.
        async with session.get(
            URL(job.url.href, encoded=True),
            allow_redirects=False,
            ssl=context.get() if job.url.origin.secure else True,
        ) as response:
            wire.watch(response)
            download.headers_came(response.status)
            download.require_file()
            with download.body() as body:
                await _store(response, download, body)


async def _store(response: aiohttp.ClientResponse, download: Download, body: Body) -> None:
    """Small bodies in one write; others as they come, written on the loop.

    Handing writes to a thread pool costs more than the writes: a folder's lock is fought over and
    every hand-over is two switches.
    """
    length = response.content_length
    try:
        if length is not None and length <= _WHOLE_BYTES:
            if data := await response.read():
                body.write(data)
        else:
            async for piece in response.content.iter_any():
                body.write(piece)
    finally:
        download.received_bytes = response.content.total_bytes
    body.commit()
