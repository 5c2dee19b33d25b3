"""What HTTP/1.1 says, without a socket: requests as bytes, and heads of answers taken apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from . import messages

LONGEST_HEAD_BYTES = 64 * 1024

# The whole head in one match: a header's name has no blank in it, or it would be a folded line or
# an attempt to smuggle one. The fields begin with the line feed before the first.
_HEAD = re.compile(
    rb"HTTP/1\.([0-9]) ([1-9][0-9]{2})(?: [^\r\n]*)?\r?"
    rb"(\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n]*\r?\n)*)\r?\n"
)
# What decides where the body ends and whether the connection stays, found in one pass. A connection
# that is kept alive is nothing to decide, but for HTTP/1.0.
_FRAMING = re.compile(
    rb"\n(content-length|transfer-encoding|connection):"
    rb"(?![ \t]*keep-alive[ \t]*\r?\n)[ \t]*([^\r\n]*)",
    re.IGNORECASE,
)
# Compiled when they are used: most answers do without.
_KEPT = rb"(?i)\nconnection:[^\r\n]*keep-alive"
_LENGTH = rb"[0-9]{1,19}"
_CONTENT_LENGTH, _MOST_DIGITS = len("content-length"), 19
_CHUNK_SIZE = rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?"
_NO_BODY = frozenset({204, 205, 304})


class Head:
    """Status and headers of an answer, and how its body is delimited.

    `length` is None where only chunks or the end of the connection tell where the body ends. The
    headers stay as they came: of a dozen, few are asked for.
    """

    __slots__ = ("chunked", "fields", "keep_alive", "length", "status")

    def __init__(
        self, status: int, length: int | None, chunked: bool, keep_alive: bool, fields: bytes
    ) -> None:
        self.status = status
        self.length = length
        self.chunked = chunked
        self.keep_alive = keep_alive
        self.fields = fields

    def header(self, name: str) -> str | None:
        """A header's value, several joined by commas."""
        found = re.findall(rb"(?i)\n" + name.encode() + rb":[ \t]*([^\r\n]*)", self.fields)
        if not found:
            return None
        value = b", ".join(each.rstrip() for each in found)
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value.decode("latin-1")


def request_tail(host: str, fields: Sequence[tuple[str, str]]) -> bytes:
    """Everything after the target of a request, its empty line included."""
    lines = [" HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in fields)]
    return "\r\n".join([*lines, "", ""]).encode()


def with_fields(tail: bytes, fields: Mapping[str, str]) -> bytes:
    """The end of a request with more headers, before its empty line."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return tail.removesuffix(b"\r\n") + lines.encode() + b"\r\n"


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
        raise messages.bad_response("it does not begin like HTTP/1")
    minor, status_text, fields = match.groups()
    status = int(status_text)
    keep_alive = minor != b"0" or re.search(_KEPT, fields) is not None
    framing = _FRAMING.findall(fields)
    if len(framing) == 1 and status == 200:
        # What nearly all answers have, and nothing else that would have to be looked at.
        name, value = framing[0]
        if len(name) == _CONTENT_LENGTH and len(value) < _MOST_DIGITS and value.isdigit():
            return Head(200, int(value), False, keep_alive, fields)
    return _looked_at(status, keep_alive, fields, framing)


def _looked_at(
    status: int, keep_alive: bool, fields: bytes, framing: list[tuple[bytes, bytes]]
) -> Head:
    """A head with all that is to be said of its body and connection."""
    length: int | None = None
    chunked = False
    for name, value in framing:
        kind = name.lower()
        if kind == b"content-length":
            length = _length(value, length)
        elif kind == b"connection":
            keep_alive = keep_alive and b"close" not in value.lower()
        elif value.strip().lower() == b"chunked":
            chunked = True
        else:
            raise messages.bad_response("it is coded as nobody asked for")
    if status in _NO_BODY or status < 200:
        return Head(status, 0, False, keep_alive, fields)
    return Head(status, None if chunked else length, chunked, keep_alive, fields)


def looks_like_http(data: bytes) -> bool:
    """Whether the first bytes of an answer can still become a status line."""
    return data[:7] == b"HTTP/1."[: len(data)]


def chunk_size(line: bytes) -> int:
    """The size a chunk's first line announces; raises `ResponseError`."""
    match = re.fullmatch(_CHUNK_SIZE, line.rstrip(b"\r\n"))
    if match is None:
        raise messages.bad_response("a chunk of the body has no readable size")
    return int(match[1], 16)


def _length(value: bytes, earlier: int | None) -> int:
    """One Content-Length, which may be written several times as long as all agree."""
    lengths = {each.strip() for each in value.split(b",")}
    text = lengths.pop() if len(lengths) == 1 else b""
    if not re.fullmatch(_LENGTH, text) or earlier not in (None, int(text)):
        raise messages.bad_response("its Content-Length is not one number")
    return int(text)
