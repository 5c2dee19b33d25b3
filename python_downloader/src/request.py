"""One GET to be sent, however it will be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .resume import Part
    from .urls import Url


class Request:
    """What to ask, and what may go along. Not to be changed once it is made.

    `own`: it goes to the job's origin, which was not left on the way, so that the headers of
    --header may go along. `rest`: ask only for what this part does not have yet.
    """

    __slots__ = ("credentials", "own", "rest", "url")

    def __init__(
        self, url: Url, own: bool, credentials: tuple[str, str] | None, rest: Part | None
    ) -> None:
        self.url = url
        self.own = own
        self.credentials = credentials
        self.rest = rest

    def for_rest(self, rest: Part | None) -> Request:
        """The same for another part, or for the whole."""
        return Request(self.url, self.own, self.credentials, rest)

    def rest_headers(self) -> dict[str, str]:
        """What asks for the rest; nothing where the whole is wanted."""
        if self.rest is None:
            return {}
        from .resume import request_headers

        return request_headers(self.rest) or {}
