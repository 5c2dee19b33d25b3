"""How far a run has come, as one line: the same in every language. Pure."""

from __future__ import annotations

import math
from collections import deque
from typing import NamedTuple

from .texts import size_text

_WIDEST_BAR, _NARROWEST_BAR = 30, 8
_RATE_OVER_S = 5.0


class State(NamedTuple):
    """What is shown. `total` is None while it is unknown, `eta_s` where nothing can be said."""

    done: int
    total: int | None
    received_bytes: int
    bytes_per_s: float
    eta_s: float | None
    in_flight: int
    retrying: int = 0
    failed: int = 0


class Rate:
    """Bytes a second over the last seconds, or since the start while that is not so long ago."""

    __slots__ = ("_seen",)

    def __init__(self, now_s: float) -> None:
        self._seen = deque([(now_s, 0)])

    def now(self, now_s: float, received_bytes: int) -> float:
        """The rate, having come so far by now."""
        seen = self._seen
        seen.append((now_s, received_bytes))
        # The last sample that is old enough is where the seconds begin.
        while len(seen) > 2 and seen[1][0] <= now_s - _RATE_OVER_S:
            seen.popleft()
        since_s, since_bytes = seen[0]
        passed_s = now_s - since_s
        return max(0.0, (received_bytes - since_bytes) / passed_s) if passed_s > 0 else 0.0


def eta_s(elapsed_s: float, done: int, total: int | None) -> float | None:
    """Seconds to go, if the rest takes as long as what is done did."""
    if not done or total is None:
        return None
    return max(0.0, elapsed_s * (total - done) / done)


def bar_line(state: State, columns: int) -> str:
    """The line on a terminal of so many columns, of which one stays free."""
    room = columns - 1
    parts = _fields(state)
    while len(parts) > 1 and len("  ".join(parts)) > room:
        parts.pop()
    text = "  ".join(parts)[: max(room, 0)]
    width = min(_WIDEST_BAR, room - len(text) - 3)
    if not state.total or width < _NARROWEST_BAR:
        return text
    filled = min(width, state.done * width // state.total)
    bar = "=" * filled + (">" if filled < width else "")
    return f"[{bar:<{width}}] {text}"


def plain_line(state: State) -> str:
    """The line for a log."""
    return "  ".join(_fields(state))


def _fields(state: State) -> list[str]:
    """What the line says, the most important first."""
    done = f"{state.done} done" if state.total is None else f"{state.done}/{state.total}"
    rate = f"{size_text(state.bytes_per_s)}/s"
    fields = [done, size_text(state.received_bytes), rate]
    if state.eta_s is not None:
        fields.append(f"ETA {_clock(state.eta_s)}")
    active = f"{state.in_flight} active"
    if state.retrying:
        active += f", {state.retrying} retrying"
    if state.failed:
        active += f", {state.failed} failed"
    return [*fields, active]


def _clock(seconds: float) -> str:
    """`m:ss` or `h:mm:ss`, rounded up."""
    minutes, second = divmod(math.ceil(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
