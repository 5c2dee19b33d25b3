"""Every strategy against what goes wrong: each failure by its code, and the rest goes on."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from src.options import STRATEGIES, Timeouts

from .conftest import IMPATIENT, Carry
from .server import Reply, answer, ok, serving

every_strategy = pytest.mark.parametrize("strategy", STRATEGIES)
CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def _a_moment() -> None:
    """Long enough for what was sent before not to come together with what is sent after."""
    time.sleep(0.2)


BROKEN: dict[str, tuple[Reply, str, int | None]] = {
    "not found": (answer(404, b"no"), "http-status", 404),
    "server error": (answer(503, b"no", "Retry-After: 1"), "http-status", 503),
    "an odd redirect": (answer(300, b"", "Location: /good"), "http-status", 300),
    "a part nobody asked for": (answer(206, b"x"), "bad-response", 206),
    "short": (
        Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "close"),
        "short-body",
        200,
    ),
    "short and large": (
        Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n" + b"x" * 400_000, "close"),
        "short-body",
        200,
    ),
    "reset in the body": (
        Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\nhalf", "reset"),
        "reset",
        None,
    ),
    "reset before the answer": (Reply(b"", "reset"), "reset", None),
    "closed before the answer": (Reply(b"", "close"), "reset", None),
    "closed in a chunk": (Reply(CHUNKED.encode() + b"5\r\nab", "close"), "reset", 200),
    "closed between chunks": (Reply(CHUNKED.encode() + b"2\r\nab\r\n", "close"), "reset", 200),
    "chunks that are none": (Reply(CHUNKED.encode() + b"zz\r\nhello\r\n"), "bad-response", 200),
    "no chunk behind a chunk": (
        Reply(CHUNKED.encode() + b"2\r\nab\r\n", meanwhile=_a_moment, rest=b"zz\r\nhello\r\n"),
        "bad-response",
        200,
    ),
    "not http": (Reply(b"SSH-2.0-OpenSSH_9.2\r\n", "close"), "bad-response", None),
    "too many headers": (
        Reply(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 200_000 + b"\r\n\r\n", "close"),
        "bad-response",
        None,
    ),
    "two lengths": (
        Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx", "close"),
        "bad-response",
        None,
    ),
    "silence before the answer": (Reply(b"", "stall"), "stall-timeout", None),
    "silence in the body": (
        Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "stall"),
        "stall-timeout",
        200,
    ),
}


# What the original's libraries make of it is their own: http.client takes the first of two lengths,
# urllib3 calls a chunk that is none an end, and aiohttp waits behind it for ever.
DEPARTURES = {
    ("seed-threads", "two lengths"),
    ("seed-threads", "chunks that are none"),
    ("seed-threads", "no chunk behind a chunk"),
    ("seed-asyncio", "chunks that are none"),
    ("seed-asyncio", "no chunk behind a chunk"),
}


@pytest.mark.parametrize(
    ("strategy", "case"),
    [
        (strategy, case)
        for strategy in STRATEGIES
        for case in BROKEN
        if (strategy, case) not in DEPARTURES
    ],
)
def test_tells_failures_apart(carry: Carry, strategy: str, case: str) -> None:
    reply, code, status = BROKEN[case]
    timeouts = IMPATIENT if reply.then == "stall" else Timeouts()
    with serving({"/bad": reply, "/good": ok(b"good")}) as server:
        urls = (f"{server.base}/bad", f"{server.base}/good")
        result = carry(strategy, *urls, concurrency=1, timeouts=timeouts)
    assert result.codes == [code, "ok"]
    assert result.files == {"good": b"good"}
    bad = result.records[0]
    assert bad["error"]["message"].startswith(f"{server.base}/bad: ")
    assert (bad["state"], bad["attempts"]) == ("failed", 1)
    assert "bytes" not in bad
    if status is not None:
        assert bad["status"] == status
    assert result.run.totals.errors == {code: 1}
    assert (result.run.counter.value, result.run.totals.failed) == (1, 1)


@every_strategy
def test_tells_failures_to_connect_apart(carry: Carry, strategy: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    result = carry(strategy, f"http://127.0.0.1:{port}/a", "http://nowhere.invalid/a")
    assert result.codes == ["connect", "dns"]
    assert result.files == {}


@every_strategy
def test_gives_up_on_a_host_that_does_not_take_connections(carry: Carry, strategy: str) -> None:
    # A full queue of waiting connections: the kernel drops every further attempt unanswered.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(address)
        result = carry(strategy, f"http://127.0.0.1:{address[1]}/a", timeouts=IMPATIENT)
        for sock in waiting:
            sock.close()
    assert result.codes == ["connect-timeout"]


@every_strategy
def test_a_disk_that_refuses_fails_one_download(carry: Carry, strategy: str) -> None:
    with serving({"/a": ok(b"body")}) as server:
        lines: list[object] = [
            {"url": f"{server.base}/a", "path": "x" * 300},
            {"url": f"{server.base}/a", "path": "fine"},
        ]
        result = carry(strategy, lines=lines)
    assert result.codes == ["disk", "ok"]
    assert result.files == {"fine": b"body"}


@every_strategy
def test_a_link_out_of_the_folder_is_never_followed(
    carry: Carry, strategy: str, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "link").symlink_to(tmp_path / "elsewhere")
    with serving({"/a": ok(b"body")}) as server:
        result = carry(strategy, lines=[{"url": f"{server.base}/a", "path": "link/a"}])
        assert server.requests == []
    assert result.codes == ["unsafe-path"]
    assert "attempts" not in result.records[0]
    assert list((tmp_path / "elsewhere").iterdir()) == []


@every_strategy
def test_a_defect_is_not_swallowed(
    carry: Carry, strategy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("src.run.Run.ended", broken)
    with serving({"/a": ok(b"x")}) as server, pytest.raises(ZeroDivisionError):
        carry(strategy, *[f"{server.base}/a"] * 5)
