"""Downloads that wait for their next attempt, without a slot."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .download import Download

MOST_WAITING: Final = 1024


class Waiting:
    """By when their waits are over; of equals, who came first. Locks are the caller's business."""

    __slots__ = ("_heap", "_order")

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Download]] = []
        self._order = count()

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, download: Download) -> None:
        heappush(self._heap, (download.due_ns, next(self._order), download))

    def take_due(self, now_ns: int) -> Download | None:
        """The one whose wait was over first, ready to begin; None where nobody's is."""
        if not self._heap or self._heap[0][0] > now_ns:
            return None
        download = heappop(self._heap)[2]
        download.due_ns = 0
        return download

    def take_any(self) -> Download | None:
        """One that still waits, ready to be ended."""
        if not self._heap:
            return None
        download = heappop(self._heap)[2]
        download.due_ns = 0
        return download

    def seconds_left(self, now_ns: int) -> float | None:
        """Until the next wait is over; None where nobody waits."""
        return max(0.0, (self._heap[0][0] - now_ns) / 1e9) if self._heap else None
