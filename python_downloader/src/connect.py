"""From an origin to a connected socket: name look-up, TCP, TLS, each failure by its code."""

from __future__ import annotations

import socket
import struct
import sys
import time
from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

from .failures import NetworkError, reason
from .options import Timeouts
from .urls import Origin

if TYPE_CHECKING:
    from ssl import SSLContext

_Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


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

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._at_s = time.monotonic() + limit_s

    def left_s(self) -> float:
        """Seconds left; raises `NetworkError` (connect-timeout) where there are none."""
        left_s = self._at_s - time.monotonic()
        if left_s <= 0:
            raise self.passed()
        return left_s

    def passed(self) -> NetworkError:
        return NetworkError("connect-timeout", f"no connection within {self._limit_s:g} s")


def connect(origin: Origin, context: LazyContext, timeouts: Timeouts) -> socket.socket:
    """A socket ready for requests; raises `NetworkError`."""
    deadline = Deadline(timeouts.connect_s)
    host = origin.hostname.strip("[]")
    sock = _reach(_resolve(host, origin.port), deadline)
    try:
        # A request is one small write: it must not wait for an acknowledgement (Nagle).
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if origin.secure:
            from .tls import handshake

            sock = handshake(sock, host, context.get(), deadline.left_s())
        _limit_waits(sock, timeouts.stall_s, secure=origin.secure)
    except BaseException:
        sock.close()
        raise
    return sock


def _resolve(host: str, port: int) -> Sequence[_Address]:
    try:
        # As bytes: a host is ASCII already, and a text would load the codec for others.
        return socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        detail = reason(error) if isinstance(error, OSError) else "not a host name"
        raise NetworkError("dns", f"no address for {host}: {detail}") from error


def _reach(addresses: Sequence[_Address], deadline: Deadline) -> socket.socket:
    """The first address that answers, the others having refused."""
    last: OSError = OSError("no address at all")
    for family, kind, protocol, _, address in addresses:
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:
            last = error
            continue
        try:
            sock.settimeout(deadline.left_s())
            sock.connect(address)
        except TimeoutError as error:
            sock.close()
            raise deadline.passed() from error
        except OSError as error:
            sock.close()
            last = error
        else:
            return sock
    raise NetworkError("connect", f"cannot connect: {reason(last)}") from last


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
    limit = struct.pack("@ll", int(stall_s), int(stall_s % 1 * 1_000_000))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
