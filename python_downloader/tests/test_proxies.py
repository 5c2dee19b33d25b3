from __future__ import annotations

from typing import Any

import pytest

from src import proxies
from src.failures import EnvironmentProblem
from src.options import Timeouts
from src.proxies import Proxies, from_environment
from src.urls import parse

from .conftest import Carry, Program, Tls
from .proxy import proxying
from .server import moved, ok, serving
from .vectors import table

OURS = pytest.mark.parametrize("strategy", ["threads", "asyncio"])


@pytest.mark.parametrize("case", table("no-proxy", "cases"), ids=lambda case: case["about"])
def test_no_proxy(case: dict[str, Any]) -> None:
    assert proxies.bypasses(case["noProxy"], parse(case["url"])) is case["direct"]


@pytest.mark.parametrize(
    ("variables", "url", "expected"),
    [
        ({"http_proxy": "http://p:3128"}, "http://h/", "http://p:3128"),
        ({"http_proxy": "p:3128"}, "http://h/", "http://p:3128"),
        ({"http_proxy": "p"}, "http://h/", "http://p"),
        ({"http_proxy": "HTTP://p/x"}, "http://h/", "http://p"),
        ({"http_proxy": "[::1]:8"}, "http://h/", "http://[::1]:8"),
        ({"http_proxy": "p"}, "https://h/", None),
        ({"https_proxy": "p"}, "https://h/", "http://p"),
        ({"HTTPS_PROXY": "p"}, "https://h/", "http://p"),
        ({"https_proxy": "", "HTTPS_PROXY": "q"}, "https://h/", "http://q"),
        ({"https_proxy": "p", "HTTPS_PROXY": "q"}, "https://h/", "http://p"),
        ({"HTTP_PROXY": "p"}, "http://h/", None),
        ({"http_proxy": "p", "no_proxy": "h"}, "http://h/", None),
        ({"http_proxy": "p", "NO_PROXY": "h"}, "http://h/", None),
        ({"http_proxy": "p", "no_proxy": "x", "NO_PROXY": "h"}, "http://h/", "http://p"),
        ({"http_proxy": "p"}, "http://127.0.0.1/", "http://p"),
    ],
)
def test_what_the_environment_says(
    variables: dict[str, str], url: str, expected: str | None
) -> None:
    proxy = from_environment(variables).of(parse(url))
    assert (proxy.href if proxy else None) == expected


def test_credentials_of_a_proxy_are_for_it_alone() -> None:
    proxy = from_environment({"http_proxy": "http://us%20er:p%40ss@p:1"}).http
    assert proxy is not None
    assert proxy.authorization == "Basic dXMgZXI6cEBzcw=="
    assert "ss@" not in proxy.href


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            "socks5://user:s3cret@p",
            "http_proxy names socks5://***@p, and only http:// proxies are supported",
        ),
        ("https://p", "http_proxy names https://p, and only http:// proxies are supported"),
        ("http://", "http_proxy names http://, and that is no proxy"),
        ("user:s3cret@p:99999", "http_proxy names http://***@p:99999, and that is no proxy"),
    ],
)
def test_what_cannot_be_used_is_said_without_the_password(value: str, message: str) -> None:
    with pytest.raises(EnvironmentProblem) as caught:
        from_environment({"http_proxy": value})
    assert str(caught.value) == message


def test_a_proxy_that_cannot_be_used_is_exit_3(program: Program, tmp_path: Any) -> None:
    done = program("-d", tmp_path / "o", "http://h/", variables={"http_proxy": "socks5://p"})
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert not (tmp_path / "o").exists()


def _through(href: str, **more: str) -> Proxies:
    return from_environment({"http_proxy": href, "https_proxy": href, **more})


@OURS
def test_http_is_asked_for_in_absolute_form(carry: Carry, strategy: str) -> None:
    with proxying() as proxy:
        href = proxy.href.replace("//", "//user:pass@")
        result = carry(
            strategy,
            "http://u:p@one.example/a?b#c",
            "http://two.example/b",
            proxies=_through(href),
            headers=(("X-Token", "t"),),
            concurrency=1,
        )
        requests, connections = proxy.requests, proxy.connections
    assert result.files == {
        "a": b"http://one.example/a?b by proxy",
        "b": b"http://two.example/b by proxy",
    }
    assert [request.header("Host") for request in requests] == ["one.example", "two.example"]
    for request in requests:
        assert request.header("Proxy-Authorization") == "Basic dXNlcjpwYXNz"
        assert request.header("X-Token") == "t"
    assert requests[0].header("Authorization") == "Basic dTpw"
    # One connection to the proxy is good for any server behind it.
    assert connections == 1


@OURS
def test_https_is_asked_for_through_a_tunnel(carry: Carry, strategy: str, tls: Tls) -> None:
    with serving({"/a": ok(b"x"), "/b": ok(b"y")}, tls.context) as server, proxying() as proxy:
        href = proxy.href.replace("//", "//user:pass@")
        secret = server.base.replace("//", "//u:s3cret@")
        result = carry(
            strategy,
            f"{secret}/a",
            f"{secret}/b",
            proxies=_through(href),
            headers=(("X-Token", "t"),),
            cacert=str(tls.cacert),
            concurrency=1,
        )
        (connect,) = proxy.connects
        asked = server.requests
    assert result.files == {"a": b"x", "b": b"y"}
    assert connect.path == f"127.0.0.1:{server.port}"
    assert connect.header("Host") == connect.path
    assert connect.header("Proxy-Authorization") == "Basic dXNlcjpwYXNz"
    assert connect.header("X-Token") is connect.header("Authorization") is None
    for request in asked:
        assert request.header("Proxy-Authorization") is None
        assert request.header("X-Token") == "t"


@OURS
@pytest.mark.parametrize("status", [403, 407, 502])
def test_a_refused_tunnel_is_a_failed_connection(
    carry: Carry, strategy: str, status: int, tls: Tls
) -> None:
    with proxying(status) as proxy:
        result = carry(strategy, "https://127.0.0.1:1/a", proxies=_through(proxy.href))
    assert result.codes == ["connect"]
    message = f"the proxy refused: it answered {status}"
    assert result.records[0]["error"]["message"].endswith(message)


@OURS
def test_a_tunnel_that_never_opens_takes_too_long(carry: Carry, strategy: str) -> None:
    with proxying(then="stall") as proxy:
        result = carry(
            strategy,
            "https://127.0.0.1:1/a",
            proxies=_through(proxy.href),
            timeouts=Timeouts(connect_s=0.3),
        )
    assert result.codes == ["connect-timeout"]


@OURS
def test_a_proxy_that_is_not_there(carry: Carry, strategy: str) -> None:
    with proxying() as proxy:
        gone = proxy.href
    urls = ("http://one.example/a", "https://one.example/b")
    result = carry(strategy, *urls, proxies=_through(gone))
    assert result.codes == ["connect", "connect"]


@OURS
def test_each_hop_chooses_its_own_way(carry: Carry, strategy: str) -> None:
    with serving({"/b": ok(b"direct")}) as server, proxying() as proxy:
        proxy.answer = lambda _: moved(f"{server.base}/b")
        through = _through(proxy.href, no_proxy=f"127.0.0.1:{server.port}")
        result = carry(strategy, "http://one.example/a", proxies=through)
    assert result.files == {"a": b"direct"}
    assert len(proxy.requests) == len(server.requests) == 1


@pytest.mark.parametrize("strategy", ["seed-threads", "seed-asyncio"])
def test_the_original_knows_no_proxies(program: Program, strategy: str, tmp_path: Any) -> None:
    with serving({"/a": ok(b"x")}) as server:
        arguments = ["--strategy", strategy, "-d", tmp_path / "o", f"{server.base}/a"]
        done = program(*arguments, variables={"http_proxy": "http://127.0.0.1:1"})
    assert done.returncode == 0
