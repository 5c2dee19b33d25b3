"""One event loop and one aiohttp session, with as many workers as downloads may be in flight."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, TypeVar

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
from .aiohttp_session import ASKING, Asking, Connector, session_of
from .async_desk import AsyncDesk

_SHORTEST_S = 0.001
# How it shows that a connection is gone. Those that could not even be made are of these kinds too.
_LOST = (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)

_Made = TypeVar("_Made")
_Answer = Awaitable[aiohttp.ClientResponse]


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
    connector = Connector(run.options.concurrency, look_ups)
    async with session_of(run, connector) as session:
        # All workers pull from the one iterator: nothing is read ahead.
        workers = [
            asyncio.ensure_future(_Worker(run, session, connector, context).work(desk))
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

    def __init__(
        self, run: Run, session: aiohttp.ClientSession, connector: Connector, context: LazyContext
    ) -> None:
        self._run = run
        self._session = session
        self._connector = connector
        self._context = context
        # Whether there is nothing to add to a request but what its own URL asks for.
        self._is_plain = not (run.proxies or run.options.headers or run.total_ns)
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
        while download.state is None and not download.due_ns:
            if download.reads_at_start:
                request = await _in_thread(download.begin)
            else:
                request = download.begin()
            if request is not None:
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
        wire, asking = Wire(), self._asking
        with translated(wire, self._run.options.timeouts):
            asking.connected = False
            try:
                response = await self._ask(download, request)
            except _LOST:
                if asking.connected:
                    raise
                # The server had closed a connection that was kept: that is no attempt.
                self._connector.forget_idle()
                response = await self._ask(download, request)
            async with response:
                wire.watch(response)
                return await _taken_in(download, response)

    def _ask(self, download: Download, request: Request) -> _Answer:
        """Send a request as aiohttp takes it."""
        url = request.url
        ssl = self._context.get() if url.origin.secure else True
        # `encoded`: the URL is already written as it is to be sent.
        if self._is_plain and request.credentials is None and request.rest is None:
            href = URL(url.href, encoded=True)
            return self._session.get(href, allow_redirects=False, ssl=ssl)
        scheme = "https" if url.origin.secure else "http"
        href = URL(f"{scheme}://{url.host}{url.target}", encoded=True)
        options = self._special(request)
        if self._run.total_ns:
            options["timeout"] = self._timeout(download)
        return self._session.get(href, allow_redirects=False, ssl=ssl, **options)

    def _special(self, request: Request) -> dict[str, Any]:
        """What goes along with a request besides what goes along with all."""
        run, url = self._run, request.url
        fields = request_fields(run.options.headers if request.own else (), request.credentials)
        fields += request.rest_headers().items()
        options: dict[str, Any] = {"headers": fields}
        proxy = None if run.proxies is None else run.proxies.of(url)
        if proxy is None:
            return options
        options["proxy"] = URL(proxy.href, encoded=True)
        if proxy.authorization is not None:
            authorization = ("Proxy-Authorization", proxy.authorization)
            if url.origin.secure:
                options["proxy_headers"] = [authorization]
            else:
                fields.append(authorization)
        return options

    def _timeout(self, download: Download) -> aiohttp.ClientTimeout:
        timeouts = self._run.options.timeouts
        left_s = (download.deadline_ns - time.monotonic_ns()) / 1e9
        return aiohttp.ClientTimeout(
            total=max(left_s, _SHORTEST_S),
            connect=timeouts.connect_s,
            sock_read=timeouts.stall_s,
        )


async def _in_thread(work: Callable[[], _Made]) -> _Made:
    """What takes long, beside the loop. It is waited for even by whoever is told to stop, so that
    no two are at one download at once; it looks itself whether the run is to stop."""
    done = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait([done])
        # Taken note of, or asyncio would print it.
        done.exception()
        raise


async def _taken_in(download: Download, response: aiohttp.ClientResponse) -> Request | None:
    """Store the body, unless the answer is another: what to ask then."""
    head = AiohttpHead(response)
    try:
        if download.reads_at_answer:
            request = await _in_thread(lambda: download.answered(head))
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
