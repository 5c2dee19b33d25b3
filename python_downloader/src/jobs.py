"""Jobs, streamed: from arguments and input lines to URLs with the path their file will have."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, BinaryIO, NamedTuple

from . import names
from .failures import EnvironmentProblem, JobError, reason
from .masking import mask_url
from .urls import Url, parse

_SHA256 = re.compile(r"[0-9a-fA-F]{64}")


class Job(NamedTuple):
    """One download to be made.

    `position` counts jobs from 0 (the contract's index), `line` is the input's, from 1.
    """

    position: int
    line: int | None
    url: Url
    path: str
    sha256: str | None
    bytes: int | None


class Rejected(NamedTuple):
    """A job that cannot be started, with what is known of it; `url` is masked."""

    position: int
    line: int | None
    url: str | None
    path: str | None
    error: JobError


class _Wish(NamedTuple):
    """What a line asks for, before URL and path are judged."""

    url: str
    path: str | None = None
    sha256: str | None = None
    bytes: int | None = None


def open_input(name: str | None) -> AbstractContextManager[BinaryIO | None]:
    """The input to read job lines from; raises `EnvironmentProblem` where it cannot be opened."""
    if name is None:
        return nullcontext(None)
    if name == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return open(name, "rb")
    except OSError as error:
        raise EnvironmentProblem(f"cannot read the input {name}: {reason(error)}") from error


def stream(urls: Sequence[str], lines: BinaryIO | None) -> Iterator[Job | Rejected]:
    """Jobs in input order, read no further than they are asked for."""
    taken = names.Taken()
    index = -1
    for index, url in enumerate(urls):
        yield _resolve(index, None, _Wish(url), taken)
    for number, line in _lines(lines):
        index += 1
        try:
            wish = _wish(line)
        except JobError as error:
            yield Rejected(index, number, None, None, error)
        else:
            yield _resolve(index, number, wish, taken)


def _lines(lines: BinaryIO | None) -> Iterator[tuple[int, bytes]]:
    """Lines that hold a job, with their number from 1."""
    try:
        for number, line in enumerate(lines or (), 1):
            text = line.strip() if number > 1 else line.removeprefix(b"\xef\xbb\xbf").strip()
            if text and not text.startswith(b"#"):
                yield number, text
    except OSError as error:
        raise EnvironmentProblem(f"cannot go on reading the input: {reason(error)}") from error


def _resolve(index: int, line: int | None, wish: _Wish, taken: names.Taken) -> Job | Rejected:
    try:
        url = parse(wish.url)
    except JobError as error:
        return Rejected(index, line, mask_url(wish.url), None, error)
    try:
        path = _claim(url, wish.path, taken)
    except JobError as error:
        return Rejected(index, line, url.shown, wish.path, error)
    return Job(index, line, url, path, wish.sha256, wish.bytes)


def _claim(url: Url, path: str | None, taken: names.Taken) -> str:
    if path is None:
        return taken.number(names.derive(url.pathname))
    if not names.is_safe(path):
        raise JobError("unsafe-path", f"the path {path!r} is not safe")
    if not taken.claim(path):
        raise JobError("duplicate-path", f"an earlier job of this run has the path {path!r}")
    return path


def _wish(line: bytes) -> _Wish:
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise JobError("bad-job", "the line is not UTF-8") from error
    if not text.startswith(("{", "[", '"')):
        return _Wish(text)
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise JobError("bad-job", "the line is not JSON") from error
    if not isinstance(fields, dict):
        raise JobError("bad-job", "the line is JSON, but no object")
    return _checked(fields)


def _checked(fields: dict[str, Any]) -> _Wish:
    """A JSON null is absent, unknown fields are ignored."""
    url, path = fields.get("url"), fields.get("path")
    sha256, size = fields.get("sha256"), fields.get("bytes")
    if not isinstance(url, str):
        raise JobError("bad-job", 'the job has no "url" that is a text')
    if path is not None and not isinstance(path, str):
        raise JobError("bad-job", 'the job\'s "path" is not a text')
    if sha256 is not None:
        if not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
            raise JobError("bad-job", 'the job\'s "sha256" is not 64 hexadecimal digits')
        sha256 = sha256.lower()
    if size is not None and (type(size) is not int or size < 0):
        raise JobError("bad-job", 'the job\'s "bytes" is not a whole number from 0')
    return _Wish(url, path, sha256, size)
