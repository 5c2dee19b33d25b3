from __future__ import annotations

import pytest

from src.failures import ResponseError
from src.http import Head, chunk_size, field, head_end, looks_like_http, parse_head, request_tail
from src.urls import parse


def _head(*lines: str) -> Head:
    return parse_head("\r\n".join([*lines, "", ""]).encode())


def test_a_plain_answer() -> None:
    head = _head("HTTP/1.1 200 OK", "Content-Length: 5", 'ETag: "a"')
    assert (head.status, head.length, head.chunked, head.keep_alive) == (200, 5, False, True)
    assert field(head.fields, b"ETag") == b'"a"'
    assert field(head.fields, b"Tag") is None


def test_headers_that_come_twice_are_joined() -> None:
    assert field(b"\nVia: a\r\nOther: x\r\nVia:b \r\n", b"Via") == b"a, b"


@pytest.mark.parametrize(
    ("lines", "length", "chunked", "keep_alive"),
    [
        (["HTTP/1.1 200"], None, False, True),
        (["HTTP/1.1 200 OK", "Connection: Close"], None, False, False),
        (["HTTP/1.0 200 OK", "Content-Length: 1"], 1, False, False),
        (["HTTP/1.0 200 OK", "Connection: keep-alive", "Content-Length: 1"], 1, False, True),
        (["HTTP/1.1 200 OK", "Transfer-Encoding: Chunked"], None, True, True),
        (["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Content-Length: 9"], None, True, True),
        (["HTTP/1.1 200 OK", "Content-Length: 5", "Content-Length: 5"], 5, False, True),
        (["HTTP/1.1 204 No Content"], 0, False, True),
        (["HTTP/1.1 304 Not Modified", "Content-Length: 5"], 0, False, True),
    ],
)
def test_how_a_body_is_delimited(
    lines: list[str], length: int | None, chunked: bool, keep_alive: bool
) -> None:
    head = _head(*lines)
    assert (head.length, head.chunked, head.keep_alive) == (length, chunked, keep_alive)


@pytest.mark.parametrize(
    "lines",
    [
        ["HTTP/2 200 OK"],
        ["HTTP/1.1 20 OK"],
        ["HTTP/1.1 2000 OK"],
        ["HTTP/1.1  200 OK"],
        ["ICY 200 OK"],
        ["HTTP/1.1 200 OK", "no colon"],
        ["HTTP/1.1 200 OK", " folded: line"],
        ["HTTP/1.1 200 OK", "Content-Length : 5"],
        ["HTTP/1.1 200 OK", "Content-Length: five"],
        ["HTTP/1.1 200 OK", "Content-Length: -5"],
        ["HTTP/1.1 200 OK", "Content-Length: 5", "Content-Length: 6"],
        ["HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked"],
    ],
)
def test_what_is_not_http(lines: list[str]) -> None:
    with pytest.raises(ResponseError) as caught:
        _head(*lines)
    assert caught.value.code == "bad-response"


def test_bare_line_feeds_are_forgiven() -> None:
    data = bytearray(b"HTTP/1.1 200 OK\nContent-Length: 2\n\nhi")
    end = head_end(data, 0, len(data))
    assert data[end:] == b"hi"
    assert parse_head(bytes(data[:end])).length == 2


def test_an_unfinished_head_has_no_end() -> None:
    data = bytearray(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n")
    assert head_end(data, 0, len(data)) == -1


@pytest.mark.parametrize(
    ("data", "possible"), [(b"HT", True), (b"HTTP/1.1", True), (b"SSH-2.0", False), (b"X", False)]
)
def test_first_bytes_tell(data: bytes, possible: bool) -> None:
    assert looks_like_http(data) is possible


@pytest.mark.parametrize(
    ("line", "size"), [(b"0\r\n", 0), (b"fF\r\n", 255), (b"10 ;x=y\r\n", 16), (b"1\n", 1)]
)
def test_chunk_sizes(line: bytes, size: int) -> None:
    assert chunk_size(line) == size


@pytest.mark.parametrize("line", [b"\r\n", b"-1\r\n", b"0x10\r\n", b"g\r\n", b"1" * 17])
def test_chunk_sizes_that_are_none(line: bytes) -> None:
    with pytest.raises(ResponseError):
        chunk_size(line)


def test_a_request_asks_for_the_bytes_as_they_are() -> None:
    tail = request_tail(parse("http://h.example:81/a")).decode()
    assert tail.startswith(" HTTP/1.1\r\nHost: h.example:81\r\n")
    assert "\r\nAccept-Encoding: identity\r\n" in tail
    assert tail.endswith("\r\n\r\n")
    assert "Authorization" not in tail


def test_credentials_of_a_url_are_sent_as_basic() -> None:
    tail = request_tail(parse("http://us%20er:p%40ss@h/")).decode()
    assert "\r\nAuthorization: Basic dXMgZXI6cEBzcw==\r\n" in tail
