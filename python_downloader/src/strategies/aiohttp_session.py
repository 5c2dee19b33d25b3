"""The aiohttp session of the asyncio strategy, with what it is not to decide for itself."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from .. import messages
from ..about import USER_AGENT
from ..lookup import LookUps
from ..run import Run
from .aiohttp_errors import client_timeout
from .aiohttp_protocol import PatientHandler

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.client_reqrep import ConnectionKey
    from aiohttp.tracing import Trace

_READ_BUFFER_BYTES = 1024 * 1024
_LONGEST_HEADER_BYTES = 64 * 1024
_MOST_HEADERS = 1024


class Asking:
    """What one worker is told of the connection it asks over: whether it was made for him."""

    __slots__ = ("connected",)

    def __init__(self) -> None:
        self.connected = False


# A connector is told of requests, and not by whom they are made.
ASKING: ContextVar[Asking] = ContextVar("ASKING")


def session_of(run: Run, connector: Connector) -> aiohttp.ClientSession:
    """A session that leaves redirects, retries, credentials and the environment to us."""
    session = aiohttp.ClientSession(
        connector=connector,
        timeout=client_timeout(run.options.timeouts),
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        read_bufsize=_READ_BUFFER_BYTES,
        request_class=_ClientRequest,
        max_line_size=_LONGEST_HEADER_BYTES,
        max_field_size=_LONGEST_HEADER_BYTES,
        max_headers=_MOST_HEADERS,
    )
    # Its own second try may go over one more connection that the server has closed already.
    session._retry_connection = False
    return session


class _ClientRequest(aiohttp.ClientRequest):
    """A request whose connection to a proxy, for plain HTTP, is good for any server behind it."""

    @property
    def connection_key(self) -> ConnectionKey:
        key = super().connection_key
        if self.proxy is None or self.is_ssl():
            return key
        return key._replace(host=self.proxy.raw_host or "", port=self.proxy.port)


class Connector(aiohttp.TCPConnector):
    """Never more connections than downloads may be in flight, idle ones included."""

    def __init__(self, limit: int, look_ups: LookUps) -> None:
        super().__init__(limit=limit, resolver=_Resolver(look_ups))
        handler: type[ResponseHandler] = PatientHandler
        self._factory = partial(handler, loop=asyncio.get_running_loop())

    def forget_idle(self) -> None:
        """Close what is kept: one of them was of no use, and the next request is to get a new."""
        for kept in self._conns.values():
            for protocol, _ in kept:
                protocol.close()
        self._conns.clear()

    async def _create_connection(
        self, req: aiohttp.ClientRequest, traces: list[Trace], timeout: aiohttp.ClientTimeout
    ) -> ResponseHandler:
        ASKING.get().connected = True
        self._make_room()
        return await super()._create_connection(req, traces, timeout)

    def _make_room(self) -> None:
        idle = sum(map(len, self._conns.values()))
        for key in list(self._conns):
            kept = self._conns[key]
            while kept and idle + len(self._acquired) > self._limit:
                protocol, _ = kept.popleft()
                protocol.close()
                idle -= 1
            if not kept:
                del self._conns[key]


class _Resolver(AbstractResolver):
    """Look-ups in threads that nothing waits for at the end."""

    def __init__(self, look_ups: LookUps) -> None:
        self._look_ups = look_ups

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        done = asyncio.Event()

        def tell() -> None:
            # The loop may have been closed while the system still looked.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(done.set)

        look_up = self._look_ups.start(host, port)
        look_up.then(tell)
        await done.wait()
        addresses = look_up.result()
        if not addresses:
            raise messages.connect("no address at all")
        return [
            ResolveResult(
                hostname=host,
                host=address[0],
                port=address[1],
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, address in addresses
        ]

    async def close(self) -> None:
        """Nothing is kept."""
