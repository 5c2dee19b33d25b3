"""Addresses of hosts, looked up where nobody has to wait for them longer than he wants to.

The system's look-up cannot be interrupted, so it is left to a thread of its own, which nothing
waits for at the end. Several who ask for the same host at once share one look-up.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from typing import Any

from . import messages
from .failures import NetworkError, reason

Address = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]


class LookUp:
    """One host being looked up."""

    __slots__ = ("_addresses", "_done", "_error", "_lock", "_then")

    def __init__(self) -> None:
        self._done = threading.Event()
        self._addresses: Sequence[Address] = ()
        self._error: NetworkError | None = None
        self._lock = threading.Lock()
        self._then: list[Callable[[], object]] = []

    def result(self) -> Sequence[Address]:
        """The addresses, none where it was given up; raises `NetworkError` (dns)."""
        if self._error is not None:
            # A new one for each who asks: they are raised in several threads.
            raise NetworkError(self._error.code, str(self._error))
        return self._addresses

    def wait(self, seconds: float) -> bool:
        """Whether it is done after so long at the most."""
        return self._done.wait(seconds)

    def then(self, call: Callable[[], object]) -> None:
        """Call, from whatever thread, when it is done."""
        with self._lock:
            if not self._done.is_set():
                self._then.append(call)
                return
        call()

    def carry_out(self, host: str, port: int) -> None:
        try:
            self._addresses = resolve(host, port)
        except NetworkError as error:
            self._error = error
        self.end()

    def end(self) -> None:
        """Wake whoever waits, with whatever there is by now."""
        with self._lock:
            self._done.set()
            calls, self._then = self._then, []
        for call in calls:
            call()


class LookUps:
    """The look-ups of a run that are under way."""

    __slots__ = ("_lock", "_under_way")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[tuple[str, int], LookUp] = {}

    def start(self, host: str, port: int) -> LookUp:
        """The look-up of a host: the one under way, else a new one."""
        key = (host, port)
        with self._lock:
            look_up = self._under_way.get(key)
            if look_up is not None:
                return look_up
            look_up = self._under_way[key] = LookUp()
        arguments = (look_up, key)
        thread = threading.Thread(target=self._carry_out, args=arguments, daemon=True)
        try:
            thread.start()
        except RuntimeError:
            # No more threads to be had here: then whoever asks waits.
            self._carry_out(*arguments)
        return look_up

    def give_up(self) -> None:
        """Nobody is to wait for any of them any more."""
        with self._lock:
            under_way = list(self._under_way.values())
        for look_up in under_way:
            look_up.end()

    def _carry_out(self, look_up: LookUp, key: tuple[str, int]) -> None:
        try:
            look_up.carry_out(*key)
        finally:
            with self._lock:
                self._under_way.pop(key, None)


def is_address(host: str) -> bool:
    """Whether there is nothing to look up: an address of IPv6, or of IPv4 as WHATWG writes it."""
    return ":" in host or host.replace(".", "").isdecimal()


def resolve(host: str, port: int) -> Sequence[Address]:
    """Ask the system; raises `NetworkError` (dns). May take as long as it likes."""
    try:
        # As bytes: a host is ASCII already, and a text would load the codec for others.
        return socket.getaddrinfo(host.encode("ascii"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        detail = reason(error) if isinstance(error, OSError) else "not a host name"
        raise messages.dns(host, detail) from error
