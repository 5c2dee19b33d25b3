from __future__ import annotations

import socket
import threading

import pytest

from src import lookup
from src.failures import NetworkError
from src.lookup import LookUps, is_address


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("::1", True), ("h.example", False), ("1.example", False)],
)
def test_addresses_need_no_look_up(host: str, expected: bool) -> None:
    assert is_address(host) is expected


def test_whoever_asks_for_the_same_host_at_once_shares_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, released = [0], threading.Event()
    kinds = (socket.AF_INET, socket.SOCK_STREAM, 6, "")

    def slow(host: str, port: int) -> list[lookup.Address]:
        asked[0] += 1
        released.wait(30)
        return [(*kinds, (host, port))]

    monkeypatch.setattr(lookup, "resolve", slow)
    look_ups, told = LookUps(), threading.Event()
    one, two = look_ups.start("h", 80), look_ups.start("h", 80)
    one.then(told.set)
    assert one is two
    assert not one.wait(0)
    released.set()
    assert one.wait(30)
    assert told.wait(30)
    assert (one.result(), asked[0]) == ([(*kinds, ("h", 80))], 1)
    later = threading.Event()
    one.then(later.set)
    assert later.is_set()


def test_each_who_asked_gets_his_own_failure() -> None:
    look_up = LookUps().start("nowhere.invalid", 80)
    assert look_up.wait(60)
    raised = []
    for _ in range(2):
        with pytest.raises(NetworkError, match=r"no address for nowhere\.invalid: ") as caught:
            look_up.result()
        raised.append(caught.value)
    assert raised[0] is not raised[1]
    assert raised[0].code == "dns"


def test_what_is_given_up_has_no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(lookup, "resolve", lambda *_: released.wait(30) and [])
    look_ups = LookUps()
    look_up = look_ups.start("h", 80)
    look_ups.give_up()
    assert look_up.wait(0)
    assert look_up.result() == ()
    released.set()


def test_where_no_thread_can_be_had_the_asker_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert LookUps().start("127.0.0.1", 80).result()
