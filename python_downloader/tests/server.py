"""A server that answers each path with prepared bytes, and then keeps, ends or breaks the line."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NamedTuple


class Reply(NamedTuple):
    """Bytes to send, and what happens to the connection afterwards.

    `then`: keep, close (orderly), reset, stall (silence until the test ends). `meanwhile` is called
    when `data` is sent, before `rest` is.
    """

    data: bytes
    then: str = "keep"
    meanwhile: Callable[[], None] | None = None
    rest: bytes = b""


class Request(NamedTuple):
    connection: int
    path: str
    head: str

    def header(self, name: str) -> str | None:
        """A header's value as it was sent."""
        for line in self.head.split("\r\n")[1:]:
            key, _, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        return None


def ok(body: bytes, *headers: str, then: str = "keep") -> Reply:
    """A 200 with its Content-Length."""
    return answer(200, body, *headers, then=then)


def answer(status: int, body: bytes = b"", *headers: str, then: str = "keep") -> Reply:
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}", *headers, "", ""]
    return Reply("\r\n".join(lines).encode() + body, then)


def moved(location: str, status: int = 302) -> Reply:
    """A redirect, with a few words as servers send them."""
    return answer(status, b"moved", f"Location: {location}")


def cut(body: bytes, size: int, *headers: str, then: str = "close") -> Reply:
    """A 200 that announces a body and ends after `size` bytes of it."""
    whole = ok(body, *headers, then=then)
    return whole._replace(data=whole.data[: len(whole.data) - len(body) + size])


Handler = Callable[[Request], Reply]


def in_turn(*replies: Reply | Handler) -> Handler:
    """Each request gets the next reply, and those after the last get the last."""
    left = list(replies)

    def handler(request: Request) -> Reply:
        reply = left.pop(0) if len(left) > 1 else left[0]
        return reply if isinstance(reply, Reply) else reply(request)

    return handler


def file(body: bytes, etag: str = '"1"') -> Handler:
    """A file as a good server has it: with a validator, and in parts for who asks for them."""

    def handler(request: Request) -> Reply:
        asked, condition = request.header("Range"), request.header("If-Range")
        if asked is None or condition not in (None, etag):
            return ok(body, f"ETag: {etag}")
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        if start >= len(body):
            return answer(416, b"", f"Content-Range: bytes */{len(body)}")
        content_range = f"Content-Range: bytes {start}-{len(body) - 1}/{len(body)}"
        return answer(206, body[start:], content_range, f"ETag: {etag}")

    return handler


class Server:
    """One listener on 127.0.0.1, a thread for each connection, and a memory of what was asked."""

    def __init__(self, handler: Handler, context: ssl.SSLContext | None = None) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self._handler = handler
        self._context = context
        self._released = threading.Event()
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        self.base = f"{'http' if context is None else 'https'}://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._spawn(self._accept)

    def stop(self) -> None:
        self._released.set()
        # Closing alone would leave the accepting thread asleep.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _spawn(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            self.connections += 1
            self._spawn(self._serve, connection, self.connections)

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, suppress(OSError):
            if self._context is not None:
                connection = self._context.wrap_socket(connection, server_side=True)
            with connection:
                while (request := _read_request(connection, number)) is not None:
                    self.requests.append(request)
                    reply = self._handler(request)
                    connection.sendall(reply.data)
                    if reply.meanwhile is not None:
                        reply.meanwhile()
                        connection.sendall(reply.rest)
                    if reply.then != "keep":
                        self._end(connection, reply.then)
                        return

    def _end(self, connection: socket.socket, how: str) -> None:
        if how == "stall":
            self._released.wait()
        elif how == "reset":
            # A linger of zero makes the kernel answer everything further with a reset.
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def _by_path(replies: Mapping[str, Reply | Handler]) -> Handler:
    def handler(request: Request) -> Reply:
        reply = replies.get(request.path, answer(404))
        return reply if isinstance(reply, Reply) else reply(request)

    return handler


def _read_request(connection: socket.socket, number: int) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        received = connection.recv(65536)
        if not received:
            return None
        data += received
    head = data.decode()
    return Request(number, head.split(" ")[1], head)


@contextmanager
def serving(
    replies: Mapping[str, Reply | Handler] | Handler, context: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """A running server; a mapping answers by path, with 404 for what it does not have."""
    server = Server(_by_path(replies) if isinstance(replies, Mapping) else replies, context)
    server.start()
    try:
        yield server
    finally:
        server.stop()
