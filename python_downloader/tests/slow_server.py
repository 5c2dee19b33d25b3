"""A server of files in small pieces, which knows at every moment how many bytes it has sent."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

PIECE_BYTES = 16 * 1024


class Files:
    """Made-up files of given sizes, all of one version.

    `sent` counts body bytes by path, of the requests that began while it was this mapping.
    """

    def __init__(self, sizes: dict[str, int]) -> None:
        self.sizes = sizes
        self.version = 1
        self.sent: dict[str, int] = {}
        # Called after each piece with the number of all bytes sent.
        self.watch: Callable[[int], None] = lambda _: None
        self._lock = threading.Lock()
        self._contents: dict[tuple[str, int], bytes] = {}

    def content(self, path: str) -> bytes:
        key = (path, self.version)
        if key not in self._contents:
            dice = random.Random(f"{path} {self.version}")  # noqa: S311 - no secrets
            self._contents[key] = dice.randbytes(self.sizes[path])
        return self._contents[key]

    def count(self, sent: dict[str, int], path: str, size: int) -> None:
        with self._lock:
            sent[path] = sent.get(path, 0) + size
            total = sum(sent.values())
        self.watch(total)


def _serve(connection: socket.socket, files: Files) -> None:
    with connection, suppress(OSError):
        # A small buffer keeps what was sent close to what was read.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, PIECE_BYTES)
        data = b""
        while True:
            while b"\r\n\r\n" not in data:
                received = connection.recv(65536)
                if not received:
                    return
                data += received
            request, _, data = data.partition(b"\r\n\r\n")
            _answer(connection, request.decode(), files)


def _answer(connection: socket.socket, request: str, files: Files) -> None:
    lines, sent = request.split("\r\n"), files.sent
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    path, etag = lines[0].split(" ")[1], f'"{files.version}"'
    body, start = files.content(path), 0
    head = "HTTP/1.1 200 OK"
    if "range" in headers and headers.get("if-range") == etag:
        start = int(headers["range"].removeprefix("bytes=").removesuffix("-"))
        last = len(body) - 1
        head = f"HTTP/1.1 206 Partial\r\nContent-Range: bytes {start}-{last}/{len(body)}"
    length = len(body) - start
    connection.sendall(f"{head}\r\nContent-Length: {length}\r\nETag: {etag}\r\n\r\n".encode())
    for at in range(start, len(body), PIECE_BYTES):
        piece = body[at : at + PIECE_BYTES]
        connection.sendall(piece)
        files.count(sent, path, len(piece))


@contextmanager
def serving_slowly(files: Files) -> Iterator[str]:
    """The base URL of a running server."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    threads: list[threading.Thread] = []
    connections: list[socket.socket] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connections.append(connection)
                thread = threading.Thread(target=_serve, args=(connection, files))
                thread.start()
                threads.append(thread)

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        for sock in (listener, *connections):
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (accepting, *threads):
            thread.join()
