"""The answer that comes over a connection: its body, piece by piece, however it is framed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import TracebackType
from typing import TYPE_CHECKING

from . import messages
from .failures import DownloadError
from .http import LONGEST_HEAD_BYTES, Head, chunk_size

if TYPE_CHECKING:
    from .connection import Connection
    from .seat import Seat

_DRAINED_BYTES = LONGEST_HEAD_BYTES
_DRAINED_S = 1.0


class Response:
    """One answer, used in a `with`: at its end the connection is kept or closed.

    `complete` once the body is read to the end.
    """

    __slots__ = ("_at", "_end", "_seat", "complete", "connection", "head")

    def __init__(self, connection: Connection, head: Head, seat: Seat, at: int, end: int) -> None:
        self.connection = connection
        self.head = head
        self.complete = False
        self._seat = seat
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
        reusable = self.complete and self.head.keep_alive and self._at == self._end
        self.connection.settle(self._seat, reusable=reusable)

    def pieces(self) -> Iterator[memoryview]:
        """The body, piece by piece; each is valid until the next. Raises `DownloadError`, after
        everything that had come."""
        if self.head.length is not None:
            return self._sized(self.head.length)
        return self._chunks() if self.head.chunked else self._until_closed()

    def drain(self) -> int:
        """Read a small body nobody wants, so that its connection can be used again.

        Gives the bytes that came; does not wait for what is slow in coming.
        """
        length = self.head.length
        if (length is None and not self.head.chunked) or (length or 0) > _DRAINED_BYTES:
            return 0
        if length is not None and length <= self._end - self._at:
            self._at, self.complete = self._at + length, True
            return length
        received, until_s = 0, time.monotonic() + _DRAINED_S
        try:
            with self.connection.hurried(_DRAINED_S):
                for piece in self.pieces():
                    received += len(piece)
                    if received > _DRAINED_BYTES or time.monotonic() > until_s:
                        break
        except (DownloadError, OSError):
            # Then it cannot be used again, which is no failure of anything.
            self.complete = False
        return received

    def _sized(self, length: int) -> Iterator[memoryview]:
        view, at = self._seat.view, self._at
        whole = at + length
        if whole > len(view):
            yield from self._large(length)
            return
        try:
            while self._end < whole:
                # No further than this body: what lies behind it would be another answer.
                received = self.connection.receive(view[self._end : whole])
                if received == 0:
                    raise messages.short_body(self._end - at, length)
                self._end += received
        except DownloadError:
            if self._end > at:
                yield view[at : self._end]
            raise
        self._at, self.complete = whole, True
        if length:
            yield view[at:whole]

    def _large(self, length: int) -> Iterator[memoryview]:
        first = self._seat.view[self._at : self._end]
        self._at = self._end
        if first:
            yield first
        view, left = self._seat.large, length - len(first)
        room = len(view)
        while left:
            received = self.connection.receive(view if left >= room else view[:left])
            if received == 0:
                raise messages.short_body(length - left, length)
            left -= received
            yield view if received == room else view[:received]
        self.complete = True

    def _until_closed(self) -> Iterator[memoryview]:
        first = self._seat.view[self._at : self._end]
        self._at = self._end
        if first:
            yield first
        view = self._seat.large
        while received := self.connection.receive(view):
            yield view[:received]
        self.complete = True

    def _chunks(self) -> Iterator[memoryview]:
        while size := chunk_size(self._line()):
            while size:
                if self._at == self._end:
                    self._refill()
                piece = self._seat.view[self._at : min(self._end, self._at + size)]
                self._at += len(piece)
                size -= len(piece)
                yield piece
            if self._line().strip(b"\r\n"):
                raise messages.bad_response("a chunk of the body is longer than it said")
        trailer_bytes = 0
        while line := self._line().strip(b"\r\n"):
            trailer_bytes += len(line)
            if trailer_bytes > LONGEST_HEAD_BYTES:
                raise messages.bad_response("the body's trailers never end")
        self.complete = True

    def _line(self) -> bytes:
        """One line of the chunked coding, its end included."""
        data = self._seat.data
        line = b""
        while True:
            found = data.find(b"\n", self._at, self._end)
            stop = found + 1 if found >= 0 else self._end
            line += bytes(self._seat.view[self._at : stop])
            self._at = stop
            if found >= 0:
                return line
            if len(line) > LONGEST_HEAD_BYTES:
                raise messages.bad_response("a line of the chunked body never ends")
            self._refill()

    def _refill(self) -> None:
        received = self.connection.receive(self._seat.view)
        if received == 0:
            raise messages.reset("closed inside a chunked body")
        self._at, self._end = 0, received
