"""From an aiohttp response to the disk."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import aiohttp

from ..body import Body

# Written at once, however many pieces it came in.
_WHOLE_BYTES = 256 * 1024
_DRAINED_BYTES = 64 * 1024
_DRAINED_S = 1.0
_NO_BODY = frozenset({204, 205, 304})


class AiohttpHead:
    """Status and headers of an answer."""

    __slots__ = ("_headers", "length", "status")

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.status = response.status
        self.length = 0 if response.status in _NO_BODY else response.content_length
        self._headers = response.headers

    def header(self, name: str) -> str | None:
        """A header's value, several joined by commas."""
        values = self._headers.getall(name, ())
        return ", ".join(values) if values else None


async def store(response: aiohttp.ClientResponse, head: AiohttpHead, body: Body) -> None:
    """Small bodies in one write; others as they come, written on the loop.

    Handing writes to a thread pool costs more than the writes: a folder's lock is fought over and
    every hand-over is two switches. What had come is written even where the rest does not come.
    """
    if head.length == 0:
        return
    content = response.content
    is_small = head.length is not None and head.length <= _WHOLE_BYTES
    gathered: list[bytes] = []
    try:
        while not content.at_eof():
            piece = await content.readany()
            if is_small:
                gathered.append(piece)
            elif piece:
                body.write(piece)
    except BaseException:
        if rest := b"".join([*gathered, *_unread(content)]):
            body.write(rest)
        raise
    if gathered:
        body.write(gathered[0] if len(gathered) == 1 else b"".join(gathered))


async def drain(response: aiohttp.ClientResponse) -> int:
    """Read a small body nobody wants, so that its connection can be used again.

    Gives the bytes that came; does not wait for what is slow in coming.
    """
    length = response.content_length
    chunked = length is None and "Transfer-Encoding" in response.headers
    if not chunked and not 0 < (length or 0) <= _DRAINED_BYTES:
        return 0
    # Should it not come, the connection is not used again, which is no failure of anything.
    with suppress(aiohttp.ClientError, asyncio.TimeoutError, ConnectionError):
        await asyncio.wait_for(_read(response), _DRAINED_S)
    return response.content.total_bytes


async def _read(response: aiohttp.ClientResponse) -> None:
    content = response.content
    while content.total_bytes <= _DRAINED_BYTES and await content.readany():
        pass


def _unread(content: aiohttp.StreamReader) -> list[bytes]:
    """What came before the connection broke, and which the reader does not give out any more."""
    pieces = list(content._buffer)
    content._buffer.clear()
    return pieces
