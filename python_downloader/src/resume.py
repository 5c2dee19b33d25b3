"""What to ask for when a part is on disk, and what to do with the answer. Pure decisions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from .answers import Head

Decision = Literal["append", "start-over", "request-again", "fail"]

_CONTENT_RANGE = r"(?i)bytes ([0-9]{1,19})-([0-9]{1,19})/([0-9]{1,19})"
# What can be sent back as it came: nothing that would end a header or is not ASCII.
_SENDABLE = r"[\x20-\x7e]{1,1024}"


class Validator(NamedTuple):
    """What names one version of a file: a strong ETag, else the time it was changed."""

    etag: str | None = None
    last_modified: str | None = None

    @property
    def strong_etag(self) -> str | None:
        return self.etag if self.etag and self.etag.startswith('"') else None

    @property
    def condition(self) -> str | None:
        """What If-Range carries."""
        return self.strong_etag or self.last_modified


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


def validator_of(head: Head) -> Validator:
    """The validator that an answer gives its body."""
    return Validator(_sendable(head.header("ETag")), _sendable(head.header("Last-Modified")))


def resumable(part: Part) -> Part | None:
    """The part to go on with; None where the whole has to be asked for.

    One that is as long as its total gives up its last byte, so that there is something to ask for:
    the answer tells whether it is still the same.
    """
    if part.total is not None and part.bytes == part.total:
        part = part._replace(bytes=part.total - 1)
    if part.bytes <= 0 or part.validator.condition is None:
        return None
    return part if part.total is None or part.bytes < part.total else None


def request_headers(part: Part) -> dict[str, str] | None:
    """Headers that ask for the rest of a part; None where the whole has to be asked for."""
    rest = resumable(part)
    if rest is None:
        return None
    return {"Range": f"bytes={rest.bytes}-", "If-Range": str(rest.validator.condition)}


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


def total_of(content_range: str | None) -> int | None:
    """The size of the whole file that a Content-Range tells."""
    match = re.fullmatch(_CONTENT_RANGE, content_range or "")
    return int(match[3]) if match else None


def describe(url: str, part: Part) -> bytes | None:
    """The line of NAME.part.json; None where there is nothing to resume by. `url` is masked."""
    condition = part.validator.condition
    if condition is None:
        return None
    from json import dumps

    fields: dict[str, object] = {"url": url, "validator": condition}
    if part.total is not None:
        fields["total"] = part.total
    return dumps(fields, ensure_ascii=False).encode(errors="backslashreplace") + b"\n"


def understand(description: bytes, url: str, part_bytes: int) -> Part | None:
    """What to go on with by a NAME.part.json; None where it is of no use for this URL."""
    from json import loads

    try:
        fields = loads(description)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or fields.get("url") != url:
        return None
    condition, total = fields.get("validator"), fields.get("total")
    if not isinstance(condition, str) or not _sendable(condition):
        return None
    if total is not None and (type(total) is not int or total < 0):
        return None
    is_etag = condition.startswith(('"', "W/"))
    validator = Validator(etag=condition) if is_etag else Validator(last_modified=condition)
    return resumable(Part(part_bytes, validator, total))


def _continues(part: Part, answer: Answer) -> bool:
    match = re.fullmatch(_CONTENT_RANGE, answer.content_range or "")
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
        return seen.etag in (None, known.strong_etag)
    return seen.last_modified in (None, known.last_modified)


def _sendable(value: str | None) -> str | None:
    return value if value is not None and re.fullmatch(_SENDABLE, value) else None
