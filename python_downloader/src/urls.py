"""URLs, parsed as WHATWG says by the Ada library, and taken apart for a request."""

from __future__ import annotations

from typing import NamedTuple

import can_ada

from .failures import JobError
from .masking import mask_url

_DEFAULT_PORTS = {"http:": 80, "https:": 443}


class Origin(NamedTuple):
    """Whom a connection belongs to; connections are shared within one origin only."""

    secure: bool
    hostname: str
    port: int


class Url(NamedTuple):
    """One address, ready to be asked for. `href` may hold credentials: print `shown`, never it."""

    href: str
    shown: str
    origin: Origin
    host: str
    pathname: str
    search: str
    credentials: tuple[str, str] | None

    @property
    def target(self) -> str:
        return self.pathname + self.search


def parse(text: str) -> Url:
    """Take a URL apart; raises `JobError` (bad-job) where it is none, or not http or https."""
    try:
        url = can_ada.parse(text)
    except (ValueError, UnicodeError) as error:
        raise JobError("bad-job", "this is not a URL") from error
    scheme = url.protocol
    default_port = _DEFAULT_PORTS.get(scheme)
    if default_port is None:
        raise JobError("bad-job", f"only http and https are fetched, not {scheme.rstrip(':')}")
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
