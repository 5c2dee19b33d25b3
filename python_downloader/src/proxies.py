"""Proxies, as the environment names them. Loaded only where it names one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from . import urls
from .failures import EnvironmentProblem, JobError
from .headers import basic_credentials
from .masking import mask_url
from .urls import Origin, Url

_HTTP_NAMES = ("http_proxy",)
_HTTPS_NAMES = ("https_proxy", "HTTPS_PROXY")
_EXCEPT_NAMES = ("no_proxy", "NO_PROXY")
_SCHEME = r"([A-Za-z][A-Za-z0-9+.-]*)://"
_BRACKETED = r"\[([^\]]*)\](?::([0-9]+))?"
_IPV4 = r"[0-9]+(?:\.[0-9]+){3}"


class Proxy(NamedTuple):
    """One proxy; `authorization` goes to it and to nobody else. `href` is without credentials."""

    origin: Origin
    href: str
    authorization: str | None


class Proxies(NamedTuple):
    """Which proxy there is for which scheme, and for whom there is none."""

    http: Proxy | None
    https: Proxy | None
    exceptions: str

    def of(self, url: Url) -> Proxy | None:
        """The proxy a URL is to be asked through."""
        proxy = self.https if url.origin.secure else self.http
        return None if proxy is None or bypasses(self.exceptions, url) else proxy


def from_environment(environment: Mapping[str, str]) -> Proxies:
    """What the variables say; raises `EnvironmentProblem` where one names what cannot be used.

    HTTP_PROXY in capitals is not looked at: a server sets it from a header of a request.
    """
    _, exceptions = _first(environment, _EXCEPT_NAMES)
    return Proxies(
        _proxy(*_first(environment, _HTTP_NAMES)),
        _proxy(*_first(environment, _HTTPS_NAMES)),
        exceptions,
    )


def bypasses(exceptions: str, url: Url) -> bool:
    """Whether no_proxy keeps a URL away from the proxy."""
    origin = url.origin
    host = origin.address.lower()
    for entry in exceptions.lower().split(","):
        if entry.strip() == "*":
            return True
        name, port = _entry(entry.strip())
        if port is not None and port != origin.port:
            continue
        if name and (host == name or (not _is_address(host) and host.endswith(f".{name}"))):
            return True
    return False


def _first(environment: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, str]:
    """The first variable that says something, and what."""
    for name in names:
        value = environment.get(name, "").strip()
        if value:
            return name, value
    return names[0], ""


def _proxy(name: str, value: str) -> Proxy | None:
    if not value:
        return None
    scheme = re.match(_SCHEME, value)
    if scheme is not None and scheme[1].lower() != "http":
        shown = mask_url(value)
        raise EnvironmentProblem(f"{name} names {shown}, and only http:// proxies are supported")
    try:
        url = urls.parse(value if scheme else f"http://{value}")
    except JobError as error:
        shown = mask_url(value if scheme else f"http://{value}")
        raise EnvironmentProblem(f"{name} names {shown}, and that is no proxy") from error
    authorization = None if url.credentials is None else basic_credentials(*url.credentials)
    return Proxy(url.origin, f"http://{url.host}", authorization)


def _entry(entry: str) -> tuple[str, int | None]:
    """`host`, `.host`, `host:port`, an address of IPv6 with or without brackets."""
    bracketed = re.fullmatch(_BRACKETED, entry)
    if bracketed is not None:
        return bracketed[1], int(bracketed[2]) if bracketed[2] else None
    name, colon, port = entry.partition(":")
    if colon and port.isascii() and port.isdecimal():
        return name.removeprefix("."), int(port)
    return entry.removeprefix("."), None


def _is_address(host: str) -> bool:
    return ":" in host or re.fullmatch(_IPV4, host) is not None
