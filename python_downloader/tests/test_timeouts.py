"""Nothing hangs past its time-out, and what is slow but steady is not cut off."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from src import lookup
from src.options import Timeouts

from .conftest import Carry, Tls
from .server import Reply, answer, ok, serving

OURS = pytest.mark.parametrize("strategy", ["threads", "asyncio"])
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"


@contextmanager
def _trickling(data: bytes, every_s: float, at_once: int = 0) -> Iterator[str]:
    """A server that sends a byte every so often; gives its base URL."""
    listener = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    connection.recv(65536)
                    connection.sendall(data[:at_once])
                    for at in range(at_once, len(data)):
                        if done.wait(every_s):
                            break
                        connection.sendall(data[at : at + 1])

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        done.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@OURS
@pytest.mark.parametrize("at_once", [0, len(HEAD) + 4])
def test_the_whole_of_a_download_is_limited(carry: Carry, strategy: str, at_once: int) -> None:
    with _trickling(HEAD + b"x" * 1000, 0.05, at_once) as base:
        began = time.monotonic()
        result = carry(strategy, f"{base}/a", timeouts=Timeouts(total_s=0.5), retries=3)
        took = time.monotonic() - began
    assert result.codes == ["timeout"]
    assert result.records[0]["error"]["message"].endswith("not done within 0.5 s")
    assert result.records[0]["attempts"] == 1
    # It would have taken a minute.
    assert took < 30
    assert result.files == {}


@OURS
def test_time_is_counted_over_all_attempts(carry: Carry, strategy: str) -> None:
    def slow(_: object) -> Reply:
        time.sleep(0.3)
        return answer(503)

    with serving(slow) as server:
        timeouts = Timeouts(total_s=0.8)
        result = carry(strategy, f"{server.base}/a", timeouts=timeouts, retries=100)
    assert result.codes == ["timeout"]
    assert 1 <= result.records[0]["attempts"] <= 4


@OURS
def test_one_that_is_too_late_does_not_hurt_the_others(carry: Carry, strategy: str) -> None:
    replies = {"/slow": Reply(HEAD, "stall"), "/a": ok(b"x")}
    with serving(replies) as server:
        urls = [f"{server.base}/slow", *[f"{server.base}/a"] * 40]
        result = carry(strategy, *urls, timeouts=Timeouts(total_s=0.7), concurrency=2)
    assert result.codes == ["timeout"] + ["ok"] * 40
    assert {record["attempts"] for record in result.records} == {1}


@OURS
def test_slow_but_steady_is_no_stall(carry: Carry, strategy: str) -> None:
    short = HEAD.replace(b"1000", b"8")
    with _trickling(short + b"x" * 8, 0.1, len(short) - 8) as base:
        result = carry(strategy, f"{base}/a", timeouts=Timeouts(stall_s=2))
    assert result.codes == ["ok"]


@OURS
@pytest.mark.parametrize("stall_s", [0.3, 0.0000001])
def test_silence_is(carry: Carry, strategy: str, stall_s: float) -> None:
    with serving({"/a": Reply(HEAD + b"half", "stall")}) as server:
        result = carry(strategy, f"{server.base}/a", timeouts=Timeouts(stall_s=stall_s))
    assert result.codes == ["stall-timeout"]


@OURS
def test_silence_is_a_stall_under_tls_as_well(carry: Carry, strategy: str, tls: Tls) -> None:
    with serving({"/a": Reply(HEAD + b"half", "stall")}, tls.context) as server:
        timeouts = Timeouts(stall_s=5, total_s=0.5)
        result = carry(strategy, f"{server.base}/a", cacert=str(tls.cacert), timeouts=timeouts)
    assert result.codes == ["timeout"]


@OURS
def test_a_look_up_that_hangs_is_part_of_the_connection(
    carry: Carry, strategy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = threading.Event()

    def hanging(*_: object) -> list[lookup.Address]:
        released.wait(30)
        return []

    monkeypatch.setattr(lookup, "resolve", hanging)
    try:
        timeouts = Timeouts(connect_s=0.3)
        result = carry(strategy, "http://slow.example/a", timeouts=timeouts, retries=1)
    finally:
        released.set()
    assert result.codes == ["connect-timeout"]
    assert result.records[0]["attempts"] == 2


@OURS
def test_hands_that_are_never_shaken_are_part_of_it(carry: Carry, strategy: str, tls: Tls) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/a"
        timeouts = Timeouts(connect_s=0.3)
        result = carry(strategy, url, cacert=str(tls.cacert), timeouts=timeouts)
    assert result.codes == ["connect-timeout"]
    assert result.records[0]["error"]["message"].endswith("no connection within 0.3 s")


def test_a_silent_address_does_not_keep_us_from_the_next(
    carry: Carry, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        serving({"/a": ok(b"x")}) as server,
        socket.create_server(("127.0.0.1", 0), backlog=0) as full,
    ):
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(full.getsockname())
        kinds = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        addresses = [(*kinds, full.getsockname()), (*kinds, ("127.0.0.1", server.port))]
        monkeypatch.setattr(lookup, "resolve", lambda *_: addresses)
        url = f"http://two.example:{server.port}/a"
        result = carry("threads", url, timeouts=Timeouts(connect_s=2))
        for sock in waiting:
            sock.close()
    assert result.codes == ["ok"]
