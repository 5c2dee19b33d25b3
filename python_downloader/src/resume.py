"""What to ask for when a part is on disk, and what to do with the answer. Pure decisions."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Decision = Literal["append", "start-over", "request-again", "fail"]

_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,19})-([0-9]{1,19})/([0-9]{1,19})", re.IGNORECASE)


class Validator(NamedTuple):
    """What names one version of a file: a strong ETag, else the time it was changed."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def strong_etag(self) -> str | None:
        return self.etag if self.etag and not self.etag.startswith("W/") else None


class Part(NamedTuple):
    """What an earlier attempt left: bytes stored, and what it knew of the whole."""

    bytes: int
    validator: Validator
    total: int | None = None


class Answer(NamedTuple):
    """The fields of a response that decide."""

    status: int
    content_range: str | None = None
    validator: Validator = Validator()


def request_headers(part: Part) -> dict[str, str] | None:
    """Headers that ask for the rest of a part; None where the whole has to be asked for."""
    condition = part.validator.strong_etag or part.validator.last_modified
    if part.bytes <= 0 or not condition:
        return None
    if part.total is not None and part.bytes >= part.total:
        return None
    return {"Range": f"bytes={part.bytes}-", "If-Range": condition}


def decide(part: Part, answer: Answer) -> Decision:
    """What becomes of an answer to a request for everything from `part.bytes` on.

    `append` writes on; `start-over` takes this body as the whole file; `request-again` puts the
    part away and asks for the whole; `fail` leaves the judgement to the status.
    """
    if part.bytes == 0:
        return "start-over" if answer.status == 200 else "fail"
    if answer.status == 200:
        return "start-over"
    if answer.status == 416:
        return "request-again"
    if answer.status != 206:
        return "fail"
    return "append" if _continues(part, answer) else "request-again"


def _continues(part: Part, answer: Answer) -> bool:
    match = _CONTENT_RANGE.fullmatch(answer.content_range or "")
    if match is None:
        return False
    first, last, total = (int(number) for number in match.groups())
    if first != part.bytes or last != total - 1:
        return False
    if part.total is not None and part.total != total:
        return False
    return _same_version(part.validator, answer.validator)


def _same_version(known: Validator, seen: Validator) -> bool:
    """If-Range made the server compare already; a header that disagrees is believed."""
    if known.strong_etag:
        return seen.strong_etag in (None, known.strong_etag)
    return seen.last_modified in (None, known.last_modified)
