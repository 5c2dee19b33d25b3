"""The way this project began with: one session, every URL at once, every body in memory."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from types import SimpleNamespace

import aiohttp
from yarl import URL

from ..about import USER_AGENT
from ..failures import EnvironmentProblem
from ..jobs import Job
from ..run import Run
from . import event_loop
from .aiohttp_errors import Wire, client_timeout, translated


def carry_out(run: Run, jobs: Iterator[Job]) -> None:
    """Bring every job to its end: all are started before the first is waited for."""
    event_loop.run(lambda: _work(run, jobs), fast=False)


def libraries() -> dict[str, str]:
    return {"aiohttp": aiohttp.__version__}


def concurrency(run: Run) -> int:
    """There is no cap: as many as there were jobs."""
    return run.totals.total


async def _work(run: Run, jobs: Iterator[Job]) -> None:
    context = _context(run.options.cacert)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=context),
        timeout=client_timeout(run.options.timeouts),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        trace_configs=[_in_flight_trace()],
    ) as session:
        await asyncio.gather(*(_fetch(run, job, session) for job in jobs))


def _context(cacert: str | None) -> ssl.SSLContext:
    """Made once: the file takes the place of the system's certificates, as it did in the seed."""
    try:
        return ssl.create_default_context(cafile=cacert)
    except (ssl.SSLError, OSError) as error:
        raise EnvironmentProblem(f"cannot use the certificates in {cacert}: {error}") from error


def _in_flight_trace() -> aiohttp.TraceConfig:
    """A download is in flight once it has a connection: the session keeps to 100 of them."""

    async def on_sent(
        session: aiohttp.ClientSession,
        context: SimpleNamespace,
        sent: aiohttp.TraceRequestHeadersSentParams,
    ) -> None:
        context.trace_request_ctx.in_flight()

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(on_sent)
    return trace


async def _fetch(run: Run, job: Job, session: aiohttp.ClientSession) -> None:
    wire = Wire()
    with run.download(job) as download, translated(wire):
        download.attempt()
        async with session.get(
            URL(job.url.href, encoded=True), allow_redirects=False, trace_request_ctx=download
        ) as response:
            wire.watch(response)
            download.headers_came(response.status)
            download.require_file()
            try:
                content = await response.read()
            finally:
                download.received_bytes = response.content.total_bytes
            with download.body() as body:
                body.write(content)
                body.commit()
