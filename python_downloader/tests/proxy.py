"""A proxy for tests: CONNECT leads to where it says, anything else is answered by the proxy."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from .server import Handler, Request, ok


class Proxy:
    """`connects` and `requests` are what was asked, in order."""

    def __init__(self, status: int, then: str) -> None:
        self.connects: list[Request] = []
        self.requests: list[Request] = []
        self.connections = 0
        # What stands in for the servers behind it.
        self.answer: Handler = lambda request: ok(f"{request.path} by proxy".encode())
        self._status = status
        self._then = then
        self._released = threading.Event()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.href = f"http://127.0.0.1:{self.port}"

    def run(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._open.append(connection)
                self.connections += 1
                thread = threading.Thread(target=self._serve, args=(connection, self.connections))
                thread.start()
                self._threads.append(thread)

    def stop(self) -> None:
        self._released.set()
        for sock in (self._listener, *self._open):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, suppress(OSError):
            while (request := _read(connection, number)) is not None:
                if request.head.startswith("CONNECT "):
                    self.connects.append(request)
                    self._tunnel(connection, request.path)
                    return
                self.requests.append(request)
                connection.sendall(self.answer(request).data)

    def _tunnel(self, connection: socket.socket, target: str) -> None:
        if self._then == "stall":
            self._released.wait()
            return
        connection.sendall(f"HTTP/1.1 {self._status} Whatever\r\n\r\n".encode())
        if not 200 <= self._status < 300:
            return
        host, _, port = target.rpartition(":")
        with socket.create_connection((host.strip("[]"), int(port))) as server:
            self._open.append(server)
            back = threading.Thread(target=_pump, args=(server, connection))
            back.start()
            _pump(connection, server)
            back.join()


def _pump(source: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            to.sendall(data)
    for sock in (source, to):
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def _read(connection: socket.socket, number: int) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        received = connection.recv(65536)
        if not received:
            return None
        data += received
    head = data.decode()
    return Request(number, head.split(" ")[1], head)


@contextmanager
def proxying(status: int = 200, then: str = "keep") -> Iterator[Proxy]:
    """A running proxy that answers CONNECT with a status, or never (`stall`)."""
    proxy = Proxy(status, then)
    thread = threading.Thread(target=proxy.run)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.stop()
        thread.join()
