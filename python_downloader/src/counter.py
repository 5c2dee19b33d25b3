"""What the concurrent parts of a run count together."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .download import Download


class SharedCounter:
    """Finished downloads, counted by all workers in one place.

    `self._value += 1` is a read, an addition and a write: two threads may read the same value and
    lose one of the two counts. The lock makes the three one step.
    """

    __slots__ = ("_lock", "_value")

    def __init__(self) -> None:
        self._lock = Lock()
        self._value = 0

    def increment(self) -> int:
        """Count one more; gives the new value."""
        with self._lock:
            self._value += 1
            return self._value

    @property
    def value(self) -> int:
        with self._lock:
            return self._value


class InFlight:
    """The downloads that are under way now, and the most there ever were at once."""

    __slots__ = ("_lock", "_now", "peak")

    def __init__(self) -> None:
        self._lock = Lock()
        self._now: set[Download] = set()
        self.peak = 0

    def enter(self, download: Download) -> None:
        """Count it; once, however often it is told."""
        with self._lock:
            self._now.add(download)
            if len(self._now) > self.peak:
                self.peak = len(self._now)

    def leave(self, download: Download) -> None:
        self._now.discard(download)

    def all(self) -> list[Download]:
        """Those under way at this moment."""
        return list(self._now)

    def __len__(self) -> int:
        return len(self._now)
