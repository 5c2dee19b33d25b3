"""The file of `--records`: one line for each download, in it as soon as the download has ended."""

from __future__ import annotations

import os
from types import TracebackType
from typing import TYPE_CHECKING

from .documents import to_json
from .failures import EnvironmentProblem, reason

if TYPE_CHECKING:
    from .download import Download
    from .jobs import Rejected

Record = dict[str, object]


class Records:
    """The file, used in a `with`. What could not be written is told at its end."""

    __slots__ = ("_fd", "_name", "_problem")

    def __init__(self, name: str) -> None:
        """Open for appending; raises `EnvironmentProblem`."""
        self._name = name
        self._problem: EnvironmentProblem | None = None
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._fd = os.open(name, flags, 0o666)
        except OSError as error:
            raise self._unwritable(error) from error

    def record(self, download: Download, zero_ns: int) -> None:
        """A download that has come to its end."""
        self.append(record_of(download, zero_ns))

    def record_rejected(self, rejected: Rejected, now_ns: int, zero_ns: int) -> None:
        """A job that could not be started."""
        self.append(record_of_rejected(rejected, now_ns, zero_ns))

    def append(self, record: Record) -> None:
        """Write one line. A failure is kept for the end: the downloads go on."""
        if self._problem is not None:
            # What follows half a line would be taken for its other half.
            return
        line = f"{to_json(record)}\n".encode()
        try:
            # One write on a descriptor that appends: lines of several threads cannot mix.
            written = os.write(self._fd, line)
            if written < len(line):
                raise OSError(0, "only part of a line could be written")
        except OSError as error:
            self._problem = self._unwritable(error)

    def __enter__(self) -> Records:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        os.close(self._fd)

    def require_written(self) -> None:
        """Raise `EnvironmentProblem` where a line could not be written."""
        if self._problem is not None:
            raise self._problem

    def _unwritable(self, error: OSError) -> EnvironmentProblem:
        return EnvironmentProblem(f"cannot write the records {self._name}: {reason(error)}")


def record_of(download: Download, zero_ns: int) -> Record:
    """The record of a download that was carried out; what is absent is left out."""
    job, error = download.job, download.error
    record: Record = {
        "index": job.position,
        "url": job.url.shown,
        "path": job.path,
        "state": download.state,
    }
    if download.status:
        record["status"] = download.status
    if download.state == "ok":
        record["bytes"] = download.stored_bytes
    if download.sha256 is not None:
        record["sha256"] = download.sha256
    if download.work is not None:
        record["work"] = download.work
    if download.attempts:
        record["attempts"] = download.attempts
    if download.resumed_from:
        record["resumedFrom"] = download.resumed_from
    record["startNs"] = max(0, download.start_ns - zero_ns)
    if download.first_byte_ns:
        record["firstByteNs"] = download.first_byte_ns - zero_ns
    record["endNs"] = download.end_ns - zero_ns
    if error is not None:
        record["error"] = _error(error.code, f"{job.url.shown}: {error}", job.line)
    return record


def record_of_rejected(rejected: Rejected, now_ns: int, zero_ns: int) -> Record:
    """The record of a job that could not be started."""
    at_ns = now_ns - zero_ns
    record: Record = {"index": rejected.position}
    if rejected.url is not None:
        record["url"] = rejected.url
    if rejected.path is not None:
        record["path"] = rejected.path
    message = f"{rejected.name}: {rejected.error}"
    record |= {"state": "failed", "startNs": at_ns, "endNs": at_ns}
    record["error"] = _error(rejected.error.code, message, rejected.line)
    return record


def _error(code: str, message: str, line: int | None) -> Record:
    error: Record = {"code": code, "message": message}
    if line is not None:
        error["line"] = line
    return error
