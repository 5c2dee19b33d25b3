"""What a run tells at its end: one summary for programs, one closing line for people."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .about import BACKEND, CONTRACT, VERSION
from .texts import size_text

if TYPE_CHECKING:
    from .run import Run


def summary(
    run: Run, *, variant: str, concurrency: int, libraries: Mapping[str, str]
) -> dict[str, object]:
    """The one document of `--json`."""
    totals = run.totals
    return {
        "contract": CONTRACT,
        "backend": BACKEND,
        "variant": variant,
        "version": VERSION,
        "runtime": runtime(),
        "libraries": dict(libraries),
        "concurrency": concurrency,
        "durationNs": run.duration_ns,
        "downloads": {"total": totals.total, **_ended(run)},
        "bytes": totals.received_bytes,
        "attempts": totals.attempts,
        "peakInFlight": run.in_flight.peak,
        "errors": dict(totals.errors),
    }


def runtime() -> dict[str, object]:
    """The interpreter; `gil` is whether one thread at a time runs Python."""
    names = {"cpython": "CPython", "pypy": "PyPy"}
    gil_enabled = getattr(sys, "_is_gil_enabled", None)
    return {
        "name": names.get(sys.implementation.name, sys.implementation.name),
        "version": ".".join(map(str, sys.version_info[:3])),
        "gil": True if gil_enabled is None else bool(gil_enabled()),
    }


def closing_line(run: Run) -> str:
    """`30 ok, 0 failed, 1.0 MiB in 0.31 s (3.2 MiB/s)`."""
    counts = ", ".join(
        f"{count} {state}"
        for state, count in _ended(run).items()
        if count or state in {"ok", "failed"}
    )
    seconds = run.duration_ns / 1e9
    received = run.totals.received_bytes
    rate = size_text(received / seconds if seconds > 0 else 0)
    return f"{counts}, {size_text(received)} in {seconds:.2f} s ({rate}/s)"


def _ended(run: Run) -> dict[str, int]:
    """How many downloads ended in which way."""
    totals = run.totals
    return {
        "ok": run.counter.value,
        "failed": totals.failed,
        "skipped": totals.skipped,
        "cancelled": totals.cancelled,
    }
