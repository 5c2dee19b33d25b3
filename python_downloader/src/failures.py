"""What can go wrong, as a tree of exceptions that are caught by kind.

    FairfetchError
    ├── UsageError              the command line is wrong (exit 2)
    ├── EnvironmentProblem      folder, input, certificates, records, … are unusable (exit 3)
    └── DownloadError           one download failed; the others go on
        ├── JobError            bad-job, unsafe-path, duplicate-path, exists: nothing was asked
        ├── NetworkError        dns, connect, reset, tls, and the three kinds of time-out
        ├── ResponseError       http-status, short-body, bad-response, redirects, too-large
        ├── ContentError        size-mismatch, digest-mismatch
        ├── DiskError           disk
        └── Cancelled           cancelled

Every `DownloadError` carries the contract's `error.code` and a message in the words of `messages`.
The message does not name the URL: whoever prints or records it puts the masked URL in front.
"""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "bad-job",
    "unsafe-path",
    "duplicate-path",
    "exists",
    "dns",
    "connect",
    "reset",
    "tls",
    "connect-timeout",
    "stall-timeout",
    "timeout",
    "http-status",
    "short-body",
    "bad-response",
    "too-many-redirects",
    "bad-redirect",
    "too-large",
    "size-mismatch",
    "digest-mismatch",
    "disk",
    "cancelled",
]


class FairfetchError(Exception):
    """Anything this program says of itself; other exceptions are defects."""


class UsageError(FairfetchError):
    """The command line is wrong."""


class EnvironmentProblem(FairfetchError):  # noqa: N818
    """The run cannot do its work here, whatever the jobs are."""


class DownloadError(FairfetchError):
    """One download failed."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code: Code = code


class JobError(DownloadError):
    """The job cannot be carried out as it stands."""


class NetworkError(DownloadError):
    """No whole answer came over the network."""


class ResponseError(DownloadError):
    """An answer came, and it is not the file."""


class ContentError(DownloadError):
    """The file is not what the job says it should be."""


class DiskError(DownloadError):
    """The file could not be created, written or renamed."""


class Cancelled(DownloadError):  # noqa: N818 - an end that was asked for
    """The run was told to stop."""


def reason(error: OSError) -> str:
    """The operating system's own words, without the path it repeats."""
    return error.strerror or str(error) or type(error).__name__
