"""One event loop and one aiohttp session, with as many workers as downloads may be in flight."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import Any

import aiohttp
from yarl import URL

from ..connect import LazyContext
from ..download import Download
from ..failures import DownloadError
from ..headers import request_fields
from ..jobs import Job
from ..lines import Input, Pause
from ..lookup import LookUps
from ..request import Request
from ..run import Run
from . import event_loop
from .aiohttp_body import AiohttpHead, drain, store
from .aiohttp_errors import Wire, translated
from .aiohttp_session import ASKING, Asking, session_of
from .async_desk import AsyncDesk

_SHORTEST_S = 0.001


def carry_out(run: Run, jobs: Iterator[Job | Pause], source: Input | None) -> None:
    """Bring every job to its end on one event loop."""
    event_loop.run(lambda: _work(run, jobs, source), fast=True)


def libraries() -> dict[str, str]:
    return {"aiohttp": aiohttp.__version__, **event_loop.name_and_version()}


def concurrency(run: Run) -> int:
    return run.options.concurrency


async def _work(run: Run, jobs: Iterator[Job | Pause], source: Input | None) -> None:
    desk = AsyncDesk(run, jobs, source)
    look_ups = LookUps()
    context = LazyContext(run.options.cacert)
    async with session_of(run, look_ups) as session:
        # All workers pull from the one iterator: nothing is read ahead.
        workers = [
            asyncio.ensure_future(_Worker(run, session, context).work(desk))
            for _ in range(run.options.concurrency)
        ]
        loop = asyncio.get_running_loop()

        def stop() -> None:
            look_ups.give_up()
            for worker in workers:
                worker.cancel()

        run.on_stop = lambda: loop.call_soon_threadsafe(stop)
        if run.stopped is not None:
            stop()
        try:
            await _all_done(workers, run)
        except BaseException:
            run.stop("an error")
            raise
        finally:
            run.on_stop = None
            for worker in workers:
                worker.cancel()
            while (download := run.waiting.take_any()) is not None:
                download.cancel()


async def _all_done(workers: Sequence[asyncio.Future[None]], run: Run) -> None:
    """Until all have ended, or one has found a defect."""
    try:
        await asyncio.gather(*workers)
    except asyncio.CancelledError:
        if run.stopped is None:
            raise
        # Some were stopped before they had begun; the others are still clearing up.
        for result in await asyncio.gather(*workers, return_exceptions=True):
            if isinstance(result, Exception):
                raise result from None


class _Worker:
    """Carries out one download at a time."""

    def __init__(self, run: Run, session: aiohttp.ClientSession, context: LazyContext) -> None:
        self._run = run
        self._session = session
        self._context = context
        self._asking = Asking()

    async def work(self, desk: AsyncDesk) -> None:
        # Each task has its own.
        ASKING.set(self._asking)
        download: Download | None = None
        try:
            while (download := await desk.next()) is not None:
                await self._carry_on(download)
                if download.due_ns:
                    desk.put_off(download)
        except asyncio.CancelledError:
            if self._run.stopped is None:
                raise
            if download is not None:
                download.cancel()

    async def _carry_on(self, download: Download) -> None:
        """One download until it has ended or has to wait."""
        while (request := await _begun(download)) is not None:
            await self._attempt(download, request)

    async def _attempt(self, download: Download, first: Request) -> None:
        request: Request | None = first
        try:
            while request is not None:
                request = await self._exchange(download, request)
            download.complete()
        except DownloadError as error:
            download.failed(error)

    async def _exchange(self, download: Download, request: Request) -> Request | None:
        """Send a request and take in the answer; gives the next request, None at the end."""
        self._asking.fresh = False
        try:
            return await self._ask(download, request)
        except _StaleConnection:
            self._asking.fresh = True
            return await self._ask(download, request)

    async def _ask(self, download: Download, request: Request) -> Request | None:
        wire = Wire()
        timeouts = self._run.options.timeouts
        is_answered = False
        with translated(wire, timeouts):
            try:
                async with self._session.get(**self._arguments(download, request)) as response:
                    is_answered = True
                    wire.watch(response)
                    return await _taken_in(download, response)
            except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
                connecting = isinstance(error, aiohttp.ClientConnectorError)
                if self._asking.reused and not is_answered and not connecting:
                    raise _StaleConnection from error
                raise

    def _arguments(self, download: Download, request: Request) -> dict[str, Any]:
        """A request in aiohttp's words."""
        run, url = self._run, request.url
        secure = url.origin.secure
        fields = request_fields(run.options.headers if request.own else (), request.credentials)
        fields += request.rest_headers().items()
        arguments: dict[str, Any] = {"allow_redirects": False, "ssl": True}
        if secure:
            arguments["ssl"] = self._context.get()
        proxy = None if run.proxies is None else run.proxies.of(url)
        if proxy is not None:
            arguments["proxy"] = URL(proxy.href, encoded=True)
            if proxy.authorization is not None:
                authorization = ("Proxy-Authorization", proxy.authorization)
                if secure:
                    arguments["proxy_headers"] = [authorization]
                else:
                    fields.append(authorization)
        if run.options.timeouts.total_s:
            arguments["timeout"] = self._timeout(download)
        # `encoded`: the URL is already written as it is to be sent.
        scheme = "https" if secure else "http"
        arguments["url"] = URL(f"{scheme}://{url.host}{url.target}", encoded=True)
        arguments["headers"] = fields
        return arguments

    def _timeout(self, download: Download) -> aiohttp.ClientTimeout:
        timeouts = self._run.options.timeouts
        left_s = (download.deadline_ns - time.monotonic_ns()) / 1e9
        return aiohttp.ClientTimeout(
            total=max(left_s, _SHORTEST_S),
            connect=timeouts.connect_s,
            sock_read=timeouts.stall_s,
        )


class _StaleConnection(Exception):  # noqa: N818 - not a failure: the request is sent again at once
    """A kept connection was closed by the server before it answered."""


async def _begun(download: Download) -> Request | None:
    if download.reads_at_start:
        return await asyncio.to_thread(download.begin)
    return download.begin()


async def _taken_in(download: Download, response: aiohttp.ClientResponse) -> Request | None:
    """Store the body, unless the answer is another: what to ask then."""
    head = AiohttpHead(response)
    try:
        if download.reads_at_answer:
            request = await asyncio.to_thread(download.answered, head)
        else:
            request = download.answered(head)
    except DownloadError:
        download.received_bytes += await drain(response)
        raise
    if request is not None:
        download.received_bytes += await drain(response)
        return request
    await store(response, head, download.body(head))
    return None
