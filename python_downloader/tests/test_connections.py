"""How many connections and downloads there are at once, by the server's count."""

from __future__ import annotations

import threading

import pytest

from src.options import STRATEGIES

from .conftest import Carry
from .server import Reply, Request, answer, ok, serving

REUSING = [name for name in STRATEGIES if name != "seed-threads"]
OURS = ["threads", "asyncio"]
every_strategy = pytest.mark.parametrize("strategy", STRATEGIES)


@every_strategy
def test_keeps_to_the_concurrency_it_was_given(carry: Carry, strategy: str) -> None:
    now, most, lock = [0], [0], threading.Lock()
    together = threading.Barrier(4)

    def handler(_: Request) -> Reply:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        # Nobody is answered before four are there: fewer in flight would never end.
        together.wait(10)
        with lock:
            now[0] -= 1
        return ok(b"x")

    with serving(handler) as server:
        result = carry(strategy, *[f"{server.base}/a"] * 16, concurrency=4)
    assert result.codes == ["ok"] * 16
    if strategy == "seed-asyncio":
        assert result.run.in_flight.peak == 16
    else:
        assert most[0] == result.run.in_flight.peak == 4


@pytest.mark.parametrize("strategy", REUSING)
def test_connections_are_used_again(carry: Carry, strategy: str) -> None:
    with serving({"/a": ok(b"x"), "/gone": answer(404, b"no")}) as server:
        urls = [f"{server.base}/{name}" for name in ("a", "gone", "a", "gone", "a")]
        carry(strategy, *urls, concurrency=1)
        connections = server.connections
    assert connections == (5 if strategy == "seed-asyncio" else 1)


@pytest.mark.parametrize("strategy", OURS)
def test_a_kept_connection_that_died_is_replaced_and_is_no_attempt(
    carry: Carry, strategy: str
) -> None:
    """The server hangs up on each connection's second request, before any byte of an answer."""
    asked: dict[int, int] = {}

    def handler(request: Request) -> Reply:
        asked[request.connection] = asked.get(request.connection, 0) + 1
        return ok(b"x") if asked[request.connection] == 1 else Reply(b"", "close")

    with serving(handler) as server:
        result = carry(strategy, *[f"{server.base}/a"] * 3, concurrency=1)
        connections = server.connections
    assert result.codes == ["ok"] * 3
    assert [record["attempts"] for record in result.records] == [1, 1, 1]
    assert connections == 3


def test_seed_threads_makes_a_connection_for_every_url(carry: Carry) -> None:
    with serving({"/a": ok(b"x")}) as server:
        carry("seed-threads", *[f"{server.base}/a"] * 3, concurrency=1)
        assert server.connections == 3


@pytest.mark.parametrize("strategy", OURS)
def test_many_origins_share_the_allowed_connections(carry: Carry, strategy: str) -> None:
    with serving({"/a": ok(b"1")}) as one, serving({"/a": ok(b"2")}) as two:
        urls = [f"{one.base}/a", f"{two.base}/a"] * 4
        result = carry(strategy, *urls, concurrency=2)
    assert result.codes == ["ok"] * 8
    assert sorted(result.files.values()) == [b"1"] * 4 + [b"2"] * 4
