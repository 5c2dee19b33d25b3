"""Every strategy against TLS servers: whom it trusts, and what it calls what goes wrong."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import trustme

from src.options import STRATEGIES

from .conftest import IMPATIENT, Carry, Tls
from .server import Reply, ok, serving

OURS = ["threads", "asyncio"]
every_strategy = pytest.mark.parametrize("strategy", STRATEGIES)


def _big(size: int) -> bytes:
    return os.urandom(4096) * (size // 4096 + 1)


@every_strategy
def test_trusts_the_given_authority(carry: Carry, strategy: str, tls: Tls) -> None:
    with serving({"/a": ok(_big(100_000))}, tls.context) as server:
        urls = [f"{server.base}/a"] * 3
        result = carry(strategy, *urls, cacert=str(tls.cacert), concurrency=1)
        connections = server.connections
    assert result.codes == ["ok"] * 3
    if strategy in OURS:
        assert connections == 1


@every_strategy
def test_refuses_a_certificate_of_another_authority(
    carry: Carry, strategy: str, tls: Tls, tmp_path: Path
) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(other)
    with serving({"/a": ok(b"secret")}, tls.context) as server:
        with_other = carry(strategy, f"{server.base}/a", cacert=str(other))
        with_none = carry(strategy, f"{server.base}/a")
        assert server.requests == []
    assert with_other.codes == with_none.codes == ["tls"]


@every_strategy
def test_refuses_a_certificate_for_another_name(carry: Carry, strategy: str, tls: Tls) -> None:
    with serving({"/a": ok(b"secret")}, tls.context) as server:
        url = f"https://localhost:{server.port}/a"
        result = carry(strategy, url, cacert=str(tls.cacert))
    assert result.codes == ["tls"]


@every_strategy
def test_a_server_that_does_not_speak_tls(carry: Carry, strategy: str, tls: Tls) -> None:
    with _greeting(b"220 mail ready\r\n" * 10) as port:
        result = carry(strategy, f"https://127.0.0.1:{port}/a", cacert=str(tls.cacert))
    assert result.codes == ["tls"]


@every_strategy
def test_a_short_body_under_tls(carry: Carry, strategy: str, tls: Tls) -> None:
    short = Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\nhalf", "close")
    with serving({"/a": short}, tls.context) as server:
        result = carry(strategy, f"{server.base}/a", cacert=str(tls.cacert))
    assert result.codes == ["short-body"]


@every_strategy
def test_silence_under_tls(carry: Carry, strategy: str, tls: Tls) -> None:
    half = Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\nhalf", "stall")
    with serving({"/a": half}, tls.context) as server:
        result = carry(strategy, f"{server.base}/a", cacert=str(tls.cacert), timeouts=IMPATIENT)
    assert result.codes == ["stall-timeout"]


@pytest.mark.parametrize("strategy", ["asyncio", "seed-asyncio"])
def test_many_failed_tls_connections_are_cleared_up_on_the_way(
    carry: Carry, strategy: str, tls: Tls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("src.strategies.event_loop._MANY", 2)
    half = Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\nhalf", "stall")
    with serving({"/a": ok(b"x"), "/b": half}, tls.context) as server:
        urls = [f"{server.base}/{name}" for name in "abababa"]
        result = carry(strategy, *urls, cacert=str(tls.cacert), concurrency=2, timeouts=IMPATIENT)
    assert result.codes == ["ok", "stall-timeout"] * 3 + ["ok"]


def _greeting(data: bytes) -> _Greeter:
    return _Greeter(lambda connection: connection.sendall(data))


class _Greeter:
    """A server that speaks first, and not TLS."""

    def __init__(self, greet: Callable[[socket.socket], None]) -> None:
        self._greet = greet
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> int:
        self._thread.start()
        port: int = self._listener.getsockname()[1]
        return port

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._greet(connection)
                # Reading first keeps the close from becoming a reset.
                connection.settimeout(1)
                with suppress(OSError):
                    while connection.recv(4096):
                        pass
