"""One HTTP/1.1 connection: a request is sent, and the head of the answer is read.

Written for few system calls and few Python steps: one send per request, and one receive for head
and body of a small file.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from . import messages
from .failures import DownloadError, reason
from .http import LONGEST_HEAD_BYTES, head_end, looks_like_http, parse_head
from .response import Response
from .seat import Seat, shut

if TYPE_CHECKING:
    from .routes import Form, Route


class StaleConnection(Exception):  # noqa: N818 - not a failure: the request is sent again at once
    """A kept connection was closed by the server before any byte of the answer."""


class Keeper(Protocol):
    """Who takes connections back: the pool."""

    def give(self, connection: Connection, seat: Seat) -> None: ...

    def discard(self, connection: Connection, seat: Seat) -> None: ...


class Connection:
    """A connected socket with what is known of it.

    `used` once an answer came over it, `is_cut` once somebody of us has broken it.
    """

    __slots__ = ("_keeper", "_sock", "_stall_s", "is_cut", "route", "used")

    def __init__(self, route: Route, sock: socket.socket, keeper: Keeper, stall_s: float) -> None:
        self.route = route
        self.used = False
        self.is_cut = False
        self._keeper = keeper
        self._sock = sock
        self._stall_s = stall_s

    def close(self) -> None:
        self._sock.close()

    def cut(self) -> None:
        """Break it, from another thread: whoever waits for bytes is woken by their end."""
        self.is_cut = True
        shut(self._sock)

    def request(self, form: Form, target: str, seat: Seat) -> Response:
        """Ask and read the head of the answer; raises `DownloadError`, `StaleConnection`."""
        try:
            self._sock.sendall(form.before + target.encode() + form.after)
        except (BlockingIOError, TimeoutError) as error:
            raise messages.stall_timeout(self._stall_s) from error
        except OSError as error:
            raise self._lost(error) from error
        return self._answer(seat)

    def receive(self, view: memoryview) -> int:
        """The next bytes, 0 at an orderly end; raises `NetworkError`."""
        try:
            received = self._sock.recv_into(view)
        except (BlockingIOError, TimeoutError) as error:
            raise messages.stall_timeout(self._stall_s) from error
        except OSError as error:
            raise messages.reset(reason(error)) from error
        if not received and self.is_cut:
            raise messages.reset("it was cut off")
        return received

    @contextmanager
    def hurried(self, seconds: float) -> Iterator[None]:
        """Wait no longer than so for each receive: for what nobody needs."""
        before_s = self._sock.gettimeout()
        self._sock.settimeout(seconds)
        try:
            yield
        finally:
            self._sock.settimeout(before_s)

    def settle(self, seat: Seat, *, reusable: bool) -> None:
        """The answer is done with: back to the pool, or closed."""
        if reusable and not self.is_cut:
            self._keeper.give(self, seat)
        else:
            self._keeper.discard(self, seat)

    def _answer(self, seat: Seat) -> Response:
        start = end = 0
        while True:
            end = self._more_head(seat, end)
            while (body := head_end(seat.data, start, end)) >= 0:
                head = parse_head(bytes(seat.view[start:body]))
                if head.status >= 200 or head.status == 101:
                    self.used = True
                    return Response(self, head, seat, body, end)
                start = body
            if not looks_like_http(bytes(seat.view[start : min(end, start + 7)])):
                raise messages.bad_response("it does not begin like HTTP/1")

    def _more_head(self, seat: Seat, end: int) -> int:
        if end == LONGEST_HEAD_BYTES:
            raise messages.bad_response(f"its headers pass {LONGEST_HEAD_BYTES} bytes")
        try:
            received = self._sock.recv_into(seat.view[end:] if end else seat.view)
        except (BlockingIOError, TimeoutError) as error:
            raise messages.stall_timeout(self._stall_s) from error
        except OSError as error:
            raise (messages.reset(reason(error)) if end else self._lost(error)) from error
        if received == 0:
            raise messages.reset("closed in the headers") if end else self._lost(None)
        return end + received

    def _lost(self, error: OSError | None) -> StaleConnection | DownloadError:
        """Lost before any byte of the answer: to be expected of a connection that was kept."""
        expected = error is None or isinstance(error, ConnectionError)
        if self.used and expected and not self.is_cut:
            return StaleConnection()
        return messages.reset(reason(error) if error is not None else "closed without an answer")
