"""Headers of requests: what --header may set, and what is sent to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .about import USER_AGENT
from .failures import UsageError
from .texts import quoted

Fields = list[tuple[str, str]]

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_NO_VALUE = r"[\r\n\0]"
# What describes the connection, the body or the part asked for is the downloader's own business.
_OURS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "if-range",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "range",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


def parse_header(option: str, given: str) -> tuple[str, str]:
    """`NAME: VALUE` as name and value; raises `UsageError`."""
    name, colon, value = given.partition(":")
    if (
        not colon
        or not re.fullmatch(_NAME, name)
        or re.search(_NO_VALUE, value)
        or not _is_text(value)
    ):
        raise UsageError(f"{option} takes 'NAME: VALUE', not {quoted(given)}")
    if name.lower() in _OURS:
        raise UsageError(f"{option} cannot set {name}: the downloader does")
    return name, value.strip(" \t")


def request_fields(own: Sequence[tuple[str, str]], credentials: tuple[str, str] | None) -> Fields:
    """What every GET of a kind carries besides Host: `own` is what --header gave, where it may go.

    What is given replaces ours of the same name; nothing given is merged.
    """
    given = {name.lower() for name, _ in own}
    fields = [
        ("User-Agent", USER_AGENT),
        ("Accept", "*/*"),
        ("Accept-Encoding", "identity"),
    ]
    if credentials is not None:
        fields.append(("Authorization", basic_credentials(*credentials)))
    return [*(field for field in fields if field[0].lower() not in given), *own]


def basic_credentials(user: str, password: str) -> str:
    """The value of an Authorization header, from a URL's percent-encoded user and password."""
    from base64 import b64encode
    from urllib.parse import unquote_to_bytes

    pair = unquote_to_bytes(user) + b":" + unquote_to_bytes(password)
    return f"Basic {b64encode(pair).decode()}"


def _is_text(value: str) -> bool:
    """An argument that is not UTF-8 comes with halves of surrogate pairs in it."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
