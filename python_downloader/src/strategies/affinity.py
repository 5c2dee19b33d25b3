"""On which processors the threads of a run may be.

While bodies are small, threads take turns: only one holds the interpreter lock, and nearly all work
is done holding it. Spread over several processors, each turn wakes a thread on another one, which
mostly finds the lock taken again and goes back to sleep; on one processor the next thread simply
continues: 5,000 files of 4 KiB with 64 threads took half the time. A large body is different:
copying it is the kernel's work, done without the lock, on as many processors as there are.
"""

from __future__ import annotations

import os
import sys

_SMALL_BYTES = 64 * 1024


class Affinity:
    """Where one thread may run: anywhere, or on the run's home processor for small plain bodies."""

    __slots__ = ("_at_home", "_everywhere", "_home")

    def __init__(self, everywhere: frozenset[int]) -> None:
        self._everywhere = everywhere
        # Runs at the same time should not all choose the same processor.
        self._home = {sorted(everywhere)[os.getpid() % len(everywhere)]} if everywhere else set()
        self._at_home = False

    def settle(self, length: int | None, *, secure: bool) -> None:
        """A body of this length is about to be read."""
        if not self._everywhere:
            return
        small = length is not None and length <= _SMALL_BYTES and not secure
        if small != self._at_home:
            # Process 0 is the calling thread, and no other, where this call exists (Linux).
            os.sched_setaffinity(0, self._home if small else self._everywhere)
            self._at_home = small


def processors(work: str) -> frozenset[int]:
    """The processors to choose from; none where choosing would cost more than it saves."""
    gil_enabled = getattr(sys, "_is_gil_enabled", None)
    if work == "sha256" or (gil_enabled is not None and not gil_enabled()):
        return frozenset()
    if not hasattr(os, "sched_getaffinity"):
        return frozenset()
    allowed = os.sched_getaffinity(0)
    return frozenset(allowed) if len(allowed) > 1 else frozenset()
