"""The bytes of one download on their way: counted, through the digests, to the disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import messages
from .failures import DownloadError, reason
from .work import Bytes, Digests

if TYPE_CHECKING:
    from .part import PartFile
    from .transfer import Transfer

_READ_BYTES = 1024 * 1024
_SLICE_BYTES = 64 * 1024


class Body:
    """What is received in one attempt, added to the part."""

    __slots__ = ("_digests", "_over", "_part", "_room", "_transfer")

    def __init__(self, transfer: Transfer, part: PartFile, digests: Digests | None) -> None:
        self._transfer = transfer
        self._part = part
        self._digests = digests
        self._room: int | None = None
        self._over: DownloadError | None = None

    def limit(self, room: int, over: DownloadError) -> None:
        """No more than so many bytes may come: what is over is a failure."""
        self._room, self._over = room, over

    def write(self, data: Bytes) -> None:
        """Store and digest the next bytes; raises `DownloadError`."""
        size = len(data)
        self._transfer.received_bytes += size
        if self._room is not None:
            self._room -= size
            if self._room < 0 and self._over is not None:
                raise self._over
        if self._digests is not None:
            if self._digests.is_slow and size > _SLICE_BYTES:
                self._write_slowly(memoryview(data))
                return
            self._digests.update(data)
        self._part.write(data)

    def _write_slowly(self, data: memoryview) -> None:
        """In slices, for whoever asks the run to stop should not have to wait for the work."""
        for start in range(0, len(data), _SLICE_BYTES):
            self._transfer.require_going()
            piece = data[start : start + _SLICE_BYTES]
            if self._digests is not None:
                self._digests.update(piece)
            self._part.write(piece)


def digest_file(name: bytes, digests: Digests, is_stopped: Callable[[], object]) -> int:
    """Send a file through digests; how many bytes it had. Raises `OSError`."""
    size = 0
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(name, flags)
    try:
        while (data := os.read(descriptor, _READ_BYTES)) and not is_stopped():
            digests.update(data)
            size += len(data)
    finally:
        os.close(descriptor)
    return size


def rebuilt(part: PartFile, digests: Digests, size: int, is_stopped: Callable[[], object]) -> None:
    """Bring digests to where a part of an earlier run stopped; raises `DiskError`."""
    try:
        read = digest_file(part.file_name, digests, is_stopped)
    except OSError as error:
        raise messages.disk("read", part.shown, reason(error)) from error
    if read != size and not is_stopped():
        raise messages.disk("read", part.shown, "it has changed meanwhile")
