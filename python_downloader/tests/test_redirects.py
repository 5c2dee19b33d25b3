from __future__ import annotations

import pytest

from src.failures import ResponseError
from src.redirects import follow
from src.request import Request
from src.urls import parse

from .conftest import Carry
from .server import Handler, Reply, answer, in_turn, moved, ok, serving

OURS = pytest.mark.parametrize("strategy", ["threads", "asyncio"])
JOB = parse("http://user:pw@home/a/b?q")
SENT = ("user", "pw")


def _first() -> Request:
    return Request(JOB, True, JOB.credentials, None)


@pytest.mark.parametrize(
    ("location", "href", "own", "credentials"),
    [
        ("c", "http://user:pw@home/a/c", True, SENT),
        ("/c#part", "http://user:pw@home/c#part", True, SENT),
        ("http://home/c", "http://home/c", True, SENT),
        ("http://HOME:80/c", "http://home/c", True, SENT),
        ("http://x:y@home/c", "http://x:y@home/c", True, ("x", "y")),
        ("//other/c", "http://other/c", False, None),
        ("https://home/c", "https://home/c", False, None),
        ("http://home:81/c", "http://home:81/c", False, None),
        ("http://x:y@other/c", "http://x:y@other/c", False, ("x", "y")),
    ],
)
def test_where_it_leads_and_what_goes_along(
    location: str, href: str, own: bool, credentials: tuple[str, str] | None
) -> None:
    request = follow(_first(), location, JOB)
    assert (request.url.href, request.own, request.credentials) == (href, own, credentials)
    assert "#" not in request.url.target


def test_what_was_dropped_stays_dropped() -> None:
    away = follow(_first(), "http://other/c", JOB)
    home = follow(away, "http://home/d", JOB)
    assert (home.own, home.credentials) == (False, None)


@pytest.mark.parametrize(
    "location", [None, "http://", "ftp://h/x", "file:///etc/passwd", "http://h:99999/", "data:,x"]
)
def test_what_leads_nowhere(location: str | None) -> None:
    with pytest.raises(ResponseError) as caught:
        follow(_first(), location, JOB)
    assert caught.value.code == "bad-redirect"


@OURS
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_is_followed_and_the_name_stays_the_jobs(carry: Carry, strategy: str, status: int) -> None:
    with serving({"/a": moved("/b/c?d", status), "/b/c?d": ok(b"body")}) as server:
        result = carry(strategy, f"{server.base}/a")
        connections = server.connections
    assert result.files == {"a": b"body"}
    assert (result.records[0]["attempts"], result.records[0]["status"]) == (1, 200)
    assert connections == 1


@OURS
def test_goes_no_further_than_allowed(carry: Carry, strategy: str) -> None:
    with serving(lambda _: moved("/again")) as server:
        result = carry(strategy, f"{server.base}/a", max_redirects=3, retries=3)
        asked = len(server.requests)
    assert result.codes == ["too-many-redirects"]
    assert asked == 4
    assert result.run.totals.errors == {"too-many-redirects": 1}


@OURS
def test_a_retry_starts_at_the_jobs_url(carry: Carry, strategy: str) -> None:
    replies: dict[str, Reply | Handler] = {
        "/a": moved("/b"),
        "/b": in_turn(answer(503), ok(b"body")),
    }
    with serving(replies) as server:
        result = carry(strategy, f"{server.base}/a", retries=1)
        paths = [request.path for request in server.requests]
    assert result.files == {"a": b"body"}
    assert paths == ["/a", "/b", "/a", "/b"]


@OURS
def test_headers_and_credentials_do_not_leave_the_origin(carry: Carry, strategy: str) -> None:
    with serving({}) as other, serving({"/home": ok(b"x")}) as home:
        back = moved(f"{home.base}/home")
        # Not relative: what goes along is not in the Location.
        replies = {"/in": moved(f"{home.base}/out"), "/out": moved(f"{other.base}/away")}
        other._handler = lambda _: back
        home._handler = lambda request: replies.get(request.path, ok(b"x"))
        url = home.base.replace("//", "//user:s3cret@") + "/in"
        result = carry(strategy, url, headers=(("X-Token", "t"), ("X-Token", "u")))
        asked = [*home.requests[:2], *other.requests, *home.requests[2:]]
    assert result.codes == ["ok"]
    assert [request.header("Authorization") is not None for request in asked] == [
        True,
        True,
        False,
        False,
    ]
    assert [request.head.count("X-Token") for request in asked] == [2, 2, 0, 0]


@OURS
@pytest.mark.parametrize(
    "slow",
    [
        Reply(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 9\r\n\r\n", "stall"),
        Reply(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nTransfer-Encoding: chunked\r\n\r\n", "stall"),
        Reply(b"HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 99999999\r\n\r\n", "stall"),
        Reply(b"HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n", "stall"),
    ],
)
def test_a_body_that_does_not_come_holds_nobody_up(
    carry: Carry, strategy: str, slow: Reply
) -> None:
    with serving({"/a": slow, "/b": ok(b"body")}) as server:
        result = carry(strategy, f"{server.base}/a")
    assert result.files == {"a": b"body"}
