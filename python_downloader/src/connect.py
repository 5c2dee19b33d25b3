"""Along a route to a connected socket: look-up, TCP, tunnel, TLS, each failure by its code."""

from __future__ import annotations

import socket
import struct
import sys
import time
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from . import messages
from .failures import NetworkError, reason
from .lookup import Address, LookUps, is_address, resolve
from .options import Timeouts

if TYPE_CHECKING:
    from ssl import SSLContext

    from .routes import Route


class LazyContext:
    """One TLS context for a whole run, made when the first https URL is met.

    Runs on plain HTTP never load TLS at all.
    """

    __slots__ = ("_cacert", "_context", "_lock")

    def __init__(self, cacert: str | None) -> None:
        self._cacert = cacert
        self._context: SSLContext | None = None
        self._lock = Lock()

    def get(self) -> SSLContext:
        """The context; raises `EnvironmentProblem` where the certificates cannot be used."""
        with self._lock:
            if self._context is None:
                from .tls import client_context

                self._context = client_context(self._cacert)
            return self._context


class Deadline:
    """The time that is left for one connection to be made."""

    __slots__ = ("_at_s", "_limit_s")

    def __init__(self, limit_s: float, most_s: float) -> None:
        self._limit_s = limit_s
        self._at_s = time.monotonic() + min(limit_s, most_s)

    def left_s(self) -> float:
        """Seconds left; raises `NetworkError` (connect-timeout) where there are none."""
        left_s = self._at_s - time.monotonic()
        if left_s <= 0:
            raise self.passed()
        return left_s

    def passed(self) -> NetworkError:
        return messages.connect_timeout(self._limit_s)


class Opener(Protocol):
    """Who opens a connection: he can be told to let go of the socket that is being connected."""

    opening: socket.socket | None


class Connector:
    """Makes the connections of a run."""

    __slots__ = ("_context", "_timeouts", "look_ups")

    def __init__(self, context: LazyContext, timeouts: Timeouts) -> None:
        self._context = context
        self._timeouts = timeouts
        self.look_ups = LookUps()

    def connect(self, route: Route, opener: Opener, most_s: float) -> socket.socket:
        """A socket ready for requests, within `most_s` seconds; raises `NetworkError`."""
        deadline = Deadline(self._timeouts.connect_s, most_s)
        sock = _reach(self._addresses(route, deadline), deadline, opener)
        try:
            # A request is one small write: it must not wait for an acknowledgement (Nagle).
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end = route.tunnel or route.to
            if route.tunnel is not None and route.proxy is not None:
                from .tunnel import open_tunnel

                open_tunnel(sock, route.proxy, route.tunnel, deadline)
            if end.secure:
                from .tls import shake_hands, wrap

                # A dot at the end is for the look-up; no certificate has it.
                name = end.address.rstrip(".")
                encrypted = wrap(sock, name, self._context.get())
                sock = opener.opening = encrypted
                shake_hands(encrypted, name, deadline)
            _limit_waits(sock, self._timeouts.stall_s, secure=end.secure)
        except BaseException:
            sock.close()
            raise
        finally:
            opener.opening = None
        return sock

    def _addresses(self, route: Route, deadline: Deadline) -> Sequence[Address]:
        host, port = route.to.address, route.to.port
        if is_address(host):
            return resolve(host, port)
        look_up = self.look_ups.start(host, port)
        if not look_up.wait(deadline.left_s()):
            raise deadline.passed()
        return look_up.result()


def _reach(addresses: Sequence[Address], deadline: Deadline, opener: Opener) -> socket.socket:
    """The first address that answers, the others having refused.

    Each may take its share of the time: one that is silent is not to keep us from the next.
    """
    last: NetworkError = messages.connect("no address at all")
    for index, (family, kind, protocol, _, address) in enumerate(addresses):
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:
            last = messages.connect(reason(error))
            continue
        opener.opening = sock
        try:
            sock.settimeout(deadline.left_s() / (len(addresses) - index))
            sock.connect(address)
        except TimeoutError:
            sock.close()
            last = deadline.passed()
        except OSError as error:
            sock.close()
            last = messages.connect(reason(error))
        else:
            return sock
    raise last


def _limit_waits(sock: socket.socket, stall_s: float, *, secure: bool) -> None:
    """No read or write may wait longer than the stall time-out.

    A time-out of Python's own polls before every read and gives up the interpreter lock twice, so a
    plain socket blocks and the kernel limits its waits. Under TLS Python would begin such a wait
    anew each time; on Windows the option has another shape: both keep Python's time-out.
    """
    if secure or sys.platform == "win32":
        sock.settimeout(stall_s)
        return
    sock.settimeout(None)
    # Zero would mean no limit at all.
    microseconds = max(1, int(stall_s * 1_000_000))
    limit = struct.pack("@ll", *divmod(microseconds, 1_000_000))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
