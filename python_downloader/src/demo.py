"""`python -m src` alone: 30 files, threaded and then async, from a server of our own."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from tempfile import TemporaryDirectory

from .console import print_out
from .downloader import Outcome, download_async, download_threaded

# Six files as the seed had, of the sizes it had, each asked for five times.
FILES = {
    "requests.md": 3_100,
    "tokio.md": 9_400,
    "aiohttp.rst": 8_200,
    "hyper.md": 21_000,
    "serde.md": 34_500,
    "pandas.md": 60_000,
}
COPIES = 5


def demonstrate() -> int:
    """Print both times and the counter; nothing stays behind. Gives the exit code."""
    with served() as base, TemporaryDirectory(prefix="fairfetch-") as folder:
        urls = [f"{base}/{name}" for _ in range(COPIES) for name in FILES]
        print_out(f"Downloading {len(urls)} files from {base}")
        outcomes = [
            _timed("Threaded", download_threaded(urls, os.path.join(folder, "threaded"))),
            _timed("Async", download_async(urls, os.path.join(folder, "async"))),
        ]
    return 1 if any(outcome.failed for outcome in outcomes) else 0


@contextmanager
def served() -> Iterator[str]:
    """A server on this machine only, for as long as the `with` lasts; gives its base URL."""
    with _Server(("127.0.0.1", 0), _Files) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def content(name: str) -> bytes:
    """The bytes of one of the files: made of its name, so that a mix-up would show."""
    line = f"{name}\n".encode()
    return (line * (FILES[name] // len(line) + 1))[: FILES[name]]


def _timed(title: str, outcome: Outcome) -> Outcome:
    print_out(
        f"{title + ':':<10} {outcome.duration_ns / 1e9:.3f} s, counter {outcome.ok} "
        f"({outcome.failed} failed, {outcome.received_bytes} bytes)"
    )
    return outcome


class _Server(ThreadingHTTPServer):
    # All workers connect at once; a refused place in this queue would cost its owner a second.
    request_queue_size = 128


class _Files(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave in one packet: two would meet delayed acknowledgements.
    wbufsize = 64 * 1024

    def do_GET(self) -> None:
        name = self.path.removeprefix("/")
        found = name in FILES
        body = content(name) if found else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Requests are no news here."""
