"""What HTTP/1.1 says, without a socket: requests as bytes, and heads of answers taken apart."""

from __future__ import annotations

import re
from typing import NamedTuple

from .about import USER_AGENT
from .failures import ResponseError
from .urls import Url

LONGEST_HEAD_BYTES = 64 * 1024

# The whole head in one match: a header's name has no blank in it, or it would be a folded line or
# an attempt to smuggle one. The fields begin with the line feed before the first.
_HEAD = re.compile(
    rb"HTTP/1\.([0-9]) ([1-9][0-9]{2})(?: [^\r\n]*)?\r?"
    rb"(\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n]*\r?\n)*)\r?\n"
)
_LENGTH = re.compile(rb"[0-9]{1,18}")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")


class Head(NamedTuple):
    """Status and headers of an answer, and how its body is delimited.

    `length` is None where only chunks or the end of the connection tell where the body ends. The
    headers stay as they came: of a dozen, three are asked for.
    """

    status: int
    length: int | None
    chunked: bool
    keep_alive: bool
    fields: bytes


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
    lowered = fields.lower()
    chunked = _is_chunked(lowered)
    length = None if chunked else _length(lowered, status)
    return Head(status, length, chunked, _keep_alive(lowered, minor), fields)


def field(fields: bytes, name: bytes) -> bytes | None:
    """A header's value, several joined by commas; names are compared as they are written."""
    key = b"\n" + name + b":"
    at = fields.find(key)
    if at < 0:
        return None
    values = []
    while at >= 0:
        begin = at + len(key)
        at = fields.find(b"\n", begin)
        values.append(fields[begin:at].strip())
        at = fields.find(key, at)
    return values[0] if len(values) == 1 else b", ".join(values)


def looks_like_http(data: bytes) -> bool:
    """Whether the first bytes of an answer can still become a status line."""
    return data[:7] == b"HTTP/1."[: len(data)]


def chunk_size(line: bytes) -> int:
    """The size a chunk's first line announces; raises `ResponseError`."""
    match = _CHUNK_SIZE.fullmatch(line.rstrip(b"\r\n"))
    if match is None:
        raise ResponseError("bad-response", "a chunk of the body has no readable size")
    return int(match[1], 16)


def _is_chunked(lowered: bytes) -> bool:
    coding = field(lowered, b"transfer-encoding")
    if coding is not None and coding != b"chunked":
        raise ResponseError("bad-response", "the answer is coded as nobody asked for")
    return coding is not None


def _length(lowered: bytes, status: int) -> int | None:
    if status in (204, 304) or status < 200:
        return 0
    text = field(lowered, b"content-length")
    if text is None:
        return None
    if b"," in text:
        values = {value.strip() for value in text.split(b",")}
        text = values.pop() if len(values) == 1 else b""
    if not _LENGTH.fullmatch(text):
        raise ResponseError("bad-response", "the answer's Content-Length is not one number")
    return int(text)


def _keep_alive(lowered: bytes, minor: bytes) -> bool:
    connection = field(lowered, b"connection")
    if connection is None:
        return minor != b"0"
    return b"keep-alive" in connection if minor == b"0" else b"close" not in connection
