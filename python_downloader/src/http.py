"""What HTTP/1.1 says, without a socket: requests as bytes, and heads of answers taken apart."""

from __future__ import annotations

import re
from typing import NamedTuple

from .about import USER_AGENT
from .failures import ResponseError
from .urls import Url

LONGEST_HEAD_BYTES = 64 * 1024

# The whole head in one match: a header's name has no blank in it, or it would be a folded line or
# an attempt to smuggle one.
_HEAD = re.compile(
    rb"HTTP/1\.([0-9]) ([1-9][0-9]{2})(?: [^\r\n]*)?\r?\n"
    rb"((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n]*\r?\n)*)\r?\n"
)
_HEADER = re.compile(rb"([^:\r\n]+):[ \t]*([^\r\n]*)")
_LENGTH = re.compile(rb"[0-9]{1,18}")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")

Headers = dict[bytes, bytes]


class Head(NamedTuple):
    """Status and headers of an answer, and how its body is delimited.

    `length` is None where only chunks or the end of the connection tell where the body ends.
    """

    status: int
    headers: Headers
    length: int | None
    chunked: bool
    keep_alive: bool


def request_tail(url: Url) -> bytes:
    """Everything after the target of a GET: the same for all URLs of a host."""
    lines = [
        " HTTP/1.1",
        f"Host: {url.host}",
        f"User-Agent: {USER_AGENT}",
        "Accept: */*",
        "Accept-Encoding: identity",
    ]
    if url.credentials is not None:
        lines.append(f"Authorization: {basic_credentials(*url.credentials)}")
    return "\r\n".join([*lines, "", ""]).encode()


def basic_credentials(user: str, password: str) -> str:
    """The value of an Authorization header, from the URL's percent-encoded user and password."""
    from base64 import b64encode
    from urllib.parse import unquote_to_bytes

    pair = unquote_to_bytes(user) + b":" + unquote_to_bytes(password)
    return f"Basic {b64encode(pair).decode()}"


def head_end(data: bytearray, start: int, end: int) -> int:
    """Where the body begins, -1 while the head is not whole. Bare line feeds are forgiven."""
    found = data.find(b"\r\n\r\n", start, end)
    if found >= 0:
        return found + 4
    found = data.find(b"\n\n", start, end)
    return found + 2 if found >= 0 else -1


def parse_head(head: bytes) -> Head:
    """Take a whole head apart; raises `ResponseError` (bad-response) where it is not HTTP/1."""
    match = _HEAD.fullmatch(head)
    if match is None:
        raise ResponseError("bad-response", "the answer does not begin like HTTP/1")
    minor, status_text, fields = match.groups()
    status = int(status_text)
    headers = _headers(fields)
    chunked = b"transfer-encoding" in headers and _is_chunked(headers)
    length = None if chunked else _length(headers, status)
    return Head(status, headers, length, chunked, _keep_alive(headers, minor))


def looks_like_http(data: bytes) -> bool:
    """Whether the first bytes of an answer can still become a status line."""
    return data[:7] == b"HTTP/1."[: len(data)]


def chunk_size(line: bytes) -> int:
    """The size a chunk's first line announces; raises `ResponseError`."""
    match = _CHUNK_SIZE.fullmatch(line.rstrip(b"\r\n"))
    if match is None:
        raise ResponseError("bad-response", "a chunk of the body has no readable size")
    return int(match[1], 16)


def _headers(fields: bytes) -> Headers:
    headers: Headers = {}
    for name, value in _HEADER.findall(fields):
        name = name.lower()
        value = value.rstrip()
        headers[name] = headers[name] + b", " + value if name in headers else value
    return headers


def _is_chunked(headers: Headers) -> bool:
    if headers[b"transfer-encoding"].lower() != b"chunked":
        raise ResponseError("bad-response", "the answer is coded as nobody asked for")
    return True


def _length(headers: Headers, status: int) -> int | None:
    if status in (204, 304) or status < 200:
        return 0
    text = headers.get(b"content-length")
    if text is None:
        return None
    if b"," in text:
        values = {value.strip() for value in text.split(b",")}
        text = values.pop() if len(values) == 1 else b""
    if not _LENGTH.fullmatch(text):
        raise ResponseError("bad-response", "the answer's Content-Length is not one number")
    return int(text)


def _keep_alive(headers: Headers, minor: bytes) -> bool:
    connection = headers.get(b"connection")
    if connection is None:
        return minor != b"0"
    connection = connection.lower()
    return b"keep-alive" in connection if minor == b"0" else b"close" not in connection
