"""What a run tells: one record per download, one summary, one closing line for people."""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from .about import BACKEND, CONTRACT, VERSION
from .failures import EnvironmentProblem, reason

if TYPE_CHECKING:
    from .download import Download
    from .jobs import Rejected
    from .run import Run

Record = dict[str, Any]

_encode = json.JSONEncoder(separators=(",", ":")).encode


def _line(record: Record) -> bytes:
    """One record as a line. Put together here: the encoder sets itself up anew for every dict."""
    fields = [
        f'"{name}":{value if type(value) is int else _encode(value)}'
        for name, value in record.items()
    ]
    return f"{{{','.join(fields)}}}\n".encode()


class Records:
    """The file of `--records`: every line is in it as soon as its download has ended."""

    __slots__ = ("_fd", "_name", "problem")

    def __init__(self, name: str | None) -> None:
        """Open for appending; raises `EnvironmentProblem`."""
        self._name = name
        self._fd = -1
        self.problem: EnvironmentProblem | None = None
        if name is None:
            return
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._fd = os.open(name, flags, 0o666)
        except OSError as error:
            raise self._unwritable(error) from error

    @property
    def wanted(self) -> bool:
        return self._fd >= 0

    def append(self, record: Record) -> None:
        """Write one line. A failure is kept for the end: the downloads go on."""
        line = _line(record)
        try:
            # One write on a descriptor that appends: lines of several threads cannot mix.
            written = os.write(self._fd, line)
            if written < len(line):
                raise OSError(0, "only part of a line could be written")
        except OSError as error:
            self.problem = self._unwritable(error)

    def __enter__(self) -> Records:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _unwritable(self, error: OSError) -> EnvironmentProblem:
        return EnvironmentProblem(f"cannot write the records {self._name}: {reason(error)}")


def record_of(download: Download, zero_ns: int) -> Record:
    """The record of a download that was carried out; what is absent is left out."""
    job = download.job
    record: Record = {
        "index": job.position,
        "url": job.url.shown,
        "path": job.path,
        "state": "ok" if download.error is None else "failed",
    }
    if download.status:
        record["status"] = download.status
    if download.error is None:
        record["bytes"] = download.stored_bytes
    if download.sha256 is not None:
        record["sha256"] = download.sha256
    if download.work is not None:
        record["work"] = download.work
    if download.attempts:
        record["attempts"] = download.attempts
    record["startNs"] = download.start_ns - zero_ns
    if download.first_byte_ns:
        record["firstByteNs"] = download.first_byte_ns - zero_ns
    record["endNs"] = download.end_ns - zero_ns
    if download.error is not None:
        message = f"{job.url.shown}: {download.error}"
        record["error"] = _error(download.error.code, message, job.line)
    return record


def _error(code: str, message: str, line: int | None) -> Record:
    error: Record = {"code": code, "message": message}
    if line is not None:
        error["line"] = line
    return error


def record_of_rejected(rejected: Rejected, now_ns: int, zero_ns: int) -> Record:
    """The record of a job that could not be started."""
    at_ns = now_ns - zero_ns
    record: Record = {"index": rejected.position}
    if rejected.url is not None:
        record["url"] = rejected.url
    if rejected.path is not None:
        record["path"] = rejected.path
    message = f"{name_of_rejected(rejected)}: {rejected.error}"
    record |= {"state": "failed", "startNs": at_ns, "endNs": at_ns}
    record["error"] = _error(rejected.error.code, message, rejected.line)
    return record


def name_of_rejected(rejected: Rejected) -> str:
    """What to call a job whose URL may be unknown."""
    return rejected.url if rejected.url is not None else f"line {rejected.line}"


def summary(
    run: Run, *, variant: str, concurrency: int, libraries: Mapping[str, str]
) -> dict[str, Any]:
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


def runtime() -> dict[str, Any]:
    """The interpreter; `gil` is whether one thread at a time runs Python."""
    names = {"cpython": "CPython", "pypy": "PyPy"}
    gil_enabled = getattr(sys, "_is_gil_enabled", None)
    return {
        "name": names.get(sys.implementation.name, sys.implementation.name),
        "version": ".".join(map(str, sys.version_info[:3])),
        "gil": True if gil_enabled is None else bool(gil_enabled()),
    }


def _ended(run: Run) -> dict[str, int]:
    """How many downloads ended in which way."""
    return {
        "ok": run.counter.value,
        "failed": run.totals.failed,
        "skipped": 0,
        "cancelled": 0,
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


def size_text(size_bytes: float) -> str:
    """A size for people, in binary units: rounded half up, with one decimal from KiB on."""
    if size_bytes < 1024:
        return f"{math.floor(size_bytes + 0.5)} B"
    amount, unit = size_bytes / 1024, "KiB"
    for larger in ("MiB", "GiB"):
        if amount >= 1024:
            amount, unit = amount / 1024, larger
    return f"{math.floor(amount * 10 + 0.5) / 10:.1f} {unit}"
