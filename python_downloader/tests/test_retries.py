"""Further attempts, against real servers: how many, when, and what else goes on meanwhile."""

from __future__ import annotations

import hashlib
import time
from email.utils import formatdate

import pytest

from src.options import Timeouts
from src.run import Run

from .conftest import Carry
from .server import Handler, Reply, Request, answer, cut, in_turn, ok, serving

OURS = pytest.mark.parametrize("strategy", ["threads", "asyncio"])
RESET = Reply(b"", "reset")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits that are over at once."""
    monkeypatch.setattr(Run, "random", lambda _: 0.001)


@OURS
@pytest.mark.parametrize(
    ("first", "code"),
    [
        (answer(503), "http-status"),
        (answer(408), "http-status"),
        (RESET, "reset"),
        (Reply(b"", "close"), "reset"),
        (cut(b"x" * 100, 10), "short-body"),
        (Reply(b"SSH-2.0\r\n", "close"), "bad-response"),
    ],
)
@pytest.mark.usefixtures("at_once")
def test_what_may_pass_is_tried_again(carry: Carry, strategy: str, first: Reply, code: str) -> None:
    with serving({"/a": in_turn(first, ok(b"body"))}) as server:
        result = carry(strategy, f"{server.base}/a", retries=1)
    assert result.files == {"a": b"body"}
    (record,) = result.records
    assert (record["state"], record["attempts"], record["status"]) == ("ok", 2, 200)
    assert result.run.totals.errors == {code: 1}
    assert result.run.totals.attempts == 2


@OURS
@pytest.mark.usefixtures("at_once")
def test_no_more_often_than_asked_and_not_what_stays(carry: Carry, strategy: str) -> None:
    with serving({"/a": answer(500), "/b": answer(404)}) as server:
        result = carry(strategy, f"{server.base}/a", f"{server.base}/b", retries=2)
        asked = [request.path for request in server.requests]
    assert (asked.count("/a"), asked.count("/b")) == (3, 1)
    assert [record["attempts"] for record in result.records] == [3, 1]
    assert result.run.totals.errors == {"http-status": 4}
    assert result.run.totals.failed == 2


@OURS
def test_a_slot_is_not_held_while_waiting(carry: Carry, strategy: str) -> None:
    later = in_turn(answer(503, b"", "Retry-After: 1"), ok(b"a"))
    with serving({"/a": later, "/b": ok(b"b"), "/c": ok(b"c")}) as server:
        urls = [f"{server.base}/{name}" for name in "abc"]
        result = carry(strategy, *urls, concurrency=1, retries=1)
        paths = [request.path for request in server.requests]
    assert paths == ["/a", "/b", "/c", "/a"]
    assert result.codes == ["ok"] * 3
    assert result.run.in_flight.peak == 1


@OURS
def test_whoever_has_waited_goes_before_new_jobs(carry: Carry, strategy: str) -> None:
    def slow(_: Request) -> Reply:
        time.sleep(0.3)
        return ok(b"x")

    waits = in_turn(answer(503, b"", "Retry-After: 0"), ok(b"a"))
    with serving({"/a": waits, "/b": slow, "/c": ok(b"c"), "/d": ok(b"d")}) as server:
        urls = [f"{server.base}/{name}" for name in "abcd"]
        carry(strategy, *urls, concurrency=1, retries=1)
        paths = [request.path for request in server.requests]
    # Its wait is over before the slow one is done.
    assert paths == ["/a", "/b", "/a", "/c", "/d"]


@OURS
@pytest.mark.parametrize("dated", [False, True])
@pytest.mark.usefixtures("at_once")
def test_the_server_may_ask_for_patience(carry: Carry, strategy: str, dated: bool) -> None:
    seen: list[float] = []

    def handler(_: Request) -> Reply:
        seen.append(time.monotonic())
        if len(seen) > 1:
            return ok(b"x")
        patience = formatdate(time.time() + 2, usegmt=True) if dated else "1"
        return answer(429, b"", f"Retry-After: {patience}")

    with serving(handler) as server:
        carry(strategy, f"{server.base}/a", retries=1)
    # A date has no fractions of seconds.
    assert seen[1] - seen[0] >= 0.9


@OURS
def test_a_wait_that_would_pass_the_timeout_is_none(carry: Carry, strategy: str) -> None:
    with serving({"/a": answer(503, b"", "Retry-After: 50")}) as server:
        result = carry(strategy, f"{server.base}/a", retries=3, timeouts=Timeouts(total_s=20))
    assert result.codes == ["timeout"]
    assert result.records[0]["attempts"] == 1
    assert result.records[0]["error"]["message"].endswith("/a: not done within 20 s")
    # What counts is the attempt that has failed.
    assert result.run.totals.errors == {"http-status": 1}


@OURS
def test_a_wrong_size_or_digest_is_tried_once_more_from_zero(carry: Carry, strategy: str) -> None:
    digest = hashlib.sha256(b"right").hexdigest()
    replies: dict[str, Reply | Handler] = {
        "/size": in_turn(ok(b"wrong!", 'ETag: "1"'), ok(b"right")),
        "/digest": in_turn(ok(b"wrong", 'ETag: "1"'), ok(b"right")),
        "/never": ok(b"wrong"),
        "/mixed": in_turn(ok(b"wrong!"), ok(b"wrong"), ok(b"right")),
    }
    with serving(replies) as server:
        lines: list[object] = [
            {"url": f"{server.base}{name}", "bytes": 5, "sha256": digest} for name in replies
        ]
        result = carry(strategy, lines=lines)
        heads = [request.head for request in server.requests]
    assert result.codes == ["ok", "ok", "digest-mismatch", "digest-mismatch"]
    assert [record["attempts"] for record in result.records] == [2, 2, 2, 2]
    assert result.records[2]["sha256"] == hashlib.sha256(b"wrong").hexdigest()
    assert result.files == {"size": b"right", "digest": b"right"}
    assert not any("Range:" in head for head in heads)
    assert result.run.totals.errors == {"size-mismatch": 2, "digest-mismatch": 4}


@OURS
@pytest.mark.usefixtures("at_once")
def test_resent_bytes_count(carry: Carry, strategy: str) -> None:
    with serving({"/a": in_turn(cut(b"x" * 1000, 400), ok(b"x" * 1000))}) as server:
        result = carry(strategy, f"{server.base}/a", retries=1)
    assert result.run.totals.received_bytes == 1400


@OURS
@pytest.mark.usefixtures("at_once")
def test_many_that_wait_are_all_done_in_the_end(carry: Carry, strategy: str) -> None:
    asked: dict[str, int] = {}

    def handler(request: Request) -> Reply:
        asked[request.path] = asked.get(request.path, 0) + 1
        return ok(b"x") if asked[request.path] == 3 else answer(503)

    with serving(handler) as server:
        urls = [f"{server.base}/{number}" for number in range(60)]
        result = carry(strategy, *urls, concurrency=7, retries=2)
    assert result.codes == ["ok"] * 60
    assert result.run.totals.attempts == 180
    assert result.run.in_flight.peak <= 7


@OURS
def test_only_so_many_wait_at_once(
    carry: Carry, strategy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("src.run.MOST_WAITING", 5)
    monkeypatch.setattr(Run, "random", lambda _: 0.5)
    most = [0]
    leave = Run.leave

    def watched(run: Run, download: object) -> None:
        leave(run, download)  # type: ignore[arg-type]
        most[0] = max(most[0], len(run.waiting) + 1)

    monkeypatch.setattr(Run, "leave", watched)
    asked: dict[str, int] = {}

    def handler(request: Request) -> Reply:
        asked[request.path] = asked.get(request.path, 0) + 1
        return ok(b"x") if asked[request.path] == 2 else answer(503)

    with serving(handler) as server:
        urls = [f"{server.base}/{number}" for number in range(30)]
        result = carry(strategy, *urls, concurrency=3, retries=1)
    assert result.codes == ["ok"] * 30
    assert 2 <= most[0] <= 5


@OURS
@pytest.mark.usefixtures("at_once")
def test_doomed_connections_are_no_attempts_however_many_are_kept(
    carry: Carry, strategy: str
) -> None:
    """The server hangs up on each connection's second request: every kept one is of no use."""
    answered: set[int] = set()

    def handler(request: Request) -> Reply:
        if request.connection in answered:
            return Reply(b"", "close")
        answered.add(request.connection)
        time.sleep(0.05)
        return ok(b"x")

    with serving(handler) as server:
        urls = [f"{server.base}/a"] * 12
        result = carry(strategy, *urls, concurrency=4)
    assert result.codes == ["ok"] * 12
    assert {record["attempts"] for record in result.records} == {1}
