"""The event loop under both asyncio strategies."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from ..versions import version_of


def run(work: Coroutine[object, object, None]) -> None:
    """Run to the end: on uvloop, which is three times as fast, where it exists (not on Windows)."""
    try:
        import uvloop
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)


def name_and_version() -> dict[str, str]:
    """The loop, where it is a library."""
    try:
        import uvloop  # noqa: F401
    except ImportError:
        return {}
    return {"uvloop": version_of("uvloop")}
