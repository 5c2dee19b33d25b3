"""The event loop under both asyncio strategies."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from ..versions import version_of

# More than one run has open at once, so that clearing up stays cheap for each connection.
_MANY = 4096


def run(work: Callable[[], Coroutine[object, object, None]], *, fast: bool) -> None:
    """Run to the end; `fast` is on uvloop, which needs half the time, where it exists."""
    loop, encrypted = _loop(_uvloop_class() if fast else None)
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(work())
    finally:
        _wind_up(loop, encrypted)


def name_and_version() -> dict[str, str]:
    """The fast loop, where there is one."""
    return {"uvloop": version_of("uvloop")} if _uvloop_class() else {}


def _uvloop_class() -> type[asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.Loop


class _Encrypted:
    """The TLS connections of a loop, so that none can hold it up at its end.

    A closed one says goodbye and waits for the peer's answer: in uvloop's `close()` for ever, in
    asyncio's as a leak. A download that has failed waits for nobody.
    """

    __slots__ = ("_transports",)

    def __init__(self) -> None:
        self._transports: list[asyncio.Transport] = []

    def add(self, transport: asyncio.Transport) -> None:
        self._transports.append(transport)
        if len(self._transports) >= _MANY:
            for waiting in self._transports:
                if waiting.is_closing():
                    waiting.abort()
            self._transports = [kept for kept in self._transports if not kept.is_closing()]

    def cut_off(self) -> None:
        for transport in self._transports:
            transport.abort()
        self._transports.clear()


def _loop(
    base: type[asyncio.AbstractEventLoop] | None,
) -> tuple[asyncio.AbstractEventLoop, _Encrypted]:
    """A loop of the given kind, else the default one, that knows its TLS connections."""
    if base is None:
        default = asyncio.new_event_loop()
        base = type(default)
        default.close()
    encrypted = _Encrypted()

    class Loop(base):  # type: ignore[misc, valid-type]
        async def create_connection(self, *args: Any, **kwargs: Any) -> Any:
            transport, protocol = await super().create_connection(*args, **kwargs)
            if kwargs.get("ssl"):
                encrypted.add(transport)
            return transport, protocol

        async def start_tls(self, *args: Any, **kwargs: Any) -> Any:
            transport = await super().start_tls(*args, **kwargs)
            if transport is not None:
                encrypted.add(transport)
            return transport

    return Loop(), encrypted


def _wind_up(loop: asyncio.AbstractEventLoop, encrypted: _Encrypted) -> None:
    try:
        if tasks := asyncio.all_tasks(loop):
            for task in tasks:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        encrypted.cut_off()
        # The loop takes leave of a connection in its next round.
        loop.run_until_complete(asyncio.sleep(0))
    finally:
        asyncio.set_event_loop(None)
        loop.close()
