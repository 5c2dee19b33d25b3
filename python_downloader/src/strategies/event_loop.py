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
    loop, cut_off = _loop(_uvloop_class() if fast else None)
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(work())
    finally:
        _wind_up(loop, cut_off)


def name_and_version() -> dict[str, str]:
    """The fast loop, where there is one."""
    return {"uvloop": version_of("uvloop")} if _uvloop_class() else {}


def _uvloop_class() -> type[asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.Loop


def _loop(
    base: type[asyncio.AbstractEventLoop] | None,
) -> tuple[asyncio.AbstractEventLoop, Callable[[], None]]:
    """A loop that can be closed while a peer keeps silent, and what must be called before that.

    A closed TLS connection says goodbye and waits for the peer's answer: in uvloop's `close()` for
    ever, in asyncio's as a leak. A download that has failed waits for nobody.
    """
    if base is None:
        default = asyncio.new_event_loop()
        base = type(default)
        default.close()
    encrypted: list[asyncio.Transport] = []

    class Loop(base):  # type: ignore[misc, valid-type]
        async def create_connection(self, *args: Any, **kwargs: Any) -> Any:
            transport, protocol = await super().create_connection(*args, **kwargs)
            if kwargs.get("ssl"):
                encrypted.append(transport)
                if len(encrypted) >= _MANY:
                    cut_off()
            return transport, protocol

    def cut_off() -> None:
        for transport in encrypted:
            if transport.is_closing():
                transport.abort()
        encrypted[:] = [transport for transport in encrypted if not transport.is_closing()]

    return Loop(), cut_off


def _wind_up(loop: asyncio.AbstractEventLoop, cut_off: Callable[[], None]) -> None:
    try:
        if tasks := asyncio.all_tasks(loop):
            for task in tasks:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        cut_off()
        # The loop takes leave of a connection in its next round.
        loop.run_until_complete(asyncio.sleep(0))
    finally:
        asyncio.set_event_loop(None)
        loop.close()
