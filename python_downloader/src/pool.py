"""Connections that are kept, at most one for each worker of a run."""

from __future__ import annotations

import time
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

from .connect import Connector
from .connection import Connection, StaleConnection
from .http import with_fields
from .response import Response
from .routes import Form
from .seat import Seat

if TYPE_CHECKING:
    from .request import Request
    from .routes import Route, Routes

_FOR_EVER_S = 1e9


class Pool:
    """Idle connections by route, the last used first; never more than `limit` open."""

    __slots__ = ("_connector", "_limit", "_lock", "_open", "_routes", "_stall_s")

    def __init__(self, limit: int, connector: Connector, routes: Routes, stall_s: float) -> None:
        self._limit = limit
        self._connector = connector
        self._routes = routes
        self._stall_s = stall_s
        self._lock = Lock()
        self._open = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with self._lock:
            for route in self._routes.all().values():
                for connection in route.idle:
                    connection.close()
                route.idle.clear()

    def exchange(self, request: Request, seat: Seat) -> Response:
        """Send a request; the answer's head is read when this returns. Raises `DownloadError`."""
        with self._lock:
            form = self._routes.form(request)
            idle = form.route.idle
            connection = seat.connection = idle.pop() if idle else None
        if connection is not None:
            try:
                return self._ask(connection, form, request, seat)
            except StaleConnection:
                pass
        return self._ask(self._opened(form.route, seat), form, request, seat)

    def give(self, connection: Connection, seat: Seat) -> None:
        """Keep a connection for the next request along its route."""
        with self._lock:
            seat.connection = None
            self._routes.keep(connection.route).idle.append(connection)

    def discard(self, connection: Connection, seat: Seat) -> None:
        """Close a connection that is of no further use."""
        with self._lock:
            seat.connection = None
            self._open -= 1
        connection.close()

    def cut(self, seat: Seat, now_ns: int) -> None:
        """Break what a seat has in use, if the time of its download is over by then.

        Under the lock: a connection that was given back meanwhile may be somebody else's.
        """
        with self._lock:
            download, connection = seat.download, seat.connection
            if download is None or connection is None or connection.is_cut:
                return
            if now_ns >= download.deadline_ns or download.run.stopped is not None:
                connection.cut()

    def _ask(self, connection: Connection, form: Form, request: Request, seat: Seat) -> Response:
        if request.rest is not None:
            after = with_fields(form.after, request.rest_headers())
            form = Form(form.route, form.before, after)
        try:
            return connection.request(form, request.url.target, seat)
        except BaseException:
            self.discard(connection, seat)
            raise

    def _opened(self, route: Route, seat: Seat) -> Connection:
        surplus: Connection | None = None
        with self._lock:
            if self._open >= self._limit:
                # Every worker holds at most one, so an idle one makes room.
                routes = self._routes.all().values()
                surplus = next((each.idle.pop() for each in routes if each.idle), None)
            if surplus is None:
                self._open += 1
        if surplus is not None:
            surplus.close()
        try:
            sock = self._connector.connect(route, seat, _seconds_left(seat))
        except BaseException:
            with self._lock:
                self._open -= 1
            raise
        connection = Connection(route, sock, self, self._stall_s)
        with self._lock:
            seat.connection = connection
        return connection


def _seconds_left(seat: Seat) -> float:
    download = seat.download
    if download is None:
        return _FOR_EVER_S
    return (download.deadline_ns - time.monotonic_ns()) / 1e9
