from __future__ import annotations

import pytest

from src.about import USER_AGENT
from src.failures import UsageError
from src.headers import parse_header, request_fields

from .vectors import table


@pytest.mark.parametrize("case", table("headers", "cases"), ids=lambda case: repr(case["given"]))
def test_takes_and_refuses(case: dict[str, str]) -> None:
    if "error" in case:
        with pytest.raises(UsageError) as caught:
            parse_header("--header", case["given"])
        assert str(caught.value) == case["error"]
    else:
        assert parse_header("--header", case["given"]) == (case["name"], case["value"])


@pytest.mark.parametrize("given", ["A: \0", "A: x\ry", "A: \udcff"])
def test_refuses_what_would_break_a_request(given: str) -> None:
    with pytest.raises(UsageError):
        parse_header("-H", given)


def test_asks_for_the_bytes_as_they_are_and_says_who_asks() -> None:
    assert request_fields((), None) == [
        ("User-Agent", USER_AGENT),
        ("Accept", "*/*"),
        ("Accept-Encoding", "identity"),
    ]


def test_credentials_of_a_url_are_sent_as_basic() -> None:
    fields = request_fields((), ("us%20er", "p%40ss"))
    assert ("Authorization", "Basic dXMgZXI6cEBzcw==") in fields


def test_what_is_given_replaces_ours_and_repeats_are_kept() -> None:
    own = (("user-agent", "mine"), ("AUTHORIZATION", "Bearer x"), ("X", "1"), ("X", "2"))
    assert request_fields(own, ("u", "p")) == [
        ("Accept", "*/*"),
        ("Accept-Encoding", "identity"),
        *own,
    ]
