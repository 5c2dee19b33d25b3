"""One HTTP/1.1 connection and the answers that come over it.

Written for few system calls and few Python steps: one send per request, one receive for head and
body of a small file, and a large buffer, used again and again, for large ones.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from types import TracebackType
from typing import Protocol

from .failures import NetworkError, ResponseError
from .http import (
    LONGEST_HEAD_BYTES,
    Head,
    chunk_size,
    head_end,
    looks_like_http,
    parse_head,
    request_tail,
)
from .urls import Origin, Url

_LARGE_BYTES = 2 * 1024 * 1024
_LARGE_TOTAL_BYTES = 64 * 1024 * 1024
_DRAINED_BYTES = LONGEST_HEAD_BYTES


class StaleConnection(Exception):  # noqa: N818 - not a failure: the request is sent again at once
    """A kept connection was closed by the server before any byte of the answer."""


class Buffers:
    """The memory of one worker: its answers lie here while they are read."""

    __slots__ = ("_large", "_large_bytes", "data", "view")

    def __init__(self, workers: int = 1) -> None:
        self.data = bytearray(LONGEST_HEAD_BYTES)
        self.view = memoryview(self.data)
        self._large: memoryview | None = None
        self._large_bytes = max(
            LONGEST_HEAD_BYTES, min(_LARGE_BYTES, _LARGE_TOTAL_BYTES // workers)
        )

    @property
    def large(self) -> memoryview:
        """Room for large bodies, made when the first one comes."""
        if self._large is None:
            self._large = memoryview(bytearray(self._large_bytes))
        return self._large


class Keeper(Protocol):
    """Who takes connections back: the pool."""

    def give(self, connection: Connection) -> None: ...

    def discard(self, connection: Connection) -> None: ...


class Connection:
    """A connected socket with what is known of it. `used` once an answer came over it."""

    __slots__ = ("_keeper", "_sock", "_tail", "_tail_for", "origin", "used")

    def __init__(self, origin: Origin, sock: socket.socket, keeper: Keeper) -> None:
        self.origin = origin
        self._keeper = keeper
        self.used = False
        self._sock = sock
        self._tail = b""
        self._tail_for: tuple[str, tuple[str, str] | None] | None = None

    def close(self) -> None:
        self._sock.close()

    def request(self, url: Url, buffers: Buffers) -> Response:
        """Ask and read the head of the answer; raises `DownloadError`, `StaleConnection`."""
        tail_for = (url.host, url.credentials)
        if tail_for != self._tail_for:
            self._tail, self._tail_for = request_tail(url), tail_for
        try:
            self._sock.sendall(b"GET " + url.target.encode() + self._tail)
        except (BlockingIOError, TimeoutError) as error:
            raise stalled() from error
        except OSError as error:
            raise self._lost(error) from error
        return self._answer(buffers)

    def receive(self, view: memoryview) -> int:
        """The next bytes, 0 at an orderly end; raises `NetworkError`."""
        try:
            return self._sock.recv_into(view)
        except (BlockingIOError, TimeoutError) as error:
            raise stalled() from error
        except OSError as error:
            raise NetworkError("reset", "the connection was reset") from error

    def settle(self, *, reusable: bool) -> None:
        """The answer is done with: back to the pool, or closed."""
        if reusable:
            self._keeper.give(self)
        else:
            self._keeper.discard(self)

    def _answer(self, buffers: Buffers) -> Response:
        start = end = 0
        while True:
            end = self._more_head(buffers, end)
            while (body := head_end(buffers.data, start, end)) >= 0:
                head = parse_head(bytes(buffers.view[start:body]))
                if head.status >= 200:
                    self.used = True
                    return Response(self, head, buffers, body, end)
                if head.status == 101:
                    raise ResponseError("bad-response", "the server switches protocols unasked")
                start = body
            if not looks_like_http(bytes(buffers.view[start : min(end, start + 7)])):
                raise ResponseError("bad-response", "the answer is not HTTP")

    def _more_head(self, buffers: Buffers, end: int) -> int:
        if end == LONGEST_HEAD_BYTES:
            raise ResponseError("bad-response", f"the headers pass {LONGEST_HEAD_BYTES} bytes")
        try:
            received = self._sock.recv_into(buffers.view[end:] if end else buffers.view)
        except (BlockingIOError, TimeoutError) as error:
            raise stalled() from error
        except OSError as error:
            raise (self._lost(error) if end == 0 else _reset()) from error
        if received == 0:
            raise self._lost(None) if end == 0 else _reset()
        return end + received

    def _lost(self, error: OSError | None) -> Exception:
        """Lost before any byte of the answer: to be expected of a connection that was kept."""
        if self.used and (error is None or isinstance(error, ConnectionError)):
            return StaleConnection()
        return _reset()


class Response:
    """One answer, used in a `with`: at its end the connection is kept or closed.

    `complete` once the body is read to the end, `received_bytes` so far.
    """

    __slots__ = ("_at", "_buffers", "_end", "complete", "connection", "head", "received_bytes")

    def __init__(
        self, connection: Connection, head: Head, buffers: Buffers, at: int, end: int
    ) -> None:
        self.connection = connection
        self.head = head
        self.received_bytes = 0
        self.complete = False
        self._buffers = buffers
        self._at = at
        self._end = end

    def __enter__(self) -> Response:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.connection.settle(reusable=self.reusable)

    @property
    def reusable(self) -> bool:
        """Whether the next request may go over the same connection."""
        return self.complete and self.head.keep_alive and self._at == self._end

    def pieces(self) -> Iterator[memoryview]:
        """The body, piece by piece; each is valid until the next. Raises `DownloadError`."""
        if self.head.length is not None:
            return self._sized(self.head.length)
        return self._chunks() if self.head.chunked else self._until_closed()

    def drain(self) -> None:
        """Read a small body nobody wants, so that its connection can be used again."""
        length = self.head.length
        if length is not None and length <= _DRAINED_BYTES:
            for _ in self._sized(length):
                pass

    def _sized(self, length: int) -> Iterator[memoryview]:
        view, at = self._buffers.view, self._at
        whole = at + length
        if whole > len(view):
            yield from self._large(length)
            return
        self.received_bytes = min(self._end, whole) - at
        while self._end < whole:
            # No further than this body: what lies behind it would be another answer.
            self._end += self._received(view[self._end : whole])
        self._at, self.complete = whole, True
        if length:
            yield view[at:whole]

    def _large(self, length: int) -> Iterator[memoryview]:
        first = self._buffers.view[self._at : self._end]
        self._at = self._end
        self.received_bytes = len(first)
        if first:
            yield first
        view, left = self._buffers.large, length - len(first)
        room = len(view)
        while left:
            received = self._received(view if left >= room else view[:left])
            left -= received
            yield view if received == room else view[:received]
        self.complete = True

    def _until_closed(self) -> Iterator[memoryview]:
        first = self._buffers.view[self._at : self._end]
        self._at = self._end
        self.received_bytes = len(first)
        if first:
            yield first
        view = self._buffers.large
        while received := self.connection.receive(view):
            self.received_bytes += received
            yield view[:received]
        self.complete = True

    def _received(self, view: memoryview) -> int:
        """Bytes of a body whose length is known."""
        received = self.connection.receive(view)
        if received == 0:
            counts = f"{self.received_bytes} of {self.head.length}"
            raise ResponseError("short-body", f"the body ended after {counts} bytes")
        self.received_bytes += received
        return received

    def _chunks(self) -> Iterator[memoryview]:
        while size := chunk_size(self._line()):
            while size:
                if self._at == self._end:
                    self._refill()
                piece = self._buffers.view[self._at : min(self._end, self._at + size)]
                self._at += len(piece)
                size -= len(piece)
                self.received_bytes += len(piece)
                yield piece
            if self._line().strip(b"\r\n"):
                raise ResponseError("bad-response", "a chunk of the body is longer than it said")
        while self._line().strip(b"\r\n"):
            pass
        self.complete = True

    def _line(self) -> bytes:
        """One line of the chunked coding, its end included."""
        data = self._buffers.data
        line = b""
        while True:
            found = data.find(b"\n", self._at, self._end)
            stop = found + 1 if found >= 0 else self._end
            line += bytes(self._buffers.view[self._at : stop])
            self._at = stop
            if found >= 0:
                return line
            if len(line) > LONGEST_HEAD_BYTES:
                raise ResponseError("bad-response", "a line of the chunked body never ends")
            self._refill()

    def _refill(self) -> None:
        received = self.connection.receive(self._buffers.view)
        if received == 0:
            raise NetworkError("reset", "the connection ended inside a chunked body")
        self._at, self._end = 0, received


def stalled() -> NetworkError:
    return NetworkError("stall-timeout", "not a byte came within the stall time-out")


def _reset() -> NetworkError:
    return NetworkError("reset", "the connection was lost before the answer was whole")
