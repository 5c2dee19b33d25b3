"""The way this project began with: one session, every URL at once, every body in memory."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from types import SimpleNamespace

import aiohttp
from yarl import URL

from ..about import USER_AGENT
from ..download import Download
from ..failures import DownloadError, EnvironmentProblem
from ..jobs import Job
from ..lines import Input, Pause
from ..run import Run
from . import event_loop
from .aiohttp_body import AiohttpHead
from .aiohttp_errors import Wire, client_timeout, translated
from .whole_list import only_jobs


def carry_out(run: Run, jobs: Iterator[Job | Pause], source: Input | None) -> None:
    """Bring every job to its end: all are started before the first is waited for."""
    event_loop.run(lambda: _work(run, only_jobs(jobs)), fast=False)


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
        trace_configs=[_in_flight_trace(run)],
    ) as session:
        await asyncio.gather(*(_fetch(run, job, session) for job in jobs))


def _context(cacert: str | None) -> ssl.SSLContext:
    """Made once: the file takes the place of the system's certificates, as it did in the seed."""
    try:
        return ssl.create_default_context(cafile=cacert)
    except (ssl.SSLError, OSError) as error:
        raise EnvironmentProblem(f"cannot use the certificates in {cacert}: {error}") from error


def _in_flight_trace(run: Run) -> aiohttp.TraceConfig:
    """A download is in flight once it has a connection: the session keeps to 100 of them."""

    async def on_sent(
        session: aiohttp.ClientSession,
        context: SimpleNamespace,
        sent: aiohttp.TraceRequestHeadersSentParams,
    ) -> None:
        run.enter(context.trace_request_ctx)

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(on_sent)
    return trace


async def _fetch(run: Run, job: Job, session: aiohttp.ClientSession) -> None:
    download = Download(job, run)
    if download.begin(enters=False) is None:
        return
    wire = Wire()
    try:
        with translated(wire, run.options.timeouts):
            async with session.get(
                URL(job.url.href, encoded=True), allow_redirects=False, trace_request_ctx=download
            ) as response:
                wire.watch(response)
                await _store(response, download)
        download.complete()
    except DownloadError as error:
        download.failed(error)


async def _store(response: aiohttp.ClientResponse, download: Download) -> None:
    head = AiohttpHead(response)
    download.answered(head)
    try:
        content = await response.read()
    except BaseException:
        download.received_bytes += response.content.total_bytes
        raise
    download.body(head).write(content)
