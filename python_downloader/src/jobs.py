"""Jobs, streamed: from arguments and input lines to URLs with the path their file will have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from . import messages, names
from .failures import JobError
from .lines import Pause, Source, job_lines
from .masking import mask_url
from .urls import Url, parse

_SHA256 = r"[0-9a-fA-F]{64}"


class Job:
    """One download to be made. Not to be changed once it is made.

    `position` counts jobs from 0 (the contract's index), `line` is the input's, from 1.
    """

    __slots__ = ("bytes", "line", "path", "position", "sha256", "url")

    def __init__(
        self,
        position: int,
        line: int | None,
        url: Url,
        path: str,
        sha256: str | None,
        size: int | None,
    ) -> None:
        self.position = position
        self.line = line
        self.url = url
        self.path = path
        self.sha256 = sha256
        self.bytes = size


class Rejected(NamedTuple):
    """A job that cannot be started, with what is known of it; `url` is masked."""

    position: int
    line: int | None
    url: str | None
    path: str | None
    error: JobError

    @property
    def name(self) -> str:
        """What to call a job whose URL may be unknown."""
        return self.url if self.url is not None else f"line {self.line}"


# What a line asks for, before URL and path are judged: the two, a digest and a size.
_Wish = tuple[str, "str | None", "str | None", "int | None"]


def stream(
    urls: Sequence[str], source: Source | None, taken: names.Taken
) -> Iterator[Job | Rejected | Literal[Pause.INPUT]]:
    """Jobs in input order, read no further than they are asked for.

    `Pause.INPUT` stands before each read that may have to wait.
    """
    index = -1
    for index, url in enumerate(urls):
        yield _resolve(index, None, (url, None, None, None), taken)
    if source is None:
        return
    for item in job_lines(source):
        if item is Pause.INPUT:
            yield item
            continue
        number, line = item
        index += 1
        try:
            wish = _wish(line)
        except JobError as error:
            yield Rejected(index, number, None, None, error)
        else:
            yield _resolve(index, number, wish, taken)


def _resolve(index: int, line: int | None, wish: _Wish, taken: names.Taken) -> Job | Rejected:
    text, wanted, sha256, size = wish
    try:
        url = parse(text)
    except JobError as error:
        return Rejected(index, line, mask_url(text), None, error)
    try:
        path = _claim(url, wanted, taken)
    except JobError as error:
        return Rejected(index, line, url.shown, wanted, error)
    return Job(index, line, url, path, sha256, size)


def _claim(url: Url, path: str | None, taken: names.Taken) -> str:
    if path is None:
        return taken.number(names.derive(url.pathname))
    problem = names.unsafe_reason(path)
    if problem is not None:
        raise messages.unsafe_path(path, problem)
    if not taken.claim(path):
        raise messages.duplicate_path(path)
    return path


def _wish(line: bytes | None) -> _Wish:
    if line is None:
        raise messages.line_too_long()
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise messages.not_utf8() from error
    if not text.startswith(("{", "[", '"')):
        return text, None, None, None
    # A list of URLs alone does without the library.
    from json import loads

    try:
        fields = loads(text)
    except (ValueError, RecursionError) as error:
        raise messages.not_json() from error
    if not isinstance(fields, dict):
        raise JobError("bad-job", "the line is JSON, but no object")
    return _checked(fields)


def _checked(fields: dict[str, Any]) -> _Wish:
    """A JSON null is absent, unknown fields are ignored."""
    url, path = fields.get("url"), fields.get("path")
    sha256, size = fields.get("sha256"), fields.get("bytes")
    if not isinstance(url, str):
        raise messages.no_url()
    if path is not None and not isinstance(path, str):
        raise JobError("bad-job", 'the job\'s "path" is not a text')
    if sha256 is not None:
        if not isinstance(sha256, str) or not re.fullmatch(_SHA256, sha256):
            raise JobError("bad-job", 'the job\'s "sha256" is not 64 hexadecimal digits')
        sha256 = sha256.lower()
    if size is not None and (type(size) is not int or size < 0):
        raise JobError("bad-job", 'the job\'s "bytes" is not a whole number from 0')
    return url, path, sha256, size
