"""Which failures deserve another attempt, and how long to wait before it. Pure decisions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from .failures import Code

Retried = Literal["yes", "no", "once", "by-status"]

RETRIED: Final[Mapping[Code, Retried]] = {
    "bad-job": "no",
    "unsafe-path": "no",
    "duplicate-path": "no",
    "exists": "no",
    "dns": "yes",
    "connect": "yes",
    "reset": "yes",
    "tls": "no",
    "connect-timeout": "yes",
    "stall-timeout": "yes",
    "timeout": "no",
    "http-status": "by-status",
    "short-body": "yes",
    "bad-response": "yes",
    "too-many-redirects": "no",
    "bad-redirect": "no",
    "too-large": "no",
    "size-mismatch": "once",
    "digest-mismatch": "once",
    "disk": "no",
    "cancelled": "no",
}

_RETRIED_STATUSES: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_USELESS: Final[frozenset[Code]] = frozenset({"too-large", "size-mismatch", "digest-mismatch"})
_FIRST_WAIT_MS: Final = 200.0
_LONGEST_WAIT_MS: Final = 10_000.0
_LONGEST_RETRY_AFTER_S: Final = 60.0
_SECONDS = r"[0-9]{1,9}"


def is_retried(code: Code, status: int) -> bool:
    """Whether another attempt may end differently."""
    retried = RETRIED[code]
    return retried == "yes" or (retried == "by-status" and status_is_retried(status))


def is_broken_off(code: Code) -> bool:
    """Whether a failure may be nothing but a connection that this program cut off itself."""
    return RETRIED[code] == "yes" or code == "tls"


def leaves_nothing(code: Code) -> bool:
    """Whether what came is of no use to any later attempt."""
    return code in _USELESS


def status_is_retried(status: int) -> bool:
    """Whether an answer with this final status may be different the next time."""
    return status in _RETRIED_STATUSES


def wait_ms(attempt: int, random: float, retry_after_s: float | None = None) -> float:
    """Milliseconds from attempt `attempt` (from 1) to the next: full jitter, doubling cap.

    `random` is in [0, 1). What the server asks for is a floor, at most 60 s.
    """
    # 2**(n-1) of a large n is a number no float holds, and the cap is reached long before.
    doubled = _FIRST_WAIT_MS * float(1 << min(attempt - 1, 16))
    wait = random * min(_LONGEST_WAIT_MS, doubled)
    if retry_after_s is None:
        return wait
    return max(wait, min(retry_after_s, _LONGEST_RETRY_AFTER_S) * 1000)


def parse_retry_after(header: str, now_epoch_ms: float) -> float | None:
    """Seconds that a Retry-After header asks for, None where it says nothing usable."""
    text = header.strip()
    if re.fullmatch(_SECONDS, text):
        return float(text)
    if not text or text[0] in "+-0123456789":
        return None
    return _seconds_until(text, now_epoch_ms)


def _seconds_until(http_date: str, now_epoch_ms: float) -> float | None:
    # Only a server that asks for patience with a date makes us load the calendar.
    from email.utils import mktime_tz, parsedate_tz

    parsed = parsedate_tz(http_date)
    if parsed is None:
        return None
    try:
        return max(0.0, mktime_tz(parsed) - now_epoch_ms / 1000)
    except (ValueError, OverflowError):
        return None
