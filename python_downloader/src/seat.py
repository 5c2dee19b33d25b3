"""The place of one worker: its memory, and what it is at, so that it can be made to let go."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING

from .http import LONGEST_HEAD_BYTES

if TYPE_CHECKING:
    from .connection import Connection
    from .download import Download

_LARGE_BYTES = 2 * 1024 * 1024
_LARGE_TOTAL_BYTES = 64 * 1024 * 1024


class Seat:
    """Answers lie in its `data` while they are read; `view` is the same memory.

    `connection` is in use now, `opening` is being connected; both are set before they may block.
    """

    __slots__ = ("_large", "_large_bytes", "connection", "data", "download", "opening", "view")

    def __init__(self, workers: int = 1) -> None:
        self.download: Download | None = None
        self.connection: Connection | None = None
        self.opening: socket.socket | None = None
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

    def stop_opening(self) -> None:
        """Wake the worker from connecting, by breaking the connection."""
        sock = self.opening
        if sock is not None:
            shut(sock)


def shut(sock: socket.socket) -> None:
    """End both directions: whoever reads or writes wakes up at once."""
    with suppress(OSError):
        # Not the encrypted socket's own, which would also take its state away from the reader.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
