from __future__ import annotations

import pytest

from src.failures import ResponseError
from src.http import (
    Head,
    chunk_size,
    head_end,
    looks_like_http,
    parse_head,
    request_tail,
    with_fields,
)


def _head(*lines: str) -> Head:
    return parse_head("\r\n".join([*lines, "", ""]).encode())


def test_a_plain_answer() -> None:
    head = _head("HTTP/1.1 200 OK", "Content-Length: 5", 'ETag: "a"')
    assert (head.status, head.length, head.chunked, head.keep_alive) == (200, 5, False, True)
    assert head.header("ETag") == head.header("etag") == '"a"'
    assert head.header("Tag") is None


def test_headers_that_come_twice_are_joined() -> None:
    head = _head("HTTP/1.1 200 OK", "Via: a", "Other: x", "via:b ")
    assert head.header("Via") == "a, b"


def test_headers_are_utf8_or_else_latin1() -> None:
    line = b"HTTP/1.1 200 OK\r\nA: \xc3\xbc\r\nB: \xfc\r\n\r\n"
    head = parse_head(line)
    assert (head.header("A"), head.header("B")) == ("ü", "ü")


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
        (["HTTP/1.1 205 Reset Content"], 0, False, True),
        (["HTTP/1.1 304 Not Modified", "Content-Length: 5"], 0, False, True),
        (["HTTP/1.1 404 Not Found", "Content-Length: 5"], 5, False, True),
        (["HTTP/1.1 200 OK", "Connection: keep-alive", "Content-Length: 5"], 5, False, True),
        (["HTTP/1.1 200 OK", "connection: x, Close", "content-length:5 "], 5, False, False),
        (["HTTP/1.1 200 OK", "Content-Length: 5, 5"], 5, False, True),
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
        ["HTTP/1.1 200 OK", "Content-Length: 99999999999999999999"],
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


def test_a_request_names_the_host_and_ends_with_an_empty_line() -> None:
    tail = request_tail("h.example:81", [("A", "1"), ("A", "2")])
    assert tail == b" HTTP/1.1\r\nHost: h.example:81\r\nA: 1\r\nA: 2\r\n\r\n"


def test_headers_can_be_added_to_a_request() -> None:
    tail = with_fields(request_tail("h", []), {"Range": "bytes=5-"})
    assert tail == b" HTTP/1.1\r\nHost: h\r\nRange: bytes=5-\r\n\r\n"
