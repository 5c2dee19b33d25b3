"""Connections that are kept, at most one for each worker of a run."""

from __future__ import annotations

from threading import Lock
from types import TracebackType

from .connect import LazyContext, connect
from .connection import Buffers, Connection, Response, StaleConnection
from .options import Timeouts
from .urls import Origin, Url


class Pool:
    """Idle connections by origin, the last used first; never more than `limit` open."""

    __slots__ = ("_context", "_idle", "_limit", "_lock", "_open", "_timeouts")

    def __init__(self, limit: int, context: LazyContext, timeouts: Timeouts) -> None:
        self._limit = limit
        self._context = context
        self._timeouts = timeouts
        self._lock = Lock()
        self._idle: dict[Origin, list[Connection]] = {}
        self._open = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for kept in self._idle.values():
            for connection in kept:
                connection.close()
        self._idle.clear()

    def exchange(self, url: Url, buffers: Buffers) -> Response:
        """Ask for a URL; the answer's head is read when this returns. Raises `DownloadError`."""
        connection = self._kept(url.origin) or self._opened(url.origin)
        try:
            return self._ask(connection, url, buffers)
        except StaleConnection:
            fresh = self._opened(url.origin)
            return self._ask(fresh, url, buffers)

    def give(self, connection: Connection) -> None:
        """Keep a connection for the next request to its origin."""
        with self._lock:
            self._idle.setdefault(connection.origin, []).append(connection)

    def discard(self, connection: Connection) -> None:
        """Close a connection that is of no further use."""
        with self._lock:
            self._open -= 1
        connection.close()

    def _ask(self, connection: Connection, url: Url, buffers: Buffers) -> Response:
        try:
            return connection.request(url, buffers)
        except BaseException:
            self.discard(connection)
            raise

    def _kept(self, origin: Origin) -> Connection | None:
        with self._lock:
            kept = self._idle.get(origin)
            return kept.pop() if kept else None

    def _opened(self, origin: Origin) -> Connection:
        surplus: Connection | None = None
        with self._lock:
            if self._open >= self._limit:
                # Every worker holds at most one, so an idle one makes room.
                surplus = next((idle.pop() for idle in self._idle.values() if idle), None)
            if surplus is None:
                self._open += 1
        if surplus is not None:
            surplus.close()
        try:
            return Connection(origin, connect(origin, self._context, self._timeouts), self)
        except BaseException:
            with self._lock:
                self._open -= 1
            raise
