"""Open files: as many as the run may need, or a word about what to raise."""

from __future__ import annotations

import os

from .failures import EnvironmentProblem

# Each download has a connection and a file; the rest is for the process itself.
_FOR_EACH = 2
_FOR_ALL = 32


def allow_open_files(concurrency: int) -> None:
    """Raise the soft limit where it is too low; raises `EnvironmentProblem` where that won't do."""
    needed = _FOR_EACH * concurrency + _FOR_ALL
    if not hasattr(os, "sysconf") or os.sysconf("SC_OPEN_MAX") >= needed:
        return
    # Loaded where it is needed: few runs ask for so many.
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    has_no_end = hard == resource.RLIM_INFINITY
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed if has_no_end else hard, hard))
        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    except (ValueError, OSError):
        # The system has a limit of its own; what there was stays.
        pass
    if soft < needed:
        raise EnvironmentProblem(
            f"--concurrency {concurrency} needs {needed} open files and the limit is {soft}; "
            f"raise it (ulimit -n {needed}) or lower --concurrency"
        )
