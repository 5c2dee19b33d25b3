"""What the head of an answer says, whoever received it."""

from __future__ import annotations

from typing import Protocol

from . import messages
from .failures import ResponseError


class Head(Protocol):
    """Status and headers of an answer. `length` is that of the body, None where nothing says it."""

    @property
    def status(self) -> int: ...

    @property
    def length(self) -> int | None: ...

    def header(self, name: str) -> str | None:
        """A header's value, None where there is none."""


def status_error(status: int) -> ResponseError | None:
    """What a final status means where the whole was asked for; None where it is the file."""
    if status == 206:
        return messages.bad_response("a 206 nobody asked for")
    if status == 101:
        return messages.bad_response("a change of protocols nobody asked for")
    return None if 200 <= status < 300 else messages.http_status(status)
