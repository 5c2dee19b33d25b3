"""The ways to carry out jobs at once: one module each, and only what differs between them.

A strategy is imported when it is asked for: aiohttp and requests take longer to load than thirty
small files take to fetch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Protocol, cast

from ..jobs import Job
from ..lines import Input, Pause
from ..run import Run

_MODULES: Mapping[str, str] = {
    "threads": ".threads",
    "asyncio": ".asyncio_",
    "seed-threads": ".seed_threads",
    "seed-asyncio": ".seed_asyncio",
}


class Strategy(Protocol):
    """What each module of this package offers."""

    def carry_out(self, run: Run, jobs: Iterator[Job | Pause], source: Input | None) -> None:
        """Bring every job to its end; `source` is what the jobs may have to wait for.

        Raises only what is no failure of a single download.
        """

    def libraries(self) -> dict[str, str]:
        """The libraries the transfers went through, with their versions."""

    def concurrency(self, run: Run) -> int:
        """The most downloads in flight that this strategy allowed itself."""


def load(name: str) -> Strategy:
    """The strategy of that name."""
    return cast("Strategy", import_module(_MODULES[name], __package__))
