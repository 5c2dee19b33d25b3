"""One job on its way from URL to file: what every strategy does the same way."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

from .failures import ContentError, DownloadError, status_error
from .files import Folder, Part
from .jobs import Job
from .work import Bytes, Digests

if TYPE_CHECKING:
    from .run import Run


class Download:
    """A download under way, used in a `with`.

    Left normally it is ok; left with a `DownloadError` it has failed, which is recorded and goes no
    further. Any other exception is a defect and passes through.
    """

    __slots__ = (
        "_folder",
        "_in_flight",
        "_run",
        "_work",
        "attempts",
        "end_ns",
        "error",
        "first_byte_ns",
        "job",
        "received_bytes",
        "sha256",
        "start_ns",
        "status",
        "stored_bytes",
        "work",
    )

    def __init__(self, job: Job, run: Run, folder: Folder, work: str) -> None:
        self.job = job
        self.attempts = 0
        self.start_ns = 0
        self.first_byte_ns = 0
        self.end_ns = 0
        self.status = 0
        self.received_bytes = 0
        self.stored_bytes = 0
        self.sha256: str | None = None
        self.work: str | None = None
        self.error: DownloadError | None = None
        self._run = run
        self._folder = folder
        self._work = work
        self._in_flight = False

    def __enter__(self) -> Download:
        self.start_ns = time.monotonic_ns()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        self.end_ns = time.monotonic_ns()
        if self._in_flight:
            self._run.in_flight.leave()
        if error is None:
            self._run.ended(self)
            return True
        if isinstance(error, DownloadError):
            self.error = error
            self._run.ended(self)
            return True
        return False

    def attempt(self) -> None:
        """The server is about to be asked, unless a link on the way to the file forbids it."""
        self._folder.check(self.job.path)
        self.attempts += 1

    def in_flight(self) -> None:
        """From here to the end it counts as one of those under way at once."""
        self._in_flight = True
        self._run.in_flight.enter()

    def headers_came(self, status: int) -> None:
        """The headers of an answer are complete."""
        self.first_byte_ns = time.monotonic_ns()
        self.status = status

    def require_file(self) -> None:
        """Raise `ResponseError` where the body of the answer is not the file."""
        if self.status != 200 and (error := status_error(self.status)) is not None:
            raise error

    def body(self) -> Body:
        """Where the body goes, in a `with`; the file is there once `commit()` has returned."""
        job = self.job
        digests = None
        if job.sha256 is not None or self._work != "none":
            digests = Digests(self._work, sha256_wanted=job.sha256 is not None)
        return Body(self._folder.place(job.path), self, digests)


class Body(Part):
    """The bytes of one download: to the disk and through the digests."""

    __slots__ = ("_digests", "_download")

    def __init__(self, name: str, download: Download, digests: Digests | None) -> None:
        super().__init__(name)
        self._download = download
        self._digests = digests

    def write(self, data: Bytes) -> None:
        """Store and digest the next bytes; raises `DiskError`."""
        if self._digests is not None:
            self._digests.update(data)
        super().write(data)

    def commit(self) -> None:
        """The server says that was all: check it against the job, then give it its name."""
        download, job, size = self._download, self._download.job, self.written_bytes
        if self._digests is not None:
            download.sha256, download.work = self._digests.sha256, self._digests.work
        if job.bytes is not None and job.bytes != size:
            raise ContentError("size-mismatch", f"{size} bytes came, the job says {job.bytes}")
        if job.sha256 is not None and job.sha256 != download.sha256:
            raise ContentError("digest-mismatch", f"the SHA-256 is {download.sha256}")
        super().commit()
        download.stored_bytes = size
