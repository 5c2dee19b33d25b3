"""URLs, parsed as WHATWG says by the Ada library, and taken apart for a request."""

from __future__ import annotations

from typing import NamedTuple

import can_ada

from . import messages
from .masking import mask_url

_DEFAULT_PORTS = {"http:": 80, "https:": 443}


class Origin(NamedTuple):
    """Whom a connection belongs to; connections are shared within one origin only."""

    secure: bool
    hostname: str
    port: int

    @property
    def address(self) -> str:
        """The host as it is looked up: IPv6 without brackets."""
        return self.hostname.strip("[]")


class Url:
    """One address, ready to be asked for. `href` may hold credentials: print `shown`, never it.

    Not to be changed once it is made, as all that is made for each job: a tuple with names would
    say so, and takes three times as long to make.
    """

    __slots__ = ("credentials", "host", "href", "origin", "pathname", "shown", "target")

    def __init__(
        self,
        href: str,
        shown: str,
        origin: Origin,
        host: str,
        pathname: str,
        search: str,
        credentials: tuple[str, str] | None,
    ) -> None:
        self.href = href
        self.shown = shown
        self.origin = origin
        self.host = host
        self.pathname = pathname
        self.target = pathname + search
        self.credentials = credentials


def parse(text: str) -> Url:
    """Take a URL apart; raises `JobError` (bad-job) where it is none, or not http or https."""
    try:
        url = can_ada.parse(text)
    except (ValueError, UnicodeError) as error:
        raise messages.not_a_url() from error
    scheme = url.protocol
    default_port = _DEFAULT_PORTS.get(scheme)
    if default_port is None:
        raise messages.wrong_scheme(scheme.rstrip(":"))
    credentials = (url.username, url.password) if url.has_credentials() else None
    origin = Origin(default_port == 443, url.hostname, int(url.port or default_port))
    return Url(
        url.href,
        text if credentials is None else mask_url(url.href),
        origin,
        url.host,
        url.pathname,
        url.search,
        credentials,
    )


def resolve(base: Url, location: str) -> Url | None:
    """Where a Location leads from a URL; None where that is no http or https URL."""
    try:
        url = can_ada.parse(base.href) + location
    except (ValueError, UnicodeError):
        return None
    return parse(url.href) if url.protocol in _DEFAULT_PORTS else None
