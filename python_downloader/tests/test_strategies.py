"""Every strategy against real sockets: what is asked for, and what is stored."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from src.options import STRATEGIES

from .conftest import Carry
from .server import Reply, ok, serving

OURS = ["threads", "asyncio"]
every_strategy = pytest.mark.parametrize("strategy", STRATEGIES)
CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def _big(size: int) -> bytes:
    return os.urandom(4096) * (size // 4096 + 1)


@every_strategy
@pytest.mark.parametrize("size", [0, 1, 4096, 65_000, 65_536, 300_000, 3_000_001])
def test_stores_bodies_of_every_size(carry: Carry, strategy: str, size: int) -> None:
    body = _big(size)[:size]
    with serving({"/a": ok(body)}) as server:
        result = carry(strategy, f"{server.base}/a", f"{server.base}/a", concurrency=1)
    assert result.codes == ["ok", "ok"]
    assert result.files == {"a": body, "a-2": body}
    assert [record["bytes"] for record in result.records] == [size, size]
    assert result.run.totals.received_bytes == 2 * size


@every_strategy
def test_stores_chunked_bodies(carry: Carry, strategy: str) -> None:
    body = _big(200_000)[:200_000]
    pieces = [body[:1], body[1:70_000], body[70_000:]]
    data = CHUNKED.encode()
    for piece in pieces:
        data += f"{len(piece):x};note=1\r\n".encode() + piece + b"\r\n"
    with serving({"/a": Reply(data + b"0\r\nTrailer: x\r\n\r\n"), "/b": ok(b"next")}) as server:
        result = carry(strategy, f"{server.base}/a", f"{server.base}/b", concurrency=1)
        connections = server.connections
    assert result.files == {"a": body, "b": b"next"}
    assert connections == (1 if strategy in OURS else 2)


@every_strategy
def test_stores_bodies_that_end_with_the_connection(carry: Carry, strategy: str) -> None:
    body = _big(150_000)[:150_000]
    with serving({"/a": Reply(b"HTTP/1.1 200 OK\r\n\r\n" + body, "close")}) as server:
        result = carry(strategy, f"{server.base}/a")
    assert result.files == {"a": body}


@every_strategy
def test_skips_interim_answers(carry: Carry, strategy: str) -> None:
    # http.client knows no other than 100: the original's own departure.
    status = b"100 Continue" if strategy == "seed-threads" else b"103 Early Hints"
    early = b"HTTP/1.1 " + status + b"\r\nLink: </x>\r\n\r\n"
    with serving({"/a": Reply(early + ok(b"body").data)}) as server:
        result = carry(strategy, f"{server.base}/a")
    assert result.files == {"a": b"body"}
    assert result.records[0]["status"] == 200


@every_strategy
def test_checks_what_a_job_says_of_its_file(carry: Carry, strategy: str) -> None:
    digest = hashlib.sha256(b"body").hexdigest()
    with serving({"/a": ok(b"body")}) as server:
        url = f"{server.base}/a"
        lines: list[object] = [
            {"url": url, "path": "right", "bytes": 4, "sha256": digest.upper()},
            {"url": url, "path": "size", "bytes": 5},
            {"url": url, "path": "digest", "sha256": "0" * 64},
        ]
        result = carry(strategy, lines=lines)
    assert result.codes == ["ok", "size-mismatch", "digest-mismatch"]
    assert result.files == {"right": b"body"}
    assert result.records[0]["sha256"] == digest


@every_strategy
@pytest.mark.parametrize("work", ["sha256", "fnv1a"])
def test_does_the_work_asked_for(carry: Carry, strategy: str, work: str) -> None:
    expected = {"sha256": hashlib.sha256(b"foobar").hexdigest(), "fnv1a": "bf9cf968"}[work]
    with serving({"/a": ok(b"foobar")}) as server:
        record = carry(strategy, f"{server.base}/a", work=work).records[0]
    assert record["work"] == expected
    assert ("sha256" in record) is (work == "sha256")


@every_strategy
def test_no_name_is_seen_before_its_file_is_whole(
    carry: Carry, strategy: str, tmp_path: Path
) -> None:
    data = ok(_big(2_000_000)).data
    seen: list[set[str]] = []

    def look() -> None:
        # Long enough for what was sent to be stored, where it is stored as it comes.
        for _ in range(20):
            seen.append(set(os.listdir(tmp_path / "out")))
            time.sleep(0.01)

    halves = Reply(data[:1_500_000], meanwhile=look, rest=data[1_500_000:])
    with serving({"/a": halves}) as server:
        result = carry(strategy, f"{server.base}/a")
    assert result.codes == ["ok"]
    assert set().union(*seen) == ({"a.part"} if strategy in OURS else set())


@every_strategy
def test_credentials_are_sent_and_shown_nowhere(
    carry: Carry, strategy: str, capfd: pytest.CaptureFixture[str]
) -> None:
    with serving({"/a": ok(b"x")}) as server:
        with_secret = server.base.replace("//", "//user:s3cret@")
        result = carry(strategy, f"{with_secret}/a", f"{with_secret}/b")
        heads = [request.head.lower() for request in server.requests]
    assert all("authorization: basic dxnlcjpzm2nyzxq=" in head for head in heads)
    assert result.codes == ["ok", "http-status"]
    assert "s3cret" not in f"{result.records}{capfd.readouterr()}"
    assert result.records[0]["url"] == server.base.replace("//", "//***@") + "/a"


@every_strategy
def test_asks_for_bytes_as_they_are_and_for_the_url_as_written(carry: Carry, strategy: str) -> None:
    with serving(lambda _: ok(b"x")) as server:
        carry(strategy, f"{server.base}/a%2Fb/%7e/c d?q=%20&r=a+b#fragment")
        (request,) = server.requests
    assert request.path == "/a%2Fb/%7e/c%20d?q=%20&r=a+b" or (
        # requests writes an escaped ~ out: the original's own departure.
        strategy == "seed-threads" and request.path == "/a%2Fb/~/c%20d?q=%20&r=a+b"
    )
    assert "accept-encoding: identity" in request.head.lower()
